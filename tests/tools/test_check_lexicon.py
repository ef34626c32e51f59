"""The script that checks the lexicon; what it finds is tested beside the lexicon."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_lexicon import FILES, small_lexicon

from cbec_cli.classify.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

TOOL = Path(__file__).parents[2] / "tools" / "check_lexicon.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_lexicon", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_lexicon"] = module
    spec.loader.exec_module(module)
    return module


tool = load()


@pytest.fixture
def lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Lets the script look at other files than the shipped ones."""

    def use(files: dict[str, str]) -> None:
        folder = small_lexicon(tmp_path, files)
        monkeypatch.setattr(tool, "read_lexicon", lambda: read_lexicon(folder))

    return use


SPOILED = {
    **FILES,
    "21.tsv": FILES["21.tsv"].replace("2106909090", "2106909999"),
    "33.tsv": FILES["33.tsv"].replace("3306101090", "3306109999"),
}


def test_a_lexicon_without_faults_ends_with_status_0(
    lexicon: Callable[[dict[str, str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon(FILES)
    assert tool.main([]) == 0
    assert capsys.readouterr().out.split() == ["0", "faults"]


def test_faults_are_listed_with_their_places(
    lexicon: Callable[[dict[str, str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon(SPOILED)
    assert tool.main([]) == 1
    told = capsys.readouterr().out
    assert "21.tsv:2: line '2106909999' is not a ten-digit line of 210690" in told
    assert "33.tsv:3: line '3306109999' is not a ten-digit line of 330610" in told
    assert told.splitlines()[-1] == "2 faults"


def test_chapters_bound_what_is_listed(
    lexicon: Callable[[dict[str, str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon(SPOILED)
    assert tool.main(["33"]) == 1
    assert "21.tsv" not in capsys.readouterr().out
    assert tool.main(["96"]) == 0


def test_what_cannot_be_read_is_one_line(
    lexicon: Callable[[dict[str, str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon({**FILES, "33.tsv": "code | zh\n330499 | 面霜\n"})
    assert tool.main([]) == 1
    assert capsys.readouterr().out.startswith("33.tsv:1: heading is ")
