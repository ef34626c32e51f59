"""Documents of a dossier: what the cells of a row mean, and which shipments a document covers.

Some cells of a shipment or a party are documents too: the number of a waybill, the last day of a mandate. They are read
as such, so that nobody has to list them twice.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbec_cli.engine.mask import mask_id, mask_name
from cbec_cli.law.codes import country
from cbec_cli.law.documents import document_types, find_type, nearest_type
from cbec_cli.rules.judges.label_texts import says_it_is_absent
from cbec_cli.tables.dossier_rows import OPEN_ENDED
from cbec_cli.tables.headings import fold, nearest
from cbec_cli.work.dossier.rules import RULES
from cbec_cli.work.dossier.telling import About
from cbec_cli.work.units import scaled, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from cbec_cli.law.documents import DocumentType
    from cbec_cli.tables.dossier_rows import Row, Rows
    from cbec_cli.work.dossier.parties import Parties
    from cbec_cli.work.dossier.shipments import Shipment
    from cbec_cli.work.dossier.telling import Teller

OF_SHIPMENT = {
    "bill_no": "transport_document",
    "ems_no": "bonded_ledger",
    "label_zh": "chinese_label",
    "e_label": "e_label",
    "risk_notice": "risk_notice",
}
"""Cell of a shipment → the type of document that it stands for where it names one."""

_NUMBERS = ("bill_no", "ems_no")
OF_PARTY = {
    "agent": ("agent_mandate", "mandate_from", "mandate_expires_on"),
    "declarant": ("customs_power_of_attorney", "mandate_from", "mandate_expires_on"),
    "guarantor": ("tax_guarantee", "", "guarantee_expires_on"),
}
"""Role → the type of document that the row of a party stands for where it gives its last day."""

_PERSONAL = "buyer"


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """One document.

    Attributes:
        rows, row: where it stands. column: the cell it is taken from, if it is no row of its own.
        type: what it is. number, issuer, holder, file: as the user wrote them.
        issued: its day of issue. expires: its last day, `OPEN_ENDED` if it has none, None if unknown.
        shipments, skus, parties: what it names as covered, the last folded.
        code: customs code it names. origin: customs code of the country it names. "" for none.
        quantity, base: how much it covers, hundred-thousandths of a base unit; None for no limit.
        unreadable: its cells that cannot be read.
    """

    rows: Rows
    row: Row
    type: DocumentType
    column: str = ""
    number: str = ""
    issuer: str = ""
    holder: str = ""
    file: str = ""
    issued: date | None = None
    expires: date | None = None
    shipments: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    parties: frozenset[str] = frozenset()
    code: str = ""
    origin: str = ""
    quantity: int | None = None
    base: int = 0
    unreadable: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """Whether its number and holder are those of a person."""
        return self.type.holder == _PERSONAL

    def shown_number(self, *, personal: bool = False) -> str:
        """Its number as reports may show it; in full if `personal` data is to be shown."""
        return mask_id(self.number) if self.personal and not personal else self.number

    def shown_holder(self, *, personal: bool = False) -> str:
        """Its holder, the same."""
        return mask_name(self.holder) if self.personal and not personal else self.holder

    @property
    def names(self) -> list[tuple[str, str]]:
        """The names by which its shipments are found: their own, else of their articles, else of their parties."""
        named = [("shipment", each) for each in self.shipments] or [("sku", each) for each in self.skus]
        return named or [("party", each) for each in self.parties]

    def covers(self, shipment: Shipment) -> bool:
        """Whether it names the shipment, or its article, or one of its parties; all that it names has to fit.

        A party is asked only where no shipment is named: beside one it says whose document it is.
        """
        if self.shipments and shipment.id not in self.shipments:
            return False
        if self.skus and shipment.sku not in self.skus:
            return False
        if self.shipments or not self.parties:
            return bool(self.shipments or self.skus)
        return any(self.parties & names for _, names in shipment.parties.values())


class PaperReader:
    """Makes documents of rows; what is wrong with their cells is told."""

    def __init__(self, shipments: Sequence[Shipment], teller: Teller) -> None:
        """Keep what all documents are held against, found by each name that a document may give."""
        self._shipments, self._teller = shipments, teller
        self._named: dict[tuple[str, str], list[Shipment]] = defaultdict(list)
        for shipment in shipments:
            parties = {("party", name) for _, names in shipment.parties.values() for name in names}
            for name in (("shipment", shipment.id), ("sku", shipment.sku), *parties):
                self._named[name].append(shipment)

    def read(self, rows: Rows, parties: Parties) -> list[Paper]:
        """All documents: those listed, then those that cells of shipments and parties stand for."""
        listed = [paper for row in rows.rows if (paper := self._listed(rows, row)) is not None]
        told = [paper for shipment in self._shipments for paper in of_shipment(shipment, parties)]
        return listed + told

    def _listed(self, rows: Rows, row: Row) -> Paper | None:
        """One row of the table; None if nobody knows what it is."""
        about = About(rows=rows, row=row.number, columns=("type",), key=row.text("number"))
        text = row.text("type")
        if not text:
            if "type" not in row.cells:
                words = {"empty_cells": rows.heading("type")}
                self._teller.tell(RULES.by_name["dossier_cell_empty"], words, about)
            return None
        kind = type_of(text)
        if kind is None:
            near = document_types().get(nearest_type(text))
            words = {
                "strange_word": text,
                "kind_of_word": "type of document",
                "nearest_word": f"; the nearest is {near.id} ({near.name_zh})" if near else "",
            }
            self._teller.tell(RULES.by_name["type_not_recognised"], words, about)
            return None
        found = country(row.text("origin"))
        quantity = row.number_of("qty")
        base, p, q = unit_of(row.text("unit"))
        paper = Paper(
            rows,
            row,
            kind,
            number=row.text("number"),
            issuer=row.text("issuer"),
            holder=row.text("holder"),
            file=row.text("file"),
            issued=row.day("issued_on"),
            expires=row.day("expires_on"),
            shipments=row.several("shipment_id"),
            skus=row.several("sku"),
            parties=frozenset(fold(each) for each in (row.text("importer"), *row.several("importer"))) - {""},
            code=row.text("hs_code"),
            origin=found.customs if found else "",
            quantity=None if quantity is None else scaled(quantity, p, q),
            base=base,
            unreadable=tuple(each for each in row.cells if each not in row.values),
        )
        self._tell_lost(paper)
        return paper

    def _tell_lost(self, paper: Paper) -> None:
        """A document that covers nothing here, with the nearest of what it names."""
        if any(paper.covers(each) for name in paper.names for each in self._named.get(name, ())):
            return
        words = {"document": described(paper), "what_it_names": self._strange(paper)}
        columns = [each for each in ("shipment_id", "sku", "importer") if each in paper.row.cells] or ["shipment_id"]
        about = About(rows=paper.rows, row=paper.row.number, columns=columns, key=f"{paper.type.id} {paper.number}")
        self._teller.tell(RULES.by_name["document_for_no_shipment"], words, about)

    def _strange(self, paper: Paper) -> str:
        """What a document names that is not here."""
        known = {each.id for each in self._shipments}, {each.sku for each in self._shipments} - {""}
        strange = []
        for what, names, there in (
            ("shipment", paper.shipments, known[0]),
            ("article", paper.skus, known[1]),
            ("party", paper.row.several("importer") if not paper.shipments else (), ()),
        ):
            for name in names:
                if name not in there:
                    near = nearest(name, there, limit=1)
                    strange.append(f"there is no {what} {name!r}" + (f", the nearest is {near[0]}" if near else ""))
        if strange:
            return "; ".join(strange[:3])
        return "no shipment has all that it names" if paper.shipments or paper.skus else "it names none"


def type_of(text: str) -> DocumentType | None:
    """The type a cell names: by id or name, or as the drop-down writes it (`中文标签 / chinese_label`)."""
    parts = [text, *text.split(" / ")]
    return next((found for part in parts if (found := find_type(part.strip())) is not None), None)


def of_shipment(shipment: Shipment, parties: Parties) -> Iterable[Paper]:
    """The documents that cells of a shipment, and of its parties, stand for."""
    types = document_types()
    row, own = shipment.row, (shipment.id,) if shipment.id else ()
    for column, kind in OF_SHIPMENT.items():
        text = row.text(column)
        if text and not says_it_is_absent(text) and kind in types and own:
            number = text if column in _NUMBERS else ""
            yield Paper(shipment.rows, row, types[kind], column=column, number=number, shipments=own)
    for role, (kind, since, until) in OF_PARTY.items():
        for each in parties.rows_of(row, role):
            expires = each.day(until)
            if expires is not None and kind in types and own:
                issued = each.day(since) if since else None
                yield Paper(
                    parties.rows, each, types[kind], column=until, issued=issued, expires=expires, shipments=own
                )


class Papers:
    """The documents, found by type and what they name."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        """Sort them by type and by each thing they name."""
        self._by: dict[tuple[str, str, str], list[Paper]] = defaultdict(list)
        for paper in papers:
            for what, name in paper.names:
                self._by[paper.type.id, what, name].append(paper)

    def of(self, kind: str, shipment: Shipment) -> list[Paper]:
        """The documents of a type that cover a shipment, each once."""
        names = [("shipment", shipment.id), ("sku", shipment.sku)]
        names += [("party", name) for _, known in shipment.parties.values() for name in known]
        found = {id(paper): paper for what, name in names for paper in self._by.get((kind, what, name), ())}
        return [paper for paper in found.values() if paper.covers(shipment)]


def described(paper: Paper, *, personal: bool = False) -> str:
    """A document as messages name it: type, Chinese name, number."""
    number = paper.shown_number(personal=personal)
    return f"{named(paper.type)} {number}".rstrip()


def named(kind: DocumentType) -> str:
    """A type of document as messages name it."""
    return f"{kind.name} ({kind.name_zh})"


def said(expires: date | None, kind: DocumentType) -> str:
    """The last day of a document in words."""
    if expires == OPEN_ENDED:
        return "no end"
    if expires is not None:
        return f"until {expires}"
    return f"no expiry date given; such documents last: {kind.validity}"
