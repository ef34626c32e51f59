"""Odd and hostile tables: a check says what it can and never ends in a trace; a fault in one cell hides no other."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from checked import ALWAYS, BONDED, CLEAN, NO_AMOUNTS, PRODUCTS, check, codes, order, planted
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import ON_HONEY
from readings import command, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Rows = list[dict[str, str]]


@pytest.fixture(autouse=True)
def quiet_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def text_of(rows: Sequence[dict[str, str]]) -> str:
    return write_rows(Path("plain.csv"), rows).read_text(encoding="utf-8")


def refused(content: str | bytes, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of a check that cannot run; nothing is written."""
    path = Path("batch.csv")
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert command("check", str(path), "--output", "report.json") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("cbec: batch.csv")
    assert printed.err.count("\n") == 1
    assert not Path("report.json").exists()
    return printed.err


# -- what is no table -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("\n\n , \n", "empty"),
        ("order_no,hs_code,qty,name,unit_price\n", "no lines below the headings"),
        ("order_no,hs_code,qty,name,unit_price\n,,,,\n\n", "no lines below the headings"),
        ("hs_code,name\n合计,\n", "no lines below the headings"),
        ("dear customs\nplease find attached\n", "no heading row"),
        (bytes(range(256)) * 8, "not a table"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_what_is_no_table_is_said_in_one_line(
    content: str | bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(content, capsys)


def test_a_table_wider_or_longer_in_a_cell_than_a_spreadsheet_allows(capsys: pytest.CaptureFixture[str]) -> None:
    heading, *lines = text_of(CLEAN).splitlines()
    more = "," + ",".join(f"x{i}" for i in range(1_100))
    assert "columns, at most 1,024 are read" in refused("\n".join([heading + more, *lines]), capsys)
    assert "a cell of over 32,767 characters" in refused(text_of(planted(CLEAN, {3: {"note": "长" * 40_000}})), capsys)


# -- what is a table all the same -----------------------------------------------------------------------------------

SHAPES: dict[str, Callable[[str], bytes]] = {
    "a mark in front": lambda text: text.encode("utf-8-sig"),
    "GB18030": lambda text: text.encode("gb18030"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "line ends of old Macs": lambda text: text.replace("\n", "\r").encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "blank rows": lambda text: text.replace("\n", "\n\n,,,\n").encode(),
    "digits of full width": lambda text: text.replace("120.00", "１２０．００").encode(),
    "thousands and a currency": lambda text: text.replace("476.00", '"￥476.00"').encode(),
    "marks nobody sees": lambda text: text.replace("麦卢卡", "\u200b麦\u202e卢\u202c卡").encode(),
    "a break in a cell": lambda text: text.replace("麦卢卡天然蜂蜜 500克", '"麦卢卡\n天然蜂蜜"').encode(),
    "signs beyond the first plane": lambda text: text.replace("麦卢卡", "𠮷😀").encode(),
    "a title above": lambda text: f"进口清单 2026-11\n\n{text}".encode(),
    "a row of totals": lambda text: f"{text}合计,,,,,4\n".encode(),
    "a thousand columns": lambda text: "\n".join(
        line + "," + ",".join(f"x{i}" if n == 0 else "" for i in range(950)) for n, line in enumerate(text.splitlines())
    ).encode(),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_clean_table_of_any_shape_is_clean(shape: str) -> None:
    Path("batch.csv").write_bytes(SHAPES[shape](text_of(CLEAN)))
    found = check(Path("batch.csv"))
    assert (codes(found), found["status"], found["summary"]["lines"]) == ([], 0, 3)


@pytest.mark.parametrize("shape", [name for name in SHAPES if name != "a break in a cell"])
def test_a_fault_in_a_table_of_any_shape_is_found(shape: str) -> None:
    Path("batch.csv").write_bytes(SHAPES[shape](text_of(planted(CLEAN, {4: {"barcode": "4006381333930"}}))))
    found = check(Path("batch.csv"))
    assert [(each["code"], each["order_no"]) for each in found["findings"] if each["row"]] == [
        ("DEC009", "D2026112000002")
    ]


# -- workbooks ------------------------------------------------------------------------------------------------------


def book_with(cells: dict[tuple[int, str], Any], merge: Sequence[str] = ()) -> dict[str, Any]:
    """A clean workbook with some cells as the spreadsheet would hold them, and some blocks of a column merged."""
    from openpyxl import Workbook

    headings = list(dict.fromkeys(name for row in CLEAN for name, cell in row.items() if cell))
    book = Workbook()
    sheet = book.active
    sheet.append(headings)
    for row in CLEAN:
        sheet.append([row.get(name) or None for name in headings])
    for (row, name), value in cells.items():
        sheet.cell(row, headings.index(name) + 1).value = value
    for name in merge:
        at = headings.index(name) + 1
        sheet.cell(3, at).value = None
        sheet.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at)
    book.save("batch.xlsx")
    return check(Path("batch.xlsx"))


def test_numbers_and_days_of_a_workbook_are_as_good_as_texts() -> None:
    amounts = ("qty", "unit_price", "total_price", "qty1", "net_weight", "order_paid", "pack_no", "line_no", "mode")
    numbers = {(row, name): float(CLEAN[row - 2][name]) for row in (2, 3, 4) for name in amounts}
    days = {(row, "declared_on"): date(2026, 11, 20) for row in (2, 3, 4)}
    assert codes(book_with({**numbers, **days, (2, "barcode"): 6901234567892})) == []


@pytest.mark.parametrize(
    ("row", "name", "value", "code"),
    [
        (2, "total_price", "=1+1", "DAT001"),
        (3, "name", "#N/A", "DAT001"),
        (4, "qty", "#DIV/0!", "DAT001"),
        (3, "hs_code", 409000000, "DAT005"),
        (4, "buyer_id", 310104198506154569, "DAT005"),
        (4, "buyer_name", "#NAME?", "DAT001"),
    ],
)
def test_cells_that_hold_no_value_are_told_with_their_place(row: int, name: str, value: Any, code: str) -> None:
    found = book_with({(row, name): value})
    told = [(each["code"], each["row"], each["column"], each["sheet"]) for each in found["findings"] if each["row"]]
    assert (code, row, name, "Sheet") in told
    assert found["status"] == 1


def test_cells_that_were_merged_over_an_order() -> None:
    """A waybill merged over the lines of its order is given once, which is enough; an order number is not."""
    assert codes(book_with({}, ["logistics_no", "consignee_address", "buyer_id"])) == []
    found = book_with({}, ["order_no"])
    (empty,) = [each for each in found["findings"] if each["code"] == "DAT002"]
    assert (empty["row"], empty["column"]) == (3, "order_no")
    assert "unmerge" in empty["fix"]


# -- orders without a number ----------------------------------------------------------------------------------------


def test_a_line_without_an_order_number_is_told_and_the_others_are_checked() -> None:
    found = check(write_rows(Path("batch.csv"), [*order(1, order_no=""), *order(2, barcode="4006381333930")]))
    assert codes(found) == ["DAT002", "DEC009"]


def test_a_batch_without_order_numbers_is_one_finding_for_the_file() -> None:
    rows = [{**row, "order_no": ""} for number in range(1, 9) for row in order(number)]
    found = check(write_rows(Path("batch.csv"), rows))
    (missing,) = [each for each in found["findings"] if each["code"] not in ALWAYS]
    assert (missing["code"], missing["row"]) == ("DAT002", None)
    assert "order_no" in missing["message"]


@pytest.mark.parametrize("name", ["hs_code", "name"])
def test_a_table_of_one_column_lacks_the_others(name: str) -> None:
    found = check(write_rows(Path("one.csv"), [{name: PRODUCTS[1][name]}]))
    missing = [each["message"] for each in found["findings"] if each["code"] == "DAT002"]
    other = {"hs_code": "商品名称 (name)", "name": "商品编码 (hs_code)"}[name]
    assert "".join(missing).count(other) == 1
    assert found["status"] == 1


@pytest.mark.parametrize(
    "name", ["order_no", "line_no", "buyer_id", "ebc_code", "gmodel", "net_weight", "customs_code"]
)
def test_a_needed_column_that_is_not_there_is_an_error_told_once(name: str) -> None:
    """As if each of its cells were empty, but not on every row."""
    rows = [{**row, name: ""} for number in range(1, 4) for row in order(number)]
    found = check(write_rows(Path("batch.csv"), rows))
    (missing,) = [each for each in found["findings"] if each["code"] == "DAT002"]
    assert (missing["severity"], missing["row"], found["status"]) == ("error", None, 1)
    assert f"({name})" in missing["message"]


# -- one fault hides no other ---------------------------------------------------------------------------------------

APART = (
    *("DAT002 of the line", "DAT005 a power of ten", "UOM001", "IDN002", "IDN004", "IDN005 a firm"),
    *("DEC002", "DEC005 forbidden", "DEC005 ledger", "DEC007 of the line", "DEC017", "LBL001"),
)
"""Faults that have nothing to do with each other."""


def test_of_two_faults_in_a_row_both_are_told() -> None:
    orders = {}
    for number, (first, second) in enumerate(combinations(APART, 2), start=1):
        orders[first[:6], second[:6]] = order(number, **{**ON_HONEY[first], **ON_HONEY[second]})
    found = check(write_rows(Path("batch.csv"), [row for rows in orders.values() for row in rows]))
    told = {(each["order_no"], each["code"]) for each in found["findings"]}
    assert told >= {(rows[0]["order_no"], code) for pair, rows in orders.items() for code in pair}


UNREADABLE = (
    "gross_weight",
    "net_weight",
    "qty1",
    "qty",
    "unit_price",
    "total_price",
    "hs_code",
    "mode",
    "declared_on",
)

NEEDS = {"gross_weight": {"DEC002"}, "net_weight": {"DEC002"}, "mode": {"DEC005"}, "buyer_id": {"IDN002"}}
"""Columns without which a fault cannot be seen."""


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_row_with_an_unreadable_cell_still_gets_the_other_rules(name: str) -> None:
    """What another cell says is judged all the same."""
    cells = {cell: text for what in APART for cell, text in ON_HONEY[what].items()}
    found = check(write_rows(Path("batch.csv"), [*order(1, **{**cells, name: "#N/A"}), *order(2)]))
    told = {each["code"] for each in found["findings"]}
    assert told >= {"DAT001", *(what[:6] for what in APART)} - NEEDS.get(name, set())


@pytest.mark.parametrize("code", ["0409000001", "#N/A", "409000000"])
def test_an_origin_that_is_no_country_is_told_whatever_the_code(code: str) -> None:
    rows = order(1, origin="Atlantis", hs_code=code, **NO_AMOUNTS)
    assert "DEC008" in codes(check(write_rows(Path("batch.csv"), rows)))


DEAR = {**NO_AMOUNTS, "unit_price": "2500.01", "qty": "2", "total_price": "5000.02", "order_goods_value": "1.00"}


@pytest.mark.parametrize("name", ["net_weight", "origin", "content", "buyer_id"])
def test_limits_and_sums_are_tested_whatever_other_cells_say(name: str) -> None:
    found = check(write_rows(Path("batch.csv"), order(1, **{**DEAR, name: "#N/A"})))
    assert set(codes(found)) >= {"DAT001", "THR001", "DEC018"}


def test_limits_are_tested_though_the_code_is_not_in_the_tariff() -> None:
    found = check(write_rows(Path("batch.csv"), order(1, **DEAR, hs_code="0409000001")))
    assert set(codes(found)) >= {"HSC002", "THR001"}


def test_a_cell_of_each_column_may_be_an_error_of_the_spreadsheet() -> None:
    """Every column of the table at once, and one by one: told, and nothing falls over."""
    headings = [name for name, cell in {**BONDED, **CLEAN[2]}.items() if cell]
    rows = [row for i, name in enumerate(headings, 1) for row in order(i, **{**NO_AMOUNTS, name: "#REF!"})]
    found = check(write_rows(Path("batch.csv"), rows))
    told = {(each["column"], each["row"]) for each in found["findings"] if each["code"] == "DAT001"}
    assert told >= {(name, i) for i, name in enumerate(headings, 2)}
    every = check(write_rows(Path("every.csv"), [*order(1), {**order(2)[0], **dict.fromkeys(headings, "#REF!")}]))
    assert {each["column"] for each in every["findings"] if each["row"] == 3} >= set(headings)


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["#N/A", "=1+1", "-1", "1e999", "０", "٣", "9" * 40, "1/0", "2026-02-30", "无", "合计", "\u202e", "'"]
    ),
)


@settings(max_examples=25)
@given(st.lists(st.dictionaries(st.sampled_from(sorted(CLEAN[2])), CELLS, max_size=6), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_a_check_ends_with_a_report(changes: list[dict[str, str]]) -> None:
    rows = [{**CLEAN[i % 3], **cells} for i, cells in enumerate(changes)]
    path = write_rows(Path("batch.csv"), [*CLEAN, *rows])
    Path("report.json").unlink(missing_ok=True)
    status = command("check", str(path), "--output", "report.json", "--output", "report.xlsx", "--format", "json")
    assert status in (0, 1) or b"\x00" in path.read_bytes()
    if status != 2:
        said = json.loads(Path("report.json").read_text(encoding="utf-8"))
        assert said["summary"]["lines"] + len(said["source"]["skipped"]) >= 3 + len(changes)
        assert status == int(said["summary"]["errors"] > 0)
