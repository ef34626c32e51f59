"""Every word means the same on ints, columns and noted numbers."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine import words
from cbec_cli.engine.exact import Exact
from cbec_cli.engine.money import ONE, SCALE
from cbec_cli.engine.noted import Noted, plain

fen = st.integers(0, 90_000_000_000)
rate = st.integers(0, 9_999)
small = st.integers(0, 10_000_000)
count = st.integers(1, 1_000)

WORDS = {
    "share": (fen, rate, rate),
    "inclusive": (fen, rate),
    "per_unit": (st.integers(0, 90_000_000_000_000), st.integers(0, 10_000), count),
    "priced": (small, small),
    "times_quantity": (small, small),
    "at_rate": (fen, count, count),
    "to_fen": (st.integers(0, 90_000_000_000_000),),
    "payable": (fen,),
    "reaches": (fen, fen),
    "stays_within": (fen, fen),
}


def fractions(result: Any) -> list[Fraction]:
    """An int, a flag, a column or an exact amount as fractions; `fractions([x, x]) == fractions(x) * 2`."""
    parts = (result.whole, result.part, result.of) if isinstance(result, Exact) else (result, 0, 1)
    return [
        Fraction(int(w)) + Fraction(int(p), int(q)) for w, p, q in zip(*map(np.atleast_1d, _wide(parts)), strict=True)
    ]


def _wide(parts: tuple[Any, ...]) -> list[Any]:
    return list(np.broadcast_arrays(*(np.asarray(part, object) for part in parts)))


@pytest.mark.parametrize("name", WORDS)
@given(data=st.data())
def test_the_three_readings_agree(name: str, data: st.DataObject) -> None:
    word = getattr(words, name)
    rows = data.draw(st.lists(st.tuples(*WORDS[name]), min_size=1, max_size=4))
    ints = [fractions(word(*row))[0] for row in rows]
    noted = [fractions(plain(word(*map(Noted, row))))[0] for row in rows]
    columns = word(*(np.array(each, np.int64) for each in zip(*rows, strict=True)))
    assert noted == ints
    assert (fractions(columns) * len(rows))[: len(rows)] == ints


@given(fen, rate, rate)
def test_what_the_words_compute(base: int, a: int, b: int) -> None:
    assert fractions(words.share(base, a, b)) == [Fraction(base * a * b, ONE**2)]
    assert fractions(words.inclusive(base, a)) == [Fraction(base * a, ONE - a)]
    assert fractions(words.at_rate(base, a, b + 1)) == [Fraction(base * a, b + 1)]


@given(st.integers(0, 10**14), st.integers(0, 10**5), count)
def test_amounts_by_quantity(quantity: int, amount: int, per: int) -> None:
    assert fractions(words.per_unit(quantity, amount, per)) == [Fraction(quantity * amount, SCALE * per)]
    assert fractions(words.priced(quantity, amount)) == [Fraction(quantity * amount, SCALE**2) * 100]
    assert fractions(words.to_fen(quantity)) == [Fraction(quantity, 1000)]
    assert words.times_quantity(quantity, amount) == (Fraction(quantity * amount, SCALE) + Fraction(1, 2)).__floor__()


@given(fen, fen, count)
def test_thresholds(value: int, whole: int, per: int) -> None:
    threshold = Exact(whole).times(1, per)
    assert words.reaches(value, threshold) == (value >= Fraction(whole, per))
    assert words.stays_within(value, threshold) == (value <= Fraction(whole, per))


def test_a_plain_zero_needs_no_column() -> None:
    """A rate or amount that is zero for all lines gives nothing for all lines."""
    column = np.array([5, 7], np.int64)
    for nothing in (
        words.share(column, 0),
        words.share(0, 1300),
        words.inclusive(column, 0),
        words.per_unit(column, 0, 9),
    ):
        assert fractions(nothing) == [0]
    assert words.share(column, 1300, 0).half_up() == 0


FLAGS = np.array([True, False])


@pytest.mark.parametrize(
    ("then", "otherwise", "expected"),
    [
        (7, 7, [7, 7]),
        (7, 9, [7, 9]),
        (np.array([1, 2]), 9, [1, 9]),
        (Exact(1, 1, 2), 9, [Fraction(3, 2), 9]),
        (9, Exact(1, np.array([0, 1]), 2), [9, Fraction(3, 2)]),
        (Exact(np.array([4, 5]), 1, 3), Exact(np.array([6, 7]), 1, 3), [Fraction(13, 3), Fraction(22, 3)]),
    ],
)
def test_where_chooses_row_by_row(then: Any, otherwise: Any, expected: list[Fraction]) -> None:
    chosen = words.where(FLAGS, then, otherwise)
    assert (fractions(chosen) * 2)[:2] == expected
    if not isinstance(then, (Exact, np.ndarray)) or not isinstance(otherwise, (Exact, np.ndarray)):
        assert words.where(True, then, otherwise) is then
        assert words.where(0, then, otherwise) is otherwise


def test_where_keeps_the_working_of_the_branch_taken() -> None:
    taken, left = Noted(700, "Rate"), Noted(0, "Fen", "something else")
    assert words.where(Noted(True, "Flag"), taken, left).text == "7 %"
    assert words.where(Noted(False, "Flag"), taken, left).text == "something else"
    bare = words.where(Noted(False, "Flag"), Noted(1300, "Rate"), 0)
    assert (bare.value, bare.text) == (0, "0 %")
    assert words.where(Noted(True, "Flag"), 100, 0).text == "1.00"


def test_no_is_the_opposite() -> None:
    assert words.no(True) is False
    assert words.no(FLAGS).tolist() == [False, True]
    noted = words.no(Noted(True, "Flag"))
    assert (noted.value, noted.text) == (False, "not yes")
