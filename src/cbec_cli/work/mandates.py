"""Mandates: whether an agent or a broker may act for its client on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cbec_cli.law.codes import fold
from cbec_cli.law.documents import find_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.tables.dossier_rows import Row, Rows
    from cbec_cli.work.parties import Cast, Party

TYPES = {"agent": "agent_mandate", "declarant": "customs_power_of_attorney"}
"""Role → type of the document that mandates it."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """What is known of a mandate on a day.

    Attributes:
        known: whether there is any. valid: whether one holds on the day.
        words: why none does. type: the document it is.
    """

    known: bool = False
    valid: bool = False
    words: str = ""
    type: str = ""


def mandate_of(documents: Rows, party: Party, cast: Cast, day: date) -> Mandate:
    """The mandate of a party for a shipment: its own row of the table of parties, or a document.

    A document is its mandate if it names the party or the shipment, or names neither. An unknown first or last day
    does not speak against it.
    """
    kind = TYPES.get(party.role, "")
    spans = [*_own(party), *(_span(row) for row in documents.rows if _covers(row, kind, party, cast))]
    if not spans:
        return Mandate(type=kind)
    if any(_holds(since, until, day) for since, until, _ in spans):
        return Mandate(known=True, valid=True, type=kind)
    since, until, name = max(spans, key=lambda each: each[1] or date.max)
    words = f"{name} ended on {until}" if until is not None and until < day else f"{name} begins on {since}"
    return Mandate(known=True, words=words, type=kind)


Span = tuple[date | None, date | None, str]


def _holds(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def _own(party: Party) -> Iterator[Span]:
    since, until = party.day("mandate_from"), party.day("mandate_expires_on")
    if since or until:
        yield since, until, "it"


def _span(row: Row) -> Span:
    number = row.text("number")
    return row.day("issued_on"), row.day("expires_on"), f"number {number}" if number else "it"


def _covers(row: Row, kind: str, party: Party, cast: Cast) -> bool:
    """Whether a document is this party's mandate."""
    found = find_type(row.text("type"))
    if found is None or found.id != kind:
        return False
    if shipments := row.several("shipment_id"):
        return cast.id in shipments
    named = {fold(text) for name in ("importer", "holder") if (text := row.text(name))}
    known = party.keys.union(*(each.keys for role in ("importer", "agent") for each in cast.of(role)))
    return not named or bool(named & known)
