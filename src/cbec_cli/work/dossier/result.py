"""What a check of a dossier found, in the shape reports read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import date

    from cbec_cli.engine.findings import Severity
    from cbec_cli.work.checking.result import CheckResult

Verdict = Literal["ready", "ready with warnings", "blocked"]
VERDICTS: tuple[Verdict, ...] = ("blocked", "ready with warnings", "ready")
"""The heaviest first."""

PaperState = Literal[
    "missing",
    "expired",
    "issued_late",
    "wrong_holder",
    "wrong_goods",
    "unreadable",
    "unreadable_number",
    "no_number",
    "file_missing",
    "file_empty",
    "file_wrong_type",
    "incomplete",
    "expiring",
    "undated",
    "unsure",
    "recommended",
    "present",
    "not_needed",
    "exempt",
]
"""How a document stands: its heaviest fault, or that there is none."""


@dataclass(frozen=True, slots=True)
class PaperResult:
    """One type of document that a shipment needs, may need, or is spared, and how it stands.

    Attributes:
        type: id of the type; name, name_zh: what people call it.
        state: how it stands; asked: what the law says (required, unsure, recommended, exempt).
        severity: how grave that is for the shipment: error, warning, or "" if it is in order.
        number: of the document that serves; "" if none does, or it has none.
        expires_on: its last day; None if unknown or endless. expires_said: the same in words.
        code: of the heaviest finding, "" if none; message: all of them in words; fix: what to do about the heaviest.
        law: the legal documents that ask for it.
        why: the reason why it is asked for. issuer, lead_time: who issues it, and how long that takes.
        consequence: what usually happens without it.
        needed_on: the day on which it is tested; tested_on: what happens on that day, in words.
    """

    type: str
    name: str
    name_zh: str
    state: PaperState
    asked: str
    severity: Severity | Literal[""]
    number: str
    expires_on: date | None
    expires_said: str
    code: str
    message: str
    fix: str
    law: str
    why: str
    issuer: str
    lead_time: str
    consequence: str
    needed_on: date
    tested_on: str


@dataclass(frozen=True, slots=True)
class ShipmentResult:
    """One shipment: its verdict and its documents.

    Attributes:
        shipment_id: as the user numbers it; row: where it stands.
        goods: its article, name or code, for people; route: mode and line.
        needed_on: day of the declaration.
        documents: required first, then unsure, recommended, exempt.
    """

    shipment_id: str
    row: int
    goods: str
    route: str
    needed_on: date
    verdict: Verdict
    documents: tuple[PaperResult, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to get or to correct, for one shipment or several.

    Attributes:
        due: the day on which it is needed, or runs out; the day of the check for what cannot wait.
        shipments: whom it helps.
        document: what it is about, for people. message: what is wrong. fix: what to do.
        issuer: from whom to get it. consequence: what usually happens otherwise.
    """

    due: date
    severity: Severity
    code: str
    shipments: tuple[str, ...]
    type: str
    document: str
    message: str
    fix: str
    issuer: str
    lead_time: str
    consequence: str
    law: str


@dataclass(frozen=True, slots=True)
class Expiry:
    """The last day of a document that some shipment relies on."""

    day: date
    type: str
    document: str
    number: str
    holder: str
    issuer: str
    shipments: tuple[str, ...]


@dataclass(slots=True)
class DossierResult:
    """Everything a report of a dossier needs.

    Attributes:
        check: findings, counts and exit status, as every check has them.
        shipments: in the order of the rows. tasks: by day. expiries: by day.
        on: the day of the check. window: days of margin before an expiry is told.
        folder: where files were looked for; "" if they were not. papers: how many documents are listed.
    """

    check: CheckResult
    shipments: tuple[ShipmentResult, ...]
    tasks: tuple[Task, ...]
    expiries: tuple[Expiry, ...]
    on: date
    window: int
    folder: str = ""
    papers: int = 0

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many shipments have each verdict, the heaviest first."""
        return {verdict: sum(each.verdict == verdict for each in self.shipments) for verdict in VERDICTS}

    @property
    def summary(self) -> dict[str, Any]:
        """Counts as JSON carries them."""
        counts = self.check.severities
        return {
            "shipments": len(self.shipments),
            **{verdict.replace(" ", "_"): count for verdict, count in reversed(self.verdicts.items())},
            "documents": self.papers,
            **{f"{severity}s": counts.get(severity, 0) for severity in ("error", "warning", "note")},
            "by_code": dict(sorted(self.check.counts.items())),
        }
