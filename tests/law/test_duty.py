"""Rates of duty: what the tariff writes is kept whole, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.law.duty import Duty, from_cells, parse_duty


@pytest.mark.parametrize(
    ("published", "duty"),
    [
        ("20%", Duty(2000, text="20%")),
        ("6.5%", Duty(650, text="6.5%")),
        ("0", Duty(0, text="0%")),
        ("0.8元/千克", Duty(0, (80, 1), "035", text="0.8元/千克")),
        ("0.085元/千克", Duty(0, (85, 10), "035", text="0.085元/千克")),
        ("122.6元/平方米", Duty(0, (12260, 1), "032", text="122.6元/平方米")),
        ("0元/平 方米", Duty(0, (0, 1), "032", text="0元/平方米")),
        ("10%+0.5元/升", Duty(1000, (50, 1), "095", text="10%+0.5元/升")),
        (
            "完税价不高于7.5元/千克：20%，完税价高于7.5元/千克：0%+1.5元/千克。",
            Duty(0, (150, 1), "035", (750, 1), 2000, "≤7.5元/千克: 20%; >7.5元/千克: 0%+1.5元/千克"),
        ),
    ],
)
def test_every_kind_of_published_rate_is_read(published: str, duty: Duty) -> None:
    assert parse_duty(published) == duty


def test_a_blank_is_no_rate_and_not_zero() -> None:
    assert parse_duty("  ") is None
    assert from_cells("", "", "") is None
    assert from_cells("0") == Duty(0, text="0%")


@pytest.mark.parametrize(
    ("text", "needs"),
    [("20%", False), ("0元/升", False), ("0.8元/千克", True), ("≤9元/千克: 10%; >9元/千克: 5%+0元/千克", True)],
)
def test_a_specific_or_stepped_rate_needs_the_quantity(text: str, needs: bool) -> None:
    duty = parse_duty(text)
    assert duty is not None
    assert duty.needs_quantity is needs


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("free", "not a rate"),
        ("-5%", "not a rate"),
        ("0.8元/斗", "not a customs unit"),
        ("1.234%", "more than 2 decimals"),
        ("完税价不高于0元/平方米：0%，完税价高于0元/平方米：10%+0元/平方米。", "price step is zero"),
        ("完税价不高于7元/千克：20%，完税价高于8元/千克：0%+1.5元/千克。", "do not fit together"),
        ("完税价不高于7元/千克：20%，完税价高于7元/千克：0%+1.5元/升。", "do not fit together"),
        ("完税价不高于7元/千克：2元/千克，完税价高于7元/千克：0%+1.5元/千克。", "do not fit together"),
    ],
)
def test_a_text_that_is_no_rate_is_refused(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_duty(text)


def test_cells_that_count_different_units_are_refused() -> None:
    with pytest.raises(ValueError, match="different units"):
        from_cells("0", "1.5/035", "7.5/095:20")


def test_a_unit_that_no_table_knows_is_shown_by_its_code() -> None:
    duty = from_cells("", "2/999")
    assert duty is not None
    assert duty.text == "2元/999"


UNITS = st.sampled_from(["035", "095", "032", "001", "011"])
RATES = st.integers(0, 30_000).map(lambda points: f"{points // 100}.{points % 100:02d}")
AMOUNTS = st.integers(0, 99_999_999).map(lambda number: f"{number // 10_000}.{number % 10_000:04d}")
STEPS = st.integers(1, 99_999_999).map(lambda number: f"{number // 10_000}.{number % 10_000:04d}")

WRITTEN = st.one_of(
    RATES.map("{}%".format),
    st.tuples(AMOUNTS, UNITS).map(lambda parts: from_cells("", "/".join(parts)).text),  # type: ignore[union-attr]
    st.tuples(RATES, AMOUNTS, UNITS).map(lambda p: from_cells(p[0], f"{p[1]}/{p[2]}").text),  # type: ignore[union-attr]
    st.tuples(RATES, AMOUNTS, UNITS, STEPS, RATES).map(
        lambda p: from_cells(p[0], f"{p[1]}/{p[2]}", f"{p[3]}/{p[2]}:{p[4]}").text  # type: ignore[union-attr]
    ),
)


@given(WRITTEN)
def test_text_and_cells_hold_the_whole_rate(text: str) -> None:
    duty = parse_duty(text)
    assert duty is not None
    assert parse_duty(duty.text) == duty
    assert from_cells(*duty.cells) == duty


@given(AMOUNTS, UNITS)
def test_the_specific_part_is_exact(amount: str, unit: str) -> None:
    duty = from_cells("", f"{amount}/{unit}")
    assert duty is not None
    numerator, denominator = duty.specific
    assert numerator * 10_000 == int(amount.replace(".", "")) * 100 * denominator
