"""The ledger in place of a file's `year_to_date`: what each order's buyer has bought in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cbec_cli.ledger.remaining import used_of
from cbec_cli.tables import arrow
from cbec_cli.tables.groups import take

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cbec_cli.ledger.book import Ledger
    from cbec_cli.tables.facts import Facts
    from cbec_cli.work.orders import OrderTable


class LedgerYears:
    """Answers a batch out of an open ledger; see `cbec_cli.work.listener.Years`."""

    columns = frozenset(("ebp_code",))

    def __init__(self, ledger: Ledger, platform: str = "") -> None:
        """Nothing noted yet; `platform` is the code of orders whose file does not name it."""
        self._ledger, self._platform = ledger, platform
        self._noted: list[tuple[NDArray[np.int64], pa.StringArray]] = []

    def note(self, facts: Facts, runs: NDArray[np.int64]) -> None:
        """Note the platforms named in a chunk, whose lines belong to these runs."""
        platforms = facts.texts.get("ebp_code")
        if platforms is None:
            return
        named = np.flatnonzero(arrow.valid(platforms))
        run, first = np.unique(runs[named], return_index=True)
        self._noted.append((run, take(platforms, named[first])))

    def bought_before(self, orders: OrderTable) -> NDArray[np.int64]:
        """Fen the ledger has of each order's buyer and year, without the orders of this batch."""
        platforms = None
        if self._noted:
            texts = pa.concat_arrays([texts for _, texts in self._noted])
            place = np.full(orders.count, -1, np.int64)
            place[orders.of_run[np.concatenate([run for run, _ in self._noted])]] = np.arange(len(texts))
            platforms = texts.take(pa.array(place, mask=place < 0))
        return used_of(self._ledger, orders, self._platform, platforms)
