"""Noted numbers: they are their value, and what they say can be followed by hand."""

import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.exact import Exact
from cbec_cli.engine.noted import Noted, decimal_text, formula, note, plain, shown, word
from cbec_cli.engine.words import (
    at_rate,
    inclusive,
    payable,
    per_unit,
    priced,
    reaches,
    share,
    stays_within,
    times_quantity,
    to_fen,
    without_taxes,
)

numbers = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize("sign", ["add", "sub", "mul", "lt", "le", "gt", "ge", "eq"])
@given(a=numbers, b=numbers)
def test_operators_compute_what_ints_compute(sign: str, a: int, b: int) -> None:
    apply = getattr(operator, sign)
    for one, other in ((Noted(a), Noted(b)), (Noted(a), b), (a, Noted(b))):
        assert plain(apply(one, other)) == apply(a, b)


@pytest.mark.parametrize("a", [True, False])
@pytest.mark.parametrize("b", [True, False])
def test_flags(a: bool, b: bool) -> None:
    for one, other in ((Noted(a, "Flag"), Noted(b, "Flag")), (Noted(a, "Flag"), b), (a, Noted(b, "Flag"))):
        assert plain(one & other) == (a and b)
        assert plain(one | other) == (a or b)


def fen(amount: int) -> Noted:
    return Noted(amount, "Fen")


@pytest.mark.parametrize(
    ("noted", "working"),
    [
        (fen(100) + fen(250), "1.00 + 2.50"),
        (300 - fen(250), "3.00 − 2.50"),
        (fen(300) - (fen(50) + 20), "3.00 − (0.50 + 0.20)"),
        (fen(300) - fen(50) + 20, "3.00 − 0.50 + 0.20"),
        (5 + fen(300), "0.05 + 3.00"),
        (Noted(700, "Rate") * (Noted(10_000, "Rate") - Noted(1500, "Rate")), "7 % × (100 % − 15 %)"),
        (2 * Noted(700, "Rate"), "0.02 % × 7 %"),
        (fen(500_001) > fen(500_000), "5000.01 > 5000.00"),
        (fen(1) <= fen(2), "0.01 ≤ 0.02"),
        ((fen(1) < fen(2)) & (fen(3) >= fen(2)), "0.01 < 0.02 and 0.03 ≥ 0.02"),
        (share(fen(72_050) + 0, Noted(1300, "Rate"), Noted(7000, "Rate")), "(720.50 + 0.00) × 13 % × 70 %"),
        (inclusive(fen(72_050), Noted(1500, "Rate")), "720.50 ÷ (1 − 15 %) × 15 %"),
        (per_unit(Noted(792_000, "Quantity"), Noted(25_000, "Count"), Noted(988, "Count")), "7.92 × 0.25303…/unit"),
        (at_rate(fen(12_999), Noted(70_855, "Count"), Noted(10_000, "Count")), "129.99 × 7.0855"),
        (at_rate(fen(100), Noted(10, "Count"), Noted(49_012, "Count")), "1.00 × 10/49012"),
        (at_rate(fen(100) + 5, 1, 1), "1.00 + 0.05"),
        (times_quantity(Noted(5_000, "Quantity"), 200_000), "0.05 × 2"),
        (priced(Noted(1_050_000, "Price"), 300_000), "10.5 × 3"),
        (stays_within(fen(100), fen(99)), "1.00 ≤ 0.99"),
        (
            without_taxes(fen(88_664), 0, Noted(1500, "Rate"), Noted(1300, "Rate"), Noted(7000, "Rate"), 0),
            "(886.64 × (1 − 15 %) − 70 % × 0.00 × (1 + 13 %)) ÷ ((1 + 0 %) × (1 − 15 % + 70 % × (15 % + 13 %)))",
        ),
        (payable(share(fen(1500), Noted(910, "Rate"))), "15.00 × 9.1 %"),
        (to_fen(Noted(12_345, "Price")), "0.12345"),
        (reaches(fen(100), Exact(99, 1, 2)), "1.00 ≥ 0.995"),
    ],
)
def test_the_working_is_written_as_people_write_it(noted: Noted, working: str) -> None:
    assert noted.text == working


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (72_050, "Fen", "720.50"),
        (-5, "Fen", "-0.05"),
        (1300, "Rate", "13 %"),
        (3000, "Quantity", "0.03"),
        (-3000, "Quantity", "-0.03"),
        (720_050_000, "Price", "7200.5"),
        (12, "Count", "12"),
        (True, "Fen", "yes"),
        (0, "Flag", "no"),
        (Exact(12_714, 12, 17), "Fen", "127.14705…"),
        (Exact(720, 1, 2), "Fen", "7.205"),
        (Exact(720, 0, 7), "Fen", "7.20"),
    ],
)
def test_values_are_shown_by_their_kind(value: Any, kind: str, text: str) -> None:
    assert shown(value, kind) == text
    assert note(value, kind).text == text


@given(st.integers(-(10**12), 10**12))
def test_decimal_text_is_the_number(value: int) -> None:
    from decimal import Decimal

    text = decimal_text(value)
    assert Decimal(text) * 100_000 == value
    assert not text.endswith(".")
    assert "." not in text or not text.endswith("0")


def test_notes_can_be_taken_off() -> None:
    noted = fen(5)
    assert note(noted) is noted
    assert (plain(noted), plain(7)) == (5, 7)
    assert repr(noted + 1) == "Noted(6: 0.05 + 0.01)"
    with pytest.raises(TypeError):
        hash(noted)


def test_a_word_notes_when_any_argument_does() -> None:
    """A divisor that is a product stands in brackets; plain arguments are shown as their kind is."""
    divide = word(formula("{0} ÷ {1}", "Fen", "Count"))(lambda amount, by: amount // by)
    assert divide(1000, 4) == 250
    noted = divide(1000, Noted(2, "Count") * Noted(2, "Count"))
    assert (noted.value, noted.text) == (250, "10.00 ÷ (2 × 2)")
