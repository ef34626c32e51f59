"""Which line of a declared order a return means. What could be several lines is named, not guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbec_cli.work.returns.result import titled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cbec_cli.work.returns.declared import Declared
    from cbec_cli.work.returns.orders import Match, Order, Row
    from cbec_cli.work.returns.result import Claim, Original

BY = ("line_no", "sku", "hs_code")
"""What a line is known by, the surest first."""

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Found:
    """The declared line of a return.

    Attributes:
        match: which order it means.
        order: that order; None if there is none, or it is doubtful.
        line: the line; None if there is none, or it is doubtful.
        line_doubt: why the line cannot be told; "" if it can. settle: what would settle it.
        searched: what was looked for, in words.
    """

    match: Match
    order: Order | None
    line: Original | None
    line_doubt: str
    settle: str
    searched: str

    @property
    def doubt(self) -> str:
        """Why order or line cannot be told; "" if they can."""
        return self.match.doubt or self.line_doubt


def find(claim: Claim, match: Match, orders: Mapping[int, Order], originals: Declared) -> Found:
    """The line of an order that a return means: by its number, else its article, else its code.

    Args:
        claim: the row of the return.
        match: which order it means.
        orders: the declared orders by index.
        originals: what tells of one line of them.
    """
    order = orders.get(match.order)
    if match.doubt or order is None:
        return Found(match, None, None, "", match.settle, "")
    if doubted := _doubt(claim, order):
        return Found(match, order, None, *doubted, "")
    name, text = next(((name, text) for name in BY if (text := claim.text(name))), ("", ""))
    rows = [row for row in order.rows if _fits(row, name, text)]
    searched = f"{name} {text}"
    if len(rows) == 1:
        return Found(match, order, originals.line(order, rows[0]), "", "", searched)
    if not rows:
        return Found(match, order, None, "", "", searched)
    which = f"{searched} stands on lines {_listed(rows)}" if name else f"the order has lines {_listed(rows)}"
    return Found(match, order, None, which, f"give the number of the line ({titled('line_no')})", searched)


def _doubt(claim: Claim, order: Order) -> tuple[str, str] | None:
    """Why no line of an order can be told, and what would settle it; None if one can."""
    if not order.rows:
        return "the ledger does not know the lines of orders", "give the declaration with --original"
    if doubt := _platform_doubt(claim, order):
        return doubt, "give the files of each platform alone"
    lost = next((name for name in BY if name in claim.lost), "")
    return (f"the cell {titled(lost)} cannot be read", f"correct {lost}") if lost else None


def _platform_doubt(claim: Claim, order: Order) -> str:
    named, platforms = claim.text("ebp_code"), list(order.platforms)
    if len(platforms) > 1:
        return f"orders of platforms {' and '.join(platforms)} share this number"
    if named and platforms and named != platforms[0]:
        return f"the return names platform {named}, the declaration {platforms[0]}"
    return ""


def _fits(row: Row, name: str, text: str) -> bool:
    if name == "line_no":
        return text.isdecimal() and int(text) == row.number
    if name == "hs_code":
        return same_code(row.hs_code, text)
    return not name or row.sku == text


def same_code(one: str, other: str) -> bool:
    """Whether two customs codes agree as far as the shorter one goes."""
    length = min(len(one), len(other))
    return length >= 6 and one[:length] == other[:length]


def _listed(rows: Sequence[Row]) -> str:
    more = f" and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
    return ", ".join(str(row.number) for row in rows[:_SHOWN]) + more


def lines_there(order: Order) -> str:
    """The lines of an order, for people: number and article."""
    more = f" and {len(order.rows) - _SHOWN:,} more" if len(order.rows) > _SHOWN else ""
    return ", ".join(f"{row.number} ({row.sku or row.hs_code})" for row in order.rows[:_SHOWN]) + more
