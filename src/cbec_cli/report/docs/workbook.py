"""A check of a dossier as a workbook: the coloured matrix, what to do by day, every document, findings, summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cbec_cli.engine.findings import FIELDS
from cbec_cli.report.check.workbook_paint import head, put
from cbec_cli.report.docs.csv_report import HEADINGS, rows
from cbec_cli.report.docs.words import VERDICT_SIGNS, cell, ended, standing, types_in_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from cbec_cli.work.dossier.result import DossierResult, PaperResult

FILLS = {"error": "F8C9C4", "warning": "FFE9A8", "ok": "CFE8CF", "none": "EEEEEE"}
"""Standing → colour of its cell; the cell says the same in a sign and a word."""

COMMENTS = 5_000
"""Comments in a workbook; a spreadsheet program grows slow with more."""

_MATRIX = ("shipment", "verdict", "goods", "route", "declared on")
_MATRIX_WIDTHS = (18, 20, 28, 14, 12)
_TASKS = (
    "due",
    "severity",
    "shipments",
    "what is wrong",
    "what to do",
    "from whom",
    "takes",
    "otherwise",
    "code",
    "law",
)
_TASK_WIDTHS = (12, 10, 24, 60, 60, 36, 24, 44, 9, 44)
_PAPER_WIDTHS = (16, 18, 26, 40, 14, 13, 10, 24, 12, 9, 60, 60, 36, 12, 44, 44, 20)
_EXPIRIES = ("last day", "document", "number", "holder", "issuer", "shipments")
_EXPIRY_WIDTHS = (12, 50, 26, 30, 40, 40)
_FINDING_WIDTHS = (9, 10, 22, 14, 8, 18, 18, 8, 70, 50, 44, 12)
_WRAP = Alignment(wrap_text=True, vertical="top")


def write_workbook(result: DossierResult, path: Path) -> None:
    """Write the workbook.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook()
    matrix = book.active
    matrix.title = "Matrix"
    _matrix(matrix, result)
    _tasks(book.create_sheet("To do"), result)
    documents = book.create_sheet("Documents")
    _table(documents, HEADINGS, _PAPER_WIDTHS, rows(result))
    _coloured(documents, HEADINGS.index("severity") + 1, {"error": "error", "warning": "warning", "": "ok"})
    _expiries(book.create_sheet("Expiries"), result)
    findings = book.create_sheet("Findings")
    _table(findings, FIELDS, _FINDING_WIDTHS, (each.as_dict().values() for each in result.check.findings))
    _coloured(findings, FIELDS.index("severity") + 1, {"error": "error", "warning": "warning", "note": "none"})
    _summary(book.create_sheet("Summary"), result)
    book.save(path)


def _matrix(sheet: Worksheet, result: DossierResult) -> None:
    """Shipments down, types of documents across; each cell says how the document stands, its comment the rest."""
    types = types_in_use(result)
    titles = [*_MATRIX, *(f"{name}\n{zh}" for name, zh in types.items())]
    widths = [*_MATRIX_WIDTHS, *[15] * len(types)]
    for at, (title, width) in enumerate(zip(titles, widths, strict=True), 1):
        head(sheet.cell(1, at), title)
        sheet.cell(1, at).alignment = _WRAP
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[1].height = 48
    left = COMMENTS
    for row, shipment in enumerate(result.shipments, 2):
        texts = (shipment.shipment_id, shipment.verdict, shipment.goods, shipment.route)
        for at, text in enumerate(texts, 1):
            put(sheet.cell(row, at), text)
        sheet.cell(row, len(texts) + 1).value = shipment.needed_on
        _fill(sheet.cell(row, 2), VERDICT_SIGNS[shipment.verdict])
        by_type = {each.type: each for each in shipment.documents}
        for at, name in enumerate(types, len(_MATRIX) + 1):
            if name in by_type:
                _paper(sheet.cell(row, at), by_type[name], comment=left > 0 and bool(by_type[name].severity))
                left -= bool(by_type[name].severity)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(titles))}{max(2, len(result.shipments) + 1)}"


def _paper(target: Any, paper: PaperResult, *, comment: bool) -> None:
    put(target, cell(paper))
    _fill(target, standing(paper))
    if comment:
        parts = [paper.message, f"do: {paper.fix}" if paper.fix else "", f"law: {paper.law}"]
        note = Comment("\n".join(filter(None, parts))[:2_000], "cbec")
        note.width, note.height = 380, 180
        target.comment = note


def _tasks(sheet: Worksheet, result: DossierResult) -> None:
    """What to do, the most urgent first."""
    lines = (
        (
            each.due,
            each.severity,
            ", ".join(each.shipments),
            each.message,
            each.fix,
            each.issuer,
            each.lead_time,
            each.consequence,
            each.code,
            each.law,
        )
        for each in result.tasks
    )
    _table(sheet, _TASKS, _TASK_WIDTHS, lines)
    _coloured(sheet, 2, {"error": "error", "warning": "warning"})


def _expiries(sheet: Worksheet, result: DossierResult) -> None:
    """The last days of the documents that shipments rely on."""
    lines = (
        (each.day, each.document, each.number, each.holder, each.issuer, ", ".join(each.shipments))
        for each in result.expiries
    )
    _table(sheet, _EXPIRIES, _EXPIRY_WIDTHS, lines)


def _summary(sheet: Worksheet, result: DossierResult) -> None:
    """What was checked, how it ended, and what was assumed."""
    data, source = result.check.data, result.check.source
    lines = [
        f"cbec docs check on {result.on}: {ended(result)}",
        f"Read: {', '.join(source['files'])}",
        f"Tariff of {data['tariff_vintage']}; law as on {' to '.join(data['law_days'])}. {data['tariff_notice']}",
        f"A document that runs out within {result.window} days of the day it is needed is a warning.",
        f"Files: {result.folder or 'not looked at'}",
        *(f"Assumed or not looked at: {text}" for text in data["assumptions"]),
        "Colours: red blocks, yellow is to be looked at, green is in order, grey is not needed; the signs say so too.",
    ]
    for row, text in enumerate(lines, 1):
        put(sheet.cell(row, 1), text)
        sheet.cell(row, 1).alignment = _WRAP
    sheet.cell(1, 1).font = Font(bold=True, size=13)
    sheet.column_dimensions["A"].width = 120


def _table(sheet: Worksheet, headings: Sequence[str], widths: Sequence[int], lines: Iterable[Iterable[object]]) -> None:
    """A table with a heading row, a filter, and text that wraps."""
    for at, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        head(sheet.cell(1, at), heading)
        sheet.column_dimensions[get_column_letter(at)].width = width
    last = 1
    for last, line in enumerate(lines, 2):
        for at, value in enumerate(line, 1):
            if value not in (None, ""):
                put(sheet.cell(last, at), value)
                sheet.cell(last, at).alignment = _WRAP
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{max(2, last)}"


def _coloured(sheet: Worksheet, column: int, standings: dict[str, str]) -> None:
    """Colour a column by what its cells say."""
    for row in range(2, sheet.max_row + 1):
        target = sheet.cell(row, column)
        if (kind := standings.get(target.value or "")) and target.value:
            _fill(target, kind)


def _fill(target: Any, kind: str) -> None:
    target.fill = PatternFill("solid", fgColor=FILLS[kind])
