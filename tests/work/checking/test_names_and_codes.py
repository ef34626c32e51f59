"""How names are held against codes: the machinery, with a small lexicon whose answers do not move."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from checked import PRODUCTS, check, codes
from hypothesis import given
from hypothesis import strategies as st
from readings import chunks_of, write_rows
from small_lexicon import WEIGHTS, install

from cbec_cli.classify.answer import Classifier
from cbec_cli.classify.doubt import doubt, doubted, opinion
from cbec_cli.classify.evidence import Product
from cbec_cli.classify.lexicon import read_lexicon
from cbec_cli.tables.groups import Names
from cbec_cli.work.checking import names
from cbec_cli.work.checking.codes_of_names import CodesOfNames
from cbec_cli.work.checking.names import (
    OTHER_HEADING,
    OTHER_LINE,
    SURELY_OTHER_HEADING,
    NameVerdicts,
    contradiction,
    name_suggests,
    successor,
)

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[dict[str, str]]
CREAM, PASTE, PROPOLIS, BRUSH = "3304990039", "3306101090", "2106909090", "9603210000"
BABY, ADULT = "9619001100", "9619001900"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Names are read with the small lexicon."""
    install(monkeypatch, tmp_path_factory.mktemp("lexicon"))
    monkeypatch.setattr(names, "_reader", cache(Classifier))


# -- one name, one code ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("name", "code", "found", "said"),
    [
        ("薄荷牙膏", PROPOLIS, SURELY_OTHER_HEADING, "牙膏 is 3306"),
        ("蜂胶牙膏", PROPOLIS, SURELY_OTHER_HEADING, "牙膏 is 3306"),  # the paste takes the propolis out
        ("toothpaste 75 ml", PROPOLIS, SURELY_OTHER_HEADING, "toothpaste is 3306"),
        ("薄荷牙膏", "210690", SURELY_OTHER_HEADING, "牙膏 is 3306"),
        ("薄荷牙膏", "21069090", SURELY_OTHER_HEADING, "牙膏 is 3306"),
        ("薄荷牙膏", PASTE, 0, ""),
        ("薄荷牙膏", "330610", 0, ""),
        ("牙膏 牙刷 旅行套装", PASTE, 0, ""),  # each is named
        ("牙膏 牙刷 旅行套装", BRUSH, 0, ""),
        ("牙膏 牙刷 旅行套装", PROPOLIS, SURELY_OTHER_HEADING, "牙刷 is 9603"),
        ("蜂胶", "3003900090", 0, ""),  # a border: words alone do not tell food from medicament
        ("婴儿纸尿裤", ADULT, OTHER_LINE, "纸尿裤, baby is 96190011"),
        ("婴儿纸尿裤", "96190019", OTHER_LINE, "纸尿裤, baby is 96190011"),
        ("婴儿纸尿裤", "961900", 0, ""),  # as far as it goes it is right
        ("成人纸尿裤", BABY, OTHER_LINE, "纸尿裤, adult is 96190019"),
        ("成人纸尿裤", ADULT, 0, ""),
        ("纸尿裤", BABY, 0, ""),  # nothing decides
        ("纸尿裤", ADULT, 0, ""),
        ("牙膏礼盒", PROPOLIS, 0, ""),  # a gift box may hold anything
        ("新款", PROPOLIS, 0, ""),
    ],
)
def test_what_is_said_of_a_name_and_a_code(name: str, code: str, found: int, said: str) -> None:
    assert contradiction(name, code) == found
    assert name_suggests(name, code) == said


@pytest.mark.usefixtures("small")
def test_a_name_that_is_not_sure_warns_only(monkeypatch: pytest.MonkeyPatch) -> None:
    less = {lang: {**levels, "4": {"one": 1.0}, "6": {"one": 1.0}} for lang, levels in WEIGHTS.items()}
    monkeypatch.setattr("cbec_cli.classify.answer.load_weights", lambda: less)
    assert contradiction("薄荷牙膏", PROPOLIS) == OTHER_HEADING
    assert contradiction("薄荷牙膏", PASTE) == 0


@pytest.mark.usefixtures("small")
def test_the_line_told_for_a_code_that_is_gone() -> None:
    assert successor("婴儿纸尿裤", "9619001200") == BABY
    assert successor("牙膏 牙刷", "3306100000") == PASTE  # under its heading, though the brush comes last
    assert successor("牙膏 牙刷", "2106900000") == BRUSH
    assert successor("新款礼盒", "3306100000") == ""


TITLES = [title for kind in read_lexicon().kinds for title, _ in kind.tries]
CODES = [PROPOLIS, CREAM, PASTE, BABY, ADULT, "4202119010", "6110200090", "190110", "18063100", "9503008900"]


def test_what_words_alone_settle_is_settled_rightly() -> None:
    """Most pairs are never weighed; weighing them all says the same of each."""
    reader = Classifier()
    settled = 0
    for i, title in enumerate(TITLES[::7]):
        held = opinion(reader.classify(Product(title)))
        own = [one.hs10 for one in reader.classify(Product(title)).candidates[:2] if one.hs10]
        for code in (*own, CODES[i % len(CODES)]):
            weighed = doubt(held, code, reader.book.borders) if held is not None else None
            assert doubted(reader, Product(title), code) == weighed, (title, code)
            settled += weighed is None
    assert settled > len(TITLES[::7])


# -- many names -----------------------------------------------------------------------------------------------------


def numbered(*texts: str | None) -> Names:
    found = Names()
    found.add(pa.array(texts, pa.string()))
    return found


def test_each_pair_is_read_once_and_none_before_a_rule_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def judged(name: str, code: str) -> int:
        asked.append((name, code))
        return OTHER_LINE

    monkeypatch.setattr(names, "contradiction", judged)
    verdicts = NameVerdicts(numbered("面霜 50ml", "面霜 100ml", None, "牙膏 3克", "面霜 50ml"))
    verdicts.beside(["", CREAM, PASTE], ["", CREAM, PASTE], ["", "", ""])
    assert asked == []
    everything = slice(0, 5)
    for _ in range(2):
        found = verdicts.contradict(everything, np.array([1, 1, 1, 2, 0]))
        assert found.tolist() == [OTHER_LINE, OTHER_LINE, 0, OTHER_LINE, 0]
    assert sorted(asked) == sorted([("面霜 1ml", CREAM), ("牙膏 1克", PASTE)])
    assert verdicts.of_lines(everything).tolist() == [0, 1, -1, 2, 0]
    assert verdicts.count == 3


def test_a_table_without_names_has_none() -> None:
    verdicts = NameVerdicts(numbered(None, None)).beside([CREAM], [CREAM], [""])
    assert verdicts.contradict(slice(0, 2), np.array([0, 0])).tolist() == [0, 0]
    assert verdicts.claim(slice(0, 2), np.array([0, 0])).tolist() == [False, False]


def test_rules_that_are_not_asked_read_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Classifier:
        raise AssertionError("nobody asked")

    monkeypatch.setattr(names, "_reader", none)
    path = write_rows(tmp_path / "products.csv", [{**each, "barcode": "4006381333930"} for each in PRODUCTS])
    assert set(codes(check(path, "--ignore", "HSC004,HSC006,HSC007"))) == {"DEC009"}
    assert set(codes(check(path, "--select", "DEC,LST"))) == {"DEC009"}


# -- one name, several codes ----------------------------------------------------------------------------------------


def counted(*pairs: tuple[int, str], names: int = 3) -> CodesOfNames:
    known = sorted({code for _, code in pairs}, reverse=True)
    found = sorted({name * len(known) + known.index(code) for name, code in pairs})
    return CodesOfNames(np.array(found, np.int64), known, names)


def test_codes_are_counted_by_name() -> None:
    found = counted((0, CREAM), (0, PASTE), (2, CREAM))
    assert found.counts.tolist() == [2, 0, 1, 0]
    assert found.of(0) == [CREAM, PASTE]
    assert found.of(1) == []


def test_the_beginning_of_a_code_is_no_other_code() -> None:
    found = counted((0, "33049900"), (0, CREAM), (1, "330499"), (1, "33049900"), (1, PASTE), (2, "330610"))
    assert found.counts.tolist() == [1, 2, 1, 0]
    assert found.of(1) == ["33049900", PASTE]


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([CREAM, "3304990029", "33049900", "330499", PASTE]))))
def test_a_code_counts_unless_a_longer_one_begins_with_it(pairs: list[tuple[int, str]]) -> None:
    found = counted(*pairs)
    for name in range(3):
        own = {code for each, code in pairs if each == name}
        wanted = sorted(code for code in own if not any(other != code and other.startswith(code) for other in own))
        assert (found.of(name), found.counts[name]) == (wanted, len(wanted))


def creams(count: int = 40) -> Rows:
    """Products of which every tenth name stands with a second code, far apart."""
    base = {**PRODUCTS[2], "sku": ""}
    rows = [{**base, "name": f"滋润面霜 {'甲乙丙丁戊'[i % 5]}{i // 5}号"} for i in range(count)]
    return rows + [{**row, "hs_code": "3304990029"} for row in rows[::10]]


def several(found: dict[str, object]) -> list[tuple[int, list[int], str]]:
    told: list[dict[str, object]] = found["findings"]  # type: ignore[assignment]  # of a report
    return [(each["row"], each["rows"], each["message"]) for each in told if each["code"] == "HSC005"]  # type: ignore[misc]


@pytest.mark.parametrize("chunk", [None, 1, 7, 40])
def test_chunks_change_nothing_in_what_is_said_of_names(chunk: int | None, tmp_path: Path) -> None:
    rows = creams()
    with chunks_of(chunk):
        found = check(write_rows(tmp_path / "products.csv", rows), "--select", "HSC")
    assert codes(found) == ["HSC005"] * 4
    assert several(found) == [
        (i + 2, [i + 2, 42 + k], f"{rows[i]['name']} stands with 2 codes: 3304990029, 3304990039")
        for k, i in enumerate(range(0, 40, 10))
    ]


def test_rows_in_any_order_are_found_together(tmp_path: Path) -> None:
    rows = creams()
    for order in (rows[::-1], rows[1::2] + rows[::2]):
        found = several(check(write_rows(tmp_path / "products.csv", order), "--select", "HSC005"))
        assert {order[row - 2]["name"] for row, _, _ in found} == {each["name"] for each in rows[:40:10]}
        assert all(len({order[row - 2]["hs_code"] for row in both}) == 2 for _, both, _ in found)


def test_names_are_compared_across_files_of_the_same_headings(tmp_path: Path) -> None:
    rows = creams()
    first = write_rows(tmp_path / "first.csv", rows[:40])
    second = write_rows(tmp_path / "second.csv", rows[40:])
    assert several(check(first, "--select", "HSC005")) == []
    found = several(check(first, str(second), "--select", "HSC005"))
    assert [row for row, _, _ in found] == [2, 12, 22, 32]


def test_a_baseline_knows_a_name_by_its_text(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "products.csv", creams())
    known = tmp_path / "known.json"
    check(path, "--select", "HSC", "--write-baseline", str(known))
    assert codes(check(path, "--select", "HSC", "--baseline", str(known))) == []
    moved = write_rows(path, creams()[::-1])
    assert codes(check(moved, "--select", "HSC", "--baseline", str(known))) == []


def test_codes_the_tariff_has_not_and_empty_names_are_not_counted(tmp_path: Path) -> None:
    cream = PRODUCTS[2]
    other = [{"hs_code": code} for code in ("3304990011", "33049900", "330499", "304990039", "kein")]
    rows = [{**cream, **cells} for cells in [{}, *other, {"name": "", "hs_code": PASTE}, {"name": ""}]]
    found = check(write_rows(tmp_path / "products.csv", rows), "--select", "HSC005")
    assert codes(found) == []


# -- many pairs of names and codes ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("chunk", [None, 3])
def test_every_name_beside_every_code(chunk: int | None, tmp_path: Path) -> None:
    """A file says of each pair what is said of the pair alone."""
    every = list(
        product(["薄荷牙膏", "婴儿纸尿裤 54片", "面霜 50ml", "面霜 75ml", "新款"], [PASTE, BABY, ADULT, CREAM])
    )
    rows = [{**PRODUCTS[2], "name": name, "hs_code": code} for name, code in every]
    with chunks_of(chunk):
        found = check(write_rows(tmp_path / "products.csv", rows), "--select", "HSC004,HSC006")
    severities = {SURELY_OTHER_HEADING: ("HSC004", "error"), OTHER_LINE: ("HSC006", "warning")}
    wanted = [(row, *severities[how]) for row, pair in enumerate(every, start=2) if (how := contradiction(*pair))]
    assert [(each["row"], each["code"], each["severity"]) for each in found["findings"]] == wanted
    assert len(wanted) == 12
