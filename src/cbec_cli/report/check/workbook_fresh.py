"""A fresh workbook with the columns and texts as they were read, held by openpyxl, for tables of moderate length.

Rows stay where they were: row 17 of the file is row 17 of the sheet, so that findings name the same cell in both.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.check.workbook_marks import marks
from cbec_cli.report.check.workbook_paint import (
    CHECK_WIDTH,
    Painter,
    add_findings,
    add_summary,
    check_cells,
    head,
    put,
)
from cbec_cli.report.check.workbook_places import ROWS, CellPlaces, check_heading, sheet_name
from cbec_cli.tables.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from cbec_cli.report.check.workbook_tables import Made
    from cbec_cli.work.checking.result import CheckedChunk, CheckResult, Sheet

OWN_SHEETS = ("Findings", "Summary")

NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"  # a leading zero is a code, not a number
_TEXT_KINDS = ("code", "id")


def write_fresh(result: CheckResult, path: Path, made: Made) -> None:
    """Write the workbook.

    Raises:
        CannotRun: a row is below the last one a sheet can hold.
        OSError: the file cannot be written.
    """
    book = Workbook()
    book.remove(book.active)
    titles = fresh_titles(result.sheets)
    sheets = [_headed(book.create_sheet(title), checked) for title, checked in zip(titles, result.sheets, strict=True)]
    for chunk in result.walk():
        check_fits(chunk, result.sheets[chunk.sheet])
        _lines(sheets[chunk.sheet], chunk, result.sheets[chunk.sheet])
    places = CellPlaces(result.sheets, titles, [0] * len(sheets))
    painter = Painter(OWN_SHEETS[0])
    for sheet, found in zip(sheets, marks(result.findings, places), strict=True):
        painter.paint(sheet, found)
    add_findings(book, OWN_SHEETS[0], result, places)
    made.notes += painter.notes
    add_summary(book, OWN_SHEETS[1], result, made)
    book.save(path)


def fresh_titles(sheets: Sequence[Sheet]) -> list[str]:
    """A name for each table's sheet: that of its sheet or of its file, each once and none of our own."""
    titles: list[str] = []
    files = {sheet.file for sheet in sheets}
    for sheet in sheets:
        wanted = sheet.sheet if sheet.sheet and len(files) == 1 else PurePath(sheet.file).stem
        titles.append(sheet_name(wanted, [*titles, *OWN_SHEETS]))
    return titles


def check_fits(chunk: CheckedChunk, checked: Sheet) -> None:
    """Turn away rows no sheet can hold.

    Raises:
        CannotRun: there is such a row.
    """
    last = int(chunk.rows.max()) if len(chunk.rows) else 0
    if last > ROWS:
        raise CannotRun(
            f"{checked.file}: row {last:,} does not fit into a sheet, which holds {ROWS:,} rows",
            "use --format csv or --format json",
        )


def text_columns(checked: Sheet) -> set[int]:
    """Indexes of codes and IDs, which are text even where the file has numbers."""
    kinds = {column.name: column.kind for column in COLUMNS}
    return {place for name, place in checked.fields.items() if kinds.get(name) in _TEXT_KINDS}


def are_numbers(cells: Any) -> Any:
    """Which texts are numbers that keep every digit as a number; null where the cell is empty."""
    return pc.match_substring_regex(cells, NUMBER)


def heading_width(heading: str) -> int:
    """Width of a column whose heading is seen whole."""
    return max(12, min(40, 2 + sum(1 if char.isascii() else 2 for char in heading)))


def _headed(sheet: Worksheet, checked: Sheet) -> Worksheet:
    """A sheet with its headings where the file has them."""
    row = checked.heading_row
    headings = [*checked.headings, check_heading(checked.headings)]
    for column, heading in enumerate(headings, 1):
        head(sheet.cell(row, column), heading)
        sheet.column_dimensions[get_column_letter(column)].width = heading_width(heading)
    sheet.column_dimensions[get_column_letter(len(headings))].width = CHECK_WIDTH
    sheet.freeze_panes = sheet.cell(row + 1, 1)
    sheet.auto_filter.ref = f"A{row}:{get_column_letter(len(headings))}{row + checked.lines}"
    return sheet


def _lines(sheet: Worksheet, chunk: CheckedChunk, checked: Sheet) -> None:
    """The cells of some lines and their codes."""
    rows = chunk.rows.tolist()
    as_text = text_columns(checked)
    for place, cells in enumerate(chunk.cells.columns):
        numbers = are_numbers(cells) if place in chunk.numeric and place not in as_text else pa.nulls(len(cells))
        for row, text, number in zip(rows, cells.to_pylist(), numbers.to_pylist(), strict=True):
            if text:
                put(sheet.cell(row, place + 1), Decimal(text) if number else text)
    check_cells(sheet, len(checked.headings) + 1, chunk)
