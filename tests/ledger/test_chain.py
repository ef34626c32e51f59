"""Whatever is changed, taken out, put in or moved in the file without the key: `verify` finds it, and says where."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from batches import PEOPLE, batch

from cbec_cli.engine.errors import CannotRun
from cbec_cli.ledger import Ledger, Restoration

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LATER = date(2026, 8, 1)


@pytest.fixture
def filled(book: Ledger) -> Ledger:
    """Ninety orders, one reversed, one buyer forgotten: 92 entries."""
    for number in range(3):
        book.post(batch(number))
    book.restore_all([Restoration("", "B0-3", LATER)])
    book.forget(PEOPLE[9], LATER)
    return book


def tamper(place: Path, *statements: str) -> None:
    """What somebody does who has the file, a program for SQLite, and no key."""
    with closing(sqlite3.connect(place)) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)


def words(*parts: object) -> str:
    return " ".join(map(str, parts))


def problems(again: Callable[[], Ledger], noted: str = "") -> list[str]:
    with again() as book:
        return book.verify(noted).problems


def test_an_honest_ledger_holds(filled: Ledger) -> None:
    seen = filled.verify(str(filled.head))
    assert (seen.problems, seen.entries, seen.buyers) == ([], 92, 10)


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'opening'",
        "platform = 'X'",
        "order_no = 'other'",
        "step = 7",
        "day = '2026-03-21'",
        "year = 2025",
        "fen = fen - 1",
        "reference = 'R'",
        "reason = 'why'",
        "buyer = buyer % 10 + 1",
        "batch = 5 - batch",
        "mac = zeroblob(32)",
        "mac = x''",
        "fen = 'many'",
        "fen = 1.5",
        "day = NULL",
        "buyer = 4711",
    ],
)
@pytest.mark.parametrize("seq", [1, 40, 92])
def test_a_changed_entry_is_found(
    filled: Ledger, place: Path, again: Callable[[], Ledger], change: str, seq: int
) -> None:
    filled.close()
    tamper(
        place,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '')",
    )
    assert problems(again) == []
    tamper(place, words("UPDATE entries SET", change, "WHERE seq =", seq))
    assert any(f"entry {seq} (" in each for each in problems(again))


def test_a_changed_moment_is_found(filled: Ledger, place: Path, again: Callable[[], Ledger]) -> None:
    filled.close()
    tamper(place, "UPDATE batches SET at = '2026-01-01T00:00:00Z' WHERE id = 2")
    assert [each[:9] for each in problems(again)][:2] == ["entry 31 ", "entry 32 "]


@pytest.mark.parametrize("seq", [1, 2, 40, 91])
def test_a_missing_entry_is_found(filled: Ledger, place: Path, again: Callable[[], Ledger], seq: int) -> None:
    filled.close()
    tamper(place, words("DELETE FROM entries WHERE seq =", seq))
    assert f"entry {seq} is missing" in problems(again)


def test_a_missing_end_is_found_and_stops_every_command(
    filled: Ledger, place: Path, again: Callable[[], Ledger], key: object
) -> None:
    filled.close()
    tamper(place, "DELETE FROM entries WHERE seq > 90")
    assert any("its note says entry 92: entries are missing" in each for each in problems(again))
    from cbec_cli.ledger import open_ledger

    with pytest.raises(CannotRun, match="entries are missing or were changed; use the last backup"):
        open_ledger(place, key)  # type: ignore[arg-type]


def test_an_entry_taken_out_and_the_rest_renumbered_is_found(
    filled: Ledger, place: Path, again: Callable[[], Ledger]
) -> None:
    filled.close()
    tamper(place, "DELETE FROM entries WHERE seq = 5", "UPDATE entries SET seq = seq - 1 WHERE seq > 5")
    assert any("entry 5 " in each for each in problems(again))


def test_two_entries_that_changed_places_are_found(filled: Ledger, place: Path, again: Callable[[], Ledger]) -> None:
    filled.close()
    tamper(
        place,
        "UPDATE entries SET seq = -1 WHERE seq = 7",
        "UPDATE entries SET seq = 7 WHERE seq = 8",
        "UPDATE entries SET seq = 8 WHERE seq = -1",
    )
    assert any("entry 7 " in each for each in problems(again))


def test_an_entry_put_in_is_found(filled: Ledger, place: Path, again: Callable[[], Ledger]) -> None:
    filled.close()
    tamper(
        place,
        "INSERT INTO entries SELECT 93, batch, kind, platform, 'new', 0, buyer, day, year, -5000, '', '', mac"
        " FROM entries WHERE seq = 1",
    )
    assert any("entry 93 (order new) was changed" in each for each in problems(again))


@pytest.mark.parametrize(
    "change", ["fen = fen - 100 WHERE buyer = 3", "year = 2027 WHERE buyer = 3", "buyer = 99 WHERE buyer = 3"]
)
def test_a_changed_total_is_found(filled: Ledger, place: Path, again: Callable[[], Ledger], change: str) -> None:
    filled.close()
    tamper(place, words("UPDATE totals SET", change))
    assert any(each.startswith("buyer 3, 2026: the total says") for each in problems(again))


def test_a_missing_total_is_found(filled: Ledger, place: Path, again: Callable[[], Ledger]) -> None:
    filled.close()
    tamper(place, "DELETE FROM totals WHERE buyer = 4")
    assert any(each.startswith("buyer 4, 2026: the total says 0.00") for each in problems(again))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE buyers SET hash = zeroblob(32) WHERE id = 2",
        "UPDATE buyers SET hash = NULL WHERE id = 2",
        "UPDATE buyers SET token = zeroblob(16) WHERE id = 2",
        "UPDATE buyers SET mac = zeroblob(32) WHERE id = 2",
        "DELETE FROM buyers WHERE id = 2",
    ],
)
def test_a_changed_buyer_is_found(filled: Ledger, place: Path, again: Callable[[], Ledger], change: str) -> None:
    filled.close()
    tamper(place, change)
    assert problems(again)


def test_two_buyers_exchanged_are_found(filled: Ledger, place: Path, again: Callable[[], Ledger]) -> None:
    filled.close()
    with again() as opened:
        (one,), (other,) = opened.db.execute("SELECT hash FROM buyers WHERE id IN (1, 2) ORDER BY id").fetchall()
    tamper(
        place,
        "UPDATE buyers SET hash = NULL WHERE id = 1",
        words("UPDATE buyers SET hash =", f"x'{one.hex()}'", "WHERE id = 2"),
        words("UPDATE buyers SET hash =", f"x'{other.hex()}'", "WHERE id = 1"),
    )
    assert {
        "buyer 1 is not the one that entries were posted for",
        "buyer 2 is not the one that entries were posted for",
    } <= set(problems(again))


def test_an_older_copy_is_found_by_who_noted_the_end(book: Ledger, place: Path, again: Callable[[], Ledger]) -> None:
    book.post(batch(0))
    old = place.read_bytes()
    book.close()
    old = place.read_bytes()
    with again() as later:
        noted = str(later.post(batch(1)).head)
    place.write_bytes(old)
    assert problems(again) == []
    assert problems(again, noted) == ["the ledger ends with entry 30; entry 60 was noted: this is an older copy"]
    with again() as other:
        other.post(batch(2))
    assert any("entry 60 is not the one that was noted" in each for each in problems(again, noted))


def test_entries_are_only_added(filled: Ledger) -> None:
    for statement in ("UPDATE entries SET fen = 0", "DELETE FROM entries"):
        with pytest.raises(sqlite3.IntegrityError, match="entries are only added"):
            filled.db.execute(statement)


@pytest.mark.parametrize("noted", ["x", "12", "12-", "12-zz", "-1-0123456789abcdef"])
def test_a_note_that_is_none_is_refused(book: Ledger, noted: str) -> None:
    with pytest.raises(CannotRun, match="not the end of a ledger"):
        book.verify(noted)
