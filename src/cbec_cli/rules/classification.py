"""HSC: the customs code of a line: its length, goods that never enter, names that belong to another heading."""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, no

START = "2016-04-08"
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
    severity="warning",
    columns=["hs_code", "name"],
    unless=["HSC001", "HSC002"],
    source="海关法 第四十二条; 海关行政处罚实施条例 第十五条",
    since=START,
    message="{name_suggests}, but the code is {hs_code} ({name})",
    fix="look both up with `cbec hs`; correct the code, or the name if it says something else than the goods are",
    good={"name_disagrees": False, "name": "保湿面膜", "hs_code": "3304990049", "name_suggests": ""},
    bad={
        "name_disagrees": True,
        "name": "保湿面膜",
        "hs_code": "2106909090",
        "name_suggests": "面膜 is usually 3304",
    },
)
def name_and_code_disagree(name_disagrees: Flag) -> Flag:
    """The word for the goods in the name belongs to another chapter of the tariff than the code.

    It speaks only when sure: one plain word names the goods and ends the name, nothing in it hints at a set, a toy, a
    flavour or a spare part, and no word of it allows the chapter of the code. A wrong code is a wrong rate: customs
    may fine 30 % to twice the tax that fell short.
    """
    return name_disagrees
