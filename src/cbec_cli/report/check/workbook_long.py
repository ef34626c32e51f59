"""A fresh workbook for tables too long to mark cell by cell: streamed, whole rows coloured.

The writer colours rows, not cells, while it streams; the Findings sheet leads to the cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rustpy_xlsxwriter import Format, write_worksheets

from cbec_cli.report.check.workbook_fresh import (
    OWN_SHEETS,
    are_numbers,
    check_fits,
    fresh_titles,
    heading_width,
    text_columns,
)
from cbec_cli.report.check.workbook_marks import FILLS, NONE
from cbec_cli.report.check.workbook_places import CellPlaces, check_heading
from cbec_cli.report.check.workbook_tables import (
    CODE_COLUMNS,
    CODE_WIDTHS,
    FINDING_COLUMNS,
    FINDING_WIDTHS,
    code_rows,
    finding_rows,
    line_height,
    summary_lines,
)
from cbec_cli.report.workbook_lines import fitting
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from cbec_cli.report.check.workbook_tables import Made
    from cbec_cli.work.checking.result import CheckedChunk, CheckResult, Sheet

COLOURED = 100_000
"""Rows coloured on a sheet at most; with more the colours tell nobody anything."""

_CHECK_WIDTH = 22


@dataclass(slots=True)
class Layout:
    """How one table is written, known after every line was looked at once.

    Attributes:
        checked: the table.
        title: name of its sheet.
        headings: the user's, then that of the column of codes.
        numeric: for each of the user's columns, of its filled cells: {True} all numbers, {False} none, or both.
        colours: severity of each row to be coloured, by its index from zero.
        uncoloured: rows that were not coloured because there are too many.
    """

    checked: Sheet
    title: str
    headings: list[str]
    numeric: list[set[bool]]
    colours: dict[int, int] = field(default_factory=dict)
    uncoloured: int = 0

    @property
    def by_cell(self) -> bool:
        """Whether some column mixes numbers and text, so that each cell needs its own type."""
        return {True, False} in self.numeric and len(set(self.headings)) == len(self.headings)

    @property
    def schema(self) -> Any:
        """Names and Arrow types of the columns."""
        types = [pa.float64() if kinds == {True} else pa.string() for kinds in self.numeric]
        return pa.schema(list(zip(self.headings, [*types, pa.string()], strict=True)))

    def look(self, chunk: CheckedChunk) -> None:
        """Take note of what some lines need."""
        check_fits(chunk, self.checked)
        as_text = text_columns(self.checked)
        for place, kinds in enumerate(self.numeric):
            if place not in as_text and len(kinds) < 2:
                kinds.update(_kinds(chunk, place))
        at = np.flatnonzero(chunk.severity < NONE)
        room = COLOURED - len(self.colours)
        self.uncoloured += max(0, len(at) - room)
        at = at[: max(0, room)]
        self.colours.update(zip((chunk.rows[at] - 1).tolist(), chunk.severity[at].tolist(), strict=True))


def _kinds(chunk: CheckedChunk, place: int) -> set[bool]:
    """Of a column's filled cells in some lines: which answers there are to whether they are numbers."""
    cells = chunk.cells.column(place)
    if cells.null_count == len(cells):
        return set()
    if place not in chunk.numeric:
        return {False}
    return {bool(answer) for answer in pc.unique(are_numbers(cells).drop_null()).to_pylist()}


def write_long(result: CheckResult, path: Path, made: Made) -> None:
    """Write the workbook.

    Raises:
        CannotRun: a row is below the last one a sheet can hold.
        OSError: the file cannot be written.
    """
    layouts = _layouts(result)
    made.rows_filled = True
    if uncoloured := sum(layout.uncoloured for layout in layouts):
        made.notes += (f"{uncoloured:,} more rows have findings and no colour; filter the column check to see them.",)
    places = CellPlaces(result.sheets, [layout.title for layout in layouts], [0] * len(layouts))
    tables = _Tables(result, layouts)
    lines = summary_lines(result, made)
    sheets = [(layout.title, tables.lines(i)) for i, layout in enumerate(layouts)]
    own = [_findings(result, places), _table(CODE_COLUMNS, list(code_rows(result)))]
    sheets += zip(OWN_SHEETS, own, strict=True)
    try:
        write_worksheets(sheets, str(path), **_look(layouts, lines))
    except (RuntimeError, OSError) as error:
        if tables.stopped:  # the writer hides what stopped the lines (Ctrl-C, a damaged file) behind its own error
            raise tables.stopped[0] from None
        raise OSError(str(error)) from error


def _layouts(result: CheckResult) -> list[Layout]:
    """Look at every line once."""
    titles = fresh_titles(result.sheets)
    layouts = [
        Layout(checked, title, [*checked.headings, check_heading(checked.headings)], [set() for _ in checked.headings])
        for checked, title in zip(result.sheets, titles, strict=True)
    ]
    for chunk in result.walk():
        layouts[chunk.sheet].look(chunk)
    return layouts


class _Tables:
    """The lines of each table in turn, from one walk over all of them."""

    def __init__(self, result: CheckResult, layouts: list[Layout]) -> None:
        self.stopped: list[BaseException] = []
        self._layouts = layouts
        self._chunks = result.walk()
        self._next: CheckedChunk | None = None

    def lines(self, sheet: int) -> Any:
        """One table in the form the writer takes fastest."""
        layout = self._layouts[sheet]
        if layout.by_cell:
            return _records(self._of(sheet), layout)
        return pa.RecordBatchReader.from_batches(layout.schema, _batches(self._of(sheet), layout))

    def _of(self, sheet: int) -> Iterator[CheckedChunk]:
        """The chunks of one table; tables are asked for in their order."""
        try:
            while True:
                self._next = self._next or next(self._chunks, None)
                if self._next is None or self._next.sheet != sheet:
                    return
                chunk, self._next = self._next, None
                yield chunk
        except GeneratorExit:
            raise
        except BaseException as error:
            self.stopped.append(error)
            raise


def _batches(chunks: Iterator[CheckedChunk], layout: Layout) -> Iterator[Any]:
    """A sheet as record batches of one schema, blank rows where the file has some."""
    row, schema = layout.checked.heading_row + 1, layout.schema
    for chunk in chunks:
        cells = [
            pc.cast(column, pa.float64()) if kinds == {True} else fitting(column)
            for column, kinds in zip(chunk.cells.columns, layout.numeric, strict=True)
        ]
        table = pa.Table.from_arrays([*cells, _codes(chunk)], schema=schema)
        yield from _spaced(table, chunk.rows, row).to_batches()
        row = int(chunk.rows[-1]) + 1 if len(chunk.rows) else row


def _spaced(table: Any, rows: NDArray[Any], first: int) -> Any:
    """The lines from row `first` on, each at its row."""
    count = int(rows[-1]) + 1 - first if len(rows) else 0
    if count <= len(rows) or rows[0] < first:  # nothing to leave out, or a file given twice
        return table
    at = np.full(count, -1, np.int64)
    at[rows - first] = np.arange(len(rows))
    return table.take(pa.array(at, mask=at < 0))


def _records(chunks: Iterator[CheckedChunk], layout: Layout) -> Iterator[dict[str, Any]]:
    """A sheet row by row, for columns that mix numbers and text: each cell gets the type it had."""
    row, blank = layout.checked.heading_row + 1, dict.fromkeys(layout.headings)
    for chunk in chunks:
        columns = [_cells(chunk, place, kinds) for place, kinds in enumerate(layout.numeric)]
        for at, *cells in zip(chunk.rows.tolist(), *columns, _codes(chunk).to_pylist(), strict=True):
            yield from (blank for _ in range(row, at))
            yield dict(zip(layout.headings, cells, strict=True))
            row = at + 1


def _cells(chunk: CheckedChunk, place: int, kinds: set[bool]) -> list[Any]:
    """One column of some lines as values."""
    cells = fitting(chunk.cells.column(place))
    if True not in kinds or place not in chunk.numeric:
        return list(cells.to_pylist())
    numbers = are_numbers(cells).to_pylist()
    return [float(text) if number else text for text, number in zip(cells.to_pylist(), numbers, strict=True)]


def _codes(chunk: CheckedChunk) -> Any:
    """The column of codes."""
    return pa.array([codes or None for codes in chunk.codes], pa.string())


def _findings(result: CheckResult, places: CellPlaces) -> Any:
    """The Findings sheet; the text of its first column is where the link leads, the writer shows the second."""
    rows = [[f"internal:{where}" if where else None, *cells] for cells, where in finding_rows(result, places)]
    return _table(("go to", *FINDING_COLUMNS), rows)


def _table(headings: tuple[str, ...], rows: list[list[Any]]) -> Any:
    """Rows as a table; text that fits into a cell, and counts."""
    whole = ("row", "found")
    return pa.table(
        {
            name: pa.array([row[i] for row in rows], pa.int64())
            if name in whole
            else fitting(pa.array([row[i] or None for row in rows], pa.string()))
            for i, name in enumerate(headings)
        }
    )


def _look(layouts: list[Layout], lines: list[str]) -> dict[str, Any]:
    """Formats, widths, filters and frozen headings, as the writer's options."""
    head = Format().set_bold().set_background_color("#E7ECF2").set_border_bottom("thin")
    fills = [Format().set_background_color(f"#{colour}") for colour in FILLS]
    wrap = Format().set_text_wrap().set_align("top")
    findings, summary = OWN_SHEETS
    last = len(CODE_COLUMNS) - 1
    tops = {layout.title: layout.checked.heading_row for layout in layouts} | {findings: 1, summary: len(lines) + 2}
    by_severity = [
        {"type": "text", "criteria": "begins_with", "value": severity, "format": fills[i]}
        for i, severity in enumerate(SEVERITIES)
    ]
    return {
        "header_format": dict.fromkeys(tops, head),
        "header_row": {title: row - 1 for title, row in tops.items()},
        "autofilter": dict.fromkeys([*(layout.title for layout in layouts), findings], True),
        "freeze_panes": {title: {"row": row, "col": 0} for title, row in tops.items() if title != summary},
        "column_widths": {layout.title: _widths(layout) for layout in layouts}
        | {findings: [9, *FINDING_WIDTHS], summary: list(CODE_WIDTHS)},
        "row_formats": {
            layout.title: {row: fills[severity] for row, severity in layout.colours.items()} for layout in layouts
        },
        "ignore_errors": {layout.title: _digits_as_text(layout) for layout in layouts} | {findings: ["order_no"]},
        "url_columns": {findings: {"go to": "cell"}},
        "conditional_formats": {title: {"severity": by_severity} for title in OWN_SHEETS},
        "merge_ranges": {summary: [(row, 0, row, last, text, wrap) for row, text in enumerate(lines)]},
        "row_heights": {summary: {row: line_height(text) for row, text in enumerate(lines)}},
    }


def _widths(layout: Layout) -> list[int]:
    """Widths of the columns of a table."""
    return [*(heading_width(heading) for heading in layout.headings[:-1]), _CHECK_WIDTH]


def _digits_as_text(layout: Layout) -> list[str]:
    """The columns of text: no green corner on codes that consist of digits."""
    own = zip(layout.headings[:-1], layout.numeric, strict=True)
    return list(dict.fromkeys(heading for heading, kinds in own if kinds != {True}))
