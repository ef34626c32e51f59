"""Cells of tax bills as they arrive, whatever the file, and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cbec_cli.engine.money import FEN, SCALE
from cbec_cli.tables import arrow
from cbec_cli.tables.numbers import read_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

TAXES = ("duty", "consumption_tax", "vat")
TEXTS = ("tax_no", "invt_no", "order_no", "logistics_no", "ent_duty_no")
FIELDS = (*TEXTS, "status", "moment", *TAXES)
"""What is read of a bill's head."""

LINE_FIELDS = ("gnum", "code", "value", *TAXES)
"""What is read of a bill's lines."""

STATE_FIELDS = ("tax_no", "ent_duty_no", "status", "moment")
"""What is read of a later message about a bill."""

_STATES = {"已生成": 1, "生成": 1, "已汇总": 2, "汇总": 2, "已作废": 3, "作废": 3, "generated": 1, "summarised": 2}
_STATES |= {"summarized": 2, "void": 3, "voided": 3}
_NUMBERED = re.compile(r"([123])(?:\D.*)?")
_DAY_FIRST = r"^[0-9]{4}[^0-9]?[0-9]{2}[^0-9]?[0-9]{2}(?:[^0-9]|[0-9]{2}|$)"
_DIGITS = 17
_HALF_FEN, _FEN_STEP = SCALE // FEN // 2, SCALE // FEN


@dataclass(slots=True)
class Cells:
    """Some bills of one file, as texts.

    Attributes:
        texts: by FIELDS; null where empty.
        places: row of the table, or number of the bill in its message.
        line_counts: lines of each bill.
        lines: by LINE_FIELDS, bill after bill; empty if no bill has any.
        states: by STATE_FIELDS, of messages CEB818; empty if there are none.
        names: field → how the file calls it.
        sheet: of a workbook.
    """

    texts: dict[str, pa.StringArray]
    places: NDArray[np.int64]
    line_counts: NDArray[np.int64]
    lines: dict[str, pa.StringArray] = field(default_factory=dict)
    states: dict[str, pa.StringArray] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    def __len__(self) -> int:
        """How many bills."""
        return len(self.places)


def whole_fen(
    cells: pa.StringArray,
) -> tuple[NDArray[np.int64], NDArray[np.bool_], dict[int, str], list[int]]:
    """Yuan as texts → fen, which are known, index → why one is not, and where less than a fen was rounded half up."""
    values, known, odd = read_numbers(cells)
    for i in np.flatnonzero(values < 0).tolist():
        odd[i], known[i] = "it is negative", False
    values = np.where(known, values, 0)
    for i in np.flatnonzero(~known).tolist():
        odd.setdefault(i, "empty")
    rounded = np.flatnonzero(values % _FEN_STEP).tolist()
    fen: NDArray[np.int64] = (values + _HALF_FEN) // _FEN_STEP
    return fen, known, odd, rounded


def states(cells: pa.StringArray) -> tuple[NDArray[np.int8], list[int]]:
    """Status of each bill (1 generated, 2 summarised, 3 void, 0 unknown), and where a text is none of them."""
    encoded = cells.dictionary_encode()
    numbers = [_state(text) for text in encoded.dictionary.to_pylist()]
    index = np.where(arrow.valid(encoded.indices), arrow.numbers(encoded.indices, np.int32), len(numbers))
    found = np.array([*numbers, 0], np.int8)[index]
    return found, np.flatnonzero(found == 0).tolist()


def _state(text: str) -> int:
    plain = text.strip().lower()
    if numbered := _NUMBERED.fullmatch(plain):
        return int(numbered[1])
    return _STATES.get(plain, 0)


def moments(cells: pa.StringArray) -> NDArray[np.int64]:
    """Moments (`20261122101500123`, `2026-11-22 10:15:00`) as numbers that sort; 0 where there is none to be read."""
    if cells.null_count == len(cells):
        return np.zeros(len(cells), np.int64)
    digits = pc.replace_substring_regex(cells, "[^0-9]", "")
    length = arrow.numbers(pc.utf8_length(digits), np.int32)
    sound = arrow.bools(pc.match_substring_regex(cells, _DAY_FIRST)) & (length <= _DIGITS) & arrow.valid(cells)
    kept = pc.if_else(arrow.mask(sound), digits, arrow.word("0"))
    padded = pc.utf8_rpad(kept, _DIGITS, "0")
    numbers: NDArray[np.int64] = arrow.numbers(pc.cast(padded, pa.int64()), np.int64)
    return np.where(sound, numbers, 0)


def code_numbers(codes: Sequence[str]) -> NDArray[np.int64]:
    """Customs codes as numbers; −1 for what is none, and last for an empty cell."""
    return np.array([int(code) if code.isdecimal() and len(code) <= _DIGITS else -1 for code in codes] + [-1], np.int64)
