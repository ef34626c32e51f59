"""Titles that differ only in the figures of weights and volumes are read once: nothing in what is said may differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.classify.alike import Alike
from cbec_cli.classify.answer import Classifier
from cbec_cli.classify.doubt import opinion
from cbec_cli.classify.evidence import Product
from cbec_cli.classify.lexicon import read_lexicon

TITLES = [title for kind in read_lexicon().kinds for title, _ in kind.tries]
FIGURES = st.one_of(
    st.integers(1, 9_999).map(str),
    st.decimals(0, 99, places=1).map(str),
    st.sampled_from(["249", "250", "1249", "25", "60", "925", "304"]),  # some of which decide
)
UNITS = st.sampled_from(["ml", " g", "克", " kg*2", "毫升/瓶", "mg,", " OZ", "千克"])
BETWEEN = st.sampled_from(["", " ", " -", "约", "净含量"])


@pytest.fixture(scope="module")
def reader() -> Classifier:
    return Classifier()


@given(st.sampled_from(TITLES), BETWEEN, FIGURES, FIGURES, UNITS)
def test_titles_of_one_form_say_the_same(
    reader: Classifier, title: str, between: str, one: str, other: str, unit: str
) -> None:
    form = Alike(reader.book.answers())
    titles = [f"{title}{between}{figure}{unit}" for figure in (one, other)]
    if form(titles[0]) == form(titles[1]):
        assert opinion(reader.classify(Product(titles[0]))) == opinion(reader.classify(Product(titles[1])))
    for each in titles:
        assert opinion(reader.classify(Product(each))) == opinion(reader.classify(Product(form(each))))


@pytest.mark.parametrize(
    "text", ["维生素B6 片", "s925银", "24k金", "3D眼罩", "100片", "3段", "A2奶粉", "p.5克", "5克拉", "5gsm", "无人机"]
)
def test_figures_of_words_and_of_other_units_stay(text: str) -> None:
    assert Alike([])(text) == text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("面霜50ml", "面霜1ml"),
        ("面霜 50 ML 2瓶", "面霜 1 ML 2瓶"),
        ("奶粉 1.8kg*2", "奶粉 1kg*2"),
        ("无人机 249克", "无人机 249克"),
        ("无人机 1249克", "无人机 1249克"),  # the word stands in it
        ("无人机 248克", "无人机 1克"),
        ("保温杯不锈钢304克", "保温杯不锈钢304克"),
    ],
)
def test_figures_that_decide_stay(text: str, form: str) -> None:
    assert Alike(["249克", "不锈钢304", "60g", "大疆"])(text) == form


def test_a_figure_is_not_made_one_that_decides() -> None:
    assert Alike(["1克拉以下", "1 毫升"])("戒指 5克") == "戒指 5克"
    assert Alike(["1 毫升"])("针管 5毫升") == "针管 5毫升"
