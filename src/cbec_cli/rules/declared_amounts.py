"""DEC: whether the declared prices and sums agree with each other."""

from __future__ import annotations

from cbec_cli.engine.money import ONE, SCALE
from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Fen, Flag, Price, Rate, no

START = "2016-04-08"
ORDER = "海关总署公告2018年第113号 企业对接报文规范 202205版 (CEB311)"
_ONE_FEN = SCALE // 100


@rule(
    "DEC004",
    title="Paid is not goods + freight + tax − coupon",
    scope="order",
    severity="error",
    kinds=["declarations"],
    unless=["TAX103"],
    columns=["order_paid", "order_goods_value", "order_freight", "order_tax", "order_coupon"],
    source=f"{ORDER} acturalPaid",
    since=START,
    message="paid {paid_total}, but goods {goods_total} + freight {freight_total} + tax {tax_total} − coupon "
    "{coupon_total} is another amount",
    fix="correct the amount that is wrong; it must equal the payment document (支付凭证) to the fen",
    good={
        "paid_total": 11110,
        "payment_known": True,
        "goods_total": 10000,
        "goods_known": True,
        "barred_lines": False,
        "freight_total": 1200,
        "freight_known": True,
        "insurance_total": 0,
        "insurance_known": True,
        "tax_total": 910,
        "order_tax_known": True,
        "coupon_total": 1000,
        "coupon_known": True,
    },
    bad={
        "paid_total": 11111,
        "payment_known": True,
        "goods_total": 10000,
        "goods_known": True,
        "barred_lines": False,
        "freight_total": 1200,
        "freight_known": True,
        "insurance_total": 0,
        "insurance_known": True,
        "tax_total": 910,
        "order_tax_known": True,
        "coupon_total": 1000,
        "coupon_known": True,
    },
)
def paid_does_not_add_up(
    paid_total: Fen,
    payment_known: Flag,
    goods_total: Fen,
    goods_known: Flag,
    barred_lines: Flag,
    freight_total: Fen,
    freight_known: Flag,
    insurance_total: Fen,
    insurance_known: Flag,
    tax_total: Fen,
    order_tax_known: Flag,
    coupon_total: Fen,
    coupon_known: Flag,
) -> Flag:
    """What is paid is goods + freight + tax − coupon (acturalPaid), and the payment document shows the same amount.

    Only what an empty cell cannot explain is told: unknown freight can only raise the sum, an unknown coupon only
    lower it. Without a goods value the lines are summed.
    """
    due = goods_total + freight_total + tax_total - coupon_total
    least = due - insurance_total  # the order message has no field for it: 运杂费 may hold it or not
    above = freight_known & insurance_known & (paid_total > due)
    between = freight_known & insurance_known & coupon_known & no(paid_total == due) & no(paid_total == least)
    wrong = above | (coupon_known & (paid_total < least)) | between
    return payment_known & order_tax_known & (goods_known | no(barred_lines)) & wrong


@rule(
    "DEC013",
    title="One product at very different prices",
    clause="prices of one product",
    group="sku",
    severity="warning",
    columns=["unit_price", "sku"],
    source="关税法 第二十四条; 海关总署公告2018年第194号 (truthful data)",
    since=START,
    message="product {sku} at prices from {price_of_sku_least} to {price_of_sku_most}, more than {price_spread} apart",
    fix="correct the price that is wrong; if both are real, keep what explains them",
    good={
        "sku": "CR-50",
        "price_of_sku_least": 10000000,
        "price_of_sku_most": 13000000,
        "price_spread": 3000,
    },
    bad={
        "sku": "CR-50",
        "price_of_sku_least": 10000000,
        "price_of_sku_most": 13000001,
        "price_spread": 3000,
    },
)
def prices_far_apart(price_of_sku_least: Price, price_of_sku_most: Price, price_spread: Rate) -> Flag:
    """The value is what the buyer pays; the same product at two prices makes customs ask which one is true.

    Gifts (price 0) are left out. What differs by more than the share of the lower price is told, once for a product.
    """
    apart = (price_of_sku_most - price_of_sku_least) * ONE > price_of_sku_least * price_spread
    return (price_of_sku_least > 0) & (price_of_sku_most > price_of_sku_least) & apart


@rule(
    "DEC013",
    title="Price of a fen",
    clause="price of a fen",
    severity="warning",
    columns=["unit_price"],
    source=f"{ORDER} price (赠品单价填写为“0”); 税管函〔2016〕73号",
    since=START,
    message="unit price {unit_price}",
    fix="a gift is declared at 0; otherwise write the price the buyer paid",
    good={"unit_price": 1001, "price_known": True},
    bad={"unit_price": 1000, "price_known": True},
)
def price_of_a_fen(unit_price: Price, price_known: Flag) -> Flag:
    """A price of 0.01 stands for "nothing" in many shops; customs want 0 for a gift and the real price otherwise."""
    return price_known & (unit_price > 0) & (unit_price <= _ONE_FEN)


@rule(
    "DEC018",
    title="Goods value is not the sum of the lines",
    scope="order",
    severity="error",
    kinds=["declarations"],
    unless=["TAX103", "DEC001"],
    columns=["order_goods_value", "total_price"],
    source=f"{ORDER} goodsValue, totalPrice",
    since=START,
    message="goods value {goods_total}, but the lines sum up to {lines_total}",
    fix="correct the goods value, or add the line that is missing",
    good={"goods_total": 10001, "goods_known": True, "lines_total": 10000, "order_lines": 1, "barred_lines": False},
    bad={"goods_total": 10002, "goods_known": True, "lines_total": 10000, "order_lines": 1, "barred_lines": False},
)
def goods_value_is_not_the_sum(
    goods_total: Fen, goods_known: Flag, lines_total: Fen, order_lines: Count, barred_lines: Flag
) -> Flag:
    """The goods value of the order is the sum of the total prices of its lines.

    The most common cause is a line that was lost on the way. An order with a line that cannot be read is left out.
    """
    apart = (goods_total > lines_total + order_lines) | (lines_total > goods_total + order_lines)
    return goods_known & no(barred_lines) & apart
