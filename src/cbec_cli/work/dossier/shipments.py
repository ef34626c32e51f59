"""Shipments of a dossier: what the cells of a row mean, what the law asks for, and on which days."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.codes import countries, country
from cbec_cli.law.documents import categories_of, find_category, nearest_category, requirements, stage_of
from cbec_cli.rules import ALL
from cbec_cli.tables.headings import nearest
from cbec_cli.work.dossier.parties import CELLS, Parties
from cbec_cli.work.dossier.rules import RULES
from cbec_cli.work.dossier.telling import About
from cbec_cli.work.units import KILOGRAM, scaled, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cbec_cli.law.documents import Category, Requirement
    from cbec_cli.law.tariff import Tariff
    from cbec_cli.tables.dossier_rows import Row, Rows
    from cbec_cli.work.dossier.telling import Teller


class Needed(NamedTuple):
    """A day on which documents are tested, what happens then, and whether it is still to come."""

    day: date
    what: str
    ahead: bool


@dataclass(slots=True)
class Shipment:
    """One shipment.

    Attributes:
        rows, row: where it stands.
        id, sku, code, name: as the user gives them; "" if unknown.
        stage: route and line; "" if the mode is none whose documents are known.
        categories: what its goods are.
        origin: customs code of the country; "" if unknown.
        quantities: base unit → quantity in hundred-thousandths.
        parties: role → name as written, and all names it goes by, folded.
        requirements: what the law says of documents.
        declared, arrives: the days on which documents are tested.
        assumed: what was assumed of its days and goods.
        severities: how grave what was found in its cells is.
    """

    rows: Rows
    row: Row
    stage: str = ""
    origin: str = ""
    categories: tuple[Category, ...] = ()
    quantities: dict[int, int] = field(default_factory=dict)
    parties: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    assumed: list[str] = field(default_factory=list)
    severities: list[str] = field(default_factory=list)
    declared: Needed = field(init=False)
    arrives: Needed = field(init=False)

    @property
    def id(self) -> str:
        """Its number."""
        return self.row.text("shipment_id")

    @property
    def sku(self) -> str:
        """Its article."""
        return self.row.text("sku")

    @property
    def code(self) -> str:
        """Its customs code."""
        return self.row.text("hs_code")

    @property
    def goods(self) -> str:
        """Its goods as people call them."""
        return self.row.text("name") or self.sku or self.code or self.row.text("category")

    def needed(self, tested_on: str) -> Needed:
        """The day on which documents that are tested so must be in force; a sale is not later than its declaration."""
        return self.arrives if tested_on == "arrival" else self.declared

    def about(self, *columns: str, **more: Any) -> About:
        """A finding about it."""
        return About(
            rows=self.rows, row=self.row.number, columns=columns, shipment=self.id, sku=self.sku, **more
        )  # fmt: skip


class ShipmentReader:
    """Makes shipments of rows; what is wrong with their cells is told."""

    def __init__(self, rows: Rows, parties: Parties, tariff: Tariff, on: date, teller: Teller) -> None:
        """Keep what all shipments share.

        Args:
            rows: the table of shipments.
            parties: the table of parties.
            tariff: knows which codes there are.
            on: the day of the check.
            teller: is told what is wrong.
        """
        self._rows, self._parties, self._tariff, self._on, self._teller = rows, parties, tariff, on, teller

    def read(self) -> list[Shipment]:
        """All shipments, in the order of their rows."""
        return [self._shipment(row) for row in self._rows.rows]

    def _shipment(self, row: Row) -> Shipment:
        made = Shipment(self._rows, row)
        self._days(made)
        self._tell_empty(made)
        self._stage(made)
        made.origin = self._origin(made)
        given = self._given_categories(made)
        made.categories = categories_of(made.code, row.text("name"), given)
        self._quantities(made)
        made.parties = {role: self._parties.of(row, role) for role in CELLS}
        self._code(made)
        if made.stage:
            self._require(made, given)
        return made

    def _days(self, made: Shipment) -> None:
        """The days that count. A declaration of no day is made when the goods arrive, or today if they are here."""
        declared, arrives = made.row.day("declared_on"), made.row.day("arrives_on")
        day = declared or max(arrives or self._on, self._on)
        made.declared = Needed(day, "declaration", day >= self._on)
        arrival = arrives or day
        made.arrives = Needed(arrival, "arrival", arrival >= self._on)
        if declared is None and arrives is not None and arrives >= self._on:
            made.assumed.append("declared_on is blank, so the declaration is taken to be on the day of arrival")
        elif declared is None:
            made.assumed.append(f"declared_on is blank, so the declaration is taken to be today ({self._on})")
        if arrives is None:
            made.assumed.append("arrives_on is blank, so the arrival is taken to be on the day of declaration")

    def _tell(self, made: Shipment, name: str, words: dict[str, Any], *columns: str) -> None:
        """Tell a rule of this package, or one that other checks share."""
        rule = RULES.by_name.get(name) or ALL.by_name[name]
        _, grave = self._teller.tell(rule, words, made.about(*columns))
        made.severities.append(grave)

    def _tell_empty(self, made: Shipment) -> None:
        empty = [each for each in ("shipment_id", "mode", "hs_code") if each not in made.row.cells]
        if empty:
            said = ", ".join(self._rows.heading(each) for each in empty)
            self._tell(made, "dossier_cell_empty", {"empty_cells": said}, *empty)

    def _stage(self, made: Shipment) -> None:
        """The route and its line."""
        mode, line = made.row.text("mode"), made.row.text("line")
        if not mode:
            return
        try:
            stage_of(mode)
        except CannotRun:
            self._tell(made, "not_an_import_mode", {"mode_text": mode}, "mode")
            return
        try:
            made.stage = stage_of(mode, line)
        except CannotRun as error:
            made.stage = stage_of(mode)
            made.assumed.append(f"{error}; read as the second line (out of the zone)")
            self._tell(made, "line_not_recognised", {"line_fault": error.what}, "line")

    def _origin(self, made: Shipment) -> str:
        text = made.row.text("origin")
        if not text:
            return ""
        found = country(text)
        if found is None:
            near = nearest(text, (name for each in countries() for name in (each.name_en, each.name_zh)), limit=1)
            words = {"origin_text": text, "origin_near": ", ".join(near) or "none"}
            self._tell(made, "origin_not_recognised", words, "origin")
        return found.customs if found else ""

    def _given_categories(self, made: Shipment) -> list[str]:
        """The categories the user names; unknown ones are told with the nearest."""
        known = []
        for text in made.row.several("category"):
            found = category_of(text)
            if found is not None:
                known.append(found.id)
                continue
            near = nearest_category(text)
            words = {
                "strange_word": text,
                "kind_of_word": "category of goods",
                "nearest_word": f"; the nearest is {near}" if near else "",
            }
            self._tell(made, "type_not_recognised", words, "category")
        return known

    def _quantities(self, made: Shipment) -> None:
        """Its quantity and its net weight, by base unit (0 where no unit is named)."""
        weight, quantity = made.row.number_of("net_weight"), made.row.number_of("qty")
        if weight is not None:
            made.quantities[KILOGRAM] = weight
        if quantity is not None:
            base, p, q = unit_of(made.row.text("unit"))
            made.quantities[base] = scaled(quantity, p, q)

    def _code(self, made: Shipment) -> None:
        """Whether the tariff has the code; without it nothing is known of licences."""
        if made.code and not self._tariff.under(made.code, made.declared.day):
            words = {
                "hs_code": made.code,
                "day": made.declared.day.isoformat(),
                "choices": ", ".join(self._tariff.nearest(made.code)) or "none",
            }
            self._tell(made, "code_not_in_the_tariff", words, "hs_code")

    def _require(self, made: Shipment, given: Iterable[str]) -> None:
        """What the law asks for; what holds only where a broker declares is left out where none does."""
        row = made.row
        try:
            found = requirements(
                made.code,
                made.stage,
                made.declared.day,
                origin=row.text("origin"),
                categories=given,
                name=row.text("name"),
                preference=row.text("preference"),
            )
        except CannotRun as error:
            self._tell(made, "day_not_covered", {"day_fault": str(error)}, "declared_on", "arrives_on")
            return
        agent = self._has_broker(made)
        made.requirements = tuple(each for each in found if agent or each.condition != "agent")

    @staticmethod
    def _has_broker(made: Shipment) -> bool:
        """Whether somebody other than the importer or the domestic agent declares."""
        _, declarant = made.parties["declarant"]
        return bool(declarant) and not (declarant & (made.parties["importer"][1] | made.parties["agent"][1]))


def category_of(text: str) -> Category | None:
    """The category a cell names: by id or name, or as the drop-down writes it (`婴配粉 / infant_formula`)."""
    parts = [text, *text.split("/")]
    return next((found for part in parts if (found := find_category(part.strip())) is not None), None)
