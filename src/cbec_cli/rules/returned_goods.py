"""RET: what comes back: the goods of the list, no more than was declared, once, by whom, and the refund.

One fact is about one line of a return held against its line of the declaration list.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Fen, Flag, Quantity, no
from cbec_cli.rules.returns import MESSAGES, RELIEF, RETURNS, SETTLEMENT, SINCE, START

_ONE = 100_000  # a quantity of 1, for the examples


# -- the goods themselves ----------------------------------------------------------------------------------------------


@rule(
    "RET004",
    title="More than was declared",
    severity="error",
    kinds=["returns"],
    columns=["return_qty", "qty"],
    source=f"{RETURNS}; {MESSAGES}",
    since=SINCE,
    message="{quantity_returned} returned of {quantity_declared} declared{earlier_words}",
    fix="apply for {quantity_left} at most",
    good={"line_found": True, "quantity_declared": 2 * _ONE, "returned_before": _ONE, "quantity_returned": _ONE},
    bad={"line_found": True, "quantity_declared": 2 * _ONE, "returned_before": _ONE, "quantity_returned": 2 * _ONE},
)
def more_than_declared(
    line_found: Flag, quantity_declared: Quantity, returned_before: Quantity, quantity_returned: Quantity
) -> Flag:
    """All returns of a line together, earlier ones too, are no more than its declared quantity.

    Returns that are not eligible for another reason take nothing away from the others.
    """
    left = returned_before < quantity_declared
    return line_found & left & (returned_before + quantity_returned > quantity_declared)


@rule(
    "RET004",
    title="More than the ledger still counts",
    clause="ledger",
    severity="error",
    kinds=["returns"],
    columns=["order_no", "invt_no"],
    source=f"{RELIEF}; {RETURNS}",
    since=SINCE,
    message="the return would give back {quota_share} of the year, but the ledger counts {quota_left} of the order",
    fix="see which returns of the order were posted before (`cbec ledger status`), or post the order as it is now",
    good={"ledger_knows": True, "quota_share": 100_00, "quota_left": 100_00},
    bad={"ledger_knows": True, "quota_share": 100_01, "quota_left": 100_00},
)
def more_than_the_ledger_counts(ledger_knows: Flag, quota_share: Fen, quota_left: Fen) -> Flag:
    """Earlier returns that the ledger knows count too; it knows their value, not their lines."""
    return ledger_knows & (quota_left > 0) & (quota_share > quota_left)


@rule(
    "RET005",
    title="List or line not found",
    severity="error",
    kinds=["returns"],
    columns=["invt_no", "order_no"],
    source=f"{RETURNS}; {MESSAGES}",
    since=SINCE,
    official_code="-625209",
    message="no declaration has {searched}",
    fix="give the file of the declaration with --original, or correct the number",
    good={"order_found": True, "order_doubtful": False},
    bad={"order_found": False, "order_doubtful": False},
)
def list_not_found(order_found: Flag, order_doubtful: Flag) -> Flag:
    """A return names the number of its released declaration list (invtNo)."""
    return no(order_found) & no(order_doubtful)


@rule(
    "RET005",
    title="List or line not found",
    clause="line",
    severity="error",
    kinds=["returns"],
    columns=["line_no", "sku", "hs_code"],
    source=MESSAGES,
    since=SINCE,
    official_code="-625209",
    message="order {order_no} has no line with {searched_line}; its lines are {lines_there}",
    fix="give the number of the line on the list (gnum) as it was declared",
    good={"order_found": True, "line_found": True, "line_doubtful": False},
    bad={"order_found": True, "line_found": False, "line_doubtful": False},
)
def line_not_found(order_found: Flag, line_found: Flag, line_doubtful: Flag) -> Flag:
    """The line of a return is that of the list: its number and its code have to stand there."""
    return order_found & no(line_found) & no(line_doubtful)


@rule(
    "RET005",
    title="Which list or line is meant cannot be told",
    clause="several",
    severity="warning",
    kinds=["returns"],
    columns=["line_no", "invt_no", "order_no"],
    source=MESSAGES,
    since=SINCE,
    message="{doubt}",
    fix="{settle_doubt}",
    good={"order_doubtful": False, "line_doubtful": False},
    bad={"order_doubtful": False, "line_doubtful": True},
)
def list_or_line_doubtful(order_doubtful: Flag, line_doubtful: Flag) -> Flag:
    """Numbers that name different orders, or goods that stand on several lines, are not guessed."""
    return order_doubtful | line_doubtful


@rule(
    "RET006",
    title="Not the goods that were declared",
    severity="error",
    kinds=["returns"],
    columns=["hs_code", "sku", "condition"],
    source=RETURNS,
    since=SINCE,
    message="not the goods of the list: {differences}",
    fix="correct the line, or do not return them: {alternatives}",
    good={"code_differs": False, "sku_differs": False, "goods_swapped": False},
    bad={"code_differs": True, "sku_differs": False, "goods_swapped": False},
)
def other_goods(code_differs: Flag, sku_differs: Flag, goods_swapped: Flag) -> Flag:
    """What comes back has to be the imported goods themselves; the domestic agent answers for that.

    Customs codes are compared as far as the shorter one goes.
    """
    return code_differs | sku_differs | goods_swapped


@rule(
    "RET006",
    title="State of the goods rules the return out",
    clause="state",
    severity="error",
    kinds=["returns"],
    columns=["condition"],
    source=f"{SETTLEMENT}; {RETURNS}",
    since=SINCE,
    message="{condition_words}: {condition_ground}",
    fix="do not return them: {alternatives}",
    good={"condition_unfit": False},
    bad={"condition_unfit": True},
)
def state_rules_it_out(condition_unfit: Flag) -> Flag:
    """Goods have to be as they were sold, fit to be sold again, where that matters: opened food or cosmetics are not.

    Announcement 194 of 2018 asks for that in words not at hand in full; announcement 45 of 2020 for the original goods.
    """
    return condition_unfit


@rule(
    "RET006",
    title="State of the goods: whether they may be returned is not settled",
    clause="ask",
    severity="warning",
    kinds=["returns"],
    columns=["condition"],
    source=f"{SETTLEMENT}; {RETURNS}",
    since=SINCE,
    message="{condition_words}: {condition_ground}",
    fix="ask the customs of the place first: {ask_condition}",
    good={"condition_unsure": False},
    bad={"condition_unsure": True},
)
def state_not_settled(condition_unsure: Flag) -> Flag:
    """Offices differ in what they take for goods in their original state; nothing is guessed."""
    return condition_unsure


# -- by whom, and once -------------------------------------------------------------------------------------------------


@rule(
    "RET007",
    title="Applicant is neither the domestic agent nor its declarant",
    severity="error",
    kinds=["returns"],
    columns=["applicant"],
    source=RETURNS,
    since=SINCE,
    message="{applicant!r} applies; only the domestic agent or the declarant it entrusts may: {entitled}",
    fix="have one of them apply; for another declarant the agent entrusted, write `declarant` (报关企业)",
    good={"applicant_known": True, "applicant_entitled": True},
    bad={"applicant_known": True, "applicant_entitled": False},
)
def applicant_not_entitled(applicant_known: Flag, applicant_entitled: Flag) -> Flag:
    """The domestic agent of the seller abroad, or the customs broker it entrusts, applies for the return."""
    return applicant_known & no(applicant_entitled)


@rule(
    "RET008",
    title="Already returned or cancelled",
    severity="error",
    kinds=["returns"],
    columns=["return_qty", "qty", "order_no"],
    source=f"{RETURNS}; {MESSAGES}",
    since=SINCE,
    official_code="-625022",
    message="all {quantity_declared} declared are returned already{earlier_words}",
    fix="do not apply again; see which return is meant",
    good={"line_found": True, "quantity_declared": 2 * _ONE, "returned_before": _ONE},
    bad={"line_found": True, "quantity_declared": 2 * _ONE, "returned_before": 2 * _ONE},
)
def all_returned_before(line_found: Flag, quantity_declared: Quantity, returned_before: Quantity) -> Flag:
    """A line can come back once."""
    return line_found & (returned_before >= quantity_declared)


@rule(
    "RET008",
    title="Already returned or cancelled",
    clause="same return",
    severity="error",
    kinds=["returns"],
    columns=["return_no"],
    source=MESSAGES,
    since=SINCE,
    official_code="-625022",
    message="return {return_no} of this line stands already in {stands_in}",
    fix="delete the row that is not meant, or give another return its own number",
    good={"return_repeated": False},
    bad={"return_repeated": True},
)
def return_stands_twice(return_repeated: Flag) -> Flag:
    """An application is sent once; the same number again is refused."""
    return return_repeated


@rule(
    "RET008",
    title="Already returned or cancelled",
    clause="ledger",
    severity="error",
    kinds=["returns"],
    columns=["order_no", "invt_no"],
    source=f"{RELIEF}; {RETURNS}",
    since=SINCE,
    message="nothing of the order counts any more in the ledger: it was cancelled, or returned before",
    fix="do not apply again; `cbec ledger status` shows what was given back",
    good={"ledger_knows": True, "quota_left": 100_00},
    bad={"ledger_knows": True, "quota_left": 0},
)
def nothing_left_in_the_ledger(ledger_knows: Flag, quota_left: Fen) -> Flag:
    """Orders that were reversed or wholly returned have nothing to give back."""
    return ledger_knows & (quota_left <= 0)


# -- the refund --------------------------------------------------------------------------------------------------------


@rule(
    "RET010",
    title="Refund is not price paid plus tax",
    severity="warning",
    kinds=["returns"],
    columns=["refund"],
    source=f"{RELIEF}; 商财发〔2018〕486号",
    since=START,
    message="refund {refund_paid}; price paid and tax of what comes back are {refund_due}{refund_parts}",
    fix="correct the refund, or note why it differs (freight, a part kept, compensation)",
    good={
        "refund_comparable": True,
        "refund_paid": 109_10,
        "refund_due": 109_10,
        "freight_due": 10_00,
        "rounded_fen": 0,
    },
    bad={
        "refund_comparable": True,
        "refund_paid": 100_00,
        "refund_due": 109_10,
        "freight_due": 10_00,
        "rounded_fen": 0,
    },
)
def refund_differs(
    refund_comparable: Flag, refund_paid: Fen, refund_due: Fen, freight_due: Fen, rounded_fen: Count
) -> Flag:
    """The buyer paid the tax with the price, so what is not levied goes back to the buyer with the price.

    Freight of the line may be refunded too or not: both are right. A part of a line may be off by a fen of rounding.
    """
    goods = (refund_paid + rounded_fen >= refund_due) & (refund_paid <= refund_due + rounded_fen)
    with_freight = refund_due + freight_due
    freight = (refund_paid + rounded_fen >= with_freight) & (refund_paid <= with_freight + rounded_fen)
    return refund_comparable & no(goods | freight)
