"""UOM: units and quantities; DEC: what the specification lacks, and parts of things that only come whole.

Units are compared by customs code: 0 is an empty cell, −1 a text that is no unit. A legal unit of 0 means that the
tariff has none, or that the line of the tariff is unknown; rules stay silent then.
"""

from __future__ import annotations

from cbec_cli.engine.money import SCALE
from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, Quantity, no

START = "2016-04-08"
UNITS = "JGS-20 海关业务代码集 计量单位代码表; 海关总署公告2018年第113号"
LEGAL = "进出口税则 法定计量单位; 海关总署公告2018年第113号 (CEB621 unit1, unit2)"
PAIRED = "海关总署公告2018年第113号 企业对接报文规范 202205版 (表7-2, -625009)"
WEIGHED = "海关总署公告2019年第18号 报关单填制规范 (数量及单位)"
UNIT_FIX = "write the three digits or the Chinese name of the customs unit table, as 011 or 件"


@rule(
    "UOM001",
    title="Unit unknown",
    severity="error",
    columns=["unit"],
    source=UNITS,
    since=START,
    message="unit {unit!r} is no customs unit",
    fix=UNIT_FIX,
    good={"unit_code": 11, "unit": "件"},
    bad={"unit_code": -1, "unit": "jianzi"},
)
def unit_unknown(unit_code: Count) -> Flag:
    """The declaration list takes the three digits of the customs table; names and common forms are understood."""
    return unit_code < 0


@rule(
    "UOM001",
    title="Unit unknown",
    clause="first legal unit",
    severity="error",
    columns=["unit1"],
    source=UNITS,
    since=START,
    message="first legal unit {unit1!r} is no customs unit",
    fix=UNIT_FIX,
    good={"unit1_code": 35, "unit1": "千克"},
    bad={"unit1_code": -1, "unit1": "公jin"},
)
def first_legal_unit_unknown(unit1_code: Count) -> Flag:
    """As for the unit of the quantity; the tariff says which unit the code asks for (`cbec hs CODE`)."""
    return unit1_code < 0


@rule(
    "UOM001",
    title="Unit unknown",
    clause="second legal unit",
    severity="error",
    columns=["unit2"],
    source=UNITS,
    since=START,
    message="second legal unit {unit2!r} is no customs unit",
    fix=UNIT_FIX,
    good={"unit2_code": 0, "unit2": ""},
    bad={"unit2_code": -1, "unit2": "jianzi"},
)
def second_legal_unit_unknown(unit2_code: Count) -> Flag:
    """As for the unit of the quantity; leave the cell empty where the tariff has no second unit."""
    return unit2_code < 0


@rule(
    "UOM002",
    title="First legal unit is not the tariff's",
    severity="error",
    columns=["unit1"],
    source=LEGAL,
    since=START,
    message="first legal unit {unit1}; the tariff has {legal_unit1_name} for {hs_code}",
    fix="declare the quantity in {legal_unit1_name}, and name that unit",
    good={
        "unit1_code": 35,
        "legal_unit1": 35,
        "unit1": "千克",
        "legal_unit1_name": "千克 (035)",
        "hs_code": "3304990029",
    },
    bad={"unit1_code": 11, "legal_unit1": 35, "unit1": "件", "legal_unit1_name": "千克 (035)", "hs_code": "3304990029"},
)
def first_legal_unit_differs(unit1_code: Count, legal_unit1: Count) -> Flag:
    """The tariff fixes the legal unit of each code; statistics, specific duties and price tests count in it."""
    return (unit1_code > 0) & (legal_unit1 > 0) & no(unit1_code == legal_unit1)


@rule(
    "UOM003",
    title="Second legal unit and quantity",
    severity="error",
    kinds=["declarations"],
    columns=["qty2", "unit2"],
    source=PAIRED,
    since=START,
    official_code="-625009",
    message="second quantity and second unit come together; only one of them is given",
    fix="fill in both, or neither where the tariff has no second unit",
    good={"unit2_given": True, "qty2_known": True},
    bad={"unit2_given": True, "qty2_known": False},
)
def half_a_second_quantity(unit2_given: Flag, qty2_known: Flag) -> Flag:
    """Where the second unit is empty the second quantity is empty too; where it is given, it is above zero."""
    return (unit2_given & no(qty2_known)) | (qty2_known & no(unit2_given))


@rule(
    "UOM003",
    title="Second legal unit and quantity",
    clause="the tariff has one",
    severity="error",
    kinds=["declarations"],
    columns=["qty2", "unit2"],
    source=LEGAL,
    since=START,
    message="code {hs_code} has the second legal unit {legal_unit2_name}; its quantity is missing",
    fix="fill in the second quantity in {legal_unit2_name}, and the unit",
    good={
        "unit2_given": False,
        "qty2_known": False,
        "legal_unit2": 0,
        "legal_unit2_name": "",
        "hs_code": "2106909090",
    },
    bad={
        "unit2_given": False,
        "qty2_known": False,
        "legal_unit2": 11,
        "legal_unit2_name": "件 (011)",
        "hs_code": "3304990029",
    },
)
def second_quantity_missing(unit2_given: Flag, qty2_known: Flag, legal_unit2: Count) -> Flag:
    """Two units in the tariff ask for two quantities: cosmetics by weight and by piece, wine by litre and by weight."""
    return (legal_unit2 > 0) & no(unit2_given) & no(qty2_known)


@rule(
    "UOM003",
    title="Second legal unit and quantity",
    clause="another unit",
    severity="error",
    columns=["unit2"],
    source=LEGAL,
    since=START,
    message="second legal unit {unit2}; the tariff has {legal_unit2_name} for {hs_code}",
    fix="declare the second quantity in {legal_unit2_name}, and name that unit",
    good={
        "unit2_code": 11,
        "legal_unit2": 11,
        "unit2": "件",
        "legal_unit2_name": "件 (011)",
        "hs_code": "3304990029",
    },
    bad={
        "unit2_code": 142,
        "legal_unit2": 11,
        "unit2": "瓶",
        "legal_unit2_name": "件 (011)",
        "hs_code": "3304990029",
    },
)
def second_legal_unit_differs(unit2_code: Count, legal_unit2: Count) -> Flag:
    """As for the first legal unit: what the goods are sold by belongs into the unit of the quantity."""
    return (unit2_code > 0) & (legal_unit2 > 0) & no(unit2_code == legal_unit2)


@rule(
    "UOM003",
    title="Second legal unit and quantity",
    clause="the tariff has none",
    severity="warning",
    columns=["unit2"],
    source=LEGAL,
    since=START,
    message="second legal unit {unit2}; the tariff has none for {hs_code}",
    fix="empty the second unit and its quantity",
    good={"unit2_code": 0, "legal_unit1": 35, "legal_unit2": 0, "unit2": "", "hs_code": "2106909090"},
    bad={"unit2_code": 11, "legal_unit1": 35, "legal_unit2": 0, "unit2": "件", "hs_code": "2106909090"},
)
def second_legal_unit_too_many(unit2_code: Count, legal_unit1: Count, legal_unit2: Count) -> Flag:
    """A second unit is declared only where the tariff has one; a warning, as no text on refusing it was found."""
    return (unit2_code > 0) & (legal_unit1 > 0) & (legal_unit2 == 0)


@rule(
    "UOM004",
    title="Legal quantity is not the net weight",
    severity="error",
    columns=["qty1", "net_weight"],
    source=WEIGHED,
    since=START,
    message="legal quantity {legal_kilograms} kg, but net weight {net_kilograms} kg: more than 1 % apart",
    fix="correct the one that is wrong; both are kilograms of the whole line, not of one article, not grams",
    good={"legal_kilograms": 10100, "net_kilograms": 10000, "weight_of_line": True},
    bad={"legal_kilograms": 10101, "net_kilograms": 10000, "weight_of_line": True},
)
def legal_weight_differs(legal_kilograms: Quantity, net_kilograms: Quantity, weight_of_line: Flag) -> Flag:
    """Where the legal unit is the kilogram, its quantity is the net weight; 1 % is let pass for rounded weights."""
    above = legal_kilograms * 100 > net_kilograms * 101
    return weight_of_line & (above | (legal_kilograms * 100 < net_kilograms * 99))


@rule(
    "UOM005",
    title="Same unit, two quantities",
    severity="warning",
    columns=["qty1", "qty"],
    source=LEGAL,
    since=START,
    message="quantity {qty} and legal quantity {qty1_declared} are in the same unit ({unit1}) and differ",
    fix="correct the one that is wrong, or the unit in which the goods are sold",
    good={"qty_and_legal_same_unit": True, "qty": 2 * SCALE, "qty1_declared": 2 * SCALE, "unit1": "个"},
    bad={"qty_and_legal_same_unit": True, "qty": 2 * SCALE, "qty1_declared": SCALE, "unit1": "个"},
)
def two_quantities_of_one_unit(qty_and_legal_same_unit: Flag, qty: Quantity, qty1_declared: Quantity) -> Flag:
    """What is sold in the legal unit of its code has one quantity, declared twice."""
    return qty_and_legal_same_unit & no(qty == qty1_declared)


@rule(
    "DEC010",
    title="Specification lacks declaration elements",
    severity="warning",
    columns=["gmodel"],
    unless=["HSC001", "HSC002"],
    source="进出口商品规范申报目录; 海关总署公告2018年第113号 (CEB621 gmodel)",
    since=START,
    message="specification {gmodel!r} leaves out: {missing_elements} (asked for by {hs_code})",
    fix="add them: 品名、牌名、规格、型号、成分、用途 as far as `cbec hs {hs_code}` lists them",
    good={"elements_missing": False, "gmodel": "护肤|50毫升/瓶|某牌", "missing_elements": "", "hs_code": "3304990029"},
    bad={"elements_missing": True, "gmodel": "50ml", "missing_elements": "用途, 品牌", "hs_code": "3304990029"},
)
def elements_left_out(elements_missing: Flag) -> Flag:
    """The specification (规格型号) must let customs classify and value the goods: use, material, size, brand, model.

    Answers divided by bars are compared with the elements of the code one by one; free text is found fault with only
    where it says next to nothing: a few characters, the name once more, or nothing but a size. So silence does not mean
    that nothing is missing.
    """
    return elements_missing


@rule(
    "DEC014",
    title="Quantity is not whole",
    severity="warning",
    columns=["qty", "unit"],
    source=UNITS,
    since=START,
    message="quantity {qty} {unit}: what is counted comes in whole numbers",
    fix="correct the quantity, or the unit if the goods are sold by weight or measure",
    good={"qty_whole": True, "countable_unit": True, "qty": 2 * SCALE, "unit": "件"},
    bad={"qty_whole": False, "countable_unit": True, "qty": 3 * SCALE // 2, "unit": "件"},
)
def part_of_a_whole(qty_whole: Flag, countable_unit: Flag) -> Flag:
    """Half a piece or a third of a bottle is a slip, or the quantity of another unit."""
    return countable_unit & no(qty_whole)
