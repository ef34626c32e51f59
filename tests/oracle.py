"""The taxes of an order in fractions of a yuan, from the formulas of the law, sharing nothing with the program.

财关税〔2016〕18号, 财关税〔2018〕49号 (limits, 70 %); 消费税暂行条例 第五条、第九条 (consumption tax is part of its own
base); 增值税法 第十四条 (base of VAT); 关税法 第三十二条, 财关税〔2004〕7号 (small amounts waived in general trade).
The figures are those of November 2026.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

SINGLE_LIMIT, ANNUAL_LIMIT = Fraction(5000), Fraction(26000)
WITHIN_LIMITS = Fraction(70, 100)
WAIVED_UP_TO = Fraction(50)
NONE = Fraction(0)


def percent(text: str) -> Fraction:
    return Fraction(text) / 100


def to_fen(amount: Fraction) -> Fraction:
    """Half up to the fen."""
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)


STANDARD_VAT = percent("13")


@dataclass(frozen=True, kw_only=True)
class Goods:
    """Rates of some goods; `each` amounts are yuan per unit of the quantity that the tax counts.

    Attributes:
        from_price: yuan per unit from which `excise` and `excise_each` apply; below it `low` and `low_each` do.
        counts: column and unit in which an order line gives the quantity the consumption tax counts.
    """

    code: str
    duty: Fraction = NONE
    duty_each: Fraction = NONE
    vat: Fraction = STANDARD_VAT
    excise: Fraction = NONE
    excise_each: Fraction = NONE
    from_price: Fraction | None = None
    low: Fraction = NONE
    low_each: Fraction = NONE
    counts: tuple[str, str] = ("qty1", "")


def _goods() -> dict[str, Goods]:
    tonne_of_beer, tonne_of_yellow_wine = 988, 962  # litres
    plain = {
        "fireworks": ("3604100000", "6", "15"),
        "coatings": ("3208100010", "10", "4"),
        "batteries": ("8506101190", "8", "4"),
        "chopsticks_flooring": ("4409101090", "0", "5"),
        "motorcycles_3": ("8711205090", "45", "3"),
        "motorcycles_10": ("8711301000", "45", "10"),
        "yachts": ("8903220010", "8", "10"),
        "cars_1": ("8703213090", "15", "1"),
        "cars_3": ("8703223090", "15", "3"),
        "cars_5": ("8703234190", "15", "5"),
        "cars_9": ("8703235190", "15", "9"),
        "cars_12": ("8703236190", "15", "12"),
        "cars_25": ("8703241190", "15", "25"),
        "cars_40": ("8703242190", "15", "40"),
        "buses": ("8702109300", "15", "5"),
        "tobacco_30": ("2403110000", "57", "30"),
        "tobacco_36": ("2402100000", "25", "36"),
        "e_cigarettes": ("2404120000", "6.5", "36"),
        "jewellery": ("7101101900", "21", "10"),
        "golf": ("9506310000", "6", "10"),
        "wine": ("2204210000", "14", "10"),
        "none": ("8510100000", "8", "0"),
    }
    high_end = {"excise": percent("15"), "from_price": Fraction(10_000)}
    masks = {"excise": percent("15"), "from_price": Fraction(15), "counts": ("qty1", "片")}
    found = {
        name: Goods(code=code, duty=percent(duty), excise=percent(excise))
        for name, (code, duty, excise) in plain.items()
    }
    return found | {
        "reduced": Goods(code="4901100000", vat=percent("9")),
        "frozen_chicken": Goods(code="0207141100", duty_each=Fraction("0.6"), vat=percent("9")),
        "cosmetics": Goods(code="3304100091", duty=percent("5"), **high_end),
        "skin_care": Goods(code="3304990029", duty=percent("1"), **high_end),
        "cosmetics_by_piece": Goods(code="3304100093", duty=percent("5"), **masks),
        "skin_care_by_piece": Goods(code="3304990049", duty=percent("1"), **masks),
        "watches": Goods(code="9102110000", duty=percent("10"), excise=percent("20"), from_price=Fraction(10_000)),
        "spirits": Goods(code="2208200090", duty=percent("10"), excise=percent("20"), excise_each=Fraction("0.912")),
        "beer": Goods(
            code="2203000000",
            excise_each=Fraction(250, tonne_of_beer),
            low_each=Fraction(220, tonne_of_beer),
            from_price=Fraction("2.64295885"),
        ),
        "yellow_wine": Goods(code="2206001000", duty=percent("40"), excise_each=Fraction(240, tonne_of_yellow_wine)),
        "gasoline": Goods(code="2710121000", duty=percent("5"), excise_each=Fraction("1.52"), counts=("qty2", "")),
        "diesel": Goods(code="2710191200", duty=percent("9"), excise_each=Fraction("1.2"), counts=("qty2", "")),
    }


GOODS = _goods()
"""Goods of every consumption-tax class, by class; `none`, `reduced` and `frozen_chicken` bear none."""


@dataclass(frozen=True, kw_only=True)
class Line:
    goods: Goods
    price: Fraction
    qty: Fraction
    counted: Fraction
    freight: Fraction = NONE
    insurance: Fraction = NONE
    discount: Fraction = NONE


@dataclass(frozen=True, kw_only=True)
class Order:
    lines: Sequence[Line]
    freight: Fraction = NONE
    insurance: Fraction = NONE
    discount: Fraction = NONE
    year_before: Fraction = NONE
    general: bool = False


@dataclass(kw_only=True)
class Taxes:
    """Payable amounts of a line, in yuan."""

    value: Fraction
    duty: Fraction = NONE
    excise: Fraction = NONE
    vat: Fraction = NONE
    exact: dict[str, Fraction] = field(default_factory=dict)

    @property
    def tax(self) -> Fraction:
        return self.duty + self.excise + self.vat


@dataclass(kw_only=True)
class Costed:
    route: str
    value: Fraction
    lines: list[Taxes]

    @property
    def tax(self) -> Fraction:
        return sum((line.tax for line in self.lines), NONE)


def cost(order: Order) -> Costed:
    """Route and taxes of an order."""
    values = dutiable_values(order)
    total = sum(values, NONE)
    route = route_of(order, total)
    lines = [Taxes(value=value) for value in values]
    within, waives = route == "cbec", route in ("general-trade", "refused")
    part = WITHIN_LIMITS if within else Fraction(1)
    for line, taxes in zip(order.lines, lines, strict=True):
        duty = NONE if within else taxes.value * line.goods.duty + line.counted * line.goods.duty_each
        taxes.exact["duty"], taxes.duty = duty, to_fen(duty)
    _waive("duty", lines, waives=waives)
    for line, taxes in zip(order.lines, lines, strict=True):
        excise = statutory_excise(line, taxes.value, taxes.exact["duty"])
        taxes.exact["excise"], taxes.excise = excise, to_fen(excise * part)
    _waive("excise", lines, waives=waives)
    for line, taxes in zip(order.lines, lines, strict=True):
        base = taxes.value + taxes.exact["duty"] + taxes.exact["excise"]
        taxes.vat = to_fen(base * line.goods.vat * part)
    _waive("vat", lines, waives=waives)
    return Costed(route=route, value=total, lines=lines)


def dutiable_values(order: Order) -> list[Fraction]:
    goods = [to_fen(line.price * line.qty) for line in order.lines]
    freight, insurance, discount = (
        shared(to_fen(amount), goods) for amount in (order.freight, order.insurance, order.discount)
    )
    return [
        goods[i]
        - to_fen(line.discount)
        - discount[i]
        + to_fen(line.freight)
        + freight[i]
        + to_fen(line.insurance)
        + insurance[i]
        for i, line in enumerate(order.lines)
    ]


def shared(amount: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """By weight, to the fen; what is left goes to the largest remainders, the earlier line first."""
    if sum(weights) == 0:
        weights = [Fraction(1)] * len(weights)
    ideal = [amount * 100 * weight / sum(weights) for weight in weights]
    fen = [floor(each) for each in ideal]
    order = sorted(range(len(weights)), key=lambda i: (fen[i] - ideal[i], i))
    for i in order[: int(amount * 100) - sum(fen)]:
        fen[i] += 1
    return [Fraction(each, 100) for each in fen]


def route_of(order: Order, total: Fraction) -> str:
    if order.general:
        return "general-trade"
    if order.year_before + total > ANNUAL_LIMIT:
        return "refused"
    if total <= SINGLE_LIMIT:
        return "cbec"
    one_article = len(order.lines) == 1 and order.lines[0].qty == 1
    return "cbec-full-tax" if one_article and total < ANNUAL_LIMIT else "refused"


def statutory_excise(line: Line, value: Fraction, duty: Fraction) -> Fraction:
    goods = line.goods
    high = goods.from_price is None or value >= goods.from_price * line.counted
    rate, each = (goods.excise, goods.excise_each) if high else (goods.low, goods.low_each)
    specific = line.counted * each
    return (value + duty + specific) / (1 - rate) * rate + specific


def _waive(name: str, lines: list[Taxes], *, waives: bool) -> None:
    """A tax of the whole shipment at or below the limit is not levied, so it is no part of a later base either."""
    if waives and sum(getattr(line, name) for line in lines) <= WAIVED_UP_TO:
        for line in lines:
            setattr(line, name, NONE)
            line.exact[name] = NONE
