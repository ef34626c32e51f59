"""Rows, columns, names of sheets and links: whatever a user calls a sheet, a link leads to the cell it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import SHEETRANGE_RE, coordinate_to_tuple
from rustpy_xlsxwriter import validate_sheet_name

from cbec_cli.engine.findings import Finding
from cbec_cli.report.check.workbook_places import (
    COLUMNS,
    ROWS,
    CellPlaces,
    cell_name,
    check_heading,
    columns_by_heading,
    location,
    sheet_name,
)
from cbec_cli.work.checking.result import Sheet

ORDERS = Sheet("a.xlsx", "订单", 3, ("qty", "code", "code", "", "note"), {"qty": 0, "code": 2}, 9)
CATALOG = Sheet("b.csv", "", 1, ("sku",), {}, 1)
PLACES = CellPlaces([ORDERS, CATALOG], ["It's", "b"], [2, 0])


def found(**about: object) -> Finding:
    return Finding(**{"code": "X", "severity": "error", "message": "", "file": "a.xlsx", "sheet": "订单", **about})  # type: ignore[arg-type]


def names(finding: Finding) -> list[str]:
    return [cell.name for cell in PLACES.cells(finding) if cell.marked]


@given(st.integers(1, ROWS), st.integers(1, COLUMNS))
def test_a_cell_s_name_leads_back_to_its_row_and_column(row: int, column: int) -> None:
    assert coordinate_to_tuple(cell_name(row, column)) == (row, column)


@given(st.text(min_size=1, max_size=31), st.integers(1, ROWS), st.integers(1, COLUMNS))
def test_a_link_names_any_sheet_and_cell_without_doubt(title: str, row: int, column: int) -> None:
    where = location(title, row, column)
    quoted, _, cell = where.rpartition("!")
    assert quoted.startswith("'")
    assert quoted.endswith("'")
    assert quoted[1:-1].replace("''", "") == title.replace("'", "")
    assert quoted[1:-1].replace("''", "'") == title
    assert coordinate_to_tuple(cell) == (row, column)


@given(st.text(st.characters(exclude_characters="[]:*?/\\\n", exclude_categories=("C",)), min_size=1, max_size=31))
def test_openpyxl_reads_the_links_as_they_are_meant(title: str) -> None:
    match = SHEETRANGE_RE.match(location(title, 7, 3))
    assert match is not None
    assert match["quoted"].replace("''", "'") == title


@given(st.lists(st.text(max_size=40), max_size=8))
def test_every_sheet_has_a_name_of_its_own_that_programs_take(wanted: list[str]) -> None:
    taken = ["Findings", "Summary"]
    for name in wanted:
        taken.append(sheet_name(name, taken))
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert validate_sheet_name(name)
        assert len(name.encode("utf-16-le")) <= 62
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_a_finding_marks_its_column_where_the_table_stands() -> None:
    assert names(found(row=7, column="qty")) == ["C7"]
    assert PLACES.link(found(row=7, column="qty")) == ("C7", "'It''s'!C7")


def test_of_two_equal_headings_the_one_that_was_read_is_meant() -> None:
    assert names(found(row=7, column="code")) == ["E7"]
    assert columns_by_heading(ORDERS) == {"qty": 0, "code": 2, "": 3, "note": 4}


def test_other_cells_of_the_row_and_other_rows_follow() -> None:
    about = found(
        row=7, column="code", rows=(7, 9), excerpt=(("qty", "1", True), ("note", "x", False), ("code", "y", True))
    )
    assert names(about) == ["E7", "C7", "E9"]


def test_a_finding_about_a_row_leads_to_its_first_cell_and_marks_none() -> None:
    about = found(row=7, column="")
    assert names(about) == []
    assert PLACES.link(about) == ("C7", "'It''s'!C7")


def test_a_finding_about_a_column_marks_the_heading() -> None:
    assert names(found(row=None, column="qty")) == ["C3"]


@pytest.mark.parametrize(
    "about",
    [
        {"row": None, "column": "净重 (net_weight)"},
        {"row": None, "column": ""},
        {"file": "", "sheet": "", "row": None},
        {"file": "", "sheet": "", "row": 4, "column": "qty"},
    ],
)
def test_a_finding_without_a_cell_has_no_link(about: dict[str, object]) -> None:
    assert PLACES.link(found(**about)) == ("", "")


def test_a_row_needs_no_file_where_there_is_only_one() -> None:
    places = CellPlaces([CATALOG], ["b"], [0])
    assert places.link(found(file="", sheet="", row=4, column="sku")) == ("A4", "'b'!A4")


def test_the_column_of_codes_never_has_a_heading_of_the_user() -> None:
    assert check_heading(["qty"]) == "check"
    assert check_heading([" CHECK", "cbec_check"]) == "cbec_cbec_check"
