"""csv and tsv: fast where the text is plain, correct where it is not.

The file is taken in blocks of whole lines. A block goes through Arrow when it cannot be misread: no blank line, no
lone carriage return, as many rows as lines, every row as wide as the heading. Any other block goes through
the csv module, record by record, until a record ends at the end of a line; then the fast way is taken again.
"""

import contextlib
import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables import arrow
from cbec_cli.tables.chunk import Chunk, Limits, check_width, table
from cbec_cli.tables.lines import FIRST_BLOCK, Lines, Records, closed, escape, restore

SEPARATORS = ",;\t|"
_LARGEST_BLOCK = 64 << 20
_HEAD = 5
_HEAD_BYTES = 1 << 18


class TextFile:
    """A csv or tsv file.

    Attributes:
        separator: what stands between the cells.
        newline: what ends a line.
    """

    sheet = ""
    first_row = 1

    def __init__(
        self, path: Path, name: str, limits: Limits, score: Callable[[Sequence[Sequence[str]]], tuple[int, int]]
    ) -> None:
        """Look at the first lines.

        Args:
            path: where the bytes are.
            name: what the user calls the file.
            limits: what a file may ask for.
            score: tells how well some rows look like a heading; picks the separator.

        Raises:
            CannotRun: the file is not text.
        """
        self.path, self.name, self.limits = path, name, limits
        self.notes: list[str] = []
        self.bytes_total = path.stat().st_size
        self.bytes_read = 0
        self.rows_hint: int | None = None
        self._lines = Lines(path, name)
        self._skip = 0
        self.newline = self._lines.newline
        self.separator = self._separator(score)
        self._head = self._rows(self.separator)
        if not self._head and self._lines.peek().strip():
            self.close()
            raise CannotRun(f"{name}: not a table: the first row is one endless cell", "save it as xlsx or csv")
        self._note_encoding()

    def head(self) -> list[list[str]]:
        """The first rows as texts."""
        return self._head

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def _note_encoding(self) -> None:
        """Say it once when the text is not UTF-8; a file that begins in ASCII tells only later."""
        note = f"the text is read as {self._lines.encoding}"
        if self._lines.encoding != "UTF-8" and note not in self.notes:
            self.notes.append(note)

    def _separator(self, score: Callable[[Sequence[Sequence[str]]], tuple[int, int]]) -> str:
        """The separator under which the first rows look most like a heading, then the one that gives most cells."""
        first = self._lines.peek().split(self.newline, 1)[0].decode(errors="replace").strip()
        if len(first) == 5 and first.lower().startswith("sep="):
            self._skip = 1
            return first[4]
        tried = {separator: self._rows(separator) for separator in SEPARATORS}
        return max(tried, key=lambda each: (score(tried[each])[1], max(map(len, tried[each]), default=0)))

    def _rows(self, separator: str) -> list[list[str]]:
        """The first few records of the file."""
        sample = self._lines.peek()[:_HEAD_BYTES]
        lines = closed(sample, self.newline).decode(errors="ignore").split(self.newline.decode())[self._skip : -1]
        rows: list[list[str]] = []
        with contextlib.suppress(csv.Error):  # a stray quotation mark is named when its row is read
            reader = csv.reader((escape(line, self.newline) for line in lines), delimiter=separator)
            rows.extend(restore(cells, self.newline) for cells in islice(reader, _HEAD))
        return rows

    def chunks(self, heading_row: int, size: int) -> Iterator[Chunk]:
        """All rows after the heading row, blank ones too, about `size` at a time.

        Raises:
            CannotRun: the text is damaged, or a limit is passed.
        """
        records = Records(self._lines, self.separator)
        if self._skip:
            self._lines.block(1)
        headings: list[str] = []
        for row in range(1, heading_row + 1):
            headings = records.one(row)
        check_width(len(headings), self.name, self.limits)
        row = heading_row
        want = FIRST_BLOCK
        while block := self._lines.block(want):
            cells, torn = self._cells(records, block, headings, row + 1)
            count = cells.num_rows
            want = min(_LARGEST_BLOCK, max(1, size * len(block) // max(1, count)))
            self.bytes_read = self._lines.used
            self.rows_hint = (row - heading_row + count) * self.bytes_total // max(1, self.bytes_read)
            self._note_encoding()
            if row + count > self.limits.rows:
                raise CannotRun(f"{self.name}: more than {self.limits.rows:,} rows", "split the file")
            yield Chunk(cells, np.arange(row + 1, row + 1 + count, dtype=np.int64), torn=torn)
            row += count

    def _cells(self, records: Records, block: bytes, headings: list[str], row: int) -> tuple[pa.Table, dict[int, str]]:
        """The cells of a block, the fast way if it is safe."""
        cells = _fast(block, headings, self.separator) if self.newline == b"\n" else None
        torn: dict[int, str] = {}
        if cells is None:
            rows = records.of(block, row)
            torn = {i: _torn(each, len(headings)) for i, each in enumerate(rows) if any(each[len(headings) :])}
            columns = list(zip_longest(*(each[: len(headings)] for each in rows), [""] * len(headings), fillvalue=""))
            cells = table([arrow.strings(column[:-1]) for column in columns], headings)
        self._check_cells(cells, row)
        return cells, torn

    def _check_cells(self, cells: pa.Table, row: int) -> None:
        """No cell may be longer than a spreadsheet allows."""
        for heading, column in zip(cells.column_names, cells.columns, strict=True):
            i = arrow.longer(arrow.one(column), self.limits.cell)
            if i is not None:
                raise CannotRun(
                    f"{self.name}, row {row + i}, column {heading!r}: a cell of over {self.limits.cell:,} characters",
                    'look for a stray " before it, or shorten the text',
                )


def _torn(cells: Sequence[str], width: int) -> str:
    """Why a row with too many cells is not trusted."""
    return f"the row has {len(cells)} cells, the heading {width}: a separator may stand in a cell without quotes"


def _fast(block: bytes, headings: list[str], separator: str) -> pa.Table | None:
    """A block through Arrow, or None when a row could be lost, joined or shifted.

    Arrow refuses a row that is not as wide as the others, and so a blank line.
    """
    lines = block.count(b"\n")
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return None
    if b"\0" in block:
        return None
    quoted = b'"' in block
    if quoted and not _ends_whole(block, separator):
        return None
    names = [str(i) for i in range(len(headings))]
    try:
        cells = arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(block) + 1),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator, quote_char='"' if quoted else False, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )
    except pa.ArrowInvalid:
        return None
    return cells.rename_columns(headings) if cells.num_rows == lines else None


def _ends_whole(block: bytes, separator: str) -> bool:
    """Whether the last line does not open a quoted cell that goes on; every other line is held to one row by count."""
    last = block[block.rfind(b"\n", 0, -1) + 1 :].decode(errors="replace")
    try:
        list(csv.reader([last], delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True
