"""Numbers on documents: forms that are sure are held to, everything else is let be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.law.document_numbers import NUMBER_JUDGES
from cbec_cli.law.documents import document_types

RIGHT = [
    ("formula", "国食注字YP20180001"),
    ("formula", "国食注字yp20180001号"),
    ("fsmp", "国食注字TY20200012"),
    ("health_food", "国食健注J20210001"),
    ("health_food", "国食健注G20190123"),
    ("health_food", "食健备J202100000001"),
    ("health_food", "国食健字J20140001"),
    ("health_food", "卫食健进字（2002）第0001号"),
    ("cosmetics", "国妆特进字20210001"),
    ("cosmetics", "国妆特进字J20190001"),
    ("cosmetics", "国妆网备进字（沪）2021012345"),
    ("cosmetics", "国妆网备进字(粤)2021012345"),
    ("cosmetics", "国妆备进字J20181234"),
    ("cosmetics", "沪G妆网备字2021012345"),
    ("cosmetics", "国牙膏网备进字（沪）2023000001"),
    ("medical_device", "国械注进20193160123"),
    ("medical_device", "国械备20190001号"),
    ("medical_device", "粤械注准20202140001"),
    ("medical_device", "沪浦械备20190001"),
    ("pet_food", "（2024）外饲准字123号"),
    ("import_licence", "26-AA-100123"),
    ("import_licence", "26AA100123"),
    ("declaration_list", "53652026I000000001"),
    ("declaration_list", "B20261123000000001"),
    ("producer_registration", "CAUS06032203150001"),
    ("producer_registration", "AB-1234"),
    ("producer_registration", "NZ 4567"),
    ("ccc", "2020010902312345"),
    ("ccc", "免2023-3100-123"),
]
WRONG = [
    ("formula", "国食注字YP2018001", "8 digits, not 7"),
    ("formula", "国食注字TY20180001", "looks like 国食注字YP20180001"),
    ("formula", "国食注字YP2018000A", "digits only"),
    ("formula", "国食注字YP00180001", "0018 is no year"),
    ("fsmp", "国食注字YP20180001", "looks like 国食注字TY20180001"),
    ("health_food", "国食健注J2021001", "8 digits, not 7"),
    ("health_food", "食健备J20210001", "12 digits, not 8"),
    ("health_food", "BLUE HAT 7", "looks like 国食健注J20210001 or 食健备J202100000001"),
    ("cosmetics", "国妆网备进字（沪）202101234", "10 digits, not 9"),
    ("cosmetics", "国妆网备进字（XX）2021012345", "looks like"),
    ("cosmetics", "国妆特进字2021", "8 or 9 digits, not 4"),
    ("medical_device", "国械注进2019316012", "11 digits, not 10"),
    ("pet_food", "外饲准字123号", "looks like"),
    ("pet_food", "（2024）外饲准字号", "digits only"),
    ("import_licence", "2026-1", "year (2 digits)"),
    ("declaration_list", "53652026E000000001", "exports"),
    ("declaration_list", "123", "list number of customs"),
    ("declaration_list", "B20261323000000001", "20261323 is no day"),
    ("declaration_list", "53650000I000000001", "0000 is no year"),
    ("producer_registration", "CAUS0603220315", "14 digits, not 10"),
    ("producer_registration", "CXQZ06032203150001", "XQZ is no country code"),
    ("ccc", "20200109", "16 digits, not 8"),
    ("ccc", "certificate", "no number in it"),
    ("ccc", "0000010902312345", "0000 is no year"),
]


@pytest.mark.parametrize(("form", "number"), RIGHT)
def test_a_number_in_its_form_has_no_fault(form: str, number: str) -> None:
    assert NUMBER_JUDGES[form](number) == ""


@pytest.mark.parametrize(("form", "number", "said"), WRONG)
def test_a_number_out_of_its_form_is_told_what_is_wanted(form: str, number: str, said: str) -> None:
    assert said in NUMBER_JUDGES[form](number)


def test_the_example_of_every_type_is_in_its_form() -> None:
    for each in document_types().values():
        assert bool(each.number_format) == bool(each.number_example), each.id
        assert each.number_judge(each.number_example) == "", each.id


@pytest.mark.parametrize("form", NUMBER_JUDGES)
def test_an_empty_number_is_unknown_and_no_fault(form: str) -> None:
    assert NUMBER_JUDGES[form]("") == NUMBER_JUDGES[form]("  ") == ""


@given(st.sampled_from(sorted(NUMBER_JUDGES)), st.text())
def test_no_text_brings_a_judge_down(form: str, text: str) -> None:
    assert isinstance(NUMBER_JUDGES[form](text), str)


@given(st.sampled_from(RIGHT))
def test_width_case_and_spaces_do_not_matter(pair: tuple[str, str]) -> None:
    form, number = pair
    assert NUMBER_JUDGES[form](f" {number.lower()} ".replace("(", "（")) == ""
