"""Several processes at once: real ones, on the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from batches import KEY, PEOPLE, sums, write_batch

from cbec_cli.engine.errors import CannotRun
from cbec_cli.ledger import init_ledger, open_ledger
from cbec_cli.ledger.keys import Key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def yuan(place: Path) -> dict[str, int]:
    """What buyers have used in whole CNY, which stand for the fen of the batches."""
    with open_ledger(place, Key(KEY.encode())) as book:
        assert book.verify().problems == []
        return {person: fen // 100 for person, fen in book.used(PEOPLE, 2026).items()}


def post(file: Path, place: Path) -> list[str]:
    return ["ledger", "post", str(file), "--ledger", str(place), "--format", "json"]


def test_a_batch_posted_by_many_at_once_counts_once(
    place: Path, tmp_path: Path, victims: Callable[..., dict[str, Any]]
) -> None:
    init_ledger(place, Key(KEY.encode())).close()
    file = write_batch(tmp_path / "batch.csv", 1)
    done = victims(run=[post(file, place)] * 6)
    assert done["statuses"] == [0] * 6
    assert sorted('"posted": 30,' in said for said in done["outputs"]) == [False] * 5 + [True]
    assert yuan(place) == sums([1])


def test_different_batches_at_once_are_all_there(
    place: Path, tmp_path: Path, victims: Callable[..., dict[str, Any]]
) -> None:
    init_ledger(place, Key(KEY.encode())).close()
    files = [write_batch(tmp_path / f"{number}.csv", number) for number in range(6)]
    status = ["ledger", "year", "2026", "--ledger", str(place)]
    done = victims(run=[*(post(file, place) for file in files), status, status])
    assert done["statuses"] == [0] * 8, done["outputs"]
    assert yuan(place) == sums(range(6))


def test_two_that_post_batch_after_batch_lose_nothing(
    place: Path, tmp_path: Path, victims: Callable[..., dict[str, Any]]
) -> None:
    """One is killed on the way, and its batches are posted by the other again."""
    init_ledger(place, Key(KEY.encode())).close()
    file = write_batch(tmp_path / "other.csv", 1_000)
    victims(loop=[str(place), 0, 40], kill=0.15)
    done = victims(loop=[str(place), 0, 40])
    assert done["told"] == list(range(40))
    assert victims(run=[post(file, place)] * 2)["statuses"] == [0, 0]
    with open_ledger(place, Key(KEY.encode())) as book:
        expected = {person: fen + 100 * sums([1_000])[person] for person, fen in sums(range(40)).items()}
        assert book.used(PEOPLE, 2026) == expected


def test_a_reader_is_not_kept_waiting_by_a_writer(place: Path) -> None:
    with init_ledger(place, Key(KEY.encode())) as writer, writer.writing() as work:
        work.new_buyers([bytes(32)])
        with open_ledger(place, Key(KEY.encode())) as reader:
            assert reader.used(PEOPLE, 2026) == sums([])


def test_who_waits_too_long_is_told(place: Path) -> None:
    with init_ledger(place, Key(KEY.encode())) as writer, writer.writing() as work:
        work.new_buyers([bytes(32)])
        with open_ledger(place, Key(KEY.encode())) as other:
            other.db.execute("PRAGMA busy_timeout = 50")
            with pytest.raises(CannotRun, match="another program has been writing to the ledger"), other.writing():
                pass
