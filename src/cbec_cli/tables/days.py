"""Texts of days → ordinals (`date.toordinal()`), as whole days in China.

What could mean two days (03/04/2026) is named instead of guessed.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cbec_cli.tables import arrow

_CHINA = timezone(timedelta(hours=8))
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, which count a 29 February 1900
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:([01]\d|2[0-3])[0-5]\d[0-5]\d)?")
_CLOCK = r"(?:[T\s]+(?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d(?:\.\d+)?)?)?"
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + _CLOCK)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _CLOCK)
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})")
_FIRST, _LAST = 2000, 2100
_TIMES = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?$"
_STAMPS = r"^([0-9]{8})(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]$"
_MANY = 500


def parse_day(text: str) -> date | None:
    """One cell as a day; None if it holds only spaces.

    >>> parse_day("2026年3月22日"), parse_day("20260322101500"), parse_day("46103")
    (datetime.date(2026, 3, 22), datetime.date(2026, 3, 22), datetime.date(2026, 3, 22))

    Raises:
        ValueError: why it is not read, in words that follow "found 'x':".
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    day = _day(plain)
    if not _FIRST <= day.year <= _LAST:
        raise ValueError(f"the year {day.year} is not between {_FIRST} and {_LAST}")
    return day


def _day(plain: str) -> date:
    """The day a text without surrounding spaces means."""
    if found := _SERIAL.fullmatch(plain):
        return _EPOCH + timedelta(days=int(found[1]))
    if found := _COMPACT.fullmatch(plain) or _YEAR_FIRST.fullmatch(plain):
        return _calendar(int(found[1]), int(found[2]), int(found[3]))
    if _ZONED.fullmatch(plain):
        return _in_china(plain)
    if found := _YEAR_LAST.fullmatch(plain):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first <= 12 and second <= 12 and first != second:
            raise ValueError("day and month could be exchanged")
        return _calendar(year, second, first) if first > 12 else _calendar(year, first, second)
    if plain.startswith("="):
        raise ValueError("a formula without its result; open the workbook in a spreadsheet program and save it")
    raise ValueError("not a day")


def _calendar(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("there is no such day") from None


def _in_china(plain: str) -> date:
    """A moment with its time zone falls on the day it was in China."""
    try:
        return datetime.fromisoformat(plain).astimezone(_CHINA).date()
    except ValueError:
        raise ValueError("there is no such day") from None


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> int | str:
    """The ordinal, 0 for an empty cell, or why there is none."""
    try:
        day = parse_day(text)
    except ValueError as error:
        return str(error)
    return 0 if day is None else day.toordinal()


def read_days(cells: pa.StringArray) -> tuple[NDArray[np.int32], dict[int, str]]:
    """A column of texts → ordinals, 0 where unknown, and index → why a filled cell is not read."""
    encoded = cells.dictionary_encode()
    if len(encoded.dictionary) > _MANY:  # times of day: leave only the days
        for pattern in (_TIMES, _STAMPS):
            cells = pc.replace_substring_regex(cells, pattern, r"\1")
        encoded = cells.dictionary_encode()
    parsed = [_parsed(text) for text in encoded.dictionary.to_pylist()]
    ordinals = np.array([0 if isinstance(each, str) else each for each in parsed] + [0], np.int32)
    index = np.where(arrow.valid(encoded.indices), arrow.numbers(encoded.indices, np.int32), len(parsed))
    odd: dict[int, str] = {}
    for j, why in enumerate(parsed):
        if isinstance(why, str):
            odd.update(dict.fromkeys(np.flatnonzero(index == j).tolist(), why))
    return ordinals[index], odd
