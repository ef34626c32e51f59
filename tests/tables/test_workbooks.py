import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.facts import ALL, read_facts
from cbec_cli.tables.source import Limits, Source, open_source
from cbec_cli.tables.workbooks import cell_text, number_text

HEAD = ["order_no", "hs_code", "qty", "unit_price", "order_date", "name"]
Write = Callable[..., Path]


def cells(source: Source, size: int = 65_536) -> list[tuple[int, list[str | None]]]:
    found: list[tuple[int, list[str | None]]] = []
    for chunk in source.chunks(size):
        columns = [column.to_pylist() for column in chunk.cells.columns]
        found += [(int(row), [*texts]) for row, texts in zip(chunk.rows, zip(*columns, strict=True), strict=True)]
    return found


def repack(path: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in {**parts, **(more or {})}.items():
            package.writestr(name, change(name, data))
    return path


def test_cells_as_the_spreadsheet_shows_them(workbook: Write) -> None:
    path = workbook(
        [
            HEAD,
            ["A1", 3304990099, 2, 180.55, date(2026, 3, 22), "面霜"],
            ["A1", "0101210010", 1, 0.1 + 0.2, datetime(2026, 3, 22, 10, 15), True],  # noqa: DTZ001 -- workbooks hold naive times
            [None, None, None, None, None, None],
            ["A2", 110101199001011234, 3, 0.00001, "2026/3/22", None],
        ]
    )
    with open_source(path) as source:
        assert (source.sheet, source.heading_row, source.rows_hint) == ("Sheet1", 1, 4)
        assert cells(source) == [
            (2, ["A1", "3304990099", "2", "180.55", "2026-03-22", "面霜"]),
            (3, ["A1", "0101210010", "1", "0.3", "2026-03-22 10:15:00", "TRUE"]),
            (5, ["A2", "1.10101199001011E+17", "3", "0.00001", "2026/3/22", None]),
        ]
        assert source.skipped == [(4, "blank")]
        assert source.bytes_read == source.bytes_total


def test_other_kinds_of_cells() -> None:
    assert cell_text(time(3, 4)) == "03:04:00"
    assert cell_text(timedelta(hours=30)) == "1 day, 6:00:00"
    assert cell_text(None) is None
    assert cell_text("") is None
    assert cell_text(5) == "5"
    assert cell_text(value=False) == "FALSE"
    assert number_text(-1.5e-7) == "-0.00000015"


def test_columns_of_numbers_are_told(workbook: Write) -> None:
    path = workbook([HEAD, ["A1", "1", 2, 1.5, None, "x"], ["A2", "1", None, 2, None, 3]])
    with open_source(path) as source:
        (chunk,) = source.chunks()
    assert chunk.numeric == {2, 3}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=20), st.booleans())
def test_amounts_keep_every_digit(workbook: Write, values: list[int], whole: bool) -> None:
    from decimal import Decimal

    amounts = [Decimal(value) if whole else Decimal(value) / 100_000 for value in values]
    path = workbook([HEAD, *(["A1", "1", amount, amount / 1, None, "x"] for amount in amounts)])
    with open_source(path) as source:
        read = [texts[2] for _, texts in cells(source, size=7)]
    assert [Decimal(text or "") for text in read] == amounts


def test_the_table_may_begin_anywhere(workbook: Write) -> None:
    path = workbook(
        [[], ["", "跨境订单"], [], ["", *HEAD], ["", "A1", "1", 1, 1, None, "x"], ["", "A2", "#", 1, 1, None, "y"]]
    )
    with open_source(path) as source:
        assert source.heading_row == 4
        assert [row for row, _ in cells(source)] == [5, 6]
        assert source.fields["order_no"] == source.headings.index("order_no")


def test_totals_are_skipped_and_said(workbook: Write) -> None:
    path = workbook(
        [
            ["订单编号", "商品名称", "商品编码", "数量", "总价"],
            ["A1", "面霜", "3304990099", 1, 10],
            ["小计", None, None, 1, 10],
            ["A2", "Total Effects cream", None, 1, 10],
            ["A2", "Total", None, 1, 10],
            [None, None, None, None, None],
            [None, "合计：", None, 2, 20],
            [None, None, "总 计", 2, 20],
            [None, None, "Grand Total", 2, 20],
        ]
    )
    with open_source(path) as source:
        assert [row for row, _ in cells(source)] == [2, 4, 5, 8]
        assert source.skipped == [(3, "a row of totals"), (6, "blank"), (7, "a row of totals"), (9, "a row of totals")]


def test_errors_and_uncomputed_formulas_are_not_blank(workbook: Write) -> None:
    path = workbook(
        [
            HEAD,
            ["A1", "1", 1, "=C2*2", None, "#N/A"],
            ["A2", "1", "#DIV/0!", 1, None, "x"],
            ["A3", "1", 1, 1, None, "y"],
        ]
    )
    with open_source(path) as source:
        (chunk,) = source.chunks()
        assert chunk.cells.column(3).to_pylist() == ["=C2*2", "1", "1"]
        assert chunk.cells.column(5).to_pylist() == ["#N/A", "x", "y"]
        assert chunk.cells.column(2).to_pylist() == ["1", "#DIV/0!", "1"]
        found = read_facts(source, chunk, only=ALL)
    assert [(finding.code, finding.row, finding.column) for finding in found.findings] == [
        ("DAT001", 3, "qty"),
        ("DAT001", 2, "unit_price"),
        ("DAT001", 2, "name"),
    ]
    assert found.unreadable.tolist() == [True, True, False]


def test_a_formula_with_its_result_is_its_result(workbook: Write) -> None:
    path = workbook([HEAD, ["A1", "1", 1, "=1+1", None, '=""'], ["A2", "1", 1, 7, None, "x"]])

    def compute(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        return data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
            b'<c r="F2"><f>""</f><v />', b'<c r="F2" t="str"><f>""</f><v></v>'
        )

    with open_source(repack(path, compute)) as source:
        assert [texts[3:] for _, texts in cells(source)] == [["2", None, None], ["7", None, "x"]]


def test_the_sheet_asked_for(workbook: Write) -> None:
    rows = [HEAD, ["A1", "1", 1, 1, None, "x"]]
    path = workbook({"Notes": [["read me"]], "Old": rows, "订单": [HEAD, ["B1", "1", 1, 1, None, "x"]]}, Old="hidden")
    with open_source(path) as source:
        assert source.sheet == "订单"
        assert [finding.message for finding in source.findings] == ["the sheet '订单' is read; not read: Notes"]
    for asked in ("Old", "2", " old "):
        with open_source(path, sheet=asked) as source:
            assert source.sheet == "Old"
            assert cells(source)[0][1][0] == "A1"
    for asked in ("4", "0", "Neu"):
        with pytest.raises(CannotRun, match=f"there is no sheet '{asked}'; the sheets are: Notes, Old, 订单"):
            open_source(path, sheet=asked)


def test_empty_and_hidden_sheets(workbook: Write) -> None:
    with pytest.raises(CannotRun, match="sheet Sheet1: empty"):
        open_source(workbook([]))
    with pytest.raises(CannotRun, match="sheet Sheet1: empty"):
        open_source(workbook([[" "]]))
    hidden = repack(
        workbook([HEAD]),
        lambda name, data: data.replace(b'state="visible"', b'state="hidden"') if name == "xl/workbook.xml" else data,
    )
    with pytest.raises(CannotRun, match="no visible sheet with cells; unhide it, or name it: --sheet"):
        open_source(hidden)
    with pytest.raises(CannotRun, match=r"no heading row in the first five rows \(columns: 1\)"):
        open_source(workbook({"A": [["read me"]], "B": [["nor me"]]}))


def test_a_heading_without_rows(workbook: Write) -> None:
    with open_source(workbook([HEAD])) as source:
        assert list(source.chunks()) == []


def test_a_chart_sheet_is_no_table(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(HEAD)
    book.create_chartsheet("Chart", 0)
    book.save(tmp_path / "chart.xlsx")
    with open_source(tmp_path / "chart.xlsx") as source:
        assert source.sheet == "Sheet"
    with pytest.raises(CannotRun, match="no sheet 'Chart'; the sheets are: Sheet"):
        open_source(tmp_path / "chart.xlsx", sheet="Chart")


def test_limits_on_cells_and_columns(workbook: Write) -> None:
    path = workbook([HEAD, ["A1", "1", 1, 1, None, "x" * 60]])
    with (
        open_source(path, limits=Limits(cell=50)) as source,
        pytest.raises(CannotRun, match="sheet Sheet1, row 2, column 'name': a cell of more than 50 characters"),
    ):
        cells(source)
    with open_source(path, limits=Limits(columns=5)) as source, pytest.raises(CannotRun, match="6 columns, at most 5"):
        cells(source)
    wide = workbook([HEAD, ["A1", "1", 1, 1, None, "x", None, None, "far"]])
    with open_source(wide, limits=Limits(columns=6)) as source:
        assert len(cells(source)[0][1]) == 6


def test_hostile_packages(workbook: Write) -> None:
    rows = [HEAD, ["A1", "1", 1, 1, None, "x"]]
    with pytest.raises(CannotRun, match=r"unzips to .* at most 0 MB are read"):
        open_source(workbook(rows), limits=Limits(unzipped=1_000))
    with pytest.raises(CannotRun, match="parts inside, not a workbook"):
        open_source(workbook(rows), limits=Limits(parts=3))
    bomb = repack(workbook(rows), lambda _, data: data, {"xl/bomb.xml": b" " * (33 << 20)})
    with pytest.raises(CannotRun, match=r"'xl/bomb.xml' is packed .* : 1, as in a file made to fill the memory"):
        open_source(bomb)
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    for start in (evil, evil.decode().encode("utf-16")):
        lol = repack(
            workbook(rows), lambda name, data, start=start: start + data if name.endswith("sheet1.xml") else data
        )
        with pytest.raises(CannotRun, match=r"'xl/worksheets/sheet1\.xml' declares XML entities"):
            open_source(lol)


def test_damaged_workbooks(workbook: Write) -> None:
    rows = [HEAD, ["A1", "1", 1, 1, None, "x"]]
    path = workbook(rows)
    data = path.read_bytes()
    path.write_bytes(data[:-200])
    with pytest.raises(CannotRun, match="damaged"):
        open_source(path)
    broken = repack(workbook(rows), lambda name, part: part[:200] if name.endswith("sheet1.xml") else part)
    with pytest.raises(CannotRun, match="the workbook is damaged"), open_source(broken) as source:
        cells(source)
    missing = repack(workbook(rows), lambda name, part: b"<x/>" if name == "xl/workbook.xml" else part)
    with pytest.raises(CannotRun):
        open_source(missing)
    flipped = bytearray(data)
    at = flipped.find(b"xl/worksheets/sheet1.xml") + 40
    flipped[at] ^= 0xFF
    path.write_bytes(flipped)
    with pytest.raises(CannotRun, match="damaged"), open_source(path) as source:
        cells(source)


def test_long_sheets_and_odd_numbers(workbook: Write) -> None:
    rows = [["A1", "1", i, 1 / 3, None, "x"] for i in range(9_000)]
    with open_source(workbook([HEAD, *rows])) as source:
        found = cells(source, size=5_000)
    assert [texts[2] for _, texts in found] == [str(i) for i in range(9_000)]
    assert {texts[3] for _, texts in found} == {"0.333333333333333"}
    assert [row for row, _ in found] == list(range(2, 9_002))


def test_large_numbers_with_decimals(workbook: Write) -> None:
    with open_source(workbook([HEAD, ["A1", "1", 1, 1234567890.5, None, "x"]])) as source:
        assert cells(source)[0][1][3] == "1234567890.5"
