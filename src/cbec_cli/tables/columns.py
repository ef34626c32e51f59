"""The columns cbec understands: declared once, read by the reader, the template, the documents and the reports.

Nothing but the standard library is imported, so that any command may look a column up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "code",
    "id",
    "text",
    "money",
    "quantity",
    "weight",
    "day",
    "mode",
    "country",
    "currency",
    "unit",
    "preference",
    "count",
]
Scope = Literal["line", "order"]

NUMBER_KINDS: tuple[Kind, ...] = ("money", "quantity", "weight")
"""Kinds whose cells become whole hundred-thousandths."""

CATEGORY_KINDS: tuple[Kind, ...] = ("code", "mode", "country", "currency", "unit", "preference")
"""Kinds whose cells repeat so often that the distinct texts are looked up once."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an order table.

    Attributes:
        name: canonical name, snake_case; also the fact the rules read.
        title: the column in English words.
        title_zh: the heading of the customs templates.
        kind: what a cell holds; decides how it is read and how the template formats it.
        note: one sentence for the person who fills the column in.
        note_zh: the same in Chinese.
        example: a cell as it should look.
        scope: `order` when every line of an order must carry the same value.
        aliases: other headings that mean this column, Chinese and English.
        choices: the values a drop-down offers; empty when anything goes.
        required: whether an order line means nothing without it.
        personal: whether the cell identifies a person.
        repeats: whether the official list carries the heading twice, for the declaration head and then for the goods.
    """

    name: str
    title: str
    title_zh: str
    kind: Kind
    note: str
    note_zh: str
    example: str = ""
    scope: Scope = "line"
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    repeats: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that means this column: canonical name and titles first."""
        return (self.name, self.title, self.title_zh, *self.aliases)

    @property
    def bilingual(self) -> str:
        """The heading of the template: Chinese title, then the canonical name."""
        return f"{self.title_zh} / {self.name}"


MODES = ("9610", "1210", "1239", "0110")
"""Supervision modes of an import order: direct purchase, bonded, bonded A, general trade."""

CURRENCIES = ("CNY", "USD", "EUR", "JPY", "GBP", "HKD", "KRW", "AUD", "NZD", "CAD", "SGD", "THB")
"""The currencies the drop-down offers; any code of the customs table may be typed."""

UNITS = ("件", "个", "瓶", "盒", "罐", "包", "双", "台", "套", "片", "支", "千克", "克", "升", "毫升")
"""The units of measure the drop-down offers; any unit of the customs table may be typed."""

COLUMNS: tuple[Column, ...] = (
    Column(
        "order_no",
        "Order number",
        "订单编号",
        "id",
        "Number of the order; every line of one order carries the same number.",
        "订单编号；同一订单的各行填写相同编号。",
        "A2026032200017",
        scope="order",
        aliases=("订单号", "订单编码", "交易订单号", "order id", "order"),
        required=True,
    ),
    Column(
        "line_no",
        "Line number",
        "商品序号",
        "id",
        "Number of the line within its order: 1, 2, 3 …",
        "商品在订单内的序号：1、2、3……",
        "1",
        aliases=("序号", "行号", "项号", "gnum", "line", "line item"),
    ),
    Column(
        "buyer_id",
        "Buyer ID number",
        "订购人证件号码",
        "id",
        "Identity number of the buyer as text, 18 characters; needed for the yearly limit. Shown masked in reports.",
        "订购人身份证件号码（文本，18 位）；用于年度限值累计，报告中脱敏显示。",
        scope="order",
        aliases=("订购人身份证号码", "订购人证件号", "身份证号", "身份证号码", "buyer id number", "buyer"),
        personal=True,
    ),
    Column(
        "buyer_name",
        "Buyer name",
        "订购人姓名",
        "text",
        "Name of the buyer.",
        "订购人姓名。",
        scope="order",
        aliases=("购买人姓名", "买家姓名"),
        personal=True,
    ),
    Column(
        "sku",
        "SKU",
        "企业商品货号",
        "id",
        "Your own article number.",
        "企业自编的商品货号。",
        "CR-50",
        aliases=("商品货号", "货号", "商品sku", "itemNo", "article number", "item number"),
    ),
    Column(
        "name",
        "Product name",
        "商品名称",
        "text",
        "Name of the goods, Chinese or English.",
        "商品名称，中英文均可。",
        "面霜 50 ml",
        aliases=(
            "企业商品名称",
            "企业商品品名",
            "品名",
            "商品品名",
            "货品名称",
            "gname",
            "itemName",
            "product",
            "description",
            "goods name",
            "item name",
        ),
    ),
    Column(
        "hs_code",
        "HS code",
        "商品编码",
        "code",
        "Ten-digit customs code as text; eight digits are accepted where all their lines agree.",
        "10 位商品编码（文本）；各细目一致时可填 8 位。",
        "3304990099",
        aliases=(
            "税则号列",
            "税号",
            "HS编码",
            "海关编码",
            "商品编号",
            "gcode",
            "hs",
            "hts",
            "hts code",
            "tariff code",
            "customs code",
        ),
        required=True,
    ),
    Column(
        "barcode",
        "Barcode",
        "条码",
        "id",
        "Barcode of the retail package as text.",
        "商品零售条码（文本）。",
        aliases=("商品条码", "条形码", "国际条码", "gtin", "ean", "upc"),
    ),
    Column(
        "origin",
        "Country of origin",
        "原产国",
        "country",
        "Country where the goods were made: customs code, ISO code, Chinese or English name.",
        "原产国：海关代码、ISO 代码、中文或英文名称。",
        "FRA",
        aliases=("原产国（地区）", "原产地", "原产国代码", "原产地区", "origin country", "made in"),
    ),
    Column(
        "qty",
        "Quantity",
        "数量",
        "quantity",
        "Number of units sold; more than zero.",
        "成交数量，大于零。",
        "2",
        aliases=("成交数量", "申报数量", "购买数量", "pieces"),
        required=True,
    ),
    Column(
        "unit",
        "Unit",
        "计量单位",
        "unit",
        "Unit of the quantity: customs code or name.",
        "数量的计量单位：海关代码或名称。",
        "件",
        aliases=("成交计量单位", "申报计量单位", "成交单位", "单位", "uom", "unit of measure"),
        choices=UNITS,
    ),
    Column(
        "qty1",
        "First legal quantity",
        "法定数量",
        "quantity",
        "Quantity of the line in the first legal unit of its code, mostly kg; decides the price test for cosmetics.",
        "按商品编码第一法定计量单位填写的数量（多为千克）；化妆品完税价格判断需要。",
        "0.1",
        aliases=("第一法定数量", "法定第一数量", "第一数量", "legal quantity"),
    ),
    Column(
        "unit1",
        "First legal unit",
        "法定计量单位",
        "unit",
        "First legal unit; left blank it is taken from the customs code.",
        "第一法定计量单位；留空时按商品编码确定。",
        "千克",
        aliases=("第一法定计量单位", "第一法定单位", "法定单位", "第一计量单位", "法定第一单位", "legal unit"),
        choices=UNITS,
    ),
    Column(
        "qty2",
        "Second legal quantity",
        "第二数量",
        "quantity",
        "Quantity in the second legal unit where the customs code has one.",
        "按第二法定计量单位填写的数量（如有）。",
        aliases=("第二法定数量", "法定第二数量", "second quantity"),
    ),
    Column(
        "unit2",
        "Second legal unit",
        "第二计量单位",
        "unit",
        "Second legal unit; left blank it is taken from the customs code.",
        "第二法定计量单位；留空时按商品编码确定。",
        aliases=("第二法定计量单位", "第二法定单位", "法定第二单位", "第二单位", "second unit"),
        choices=UNITS,
    ),
    Column(
        "unit_price",
        "Unit price",
        "单价",
        "money",
        "Price of one unit, before discounts, in the currency of the line.",
        "每单位价格（优惠前），币种见币制。",
        "180.00",
        aliases=("商品单价", "成交单价", "申报单价", "销售单价", "价格", "price"),
    ),
    Column(
        "total_price",
        "Total price",
        "总价",
        "money",
        "Price of the whole line: unit price × quantity.",
        "本行总价：单价×数量。",
        "360.00",
        aliases=("商品总价", "成交总价", "申报总价", "总金额", "金额", "line total"),
    ),
    Column(
        "currency",
        "Currency",
        "币制",
        "currency",
        "Currency of the prices; blank means CNY.",
        "价格币种；留空为人民币。",
        "CNY",
        aliases=("币种", "货币", "成交币制", "商品币制"),
        choices=CURRENCIES,
        repeats=True,
    ),
    Column(
        "freight",
        "Freight",
        "运费",
        "money",
        "Freight of this line.",
        "本行商品的运费。",
        "12.00",
        aliases=("国际运费", "商品运费", "freight fee", "shipping"),
    ),
    Column(
        "insurance",
        "Insurance",
        "保费",
        "money",
        "Insurance of this line.",
        "本行商品的保费。",
        "0",
        aliases=("保价费", "保险费", "商品保费", "insuredFee"),
    ),
    Column(
        "discount",
        "Discount",
        "折扣",
        "money",
        "Discount every buyer gets on this line; it lowers the dutiable value. Not negative.",
        "面向所有消费者的本行优惠，可从完税价格中扣除；不填负数。",
        "0",
        aliases=("优惠", "优惠金额", "折扣金额", "商品优惠"),
    ),
    Column(
        "coupon",
        "Coupon",
        "优惠券",
        "money",
        "Coupons, points and other means of payment that are not cash; they do not lower the dutiable value.",
        "优惠券、积分等非现金支付金额；不得从完税价格中扣除。",
        "0",
        aliases=("非现金抵扣金额", "代金券", "抵扣金额", "抵用券", "coupons", "voucher"),
    ),
    Column(
        "order_freight",
        "Order freight",
        "订单运费",
        "money",
        "Freight of the whole order, the same on each of its lines; it is shared out over them.",
        "整单运费，同一订单各行填写相同金额，由系统分摊。",
        scope="order",
        aliases=("运杂费", "整单运费", "运费合计"),
    ),
    Column(
        "order_insurance",
        "Order insurance",
        "订单保费",
        "money",
        "Insurance of the whole order, the same on each of its lines; it is shared out over them.",
        "整单保费，同一订单各行填写相同金额，由系统分摊。",
        scope="order",
        aliases=("整单保费", "保费合计"),
    ),
    Column(
        "order_discount",
        "Order discount",
        "订单优惠",
        "money",
        "Discount on the whole order that every buyer gets, the same on each of its lines. Not negative.",
        "面向所有消费者的整单优惠，同一订单各行填写相同金额；不填负数。",
        scope="order",
        aliases=("满减", "订单折扣", "整单优惠", "满减优惠"),
    ),
    Column(
        "net_weight",
        "Net weight",
        "净重",
        "weight",
        "Net weight of the line in kilograms.",
        "本行净重（千克）。",
        "0.1",
        aliases=("净重（公斤）", "商品净重"),
    ),
    Column(
        "gross_weight",
        "Gross weight",
        "毛重",
        "weight",
        "Gross weight of the line in kilograms.",
        "本行毛重（千克）。",
        "0.2",
        aliases=("毛重（公斤）", "商品毛重"),
    ),
    Column(
        "content",
        "Net content",
        "净含量",
        "text",
        "What one unit holds, with its unit: 50 ml, 900 g, 5 片.",
        "单件净含量及单位：50 ml、900 g、5 片。",
        "50 ml",
        aliases=("含量", "规格含量", "net contents", "package size"),
    ),
    Column(
        "order_date",
        "Order date",
        "订单日期",
        "day",
        "Day of the order; decides the order in which the yearly limit is used up.",
        "下单日期；年度限值按此先后累计。",
        "2026-03-22",
        scope="order",
        aliases=("下单日期", "下单时间", "订单时间", "交易日期", "交易时间", "order time"),
    ),
    Column(
        "declared_on",
        "Declared on",
        "申报日期",
        "day",
        "Day of the declaration; the law and the exchange rate of that day apply.",
        "申报日期；适用当日税率及汇率。",
        "2026-03-25",
        scope="order",
        aliases=("申报时间", "报关日期", "declTime", "declaration date"),
    ),
    Column(
        "mode",
        "Supervision mode",
        "监管方式",
        "mode",
        "Customs supervision mode: 9610 direct purchase, 1210 bonded, 0110 general trade.",
        "海关监管方式：9610 直购进口、1210 网购保税、0110 一般贸易。",
        "9610",
        scope="order",
        aliases=("贸易方式", "监管方式代码", "tradeMode", "trade mode"),
        choices=MODES,
    ),
    Column(
        "year_to_date",
        "Year to date",
        "年度已用额度",
        "money",
        "What the buyer has already bought this calendar year within the limit, in CNY, before this file.",
        "订购人本年度在本文件之前已使用的额度（元）。",
        scope="order",
        aliases=("本年累计", "年度累计", "年度累计金额", "已用额度"),
    ),
    Column(
        "preference",
        "Preference",
        "优惠贸易协定",
        "preference",
        "Trade agreement claimed under general trade; blank means none.",
        "一般贸易项下申请享受的优惠贸易协定；留空为不享受。",
        aliases=("协定税率", "贸易协定", "agreement"),
    ),
    Column(
        "broker_fee",
        "Broker fee",
        "报关费",
        "money",
        "Customs broker's fee for this line.",
        "本行报关服务费。",
        aliases=("代理报关费", "报关服务费"),
    ),
    Column(
        "warehouse_fee",
        "Warehouse fee",
        "仓储费",
        "money",
        "Warehouse fee for this line.",
        "本行仓储费。",
        aliases=("仓储服务费", "仓储操作费"),
    ),
    Column(
        "ior_fee",
        "IOR fee",
        "进口商服务费",
        "money",
        "Importer-of-record fee for this line.",
        "本行登记进口商服务费。",
        aliases=("进口代理费", "importer of record fee"),
    ),
    Column(
        "platform_fee",
        "Platform fee",
        "平台费",
        "money",
        "Platform fee for this line.",
        "本行平台服务费。",
        aliases=("平台佣金", "平台服务费"),
    ),
    Column(
        "payment_fee",
        "Payment fee",
        "支付手续费",
        "money",
        "Payment fee for this line.",
        "本行支付手续费。",
        aliases=("支付费", "手续费"),
    ),
)

_BY_NAME = {each.name: each for each in COLUMNS}


def column(name: str) -> Column:
    """The column of a canonical name.

    Raises:
        KeyError: there is no such column.
    """
    return _BY_NAME[name]


def names(kinds: Iterable[Kind]) -> tuple[str, ...]:
    """Canonical names of all columns of some kinds, in the order of the registry."""
    wanted = frozenset(kinds)
    return tuple(each.name for each in COLUMNS if each.kind in wanted)
