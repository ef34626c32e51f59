"""A card for each party: what its codes tell, what it may do and owes, what is missing, and the cash it must front."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.mask import mask_name
from cbec_cli.law.documents import STAGES
from cbec_cli.law.parties import Decoded, Duty, Need, decode_customs_code, decode_uscc, duties, roles, roles_for
from cbec_cli.rules.judges.firm_code import customs_code_fault, uscc_fault
from cbec_cli.tables.dossier_rows import Dossier, Row, Rows
from cbec_cli.work.parties import Cast, Casts, Party, firms
from cbec_cli.work.party_cash import Bill, Security, bill, security
from cbec_cli.work.party_facts import acts_for_another
from cbec_cli.work.party_faults import faults, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.party_cash import Cash


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code of a firm: `uscc` or `customs_code`; what is wrong with it, else what it tells."""

    kind: str
    code: str
    fault: str
    decoded: Decoded | None


@dataclass(frozen=True, slots=True)
class Part:
    """One role of a party.

    Attributes:
        role: its id. needs: the routes it plays it on, with what it may do there.
        duties: what it owes, with the routes.
    """

    role: str
    needs: tuple[tuple[str, Need], ...]
    duties: tuple[tuple[Duty, tuple[str, ...]], ...]


@dataclass(slots=True)
class Card:
    """One party.

    Attributes:
        name, name_zh: a buyer's are masked. country: where it is registered; "" if unknown.
        shipments: those it takes part in. missing: facts nobody gave, in words.
        bills: what it pays at import. securities: what its guarantee covers.
    """

    name: str
    name_zh: str
    country: str
    identifiers: tuple[Identifier, ...]
    parts: tuple[Part, ...]
    shipments: tuple[str, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    bills: tuple[Bill, ...] = ()
    securities: tuple[Security, ...] = ()


@dataclass(slots=True)
class Cards:
    """Everything a report of parties needs.

    Attributes:
        on: the day asked about. files: what was read. cash: what the batch owes; None if nothing says.
        findings: everything found, cells of the dossier first.
        unpaid: bills and securities for which no one party of the dossier answers, and why.
    """

    on: date
    files: tuple[str, ...]
    cards: list[Card]
    findings: list[Finding]
    cash: Cash | None = None
    late_to: date | None = None
    unpaid: list[tuple[Bill | Security, str]] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        """1 if anything is wrong, else 0."""
        return int(any(each.severity == "error" for each in self.findings))


@dataclass(frozen=True, slots=True)
class Days:
    """Days that the user gives for the cash: release of the batch, and how late it is paid."""

    released: date | None = None
    late_to: date | None = None


def lone_firm(uscc: str, customs_code: str, stages: Sequence[str], on: date) -> Casts:
    """A dossier of one firm, known by its codes only, in the roles it could have on some routes."""
    cells = {name: text for name, text in (("uscc", uscc), ("customs_code", customs_code)) if text}
    rows = Rows("parties", fields=dict.fromkeys(cells, 0), headings=("",))
    wanted = dict.fromkeys("importer" if stage == "0110" else "agent" for stage in stages)
    made = Casts(Dossier(Rows("shipments"), Rows("documents"), rows), on)
    made.parties = [Party(role, "", uscc, customs_code, None, Row(0, cells, cells), rows) for role in wanted]
    return made


def make_cards(
    casts: Casts, cash: Cash | None, days: Days, stages: Sequence[str] = STAGES, files: Sequence[str] = ()
) -> Cards:
    """A card for every party of a dossier, with what the rules find and the cash it must front.

    Args:
        casts: the parties of the shipments.
        cash: what a batch owes, or the shipments by their column of taxes; None if unknown.
        days: release and late payment, as far as the user gives them.
        stages: routes shown for parties that take part in no shipment.
        files: what was read.
    """
    found = [*faults(casts, cash)]
    told = {id(fault): finding(fault) for fault in found}
    everybody = [*casts.parties, *_inline(casts)]
    groups = firms(everybody)
    parts = _by_name(casts)
    mine: dict[int, list[Finding]] = {}
    for fault in found:
        mine.setdefault(id(fault.party), []).append(told[id(fault)])
    cards = [_card(_Firm(group, casts, parts), stages, mine) for group in groups]
    made = Cards(
        casts.on,
        tuple(files),
        cards,
        [*casts.dossier.findings, *casts.findings, *told.values()],
        cash,
        days.late_to,
    )
    if cash is not None:
        places = {(each.role, key): i for i, group in enumerate(groups) for each in group for key in each.keys}
        for due in _payables(casts, cash, days):
            _assign(made, places, due)
    return made


def _inline(casts: Casts) -> list[Party]:
    """Parties that only columns of shipments name, once for those named alike."""
    found: dict[object, Party] = {}
    for cast in casts.shipments:
        for parties in cast.parties.values():
            for party in parties:
                if party.inline:
                    found.setdefault((party.role, party.keys, party.country), party)
    return [*found.values()]


Parts = dict[tuple[str, str], list[Cast]]
"""Role, and a name or code → the shipments in which a party of that name has it."""


def _by_name(casts: Casts) -> Parts:
    found: Parts = {}
    for cast in casts.shipments:
        for role, parties in cast.parties.items():
            for key in frozenset().union(*(party.keys for party in parties)):
                found.setdefault((role, key), []).append(cast)
    return found


class _Firm:
    """Parties that are one firm, with the shipments it takes part in."""

    def __init__(self, group: Sequence[Party], casts: Casts, parts: Parts) -> None:
        self.group, self.casts, self._parts = group, casts, parts

    def of(self, role: str) -> dict[int, Cast]:
        """Row → shipment in which it has a role."""
        keys = {key for each in self.group if each.role == role for key in each.keys}
        found = {cast.row.number: cast for key in keys for cast in self._parts.get((role, key), ())}
        return dict(sorted(found.items()))

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.role for each in self.group))

    def first(self, name: str) -> Any:
        """The first value given of a name, a code or the country; "" if there is none."""
        return next((value for each in self.group if (value := getattr(each, name))), "")


def _card(firm: _Firm, stages: Sequence[str], mine: Mapping[int, Sequence[Finding]]) -> Card:
    """The card of one firm, in all its roles."""
    country = firm.first("country")
    person = firm.roles == ("buyer",)
    name, name_zh = firm.first("name"), firm.first("name_zh")
    shipments = dict(sorted({n: cast for role in firm.roles for n, cast in firm.of(role).items()}.items()))
    return Card(
        mask_name(name) if person else name,
        mask_name(name_zh) if person else name_zh,
        f"{country.name_en} ({country.name_zh})" if country else "",
        () if person else tuple(_identifiers(firm.group)),
        tuple(_part(firm, role, stages) for role in firm.roles),
        tuple(cast.id for cast in shipments.values()),
        tuple(dict.fromkeys(_missing(firm))),
        tuple(each for party in firm.group for each in mine.get(id(party), ())),
    )


def _identifiers(group: Sequence[Party]) -> Iterator[Identifier]:
    """Every code of a firm, once."""
    for code in dict.fromkeys(each.uscc for each in group if each.uscc):
        yield Identifier("uscc", code, fault := uscc_fault(code), None if fault else decode_uscc(code))
    for code in dict.fromkeys(each.customs_code for each in group if each.customs_code):
        wrong = customs_code_fault(code)
        yield Identifier("customs_code", code, wrong, None if wrong else decode_customs_code(code))


def _part(firm: _Firm, role: str, stages: Sequence[str]) -> Part:
    """A role with its routes: those of its shipments, else those asked about."""
    played = {cast.stage: cast.day for cast in firm.of(role).values()}
    routes = played or dict.fromkeys(stages, firm.casts.on)
    needs = [(stage, need) for stage, day in routes.items() for need in _needs(stage, day) if need.role == role]
    owed: dict[Duty, list[str]] = {}
    for stage, day in routes.items():
        for duty in duties(role, stage, day):
            owed.setdefault(duty, []).append(stage)
    return Part(role, tuple(needs), tuple((duty, tuple(where)) for duty, where in owed.items()))


def _needs(stage: str, day: date) -> tuple[Need, ...]:
    """The roles of a route; none before the data begins, which is told elsewhere."""
    return roles_for(stage, day) if day >= BEGINS else ()


BEGINS = date(2019, 1, 1)
"""商财发〔2018〕486号 holds from this day; earlier parties are not known."""


def _missing(firm: _Firm) -> Iterator[str]:
    """Facts that nobody gave, by role."""
    known = {name for name in ("uscc", "customs_code", "name") if firm.first(name)}
    filed = any(each.day("filed_since") for each in firm.group)
    abroad = firm.group[0].domestic is False
    if "name" not in known and firm.roles != ("buyer",):
        yield "its name"
    for each in firm.group:
        if each.role == "seller" and each.domestic is None:
            yield "country: whether it is registered abroad"
        if roles()[each.role].filed and not abroad:
            yield from (f"{name} ({zh})" for name, zh in _CODES.items() if name not in known)
            if not filed:
                yield "filed_since: since when customs have it on file"
        if each.role == "guarantor" and each.guarantee is None:
            yield "guarantee_amount: how much its guarantee covers"
        if each.role == "guarantor" and each.day("guarantee_expires_on") is None:
            yield "guarantee_expires_on: until when its guarantee holds"
        if _mandate_unknown(firm, each):
            yield "mandate_expires_on: until when its mandate holds"


_CODES = {"uscc": "统一社会信用代码", "customs_code": "海关注册编码"}


def _mandate_unknown(firm: _Firm, party: Party) -> bool:
    """Whether it acts for others, and neither documents nor its own row tell of a mandate."""
    if firm.casts.dossier.documents.file or party.day("mandate_expires_on"):
        return False
    return any(acts_for_another(party, cast) for cast in firm.of(party.role).values())


# -- cash --------------------------------------------------------------------------------------------------------------

Payable = tuple[Bill | Security, str, Party | None, str]
"""What is paid, the role that pays it, who that is, and why nobody is if nobody is."""


def _payables(casts: Casts, cash: Cash, days: Days) -> Iterator[Payable]:
    """What each party pays: of a batch, the one importer and the one guarantor; else shipment by shipment."""
    if cash.batch:
        yield from _of_the_batch(casts, cash, days)
        return
    for cast in casts.shipments:
        if cast.tax is None or cast.row.day("paid_on") is not None or not (cast.taxed_later or not cast.cbec):
            continue
        taxes = type(cash.due_now)(cast.tax)
        if cast.taxed_later:
            released = cast.row.day("released_on") or days.released
            who = _only(cast.of("guarantor"))
            yield security((cast.id,), taxes, released), "guarantor", who, _why(cast.of("guarantor"), "guarantor")
        else:
            made = bill((cast.id,), taxes, cast.day, assumed=not cast.declared, late_to=days.late_to)
            yield made, "importer", _only(cast.of("importer")), _why(cast.of("importer"), "importer")


def _of_the_batch(casts: Casts, cash: Cash, days: Days) -> Iterator[Payable]:
    importers, guarantors = everyone(casts, "importer"), everyone(casts, "guarantor")
    if cash.due_now.total:
        given = {cast.day for cast in casts.shipments if not cast.cbec and cast.declared}
        declared = given.pop() if len(given) == 1 else casts.on
        made = bill((), cash.due_now, declared, assumed=declared == casts.on, late_to=days.late_to)
        yield made, "importer", _only(importers), _why(importers, "importer")
    if cash.secured.total:
        released = {day for cast in casts.shipments if cast.taxed_later and (day := cast.row.day("released_on"))}
        on = days.released or (released.pop() if len(released) == 1 else None)
        yield security((), cash.secured, on), "guarantor", _only(guarantors), _why(guarantors, "guarantor")


def everyone(casts: Casts, role: str) -> list[Party]:
    """The different firms that have a role in a dossier."""
    of_role = [each for each in (*casts.parties, *_inline(casts)) if each.role == role]
    return [group[0] for group in firms(of_role)]


def _only(parties: Sequence[Party]) -> Party | None:
    return parties[0] if len(parties) == 1 else None


def _why(parties: Sequence[Party], role: str) -> str:
    """Why no one party pays."""
    title = roles()[role].title
    return f"{len(parties)} are named as {title}: it cannot be split" if parties else f"nobody is named as {title}"


def _assign(made: Cards, places: Mapping[tuple[str, str], int], due: Payable) -> None:
    """Put what is paid on the card of who pays it."""
    payable, role, party, why = due
    place = next((places[role, key] for key in party.keys if (role, key) in places), None) if party else None
    if place is None:
        made.unpaid.append((payable, why))
    elif isinstance(payable, Bill):
        made.cards[place].bills = (*made.cards[place].bills, payable)
    else:
        made.cards[place].securities = (*made.cards[place].securities, payable)
