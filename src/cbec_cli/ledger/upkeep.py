"""Backup, forgetting a buyer, and the change of key."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from cbec_cli.engine.atomic import atomic, cannot_write
from cbec_cli.engine.errors import CannotRun
from cbec_cli.ledger import chain, store
from cbec_cli.ledger.chain import COLUMNS, SLICE, Entry, Head

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from cbec_cli.ledger.book import Ledger
    from cbec_cli.ledger.keys import Key, Ring

_ELSEWHERE = "write it elsewhere"


def backup(ledger: Ledger, target: Path) -> None:
    """Write a copy that appears whole or not at all; others may go on posting meanwhile.

    Raises:
        CannotRun: the ledger is damaged, or the copy cannot be written.
    """
    if target.exists() and target.samefile(ledger.path):
        raise CannotRun(f"{target} is the ledger itself", "name another file")
    with store.told(ledger.path):
        (said,) = ledger.db.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise store.damaged(ledger.path)
    with atomic(target, _ELSEWHERE) as temporary:
        temporary.chmod(0o600)
        copy = sqlite3.connect(temporary, isolation_level=None)
        try:
            ledger.db.backup(copy)
        except sqlite3.Error as error:
            raise cannot_write(target, OSError(0, str(error)), _ELSEWHERE) from None
        finally:
            copy.close()


def forget(ledger: Ledger, identity: str, day: date) -> bool:
    """Erase what leads to a buyer (个人信息保护法 第四十七条): the hash of their ID, in the file and in its log.

    Amounts, days and order numbers stay, under a random number that belongs to nobody: records of transactions are kept
    three years (电子商务法 第三十一条), and the orders are not posted a second time. Backups and exports made before
    still hold the hash.

    Returns:
        False if the ledger does not know the buyer.

    Raises:
        CannotRun: the file may not be written, or no room is left to write it anew.
    """
    with ledger.writing() as batch:
        row = ledger.row_of(identity)
        if row is not None:
            batch.add([Entry("forgotten", "", "", batch.head.seq + 1, row, day.isoformat(), day.year, 0)])
            ledger.db.execute("UPDATE buyers SET hash = NULL, mac = zeroblob(0) WHERE id = ?", (row,))
    store.wipe(ledger.db, ledger.path)
    return row is not None


def rekey(ledger: Ledger, key: Key) -> None:
    """Change the key: every buyer's hash is put into one made with the new key, every entry is sealed anew.

    All or nothing: until the last moment the old key opens the ledger, afterwards only the new one does.

    Raises:
        CannotRun: the ledger had that key before, or does not verify: a new key must not hide a change of entries.
    """
    if key.block == ledger.ring.key.block or key.block in ledger.ring.older:
        raise CannotRun("the new key is one this ledger had before", "take another")
    with store.told(ledger.path), store.transaction(ledger.db):
        ring = ledger.ring.replaced_by(key)
        _ = ledger.head
        head = _seal_anew(ledger, ring)
        _hash_anew(ledger, ring)
        for name, value in about_of(ledger, ring, head).items():
            chain.set_meta(ledger.db, name, value)
    ledger.ring = ring
    store.wipe(ledger.db, ledger.path)


def about_of(ledger: Ledger, ring: Ring, head: Head) -> dict[str, bytes]:
    """What the ledger notes about itself under another key."""
    from cbec_cli.ledger.book import about  # noqa: PLC0415 -- the two know each other

    return about(ledger.number, ring, head)


def _seal_anew(ledger: Ledger, ring: Ring) -> Head:
    """Seal all entries with the new key, after a look at each old seal; a slice is read before it is written."""
    db, number = ledger.db, ledger.number
    old, new = ledger.ring.key.derive(b"chain"), ring.key.derive(b"chain")
    before, after, seq = chain.genesis(ledger.ring.key, number), chain.genesis(ring.key, number), 0
    wanted = ", ".join(f"e.{name}" for name in COLUMNS.split(", "))
    query = (
        f"SELECT {wanted}, at, token FROM entries AS e JOIN batches ON batches.id = batch"  # noqa: S608 -- names of columns
        " JOIN buyers ON buyers.id = buyer WHERE seq > ? ORDER BY seq LIMIT ?"
    )
    with store.entries_open(db):
        while rows := db.execute(query, (seq, SLICE)).fetchall():
            macs = []
            for *entry, mac, at, token in rows:
                if entry[0] != seq + 1 or not chain.holds(old, before, entry, at, token, mac):
                    raise CannotRun(
                        f"{ledger.path}: entry {entry[0]} does not verify, and a new key would hide it",
                        "see `cbec ledger verify`",
                    )
                seq, before = entry[0], mac
                after = chain.seal(new, after, entry, at, token)
                macs.append((after, seq))
            db.executemany("UPDATE entries SET mac = ? WHERE seq = ?", macs)
    return Head(seq, after)


def _hash_anew(ledger: Ledger, ring: Ring) -> None:
    """Put every buyer's hash into one made with the new key."""
    row, old, new = 0, ledger.ring.key.derive(b"buyer"), ring.key.derive(b"buyer")
    query = "SELECT id, hash, token, mac FROM buyers WHERE id > ? AND hash IS NOT NULL ORDER BY id LIMIT ?"
    while rows := ledger.db.execute(query, (row, SLICE)).fetchall():
        changed = []
        for row, digest, token, mac in rows:
            if chain.buyer_seal(old, row, token, digest) != mac:
                raise CannotRun(f"{ledger.path}: buyer {row} does not verify", "see `cbec ledger verify`")
            anew = ring.around(digest)
            changed.append((anew, chain.buyer_seal(new, row, token, anew), row))
        ledger.db.executemany("UPDATE buyers SET hash = ?, mac = ? WHERE id = ?", changed)
