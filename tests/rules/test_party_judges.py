"""What can be a code of a firm, and what a scope of business allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.rules.judges.business_scope import is_dishonest, scope_fault
from cbec_cli.rules.judges.firm_code import customs_code_doubt, customs_code_fault, uscc_fault

REAL = ("91110000600037341L", "91350100M000100Y43", "91330106673959654P", "914403001922038216")


@pytest.mark.parametrize("code", ["", *REAL])
def test_real_social_credit_codes_are_sound(code: str) -> None:
    assert uscc_fault(code) == ""


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("91110000600037342L", "check digit"),
        ("9111000060003734", "this one 16"),
        ("330766K00Q", "looks like a customs code"),
        ("91110000600037341l", "capitals"),
        ("911100006000373ZOL", "never has the letter O, Z"),
    ],
)
def test_social_credit_codes_that_cannot_exist(code: str, why: str) -> None:
    assert why in uscc_fault(code)


@given(code=st.sampled_from(REAL), at=st.integers(0, 17), new=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_one_wrong_character_is_found(code: str, at: int, new: str) -> None:
    changed = code[:at] + new + code[at + 1 :]
    assert bool(uscc_fault(changed)) == (changed != code)


@pytest.mark.parametrize("code", ["", "330766K00Q", "33169667BG", "3301960E01"])
def test_sound_customs_codes(code: str) -> None:
    assert customs_code_fault(code) == customs_code_doubt(code) == ""


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("330766K00", "this one 9"),
        ("91110000600037341L", "looks like a social credit code"),
        ("33A766K00Q", "four digits of its region"),
        ("9907660001", "no province"),
        ("7101960001", "no province of the mainland"),
        ("1111111111", "placeholder"),
        ("330766k00q", "capitals"),
    ],
)
def test_customs_codes_that_cannot_exist(code: str, why: str) -> None:
    assert why in customs_code_fault(code)
    assert customs_code_doubt(code) == ""


def test_a_zero_for_zone_or_business_is_odd_only() -> None:
    assert "5 (zone)" in customs_code_doubt("3307060001")
    assert "6 (kind of business)" in customs_code_doubt("3307600001")


@pytest.mark.parametrize(
    ("role", "scope", "fault"),
    [
        ("importer", "", ""),
        ("importer", "货物进出口；食品销售", ""),
        ("importer", "Import and export of goods", ""),
        ("importer", "货物进出口（不含食品）", ""),
        ("importer", "贸易（不含进出口）", "takes out"),
        ("importer", "食品销售", "does not mention"),
        ("declarant", "报关服务", ""),
        ("declarant", "国际货运代理", "does not mention"),
        ("logistics", "快递服务", ""),
        ("agent", "anything", ""),
    ],
)
def test_scopes_of_business(role: str, scope: str, fault: str) -> None:
    found = scope_fault(role, scope)
    assert found.startswith(fault)
    assert bool(found) == bool(fault)


@pytest.mark.parametrize(
    ("grade", "dishonest"), [("失信企业", True), ("非失信企业", False), ("高级认证企业", False), ("", False)]
)
def test_credit_grades(grade: str, dishonest: bool) -> None:
    assert is_dishonest(grade) is dishonest
