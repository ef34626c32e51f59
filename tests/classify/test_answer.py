"""Answers, as deep as they can be stood for, and what is said beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cbec_cli.classify.answer import Classifier
from cbec_cli.classify.evidence import Product
from cbec_cli.classify.history import History

if TYPE_CHECKING:
    from collections.abc import Callable

    from cbec_cli.classify.answer import Classified


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("保湿面霜 50ml", "3304"),
        ("婴儿纸尿裤 M码 64片", "9619"),
        ("蜂胶牙膏 100g", "3306"),
        ("硅胶奶瓶刷", "9603"),
        ("玫瑰身体乳 200ml", "3304"),
        ("巧克力味饼干 150g", "1905"),
        ("儿童玩具车", "9503"),
        ("electric toothbrush", "8509"),
        ("moisturizing face cream 50ml", "3304"),
        ("women knitted sweater", "6110"),
    ],
)
def test_the_head_noun_decides(said: Callable[[str], Classified], title: str, heading: str) -> None:
    found = said(title)
    assert found.candidates[0].hs6[:4] == heading
    assert found.candidates[0].because


def test_an_answer_names_its_words_and_their_place(said: Callable[[str], Classified]) -> None:
    found = said("ＸＹＺ 保濕面霜 50ml")
    because = found.candidates[0].because[0]
    assert found.product.name[because.start : because.end] == because.text
    assert "面霜" in because.text
    assert because.source == "name"


def test_an_answer_is_never_deeper_than_asked_for(classifier: Classifier) -> None:
    deep = classifier.classify(Product("婴儿纸尿裤")).answer
    assert deep is not None
    for level in (4, 6, 8):
        answer = Classifier(level=level).classify(Product("婴儿纸尿裤")).answer
        assert answer is not None
        assert answer.level == min(level, deep.level)
        assert answer.code == deep.code[: answer.level]


def test_a_threshold_of_one_leaves_everything_unsure() -> None:
    found = Classifier(threshold=1.0).classify(Product("婴儿纸尿裤"))
    assert found.answer is None
    assert found.unsure == "no level is sure enough"
    assert len(found.headings) >= 1


@pytest.mark.parametrize(
    "title",
    [
        "",
        "   ",
        "礼物",
        "gift",
        "配件",
        "spare parts",
        "😀😀😀",
        "\x00\x01\x02",
        "12345 67890",
        "<div></div>",
        "面霜" * 5_000,
        "Крем увлажняющий для лица",
        "しっとり化粧水のこだわり",
        "보습 크림 대용량",
        "qwrtzp xkcd",
    ],
)
def test_what_names_no_goods_is_unsure_and_says_why(said: Callable[[str], Classified], title: str) -> None:
    found = said(title)
    assert found.answer is None
    assert found.unsure


def test_every_candidate_has_a_line_of_the_tariff(said: Callable[[str], Classified]) -> None:
    for title in ("保湿面霜", "真皮手提包", "t恤", "coffee beans"):
        for candidate in said(title).candidates:
            assert candidate.hs8.startswith(candidate.hs6)
            assert candidate.hs10.startswith(candidate.hs8)
            assert len(candidate.hs10) == 10


def test_probabilities_fall_and_never_exceed_one(said: Callable[[str], Classified]) -> None:
    chances = [one.probability for one in said("儿童保温杯").candidates]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.001


def test_the_material_column_decides_where_the_title_is_silent(classifier: Classifier) -> None:
    silent = classifier.classify(Product("女士手提包"))
    leather = classifier.classify(Product("女士手提包", material="牛皮"))
    plastic = classifier.classify(Product("女士手提包", material="PU"))
    assert silent.question
    assert leather.candidates[0].hs6 == "420221"
    assert plastic.candidates[0].hs6 == "420222"
    assert leather.candidates[0].decided


class TestHistory:
    def test_the_same_name_is_evidence_that_can_be_quoted(self) -> None:
        past = History([("魔法小物件", "9503008900")] * 57 + [("保湿面霜", "3304990039")] * 3)
        found = Classifier(past).classify(Product("魔法小物件"))
        assert found.candidates[0].hs6 == "950300"
        assert "57 of your 57 past lines" in found.candidates[0].history

    def test_it_does_not_bring_back_what_an_exclusion_takes_out_without_saying_so(self) -> None:
        past = History([("蜂胶胶囊", "2106909090")] * 40)
        with_history = Classifier(past).classify(Product("蜂胶牙膏"))
        assert with_history.candidates[0].hs6[:4] == "3306"

    def test_its_conflicts_are_told(self) -> None:
        past = History([("面霜", "3304990039")] * 3 + [("面霜 ", "3401300000")])
        assert [(one.name, one.codes) for one in past.conflicts()] == [("面霜", (("3304990039", 3), ("3401300000", 1)))]

    def test_lines_without_a_code_teach_nothing(self) -> None:
        assert History([("面霜", ""), ("面霜", "33"), ("", "3304990039"), ("面霜", "33O4990039")]).count == 0

    def test_without_shared_words_it_changes_nothing(self, classifier: Classifier) -> None:
        plain = classifier.classify(Product("保湿面霜"))
        other = Classifier(History([("渔具配重", "9507900000")])).classify(Product("保湿面霜"))
        assert [one.hs6 for one in plain.candidates] == [one.hs6 for one in other.candidates]
