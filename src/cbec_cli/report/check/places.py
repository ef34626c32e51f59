"""Where a finding stands: as a person says it, as a cell of the sheet, as a path and a line for programs."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.checking.result import CheckResult, Sheet


def letters(number: int) -> str:
    """The name of a column of a spreadsheet, from 1.

    >>> letters(1), letters(26), letters(27), letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def sheet_name(sheet: str) -> str:
    """A sheet's name as a reference to a cell needs it: quoted unless it is one word.

    >>> sheet_name("订单"), sheet_name("May's orders"), sheet_name("2026")
    ('订单', "'May''s orders'", "'2026'")
    """
    plain = re.fullmatch(r"[^\W\d]\w*", sheet)
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def project_path(file: str) -> str:
    """A file's path with forward slashes, from the folder the command runs in where it lies below it."""
    path = Path(file)
    here = Path.cwd()
    if path.is_absolute() and path.is_relative_to(here):
        path = path.relative_to(here)
    return path.as_posix() if file else ""


def uri(file: str) -> str:
    """A file's path as a URI: relative and percent-encoded; `file:` for one outside the folder the command runs in."""
    path = Path(project_path(file))
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()), safe="/")


class Places:
    """Finds the sheet of a finding, and so the cell it is about."""

    def __init__(self, result: CheckResult) -> None:
        """Remember the sheets that were checked."""
        self._sheets = {(sheet.file, sheet.sheet): sheet for sheet in result.sheets}

    def sheet(self, finding: Finding) -> Sheet | None:
        """The sheet the finding is about, None if it is not about one (a waiver, the data)."""
        return self._sheets.get((finding.file, finding.sheet))

    def has_column(self, finding: Finding) -> bool:
        """Whether the sheet has the column; not if the finding is that it is absent."""
        return bool(self.column_number(finding))

    def column_number(self, finding: Finding) -> int:
        """Position of the finding's column, from 1; 0 if it names none, or one the sheet does not have.

        Where two columns share a heading, it is the one that was read.
        """
        sheet = self.sheet(finding)
        if sheet is None or finding.column not in sheet.headings:
            return 0
        read = [index for index in sorted(sheet.fields.values()) if sheet.headings[index] == finding.column]
        return (read[0] if read else sheet.headings.index(finding.column)) + 1

    def line(self, finding: Finding) -> int:
        """The row; of a finding about the whole file the row of the headings, or the first."""
        if finding.row is not None:
            return finding.row
        sheet = self.sheet(finding)
        return sheet.heading_row if sheet else 1

    def reference(self, finding: Finding) -> str:
        """The cell or row as a spreadsheet names it: `订单!C7`, `C7` in a csv, `订单!7:7`; only the sheet if no row."""
        sheet = sheet_name(finding.sheet) if finding.sheet else ""
        if finding.row is None:
            return sheet
        number = self.column_number(finding)
        cell = f"{letters(number)}{finding.row}" if number else f"{finding.row}:{finding.row}"
        return f"{sheet}!{cell}" if sheet else cell

    def told(self, finding: Finding, *, order: bool = True) -> str:
        """The place as people read it: `orders.xlsx 订单!C7, 商品编码, order A1, line 2`.

        Args:
            finding: what is placed.
            order: name the order; not where a heading has named it.
        """
        parts = [self._file_and_cell(finding), finding.column]
        if order and finding.order_no:
            parts.append(f"order {finding.order_no}")
        if finding.line_no:
            parts.append(f"line {finding.line_no}")
        return ", ".join(part for part in parts if part)

    def _file_and_cell(self, finding: Finding) -> str:
        """`orders.xlsx 订单!C7`; `orders.csv row 7` where there is no sheet, `orders.xlsx 订单 row 7` no column."""
        if finding.sheet and finding.row is not None and self.has_column(finding):
            return f"{finding.file} {self.reference(finding)}"
        row = "" if finding.row is None else f"row {finding.row}"
        return " ".join(part for part in (finding.file, finding.sheet, row) if part)
