"""The user's own workbook with marks added: everything openpyxl understands stays as it is.

openpyxl reads a workbook whole and writes it again. What it does not understand is lost; `losses` names what this
workbook has of it, so that the Summary can say so.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.check.workbook_marks import marks
from cbec_cli.report.check.workbook_paint import Painter, add_findings, add_summary, check_cells, check_column
from cbec_cli.report.check.workbook_places import COLUMNS, CellPlaces, check_heading, sheet_name
from cbec_cli.report.check.workbook_tables import Made
from cbec_cli.tables.chunk import Limits
from cbec_cli.tables.packages import Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from cbec_cli.work.checking.result import CheckResult, Sheet

ROWS, CELLS = 20_000, 600_000
"""Lines and cells up to which single cells are marked; above, openpyxl takes more than some ten seconds."""

SIZE = 64 << 20
"""Bytes of xml up to which a workbook is taken apart by openpyxl, which takes some six seconds for ten megabytes."""

SPREAD = 1_000_000
"""Cells that merged cells and links may cover; openpyxl makes each of them."""

_SPREADING = re.compile(rb'<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?ref="\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)"')
_LOST = (
    ("xl/media/", "pictures"),
    ("xl/charts/", "charts (kept, but simplified)"),
    ("xl/drawings/drawing", "text boxes and shapes, if any"),
    ("xl/slicers/", "slicers"),
    ("xl/timelines/", "timelines"),
    ("xl/ctrlProps/", "form controls"),
    ("xl/activeX/", "ActiveX controls"),
    ("xl/embeddings/", "embedded objects"),
    ("xl/threadedComments/", "threads of comments (their text is kept)"),
    ("xl/comments", "sizes and fonts of your comments"),
    ("xl/pivotTables/", "pivot tables (kept, but refresh them)"),
    ("xl/queryTables/", "queries of outside data"),
    ("xl/connections.xml", "connections to outside data"),
    ("xl/model/", "the data model"),
    ("xl/printerSettings/", "printer settings"),
    ("_xmlsignatures/", "digital signatures"),
    ("customXml/", "custom XML"),
)
_MACROS = "xl/vbaProject.bin"
_EXTENSION = re.compile(r"(.+) extension is not supported")
_EXTENSIONS = {
    "Data Validation": "some drop-downs and input rules (those that refer to other sheets)",
    "Conditional Formatting": "some conditional formats (icons, bars, rules that refer to other sheets)",
    "Sparkline Group": "sparklines",
    "Slicer List": "slicers",
}
_WARNED = {
    "conditional formatting rule": "a conditional format",
    "header or footer": "a header or footer",
    "merged range but has a comment": "a comment inside merged cells",
}
_NO_DATE = "is marked as a date"


class CannotMark(Exception):  # noqa: N818 -- not an error: another kind of workbook is written
    """The user's workbook cannot be marked; the text says why and ends without a full stop."""


def mark_workbook(result: CheckResult, path: Path) -> None:
    """Write the user's workbook with marks.

    Raises:
        CannotMark: there is no such workbook, or openpyxl cannot take it apart or put it together again.
        OSError: the file cannot be written.
    """
    file = _file_of(result)
    source = Path(file)
    parts = _parts(source, file)
    macros = ".xlsm" in (suffix.lower() for suffix in path.suffixes)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with _understood(file), source.open("rb") as opened:
            book = load_workbook(opened, rich_text=True, keep_vba=macros and _MACROS in parts)
        with _understood(file):
            _mark(book, result, file, [*losses(parts, macros=macros), *_lost_by(warned, file)])
        with _understood(file, OSError):
            book.save(path)


def is_long(result: CheckResult) -> bool:
    """Whether marking cell by cell would take too long."""
    return result.lines > ROWS or sum(sheet.lines * len(sheet.headings) for sheet in result.sheets) > CELLS


def _file_of(result: CheckResult) -> str:
    """The one file that was checked, if it may be marked."""
    files = list(dict.fromkeys(sheet.file for sheet in result.sheets))
    if len(files) != 1:
        raise CannotMark("several files were checked" if files else "nothing was read")
    if is_long(result):
        raise CannotMark(f"marking single cells of {result.lines:,} lines would take too long")
    if not result.sheets[0].sheet:
        raise CannotMark(f"{files[0]} is not a workbook")
    return files[0]


def _parts(source: Path, file: str) -> list[str]:
    """Names of the parts of an xlsx that openpyxl can be given safely."""
    if not zipfile.is_zipfile(source):
        there = source.is_file()
        raise CannotMark(f"{file} is not an xlsx workbook" if there else f"{file} cannot be opened any more")
    try:
        Unpacked(source, file, Limits())
        with zipfile.ZipFile(source) as package:
            infos = package.infolist()
            sheets = [info for info in infos if re.match(r"xl/worksheets/[^/]+\.xml$", info.filename)]
            if not sheets:
                raise CannotMark(f"{file} is not an xlsx workbook")
            if sum(info.file_size for info in infos if info.filename.endswith(".xml")) > SIZE:
                raise CannotMark(f"{file} is too large to mark single cells in it")
            if sum(_spread(package.read(info)) for info in sheets) > SPREAD:
                raise CannotMark(f"{file} has merged cells or links over more cells than can be marked")
    except (CannotRun, OSError, zipfile.BadZipFile) as error:
        raise CannotMark(f"{file} could not be opened again ({error})") from None
    return [info.filename for info in infos]


def _spread(xml: bytes) -> int:
    """How many cells merged cells and links of a sheet cover."""
    number = column_index_from_string
    return sum(
        (abs(int(bottom) - int(top)) + 1) * (abs(number(right.decode()) - number(left.decode())) + 1)
        for left, top, right, bottom in _SPREADING.findall(xml)
    )


@contextmanager
def _understood(file: str, *others: type[Exception]) -> Iterator[None]:
    """What openpyxl stumbles over, which raises whatever happens to go wrong inside; `others` are no such errors."""
    try:
        yield
    except Exception as error:
        if isinstance(error, (CannotMark, CannotRun, *others)):
            raise
        reason = f"{error}".strip().partition("\n")[0][:120] or type(error).__name__
        raise CannotMark(f"{file} could not be taken apart to mark it ({reason})") from None


def losses(parts: Sequence[str], *, macros: bool = False) -> list[str]:
    """What of a workbook openpyxl does not keep, in words.

    Args:
        parts: names of the parts of the workbook.
        macros: whether macros are kept.
    """
    lost = [words for start, words in _LOST if any(part.startswith(start) for part in parts)]
    if _MACROS in parts and not macros:
        lost.append("macros (an xlsx holds none)")
    return lost


def _lost_by(warned: Sequence[warnings.WarningMessage], file: str) -> Iterator[str]:
    """What openpyxl itself says it does not keep.

    Raises:
        CannotMark: it would change a cell.
    """
    for text in (str(each.message) for each in warned):
        if _NO_DATE in text:
            raise CannotMark(f"{file} has a number formatted as a date that is none, which could not be kept")
        if extension := _EXTENSION.search(text):
            yield _EXTENSIONS.get(extension[1], "settings of newer spreadsheet programs")
        yield from (words for mark, words in _WARNED.items() if mark in text)


def _mark(book: Workbook, result: CheckResult, file: str, lost: list[str]) -> None:
    """Mark the checked sheets and add our own."""
    names = [each.title for each in book]
    sheets = []
    for checked in result.sheets:
        if checked.sheet not in names:
            raise CannotMark(f"{file} has changed: there is no sheet {checked.sheet!r} any more")
        sheets.append(book[checked.sheet])
    left = [_left(sheet, checked, file) for sheet, checked in zip(sheets, result.sheets, strict=True)]
    places = CellPlaces(result.sheets, [each.title for each in sheets], left)
    findings = sheet_name("Findings", book.sheetnames)
    summary = sheet_name("Summary", [*book.sheetnames, findings])
    columns = [_check_column(sheet, checked) for sheet, checked in zip(sheets, result.sheets, strict=True)]
    for chunk in result.walk():
        check_cells(sheets[chunk.sheet], columns[chunk.sheet], chunk)
    painter = Painter(findings)
    for sheet, found in zip(sheets, marks(result.findings, places), strict=True):
        painter.paint(sheet, found)
    add_findings(book, findings, result, places)
    add_summary(book, summary, result, Made(file, lost=tuple(dict.fromkeys(lost)), notes=painter.notes))


def _left(sheet: Worksheet, checked: Sheet, file: str) -> int:
    """How many columns stand before the table: where its headings are found again."""
    row = {each.column: each.value for each in _cells(sheet) if each.row == checked.heading_row}
    for left in range(max(row, default=0)):
        if all(_same(row.get(left + i), heading) for i, heading in enumerate(checked.headings, 1)):
            return left
    raise CannotMark(f"{file} has changed: the headings are not where they were read")


def _same(value: Any, heading: str) -> bool:
    """Whether a cell holds a heading; numbers, days and formulas are not looked at closely."""
    if value is None:
        return not heading.strip()
    text = str(value)
    return not isinstance(value, str | list) or text.startswith("=") or text.strip() == heading.strip()


def _cells(sheet: Worksheet) -> list[Any]:
    """The cells there are; openpyxl's own walk makes all that could be, up to the last formatted row and column."""
    return list(sheet._cells.values())  # noqa: SLF001 -- openpyxl has no other way to visit only these


def _check_column(sheet: Worksheet, checked: Sheet) -> int:
    """Head the column of codes at the right end of what is used."""
    used = [each.column for each in _cells(sheet) if each.value is not None or each.comment is not None]
    column: int = 1 + max([*used, *(merged.max_col for merged in sheet.merged_cells.ranges)])
    if column > COLUMNS:
        raise CannotMark("there is no column left at the right end of the sheet")
    own = [str(each.value) for each in _cells(sheet) if each.row == checked.heading_row and each.value is not None]
    check_column(sheet, column, checked.heading_row, check_heading(own))
    return column
