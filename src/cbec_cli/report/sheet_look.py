"""How small sheets look: formats, widths, filters, frozen headings, text above the table, charts below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rustpy_xlsxwriter import Format, write_worksheets

from cbec_cli.report.sheets import COUNT, MONEY, RATIO, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cbec_cli.report.sheets import Sheet

_FORMATS = {MONEY: "#,##0.00", RATIO: "0.00%", COUNT: "#,##0"}
WIDTHS = {MONEY: 15.0, RATIO: 12.0, COUNT: 10.0, TEXT: 16.0, "number": 12.0}
"""Kind of a column → its width."""

_INTRO_CELLS = 8


def write_sheets(sheets: Sequence[Sheet], path: Path) -> None:
    """Write sheets as a workbook; texts are text cells, never formulas.

    Raises:
        OSError: the file cannot be written.
    """
    try:
        write_worksheets([(sheet.name, sheet.table) for sheet in sheets], str(path), **look(sheets))
    except (RuntimeError, OSError) as error:
        raise OSError(str(error)) from error


def look(sheets: Sequence[Sheet], more: Sequence[str] = ()) -> dict[str, Any]:
    """The look of sheets as the writer's options.

    Args:
        sheets: as plain data.
        more: names of further sheets, which stand before them and have a heading row, a filter and no text above.
    """
    head = Format().set_bold().set_background_color("#E7ECF2").set_border_bottom("thin")
    names = [*more, *(sheet.name for sheet in sheets)]
    tops = {sheet.name: len(sheet.intro) + 1 if sheet.intro else 0 for sheet in sheets}
    return {
        "header_format": dict.fromkeys(names, head),
        "autofilter": dict.fromkeys(names, True),
        "header_row": tops,
        "freeze_panes": {name: {"row": 1, "col": 0} for name in names if not tops.get(name)},
        "merge_ranges": {sheet.name: _intro(sheet) for sheet in sheets if sheet.intro},
        "column_formats": {sheet.name: formats(sheet.kinds) for sheet in sheets},
        "column_widths": {sheet.name: _widths(sheet) for sheet in sheets},
        "charts": {sheet.name: _charts(sheet) for sheet in sheets if sheet.charts},
    }


def formats(kinds: Sequence[str]) -> list[Any]:
    """A number format per column, None for text and for the user's own numbers."""
    made = {kind: Format().set_num_format(text) for kind, text in _FORMATS.items()}
    return [made.get(kind) for kind in kinds]


def _intro(sheet: Sheet) -> list[tuple[int, int, int, int, str]]:
    """The lines above the table, each across several cells so that it can be read."""
    return [(row, 0, row, _INTRO_CELLS, text) for row, text in enumerate(sheet.intro)]


def _widths(sheet: Sheet) -> list[float]:
    """Widths of the columns of a small sheet."""
    widths = [WIDTHS[kind] for kind in sheet.kinds]
    for place, width in sheet.widths:
        widths[place] = width
    return widths


def _charts(sheet: Sheet) -> list[dict[str, Any]]:
    """The charts of a sheet, side by side under its table."""
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
