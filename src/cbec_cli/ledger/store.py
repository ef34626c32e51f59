"""The file of a ledger: its tables, its versions, how it is opened, and what its troubles mean.

SQLite in write-ahead mode: readers and one writer work at the same time, a second writer waits, and a process that is
killed leaves the file as it was before the batch. A batch is acknowledged only when it is on the disk.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

APPLICATION = 0x43424C31
"""What tells a ledger from other SQLite files."""

PATIENCE = 300
"""Seconds that a writer waits for another one."""

_HEADER = b"SQLite format 3\0"

_GUARD = (
    "CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are only added'); END",
    "CREATE TRIGGER entries_last BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are only added'); END",
)

_FIRST = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    # hash: HMAC of the identity number, NULL once the buyer is forgotten; token: random, what entries vouch for
    "CREATE TABLE buyers (id INTEGER PRIMARY KEY, hash BLOB UNIQUE, token BLOB NOT NULL, mac BLOB NOT NULL)",
    "CREATE TABLE batches (id INTEGER PRIMARY KEY, at TEXT NOT NULL)",
    # step: number of the entry within its order, from 0
    """CREATE TABLE entries (
        seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL, kind TEXT NOT NULL, platform TEXT NOT NULL,
        order_no TEXT NOT NULL, step INTEGER NOT NULL, buyer INTEGER NOT NULL, day TEXT NOT NULL,
        year INTEGER NOT NULL, fen INTEGER NOT NULL, reference TEXT NOT NULL, reason TEXT NOT NULL, mac BLOB NOT NULL
    )""",
    "CREATE UNIQUE INDEX entries_of_orders ON entries (order_no, platform, step)",
    """CREATE TABLE totals (
        buyer INTEGER NOT NULL, year INTEGER NOT NULL, fen INTEGER NOT NULL, PRIMARY KEY (buyer, year)
    ) WITHOUT ROWID""",
    *_GUARD,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST,)
"""What makes version n + 1 of the schema out of version n; the file tells its version as `user_version`."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say what a trouble of the file means and what to do about it.

    Raises:
        CannotRun: the disk is full, the file is busy, damaged, or may not be written.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        trouble = _trouble(path, error)
        if trouble is None:
            raise
        raise trouble from None


_CODES = {
    sqlite3.SQLITE_FULL: (
        "no room is left on the disk; nothing of this batch was written",
        "free some space, then run the command again",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk refused to read or write; nothing of this batch was written",
        "look for a full disk, a quota or a lost network drive, then run the command again",
    ),
    sqlite3.SQLITE_BUSY: (
        "another program has been writing to the ledger all the time",
        "wait until it has finished, then run the command again",
    ),
    sqlite3.SQLITE_READONLY: (
        "the ledger may not be written",
        "check the permissions of the file and its folder, or whether the disk is read-only",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the ledger, or the files SQLite keeps beside it (-wal, -shm), cannot be opened",
        "check the permissions of the file and its folder",
    ),
    sqlite3.SQLITE_PERM: ("the ledger may not be read", "check the permissions of the file and its folder"),
}


def _trouble(path: Path, error: sqlite3.DatabaseError) -> CannotRun | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path)
    if code == sqlite3.SQLITE_LOCKED:
        code = sqlite3.SQLITE_BUSY
    if code not in _CODES:
        return None
    what, fix = _CODES[code]
    return CannotRun(f"{path}: {what}", fix)


def damaged(path: Path, what: str = "the file is damaged") -> CannotRun:
    """The file cannot be trusted: how to get back to one that can."""
    return CannotRun(
        f"{path}: {what}",
        f"use the last backup in its place (move {path.name}-wal away with it), or save what can be read: "
        "`cbec ledger export -o saved.jsonl`, then init and import it; posting the batches again adds what is missing",
    )


def connect(path: Path) -> sqlite3.Connection:
    """Open the file of a ledger; its version is the newest afterwards.

    Raises:
        CannotRun: there is none, it is no ledger, it is damaged, or it was made by a newer version.
    """
    _look_at(path)
    with told(path):
        db = _open(path)
        try:
            _is_ours(db, path)
            _settle(db)
            migrate(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _is_ours(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise CannotRun(f"{path}: a database, but not a ledger of cbec", "check --ledger")


def _look_at(path: Path) -> None:
    """See that there is a file at all: opening must not make one."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
    except FileNotFoundError:
        raise CannotRun(f"{path}: there is no ledger", "check --ledger, or make one with `cbec ledger init`") from None
    except OSError as error:
        raise CannotRun(f"{path}: the ledger cannot be read ({error.strerror})", "check --ledger") from None
    if not head:
        raise CannotRun(f"{path}: empty, not yet a ledger", "make it one with `cbec ledger init`")
    if head != _HEADER:
        raise CannotRun(f"{path}: not a ledger of cbec", "check --ledger; if it was one, use the last backup")


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


def _settle(db: sqlite3.Connection) -> None:
    """How we want it kept: durable when acknowledged, little memory."""
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA fullfsync = ON")
    db.execute(f"PRAGMA cache_size = {-(48 << 10)}")
    db.execute("PRAGMA trusted_schema = OFF")


def free(path: Path) -> None:
    """See that a new ledger may take this place; an empty file is what an earlier attempt left.

    Raises:
        CannotRun: there is something already.
    """
    if path.exists() and not (path.is_file() and path.stat().st_size == 0):
        raise CannotRun(f"{path}: there is such a file already", "name another with --ledger, or use it")


def create(path: Path, meta: Mapping[str, bytes]) -> sqlite3.Connection:
    """A new file with the tables of the newest version and what `meta` says, which only its owner may read.

    Raises:
        CannotRun: there is something already, or it cannot be written.
    """
    free(path)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise CannotRun(f"{path}: cannot be made ({error.strerror})", "name another place with --ledger") from None
    with told(path):
        db = _open(path)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            _settle(db)
            with transaction(db):
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                _upgrade(db, 0)
                db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        except BaseException:
            db.close()
            raise
    return db


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring an older file to the newest version, in one step or not at all.

    Raises:
        CannotRun: the file is newer than this program.
    """
    if version(db) == len(MIGRATIONS):
        return
    with transaction(db):
        found = version(db)  # another process may have been quicker
        if found > len(MIGRATIONS):
            raise CannotRun(
                f"{path}: made by a newer version of cbec (schema {found}, known are 1 to {len(MIGRATIONS)})",
                "update cbec",
            )
        _upgrade(db, found)


def version(db: sqlite3.Connection) -> int:
    """The version of the schema that a file has."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _upgrade(db: sqlite3.Connection, found: int) -> None:
    for step in MIGRATIONS[found:]:
        for statement in step:
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, alone among writers; whoever rolls back in the block has decided for nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        if db.in_transaction:
            db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # SQLite may have rolled back by itself
            if db.in_transaction:
                db.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """Several questions about the same state of the ledger, whatever others write meanwhile."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


@contextmanager
def entries_open(db: sqlite3.Connection) -> Iterator[None]:
    """Lift the guard of the entries within a transaction: only for a change of key, which seals them anew."""
    db.execute("DROP TRIGGER entries_stay")
    yield
    db.execute(_GUARD[0])


def wipe(db: sqlite3.Connection, path: Path) -> None:
    """Leave nothing of what was overwritten in the file or in its write-ahead log.

    Raises:
        CannotRun: no room, or somebody else is reading all the time.
    """
    with told(path):
        db.execute("VACUUM")
        if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise CannotRun(
                f"{path}: done, but another program is reading and keeps the old pages alive",
                f"end it; the pages go when {path.name}-wal does",
            )
