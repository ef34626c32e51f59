"""Which of several documents serves, and what is wrong with it.

Every document of the type that covers the shipment is held against the requirement; the one with the fewest and
lightest faults serves, so that a renewal takes the place of what has run out, and another valid document never harms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.tables.dossier_rows import OPEN_ENDED
from cbec_cli.work.dossier.facts import Asked, Facts, of_paper, of_requirement, quantity_of, shown
from cbec_cli.work.dossier.rules import PAPER_RULES, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cbec_cli.engine.register import Rule
    from cbec_cli.law.documents import Requirement
    from cbec_cli.work.dossier.papers import Paper
    from cbec_cli.work.dossier.shipments import Shipment
    from cbec_cli.work.dossier.telling import Teller

_GOODS = RULES.by_name["goods_not_covered"]


@dataclass(slots=True)
class Held:
    """One document held against one requirement.

    Attributes:
        paper: it. facts: what the rules read. faults: the rules that speak.
        lost: its cells that cannot be read; the reader has told them.
    """

    paper: Paper
    facts: Facts
    faults: list[Rule]
    lost: tuple[str, ...] = ()


@dataclass(slots=True)
class Case:
    """One requirement of one shipment and the documents held against it.

    Attributes:
        facts: of the requirement. weak: whether errors are warnings, because the law does not simply ask for it.
    """

    shipment: Shipment
    requirement: Requirement
    facts: Facts
    held: list[Held] = field(default_factory=list)

    @property
    def weak(self) -> bool:
        """Whether errors are warnings: the law is unsure, or only recommends."""
        return self.requirement.state in ("unsure", "recommended")


class Judge:
    """Holds documents against requirements.

    Attributes:
        lost_is: how grave a cell of a document is that cannot be read.
    """

    def __init__(self, teller: Teller, asked: Asked) -> None:
        """Keep what the user asks for; only rules that run find fault."""
        self._teller, self._asked = teller, asked
        self._rules = tuple(each for each in PAPER_RULES if teller.runs(each))
        unreadable = RULES.by_name["line_not_recognised"]  # any rule of DAT001: users choose by code
        self._reading = teller.runs(unreadable)
        self.lost_is = teller.severity(unreadable)

    def case(self, shipment: Shipment, requirement: Requirement, papers: Iterable[Paper]) -> Case:
        """A requirement with every document that covers the shipment."""
        given = list(papers)
        made = Case(shipment, requirement, of_requirement(shipment, requirement, len(given)))
        made.held = [self._hold(made, paper) for paper in given]
        return made

    def _hold(self, case: Case, paper: Paper) -> Held:
        facts = {**case.facts, **of_paper(case.shipment, case.requirement, paper, self._asked)}
        RULES.compute(facts, *(each.name for each in self._rules))
        faults = [each for each in self._rules if facts[each.name]]
        return Held(paper, facts, faults, paper.unreadable if self._reading else ())

    def errors(self, held: Held) -> int:
        """How many grave faults a document has."""
        return self._count(held, "error")

    def _count(self, held: Held, severity: str) -> int:
        faults = sum(self._teller.severity(each) == severity for each in held.faults)
        return faults + len(held.lost) * (self.lost_is == severity)

    def best(self, case: Case) -> Held | None:
        """The document that serves: fewest errors, fewest warnings, then the one that lasts longest."""
        return min(case.held, key=self._rank, default=None)

    def _rank(self, held: Held) -> tuple[object, ...]:
        paper = held.paper
        lasts = paper.expires.toordinal() if paper.expires else 0
        listed = not paper.column
        return (
            self.errors(held),
            self._count(held, "warning"),
            self._count(held, "note"),
            not listed,
            -lasts,
            paper.number,
            paper.issued or OPEN_ENDED,
            sorted(paper.row.cells.items()),
            paper.row.number,
        )

    def share(self, cases: Iterable[Case]) -> None:
        """Let shipments use up the quantities of the documents that they share.

        A document's quantity is drawn on by the shipments that have no other faultless document of its type, in the
        order in which they need it; those that find nothing left are not covered. A shipment that has a choice draws on
        none, so that one more document never takes anything away from another shipment.
        """
        if not self._teller.runs(_GOODS):
            return
        drawing: dict[int, list[tuple[Case, Held]]] = {}
        for case in cases:
            for held in case.held:
                if held.paper.quantity is None or quantity_of(case.shipment, held.paper) is None:
                    continue
                others = [each for each in case.held if each is not held]
                if not any(self.errors(each) == 0 for each in others):
                    drawing.setdefault(id(held.paper), []).append((case, held))
        for drawn in drawing.values():
            if len(drawn) > 1:
                self._use_up(drawn)

    @staticmethod
    def _use_up(drawn: list[tuple[Case, Held]]) -> None:
        """Draw on one document."""
        used = 0
        drawn.sort(key=lambda each: (each[1].facts["needed_day"], each[0].shipment.id, each[0].shipment.row.number))
        for case, held in drawn:
            paper = held.paper
            used += quantity_of(case.shipment, paper) or 0
            total = paper.quantity or 0
            if used > total and _GOODS not in held.faults:
                drawn_so_far = shown(used, paper.base)
                held.facts["differences"] = (
                    f"it is for {shown(total, paper.base)}; with the shipments before this one {drawn_so_far} are drawn"
                )
                held.faults.append(_GOODS)
