"""Exact amounts are fractions, in ints and in columns, and columns never wrap around."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cbec_cli.engine.exact import Exact, common, exact, largest, product, shared_factor
from cbec_cli.engine.money import ONE
from cbec_cli.engine.words import at_rate, inclusive, payable, per_unit, priced, share

LARGEST_FEN = 90_000_000_000
INT64 = 2**63 - 1

amounts = st.one_of(st.integers(-LARGEST_FEN, LARGEST_FEN), st.sampled_from([0, 1, LARGEST_FEN, LARGEST_FEN - 1]))
rates = st.one_of(st.integers(0, 50_000), st.sampled_from([0, 1, 900, 1300, 1700, 7000, 10_000, 50_000]))
shares_of_a_price = st.one_of(st.integers(0, 9_999), st.sampled_from([0, 500, 1000, 1500, 2000, 3600, 5600]))


def value(amount: Any, i: int | None = None) -> Fraction:
    """An exact amount, or one row of it, as a fraction."""
    if not isinstance(amount, Exact):
        return Fraction(int(amount if i is None or isinstance(amount, int) else amount[i]))
    whole, part, of = (
        int(each if isinstance(each, int) or i is None else each[i]) for each in (amount.whole, amount.part, amount.of)
    )
    assert 0 <= part < of
    return Fraction(whole) + Fraction(part, of)


def column(*numbers: int) -> Any:
    return np.array(numbers, np.int64)


@given(amounts, st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_times_is_multiplication(amount: int, p: int, q: int) -> None:
    assert value(Exact(amount).times(p, q)) == Fraction(amount) * p / q


@given(st.lists(st.tuples(amounts, rates, rates), min_size=1, max_size=5))
@example([(LARGEST_FEN, 50_000, 50_000), (-LARGEST_FEN, 49_999, 49_999), (1, 1, 1)])
def test_a_share_of_columns(rows: list[tuple[int, int, int]]) -> None:
    base, rate, relief = (column(*each) for each in zip(*rows, strict=True))
    try:
        found = share(base, rate, relief)
    except OverflowError:
        assert max(abs(b) * r * part for b, r, part in rows) > INT64 // 10**8  # never refused without need
        return
    for i, (b, r, part) in enumerate(rows):
        assert value(found, i) == Fraction(b) * r * part / ONE**2
        assert value(share(b, r, part)) == Fraction(b) * r * part / ONE**2


@given(st.lists(st.tuples(amounts, rates, shares_of_a_price, rates), min_size=1, max_size=5))
@example([(LARGEST_FEN, 50_000, 9_999, 50_000), (LARGEST_FEN, 9_999, 1, 1)])
def test_the_tax_formula_in_columns(rows: list[tuple[int, int, int, int]]) -> None:
    """(value + duty) ÷ (1 − a) × a, and VAT on all of it: exact, or refused, never wrapped around."""
    base, duty_rate, tax_rate, vat_rate = (column(*each) for each in zip(*rows, strict=True))
    try:
        taxed = base + share(base, duty_rate)
        tax = inclusive(taxed, tax_rate)
        vat = share(taxed + tax, vat_rate)
    except OverflowError:
        return
    for i, (b, d, a, v) in enumerate(rows):
        with_duty = Fraction(b) * (1 + Fraction(d, ONE))
        statutory = with_duty / (1 - Fraction(a, ONE)) * Fraction(a, ONE)
        assert value(tax, i) == statutory
        assert value(vat, i) == (with_duty + statutory) * Fraction(v, ONE)


def test_lawful_rates_are_never_refused() -> None:
    """Every combination of rates that the tariff and the law know, at the largest amount, in one column."""
    duties = column(0, 100, 250, 650, 1400, 5700, 10_000, 18_000, 27_000)
    excises = column(0, 100, 300, 500, 900, 1000, 1200, 1500, 2500, 3000, 3600, 4000)
    vats = column(0, 300, 900, 1000, 1100, 1300, 1600, 1700)
    duty, excise, vat = (each.ravel() for each in np.meshgrid(duties, excises, vats))
    base = np.full(duty.shape, LARGEST_FEN)
    litres = np.full(duty.shape, 900_000_000 * 100_000 + 1)
    specific = per_unit(litres, 25_000, 988)
    taxed = base + share(base, duty) + specific
    statutory = inclusive(taxed, excise) + specific
    tax = share(taxed + statutory, vat, 7000)
    for i in range(0, len(duty), 7):
        each = Fraction(int(litres[i]), 100_000) * 25_000 / 988
        with_duty = LARGEST_FEN * (1 + Fraction(int(duty[i]), ONE)) + each
        a = Fraction(int(excise[i]), ONE)
        assert value(tax, i) == (with_duty + with_duty / (1 - a) * a + each) * int(vat[i]) * 7000 / ONE**2


@given(amounts, st.integers(0, 10**6), st.integers(1, 10**6))
def test_rounding_half_up(whole: int, p: int, q: int) -> None:
    amount = Exact(whole) + Exact(1).times(p, q)
    exactly = whole + Fraction(p, q)
    assert amount.half_up() == (exactly + Fraction(1, 2)).__floor__()
    assert amount.ceiling() == exactly.__ceil__()
    assert payable(amount) == amount.half_up()


@given(amounts, amounts, st.integers(1, 10**4), st.integers(1, 10**4))
def test_sums_and_equality(a: int, b: int, p: int, q: int) -> None:
    one, other = Exact(a).times(1, p), Exact(b).times(1, q)
    assert value(one + other) == Fraction(a, p) + Fraction(b, q)
    assert value(5 + one) == 5 + Fraction(a, p)
    assert (one == other) == (Fraction(a, p) == Fraction(b, q))
    assert (one == a) == (Fraction(a, p) == a)
    rows = Exact(column(a, b)).times(1, p) + column(b, a)
    assert [value(rows, i) for i in range(2)] == [Fraction(a, p) + b, Fraction(b, p) + a]


def test_an_exact_amount_stays_one() -> None:
    amount = Exact(3, 1, 2)
    assert exact(amount) is amount
    assert repr(amount) == "Exact(3 + 1/2)"
    with pytest.raises(TypeError):
        hash(amount)


def test_columns_refuse_to_wrap_around() -> None:
    with pytest.raises(OverflowError, match="too large"):
        product(column(2**40, 1), column(2**40, 1))
    with pytest.raises(OverflowError, match="too large"):
        priced(column(90_000_000_000_000), column(90_000_000_000_000))
    with pytest.raises(OverflowError, match="too large"):
        Exact(column(LARGEST_FEN)).times(10**9, 1)
    with pytest.raises(OverflowError, match="too many decimals"):
        Exact(column(1), column(1), 10**10).times(1, 10**10)
    with pytest.raises(OverflowError, match="too many decimals"):
        Exact(1, 1, column(2**40)).times(1, column(2**40))
    with pytest.raises(OverflowError, match="too large"):
        common(column(3**30), column(5**20))


def test_large_numbers_in_different_rows_are_computed() -> None:
    assert product(column(2**40, 1), column(1, 2**40)).tolist() == [2**40, 2**40]
    assert common(column(2**40, 6), column(2**41, 4)).tolist() == [2**41, 12]
    both = priced(column(90_000_000_000_000, 1), column(100_000, 90_000_000_000_000))
    assert [value(both, i) for i in range(2)] == [90_000_000_000, 900_000]


def test_columns_of_python_ints_have_no_bound() -> None:
    wide = np.array([10**30, -(10**30)], object)
    assert product(wide, 10**10).tolist() == [10**40, -(10**40)]
    assert [value(at_rate(wide, 7, 3), i) for i in range(2)] == [Fraction(7 * 10**30, 3), Fraction(-7 * 10**30, 3)]


def test_python_ints_have_no_bound() -> None:
    assert product(10**30, 10**30) == 10**60
    assert common(10**20, 15) == 3 * 10**20
    assert value(Exact(10**40).times(10**20, 3)) == Fraction(10**60, 3)


def test_helpers_on_empty_columns() -> None:
    empty = column()
    assert (largest(empty), shared_factor(empty), shared_factor()) == (0, 1, 1)
    assert share(empty, 1300).half_up().tolist() == []
    assert largest(column(3, -7)) == 7


@given(st.lists(st.integers(0, 10**9), max_size=4), st.integers(0, 10**9))
def test_what_fractions_are_reduced_by(numbers: list[int], other: int) -> None:
    factor = shared_factor(column(*numbers), other)
    assert all(number % factor == 0 for number in (*numbers, other))
