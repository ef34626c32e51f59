"""Any table a user has → headings understood, rows in chunks."""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import Finding
from cbec_cli.tables.chunk import Chunk, Limits, Reader
from cbec_cli.tables.headings import HEADING_CODE, Place, assign, best_row, require
from cbec_cli.tables.sniff import Format, sniff
from cbec_cli.tables.unused_rows import UnusedRows

__all__ = ["Chunk", "Limits", "Source", "open_source"]

CHUNK_ROWS = 65_536


@dataclass(slots=True)
class Source:
    """An open table: what its headings mean, and its rows in chunks.

    Attributes:
        name: the file as the user named it; `stdin` for `-`.
        sheet: the sheet of a workbook, else "".
        heading_row: the row the headings stand in, as the spreadsheet shows it.
        headings: all headings as written; an empty one is "".
        fields: canonical column → index of its heading.
        findings: notes on headings and on how the file is read.
        skipped: (row, why) of blank rows and rows of totals; filled while chunks are read.
    """

    name: str
    sheet: str
    heading_row: int
    headings: tuple[str, ...]
    fields: dict[str, int]
    findings: list[Finding]
    reader: Reader
    spool: Path | None = None
    skipped: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows_hint(self) -> int | None:
        """About how many rows there are; None before anything is known."""
        return self.reader.rows_hint

    @property
    def bytes_total(self) -> int:
        """Size of the file."""
        return self.reader.bytes_total

    @property
    def bytes_read(self) -> int:
        """How much of it has been read, for a progress bar."""
        return self.reader.bytes_read

    def chunks(self, size: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """The rows, about `size` at a time, without blank rows and rows of totals. May be walked once.

        Raises:
            CannotRun: damaged, or a limit is passed.
        """
        unused = UnusedRows(self.fields, self.skipped)
        said = len(self.reader.notes)
        for chunk in self.reader.chunks(self.heading_row, size):
            kept = unused.drop(chunk)
            self.findings += [self._note(note) for note in self.reader.notes[said:]]
            said = len(self.reader.notes)
            if len(kept.rows):
                yield kept
        unused.finish()

    def _note(self, note: str) -> Finding:
        return Finding(HEADING_CODE, "note", note, file=self.name, sheet=self.sheet)

    def close(self) -> None:
        """Let go of the file, and of the copy made of standard input."""
        self.reader.close()
        if self.spool is not None:
            self.spool.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """The source itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def open_source(
    path: str | Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    required: Sequence[str] = (),
    limits: Limits | None = None,
) -> Source:
    """Open a table and understand its headings.

    Args:
        path: csv, tsv, xlsx, xls, xlsb, ods or parquet, whatever its suffix says; `-` is standard input.
        sheet: name or number (from 1) of the sheet; default: the first visible one with known headings.
        mapping: heading (`heading#2` for the second of that name) → canonical column, before any guess.
        required: canonical columns that must be there; `unit_price|total_price` asks for one of the two.
        limits: what a file may ask of the machine.

    Raises:
        CannotRun: absent, a folder, empty, not a table, encrypted, damaged, hostile, no such sheet, a column missing.
    """
    limits = limits or Limits()
    name, place, spool = ("stdin", _spool(), True) if str(path) == "-" else (str(path), Path(path), False)
    reader = None
    try:
        kind = sniff(place, name)
        reader = _reader(kind, place, name, limits, sheet, mapping or {})
        source = _understand(reader, name, mapping or {}, required)
    except BaseException:
        if reader is not None:
            reader.close()
        if spool:
            place.unlink(missing_ok=True)
        raise
    source.spool = place if spool else None
    return source


def _reader(
    kind: Format, path: Path, name: str, limits: Limits, sheet: str | None, mapping: Mapping[str, str]
) -> Reader:
    """The reader for a format, imported only when needed."""

    def score(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
        return best_row(rows, mapping)

    if kind == "workbook":
        from cbec_cli.tables.workbooks import Workbook  # noqa: PLC0415

        return Workbook(path, name, limits, sheet, score)
    if sheet is not None:
        raise CannotRun(f"{name}: --sheet {sheet!r} was given, but this file has no sheets", "leave --sheet out")
    if kind == "parquet":
        from cbec_cli.tables.parquet import ParquetFile  # noqa: PLC0415

        return ParquetFile(path, name, limits)
    from cbec_cli.tables.text_files import TextFile  # noqa: PLC0415

    return TextFile(path, name, limits, score)


def _understand(reader: Reader, name: str, mapping: Mapping[str, str], required: Sequence[str]) -> Source:
    """Find the heading row and give each column its heading."""
    rows = reader.head()
    place = Place(name, reader.sheet)
    if not any(any(cell.strip() for cell in row) for row in rows):
        where = f"{name}, sheet {reader.sheet}" if reader.sheet else name
        raise CannotRun(f"{where}: empty", "give a table with a heading row and order lines")
    at, known = best_row(rows, mapping)
    if known == 0:
        at = next(i for i, row in enumerate(rows) if any(cell.strip() for cell in row))
    headings = tuple(rows[at])
    assigned = assign(headings, mapping, place)
    require(required, assigned.fields, headings, place)
    if known == 0:
        raise CannotRun(
            f"{name}: no heading row in the first five rows (columns: {len(headings)})",
            "name the columns hs_code (商品编码), qty (数量), unit_price (单价) …, or use --map 'My heading=hs_code'",
        )
    notes = [Finding(HEADING_CODE, "note", note, file=name, sheet=reader.sheet) for note in reader.notes]
    return Source(
        name, reader.sheet, at + reader.first_row, headings, assigned.fields, assigned.findings + notes, reader
    )


def _spool() -> Path:
    """Standard input as a temporary file, because a table is looked at more than once."""
    with tempfile.NamedTemporaryFile(prefix="cbec-", delete=False) as copy:
        try:
            while piece := sys.stdin.buffer.read(1 << 20):
                copy.write(piece)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    return Path(copy.name)
