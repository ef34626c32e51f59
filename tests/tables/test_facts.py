from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cbec_cli.tables import facts as facts_module
from cbec_cli.tables.codes import READERS, Damaged, NotACell
from cbec_cli.tables.columns import COLUMNS, NUMBER_KINDS, Column, column, columns_of
from cbec_cli.tables.facts import ALL, CATEGORIES, COSTING, DAYS, NUMBERS, TEXTS, Facts, read_facts
from cbec_cli.tables.source import open_source

Read = Callable[..., Facts]


@pytest.mark.parametrize(
    ("name", "text", "folded"),
    [
        ("hs_code", "3304990029", "3304990029"),
        ("hs_code", "3304.99.00 29", "3304990029"),
        ("hs_code", "3304.9900.29", "3304990029"),
        ("hs_code", " ３３０４９９００２９ ", "3304990029"),
        ("hs_code", "\ufeff33049900\u200b", "33049900"),
        ("hs_code", "3304990029101", "3304990029101"),
        ("hs_code", "cream", "cream"),
        ("hs_code", "012345678", "012345678"),
        ("buyer_id", "11010519491231002x", "11010519491231002X"),
        ("buyer_id", "E12345678", "E12345678"),
        ("buyer_id", "110105194912310019", "110105194912310019"),
        ("order_no", "１２３", "123"),
        ("sku", "12E5", "12E5"),
        ("mode", "9610", "9610"),
        ("mode", "1210 保税电商", "1210"),
        ("mode", "网购保税", "1210"),
        ("mode", "直购进口", "9610"),
        ("mode", "一般贸易", "0110"),
        ("mode", "General Trade", "0110"),
        ("mode", "跨境电商", "跨境电商"),
        ("unit", "千克", "千克"),
        ("unit1", "035", "035"),
        ("origin", " 法国 ", "法国"),
        ("content", "５０ｍｌ", "50ml"),
        ("preference", "#RCEP", "#RCEP"),
        ("payer_id", "11010519491231002x", "11010519491231002X"),
        ("customs_code", "0100", "0100"),
        ("traf_mode", "5", "5"),
        ("buyer_phone", "１３８００１３８０００", "13800138000"),
        ("dispatch_country", " 法国", "法国"),
    ],
)
def test_codes_are_folded(name: str, text: str, folded: str) -> None:
    assert READERS[name](text) == folded


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("hs_code", "3.30499E+09", "it had 10 digits and began with 330499"),
        ("hs_code", "3e+9", "it had 10 digits and began with 3"),
        ("hs_code", "3304990029.0", "took it for a number; it was likely 3304990029"),
        ("hs_code", "101210010", "a leading zero is lost; it was likely 0101210010"),
        ("hs_code", "1012100", "it was likely 01012100"),
        ("buyer_id", "1.10101E+17", "it had 18 digits and began with 110101"),
        ("order_no", "1.23457E+15", "it had 16 digits"),
        ("sku", "6.9E+12", "it had 13 digits"),
        ("barcode", "6.90123E+12", "it had 13 digits"),
        ("mode", "110", "it was likely 0110"),
        ("unit", "7", "it was likely 007"),
        ("unit2", "35", "it was likely 035"),
        ("payer_id", "1.10101E+17", "it had 18 digits and began with 110101"),
        ("payer_id", "110105194912310000", "the last three of the eighteen are lost"),
        ("ems_no", "2.92812E+11", "it had 12 digits"),
        ("buyer_phone", "1.38001E+10", "it had 11 digits"),
        ("logistics_no", "7.31234E+13", "it had 14 digits"),
        ("ebp_code", "3.30196E+09", "it had 10 digits"),
        ("customs_code", "100", "it was likely 0100"),
        ("port_code", "101", "it was likely 0101"),
    ],
)
def test_damage_is_named_and_not_repaired(read: Read, name: str, text: str, why: str) -> None:
    with pytest.raises(Damaged, match=why.replace("+", r"\+")):
        READERS[name](text)
    found = read(name, "sound", text, text)
    assert found.unreadable.tolist() == [False, True, True]
    assert {finding.code for finding in found.findings} == {"DAT005"}
    assert [finding.row for finding in found.findings] == [3, 4]
    assert why in found.findings[0].message
    assert found.findings[0].column == name
    if name in found.categories:
        texts, index = found.categories[name]
        assert (texts, index.tolist()) == (["sound"], [0, -1, -1])
    else:
        assert found.texts[name].to_pylist() == ["sound", None, None]


def test_a_number_rounded_to_fifteen_digits_fails_its_check_digit(read: Read) -> None:
    rounded = [f"1101051949123{i:02}000" for i in range(33)]
    sound = [text for text in rounded if not read("buyer_id", text).findings]
    assert 0 < len(sound) < 6  # one in eleven passes by chance
    (finding,) = read("buyer_id", next(text for text in rounded if text not in sound)).findings
    assert "the last three of the eighteen are lost" in finding.message


@pytest.mark.parametrize("name", ["hs_code", "order_no", "sku", "unit", "name", "buyer_id", "origin", "mode"])
@pytest.mark.parametrize("text", ["#N/A", "#REF!", "=A1"])
def test_errors_and_formulas_are_no_codes(read: Read, name: str, text: str) -> None:
    with pytest.raises(NotACell):
        READERS[name](text)
    (finding,) = read(name, text).findings
    assert (finding.code, finding.row, finding.severity) == ("DAT001", 2, "error")
    assert text in finding.message or name == "buyer_id"


@pytest.mark.parametrize("each", [each for each in COLUMNS if each.personal], ids=lambda each: each.name)
def test_people_are_never_shown(read: Read, each: Column) -> None:
    (finding,) = read(each.name, "#REF!").findings
    start = "#R" if each.personal == "id" else "#"
    assert finding.message.startswith(f"found a text of 5 characters that begins with {start!r}: ")
    assert "#REF!" not in finding.message


def test_a_buyer_is_never_shown(read: Read) -> None:
    (finding,) = read("buyer_id", "1.10105E+17").findings
    assert "a text of 11 characters that begins with '1.'" in finding.message
    assert "10105" not in finding.message.split(":")[0]


def test_categories_that_fold_to_one(read: Read) -> None:
    texts, index = read("unit", "件", " 件", "", "瓶").categories["unit"]
    assert (texts, index.tolist()) == (["件", "瓶"], [0, 0, -1, 1])
    assert read("sku", "A1", " A1 ", "", "B", "Ａ１").texts["sku"].to_pylist() == ["A1", "A1", None, "B", "A1"]


def test_texts_are_trimmed_and_empty_ones_unknown(read: Read) -> None:
    assert read("order_no", " A1 ", "  ", "", "B 2").texts["order_no"].to_pylist() == ["A1", None, None, "B 2"]
    assert read("name", " 面霜\u3000", "\u3000", "x").texts["name"].to_pylist() == ["面霜", None, "x"]
    assert read("order_no", "订单1", "１", "#N/A", "").texts["order_no"].to_pylist() == ["订单1", "1", None, None]
    found = read("buyer_id", "11010519491231002x", "11010519491231002X", "1.1E+17")
    assert found.texts["buyer_id"].to_pylist() == ["11010519491231002X", "11010519491231002X", None]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("qty", "0", "it is zero"),
        ("qty1", "0", "it is zero"),
        ("qty", "-1", "it is negative"),
        ("unit_price", "-0.01", "it is negative"),
        ("discount", "-5", "it is negative"),
        ("net_weight", "1kg", "not a number"),
        ("unit_price", "1,23", "more than one number"),
        ("order_date", "03/04/2026", "exchanged"),
    ],
)
def test_a_cell_that_is_not_what_its_column_needs(read: Read, name: str, text: str, why: str) -> None:
    found = read(name, "46103", text, "")
    (finding,) = found.findings
    assert (finding.code, finding.row, finding.column) == ("DAT001", 3, name)
    assert finding.message.startswith(f"found '{text}': ")
    assert why in finding.message
    assert finding.fix.startswith("write ")
    assert found.unreadable.tolist() == [False, True, False]
    if name in found.numbers:
        assert (found.numbers[name].tolist(), found.known[name].tolist()) == ([4610300000, 0, 0], [True, False, False])
    else:
        assert found.days[name].tolist() == [date(2026, 3, 22).toordinal(), 0, 0]


@pytest.mark.parametrize("name", ["unit_price", "freight", "qty2", "discount", "year_to_date", "net_weight"])
def test_zero_is_a_value(read: Read, name: str) -> None:
    found = read(name, "0")
    assert (found.findings, found.known[name].tolist()) == ([], [True])


def test_a_long_cell_is_shortened(read: Read) -> None:
    (finding,) = read("qty", "x" * 100).findings
    assert "x" * 39 + "…" in finding.message


def test_findings_name_order_and_line_and_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "MOST_FINDINGS", 2)
    path = tmp_path / "orders.csv"
    path.write_text(
        "订单编号,序号,商品编码,数量,单价\n A1,1,3304990099,1,x\nA2,2,1,1,1,9\nA3,,1,1,y\nA4,1,1,1,1\n", "utf-8"
    )
    with open_source(path) as source:
        (chunk,) = source.chunks()
        found = read_facts(source, chunk)
    torn, first = found.findings
    assert (torn.row, torn.column, torn.order_no, torn.line_no) == (3, "", "A2", "2")
    assert "the row has 6 cells, the heading 5" in torn.message
    assert (first.row, first.column, first.order_no, first.line_no) == (2, "单价", "A1", "1")
    assert found.dropped.total() == 1
    assert found.unreadable.tolist() == [True, True, True, False]


def test_every_column_is_read_in_one_way() -> None:
    assert sorted((*NUMBERS, *DAYS, *CATEGORIES, *TEXTS)) == sorted(each.name for each in COLUMNS)
    assert all((each.name in NUMBERS) == (each.kind in NUMBER_KINDS) for each in COLUMNS)


def test_a_costing_reads_what_the_orders_template_holds_but_names() -> None:
    assert {each.name for each in columns_of("orders")} - COSTING == {"name", "buyer_name"}
    assert {each.name for each in columns_of("orders")} >= COSTING


def test_columns_nobody_asks_about_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("订单编号,商品编码,数量,订购人电话,非现金抵扣金额\nA1,3304990099,1,1.38E+10,x\n", "utf-8")
    with open_source(path) as source:
        (chunk,) = source.chunks()
        costed, checked = read_facts(source, chunk), read_facts(source, chunk, only=ALL)
        unharmed = read_facts(source, chunk, only=ALL, idle=ALL - COSTING)
    assert (costed.findings, list(costed.texts), list(costed.numbers)) == ([], ["order_no"], ["qty"])
    assert [finding.code for finding in checked.findings] == ["DAT005", "DAT001"]
    assert checked.unreadable.tolist() == [True]
    assert len(unharmed.findings) == 2
    assert unharmed.unreadable.tolist() == [False]


@pytest.mark.parametrize("name", ["consignee_address", "buyer_name", "gmodel", "note"])
def test_words_keep_their_width_and_lose_the_spaces_around(read: Read, name: str) -> None:
    found = read(name, " 浙江省 １号 ", "\u3000", "a=b#1E+5", "=A1", "")
    assert found.texts[name].to_pylist() == ["浙江省 １号", None, "a=b#1E+5", None, None]
    assert [finding.row for finding in found.findings] == [5]


def test_numbers_among_foreign_ones_keep_what_they_are(read: Read) -> None:
    found = read("logistics_no", "运单１", "\u200b", "SF1", " 2", "７", "7.3E+13", "x" * 17 + "x", "123456789012345000")
    texts = ["运单1", None, "SF1", "2", "7", None, "x" * 18, "123456789012345000"]
    assert (found.texts["logistics_no"].to_pylist(), len(found.findings)) == (texts, 1)


@pytest.mark.parametrize("name", ["declared_vat", "order_paid", "order_coupon", "pack_no"])
def test_declared_numbers_are_read_exactly(read: Read, name: str) -> None:
    found = read(name, "1,234.50", "", "-1")
    assert (found.numbers[name].tolist(), found.known[name].tolist()) == ([123_450_000, 0, 0], [True, False, False])
    assert column(name).kind in NUMBER_KINDS
    assert [finding.row for finding in found.findings] == [4]


def test_only_columns_the_file_has(read: Read) -> None:
    found = read("qty", "1")
    assert (list(found.numbers), found.categories, found.texts, found.days) == (["qty"], {}, {}, {})
