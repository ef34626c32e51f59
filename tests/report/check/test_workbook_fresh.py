"""Tables that are no xlsx become a fresh workbook: the same columns, texts and rows, with marks."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from report.check.workbook_builder import HEADINGS, LINES, checked, colour, finding, texts, write_csv, write_xlsx

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import Finding
from cbec_cli.report.check import workbook_user
from cbec_cli.report.check.workbook import write_workbook
from cbec_cli.report.check.workbook_marks import FILLS
from cbec_cli.report.check.workbook_places import ROWS
from cbec_cli.report.check.workbook_tables import CELL_LIMIT, Made, code_rows, summary_lines, writable
from cbec_cli.work.checking.result import CheckedChunk, CheckResult, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ERROR = FILLS[0]


def written(target: Path, *about: Any, **more: Any) -> Any:
    write_workbook(checked(*about, **more), target)
    return openpyxl.load_workbook(target)


def made_of(lines: Sequence[Sequence[str | None]], rows: Sequence[int], **about: Any) -> CheckResult:
    """A check of a table that is only in memory, as of standard input."""
    sheet = Sheet("stdin", "", 1, ("sku", "qty"), {"sku": 0, "qty": 1}, len(lines))
    cells = pa.table([pa.array(column, pa.string()) for column in zip(*lines, strict=True)], names=["sku", "qty"])
    severity = np.full(len(lines), 3, np.int8)
    chunk = CheckedChunk(0, cells, np.array(rows), frozenset(), [""] * len(lines), severity)
    given: dict[str, Any] = {"rules": (), "lines": len(lines), "orders": 0, "walk": lambda: iter([chunk])}
    return CheckResult("catalog", {}, {}, [sheet], [], {}, {}, **{**given, **about})


def test_a_csv_has_its_columns_texts_and_marks(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "orders.csv")
    book = written(tmp_path / "report.xlsx", source, [finding(source, 3), finding(source, 4, "name", severity="note")])
    sheet = book["orders"]
    assert book.sheetnames == ["orders", "Findings", "Summary"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*HEADINGS, "check")
    assert rows[1] == ("A1", "3304990099", "面霜 face cream", "2", "180.5", "=1+1", None)
    assert rows[4] == ("C3", "330499", "-1 apple", "1", "100", None, None)
    assert [row[-1] for row in rows[1:]] == [None, "HSC002", "HSC002", None]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert sheet["F2"].quotePrefix
    assert [colour(sheet[cell]) for cell in ("B3", "G3", "C4", "A2")] == [ERROR, ERROR, FILLS[2], ""]
    assert sheet["B3"].comment.text.startswith("[error] HSC002")
    assert book["Findings"]["A2"].hyperlink.location == "'orders'!B3"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G5"
    assert "is not a workbook" in "\n".join(texts(book["Summary"]))


def test_blank_rows_and_rows_above_the_headings_keep_their_place(tmp_path: Path) -> None:
    source = tmp_path / "orders.csv"
    source.write_text("our orders,,\n,,\norder_no,hs_code,qty\nA,1,1\n,,\n\nB,2,2\n", encoding="utf-8")
    rows = [row for chunk in checked(source).walk() for row in chunk.rows.tolist()]
    sheet = written(tmp_path / "report.xlsx", source, [finding(source, rows[-1])])["orders"]
    assert sheet["A3"].value == "order_no"
    assert sheet["A4"].value == "A"
    assert sheet.cell(rows[-1], 1).value == "B"
    assert colour(sheet.cell(rows[-1], 2)) == ERROR


def test_numbers_of_other_workbooks_are_numbers_and_codes_stay_text(tmp_path: Path) -> None:
    source = tmp_path / "orders.xls"  # read by its content, whatever it is called
    write_xlsx(tmp_path / "orders.xlsx")
    result = checked(tmp_path / "orders.xlsx")
    result.sheets[0] = Sheet(str(source), "orders", 1, HEADINGS, result.sheets[0].fields, 4)
    write_workbook(result, tmp_path / "report.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["orders"]
    assert [cell.value for cell in sheet["D"][1:]] == [2, 1, 3, 1]
    assert sheet["E2"].value == 180.5
    assert [cell.data_type for cell in sheet["B"]] == ["s"] * 5


def test_each_file_has_a_sheet_of_its_own(tmp_path: Path) -> None:
    first, second = write_csv(tmp_path / "a.csv"), write_csv(tmp_path / "Summary.csv", LINES[:1])
    book = written(tmp_path / "report.xlsx", [first, second], [finding(second, 2), finding(first, 3)])
    assert book.sheetnames == ["a", "Summary 2", "Findings", "Summary"]
    assert colour(book["Summary 2"]["B2"]) == ERROR
    assert colour(book["a"]["B2"]) == ""
    links = [cell.hyperlink.location for cell in book["Findings"]["A"][1:]]
    assert links == ["'Summary 2'!B2", "'a'!B3"]
    assert "several files were checked" in "\n".join(texts(book["Summary"]))


def test_a_parquet_file_and_standard_input(tmp_path: Path) -> None:
    source = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"order_no": ["A"], "hs_code": ["0402210000"], "qty": [2]}), source)
    book = written(tmp_path / "report.xlsx", source)
    assert book["orders"]["B2"].value == "0402210000"
    write_workbook(made_of([("a", "1")], [2]), tmp_path / "report.xlsx")
    assert openpyxl.load_workbook(tmp_path / "report.xlsx")["stdin"]["A2"].value == "a"


def test_a_long_workbook_is_not_marked_but_written_afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_user, "CELLS", 20)
    source = write_xlsx(tmp_path / "orders.xlsx")
    book = written(tmp_path / "report.xlsx", source, [finding(source, 2)])
    assert "marking single cells of 4 lines would take too long" in "\n".join(texts(book["Summary"]))


def test_texts_no_cell_can_hold(tmp_path: Path) -> None:
    long = "税" * (CELL_LIMIT + 5)
    write_workbook(made_of([("a\x01\x0b", long), ("#N/A", "_x0041_")], [2, 3]), tmp_path / "report.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["stdin"]
    assert sheet["A2"].value == "a_x0001__x000B_"
    assert len(sheet["B2"].value) == CELL_LIMIT
    assert sheet["B2"].value.endswith("…")
    assert [sheet["A3"].value, sheet["A3"].data_type, sheet["B3"].value] == ["#N/A", "s", "_x005F_x0041_"]


def test_texts_are_cut_by_what_a_workbook_counts() -> None:
    assert len(writable("😀" * CELL_LIMIT).encode("utf-16-le")) <= 2 * CELL_LIMIT
    assert writable("x" * CELL_LIMIT) == "x" * CELL_LIMIT


def test_a_row_no_sheet_holds_names_what_helps(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"stdin: row 1,048,577 does not fit into a sheet.*--format csv"):
        write_workbook(made_of([("a", "1")], [ROWS + 1]), tmp_path / "report.xlsx")


def test_the_summary_says_what_was_checked_with_which_law(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "orders.csv")
    odd = Finding("FIL001", "note", "a remark on the file")
    result = checked(source, [finding(source, 3), odd], waived=2, known=1)
    result.counts["HSC002"] = 5_001
    result.source["skipped"] = [{"row": 9, "why": "total row (合计)"}]
    result.data["figures"] = [{"name": "single_limit", "value": "5000.00 CNY", "since": "2019-01-01"}] * 35
    lines = summary_lines(result, Made(why="orders.csv is not a workbook"))
    assert lines[0] == "cbec check: 4 lines in 3 orders, checked as declarations"
    said = "\n".join(lines)
    for words in (
        "4 lines below the headings in row 1",
        "Not lines: row 9, why total row (合计)",
        "Found: 1 error, 0 warnings, 1 note",
        "Not counted: 2 waived, 1 known from the baseline",
        "the first 2; 5,000 more were counted",
        "Tariff vintage: 2026-01-01",
        "Settings: route auto, price includes tax no",
        "Figures: single_limit, 5000.00 CNY, since 2019-01-01",
        "Figures: 5 more",
        "This is a fresh workbook with your columns and texts, because orders.csv is not a workbook.",
    ):
        assert words in said
    assert "Assumptions" not in said
    assert list(code_rows(result)) == [
        ["HSC002", "error", 5_001, "Code is not in the tariff", "海关总署公告2018年第194号"],
        ["FIL001", "note", 1, "", ""],
    ]


def test_many_files_and_long_settings_are_said_shortly() -> None:
    sheet = Sheet("a.csv", "", 1, ("sku",), {}, 1)
    result = made_of([("a", "1")], [2])
    result.sheets = [sheet] * 30
    result.data["settings"] = "x" * 9_999
    lines = summary_lines(result, Made(why="several files were checked"))
    assert lines[0] == "cbec check: 1 product, checked as catalog"
    assert "Read: 10 more tables" in lines
    assert max(map(len, lines)) < 1_100


def test_the_file_is_a_sound_package(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "orders.csv")
    write_workbook(checked(source, [finding(source, 3)]), tmp_path / "report.xlsx")
    package = zipfile.ZipFile(io.BytesIO((tmp_path / "report.xlsx").read_bytes()))
    assert package.testzip() is None
    assert "xl/comments/comment1.xml" in package.namelist()
