"""Who else wants to know what a file says while a costing reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cbec_cli.work.plan import SHARED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cbec_cli.tables.facts import Facts
    from cbec_cli.tables.spool import Arrays, Spool
    from cbec_cli.work.orders import OrderTable

CHECK_BUDGET = 900 << 20
"""Bytes kept in memory where a listener keeps texts beside the cells."""

VALUED = frozenset(
    (
        *("order_no", "qty", "unit_price", "total_price", "currency"),
        *(*SHARED, *SHARED.values()),
    )
)
"""Columns whose damage leaves a line without a value; in a check a fault elsewhere keeps no rule from speaking."""


class Years(Protocol):
    """Knows what buyers have bought in a year, in place of what the file says (`year_to_date`)."""

    columns: frozenset[str]

    def note(self, facts: Facts, runs: NDArray[np.int64]) -> None:
        """Note what is wanted of a chunk whose lines belong to these runs of orders."""

    def bought_before(self, orders: OrderTable) -> NDArray[np.int64]:
        """Fen that each order's buyer has bought in its year, without the orders of this batch."""


class Listener(Protocol):
    """Asks for columns beyond those of a costing, and gets them chunk by chunk."""

    columns: frozenset[str]

    def prepare(self, facts: Facts) -> None:
        """Complete the facts of a chunk before anything is computed of them."""

    def take(self, spool: Spool, chunk: int, facts: Facts, arrays: Arrays) -> None:
        """Take what is wanted of a chunk, which has this number in the spool."""
