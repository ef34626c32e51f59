"""The ledger: what a buyer has used of a calendar year, and the orders that make it up."""

from __future__ import annotations

import hmac
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import yuan
from cbec_cli.ledger import chain, store
from cbec_cli.ledger.chain import CONTENT, Batch, Entry, Head, in_slices
from cbec_cli.ledger.keys import Ring

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

    from cbec_cli.ledger.keys import Key
    from cbec_cli.ledger.offered import Offered
    from cbec_cli.ledger.posting import Posted
    from cbec_cli.ledger.verify import Verified


@dataclass(slots=True)
class Order:
    """What the ledger knows of an order.

    Attributes:
        kind: `order`, or `opening` for a balance brought in.
        buyer: row of the buyer.
        day: of the order, ISO; year: the calendar year it counts to.
        fen: dutiable value as posted, 0 if it was corrected to one that does not count.
        left: what still counts of it, after reversals and returns.
        entries: how many entries it has.
        references: number of a return → fen it took back.
    """

    platform: str
    order_no: str
    kind: str = "order"
    buyer: int = 0
    day: str = ""
    year: int = 0
    fen: int = 0
    left: int = 0
    entries: int = 0
    references: dict[str, int] = field(default_factory=dict)

    def follow(self, kind: str, buyer: int, day: str, year: int, fen: int, reference: str) -> None:
        """Take in its next entry."""
        if kind in CONTENT and fen >= 0:
            self.buyer, self.day, self.year, self.fen = buyer, day, year, fen
            self.kind = kind if kind != "correction" else self.kind
        if reference:
            self.references[reference] = self.references.get(reference, 0) - fen
        self.left += fen
        self.entries += 1

    def next(self, kind: chain.Kind, fen: int, day: str, reference: str = "", reason: str = "") -> Entry:
        """An entry that follows, for the buyer and the year it counts to."""
        entry = Entry(
            kind, self.platform, self.order_no, self.entries, self.buyer, day, self.year, fen, reference, reason
        )
        self.follow(kind, self.buyer, day, self.year, fen, reference)
        return entry


@dataclass(frozen=True, slots=True)
class Restoration:
    """Quota to be given back.

    Attributes:
        fen: how much; None for all that still counts.
        kind: `reversal` of an order that was cancelled, or `return` of goods.
        reference: number of the return; the same number is counted once. Needed where `fen` is given.
        reason: in the user's words, without personal data.
    """

    platform: str
    order_no: str
    day: date
    fen: int | None = None
    kind: Literal["reversal", "return"] = "reversal"
    reference: str = ""
    reason: str = ""


class Ledger:
    """An open ledger; use it in a `with` block."""

    def __init__(self, path: Path, db: sqlite3.Connection, ring: Ring) -> None:
        """See `open_ledger`."""
        self.path, self.db, self.ring = path, db, ring

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with store.told(self.path):
            self.db.close()

    # -- reading -------------------------------------------------------------------------------------------------

    @property
    def head(self) -> Head:
        """The last entry.

        Raises:
            CannotRun: entries at the end are missing, or somebody without the key has noted another end.
        """
        noted = chain.head_of(self.db, self.ring.key)
        last = self.db.execute("SELECT seq, mac FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
        if noted is None or noted != (tuple(last) if last else (0, chain.genesis(self.ring.key, self.number))):
            raise store.damaged(self.path, "its end is not the one that was noted: entries are missing or were changed")
        return noted

    @property
    def number(self) -> bytes:
        """The ledger's own number, 16 bytes."""
        return chain.meta(self.db, "ledger")

    def used(self, identities: Sequence[str], year: int) -> dict[str, int]:
        """Fen that buyers have used of a calendar year; 0 for those the ledger does not know.

        Args:
            identities: ID numbers, folded as tables fold them; they are hashed and not kept.
            year: calendar year by order date in China (财关税〔2018〕49号).
        """
        found = dict.fromkeys(identities, 0)
        by_hash = {self.ring.hash_of(identity): identity for identity in found}
        query = f"SELECT hash, fen FROM buyers JOIN totals ON buyer = id WHERE year = {int(year)} AND hash IN ({{}})"  # noqa: S608 -- a whole number
        with store.told(self.path):
            for digest, fen in in_slices(self.db, query, sorted(by_hash)):
                found[by_hash[digest]] = fen
        return found

    def years(self, identity: str) -> dict[int, int]:
        """What a buyer has used, by calendar year."""
        query = "SELECT year, fen FROM totals JOIN buyers ON buyer = id WHERE hash = ? ORDER BY year"
        with store.told(self.path):
            return dict(self.db.execute(query, (self.ring.hash_of(identity),)))

    def orders_of(self, identity: str) -> list[Order]:
        """A buyer's orders, by day; those corrected to another buyer are not among them."""
        query = "SELECT DISTINCT order_no FROM entries JOIN buyers ON buyer = id WHERE hash = ? AND kind <> 'forgotten'"
        with store.told(self.path):
            row = self.row_of(identity)
            numbers = [number for (number,) in self.db.execute(query, (self.ring.hash_of(identity),))]
            orders = [order for order in self.known(numbers).values() if order.buyer == row]
        return sorted(orders, key=lambda order: (order.day, order.order_no))

    def row_of(self, identity: str) -> int | None:
        """The row of a buyer, None if the ledger does not know them."""
        found = self.db.execute("SELECT id FROM buyers WHERE hash = ?", (self.ring.hash_of(identity),)).fetchone()
        return int(found[0]) if found else None

    def order(self, platform: str, order_no: str) -> Order | None:
        """What is known of an order; None if it was never posted."""
        with store.told(self.path):
            return self.known([order_no]).get((platform, order_no))

    def known(self, order_nos: Sequence[str]) -> dict[tuple[str, str], Order]:
        """The orders of some numbers, on whatever platform."""
        orders: dict[tuple[str, str], Order] = {}
        query = (
            "SELECT platform, order_no, kind, buyer, day, year, fen, reference FROM entries"
            " WHERE order_no IN ({}) ORDER BY order_no, platform, step"
        )
        for platform, order_no, *entry in in_slices(self.db, query, order_nos):
            place = platform, order_no
            if place not in orders:
                orders[place] = Order(platform, order_no)
            orders[place].follow(*entry)
        return orders

    # -- writing -------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Batch]:
        """All or nothing: entries added in the block are on the disk when it ends well, and none of them otherwise.

        Raises:
            CannotRun: the disk is full, the file may not be written, is damaged, or lost entries.
        """
        with store.told(self.path), store.transaction(self.db):
            batch = Batch(self.db, self.ring.key, self.head)
            yield batch
            batch.close()

    def post(self, orders: Offered, *, replace: bool = False, released: bool = False) -> Posted:
        """Post orders: all that count and fit, or, where one was posted before with another content, none of them.

        Args:
            orders: see `cbec_cli.ledger.offered`.
            replace: correct orders that were posted with another content.
            released: customs have released them, so they count whatever the ledger holds.
        """
        from cbec_cli.ledger.posting import post  # noqa: PLC0415 -- numpy, which a question does not need

        return post(self, orders, replace=replace, released=released)

    def restore(
        self,
        platform: str,
        order_no: str,
        fen: int | None,
        reason: str,
        day: date,
        *,
        reference: str,
        kind: Literal["reversal", "return"] = "return",
    ) -> Order:
        """Give back quota of one order; see `restore_all`."""
        return self.restore_all([Restoration(platform, order_no, day, fen, kind, reference, reason)])[0]

    def restore_all(self, wanted: Iterable[Restoration]) -> list[Order]:
        """Give back quota, all or nothing. A return counts to the year of its order, whenever it comes.

        What was given back before (the same reference; an order of which nothing counts any more) is not given back
        again.

        Returns:
            The orders as they are afterwards.

        Raises:
            CannotRun: an order is not known, less is left of it, or the reference stands for another amount.
        """
        orders: dict[tuple[str, str], Order] = {}
        with self.writing() as batch:
            entries = [entry for each in wanted if (entry := self._restored(each, orders)) is not None]
            batch.add(entries)
        return list(orders.values())

    def _restored(self, wanted: Restoration, orders: dict[tuple[str, str], Order]) -> Entry | None:
        place = wanted.platform, wanted.order_no
        order = orders.get(place) or self.known([wanted.order_no]).get(place)
        if order is None:
            on = f" of platform {wanted.platform}" if wanted.platform else ""
            raise CannotRun(f"order {wanted.order_no}{on} is not in the ledger", "check the number and --platform")
        orders[place] = order
        if wanted.fen is not None and not wanted.reference:
            raise CannotRun(f"order {wanted.order_no}: part of it is returned without a number", "give --return-no")
        given = order.references.get(wanted.reference) if wanted.reference else None
        fen = order.left if wanted.fen is None else wanted.fen
        if given is not None:
            if wanted.fen in (None, given):
                return None
            raise CannotRun(
                f"order {wanted.order_no}: return {wanted.reference} was posted with {yuan(given)}, not {yuan(fen)}",
                "give another return its own number",
            )
        if not 0 <= fen <= order.left:
            raise CannotRun(
                f"order {wanted.order_no}: {yuan(fen)} cannot be given back, {yuan(order.left)} of it still counts",
                "check the amount, and which returns were posted before",
            )
        if not fen:
            return None
        return order.next(wanted.kind, -fen, wanted.day.isoformat(), wanted.reference, wanted.reason)

    # -- upkeep --------------------------------------------------------------------------------------------------

    def verify(self, noted: str = "") -> Verified:
        """Recompute every seal and every total; see `cbec_cli.ledger.verify`."""
        from cbec_cli.ledger.verify import verify  # noqa: PLC0415 -- only this command needs it

        return verify(self, noted)

    def export(self, sink: BinaryIO) -> int:
        """Write all entries as lines of JSON; see `cbec_cli.ledger.transfer`."""
        from cbec_cli.ledger.transfer import export  # noqa: PLC0415 -- only this command needs it

        return export(self, sink)

    def backup(self, target: Path) -> None:
        """Write a copy of the file; see `cbec_cli.ledger.upkeep`."""
        from cbec_cli.ledger.upkeep import backup  # noqa: PLC0415 -- only this command needs it

        backup(self, target)

    def forget(self, identity: str, day: date) -> bool:
        """Erase what leads to a buyer; see `cbec_cli.ledger.upkeep`."""
        from cbec_cli.ledger.upkeep import forget  # noqa: PLC0415 -- only this command needs it

        return forget(self, identity, day)

    def rekey(self, key: Key) -> None:
        """Change the key; see `cbec_cli.ledger.upkeep`."""
        from cbec_cli.ledger.upkeep import rekey  # noqa: PLC0415 -- only this command needs it

        rekey(self, key)


def open_ledger(path: Path, key: Key, *, whole: bool = True) -> Ledger:
    """Open a ledger.

    Args:
        path: its file.
        key: see `read_key`.
        whole: see that no entry is missing at its end; what looks for damage opens it without.

    Raises:
        CannotRun: there is none, it is no ledger, damaged or newer than this program, or the key is another.
    """
    db = store.connect(path)
    try:
        with store.told(path):
            ledger = Ledger(path, db, _right_ring(path, db, key))
            _ = ledger.head if whole else None
    except BaseException:
        db.close()
        raise
    return ledger


def _right_ring(path: Path, db: sqlite3.Connection, key: Key) -> Ring:
    """The key with those it replaced, if it is the key of this ledger."""
    ring = Ring(key).uncover(chain.meta(db, "older keys"))
    if hmac.compare_digest(ring.check_value(chain.meta(db, "ledger")), chain.meta(db, "check")):
        return ring
    raise CannotRun(f"{path}: the key is not the one of this ledger", "use the key it was made with, or rekeyed to")


def init_ledger(path: Path, key: Key) -> Ledger:
    """Make a new, empty ledger.

    Raises:
        CannotRun: there is such a file already, or it cannot be written.
    """
    import secrets  # noqa: PLC0415 -- once in the life of a ledger

    number, ring = secrets.token_bytes(16), Ring(key)
    db = store.create(path, about(number, ring, Head(0, chain.genesis(key, number))))
    return Ledger(path, db, ring)


def about(number: bytes, ring: Ring, head: Head) -> dict[str, Any]:
    """What a ledger notes about itself."""
    return {
        "ledger": number,
        "older keys": ring.covered(),
        "check": ring.check_value(number),
        "head": chain.note_head(ring.key, head),
    }
