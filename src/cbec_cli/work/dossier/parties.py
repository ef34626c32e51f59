"""Who is who in a dossier: every name and number by which a party of a shipment may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.headings import fold

if TYPE_CHECKING:
    from cbec_cli.tables.dossier_rows import Row, Rows

CELLS: dict[str, tuple[str, ...]] = {
    "importer": ("importer", "uscc", "customs_code"),
    "agent": ("agent", "agent_uscc", "agent_customs_code"),
    **{
        role: (role,)
        for role in ("seller", "platform", "payment", "logistics", "declarant", "guarantor", "warehouse", "producer")
    },
}
"""Role → the cells of a shipment that name its party, the name first."""

ROLE_WORDS = {
    "importer": "importer (境内收货人)",
    "agent": "domestic agent (境内代理人)",
    "seller": "CBEC enterprise (跨境电商企业)",
    "platform": "platform (电商平台)",
    "guarantor": "guarantor (担保企业)",
    "declarant": "declarant (报关企业)",
    "producer": "overseas producer (境外生产企业)",
    "buyer": "buyer (订购人)",
}
_IDENTIFIERS = ("name", "name_zh", "uscc", "customs_code")


class Parties:
    """The table of parties, asked by shipment and role.

    Attributes:
        rows: the table itself.
        strange: rows whose role is none that is known, and what is wrong with it.
    """

    def __init__(self, rows: Rows) -> None:
        """Group the rows that are the same firm: they share a name, a social credit code or a customs code."""
        self.rows = rows
        self._known: list[tuple[Row, str, frozenset[str]]] = []
        self.strange: list[tuple[Row, str]] = []
        groups: list[set[str]] = []
        for row in rows.rows:
            names = {fold(row.text(each)) for each in _IDENTIFIERS} - {""}
            for group in [each for each in groups if each & names]:
                groups.remove(group)
                names |= group
            groups.append(names)
        self._groups = [frozenset(group) for group in groups]
        for row in rows.rows:
            own = {fold(row.text(each)) for each in _IDENTIFIERS} - {""}
            role, fault = role_of(row.text("role"))
            self._known.append((row, role, self._same_as(frozenset(own))))
            self.strange += [(row, fault)] if fault else []

    def of(self, shipment: Row, role: str) -> tuple[str, frozenset[str]]:
        """The party of a role: its name as written and every name it goes by, folded; ("", none) if it is unknown."""
        cells = [text for each in CELLS.get(role, ()) if (text := shipment.text(each))]
        if cells:
            return cells[0], self._same_as(frozenset(map(fold, cells)))
        rows = self.rows_of(shipment, role)
        if not rows:
            return "", frozenset()
        names = frozenset().union(*(names for row, _, names in self._known if any(row is each for each in rows)))
        return rows[0].text("name") or rows[0].text("uscc"), names

    def rows_of(self, shipment: Row, role: str) -> list[Row]:
        """The rows of the table that give a shipment a party of this role."""
        return [row for row, found, _ in self._known if found == role and _takes_part(row, shipment)]

    def _same_as(self, names: frozenset[str]) -> frozenset[str]:
        """All names of the firms that go by any of these."""
        return names.union(*(group for group in self._groups if group & names))


def role_of(text: str) -> tuple[str, str]:
    """The role a cell names, or "" and what is wrong with the cell."""
    from cbec_cli.law.parties import find_role  # noqa: PLC0415 -- only dossiers with parties read it

    try:
        return (find_role(text), "") if text else ("", "")
    except CannotRun as error:
        return "", str(error)


def _takes_part(row: Row, shipment: Row) -> bool:
    """Whether a party takes part in a shipment: it is named, or the row stands for all of its mode."""
    if named := row.several("shipment_id"):
        return shipment.text("shipment_id") in named
    return row.text("mode") in ("", shipment.text("mode"))
