"""What is said at each cell: the findings of a check gathered by cell, in words, bounded in length."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cbec_cli.engine.findings import Finding
    from cbec_cli.report.check.workbook_places import Cell, CellPlaces

NONE = len(SEVERITIES)
"""The severity of a line without findings."""

FILLS = ("E8917A", "FFD966", "BDD7EE")
"""Colours of SEVERITIES: red, amber, blue; told apart by their lightness too, and dark text is readable on all."""

AUTHOR = "cbec"
"""Who signs the comments."""

TEXTS = 4
"""Findings told in one comment; the Findings sheet has them all."""

LENGTH = 500
"""Characters of one sentence of a comment."""


@dataclass(slots=True)
class Mark:
    """What is marked at one cell.

    Attributes:
        severity: index into SEVERITIES of the heaviest finding.
        texts: what is said, at most TEXTS of them.
        more: how many findings are not said.
    """

    severity: int = NONE
    texts: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, severity: int, text: str) -> None:
        """One more finding at this cell."""
        self.severity = min(self.severity, severity)
        if len(self.texts) < TEXTS:
            self.texts.append(text)
        else:
            self.more += 1

    def join(self, other: Mark) -> None:
        """All findings of another mark at this cell too."""
        for text in other.texts:
            self.add(other.severity, text)
        self.more += other.more

    def comment(self, findings_sheet: str) -> str:
        """All of it as the text of a comment."""
        more = [f"and {self.more:,} more, see the sheet {findings_sheet}"] if self.more else []
        return "\n\n".join([*self.texts, *more])


Marks = dict[tuple[int, int], Mark]
"""(row, column) of a sheet → what is marked there."""


def marks(findings: Iterable[Finding], places: CellPlaces) -> list[Marks]:
    """What is marked on each checked sheet.

    The cell a finding names gets the whole finding; other cells it is about (of the same row, or the same column in
    the other rows of an order or a buyer) are sent there.
    """
    found: list[Marks] = [{} for _ in places.titles]
    for finding in findings:
        severity = SEVERITIES.index(finding.severity)
        first: Cell | None = None
        for cell in places.cells(finding):
            if cell.marked:
                text = words(finding) if first is None else f"[{finding.severity}] {finding.code}: see {first.name}"
                found[cell.sheet].setdefault((cell.row, cell.column), Mark()).add(severity, text)
            first = first or cell
    return found


def words(finding: Finding) -> str:
    """A finding as a comment says it; severity and code in words, because not everybody sees the colour."""
    lines = [
        f"[{finding.severity}] {finding.code}: {finding.message}",
        f"To do: {finding.fix}" if finding.fix else "",
        f"Law: {finding.law}" if finding.law else "",
        f"Official code: {finding.official_code}" if finding.official_code else "",
    ]
    return "\n".join(_bounded(line) for line in lines if line)


def _bounded(text: str) -> str:
    """A sentence of bounded length."""
    return text if len(text) <= LENGTH else text[: LENGTH - 1] + "…"
