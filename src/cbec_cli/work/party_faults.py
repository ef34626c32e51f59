"""The rules IOR001 to IOR010 asked of every party and shipment of a dossier.

What they say of a party is told once, with all the shipments it concerns. `Fault` is what other checks of a dossier
take over; `finding` makes a finding of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.findings import Finding
from cbec_cli.engine.register import Register
from cbec_cli.law.parties import roles
from cbec_cli.rules import importer, party_fitness
from cbec_cli.work.checking.baseline import content_key
from cbec_cli.work.messages import speak
from cbec_cli.work.party_facts import about_party, batch_facts, shipment_facts, tax_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cbec_cli.engine.register import Rule
    from cbec_cli.tables.dossier_rows import Row, Rows
    from cbec_cli.work.parties import Cast, Casts, Party
    from cbec_cli.work.party_cash import Cash

RULES = Register(importer, party_fitness)
"""The rules about parties."""

_SHIPMENTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that speaks.

    Attributes:
        rule: it. words: the facts its message names, as people write them.
        rows, row: the table and the row it is told at; None for the dossier as a whole.
        columns: canonical columns it is about, the first of the table is marked.
        shipments: ids of all the shipments it concerns.
        party: whom it is about; None if it is about a shipment or the dossier.
    """

    rule: Rule
    words: Mapping[str, str]
    rows: Rows
    row: Row | None
    columns: tuple[str, ...]
    shipments: tuple[str, ...]
    party: Party | None = None

    @property
    def shipment(self) -> str:
        """The shipment it is told at; "" if it is told at a party."""
        return self.shipments[0] if self.party is None and self.shipments else ""


def faults(casts: Casts, cash: Cash | None = None) -> Iterator[Fault]:
    """Everything the rules find, shipments first, then parties.

    Args:
        casts: the parties of every shipment.
        cash: what a batch owes; None tests guarantees against the tax of the shipments.
    """
    yield from _of_the_batch(casts, cash)
    for cast in casts.shipments:
        facts, words = shipment_facts(cast)
        for rule in RULES.checks("order"):
            if _speaks(rule, facts):
                yield Fault(rule, words, casts.dossier.shipments, cast.row, rule.columns, (cast.id,))
    for party, shipments in _parts(casts):
        yield from _of_a_party(casts, party, shipments, cash)


def finding(fault: Fault) -> Finding:
    """What a rule says, with its place."""
    reason = speak(fault.rule, fault.words.__getitem__)
    column = next((each for each in fault.columns if each in fault.rows.fields), "")
    where = fault.party.label if fault.party else fault.shipment
    return Finding(
        code=fault.rule.code,
        severity=fault.rule.severity or "error",
        message=reason.message,
        fix=reason.fix,
        law=reason.law,
        file=fault.rows.file,
        sheet=fault.rows.sheet,
        row=(fault.row.number or None) if fault.row else None,
        column=fault.rows.heading(column) if column else "",
        order_no=fault.shipment,
        key=content_key(fault.rule.code, fault.rows.file, fault.shipment, "", where, reason.message),
    )


def _speaks(rule: Rule, facts: Mapping[str, Any]) -> bool:
    return bool(rule(*(facts[name] for name in rule.needs)))


def _of_the_batch(casts: Casts, cash: Cash | None) -> Iterator[Fault]:
    """What a batch owes at import, and nobody is named who pays it."""
    facts, words = batch_facts(casts, cash)
    for rule in RULES.checks("file"):
        if _speaks(rule, facts):
            table = casts.dossier.shipments if casts.dossier.shipments.file else casts.dossier.parties
            yield Fault(rule, words, table, None, rule.columns, ())


def _parts(casts: Casts) -> Iterator[tuple[Party, list[Cast]]]:
    """Every party with the shipments it takes part in; also those of the table that take part in none.

    A party that only shipments name is one where they name it alike.
    """
    found: dict[object, tuple[Party, list[Cast]]] = {}
    for cast in casts.shipments:
        for parties in cast.parties.values():
            for party in parties:
                key = (party.role, party.keys, party.country) if party.inline else (party.role, party.row.number)
                found.setdefault(key, (party, []))[1].append(cast)
    yield from found.values()
    yield from ((party, []) for party in casts.parties if (party.role, party.row.number) not in found)


def _of_a_party(casts: Casts, party: Party, shipments: Sequence[Cast], cash: Cash | None) -> Iterator[Fault]:
    """What the rules find about a party; of shipments that fare alike, the first is told and all are named."""
    secured = tax_of(party, shipments, cash)
    asked = [(cast, *about_party(casts, party, cast, secured)) for cast in shipments or (None,)]
    for rule in RULES.checks("buyer"):
        hit = [(cast, words) for cast, facts, words in asked if _speaks(rule, facts)]
        if not hit:
            continue
        concerned = tuple(cast.id for cast, _ in hit if cast is not None)
        said = hit[0][1]
        more = {"why": _why(rule, said), "shipments": _listed(concerned), "role_title": roles()[party.role].title}
        columns = tuple(party.heading.get(name, name) for name in rule.columns)
        yield Fault(rule, {**said, **more}, party.rows, party.row, columns, concerned, party)


def _why(rule: Rule, words: Mapping[str, str]) -> str:
    """What the judges of a rule say."""
    said = [fault for name, judge in rule.judges.items() if (fault := judge(words[name]))]
    return "; ".join(said)


def _listed(names: Sequence[str]) -> str:
    """`shipments S-1, S-2 and 3 more`."""
    if not names:
        return "no shipment of this dossier"
    shown = ", ".join(names[:_SHIPMENTS_SHOWN])
    more = f" and {len(names) - _SHIPMENTS_SHOWN} more" if len(names) > _SHIPMENTS_SHOWN else ""
    return f"shipment{'s' if len(names) > 1 else ''} {shown}{more}"
