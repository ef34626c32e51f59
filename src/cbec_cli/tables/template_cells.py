"""Cells that every workbook to fill in is made of: headings with notes, example cells, drop-downs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cbec_cli.tables.columns import Column, Kind

Language = Literal["zh", "en"]

ROWS = 2_000
"""Rows prepared with formats and drop-downs."""

FORMATS: dict[Kind, str] = {"money": "#,##0.00###", "quantity": "0.#####", "weight": "0.#####", "day": "yyyy-mm-dd"}
"""Number formats of columns of numbers and days; every other column is text."""

TEXT = "@"
REQUIRED, OPTIONAL, ALT = "1F4E79", "5B7A99", "EAF1F8"
"""Colours of headings: of needed columns, of others, of the guide."""


def heading(cell: Any, each: Column, language: Language, *, needed: bool) -> None:
    """One heading and its note."""
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    cell.value = each.bilingual
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=REQUIRED if needed else OPTIONAL)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    note = Comment(note_of(each, language), "cbec")
    note.width, note.height = 280, 110
    cell.comment = note


def note_of(each: Column, language: Language) -> str:
    """What a column holds, in one language, with an example."""
    text, before = (each.note_zh, "例：") if language == "zh" else (each.note, "Example: ")
    return f"{text}\n{before}{each.example}" if each.example else text


def example(cell: Any, each: Column, text: str | None) -> None:
    """One cell of an example line; codes stay text, amounts and days are real numbers and days."""
    from datetime import date  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    from openpyxl.styles import Font  # noqa: PLC0415

    cell.number_format = FORMATS.get(each.kind, TEXT)
    cell.font = Font(italic=True, color="808080")
    if text is None:
        return
    if each.kind == "day":
        cell.value = date.fromisoformat(text)
    else:
        cell.value = Decimal(text) if each.kind in FORMATS else text


def drop_down(sheet: Any, each: Column, cells: str, language: Language, listed: str = "") -> None:
    """A list of values to choose from; other values of the customs tables may still be typed.

    Args:
        sheet: where.
        each: the column.
        cells: for which cells.
        language: of the warning about other values.
        listed: cells of another sheet that hold the values (`lists!$A$1:$A$9`), for more than fit into a formula.
    """
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    if not each.choices and not listed:
        return
    values = listed or f'"{",".join(each.choices)}"'
    choice = DataValidation(type="list", formula1=values, allow_blank=True)
    choice.errorStyle = "warning"
    choice.showErrorMessage = True
    choice.error = "不在常用值中，确定使用？" if language == "zh" else "Not one of the usual values. Use it anyway?"
    choice.showInputMessage = False
    sheet.add_data_validation(choice)
    choice.add(cells)
