"""One order, line by line, with the same rules and steps as a file: on ints (quotes) or on noted numbers (explanations).

Needs neither numpy nor pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.allocate import allocate
from cbec_cli.engine.money import ONE, SCALE
from cbec_cli.engine.noted import Noted, plain, shown
from cbec_cli.engine.words import at_rate, payable
from cbec_cli.law.codes import currency
from cbec_cli.rules import REGISTER
from cbec_cli.rules.routes import COMPLETE, ESTIMATED, NOT_LAWFUL, PARCEL, REFUSED
from cbec_cli.work.assess import FLAGS, NUMBERS, Assessment, Assessor, Goods
from cbec_cli.work.backward import values_before_tax
from cbec_cli.work.lazy import Lazy
from cbec_cli.work.cells import fen_of, line_cost, quantity_cells
from cbec_cli.work.messages import Reason, speak
from cbec_cli.work.plan import DATED, EARLY, LINE_CHECKS, ORDER_CHECKS, PAYABLE, RATES, waivers
from cbec_cli.work.settings import FORCED_ROUTES
from cbec_cli.work.units import ONE_ARTICLE, content_of, quantity_in, scaled, unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cbec_cli.engine.register import Rule
    from cbec_cli.work.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One order line as a person would say it. Numbers are hundred-thousandths, None is unknown."""

    hs_code: str
    qty: int | None = SCALE
    unit_price: int | None = None
    total_price: int | None = None
    currency: str = "CNY"
    unit: str = ""
    qty1: int | None = None
    unit1: str = ""
    qty2: int | None = None
    unit2: str = ""
    net_weight: int | None = None
    content: str = ""
    origin: str = ""
    preference: str = ""
    freight: int = 0
    insurance: int = 0
    discount: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order: its lines, and what belongs to the order as a whole (amounts in hundred-thousandths of a yuan)."""

    lines: Sequence[Line]
    day: date
    mode: str = ""
    freight: int = 0
    insurance: int = 0
    discount: int = 0
    year_to_date: int = 0


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
    """What an order costs: facts of the order and of its lines, outcome and reasons; steps if they were noted."""

    order: Any
    lines: list[Any]
    goods: list[Assessment]
    outcome: int
    reasons: list[list[Reason]]
    order_reasons: list[Reason]
    steps: list[Step] = field(default_factory=list)


def cost_order(order: Order, assessor: Assessor, settings: Settings, *, noted: bool = False) -> Answer:
    """Route, taxes and landed cost of one order.

    Args:
        order: what is bought.
        assessor: tariff and law.
        settings: the user's choices.
        noted: compute on noted numbers and keep every step with its working.
    """
    run = _Run(order, assessor, settings, noted=noted)
    run.values()
    run.route()
    run.taxes()
    return run.answer()


class _Run:
    """The steps of `work.plan` for one order."""

    def __init__(self, order: Order, assessor: Assessor, settings: Settings, *, noted: bool) -> None:
        self.asked, self.settings, self.noted = order, settings, noted
        self.law = assessor.law
        self.steps: list[Step] = []
        self.general = order.mode == "0110" or FORCED_ROUTES[settings.route] == FORCED_ROUTES["general-trade"]
        prefers = self.general or settings.full_tax_agreement
        self.goods = [
            assessor.assess(Goods(line.hs_code, order.day, line.origin, line.preference, may_prefer=prefers))
            for line in order.lines
        ]
        self.order: Any = self._order_facts()
        self.lines = [self._line_facts(line, goods) for line, goods in zip(order.lines, self.goods, strict=True)]

    def _order_facts(self) -> Any:
        from cbec_cli.rules.routes import IMPORT_MODES  # noqa: PLC0415

        mode, forced = self.asked.mode, FORCED_ROUTES[self.settings.route]
        facts: dict[str, Any] = {name: self.law.number(name, self.asked.day) for name in DATED}
        facts.update(
            in_full=ONE,
            one=ONE_ARTICLE,
            full_tax_waiver=self.settings.full_tax_waiver,
            freight_in_price_test=self.settings.freight_in_price_test,
            general_mode=mode == "0110",
            import_mode=mode in ("", *IMPORT_MODES),
            lines_disagree=False,
            before_start=False,
            forced_route=forced,
            is_forced=forced != 0,
            order_lines=len(self.asked.lines),
            articles=sum(line.qty or 0 for line in self.asked.lines),
            year_before=fen_of(self.asked.year_to_date, 1, 1),
            backward=self.settings.price_includes_tax,
            price_with_tax=0,
        )
        return Lazy(self._marked(facts))

    def _line_facts(self, line: Line, goods: Assessment) -> Any:
        found = currency(line.currency)
        p, q = self.settings.rates.known.get(found.iso if found else "", (0, 1))
        facts: dict[str, Any] = {name: getattr(goods, name) for name in (*NUMBERS, *FLAGS)}
        facts.update(
            unreadable=False,
            hs_given=bool(line.hs_code),
            qty_given=line.qty is not None,
            price_given=line.unit_price is not None or line.total_price is not None,
            rate_missing=p == 0,
            rate_is_reference=bool(found) and found.iso in self.settings.rates.reference,
            qty=line.qty or 0,
            qty_known=line.qty is not None,
            unit_price=line.unit_price or 0,
            total_price=line.total_price or 0,
            total_known=line.total_price is not None,
            fx_p=p,
            fx_q=q,
            freight=fen_of(line.freight, p, q),
            insurance=fen_of(line.insurance, p, q),
            discount=fen_of(line.discount, p, q),
        )
        facts.update(_given_quantities(line))
        cells = quantity_cells(facts)
        for quantity, known, wanted in (
            ("taxed_quantity", "quantity_known", "taxed_unit"),
            ("duty_quantity", "duty_quantity_known", "duty_unit"),
        ):
            facts[quantity], facts[known] = quantity_in(facts[wanted], facts["qty"], cells)
        return Lazy(self._marked(facts), (self.order, None))

    def _marked(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Facts as noted numbers, if the working is wanted."""
        if not self.noted:
            return facts
        return {name: Noted(value, KINDS.get(name, "Count")) for name, value in facts.items()}

    def values(self) -> None:
        """Goods values, shares of order amounts, dutiable values."""
        for line in self.lines:
            self._compute(line, "goods_value")
        self._share()
        for line in self.lines:
            if self.settings.price_includes_tax:
                values_before_tax(line, line)
            self._compute(line, "dutiable_value", *EARLY)
        broken = [any(plain(line[name]) for name in EARLY) for line in self.lines]
        self.order["barred_lines"] = any(broken)
        values = [line["dutiable_value"] for line, out in zip(self.lines, broken, strict=True) if not out]
        self.order["order_value"] = _total(values)

    def _share(self) -> None:
        basis = {"value": "goods_value", "quantity": "qty"}.get(self.settings.allocate)
        weights = [
            max(plain(line[basis]), 0) if basis else asked.net_weight or 0
            for line, asked in zip(self.lines, self.asked.lines, strict=True)
        ]
        for name in ("freight", "insurance", "discount"):
            amount = fen_of(getattr(self.asked, name), plain(self.lines[0]["fx_p"]), plain(self.lines[0]["fx_q"]))
            for line, part in zip(self.lines, allocate(amount, weights), strict=True):
                line[name] = self._marked({name: plain(line[name]) + part})[name]
        per_order = sum(fen_of(cost.amount, 1, 1) for cost in self.settings.costs if cost.per == "order")
        for line, asked, part in zip(self.lines, self.asked.lines, allocate(per_order, weights), strict=True):
            fees = part + sum(line_cost(cost, asked.qty or 0, asked.net_weight or 0) for cost in self.settings.costs)
            line["fees"] = fees

    def route(self) -> None:
        """Limits and route; what bars the order."""
        order = self.order
        order["barred"] = plain(order["barred_lines"]) or not plain(order["import_mode"])
        self._compute(order, "route", "year_total", "waivers_apply")

    def taxes(self) -> None:
        """Each tax, its sum over the order, whether that is waived; then what is payable."""
        route = plain(self.order["route"])
        for computed, total, waived in waivers(route):
            for line in self.lines:
                self._compute(line, computed)
            self.order[total] = _total([line[computed] for line in self.lines])
            self._compute(self.order, waived)
        for line in self.lines:
            line["other_costs"] = self._other_costs(line)
            if route == PARCEL:
                self._compute(line, "parcel_tax", "parcel_landed_cost")
                line["tax"], line["landed_cost"] = line["parcel_tax"], line["parcel_landed_cost"]
                line.update(dict.fromkeys(("duty", "consumption_tax", "vat", *RATES.values()), 0))
            self._compute(line, *PAYABLE, *RATES.values(), *(check.name for check in LINE_CHECKS))

    def _other_costs(self, line: Any) -> Any:
        percents = [cost for cost in self.settings.costs if cost.per == "percent"]
        parts = [plain(payable(at_rate(line["dutiable_value"], cost.amount, 100 * 100_000))) for cost in percents]
        return self._marked({"other_costs": plain(line["fees"]) + sum(parts)})["other_costs"]

    def _compute(self, facts: Any, *wanted: str) -> None:
        REGISTER.compute(facts, *wanted, note=self._note if self.noted else None)

    def _note(self, found: Rule, result: Any) -> Any:
        """Keep the step, and let later steps show its value instead of its whole working."""
        value = plain(result)
        if found.severity is None and isinstance(result, Noted):
            amount = shown(value, found.gives)
            waived = found.name.endswith("_waived") and value
            if waived or (found.gives in ("Fen", "Rate") and result.text != amount):
                self.steps.append(Step(found.title, amount, result.text, found.source, found.since))
        return Noted(value, found.gives)

    def answer(self) -> Answer:
        """Outcome and reasons."""
        reasons = [self._line_reasons(i) for i in range(len(self.lines))]
        effects = {reason.effect for said in reasons for reason in said}
        self.order["refused_lines"] = sum(any(r.effect == "refused" for r in said) for said in reasons)
        self._compute(self.order, *(check.name for check in ORDER_CHECKS))
        said = [speak(check, self._order_fact) for check in ORDER_CHECKS if plain(self.order[check.name])]
        refused = plain(self.order["route"]) == REFUSED or "refused" in effects | {r.effect for r in said}
        outcome = NOT_LAWFUL if refused else ESTIMATED if "estimated" in effects else COMPLETE
        return Answer(self.order, self.lines, self.goods, outcome, reasons, said, self.steps)

    def _line_reasons(self, i: int) -> list[Reason]:
        line, words = self.lines[i], self.goods[i].texts
        asked = self.asked.lines[i]

        def fact(name: str) -> Any:
            if name in words:
                return words[name]
            if name == "currency_text":
                return asked.currency
            if name == "missing":
                return ", ".join(n for n, flag in _GIVEN.items() if not plain(line[flag]))
            return self._order_fact(name) if name in ("day", "mode_text") else plain(line[name]) if name in line else ""

        return [speak(check, fact) for check in LINE_CHECKS if plain(line[check.name])]

    def _order_fact(self, name: str) -> Any:
        if name == "day":
            return self.asked.day.isoformat()
        return self.asked.mode if name == "mode_text" else plain(self.order[name])


_GIVEN = {"hs_code": "hs_given", "qty": "qty_given", "unit_price": "price_given"}

KINDS = {need: kind for found in REGISTER for need, kind in found.needs.items()}


def _given_quantities(line: Line) -> dict[str, Any]:
    """The cells a quantity in a legal unit is looked for in."""
    facts: dict[str, Any] = {"net_weight": line.net_weight or 0, "net_weight_known": line.net_weight is not None}
    facts["content_each"], facts["content_base"] = content_of(line.content)
    for name, unit in (("qty", line.unit), ("qty1", line.unit1), ("qty2", line.unit2)):
        base, p, q = unit_of(unit)
        quantity = getattr(line, name)
        facts[f"{name}_base"], facts[f"{name}_known"] = base, quantity is not None
        if name != "qty":
            facts[name] = scaled(quantity or 0, p, q)
    return facts


def _total(amounts: list[Any]) -> Any:
    return reduce(lambda a, b: a + b, amounts) if amounts else 0
