"""Declaration elements: what a specification surely leaves unsaid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.law.goods import missing_elements
from cbec_cli.law.tariff import load_tariff

DAY = date(2026, 11, 20)
TARIFF = load_tariff()


def elements(code: str) -> tuple[str, ...]:
    line = TARIFF.line(code, DAY)
    assert line is not None
    return line.elements


CREAM = elements("3304990029")
FOOD = elements("2106909090")


def test_the_examples_stand_on_these_elements() -> None:
    said = ("品牌类型", "出口享惠情况", "用途", "包装规格", "品牌（中文或外文名称）", "GTIN", "CAS", "其他")
    assert said == CREAM
    assert FOOD[2:5] == ("成分含量", "包装规格", "品牌（中文或外文名称）")


@pytest.mark.parametrize(
    ("gmodel", "missing"),
    [
        ("4|3|护肤|50毫升/支|某牌", ()),
        ("4|3|护肤|50毫升/支|某牌|||", ()),
        ("4｜3｜护肤｜50毫升/支｜某牌", ()),
        ("面霜|4|3|护肤|50毫升/支|某牌", ()),
        ("境外品牌（其他）|不适用于进口报关单|护肤|50毫升|某牌", ()),
        ("4|3|护肤|50毫升/支|无品牌", ()),
        ("4|3|护肤||某牌|||", ("包装规格",)),
        ("4|3|护肤|/|某牌", ("包装规格",)),
        ("4|3|护肤", ("包装规格", "品牌")),
        ("||护肤|50毫升|", ("1 of 用途, 包装规格, 品牌",)),
        ("4|3|护肤|50毫升|某牌|||其他|再其他|更多", ()),
    ],
)
def test_answers_in_the_order_of_the_tariff_are_compared_one_by_one(gmodel: str, missing: tuple[str, ...]) -> None:
    assert missing_elements(CREAM, gmodel) == missing


@pytest.mark.parametrize(
    ("gmodel", "missing"),
    [
        ("某牌|护肤|50毫升", ()),
        ("面霜|某牌|护肤|50毫升|水、甘油", ()),
        ("某牌|50毫升|", ("1 of 用途, 包装规格, 品牌",)),
        ("||", ("用途", "包装规格", "品牌")),
    ],
)
def test_answers_in_another_order_are_counted(gmodel: str, missing: tuple[str, ...]) -> None:
    assert missing_elements(CREAM, gmodel) == missing


@pytest.mark.parametrize(
    "size", ["50ml", "50 ML/瓶", "500g*2", "１００克", "60粒/瓶", "(10片/盒)", "NB（90片）", "L54片", "3.4 oz"]
)
def test_a_size_alone_is_no_specification(size: str) -> None:
    assert missing_elements(CREAM, size) == ("用途", "品牌")
    assert missing_elements(FOOD, size) == ("成分含量", "品牌")


@pytest.mark.parametrize("text", ["面霜", "无", "A"])
def test_too_short_a_text_says_nothing(text: str) -> None:
    assert missing_elements(CREAM, text) == ("用途", "包装规格", "品牌")


def test_a_name_once_more_is_no_specification_but_may_hold_brand_and_size() -> None:
    assert missing_elements(CREAM, "某牌 保湿面霜 50ml", name="某牌保湿面霜50ML") == ("用途",)
    assert missing_elements(CREAM, "某牌 保湿面霜 50ml", name="保湿面霜") == ()


@pytest.mark.parametrize(
    "text",
    [
        "面霜，示例牌，50毫升/瓶，水、甘油、透明质酸钠",
        "资生堂 50ml",
        "用途：护肤；规格：50ml",
        "护肤|某牌50毫升",
        "1kg magnesium citrate",
    ],
)
def test_free_text_that_says_something_is_let_pass(text: str) -> None:
    assert missing_elements(CREAM, text) == ()


def test_other_columns_answer_where_answers_have_no_fixed_place() -> None:
    assert missing_elements(CREAM, "50ml", brand="某牌") == ("用途",)
    assert missing_elements(FOOD, "60粒", brand="某牌", ingredients="维生素C") == ()
    assert missing_elements(CREAM, "面霜", content="50 ml") == ("用途", "品牌")
    assert missing_elements(CREAM, "某牌|50毫升|", brand="某牌") == ()
    assert missing_elements(CREAM, "4|3|护肤|50毫升|", brand="某牌") == ("品牌",)


def test_what_only_some_goods_answer_is_never_missed() -> None:
    said = (
        "品牌类型",
        "用途",
        "如有医疗器械注册编号请申报注册编号",
        "粉末请注明粒度",
        "签约日期",
        "品名（中文及外文名称）",
    )
    assert missing_elements(said, "无") == ("用途",)


def test_nothing_is_asked_where_cell_or_elements_are_empty() -> None:
    assert missing_elements(CREAM, "") == missing_elements(CREAM, "  ") == ()
    assert missing_elements((), "50ml") == ()


@given(st.text("|43护肤某牌50ml/ ", max_size=30), st.sampled_from([CREAM, FOOD, ()]))
def test_any_specification_may_be_judged(gmodel: str, asked: tuple[str, ...]) -> None:
    found = missing_elements(asked, gmodel)
    names = {element.split("（")[0] for element in asked}
    assert all(each in names or " of " in each for each in found)
    assert not set(found) & {"品牌类型", "出口享惠情况", "GTIN", "CAS", "其他"}
