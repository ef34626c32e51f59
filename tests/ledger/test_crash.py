"""Whatever ends a process, and whenever: the ledger holds exactly the batches that were acknowledged."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from batches import KEY, PEOPLE, batch, rows, sums, write_batch

from cbec_cli.engine.errors import CannotRun
from cbec_cli.ledger import Ledger, init_ledger, open_ledger
from cbec_cli.ledger.keys import Key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KILLS_OF_POSTING = 150
KILLS_OF_COMMANDS = 100


def used(place: Path) -> dict[str, int]:
    with open_ledger(place, Key(KEY.encode())) as book:
        return book.used(PEOPLE, 2026)


def verified(place: Path) -> list[str]:
    with open_ledger(place, Key(KEY.encode()), whole=False) as book:
        return book.verify().problems


def test_killed_while_it_posts_one_batch_after_the_other(
    book: Ledger, place: Path, victims: Callable[..., dict[str, Any]]
) -> None:
    book.close()
    dice, there = random.Random(20260322), 0  # noqa: S311 -- moments to kill at, the same in every run
    for turn in range(KILLS_OF_POSTING):
        done = victims(loop=[str(place), there, 500], kill=dice.random() * 0.05)
        assert done["statuses"] == [-9], done["outputs"]
        acknowledged = done["told"][-1] + 1 if done["told"] else there
        now = used(place)
        # one more than was told of may have reached the disk before its process could say so
        assert now in (sums(range(acknowledged)), sums(range(acknowledged + 1)))
        there = acknowledged + (now == sums(range(acknowledged + 1)))
        if turn % 20 == 0:
            assert verified(place) == []
    assert there > 50
    assert verified(place) == []


def test_killed_commands_are_simply_run_again(
    place: Path, tmp_path: Path, victims: Callable[..., dict[str, Any]]
) -> None:
    init_ledger(place, Key(KEY.encode())).close()
    dice, acknowledged, killed = random.Random(42), set(), 0  # noqa: S311 -- the same
    files = [write_batch(tmp_path / f"{number}.csv", number) for number in range(12)]
    while killed < KILLS_OF_COMMANDS:
        number = dice.randrange(len(files))
        words = ["ledger", "post", str(files[number]), "--ledger", str(place)]
        done = victims(run=[words], kill=dice.random() * 0.15)
        assert done["statuses"][0] in (0, -9), done["outputs"]
        killed += done["statuses"] == [-9]
        if done["statuses"] == [0]:
            acknowledged.add(number)
        now = {person: fen // 100 for person, fen in used(place).items()}
        assert now in (sums(acknowledged), sums({*acknowledged, number}))
        if now != sums(acknowledged):
            acknowledged.add(number)  # written, and killed before it could say so
    words = ["ledger", "post", *map(str, files), "--ledger", str(place)]
    assert victims(run=[words])["statuses"] == [0]
    assert {person: fen // 100 for person, fen in used(place).items()} == sums(range(len(files)))
    assert verified(place) == []


@pytest.mark.parametrize("command", ["rekey", "forget", "reverse"])
def test_other_commands_are_all_or_nothing_too(
    command: str, tmp_path: Path, victims: Callable[..., dict[str, Any]]
) -> None:
    """Killed at any moment, the ledger opens with the old key or the new one, and every seal holds."""
    words = {
        "rekey": ["--new-key-file", "new.key"],
        "forget": ["--buyer", PEOPLE[0]],
        "reverse": [rows(0)[0][1], rows(0)[1][1]],
    }[command]
    dice = random.Random(command)  # noqa: S311 -- the same
    for turn in range(12):
        here = tmp_path / f"{turn}.sqlite"
        new = tmp_path / f"{turn}.key"
        with init_ledger(here, Key(KEY.encode())) as fresh:
            for number in range(5):
                fresh.post(batch(number))
            before = fresh.used(PEOPLE, 2026)
        own = [str(new) if word == "new.key" else word for word in words]
        done = victims(run=[["ledger", command, "--ledger", str(here), *own]], kill=dice.random() * 0.05)
        assert done["statuses"][0] in (0, -9), done["outputs"]
        with opened_with_either(here, new) as kept:
            assert kept.verify().problems == []
            after = kept.used(PEOPLE, 2026)
        changed = {person for person in PEOPLE if after[person] != before[person]}
        buyers = {"rekey": set(), "forget": {PEOPLE[0]}, "reverse": {rows(0)[0][2], rows(0)[1][2]}}[command]
        assert changed in (set(), buyers)
        if done["statuses"] == [0]:
            assert changed == buyers


def opened_with_either(place: Path, new: Path) -> Ledger:
    with suppress(CannotRun):
        return open_ledger(place, Key(KEY.encode()))
    return open_ledger(place, Key(new.read_bytes().strip()))


def test_a_full_disk_loses_nothing_and_is_told(
    place: Path, tmp_path: Path, victims: Callable[..., dict[str, Any]]
) -> None:
    init_ledger(place, Key(KEY.encode())).close()
    written = 0
    for number in range(16):
        file = write_batch(tmp_path / "batch.csv", number)
        words = ["ledger", "post", str(file), "--ledger", str(place)]
        done = victims(run=[words], fsize=1_000 + 7_000 * number)
        if done["statuses"] == [0]:
            written += 1
        else:
            assert done["statuses"] == [2]
            assert "nothing of this batch was written" in done["outputs"][0]
            assert len(done["outputs"][0].splitlines()) == 1
            assert {p: fen // 100 for p, fen in used(place).items()} == sums(range(number))
            assert victims(run=[words])["statuses"] == [0]  # room again
        assert {p: fen // 100 for p, fen in used(place).items()} == sums(range(number + 1))
    assert 0 < written < 16
    assert verified(place) == []


def test_a_disk_with_room_for_nothing_more(book: Ledger) -> None:
    book.post(batch(0))
    (pages,) = book.db.execute("PRAGMA page_count").fetchone()
    book.db.execute(f"PRAGMA max_page_count = {pages}")
    full = next(number for number in range(1, 1_000) if not there_was_room(book, number))
    assert book.used(PEOPLE, 2026) == sums(range(full))
    book.db.execute("PRAGMA max_page_count = 100000")
    book.post(batch(full))
    assert book.used(PEOPLE, 2026) == sums(range(full + 1))


def there_was_room(book: Ledger, number: int) -> bool:
    try:
        book.post(batch(number))
    except CannotRun as told:
        if "no room is left on the disk; nothing of this batch was written" not in str(told):
            raise
        return False
    return True


def test_a_read_only_file_is_read_and_not_written(
    place: Path, tmp_path: Path, victims: Callable[..., dict[str, Any]]
) -> None:
    with init_ledger(place, Key(KEY.encode())) as book:
        book.post(batch(0))
    place.chmod(0o444)
    file = write_batch(tmp_path / "batch.csv", 1)
    done = victims(run=[["ledger", "post", str(file), "--ledger", str(place)]], humble=True)
    assert done["statuses"] == [2], done["outputs"]
    assert "the ledger may not be written" in done["outputs"][0]
    done = victims(run=[["ledger", "status", "--buyer", PEOPLE[0], "--ledger", str(place)]], humble=True)
    assert done["statuses"] == [0], done["outputs"]
    assert used(place) == sums([0])
    assert verified(place) == []


def test_a_read_only_folder_is_told(place: Path, tmp_path: Path, victims: Callable[..., dict[str, Any]]) -> None:
    init_ledger(place, Key(KEY.encode())).close()
    file = write_batch(tmp_path / "batch.csv", 1)
    tmp_path.chmod(0o555)
    done = victims(run=[["ledger", "post", str(file), "--ledger", str(place)]], humble=True)
    made = victims(run=[["ledger", "init", "--ledger", str(tmp_path / "new.sqlite")]], humble=True)
    tmp_path.chmod(0o755)
    assert done["statuses"] == made["statuses"] == [2]
    assert "check the permissions of the file and its folder" in done["outputs"][0]
    assert "cannot be made (Permission denied)" in made["outputs"][0]
    assert used(place) == sums([])


def test_a_file_nobody_may_read_is_told(place: Path, victims: Callable[..., dict[str, Any]]) -> None:
    init_ledger(place, Key(KEY.encode())).close()
    place.chmod(0o000)
    done = victims(run=[["ledger", "verify", "--ledger", str(place)]], humble=True)
    assert done["statuses"] == [2], done["outputs"]
    assert "read" in done["outputs"][0]
