"""One document held against one requirement of one shipment: the facts that the DOC rules read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cbec_cli.law.codes import unit
from cbec_cli.tables.dossier_rows import OPEN_ENDED
from cbec_cli.tables.headings import fold, nearest
from cbec_cli.work.dossier.files import Folder, Looked
from cbec_cli.work.dossier.papers import described, named
from cbec_cli.work.dossier.parties import ROLE_WORDS
from cbec_cli.work.units import KILOGRAM, LITRE, PIECE, SHEET, STRANGE

if TYPE_CHECKING:
    from datetime import date

    from cbec_cli.law.documents import Requirement
    from cbec_cli.work.dossier.papers import Paper
    from cbec_cli.work.dossier.shipments import Needed, Shipment

Facts = dict[str, Any]

_UNITS = {KILOGRAM: "kg", LITRE: "L", PIECE: "pieces", SHEET: "sheets"}
_NEARLY = 88
_SCALE = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What all documents are asked: the window of `--expires-within`, the folder of the scans, what may be shown."""

    window: int
    folder: Folder | None
    personal: bool = False


def of_requirement(shipment: Shipment, requirement: Requirement, given: int) -> Facts:
    """The facts of a requirement, whichever document serves.

    Args:
        shipment: whose.
        requirement: what the law says.
        given: how many documents of the type cover the shipment.
    """
    kind, state = requirement.type, requirement.state
    needed = shipment.needed(kind.tested_on)
    return {
        "document_required": state == "required",
        "document_exempt": state == "exempt",
        "document_unsure": state == "unsure",
        "documents_given": given,
        "document": named(kind),
        "why_needed": requirement.why,
        "ask_customs": requirement.ask or "is it needed for these goods on this route?",
        "issuer": kind.issuer,
        "lead_time": f" (takes {kind.lead_time})" if kind.lead_time else "",
        "consequence": requirement.consequence or kind.consequence,
        "needed_on": needed.day.isoformat(),
        "tested_on": needed.what,
        "validity": kind.validity,
        "number_example": kind.number_example or "the one on the document",
    }


def of_paper(shipment: Shipment, requirement: Requirement, paper: Paper, asked: Asked) -> Facts:
    """The facts of one document; whether its quantity is used up by other shipments is added by `Shared`."""
    facts: Facts = {"document": described(paper, personal=asked.personal)}
    facts |= _days(shipment, paper, asked.window)
    facts |= _holder(shipment, requirement, paper, asked)
    facts |= _goods(shipment, paper)
    facts |= _number(paper, asked)
    facts |= _file(paper, asked.folder)
    return facts


def _days(shipment: Shipment, paper: Paper, window: int) -> Facts:
    """From when and until when it is in force, and when it is needed."""
    needed: Needed = shipment.needed(paper.type.tested_on)
    lasts = paper.type.valid_days
    left = (paper.expires - needed.day).days if paper.expires is not None else 0
    return {
        "expiry_known": paper.expires is not None,
        "expiry_unreadable": "expires_on" in paper.unreadable,
        "expiry_day": paper.expires.toordinal() if paper.expires else 0,
        "needed_day": needed.day.toordinal(),
        "window_days": window,
        "still_needed": needed.ahead,
        "usually_expires": lasts is not None and not paper.column,
        "issue_known": paper.issued is not None,
        "issue_day": paper.issued.toordinal() if paper.issued else 0,
        "expires_on": _written(paper.expires),
        "issued_on": _written(paper.issued),
        "days_left": f"{left} day{'' if left == 1 else 's'} after" if left else "the very day",
        "usual_end": _usual_end(paper.issued, lasts, needed.day),
    }


def _written(day: date | None) -> str:
    return "" if day is None else "no end" if day == OPEN_ENDED else day.isoformat()


def _usual_end(issued: date | None, lasts: int | None, needed: date) -> str:
    """Until when such a document would usually last; a guess, and said to be one."""
    if issued is None or lasts is None or issued == OPEN_ENDED:
        return ""
    end = issued + timedelta(days=lasts)
    return f"; issued on {issued}, it would usually {'have ended' if end < needed else 'end'} about {end}"


def _holder(shipment: Shipment, requirement: Requirement, paper: Paper, asked: Asked) -> Facts:
    """Whom it names, and whom it must name."""
    role = requirement.holder
    party, names = shipment.parties.get(role, ("", frozenset()))
    holders = {fold(paper.holder), *(fold(each) for each in paper.holder.replace("；", ";").split(";"))} - {""}
    matches = bool(holders & names)
    near = nearest(paper.holder, [party], limit=1, alike=_NEARLY) if holders and names and not matches else []
    return {
        "holder_asked": bool(role) and not paper.column,
        "holder_given": bool(holders),
        "party_known": bool(names),
        "holder_matches": matches,
        "holder": paper.shown_holder(personal=asked.personal),
        "holder_role": ROLE_WORDS.get(role, role),
        "party": party,
        "nearly": "; the names are nearly alike, look for a slip" if near else "",
    }


def _goods(shipment: Shipment, paper: Paper) -> Facts:
    """Whether code, origin and quantity on it fit the shipment; what either side leaves blank is not compared."""
    code = bool(paper.code and shipment.code) and not (
        paper.code.startswith(shipment.code) or shipment.code.startswith(paper.code)
    )
    origin = bool(paper.origin and shipment.origin) and paper.origin != shipment.origin
    wanted = quantity_of(shipment, paper)
    short = paper.quantity is not None and wanted is not None and wanted > paper.quantity
    differences = [
        f"it names the code {paper.code}, the goods have {shipment.code}" if code else "",
        f"it names the origin {paper.row.text('origin')}, the goods are of {shipment.row.text('origin')}"
        if origin
        else "",
        f"it is for {shown(paper.quantity or 0, paper.base)}, the shipment is {shown(wanted or 0, paper.base)}"
        if short
        else "",
    ]
    return {
        "code_differs": code,
        "origin_differs": origin,
        "quantity_short": short,
        "differences": "; ".join(filter(None, differences)),
    }


def quantity_of(shipment: Shipment, paper: Paper) -> int | None:
    """The shipment's quantity in the unit of a document; None if it is not known in that unit, or nobody knows it."""
    known = paper.quantity is not None and paper.base != STRANGE
    return shipment.quantities.get(paper.base) if known else None


def shown(quantity: int, base: int) -> str:
    """A quantity of hundred-thousandths with its unit.

    >>> shown(1_250_000, KILOGRAM), shown(300_000, 0)
    ('12.5 kg', '3')
    """
    major, minor = divmod(quantity, _SCALE)
    number = f"{major:,}.{minor:05d}".rstrip("0").rstrip(".")
    named = unit(f"{base:03d}") if 0 < base < 1_000 else None
    return f"{number} {_UNITS.get(base, named.name_zh if named else '')}".rstrip()


def _number(paper: Paper, asked: Asked) -> Facts:
    """Whether its number has the form of its kind."""
    fault = "" if "number" in paper.unreadable else paper.type.number_judge(paper.number)
    shown_number = paper.shown_number(personal=asked.personal)
    return {
        "number_faulty": bool(fault),
        "number_fault": f"the number {shown_number!r}: {fault}",
        "number_form_known": bool(paper.type.number_format) and not paper.column,
        "number_given": bool(paper.number) or "number" in paper.unreadable,
    }


def _file(paper: Paper, folder: Folder | None) -> Facts:
    """Whether its file is there; nothing is said where no folder is named, or the document names no file."""
    seen = folder.look(paper.file) if folder and paper.file else Looked()
    return {
        "file_missing": seen.fault == "missing",
        "file_empty": seen.fault == "empty",
        "file_of_another_kind": seen.fault == "other",
        "file_fault": seen.words,
    }
