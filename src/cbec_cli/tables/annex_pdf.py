"""The rows of an annex that is a PDF, by the lines drawn around its cells. Needs the extra `pdf`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.annex_rows import LIMITS, Row

if TYPE_CHECKING:
    from pathlib import Path

_PAGES = 500
_FIX = "save the table as xlsx or csv and import that"


def pdf_rows(path: Path) -> list[Row]:
    """All rows of all tables, page by page.

    A row that begins a page without a number and a code goes on from the last row of the page before.

    Raises:
        CannotRun: the extra is not installed, the file is damaged, encrypted or a scan, or has too many pages.
    """
    try:
        import pdfplumber  # noqa: PLC0415 -- an extra
    except ImportError:
        raise CannotRun(
            f"{path}: reading a PDF needs the package pdfplumber", f"pip install 'cbec-cli[pdf]', or {_FIX}"
        ) from None
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it stumbles over shows in the lines and their 序号
    try:
        with path.open("rb") as file, pdfplumber.open(file) as document:
            rows = _rows(document, path)
    except CannotRun:
        raise
    except Exception as error:  # noqa: BLE001 -- a damaged PDF makes the parser raise anything at all
        raise _damaged(path, error) from None
    if not rows:
        raise CannotRun(f"{path}: no table with ruled lines in it; it may be a scan", _FIX)
    return rows


def _damaged(path: Path, error: Exception) -> CannotRun:
    """What stopped the parser, in one line; it wraps its own errors."""
    causes = [error, *(each for each in error.args if isinstance(each, Exception))]
    if any("Password" in type(each).__name__ for each in causes):
        return CannotRun(f"{path}: the PDF is encrypted", "open it with its password and save a copy without one")
    said = str(causes[-1]).partition("\n")[0][:100] or type(causes[-1]).__name__
    return CannotRun(f"{path}: the PDF cannot be read ({said})", _FIX)


def _rows(document: Any, path: Path) -> list[Row]:
    """The rows of a document."""
    if len(document.pages) > _PAGES:
        raise CannotRun(f"{path}: {len(document.pages):,} pages, an annex has fewer", "give the pages of the annex")
    rows: list[Row] = []
    for page in document.pages:
        found = [cells for table in page.find_tables() for cells in _cells(table)]
        page.close()
        for i, cells in enumerate(found, 1):
            _check(cells, path, page.page_number, i)
            if i == 1 and rows and _goes_on(cells, rows[-1].cells):
                rows[-1] = Row(rows[-1].place, _together(rows[-1].cells, cells))
            else:
                rows.append(Row(f"page {page.page_number}, row {i}", list(cells)))
        if len(rows) > LIMITS.rows:
            raise CannotRun(f"{path}: more than {LIMITS.rows:,} rows, an annex has fewer", _FIX)
    return rows


def _cells(table: Any) -> list[list[str | None]]:
    """The texts of a table; None where the cell above reaches down, "" where there is no cell otherwise."""
    texts: list[list[str | None]] = table.extract()
    bottoms: dict[int, Any] = {}
    for row, cells in zip(table.rows, texts, strict=True):
        top = row.bbox[1]
        for j, box in enumerate(row.cells):
            if box is not None:
                bottoms[j] = box[3]
            elif bottoms.get(j, top) <= top + 1:
                cells[j] = ""
    return texts


def _check(cells: list[str | None], path: Path, page: int, row: int) -> None:
    """No cell may be huge."""
    if len(cells) > LIMITS.columns or any(len(cell or "") > LIMITS.cell for cell in cells):
        raise CannotRun(f"{path}, page {page}, row {row}: too large for a row of an annex", _FIX)


def _goes_on(cells: list[str | None], before: list[str | None]) -> bool:
    """Whether a row is the rest of the one before: equally wide, its first two cells blank, some text after them."""
    blank = not any((cell or "").strip() for cell in cells[:2])
    return blank and len(cells) == len(before) and any((cell or "").strip() for cell in cells[2:])


def _together(above: list[str | None], below: list[str | None]) -> list[str | None]:
    """Two halves of a row."""
    return [f"{a or ''}\n{b}" if b and b.strip() else a for a, b in zip(above, below, strict=True)]
