"""Remarks of the positive list: each clause understood, or kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.law.remarks import Remark, cap_text, parse_remark

SPECIES = "列入《进出口野生动植物种商品目录》的商品除外"


@pytest.mark.parametrize(
    "text",
    ["仅限网购保税商品", "仅限网购保税", "仅限 网购保税 商品。", "只限于网购保税进口商品", "1.仅限网购保税模式进口"],
)
def test_goods_that_enter_only_from_bonded_stock(text: str) -> None:
    assert parse_remark(text) == Remark(only_bonded=True)


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        ("每人每年不超过2千克", 200_000),
        ("每人每年限购20公斤", 2_000_000),
        ("限每人每年20kg", 2_000_000),
        ("每人每年限2千克以内", 200_000),
        ("每人每年进口数量不得超过０．５千克", 50_000),
        ("个人年度最多500克", 50_000),
        ("每人每年不超过0.02吨", 2_000_000),
        ("不超过2千克/人/年", 200_000),
    ],
)
def test_a_weight_for_each_person_and_year(text: str, kilograms: int) -> None:
    assert parse_remark(text) == Remark(cap=kilograms)


@pytest.mark.parametrize(
    "text",
    [
        "每人每年不超过2件",
        "每人每年不超过0.00001克",
        "单次不超过2千克",
        "符合有关规定的",
        "列入《某目录》的商品",
        "每人每年不超过2千克干货",
        "每人每年不超过0千克",
    ],
)
def test_what_is_not_understood_is_kept_as_it_stands(text: str) -> None:
    assert parse_remark(text) == Remark(unread=(text,))
    assert parse_remark(text).to_check == (text,)


def test_goods_taken_out_and_goods_named() -> None:
    assert parse_remark(SPECIES) == Remark(excluded=(SPECIES,))
    assert parse_remark("不包括活体") == Remark(excluded=("不包括活体",))
    assert parse_remark("仅限家用打印机墨水") == Remark(named=("仅限家用打印机墨水",))


def test_several_clauses() -> None:
    read = parse_remark(f"{SPECIES}；仅限网购保税商品，每人每年不超过2千克\n且符合某条件")
    assert read == Remark(only_bonded=True, excluded=(SPECIES,), cap=200_000, unread=("符合某条件",))
    assert read.to_check == (SPECIES, "符合某条件")


def test_a_comma_within_the_name_of_a_catalogue_divides_nothing() -> None:
    assert parse_remark("列入《甲，乙目录》的商品除外").excluded == ("列入《甲,乙目录》的商品除外",)


def test_of_two_different_weights_the_second_is_shown_instead_of_guessed() -> None:
    read = parse_remark("每人每年不超过2千克；每人每年不超过3千克")
    assert (read.cap, read.unread) == (200_000, ("每人每年不超过3千克",))
    assert parse_remark("每人每年不超过2千克；每人每年限2公斤") == Remark(cap=200_000)


def test_nothing_asks_nothing() -> None:
    assert parse_remark("") == parse_remark("  \n ；") == Remark()


@given(
    st.lists(st.sampled_from([SPECIES, "仅限网购保税商品", "每人每年不超过2千克", "仅限墨水", "另行规定"]), unique=True)
)
def test_no_clause_is_lost_whatever_their_order(clauses: list[str]) -> None:
    read = parse_remark("；".join(clauses))
    told = [*read.to_check, *["仅限网购保税商品"] * read.only_bonded, *["每人每年不超过2千克"] * bool(read.cap)]
    assert sorted(told) == sorted(clauses)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    parse_remark(text)


def test_a_weight_in_words() -> None:
    assert cap_text(200_000) == "at most 2 kg per person and year"
    assert cap_text(50_000) == "at most 0.5 kg per person and year"
