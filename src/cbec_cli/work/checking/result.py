"""What a check found, in the shape reports read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.engine.findings import Finding
    from cbec_cli.engine.register import Kind, Rule

SEVERITIES = ("error", "warning", "note")
"""The heaviest first."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table that was checked.

    Attributes:
        file: path as the user gave it; `stdin` for `-`.
        sheet: sheet of a workbook, else "".
        heading_row: row of the headings, as the spreadsheet counts.
        headings: as the user wrote them.
        fields: canonical column → index of its heading.
        lines: number of lines read.
    """

    file: str
    sheet: str
    heading_row: int
    headings: tuple[str, ...]
    fields: dict[str, int]
    lines: int


@dataclass(frozen=True, slots=True)
class CheckedChunk:
    """Some consecutive lines of a sheet and what was found on them.

    Attributes:
        sheet: index into `CheckResult.sheets`.
        cells: the user's own columns, type string; rows: their rows as the spreadsheet shows them, int64.
        numeric: indexes of columns that held numbers in the workbook.
        codes: for each line the codes found on it, `HSC002 IDN001`, or "".
        severity: for each line index into SEVERITIES of the heaviest finding, 3 for none; int8.
    """

    sheet: int
    cells: pa.Table
    rows: NDArray[Any]
    numeric: frozenset[int]
    codes: Sequence[str]
    severity: NDArray[Any]


@dataclass(slots=True)
class CheckResult:
    """Everything a report of a check needs.

    Attributes:
        kind: declarations or catalog.
        source: files, sheet, heading_row, lines, skipped ({row, why}), columns (canonical name → heading).
        data: tariff_vintage, tariff_notice, law_days, positive_list, amendments, settings, assumptions (list).
        findings: by file, row and code; at most a few thousand of each code, `counts` has them all.
        counts: code → how many were found, waived and known ones not counted.
        severities: severity → how many were found.
        rules: the rules that ran, in order of their codes; `severity_of` is what the user made of a rule's severity.
        waived, known: how many findings a waiver or the baseline covers.
        keys: key → how often it was found, if it was asked for: what a baseline holds.
        lines, orders: how many were checked.
    """

    kind: Kind
    source: dict[str, Any]
    data: dict[str, Any]
    sheets: list[Sheet]
    findings: list[Finding]
    counts: dict[str, int]
    severities: dict[str, int]
    rules: tuple[Rule, ...]
    lines: int
    orders: int
    keys: dict[str, int] = field(default_factory=dict)
    waived: int = 0
    known: int = 0
    fail_on: str = "error"
    walk: Callable[[], Iterator[CheckedChunk]] = field(default=lambda: iter(()))
    close: Callable[[], None] = field(default=lambda: None)

    @property
    def dropped(self) -> int:
        """How many findings were counted but not kept."""
        return sum(self.counts.values()) - len(self.findings)

    @property
    def summary(self) -> dict[str, Any]:
        """Counts as JSON carries them."""
        return {
            "lines": self.lines,
            "orders": self.orders,
            **{f"{severity}s": self.severities.get(severity, 0) for severity in SEVERITIES},
            "by_code": dict(sorted(self.counts.items())),
        }

    @property
    def exit_status(self) -> int:
        """1 if anything was found at or above `fail_on` (error, warning, never), else 0."""
        return int(any(self.severities.get(severity) for severity in self.weighty))

    @property
    def weighty(self) -> tuple[str, ...]:
        """The severities that make the command fail."""
        return SEVERITIES[: SEVERITIES.index(self.fail_on) + 1] if self.fail_on in SEVERITIES else ()
