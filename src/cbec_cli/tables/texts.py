"""Columns of texts, folded: repeated ones by their distinct values, the others by Arrow's own steps."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cbec_cli.tables import arrow
from cbec_cli.tables.codes import READERS, Damaged, NotACell, buyer
from cbec_cli.tables.columns import column
from cbec_cli.tables.numbers import NOTHING

Odd = dict[int, ValueError]
"""Index of a row → why its cell is not read."""

_ID_LENGTH = 18
"""Digits of an identity number: a spreadsheet rounds the last three to 000."""

_SUSPECT = r"^[=#]|^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+$|^[0-9]{15}000$|^[0-9]{17}x$"


@lru_cache(maxsize=65_536)
def _read(name: str, text: str) -> str | ValueError:
    """One text folded, or what is wrong with it."""
    try:
        return READERS[name](text)
    except (Damaged, NotACell) as error:
        return error.with_traceback(None)


def read_categories(name: str, cells: pa.StringArray) -> tuple[list[str], NDArray[np.int32], Odd]:
    """A column whose texts repeat → its distinct folded texts, each row's index among them (-1: none), what is odd."""
    encoded = cells.dictionary_encode()
    read = [_read(name, text) for text in encoded.dictionary.to_pylist()]
    wrong: Odd = {j: error for j, error in enumerate(read) if isinstance(error, ValueError)}
    texts = [None if isinstance(text, ValueError) or text in NOTHING else text for text in read]
    distinct: dict[str, int] = {}
    places = np.array([distinct.setdefault(text, len(distinct)) if text else -1 for text in texts], np.int32)
    rows = _rows_of(encoded.indices, np.arange(len(texts), dtype=np.int32)) if wrong else None
    odd: Odd = {int(i): error for j, error in wrong.items() for i in np.flatnonzero(rows == j)}
    return list(distinct), _rows_of(encoded.indices, places), odd


def _rows_of(indices: pa.Array, places: NDArray[np.int32]) -> NDArray[np.int32]:
    """What each row points to, -1 where its cell is empty."""
    known = arrow.valid(indices)
    pointers = np.where(known, arrow.numbers(indices, np.int32), len(places))
    return np.append(places, np.int32(-1))[pointers]


def read_texts(name: str, cells: pa.StringArray) -> tuple[pa.StringArray, Odd]:
    """A column whose texts hardly repeat → the same folded, null where empty, and what is odd.

    Words for people (kind `text`) only lose the spaces around them: their width is part of what was written.
    """
    if column(name).kind == "text":
        cells = pc.utf8_trim_whitespace(cells)
        _, odd = _odd(name, cells, _failed(cells))
        return _empty_to_null(_replaced(cells, {}, odd)), odd
    letters = arrow.text_bytes(cells)
    if bool((letters <= 0x20).any()):
        cells = pc.ascii_trim_whitespace(cells)
    suspects = _suspects(name, cells)
    if bool((letters >= 0x80).any()):
        suspects = np.union1d(suspects, _foreign(cells))
    changed, odd = _odd(name, cells, suspects)
    return _empty_to_null(_replaced(cells, changed, odd)), odd


def _odd(name: str, cells: pa.StringArray, at: NDArray[np.intp]) -> tuple[dict[int, str], Odd]:
    """Look closely at some cells: index → text as it should be, and what is odd."""
    changed: dict[int, str] = {}
    odd: Odd = {}
    for i, text in zip(at.tolist(), cells.take(arrow.whole_array(at)).to_pylist(), strict=True):
        read = _read(name, text)
        if isinstance(read, ValueError):
            odd[i] = read
        elif read != text:
            changed[i] = read
    return changed, odd


def _failed(cells: pa.StringArray) -> NDArray[np.intp]:
    """Indexes of texts that look like a formula or an error of a spreadsheet."""
    if not arrow.holds(cells, b"=#"):
        return np.zeros(0, np.intp)
    return np.flatnonzero(arrow.bools(pc.starts_with(cells, "=")) | arrow.bools(pc.starts_with(cells, "#")))


def _suspects(name: str, cells: pa.StringArray) -> NDArray[np.intp]:
    """Indexes of numbers that carry a mark of damage. The regular expression is slow, so letters are looked at first.

    Only an identity number tells by its check digit that three zeros at its end are not its own.
    """
    if arrow.holds(cells, b"=#") or (arrow.holds(cells, b"+") and arrow.holds(cells, b"eE")):
        return np.flatnonzero(arrow.bools(pc.match_substring_regex(cells, _SUSPECT)))
    if READERS[name] is not buyer:
        return np.zeros(0, np.intp)
    as_long = np.diff(arrow.offsets(cells)) == _ID_LENGTH
    if not as_long.any():
        return np.zeros(0, np.intp)
    ends = arrow.bools(pc.ends_with(cells, "000"))
    if arrow.holds(cells, b"x"):
        ends |= arrow.bools(pc.ends_with(cells, "x"))
    return np.flatnonzero(as_long & ends)


def _foreign(cells: pa.StringArray) -> NDArray[np.intp]:
    """Indexes of texts with characters beyond ASCII: they have more bytes than characters."""
    characters = arrow.numbers(pc.utf8_length(cells), np.int32)
    return np.flatnonzero(arrow.valid(cells) & (np.diff(arrow.offsets(cells)) != characters))


def _replaced(cells: pa.StringArray, changed: dict[int, str], odd: Odd) -> pa.StringArray:
    """The cells with some changed and the odd ones null."""
    if not changed and not odd:
        return cells
    there = np.zeros(len(cells), np.bool_)
    there[[*changed, *odd]] = True
    new = arrow.strings([changed.get(i) for i in sorted((*changed, *odd))])
    return pc.replace_with_mask(cells, arrow.mask(there), new)


def _empty_to_null(cells: pa.StringArray) -> pa.StringArray:
    """Texts that were only spaces are no texts."""
    empty = (np.diff(arrow.offsets(cells)) == 0) & arrow.valid(cells)
    if not empty.any():
        return cells
    return arrow.strings([text or None for text in cells.to_pylist()])
