"""Headings of the tables of a dossier: which table they head, and which column each means.

`role` makes a table parties, `type` documents; one with neither but columns of shipments holds shipments.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cbec_cli.tables.dossier_columns import DOSSIER_COLUMNS, DossierTable
from cbec_cli.tables.headings import HEADING_ROWS, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cbec_cli.tables.columns import Column

_MARK: dict[DossierTable, str] = {"parties": "role", "documents": "type"}
"""The column that tells a table; shipments have neither."""
_PARTS = re.compile(r"[()\[\]{}<>【】「」『』〔〕《》/|\r\n]+")
_HARMLESS = frozenset(
    (
        *("必填", "选填", "可选", "文本", "required", "optional", "text"),
        *("元", "人民币", "人民币元", "cny", "rmb", "yuan", "kg", "公斤"),
    )
)
"""Words beside a heading that do not change its meaning: amounts are yuan, weights kilograms."""

_BY_HEADING: dict[DossierTable, dict[str, Column]] = {
    table: {fold(heading): each for each in columns for heading in each.headings}
    for table, columns in DOSSIER_COLUMNS.items()
}


def recognised(rows: Sequence[Sequence[str]]) -> tuple[DossierTable | None, int, int]:
    """Which table the first rows head, the index of the heading row, and how many headings are known."""
    best: tuple[DossierTable | None, int, int] = (None, -1, 0)
    for i, row in enumerate(rows[:HEADING_ROWS]):
        marked = [table for table, mark in _MARK.items() if mark in _names(row, table)]
        for table in marked or ["shipments"]:
            known = len(_names(row, table))
            if known > best[2] and known > 1:
                best = table, i, known
    return best


def _names(row: Sequence[str], table: DossierTable) -> set[str]:
    return {found.name for cell in row if (found := match(cell, table)) is not None}


def match(heading: str, table: DossierTable) -> Column | None:
    """The column of a table that a heading means; words beside it may only be harmless ones."""
    known = _BY_HEADING[table]
    if (whole := known.get(fold(heading))) is not None:
        return whole
    parts = [folded for part in _PARTS.split(unicodedata.normalize("NFKC", heading)) if (folded := fold(part))]
    meant = {each.name: each for part in parts if (each := known.get(part)) is not None}
    strange = [part for part in parts if part not in known and part not in _HARMLESS]
    return meant.popitem()[1] if len(meant) == 1 and not strange else None
