"""The workbook to fill in, made from the registry of columns.

Its headings are read back by cbec itself. Codes and numbers of identity are formatted as text, because a spreadsheet
would take them for numbers and damage them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from cbec_cli.tables.columns import COLUMNS, Column, Kind

if TYPE_CHECKING:
    from pathlib import Path

Language = Literal["zh", "en"]

ROWS = 2_000
"""Rows prepared with formats and drop-downs."""

_FORMATS: dict[Kind, str] = {"money": "#,##0.00###", "quantity": "0.#####", "weight": "0.#####", "day": "yyyy-mm-dd"}
_TEXT = "@"
_REQUIRED, _OPTIONAL, _ALT = "1F4E79", "5B7A99", "EAF1F8"
_SHEETS = {"zh": ("订单", "填写说明"), "en": ("Orders", "Guide")}
_EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "order_no": "示例-EXAMPLE-1",
        "line_no": "1",
        "buyer_id": "11010519491231002X",
        "sku": "CR-50",
        "name": "面霜 face cream 50 ml",
        "hs_code": "3304990099",
        "origin": "FRA",
        "qty": "2",
        "unit": "件",
        "qty1": "0.1",
        "unit_price": "180.00",
        "currency": "CNY",
        "net_weight": "0.1",
        "content": "50 ml",
        "order_date": "2026-03-22",
        "declared_on": "2026-03-25",
        "mode": "9610",
    },
    {
        "order_no": "示例-EXAMPLE-1",
        "line_no": "2",
        "buyer_id": "11010519491231002X",
        "sku": "IF-900",
        "name": "婴儿配方奶粉 infant formula 900 g",
        "hs_code": "1901101090",
        "origin": "NLD",
        "qty": "1",
        "unit": "罐",
        "qty1": "0.9",
        "unit_price": "238.00",
        "currency": "CNY",
        "freight": "12.00",
        "net_weight": "0.9",
        "content": "900 g",
        "order_date": "2026-03-22",
        "declared_on": "2026-03-25",
        "mode": "9610",
    },
)
_GUIDE = {
    "zh": (
        "每行填写一项商品；同一订单的各行使用相同的订单编号。",
        "深色表头为必填列；另需填写单价或总价之一。用不到的列可以留空或删除，列的顺序不限。",
        "空白表示“未知”，不是零。",
        "灰色斜体的示例行仅供参考，填写前请删除。",
        "编码和证件号码列为文本格式，请勿改为数字，否则会丢失前导零或末位数字。",
        "金额最多五位小数；日期写作 2026-03-22。",
        "填好后运行：cbec landed-cost 文件名.xlsx",
    ),
    "en": (
        "One line per article; all lines of an order carry the same order number.",
        "Dark headings are required, and so is a unit price or a total price.",
        "Columns not needed may stay blank or be deleted; their order does not matter.",
        "Blank means unknown, not zero.",
        "The example lines in grey italics are only for show: delete them before filling in.",
        "Columns of codes and ID numbers are text. As numbers they would lose leading zeros and last digits.",
        "Amounts have at most five decimals; days are written 2026-03-22.",
        "Then run: cbec landed-cost FILE.xlsx",
    ),
}
_TABLE = {
    "zh": ("列名", "英文名", "必填", "整单相同", "说明", "示例", "也可写作"),
    "en": ("Column", "Name", "Required", "Same for the order", "What it holds", "Example", "Other headings understood"),
}


def write_template(path: Path, language: Language = "zh") -> None:
    """Write the workbook to fill in.

    Args:
        path: where; an existing file is replaced.
        language: of the guide and the notes; the headings carry both.
    """
    from openpyxl import Workbook  # noqa: PLC0415 -- slow to import, only needed here

    book = Workbook()
    orders, guide = book.active, book.create_sheet(_SHEETS[language][1])
    orders.title = _SHEETS[language][0]
    _orders(orders, language)
    _guide(guide, language)
    book.save(path)


def _orders(sheet: Any, language: Language) -> None:
    """The sheet to fill in: headings with notes, formats, drop-downs, two example lines."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for i, each in enumerate(COLUMNS, 1):
        letter = get_column_letter(i)
        _heading(sheet.cell(1, i), each, language)
        sheet.column_dimensions[letter].width = max(12, min(30, 2 * len(each.title_zh) + len(each.name) + 3))
        sheet.column_dimensions[letter].number_format = _FORMATS.get(each.kind, _TEXT)
        for row in range(2, len(_EXAMPLES) + 2):
            _example(sheet.cell(row, i), each, _EXAMPLES[row - 2].get(each.name))
        _drop_down(sheet, each, f"{letter}2:{letter}{ROWS}", language)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"


def _heading(cell: Any, each: Column, language: Language) -> None:
    """One heading and its note."""
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    cell.value = each.bilingual
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=_REQUIRED if each.required else _OPTIONAL)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    note = Comment(_note(each, language), "cbec")
    note.width, note.height = 280, 110
    cell.comment = note


def _note(each: Column, language: Language) -> str:
    """What a column holds, in one language, with an example."""
    text, example = (each.note_zh, "例：") if language == "zh" else (each.note, "Example: ")
    return f"{text}\n{example}{each.example}" if each.example else text


def _example(cell: Any, each: Column, text: str | None) -> None:
    """One cell of an example line; codes stay text, amounts and days are real numbers and days."""
    from datetime import date  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    from openpyxl.styles import Font  # noqa: PLC0415

    cell.number_format = _FORMATS.get(each.kind, _TEXT)
    cell.font = Font(italic=True, color="808080")
    if text is None:
        return
    if each.kind == "day":
        cell.value = date.fromisoformat(text)
    else:
        cell.value = Decimal(text) if each.kind in _FORMATS else text


def _drop_down(sheet: Any, each: Column, cells: str, language: Language) -> None:
    """A list of values to choose from; other values of the customs tables may still be typed."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    if not each.choices:
        return
    choice = DataValidation(type="list", formula1=f'"{",".join(each.choices)}"', allow_blank=True)
    choice.errorStyle = "warning"
    choice.showErrorMessage = True
    choice.error = "不在常用值中，确定使用？" if language == "zh" else "Not one of the usual values. Use it anyway?"
    choice.showInputMessage = False
    sheet.add_data_validation(choice)
    choice.add(cells)


def _guide(sheet: Any, language: Language) -> None:
    """The sheet that explains the columns."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    for line in _GUIDE[language]:
        sheet.append([line])
    sheet.append([])
    sheet.append(list(_TABLE[language]))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_ALT)
    yes = "是" if language == "zh" else "yes"
    for each in COLUMNS:
        sheet.append(
            [
                each.title_zh if language == "zh" else each.title,
                each.name,
                yes if each.required else "",
                yes if each.scope == "order" else "",
                each.note_zh if language == "zh" else each.note,
                each.example,
                ", ".join(each.aliases),
            ]
        )
        for cell in sheet[sheet.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = _TEXT
    for letter, width in zip("ABCDEFG", (20, 16, 10, 10, 60, 18, 50), strict=True):
        sheet.column_dimensions[letter].width = width
