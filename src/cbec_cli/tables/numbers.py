"""Texts of amounts, quantities and weights → whole hundred-thousandths, exactly.

Arrow's decimals read a plain column at once; they refuse what does not fit instead of rounding it. Cells they refuse
are read one by one, and what could mean two things (`1,23`, `1.234,50`, `1e5`) is named instead of guessed.
"""

import re
import unicodedata
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cbec_cli.engine.money import SCALE, whole
from cbec_cli.tables import arrow

LARGEST = 900_000_000 * SCALE
"""Cells beyond this are not read, so that products and sums stay within 64 bits."""

NOTHING = frozenset(("", "无", "無", "空", "/", "//"))
"""How people fill a cell of a number, a unit or a country they have nothing to say in."""

_DECIMAL = pa.decimal128(18, 5)
_PLAIN = r"^[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,5}0*)?|\.[0-9]{1,5}0*)$"
_CURRENCY = re.compile(r"¥|CNY|RMB|人民币|元", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_REASONS = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (r"^#", "an error of the spreadsheet"),
        (r"^=", "a formula without its result; open the workbook in a spreadsheet program and save it"),
        (r"^[+-]?(\d+\.?\d*|\.\d+)e[+-]?\d+$", "scientific notation, which may hide lost digits"),
        (r"^[+-]?[.,' ]*\d[\d.,' ]*$", "it could mean more than one number"),
        (r"%$", "a percentage, not an amount"),
        (r"\d.*([$€£₩]|[a-z]{3})|([$€£₩]|[a-z]{3}).*\d", "a number with a word or a foreign currency beside it"),
    )
)


def parse_number(text: str) -> int | None:
    """One cell as whole hundred-thousandths; None if it holds only spaces.

    >>> parse_number("¥1,234.50"), parse_number(" １２．５ "), parse_number("CNY 12")
    (123450000, 1250000, 1200000)

    Raises:
        ValueError: why it is not read, in words that follow "found 'x':".
    """
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    if plain in NOTHING:
        return None
    plain = _without_currency(plain)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if _NUMBER.fullmatch(plain) is None:
        raise ValueError(_reason(plain))
    sign = "-" if plain.startswith("-") else ""
    digits, _, rest = plain.lstrip("+-").partition(".")
    try:
        value = whole(f"{sign}{digits or '0'}.{rest}", 5)
    except ValueError:
        raise ValueError("more than 5 decimals") from None
    if abs(value) > LARGEST:
        raise ValueError("larger than 900,000,000")
    return value


def _without_currency(plain: str) -> str:
    """Take one yuan sign off the front or the end; a minus may stand before it."""
    sign = "-" if plain.startswith("-") else ""
    bare = plain[len(sign) :].strip()
    if front := _CURRENCY.match(bare):
        return sign + bare[front.end() :].strip()
    for word in ("元", "CNY", "RMB"):
        if bare.upper().endswith(word):
            return sign + bare[: -len(word)].strip()
    return sign + bare


def _reason(plain: str) -> str:
    """Why a text is not a number cbec reads."""
    return next((why for pattern, why in _REASONS if pattern.search(plain)), "not a number")


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> int | str | None:
    """The number, or why there is none."""
    try:
        return parse_number(text)
    except ValueError as error:
        return str(error)


def read_numbers(cells: pa.StringArray) -> tuple[NDArray[np.int64], NDArray[np.bool_], dict[int, str]]:
    """A column of texts → values, which cells are known, and index → why a filled cell is not read.

    Values are whole hundred-thousandths, 0 where unknown.
    """
    known = arrow.valid(cells)
    odd: dict[int, str] = {}
    values = _quick(cells)
    if values is None:
        values, known, odd = _careful(cells)
    elif cells.null_count:
        values = np.where(known, values, 0)
    for i in np.flatnonzero(np.abs(values) > LARGEST):
        odd[int(i)] = "larger than 900,000,000"
        values[i], known[i] = 0, False
    return values, known, odd


def _quick(cells: pa.StringArray) -> NDArray[np.int64] | None:
    """The whole column at once; None if any cell needs a closer look. Letters would let an exponent through."""
    if bool((arrow.text_bytes(cells) > ord("9")).any()):
        return None
    try:
        return _low_words(cells.cast(_DECIMAL)).copy()
    except pa.ArrowInvalid:
        return None


def _low_words(decimals: pa.Array) -> NDArray[np.int64]:
    """The low 64 bits of each decimal: all of it, because 18 digits fit."""
    words = np.frombuffer(decimals.buffers()[1], np.int64)
    return words[2 * decimals.offset : 2 * (decimals.offset + len(decimals)) : 2]


def _careful(cells: pa.StringArray) -> tuple[NDArray[np.int64], NDArray[np.bool_], dict[int, str]]:
    """Plain cells at once, the others one by one."""
    values = np.zeros(len(cells), np.int64)
    plain = arrow.bools(pc.match_substring_regex(cells, _PLAIN))
    values[plain] = _low_words(cells.filter(arrow.mask(plain)).cast(_DECIMAL)) if plain.any() else 0
    known, odd = plain.copy(), dict[int, str]()
    others = np.flatnonzero(arrow.valid(cells) & ~plain)
    for i, text in zip(others.tolist(), cells.take(arrow.whole_array(others)).to_pylist(), strict=True):
        found = _parsed(text)
        if isinstance(found, str):
            odd[i] = found
        elif found is not None:
            values[i], known[i] = found, True
    return values, known, odd
