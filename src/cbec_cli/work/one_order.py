"""One order with the same rules and steps as a file: on ints (quotes) or on noted numbers (explanations).

Needs neither numpy nor pandas.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.noted import Noted, plain, shown
from cbec_cli.rules import REGISTER
from cbec_cli.rules.routes import (
    COMPLETE,
    ESTIMATED,
    NOT_LAWFUL,
    PARCEL,
    REFUSED,
)
from cbec_cli.work.asked import order_facts, prepare, share_order
from cbec_cli.work.backward import ROUNDS, closer, values_before_tax
from cbec_cli.work.cells import percent_cost
from cbec_cli.work.lazy import Lazy
from cbec_cli.work.messages import GIVEN, Reason, speak, telling
from cbec_cli.work.plan import (
    EARLY,
    LINE_CHECKS,
    ORDER_CHECKS,
    PAYABLE,
    RATES,
    TOLD_BY_LINES,
    waivers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cbec_cli.engine.register import Rule
    from cbec_cli.work.asked import Order, Prepared
    from cbec_cli.work.assess import Assessor
    from cbec_cli.work.settings import Settings


@dataclass(slots=True)
class Step:
    """One computed fact with its working, for `--explain`."""

    title: str
    amount: str
    working: str
    law: str
    since: str


@dataclass(slots=True)
class Answer:
    """What an order costs: facts of the order and of its lines, outcome, reasons, and the steps if they were noted."""

    order: Any
    lines: list[Any]
    outcome: int
    reasons: list[list[Reason]]
    order_reasons: list[Reason]
    order_steps: list[Step]
    line_steps: list[list[Step]]


def cost_order(order: Order, assessor: Assessor, settings: Settings, *, noted: bool = False) -> Answer:
    """Route, taxes and landed cost of one order.

    Args:
        order: what is bought.
        assessor: tariff and law.
        settings: the user's choices.
        noted: compute on noted numbers and keep every step with its working.
    """
    lines = [prepare(line, order, assessor, settings) for line in order.lines]
    share_order(order, lines, settings)
    facts = order_facts(order, assessor, settings)
    words = {"day": order.day.isoformat(), "mode_text": order.mode}
    return settle(facts, lines, words, settings, noted=noted)


def settle(
    order: Mapping[str, Any], lines: Sequence[Prepared], words: Mapping[str, str], settings: Settings, *, noted: bool
) -> Answer:
    """Run the steps of `work.plan` on prepared facts.

    Args:
        order: facts of the order: dated figures, modes, year_before, …
        lines: its lines, order-level amounts already shared out.
        words: words about the order for messages.
        settings: the user's choices.
        noted: keep every step with its working.
    """
    moves = [0] * len(lines)
    for _ in range(ROUNDS if settings.price_includes_tax else 0):
        tried = _Run(order, lines, words, settings, moves, noted=False).settled()
        steps = [
            closer(line["price_with_tax"], line["dutiable_value"], line["tax"]) if known else 0
            for line, known in zip(tried.lines, tried.known(), strict=True)
        ]
        if not any(steps):
            break
        moves = [move + step for move, step in zip(moves, steps, strict=True)]
    return _Run(order, lines, words, settings, moves, noted=noted).settled().answer()


class _Run:
    """The steps of `work.plan` for one order."""

    def __init__(
        self,
        order: Mapping[str, Any],
        lines: Sequence[Prepared],
        words: Mapping[str, str],
        settings: Settings,
        moves: Sequence[int],
        *,
        noted: bool,
    ) -> None:
        self.settings, self.noted, self.words, self.moves = settings, noted, words, moves
        self.prepared = lines
        self.order: Any = Lazy(self._marked(order))
        self.lines = [Lazy(self._marked(line.facts), (self.order, None)) for line in lines]
        self.order_steps: list[Step] = []
        self.line_steps: list[list[Step]] = [[] for _ in lines]

    def _marked(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts as noted numbers, if the working is wanted."""
        if not self.noted:
            return dict(facts)
        return {name: Noted(value, KINDS.get(name, "Count")) for name, value in facts.items()}

    def settled(self) -> _Run:
        """All steps done."""
        self.values()
        self.route()
        self.taxes()
        return self

    def known(self) -> list[bool]:
        """Which lines have an answer."""
        refusing = [check.name for check in LINE_CHECKS if check.effect == "refused"]
        return [not any(plain(line[name]) for name in refusing) for line in self.lines]

    def values(self) -> None:
        """Goods and dutiable values; what the order is worth."""
        for i, line in enumerate(self.lines):
            self._compute(i, "goods_value")
            if self.settings.price_includes_tax:
                values_before_tax(line, line)
                self._note_value(i)
            self._compute(i, "dutiable_value", *EARLY)
        self.sound = [line for line in self.lines if not any(plain(line[name]) for name in EARLY)]
        self.order["barred_lines"] = len(self.sound) < len(self.lines)
        self.order["order_value"] = _total([line["dutiable_value"] for line in self.sound])
        self.order["order_lines"] = len(self.lines)
        self.order["articles"] = sum(plain(line["qty"]) for line in self.lines)

    def _note_value(self, i: int) -> None:
        """Show how the value was found within a price with tax; later steps show the value."""
        line, found = self.lines[i], REGISTER.by_name["value_before_tax"]
        if self.noted:
            value = line["value_before_tax"]
            self.line_steps[i].append(
                Step(found.title, shown(value.value, "Fen"), value.text, found.source, found.since)
            )
        for name in ("value_before_tax", "goods_value", "price_with_tax"):
            line[name] = self._marked({name: plain(line[name])})[name]
        if self.moves[i]:
            line["correction"] = self._marked({"correction": self.moves[i]})["correction"]
            self._compute(i, "met_value")
            moved = plain(line["goods_value"]) + self.moves[i]
            line["goods_value"] = self._marked({"goods_value": moved})["goods_value"]

    def route(self) -> None:
        """Limits and route; what bars the order."""
        order = self.order
        bars = ("lines_disagree", "before_start", "barred_lines")
        order["barred"] = not plain(order["import_mode"]) or any(plain(order[name]) for name in bars)
        self._compute(None, "route", "year_total", "waivers_apply")

    def taxes(self) -> None:
        """Each tax, its sum over the order, whether that is waived; then what is payable."""
        route = plain(self.order["route"])
        for computed, total, waived in waivers(route):
            for i in range(len(self.lines)):
                self._compute(i, computed)
            self.order[total] = _total([line[computed] for line in self.sound])
            self._compute(None, waived)
        for i, line in enumerate(self.lines):
            line["other_costs"] = self._marked({"other_costs": self._other_costs(line)})["other_costs"]
            if route == PARCEL:
                self._compute(i, "parcel_tax", "parcel_landed_cost")
                line["tax"], line["landed_cost"] = line["parcel_tax"], line["parcel_landed_cost"]
                line.update(dict.fromkeys(("duty", "consumption_tax", "vat", *RATES.values()), 0))
            self._compute(i, *PAYABLE, *RATES.values(), *(check.name for check in LINE_CHECKS))

    def _other_costs(self, line: Any) -> int:
        value = plain(line["dutiable_value"])
        percents = [cost for cost in self.settings.costs if cost.per == "percent"]
        return int(plain(line["fees"]) + sum(percent_cost(cost, value) for cost in percents))

    def _compute(self, i: int | None, *wanted: str) -> None:
        """Compute facts of line `i`, or of the order."""
        facts, steps = (self.order, self.order_steps) if i is None else (self.lines[i], self.line_steps[i])
        REGISTER.compute(facts, *wanted, note=partial(_note, steps) if self.noted else None)

    def answer(self) -> Answer:
        """Outcome and reasons."""
        reasons = [
            telling([speak(check, self._fact(line, ready.words)) for check in LINE_CHECKS if plain(line[check.name])])
            for line, ready in zip(self.lines, self.prepared, strict=True)
        ]
        self.order["refused_lines"] = sum(any(r.effect == "refused" for r in said) for said in reasons)
        self._compute(None, *(check.name for check in ORDER_CHECKS))
        order_fact = self._fact(self.order, {})
        spoken = [check for check in ORDER_CHECKS if plain(self.order[check.name])]
        effects = {check.effect for check in spoken} | {reason.effect for said in reasons for reason in said}
        said = [speak(check, order_fact) for check in spoken if check.code not in TOLD_BY_LINES]
        refused = plain(self.order["route"]) == REFUSED or "refused" in effects
        outcome = NOT_LAWFUL if refused else ESTIMATED if "estimated" in effects else COMPLETE
        return Answer(self.order, self.lines, outcome, reasons, said, self.order_steps, self.line_steps)

    def _fact(self, facts: Any, words: Mapping[str, str]) -> Callable[[str], Any]:
        def fact(name: str) -> Any:
            if name in words or name in self.words:
                return words.get(name) or self.words.get(name, "")
            if name == "missing":
                return ", ".join(column for column, flag in GIVEN.items() if not plain(facts[flag]))
            return plain(facts[name]) if name in facts else ""

        return fact


def _note(steps: list[Step], found: Rule, result: Any) -> Any:
    """Keep the step if it says more than its result, and let later steps show its value instead of its working."""
    value = plain(result)
    if found.severity is None and isinstance(result, Noted):
        amount = shown(value, found.gives)
        waived = found.name.endswith("_waived") and value
        nothing = found.name in _QUIET and amount == "0.00"
        tested = found.name == "high_price" and result.text != amount
        if waived or tested or (found.gives in ("Fen", "Rate") and result.text != amount and not nothing):
            steps.append(Step(found.title, amount, result.text, found.source, found.since))
    return Noted(value, found.gives)


_QUIET = ("specific_duty", "specific_consumption_tax")
"""Steps not worth showing where they give nothing."""

KINDS = {need: kind for found in REGISTER for need, kind in found.needs.items()}


def _total(amounts: list[Any]) -> Any:
    return reduce(lambda a, b: a + b, amounts) if amounts else 0
