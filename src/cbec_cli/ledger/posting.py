"""Posting: what of a file is new, what is known, what differs, what fits into the buyers' years, and then all at once.

Everything is looked up and decided within the one transaction that writes it, so two programs posting the same orders
cannot both find them new. Orders are walked in the order of their keys, a slice at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.engine.money import yuan
from cbec_cli.engine.today import today
from cbec_cli.ledger.chain import NOTHING, Entry, Head
from cbec_cli.ledger.offered import COUNTS, MOST, OUTSIDE, REFUSED, split
from cbec_cli.ledger.standing import CHANGED, DOUBTFUL, NEW, SAME, Standing, day_texts, hashes_of, slices
from cbec_cli.tables.groups import shown_name, take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cbec_cli.ledger.book import Ledger, Order
    from cbec_cli.ledger.chain import Batch, Kind
    from cbec_cli.ledger.offered import Offered

TWICE = "the number stands in the file with a platform and without one; name the platform (ebp_code) on every line"


@dataclass(frozen=True, slots=True)
class Told:
    """An order and what is to be said of it."""

    platform: str
    order_no: str
    text: str


@dataclass(slots=True)
class Posted:
    """What became of the orders of a file.

    Attributes:
        orders: how many there are.
        posted, fen: how many were posted now, and their value.
        already: posted before with the same content.
        replaced: posted before with another content, corrected now.
        outside: general trade, which no year counts.
        conflicts: posted before with another content. Nothing of the file is posted while there are any.
        left_out: orders that have no lawful CBEC route, or do not fit into the buyer's year.
        above: released orders that take a buyer's year above the limit; they count all the same.
        conflicts_found, left_out_found, above_found: how many there are; the lists end at `MOST`.
        head: the last entry of the ledger afterwards.
    """

    orders: int = 0
    posted: int = 0
    fen: int = 0
    already: int = 0
    replaced: int = 0
    outside: int = 0
    conflicts: list[Told] = field(default_factory=list)
    conflicts_found: int = 0
    left_out: list[Told] = field(default_factory=list)
    left_out_found: int = 0
    above: list[Told] = field(default_factory=list)
    above_found: int = 0
    head: Head = NOTHING

    @property
    def exit_status(self) -> int:
        """0 everything that counts is in the ledger, 1 something is not."""
        return int(bool(self.conflicts_found or self.left_out_found))


def post(ledger: Ledger, orders: Offered, *, replace: bool = False, released: bool = False) -> Posted:
    """See `Ledger.post`."""
    hashes = hashes_of(ledger, orders)
    with ledger.writing() as batch:
        return post_within(ledger, batch, orders, hashes, replace=replace, released=released)


def post_within(
    ledger: Ledger, batch: Batch, orders: Offered, hashes: list[bytes], *, replace: bool, released: bool = False
) -> Posted:
    """Post orders as part of a batch that is being written; `hashes` are those of `orders.buyers`."""
    standing = Standing(ledger, orders, hashes)
    done = _Decision(standing, replace=replace, released=released).tell()
    if not done.conflicts_found:
        _Writer(standing, batch, hashes).write(done)
    done.head = batch.head
    return done


class _Decision:
    """Which orders are posted, and what is to be said of the others; those that are not are REFUSED afterwards."""

    def __init__(self, standing: Standing, *, replace: bool, released: bool) -> None:
        self._standing = standing
        self._asking = np.flatnonzero(
            (standing.state == COUNTS) & ((standing.status == NEW) | (standing.status == CHANGED) & replace)
        )
        self._replace, self._released = replace, released
        self._over: dict[int, str] = {}

    def tell(self) -> Posted:
        """Decide."""
        standing, orders = self._standing, self._standing.orders
        done = Posted(orders=len(orders))
        if orders.kind == "order" and len(self._asking):
            self._years(done)
        self._refused(done)
        self._conflicts(done)
        known = standing.status == SAME
        done.already = int((known & (standing.state == COUNTS)).sum())
        done.outside = int(((standing.state == OUTSIDE) & (known | (standing.status == NEW))).sum())
        return done

    def _years(self, done: Posted) -> None:
        """What does not fit into the buyer's year is left out, and is not corrected."""
        standing, some = self._standing, self._asking
        reached = standing.before(some, without=self._replace)[some] + standing.asked(some)
        for place in np.flatnonzero(reached > standing.orders.limit[some]).tolist():
            i = int(some[place])
            limit = yuan(int(standing.orders.limit[i]))
            text = f"the buyer's year would reach {yuan(int(reached[place]))}, above the annual limit {limit}"
            if self._released:
                done.above_found += 1
                self._add(done.above, i, text)
            elif standing.status[i] == CHANGED:
                done.conflicts_found += 1
                self._add(done.conflicts, i, f"{text}; reverse it, or post it with --released")
            else:
                standing.state[i] = REFUSED
                self._over[i] = f"THR003 {text} (customs answer 1313)"

    def _refused(self, done: Posted) -> None:
        standing = self._standing
        for i in np.flatnonzero(standing.state == REFUSED).tolist():
            done.left_out_found += 1
            if len(done.left_out) < MOST:
                self._add(done.left_out, i, self._over.get(i) or standing.orders.why(i) or TWICE)

    def _conflicts(self, done: Posted) -> None:
        standing = self._standing
        for i, order in standing.changed.items():
            if standing.state[i] == REFUSED:
                continue
            text = self._conflict(i, order)
            if text:
                done.conflicts_found += 1
                self._add(done.conflicts, i, text)

    def _conflict(self, i: int, order: Order) -> str:
        """What stands against posting an order; empty if nothing does."""
        standing, orders = self._standing, self._standing.orders
        if standing.status[i] == DOUBTFUL:
            where = f"on platform {order.platform}" if order.platform else "without a platform"
            return f"posted {where} before; give the platform with --platform, or reverse that order"
        fen = 0 if standing.state[i] == OUTSIDE else int(orders.fen[i])
        returned = order.fen - order.left
        if self._replace:
            return f"{yuan(returned)} of it was taken back before, more than it is worth now" if fen < returned else ""
        (day,) = day_texts(orders, np.array([i]))
        now = "not as a CBEC order" if standing.state[i] == OUTSIDE else f"with {yuan(fen)} of {day}"
        person = "" if order.buyer == standing.row[i] or standing.state[i] == OUTSIDE else ", of another buyer"
        return f"posted with {yuan(order.fen)} of {order.day}, offered now {now}{person}"

    def _add(self, told: list[Told], i: int, text: str) -> None:
        if len(told) < MOST:
            platform, number = self._standing.orders.name(i)
            told.append(Told(platform, shown_name(number), text))


class _Writer:
    """Writes what was decided."""

    def __init__(self, standing: Standing, batch: Batch, hashes: list[bytes]) -> None:
        self._standing, self._batch, self._hashes = standing, batch, hashes
        self._today = today().isoformat()

    def write(self, done: Posted) -> None:
        """Add the entries; counts go into `done`."""
        standing, orders = self._standing, self._standing.orders
        wanted = (standing.state == COUNTS) & ((standing.status == NEW) | (standing.status == CHANGED))
        self._buyers(np.unique(orders.buyer[wanted]))
        wanted |= (standing.state == OUTSIDE) & (standing.status == CHANGED)
        for some in slices(standing.place[wanted[standing.place]]):
            self._batch.add(self._entries(some, done))

    def _buyers(self, buyers: NDArray[np.int64]) -> None:
        """Rows for buyers that have none."""
        standing = self._standing
        new = sorted(buyers[standing.rows[buyers] < 0].tolist(), key=lambda place: self._hashes[place])
        self._batch.learn(standing.rows[buyers[standing.rows[buyers] >= 0]].tolist())
        standing.rows[new] = self._batch.new_buyers([self._hashes[place] for place in new])
        standing.row = np.append(standing.rows, [-1])[standing.orders.buyer]

    def _entries(self, some: NDArray[np.int64], done: Posted) -> Iterator[Entry]:
        standing, orders = self._standing, self._standing.orders
        columns = zip(
            some.tolist(),
            take(orders.keys, some).to_pylist(),
            standing.row[some].tolist(),
            day_texts(orders, some),
            standing.year[some].tolist(),
            orders.fen[some].tolist(),
            strict=True,
        )
        kind: Kind = "opening" if orders.kind == "opening" else "order"
        for i, key, buyer, day, year, fen in columns:
            if i in standing.changed:
                done.replaced += 1
                yield from self._corrections(i, Entry("correction", "", "", 0, buyer, day, year, fen))
                continue
            platform, number = split(key)
            done.posted += 1
            done.fen += fen
            yield Entry(kind, platform, number, 0, buyer, day, year, fen)

    def _corrections(self, i: int, new: Entry) -> Iterator[Entry]:
        """Take back what still counts, count the new content, take back again what was returned."""
        order = self._standing.changed[i]
        returned = order.fen - order.left
        if order.left:
            yield order.next("correction", -order.left, self._today)
        if self._standing.state[i] == OUTSIDE:
            yield order.next("correction", 0, order.day)
            return
        order.buyer, order.year = new.buyer, new.year
        yield order.next("correction", new.fen, new.day)
        if returned:
            yield order.next("correction", -returned, self._today)
