"""TAX100 and up: facts that are missing or assumed, and what that does to the answer.

`effect` says what becomes of the line: `estimated` (a stated assumption was used) or `refused` (no amount is given).
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Fen, Flag, Rate, Route, no
from cbec_cli.rules.routes import CBEC, FULL_TAX, PARCEL

START = "2016-04-08"
_RANGE = {"hs_code": "", "range": "", "assumed": "", "choices": ""}
_MISSING = {"missing_rate": "", "hs_code": "", "day": ""}


@rule(
    "TAX105",
    title="Code of fewer than ten digits whose lines differ",
    severity="warning",
    effect="estimated",
    columns=["hs_code"],
    kinds=[],
    source="税委会公告2025年第11号",
    since=START,
    message="code {hs_code} covers lines taxed differently ({range}); costed as "
    "{assumed}, the highest; choose from {choices}",
    fix="give the ten-digit code",
    good={"lines_differ": False, "duty_lines_differ": True, "route": 1, **_RANGE},
    bad={"lines_differ": False, "duty_lines_differ": True, "route": 3, **_RANGE},
)
def short_code_ambiguous(lines_differ: Flag, duty_lines_differ: Flag, route: Route) -> Flag:
    """A shorter code is costed when all its ten-digit lines agree on what the computation needs."""
    return lines_differ | (duty_lines_differ & no((route == CBEC) | (route == PARCEL)))


@rule(
    "TAX110",
    title="The tariff does not know a rate that is needed",
    severity="error",
    effect="refused",
    columns=["hs_code"],
    kinds=[],
    source="税委会公告2025年第11号",
    since=START,
    message="the tariff table has no {missing_rate} for {hs_code} on {day}",
    fix="add the rate with its source to an amendments file (--amendments)",
    good={"tax_unknown": False, "duty_unknown": True, "route": 1, "code_known": True, **_MISSING},
    bad={"tax_unknown": False, "duty_unknown": True, "route": 3, "code_known": True, **_MISSING},
)
def rate_unknown(tax_unknown: Flag, duty_unknown: Flag, route: Route, code_known: Flag) -> Flag:
    """An unknown VAT or consumption tax rate always matters, an unknown duty rate only where duty is due."""
    return code_known & (tax_unknown | (duty_unknown & no((route == CBEC) | (route == PARCEL))))


@rule(
    "TAX104",
    title="Price test of cosmetics not sure",
    severity="warning",
    effect="estimated",
    columns=["qty1", "net_weight", "content"],
    unless=["UOM001", "UOM002"],
    source="财税〔2016〕103号; 财关税〔2016〕48号",
    since=START,
    message="the price per {unit_name} decides the consumption tax, but the "
    "content is not given; costed at the higher tax",
    fix="fill in the legal quantity (法定数量), the net weight or the content",
    good={"has_price_test": True, "quantity_known": True, "unit_name": "kg"},
    bad={"has_price_test": True, "quantity_known": False, "unit_name": "kg"},
)
def content_missing(has_price_test: Flag, quantity_known: Flag) -> Flag:
    """Cosmetics, masks, watches and beer pay by their price per legal unit."""
    return has_price_test & no(quantity_known)


@rule(
    "TAX106",
    title="Legal quantity assumed",
    severity="warning",
    effect="estimated",
    columns=["qty1", "unit1"],
    kinds=["declarations"],
    unless=["DAT002", "UOM001", "UOM002"],
    source="消费税暂行条例 第五条; 关税法 第三十条",
    since=START,
    message="a tax per {unit_name} is due, but the legal quantity is not given; one {unit_name} per article assumed",
    fix="fill in the legal quantity (法定数量) and its unit",
    good={"has_specific": True, "quantity_known": True, "unit_name": "升"},
    bad={"has_specific": True, "quantity_known": False, "unit_name": "升"},
)
def quantity_assumed(has_specific: Flag, quantity_known: Flag) -> Flag:
    """Spirits, beer and some duties are taxed per litre, kilogram or square metre."""
    return has_specific & no(quantity_known)


@rule(
    "TAX116",
    title="Quantity for a specific duty assumed",
    severity="warning",
    effect="estimated",
    columns=["qty1", "unit1"],
    kinds=["declarations"],
    unless=["DAT002", "UOM001", "UOM002"],
    source="关税法 第三十条",
    since=START,
    message="duty per {duty_unit_name} is due, but that quantity is not given; "
    "one {duty_unit_name} per article assumed",
    fix="fill in the legal quantity (法定数量) and its unit",
    good={"has_specific_duty": True, "duty_quantity_known": False, "route": 1, "duty_unit_name": "千克"},
    bad={"has_specific_duty": True, "duty_quantity_known": False, "route": 3, "duty_unit_name": "千克"},
)
def duty_quantity_assumed(has_specific_duty: Flag, duty_quantity_known: Flag, route: Route) -> Flag:
    """Only where duty is due."""
    return has_specific_duty & no(duty_quantity_known) & no((route == CBEC) | (route == PARCEL))


@rule(
    "TAX107",
    title="Origin not given where duty depends on it",
    severity="warning",
    effect="estimated",
    columns=["origin"],
    kinds=[],
    source="关税法 第十二条、第十九条",
    since=START,
    message="origin not given; costed at {duty_text} as for most origins, additional duties not included",
    fix="fill in the country of origin (原产国)",
    good={"origin_missing": True, "route": 1, "duty_text": "14%"},
    bad={"origin_missing": True, "route": 3, "duty_text": "14%"},
)
def origin_missing_for_duty(origin_missing: Flag, route: Route) -> Flag:
    """The rate of duty and additional duties depend on the origin; within CBEC limits they do not."""
    return origin_missing & no((route == CBEC) | (route == PARCEL))


@rule(
    "TAX108",
    title="Additional duty of the origin is unknown on the day",
    severity="error",
    effect="refused",
    columns=["origin"],
    kinds=[],
    source="税委会公告 2025-11-05 (suspension for one year from 2025-11-10 13:01)",
    since="2018-04-02",
    message="goods of origin {origin_name} may bear an additional duty; its rate on {day} is not known",
    fix="set it: --additional-duty {origin_code}=10 (percent)",
    good={"additional_unknown": True, "route": 1, "origin_name": "美国", "origin_code": "USA", "day": "2026-11-23"},
    bad={"additional_unknown": True, "route": 3, "origin_name": "美国", "origin_code": "USA", "day": "2026-11-23"},
)
def additional_duty_unknown(additional_unknown: Flag, route: Route) -> Flag:
    """Never defaulted silently: where duty is due, the user must say which additional duty applies."""
    return additional_unknown & no((route == CBEC) | (route == PARCEL))


@rule(
    "TAX120",
    title="Additional duty may not be complete",
    severity="warning",
    effect="estimated",
    columns=["origin"],
    kinds=[],
    source="税委会〔2018〕5号、〔2018〕13号; 税委会公告2019年第4号; 税委会公告2025年第4号至第7号",
    since="2018-04-02",
    message="additional duty of {additional_duty_rate} on goods of {origin_name} taken; {additional_note}",
    fix="set the whole additional duty of the goods: --additional-duty {origin_code}=10 (percent)",
    good={"additional_noted": True, "additional_duty_rate": 1000, "route": 1},
    bad={"additional_noted": True, "additional_duty_rate": 1000, "route": 3},
)
def additional_duty_incomplete(additional_noted: Flag, route: Route) -> Flag:
    """Lists of single tariff lines may add to the rate for all goods; what the law's figure notes is said."""
    return additional_noted & no((route == CBEC) | (route == PARCEL))


@rule(
    "TAX121",
    title="A figure of the law is unsure on the day",
    severity="warning",
    effect="estimated",
    kinds=[],
    source="data/tariffs.yaml, confidence unsure",
    since=START,
    message="unsure on {day}: {unsure_figures}",
    fix="check the figure with `cbec law`, or ask the customs office",
    good={"figure_unsure": False},
    bad={"figure_unsure": True},
)
def figure_of_the_law_unsure(figure_unsure: Flag) -> Flag:
    """What the sources leave open is used, and said."""
    return figure_unsure


@rule(
    "TAX114",
    title="Additional duty on an order taxed in full within CBEC",
    severity="warning",
    effect="estimated",
    columns=["origin"],
    kinds=[],
    source="财关税〔2018〕49号 第二条",
    since="2019-01-01",
    message="additional duty of {additional_duty_rate} added; no text says "
    "whether it applies to one article taxed in full",
    fix="ask the customs office",
    good={"additional_duty_rate": 0, "route": 2},
    bad={"additional_duty_rate": 1000, "route": 2},
)
def additional_duty_unsure(additional_duty_rate: Rate, route: Route) -> Flag:
    """Such an order takes the goods' tariff rate; whether additional duties are part of it is unsure."""
    return (additional_duty_rate > 0) & (route == FULL_TAX)


@rule(
    "TAX109",
    title="No exchange rate",
    severity="error",
    effect="refused",
    columns=["currency"],
    unless=["DEC003"],
    source="海关总署令第272号 第十三条、第十四条",
    since=START,
    message="no exchange rate for {currency_text}",
    fix="give it: --fx {currency_text}=7.0855 or --fx-file rates.csv; the rate of "
    "the reference day counts (see `cbec law fx_rule`)",
    good={"rate_missing": False, "currency_text": "USD"},
    bad={"rate_missing": True, "currency_text": "USD"},
)
def exchange_rate_missing(rate_missing: Flag) -> Flag:
    """Values are converted at the customs rate of the declaration's month."""
    return rate_missing


@rule(
    "TAX118",
    title="Exchange rate is not the customs rate",
    severity="warning",
    effect="estimated",
    columns=["currency"],
    kinds=[],
    source="海关总署令第272号 第十三条",
    since=START,
    message="{currency_text} converted at a reference rate of the European Central Bank, not at the customs rate",
    fix="give the customs rate with --fx or --fx-file",
    good={"rate_is_reference": False, "currency_text": "USD"},
    bad={"rate_is_reference": True, "currency_text": "USD"},
)
def exchange_rate_is_reference(rate_is_reference: Flag) -> Flag:
    """Good enough for an estimate, not for a declaration."""
    return rate_is_reference


@rule(
    "TAX111",
    title="Duty of another year's tariff",
    severity="warning",
    effect="estimated",
    columns=["declared_on"],
    kinds=[],
    source="税委会公告2025年第11号",
    since=START,
    message="duty taken from the tariff of {tariff_vintage}; the rate on {day} may have been another",
    fix="check the rate of that year, or add it to an amendments file",
    good={"other_vintage": True, "route": 1, "tariff_vintage": "2026-01-01", "day": "2019-01-01"},
    bad={"other_vintage": True, "route": 3, "tariff_vintage": "2026-01-01", "day": "2019-01-01"},
)
def duty_of_another_year(other_vintage: Flag, route: Route) -> Flag:
    """The tariff table holds one year. VAT and consumption tax have their history; duty rates do not."""
    return other_vintage & no((route == CBEC) | (route == PARCEL))


@rule(
    "TAX112",
    title="Value below zero",
    severity="error",
    effect="refused",
    columns=["discount"],
    source="关税法 第二十四条",
    since=START,
    message="the value of the line would be {dutiable_value}: the discount is larger than price, freight and insurance",
    fix="correct the discount; coupons belong in the coupon column",
    good={"dutiable_value": 0},
    bad={"dutiable_value": -1},
)
def value_below_zero(dutiable_value: Fen) -> Flag:
    """Gifts are worth zero, nothing is worth less."""
    return dutiable_value < 0


@rule(
    "TAX113",
    title="Agreement rate claimed, but none found",
    severity="warning",
    effect="estimated",
    columns=["preference"],
    kinds=[],
    source="关税法 第十三条",
    since=START,
    message="no agreement rate of {preference_text} for {hs_code} from {origin_text}; the ordinary rate was used",
    fix="check partner and code with `cbec hs {hs_code} --agreements`",
    good={"agreement_not_found": True, "route": 1, "preference_text": "", "hs_code": "", "origin_text": ""},
    bad={"agreement_not_found": True, "route": 3, "preference_text": "", "hs_code": "", "origin_text": ""},
)
def agreement_rate_missing(agreement_not_found: Flag, route: Route) -> Flag:
    """The goods' origin must belong to the agreement. The table is not complete: no rate in it means unknown."""
    return agreement_not_found & no((route == CBEC) | (route == PARCEL))


@rule(
    "TAX119",
    title="Agreement rate in an order taxed in full within CBEC",
    severity="warning",
    columns=["preference"],
    kinds=[],
    source="财关税〔2018〕49号 第二条",
    since="2019-01-01",
    message="agreement rate not used: no text says that one article taxed in full within CBEC may claim it",
    fix="ask the customs office; `full_tax_agreement = true` in cbec.toml uses it",
    good={"agreement_withheld": True, "route": 3},
    bad={"agreement_withheld": True, "route": 2},
)
def agreement_rate_withheld(agreement_withheld: Flag, route: Route) -> Flag:
    """Open question of the law; the default is the ordinary rate."""
    return agreement_withheld & (route == FULL_TAX)


@rule(
    "TAX117",
    title="No value gives exactly this price with tax",
    severity="warning",
    effect="estimated",
    columns=["unit_price"],
    kinds=[],
    source="消费税暂行条例 第九条",
    since=START,
    message="no dutiable value gives exactly the price with tax {price_with_tax}; "
    "the nearest is {dutiable_value} plus {tax}",
    fix="change the price by a fen, or declare the value that is shown",
    good={"backward": True, "price_with_tax": 10910, "dutiable_value": 10000, "tax": 910},
    bad={"backward": True, "price_with_tax": 10911, "dutiable_value": 10000, "tax": 910},
)
def price_with_tax_not_met(backward: Flag, price_with_tax: Fen, dutiable_value: Fen, tax: Fen) -> Flag:
    """Rounding, the price test of cosmetics and the limits leave gaps between possible prices with tax."""
    return backward & no(dutiable_value + tax == price_with_tax)


@rule(
    "TAX122",
    title="Duty rates of different kinds",
    severity="warning",
    effect="estimated",
    columns=["origin", "preference"],
    kinds=[],
    source="关税法 第十三条、第十九条",
    since=START,
    message="rates in percent and per unit compete for {hs_code}; {duty_text} was taken, the price decides",
    fix="compute the other rate with `cbec quote` and compare; `cbec hs {hs_code} --agreements` shows both",
    good={"duty_uncompared": True, "route": 1, "hs_code": "", "duty_text": ""},
    bad={"duty_uncompared": True, "route": 3, "hs_code": "", "duty_text": ""},
)
def duty_rates_not_compared(duty_uncompared: Flag, route: Route) -> Flag:
    """The law takes the lower (or higher) rate; a percentage and an amount per unit compare only at a price."""
    return duty_uncompared & no((route == CBEC) | (route == PARCEL))


@rule(
    "TAX124",
    title="Weight missing where costs or freight go by weight",
    severity="warning",
    effect="estimated",
    columns=["gross_weight", "net_weight"],
    kinds=[],
    source="the user's --allocate and [costs]",
    since=START,
    message="neither gross nor net weight given: counted as zero where freight or costs go by weight",
    fix="fill in the weight in kg, or use --allocate value",
    good={"weight_needed": True, "weight_known": True},
    bad={"weight_needed": True, "weight_known": False},
)
def weight_missing(weight_needed: Flag, weight_known: Flag) -> Flag:
    """A line without a weight bears no share; the other lines of the order bear too much."""
    return weight_needed & no(weight_known)
