"""Text ⇄ whole numbers. No float is ever made.

Money is whole fen (int). Cells and configuration may carry up to five decimals; those are read as whole
hundred-thousandths (`SCALE`), the finest step the customs messages allow (N19,5).
"""

import re

FEN = 100
"""Fen in one yuan."""

SCALE = 100_000
"""Cells are read as whole hundred-thousandths: 12.5 is 1_250_000."""

ONE = 10_000
"""Rates are whole basis points: 13 % is 1_300, and `ONE` is 100 %."""

_PLAIN = re.compile(r"([+-]?)(\d+)(?:\.(\d*))?")


def whole(text: str, decimals: int) -> int:
    """Read plain decimal text as a whole number of 10^-decimals; exact or an error.

    >>> whole("12.5", 2), whole("-0.05", 2), whole("13", 4)
    (1250, -5, 130000)

    Raises:
        ValueError: not a plain decimal number, or more decimals than are kept.
    """
    match = _PLAIN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a plain decimal number")
    sign, digits, rest = match[1], match[2], (match[3] or "").rstrip("0")
    if len(rest) > decimals:
        raise ValueError(f"{text!r} has more than {decimals} decimals")
    value = int(digits + rest.ljust(decimals, "0"))
    return -value if sign == "-" else value


def fen(text: str) -> int:
    """Yuan as text to whole fen: `fen("5000.01") == 500001`."""
    return whole(text, 2)


def yuan(amount: int, *, thousands: bool = False) -> str:
    """Whole fen to yuan with two decimals.

    >>> yuan(500001), yuan(-5), yuan(123456789, thousands=True)
    ('5000.01', '-0.05', '1,234,567.89')
    """
    sign = "-" if amount < 0 else ""
    major, minor = divmod(abs(amount), FEN)
    return f"{sign}{major:,}.{minor:02d}" if thousands else f"{sign}{major}.{minor:02d}"


def percent(rate: int) -> str:
    """Basis points to percent, shortest form: `percent(1300) == "13"`, `percent(650) == "6.5"`."""
    major, minor = divmod(rate, 100)
    return f"{major}.{minor:02d}".rstrip("0").rstrip(".")


def ratio_text(p: int, q: int) -> str:
    """A fraction as decimal text where it ends within eight decimals, else as p/q.

    >>> ratio_text(14171, 2000), ratio_text(1, 3)
    ('7.0855', '1/3')
    """
    shifted, rest = divmod(p * 10**8, q)
    if rest:
        return f"{p}/{q}"
    return f"{shifted // 10**8}.{shifted % 10**8:08d}".rstrip("0").rstrip(".")
