"""The workbooks to fill in, made from the registry of columns.

Its headings are read back by cbec itself. Codes and numbers of identity are formatted as text, because a spreadsheet
would take them for numbers and damage them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.tables.columns import Table, columns_of
from cbec_cli.tables.template_cells import ALT, FORMATS, ROWS, TEXT, Language, drop_down, example, heading
from cbec_cli.tables.template_examples import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

_SHEETS: dict[Language, dict[Table, str]] = {
    "zh": {"orders": "订单", "declarations": "进口清单", "catalog": "商品目录", "returns": "退货"},
    "en": {"orders": "Orders", "declarations": "Declarations", "catalog": "Catalog", "returns": "Returns"},
}
_GUIDE_SHEET: dict[Language, str] = {"zh": "填写说明", "en": "Guide"}
COMMANDS: dict[Table, str] = {
    "orders": "cbec landed-cost",
    "declarations": "cbec check",
    "catalog": "cbec check --as catalog",
    "returns": "cbec returns --original DECLARATIONS.xlsx",
}
"""What reads the filled workbook."""

_FIRST: dict[Language, dict[Table, tuple[str, ...]]] = {
    "zh": {
        "orders": (
            "每行填写一项商品；同一订单的各行使用相同的订单编号。",
            "深色表头为必填列；另需填写单价或总价之一。用不到的列可以留空或删除，列的顺序不限。",
        ),
        "declarations": (
            "每行填写一项商品；同一订单的各行使用相同的订单编号，表头各项（整单相同）逐行重复。",
            "深色表头为必填列。直购进口（9610）另填运输工具编号、航班航次号、提运单号和起运国。",
            "保税进口（1210、1239）另填账册编号、区内企业和账册备案料号，起运国填中国。",
            "运费、保费为整单金额时填写订单运费、订单保费。",
        ),
        "catalog": (
            "每行填写一种商品，法定数量、净重、毛重按一个计量单位填写。",
            "深色表头为必填列。用不到的列可以留空或删除，列的顺序不限。",
        ),
        "returns": (
            "每行填写一份清单中一项商品的一次退货；同一商品分次退货时各占一行，退货单号不同。",
            "深色表头为必填列；清单编号、订单编号至少填写一个，并填写商品序号或货号。",
            "尚未申请、尚未运抵的日期留空，按运行当日（或 --on 指定的日期）判断。",
            "运费、处理费、销毁费、再售价值、质检等级用于比较各种处理方式的得失，可不填，",
            "也可统一填在 cbec.toml 的 [returns] 中。",
        ),
    },
    "en": {
        "orders": (
            "One line per article; all lines of an order carry the same order number.",
            "Dark headings are required, and so is a unit price or a total price.",
            "Columns not needed may stay blank or be deleted; their order does not matter.",
        ),
        "declarations": (
            "One line per article; all lines of an order carry the same order number and repeat what is of the order.",
            "Dark headings are required.",
            "Direct purchase (9610) also needs vehicle, voyage, bill of lading and country of dispatch.",
            "Bonded import (1210, 1239) also needs bonded book, warehouse and item number; it is sent from CHN.",
            "Freight and insurance of the whole order stand in order_freight and order_insurance.",
        ),
        "catalog": (
            "One line per product; legal quantities and weights are those of one unit.",
            "Dark headings are required. Columns not needed may stay blank or be deleted; their order does not matter.",
        ),
        "returns": (
            "One line per return of a line of a declaration; what comes back in steps has a line for each.",
            "Dark headings are required, and so is the list or order number, with the number of the line or the sku.",
            "Days of what has not happened yet stay blank: they are judged as of today, or of --on.",
            "Freight, handling, destruction, resale value and grade compare what may be done with the goods. They may",
            "stay blank, or stand in [returns] of cbec.toml for all lines.",
        ),
    },
}
_GUIDE: dict[Language, tuple[str, ...]] = {
    "zh": (
        "空白表示“未知”，不是零。",
        "灰色斜体的示例行仅供参考，填写前请删除。",
        "编码和证件号码列为文本格式，请勿改为数字，否则会丢失前导零或末位数字。",
        "金额最多五位小数；日期写作 2026-03-22。",
        "填好后运行：{command} 文件名.xlsx",
    ),
    "en": (
        "Blank means unknown, not zero.",
        "The example lines in grey italics are only for show: delete them before filling in.",
        "Columns of codes and ID numbers are text. As numbers they would lose leading zeros and last digits.",
        "Amounts have at most five decimals; days are written 2026-03-22.",
        "Then run: {command} FILE.xlsx",
    ),
}
_TABLE = {
    "zh": ("列名", "英文名", "必填", "整单相同", "说明", "示例", "也可写作"),
    "en": ("Column", "Name", "Required", "Same for the order", "What it holds", "Example", "Other headings understood"),
}


def write_template(path: Path, language: Language = "zh", table: Table = "orders") -> None:
    """Write the workbook to fill in.

    Args:
        path: where; an existing file is replaced.
        language: of the guide and the notes; the headings carry both.
        table: what is filled in: orders to cost, a declaration batch, a product catalogue.
    """
    from openpyxl import Workbook  # noqa: PLC0415 -- slow to import, only needed here

    book = Workbook()
    lines, guide = book.active, book.create_sheet(_GUIDE_SHEET[language])
    lines.title = _SHEETS[language][table]
    _lines(lines, language, table)
    _guide(guide, language, table)
    book.save(path)


def _lines(sheet: Any, language: Language, table: Table) -> None:
    """The sheet to fill in: headings with notes, formats, drop-downs, a few example lines."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for i, each in enumerate(columns_of(table), 1):
        letter = get_column_letter(i)
        heading(sheet.cell(1, i), each, language, needed=each.needed(table))
        sheet.column_dimensions[letter].width = max(12, min(30, 2 * len(each.title_zh) + len(each.name) + 3))
        sheet.column_dimensions[letter].number_format = FORMATS.get(each.kind, TEXT)
        for row, line in enumerate(EXAMPLES[table], 2):
            example(sheet.cell(row, i), each, line.get(each.name))
        drop_down(sheet, each, f"{letter}2:{letter}{ROWS}", language)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"


def _guide(sheet: Any, language: Language, table: Table) -> None:
    """The sheet that explains the columns."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    for line in (*_FIRST[language][table], *_GUIDE[language]):
        sheet.append([line.replace("{command}", COMMANDS[table])])
    sheet.append([])
    sheet.append(list(_TABLE[language]))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=ALT)
    yes = "是" if language == "zh" else "yes"
    for each in columns_of(table):
        sheet.append(
            [
                each.title_zh if language == "zh" else each.title,
                each.name,
                yes if each.needed(table) else "",
                yes if each.scope == "order" else "",
                each.note_zh if language == "zh" else each.note,
                each.example,
                ", ".join(each.aliases),
            ]
        )
        for cell in sheet[sheet.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = TEXT
    for letter, width in zip("ABCDEFG", (20, 16, 10, 10, 60, 18, 50), strict=True):
        sheet.column_dimensions[letter].width = width
