"""Long tables are streamed: every text and number as read, rows coloured, links to the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report.check.workbook_builder import HEADINGS, LINES, checked, colour, finding, texts, write_csv, write_xlsx

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.check import workbook_long, workbook_user
from cbec_cli.report.check.workbook import write_workbook
from cbec_cli.report.check.workbook_long import write_long
from cbec_cli.report.check.workbook_marks import FILLS
from cbec_cli.report.check.workbook_tables import Made

if TYPE_CHECKING:
    from pathlib import Path

ERROR, WARNING, _ = FILLS


@pytest.fixture(autouse=True)
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table counts as long."""
    monkeypatch.setattr(workbook_user, "ROWS", 1)


def written(target: Path, *about: Any, **more: Any) -> Any:
    write_workbook(checked(*about, **more), target)
    return openpyxl.load_workbook(target)


def test_the_same_columns_and_texts_with_the_codes_beside_them(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "orders.csv")
    book = written(tmp_path / "report.xlsx", source, [finding(source, 3), finding(source, 4, severity="warning")])
    sheet = book["orders"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*HEADINGS, "check")
    assert rows[2] == ("A1", "9999999999", "=cmd|' /C calc'!A0", "1", "99", "+86 138", "HSC002")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert [colour(sheet.cell(row, 1)) for row in (2, 3, 4, 5)] == ["", ERROR, WARNING, ""]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G5"
    said = "\n".join(texts(book["Summary"]))
    assert "marking single cells of 4 lines would take too long" in said
    assert "Rows are coloured" in said


def test_links_lead_to_the_cells(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "Tom's.csv")
    sheet = written(tmp_path / "report.xlsx", source, [finding(source, 3), finding(source, None, "absent")])["Findings"]
    assert [cell.value for cell in sheet[1]][:3] == ["go to", "cell", "code"]
    assert sheet["A2"].value == "B3"
    assert sheet["A2"].hyperlink.location == "'Tom''s'!B3"
    assert sheet["A3"].hyperlink is None


def test_nothing_becomes_a_formula(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "orders.csv")
    book = written(tmp_path / "report.xlsx", source, [finding(source, 2, message="=1+1", order_no="@x")])
    for sheet in book:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "=1+1" in list(texts(book["Findings"]))


def test_numbers_stay_numbers_and_codes_text(tmp_path: Path) -> None:
    lines = [(order, 3304990099, name, qty, price, note) for order, _, name, qty, price, note in LINES]
    source = write_xlsx(tmp_path / "orders.xlsx", lines)
    sheet = written(tmp_path / "report.xlsx", source, [finding(source, 2)])["orders"]
    assert [cell.value for cell in sheet["D"][1:]] == [2, 1, 3, 1]
    assert sheet["E2"].value == 180.5
    assert [cell.value for cell in sheet["B"][1:]] == ["3304990099"] * 4


def test_a_column_of_numbers_and_texts_keeps_both(tmp_path: Path) -> None:
    lines = [("A", "1", "x", qty, 1.5, None) for qty in (1, 2, "n/a", "03")]
    source = write_xlsx(tmp_path / "orders.xlsx", lines)
    sheet = written(tmp_path / "report.xlsx", source, size=2)["orders"]
    assert [cell.value for cell in sheet["D"][1:]] == [1, 2, "n/a", "03"]
    assert sheet["G1"].value == "check"


@pytest.mark.parametrize("mixed", [False, True])
def test_blank_rows_and_rows_above_the_headings_keep_their_place(tmp_path: Path, mixed: bool) -> None:
    lines: list[tuple[Any, ...]] = [("A", "1", "x", 1, 1, None), (), ("B", "2", "y", 2, 2, None), (), ()]
    lines.append(("C", "3", "z", "n/a" if mixed else 3, 3, None))
    source = write_xlsx(tmp_path / "orders.xlsx", lines, row=3)
    book = written(tmp_path / "report.xlsx", source, [finding(source, 9)], size=2)
    sheet = book["orders"]
    assert [(cell.row, cell.value) for cell in sheet["A"] if cell.value] == [
        (3, "order_no"),
        (4, "A"),
        (6, "B"),
        (9, "C"),
    ]
    assert colour(sheet["A9"]) == ERROR
    assert sheet["G9"].value == "HSC002"
    assert book["Findings"]["A2"].hyperlink.location == "'orders'!B9"


def test_headings_that_stand_twice_or_are_empty_are_kept(tmp_path: Path) -> None:
    source = tmp_path / "orders.csv"
    source.write_text("hs_code,remark,remark,,qty\n1,a,b,c,2\n2,d,e,f,1\n", encoding="utf-8")
    sheet = written(tmp_path / "report.xlsx", source)["orders"]
    assert [cell.value for cell in sheet[1]] == ["hs_code", "remark", "remark", None, "qty", "check"]
    assert [cell.value for cell in sheet[2]] == ["1", "a", "b", "c", "2", None]


def test_each_file_has_a_sheet_of_its_own(tmp_path: Path) -> None:
    first, second = write_csv(tmp_path / "a.csv"), write_csv(tmp_path / "b.csv", LINES[:2])
    third = write_csv(tmp_path / "c.csv", LINES[2:])
    book = written(tmp_path / "report.xlsx", [first, second, third], [finding(third, 2)], size=3)
    assert book.sheetnames == ["a", "b", "c", "Findings", "Summary"]
    assert [book[name].max_row for name in "abc"] == [5, 3, 3]
    assert colour(book["c"]["A2"]) == ERROR
    assert colour(book["a"]["A2"]) == ""


def test_a_file_given_twice_loses_no_line(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "a.csv")
    result = checked(source)
    chunks = list(result.walk())
    result.walk = lambda: iter(chunks * 2)
    write_long(result, tmp_path / "report.xlsx", Made(why="several files were checked"))
    assert openpyxl.load_workbook(tmp_path / "report.xlsx")["a"].max_row == 9


def test_rows_beyond_what_helps_are_not_coloured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_long, "COLOURED", 1)
    source = write_csv(tmp_path / "orders.csv")
    book = written(tmp_path / "report.xlsx", source, [finding(source, row) for row in (2, 3, 4)], size=2)
    assert [colour(book["orders"].cell(row, 1)) for row in (2, 3, 4)] == [ERROR, "", ""]
    assert "2 more rows have findings and no colour" in "\n".join(texts(book["Summary"]))


def test_no_findings_and_no_lines_are_no_trouble(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "orders.csv")
    book = written(tmp_path / "report.xlsx", source, walk=lambda: iter(()))
    assert [cell.value for cell in book["orders"][1]] == [*HEADINGS, "check"]
    assert book["Findings"].max_row == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt(), CannotRun("the file is damaged")])
def test_what_stops_the_lines_while_they_are_written_is_not_hidden(tmp_path: Path, error: BaseException) -> None:
    result = checked(write_csv(tmp_path / "orders.csv"))
    chunks = list(result.walk())
    walks = iter([chunks, [*chunks, error]])

    def walk() -> Any:
        for each in next(walks):
            if isinstance(each, BaseException):
                raise each
            yield each

    result.walk = walk
    with pytest.raises(type(error)):
        write_long(result, tmp_path / "report.xlsx", Made(why="x"))


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    result = checked(write_csv(tmp_path / "orders.csv"))
    with pytest.raises(OSError, match="os error 2"):
        write_workbook(result, tmp_path / "absent" / "report.xlsx")


@given(st.lists(st.integers(1, 5), min_size=2, max_size=12), st.integers(1, 4))
def test_every_line_stands_in_its_own_row(tmp_path_factory: pytest.TempPathFactory, gaps: list[int], size: int) -> None:
    folder = tmp_path_factory.mktemp("rows")
    lines: list[tuple[Any, ...]] = []
    for i, gap in enumerate(gaps):
        lines += [("",) * len(HEADINGS)] * (gap - 1)
        lines.append((f"O{i}", "3304990099", "面霜", "1", "2", ""))
    result = checked(write_csv(folder / "orders.csv", lines), size=size)
    rows = {
        row: cell
        for chunk in result.walk()
        for row, cell in zip(chunk.rows.tolist(), chunk.cells[0].to_pylist(), strict=True)
    }
    assert len(rows) == len(gaps)
    write_workbook(result, folder / "report.xlsx")
    sheet = openpyxl.load_workbook(folder / "report.xlsx")["orders"]
    assert {cell.row: cell.value for cell in sheet["A"][1:] if cell.value} == rows
