"""Routes, types, categories and requirements: what the functions promise for any goods on any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.documents import (
    CONDITIONS,
    STAGES,
    Requirement,
    categories_of,
    document_types,
    find_category,
    find_type,
    goods_categories,
    nearest_category,
    nearest_type,
    requirements,
    stage_of,
)
from cbec_cli.law.documents_data import STATES

DAY = date(2026, 11, 23)
FACE_CREAM, FORMULA, SHIRT = "3304990029", "1901101090", "6109100021"

goods = st.sampled_from(
    [FACE_CREAM, FORMULA, SHIRT, "2106909090", "8516310000", "2309109000", "0406900000", "6912001000"]
)
days = st.dates(date(2019, 1, 1), date(2030, 12, 31))
routes = st.sampled_from(STAGES)
several = st.lists(st.sampled_from(sorted(goods_categories())), max_size=4, unique=True)


def ids(code: str, name: str = "", given_ids: tuple[str, ...] = ()) -> set[str]:
    return {each.id for each in categories_of(code, name, given_ids)}


def by_type(found: tuple[Requirement, ...]) -> dict[str, Requirement]:
    return {each.type.id: each for each in found}


# -- routes


@pytest.mark.parametrize(
    ("mode", "line", "stage"),
    [
        ("9610", "", "9610"),
        ("0110", "", "0110"),
        ("1210", "", "1210-second"),
        ("1210", "first", "1210-first"),
        ("1210", "一线", "1210-first"),
        ("1210", "出区", "1210-second"),
        (" 1239 ", "1", "1239-first"),
        ("1239-first", "", "1239-first"),
    ],
)
def test_a_mode_and_a_line_are_a_route(mode: str, line: str, stage: str) -> None:
    assert stage_of(mode, line) == stage


@pytest.mark.parametrize(
    ("mode", "line", "said"),
    [
        ("9710", "", "exports only"),
        ("1234", "", "not a mode"),
        ("", "", "a blank"),
        ("1210", "third", "not a line"),
    ],
)
def test_what_is_no_route_of_imports_is_said(mode: str, line: str, said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        stage_of(mode, line)


# -- types and categories by name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("chinese_label", "chinese_label"),
        ("Chinese label", "chinese_label"),
        ("中文标签", "chinese_label"),
        ("蓝帽子", "health_food_registration"),
        ("B/L", "transport_document"),
        ("3c认证", "ccc"),
    ],
)
def test_a_type_is_found_by_any_of_its_names(text: str, kind: str) -> None:
    found = find_type(text)
    assert found is not None
    assert found.id == kind


def test_a_mistyped_name_is_not_found_but_the_nearest_is_told() -> None:
    assert find_type("chinese labell") is None
    assert nearest_type("chinese labell") == "chinese_label"
    assert nearest_type("qqqq") == ""
    assert find_category("cosmetix") is None
    assert nearest_category("cosmetix") == "cosmetics"


def test_a_type_judges_its_numbers_and_others_judge_none() -> None:
    types = document_types()
    assert types["formula_registration"].number_judge("国食注字YP2018001")
    assert types["invoice"].number_judge("anything") == ""


# -- categories of goods


@pytest.mark.parametrize(
    ("code", "name", "wanted"),
    [
        (FORMULA, "", {"food", "dairy", "infant_formula"}),
        (FORMULA, "液态配方奶", {"food", "dairy", "liquid_formula"}),
        (FORMULA, "Liquid formula", {"food", "dairy", "liquid_formula"}),
        ("1901101010", "", {"food", "dairy", "fsmp"}),
        ("2106909090", "保健食品 鱼油", {"food", "supplement", "health_food"}),
        ("2204210000", "", {"food", "alcohol"}),
        ("1704900000", "维生素糖果", {"food"}),
        (FACE_CREAM, "美白面霜", {"cosmetics", "special_cosmetics"}),
        (FACE_CREAM, "Whitening cream", {"cosmetics", "special_cosmetics"}),
        ("3306101090", "美白牙膏", {"cosmetics", "toothpaste"}),
        ("9025199090", "电子体温计", {"medical_device"}),
        ("9025199090", "玩具体温计", set()),
        ("4014100000", "", {"medical_device"}),
        ("2309109000", "冻干猫零食", {"pet_food", "pet_snack"}),
        ("2309109000", "全价冻干猫粮", {"pet_food"}),
        ("6402992900", "Kids' shoes", {"footwear", "childrens_shoes"}),
        ("0804502001", "鲜芒果", {"food", "fresh_fruit"}),
        ("0804502090", "芒果干", {"food"}),
        ("6912001000", "", set()),
        ("", "维生素", set()),
    ],
)
def test_goods_are_of_all_categories_that_code_and_name_say(code: str, name: str, wanted: set[str]) -> None:
    assert ids(code, name) == wanted


def test_an_english_word_inside_another_is_no_word() -> None:
    assert "special_cosmetics" not in ids(FACE_CREAM, "Permanent lipstick")


def test_what_the_user_names_counts_beside_the_code_with_its_wider_categories() -> None:
    assert ids("6912001000", "", ("children's shoes",)) == {"footwear", "childrens_shoes"}
    assert ids("", "", ("婴幼儿配方乳粉",)) == {"food", "dairy", "infant_formula"}


def test_a_category_nobody_knows_stops_with_the_nearest() -> None:
    with pytest.raises(CannotRun, match="did you mean toys"):
        categories_of("", "", ("toyz",))
    with pytest.raises(CannotRun, match="there are food, alcohol"):
        categories_of("", "", ("qqqqq",))


# -- requirements


def test_a_day_before_the_data_is_an_error_never_a_guess() -> None:
    with pytest.raises(CannotRun, match="begins on 2019-01-01"):
        requirements(FACE_CREAM, "0110", date(2018, 12, 31))


def test_letters_come_from_the_tariff_unless_they_are_given() -> None:
    assert by_type(requirements(FORMULA, "0110", DAY))["automatic_licence"].why.endswith("condition 7")
    assert "automatic_licence" not in by_type(requirements(FORMULA, "0110", DAY, supervision="", inspection=""))
    assert "ccc" in by_type(requirements(SHIRT, "0110", DAY, supervision="", inspection="L"))


def test_letters_that_only_some_codes_carry_are_unsure() -> None:
    assert by_type(requirements("040221", "0110", DAY))["automatic_licence"].state == "required"
    assert by_type(requirements("6402", "0110", DAY))["cites_permit"].state == "unsure"
    assert by_type(requirements("6402", "0110", DAY))["cites_permit"].ask == "Which ten-digit code is it?"


def test_the_surest_entry_gives_the_confidence_and_each_law_its_own_doubt() -> None:
    found = by_type(requirements("2204210000", "0110", DAY))["chinese_label"]
    assert found.confidence == "confirmed"
    assert "食品安全法 第九十七条; GB 7718-2011; GB 28050-2011; GB 2758-2012 [own knowledge" in found.law
    assert (found.since, found.until) == (date(2019, 1, 1), date(2027, 3, 15))


def test_a_requirement_that_depends_says_on_what() -> None:
    found = by_type(requirements(SHIRT, "0110", DAY))["customs_power_of_attorney"]
    assert CONDITIONS[found.condition] == "where a broker or another agent declares"
    assert found.holder == "importer"
    assert by_type(requirements(SHIRT, "9610", DAY))["customs_power_of_attorney"].holder == "agent"


def test_what_is_not_known_is_not_made_up_for_a_code_outside_the_tariff() -> None:
    assert "ccc" not in by_type(requirements("9999999999", "0110", DAY))


@given(goods, routes, days, several)
def test_each_type_stands_once_the_strictest_first_and_says_its_law(
    code: str, route: str, day: date, named: list[str]
) -> None:
    found = requirements(code, route, day, categories=named)
    assert len(by_type(found)) == len(found)
    assert [each.state for each in found] == sorted((each.state for each in found), key=STATES.index)
    for each in found:
        assert each.why
        assert "{" not in each.why
        assert each.source
        assert each.since <= day
        assert each.until is None or day <= each.until
        assert bool(each.consequence) == (each.state != "exempt")
        assert each.ask or each.state != "unsure"


@given(goods, routes, days, several, several)
def test_a_further_category_never_takes_a_document_away(
    code: str, route: str, day: date, named: list[str], further: list[str]
) -> None:
    """Pet snacks and the goods of an own entry apart: they are taken out of a rule by name."""
    further = [each for each in further if each not in {"pet_snack", "pet_canned", "toothpaste"}]
    before = by_type(requirements(code, route, day, categories=named))
    after = by_type(requirements(code, route, day, categories=[*named, *further]))
    for kind, each in before.items():
        assert kind in after
        if each.state in {"required", "recommended"}:
            assert STATES.index(after[kind].state) <= STATES.index(each.state)


@given(goods, st.sampled_from(["1210-first", "1210-second", "9610"]), days)
def test_goods_for_personal_use_never_need_a_chinese_label(code: str, route: str, day: date) -> None:
    assert by_type(requirements(code, route, day))["chinese_label"].state == "exempt"


@given(goods, days, several)
def test_what_personal_use_exempts_of_registrations_1239_does_not(code: str, day: date, named: list[str]) -> None:
    direct = by_type(requirements(code, "9610", day, categories=named))
    for line in ("1239-first", "1239-second"):
        bonded = by_type(requirements(code, line, day, categories=named))
        for kind, each in direct.items():
            if each.state == "exempt" and kind.endswith("_registration") and kind in bonded:
                snack = kind == "pet_food_registration" and "pet_snack" in named
                assert bonded[kind].state in {"required", "unsure"} or snack


@given(goods, routes, st.dates(date(2019, 1, 1), date(2030, 12, 30)))
def test_the_law_changes_on_days_that_are_written_only(code: str, route: str, day: date) -> None:
    today, tomorrow = (requirements(code, route, each) for each in (day, day + timedelta(1)))
    if [(e.type.id, e.state, e.why) for e in today] != [(e.type.id, e.state, e.why) for e in tomorrow]:
        starts, ends = {each.since for each in tomorrow}, {each.until for each in today}
        assert day + timedelta(1) in starts or day in ends
