"""The lexicon itself: every fault the checker knows is looked for; none may be there."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cbec_cli.classify.lexicon import Lexicon, LexiconError, read_lexicon

TOOL = Path(__file__).parents[2] / "tools" / "check_lexicon.py"


def _faults() -> Callable[[Lexicon], Iterator[str]]:
    spec = importlib.util.spec_from_file_location("check_lexicon", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_lexicon"] = module
    spec.loader.exec_module(module)
    faults: Callable[[Lexicon], Iterator[str]] = module.faults
    return faults


faults = _faults()


def test_the_lexicon_has_no_faults() -> None:
    assert list(faults(read_lexicon())) == []


def test_the_lexicon_is_as_large_as_the_trade_needs() -> None:
    lexicon = read_lexicon()
    assert len({kind.code[:6] for kind in lexicon.kinds}) >= 700
    assert len({term for kind in lexicon.kinds for term in kind.zh}) >= 4_000
    assert len({term for kind in lexicon.kinds for term in kind.en}) >= 6_000
    assert sum(len(kind.exclusions) for kind in lexicon.kinds) >= 300
    assert len(lexicon.tables) >= 40
    assert len(lexicon.vague) >= 200


HEADING = "code\tzh\ten\tnot\tfacet\tline\tnote\ttry_zh\ttry_en\n"
GOOD = "330499\t面霜\tface cream\t\t\t3304990099\theading text\t保湿面霜\tface cream\n"


def written(folder: Path, text: str) -> Lexicon:
    (folder / "33.tsv").write_text(HEADING + text, "utf-8")
    return read_lexicon(folder)


def test_a_good_row_has_no_fault(tmp_path: Path) -> None:
    assert list(faults(written(tmp_path, GOOD))) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD.replace("330499\t", "330498\t"), "not in the tariff"),
        (GOOD.replace("3304990099", "3305900000"), "is not a ten-digit line of 330499"),
        (GOOD.replace("3304990099", ""), "names its usual ten-digit line"),
        (GOOD.replace("heading text", ""), "no legal ground"),
        (GOOD.replace("face cream\t\t\t", "face cream\t\tnone\t"), "no table facets/none.tsv"),
        (GOOD.replace("face cream\t\t\t", "face cream\t刷>999999\t\t"), "not in the tariff"),
        (GOOD.replace("面霜\tface", "面霜|霜\tface"), "too short"),
        (GOOD.replace("保湿面霜", "保湿乳液"), "gives nothing, wanted 330499"),
        (GOOD + GOOD.replace("3304", "3305").replace("99009", "90000").replace("330590099", "330590"), "has a home at"),
        (GOOD.replace("面霜\tface", "面霜|#粒\tface"), "must be weak"),
    ],
)
def test_the_checker_finds(tmp_path: Path, row: str, said: str) -> None:
    assert any(said in fault for fault in faults(written(tmp_path, row)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("330499\t面霜\n", "33.tsv:2: 2 cells, wanted 9"),
        (GOOD.replace("面霜\t", "面霜||乳液\t"), "33.tsv:2: an empty term"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LexiconError, match=said.replace("|", r"\|")):
        written(tmp_path, text)
