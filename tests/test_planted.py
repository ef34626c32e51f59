"""Every code of `cbec check` at once: a batch and a catalogue with one fault of each, each found at its place."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import annexes
import pytest
from checked import (
    ALWAYS,
    DIRECT,
    NO_AMOUNTS,
    PRODUCTS,
    check,
    clean_orders,
    codes,
    order,
    person,
    resident_id,
)
from readings import chunks_of, command, write_rows

from cbec_cli.rules import ALL

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[dict[str, str]]

CONTRACT = {
    "DAT": "001 002 003 004 005",
    "HSC": "001 002 003 004",
    "LST": "001 002 003 004 005",
    "THR": "001 002 003 004 005",
    "TAX": "101 102 103 104 105",
    "UOM": "001 002 003 004",
    "IDN": "001 002 003 004 005 006",
    "DEC": "001 002 003 004 005 006 007 008 009 010 011 012 013 014",
    "LBL": "001 002 003 004",
}
"""The codes that others rely on: in waivers, baselines, builds."""

PROMISED = {family + number for family, numbers in CONTRACT.items() for number in numbers.split()}

WARNINGS = {
    *("HSC004", "THR002", "THR004", "THR005", "TAX102", "TAX104", "TAX105", "IDN002", "IDN003", "IDN004", "IDN006"),
    *("DEC009", "DEC010", "DEC013", "DEC014", "LBL002", "LBL003", "LBL004"),
}
"""Promised codes that only warn; LST002 is a note, and all others are errors."""

ELSEWHERE = {
    "THR012": "before 2019 only",
    "TAX106": "where the file has no column for the legal quantity",
    "TAX115": "before 2016 only",
    "TAX116": "where the file has no column for the legal quantity",
    "DAT006": "told of headings and rows, not of an order",
    "DAT008": "told of the file",
    "CFG001": "told of waivers",
    "CFG002": "told of waivers",
}
"""Codes that no order of today can have."""

_KILO = {"unit1": "千克", "unit2": "", "qty2": ""}
TOOTHBRUSH = {
    "sku": "TB-1",
    "name": "牙刷",
    "hs_code": "9603210000",
    "gmodel": "牙刷，示例牌，尼龙毛，塑料柄",
    "unit": "支",
    "unit1": "把",
    "qty1": "1",
    "unit2": "千克",
    "qty2": "0.5",
}
CROCODILE_BAG = {
    "sku": "CB-1",
    "name": "鳄鱼皮手提包",
    "hs_code": "4202119010",
    "gmodel": "手提包，示例牌，鳄鱼皮面，B1款",
    "unit": "个",
    "unit2": "个",
    "qty2": "1",
}
FIGURINE = {
    "sku": "FG-1",
    "name": "塑料摆件",
    "hs_code": "3926400000",
    "gmodel": "摆件，示例牌，聚丙烯制，A1型",
    "unit": "个",
}
SUGAR = {"name": "白砂糖", "hs_code": "1701991090", "gmodel": "白砂糖，示例牌，蔗糖99.8%，袋装", "unit": "包"}
SHRIMP = {
    "sku": "SR-1",
    "name": "冻虾",
    "hs_code": "0306179000",
    "gmodel": "冻虾，示例牌，带壳，41至50个/磅，袋装",
    "unit": "包",
    **_KILO,
}
REMARKS = {
    "42021190": "列入《进出口野生动植物种商品目录》的商品除外",
    "39264000": "仅限家用装饰品",
    "17019910": "每人每年不超过2千克",
    "03061790": "仅限网购保税商品",
}
LISTED = ("19011010", "04090000", "33049900", "63090000", *REMARKS)
"""A positive list of our own making: not the true one, which nobody may ship, but read in the same way."""


def price(each: str, qty: str = "1", sku: str = "") -> dict[str, str]:
    """Another price, with nothing declared that would have to follow it, of an article of its own."""
    total = f"{Decimal(each) * int(qty)}"
    return {**NO_AMOUNTS, "unit_price": each, "qty": qty, "total_price": total, "sku": sku or f"P-{each}"}


ON_HONEY: dict[str, dict[str, str]] = {
    "DAT001": {"net_weight": "half a kilo"},
    "DAT002 of the line": {"gmodel": ""},
    "DAT002 of the order": {"buyer_phone": ""},
    "DAT005 a power of ten": {"barcode": "4.00639E+12"},
    "DAT005 a lost zero": {"hs_code": "409000000", **NO_AMOUNTS},
    "HSC001": {"hs_code": "04090000", **NO_AMOUNTS},
    "HSC002": {"hs_code": "0409000001", **NO_AMOUNTS},
    "HSC003": {"hs_code": "6309000000", "name": "旧衣物", "unit": "件", **NO_AMOUNTS},
    "HSC004": {"name": "玻尿酸面膜 500克"},
    "LST001": {**TOOTHBRUSH, **NO_AMOUNTS},
    "LST004 by its ten digits": {**CROCODILE_BAG, **NO_AMOUNTS},
    "LST004 to be looked at": {**FIGURINE, **NO_AMOUNTS},
    "LST005": {**SUGAR, **price("20.00"), "qty1": "2.5", "net_weight": "2.5", "gross_weight": "2.6"},
    "THR001": price("2500.01", "2"),
    "THR002": price("5000.01"),
    "THR003": {**price("4000"), "year_to_date": "22000.01"},
    "THR005": {**price("1000"), "year_to_date": "22400.01"},
    "THR006": price("26000"),
    "TAX101 duty": {"declared_duty": "0.02"},
    "TAX101 consumption tax": {"declared_consumption_tax": "0.02"},
    "TAX101 VAT": {"declared_vat": "7.54"},
    "TAX101 tax of the line": {"declared_tax": "10.92"},
    "TAX101 tax of the order": {"order_tax": "10.92", "order_paid": "130.92"},
    "TAX103 of the line": {**NO_AMOUNTS, "coupon": "20.00", "total_price": "100.00"},
    "TAX103 of the order": {"order_goods_value": "100.00", "order_coupon": "20.00", "order_paid": "107.56"},
    "TAX109": {"mode": "0110", "currency": "USD", **NO_AMOUNTS},
    "TAX112": {"discount": "130.00", **NO_AMOUNTS},
    "UOM001": {"unit": "jianzi"},
    "UOM002": {"unit1": "个"},
    "UOM003 where there is none": {"unit2": "瓶", "qty2": "1"},
    "UOM004": {"qty1": "0.52"},
    "UOM005": {"unit": "千克"},
    "IDN001": dict.fromkeys(("buyer_id", "payer_id"), "330102198501011234"),
    "IDN002": {"payer_id": resident_id(0)},
    "IDN004": {"consignee_phone": "1391234567"},
    "IDN005 a firm": {"ebc_code": "91330106MA2AXXXX12"},
    "IDN005 a platform": {"ebp_code": "33076600Q"},
    "IDN007": {"buyer_id_type": "2"},
    "DEC001": {**NO_AMOUNTS, "total_price": "120.02"},
    "DEC002": {"gross_weight": "0.49"},
    "DEC003": {"currency": "EUR", **NO_AMOUNTS},
    "DEC004": {"order_paid": "127.57"},
    "DEC005 forbidden": {"traf_no": "NH907"},
    "DEC005 bonded goods from abroad": {"dispatch_country": "116"},
    "DEC005 ledger": {"item_record_no": ""},
    "DEC007 of the line": {"sku": "HY-500-NEW-ZEALAND-26"},
    "DEC008 no country": {"origin": "新西蓝国"},
    "DEC008 not known": {"origin": "701"},
    "DEC009": {"barcode": "4006381333930"},
    "DEC010": {"gmodel": "500克/瓶"},
    "DEC012": {"mode": "9710"},
    "DEC013 a fen": price("0.01"),
    "DEC014": {**price("80.00"), "qty": "1.5", "total_price": "120.00"},
    "DEC016": {"currency": "$", **NO_AMOUNTS},
    "DEC017": {"pack_no": "2"},
    "DEC018": {"order_goods_value": "121.00", "order_paid": "128.56"},
    "LBL001": {"name": "Manuka honey 500 g"},
}
"""What is wrong → the cells of an order of one jar of honey that say so."""

ON_CREAM: dict[str, dict[str, str]] = {
    "LST003": {**SHRIMP, **NO_AMOUNTS},
    "TAX102": {"order_insurance": "", **NO_AMOUNTS},
    "TAX104 near the threshold": price("480"),
    "TAX105": {"mode": "0110", "origin": "美国", **NO_AMOUNTS},
    "UOM003 half of it": {"unit2": ""},
    "UOM003 none of it": {"unit2": "", "qty2": ""},
    "UOM003 another": {"unit2": "瓶"},
    "DEC005 missing": {"voyage_no": ""},
    "DEC005 a direct purchase from China": {"dispatch_country": "142"},
    "DEC007 of the order": {"bill_no": "B" * 38},
    "LBL004": {"name": "祛疤面霜 50毫升"},
}
"""The same for an order of a cream that is sent from abroad."""


def of_several(n: int) -> dict[str, Rows]:
    """Faults of several lines or orders, each in its own thousand of numbers from `n` on."""
    next_ = iter(range(n, 10**7, 1_000)).__next__

    def orders(count: int, *cells: dict[str, str]) -> Rows:
        """So many orders of different buyers; `cells` for the first, the second … and the last one for the rest."""
        first = next_()
        return [row for i in range(count) for row in order(first + i, **cells[min(i, len(cells) - 1)])]

    two = person(n - 1), person(n - 2)
    phone, address = two[0]["buyer_phone"], {"consignee_address": "浙江省温州市鹿城区仓库路1号"}
    return {
        "DAT003": order(next_(), {}, {"line_no": "1"}, **NO_AMOUNTS),
        "DAT004": order(next_(), {"consignee": "王五"}, {}, **NO_AMOUNTS),
        "DEC006": order(next_(), {}, {"line_no": "3"}, **NO_AMOUNTS),
        "DEC011 lines": order(next_(), *({"sku": f"L-{i}"} for i in range(100)), **price("1.00")),
        "DEC011 orders": orders(101, {"message_id": "M-1"}),
        "DEC013": orders(2, price("100", sku="P"), price("130.01", sku="P")),
        "DEC019": orders(2, {"logistics_no": "SF7000000000000"}),
        "IDN003 names": orders(2, {**two[0], "payer_name": ""}, {**two[0], "buyer_name": "李四光", "payer_name": ""}),
        "IDN003 phone": orders(2, {"buyer_phone": two[1]["buyer_phone"]}),
        "IDN006 address": orders(11, address),
        "IDN006 phone": orders(11, {"buyer_phone": f"138{phone[3:]}"}),
        "IDN006 phone of the consignee": orders(11, {"consignee_phone": f"137{phone[3:]}"}),
        "THR004": orders(2, {**price("2500"), **two[1]}, {**price("2500.01"), **two[1]}),
    }


def faults() -> dict[str, Rows]:
    """What is wrong → the rows that are, and nothing else about them."""
    numbers = iter(range(1, 1_000))
    return {
        **{what: order(next(numbers), **cells) for what, cells in ON_HONEY.items()},
        **{what: order(next(numbers), of=DIRECT, **cells) for what, cells in ON_CREAM.items()},
        **of_several(10_000),
    }


IN_CATALOGUE: dict[str, dict[str, str]] = {
    "DAT001": {"net_weight": "half a kilo"},
    "DAT002": {"name": ""},
    "DAT005": {"hs_code": "409000000"},
    "HSC001 eight digits": {"hs_code": "04090000"},
    "HSC001 six digits": {"hs_code": "040900"},
    "HSC002": {"hs_code": "0409000001"},
    "HSC003": {"hs_code": "6309000000", "name": "旧衣物", "unit": "件"},
    "HSC004": {"name": "玻尿酸面膜 500克"},
    "LST001": {**TOOTHBRUSH, "unit2": "千克"},
    "LST004 by its ten digits": CROCODILE_BAG,
    "LST004 to be looked at": FIGURINE,
    "TAX109": {"currency": "USD"},
    "UOM001": {"unit": "jianzi"},
    "UOM002": {"unit1": "个"},
    "UOM003 where there is none": {"unit2": "瓶"},
    "DEC008 no country": {"origin": "新西蓝国"},
    "DEC008 not known": {"origin": "701"},
    "DEC009": {"barcode": "4006381333930"},
    "DEC010": {"gmodel": "500克/瓶"},
    "DEC013 a fen": {"unit_price": "0.01"},
    "DEC016": {"currency": "$"},
    "LBL001": {"name": "Manuka honey 500 g"},
    "LBL002": {"e_label": "无"},
    "LBL003": {"risk_notice": ""},
    "LBL004": {"name": "降血糖天然蜂蜜 500克"},
}
"""What is wrong → the cells of a product, a jar of honey, that say so."""


def catalogue(count: int) -> Rows:
    """So many clean products of three kinds, each with a number and a label of its own."""
    found = []
    for i in range(count):
        label = f"https://shop.example/labels/{i}"
        found.append({**PRODUCTS[i % 3], "sku": f"P{i:06d}", "e_label": label})
    return found


# -- the tests ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the user's own tables with a positive list."""
    folder = tmp_path_factory.mktemp("list")
    rows = annexes.lines(1_476, also=LISTED)
    for row in rows:
        row[3] = REMARKS.get(row[1], "")
    annex = annexes.write_csv(folder / "annex.csv", [annexes.HEADING, *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CBEC_DATA_DIR", str(folder / "mine"))
        assert command("data", "import", "positive-list", str(annex)) == 0
    return folder / "mine"


@pytest.fixture
def listed(imported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is in force."""
    monkeypatch.setenv("CBEC_DATA_DIR", str(imported))


def told(found: dict[str, Any], by: str) -> Counter[tuple[str, str]]:
    """Codes with what they were told of: an order, or a row."""
    return Counter((each["code"], str(each[by])) for each in found["findings"] if each["code"] not in ALWAYS)


def heaviest(found: dict[str, Any]) -> dict[str, str]:
    """Code → the heaviest severity any of its findings has."""
    by_weight = sorted(found["findings"], key=lambda each: ("note", "warning", "error").index(each["severity"]))
    return {each["code"]: each["severity"] for each in by_weight}


def wanted(planted: dict[str, Rows]) -> Counter[tuple[str, str]]:
    return Counter((what.split()[0], rows[0]["order_no"]) for what, rows in planted.items())


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("chunk", [None, 7])
def test_a_batch_with_every_fault_has_those_and_no_others(tmp_path: Path, chunk: int | None) -> None:
    planted = faults()
    rows = [row for rows in planted.values() for row in rows] + clean_orders(30, first=5_000)
    with chunks_of(chunk):
        found = check(write_rows(tmp_path / "batch.csv", rows))
    assert told(found, "order_no") == wanted(planted)
    assert found["status"] == 1
    assert found["summary"]["orders"] == len({row["order_no"] for row in rows})
    assert {code: severity for code, severity in heaviest(found).items() if code in PROMISED} == {
        code: "warning" if code in WARNINGS else "note" if code == "LST002" else "error"
        for code in PROMISED - {"LBL002", "LBL003"}
    }


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("kind", [ON_HONEY, ON_CREAM], ids=["honey", "cream"])
def test_a_fault_alone_in_its_file_is_told_just_the_same(tmp_path: Path, kind: dict[str, dict[str, str]]) -> None:
    of = DIRECT if kind is ON_CREAM else None
    for what, cells in list(kind.items())[::4]:
        rows = order(2, **({"of": of} if of else {}), **cells)
        assert codes(check(write_rows(tmp_path / "one.csv", rows))) == [what.split()[0]], what


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("chunk", [None, 2])
def test_a_catalogue_with_every_fault_has_those_and_no_others(tmp_path: Path, chunk: int | None) -> None:
    faulty = [{**PRODUCTS[1], "sku": f"F{i:03d}", **cells} for i, cells in enumerate(IN_CATALOGUE.values())]
    faulty = [{**row, "sku": f"F{i:03d}"} for i, row in enumerate(faulty)]
    rows = catalogue(5) + faulty
    with chunks_of(chunk):
        found = check(write_rows(tmp_path / "catalogue.csv", rows))
    assert told(found, "row") == Counter((what.split()[0], str(7 + i)) for i, what in enumerate(IN_CATALOGUE))


def test_every_code_is_planted() -> None:
    """A code without a planted fault is one nobody has seen speak."""
    planted = {what.split()[0] for table in (faults(), IN_CATALOGUE) for what in table} | ALWAYS
    checks = {rule.code for rule in ALL if rule.severity and rule.kinds}
    assert checks - planted == set(ELSEWHERE) - ALWAYS
    assert PROMISED <= planted & checks


@pytest.mark.usefixtures("listed")
def test_a_clean_batch_is_clean_with_the_list_too(tmp_path: Path) -> None:
    found = check(write_rows(tmp_path / "clean.csv", clean_orders(300)))
    assert codes(found) == []
    assert set(found["summary"]["by_code"]) == {"DAT008"}
    assert found["data"]["positive_list"] == "complete: 公告2022年第7号"


def test_a_large_clean_batch_has_no_fault(tmp_path: Path) -> None:
    found = check(write_rows(tmp_path / "clean.csv", clean_orders(300)))
    assert codes(found) == []
    assert (found["status"], found["summary"]["lines"], found["summary"]["orders"]) == (0, 400, 300)


def test_a_large_clean_catalogue_has_no_fault(tmp_path: Path) -> None:
    found = check(write_rows(tmp_path / "clean.csv", catalogue(300)))
    assert codes(found) == []
    assert (found["status"], found["summary"]["lines"], found["summary"]["orders"]) == (0, 300, 0)
