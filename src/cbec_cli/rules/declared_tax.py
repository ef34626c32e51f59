"""TAX101 to TAX105: what a declaration says of value and tax, beside what the law makes of it."""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Fen, Flag, Price, Quantity, Route, no, payable, priced, to_fen
from cbec_cli.rules.routes import CBEC, REFUSED

START = "2016-04-08"
TAX = "财关税〔2016〕18号 第一条、第三条; 海关总署公告2018年第194号"
COUPONS = "税管函〔2016〕73号; 海关总署公告2018年第113号 (goodsValue 含非现金抵扣金额)"
AMOUNTS = "correct the declared amount; `cbec landed-cost FILE --explain ORDER` shows the whole working"


@rule(
    "TAX101",
    title="Declared tax differs from the computed",
    clause="duty",
    severity="error",
    kinds=["declarations"],
    columns=["declared_duty"],
    source=TAX,
    since=START,
    message="declared duty {declared_duty}, computed {duty}",
    fix=AMOUNTS,
    good={"declared_duty": 1, "declared_duty_known": True, "duty": 0, "tax_certain": True, "route": CBEC},
    bad={"declared_duty": 2, "declared_duty_known": True, "duty": 0, "tax_certain": True, "route": CBEC},
)
def declared_duty_differs(
    declared_duty: Fen, declared_duty_known: Flag, duty: Fen, tax_certain: Flag, route: Route
) -> Flag:
    """Within the limits of CBEC the duty is zero; above them and in general trade it is the tariff's.

    A fen of rounding is let pass. A declaration that is wrong about the tax costs a fine of 30 % to twice what was
    short (海关行政处罚实施条例 第十五条第四项).
    """
    return (
        tax_certain
        & no(route == REFUSED)
        & declared_duty_known
        & ((declared_duty > duty + 1) | (duty > declared_duty + 1))
    )


@rule(
    "TAX101",
    title="Declared tax differs from the computed",
    clause="consumption tax",
    severity="error",
    kinds=["declarations"],
    columns=["declared_consumption_tax"],
    source=f"{TAX}; 消费税暂行条例 第九条",
    since=START,
    message="declared consumption tax {declared_consumption_tax}, computed {consumption_tax}",
    fix=AMOUNTS,
    good={
        "declared_consumption_tax": 8901,
        "declared_consumption_tax_known": True,
        "consumption_tax": 8900,
        "tax_certain": True,
        "route": CBEC,
    },
    bad={
        "declared_consumption_tax": 8902,
        "declared_consumption_tax_known": True,
        "consumption_tax": 8900,
        "tax_certain": True,
        "route": CBEC,
    },
)
def declared_consumption_tax_differs(
    declared_consumption_tax: Fen,
    declared_consumption_tax_known: Flag,
    consumption_tax: Fen,
    tax_certain: Flag,
    route: Route,
) -> Flag:
    """70 % of the statutory tax within the limits, which is part of its own base: value ÷ (1 − rate) × rate.

    Most differences come from value × rate, from forgetting the 70 %, or from a price test that turned out otherwise.
    """
    above = declared_consumption_tax > consumption_tax + 1
    below = consumption_tax > declared_consumption_tax + 1
    return tax_certain & no(route == REFUSED) & declared_consumption_tax_known & (above | below)


@rule(
    "TAX101",
    title="Declared tax differs from the computed",
    clause="VAT",
    severity="error",
    kinds=["declarations"],
    columns=["declared_vat"],
    source=f"{TAX}; 增值税法 第十四条",
    since=START,
    message="declared VAT {declared_vat}, computed {vat}",
    fix=AMOUNTS,
    good={"declared_vat": 7713, "declared_vat_known": True, "vat": 7714, "tax_certain": True, "route": CBEC},
    bad={"declared_vat": 7712, "declared_vat_known": True, "vat": 7714, "tax_certain": True, "route": CBEC},
)
def declared_vat_differs(
    declared_vat: Fen, declared_vat_known: Flag, vat: Fen, tax_certain: Flag, route: Route
) -> Flag:
    """70 % of the VAT on value and *full* statutory consumption tax within the limits, all of it otherwise."""
    return (
        tax_certain & no(route == REFUSED) & declared_vat_known & ((declared_vat > vat + 1) | (vat > declared_vat + 1))
    )


@rule(
    "TAX101",
    title="Declared tax differs from the computed",
    clause="tax of the line",
    severity="error",
    kinds=["declarations"],
    columns=["declared_tax"],
    source=TAX,
    since=START,
    message="declared tax {declared_tax}, computed {tax} (duty {duty}, consumption tax {consumption_tax}, VAT {vat})",
    fix=AMOUNTS,
    good={
        "declared_tax": 912,
        "declared_tax_known": True,
        "tax": 910,
        "tax_certain": True,
        "route": CBEC,
        "declared_duty_differs": False,
        "declared_consumption_tax_differs": False,
        "declared_vat_differs": True,
        "duty": 0,
        "consumption_tax": 0,
        "vat": 910,
    },
    bad={
        "declared_tax": 912,
        "declared_tax_known": True,
        "tax": 910,
        "tax_certain": True,
        "route": CBEC,
        "declared_duty_differs": False,
        "declared_consumption_tax_differs": False,
        "declared_vat_differs": False,
        "duty": 0,
        "consumption_tax": 0,
        "vat": 910,
    },
)
def declared_tax_differs(
    declared_tax: Fen,
    declared_tax_known: Flag,
    tax: Fen,
    tax_certain: Flag,
    route: Route,
    declared_duty_differs: Flag,
    declared_consumption_tax_differs: Flag,
    declared_vat_differs: Flag,
) -> Flag:
    """The sum of the three taxes; silent where one of them was found wrong by itself."""
    told = declared_duty_differs | declared_consumption_tax_differs | declared_vat_differs
    return (
        tax_certain
        & no(route == REFUSED)
        & declared_tax_known
        & no(told)
        & ((declared_tax > tax + 1) | (tax > declared_tax + 1))
    )


@rule(
    "TAX101",
    title="Declared tax of the order differs from the computed",
    clause="tax of the order",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["order_tax"],
    source=TAX,
    since=START,
    message="declared tax of the order {order_tax_declared}, computed {computed_order_tax}",
    fix=AMOUNTS,
    good={
        "order_tax_declared": 1822,
        "order_tax_known": True,
        "computed_order_tax": 1820,
        "order_lines": 2,
        "order_tax_certain": True,
        "route": CBEC,
    },
    bad={
        "order_tax_declared": 1823,
        "order_tax_known": True,
        "computed_order_tax": 1820,
        "order_lines": 2,
        "order_tax_certain": True,
        "route": CBEC,
    },
)
def declared_order_tax_differs(
    order_tax_declared: Fen,
    order_tax_known: Flag,
    computed_order_tax: Fen,
    order_lines: Count,
    order_tax_certain: Flag,
    route: Route,
) -> Flag:
    """What was withheld from the buyer (代扣税款) is the sum over the lines; a fen for each line is let pass.

    Customs round line by line, as the electronic tax bill shows; a sum rounded once may differ.
    """
    above = order_tax_declared > computed_order_tax + order_lines
    below = computed_order_tax > order_tax_declared + order_lines
    return order_tax_certain & no(route == REFUSED) & order_tax_known & (above | below)


@rule(
    "TAX102",
    title="Freight or insurance missing for a direct purchase",
    scope="order",
    severity="warning",
    kinds=["declarations"],
    columns=["order_freight", "order_insurance", "freight", "insurance"],
    source="财关税〔2016〕18号 第一条; 海关总署公告2018年第113号 (CEB621 freight, insuredFee)",
    since=START,
    message="a direct purchase (9610) without its freight or insurance (freight given: {freight_known}; insurance "
    "given: {insurance_known})",
    fix="fill in what the carrier charges; 0 if the price includes it",
    good={"direct_mode": True, "freight_known": True, "insurance_known": True},
    bad={"direct_mode": True, "freight_known": True, "insurance_known": False},
)
def freight_or_insurance_missing(direct_mode: Flag, freight_known: Flag, insurance_known: Flag) -> Flag:
    """The dutiable value is the retail price with freight and insurance; goods sent from abroad have both.

    An empty cell may hide a part of the value, and with it a part of the tax. The list has a field for each: 0 says
    that nothing is charged beside the price.
    """
    return direct_mode & no(freight_known & insurance_known)


@rule(
    "TAX103",
    title="A coupon was deducted from the value",
    clause="total price of the line",
    severity="error",
    kinds=["declarations"],
    columns=["total_price", "coupon"],
    source=COUPONS,
    since=START,
    message="total price {total_price} is unit price {unit_price} × {qty} less the coupon {coupon}",
    fix="declare the price before the coupon; the coupon belongs in its own column (非现金抵扣金额)",
    good={
        "unit_price": 10000000,
        "qty": 100000,
        "total_price": 9999000,
        "coupon": 1000,
        "total_known": True,
        "price_known": True,
        "qty_given": True,
        "coupon_known": True,
    },
    bad={
        "unit_price": 10000000,
        "qty": 100000,
        "total_price": 9998000,
        "coupon": 2000,
        "total_known": True,
        "price_known": True,
        "qty_given": True,
        "coupon_known": True,
    },
)
def coupon_deducted_from_the_line(
    unit_price: Price,
    qty: Quantity,
    total_price: Price,
    coupon: Price,
    total_known: Flag,
    price_known: Flag,
    qty_given: Flag,
    coupon_known: Flag,
) -> Flag:
    """Coupons, points and vouchers pay for goods, they do not make them cheaper: the value stays what it was.

    Only price cuts open to every buyer lower the dutiable value; those belong in the discount column. A fen of
    rounding is let pass, so a coupon of one fen is never seen.
    """
    stated, before = payable(to_fen(total_price)), payable(priced(unit_price, qty))
    after = before - payable(to_fen(coupon))
    deducted = (stated <= after + 1) & (stated >= after - 1) & (stated < before - 1)
    return total_known & price_known & qty_given & coupon_known & deducted


@rule(
    "TAX103",
    title="A coupon was deducted from the value",
    clause="goods value of the order",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["order_goods_value", "order_coupon"],
    source=COUPONS,
    since=START,
    message="goods value {goods_total} is the sum of the lines {lines_total} less the coupon {coupon_total}",
    fix="declare the goods value before the coupon; the coupon belongs in its own column (非现金抵扣金额)",
    good={
        "goods_total": 10000,
        "goods_known": True,
        "lines_total": 10000,
        "barred_lines": False,
        "coupon_total": 1000,
        "coupon_known": True,
    },
    bad={
        "goods_total": 9000,
        "goods_known": True,
        "lines_total": 10000,
        "barred_lines": False,
        "coupon_total": 1000,
        "coupon_known": True,
    },
)
def coupon_deducted_from_the_order(
    goods_total: Fen, goods_known: Flag, lines_total: Fen, barred_lines: Flag, coupon_total: Fen, coupon_known: Flag
) -> Flag:
    """The goods value of an order includes what was paid by points, vouchers and coupons (含非现金抵扣金额)."""
    deducted = (coupon_total > 0) & (goods_total == lines_total - coupon_total)
    return goods_known & coupon_known & no(barred_lines) & deducted


@rule(
    "TAX104",
    title="Price test of cosmetics not sure",
    clause="near the threshold",
    severity="warning",
    columns=["unit_price", "qty1", "net_weight", "content"],
    source="财税〔2016〕103号; 财关税〔2016〕48号",
    since=START,
    message="value {dutiable_value} for {taxed_quantity} {unit_name} is close to the price that decides the "
    "consumption tax",
    fix="make sure of price, freight and net content: on one side of the threshold the tax is due, on the other not",
    good={
        "has_price_test": True,
        "price_near_threshold": False,
        "dutiable_value": 20000,
        "taxed_quantity": 5000,
        "unit_name": "千克",
    },
    bad={
        "has_price_test": True,
        "price_near_threshold": True,
        "dutiable_value": 50000,
        "taxed_quantity": 5000,
        "unit_name": "千克",
    },
)
def price_close_to_the_threshold(has_price_test: Flag, price_near_threshold: Flag) -> Flag:
    """High-end cosmetics begin at 10 CNY per gram or millilitre, masks at 15 CNY per piece.

    A discount or a share of the freight moves the price across. Whether freight is part of the tested price is unsure:
    the statute says 完税价格, which includes it; `freight_in_price_test = false` in cbec.toml leaves it out.
    """
    return has_price_test & price_near_threshold


@rule(
    "TAX105",
    title="Rate unknown or estimated",
    clause="rate unknown or estimated",
    severity="warning",
    unless=["HSC002", "TAX115"],
    columns=["hs_code", "origin"],
    source="税委会公告2025年第11号; 关税法 第十二条、第十三条、第十九条",
    since=START,
    message="{rate_reasons}",
    fix="`cbec hs {hs_code}` shows every rate of the code; give ten digits and the origin, or add the rate with its "
    "source to an amendments file",
    good={"code_known": True, "rate_unsure": False, "rate_reasons": "", "hs_code": "3304990029"},
    bad={
        "code_known": True,
        "rate_unsure": True,
        "rate_reasons": "origin not given where duty depends on it",
        "hs_code": "3304990029",
    },
)
def rate_unknown_or_estimated(code_known: Flag, rate_unsure: Flag) -> Flag:
    """The tax of such a line is not compared with the declared one: what is not certain proves nothing."""
    return code_known & rate_unsure
