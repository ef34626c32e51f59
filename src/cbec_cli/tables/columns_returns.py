"""Columns of returned goods: what comes back, when, where, in which state, and what the buyer was paid.

A table of returns holds beside them columns of orders (`SHARED`); a declared batch may hold the number of its lists.
"""

from __future__ import annotations

from cbec_cli.tables.columns_kinds import DECLARED, Column, Table

RETURNED: tuple[Table, ...] = ("returns",)

SHARED = ("order_no", "ebp_code", "line_no", "sku", "hs_code", "name", "qty")
"""Columns of orders that a table of returns holds too."""

_FRONT = ("return_no", "invt_no", "order_no", "line_no", "sku", "return_qty", "reason")

_STATED: tuple[Column, ...] = (
    Column(
        "invt_no",
        "List number",
        "清单编号",
        "id",
        "Number customs gave the declaration list: office, year, I, nine digits.",
        "海关审结生成的清单编号（4 位关区、4 位年份、I、9 位流水号）。",
        "29102026I000000001",
        scope="order",
        aliases=("进境清单编号", "进口清单编号", "原清单编号", "list number of customs"),
        tables=(*DECLARED, *RETURNED),
        longest=18,
        element="invtNo",
    ),
    Column(
        "return_no",
        "Return number",
        "退货单号",
        "id",
        "Your number of the return; it counts once.",
        "企业内部退货单号；同一单号只计一次。",
        "R20261001-001",
        aliases=("退货编号", "退货申请单编号", "退货单编号", "售后单号", "return id", "rma"),
        tables=RETURNED,
        longest=60,
    ),
    Column(
        "return_qty",
        "Quantity returned",
        "退货数量",
        "quantity",
        "How many units come back, in the declared unit.",
        "退货数量（按原清单成交计量单位）。",
        "1",
        needed_in=RETURNED,
        aliases=("退回数量", "退货件数", "申请退货数量", "returned quantity", "quantity returned to zone"),
        tables=RETURNED,
    ),
    Column(
        "released_on",
        "Released on",
        "放行日期",
        "day",
        "Day of release by customs; the days of a return are counted from it.",
        "海关放行日期；退货期限由此起算。",
        "2026-10-01",
        scope="order",
        aliases=("海关放行日期", "放行时间", "清单放行日期", "release date", "released"),
        tables=RETURNED,
    ),
    Column(
        "applied_on",
        "Return applied for on",
        "退货申请日期",
        "day",
        "Day on which customs got the application (CEB625); blank while there is none.",
        "退货申请单（CEB625）申报日期；未申请留空。",
        "2026-10-20",
        aliases=("申请退货日期", "退货申报日期", "退货申请时间", "return applied", "applied"),
        tables=RETURNED,
    ),
    Column(
        "arrived_on",
        "Return arrived on",
        "退货运抵日期",
        "day",
        "Day on which the goods were back at their place of supervision; blank while they are not.",
        "退货运抵监管场所的日期；未运抵留空。",
        "2026-10-28",
        aliases=("运抵日期", "退货运抵时间", "退货入区日期", "return arrived", "arrived"),
        tables=RETURNED,
    ),
    Column(
        "place_from",
        "Original place",
        "原监管场所",
        "text",
        "Supervised place, zone or logistics centre (B) the goods were released from.",
        "原海关监管作业场所、原特殊监管区域或保税物流中心（B型）。",
        "杭州综合保税区",
        scope="order",
        aliases=("原监管作业场所", "原特殊监管区域", "出区场所", "original place of supervision"),
        tables=RETURNED,
    ),
    Column(
        "place_to",
        "Place returned to",
        "退货场所",
        "text",
        "Where the goods were, or will be, returned to; `original` (原场所) for the place they came from.",
        "退货运抵的监管场所；与原场所相同可填“原场所”。",
        "原场所",
        aliases=("退货运抵场所", "退回场所", "运抵场所", "退入场所", "returned to"),
        tables=RETURNED,
    ),
    Column(
        "condition",
        "Condition of the goods",
        "退货商品状态",
        "text",
        "State of the goods: original, opened, used, damaged, incomplete, expired, other goods.",
        "退货商品状态：原状、已拆封、已使用、破损、缺件、过期、非原商品。",
        "原状",
        choices=("原状", "已拆封", "已使用", "破损", "缺件", "过期", "非原商品"),
        aliases=("商品状态", "货物状态", "退货状态描述", "成色", "goods condition"),
        tables=RETURNED,
    ),
    Column(
        "reason",
        "Reason of the return",
        "退货原因",
        "text",
        "Why the goods come back; goes into the application.",
        "退货原因；填入退货申请单。",
        "七天无理由退货",
        aliases=("退货理由", "申请原因", "售后原因", "return reason"),
        tables=RETURNED,
        longest=1000,
    ),
    Column(
        "refund",
        "Refund to the buyer",
        "退款金额",
        "money",
        "What the buyer is paid back for this line, in CNY, tax included.",
        "退还消费者的金额（人民币，含税）。",
        "131.00",
        aliases=("退款", "实际退款金额", "应退金额", "refund amount", "refunded"),
        tables=RETURNED,
    ),
    Column(
        "applicant",
        "Applicant",
        "退货申请企业",
        "text",
        "Who applies to customs: code or name of the domestic agent or its declarant, or the role in words.",
        "向海关申请退货的企业：境内代理人或其委托的报关企业（代码、名称或角色）。",
        "境内代理人",
        aliases=("退货企业", "退货申请人", "退货申报企业", "return applicant"),
        tables=RETURNED,
    ),
    Column(
        "tax_settled_on",
        "Tax settled on",
        "税款汇总缴纳日期",
        "day",
        "Day on which the tax of the list was paid (pay slip issued); blank if it was not, or nobody knows.",
        "该清单税款汇总缴纳日期（缴款书）；未缴纳或不清楚留空。",
        scope="order",
        aliases=("税单汇总日期", "缴款书日期", "tax paid on", "settled on"),
        tables=RETURNED,
    ),
    Column(
        "return_status",
        "Status of the return",
        "退货申请状态",
        "text",
        "What customs answered (CEB626): 399 accepted, 100 refused, or in words; refused ones return nothing.",
        "退货申请单回执状态：399 审结、100 退单等；退单不计数量。",
        "399",
        aliases=("退货回执状态", "退货状态", "return receipt"),
        tables=RETURNED,
    ),
)


def _cost(name: str, title: str, title_zh: str, note: str, note_zh: str, aliases: tuple[str, ...]) -> Column:
    """A cost of what to do with the goods of a line, all that come back together."""
    return Column(
        name,
        title,
        title_zh,
        "money",
        f"{note}, for the whole line, in CNY; blank if unknown.",
        f"{note_zh}（人民币，整行合计；不清楚留空）。",
        aliases=aliases,
        tables=RETURNED,
    )


COST_COLUMNS: tuple[Column, ...] = (
    _cost(
        "freight_local",
        "Freight to the place",
        "退回原场所运费",
        "Freight from the buyer to the original place: drop-off and bonded network",
        "消费者至原监管场所的运费（境内揽收、保税物流）",
        ("境内退货运费", "国内退货运费", "退货运费", "local return freight", "return freight"),
    ),
    _cost(
        "freight_hong_kong",
        "Freight to Hong Kong",
        "退运香港运费",
        "Freight from the place to Hong Kong",
        "监管场所至香港的运费",
        ("退香港运费", "freight hk", "hong kong freight"),
    ),
    _cost(
        "freight_overseas",
        "Freight to the overseas warehouse",
        "退运海外仓运费",
        "Freight from the place to your warehouse abroad",
        "监管场所至海外仓的运费",
        ("退海外仓运费", "国际退货运费", "overseas freight", "overseas warehouse freight"),
    ),
    _cost(
        "freight_to_buyer",
        "Freight back to the buyer",
        "寄回消费者运费",
        "Freight to give goods that are back to the buyer again",
        "已退回商品寄还消费者的运费",
        ("退还买家运费", "再次派送运费", "freight to the buyer"),
    ),
    _cost(
        "handling_fee",
        "Handling",
        "退货处理费",
        "Inspection, sorting, repacking, putting into stock",
        "查验、分拣、重新包装、上架等费用",
        ("退货操作费", "处理费用", "handling cost", "return handling"),
    ),
    _cost(
        "destruction_fee",
        "Destruction",
        "销毁费用",
        "Destruction under customs control",
        "海关监管销毁费用",
        ("销毁费", "destruction cost", "destroy cost"),
    ),
    _cost(
        "resale_value",
        "Resale value",
        "再售价值",
        "What the goods fetch when they are sold again as new; 0 if nothing",
        "商品按新品再次销售可得金额，不能再售填 0",
        ("残值", "二次销售价值", "resale price", "salvage value"),
    ),
    Column(
        "grade",
        "Grade of the goods",
        "质检等级",
        "text",
        "Your grade of what came back; [returns.grades] of cbec.toml says what share of the resale value it fetches.",
        "退货质检等级；各等级占再售价值的比例在 cbec.toml 的 [returns.grades] 中填写。",
        "A",
        aliases=("退货等级", "质检结果等级", "return grade", "inspection grade"),
        tables=RETURNED,
        longest=60,
    ),
)
"""What may be done with the goods, and what it costs and brings; for the economics alone."""

RETURN_COLUMNS: tuple[Column, ...] = (*_STATED, *COST_COLUMNS)

TEMPLATE = (*_FRONT, *(each.name for each in RETURN_COLUMNS if each.name not in _FRONT))
"""Columns of the template of returns, in their order."""
