"""Exact amounts between two roundings: whole fen plus a fraction of a fen.

Statutory consumption tax divides by 1 − rate, so its value rarely ends after a finite number of decimals.
`Exact` keeps it as *mixed number* `whole + part / of` with `0 ≤ part < of`, in Python ints or in int64 columns alike.

Why a mixed number and not numerator/denominator: multiplying by a rate only ever multiplies `whole` by the rate's
small numerator, and the fraction stays small too. With amounts up to 9·10^10 fen (checked where cells are read)
and rates in basis points, no product leaves int64; `product`, `times` and `common` refuse the impossible (an
OverflowError) rather than wrap around.
"""

from __future__ import annotations

import math
from typing import Any

INT64_MAX = 2**63 - 1


class Exact:
    """`whole + part / of` fen; each of the three is an int or an int64 column."""

    __slots__ = ("of", "part", "whole")
    __hash__ = None  # type: ignore[assignment]  # a column cannot be a key
    __array_ufunc__ = None  # column + Exact is computed here, not element by element by numpy

    def __init__(self, whole: Any, part: Any = 0, of: Any = 1) -> None:
        """Take the parts as they are; `times` and `+` keep `0 ≤ part < of`."""
        self.whole, self.part, self.of = whole, part, of

    def times(self, p: Any, q: Any) -> Exact:
        """The amount × p / q, exactly."""
        _guard(self.of, q, p, self.part, self.whole)
        of = self.of * q
        above = product(self.whole, p)
        whole = above // q
        part = (above - whole * q) * self.of + self.part * p
        carry = part // of
        return Exact(whole + carry, part - carry * of, of)

    def __add__(self, other: Any) -> Exact:
        """The sum, over a common denominator."""
        if not isinstance(other, Exact):
            return Exact(self.whole + other, self.part, self.of)
        of = common(self.of, other.of)
        part = self.part * (of // self.of) + other.part * (of // other.of)
        carry = part // of
        return Exact(self.whole + other.whole + carry, part - carry * of, of)

    __radd__ = __add__

    def half_up(self) -> Any:
        """Whole fen, half a fen going up: what is payable."""
        return self.whole + (2 * self.part >= self.of)

    def ceiling(self) -> Any:
        """The smallest whole number not below the amount."""
        return self.whole + (self.part > 0)

    def __eq__(self, other: object) -> Any:
        """Equal to another exact amount or to whole fen."""
        if isinstance(other, Exact):
            of = common(self.of, other.of)
            same_part = self.part * (of // self.of) == other.part * (of // other.of)
            return (self.whole == other.whole) & same_part
        return (self.whole == other) & (self.part == 0)

    def __repr__(self) -> str:
        """For people who debug."""
        return f"Exact({self.whole!r} + {self.part!r}/{self.of!r})"


def exact(amount: Any) -> Exact:
    """Whole fen as an exact amount; an exact amount as it is."""
    return amount if isinstance(amount, Exact) else Exact(amount)


def product(a: Any, b: Any) -> Any:
    """A × b of ints or columns.

    Raises:
        OverflowError: an element of the product does not fit into int64.
    """
    if _fits(a, b):
        return a * b
    import numpy as np  # noqa: PLC0415 -- a single order needs no numpy

    # The largest numbers may stand in different rows: compute every row in Python ints.
    return _narrow(np.multiply(a, b, dtype=object))


def common(a: Any, b: Any) -> Any:
    """Least common multiple of two denominators (ints or columns).

    Raises:
        OverflowError: a multiple does not fit into int64.
    """
    if isinstance(a, int) and isinstance(b, int):
        return math.lcm(a, b)
    import numpy as np  # noqa: PLC0415 -- the same

    if _fits(a, b):
        return np.lcm(a, b)
    return _narrow(np.lcm(np.asarray(a, object), np.asarray(b, object)))


def shared_factor(*numbers: Any) -> int:
    """The largest whole number that divides all the numbers (ints or columns): what a fraction is reduced by."""
    factor = 0
    for number in numbers:
        if isinstance(number, int):
            factor = math.gcd(factor, number)
        else:
            import numpy as np  # noqa: PLC0415 -- the same

            factor = math.gcd(factor, int(np.gcd.reduce(number))) if number.size else factor
        if factor == 1:
            break
    return factor or 1


def largest(number: Any) -> int:
    """The largest absolute value of an int or a column, as a Python int."""
    if isinstance(number, int):
        return abs(number)
    return max(int(number.max()), -int(number.min())) if number.size else 0


def _fits(a: Any, b: Any) -> bool:
    """Whether a product cannot leave its type: Python ints have no bound, int64 has one."""
    return not _bounded(a, b) or largest(a) * largest(b) <= INT64_MAX


def _bounded(*numbers: Any) -> bool:
    """Whether int64 columns are all there is beside ints: a column of Python ints (dtype object) has no bound."""
    columns = [number for number in numbers if not isinstance(number, int)]
    return bool(columns) and all(column.dtype != object for column in columns)


def _narrow(wide: Any) -> Any:
    """A column of Python ints as int64."""
    if largest(wide) > INT64_MAX:
        raise OverflowError("an amount, a quantity or a rate too large for an exact int64 computation")
    return wide.astype("int64")


def _guard(of: Any, q: Any, p: Any, part: Any, whole: Any) -> None:
    """Columns are int64: refuse denominators that could overflow (Python ints have no such limit)."""
    if not (_bounded(of, q, p) or _bounded(part, whole)):
        return
    if largest(of) * max(largest(q), largest(p)) > INT64_MAX // 2:
        raise OverflowError("rates with too many decimals for an exact int64 computation")
