"""TAX: dutiable value, duty, consumption tax, VAT, parcel tax.

Amounts between the first cell and the last line are exact; only what is payable is rounded, half up, line by line
(the electronic tax bill carries each tax per line).
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import (
    Count,
    Fen,
    Flag,
    Price,
    Quantity,
    Rate,
    Route,
    at_rate,
    inclusive,
    no,
    payable,
    per_unit,
    priced,
    reaches,
    share,
    stays_within,
    to_fen,
    where,
    without_taxes,
)
from cbec_cli.rules.routes import CBEC, FULL_TAX, GENERAL_TRADE, REFUSED

START = "2016-04-08"
CBEC_TAX = "财关税〔2016〕18号 第一条、第三条"


@rule(
    "TAX010",
    title="Goods value",
    source="海关总署令第272号 第十三条",
    since="2016-04-08",
    columns=["unit_price", "qty"],
)
def goods_value(
    unit_price: Price, qty: Quantity, total_price: Price, total_known: Flag, fx_p: Count, fx_q: Count
) -> Fen:
    """Total price, else unit price × quantity, in CNY: converted and rounded half up to the fen once."""
    return payable(at_rate(where(total_known, to_fen(total_price), priced(unit_price, qty)), fx_p, fx_q))


@rule("TAX001", title="Dutiable value (计税价格)", source="财关税〔2016〕18号 第一条; 关税法 第二十四条", since=START)
def dutiable_value(goods_value: Fen, discount: Fen, freight: Fen, insurance: Fen) -> Fen:
    """The actual transaction price with freight and insurance; price cuts open to everybody are deducted.

    Coupons, points and vouchers do not reduce it (税管函〔2016〕73号).
    """
    return goods_value - discount + freight + insurance


@rule("TAX011", title="Duty rate by price", source="税委会公告2025年第11号", since=START)
def tariff_rate(
    dutiable_value: Fen,
    duty_quantity: Quantity,
    duty_rate: Rate,
    duty_below_rate: Rate,
    duty_step: Count,
    duty_step_per: Count,
    has_duty_step: Flag,
) -> Rate:
    """The ad valorem rate of the tariff line; a few lines have a lower step up to a price per unit."""
    low = has_duty_step & stays_within(dutiable_value, per_unit(duty_quantity, duty_step, duty_step_per))
    return where(low, duty_below_rate, duty_rate)


@rule("TAX012", title="Applied duty rate", source=CBEC_TAX, since=START)
def applied_duty_rate(route: Route, tariff_rate: Rate, additional_duty_rate: Rate, zero_duty: Rate) -> Rate:
    """Zero within the limits of CBEC retail import; otherwise the tariff's rate plus additional duties."""
    return where(route == CBEC, zero_duty, tariff_rate + additional_duty_rate)


@rule("TAX013", title="Specific duty", source="关税法 第三十条; 税委会公告2025年第11号", since=START)
def specific_duty(
    route: Route,
    tariff_rate: Rate,
    duty_rate: Rate,
    duty_quantity: Quantity,
    duty_specific: Count,
    duty_specific_per: Count,
) -> Fen:
    """Quantity × amount per unit, where the tariff line has one and its upper step applies."""
    applies = no(route == CBEC) & (tariff_rate == duty_rate)
    return where(applies, per_unit(duty_quantity, duty_specific, duty_specific_per), 0)


@rule("TAX002", title="Duty", source="关税法 第三十条; 财关税〔2016〕18号 第三条", since=START)
def statutory_duty(dutiable_value: Fen, applied_duty_rate: Rate, specific_duty: Fen) -> Fen:
    """Value × rate plus quantity × amount per unit, exact."""
    return share(dutiable_value, applied_duty_rate) + specific_duty


@rule("TAX020", title="Duty of the line", source="关税法 第三十条", since=START)
def computed_duty(statutory_duty: Fen) -> Fen:
    """The duty of the line, rounded half up to the fen."""
    return payable(statutory_duty)


@rule("TAX021", title="Waivers apply", scope="order", source="财关税〔2016〕18号 (取消免征税额)", since=START)
def waivers_apply(route: Route, full_tax_waiver: Flag) -> Flag:
    """Small amounts are waived in general trade, never within CBEC.

    A refused order is costed like general trade. Whether an order taxed in full within CBEC takes the waiver is
    unsure; by default it does not.
    """
    return (route == GENERAL_TRADE) | (route == REFUSED) | ((route == FULL_TAX) & full_tax_waiver)


@rule(
    "TAX022",
    title="Duty waived",
    scope="order",
    source="关税法 第三十二条第一项; 财政部 海关总署公告2024年第17号",
    since="2004-01-01",
)
def duty_waived(order_duty: Fen, duty_waiver: Fen, waivers_apply: Flag) -> Flag:
    """Duty of one shipment is waived up to and including the limit. One order is taken as one shipment."""
    return waivers_apply & (order_duty <= duty_waiver)


@rule("TAX023", title="Duty in the bases of the other taxes", source="增值税法 第十四条", since=START)
def levied_duty(statutory_duty: Fen, duty_waived: Flag) -> Fen:
    """Exact duty; nothing where it is waived, since waived duty is not levied."""
    return where(duty_waived, 0, statutory_duty)


@rule("TAX007", title="Duty payable", source="关税法 第三十二条", since=START)
def duty(computed_duty: Fen, duty_waived: Flag) -> Fen:
    """Rounded half up to the fen; nothing where it is waived."""
    return where(duty_waived, 0, computed_duty)


@rule("TAX033", title="Value that the price test takes", source="财关税〔2016〕48号", since=START)
def tested_value(dutiable_value: Fen, freight: Fen, insurance: Fen, freight_in_price_test: Flag) -> Fen:
    """The dutiable value, freight included: the strict reading of 完税价格; a setting leaves freight out."""
    return where(freight_in_price_test, dutiable_value, dutiable_value - freight - insurance)


@rule(
    "TAX024",
    title="Price test of the consumption tax",
    source="财税〔2016〕103号; 财关税〔2016〕48号; 财关税〔2006〕22号",
    since=START,
)
def high_price(
    tested_value: Fen,
    taxed_quantity: Quantity,
    test_price: Count,
    test_price_per: Count,
    has_price_test: Flag,
    quantity_known: Flag,
) -> Flag:
    """Whether the value per legal unit reaches the price above which the higher tax applies.

    High-end cosmetics from 10 CNY per gram or millilitre, masks from 15 CNY per piece, watches from 10,000 CNY, beer
    from 370 USD per tonne. The quantity unknown, the higher tax is taken (and the line is an estimate).
    """
    reached = reaches(tested_value, per_unit(taxed_quantity, test_price, test_price_per))
    return where(has_price_test & quantity_known, reached, True)


@rule("TAX025", title="Consumption tax rate", source="消费税暂行条例 税目税率表", since=START)
def consumption_tax_rate(high_price: Flag, ct_rate: Rate, ct_below_rate: Rate) -> Rate:
    """The ad valorem rate of the class, by the price test where it has one."""
    return where(high_price, ct_rate, ct_below_rate)


@rule("TAX003", title="Specific consumption tax", source="消费税暂行条例 第五条、第九条", since=START)
def specific_consumption_tax(
    taxed_quantity: Quantity, high_price: Flag, ct_specific: Count, ct_below_specific: Count, ct_specific_per: Count
) -> Fen:
    """Quantity × amount per unit, exact: spirits, beer, yellow rice wine, fuels."""
    return per_unit(taxed_quantity, where(high_price, ct_specific, ct_below_specific), ct_specific_per)


@rule("TAX004", title="Statutory consumption tax", source="消费税暂行条例 第九条", since=START)
def statutory_consumption_tax(
    dutiable_value: Fen, levied_duty: Fen, specific_consumption_tax: Fen, consumption_tax_rate: Rate
) -> Fen:
    """(Value + duty + specific tax) ÷ (1 − rate) × rate, plus the specific tax: the tax is part of its own base."""
    base = dutiable_value + levied_duty + specific_consumption_tax
    return inclusive(base, consumption_tax_rate) + specific_consumption_tax


@rule("TAX026", title="Part of the taxes that is levied", source=CBEC_TAX, since=START)
def applied_relief(route: Route, relief: Rate, in_full: Rate) -> Rate:
    """70 % of VAT and consumption tax within the limits of CBEC, otherwise all of it."""
    return where(route == CBEC, relief, in_full)


@rule("TAX027", title="Import consumption tax", source=CBEC_TAX, since=START)
def computed_consumption_tax(statutory_consumption_tax: Fen, applied_relief: Rate) -> Fen:
    """The consumption tax of the line, rounded half up to the fen."""
    return payable(share(statutory_consumption_tax, applied_relief))


@rule("TAX028", title="Consumption tax waived", scope="order", source="财关税〔2004〕7号", since="2004-03-16")
def consumption_tax_waived(order_consumption_tax: Fen, consumption_tax_waiver: Fen, waivers_apply: Flag) -> Flag:
    """Consumption tax of one shipment is waived up to and including the limit, also where less than a fen is due."""
    return waivers_apply & (order_consumption_tax <= consumption_tax_waiver)


@rule("TAX029", title="Consumption tax in the base of VAT", source="增值税法 第十四条", since=START)
def levied_consumption_tax(statutory_consumption_tax: Fen, consumption_tax_waived: Flag) -> Fen:
    """The full statutory consumption tax, not the reduced one; nothing where it is waived."""
    return where(consumption_tax_waived, 0, statutory_consumption_tax)


@rule(
    "TAX006",
    title="Import consumption tax payable",
    source="财关税〔2016〕18号 第三条; 消费税暂行条例 第九条",
    since=START,
)
def consumption_tax(computed_consumption_tax: Fen, consumption_tax_waived: Flag) -> Fen:
    """What is payable: 70 % of the statutory tax within the limits of CBEC, all of it otherwise."""
    return where(consumption_tax_waived, 0, computed_consumption_tax)


@rule("TAX030", title="Import VAT", source="财关税〔2016〕18号 第三条; 增值税法 第十四条", since=START)
def computed_vat(
    dutiable_value: Fen, levied_duty: Fen, levied_consumption_tax: Fen, vat_rate: Rate, applied_relief: Rate
) -> Fen:
    """On the value with duty and the statutory consumption tax added; 70 % of it within the limits."""
    return payable(share(dutiable_value + levied_duty + levied_consumption_tax, vat_rate, applied_relief))


@rule("TAX031", title="VAT waived", scope="order", source="财关税〔2004〕7号", since="2004-03-16")
def vat_waived(order_vat: Fen, vat_waiver: Fen, waivers_apply: Flag) -> Flag:
    """Import VAT of one shipment is waived up to and including the limit."""
    return waivers_apply & (order_vat <= vat_waiver) & (order_vat > 0)


@rule("TAX005", title="Import VAT payable", source="财关税〔2016〕18号 第三条; 增值税法 第十四条", since=START)
def vat(computed_vat: Fen, vat_waived: Flag) -> Fen:
    """What is payable; nothing where it is waived."""
    return where(vat_waived, 0, computed_vat)


@rule("TAX008", title="Tax of the line", source="财关税〔2016〕18号 第三条", since=START)
def tax(duty: Fen, consumption_tax: Fen, vat: Fen) -> Fen:
    """Duty, consumption tax and VAT payable."""
    return duty + consumption_tax + vat


@rule("TAX032", title="Landed cost", source="sum of the parts", since=START)
def landed_cost(dutiable_value: Fen, tax: Fen, other_costs: Fen) -> Fen:
    """Goods, freight and insurance, taxes, and the other costs the user named."""
    return dutiable_value + tax + other_costs


@rule(
    "TAX009",
    title="Value within a price that includes the taxes",
    source="增值税法 第十四条; 消费税暂行条例 第九条",
    since=START,
)
def value_before_tax(
    price_with_tax: Fen,
    specific_consumption_tax: Fen,
    consumption_tax_rate: Rate,
    vat_rate: Rate,
    applied_relief: Rate,
    applied_duty_rate: Rate,
) -> Fen:
    """[P (1 − a) − r S (1 + v)] ÷ [(1 + d) (1 − a + r (a + v))], half up to the fen.

    P price with tax, S specific tax, a consumption tax rate, v VAT rate, r the part levied, d duty rate: the tax
    formulas solved for the value. Within CBEC for ad valorem goods it is P (1 − a) ÷ (1 + 0.7 v − 0.3 a).
    """
    rates = (consumption_tax_rate, vat_rate, applied_relief, applied_duty_rate)
    return payable(without_taxes(price_with_tax, specific_consumption_tax, *rates))


@rule("TAX034", title="Value that meets the price with tax", source="增值税法 第十四条", since=START)
def met_value(value_before_tax: Fen, correction: Fen) -> Fen:
    """The value solved for CBEC or general trade, moved where route, waivers or rounding came out otherwise."""
    return value_before_tax + correction


@rule("TAX044", title="Rate of the goods' tier", source="税委会公告2024年第11号", since=START)
def parcel_rate(high_price: Flag, parcel_tier_rate: Rate, parcel_below_rate: Rate) -> Rate:
    """High-end cosmetics and watches stand in the third tier, those below the price test in another."""
    return where(high_price, parcel_tier_rate, parcel_below_rate)


@rule("TAX040", title="Parcel tax of the line", source="税委会公告2024年第11号", since=START)
def computed_parcel_tax(dutiable_value: Fen, parcel_rate: Rate) -> Fen:
    """Value × the rate of the goods' tier, rounded half up to the fen."""
    return payable(share(dutiable_value, parcel_rate))


@rule(
    "TAX041",
    title="Parcel tax waived",
    scope="order",
    source="海关总署公告2010年第43号 第一条; 关税法 第五条",
    since="2010-09-01",
)
def parcel_tax_waived(order_parcel_tax: Fen, parcel_waiver: Fen) -> Flag:
    """Tax of one parcel is waived up to and including the limit."""
    return order_parcel_tax <= parcel_waiver


@rule("TAX042", title="Parcel tax payable", source="关税法 第五条; 税委会公告2024年第11号", since=START)
def parcel_tax(computed_parcel_tax: Fen, parcel_tax_waived: Flag) -> Fen:
    """What is payable on a personal parcel. Never available for goods bought as CBEC retail import."""
    return where(parcel_tax_waived, 0, computed_parcel_tax)


@rule("TAX043", title="Landed cost as a parcel", source="sum of the parts", since=START)
def parcel_landed_cost(dutiable_value: Fen, parcel_tax: Fen, other_costs: Fen) -> Fen:
    """Goods, freight and insurance, parcel tax, and the other costs the user named."""
    return dutiable_value + parcel_tax + other_costs
