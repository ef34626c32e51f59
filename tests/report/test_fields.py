"""Names, headings and small texts that every report shares."""

from __future__ import annotations

import pytest

from cbec_cli.engine.mask import mask_id, mask_name, mask_phone
from cbec_cli.report.composition import composition, share
from cbec_cli.report.fields import LINE_FIELDS, computed_headings, plural, ratio


def test_every_field_has_a_meaning_in_both_languages_and_a_name_of_its_own() -> None:
    assert all(field.meaning and field.meaning_zh for field in LINE_FIELDS)
    assert len({field.name for field in LINE_FIELDS}) == len(LINE_FIELDS)


def test_a_heading_the_user_already_has_gets_a_prefix_as_often_as_needed() -> None:
    plain = computed_headings(["name"])
    assert plain == [field.name for field in LINE_FIELDS]
    assert set(computed_headings([" VAT "])) - set(plain) == {"cbec_vat"}
    assert set(computed_headings(["vat", "CBEC_vat"])) - set(plain) == {"cbec_cbec_vat"}


@pytest.mark.parametrize(
    ("rate", "text"), [(1300, "0.13"), (650, "0.065"), (0, "0"), (1, "0.0001"), (10_000, "1"), (14_500, "1.45")]
)
def test_rates_are_shown_as_ratios(rate: int, text: str) -> None:
    assert ratio(rate) == text


def test_counts_speak_proper_english() -> None:
    assert [plural(count, "order") for count in (0, 1, 2000)] == ["0 orders", "1 order", "2,000 orders"]


def test_parts_of_a_cost_add_up_to_it() -> None:
    sums = {"dutiable_value": 1000, "duty": 100, "consumption_tax": 5, "vat": 130, "tax": 235, "landed_cost": 1300}
    parts = composition(sums)
    assert parts == [
        ("Goods, freight, insurance", 1000),
        ("Duty", 100),
        ("Consumption tax", 5),
        ("VAT", 130),
        ("Other costs", 65),
    ]
    assert sum(amount for _, amount in parts) == sums["landed_cost"]


def test_freight_and_insurance_stand_apart_where_they_are_known() -> None:
    parts = dict(composition({"dutiable_value": 1000, "freight": 60, "insurance": 40, "tax": 0, "landed_cost": 1000}))
    assert (parts["Goods"], parts["Freight and insurance"]) == (900, 100)


def test_parcel_tax_is_the_tax_that_is_none_of_the_three() -> None:
    parts = dict(composition({"dutiable_value": 1000, "tax": 200, "landed_cost": 1200}))
    assert parts["Parcel tax"] == 200
    assert sum(parts.values()) == 1200


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 8, "12.5 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"), (0, 5, "0.0 %"), (-1, 8, "-12.5 %"), (3, 0, "")],
)
def test_shares_are_rounded_to_a_tenth_of_a_percent(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("11010519491231002X", "110105********002X"),
        ("110105491231002", "110105*****1002"),
        ("E12345678", "E1*****78"),
        ("123456", "******"),
        ("", ""),
    ],
)
def test_an_id_keeps_its_ends_only(text: str, masked: str) -> None:
    assert mask_id(text) == masked


def test_a_name_keeps_its_first_character_only() -> None:
    assert [mask_name(name) for name in ("张三", " 欧阳修 ", "Ann", "")] == ["张*", "欧*", "A*", ""]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("8612345678901", "123****8901"),
        ("123-45678", "********"),
    ],
)
def test_a_telephone_number_keeps_its_ends_only(text: str, masked: str) -> None:
    assert mask_phone(text) == masked
