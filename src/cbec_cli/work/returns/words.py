"""The words that messages about returns are filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.mask import mask_lookalikes
from cbec_cli.engine.money import yuan
from cbec_cli.engine.noted import decimal_text
from cbec_cli.law.returns import returns_data
from cbec_cli.work.returns.choices import choices, in_words
from cbec_cli.work.returns.held import FIRMS
from cbec_cli.work.returns.matching import lines_there
from cbec_cli.work.returns.result import titled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from cbec_cli.work.returns.held import Held


class Words(dict[str, Any]):
    """The facts of a line and, made when a message names them, the words about it."""

    def __init__(self, held: Held, code: str, on: date) -> None:
        """Nothing but the facts is made yet.

        Args:
            held: the line.
            code: of the rule that speaks, for what may be done instead.
            on: the day asked about.
        """
        super().__init__(held.facts)
        self._held, self._code, self._on = held, code, on

    def __missing__(self, name: str) -> str:
        """One of the words.

        Raises:
            KeyError: there are no such words.
        """
        if name == "alternatives":
            return in_words(choices(self._held, {self._code}, self._on))
        return _WORDS[name](self._held)


def _done(what: str, day: date | None, asked: date) -> str:
    return f"{what} on {day}" if day else f"not {what} by {asked}"


def _left(days: int) -> str:
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} left"


def _day(held: Held, name: str) -> str:
    return str(getattr(held.window, name)) if held.window else ""


def _cell(held: Held, name: str) -> str:
    return mask_lookalikes(held.claim.text(name))


def _searched(held: Held) -> str:
    named = ((name, held.claim.text(name)) for name in ("invt_no", "order_no"))
    return " or ".join(f"{titled(name)} {text}" for name, text in named if text) or "this number"


def _order(held: Held) -> str:
    claim = held.claim
    return held.line.order_no if held.line else claim.text("order_no") or claim.text("invt_no")


def _differences(held: Held) -> Iterator[str]:
    claim, line, facts = held.claim, held.line, held.facts
    if line and facts["code_differs"]:
        yield f"code {claim.text('hs_code')}, declared {line.hs_code}"
    if line and facts["sku_differs"]:
        yield f"sku {claim.text('sku')}, declared {line.sku}"
    if facts["goods_swapped"]:
        yield f"state of the goods {_cell(held, 'condition')}"


def _condition_ground(held: Held) -> str:
    """Why the state of the goods stands against the return, or makes it doubtful."""
    if held.state is None:
        return ""
    return held.state.ground if held.facts["condition_unfit"] else held.state.doubt


def _entitled(held: Held) -> str:
    head = held.found.order.head if held.found.order else {}
    firms = [text for name in FIRMS if (text := head.get(name))]
    return ", ".join(dict.fromkeys(firms)) or "none is named in the declaration"


def _redirect(held: Held) -> str:
    if held.window is None or not held.in_time:
        return "too late to send them on"
    return f"send them on to {held.place} by {held.window.arrive_by}"


def _refund_parts(held: Held) -> str:
    share = held.share
    if share is None:
        return ""
    freight = f", freight {yuan(share.freight)}" if share.freight else ""
    return f" (price {yuan(share.price)}, tax {yuan(share.tax)}{freight})"


_WORDS: Mapping[str, Callable[[Held], str]] = {
    "applied_words": lambda held: _done("applied for", held.claim.day("applied_on"), held.application),
    "arrived_words": lambda held: _done("arrived", held.claim.day("arrived_on"), held.arrival),
    "applied_on": lambda held: str(held.application),
    "arrived_on": lambda held: str(held.arrival),
    "released_on": lambda held: str(held.released or ""),
    "apply_by": lambda held: _day(held, "apply_by"),
    "arrive_by": lambda held: _day(held, "arrive_by"),
    "settle_from": lambda held: _day(held, "settle_from"),
    "apply_left": lambda held: _left(held.facts["apply_days_left"]),
    "arrive_left": lambda held: _left(held.facts["arrive_days_left"]),
    "tax_settled_on": lambda held: str(held.settled or ""),
    "place_to": lambda held: _cell(held, "place_to"),
    "original_place": lambda held: held.place,
    "redirect": _redirect,
    "ask_zone": lambda _: returns_data().ask_zone,
    "zones_known": lambda _: ", ".join(returns_data().zones),
    "centre_modes": lambda _: ", ".join(returns_data().centre_modes),
    "centre_since": lambda _: str(returns_data().centre.since),
    "mode_text": lambda held: held.mode,
    "modes_allowed": lambda _: ", ".join(returns_data().modes.values()),
    "searched": _searched,
    "searched_line": lambda held: held.found.searched,
    "lines_there": lambda held: lines_there(held.found.order) if held.found.order else "",
    "order_no": _order,
    "doubt": lambda held: held.found.doubt,
    "settle_doubt": lambda held: held.found.settle or held.found.match.settle,
    "quantity_left": lambda held: decimal_text(max(0, held.declared - held.before)),
    "earlier_words": lambda held: f"; {decimal_text(held.before)} returned before" if held.before else "",
    "differences": lambda held: "; ".join(_differences(held)),
    "condition_words": lambda held: f"{held.state.name} ({held.state.name_zh})" if held.state else "",
    "condition_ground": _condition_ground,
    "ask_condition": lambda held: held.state.ask if held.state else "",
    "applicant": lambda held: _cell(held, "applicant"),
    "entitled": _entitled,
    "return_no": lambda held: held.claim.text("return_no"),
    "stands_in": lambda held: held.stands_in,
    "refund_parts": _refund_parts,
}
