"""Titles in the form in which they are read."""

from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.classify.title import LONGEST, read_title


def test_wide_letters_capitals_and_traditional_characters_read_as_one() -> None:
    assert read_title("ＳＫ-ＩＩ 護手霜").folded == read_title("sk-ii 护手霜").folded


def test_quantities_are_cut_out_and_their_units_kept() -> None:
    title = read_title("深海鱼油软胶囊 1000mg 60粒")
    assert title.folded.split() == ["深海鱼油软胶囊"]
    assert title.units == ("mg", "粒")


def test_a_stage_of_infant_formula_counts_as_a_quantity() -> None:
    assert read_title("婴儿奶粉三段").units == ("段",)
    assert read_title("infant formula stage").units == ()


def test_a_figure_inside_a_word_is_no_quantity() -> None:
    assert "q10" in read_title("辅酶Q10软胶囊").folded
    assert "b12" in read_title("vitamin b12 drops").folded


def test_what_stands_in_brackets_does_not_push_the_head_noun_from_the_end() -> None:
    title = read_title("贝亲奶瓶（宽口径 带吸管）")
    assert title.position(title.folded.index("瓶") + 1) == 1


def test_tags_and_control_characters_are_blanks() -> None:
    title = read_title("<b>面霜</b>\x00\u200b&nbsp;乳液")
    assert title.folded.split() == ["面霜", "乳液"]
    assert len(title.folded) == len(title.text)


def test_a_quote_stands_as_written_where_it_was_written() -> None:
    title = read_title("㍿ ＢＢ霜")
    start = title.folded.index("bb霜")
    text, first, last = title.quote(start, start + 3)
    assert text == "ＢＢ霜"
    assert title.text[first:last] == text


def test_what_is_no_title_says_why() -> None:
    assert read_title("").fault == "no words"
    assert read_title("😀🎁 123").fault == "no words"
    assert read_title("\x00\x01").fault == "no words"
    assert "10,000 characters" in read_title("面" * 10_000).fault
    assert read_title("Увлажняющий крем для лица").fault == "neither Chinese nor English"
    assert read_title("しっとりクリーム").fault == "neither Chinese nor English"
    assert read_title("보습 크림").fault == "neither Chinese nor English"
    assert read_title("保湿面霜").fault == ""


@given(st.text(max_size=120))
def test_any_text_is_read_and_every_place_leads_back(text: str) -> None:
    title = read_title(text)
    for index in range(len(title.folded)):
        quoted, start, end = title.quote(index, index + 1)
        assert text[start:end] == quoted
        assert 0 <= title.position(index + 1) <= 1 or not title.content


@given(st.text(min_size=1, max_size=60))
def test_reading_a_title_twice_changes_nothing(text: str) -> None:
    once = read_title(text).folded
    assert len(once) <= LONGEST * 20
    assert read_title(text).folded == once
