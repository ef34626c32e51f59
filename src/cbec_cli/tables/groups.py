"""Which lines belong together: order numbers and buyers as dense whole numbers, without a Python object per line.

Lines of one order usually follow each other. A *run* is such a sequence; only its first line's texts are kept. Runs of
one order that lie apart are joined in the end, exactly, by Arrow's own dictionary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cbec_cli.tables import arrow

if TYPE_CHECKING:
    from numpy.typing import NDArray


def run_starts(order_no: pa.StringArray) -> NDArray[np.bool_]:
    """True where a line's order number differs from the line above, and for the first line of the chunk.

    Lines without an order number stand alone.
    """
    starts = np.ones(len(order_no), np.bool_)
    if len(order_no) == 0:
        return starts
    filled = order_no.fill_null("") if order_no.null_count else order_no
    starts[1:] = arrow.bools(pc.not_equal(filled[1:], filled[:-1]))
    return starts | ~arrow.valid(order_no)


def first_filled(values: pa.StringArray, places: NDArray[Any]) -> pa.StringArray:
    """The first filled cell of each run (they begin at `places`); null where a run has none."""
    if not values.null_count:
        return take(values, places)
    filled = np.where(arrow.valid(values), np.arange(len(values)), len(values))
    first = np.minimum.reduceat(filled, places)
    none = first == len(values)
    return take(values, np.where(none, places, first))


def differs(values: pa.StringArray, others: pa.StringArray) -> NDArray[np.bool_]:
    """True where two filled cells differ; an empty cell differs from nothing."""
    return arrow.bools(pc.not_equal(values, others))


class Names:
    """Texts of runs, collected chunk by chunk, numbered in order of first appearance in the end."""

    def __init__(self) -> None:
        """Nothing collected yet."""
        self._parts: list[pa.StringArray] = []

    def add(self, texts: pa.StringArray) -> None:
        """The texts of some more runs; null stands for no name."""
        self._parts.append(texts)

    def number(self) -> tuple[NDArray[np.int32], pa.StringArray]:
        """For each run the number of its text (−1 for null), and the distinct texts in that order."""
        encoded = pa.chunked_array(self._parts or [pa.array([], pa.string())], pa.string()).combine_chunks()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks() if encoded.num_chunks else pa.array([], pa.string())
        self._parts = []
        if _rising(encoded):
            return np.arange(len(encoded), dtype=np.int32), encoded
        encoded = encoded.dictionary_encode()
        return arrow_codes(encoded.indices), encoded.dictionary


def _rising(texts: pa.StringArray) -> bool:
    """Whether each text is above the one before, as serial numbers are: then no two are the same."""
    return len(texts) > 1 and not texts.null_count and bool(arrow.bools(pc.less(texts[:-1], texts[1:])).all())


def arrow_codes(indices: pa.Array) -> NDArray[np.int32]:
    """Dictionary indices as numpy; null is −1."""
    if not indices.null_count:
        return np.from_dlpack(indices).astype(np.int32, copy=False)
    codes = np.frombuffer(indices.buffers()[1], np.int32, len(indices), indices.offset * 4)
    return np.where(arrow.bools(indices.is_valid()), codes, np.int32(-1))


def take(texts: pa.StringArray, positions: NDArray[Any]) -> pa.StringArray:
    """The texts at some positions."""
    return texts.take(
        pa.Array.from_buffers(pa.int64(), len(positions), [None, pa.py_buffer(positions.astype(np.int64))])
    )


def either(first: pa.StringArray, second: pa.StringArray) -> pa.StringArray:
    """The first text, or the second where the first is null."""
    return pc.coalesce(first, second) if first.null_count else first


def blank(length: int) -> pa.StringArray:
    """Nothing but nulls."""
    return arrow.strings([None] * length)


def row_names(rows: NDArray[np.int64], source: int) -> pa.StringArray:
    """A name for each line that has no order number; no order number of a file can be the same."""
    return arrow.strings([f"{_UNNAMED}{source}:{row}" for row in rows.tolist()])


def shown_name(name: str) -> str:
    """An order number as people see it: `row 17` for a line that has none."""
    return f"row {name.rpartition(':')[2]}" if name.startswith(_UNNAMED) else name


_UNNAMED = "\0row:"
"""No cell holds a NUL: files with one are not read as text, and workbooks cannot carry it."""
