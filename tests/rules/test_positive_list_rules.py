"""LST: which standing and which remark makes which rule speak."""

from itertools import product

import pytest

from cbec_cli.engine.register import Register
from cbec_cli.rules import positive_list as rules

UNKNOWN, LISTED, NOT_LISTED = 0, 1, 2
LST = Register(rules)


def spoken(**facts: object) -> set[str]:
    """`LST003 by an earlier list` of the rules whose flag holds for some facts, silence being the default."""
    known: dict[str, object] = {
        "list_loaded": True,
        "list_standing": LISTED,
        "list_unsure_lines": 0,
        "remark_certain": facts.get("list_standing", LISTED) == LISTED,
        "cbec_mode": True,
        "is_catalog": False,
        "direct_mode": False,
        "only_bonded": False,
        "excluded_by_remark": False,
        "excluded_certain": False,
        "cap": 0,
        "bought_in_year": 0,
        **facts,
    }
    return {
        f"{each.code} {each.clause}".strip() for each in LST if each.function(*(known[need] for need in each.needs))
    }


def test_goods_on_the_list_are_silent() -> None:
    assert spoken() == set()


def test_goods_not_on_the_list() -> None:
    assert spoken(list_standing=NOT_LISTED) == {"LST001"}
    assert spoken(list_standing=NOT_LISTED, cbec_mode=False, is_catalog=True) == {"LST001"}
    assert spoken(list_standing=NOT_LISTED, cbec_mode=False) == set()
    assert spoken(list_standing=UNKNOWN) == set()


def test_an_unknown_standing_is_told_once_for_the_file() -> None:
    assert spoken(list_loaded=False, list_unsure_lines=3) == {"LST002 list not loaded"}
    assert spoken(list_loaded=True, list_unsure_lines=3) == {"LST002 standing unknown"}
    assert spoken(list_loaded=False, list_unsure_lines=0) == set()


@pytest.mark.parametrize(("standing", "said"), [(LISTED, "LST003"), (UNKNOWN, "LST003 by an earlier list")])
def test_bonded_goods_bought_directly(standing: int, said: str) -> None:
    assert spoken(only_bonded=True, direct_mode=True, list_standing=standing) == {said}
    assert spoken(only_bonded=True, direct_mode=False, list_standing=standing) == set()


def test_excluded_goods_are_an_error_only_where_the_ten_digits_and_the_list_in_force_tell() -> None:
    warned = {"LST004 remark to be checked"}
    assert spoken(excluded_by_remark=True, excluded_certain=True) == {"LST004"}
    assert spoken(excluded_by_remark=True, excluded_certain=True, list_standing=UNKNOWN) == warned
    assert spoken(excluded_by_remark=True) == warned
    assert spoken(excluded_by_remark=True, cbec_mode=False) == set()
    assert spoken(excluded_by_remark=True, cbec_mode=False, is_catalog=True) == warned


@pytest.mark.parametrize(("standing", "said"), [(LISTED, "LST005"), (UNKNOWN, "LST005 by accounts of the list")])
def test_the_cap_is_met_exactly_at_the_cap(standing: int, said: str) -> None:
    assert spoken(cap=200_000, bought_in_year=200_000, list_standing=standing) == set()
    assert spoken(cap=200_000, bought_in_year=200_001, list_standing=standing) == {said}
    assert spoken(cap=200_000, bought_in_year=200_001, list_standing=standing, cbec_mode=False) == set()
    assert spoken(cap=0, bought_in_year=200_001, list_standing=standing) == set()


def test_no_two_clauses_of_a_code_ever_speak_at_once() -> None:
    flags = ("list_loaded", "direct_mode", "only_bonded", "excluded_by_remark", "excluded_certain", "cbec_mode")
    for values in product((False, True), repeat=len(flags)):
        for standing in (UNKNOWN, LISTED, NOT_LISTED):
            facts = dict(zip(flags, values, strict=True), list_standing=standing, list_unsure_lines=1)
            codes = [each.split()[0] for each in spoken(**facts, cap=1, bought_in_year=2)]
            assert len(codes) == len(set(codes))


def test_only_what_is_certain_is_an_error() -> None:
    """Each clause that speaks of an earlier list, of accounts of it, or of what the user must see, is less."""
    assert {(each.code, each.clause) for each in LST if each.severity == "error"} == {
        ("LST001", ""),
        ("LST003", ""),
        ("LST004", ""),
        ("LST005", ""),
    }


def test_what_is_not_sure_says_so_and_how_to_make_sure() -> None:
    for each in LST:
        if each.code in {"LST003", "LST005"} and each.clause:
            assert "this is not sure" in each.message
            assert rules.IMPORT in each.fix


def test_every_rule_cites_the_announcement() -> None:
    assert all("公告2022年第7号" in each.source for each in LST)
