"""The columns cbec understands: declared once, read by the reader, the templates, the documents and the reports.

Nothing heavy is imported, so that any command may look a column up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.tables.columns_amounts import AMOUNT_COLUMNS
from cbec_cli.tables.columns_declaration import DECLARATION_COLUMNS
from cbec_cli.tables.columns_firms import FIRM_COLUMNS
from cbec_cli.tables.columns_goods import GOODS_COLUMNS
from cbec_cli.tables.columns_kinds import (
    CATEGORY_KINDS,
    CURRENCIES,
    MODES,
    NUMBER_KINDS,
    UNITS,
    Column,
    Kind,
    Scope,
    Table,
)
from cbec_cli.tables.columns_parties import PARTY_COLUMNS
from cbec_cli.tables.columns_returns import RETURN_COLUMNS, RETURNED, TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ALL",
    "CATEGORY_KINDS",
    "COLUMNS",
    "COSTING",
    "CURRENCIES",
    "MODES",
    "NUMBER_KINDS",
    "UNITS",
    "Column",
    "Kind",
    "Scope",
    "Table",
    "column",
    "columns_of",
    "names",
]

COLUMNS: tuple[Column, ...] = (
    *PARTY_COLUMNS,
    *FIRM_COLUMNS,
    *GOODS_COLUMNS,
    *AMOUNT_COLUMNS,
    *DECLARATION_COLUMNS,
    *RETURN_COLUMNS,
)

_BY_NAME = {each.name: each for each in COLUMNS}

ALL = frozenset(each.name for each in COLUMNS if each.tables != RETURNED)
"""Every column of orders, declarations and catalogues: what a check reads."""

COSTING = frozenset(each.name for each in COLUMNS if "orders" in each.tables) - {"name", "buyer_name"}
"""What a costing reads; of names it asks nothing."""


def column(name: str) -> Column:
    """The column of a canonical name.

    Raises:
        KeyError: there is no such column.
    """
    return _BY_NAME[name]


def names(kinds: Iterable[Kind]) -> tuple[str, ...]:
    """Canonical names of all columns of some kinds, in the order of the registry."""
    wanted = frozenset(kinds)
    return tuple(each.name for each in COLUMNS if each.kind in wanted)


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of the template of a table, in the order they stand in."""
    if table in RETURNED:
        return tuple(map(column, TEMPLATE))
    return tuple(each for each in COLUMNS if table in each.tables)
