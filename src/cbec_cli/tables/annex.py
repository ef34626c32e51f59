"""The annex of an announcement of the positive list: its table of 序号, 税则号列, 货品名称, 备注, from any file.

Headings may stand anywhere near the top and be repeated on every page, cells may be merged, titles and notes stand
around the table. Nothing is dropped in silence: a row of the table that cannot be read is a fault with its place, text
outside the table is kept as a note.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.annex_rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_LARGEST = 128 << 20
_SEEN = 30  # rows within which the headings stand
_HEADINGS = {
    "code": ("税则号列", "税则号", "税号", "商品编码", "商品编号", "hs编码", "hscode"),
    "name": ("货品名称", "商品名称", "品名"),
    "remark": ("备注",),
    "number": ("序号",),
}
_WRITTEN = {"code": "税则号列", "name": "货品名称", "remark": "备注"}
_NUMBER = re.compile(r"([0-9]{1,5})(?:\.0)?[.、)]?")
_BROKEN = re.compile(r"^=|^#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")


@dataclass(frozen=True, slots=True)
class AnnexLine:
    """One line of the table.

    Attributes:
        place: where it stands: `row 17`, `page 3, row 5`.
        number: 序号; None if there is none.
        code: eight digits.
    """

    place: str
    number: int | None
    code: str
    name: str
    remark: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is not what it should be, and why."""

    place: str
    what: str


@dataclass(slots=True)
class Annex:
    """What was read.

    Attributes:
        numbered: the table has a column 序号.
        faults: rows of the table that cannot be read.
        notes: (place, text) of rows outside the table.
        restored: codes whose leading zero a spreadsheet had taken.
        merged: cells filled from a merged one.
    """

    file: str
    sha256: str
    sheet: str = ""
    numbered: bool = True
    lines: list[AnnexLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    restored: int = 0
    merged: int = 0


def read_annex(path: Path, sheet: str | None = None) -> Annex:
    """Read the annex of an announcement.

    Args:
        path: xlsx, xls, xlsb, ods, csv or tsv; PDF where the extra is installed.
        sheet: name or number of the sheet; default: the first visible one with its headings.

    Raises:
        CannotRun: absent, not a table, damaged, hostile, without the headings of an annex, or without any line.
    """
    pdf, size = False, 0
    with suppress(OSError), path.open("rb") as opened:  # whatever is wrong with the file is said by its reader
        pdf, size = opened.read(1024).lstrip().startswith(b"%PDF"), path.stat().st_size
    if size > _LARGEST:
        raise CannotRun(f"{path}: {size >> 20:,} MB, an annex has less", "give the file of the annex alone")
    if pdf:
        from cbec_cli.tables.annex_pdf import pdf_rows  # noqa: PLC0415 -- an extra

        rows, name = pdf_rows(path), ""
    else:
        from cbec_cli.tables.annex_sheet import sheet_rows  # noqa: PLC0415 -- Arrow and calamine

        rows, name = sheet_rows(path, sheet, heading_score)
    annex = Annex(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), name)
    _read(annex, rows, str(path))
    return annex


def heading_score(rows: Sequence[Sequence[str | None]]) -> tuple[int, int]:
    """Index of the row that looks most like the headings of an annex, and how many it has; (-1, 0) if none does."""
    counts = [len(_columns(row)) for row in rows]
    best = max(counts, default=0)
    return (counts.index(best), best) if best else (-1, 0)


def _columns(cells: Sequence[str | None]) -> dict[str, list[int]]:
    """Which cells are headings of which column: 税则号列（注1） is 税则号列."""
    found: dict[str, list[int]] = {}
    for i, cell in enumerate(cells):
        folded = "".join(c for c in unicodedata.normalize("NFKC", cell or "").casefold() if c.isalnum())
        for column, words in _HEADINGS.items():
            if folded.startswith(words) and len(folded) < 20:
                found.setdefault(column, []).append(i)
                break
    return found


def _read(annex: Annex, rows: list[Row], file: str) -> None:
    """Take the rows apart."""
    at, _ = heading_score([row.cells for row in rows[:_SEEN]])
    columns = _placed(_columns(rows[at].cells) if at >= 0 else {}, rows, file)
    annex.numbered = "number" in columns
    annex.notes += [(row.place, text) for row in rows[: max(at, 0)] if (text := _joined(row.cells))]
    body = [row for row in rows[at + 1 :] if len(_columns(row.cells)) < 2]
    zeros_lost = _zeros_lost(body, columns["code"])
    above: list[str | None] = []
    for row in body:
        filled = _filled(annex, row, above, columns)
        _take(annex, Row(row.place, filled, row.torn), columns, zeros_lost=zeros_lost)
        above = filled if _cell(filled, columns, "code") else above
    if not annex.lines:
        raise CannotRun(
            f"{file}: not one line with a code of eight digits under 税则号列", "give the annex of the announcement"
        )


def _placed(found: dict[str, list[int]], rows: list[Row], file: str) -> dict[str, int]:
    """Column → index; every column of an annex but 序号 must be there, and once."""
    missing = [written for column, written in _WRITTEN.items() if column not in found]
    if missing:
        seen = next((text for row in rows if (text := _joined(row.cells))), "nothing")
        raise CannotRun(
            f"{file}: no column {', '.join(missing)}; the first row says {seen[:100]!r}",
            "give the annex as published, with its headings 序号, 税则号列, 货品名称, 备注",
        )
    twice = next((written for column, written in _WRITTEN.items() if len(found[column]) > 1), "")
    if twice:
        raise CannotRun(f"{file}: the heading {twice} stands twice in a row", "put the lines in one table")
    return {column: places[0] for column, places in found.items()}


def _filled(annex: Annex, row: Row, above: list[str | None], columns: dict[str, int]) -> list[str | None]:
    """The cells of a line, with what a merged cell above holds; only names and remarks are ever merged."""
    cells = list(row.cells)
    if not _cell(cells, columns, "code"):
        return cells
    for column in ("name", "remark"):
        i = columns[column]
        if i < len(cells) and cells[i] is None and i < len(above) and above[i]:
            cells[i] = above[i]
            annex.merged += 1
    return cells


def _take(annex: Annex, row: Row, columns: dict[str, int], *, zeros_lost: bool) -> None:
    """Make a line, a fault or a note of a row."""
    texts = {column: _cell(row.cells, columns, column) for column in _HEADINGS}
    code, number = _digits(texts["code"]), _number(texts["number"])
    broken = next((text for text in texts.values() if _BROKEN.match(text)), "")
    wrong = f"the cell {broken[:60]!r} is a formula without a value, or an error" if broken else row.torn
    if len(code) == 7 and zeros_lost:
        code = f"0{code}"
        annex.restored += 1
    if wrong and (code or number is not None):
        annex.faults.append(Fault(row.place, wrong))
    elif re.fullmatch(r"[0-9]{8}", code):
        annex.lines.append(AnnexLine(row.place, number, code, _text(texts["name"]), _text(texts["remark"])))
    elif number is not None and (texts["code"] or texts["name"]):
        found = f"{texts['code'][:60]!r} is not a code of eight digits" if texts["code"] else "it has no code"
        annex.faults.append(Fault(row.place, f"line {number}: {found}"))
    elif len(code) > 4 and code.isdigit():
        annex.faults.append(Fault(row.place, f"{texts['code'][:60]!r} is not a code of eight digits"))
    elif said := _joined(row.cells):
        annex.notes.append((row.place, said))


def _zeros_lost(rows: Iterable[Row], i: int) -> bool:
    """Whether a spreadsheet took the leading zeros: some codes of seven digits, and none that begins with a zero."""
    codes = [_digits(row.cells[i] or "") for row in rows if i < len(row.cells)]
    return any(len(code) == 7 for code in codes) and not any(code.startswith("0") for code in codes)


def _cell(cells: Sequence[str | None], columns: dict[str, int], column: str) -> str:
    """The text of a cell; a row may be short."""
    i = columns.get(column, len(cells))
    return (cells[i] or "").strip() if i < len(cells) else ""


def _digits(text: str) -> str:
    """A code without dots and blanks, in plain digits; other texts as they are."""
    return re.sub(r"[\s.·]", "", unicodedata.normalize("NFKC", text))


def _number(text: str) -> int | None:
    """A 序号."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def _text(text: str) -> str:
    """A name or remark in one line; breaks inside Chinese text are nothing."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*|\s*\n\s*(?=[^\x00-\x7f])", "", text)).strip()


def _joined(cells: Sequence[str | None]) -> str:
    """All texts of a row."""
    return " ".join(_text(cell) for cell in cells if cell and cell.strip())
