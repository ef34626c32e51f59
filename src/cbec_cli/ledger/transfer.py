"""The whole ledger as text, and back: lines of JSON, one for each buyer and each entry, with their seals.

What is exported holds hashes and no identity number. It can be brought into an empty ledger of the same key, where
every seal is checked; so an export is also the way out of a damaged file: what can be read is saved.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import yuan
from cbec_cli.ledger import chain, store
from cbec_cli.ledger.chain import COLUMNS, INSERT, SLICE, Head
from cbec_cli.ledger.keys import Ring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from cbec_cli.ledger.book import Ledger

SCHEMA = "cbec/ledger-export/1"
"""Name and version of the lines of JSON."""

HEADINGS = (
    "seq", "at", "kind", "platform", "order_no", "buyer_hmac", "day", "year", "amount_cny", "reference", "reason",
)  # fmt: skip
"""Columns of the csv, which is for people: it cannot be brought in again."""

_NO_LINE = (
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What a line that is none of an export's leads to."""

_NAMES = tuple(COLUMNS.split(", "))


def export(ledger: Ledger, sink: BinaryIO) -> int:
    """Write everything; memory stays flat.

    Returns:
        How many entries there should be less how many could be read: above 0 only for a damaged file.
    """
    with store.told(ledger.path), store.snapshot(ledger.db):
        noted = chain.head_of(ledger.db, ledger.ring.key) or Head(0, b"")
        about = {
            "schema": SCHEMA,
            "entries": noted.seq,
            **{name: chain.meta(ledger.db, name).hex() for name in ("ledger", "older keys", "check", "head")},
        }
        sink.write(_line(about))
        written = 0
        try:
            for line in _lines(ledger):
                sink.write(line)
                written += line.startswith(b'{"seq"')
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
    return max(noted.seq - written, 0)


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _lines(ledger: Ledger) -> Iterator[bytes]:
    for row, digest, token, mac in ledger.db.execute("SELECT id, hash, token, mac FROM buyers ORDER BY id"):
        record = {"buyer": row, "hmac": digest.hex() if digest else None, "token": token.hex(), "mac": mac.hex()}
        yield _line(record)
    for moment in ledger.db.execute("SELECT id, at FROM batches ORDER BY id"):
        yield _line(dict(zip(("batch", "at"), moment, strict=True)))
    for *entry, mac in ledger.db.execute(f"SELECT {COLUMNS} FROM entries ORDER BY seq"):  # noqa: S608 -- names of columns
        yield _line({**dict(zip(_NAMES, entry, strict=False)), "mac": mac.hex()})


def export_csv(ledger: Ledger, sink: BinaryIO) -> None:
    """Write the entries as a table for people; amounts in CNY."""
    text = io.TextIOWrapper(sink, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    query = (
        "SELECT seq, at, kind, platform, order_no, hash, day, year, fen, reference, reason FROM entries"
        " JOIN batches ON batches.id = batch JOIN buyers ON buyers.id = buyer ORDER BY seq"
    )
    with store.told(ledger.path), store.snapshot(ledger.db):
        for row in ledger.db.execute(query):
            digest, fen = row[5], row[8]
            writer.writerow((*row[:5], digest.hex() if digest else "", *row[6:8], yuan(fen), *row[9:]))
    text.flush()
    text.detach()


# -- back ------------------------------------------------------------------------------------------------------------


def is_export(path: Path) -> bool:
    """Whether a file begins as an export does."""
    try:
        with path.open("rb") as file:
            return file.read(len(SCHEMA) + 40).startswith(b'{"schema":"cbec/ledger-export/')
    except OSError as error:
        raise CannotRun(f"{path}: cannot be read ({error.strerror})", "check the name") from None


def restore(ledger: Ledger, path: Path, *, incomplete: bool = False) -> int:
    """Bring an export into an empty ledger, all or nothing; it becomes the ledger that was exported.

    Args:
        ledger: empty, opened with the key of the one that was exported.
        path: the export.
        incomplete: take what a damaged ledger gave, though its end is missing.

    Returns:
        How many entries were brought in.

    Raises:
        CannotRun: the ledger is not empty, the key is another, the export was changed or its end is missing.
    """
    with store.told(ledger.path), store.transaction(ledger.db), path.open("rb") as file:
        if ledger.head.seq:
            raise CannotRun(f"{ledger.path}: not empty, so an export cannot be brought in", "make a new one with init")
        work = _Restoring(ledger, path, _record(file.readline(), path, 1))
        for number, line in enumerate(file, start=2):
            try:
                work.take(_record(line, path, number))
            except _NO_LINE:
                raise CannotRun(f"{path}, line {number}: not a line of an export", "export again") from None
        work.close(incomplete=incomplete)
    ledger.ring = work.ring
    return work.head.seq


def _record(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise CannotRun(f"{path}, line {number}: not a line of an export", "export again, or take an older export")
    return record


class _Restoring:
    """Takes an export line by line and checks every seal."""

    def __init__(self, ledger: Ledger, path: Path, about: dict[str, Any]) -> None:
        self._ledger, self._path, self._db = ledger, path, ledger.db
        if about.get("schema") != SCHEMA:
            raise CannotRun(f"{path}: an export of another version ({about.get('schema')})", "update cbec")
        try:
            self._about = {name: bytes.fromhex(about[name]) for name in ("ledger", "older keys", "check", "head")}
        except (KeyError, TypeError, ValueError):
            raise CannotRun(f"{path}, line 1: not the first line of an export", "export again") from None
        self.ring = Ring(ledger.ring.key).uncover(self._about["older keys"])
        if self.ring.check_value(self._about["ledger"]) != self._about["check"]:
            raise CannotRun(f"{path}: exported from a ledger of another key", "make the new ledger with that key")
        self._secret = self.ring.key.derive(b"chain")
        self.head = Head(0, chain.genesis(self.ring.key, self._about["ledger"]))
        self._moments: dict[int, str] = {}
        self._rows: list[tuple[Any, ...]] = []

    def take(self, record: dict[str, Any]) -> None:
        """One line."""
        if "seq" in record:
            self._entry(record)
        elif "buyer" in record:
            values = [bytes.fromhex(record[name]) if record[name] else None for name in ("hmac", "token", "mac")]
            self._db.execute(
                "INSERT INTO buyers VALUES (?, ?, ?, ?)", (int(record["buyer"]), values[0], *self._filled(values))
            )
        else:
            self._moments[int(record["batch"])] = str(record["at"])
            self._db.execute("INSERT INTO batches VALUES (?, ?)", (record["batch"], record["at"]))

    @staticmethod
    def _filled(values: list[bytes | None]) -> tuple[bytes, bytes]:
        return values[1] or b"", values[2] or b""

    def _entry(self, record: dict[str, Any]) -> None:
        entry = [record[name] for name in _NAMES[:-1]]
        found = self._db.execute("SELECT token FROM buyers WHERE id = ?", (record["buyer"],)).fetchone()
        token, mac = found[0] if found else None, bytes.fromhex(record["mac"])
        at = self._moments[record["batch"]]
        if entry[0] != self.head.seq + 1 or not chain.holds(self._secret, self.head.mac, entry, at, token, mac):
            raise CannotRun(f"{self._path}: entry {entry[0]} was changed, or one before it is missing", "export again")
        self.head = Head(entry[0], mac)
        self._rows.append((*entry, mac))
        if len(self._rows) >= SLICE:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany(INSERT, self._rows)
        self._rows.clear()

    def close(self, *, incomplete: bool) -> None:
        """The totals, and what the ledger is now."""
        self._flush()
        for name, value in self._about.items():
            chain.set_meta(self._db, name, value)
        if chain.head_of(self._db, self.ring.key) != self.head:
            if not incomplete:
                raise CannotRun(
                    f"{self._path}: ends with entry {self.head.seq}, and more were noted",
                    "take a whole export; --incomplete keeps what there is, then post the later batches again",
                )
            chain.set_meta(self._db, "head", chain.note_head(self.ring.key, self.head))
        self._db.execute(
            "INSERT INTO totals SELECT buyer, year, sum(fen) FROM entries GROUP BY buyer, year HAVING sum(fen) <> 0"
        )
