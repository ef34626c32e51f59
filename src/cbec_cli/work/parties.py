"""Who takes part in each shipment of a dossier, and what is wrong with it: the rules IOR001 to IOR010 on plain facts.

A party of a shipment comes from the row of the parties table that names the shipment; else from the shipment's own
column, with what the table knows of a party of that name; else from rows of the table that stand for all shipments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import Finding
from cbec_cli.engine.mask import mask_name
from cbec_cli.law.codes import Country, country
from cbec_cli.law.codes import fold as folded
from cbec_cli.law.documents import STAGES, stage_of
from cbec_cli.law.parties import ROLES, find_role, roles_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cbec_cli.law.parties import Need
    from cbec_cli.tables.dossier_rows import Dossier, Row, Rows

CHINA = "CHN"
CELL_CODE = "DAT001"
CELLS: dict[str, dict[str, str]] = {
    **{role: {"name": role} for role in ROLES if role not in ("buyer", "seller", "importer", "agent")},
    "importer": {"name": "importer", "uscc": "uscc", "customs_code": "customs_code"},
    "agent": {"name": "agent", "uscc": "agent_uscc", "customs_code": "agent_customs_code"},
    "seller": {"name": "seller", "country": "seller_country"},
}
"""Role → what a shipment's own columns say of its party."""

_OWN = ("own", "own name", "in its own name", "自己", "自己名义", "以自己名义", "以自己的名义", "报关企业名义")
_CLIENT = ("client", "client's name", "委托人", "委托人名义", "以委托人名义", "以委托人的名义", "收发货人名义")
IN_WHOSE_NAME = dict.fromkeys(map(folded, _OWN), True) | dict.fromkeys(map(folded, _CLIENT), False)
"""How people write in whose name a broker declares → whether it is its own."""


@dataclass(frozen=True, slots=True)
class Party:
    """One firm (or the buyer) in one role.

    Attributes:
        role: id of the role.
        name, name_zh, uscc, customs_code: as given; "" if unknown.
        country: where it is registered; None if unknown.
        row: where it stands; rows: in which table.
        inline: whether it is known from the shipment's own columns only.
    """

    role: str
    name: str
    uscc: str
    customs_code: str
    country: Country | None
    row: Row
    rows: Rows
    name_zh: str = ""
    inline: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """Everything it may be called by, folded."""
        return frozenset(filter(None, map(folded, (self.name, self.name_zh, self.uscc, self.customs_code))))

    @property
    def label(self) -> str:
        """Its name for people; a buyer's is masked."""
        shown = self.name or self.name_zh or self.uscc or self.customs_code
        return mask_name(shown) if self.role == "buyer" else shown

    @property
    def domestic(self) -> bool | None:
        """Whether it is registered in mainland China: by its country, else because it has a Chinese code.

        The customs code of a seller may be that of its agent, under which customs know it.
        """
        if self.country is not None:
            return self.country.iso3 == CHINA
        return True if self.uscc or (self.customs_code and self.role != "seller") else None

    def day(self, name: str) -> date | None:
        """A day of its row of the table of parties."""
        return None if self.inline else self.row.day(name)

    def text(self, name: str) -> str:
        """A text of its row of the table of parties."""
        return "" if self.inline else self.row.text(name)

    @property
    def guarantee(self) -> int | None:
        """Its guarantee in fen; None if unknown."""
        cell = None if self.inline else self.row.number_of("guarantee_amount")
        return None if cell is None else cell // 1000

    @property
    def heading(self) -> dict[str, str]:
        """Fact → the column it stands in: that of a shipment has its own names."""
        return CELLS.get(self.role, {}) if self.inline else {}


@dataclass(slots=True)
class Cast:
    """A shipment and its parties.

    Attributes:
        id: its number. stage: route and line. day: of its declaration (assumed if blank). row: where it stands.
        declared: whether the day of the declaration is given.
        needs: the roles of its route. parties: role → who; several where the dossier contradicts itself.
        tax: fen, None if unknown.
    """

    id: str
    stage: str
    day: date
    row: Row
    declared: bool
    needs: tuple[Need, ...]
    parties: dict[str, tuple[Party, ...]] = field(default_factory=dict)

    @property
    def cbec(self) -> bool:
        """Whether it is a CBEC retail import."""
        return self.stage != "0110"

    @property
    def taxed_later(self) -> bool:
        """Whether its tax is guaranteed and paid after release: orders of consumers."""
        return self.cbec and not self.stage.endswith("first")

    @property
    def tax(self) -> int | None:
        """Its tax in fen; None if unknown."""
        cell = self.row.number_of("tax")
        return None if cell is None else cell // 1000

    def of(self, role: str) -> tuple[Party, ...]:
        """Who has a role."""
        return self.parties.get(role, ())


@dataclass(slots=True)
class Casts:
    """All shipments with their parties, all parties, and cells that nobody understands."""

    dossier: Dossier
    on: date
    shipments: list[Cast] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_casts(dossier: Dossier, on: date) -> Casts:
    """The parties of every shipment of a dossier on a day."""
    made = Casts(dossier, on)
    for row in dossier.parties.rows:
        party = _party(row, made)
        if party is not None:
            made.parties.append(party)
    for row in dossier.shipments.rows:
        stage = _stage(row, made)
        if stage:
            made.shipments.append(_cast(row, stage, made))
    return made


def declaration_day(row: Row, on: date) -> date:
    """The day of a shipment's declaration; if blank, the day it arrives, or today if it is here."""
    return row.day("declared_on") or max(row.day("arrives_on") or on, on)


def split_names(text: str) -> tuple[str, ...]:
    """Names in a cell, divided by semicolons or line breaks; a comma is part of a name."""
    return tuple(part for each in re.split(r"[;；\n]", text) if (part := each.strip()))


def _stage(row: Row, made: Casts) -> str:
    """Route and line; "" where the mode is none, which is told."""
    mode, line = row.text("mode"), row.text("line")
    if "mode" not in row.values:
        if "mode" not in row.cells:
            _tell(made, made.dossier.shipments, row, "mode", "the supervision mode (监管方式) is blank", _MODES)
        return ""
    try:
        return stage_of(mode, line)
    except CannotRun as error:
        name = "line" if mode in {stage[:4] for stage in STAGES} else "mode"
        _tell(made, made.dossier.shipments, row, name, error.what, error.fix)
        return ""


_MODES = f"write one of {', '.join(dict.fromkeys(stage[:4] for stage in STAGES))}"


def _party(row: Row, made: Casts) -> Party | None:
    """A row of the table of parties; None where its role is none, which is told."""
    rows = made.dossier.parties
    try:
        role = find_role(row.text("role")) if row.text("role") else ""
    except CannotRun as error:
        _tell(made, rows, row, "role", error.what, error.fix)
        return None
    if not role:
        _tell(made, rows, row, "role", "the role is blank", f"write one of {', '.join(ROLES)}")
        return None
    _in_whose_name(row, rows, made)
    land = _country(row, "country", rows, made)
    uscc, customs_code = _code(row.text("uscc")), _code(row.text("customs_code"))
    return Party(role, row.text("name"), uscc, customs_code, land, row, rows, row.text("name_zh"))


def _country(row: Row, name: str, rows: Rows, made: Casts) -> Country | None:
    text = row.text(name)
    found = country(text) if text else None
    if text and found is None:
        fix = "write its name, or the ISO code of three letters"
        _tell(made, rows, row, name, f"{text!r} is no country this tool knows", fix)
    return found


def _in_whose_name(row: Row, rows: Rows, made: Casts) -> None:
    """A word for in whose name is declared that nobody understands is told."""
    text = row.text("declares_as")
    if text and folded(text) not in IN_WHOSE_NAME:
        _tell(
            made,
            rows,
            row,
            "declares_as",
            f"{text!r} is neither client nor own",
            "write client or own, or leave it blank",
        )


def _code(text: str) -> str:
    """A code as its judges read it: without spaces."""
    return text.replace(" ", "")


def _cast(row: Row, stage: str, made: Casts) -> Cast:
    """A shipment with its parties."""
    day = declaration_day(row, made.on)
    try:
        needs = roles_for(stage, day)
    except CannotRun as error:
        needs = ()
        _tell(made, made.dossier.shipments, row, "declared_on", error.what, error.fix)
    _in_whose_name(row, made.dossier.shipments, made)
    cast = Cast(row.text("shipment_id"), stage, day, row, row.day("declared_on") is not None, needs)
    for need in needs:
        found = tuple(_who(cast, need.role, made))
        if found:
            cast.parties[need.role] = found
    return cast


def _who(cast: Cast, role: str, made: Casts) -> list[Party]:
    """Everybody the dossier gives a shipment for a role: one, if it does not contradict itself."""
    of_role = [each for each in made.parties if each.role == role]
    explicit = [each for each in of_role if cast.id and cast.id in each.row.several("shipment_id")]
    general = [each for each in of_role if not each.row.several("shipment_id") and _of_mode(each, cast)]
    named = _inline(cast, role, made)
    if not named:
        return _distinct(explicit or general)
    chosen = list(explicit)
    for each in named:
        same = [party for party in (*explicit, *general) if _same(party, each)]
        chosen += same or [each]
    return _distinct(chosen)


def _of_mode(party: Party, cast: Cast) -> bool:
    return party.text("mode") in ("", cast.stage[:4])


def _inline(cast: Cast, role: str, made: Casts) -> list[Party]:
    """The parties that a shipment's own columns name."""
    cells = CELLS.get(role, {})
    names = split_names(cast.row.text(cells.get("name", "")))
    uscc, customs_code = (_code(cast.row.text(cells.get(name, ""))) for name in ("uscc", "customs_code"))
    if not names and not uscc and not customs_code:
        return []
    if len(names) > 1:  # nobody knows whose codes they are
        uscc = customs_code = ""
    rows = made.dossier.shipments
    land = _country(cast.row, cells["country"], rows, made) if "country" in cells else None
    return [Party(role, name, uscc, customs_code, land, cast.row, rows, inline=True) for name in names or ("",)]


def _same(party: Party, named: Party) -> bool:
    """Whether a row of the table is the firm a shipment names: one name or code in common, and no two that differ."""
    codes = ((party.uscc, named.uscc), (party.customs_code, named.customs_code))
    differ = any(one and other and one != other for one, other in codes)
    return bool(party.keys & named.keys) and not differ


def _distinct(parties: Iterable[Party]) -> list[Party]:
    """Parties without repetition: two rows of one firm are one."""
    found: list[Party] = []
    for each in parties:
        if not any(_same(other, each) for other in found):
            found.append(each)
    return found


def _tell(made: Casts, rows: Rows, row: Row, name: str, what: str, fix: str) -> None:
    """A cell of which nothing can be made."""
    made.findings.append(
        Finding(
            CELL_CODE,
            "error",
            what,
            fix,
            file=rows.file,
            sheet=rows.sheet,
            row=row.number,
            column=rows.heading(name),
            order_no=row.text("shipment_id"),
        )
    )


def firms(parties: Iterable[Party]) -> list[list[Party]]:
    """Parties by firm: those that share a name or a code, in order of first appearance."""
    groups: list[list[Party]] = []
    of: dict[str, int] = {}
    for party in parties:
        joined = sorted({of[key] for key in party.keys if key in of})
        place = joined[0] if joined else len(groups)
        if not joined:
            groups.append([])
        groups[place].append(party)
        for other in joined[1:]:
            groups[place] += groups[other]
            groups[other] = []
        of.update(
            dict.fromkeys((key for each in (groups[place] if joined[1:] else [party]) for key in each.keys), place)
        )
    return [group for group in groups if group]
