"""The result as a workbook: lines, orders, summary with charts, sources, findings.

One writer serves short and long sheets. Text is always written as a text cell: `=1+1`, `+86 138`, `@SUM` or `-1 apple`
in a user's table can never become a formula, and a code of digits never a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from rustpy_xlsxwriter import Format, write_worksheets

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.sheets import COUNT, MONEY, RATIO, TEXT, Sheet, small_sheets
from cbec_cli.report.workbook_lines import Plan, batches, plan, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cbec_cli.work.result import Result

ROWS = 1_048_575
"""Rows of a sheet below its heading."""

COLUMNS = 16_384
"""Columns of a sheet."""

_FORMATS = {MONEY: "#,##0.00", RATIO: "0.00%", COUNT: "#,##0"}
_WIDTHS = {MONEY: 15.0, RATIO: 12.0, COUNT: 10.0, TEXT: 16.0, "number": 12.0}
_NOTES_WIDTH = 60.0
_INTRO_CELLS = 8


def write_workbook(result: Result, path: Path) -> None:
    """Write the workbook.

    Raises:
        CannotRun: more lines or columns than a sheet can hold.
        OSError: the file cannot be written.
    """
    if result.source["lines"] > ROWS:
        raise CannotRun(
            f"{result.source['lines']:,} lines do not fit into a sheet, which holds {ROWS:,}",
            "use --format csv or --output FILE.parquet",
        )
    layout = plan(result)
    if len(layout.headings) > COLUMNS:
        raise CannotRun(f"{len(layout.headings):,} columns do not fit into a sheet", "use --format csv")
    small = small_sheets(result)
    stopped: list[BaseException] = []
    lines = _lines(result, layout, stopped)
    try:
        write_worksheets(
            [("lines", lines), *((sheet.name, sheet.table) for sheet in small)], str(path), **_look(layout, small)
        )
    except (RuntimeError, OSError) as error:
        if stopped:  # the writer hides what stopped the lines (Ctrl-C, a damaged file) behind an error of its own
            raise stopped[0] from None
        raise OSError(str(error)) from error


def _lines(result: Result, layout: Plan, stopped: list[BaseException]) -> Any:
    """The lines in the form the writer takes fastest."""
    if layout.by_cell:
        return _watched(records(result, layout), stopped)
    return pa.RecordBatchReader.from_batches(layout.schema, _watched(batches(result, layout), stopped))


def _watched(items: Iterator[Any], stopped: list[BaseException]) -> Iterator[Any]:
    """The same items; what stops them is kept."""
    try:
        yield from items
    except GeneratorExit:
        raise
    except BaseException as error:
        stopped.append(error)
        raise


def _look(layout: Plan, small: list[Sheet]) -> dict[str, Any]:
    """Formats, widths, filters, frozen headings and charts of every sheet, as the writer's options."""
    head = Format().set_bold().set_background_color("#E7ECF2").set_border_bottom("thin")
    names = ["lines", *(sheet.name for sheet in small)]
    tops = {sheet.name: len(sheet.intro) + 1 if sheet.intro else 0 for sheet in small}
    return {
        "header_format": dict.fromkeys(names, head),
        "autofilter": dict.fromkeys(names, True),
        "header_row": tops,
        "freeze_panes": {name: {"row": 1, "col": 0} for name in names if not tops.get(name)},
        "merge_ranges": {sheet.name: _intro(sheet) for sheet in small if sheet.intro},
        "column_formats": {"lines": _formats(layout.kinds)} | {sheet.name: _formats(sheet.kinds) for sheet in small},
        "column_widths": {"lines": _line_widths(layout)} | {sheet.name: _widths(sheet) for sheet in small},
        "ignore_errors": {"lines": _digits_as_text(layout), "orders": ["order_no"]},
        "charts": {sheet.name: _charts(sheet) for sheet in small if sheet.charts},
    }


def _intro(sheet: Sheet) -> list[tuple[int, int, int, int, str]]:
    """The lines above the table, each across several cells so that it can be read."""
    return [(row, 0, row, _INTRO_CELLS, text) for row, text in enumerate(sheet.intro)]


def _formats(kinds: tuple[str, ...]) -> list[Any]:
    """A number format per column, None for text and for the user's own numbers."""
    made = {kind: Format().set_num_format(text) for kind, text in _FORMATS.items()}
    return [made.get(kind) for kind in kinds]


def _line_widths(layout: Plan) -> list[float]:
    """Widths of the columns of the lines; headings of the user's own columns are seen whole."""
    widths = [
        max(_WIDTHS[kind], min(40.0, 2.0 + sum(1 if char.isascii() else 2 for char in heading)))
        for heading, kind in zip(layout.headings, layout.kinds, strict=True)
    ]
    widths[-1] = _NOTES_WIDTH
    return widths


def _widths(sheet: Sheet) -> list[float]:
    """Widths of the columns of a small sheet."""
    widths = [_WIDTHS[kind] for kind in sheet.kinds]
    for place, width in sheet.widths:
        widths[place] = width
    return widths


def _digits_as_text(layout: Plan) -> list[str]:
    """The user's text columns: no green corner on codes that consist of digits."""
    return [heading for heading, kind in zip(layout.own, layout.numeric, strict=True) if kind == "text"]


def _charts(sheet: Sheet) -> list[dict[str, Any]]:
    """The charts of a sheet, one below the other under its table."""
    below = len(sheet.intro) + sheet.table.num_rows + 4
    return [
        {
            "type": chart.kind,
            "title": chart.title,
            "categories": chart.categories,
            "series": list(chart.series),
            "row": below,
            "col": place * 5,
            "width": 560,
            "height": 320,
            "legend": len(chart.series) > 1,
        }
        for place, chart in enumerate(sheet.charts)
    ]
