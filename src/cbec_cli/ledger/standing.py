"""How the orders of a file stand to what the ledger knows: new, the same, changed, and what is left of their years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from cbec_cli.ledger.chain import SLICE, in_slices
from cbec_cli.ledger.offered import COUNTS, OUTSIDE, REFUSED, as_days, split
from cbec_cli.tables import arrow
from cbec_cli.tables.groups import take
from cbec_cli.work.year import Purchases, year_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cbec_cli.ledger.book import Ledger, Order
    from cbec_cli.ledger.offered import Offered

NEW, SAME, CHANGED, DOUBTFUL = range(4)
"""Never posted; posted with the same content, with another one; known by its number, with or without a platform."""

_YEARS, _LAST = 10_000, np.iinfo(np.int64).max


def hashes_of(ledger: Ledger, orders: Offered) -> list[bytes]:
    """What stands for each buyer."""
    return [ledger.ring.hash_of(identity or "") for identity in orders.buyers.to_pylist()]


class Standing:
    """How the orders of a file stand to the ledger.

    Attributes:
        place: the orders in the order of their keys.
        row: row of each order's buyer, −1 if the ledger does not know them.
        status: NEW, SAME, CHANGED or DOUBTFUL, of each order.
        state: as offered, but REFUSED also for numbers that stand in the file twice.
        changed: what the ledger has of the orders that are CHANGED or DOUBTFUL.
        left: what still counts of orders known to the ledger, in fen.
    """

    def __init__(self, ledger: Ledger, orders: Offered, hashes: list[bytes]) -> None:
        """Look everything up."""
        self.ledger, self.orders = ledger, orders
        self.place = arrow.numbers(pc.sort_indices(orders.keys), np.uint64).astype(np.int64)
        self.rows = rows_of(ledger, hashes)
        self.row = np.append(self.rows, [-1])[orders.buyer]
        self.status, self.state = np.full(len(orders), NEW, np.int8), orders.state.copy()
        self.twice = np.zeros(len(orders), np.bool_)
        self.left = np.zeros(len(orders), np.int64)
        self.changed: dict[int, Order] = {}
        self._forgotten = {row for (row,) in ledger.db.execute("SELECT id FROM buyers WHERE hash IS NULL")}
        self._known()
        self.state[self.twice & (self.state == COUNTS)] = REFUSED
        self.year = orders.year

    def _known(self) -> None:
        """Compare with what was posted before."""
        bare, of = -1, ""
        for some in slices(self.place):
            names = [split(key) for key in take(self.orders.keys, some).to_pylist()]
            known = self.ledger.known(list(dict.fromkeys(number for _, number in names)))
            days = day_texts(self.orders, some)
            for i, name, day in zip(some.tolist(), names, days, strict=True):
                if not name[0]:
                    bare, of = i, name[1]
                elif bare >= 0 and name[1] == of:
                    self.twice[[bare, i]] = True
                if known:
                    self._compare(i, name, day, known)

    def _compare(self, i: int, name: tuple[str, str], day: str, known: dict[tuple[str, str], Order]) -> None:
        order = known.get(name)
        if order is None:
            platform, number = name
            twins = [each for (p, n), each in known.items() if n == number and not (p and platform) and each.left]
            if twins and self.state[i] == COUNTS:
                self.status[i], self.changed[i] = DOUBTFUL, twins[0]
            return
        self.left[i] = order.left
        if self.state[i] == OUTSIDE:
            same = order.fen == 0
        else:
            same = order.fen == self.orders.fen[i] and order.day == day
            same = same and (order.buyer == self.row[i] or order.buyer in self._forgotten)
        self.status[i] = SAME if same else CHANGED
        if not same:
            self.changed[i] = order

    def before(self, taking_part: NDArray[np.int64], *, without: bool) -> NDArray[np.int64]:
        """What the buyer has used of the year before each order: the ledger, what the file says, earlier orders.

        Args:
            taking_part: the orders that ask for room, by index.
            without: leave out what the ledger has of the changed ones among them.
        """
        orders = self.orders
        own = _sum_by(orders.buyer * _YEARS + self.year, np.where((self.status == CHANGED) & without, 0, self.left))
        total = self._totals()
        if without:
            total -= self._of_changed(taking_part)
        said = orders.said >= 0
        given = np.where(said, np.maximum(total, orders.said + own), total)
        some = taking_part
        found = np.array(given)
        found[some] = year_before(
            Purchases(
                buyer=orders.buyer[some],
                year=self.year[some],
                sequence=np.where(self.status[some] == CHANGED, 0, orders.day[some]),  # what is posted goes first
                value=self.asked(some),
                counts=np.ones(len(some), np.bool_),
                given=given[some],
                known=said[some],
                limit=orders.limit[some],
            )
        )
        return found

    def asked(self, some: NDArray[np.int64]) -> NDArray[np.int64]:
        """The room that some orders ask for: their value, less what of it was given back before."""
        asked = np.array(self.orders.fen[some])
        for place in np.flatnonzero(self.status[some] == CHANGED).tolist():
            order = self.changed[int(some[place])]
            asked[place] -= order.fen - order.left
        return asked

    def without_own(self) -> NDArray[np.int64]:
        """What the ledger has of each order's buyer and year, less what it has of the orders of this file."""
        same = _sum_by(self.orders.buyer * _YEARS + self.year, np.where(self.status == SAME, self.left, 0))
        left: NDArray[np.int64] = self._totals() - same - self._of_changed(np.arange(len(self.orders)))
        return left

    def _of_changed(self, some: NDArray[np.int64]) -> NDArray[np.int64]:
        """What the ledger has of the changed ones among some orders, of each order's buyer and year."""
        changed = [self.changed[i] for i in some[self.status[some] == CHANGED].tolist()]
        pairs = np.array([order.buyer * _YEARS + order.year for order in changed], np.int64)
        pairs, number = np.unique(pairs, return_inverse=True)
        sums = np.zeros(len(pairs), np.int64)
        np.add.at(sums, number, np.array([order.left for order in changed], np.int64))
        return self._looked_up(pairs, sums)

    def _totals(self) -> NDArray[np.int64]:
        """What the ledger has of each order's buyer and year."""
        wanted = np.unique(self.row[self.row >= 0]).tolist()
        query = "SELECT buyer, year, fen FROM totals WHERE buyer IN ({})"
        with_totals = np.array(list(in_slices(self.ledger.db, query, wanted)), np.int64).reshape(-1, 3)
        return self._looked_up(with_totals[:, 0] * _YEARS + with_totals[:, 1], with_totals[:, 2])

    def _looked_up(self, pairs: NDArray[np.int64], fen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of each order the amount of its buyer and year, 0 if there is none."""
        rising = np.argsort(pairs)
        pairs, fen = np.append(pairs[rising], [_LAST]), np.append(fen[rising], [0])
        asked = self.row * _YEARS + self.year
        at = np.searchsorted(pairs, asked)
        return np.where(pairs[at] == asked, fen[at], 0)


def rows_of(ledger: Ledger, hashes: list[bytes]) -> NDArray[np.int64]:
    """The row of each buyer, −1 for those the ledger does not know."""
    rows = np.full(len(hashes), -1, np.int64)
    place = {digest: i for i, digest in enumerate(hashes)}
    for digest, row in in_slices(ledger.db, "SELECT hash, id FROM buyers WHERE hash IN ({})", sorted(hashes)):
        rows[place[digest]] = row
    return rows


def _sum_by(pair: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each order the sum over all orders of its pair."""
    if not values.any():
        return np.zeros(len(pair), np.int64)
    _, number = np.unique(pair, return_inverse=True)
    sums = np.zeros(int(number.max(initial=-1)) + 1, np.int64)
    np.add.at(sums, number, values)
    return sums[number]


def slices(place: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Some indexes at a time."""
    for start in range(0, len(place), SLICE):
        yield place[start : start + SLICE]


def day_texts(orders: Offered, some: NDArray[np.int64]) -> list[str]:
    """Days of some orders, ISO."""
    texts: list[str] = np.datetime_as_string(as_days(np.maximum(orders.day[some], 1))).tolist()
    return texts
