"""Finding codes by words, and codes near to one that does not exist."""

import pytest

from cbec_cli.law.tariff import Tariff, load_tariff


@pytest.fixture(scope="module")
def tariff() -> Tariff:
    return load_tariff()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("威士忌", "2208300000"),
        ("whisky", "2208300000"),
        ("whiskey", "2208300000"),
        ("shampoo", "3305100090"),
        ("洗发剂", "3305100090"),
        ("奶粉", "1901101090"),
        ("婴幼儿奶粉", "1901101090"),
        ("diapers", "9619001900"),
        ("化妆品 lip", "3304100091"),
    ],
)
def test_words_find_their_line_first(tariff: Tariff, words: str, code: str) -> None:
    assert tariff.search(words, 3)[0].code == code


@pytest.mark.parametrize("words", ["infant formula", "婴幼儿 奶粉"])
def test_formula_is_among_the_first(tariff: Tariff, words: str) -> None:
    assert "1901101090" in [found.code for found in tariff.search(words, 5)]


def test_a_latin_word_in_a_chinese_name_counts(tariff: Tariff) -> None:
    assert "LED" in tariff.search("LED", 1)[0].name_zh


def test_one_character_is_looked_for_as_it_stands(tariff: Tariff) -> None:
    assert all("茶" in found.name_zh for found in tariff.search("茶", 5))


@pytest.mark.parametrize("words", ["", "   ", "!!", "x", "qqqq zzzz", "霹雳娇娃"])
def test_what_fits_nothing_finds_nothing(tariff: Tariff, words: str) -> None:
    assert tariff.search(words) == []


def test_the_limit_is_kept(tariff: Tariff) -> None:
    assert len(tariff.search("wine", 2)) == 2


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("3304990030", ["3304990031", "3304990039", "3304990029"]),
        ("402210000", ["0402210000"]),
        ("2208310000", ["2208300000"]),
        ("19011010", ["1901101010", "1901101090", "1901109000"]),
    ],
)
def test_codes_near_to_an_unknown_one(tariff: Tariff, code: str, near: list[str]) -> None:
    assert tariff.nearest(code)[: len(near)] == near


def test_what_is_no_code_has_no_neighbours(tariff: Tariff) -> None:
    assert tariff.nearest("abc") == []
    assert len(tariff.nearest("0")) == 3
