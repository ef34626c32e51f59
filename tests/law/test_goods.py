"""Goods by code and by name: what never enters, what is food, what a name claims."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.law.goods import claims_fault, countable, is_cosmetic, is_food, prohibited
from cbec_cli.law.goods_data import goods_data
from cbec_cli.law.tariff import load_tariff

DAY = date(2026, 11, 20)
CODES = load_tariff().codes


# -- goods that never enter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "goods"),
    [
        ("2402200000", "tobacco"),
        ("2404120000", "tobacco"),
        ("8543400010", "e-cigarette"),
        ("9304000000", "arms"),
        ("9306290000", "arms"),
        ("9307009090", "swords"),
        ("3604100000", "explosives"),
        ("2844431010", "radioactive"),
        ("1302110000", "opium"),
        ("2939721000", "opium"),
        ("3004909099", "medicines"),
        ("3002410011", "human or animal tissue"),
        ("0106209090", "live animals"),
        ("0507100010", "rhinoceros"),
        ("6309000000", "worn clothing"),
        ("3915100000", "solid waste"),
        ("4907002000", "banknotes"),
        ("7108120000", "unwrought gold"),
    ],
)
def test_goods_that_never_enter_are_told_by_their_code(code: str, goods: str) -> None:
    assert code in CODES
    found = prohibited(code, DAY)
    assert found is not None
    assert found.what.startswith(goods)
    assert found.why.startswith(found.what)
    assert found.what_zh in found.why
    assert found.source
    assert found.confidence in {"partly", "own-knowledge"}


@pytest.mark.parametrize(
    "code",
    [
        "3304990029",
        "2106909090",
        "1901101090",
        "0409000000",
        "2204210000",
        "9619001100",
        "4202210000",
        "3005109000",  # plasters are not medicines
        "3006500000",  # nor are first-aid kits
        "3002499090",  # cultures of bacteria may be food
        "9503008900",
        "8543709990",
        "7113191100",
        "0508001090",
        "3605000000",
        "",
        "99",
    ],
)
def test_ordinary_goods_are_not_among_them(code: str) -> None:
    assert prohibited(code, DAY) is None


def test_medicines_come_with_a_word_on_the_pilots() -> None:
    found = prohibited("3004909099", DAY)
    assert found is not None
    assert "pilots" in found.why
    assert "〔2021〕51号" in found.source


def test_swords_were_on_the_list_until_it_was_changed() -> None:
    assert prohibited("9307009090", date(2022, 2, 28)) is None
    assert prohibited("9307009090", date(2022, 3, 1)) is not None


def test_nothing_was_prohibited_before_there_was_a_list() -> None:
    assert prohibited("2402200000", date(2016, 4, 7)) is None
    assert prohibited("2402200000", date(2016, 4, 8)) is not None


def test_the_longest_prefix_decides() -> None:
    assert prohibited("3004", DAY) == prohibited("3004909099", DAY)
    found = prohibited("9307001090", DAY)
    assert found is not None
    assert found.what.startswith("arms")


def test_a_letter_of_the_tariff_speaks_where_no_prefix_does() -> None:
    tariff = load_tariff()
    for code, letter in (("3304990010", "9"), ("2933910013", "I")):
        line = tariff.line(code, DAY)
        assert line is not None
        assert letter in line.supervision
        found = prohibited(code, DAY, line.supervision)
        assert found is not None
        assert f"letter {letter}" in found.what
        assert prohibited(code, DAY) is None
    opium = prohibited("1302110000", DAY, "9BI")
    assert opium is not None
    assert opium.what.startswith("opium")


@given(st.text(max_size=12))
def test_any_text_may_be_asked_for(code: str) -> None:
    found = prohibited(code, DAY)
    assert found is None or found.prefixes.length(code) > 0
    assert isinstance(is_food(code) or is_cosmetic(code), bool)


# -- families and units ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["0402210000", "1901101090", "2106909090", "2204210000", "2936270090", "1504100090"])
def test_food_is_food(code: str) -> None:
    assert is_food(code)
    assert not is_cosmetic(code)


@pytest.mark.parametrize("code", ["3303000010", "3304990029", "3305100090", "3306101000", "3401300090"])
def test_cosmetics_are_cosmetics(code: str) -> None:
    assert is_cosmetic(code)
    assert not is_food(code)


@pytest.mark.parametrize(
    "code", ["2309101000", "0301110000", "3307900090", "3307490000", "9503008900", "2501002000", ""]
)
def test_pet_food_live_fish_room_scent_and_toys_are_neither(code: str) -> None:
    assert not is_food(code)
    assert not is_cosmetic(code)


def test_pieces_and_bottles_count_kilograms_and_dozens_do_not() -> None:
    assert all(countable(code) for code in ("007", "011", "020", "025", "122", "142"))
    assert not any(countable(code) for code in ("035", "036", "095", "032", "127", "054", "", "11"))


# -- claims ---------------------------------------------------------------------------------------------------------

FOOD, COSMETIC, TOY = "2106909090", "3304990029", "9503008900"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("某牌 降血糖软糖 60粒", FOOD, "降血糖 (claim of a medical effect)"),
        ("奶蓟草护肝片", FOOD, "护肝 (claim of a health function)"),
        ("湿疹治疗乳霜", COSMETIC, "湿疹 (name of a disease), 治疗 (claim of a medical effect)"),
        ("生发洗发水", COSMETIC, "生发 (claim of a medical effect)"),
        ("瘦身霜", COSMETIC, "瘦身 (claim of a medical effect)"),
        ("瘦身茶", FOOD, "瘦身 (claim of a health function)"),
        ("Anti-Cancer tea", FOOD, "anti-cancer (claim of a medical effect)"),
        ("抗\uff23\uff21霜 消炎", COSMETIC, "消炎 (claim of a medical effect)"),
    ],
)
def test_claims_are_named(name: str, code: str, said: str) -> None:
    assert claims_fault(name, code) == said


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("保湿面霜 50毫升", COSMETIC),
        ("高温杀菌牛奶", "0401200000"),
        ("抗敏感牙膏", "3306101000"),
        ("抑菌洗手液", "3401300090"),
        ("玛卡胶囊 -非药物", FOOD),
        ("糖尿病全营养特殊医学用途配方食品", FOOD),
        ("野生发菜", "1212219000"),
        ("治疗师玩偶", TOY),
        ("抗癌图书", "4901990000"),
        ("", FOOD),
    ],
)
def test_ordinary_words_claim_nothing(name: str, code: str) -> None:
    assert claims_fault(name, code) == ""


def test_without_a_code_the_words_of_all_families_count() -> None:
    assert claims_fault("生发洗发水") == claims_fault("生发洗发水", COSMETIC) != ""
    assert claims_fault("护肝片") == claims_fault("护肝片", FOOD) != ""
    assert claims_fault("护肝片", COSMETIC) == ""
    assert claims_fault("瘦身霜") == "瘦身 (claim of a health function), 瘦身 (claim of a medical effect)"


CLAIMED = [word for group in goods_data().claims for word in (*group.words, *group.unless)]


@given(st.lists(st.sampled_from([*CLAIMED, "产品"]), max_size=3).map("，".join), st.sampled_from([FOOD, COSMETIC, TOY]))
def test_what_a_code_forbids_is_part_of_what_all_forbid(name: str, code: str) -> None:
    every = claims_fault(name).split(", ")
    assert all(claim in every for claim in claims_fault(name, code).split(", ") if claim)


@pytest.mark.parametrize("group", goods_data().claims, ids=lambda group: group.words[0])
def test_every_word_of_a_group_is_found(group: Any) -> None:
    code = FOOD if "food" in group.families else COSMETIC
    for word in group.words:
        assert word in claims_fault(f"某某{word}产品" if not word.isascii() else f"tea {word} fast", code)


@given(st.text(), st.sampled_from(["", FOOD, COSMETIC, TOY]))
def test_any_name_may_be_judged(name: str, code: str) -> None:
    assert isinstance(claims_fault(name, code), str)
