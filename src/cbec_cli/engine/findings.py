"""Findings: what is wrong or noteworthy, where, what is wanted and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person has to know, as plain data.

    Rows count as the spreadsheet shows them (the heading is row 1 when it stands at the top); `column` is the
    heading as the user wrote it. Empty text means: does not apply.

    Attributes:
        rows: all rows concerned, where one finding is told for several (the first few hundred).
        excerpt: a few cells of the row, personal ones masked: (heading, text, whether the finding is about it).
        key: what it is about, by content and not by row; the same tomorrow in a file sorted differently.
    """

    code: str
    severity: Severity
    message: str
    fix: str = ""
    law: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    order_no: str = ""
    line_no: str = ""
    official_code: str = ""
    rows: tuple[int, ...] = ()
    excerpt: tuple[tuple[str, str, bool], ...] = ()
    key: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON carries it; `rows` only where it is about several."""
        return {name: getattr(self, name) for name in FIELDS} | ({"rows": list(self.rows)} if self.rows else {})


FIELDS = (
    "code",
    "severity",
    "file",
    "sheet",
    "row",
    "column",
    "order_no",
    "line_no",
    "message",
    "fix",
    "law",
    "official_code",
)
"""What is written of a finding, in this order."""


@dataclass(slots=True)
class Findings:
    """A bounded list: a million faulty rows are counted, the first `limit` are kept."""

    limit: int = 10_000
    kept: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        """Count it, and keep it while there is room."""
        self.counts[finding.code] += 1
        if len(self.kept) < self.limit:
            self.kept.append(finding)

    def count_only(self, code: str, times: int) -> None:
        """Count findings that are not worth making one by one."""
        self.counts[code] += times

    @property
    def full(self) -> bool:
        """No more will be kept."""
        return len(self.kept) >= self.limit

    @property
    def dropped(self) -> int:
        """How many were counted but not kept."""
        return self.counts.total() - len(self.kept)
