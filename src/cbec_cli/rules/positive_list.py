"""LST: the CBEC retail import list (跨境电子商务零售进口商品清单), called the positive list.

Only goods on the list in force on the day enter as CBEC retail imports. What a rule says is certain only where the user
has imported the official annex: `list_standing` is then 1 (listed) or 2 (not listed), and `remark_certain` holds where
the remark stands in it. Else the standing is 0, unknown, and a remark comes from an earlier list or from accounts of
the one in force: a warning says so.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, Quantity, no

START = "2016-04-08"
ON_THE_LIST = "财关税〔2016〕18号 第一条; 财政部等八部门公告2022年第7号"
REMARKS = "财政部等八部门公告2022年第7号; 财政部等13部门公告2019年第96号 (备注)"
IMPORT = "cbec data import positive-list FILE"


@rule(
    "LST001",
    title="Goods not on the positive list",
    severity="error",
    columns=["hs_code"],
    unless=["HSC002", "HSC003"],
    source=ON_THE_LIST,
    since=START,
    message="code {hs_code} is not on the positive list in force on the day ({list_edition})",
    fix="check the classification, or declare under general trade (0110); if the code was opened after the list was "
    "made, ask customs which line of the list it belongs to",
    good={
        "list_standing": 1,
        "cbec_mode": True,
        "is_catalog": False,
        "hs_code": "3304990029",
        "list_edition": "公告2022年第7号",
    },
    bad={
        "list_standing": 2,
        "cbec_mode": True,
        "is_catalog": False,
        "hs_code": "8703234110",
        "list_edition": "公告2022年第7号",
    },
)
def not_on_the_list(list_standing: Count, cbec_mode: Flag, is_catalog: Flag) -> Flag:
    """Only goods on the positive list enter as CBEC retail imports; all others are general trade.

    It speaks only where a complete edition of the list is loaded and in force on the line's day. The list has eight
    digits.

    Codes are renumbered every January: where the list holds a code of the same heading that the tariff no longer has,
    the standing is unknown (LST002) and this rule stays silent. A code split off from one that still exists cannot be
    told from the tariff of one year; ask customs.
    """
    return (list_standing == 2) & (cbec_mode | is_catalog)


@rule(
    "LST002",
    clause="list not loaded",
    title="Standing on the positive list unknown",
    scope="file",
    severity="note",
    columns=["hs_code"],
    source=ON_THE_LIST,
    since=START,
    message="the positive list in force is not loaded, so {list_unsure_lines} lines are not checked against it; "
    "evidence only: {unsure_evidence}",
    fix=f"import the official annex (附件): {IMPORT}",
    good={"list_loaded": True, "list_unsure_lines": 0, "unsure_evidence": ""},
    bad={"list_loaded": False, "list_unsure_lines": 12, "unsure_evidence": "9 stood in the lists of 2016"},
)
def list_not_loaded(list_loaded: Flag, list_unsure_lines: Count) -> Flag:
    """The official annex cannot be shipped: without it nobody can say that goods are on the list, or that they are not.

    Evidence is counted, never taken for an answer: lines of the lists of 2016, filings made before there was a list,
    general knowledge of headings. `cbec data import positive-list FILE` reads the annex of the announcement and keeps
    it; `cbec data status` shows what is loaded.
    """
    return no(list_loaded) & (list_unsure_lines > 0)


@rule(
    "LST002",
    clause="standing unknown",
    title="Standing on the positive list unknown",
    scope="file",
    severity="note",
    columns=["hs_code"],
    source=ON_THE_LIST,
    since=START,
    message="the standing of {list_unsure_lines} lines on the positive list is unknown: {unsure_evidence}",
    fix="compare the code with the list by the name of the goods, or ask customs; for lines of an earlier day import "
    f"the edition of that day: {IMPORT}",
    good={"list_loaded": True, "list_unsure_lines": 0, "unsure_evidence": ""},
    bad={
        "list_loaded": True,
        "list_unsure_lines": 3,
        "unsure_evidence": "3 may be renumbered codes of the list",
    },
)
def standing_unknown(list_loaded: Flag, list_unsure_lines: Count) -> Flag:
    """A list is loaded, but says nothing sure of some lines.

    Either the list holds a code of the same heading that the tariff no longer has, so that the code may be its
    successor; or the line is declared on a day for which no edition is loaded; or the line has no readable code.
    """
    return list_loaded & (list_unsure_lines > 0)


@rule(
    "LST003",
    title="Only allowed as bonded imports, declared as direct purchase",
    severity="error",
    columns=["hs_code", "mode"],
    source=REMARKS,
    since=START,
    message="the list allows {hs_code} only as bonded imports (仅限网购保税), the mode is 9610; "
    "remark: {list_remark} ({list_edition})",
    fix="send it through a bonded zone (1210), or declare under general trade (0110)",
    good={
        "only_bonded": True,
        "direct_mode": False,
        "remark_certain": True,
        "hs_code": "0306160000",
        "list_remark": "仅限网购保税商品",
        "list_edition": "公告2022年第7号",
    },
    bad={
        "only_bonded": True,
        "direct_mode": True,
        "remark_certain": True,
        "hs_code": "0306160000",
        "list_remark": "仅限网购保税商品",
        "list_edition": "公告2022年第7号",
    },
)
def bonded_goods_bought_directly(only_bonded: Flag, direct_mode: Flag, remark_certain: Flag) -> Flag:
    """Lines with the remark 仅限网购保税商品 enter under 1210 or 1239 only, e.g. seafood; never under 9610."""
    return only_bonded & direct_mode & remark_certain


@rule(
    "LST003",
    clause="by an earlier list",
    title="Only allowed as bonded imports by an earlier list, declared as direct purchase",
    severity="warning",
    columns=["hs_code", "mode"],
    source=REMARKS,
    since=START,
    message="the mode is 9610, and {hs_code} was allowed only as bonded imports: {list_remark} ({list_edition}); "
    "the list in force is not loaded, so this is not sure",
    fix=f"look at the remark in the list in force, or import it: {IMPORT}",
    good={
        "only_bonded": True,
        "direct_mode": False,
        "remark_certain": False,
        "hs_code": "0306160000",
        "list_remark": "仅限网购保税商品",
        "list_edition": "公告2019年第96号, no longer in force",
    },
    bad={
        "only_bonded": True,
        "direct_mode": True,
        "remark_certain": False,
        "hs_code": "0306160000",
        "list_remark": "仅限网购保税商品",
        "list_edition": "公告2019年第96号, no longer in force",
    },
)
def bonded_goods_by_an_earlier_list(only_bonded: Flag, direct_mode: Flag, remark_certain: Flag) -> Flag:
    """The remark stands in an edition that is no longer in force; it may have been kept, changed or dropped."""
    return only_bonded & direct_mode & no(remark_certain)


@rule(
    "LST004",
    title="Goods the remark of the list excludes",
    severity="error",
    columns=["hs_code"],
    unless=["HSC003"],
    source=REMARKS,
    since=START,
    message="code {hs_code} is one of those that the list excludes: {list_remark} ({list_edition})",
    fix="check the classification; goods of protected species or under a dual-use licence do not enter by CBEC",
    good={
        "excluded_certain": False,
        "remark_certain": True,
        "cbec_mode": True,
        "is_catalog": False,
        "hs_code": "4202119090",
        "list_remark": "列入《进出口野生动植物种商品目录》的商品除外",
        "list_edition": "公告2022年第7号",
    },
    bad={
        "excluded_certain": True,
        "remark_certain": True,
        "cbec_mode": True,
        "is_catalog": False,
        "hs_code": "4202119010",
        "list_remark": "列入《进出口野生动植物种商品目录》的商品除外",
        "list_edition": "公告2022年第7号",
    },
)
def excluded_goods(excluded_certain: Flag, remark_certain: Flag, cbec_mode: Flag, is_catalog: Flag) -> Flag:
    """The remark takes goods of a catalogue out of the line, and the ten-digit code is of such goods.

    The list has eight digits; the tariff divides many of them further, into goods of protected species (which need an
    import certificate, letter F) and all others, or by the licence for dual-use items (letter 2). So the ten digits
    tell. Where they do not, the same code warns instead.
    """
    return excluded_certain & remark_certain & (cbec_mode | is_catalog)


@rule(
    "LST004",
    clause="remark to be checked",
    title="The remark of the list excludes some goods of the code",
    severity="warning",
    columns=["hs_code", "name"],
    group="sku",
    unless=["HSC003"],
    source=REMARKS,
    since=START,
    message="the list has a remark on {hs_code} that only the goods themselves can answer: {list_remark} "
    "({list_edition})",
    fix="see whether the article is one of the goods the remark takes out or keeps; if it may enter, waive it",
    good={
        "excluded_by_remark": False,
        "excluded_certain": False,
        "remark_certain": True,
        "cbec_mode": True,
        "is_catalog": False,
        "hs_code": "3215190000",
        "list_remark": "",
        "list_edition": "公告2022年第7号",
    },
    bad={
        "excluded_by_remark": True,
        "excluded_certain": False,
        "remark_certain": True,
        "cbec_mode": True,
        "is_catalog": False,
        "hs_code": "3215190000",
        "list_remark": "仅限家用打印机墨水",
        "list_edition": "公告2022年第7号",
    },
)
def remark_to_be_checked(
    excluded_by_remark: Flag, excluded_certain: Flag, remark_certain: Flag, cbec_mode: Flag, is_catalog: Flag
) -> Flag:
    """A remark takes some goods out of the line (…除外), keeps only some (仅限…), or is not understood.

    Whether a product is one of them cannot be known from its code, so this is a warning, told once for each article.
    It is also told where the remark is known from an earlier list, or from accounts of the one in force.
    """
    certain = excluded_certain & remark_certain
    return excluded_by_remark & no(certain) & (cbec_mode | is_catalog)


@rule(
    "LST005",
    title="More in the year than the list allows one person",
    severity="error",
    columns=["qty", "buyer_id"],
    group="buyer_cap",
    kinds=["declarations"],
    source=REMARKS,
    since=START,
    message="the buyer's lines of {hs_code} and its heading add up to {bought_in_year} kg in the year, the list allows "
    "{cap} kg per person and year: {list_remark} ({list_edition})",
    fix="take lines out until the buyer is within the quantity; what he bought elsewhere counts too",
    good={
        "bought_in_year": 200_000,
        "cap": 200_000,
        "remark_certain": True,
        "cbec_mode": True,
        "hs_code": "1701991090",
        "list_remark": "每人每年不超过2千克",
        "list_edition": "公告2022年第7号",
    },
    bad={
        "bought_in_year": 200_001,
        "cap": 200_000,
        "remark_certain": True,
        "cbec_mode": True,
        "hs_code": "1701991090",
        "list_remark": "每人每年不超过2千克",
        "list_edition": "公告2022年第7号",
    },
)
def above_the_yearly_quantity(bought_in_year: Quantity, cap: Quantity, remark_certain: Flag, cbec_mode: Flag) -> Flag:
    """Some goods may be bought only up to a weight per person and calendar year, e.g. sugar 2 kg, rice 20 kg.

    Net weights of the buyer's lines in this file are added up by heading: whether the quantity is meant for one code or
    for all codes of the goods, the announcement does not say in words at hand; all together is the stricter reading.
    Only customs know what the person bought elsewhere.
    """
    return (cap > 0) & (bought_in_year > cap) & remark_certain & cbec_mode


@rule(
    "LST005",
    clause="by accounts of the list",
    title="Likely more in the year than the list allows one person",
    severity="warning",
    columns=["qty", "buyer_id"],
    group="buyer_cap",
    kinds=["declarations"],
    source=REMARKS,
    since=START,
    message="the buyer's lines of {hs_code} and its heading add up to {bought_in_year} kg in the year; {list_remark} "
    "({list_edition}); the list in force is not loaded, so this is not sure",
    fix=f"take lines out until the buyer is within the quantity, or import the list and see: {IMPORT}",
    good={
        "bought_in_year": 2_000_000,
        "cap": 2_000_000,
        "remark_certain": False,
        "cbec_mode": True,
        "hs_code": "1006302090",
        "list_remark": "at most 20 kg per person and year (大米)",
        "list_edition": "accounts of 财政部等八部门公告2022年第7号, not its text",
    },
    bad={
        "bought_in_year": 2_000_001,
        "cap": 2_000_000,
        "remark_certain": False,
        "cbec_mode": True,
        "hs_code": "1006302090",
        "list_remark": "at most 20 kg per person and year (大米)",
        "list_edition": "accounts of 财政部等八部门公告2022年第7号, not its text",
    },
)
def likely_above_the_yearly_quantity(
    bought_in_year: Quantity, cap: Quantity, remark_certain: Flag, cbec_mode: Flag
) -> Flag:
    """The quantity is known from an earlier list or from accounts of the one in force; which codes it covers is not.

    Sugar is taken as heading 1701 and rice as heading 1006.
    """
    return (cap > 0) & (bought_in_year > cap) & no(remark_certain) & cbec_mode
