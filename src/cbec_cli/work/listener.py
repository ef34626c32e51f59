"""Who else wants to know what a file says while a costing reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cbec_cli.work.plan import SHARED

if TYPE_CHECKING:
    from cbec_cli.tables.facts import Facts
    from cbec_cli.tables.spool import Arrays, Spool

CHECK_BUDGET = 900 << 20
"""Bytes kept in memory where a listener keeps texts beside the cells."""

VALUED = frozenset(
    (
        *("order_no", "qty", "unit_price", "total_price", "currency"),
        *(*SHARED, *SHARED.values()),
    )
)
"""Columns whose damage leaves a line without a value; in a check a fault elsewhere keeps no rule from speaking."""


class Listener(Protocol):
    """Asks for columns beyond those of a costing, and gets them chunk by chunk."""

    columns: frozenset[str]

    def prepare(self, facts: Facts) -> None:
        """Complete the facts of a chunk before anything is computed of them."""

    def take(self, spool: Spool, chunk: int, facts: Facts, arrays: Arrays) -> None:
        """Take what is wanted of a chunk, which has this number in the spool."""
