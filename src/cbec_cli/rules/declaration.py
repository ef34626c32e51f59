"""DEC: what the declaration list (CEB621) and the order behind it demand of a line, an order and a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.engine.money import SCALE
from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, Quantity, Text, faulty, no
from cbec_cli.rules.judges.gtin import gtin_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

START = "2016-04-08"
LIST_START = "2019-01-01"
LIST = "海关总署公告2018年第113号 企业对接报文规范 202205版 (CEB621)"

_BONDED = (("ems_no", "area_code", "area_name", "dispatch_country"), ("traf_no", "voyage_no", "bill_no"))

MODE_FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "9610": (("traf_no", "voyage_no", "bill_no", "dispatch_country"), ()),
    "1210": _BONDED,
    "1239": _BONDED,
    "0110": ((), ()),
}
"""Supervision mode → columns of the order it requires, and those it forbids (保税进口免填).

1239 is not named by the specification; customs take it as bonded import outside the pilot cities. General trade is
declared on another form. The bonded ledger's item number is a cell of the line, see `ledger_item_missing`. A direct
purchase may name a bonded firm: real lists do, and no text forbids it.
"""


@rule(
    "DEC002",
    title="Net weight above gross weight",
    severity="error",
    columns=["net_weight", "gross_weight"],
    source=f"{LIST} netWeight, grossWeight",
    since=START,
    message="net weight {net_weight} kg is more than gross weight {gross_weight} kg",
    fix="exchange the two if they are swapped; the gross weight includes the packing",
    good={"net_weight": 30000, "net_weight_known": True, "gross_weight": 30000, "gross_weight_known": True},
    bad={"net_weight": 30001, "net_weight_known": True, "gross_weight": 30000, "gross_weight_known": True},
)
def net_above_gross(
    net_weight: Quantity, net_weight_known: Flag, gross_weight: Quantity, gross_weight_known: Flag
) -> Flag:
    """The gross weight is that of the goods with their packing, so the net weight cannot exceed it."""
    return net_weight_known & gross_weight_known & (net_weight > gross_weight)


@rule(
    "DEC003",
    title="Currency is not CNY",
    severity="error",
    kinds=["declarations"],
    columns=["currency"],
    source=f"{LIST} currency",
    since=START,
    message="currency {currency_text}; a CBEC list is declared in CNY (142)",
    fix="declare what the buyer paid in CNY",
    good={"foreign_currency": True, "cbec_mode": False, "currency_text": "USD"},
    bad={"foreign_currency": True, "cbec_mode": True, "currency_text": "USD"},
)
def not_in_yuan(foreign_currency: Flag, cbec_mode: Flag) -> Flag:
    """Order, payment and list are in yuan (限定为人民币，填写“142”); general trade may be in another currency."""
    return foreign_currency & cbec_mode


@rule(
    "DEC005",
    title="Fields of the supervision mode",
    clause="missing",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["mode"],
    source=LIST,
    since=LIST_START,
    official_code="-621001",
    message="mode {mode_text} needs {missing_fields}",
    fix="fill it in on each line of the order, or correct the mode",
    good={"fields_missing": 0, "mode_text": "9610", "missing_fields": ""},
    bad={"fields_missing": 4, "mode_text": "9610", "missing_fields": "bill_no"},
)
def mode_fields_missing(fields_missing: Count) -> Flag:
    """A direct purchase (9610) names its transport: number, voyage, bill of lading or air waybill, country of dispatch.

    Bonded goods (1210, 1239) name the ledger (账册编号) and the firm of the zone (区内企业).
    """
    return fields_missing > 0


@rule(
    "DEC005",
    title="Fields of the supervision mode",
    clause="forbidden",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["mode"],
    source=LIST,
    since=LIST_START,
    message="mode {mode_text} leaves {forbidden_fields} empty",
    fix="empty the cells (保税进口免填), or correct the mode",
    good={"fields_forbidden": 0, "mode_text": "1210", "forbidden_fields": ""},
    bad={"fields_forbidden": 2, "mode_text": "1210", "forbidden_fields": "bill_no"},
)
def mode_fields_forbidden(fields_forbidden: Count) -> Flag:
    """Bonded goods crossed the border long before the order: transport, voyage and bill are not theirs to name."""
    return fields_forbidden > 0


@rule(
    "DEC005",
    title="Fields of the supervision mode",
    clause="country of dispatch",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["dispatch_country"],
    source=f"{LIST} country",
    since=LIST_START,
    message="country of dispatch {dispatch_country}; bonded goods (mode {mode_text}) are dispatched from China (142)",
    fix="write 142, or correct the mode",
    good={
        "bonded_mode": True,
        "dispatch_country_given": True,
        "dispatch_from_china": True,
        "dispatch_country": "142",
        "mode_text": "1210",
    },
    bad={
        "bonded_mode": True,
        "dispatch_country_given": True,
        "dispatch_from_china": False,
        "dispatch_country": "502",
        "mode_text": "1210",
    },
)
def bonded_dispatch_not_china(bonded_mode: Flag, dispatch_country_given: Flag, dispatch_from_china: Flag) -> Flag:
    """The list is for the way from the zone to the buyer (保税进口填写代码“142”), which begins and ends in China."""
    return bonded_mode & dispatch_country_given & no(dispatch_from_china)


@rule(
    "DEC005",
    title="Fields of the supervision mode",
    clause="country of dispatch of a direct purchase",
    scope="order",
    severity="warning",
    kinds=["declarations"],
    columns=["dispatch_country"],
    source=f"{LIST} country",
    since=LIST_START,
    message="country of dispatch China in a direct purchase (9610)",
    fix="write the country the parcel was first sent from (起始发出国家)",
    good={"direct_mode": True, "dispatch_country_given": False, "dispatch_from_china": True},
    bad={"direct_mode": True, "dispatch_country_given": True, "dispatch_from_china": True},
)
def direct_purchase_from_china(direct_mode: Flag, dispatch_country_given: Flag, dispatch_from_china: Flag) -> Flag:
    """A parcel of a direct purchase comes from abroad; Hong Kong, Macao and Taiwan have codes of their own.

    The specification does not say what happens to China in this field, so this is only a warning.
    """
    return direct_mode & dispatch_country_given & dispatch_from_china


@rule(
    "DEC005",
    title="Fields of the supervision mode",
    clause="item of the bonded ledger",
    severity="error",
    kinds=["declarations"],
    columns=["item_record_no"],
    source=f"{LIST} itemRecordNo",
    since=LIST_START,
    official_code="-621001",
    message="bonded goods without the item number of the ledger (账册备案料号)",
    fix="fill in the number under which the goods stand in the ledger, or correct the mode",
    good={"bonded_mode": True, "item_record_no_given": True},
    bad={"bonded_mode": True, "item_record_no_given": False},
)
def ledger_item_missing(bonded_mode: Flag, item_record_no_given: Flag) -> Flag:
    """Every line of a bonded list writes off an item of the zone's ledger; without its number nothing can be."""
    return bonded_mode & no(item_record_no_given)


@rule(
    "DEC006",
    title="Line numbers are not 1 to n",
    scope="order",
    severity="error",
    kinds=["declarations"],
    unless=["DAT003"],
    columns=["line_no"],
    source=f"{LIST} gnum",
    since=START,
    official_code="-621027",
    message="line numbers of the order are not 1 to {order_lines}",
    fix="number the lines of each order 1, 2, 3 …, in the order they have on the customer's order",
    good={"line_numbers_wrong": False, "order_lines": 2},
    bad={"line_numbers_wrong": True, "order_lines": 2},
)
def line_numbers_not_running(line_numbers_wrong: Flag) -> Flag:
    """The numbers run from 1 without a gap (从1开始连续序号) and name the same line on the order and the list."""
    return line_numbers_wrong


@rule(
    "DEC007",
    title="Longer than the message field",
    severity="error",
    source=LIST,
    since=LIST_START,
    message="longer than the message field allows: {too_long}",
    fix="shorten it; what is cut off by a program may be what customs need",
    good={"fields_too_long": 0, "too_long": ""},
    bad={"fields_too_long": 1, "too_long": "sku"},
)
def cells_too_long(fields_too_long: Count) -> Flag:
    """Every field of the messages has a largest length; a longer text does not pass their schema.

    The article number (itemNo) has 30 characters in the printed specification and 20 in the schema of 2022: 20 is safe.
    """
    return fields_too_long > 0


@rule(
    "DEC008",
    title="Origin not recognised",
    clause="whatever the route",
    severity="error",
    columns=["origin"],
    source=f"{LIST} country; 关税法 第十二条",
    since=START,
    message="{origin_text!r} is no country of the customs table; nearest: {origin_near}",
    fix="write the customs code, the ISO code or the name; 701 if the origin is really not known (国别不详)",
    good={"origin_strange": False, "origin_text": "Germany", "origin_near": ""},
    bad={"origin_strange": True, "origin_text": "Gemany", "origin_near": "Germany"},
)
def origin_no_country(origin_strange: Flag) -> Flag:
    """The origin is declared on every line, also where no duty depends on it."""
    return origin_strange


@rule(
    "DEC008",
    title="Origin declared as unknown",
    clause="701",
    severity="warning",
    columns=["origin"],
    source="关税法 第十条、第十九条",
    since=START,
    message="origin declared as not known (701 国别不详)",
    fix="ask the seller; the label of nearly every product names its origin",
    good={"origin_undetermined": False},
    bad={"origin_undetermined": True},
)
def origin_declared_unknown(origin_undetermined: Flag) -> Flag:
    """Goods of unknown origin take the general rate or the rate of the origin treated worst, the higher of the two.

    Within the limits of CBEC no duty depends on it, but whether goods come from a banned region does.
    """
    return origin_undetermined


@rule(
    "DEC009",
    title="Barcode cannot be right",
    severity="warning",
    columns=["barcode"],
    judges={"barcode": gtin_fault},
    source="GB 12904-2008; GS1 General Specifications",
    since=START,
    message="{why}",
    fix="read it from the package again; write 无 if the goods have none",
    good={"barcode": "4006381333931"},
    bad={"barcode": "4006381333932"},
)
def barcode_wrong(barcode: Text) -> Flag:
    """The last digit of a retail barcode follows from the others: what does not fit was mistyped or cut."""
    return faulty(barcode, gtin_fault)


@rule(
    "DEC011",
    title="More than one message may hold",
    clause="lines of an order",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["order_no"],
    source=LIST,
    since=START,
    official_code="-621030",
    message="{order_lines} lines in one order, at most 99 can be declared",
    fix="split the order into several that each stand alone",
    good={"order_lines": 99},
    bad={"order_lines": 100},
)
def too_many_lines(order_lines: Count) -> Flag:
    """A list, like an order, has at most 99 lines. Orders are answered with -301015."""
    return order_lines > 99


@rule(
    "DEC011",
    title="More than one message may hold",
    clause="orders of a message",
    scope="buyer",
    group="message_id",
    severity="error",
    kinds=["declarations"],
    columns=["message_id"],
    source=LIST,
    since=START,
    official_code="-621030",
    message="{orders_of_message} orders in one message, at most 100 can be sent",
    fix="give every hundred orders a message of their own",
    good={"orders_of_message": 100},
    bad={"orders_of_message": 101},
)
def too_many_orders_in_a_message(orders_of_message: Count) -> Flag:
    """One message holds at most 100 documents. Order messages are answered with -301015, payments with -401013."""
    return orders_of_message > 100


@rule(
    "DEC017",
    title="Not exactly one package",
    scope="order",
    severity="error",
    kinds=["declarations"],
    columns=["pack_no"],
    source=f"{LIST} packNo",
    since=START,
    message="{pack_no} packages; the list allows exactly one",
    fix="write 1; an order sent in two parcels is two orders with two waybills",
    good={"pack_no": SCALE, "pack_no_known": True, "cbec_mode": True},
    bad={"pack_no": 2 * SCALE, "pack_no_known": True, "cbec_mode": True},
)
def not_one_package(pack_no: Quantity, pack_no_known: Flag, cbec_mode: Flag) -> Flag:
    """件数为包裹数量，限定为“1”: one list, one waybill, one parcel."""
    return cbec_mode & pack_no_known & no(pack_no == SCALE)


@rule(
    "DEC019",
    title="One waybill for several orders",
    scope="buyer",
    group="logistics_no",
    severity="error",
    kinds=["declarations"],
    columns=["logistics_no"],
    source="海关总署公告2018年第113号 企业对接报文规范 202205版 (CEB511 logisticsNo)",
    since=START,
    official_code="-504015",
    message="{orders_of_waybill} orders have the waybill number {logistics_no}",
    fix="give every order the waybill of its own parcel",
    good={"orders_of_waybill": 1, "logistics_no": "YT1"},
    bad={"orders_of_waybill": 2, "logistics_no": "YT1"},
)
def waybill_of_several_orders(orders_of_waybill: Count) -> Flag:
    """A carrier's waybill number is not used again within six months, and one waybill belongs to one order."""
    return orders_of_waybill > 1
