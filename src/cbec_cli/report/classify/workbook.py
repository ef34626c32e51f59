"""Classified products as a workbook to decide in: a drop-down of the candidates on every row, the reasons beside it.

What is chosen in the column `accepted_code` can be read back as history (`--history`), or any other code typed there.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.check.workbook_paint import head, put
from cbec_cli.report.classify.streams import FLAT, flat
from cbec_cli.work.classifying.read import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from cbec_cli.work.classifying.run import Classification, Row

ROWS = 1_048_575
"""Rows of a sheet below its heading."""
OFFERED = 5
"""Candidates of a drop-down."""

HEADINGS = (*FLAT[:2], ACCEPTED, *FLAT[2:], *(f"candidate_{place}" for place in range(1, OFFERED + 1)))
_WIDTHS = {"name": 44, ACCEPTED: 15, "line_name_zh": 32, "because": 30, "note": 50, "question": 44, "unsure": 30}
_CHOICE = HEADINGS.index(ACCEPTED)
_COLUMN = get_column_letter(_CHOICE + 1)
_FIRST, _LAST = (get_column_letter(HEADINGS.index(f"candidate_{place}") + 1) for place in (1, OFFERED))


def write_workbook(found: Classification, path: Path, done: Callable[[int], None]) -> None:
    """Write a sheet of products, one of the history's conflicts, one that tells what was done.

    Raises:
        CannotRun: more products than a sheet can hold.
        OSError: the file cannot be written.
    """
    book = Workbook(write_only=True)
    try:
        _fill(book, found, done)
        book.save(path)
    except BaseException:
        for sheet in book.worksheets:  # a sheet left open complains when it is thrown away
            with suppress(Exception):
                sheet.close()
        raise


def _fill(book: Workbook, found: Classification, done: Callable[[int], None]) -> None:
    """All sheets."""
    sheet = book.create_sheet("products")
    _layout(sheet)
    _line(sheet, HEADINGS, heading=True)
    rows = found.rows(done)
    for row in islice(rows, ROWS):
        _line(sheet, _cells(row))
    if next(rows, None) is not None:
        raise CannotRun(f"more than {ROWS:,} products do not fit into a sheet", "use --format csv")
    _choices(sheet, found.figures.rows)
    if found.conflicts:
        conflicts = book.create_sheet("history conflicts")
        _line(conflicts, ("name", "code", "lines"), heading=True)
        for conflict in found.conflicts:
            for code, lines in conflict.codes:
                _line(conflicts, (conflict.name, code, str(lines)))
    about = book.create_sheet("about")
    for told in _about(found):
        _line(about, told)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 90


def _layout(sheet: WriteOnlyWorksheet) -> None:
    """Widths and frozen panes; a sheet that is streamed takes them before its rows."""
    for place, heading in enumerate(HEADINGS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(heading, 13)
    sheet.freeze_panes = "D2"


def _choices(sheet: WriteOnlyWorksheet, rows: int) -> None:
    """One drop-down for all rows, each offering the candidates of its own; another code may be typed."""
    last = max(2, rows + 1)
    offered = DataValidation("list", formula1=f"${_FIRST}2:${_LAST}2", allow_blank=True, showErrorMessage=False)
    offered.promptTitle, offered.prompt = "Code", "Choose a candidate, or type another code."
    offered.showInputMessage = True
    offered.add(f"{_COLUMN}2:{_COLUMN}{last}")
    sheet.data_validations.append(offered)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADINGS))}{last}"


def _cells(row: Row) -> Iterator[str]:
    number, name, *rest = flat(row)
    yield from (number, name, "", *rest)
    offered = dict.fromkeys(one.hs10 for one in row.said.candidates if one.hs10)
    codes = [*offered][:OFFERED]
    yield from (*codes, *[""] * (OFFERED - len(codes)))


def _line(sheet: WriteOnlyWorksheet, texts: Iterator[str] | tuple[str, ...], *, heading: bool = False) -> None:
    """A row of text cells; nothing a user wrote becomes a formula, no code a number."""
    cells = []
    for place, text in enumerate(texts):
        cell = WriteOnlyCell(sheet)
        if heading:
            head(cell, text)
        elif text:
            put(cell, text.encode("utf-8", "replace").decode())  # half a character has no place in XML
        if not heading and (text or place == _CHOICE):  # a code typed into the choice keeps its leading zero
            cell.number_format = "@"
        cells.append(cell)
    sheet.append(cells)


def _about(found: Classification) -> Iterator[tuple[str, str]]:
    """What was classified and what came of it."""
    figures, options = found.figures, found.options
    yield "file", found.file
    yield "sheet", found.sheet
    yield "tariff and list on", options.on.isoformat()
    yield "answered from a probability of", str(options.threshold)
    yield "products", str(figures.rows)
    for level, count in sorted(figures.answered.items(), reverse=True):
        yield f"answered at {level} digits", str(count)
    yield "unsure", str(sum(figures.unsure.values()))
    yield "how to use it", f"choose a code in the column {ACCEPTED}; give the file as --history the next time"
