"""What a person asks about one order, and the facts it gives before any rule has run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.allocate import allocate
from cbec_cli.engine.money import SCALE
from cbec_cli.law.codes import currency
from cbec_cli.rules import REGISTER
from cbec_cli.rules.routes import GENERAL_TRADE, IMPORT_MODES, PARCEL
from cbec_cli.work.assess import FLAGS, NUMBERS, Assessor, Goods
from cbec_cli.work.cells import fen_of, line_cost, quantity_cells
from cbec_cli.work.plan import BASES, DATED, NO_LEDGER, SHARED, START, constants
from cbec_cli.work.settings import FORCED_ROUTES
from cbec_cli.work.units import ONE_ARTICLE, content_of, quantity_in, scaled, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

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
class Prepared:
    """The facts of a line before any rule has run, and the words its messages use."""

    facts: dict[str, Any]
    words: Mapping[str, str]


def order_facts(order: Order, assessor: Assessor, settings: Settings) -> dict[str, Any]:
    """Facts of the order: the law of its day, its mode, the user's route, the buyer's year."""
    forced = FORCED_ROUTES[settings.route]
    general, imports = order.mode == "0110", order.mode in ("", *IMPORT_MODES)
    return {
        **{name: assessor.law.number(name, max(order.day, START)) for name in DATED},
        **constants(settings),
        "one": ONE_ARTICLE,
        "general_mode": general,
        "import_mode": imports,
        "cbec_mode": imports and not general and forced not in (GENERAL_TRADE, PARCEL),
        "lines_disagree": False,
        "before_start": order.day < START,
        "forced_route": forced,
        "is_forced": forced != 0,
        **NO_LEDGER,
        "year_before": fen_of(order.year_to_date, 1, 1),
    }


def prepare(line: Line, order: Order, assessor: Assessor, settings: Settings) -> Prepared:
    """Assess the goods and turn what a person said into facts."""
    general = order.mode == "0110" or FORCED_ROUTES[settings.route] == GENERAL_TRADE
    goods = assessor.assess(
        Goods(
            line.hs_code,
            max(order.day, START),
            line.origin,
            line.preference,
            may_prefer=general or settings.full_tax_agreement,
        )
    )
    found = currency(line.currency)
    p, q = settings.rates.known.get(found.iso if found else "", (0, 1))
    facts: dict[str, Any] = {name: getattr(goods, name) for name in (*NUMBERS, *FLAGS)}
    facts.update(
        unreadable=False,
        hs_given=bool(line.hs_code),
        qty_given=line.qty is not None,
        price_known=line.unit_price is not None,
        price_given=line.unit_price is not None or line.total_price is not None,
        order_given=True,
        weight_known=line.net_weight is not None,
        rate_missing=found is not None and p == 0,
        currency_strange=found is None,
        rate_is_reference=found is not None and found.iso in settings.rates.reference,
        qty=line.qty or 0,
        qty_known=line.qty is not None,
        unit_price=line.unit_price or 0,
        total_price=line.total_price or 0,
        total_known=line.total_price is not None,
        fx_p=p,
        fx_q=q,
        weight=line.net_weight or 0,
        fees=sum(line_cost(cost, line.qty or 0, line.net_weight or 0) for cost in settings.costs),
        **{name: fen_of(getattr(line, name), p, q) for name in SHARED},
    )
    facts.update(_given_quantities(line))
    facts.update(quantities(facts))
    return Prepared(facts, {**goods.texts, "currency_text": line.currency})


def quantities(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Quantities in the units that consumption tax and duty count in, and whether they are known (ints or columns)."""
    cells = quantity_cells(facts)
    taxed = quantity_in(facts["taxed_unit"], facts["qty"], cells)
    dutied = quantity_in(facts["duty_unit"], facts["qty"], cells)
    return dict(
        zip(
            ("taxed_quantity", "quantity_known", "duty_quantity", "duty_quantity_known"), (*taxed, *dutied), strict=True
        )
    )


def share_order(order: Order, lines: Sequence[Prepared], settings: Settings) -> None:
    """Order-level amounts → parts of lines."""
    first = lines[0].facts
    for line in lines:
        REGISTER.compute(line.facts, "goods_value")
    weights = [max(line.facts[BASES[settings.allocate]], 0) for line in lines]
    for line in lines:
        del line.facts["goods_value"]  # computed again with its step
    amounts = {name: fen_of(getattr(order, name), first["fx_p"], first["fx_q"]) for name in SHARED}
    amounts["fees"] = sum(fen_of(cost.amount, 1, 1) for cost in settings.costs if cost.per == "order")
    for name, amount in amounts.items():
        for line, part in zip(lines, allocate(amount, weights), strict=True):
            line.facts[name] += part


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
