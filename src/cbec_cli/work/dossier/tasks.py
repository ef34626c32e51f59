"""What to do, by day: one task for all shipments that it helps; and the last days of the documents in use."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from cbec_cli.tables.dossier_rows import OPEN_ENDED
from cbec_cli.work.checking.result import SEVERITIES
from cbec_cli.work.dossier.papers import Paper, described, named
from cbec_cli.work.dossier.result import Expiry, Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.dossier.verdict import Said, Standing

_MISSING = ("required_document_missing", "requirement_not_settled")


@dataclass(slots=True)
class _Made:
    """A task while shipments are added to it."""

    task: Task
    shipments: list[str] = field(default_factory=list)
    due: list[date] = field(default_factory=list)


def tasks_of(standings: Iterable[Standing], others: Iterable[Finding], on: date) -> tuple[Task, ...]:
    """Errors and warnings as things to do, the most urgent first.

    Args:
        standings: how every requirement of every shipment stands.
        others: findings that are about no document; they are due at once.
        on: the day of the check.
    """
    made: dict[tuple[object, ...], _Made] = {}
    for standing in standings:
        for each in standing.said:
            if each.grave in ("error", "warning"):
                _add(made, _key(standing, each), _task(standing, each), standing.case.shipment.id)
    for finding in others:
        if finding.severity != "note":
            _add(made, (finding.code, finding.file, finding.sheet, finding.row, finding.column, finding.message),
                 _of_cell(finding, on), finding.order_no)  # fmt: skip
    tasks = [_joined(each) for each in made.values()]
    return tuple(sorted(tasks, key=lambda each: (each.due, SEVERITIES.index(each.severity), each.code, each.message)))


def _add(made: dict[tuple[object, ...], _Made], key: tuple[object, ...], task: Task, shipment: str) -> None:
    found = made.setdefault(key, _Made(task))
    found.due.append(task.due)
    if shipment and shipment not in found.shipments:
        found.shipments.append(shipment)


def _joined(made: _Made) -> Task:
    first = made.task
    return Task(
        min(made.due),
        first.severity,
        first.code,
        tuple(made.shipments),
        first.type,
        first.document,
        first.message,
        first.fix,
        first.issuer,
        first.lead_time,
        first.consequence,
        first.law,
    )


def _key(standing: Standing, said: Said) -> tuple[object, ...]:
    """What makes two tasks one: the same document, or one document that is missing for both."""
    case, kind = standing.case, standing.case.requirement.type
    head = (said.rule.name, said.grave, kind.id)
    if standing.served is not None and said.rule.name not in _MISSING:
        return (*head, id(standing.served.paper.row), standing.served.paper.column)
    shipment = case.shipment
    if kind.covers == "party":
        party = shipment.parties.get(case.requirement.holder, ("", frozenset()))[0]
        return (*head, party, shipment.stage) if party else (*head, shipment.id)
    if kind.covers == "goods" and (shipment.sku or shipment.code):
        return (*head, shipment.sku or shipment.code, shipment.origin, shipment.stage)
    return (*head, shipment.id, shipment.row.number)


def _task(standing: Standing, said: Said) -> Task:
    case, kind = standing.case, standing.case.requirement.type
    needed = case.shipment.needed(kind.tested_on).day
    paper = standing.served.paper if standing.served else None
    runs_out = said.rule.name == "document_expires_soon" and paper is not None and paper.expires is not None
    return Task(
        due=paper.expires if runs_out and paper and paper.expires else needed,
        severity=said.grave,  # type: ignore[arg-type]  # an error or a warning
        code=said.rule.code,
        shipments=(),
        type=kind.id,
        document=described(paper) if paper else named(kind),
        message=said.finding.message,
        fix=said.finding.fix,
        issuer=kind.issuer,
        lead_time=kind.lead_time,
        consequence=case.requirement.consequence or kind.consequence,
        law=said.finding.law,
    )


def _of_cell(finding: Finding, on: date) -> Task:
    table = finding.sheet or PurePath(finding.file).name
    place = " ".join(filter(None, (table, f"row {finding.row}" if finding.row else "")))
    message = f"{place}, {finding.column}: {finding.message}" if finding.column else f"{place}: {finding.message}"
    return Task(
        on, finding.severity, finding.code, (), "", "", message, finding.fix, "", "", "", finding.law
    )  # fmt: skip


def expiries_of(standings: Iterable[Standing], *, personal: bool) -> tuple[Expiry, ...]:
    """The last days of the documents that shipments rely on, each once, by day."""
    used: dict[int, tuple[Paper, list[str]]] = {}
    for standing in standings:
        served = standing.served
        if served is None or served.paper.expires in (None, OPEN_ENDED) or standing.case.requirement.state == "exempt":
            continue
        _, shipments = used.setdefault(id(served.paper), (served.paper, []))
        if standing.case.shipment.id not in shipments:
            shipments.append(standing.case.shipment.id)
    found: dict[tuple[object, ...], Expiry] = {}
    for paper, shipments in used.values():
        assert paper.expires is not None  # noqa: S101 -- papers without a day were passed over above
        key = (paper.type.id, paper.number, paper.expires) if paper.number else (id(paper),)
        before = found[key].shipments if key in found else ()
        found[key] = Expiry(
            paper.expires,
            paper.type.id,
            described(paper, personal=personal),
            paper.shown_number(personal=personal),
            paper.shown_holder(personal=personal),
            paper.issuer or paper.type.issuer,
            tuple(dict.fromkeys((*before, *shipments))),
        )
    return tuple(sorted(found.values(), key=lambda each: (each.day, each.document)))
