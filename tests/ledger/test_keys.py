"""The key: where it comes from, who may read it, and that the wrong one opens nothing."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

import pytest
from batches import KEY, PEOPLE, batch

from cbec_cli.engine.errors import CannotRun
from cbec_cli.ledger import Ledger, open_ledger, read_key
from cbec_cli.ledger.keys import Key, Ring, make_key_file

if TYPE_CHECKING:
    from pathlib import Path


def test_a_buyer_is_kept_as_hmac_sha_256_of_the_id(book: Ledger) -> None:
    book.post(batch(0))
    kept = {bytes(digest) for (digest,) in book.db.execute("SELECT hash FROM buyers")}
    assert kept == {hmac.new(KEY.encode(), person.encode(), hashlib.sha256).digest() for person in PEOPLE}


def test_a_new_key_is_put_around_the_old_one() -> None:
    old, new = Key(b"o" * 100), Key(b"n" * 16)
    ring = Ring(old).replaced_by(new)
    inner = hmac.new(b"o" * 100, PEOPLE[0].encode(), hashlib.sha256).digest()
    assert ring.hash_of(PEOPLE[0]) == hmac.new(b"n" * 16, inner, hashlib.sha256).digest()
    assert Ring(new).uncover(ring.covered()).older == ring.older
    assert ring.covered() != ring.covered()
    assert Ring(Key(b"x" * 16)).uncover(ring.covered()).older != ring.older


@pytest.mark.parametrize("other", [KEY[:-1], KEY + "0", KEY.upper(), "another key that is long enough"])
def test_a_wrong_key_is_told_at_once(book: Ledger, place: Path, other: str) -> None:
    book.close()
    with pytest.raises(CannotRun, match="the key is not the one of this ledger"):
        open_ledger(place, Key(other.encode()))


def test_without_a_key_nothing_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    for empty in (None, "", "  \n"):
        monkeypatch.delenv("CBEC_LEDGER_KEY")
        if empty is not None:
            monkeypatch.setenv("CBEC_LEDGER_KEY", empty)
        with pytest.raises(CannotRun, match="a ledger needs its key, and none was given; set CBEC_LEDGER_KEY"):
            read_key()
        monkeypatch.setenv("CBEC_LEDGER_KEY", KEY)


def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBEC_LEDGER_KEY", "secret")
    with pytest.raises(CannotRun, match=r"a key of 6 characters is too easy to guess"):
        read_key()
    short = tmp_path / "short.key"
    short.write_text("secret\n")
    short.chmod(0o600)
    with pytest.raises(CannotRun, match=r"short.key: a key of 6 characters"):
        read_key(short)


def test_a_key_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.key"
    made = make_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(path) == made
    assert len(made.secret) == 64
    assert make_key_file(tmp_path / "other.key") != made
    with pytest.raises(CannotRun, match="there is such a file already"):
        make_key_file(path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o777])
def test_a_key_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "open.key"
    make_key_file(path)
    path.chmod(mode)
    with pytest.raises(CannotRun, match=rf"others than its owner may use this key \(permissions {mode:o}\).*chmod 600"):
        read_key(path)


def test_what_is_no_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="cannot be read"):
        read_key(tmp_path / "none.key")
    with pytest.raises(CannotRun, match="cannot be read"):
        read_key(tmp_path)
    big = tmp_path / "big.key"
    big.write_bytes(b"k" * 5_000)
    big.chmod(0o600)
    with pytest.raises(CannotRun, match="so not a key"):
        read_key(big)


def test_the_key_shows_itself_nowhere(key: Key) -> None:
    assert KEY not in repr(key)
    assert KEY not in repr(Ring(key, (key.block,)))
    assert repr(key.block) not in repr(Ring(key, (key.block,)))


def test_a_line_end_is_no_part_of_the_key(tmp_path: Path, key: Key) -> None:
    path = tmp_path / "typed.key"
    path.write_text(KEY + "\r\n")
    path.chmod(0o600)
    assert read_key(path) == key == read_key()
