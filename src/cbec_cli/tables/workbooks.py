"""xlsx, xls, xlsb and ods through calamine.

Numbers become the text a spreadsheet shows (15 significant digits, no exponent for small ones), dates ISO text.
calamine leaves cells with an error (#N/A) or an uncomputed formula blank; in an xlsx they are found in the sheet itself
and put back as text, because blank would mean unknown.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import SCALE
from cbec_cli.tables import arrow
from cbec_cli.tables.chunk import Chunk, Limits, check_width, table
from cbec_cli.tables.packages import Patches, Unpacked

_STEP = 4_096
_HEAD = 5
_EXACT = 10.0**15
_SHORT = 10.0**9


def number_text(value: float) -> str:
    """A number of a workbook as Excel shows it with 15 significant digits.

    >>> number_text(3304990099.0), number_text(0.1 + 0.2), number_text(0.00001), number_text(110101199001011234.0)
    ('3304990099', '0.3', '0.00001', '1.10101199001011E+17')
    """
    text = format(value, ".15g")
    if "e" not in text:
        return text
    return format(Decimal(text), "f") if abs(value) < 1 else text.replace("e", "E")


def cell_text(value: object) -> str | None:
    """Any cell as text; None if it is empty."""
    write = _WRITERS.get(type(value), str)
    return (write(value) or None) if value is not None else None


_WRITERS: dict[type, Callable[[Any], str]] = {
    float: number_text,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: lambda value: str(value.isoformat(" ")),
    date: date.isoformat,
    time: time.isoformat,
}


class Workbook:
    """One sheet of a workbook.

    Attributes:
        sheet: its name.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        limits: Limits,
        sheet: str | None,
        score: Callable[[Sequence[Sequence[str]]], tuple[int, int]],
    ) -> None:
        """Open the workbook and the sheet asked for, else the first visible one with headings cbec knows.

        Raises:
            CannotRun: encrypted, damaged, hostile, or no such sheet.
        """
        self.name, self.limits = name, limits
        self.notes: list[str] = []
        self.bytes_total = path.stat().st_size
        self.bytes_read = 0
        self._package = Unpacked(path, name, limits)
        self._file = path.open("rb")
        try:
            with _said(name):
                self._book = CalamineWorkbook.from_filelike(self._file)
            self._find(sheet, score)
        except BaseException:
            self._file.close()
            raise
        self.rows_hint: int | None = self._rows.total_height if self._rows.start else 0

    def _find(self, wanted: str | None, score: Callable[[Sequence[Sequence[str]]], tuple[int, int]]) -> None:
        """Choose the sheet."""
        tables = [each for each in self._book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        if wanted is not None:
            self._open(self._named(wanted))
            return
        visible = [each.name for each in tables if each.visible == SheetVisibleEnum.Visible]
        if not visible:
            raise CannotRun(f"{self.name}: no visible sheet with cells", "unhide it, or name it: --sheet")
        for each in visible:
            self._open(each)
            if score(self.head())[1] > 0:
                self._say_others(visible)
                return
        self._open(visible[0])

    def _say_others(self, visible: list[str]) -> None:
        """A workbook with several sheets: say which one is read."""
        if len(visible) > 1:
            others = ", ".join(each for each in visible if each != self.sheet)
            self.notes.append(f"the sheet {self.sheet!r} is read; not read: {others}")

    def _named(self, wanted: str) -> str:
        """The sheet a user names by its name or number."""
        names = [each.name for each in self._book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        if wanted in names:
            return wanted
        if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
            return names[int(wanted) - 1]
        folded = [each for each in names if each.strip().casefold() == wanted.strip().casefold()]
        if len(folded) == 1:
            return folded[0]
        raise CannotRun(f"{self.name}: there is no sheet {wanted!r}", f"the sheets are: {', '.join(names)}")

    def _open(self, sheet: str) -> None:
        """Parse one sheet."""
        with _said(self.name):
            self._rows: CalamineSheet = self._book.get_sheet_by_name(sheet)
        self.sheet = sheet
        self.first_row = 1
        self._left = self._rows.start[1] if self._rows.start else 0

    def head(self) -> list[list[str]]:
        """The first rows as texts."""
        return [[cell_text(value) or "" for value in row] for row in islice(self._iterate(), _HEAD)]

    def _iterate(self) -> Iterator[list[Any]]:
        """Rows from row 1 of the sheet on."""
        return iter(self._rows.iter_rows()) if self._rows.start else iter(())

    def close(self) -> None:
        """Let go of the workbook."""
        self._book.close()
        self._file.close()

    def chunks(self, heading_row: int, size: int) -> Iterator[Chunk]:
        """All rows after the heading row, blank ones too.

        Raises:
            CannotRun: a limit is passed.
        """
        patches = self._package.patches(self.sheet, self._left)
        rows = self._iterate()
        headings = [cell_text(value) or "" for value in list(islice(rows, heading_row))[-1]]
        width = self._width(headings)
        first = heading_row + 1
        total = max(1, self._rows.total_height + 1 - heading_row)
        while columns := _columns(rows, size, width):
            texts, numeric = self._texts(columns, patches.between(first, first + len(columns[0])), first, headings)
            count = len(columns[0])
            self.bytes_read = min(self.bytes_total, self.bytes_total * (first + count - 1 - heading_row) // total)
            yield Chunk(table(texts, headings[:width]), np.arange(first, first + count, dtype=np.int64), numeric)
            first += count

    def _width(self, headings: list[str]) -> int:
        """How many columns are read: all, unless cells were formatted far to the right of the last heading."""
        if len(headings) <= self.limits.columns:
            return len(headings)
        used = max((i for i, heading in enumerate(headings) if heading), default=-1) + 1
        check_width(used, self.name, self.limits)
        return used

    def _texts(
        self, columns: list[list[Any]], patches: Patches, first: int, headings: list[str]
    ) -> tuple[list[pa.Array], frozenset[int]]:
        """Columns of cells as texts, and which of them were numbers."""
        texts, numeric = [], set()
        for i, cells in enumerate(columns):
            kinds = set(map(type, cells))
            if kinds <= {float, str} and float in kinds and (kinds == {float} or not any(map(_filled_text, cells))):
                numeric.add(i)
            for row, text in patches.column(i):
                cells[row - first] = text
                kinds.add(str)
            texts.append(_column(cells, kinds))
            long = arrow.longer(texts[-1], self.limits.cell)
            if long is not None:
                raise CannotRun(
                    f"{self.name}, sheet {self.sheet}, row {first + long}, column {headings[i]!r}: a cell of more than "
                    f"{self.limits.cell:,} characters",
                    "shorten it",
                )
        return texts, frozenset(numeric)


def _filled_text(cell: object) -> bool:
    """Whether a cell holds text (calamine gives "" for an empty cell)."""
    return type(cell) is str and cell != ""


def _columns(rows: Iterator[list[Any]], size: int, width: int) -> list[list[Any]]:
    """Up to `size` rows turned into columns; in small steps, which keeps them in the processor's cache."""
    columns: list[list[Any]] = []
    have = 0
    while have < size and (some := list(islice(rows, min(_STEP, size - have)))):
        have += len(some)
        turned: Iterable[Sequence[Any]] = islice(zip(*some, strict=True), width)
        if columns:
            for column, more in zip(columns, turned, strict=True):
                column.extend(more)
        else:
            columns = [list(more) for more in turned]
    return columns


def _column(cells: list[Any], kinds: set[type]) -> pa.Array:
    """One column as text; empty cells are null."""
    if kinds == {str}:
        return arrow.strings(cells)
    if kinds == {float}:
        return _numbers(cells)
    return arrow.strings([cell_text(cell) for cell in cells])


def _numbers(cells: list[float]) -> pa.Array:
    """A column of numbers as texts; whole ones and ones of at most five decimals the quick way."""
    values = np.array(cells, np.float64)
    if np.all((values == np.trunc(values)) & (np.abs(values) < _EXACT)):
        return arrow.whole_array(values.astype(np.int64)).cast(pa.string())
    if np.all(np.abs(values) < _SHORT):
        scaled = np.rint(values * SCALE)
        if np.array_equal(scaled / SCALE, values):  # the nearest number to that decimal, so fifteen digits show it
            texts = arrow.decimals(scaled.astype(np.int64), 5).cast(pa.string())
            return pc.utf8_rtrim(pc.utf8_rtrim(texts, "0"), ".")
    return arrow.strings([number_text(value) for value in cells])


@contextmanager
def _said(name: str) -> Iterator[None]:
    """Whatever calamine stumbles over is said in one line."""
    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        reason = f"{error}".partition("\n")[0][:120]
        raise CannotRun(
            f"{name}: the workbook is damaged ({reason})", "open it in a spreadsheet program and save it again"
        ) from None
