"""Terms found in titles."""

import pytest

from cbec_cli.classify.phrases import Phrases, key_of, pack, stem, stems


def found(text: str, *terms: str) -> list[str]:
    phrases = Phrases(pack({key_of(term): term for term in terms}), str)
    return [term for _, _, term in phrases.find(text, stems(text))]


def test_a_match_inside_a_longer_one_is_dropped() -> None:
    assert found("深海鱼油软胶囊", "鱼油", "鱼油软胶囊") == ["鱼油软胶囊"]
    assert found("硅胶奶瓶刷", "奶瓶", "奶瓶刷") == ["奶瓶刷"]


def test_matches_that_only_overlap_are_both_found() -> None:
    assert found("玩具车模型", "玩具车", "车模型") == ["玩具车", "车模型"]


def test_english_is_found_by_stems_and_whole_words() -> None:
    assert found("make-up brushes for women", "make up brush", "brush") == ["make up brush"]
    assert found("brushed cotton", "brush") == []
    assert found("women's dresses", "women dress") == ["women dress"]


def test_latin_letters_inside_chinese_terms() -> None:
    assert found("某牌bb霜自然色", "bb霜", "霜") == ["bb霜"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("brushes", "brush"),
        ("berries", "berry"),
        ("glass", "glass"),
        ("lens", "lens"),
        ("socks", "sock"),
        ("bus", "bus"),
    ],
)
def test_stems(word: str, expected: str) -> None:
    assert stem(word) == expected
