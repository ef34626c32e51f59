"""Marks in a workbook held by openpyxl: fills, comments, the check column, and the sheets Findings and Summary."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from cbec_cli.report.check.workbook_marks import AUTHOR, FILLS, NONE, Mark
from cbec_cli.report.check.workbook_tables import (
    CELL_LIMIT,
    CODE_COLUMNS,
    CODE_WIDTHS,
    FINDING_COLUMNS,
    FINDING_WIDTHS,
    code_rows,
    finding_rows,
    line_height,
    plain,
    summary_lines,
    writable,
)
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from cbec_cli.report.check.workbook_marks import Marks
    from cbec_cli.report.check.workbook_places import CellPlaces
    from cbec_cli.report.check.workbook_tables import Made
    from cbec_cli.work.checking.result import CheckedChunk, CheckResult

COMMENTS = 5_000
"""Comments in a workbook; a spreadsheet program grows slow with more."""

CHECK_WIDTH = 22
_COMMENT_WIDTH = 380
_LINE_HEIGHT = 18
_LINE_LENGTH = 52
_HEIGHTS = (60, 420)
_RISKY = ("=", "+", "-", "@", "\t", "\r")

HEAD_FILL = "E7ECF2"


def put(cell: Any, value: object) -> None:
    """Write a value; text is always text, never a formula, an error or a number."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = writable(value)
    cell.data_type = "s"
    if value.startswith(_RISKY):
        cell.quotePrefix = True  # still text after somebody has edited the cell


def head(cell: Any, heading: str) -> None:
    """Write a heading of one of our own sheets."""
    put(cell, heading)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
    cell.border = Border(bottom=Side("thin"))


def fill(cell: Any, severity: int) -> None:
    """Colour a cell; its other formats stay."""
    if severity < NONE:
        cell.fill = PatternFill("solid", fgColor=FILLS[severity])


class Painter:
    """Marks the cells of a workbook.

    Attributes:
        left: comments that may still be written.
        unsaid: coloured cells for which no comment was left.
        hidden: coloured cells in hidden rows or columns.
    """

    def __init__(self, findings_sheet: str) -> None:
        """Nothing marked yet; comments that cannot say everything name the Findings sheet."""
        self.left, self.unsaid, self.hidden = COMMENTS, 0, 0
        self._findings_sheet = findings_sheet

    def paint(self, sheet: Worksheet, found: Marks) -> None:
        """Colour and comment the cells of a sheet; a mark inside merged cells goes to the cell that shows."""
        hidden_columns = _hidden_columns(sheet)
        for (row, column), mark in _on_showing_cells(sheet, found).items():
            cell = sheet.cell(row, column)
            fill(cell, mark.severity)
            self._say(cell, mark)
            if column in hidden_columns or (row in sheet.row_dimensions and sheet.row_dimensions[row].hidden):
                self.hidden += 1

    def _say(self, cell: Any, mark: Mark) -> None:
        """Comment a cell; a comment it has stays in front and keeps its author."""
        if not self.left:
            self.unsaid += 1
            return
        self.left -= 1
        said, text = cell.comment, plain(mark.comment(self._findings_sheet))
        if said is not None:
            text = f"{said.text}\n\n{AUTHOR}: {text}"
        lines = sum(1 + len(line.encode("gbk", "replace")) // _LINE_LENGTH for line in text.split("\n"))
        height = max(_HEIGHTS[0], min(_HEIGHTS[1], _LINE_HEIGHT * (lines + 1)))
        cell.comment = Comment(text[:CELL_LIMIT], said.author if said else AUTHOR, height, _COMMENT_WIDTH)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the Summary says about the marks."""
        notes = []
        if self.unsaid:
            notes.append(f"{self.unsaid:,} coloured cells have no comment, more would be slow: see Findings.")
        if self.hidden:
            notes.append(f"{self.hidden:,} marked cells are in hidden or filtered rows or columns; unhide them to see.")
        return tuple(notes)


def _on_showing_cells(sheet: Worksheet, found: Marks) -> Marks:
    """The marks with those inside merged cells moved to the first of these, the only one that shows."""
    if not any(isinstance(sheet.cell(*place), MergedCell) for place in found):
        return found
    first = {place: (merged.min_row, merged.min_col) for merged in sheet.merged_cells.ranges for place in merged.cells}
    moved: Marks = {}
    for place, mark in found.items():
        moved.setdefault(first.get(place, place), Mark()).join(mark)
    return moved


def _hidden_columns(sheet: Worksheet) -> set[int]:
    """Numbers of the hidden columns."""
    hidden: set[int] = set()
    for each in sheet.column_dimensions.values():
        if each.hidden:
            each.reindex()
            hidden.update(range(each.min, each.max + 1))
    return hidden


def check_column(sheet: Worksheet, column: int, heading_row: int, heading: str) -> None:
    """Head the column of codes in the style of the heading beside it."""
    cell, beside = sheet.cell(heading_row, column), sheet.cell(heading_row, column - 1)
    put(cell, heading)
    cell.font, cell.fill, cell.border = copy(beside.font), copy(beside.fill), copy(beside.border)
    cell.alignment = copy(beside.alignment)
    set_width(sheet, column, CHECK_WIDTH)


def set_width(sheet: Worksheet, column: int, width: int) -> None:
    """Set a width, unless the column is part of a group of columns: two widths for one column damage the file."""
    grouped = any(each.min and each.min <= column <= (each.max or 0) for each in sheet.column_dimensions.values())
    if not grouped:
        sheet.column_dimensions[get_column_letter(column)].width = width


def check_cells(sheet: Worksheet, column: int, chunk: CheckedChunk) -> None:
    """The codes of some lines, coloured by the most serious."""
    for row, codes, severity in zip(chunk.rows.tolist(), chunk.codes, chunk.severity.tolist(), strict=True):
        if codes:
            cell = sheet.cell(row, column)
            put(cell, codes)
            fill(cell, severity)


def add_findings(book: Workbook, title: str, result: CheckResult, places: CellPlaces) -> None:
    """The sheet of all findings, each with a link to its cell."""
    sheet = book.create_sheet(title)
    _table(sheet, 1, FINDING_COLUMNS, FINDING_WIDTHS)
    last = 1
    for last, (values, where) in enumerate(finding_rows(result, places), 2):
        _row(sheet, last, values)
        if where:
            cell = sheet.cell(last, 1)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=writable(where))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(FINDING_COLUMNS))}{last}"
    last = max(2, last)
    _by_rule(sheet, f"A2:A{last}", '$A2<>""', font=Font(color="0563C1", underline="single"))
    column = get_column_letter(FINDING_COLUMNS.index("severity") + 1)
    for severity, colour in zip(SEVERITIES, FILLS, strict=True):
        solid = PatternFill("solid", fgColor=colour, bgColor=colour)
        _by_rule(sheet, f"{column}2:{column}{last}", f'${column}2="{severity}"', fill=solid)


def _by_rule(sheet: Worksheet, cells: str, formula: str, **look: Any) -> None:
    """Give cells a look where a formula holds: many times faster to write than a look of each cell."""
    sheet.conditional_formatting.add(cells, FormulaRule(formula=[formula], **look))


def add_summary(book: Workbook, title: str, result: CheckResult, made: Made) -> None:
    """The sheet that says what was checked, what was found, and how to read the workbook."""
    sheet = book.create_sheet(title)
    wrap = Alignment(wrap_text=True, vertical="top")
    lines = summary_lines(result, made)
    for row, text in enumerate(lines, 1):
        put(sheet.cell(row, 1), text)
        sheet.cell(row, 1).alignment = wrap
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(CODE_COLUMNS))
        sheet.row_dimensions[row].height = line_height(text)
    sheet.cell(1, 1).font = Font(bold=True, size=13)
    top = len(lines) + 2
    _table(sheet, top, CODE_COLUMNS, CODE_WIDTHS)
    for row, values in enumerate(code_rows(result), top + 1):
        _row(sheet, row, values)
        fill(sheet.cell(row, 2), SEVERITIES.index(values[1]))


def _table(sheet: Worksheet, row: int, headings: Sequence[str], widths: Sequence[int]) -> None:
    """The headings of a table and the widths of its columns."""
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        head(sheet.cell(row, column), heading)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _row(sheet: Worksheet, row: int, values: Iterable[object]) -> None:
    """One row of a table; what is empty stays empty."""
    for column, value in enumerate(values, 1):
        if value not in (None, ""):
            put(sheet.cell(row, column), value)
