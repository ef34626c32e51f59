"""What stands inside a workbook file, looked at before and beside calamine.

A workbook is a zip of xml parts. Its directory tells, before anything is unzipped, whether it would fill the memory;
the first bytes of each part tell whether it declares entities, which no spreadsheet program writes.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.chunk import Limits

_LARGE = 32 << 20
_START = 4_096
_PIECE = 1 << 20
_ERROR = b' t="e"'
_FORMULA = re.compile(rb"<f[ >/]")
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*)>'  # where the cell is, its attributes
    rb"(?:<f[^>]*/>|<f[^>]*>([^<]*)</f>)?"  # the formula
    rb"(?:<v>([^<]*)</v>|<v ?/>)?</c>"  # the value
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Patches:
    """Cells calamine leaves blank: column → (row of the sheet, text)."""

    cells: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def between(self, first: int, last: int) -> "Patches":
        """Those of some rows, the last not included."""
        if not self.cells:
            return self
        return Patches({i: [each for each in some if first <= each[0] < last] for i, some in self.cells.items()})

    def column(self, i: int) -> list[tuple[int, str]]:
        """Those of one column."""
        return self.cells.get(i, [])


class Unpacked:
    """The parts of a workbook; nothing for xls, which is not a zip."""

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        """Look at the directory and the first bytes of each part.

        Raises:
            CannotRun: damaged, or it would unzip to more than the limits allow, or declares entities.
        """
        self._path, self._name = path, name
        self._zip = zipfile.is_zipfile(path)
        if not self._zip:
            return
        with _opened(path, name) as package:
            _check_sizes(package, name, limits)
            _check_parts(package, name)
            _check_password(package, name)

    def patches(self, sheet: str, left: int) -> Patches:
        """Error cells and uncomputed formulas of a sheet of an xlsx.

        Args:
            sheet: name of the sheet.
            left: column of the sheet where the table begins, counted from zero.
        """
        if not self._zip:
            return Patches()
        with _opened(self._path, self._name) as package:
            part = _part_of(package, sheet)
            if part is None or not _marked(package, part):
                return Patches()
            found: dict[int, list[tuple[int, str]]] = {}
            for i, row, text in _lost_cells(package.read(part)):
                found.setdefault(i - left, []).append((row, text))
            return Patches(found)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """The zip; whatever is wrong with it is said in one way."""
    try:
        with zipfile.ZipFile(path) as package:
            yield package
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise CannotRun(
            f"{name}: the workbook is damaged ({error})", "open it in a spreadsheet program and save it again"
        ) from None


def _check_sizes(package: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """Sizes as the directory gives them."""
    parts = package.infolist()
    if len(parts) > limits.parts:
        raise CannotRun(f"{name}: {len(parts):,} parts inside, not a workbook of a spreadsheet program", "look into it")
    total = sum(part.file_size for part in parts)
    if total > limits.unzipped:
        raise CannotRun(
            f"{name}: unzips to {total >> 20:,} MB, at most {limits.unzipped >> 20:,} MB are read", "save it as csv"
        )
    for part in parts:
        if part.file_size > _LARGE and part.file_size > limits.ratio * max(1, part.compress_size):
            raise CannotRun(
                f"{name}: the part {part.filename!r} is packed {part.file_size // max(1, part.compress_size):,} : 1, "
                "as in a file made to fill the memory",
                "save it as csv if you trust it",
            )


def _check_parts(package: zipfile.ZipFile, name: str) -> None:
    """No part may declare a document type or entities."""
    for part in package.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        with package.open(part) as opened:
            start = opened.read(_START).replace(b"\0", b"")
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise CannotRun(
                f"{name}: the part {part.filename!r} declares XML entities, which no spreadsheet program writes",
                "save it again in a spreadsheet program if you trust it",
            )


def _check_password(package: zipfile.ZipFile, name: str) -> None:
    """An ods lists in its manifest which parts are encrypted."""
    listed = "META-INF/manifest.xml"
    if listed in package.namelist() and b"encryption-data" in package.read(listed):
        raise CannotRun(f"{name}: the workbook is encrypted", "open it with its password and save a copy without one")


def _part_of(package: zipfile.ZipFile, sheet: str) -> str | None:
    """The part that holds a sheet of an xlsx; None for other formats."""
    try:
        book = package.read("xl/workbook.xml").decode()
        relations = package.read("xl/_rels/workbook.xml.rels").decode()
    except (KeyError, UnicodeDecodeError):
        return None
    targets = {each.get("Id"): each.get("Target", "") for each in _tags(_RELATION, relations)}
    target = next((targets.get(each.get("r:id"), "") for each in _tags(_SHEET, book) if each.get("name") == sheet), "")
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part if part in package.namelist() else None


def _tags(pattern: re.Pattern[str], text: str) -> Iterator[dict[str, str]]:
    """The attributes of some tags."""
    for tag in pattern.findall(text):
        yield {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(tag)}


def _marked(package: zipfile.ZipFile, part: str) -> bool:
    """Whether a sheet holds errors or formulas at all; in pieces, so that a long sheet is not held in memory."""
    last = b""
    with package.open(part) as opened:
        while piece := opened.read(_PIECE):
            if (
                _ERROR in piece
                or _FORMULA.search(piece)
                or _ERROR in (seam := last + piece[:8])
                or _FORMULA.search(seam)
            ):
                return True
            last = piece[-8:]
    return False


def _lost_cells(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Column (from zero), row and text of each error cell and each formula without a value."""
    for column, row, attributes, formula, value in _CELL.findall(xml):
        if b't="e"' in attributes and value:
            yield _column_index(column), int(row), html.unescape(value.decode(errors="replace"))
        elif formula and not value and b't="str"' not in attributes:
            yield _column_index(column), int(row), "=" + html.unescape(formula.decode(errors="replace"))


def _column_index(letters: bytes) -> int:
    """`A` is 0, `AA` is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
