"""The kept index: built once, never older than its data, never in the way."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cbec_cli.classify import store

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

BUILT: dict[str, Any] = {"book": {"kinds": []}, "official": {"codes": []}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache; building takes no time."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each build."""
    found: list[int] = []

    def build() -> dict[str, Any]:
        found.append(1)
        return dict(BUILT)

    monkeypatch.setattr(store, "build_index", build)
    return found


def load() -> dict[str, Any]:
    """What a new process would load."""
    return store.load_index.__wrapped__()


def kept(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_it_is_built_once_and_then_read(folder: Path, builds: list[int]) -> None:
    first, second = load(), load()
    assert first == second
    assert first["book"] == BUILT["book"]
    assert len(builds) == 1
    assert kept(folder).name.startswith("classify-")


def test_other_data_build_another_and_the_older_one_goes(
    folder: Path, builds: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lexicon = tmp_path / "33.tsv"
    lexicon.write_text("one", "utf-8")
    monkeypatch.setattr(store, "lexicon_files", lambda: [lexicon])
    load()
    before = kept(folder).name
    lexicon.write_text("two", "utf-8")
    load()
    assert len(builds) == 2
    assert kept(folder).name != before


def test_another_release_of_the_english_names_builds_another(
    folder: Path, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    monkeypatch.setattr(store, "_version", lambda: "99.0")
    load()
    assert len(builds) == 2
    assert kept(folder).exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'"classify"',
        b'{"book": {}}',
        b'{"digest": "another", "book": {}, "official": {}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_or_foreign_file_is_built_anew(folder: Path, builds: list[int], content: bytes) -> None:
    whole = load()
    kept(folder).write_bytes(content)
    assert load() == whole
    assert len(builds) == 2
    assert json.loads(kept(folder).read_bytes()) == whole


def test_a_file_of_the_right_digest_that_lacks_a_part_is_built_anew(folder: Path, builds: list[int]) -> None:
    digest = load()["digest"]
    kept(folder).write_text(json.dumps({"digest": digest, "book": {}}), "utf-8")
    assert load()["official"] == BUILT["official"]
    assert len(builds) == 2


@pytest.mark.parametrize("obstacle", ["a file where the folder should be", "a folder where the file should be"])
def test_where_nothing_can_be_written_it_is_built_each_time(folder: Path, builds: list[int], obstacle: str) -> None:
    if "file where" in obstacle:
        folder.write_text("not a folder", "utf-8")
    else:
        load()
        name = kept(folder)
        name.unlink()
        name.mkdir()
        builds.clear()
    assert load()["book"] == load()["book"] == BUILT["book"]
    assert len(builds) == 2


def test_what_else_lies_in_the_folder_stays(folder: Path, builds: list[int]) -> None:
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    (folder / "classify-0123456789abcdef.json").write_text("{}", "utf-8")
    load()
    assert len(builds) == 1
    names = {path.name for path in folder.iterdir()}
    assert "notes.txt" in names
    assert "classify-0123456789abcdef.json" not in names
    assert len(names) == 2


def test_the_folder_is_that_of_the_system_unless_one_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(store.VARIABLE, f" {tmp_path} ")
    assert store.cache_folder() == tmp_path
    monkeypatch.delenv(store.VARIABLE)
    assert store.cache_folder().name == "cbec"


def test_two_processes_at_once_get_the_same(folder: Path) -> None:
    program = (
        "import json, sys\n"
        "from cbec_cli.classify.store import load_index\n"
        "json.dump(load_index()['digest'], sys.stdout)\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert {errors for _, errors in said} == {b""}
    assert len({digest for digest, _ in said}) == 1
    assert json.loads(kept(folder).read_bytes())["digest"] == json.loads(said[0][0])


def test_what_is_built_is_what_the_file_gives_back(folder: Path) -> None:
    built = load()
    assert built == json.loads(kept(folder).read_bytes())
    assert built["book"]["terms"]
    assert built["official"]["postings"]
