"""Several returns of one line: what came back before, what each part is worth, what the ledger still counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cbec_cli.work.returns.parts import part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cbec_cli.work.returns.held import Held

Place = tuple[str, int, int]
"""File, row and number of a declared line."""


class Counted(Protocol):
    """What a ledger knows of an order.

    Attributes:
        left: fen that still count of it. references: number of a return → fen it gave back.
    """

    left: int
    references: dict[str, int]


@dataclass(slots=True)
class Before:
    """What was returned of a line before the table begins.

    Attributes:
        quantity: in hundred-thousandths of the declared unit. unknown: some return does not say how much.
        numbers: number of a return → where it stands.
    """

    quantity: int = 0
    unknown: bool = False
    numbers: dict[str, str] = field(default_factory=dict)


def before(earlier: Iterable[Held]) -> dict[Place, Before]:
    """What earlier returns took of each declared line; those that customs refused took nothing."""
    found: dict[Place, Before] = defaultdict(Before)
    for held in earlier:
        if held.line is None or held.refused:
            continue
        known, claim = found[place(held)], held.claim
        number = claim.text("return_no")
        if number and number in known.numbers:
            continue
        if number:
            known.numbers[number] = f"{claim.file}, row {claim.row}"
        known.quantity += claim.quantity or 0
        known.unknown |= claim.quantity is None
    return found


def place(held: Held) -> Place:
    """What tells a declared line from every other."""
    line = held.line
    return (line.file, line.row, line.line_no) if line else ("", 0, 0)


def find_repeated(helds: Iterable[Held], known: Mapping[Place, Before]) -> None:
    """Note where a return of the same number and line stands already."""
    seen: dict[tuple[Place, str], str] = {}
    for held in helds:
        number = held.claim.text("return_no")
        if held.line is None or not number or held.refused:
            continue
        key = place(held), number
        earlier = known[place(held)].numbers.get(number, "") if place(held) in known else ""
        held.stands_in = earlier or seen.get(key, "")
        seen.setdefault(key, f"row {held.claim.row}")


def count(helds: Sequence[Held], known: Mapping[Place, Before]) -> None:
    """Walk the returns of each line in the order in which they were applied for, and share the line out among them.

    A return that something else stands against, or that customs refused, takes nothing from those after it.
    """
    taken: dict[Place, int] = {}
    for held in sorted(helds, key=_turn):
        line, quantity = held.line, held.claim.quantity
        if line is None:
            continue
        at = place(held)
        earlier = known.get(at)
        held.before_unknown = bool(earlier and earlier.unknown)
        held.before = taken.get(at, earlier.quantity if earlier else 0)
        fits = bool(quantity) and held.before + (quantity or 0) <= line.quantity
        if fits and quantity and line.amounts is not None:
            held.share = part(line.amounts, held.before, quantity, line.quantity)
        if fits and quantity and not held.errors() and not held.refused:
            taken[at] = held.before + quantity
    for held in helds:
        held.facts["returned_before"] = held.before


def _turn(held: Held) -> tuple[int, str, int]:
    return held.application.toordinal(), held.claim.text("return_no"), held.claim.row


def compare_with_ledger(helds: Sequence[Held], ledger: Mapping[tuple[str, str], Counted] | None) -> None:
    """Put what the ledger still counts of an order beside what its returns would give back, return by return.

    What a return gave back before under its number is its own: it may be posted again, and counts once.
    """
    left: dict[tuple[str, str, str], int] = {}
    for held in sorted(helds, key=_turn):
        held.facts |= {"ledger_knows": False, "quota_share": 0, "quota_left": 0}
        known = ledger.get(order_of(held)) if ledger is not None and held.found.order is not None else None
        share = _gives_back(held)
        if known is None or share is None:
            continue
        number = held.claim.text("return_no")
        own = number if number in known.references else ""
        pool = (*order_of(held), own)
        room = left.setdefault(pool, known.references[own] if own else known.left)
        held.facts |= {"ledger_knows": True, "quota_share": share, "quota_left": room}
        if share <= room and not held.errors() and not held.refused:
            left[pool] = room - share


def _gives_back(held: Held) -> int | None:
    """Fen that a return would give back, 0 where the line is not known; None if it gives back nothing."""
    line, share = held.line, held.share
    if line is None:
        return 0
    return share.value if line.counts and share is not None and share.value else None


def order_of(held: Held) -> tuple[str, str]:
    """Platform and number of its order."""
    if held.line is not None:
        return held.line.platform, held.line.order_no
    head = held.found.order.head if held.found.order else {}
    return head.get("ebp_code", ""), head.get("order_no", "")
