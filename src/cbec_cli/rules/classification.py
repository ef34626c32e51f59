"""HSC: the customs code of a line: its length, goods that never enter, names that belong to another heading."""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, no

START = "2016-04-08"
MISDECLARED = "海关法 第四十二条; 海关行政处罚实施条例 第十五条"
LIST = "海关总署公告2018年第113号 企业对接报文规范 202205版 (CEB621 gcode)"


@rule(
    "HSC001",
    title="Code does not have ten digits",
    severity="error",
    columns=["hs_code"],
    source=LIST,
    since=START,
    message="code {hs_code} does not have ten digits",
    fix="write the ten digits of the tariff (`cbec hs CODE` lists those under a shorter code); format the column "
    "as text if a leading zero was lost",
    good={"hs_given": True, "hs_digits": 10, "is_catalog": False, "hs_code": "3304990029"},
    bad={"hs_given": True, "hs_digits": 8, "is_catalog": False, "hs_code": "33049900"},
)
def code_not_ten_digits(hs_given: Flag, hs_digits: Count, is_catalog: Flag) -> Flag:
    """The declaration list takes exactly ten digits: eight of the tariff and two of customs.

    Rates, units and conditions differ between the ten-digit lines of one eight-digit code, so the last two are never
    filled in for you. In a catalogue eight digits are a warning.
    """
    return hs_given & no(hs_digits == 10) & no(is_catalog & (hs_digits == 8))


@rule(
    "HSC001",
    title="Code does not have ten digits",
    clause="eight digits in a catalogue",
    severity="warning",
    kinds=["catalog"],
    columns=["hs_code"],
    source=LIST,
    since=START,
    message="code {hs_code} has eight digits; a declaration needs ten",
    fix="choose the ten-digit line before goods are declared; `cbec hs {hs_code}` lists those under it",
    good={"hs_given": True, "hs_digits": 10, "is_catalog": True, "hs_code": "3304990029"},
    bad={"hs_given": True, "hs_digits": 8, "is_catalog": True, "hs_code": "33049900"},
)
def code_of_eight_digits(hs_given: Flag, hs_digits: Count, is_catalog: Flag) -> Flag:
    """Eight digits decide whether goods are on the positive list; tax and units may need all ten."""
    return hs_given & is_catalog & (hs_digits == 8)


@rule(
    "HSC003",
    title="Goods that never enter as CBEC retail imports",
    severity="error",
    columns=["hs_code"],
    source="财关税〔2016〕18号 第一条; 海关总署令第43号 禁止进境物品表",
    since=START,
    message="code {hs_code} never enters as a CBEC retail import: {prohibited_why} ({prohibited_source})",
    fix="take the goods off the sale, or correct the code if it is wrong",
    good={
        "prohibited": True,
        "cbec_mode": False,
        "is_catalog": False,
        "hs_code": "2402200000",
        "prohibited_why": "tobacco and tobacco substitutes",
        "prohibited_source": "烟草专卖法 第三条",
    },
    bad={
        "prohibited": True,
        "cbec_mode": True,
        "is_catalog": False,
        "hs_code": "2402200000",
        "prohibited_why": "tobacco and tobacco substitutes",
        "prohibited_source": "烟草专卖法 第三条",
    },
)
def goods_never_importable(prohibited: Flag, cbec_mode: Flag, is_catalog: Flag) -> Flag:
    """Tobacco, arms, narcotics, medicines, live animals, waste and the like are on no positive list.

    Only goods that are surely out by their code are named here; each with its law, and how sure that is. That a code
    is merely not on the list is said by LST001. A few cities had pilots for some over-the-counter medicines: ask the
    customs office and waive the finding if yours is one. General trade has its own permits and is not judged.
    """
    return prohibited & (cbec_mode | is_catalog)


@rule(
    "HSC004",
    title="Name and code disagree",
    clause="surely",
    severity="error",
    columns=["hs_code", "name"],
    source=MISDECLARED,
    since=START,
    message="{name_suggests}, but the code is {hs_code} ({name})",
    fix="`cbec classify` shows the candidates with their reasons; correct the code, or the name if it says something "
    "else than the goods are",
    good={"name_surely_contradicts": False, "name": "保湿面膜", "hs_code": "3304990049", "name_suggests": ""},
    bad={
        "name_surely_contradicts": True,
        "name": "保湿面膜",
        "hs_code": "2106909090",
        "name_suggests": "面膜 is 3304",
    },
)
def name_surely_contradicts_the_code(name_surely_contradicts: Flag) -> Flag:
    """The words of the name belong to another heading of the tariff, and none to the declared one.

    An error where nine of ten such names are of the other heading and no word at all speaks for the declared one.
    Headings that practice draws differently, or that words alone do not tell apart, are never held against each other
    (`data/lexicon/borders.tsv`). A wrong code is a wrong rate: customs may fine 30 % to twice the tax that fell short.
    """
    return name_surely_contradicts


@rule(
    "HSC004",
    title="Name and code disagree",
    clause="likely",
    severity="warning",
    columns=["hs_code", "name"],
    source=MISDECLARED,
    since=START,
    message="{name_suggests}, but the code is {hs_code} ({name})",
    fix="`cbec classify` shows the candidates with their reasons; correct the code, or the name if it says something "
    "else than the goods are",
    good={"name_contradicts": False, "name": "保湿面膜", "hs_code": "3304990049", "name_suggests": ""},
    bad={"name_contradicts": True, "name": "保湿面膜", "hs_code": "2106909090", "name_suggests": "面膜 is 3304"},
)
def name_likely_contradicts_the_code(name_contradicts: Flag) -> Flag:
    """Much in the name speaks for another heading than the declared one, and little or nothing for that.

    About three of a hundred right codes are doubted so; look at the name before you change the code. Six or eight
    digits are held against the name as ten are.
    """
    return name_contradicts


@rule(
    "HSC005",
    title="One name with several codes",
    severity="warning",
    columns=["hs_code", "name"],
    group="name",
    source=MISDECLARED,
    since=START,
    message="{name} stands with {codes_of_name} codes: {name_codes}",
    fix="decide on one code; if the goods differ, let their names say in what",
    good={"codes_of_name": 1, "name": "保湿面膜", "name_codes": "3304990049"},
    bad={"codes_of_name": 2, "name": "保湿面膜", "name_codes": "2106909090, 3304990049"},
)
def one_name_with_several_codes(codes_of_name: Count) -> Flag:
    """The same goods have one code; a name that stands with two is wrong once, or says too little.

    Counted are codes the tariff knows, in all tables that are checked together; six or eight digits are no other code
    than a longer one that begins with them. Names are the same only if every sign of them is.
    """
    return codes_of_name > 1


@rule(
    "HSC006",
    title="Name excludes the line of the heading",
    severity="warning",
    columns=["hs_code", "name"],
    source=MISDECLARED,
    since=START,
    message="{name_suggests}, but the code is {hs_code} ({name})",
    fix="compare the lines with `cbec hs`; the heading is right, the line under it is for other goods",
    good={"line_excluded": False, "name": "婴儿纸尿裤", "hs_code": "9619001100", "name_suggests": ""},
    bad={
        "line_excluded": True,
        "name": "婴儿纸尿裤",
        "hs_code": "9619001900",
        "name_suggests": "婴儿纸尿裤, baby is 96190011",
    },
)
def name_excludes_the_line(line_excluded: Flag) -> Flag:
    """The heading is right, but a word of the name decides for another line under it: for whom, of what, in what form.

    Words and decision tables are those of `cbec classify`; each names its legal ground. A line that any word of the
    name speaks for is not doubted.
    """
    return line_excluded


@rule(
    "HSC007",
    title="Code not in the tariff, but the name tells the line",
    severity="note",
    columns=["hs_code", "name"],
    source=MISDECLARED,
    since=START,
    message="by its name it may now be {successor} (code {hs_code} is not in the tariff)",
    fix="compare the line with the goods before you use it: `cbec hs {successor}`",
    good={"name_tells_successor": False, "hs_code": "3304990039", "successor": ""},
    bad={"name_tells_successor": True, "hs_code": "3304990011", "successor": "3304990039"},
)
def name_tells_the_successor(name_tells_successor: Flag) -> Flag:
    """A code that was renumbered or mistyped is not in the tariff of the day; the name often tells what took its place.

    There is no official table of successors in the data: the line is the one `cbec classify` would take, under the same
    heading if the name allows it. It is a place to look, not an answer.
    """
    return name_tells_successor
