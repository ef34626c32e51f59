"""Entries and the chain that seals them.

Every entry carries an HMAC over its own words and over the seal of the entry before it. Whoever changes, removes, adds
or moves an entry without the key breaks the chain at that place. What is sealed of a buyer is a random token and not
the hash of the ID: a buyer can be forgotten, and the chain still holds.
"""

from __future__ import annotations

import hmac
import secrets
import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from cbec_cli.ledger.keys import Key

Kind = Literal["order", "opening", "reversal", "return", "correction", "forgotten"]
"""What an entry does: count an order or an opening balance, take it back (cancelled, returned), correct it, or note
that its buyer was forgotten."""

CONTENT = ("order", "opening", "correction")
"""Kinds that may say what an order is; a correction does so where its amount is not negative."""

SLICE = 20_000
"""Rows handled at a time."""

_YEARS = 10_000
_PARAMETERS = 900
"""Values of one query; the oldest SQLite takes 999."""

_NUMBERS = struct.Struct(">QQqIH7I")

INSERT = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
COLUMNS = "seq, batch, kind, platform, order_no, step, buyer, day, year, fen, reference, reason, mac"


class Head(NamedTuple):
    """The last entry: its number and its seal. Who keeps it elsewhere can tell an older copy of the ledger."""

    seq: int
    mac: bytes

    def __str__(self) -> str:
        """As people note it down: `1042-9f86d081884c7d65`."""
        return f"{self.seq}-{self.mac.hex()[:16]}"


NOTHING = Head(0, b"")
"""No entry, of no ledger."""


class Entry(NamedTuple):
    """One entry before it is sealed, in the order of the table's columns.

    Attributes:
        kind: what it does.
        platform, order_no: the order; a balance brought in has a number of its own.
        step: number of the entry within its order, from 0.
        buyer: row of the buyer.
        day: day of the order, the return or the reversal, ISO.
        year: calendar year whose total it changes.
        fen: by how much.
        reference: number of the return, so that it counts once.
        reason: in the user's words.
    """

    kind: Kind
    platform: str
    order_no: str
    step: int
    buyer: int
    day: str
    year: int
    fen: int
    reference: str = ""
    reason: str = ""


def seal(secret: bytes, before: bytes, entry: Sequence[Any], at: str, token: bytes) -> bytes:
    """The seal of an entry: HMAC-SHA-256, 32 bytes.

    Args:
        secret: the key of the chain.
        before: the seal of the entry before.
        entry: the columns of the table in their order, without the last.
        at: moment of its batch.
        token: of its buyer.
    """
    seq, batch, kind, platform, order_no, step, _, day, year, fen, reference, reason = entry[:12]
    texts = kind, platform, order_no, day, reference, reason, at
    numbers = _NUMBERS.pack(seq, batch, fen, step, year, *map(len, texts))
    return hmac.digest(secret, before + numbers + token + "".join(texts).encode(), "sha256")


def holds(secret: bytes, before: bytes, entry: Sequence[Any], at: str | None, token: bytes | None, mac: object) -> bool:
    """Whether the seal of an entry is that of its words, whatever they are; see `seal`."""
    if at is None or token is None or not isinstance(mac, bytes):
        return False
    try:
        return hmac.compare_digest(seal(secret, before, entry, at, token), mac)
    except (struct.error, TypeError, ValueError):  # a column of another type, a number out of range: it was changed
        return False


def genesis(key: Key, ledger: bytes) -> bytes:
    """What stands before the first entry."""
    return key.mac(b"genesis", ledger)


def head_of(db: sqlite3.Connection, key: Key) -> Head | None:
    """The last entry as the ledger notes it; None if that note is not one made with the key."""
    noted = meta(db, "head")
    seq, mac, proof = int.from_bytes(noted[:8]), noted[8:40], noted[40:]
    return Head(seq, mac) if hmac.compare_digest(proof, key.mac(b"head", noted[:40])) else None


def note_head(key: Key, head: Head) -> bytes:
    """The last entry as the ledger notes it."""
    noted = head.seq.to_bytes(8) + head.mac
    return noted + key.mac(b"head", noted)


def meta(db: sqlite3.Connection, name: str) -> bytes:
    """What is noted about the ledger under a name; empty if nothing."""
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return bytes(found[0]) if found else b""


def now() -> str:
    """The moment a batch is written, UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def buyer_seal(secret: bytes, buyer: int, token: bytes, digest: bytes) -> bytes:
    """What binds the hash of a buyer to the token that entries vouch for; `secret` is the key for buyers."""
    return hmac.digest(secret, buyer.to_bytes(8) + token + digest, "sha256")


class Batch:
    """Adds entries to the chain within a transaction; `close` writes totals and head, or gives up if there is none."""

    def __init__(self, db: sqlite3.Connection, key: Key, head: Head) -> None:
        """A new batch after `head`; nothing is written before there is an entry."""
        self._db, self._key, self._secret = db, key, key.derive(b"chain")
        self.head, self.before = head, head
        self.at = now()
        self.number = int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM batches").fetchone()[0])
        self._tokens: dict[int, bytes] = {}
        self._sums: dict[int, int] = {}

    def new_buyers(self, hashes: Iterable[bytes]) -> list[int]:
        """Rows for buyers the ledger does not know, in the order given."""
        first = int(self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM buyers").fetchone()[0])
        rows, secret = [], self._key.derive(b"buyer")
        for buyer, digest in enumerate(hashes, start=first):
            token = self._tokens[buyer] = secrets.token_bytes(16)
            rows.append((buyer, digest, token, buyer_seal(secret, buyer, token, digest)))
        self._db.executemany("INSERT INTO buyers VALUES (?, ?, ?, ?)", rows)
        return [row[0] for row in rows]

    def learn(self, buyers: Iterable[int]) -> None:
        """Look up the tokens of many known buyers at once."""
        wanted = [buyer for buyer in buyers if buyer not in self._tokens]
        self._tokens.update(in_slices(self._db, "SELECT id, token FROM buyers WHERE id IN ({})", wanted))

    def add(self, entries: Iterable[Entry]) -> None:
        """Seal some entries and write them; a slice at a time keeps memory flat."""
        seq, mac = self.head
        rows, tokens, sums = [], self._tokens, self._sums
        secret, at, number = self._secret, self.at, self.number
        for each in entries:
            seq += 1
            buyer = each.buyer
            if buyer not in tokens:
                self.learn([buyer])
            row = (seq, number, *each)
            mac = seal(secret, mac, row, at, tokens[buyer])
            rows.append((*row, mac))
            if each.fen:
                place = buyer * _YEARS + each.year
                sums[place] = sums.get(place, 0) + each.fen
        self._db.executemany(INSERT, rows)
        self.head = Head(seq, mac)

    def close(self) -> None:
        """Write what the entries add up to."""
        if self.head == self.before:
            self._db.execute("ROLLBACK")
        else:
            self._db.execute("INSERT INTO batches VALUES (?, ?)", (self.number, self.at))
            add_totals(self._db, ((*divmod(place, _YEARS), fen) for place, fen in sorted(self._sums.items())))
            set_meta(self._db, "head", note_head(self._key, self.head))


def in_slices(db: sqlite3.Connection, query: str, wanted: Sequence[object]) -> Iterator[Any]:
    """Rows of a query whose `IN ({})` takes a list of any length."""
    for start in range(0, len(wanted), _PARAMETERS):
        part = wanted[start : start + _PARAMETERS]
        yield from db.execute(query.format(",".join("?" * len(part))), part)


def add_totals(db: sqlite3.Connection, rows: Iterable[tuple[int, int, int]]) -> None:
    """Add (buyer, year, fen) to the totals of some buyers' years."""
    db.executemany(
        "INSERT INTO totals VALUES (?, ?, ?) ON CONFLICT (buyer, year) DO UPDATE SET fen = fen + excluded.fen", rows
    )


def set_meta(db: sqlite3.Connection, name: str, value: bytes) -> None:
    """Note something about the ledger."""
    db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))
