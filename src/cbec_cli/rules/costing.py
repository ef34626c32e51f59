"""What keeps an answer from being complete: facts that are missing, assumed or not lawful on the route.

`effect` says what becomes of the line: `estimated` (a stated assumption was used) or `refused` (no amount is given).
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Fen, Flag, Rate, Route, no
from cbec_cli.rules.routes import CBEC, FULL_TAX, PARCEL

START = "2016-04-08"
DATA = "海关总署公告2018年第194号 (truthful data)"


@rule(
    "DAT001",
    title="A cell of the line cannot be read",
    severity="error",
    effect="refused",
    source=DATA,
    since=START,
    message="a cell of this line is not what its column needs (see the findings)",
    fix="correct the cell named in the findings",
    good={"unreadable": False},
    bad={"unreadable": True},
)
def cell_unreadable(unreadable: Flag) -> Flag:
    """An unreadable amount, quantity, date or code leaves the line without an answer; it is never guessed."""
    return unreadable


@rule(
    "DAT002",
    title="A needed cell is empty",
    severity="error",
    effect="refused",
    columns=["hs_code", "qty", "unit_price"],
    source=DATA,
    since=START,
    message="the line needs a code, a quantity and a unit price or total price; missing: {missing}",
    fix="fill in the missing cell; an empty cell is unknown, never zero",
    good={"hs_given": True, "qty_given": True, "price_given": True, "missing": ""},
    bad={"hs_given": True, "qty_given": True, "price_given": False, "missing": "unit_price"},
)
def needed_cell_empty(hs_given: Flag, qty_given: Flag, price_given: Flag) -> Flag:
    """Code, quantity and price are the least a line needs."""
    return no(hs_given & qty_given & price_given)


@rule(
    "HSC002",
    title="Code not in the tariff on the day",
    severity="error",
    effect="refused",
    columns=["hs_code"],
    source="税委会公告2025年第11号",
    since=START,
    message="code {hs_code} is not in the tariff on {day}; nearest: {choices}",
    fix="look it up with `cbec hs`; ten digits are declared",
    good={"code_known": True, "hs_given": True, "hs_code": "3304990029", "choices": "", "day": "2026-11-23"},
    bad={"code_known": False, "hs_given": True, "hs_code": "3304990028", "choices": "3304990029", "day": "2026-11-23"},
)
def code_not_in_the_tariff(code_known: Flag, hs_given: Flag) -> Flag:
    """Only a code of the tariff in force has rates. Codes are renumbered every January."""
    return hs_given & no(code_known)


@rule(
    "TAX105",
    title="Code of fewer than ten digits whose lines differ",
    severity="warning",
    effect="estimated",
    columns=["hs_code"],
    source="税委会公告2025年第11号",
    since=START,
    message="code {hs_code} covers lines taxed differently ({range}); costed as {assumed}, the highest; choose from {choices}",
    fix="give the ten-digit code",
    good={"lines_differ": False, "duty_lines_differ": True, "route": 1, "hs_code": "", "range": "", "assumed": "", "choices": ""},
    bad={"lines_differ": False, "duty_lines_differ": True, "route": 3, "hs_code": "", "range": "", "assumed": "", "choices": ""},
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
    source="税委会公告2025年第11号",
    since=START,
    message="the tariff table has no {missing_rate} for {hs_code} on {day}",
    fix="add the rate with its source to an amendments file (--amendments)",
    good={"tax_unknown": False, "duty_unknown": True, "route": 1, "code_known": True, "missing_rate": "", "hs_code": "", "day": ""},
    bad={"tax_unknown": False, "duty_unknown": True, "route": 3, "code_known": True, "missing_rate": "", "hs_code": "", "day": ""},
)
def rate_unknown(tax_unknown: Flag, duty_unknown: Flag, route: Route, code_known: Flag) -> Flag:
    """An unknown VAT or consumption tax rate always matters, an unknown duty rate only where duty is due."""
    return code_known & (tax_unknown | (duty_unknown & no((route == CBEC) | (route == PARCEL))))


@rule(
    "TAX104",
    title="Content needed for the price test is missing",
    severity="warning",
    effect="estimated",
    columns=["qty1", "net_weight", "content"],
    source="财税〔2016〕103号; 财关税〔2016〕48号",
    since=START,
    message="the price per {unit_name} decides the consumption tax, but the content is not given; costed at the higher tax",
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
    source="关税法 第三十条",
    since=START,
    message="duty per {duty_unit_name} is due, but that quantity is not given; one {duty_unit_name} per article assumed",
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
    "TAX114",
    title="Additional duty on an order taxed in full within CBEC",
    severity="warning",
    effect="estimated",
    columns=["origin"],
    source="财关税〔2018〕49号 第二条",
    since="2019-01-01",
    message="additional duty of {additional_duty_rate} added; no text says whether it applies to one article taxed in full",
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
    source="海关总署令第272号 第十三条、第十四条",
    since=START,
    message="no exchange rate for {currency_text}",
    fix="give it: --fx {currency_text}=7.0855 or --fx-file rates.csv; the rate of the reference day counts (see `cbec law fx_rule`)",
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
    columns=["preference"],
    source="关税法 第十三条",
    since=START,
    message="no agreement rate of {preference_text} for {hs_code}; the ordinary rate was used",
    fix="check partner and code with `cbec hs {hs_code} --agreements`",
    good={"agreement_not_found": True, "route": 1, "preference_text": "", "hs_code": ""},
    bad={"agreement_not_found": True, "route": 3, "preference_text": "", "hs_code": ""},
)
def agreement_rate_missing(agreement_not_found: Flag, route: Route) -> Flag:
    """A claim without a rate changes nothing, but somebody expected otherwise."""
    return agreement_not_found & no((route == CBEC) | (route == PARCEL))


@rule(
    "TAX119",
    title="Agreement rate in an order taxed in full within CBEC",
    severity="warning",
    columns=["preference"],
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
    source="消费税暂行条例 第九条",
    since=START,
    message="no dutiable value gives exactly the price with tax {price_with_tax}; the nearest is {dutiable_value} plus {tax}",
    fix="change the price by a fen, or declare the value that is shown",
    good={"backward": True, "price_with_tax": 10910, "dutiable_value": 10000, "tax": 910},
    bad={"backward": True, "price_with_tax": 10911, "dutiable_value": 10000, "tax": 910},
)
def price_with_tax_not_met(backward: Flag, price_with_tax: Fen, dutiable_value: Fen, tax: Fen) -> Flag:
    """Rounding, the price test of cosmetics and the limits leave gaps between possible prices with tax."""
    return backward & no(dutiable_value + tax == price_with_tax)


@rule(
    "PAR001",
    title="Parcel tax is not available for CBEC orders",
    severity="note",
    columns=["mode"],
    source="财关税〔2016〕18号 第一条",
    since=START,
    message="parcel tax ({tier_reason}) shown for comparison: an order that satisfies the CBEC definition must not be declared as a parcel",
    fix="use it only for parcels that are not bought through a CBEC platform",
    good={"route": 1, "tier_reason": ""},
    bad={"route": 5, "tier_reason": ""},
)
def parcel_for_comparison(route: Route) -> Flag:
    """Online purchases through a linked platform are taxed as goods since 2016-04-08."""
    return route == PARCEL


@rule(
    "PAR002",
    title="Parcel above the limit",
    scope="order",
    severity="error",
    effect="refused",
    columns=["unit_price"],
    source="海关总署公告2010年第43号 第二条; 海关总署公告2024年第176号",
    since="2010-09-01",
    message="parcel worth {order_value}, above the limit {parcel_limit} for several articles",
    fix="return it or declare it as goods",
    good={"order_value": 200001, "parcel_limit": 200000, "one_article": True, "route": 5},
    bad={"order_value": 200001, "parcel_limit": 200000, "one_article": False, "route": 5},
)
def parcel_above_the_limit(order_value: Fen, parcel_limit: Fen, one_article: Flag, route: Route) -> Flag:
    """A parcel above the limit is returned or cleared as goods, unless it is one indivisible article."""
    return (order_value > parcel_limit) & no(one_article) & (route == PARCEL)


@rule(
    "DEC012",
    title="Not an import mode",
    scope="order",
    severity="error",
    effect="refused",
    columns=["mode"],
    source="海关总署公告2014年第12号、第57号; 2016年第75号; 2020年第75号",
    since=START,
    message="supervision mode {mode_text} is not a mode of CBEC retail import (9610, 1210, 1239) or general trade (0110)",
    fix="correct the supervision mode (监管方式); 9710 and 9810 are exports",
    good={"import_mode": True, "mode_text": "9610"},
    bad={"import_mode": False, "mode_text": "9710"},
)
def not_an_import_mode(import_mode: Flag) -> Flag:
    """9710 and 9810 exist for exports only; other modes are outside this tool."""
    return no(import_mode)


@rule(
    "DAT004",
    title="Lines of one order disagree about the order",
    scope="order",
    severity="error",
    effect="refused",
    columns=["order_freight", "order_insurance", "order_discount", "mode", "buyer_id", "year_to_date", "declared_on"],
    source=DATA,
    since=START,
    message="lines of the order give different values for {disagreeing}",
    fix="an order has one mode, one buyer, one day and one freight, insurance and discount: repeat the same value on each line",
    good={"lines_disagree": False, "disagreeing": ""},
    bad={"lines_disagree": True, "disagreeing": "order_freight"},
)
def order_cells_differ(lines_disagree: Flag) -> Flag:
    """Order-level cells are repeated on each line or given once; different values leave the order undecided."""
    return lines_disagree


@rule(
    "DAT006",
    title="A line of the order has no answer",
    scope="order",
    severity="error",
    effect="refused",
    source=DATA,
    since=START,
    message="{refused_lines} line(s) of the order cannot be costed",
    fix="correct the lines named in the findings",
    good={"refused_lines": 0},
    bad={"refused_lines": 1},
)
def line_without_answer(refused_lines: Count) -> Flag:
    """An order is cleared as a whole: one line without an answer leaves the order without one."""
    return refused_lines > 0


@rule(
    "TAX115",
    title="Year before 2016-04-08",
    scope="order",
    severity="error",
    effect="refused",
    columns=["declared_on"],
    source="财关税〔2016〕18号",
    since=START,
    message="CBEC retail import tax starts on 2016-04-08; {day} is before it",
    fix="correct the date of declaration",
    good={"before_start": False, "day": "2016-04-08"},
    bad={"before_start": True, "day": "2016-04-07"},
)
def before_the_law(before_start: Flag) -> Flag:
    """No limit and no relief was in force before."""
    return before_start

