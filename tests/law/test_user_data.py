"""The user's data folder."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.user_data import VARIABLE, data_folder, store, stored


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mine"))
    return tmp_path / "mine"


def test_the_variable_names_the_folder_else_the_system_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert data_folder() == folder
    monkeypatch.setenv(VARIABLE, "~/cbec")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / "cbec"
    monkeypatch.setenv(VARIABLE, " ")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "system"))
    assert data_folder().name == "cbec"


def test_what_is_stored_is_found_again_sorted() -> None:
    assert stored("list") == []
    paths = [store("list", name, name.encode()) for name in ("b", "a", "b")]
    assert stored("list") == sorted(set(paths))
    assert [path.read_bytes() for path in stored("list")] == [b"a", b"b"]


def test_other_files_are_none_of_ours(folder: Path) -> None:
    (folder / "list").mkdir(parents=True)
    for name in (".a.json", "notes.txt", "a.json.part"):
        (folder / "list" / name).write_text("x", encoding="utf-8")
    assert stored("list") == []


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "no room is left on the disk"), (errno.EIO, "Input/output error")]
)
def test_a_disk_that_fails_leaves_the_older_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    path = store("list", "a", b"old")

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotRun, match=said):
        store("list", "a", b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in (folder / "list").iterdir()] == ["a.json"]


def test_a_folder_that_is_a_file_is_said(folder: Path) -> None:
    folder.write_text("x", encoding="utf-8")
    with pytest.raises(CannotRun, match=VARIABLE):
        store("list", "a", b"x")
    with pytest.raises(CannotRun, match=VARIABLE):
        stored("list")


def test_of_many_writers_at_once_one_wins_whole() -> None:
    texts = [bytes([65 + i]) * 100_000 for i in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda text: store("list", "a", text), texts))
    (path,) = stored("list")
    assert path.read_bytes() in texts
    assert len(list(path.parent.iterdir())) == 1
