"""The result as a workbook: lines, orders, summary with charts, sources, findings.

One writer serves short and long sheets. Text is always written as a text cell: `=1+1`, `+86 138`, `@SUM` or `-1 apple`
in a user's table can never become a formula, and a code of digits never a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from rustpy_xlsxwriter import write_worksheets

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.sheet_look import WIDTHS, formats, look
from cbec_cli.report.sheets import small_sheets
from cbec_cli.report.workbook_lines import Plan, batches, plan, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cbec_cli.report.sheets import Sheet
    from cbec_cli.work.result import Result

ROWS = 1_048_575
"""Rows of a sheet below its heading."""

COLUMNS = 16_384
"""Columns of a sheet."""

_NOTES_WIDTH = 60.0


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
    made = look(small, ("lines",))
    made["column_formats"]["lines"] = formats(layout.kinds)
    made["column_widths"]["lines"] = _line_widths(layout)
    return {**made, "ignore_errors": {"lines": _digits_as_text(layout), "orders": ["order_no"]}}


def _line_widths(layout: Plan) -> list[float]:
    """Widths of the columns of the lines; headings of the user's own columns are seen whole."""
    widths = [
        max(WIDTHS[kind], min(40.0, 2.0 + sum(1 if char.isascii() else 2 for char in heading)))
        for heading, kind in zip(layout.headings, layout.kinds, strict=True)
    ]
    widths[-1] = _NOTES_WIDTH
    return widths


def _digits_as_text(layout: Plan) -> list[str]:
    """The user's text columns: no green corner on codes that consist of digits."""
    return [heading for heading, kind in zip(layout.own, layout.numeric, strict=True) if kind == "text"]
