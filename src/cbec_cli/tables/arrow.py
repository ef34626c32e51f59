"""Small steps between Arrow, numpy and lists, none of which imports pandas.

`pyarrow.array` and `.to_numpy()` import pandas when it is installed, which costs more than reading a small file.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def strings(values: Sequence[str | None]) -> pa.StringArray:
    """Texts as an Arrow array; None and the empty text are null, because an empty cell is unknown."""
    texts = [value or "" for value in values]
    data = "".join(texts).encode()
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    if len(data) != int(lengths.sum()):  # beyond ASCII a character has several bytes
        lengths = np.fromiter((len(text.encode()) for text in texts), np.int32, len(texts))
    starts = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(lengths, out=starts[1:])
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(starts), pa.py_buffer(data), bitmap(lengths > 0))


def word(text: str) -> pa.StringScalar:
    """A text as Arrow's functions take one: given as a plain string, or by `pa.scalar`, it would import pandas."""
    return strings([text])[0]


def bitmap(bits: NDArray[np.bool_]) -> pa.Buffer:
    """Bools as Arrow packs them."""
    return pa.py_buffer(np.packbits(bits, bitorder="little"))


def mask(bits: NDArray[np.bool_]) -> pa.BooleanArray:
    """Bools as an Arrow array."""
    return pa.BooleanArray.from_buffers(pa.bool_(), len(bits), [None, bitmap(bits)])


def bools(array: pa.BooleanArray) -> NDArray[np.bool_]:
    """An Arrow array of bools as numpy; null is False."""
    bits = _unpack(array.buffers()[1], array.offset, len(array))
    return bits & valid(array) if array.null_count else bits


def valid(array: pa.Array) -> NDArray[np.bool_]:
    """Which cells are not null."""
    if array.null_count == 0:
        return np.ones(len(array), np.bool_)
    return _unpack(array.buffers()[0], array.offset, len(array))


def _unpack(buffer: pa.Buffer, offset: int, length: int) -> NDArray[np.bool_]:
    """Bits of a buffer as bools."""
    packed = np.frombuffer(buffer, np.uint8)
    return np.unpackbits(packed, count=offset + length, bitorder="little")[offset:].view(np.bool_)


def numbers(array: pa.Array, kind: type[np.generic]) -> NDArray[Any]:
    """The values of a fixed-width Arrow array; where it is null, anything."""
    return np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]


def whole_array(values: NDArray[np.int32] | NDArray[np.int64]) -> pa.Array:
    """A numpy array of whole numbers as an Arrow array, without a copy."""
    kind = pa.int32() if values.dtype == np.int32 else pa.int64()
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])


def one(column: pa.ChunkedArray) -> pa.Array:
    """A column of a table as one array."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def offsets(array: pa.StringArray) -> NDArray[np.int32]:
    """Where the texts start in the bytes, one more than there are texts."""
    buffer = array.buffers()[1]
    if len(array) == 0:
        return np.zeros(1, np.int32)
    return np.frombuffer(buffer, np.int32)[array.offset : array.offset + len(array) + 1]


def text_bytes(array: pa.StringArray) -> NDArray[np.uint8]:
    """The bytes of all texts of an array, one after the other."""
    starts = offsets(array)
    return np.frombuffer(array.buffers()[2], np.uint8)[starts[0] : starts[-1]]


def holds(array: pa.StringArray, letters: bytes) -> bool:
    """Whether any text holds one of some ASCII letters."""
    data = text_bytes(array).tobytes()
    return any(letters[i : i + 1] in data for i in range(len(letters)))


def longer(array: pa.StringArray, limit: int) -> int | None:
    """Index of the first text of more than `limit` characters; None if there is none."""
    lengths = np.diff(offsets(array))
    for i in np.flatnonzero(lengths > limit) if lengths.size and lengths.max() > limit else ():
        if len(array[int(i)].as_py() or "") > limit:
            return int(i)
    return None


def decimals(values: NDArray[np.int64], scale: int) -> pa.Array:
    """Whole numbers of 10^-scale as Arrow decimals."""
    words = np.empty(2 * len(values), np.int64)
    words[::2], words[1::2] = values, values >> 63
    return pa.Array.from_buffers(pa.decimal128(18, scale), len(values), [None, pa.py_buffer(words)])
