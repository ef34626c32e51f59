"""What the rules about parties ask: facts of a shipment and of a party, and the same in words.

Facts are plain: flags, counts, fen. An empty cell is unknown, and what is unknown never speaks as if it were bad,
except where the law asks that it be shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import yuan
from cbec_cli.law.calendar import settlement_window
from cbec_cli.law.codes import fold
from cbec_cli.law.parties import roles
from cbec_cli.rules.judges.business_scope import is_dishonest, scope_fault
from cbec_cli.work.mandates import Mandate, mandate_of
from cbec_cli.work.parties import CELLS, IN_WHOSE_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cbec_cli.work.parties import Cast, Casts, Party
    from cbec_cli.work.party_cash import Cash

Facts = dict[str, Any]
Words = dict[str, str]

_TOLD_APART = ("importer", "agent")
"""Roles whose absence IOR001 tells."""


def batch_facts(casts: Casts, cash: Cash | None) -> tuple[Facts, Words]:
    """What a batch of orders owes at import, and how many importers the dossier names.

    Shipments of the dossier itself are told one by one.
    """
    batch = cash if cash and cash.batch else None
    due = batch.due_now.total + batch.only_general_trade.total if batch else 0
    count = batch.due_orders + batch.refused if batch else 0
    named = sum(party.role == "importer" for party in casts.parties)
    named += sum(bool(cast.of("importer")) for cast in casts.shipments)
    words = {"due_at_import": yuan_text(due), "due_orders": f"{count:,} order{'' if count == 1 else 's'}"}
    return {"due_at_import": due, "importers_named": named}, words


def shipment_facts(cast: Cast) -> tuple[Facts, Words]:
    """Which roles of its route a shipment has: none, one, or too many."""
    known = bool(cast.needs)
    missing = [n.role for n in cast.needs if n.required and n.role not in _TOLD_APART and not cast.of(n.role)]
    doubled = [n.role for n in cast.needs if n.role != "agent" and 0 < n.most < len(cast.of(n.role))]
    facts = {
        "in_general_trade": known and not cast.cbec,
        "in_cbec": known and cast.cbec,
        "importers": len(cast.of("importer")),
        "agents": len(cast.of("agent")),
        "roles_missing": len(missing),
        "roles_doubled": len(doubled),
    }
    words = {
        "missing_roles": ", ".join(_titled(role) for role in missing),
        "doubled_roles": "; ".join(f"{_titled(role)}: {_names(cast.of(role))}" for role in doubled),
        "agents": str(len(cast.of("agent"))),
        "agent_names": _names(cast.of("agent")),
        "route_words": route_words(cast.stage),
    }
    return facts, words


def about_party(casts: Casts, party: Party, cast: Cast | None, secured: int | None) -> tuple[Facts, Words]:
    """What the rules ask about a party, for one of its shipments.

    Args:
        casts: the dossier.
        party: the party.
        cast: the shipment; None for a party of the table that takes part in none.
        secured: fen of tax that its guarantee has to cover; None if unknown.
    """
    day = cast.day if cast else casts.on
    parts = (
        _codes(party),
        _place(party, cast),
        _filing(party, day),
        _mandate(casts, party, cast, day),
        _guarantee(party, cast, secured),
        _conduct(party, cast),
    )
    facts = {name: value for some, _ in parts for name, value in some.items()}
    words = {name: value for _, some in parts for name, value in some.items()}
    return facts, {**words, "party": party.label, "day": day.isoformat()}


def tax_of(party: Party, shipments: Sequence[Cast], cash: Cash | None) -> int | None:
    """The tax a guarantor secures: that of the batch, else of its shipments; None if any of it is unknown."""
    if party.role != "guarantor":
        return None
    if cash is not None:
        return cash.secured.total if cash.guarantors == 1 else None
    taxes = [cast.tax for cast in shipments if cast.taxed_later]
    known = [tax for tax in taxes if tax is not None]
    return sum(known) if taxes and len(known) == len(taxes) else None


def route_words(stage: str) -> str:
    """A route as people call it.

    >>> route_words("1210-second"), route_words("0110")
    ('1210 (second line)', 'general trade (0110)')
    """
    mode, _, line = stage.partition("-")
    if mode == "0110":
        return "general trade (0110)"
    return f"{mode} ({line} line)" if line else mode


def yuan_text(amount: int) -> str:
    """Fen as people read it."""
    return f"{yuan(amount, thousands=True)} yuan"


# -- one party ---------------------------------------------------------------------------------------------------------


def _codes(party: Party) -> tuple[Facts, Words]:
    """Its codes; what stands there for a buyer is a person's number, which is judged elsewhere."""
    buyer = party.role == "buyer"
    codes = {"uscc": "" if buyer else party.uscc, "customs_code": "" if buyer else party.customs_code}
    return dict(codes), dict(codes)


def _place(party: Party, cast: Cast | None) -> tuple[Facts, Words]:
    """Whether it is on the right side of the border."""
    where = next((need.where for need in cast.needs if need.role == party.role), "any") if cast else "any"
    land = party.country
    facts = {
        "abroad_needed": where == "abroad",
        "domestic_needed": where == "domestic",
        "party_domestic": party.domestic is True,
        "party_abroad": party.domestic is False,
    }
    return facts, {"country_name": f"{land.name_en}, {land.name_zh}" if land else ""}


def _filing(party: Party, day: date) -> tuple[Facts, Words]:
    """Whether customs have it on file on a day. A name alone, in a column without codes, is not asked for more."""
    since, withdrawn = party.day("filed_since"), party.day("withdrawn_on")
    asked = not party.inline or "customs_code" in CELLS.get(party.role, {})
    facts = {
        "filing_needed": roles()[party.role].filed and party.domestic is not False and asked,
        "filing_known": bool(party.customs_code or since),
        "filed_later": since is not None and since > day,
        "filing_withdrawn": withdrawn is not None and withdrawn <= day,
    }
    words = f"filed since {since}" if facts["filed_later"] else f"withdrawn on {withdrawn}"
    return facts, {"filing_words": words}


def _mandate(casts: Casts, party: Party, cast: Cast | None, day: date) -> tuple[Facts, Words]:
    """Whether it may act for its client on a day."""
    needed = cast is not None and acts_for_another(party, cast)
    found = mandate_of(casts.dossier.documents, party, cast, day) if cast and needed else Mandate()
    facts = {
        "mandate_needed": needed,
        "mandate_known": found.known,
        "mandate_over": found.known and not found.valid,
        "papers_listed": bool(casts.dossier.documents.file),
    }
    return facts, {"mandate_words": found.words, "mandate_type": found.type}


def acts_for_another(party: Party, cast: Cast) -> bool:
    """Whether it needs a mandate: an agent does, and a declarant that is neither importer nor agent itself."""
    if party.role == "agent":
        return cast.cbec
    clients = (*cast.of("importer"), *cast.of("agent"))
    return party.role == "declarant" and not any(party.keys & client.keys for client in clients)


def _guarantee(party: Party, cast: Cast | None, secured: int | None) -> tuple[Facts, Words]:
    """Whether its guarantee is large enough, and lasts until the tax is paid."""
    amount, end = party.guarantee, party.day("guarantee_expires_on")
    guarantor = party.role == "guarantor"
    settle_by = None
    if cast is not None and cast.taxed_later:
        settle_by = settlement_window(cast.row.day("released_on") or cast.day)[1]
    facts = {
        "guarantee_known": guarantor and amount is not None,
        "tax_known": secured is not None,
        "guarantee": amount or 0,
        "tax_secured": secured or 0,
        "guarantee_ends_early": guarantor and end is not None and settle_by is not None and end < settle_by,
    }
    words = {
        "guarantee": yuan_text(amount or 0),
        "tax_secured": yuan_text(secured or 0),
        "short": yuan_text(max(0, (secured or 0) - (amount or 0))),
        "guarantee_end": str(end),
        "settle_by": str(settle_by),
    }
    return facts, words


def _conduct(party: Party, cast: Cast | None) -> tuple[Facts, Words]:
    """In whose name it declares, and whether scope and credit let it."""
    lacks = scope_fault(party.role, party.text("scope"))
    facts: Mapping[str, Any] = {
        "declares_in_own_name": cast is not None and in_own_name(party, cast),
        "scope_lacks": bool(lacks),
        "is_dishonest": is_dishonest(party.text("credit_grade")),
    }
    return dict(facts), {"scope_words": lacks}


def in_own_name(party: Party, cast: Cast) -> bool:
    """Whether a broker declares a shipment of another in its own name."""
    if party.role != "declarant" or not acts_for_another(party, cast):
        return False
    said = cast.row.text("declares_as") or party.text("declares_as")
    return IN_WHOSE_NAME.get(fold(said), False)


def _titled(role: str) -> str:
    found = roles()[role]
    return f"{found.title} ({found.title_zh})"


def _names(parties: Sequence[Party]) -> str:
    """Names, with the code where two are called alike."""
    alike = len({fold(party.label) for party in parties}) < len(parties)
    return ", ".join(f"{p.label} {p.uscc or p.customs_code}".strip() if alike else p.label for p in parties)
