"""What each lawful option of a returned line comes to in money, and which costs least.

outcome = tax that comes back + resale − freight − handling − destruction

The refund is paid whichever is chosen, and is therefore no part of it. Freight to the place that was spent already
(the goods are back) is the same for all options; it stands beside them. Quota has no price and is listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from cbec_cli.law.returns import returns_data
from cbec_cli.work.returns.costs import Known, Prices, cost_of, worth_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.work.returns.costs import CostName
    from cbec_cli.work.returns.result import Choice, ReturnLine

Way = Literal["stock", "hong_kong", "overseas", "destroy", "keep"]
"""Where the goods end: sold from the place, in Hong Kong, in the warehouse abroad, destroyed, with the buyer."""

REFUND_ONLY = "refund_only"

FORMULA = "outcome = tax_back + resale - freight - handling - destruction"
"""How an outcome is made up, as reports state it."""

SAVED = "loss_avoided = outcome of the cheapest option - freight already spent; a refund without return comes to 0"
"""What loss avoided means."""

WAYS: dict[str, tuple[Way, ...]] = {
    "return": ("stock",),
    "keep_in_zone": ("stock",),
    "send_on": ("stock",),
    "part": ("stock",),
    "right_applicant": ("stock",),
    "keep_late": ("stock",),
    "re_export": ("hong_kong", "overseas"),
    "destroy_bonded": ("destroy",),
    REFUND_ONLY: ("keep",),
}
"""Option → how goods may end under it."""

_FREIGHT: dict[Way, CostName] = {
    "hong_kong": "freight_hong_kong",
    "overseas": "freight_overseas",
    "keep": "freight_to_buyer",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an option comes to for a line, in fen; None where a part is not known.

    Attributes:
        option: id of the choice; way: where the goods end; name, name_zh: of the choice.
        tax_back, resale, freight, handling, destruction: the parts, costs as positive amounts.
        unknown: what is missing, in words; () if the outcome is known.
        confidence: how sure the law is; ask: the question for customs where it is open.
        net: what it comes to; None if a part is not known.
    """

    option: str
    way: Way
    name: str
    name_zh: str
    tax_back: int | None
    resale: int | None
    freight: int | None
    handling: int | None
    destruction: int | None
    unknown: tuple[str, ...]
    confidence: str
    ask: str
    net: int | None

    @property
    def sure(self) -> bool:
        """Whether it is known to be lawful; what is not is never named as the cheapest."""
        return self.confidence != "unsure"


@dataclass(frozen=True, slots=True)
class LineEconomics:
    """The options of a line in money.

    Attributes:
        outcomes: of every option and way, in the order of the options.
        best: the cheapest lawful option whose outcome is known; None if there is nothing to compare.
        second: the next best of them that does not come to the same thing; None if there is none.
        if_allowed: what would be better still, but is not known to be lawful; None if nothing is.
        spent: freight to the place that was paid already, None if not known; 0 while the goods are not back.
        why_none: why no option is named, "" if one is.
    """

    outcomes: tuple[Outcome, ...]
    best: Outcome | None
    second: Outcome | None
    if_allowed: Outcome | None
    spent: Known
    why_none: str

    @property
    def loss_avoided(self) -> int | None:
        """Fen that the best option saves beside a refund without return; below zero, the return cost more."""
        if self.best is None or self.best.net is None or self.spent.fen is None:
            return None
        return self.best.net - self.spent.fen

    @property
    def before_next(self) -> int | None:
        """Fen between the best option and the next."""
        if self.best is None or self.best.net is None or self.second is None or self.second.net is None:
            return None
        return self.best.net - self.second.net

    @property
    def not_compared(self) -> tuple[Outcome, ...]:
        """Options whose outcome is not known."""
        return tuple(each for each in self.outcomes if each.net is None)


_NOTHING = Known(0)


def economics_of(line: ReturnLine, prices: Prices) -> LineEconomics:
    """The options of a line in money."""
    outcomes = tuple(_outcomes(line, prices))
    ranked = sorted((each for each in outcomes if each.net is not None), key=lambda each: -(each.net or 0))
    known = [each for each in ranked if each.sure]
    best = known[0] if known else None
    second = next((each for each in known[1:] if _end(each) != _end(known[0])), None)
    why = ""
    if not outcomes:
        why = "nothing may be done without asking customs"
    elif best is None:
        why = "what the options cost is not known"
    elif len(known) == 1 < sum(each.sure for each in outcomes) and best.option == REFUND_ONLY:
        best, why = None, "what the options beside a refund without return cost is not known"
    spent = cost_of(line, "freight_local", prices) if _back(line) else _NOTHING
    doubtful = next((each for each in ranked if not each.sure), None)
    better = doubtful and (best is None or (doubtful.net or 0) > (best.net or 0))
    return LineEconomics(outcomes, best, second if best else None, doubtful if better else None, spent, why)


def _end(outcome: Outcome) -> tuple[Way, int | None]:
    """What an outcome comes to: a return into stock and stock after a return are one thing."""
    return outcome.way, outcome.net


def _back(line: ReturnLine) -> bool:
    return line.claim.day("arrived_on") is not None


def _outcomes(line: ReturnLine, prices: Prices) -> Iterator[Outcome]:
    worth = worth_of(line, prices)
    for choice in line.choices:
        for way in _ways(choice, line, worth):
            yield _outcome(line, choice, way, prices, worth)


def _ways(choice: Choice, line: ReturnLine, worth: Known) -> tuple[Way, ...]:
    """Where goods may end; what fetches nothing does not stay in stock, but leaves the place or is destroyed."""
    ways = WAYS.get(choice.id, ("stock",))
    if ways != ("stock",) or worth.fen != 0:
        return ways
    leave: tuple[Way, ...] = ("hong_kong", "overseas")
    return (*leave, "destroy") if line.original and line.original.mode in _destroyed() else leave


@cache
def _destroyed() -> tuple[str, ...]:
    """Supervision modes whose goods may be destroyed under customs control."""
    return next(each.modes for each in returns_data().options if each.id == "destroy_bonded")


def _outcome(line: ReturnLine, choice: Choice, way: Way, prices: Prices, worth: Known) -> Outcome:
    tax = _tax(line, choice)
    resale = worth if way in ("stock", "hong_kong", "overseas") else _NOTHING
    handling = _NOTHING if choice.id == REFUND_ONLY else cost_of(line, "handling_fee", prices)
    destruction = cost_of(line, "destruction_fee", prices) if way == "destroy" else _NOTHING
    freights = [cost_of(line, name, prices) for name in _freights(line, choice, way)]
    lost = tuple(dict.fromkeys(each.why for each in (tax, resale, *freights, handling, destruction) if each.why))
    freight = None if any(each.fen is None for each in freights) else sum(each.fen or 0 for each in freights)
    costs = (freight or 0) + (handling.fen or 0) + (destruction.fen or 0)
    return Outcome(
        option=choice.id,
        way=way,
        name=choice.name,
        name_zh=choice.name_zh,
        tax_back=tax.fen,
        resale=resale.fen,
        freight=freight,
        handling=handling.fen,
        destruction=destruction.fen,
        unknown=lost,
        confidence=choice.confidence,
        ask=choice.ask,
        net=None if lost else (tax.fen or 0) + (resale.fen or 0) - costs,
    )


def _tax(line: ReturnLine, choice: Choice) -> Known:
    """What comes back of the tax under an option."""
    if choice.tax == "stays":
        return _NOTHING
    if choice.tax == "unknown":
        return Known(None, "whether the tax comes back")
    if choice.id == "part" or line.share is None:
        return Known(None, "the tax of what comes back")
    return Known(line.share.tax)


def _freights(line: ReturnLine, choice: Choice, way: Way) -> Iterator[CostName]:
    """Freight still to be paid."""
    if choice.id == REFUND_ONLY:
        if _back(line):
            yield "freight_to_buyer"
        return
    if choice.id == "send_on" or not _back(line):
        yield "freight_local"
    if way in _FREIGHT:
        yield _FREIGHT[way]
