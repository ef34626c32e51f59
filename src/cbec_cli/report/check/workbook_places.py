"""Where a finding stands in the workbook that is written: sheet, row, column, and the link that leads there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter, quote_sheetname

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.checking.result import Sheet

ROWS = 1_048_576
"""Rows of a sheet, headings included."""

COLUMNS = 16_384
"""Columns of a sheet."""

NAME_LENGTH = 31
"""Characters of a sheet's name, counted as UTF-16 does."""

CHECK = "check"
"""Heading of the column of codes."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_RESERVED = "history"  # Excel keeps this name for itself
_PREFIX = "cbec_"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a checked sheet.

    Attributes:
        sheet: index of the checked sheet.
        row, column: as the spreadsheet counts, from 1.
        marked: the finding is about this cell; else only its row, or nothing on the sheet, is meant.
    """

    sheet: int
    row: int
    column: int
    marked: bool = True

    @property
    def name(self) -> str:
        """The cell as the spreadsheet names it, `C7`."""
        return cell_name(self.row, self.column)


class CellPlaces:
    """Where the checked tables stand in the workbook."""

    def __init__(self, sheets: Sequence[Sheet], titles: Sequence[str], left: Sequence[int]) -> None:
        """Remember where each table stands.

        Args:
            sheets: the checked tables.
            titles: name of the sheet each of them has in the workbook.
            left: for each how many columns stand before it.
        """
        self.titles = tuple(titles)
        self.left = tuple(left)
        self.heading_rows = tuple(sheet.heading_row for sheet in sheets)
        self._sheets: dict[tuple[str, str], int] = {}
        for i, sheet in enumerate(sheets):
            self._sheets.setdefault((sheet.file, sheet.sheet), i)
        self._columns = [columns_by_heading(sheet) for sheet in sheets]

    def cells(self, finding: Finding) -> Iterator[Cell]:
        """The cells a finding is about: its own first, then others of its row, then the same in its other rows.

        A finding for a whole column is about the heading. Nothing for a finding about the file or about a column the
        file does not have.
        """
        sheet = self._sheet(finding)
        if sheet is None:
            return
        row = finding.row or self.heading_rows[sheet]
        own = self._column(sheet, finding.column)
        if own is not None:
            yield Cell(sheet, row, own)
        elif finding.row is not None:
            yield Cell(sheet, row, self.left[sheet] + 1, marked=False)
        if finding.row is None:
            return
        for heading, _, about in finding.excerpt:
            column = self._column(sheet, heading) if about else None
            if column is not None and column != own:
                yield Cell(sheet, row, column)
        if own is not None:
            yield from (Cell(sheet, other, own) for other in finding.rows if other != row)

    def link(self, finding: Finding) -> tuple[str, str]:
        """Name of the finding's cell and where a link to it leads, `("C7", "'Sheet'!C7")`; else both empty."""
        cell = next(self.cells(finding), None)
        return ("", "") if cell is None else (cell.name, location(self.titles[cell.sheet], cell.row, cell.column))

    def _sheet(self, finding: Finding) -> int | None:
        """The checked sheet of a finding."""
        found = self._sheets.get((finding.file, finding.sheet))
        if found is None and finding.row is not None and len(self.titles) == 1:
            return 0
        return found

    def _column(self, sheet: int, heading: str) -> int | None:
        """The column a heading names."""
        place = self._columns[sheet].get(heading) if heading else None
        return None if place is None else self.left[sheet] + place + 1


def columns_by_heading(sheet: Sheet) -> dict[str, int]:
    """Heading → its index; of several equal headings the first that was understood, else the first."""
    used = set(sheet.fields.values())
    places: dict[str, int] = {}
    for i, heading in enumerate(sheet.headings):
        if heading not in places or (i in used and places[heading] not in used):
            places[heading] = i
    return places


def cell_name(row: int, column: int) -> str:
    """A cell as the spreadsheet names it.

    >>> cell_name(7, 3), cell_name(1, 16384)
    ('C7', 'XFD1')
    """
    return f"{get_column_letter(column)}{row}"


def location(title: str, row: int, column: int) -> str:
    """Where a link inside the workbook leads.

    >>> location("Tom's", 7, 3)
    "'Tom''s'!C7"
    """
    return f"{quote_sheetname(title)}!{cell_name(row, column)}"


def check_heading(headings: Iterable[str]) -> str:
    """Heading of the column of codes, prefixed where the user has it already.

    >>> check_heading(["qty"]), check_heading(["Check "])
    ('check', 'cbec_check')
    """
    taken = {heading.strip().casefold() for heading in headings}
    heading = CHECK
    while heading in taken:
        heading = _PREFIX + heading
    return heading


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """A name a sheet may have and no other sheet has; `taken` is compared as spreadsheets do, without case.

    >>> sheet_name("a/b:c", ()), sheet_name("Summary", ("summary",)), sheet_name("'", ())
    ('a b c', 'Summary 2', 'Sheet')
    """
    base = _FORBIDDEN.sub(" ", wanted).strip().strip("'").strip()
    if not base or base.casefold() == _RESERVED:
        base = f"{base} Sheet".strip()
    used = {name.casefold() for name in taken}
    name, number = _shortened(base, ""), 1
    while name.casefold() in used:
        number += 1
        name = _shortened(base, f" {number}")
    return name


def _shortened(base: str, ending: str) -> str:
    """The name with its ending, cut to the length a sheet's name may have."""
    units = base.encode("utf-16-le", "replace")[: 2 * (NAME_LENGTH - len(ending))]
    return units.decode("utf-16-le", "ignore").rstrip(" '") + ending
