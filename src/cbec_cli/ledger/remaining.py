"""What is left of the buyers' years, order by order of a file, without writing anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.ledger import store
from cbec_cli.ledger.offered import COUNTS, OUTSIDE, REFUSED, Offered, keys_of
from cbec_cli.ledger.standing import CHANGED, NEW, Standing, hashes_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.ledger.book import Ledger
    from cbec_cli.work.orders import OrderTable

VERDICTS = ("fits", "posted", "above the annual limit", "changed since it was posted", "does not count", "refused")
FITS, POSTED, ABOVE, DIFFERS, NOT_COUNTED, NO_ROUTE = range(6)


@dataclass(slots=True)
class Remaining:
    """Columns over orders.

    Attributes:
        year: calendar year the order counts to.
        used: fen of the buyer's year before the order: the ledger and earlier orders of the file. For an order that
            was posted: all the ledger has, the order included.
        left: what remains of the annual limit, before the order; after it, if it was posted. Never below 0.
        verdict: index into `VERDICTS`.
    """

    orders: Offered
    year: NDArray[np.int64]
    used: NDArray[np.int64]
    left: NDArray[np.int64]
    verdict: NDArray[np.int8]

    @property
    def exit_status(self) -> int:
        """1 if an order cannot be declared as it is."""
        return int(bool(np.isin(self.verdict, (ABOVE, DIFFERS, NO_ROUTE)).any()))


def remaining(ledger: Ledger, orders: Offered) -> Remaining:
    """What is left for each order of a file."""
    with store.told(ledger.path), store.snapshot(ledger.db):
        standing = Standing(ledger, orders, hashes_of(ledger, orders))
        asking = np.flatnonzero((standing.state == COUNTS) & (standing.status == NEW))
        used = standing.before(asking, without=False)
    verdict = np.full(len(orders), POSTED, np.int8)
    verdict[asking] = np.where(used[asking] + orders.fen[asking] > orders.limit[asking], ABOVE, FITS)
    verdict[standing.status >= CHANGED] = DIFFERS
    verdict[(standing.state == OUTSIDE) & (standing.status != CHANGED)] = NOT_COUNTED
    verdict[standing.state == REFUSED] = NO_ROUTE
    return Remaining(orders, standing.year, used, np.maximum(orders.limit - used, 0), verdict)


def used_of(
    ledger: Ledger, orders: OrderTable, platform: str = "", platforms: pa.StringArray | None = None
) -> NDArray[np.int64]:
    """What the ledger has of each order's buyer and year in fen, without the orders of this very batch.

    For a batch that is judged with the ledger in place of `year_to_date`, before its values are known.

    Args:
        ledger: open.
        orders: the orders of the batch.
        platform: code of the platform of orders that name none.
        platforms: the platform of each order (`ebp_code`), null where it is not given.
    """
    length = orders.count
    return used_before(
        ledger,
        Offered(
            keys=keys_of(orders.order_no, platforms, platform),
            buyer=np.where(orders.buyer < 0, -1, orders.buyer),
            buyers=orders.buyers,
            day=np.where(orders.order_day > 0, orders.order_day, orders.day),
            fen=np.full(length, -1, np.int64),  # no order is known with this value: each is taken out as it was posted
            limit=np.zeros(length, np.int64),
            said=np.full(length, -1, np.int64),
            state=np.full(length, COUNTS, np.int8),
            why=lambda _: "",
        ),
    )


def used_before(ledger: Ledger, orders: Offered) -> NDArray[np.int64]:
    """What the ledger has of each order's buyer and year in fen, without the orders of this very file."""
    with store.told(ledger.path), store.snapshot(ledger.db):
        return Standing(ledger, orders, hashes_of(ledger, orders)).without_own()
