"""One line of a return beside its declaration: its days, its place, its state, who applies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import NotInForce
from cbec_cli.law.codes import fold
from cbec_cli.law.returns import returns_data, window_of
from cbec_cli.work.returns.orders import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cbec_cli.engine.findings import Finding
    from cbec_cli.law.returns import State, Window
    from cbec_cli.work.returns.matching import Found
    from cbec_cli.work.returns.result import Amounts, Claim, Original

FIRMS = ("agent_code", "agent_name", "ebc_code", "ebc_name")
"""Cells of a declaration that name who may apply for a return."""

_PLACES = ("place_from", "customs_code", "area_code", "area_name")


@dataclass(slots=True)
class Held:
    """One line of a return held against its declaration.

    Attributes:
        claim, found: the row, and what was declared.
        released: day of release, of the row or of the declaration.
        window: its days; why_no_window: why there are none.
        application, arrival: days of the row, else the day asked about.
        state: of the goods; None if not told, or in words that are not known.
        settled: day on which the tax was paid.
        place: the original place in words; differs: whether the goods go elsewhere, None if it cannot be told.
        entitled: whether the applicant may apply, None if it cannot be told or nobody is named.
        before: quantity returned before; before_unknown: an earlier return does not say how much.
        share: what the quantity makes of the line's amounts.
        facts: what the rules read. spoken: code and gravity of each rule that spoke; findings: what they said.
    """

    claim: Claim
    found: Found
    released: date | None
    window: Window | None
    why_no_window: str
    application: date
    arrival: date
    state: State | None
    settled: date | None
    place: str
    differs: bool | None
    entitled: bool | None
    before: int = 0
    before_unknown: bool = False
    share: Amounts | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    spoken: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    stands_in: str = ""

    @property
    def line(self) -> Original | None:
        """The declared line."""
        return self.found.line

    @property
    def mode(self) -> str:
        """Its supervision mode, "" if not known."""
        return self.line.mode if self.line else ""

    @property
    def arrived(self) -> bool:
        """Whether the goods are back."""
        return "arrived_on" in self.claim.days

    @property
    def applied(self) -> bool:
        """Whether the return was applied for."""
        return "applied_on" in self.claim.days

    @property
    def refused(self) -> bool:
        """Whether customs refused the application, or it was withdrawn."""
        return returns_data().was_refused(self.claim.text("return_status"))

    @property
    def in_time(self) -> bool:
        """Whether application and arrival are, or still can be, in time."""
        window = self.window
        return window is not None and self.application <= window.apply_by and self.arrival <= window.arrive_by

    def errors(self) -> frozenset[str]:
        """Codes that stand against the return."""
        return frozenset(code for code, grave in self.spoken if grave == "error")

    @property
    def declared(self) -> int:
        """Declared quantity of the line; 0 if it is not known."""
        return self.line.quantity if self.line else 0


def hold(claim: Claim, found: Found, asked: date) -> Held:
    """One row beside its declaration, as things stand on a day."""
    order, line, law = found.order, found.line, returns_data()
    head: Mapping[str, str] = order.head if order else {}
    declared_release = day_of(head.get("released_on"))
    released = claim.day("released_on") or declared_release
    window, why = None, ""
    if released is not None:
        try:
            window = window_of(released)
        except NotInForce as error:
            why = str(error)
    if released and declared_release and released != declared_release:
        window, why = None, f"released_on (放行日期): {released} in the return, {declared_release} in the declaration"
    names = [text for name in _PLACES if (text := (claim.text(name) or head.get(name, "")))]
    return Held(
        claim=claim,
        found=found,
        released=released,
        window=window,
        why_no_window=why,
        application=claim.day("applied_on") or asked,
        arrival=claim.day("arrived_on") or asked,
        state=law.state(claim.text("condition")) if claim.text("condition") else None,
        settled=claim.day("tax_settled_on") or day_of(head.get("tax_settled_on")),
        place=_original_place(names, line),
        differs=_differs(claim, head, names),
        entitled=_entitled(claim.text("applicant"), head),
    )


def _original_place(names: list[str], line: Original | None) -> str:
    """The place the goods came from, in words."""
    if names:
        return names[0]
    return "the zone they left" if line and line.mode.startswith("12") else "the place they were released from"


def _differs(claim: Claim, head: Mapping[str, str], names: list[str]) -> bool | None:
    """Whether the goods go to another place than they came from; None if that cannot be told.

    Names are compared with names and codes of offices with such codes; a name beside a code says nothing.
    """
    law, to = returns_data(), claim.text("place_to")
    if not to:
        return None
    if law.is_original_place(to) or law.is_return_centre(to) or fold(to) in {fold(name) for name in names}:
        return False
    if claim.text("place_from") or head.get("place_from"):
        return True
    office = head.get("customs_code", "")
    return True if office and len(to) == len(office) and to.isalnum() and to.isascii() else None


def _entitled(applicant: str, head: Mapping[str, str]) -> bool | None:
    if not applicant:
        return None
    if (role := returns_data().applicant(applicant)) is not None:
        return role
    firms = {fold(text) for name in FIRMS if (text := head.get(name))}
    return fold(applicant) in firms if firms else None
