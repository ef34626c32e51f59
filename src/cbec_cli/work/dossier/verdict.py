"""From the documents held against a shipment's requirements to how each stands, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cbec_cli.tables.dossier_rows import OPEN_ENDED
from cbec_cli.work.checking.result import SEVERITIES
from cbec_cli.work.dossier.labels import ABOUT, label_facts, label_law
from cbec_cli.work.dossier.papers import described, said
from cbec_cli.work.dossier.result import PaperResult, PaperState, Verdict
from cbec_cli.work.dossier.rules import LABEL_RULES, RULES
from cbec_cli.work.dossier.telling import About

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cbec_cli.engine.findings import Finding
    from cbec_cli.engine.register import Rule
    from cbec_cli.work.dossier.facts import Asked
    from cbec_cli.work.dossier.judging import Case, Held
    from cbec_cli.work.dossier.papers import Paper
    from cbec_cli.work.dossier.shipments import Shipment
    from cbec_cli.work.dossier.telling import Teller

_STATES: dict[str, PaperState] = {
    "required_document_missing": "missing",
    "document_expired": "expired",
    "document_issued_late": "issued_late",
    "holder_is_another": "wrong_holder",
    "goods_not_covered": "wrong_goods",
    "number_malformed": "unreadable_number",
    "number_not_given": "no_number",
    "document_expires_soon": "expiring",
    "expiry_not_given": "undated",
    "requirement_not_settled": "unsure",
    **dict.fromkeys(ABOUT, "incomplete"),
}
"""Rule → how a document stands that it speaks of; notes change nothing."""

_FILES: dict[str, PaperState] = {
    "file_missing": "file_missing",
    "file_empty": "file_empty",
    "file_of_another_kind": "file_wrong_type",
}
_WHAT_LABELS_SAY = "LBL005"
_ABOUT_REQUIREMENTS = ("required_document_missing", "document_not_needed", "requirement_not_settled")


@dataclass(slots=True)
class Said:
    """One rule that spoke on one type of document."""

    rule: Rule
    finding: Finding
    grave: str


@dataclass(slots=True)
class Standing:
    """How one requirement stands: what was said, and by which document it is served.

    Attributes:
        lost: its cells that cannot be read, which the reader has told; lost_is: how grave that is.
    """

    case: Case
    served: Held | None
    said: list[Said] = field(default_factory=list)
    lost: tuple[str, ...] = ()
    lost_is: str = ""

    @property
    def grave(self) -> str:
        """The heaviest of what was said: error, warning, note or nothing."""
        return heaviest([*(each.grave for each in self.said), self.lost_is if self.lost else ""])


def heaviest(severities: Iterable[str]) -> str:
    """The heaviest of some severities; "" if there is none."""
    found = [each for each in severities if each]
    return min(found, key=SEVERITIES.index) if found else ""


def verdict_of(severities: Iterable[str]) -> Verdict:
    """Blocked by an error; warnings and what is waived are to be looked at; notes change nothing."""
    verdicts: dict[str, Verdict] = {"error": "blocked", "warning": "ready with warnings"}
    return verdicts.get(heaviest(severities), "ready")


class Speaker:
    """Tells what the rules say of one shipment."""

    def __init__(self, teller: Teller, asked: Asked, lost_is: str) -> None:
        """Keep whom to tell, and how grave a cell of a document is that cannot be read."""
        self._teller, self._asked, self._lost_is = teller, asked, lost_is

    def labels(self, shipment: Shipment, cases: Mapping[str, Case]) -> dict[str, list[Said]]:
        """Type of document → what the LBL rules say."""
        facts: dict[str, Any] = label_facts(shipment, {name: case.requirement for name, case in cases.items()})
        found: dict[str, list[Said]] = {}
        for rule in LABEL_RULES:
            RULES.compute(facts, rule.name)
            if not facts[rule.name]:
                continue
            kind = ABOUT[rule.name]
            words = {**facts, "why": _why(rule, facts, shipment)}
            columns = [each for each, judge in rule.judges.items() if facts[each] and judge(facts[each])]
            law = label_law(shipment) if rule.code == _WHAT_LABELS_SAY else ""
            about = shipment.about(*(columns or rule.columns), weak=cases[kind].weak, law=law)
            self._add(found.setdefault(kind, []), rule, words, about)
        return found

    def standing(self, case: Case, served: Held | None, labels: list[Said]) -> Standing:
        """What is to be said of one requirement: of the document that serves, or that there is none."""
        made = Standing(case, served, list(labels))
        shipment, facts = case.shipment, case.facts
        codes = {each.rule.code for each in labels}
        for name in _ABOUT_REQUIREMENTS:
            rule = RULES.by_name[name]
            if rule.function(*(facts[each] for each in rule.needs)) and not codes & set(rule.unless):
                words = facts if served is None else {**facts, "document": self._described(served.paper)}
                law = case.requirement.source
                about = shipment.about(*rule.columns, law=law, key=case.requirement.type.id)
                if served is not None:
                    about = self._beside(case, served.paper, rule, law=law)
                self._add(made.said, rule, words, about)
        if served is not None and case.requirement.state != "exempt":
            made.lost = served.lost
            made.lost_is = "warning" if case.weak and self._lost_is == "error" else self._lost_is
            for rule in served.faults:
                self._add(made.said, rule, served.facts, self._beside(case, served.paper, rule))
        return made

    def _beside(self, case: Case, paper: Paper, rule: Rule, law: str = "") -> About:
        """A finding that stands at the document's row and is about the shipment."""
        columns = (paper.column,) if paper.column else rule.columns
        if rule.name == "goods_not_covered":
            columns = tuple(each for each in rule.columns if each in paper.row.cells)
        return About(
            rows=paper.rows,
            row=paper.row.number,
            columns=columns,
            shipment=case.shipment.id,
            sku=case.shipment.sku,
            key=f"{paper.type.id} {paper.number}",
            law=law,
            weak=case.weak,
        )

    def _add(self, said_so_far: list[Said], rule: Rule, words: Mapping[str, Any], about: About) -> None:
        finding, grave = self._teller.tell(rule, words, about)
        if finding is not None and grave:
            said_so_far.append(Said(rule, finding, grave))

    def _described(self, paper: Paper) -> str:
        return described(paper, personal=self._asked.personal)

    def result(self, standing: Standing) -> PaperResult:
        """How a document stands, as reports read it."""
        case, served = standing.case, standing.served
        requirement = case.requirement
        kind = requirement.type
        needed = case.shipment.needed(kind.tested_on)
        told = sorted(standing.said, key=lambda each: (SEVERITIES.index(each.grave), each.rule.code))
        first = told[0] if told else None
        paper = served.paper if served else None
        in_order = paper is not None and standing.grave in ("", "note")
        messages = [each.finding.message for each in told]
        if standing.lost and paper is not None:
            messages.insert(0, f"{self._described(paper)}: these cells cannot be read: {_cells(paper, standing.lost)}")
        if in_order and paper is not None and requirement.state != "exempt":
            messages.insert(0, said(paper.expires, kind))
        grave = standing.grave
        return PaperResult(
            type=kind.id,
            name=kind.name,
            name_zh=kind.name_zh,
            state=_state(standing),
            asked=requirement.state,
            severity=grave if grave in ("error", "warning") else "",  # type: ignore[arg-type]  # one of the two
            number=paper.shown_number(personal=self._asked.personal) if paper else "",
            expires_on=None if paper is None or paper.expires == OPEN_ENDED else paper.expires,
            expires_said=said(paper.expires, kind) if paper else "",
            code=first.rule.code if first and not standing.lost else "DAT001" if standing.lost else "",
            message="; ".join(messages) or requirement.why,
            fix=_fix(standing, first),
            law=requirement.source,
            why=requirement.why,
            issuer=kind.issuer,
            lead_time=kind.lead_time,
            consequence=requirement.consequence or kind.consequence,
            needed_on=needed.day,
            tested_on=needed.what,
        )


def _why(rule: Rule, facts: Mapping[str, Any], shipment: Shipment) -> str:
    """What the judges of a rule say."""
    faults = {name: judge(facts[name]) for name, judge in rule.judges.items() if facts[name]}
    return "; ".join(f"{shipment.rows.heading(name)}: {fault}" for name, fault in faults.items() if fault)


def _cells(paper: Paper, lost: Iterable[str]) -> str:
    return ", ".join(f"{paper.rows.heading(each)} {paper.row.cells[each][:40]!r}" for each in lost)


def _fix(standing: Standing, first: Said | None) -> str:
    if standing.lost:
        return "correct the cells named in the findings"
    return first.finding.fix if first else ""


def _state(standing: Standing) -> PaperState:
    """The one word for how a document stands."""
    state = standing.case.requirement.state
    if standing.lost:
        return "unreadable"
    told = [each for each in standing.said if each.grave != "note"]
    if told:
        worst = min(told, key=lambda each: (SEVERITIES.index(each.grave), each.rule.code))
        if worst.rule.name == "file_not_usable" and standing.served is not None:
            return next(said_so for fact, said_so in _FILES.items() if standing.served.facts[fact])
        return _STATES[worst.rule.name]
    if standing.served is not None:
        return "not_needed" if state == "exempt" else "present"
    silent: dict[str, PaperState] = {
        "exempt": "exempt",
        "recommended": "recommended",
        "unsure": "unsure",
        "required": "missing",
    }
    return silent[state]
