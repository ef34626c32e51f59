"""What past declarations teach, and what they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_lexicon import install

from cbec_cli.classify.answer import Classifier
from cbec_cli.classify.evidence import Product
from cbec_cli.classify.history import History, Vote
from cbec_cli.classify.title import read_title

if TYPE_CHECKING:
    from pathlib import Path

    from cbec_cli.classify.answer import Classified

CREAM, TOOTHPASTE, HEALTH_FOOD = "3304990039", "3306101090", "2106909090"


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)


def classified(title: str, *lines: tuple[str, str]) -> Classified:
    return Classifier(History(lines)).classify(Product(title))


@pytest.mark.parametrize(
    "code", ["", "3304", "33049", "409000000", "33049900391", "33O4990039", "３３０４９９００３９", "3304.99"]
)
def test_a_code_that_has_not_six_eight_or_ten_digits_teaches_nothing(code: str) -> None:
    assert History([("面霜", code)]).count == 0


@pytest.mark.parametrize("code", ["330499", "33049900", CREAM])
def test_six_eight_and_ten_digits_teach(code: str) -> None:
    past = History([("面霜", code)])
    vote = past.vote(read_title("面霜"))
    assert past.count == 1
    assert vote is not None
    assert vote.shares == {"330499": 1.0}
    assert vote.code == code


def test_the_deepest_of_the_most_frequent_codes_is_taken() -> None:
    vote = History([("面霜", CREAM), ("面霜", "330499"), ("面霜", "33049900")]).vote(read_title("面霜"))
    assert vote is not None
    assert vote.code == CREAM
    vote = History([("面霜", CREAM), ("面霜", "33049900"), ("面霜", "33049900")]).vote(read_title("面霜"))
    assert vote is not None
    assert vote.code == "33049900"


def test_the_same_name_is_the_same_in_whatever_form_it_is_written() -> None:
    past = History([("SK-II 護手霜 75ml", CREAM)] * 2)
    for written in ("ＳＫ-ＩＩ 护手霜", "sk-ii  护手霜 100ml", "SK-II 護手霜 75ml"):
        vote = past.vote(read_title(written))
        assert vote is not None
        assert vote.evidence[0] == ("", 2, 2)


def test_words_that_went_with_one_code_speak_and_are_quoted() -> None:
    past = History([(f"某牌牙刷{kind}", "9603210000") for kind in "甲乙丙丁"] + [("毛巾甲", "6302609000")])
    vote = past.vote(read_title("软毛牙刷"))
    assert vote is not None
    assert vote.code == ""  # the name itself is new
    assert max(vote.shares, key=lambda code: vote.shares[code]) == "960321"
    assert ("牙刷", 4, 4) in vote.evidence


def test_a_name_that_shares_no_word_gets_no_vote() -> None:
    assert History([("牙刷", "9603210000")]).vote(read_title("毛绒玩具")) is None
    assert History([]).vote(read_title("牙刷")) is None


def test_a_known_name_speaks_loudest_and_new_ones_the_louder_the_more_lines_there_are() -> None:
    few, many = History([("牙刷", "9603210000")]), History([("牙刷", "9603210000")] * 1_000)
    known, new = Vote({"960321": 1.0}, (), "9603210000"), Vote({"960321": 1.0}, (), "")
    assert few.voice(known) == many.voice(known)
    assert few.voice(new) < many.voice(new) < many.voice(known)


def test_words_that_no_past_line_holds_leave_the_others_less_to_say() -> None:
    past = History([("牙刷", "9603210000")] * 10)
    plain, strange = past.vote(read_title("牙刷")), past.vote(read_title("牙刷 收纳盒"))
    assert plain is not None
    assert strange is not None
    assert strange.shares["960321"] < plain.shares["960321"] == 1


@pytest.mark.usefixtures("_small")
class TestBesideTheLexicon:
    def test_it_names_what_the_lexicon_does_not_know(self) -> None:
        assert classified("魔法小物件").answer is None
        found = classified("魔法小物件", *[("魔法小物件", "9503008900")] * 57, ("面霜", CREAM))
        assert found.candidates[0].hs10 == "9503008900"
        assert found.candidates[0].history == "this name: 57 of your 57 past lines"

    def test_its_deepest_code_chooses_the_line(self) -> None:
        found = classified("面霜 200g", *[("面霜", "3304990029")] * 3)
        assert found.candidates[0].hs10 == "3304990029"
        assert found.candidates[0].told8

    def test_it_cannot_bring_back_what_an_exclusion_took_out_and_says_so(self) -> None:
        found = classified("蜂胶牙膏", *[("蜂胶牙膏", HEALTH_FOOD)] * 40)
        assert found.candidates[0].hs6 == "330610"
        assert "210690" not in {one.hs6 for one in found.candidates}
        assert found.warnings == ("past lines say 210690, but beside 牙膏 蜂胶 does not name such goods",)

    def test_where_it_agrees_nothing_is_warned_of(self) -> None:
        found = classified("蜂胶牙膏", *[("蜂胶牙膏", TOOTHPASTE)] * 40)
        assert found.warnings == ()
        assert found.candidates[0].history == "this name: 40 of your 40 past lines"

    def test_one_line_does_not_outweigh_a_plain_word(self) -> None:
        found = classified("婴儿纸尿裤", ("婴儿面霜", CREAM))
        assert found.candidates[0].hs6 == "961900"

    def test_no_title_no_vote(self) -> None:
        assert classified("😀", ("面霜", CREAM)).answer is None


TITLES = st.lists(st.sampled_from(["面霜", "牙膏 薄荷", "婴儿纸尿裤", "face cream", "配件", ""]), max_size=8)


@given(TITLES, st.sampled_from(["面霜", "face cream", "婴儿牙膏", "x"]), st.randoms())
def test_shares_are_shares_and_the_order_of_lines_changes_nothing(names: list[str], asked: str, dice: object) -> None:
    codes = (CREAM, TOOTHPASTE, "9619001100")
    lines = [(name, codes[i % 3]) for i, name in enumerate(names)]
    vote = History(lines).vote(read_title(asked))
    dice.shuffle(lines)  # type: ignore[attr-defined]  # a random.Random
    other = History(lines).vote(read_title(asked))
    assert vote == other
    if vote is not None:
        assert 0 < sum(vote.shares.values()) < 1 + 1e-9
        assert all(0 < number <= lines for _, number, lines in vote.evidence)


def test_conflicts_come_with_the_most_lines_first_and_as_first_written() -> None:
    past = History(
        [("牙刷", "9603210000"), ("牙刷", "8509803000"), *[("面霜 A", CREAM)] * 3, ("面霜　Ａ", "3401300090")]
    )
    assert [(one.name, one.codes) for one in past.conflicts()] == [
        ("面霜 A", ((CREAM, 3), ("3401300090", 1))),
        ("牙刷", (("8509803000", 1), ("9603210000", 1))),
    ]
