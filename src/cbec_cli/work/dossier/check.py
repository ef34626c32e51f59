"""The check of a dossier: read, hold documents against requirements, say what is missing and what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cbec_cli.law.tariff import load_tariff
from cbec_cli.rules import ALL
from cbec_cli.tables.dossier_rows import DUPLICATE_CODE, Dossier, Rows, read_dossier
from cbec_cli.work.checking.filters import OWN, Filter
from cbec_cli.work.checking.result import SEVERITIES, CheckResult, Sheet
from cbec_cli.work.checking.waivers import described
from cbec_cli.work.dossier.facts import Asked, quantity_of
from cbec_cli.work.dossier.files import Folder
from cbec_cli.work.dossier.judging import Case, Judge
from cbec_cli.work.dossier.labels import unseen_notice
from cbec_cli.work.dossier.papers import PaperReader, Papers, named
from cbec_cli.work.dossier.parties import Parties
from cbec_cli.work.dossier.result import DossierResult, ShipmentResult
from cbec_cli.work.dossier.rules import RULES
from cbec_cli.work.dossier.shipments import Shipment, ShipmentReader
from cbec_cli.work.dossier.tasks import expiries_of, tasks_of
from cbec_cli.work.dossier.telling import About, Teller
from cbec_cli.work.dossier.verdict import Speaker, Standing, verdict_of
from cbec_cli.work.parties import read_casts
from cbec_cli.work.party_faults import faults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from cbec_cli.work.checking.options import CheckOptions

REQUIRED = {"shipments": ("shipment_id", "mode", "hs_code|category"), "documents": ("type",)}
"""Table → columns it must have."""

EXPIRES_WITHIN = 30
"""Days of margin unless the user says otherwise."""

CODES = frozenset({*ALL.by_code, *RULES.by_code})
"""Every code that `--select`, `--ignore` and the configuration may name."""

_SHOWN = 10
_NOTICE_UNSEEN = "the risk notice is named, not quoted, so its three points were not read"
SHARED = (
    *("cell_unreadable", "line_declared_twice", "code_damaged", "read_with_a_note"),
    *("code_not_in_the_tariff", "not_an_import_mode", "origin_not_recognised"),
)
"""Rules of every table that are told of a dossier too, by name."""


@dataclass(frozen=True, slots=True)
class DossierOptions:
    """What a check of a dossier depends on besides its files.

    Attributes:
        on: the day of the check. window: days of margin before an expiry is told.
        folder: where the scans are; None if they are not looked at.
        check: what is looked for, as in every check.
    """

    on: date
    check: CheckOptions
    window: int = EXPIRES_WITHIN
    folder: Path | None = None


def check_files(files: Sequence[str | Path], options: DossierOptions) -> DossierResult:
    """Read a dossier and check it.

    Args:
        files: a workbook with the sheets shipments, documents and perhaps parties, or a csv file for each.
        options: what to look for.

    Raises:
        CannotRun: a file, a table or a column is missing or cannot be read; the folder of scans is not there.
    """
    folder = Folder(options.folder) if options.folder is not None else None
    return check_dossier(read_dossier(files, REQUIRED), options, folder)  # type: ignore[arg-type]  # keys are tables


def check_dossier(dossier: Dossier, options: DossierOptions, folder: Folder | None = None) -> DossierResult:
    """Check a dossier that has been read.

    Args:
        dossier: its tables.
        options: what to look for.
        folder: the scans; None if they are not looked at.
    """
    run = _Run(dossier, options, folder)
    cases = run.cases()
    standings = [run.standings(shipment, held) for shipment, held in zip(run.shipments, cases, strict=True)]
    results = [run.shipment(shipment, found) for shipment, found in zip(run.shipments, standings, strict=True)]
    every = [each for found in standings for each in found]
    spoken = {id(said.finding) for each in every for said in each.said}
    others = [finding for finding in run.teller.findings if id(finding) not in spoken]
    run.tell_waivers()
    return DossierResult(
        check=run.result(),
        shipments=tuple(results),
        tasks=tasks_of(every, others, options.on),
        expiries=expiries_of(every, personal=options.check.show_personal_data),
        on=options.on,
        window=options.window,
        folder=str(folder.path) if folder else "",
        papers=len(dossier.documents.rows),
    )


class _Run:
    """One check of one dossier."""

    def __init__(self, dossier: Dossier, options: DossierOptions, folder: Folder | None) -> None:
        """Read what the rows mean; whatever is wrong with cells is told here."""
        self.options, self.dossier = options, dossier
        self.tables = [each for each in (dossier.shipments, dossier.documents, dossier.parties) if each.file]
        files = list(dict.fromkeys(each.file for each in self.tables))
        self.teller = Teller(Filter(options.check, options.on, files))
        self.tariff = load_tariff()
        self._rules = tuple(
            each for each in (*(ALL.by_name[name] for name in SHARED), *RULES) if self.teller.runs(each)
        )
        self._take()
        parties = Parties(dossier.parties)
        self._strange_roles(parties)
        self.shipments = ShipmentReader(dossier.shipments, parties, self.tariff, options.on, self.teller).read()
        self._papers = Papers(PaperReader(self.shipments, self.teller).read(dossier.documents, parties))
        self._fitness()
        asked = Asked(options.window, folder, options.check.show_personal_data)
        self._judge = Judge(self.teller, asked)
        self._speaker = Speaker(self.teller, asked, self._judge.lost_is)
        self._assumed: list[str] = []

    def _take(self) -> None:
        """Take what the reader found; remember how grave it is for the shipments."""
        rows = self.dossier.shipments
        self._grave: dict[int, list[str]] = {}
        self._repeated: dict[str, list[str]] = {}
        for finding in self.dossier.findings:
            grave = self.teller.take(finding)
            if (finding.file, finding.sheet) == (rows.file, rows.sheet) and finding.row is not None:
                self._grave.setdefault(finding.row, []).append(grave)
                if finding.code == DUPLICATE_CODE:
                    self._repeated.setdefault(finding.order_no, []).append(grave)

    def _fitness(self) -> None:
        """Whether every shipment has its parties, and whether they are fit; what is wrong counts for their shipments.

        Without a table of parties nothing is said of them: `cbec ior` asks for them.
        """
        if not self.dossier.parties.rows:
            return
        named = {each.id: each for each in self.shipments}
        for fault in faults(read_casts(self.dossier, self.options.on)):
            if not self.teller.runs(fault.rule):
                continue
            about = About(
                rows=fault.rows,
                row=fault.row.number if fault.row else None,
                columns=fault.columns,
                shipment=fault.shipment,
            )
            _, grave = self.teller.tell(fault.rule, fault.words, about)
            for shipment in fault.shipments:
                if shipment in named:
                    named[shipment].severities.append(grave)

    def _strange_roles(self, parties: Parties) -> None:
        for row, fault in parties.strange:
            words = {"strange_word": row.text("role"), "kind_of_word": "role of a party", "nearest_word": f" ({fault})"}
            about = About(rows=parties.rows, row=row.number, columns=("role",))
            self.teller.tell(RULES.by_name["type_not_recognised"], words, about)

    def cases(self) -> list[list[Case]]:
        """For each shipment its requirements with the documents held against them."""
        found = [
            [self._judge.case(each, asked, self._papers.of(asked.type.id, each)) for asked in each.requirements]
            for each in self.shipments
        ]
        every = [case for cases in found for case in cases]
        self._judge.share(every)
        self._assumed = _assumed(self.shipments, every, self.options.folder)
        return found

    def standings(self, shipment: Shipment, cases: list[Case]) -> list[Standing]:
        """How each requirement of a shipment stands; what is wrong is told."""
        labels = self._speaker.labels(shipment, {case.requirement.type.id: case for case in cases})
        return [
            self._speaker.standing(case, self._judge.best(case), labels.get(case.requirement.type.id, []))
            for case in cases
        ]

    def shipment(self, shipment: Shipment, standings: list[Standing]) -> ShipmentResult:
        """One shipment as reports read it."""
        cells = self._grave.get(shipment.row.number, []) + self._repeated.get(shipment.id, [])
        return ShipmentResult(
            shipment_id=shipment.id,
            row=shipment.row.number,
            goods=shipment.goods,
            route=shipment.stage or shipment.row.text("mode"),
            needed_on=shipment.declared.day,
            verdict=verdict_of([*cells, *shipment.severities, *(each.grave for each in standings)]),
            documents=tuple(self._speaker.result(each) for each in standings),
        )

    def tell_waivers(self) -> None:
        """Waivers that have expired, or covered nothing."""
        wanted = self.teller.wanted
        facts = {
            "waivers_expired": len(wanted.expired),
            "expired_waivers": described(wanted.expired),
            "waivers_unused": len(wanted.unused),
            "unused_waivers": described(wanted.unused),
        }
        for rule in ALL:
            if rule.family == OWN and rule.severity and rule.function(*(facts[each] for each in rule.needs)):
                self.teller.tell(rule, facts, About(rows=Rows("shipments", str(wanted.options.config or ""))))

    def result(self) -> CheckResult:
        """Findings, counts and exit status, as every check has them."""
        teller = self.teller
        place = {(each.file, each.sheet): i for i, each in enumerate(self.tables)}
        teller.findings.sort(
            key=lambda f: (place.get((f.file, f.sheet), -1), f.row or 0, f.code, f.order_no, f.column, f.message)
        )
        return CheckResult(
            kind="dossier",
            source=self._source(),
            data=self._data(),
            sheets=[
                Sheet(each.file, each.sheet, each.heading_row, each.headings, dict(each.fields), len(each.rows))
                for each in self.tables
            ],
            findings=teller.findings,
            counts=dict(teller.counts),
            severities={severity: teller.severities[severity] for severity in SEVERITIES},
            rules=tuple(
                replace(each, severity=teller.severity(each))
                for each in sorted(self._rules, key=lambda each: each.code)
            ),
            lines=len(self.dossier.documents.rows),
            orders=len(self.shipments),
            keys=dict(teller.keys),
            waived=teller.passed_over["waived"],
            known=teller.passed_over["known"],
            fail_on=self.options.check.fail_on,
        )

    def _source(self) -> dict[str, Any]:
        return {
            "files": list(dict.fromkeys(each.file for each in self.tables)),
            "tables": {
                each.table: {
                    "file": each.file,
                    "sheet": each.sheet,
                    "heading_row": each.heading_row,
                    "rows": len(each.rows),
                    "columns": {name: each.headings[at] for name, at in each.fields.items()},
                }
                for each in self.tables
            },
        }

    def _data(self) -> dict[str, Any]:
        days = sorted({each.declared.day.isoformat() for each in self.shipments})
        options = self.options
        return {
            "tariff_vintage": self.tariff.vintage,
            "tariff_notice": self.tariff.notice,
            "law_days": days if len(days) < 2 else [days[0], days[-1]],
            "settings": {
                "on": options.on.isoformat(),
                "expires_within": options.window,
                "files": str(options.folder) if options.folder else None,
                "check": options.check.stated(),
            },
            "assumptions": self._assumed,
        }


def _assumed(shipments: Sequence[Shipment], cases: Sequence[Case], folder: Path | None) -> list[str]:
    """What had to be assumed, or could not be looked at; alike for several shipments is said once."""
    texts = [(text, each.id) for each in shipments for text in each.assumed]
    texts += [(_NOTICE_UNSEEN, each.id) for each in shipments if unseen_notice(each)]
    for case in cases:
        for paper in (held.paper for held in case.held):
            if paper.quantity is not None and quantity_of(case.shipment, paper) is None:
                what = f"{named(paper.type)} {paper.number}".rstrip()
                texts.append((f"the quantity on {what} was not compared: none is known in its unit", case.shipment.id))
    by_text: dict[str, list[str]] = {}
    for text, shipment in dict.fromkeys(texts):
        by_text.setdefault(text, []).append(shipment)
    said = [f"{text}: {_some(names)}" for text, names in by_text.items()]
    return said if folder else [*said, "the files of the documents were not looked at (--files names their folder)"]


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")
