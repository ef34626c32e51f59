"""A dossier (shipments, documents, parties) → its rows, every cell read or named as unreadable.

One workbook with a sheet for each table, or a csv file for each; which table it is, its headings tell. Dossiers have
thousands of rows, not millions: rows are plain Python.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import Finding
from cbec_cli.tables.chunk import Limits, Reader
from cbec_cli.tables.codes import Damaged, NotACell, fold_text, hs_code, identity, mode, word
from cbec_cli.tables.columns import NUMBER_KINDS, Column
from cbec_cli.tables.days import parse_day
from cbec_cli.tables.dossier_columns import DOSSIER_COLUMNS, DossierTable
from cbec_cli.tables.dossier_headings import match, recognised
from cbec_cli.tables.headings import HEADING_CODE, fold, nearest
from cbec_cli.tables.numbers import parse_number
from cbec_cli.tables.sniff import sniff

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["OPEN_ENDED", "Dossier", "Row", "Rows", "read_dossier"]

OPEN_ENDED = date.max
"""The day of what has no end (长期)."""

DUPLICATE_CODE = "DAT003"
MOST_ROWS = 100_000
_NO_END = re.compile(
    r"长期(?:有效)?|永久(?:有效)?|无(?:固定)?期限|不限期|none|no end|no expiry|permanent|unlimited|open[- ]ended|"
    r"9999.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        number: as the spreadsheet counts.
        cells: canonical column → the cell as written, filled ones only.
        values: canonical column → what it means: text, a day (`OPEN_ENDED` if it has no end), or for amounts,
            quantities and weights whole hundred-thousandths. A cell that cannot be read is in `cells`, not here.
    """

    number: int
    cells: Mapping[str, str]
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A text, code or id; "" if it is empty or cannot be read."""
        return str(self.values.get(name, ""))

    def day(self, name: str) -> date | None:
        """A day; None if it is empty or cannot be read."""
        found: date | None = self.values.get(name)
        return found

    def number_of(self, name: str) -> int | None:
        """An amount, quantity or weight in whole hundred-thousandths; None if it is empty or cannot be read."""
        found: int | None = self.values.get(name)
        return found

    def several(self, name: str) -> tuple[str, ...]:
        """The parts of a cell that may name several things: divided by semicolons, commas or line breaks."""
        return tuple(part for each in re.split(r"[;；,，、\n]", self.text(name)) if (part := each.strip()))


@dataclass(slots=True)
class Rows:
    """One table of a dossier.

    Attributes:
        table: which one.
        file, sheet: where it stands; "" where the dossier has no such table.
        headings: as written.
        fields: canonical column → index of its heading.
        rows: without blank ones.
        findings: cells that cannot be read (DAT001, DAT005), rows that stand twice (DAT003), headings (DAT006).
    """

    table: DossierTable
    file: str = ""
    sheet: str = ""
    heading_row: int = 0
    headings: tuple[str, ...] = ()
    fields: dict[str, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def heading(self, name: str) -> str:
        """The heading of a column as the user wrote it; its name if there is none."""
        return self.headings[self.fields[name]] if name in self.fields else name


@dataclass(frozen=True, slots=True)
class Dossier:
    """The tables of a dossier; one that is missing has no rows and no file."""

    shipments: Rows
    documents: Rows
    parties: Rows

    @property
    def findings(self) -> list[Finding]:
        """What reading found, table by table."""
        return [*self.shipments.findings, *self.documents.findings, *self.parties.findings]


def read_dossier(
    files: Sequence[str | Path],
    required: Mapping[DossierTable, Sequence[str]],
    limits: Limits | None = None,
    *,
    if_there: Mapping[DossierTable, Sequence[str]] | None = None,
) -> Dossier:
    """Read a dossier.

    Args:
        files: a workbook with several sheets, or a file for each table.
        required: table → canonical columns it must have; a table named here has to be there. `a|b` asks for one of two.
        limits: what a file may ask of the machine.
        if_there: the same for tables that may be missing.

    Raises:
        CannotRun: absent, not a table, damaged, hostile, a table or column missing, a table given twice.
    """
    limits = limits or Limits()
    found: dict[DossierTable, Rows] = {}
    for file in files:
        for rows in _tables_of(Path(file), str(file), limits):
            if rows.table in found:
                other = found[rows.table]
                raise CannotRun(
                    f"{_where(rows)} and {_where(other)} both hold {rows.table}", "put all their rows into one table"
                )
            found[rows.table] = rows
    names = ", ".join(map(str, files))
    for table, wanted in required.items():
        if table not in found:
            said = ", ".join(_titled(table, name) for name in wanted)
            raise CannotRun(f"{names}: no table of {table}", f"add a sheet {table!r} with the columns {said}")
        _require(found[table], wanted)
    for table, wanted in (if_there or {}).items():
        if table in found:
            _require(found[table], wanted)
    return Dossier(*(found.get(table) or Rows(table) for table in ("shipments", "documents", "parties")))


def _tables_of(path: Path, name: str, limits: Limits) -> list[Rows]:
    """Every table of a dossier that a file holds."""
    kind = sniff(path, name)
    if kind == "workbook":
        return _sheets(path, name, limits)
    if kind == "parquet":
        raise CannotRun(f"{name}: a dossier is a workbook or csv", "save it as xlsx or csv")
    from cbec_cli.tables.text_files import TextFile  # noqa: PLC0415 -- only csv needs it

    reader = TextFile(path, name, limits, lambda rows: recognised(rows)[1:])
    try:
        table = recognised(reader.head())[0]
        if table is None:
            first = next((row for row in reader.head() if any(row)), [])
            told = ", ".join(filter(None, first))[:200]
            raise CannotRun(
                f"{name}: neither shipments, documents nor parties; its headings are {told}",
                "write them as `cbec template docs` does",
            )
        return [_read(reader, name, table)]
    finally:
        reader.close()


def _sheets(path: Path, name: str, limits: Limits) -> list[Rows]:
    """The first visible sheet of each table."""
    from cbec_cli.tables.workbooks import Workbook  # noqa: PLC0415 -- only workbooks need it

    found = []
    for table in DOSSIER_COLUMNS:

        def score(rows: Sequence[Sequence[str]], wanted: DossierTable = table) -> tuple[int, int]:
            seen, at, known = recognised(rows)
            return (at, known) if seen == wanted else (-1, 0)

        reader = Workbook(path, name, limits, None, score)
        try:
            if score(reader.head())[1]:
                found.append(_read(reader, name, table))
        finally:
            reader.close()
    return found


def _read(reader: Reader, name: str, table: DossierTable) -> Rows:
    """All rows of one table."""
    at = recognised(reader.head())[1]
    headings = tuple(reader.head()[at])
    found = Rows(table, name, reader.sheet, at + reader.first_row, headings)
    _assign(found)
    read: list[Row] = []
    for chunk in reader.chunks(found.heading_row, MOST_ROWS):
        columns = [column.to_pylist() for column in chunk.cells.columns]
        for i, number in enumerate(chunk.rows.tolist()):
            cells = {each: text for each, at in found.fields.items() if (text := (columns[at][i] or "").strip())}
            if cells:
                read.append(_row(found, number, cells, chunk.torn.get(i, "")))
        if len(read) > MOST_ROWS:
            raise CannotRun(f"{_where(found)}: more than {MOST_ROWS:,} rows", "split the dossier")
    found.rows = tuple(read)
    found.findings += [Finding(HEADING_CODE, "note", note, file=name, sheet=reader.sheet) for note in _notes(reader)]
    _duplicates(found)
    return found


def _notes(reader: Reader) -> list[str]:
    """What the reader has to say; that other sheets exist is plain in a dossier."""
    return [note for note in reader.notes if "not read:" not in note]


def _assign(found: Rows) -> None:
    """Give every column its heading; say which is taken if two claim it, and what looks like a column but is not."""
    strangers = []
    for i, heading in enumerate(found.headings):
        meant = match(heading, found.table)
        if meant is None:
            strangers += [heading] if fold(heading) else []
        elif meant.name not in found.fields:
            found.fields[meant.name] = i
        else:
            first = found.headings[found.fields[meant.name]]
            note = f"the headings {first!r} and {heading!r} both mean {meant.name}; {first!r} is used"
            found.findings.append(_about_heading(found, heading, note, "rename or delete the other"))
    free = {
        heading: each.name
        for each in DOSSIER_COLUMNS[found.table]
        if each.name not in found.fields
        for heading in each.headings
    }
    for heading in strangers:
        if near := nearest(heading, free, limit=1, alike=80):
            note = f"the column {heading!r} is not read; it looks like {free[near[0]]}"
            found.findings.append(_about_heading(found, heading, note, f"if it is meant, name it {free[near[0]]}"))


def _about_heading(found: Rows, heading: str, message: str, fix: str) -> Finding:
    return Finding(HEADING_CODE, "note", message, fix, file=found.file, sheet=found.sheet, column=heading)


def _row(found: Rows, number: int, cells: Mapping[str, str], torn: str) -> Row:
    """One row, its cells read; those that cannot be are told."""
    values: dict[str, Any] = {}
    columns = {each.name: each for each in DOSSIER_COLUMNS[found.table]}
    about = {
        "file": found.file, "sheet": found.sheet, "row": number, "order_no": fold_text(cells.get("shipment_id", ""))
    }  # fmt: skip
    if torn:
        found.findings.append(Finding("DAT001", "error", torn, 'put the cell in quotes: "…"', **about))  # type: ignore[arg-type]  # texts and one row
    for name, text in cells.items():
        try:
            values[name] = _value(columns[name], text)
        except Damaged as error:
            code, why, fix = "DAT005", str(error), "format the column as text, and write the whole number again"
        except (NotACell, ValueError) as error:
            code, why, fix = (
                "DAT001",
                str(error),
                f"write {_WANTED.get(columns[name].kind, 'a text')}, or leave it blank",
            )
        else:
            continue
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        found.findings.append(
            Finding(code, "error", f"found {shown!r}: {why}", fix, column=found.heading(name), **about)  # type: ignore[arg-type]  # texts and one row
        )
    return Row(number, dict(cells), values)


_LONGEST = 60
_WANTED = {"day": "a day as 2026-11-23", "money": "a number of yuan as 1234.50", "quantity": "a number as 12.5"}


def _value(column: Column, text: str) -> Any:
    """What a cell means.

    Raises:
        Damaged: a spreadsheet has damaged it.
        ValueError: it is not what the column holds.
    """
    if column.kind == "day":
        plain = unicodedata.normalize("NFKC", text).strip()
        if column.name.endswith("expires_on") and _NO_END.fullmatch(plain):
            return OPEN_ENDED
        return parse_day(text)
    if column.kind in NUMBER_KINDS:
        number = parse_number(text)
        if number is not None and number < 0:
            raise ValueError("a negative number")
        return number
    read: Callable[[str], str] = hs_code if column.name == "hs_code" else _READERS.get(column.kind, word)
    return read(text)


_READERS: dict[str, Callable[[str], str]] = {"id": identity, "mode": mode}


def _duplicates(found: Rows) -> None:
    """A shipment stands in one row: say which rows repeat its number."""
    if found.table != "shipments":
        return
    first: dict[str, int] = {}
    for row in found.rows:
        name = row.text("shipment_id")
        if name and (seen := first.setdefault(name, row.number)) != row.number:
            found.findings.append(
                Finding(
                    DUPLICATE_CODE,
                    "error",
                    f"shipment {name} already stands in row {seen}",
                    "give every shipment a number of its own, or delete the row that is not meant",
                    file=found.file,
                    sheet=found.sheet,
                    row=row.number,
                    column=found.heading("shipment_id"),
                    order_no=name,
                )
            )


def _require(found: Rows, wanted: Sequence[str]) -> None:
    """See that every column is there.

    Raises:
        CannotRun: naming what is missing, and the headings found.
    """
    missing = [each for each in wanted if not any(name in found.fields for name in each.split("|"))]
    if missing:
        said = ", ".join(_titled(found.table, each) for each in missing)
        headings = ", ".join(filter(None, found.headings))
        raise CannotRun(f"{_where(found)}: no column for {said}; the columns found are {headings}", f"add {said}")


def _titled(table: DossierTable, names: str) -> str:
    """`mode (监管方式)`; `a|b` asks for one of the two."""
    titles = {each.name: each.title_zh for each in DOSSIER_COLUMNS[table]}
    return " or ".join(f"{name} ({titles[name]})" for name in names.split("|"))


def _where(found: Rows) -> str:
    """`dossier.xlsx, sheet shipments`."""
    return found.file + (f", sheet {found.sheet}" if found.sheet else "")
