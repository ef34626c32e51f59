"""Screens: judgements of a whole column at once, which tell the texts that are surely fine. The judge sees the rest.

They look at the bytes of the texts as a table: one row for each place in the text, one column for each text. A screen
may leave to the judge what is fine, but never lets pass what the judge faults; what it says of a null means nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.today import today
from cbec_cli.rules.judges.chinese import lacks_chinese_characters
from cbec_cli.rules.judges.gtin import LENGTHS, gtin_fault
from cbec_cli.rules.judges.length import AtMost
from cbec_cli.rules.judges.phone import phone_fault
from cbec_cli.rules.judges.resident_id import OLDEST, prefectures, resident_id_fault
from cbec_cli.tables import arrow

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.engine.register import Judge

Bytes = Any  # uint8 of shape (places, texts)
Bits = Any  # bool, one for each text
Screen = Callable[["pa.StringArray"], "NDArray[np.bool_]"]

_BLOCK = 16_384
"""Texts looked at together: their bytes stay in the processor's cache."""
_SIZE = 65_536
"""Of tables looked up by a sum of digits: whatever uint16 holds, also if a byte was no digit."""


def resident_ids(texts: pa.StringArray) -> Bits:
    """Identity numbers of 18 places with a known prefecture, a possible birth date and the right check digit.

    Permits, foreigners, and who is born on 29 February or this year are left to the judge.
    """
    year = today().year
    years = _table(range(year - OLDEST, year))
    return _by_width(texts, {18: lambda places: _resident(places, years)})


def _resident(places: Bytes, years: Bits) -> Bits:
    digits = places - np.uint8(ord("0"))
    fine = _all_digits(digits[:17])
    fine &= _regions()[_number(digits[0:4])]
    fine &= years[_number(digits[6:10])]
    fine &= _days()[_number(digits[10:14])]
    return fine & (_check_letters()[_sum(digits[:17], [pow(2, 17 - i, 11) for i in range(17)])] == places[17])


@lru_cache(maxsize=1)
def _regions() -> Bits:
    return _table(map(int, prefectures()))


@lru_cache(maxsize=1)
def _days() -> Bits:
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return _table(month * 100 + day for month, last in enumerate(lengths, 1) for day in range(1, last + 1))


@lru_cache(maxsize=1)
def _check_letters() -> NDArray[np.uint8]:
    """Sum of weighted digits → the check letter as a byte (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return np.frombuffer(b"10X98765432", np.uint8)[np.arange(_SIZE) % 11]


def barcodes(texts: pa.StringArray) -> Bits:
    """GTINs of 8, 12, 13 and 14 digits with the right check digit."""
    return _by_width(texts, dict.fromkeys(LENGTHS, _gtin))


def _gtin(places: Bytes) -> Bits:
    digits = places - np.uint8(ord("0"))
    total = _sum(digits, [1 if i % 2 else 3 for i in range(len(digits), 0, -1)])
    return _all_digits(digits) & (total > 0) & (total % 10 == 0)


def phones(texts: pa.StringArray) -> Bits:
    """Chinese mobile numbers of eleven digits; round ones are left to the judge, some are placeholders."""
    return _by_width(texts, {11: _mobile})


def _mobile(places: Bytes) -> Bits:
    digits = places - np.uint8(ord("0"))
    round_number = (digits[8:] == 0).all(axis=0)
    return _all_digits(digits) & (digits[0] == 1) & (digits[1] >= 3) & ~round_number


def chinese_texts(texts: pa.StringArray) -> Bits:
    """Texts with a character from U+5000 to U+9FFF: in UTF-8 only these begin with the bytes E5 to E9."""
    found = np.zeros(len(texts), np.bool_)
    starts = arrow.offsets(texts)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        data = arrow.text_bytes(texts)
        begins_one = (data - np.uint8(0xE5)) < 5
        found[filled] = np.logical_or.reduceat(begins_one, starts[filled] - starts[0])
    return found


def short_texts(texts: pa.StringArray, most: int) -> Bits:
    """Texts of at most so many characters. Where there are no more bytes, they need not be counted."""
    widths = np.diff(arrow.offsets(texts))
    if not len(widths) or widths.max() <= most:
        return widths <= most
    import pyarrow.compute as pc  # noqa: PLC0415 -- few columns have a text so long

    return arrow.numbers(pc.utf8_length(texts), np.int32) <= most


SCREENS: dict[Judge, Screen] = {
    resident_id_fault: resident_ids,
    gtin_fault: barcodes,
    phone_fault: phones,
    lacks_chinese_characters: chinese_texts,
}
"""Judge → the screen that spares it most texts.

Codes of firms have none: a file knows so few that judging each distinct one is faster.
"""


def screen_for(judge: Judge) -> Screen | None:
    """The screen of a judge; None if it has none. Judges of length have one each."""
    if isinstance(judge, AtMost):
        return lambda texts: short_texts(texts, judge.most)
    return SCREENS.get(judge)


def _by_width(texts: pa.StringArray, screens: dict[int, Callable[[Bytes], Bits]]) -> Bits:
    """Texts of some widths in bytes, each looked at by the screen of its width; all others are left to the judge."""
    fine = np.zeros(len(texts), np.bool_)
    starts = arrow.offsets(texts)
    widths = np.diff(starts)
    data = arrow.text_bytes(texts)
    for width, screen in screens.items():
        at = np.flatnonzero(widths == width)
        for begin in range(0, len(at), _BLOCK):
            some = at[begin : begin + _BLOCK]
            windows = np.lib.stride_tricks.sliding_window_view(data, width)
            fine[some] = screen(np.ascontiguousarray(windows[starts[some] - starts[0]].T))
    return fine


def _table(numbers: Any) -> Bits:
    """Which numbers are among those given."""
    table = np.zeros(_SIZE, np.bool_)
    table[[*numbers]] = True
    return table


def _all_digits(digits: Bytes) -> Bits:
    """Whether all bytes, less that of 0, are digits; what was below 0 is now far above 9."""
    return digits.max(axis=0) <= 9


def _number(digits: Bytes) -> NDArray[np.uint16]:
    """Four digits as a number; if one is no digit, any number."""
    return _sum(digits, [1000, 100, 10, 1])


def _sum(digits: Bytes, weights: list[int]) -> NDArray[np.uint16]:
    """Sum of the digits with their weights; if one is no digit, it may have overflown."""
    total = np.zeros(digits.shape[1], np.uint16)
    for row, weight in zip(digits, weights, strict=True):
        total += row * np.uint16(weight)
    return total
