"""The workbook of a dossier to fill in: shipments, documents, parties, a guide, and the lists of the drop-downs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.tables.docs_template_examples import EXAMPLES
from cbec_cli.tables.dossier_columns import DOSSIER_COLUMNS, SHEET_NAMES, DossierTable
from cbec_cli.tables.template_cells import ALT, FORMATS, ROWS, TEXT, Language, drop_down, example, heading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

COMMAND = "cbec docs check"
"""What reads the filled workbook."""

LISTS = "lists"
"""The hidden sheet that holds the values of long drop-downs."""

_LISTED = {"type": "A", "category": "B"}
"""Column with a long list of values → the column of the sheet `lists` that holds them."""

_GUIDE_SHEET: dict[Language, str] = {"zh": "填写说明", "en": "Guide"}
_GUIDE: dict[Language, tuple[str, ...]] = {
    "zh": (
        "shipments 表：每行一批货物（一份申报）；documents 表：每行一份单证；parties 表（可不填）：每行一个企业角色。",
        "一份单证可适用于一批或多批货物（shipment_id，用分号隔开）、一种商品（sku）或一个企业（importer），三者填一项即可。",
        "同类单证有两份（如续期）时都列出，系统取有效的一份。",
        "有效期至：长期有效填“长期”，不清楚留空；空白表示“未知”，不是长期。",
        "提运单号、账册编号、电子标签、风险告知、中文标签可直接填在 shipments 表，不必再列入 documents 表。",
        "标签各列：填写标签上的原文；有则可填 yes，没有填 no。",
        "灰色斜体的示例行仅供参考，填写前请删除。深色表头为必填列，其余可留空或删除，列的顺序不限。",
        "编码、证号列为文本格式，请勿改为数字；日期写作 2026-11-23。",
        "填好后运行：cbec docs check 文件名.xlsx --files 扫描件文件夹",
    ),
    "en": (
        "shipments: a row per shipment (one declaration). documents: a row per document. parties: a row per role.",
        "A document covers shipments (shipment_id, several with a semicolon), an article (sku) or a party (importer).",
        "Of two documents of a type, such as a renewal, list both: the valid one counts.",
        "expires_on: write `none` if it has no end, leave it blank if unknown. Blank means unknown, not endless.",
        "Waybill, ledger, e-label, notice and Chinese label may stand in shipments; they need no row in documents.",
        "Columns of the label hold what it says; `yes` is enough, `no` if it is not there.",
        "The example lines in grey italics are only for show: delete them. Dark headings are required, others are not.",
        "Columns of codes and numbers are text. Days are written 2026-11-23.",
        "Then run: cbec docs check FILE.xlsx --files FOLDER_OF_SCANS",
    ),
}
_TABLE = {
    "zh": ("表", "列名", "英文名", "必填", "说明", "示例", "也可写作"),
    "en": ("Sheet", "Column", "Name", "Required", "What it holds", "Example", "Other headings understood"),
}
_TYPES = {
    "zh": ("单证类型", "代号", "出具人", "证明什么", "通常有效期", "编号样式"),
    "en": ("Document", "Id", "Issued by", "What it proves", "Usual validity", "A number looks like"),
}
_WIDTHS = (26, 26, 26, 26, 60, 24, 50)


def write_docs_template(path: Path, language: Language = "zh") -> None:
    """Write the workbook to fill in.

    Args:
        path: where; an existing file is replaced.
        language: of the guide, the notes and the names in drop-downs; the headings carry both languages.
    """
    from openpyxl import Workbook  # noqa: PLC0415 -- slow to import, only needed here

    book = Workbook()
    book.remove(book.active)
    listed = _listed(language)
    for table in DOSSIER_COLUMNS:
        _lines(book.create_sheet(SHEET_NAMES[table][0]), table, language, listed)
    _guide(book.create_sheet(_GUIDE_SHEET[language]), language)
    _lists(book.create_sheet(LISTS), listed)
    book.save(path)


def _listed(language: Language) -> dict[str, tuple[str, ...]]:
    """Column → the values of its drop-down: name and id, which the check reads back."""
    from cbec_cli.law.documents import document_types, goods_categories  # noqa: PLC0415 -- reads the law

    def said(each: Any) -> str:
        return f"{each.name_zh if language == 'zh' else each.name} / {each.id}"

    return {
        "type": tuple(map(said, document_types().values())),
        "category": tuple(map(said, goods_categories().values())),
    }


def _lines(sheet: Any, table: DossierTable, language: Language, listed: Mapping[str, Sequence[str]]) -> None:
    """A sheet to fill in: headings with notes, formats, drop-downs, a few example lines."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- as above

    for i, each in enumerate(DOSSIER_COLUMNS[table], 1):
        letter = get_column_letter(i)
        heading(sheet.cell(1, i), each, language, needed=each.required)
        sheet.column_dimensions[letter].width = max(12, min(30, 2 * len(each.title_zh) + len(each.name) + 3))
        sheet.column_dimensions[letter].number_format = FORMATS.get(each.kind, TEXT)
        for row, line in enumerate(EXAMPLES[table], 2):
            example(sheet.cell(row, i), each, line.get(each.name))
        values = ""
        if each.name in _LISTED:
            column = _LISTED[each.name]
            values = f"{LISTS}!${column}$1:${column}${len(listed[each.name])}"
        drop_down(sheet, each, f"{letter}2:{letter}{ROWS}", language, values)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"


def _guide(sheet: Any, language: Language) -> None:
    """The sheet that explains the columns and the types of documents."""
    from cbec_cli.law.documents import document_types  # noqa: PLC0415 -- reads the law

    for line in _GUIDE[language]:
        sheet.append([line])
    sheet.append([])
    _heads(sheet, _TABLE[language])
    yes = "是" if language == "zh" else "yes"
    for table, columns in DOSSIER_COLUMNS.items():
        for each in columns:
            _row(
                sheet,
                SHEET_NAMES[table][0],
                each.title_zh if language == "zh" else each.title,
                each.name,
                yes if each.required else "",
                each.note_zh if language == "zh" else each.note,
                each.example,
                ", ".join(each.aliases),
            )
    sheet.append([])
    _heads(sheet, _TYPES[language])
    for kind in document_types().values():
        name = kind.name_zh if language == "zh" else kind.name
        _row(sheet, name, kind.id, kind.issuer, kind.proves, kind.validity, kind.number_example)
    for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width


def _heads(sheet: Any, titles: Sequence[str]) -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 -- as above

    sheet.append(list(titles))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=ALT)


def _row(sheet: Any, *texts: str) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415 -- as above

    sheet.append(list(texts))
    for cell in sheet[sheet.max_row]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.number_format = TEXT


def _lists(sheet: Any, listed: Mapping[str, Sequence[str]]) -> None:
    """The values of the drop-downs that are too long for a formula."""
    for name, column in _LISTED.items():
        for row, text in enumerate(listed[name], 1):
            sheet[f"{column}{row}"] = text
    sheet.sheet_state = "hidden"
