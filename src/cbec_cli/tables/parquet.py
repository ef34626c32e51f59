"""Parquet files: typed columns cast to the texts a person would write."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables import arrow
from cbec_cli.tables.chunk import Chunk, Limits, check_width, table


class ParquetFile:
    """A parquet file; its columns' names are the headings, in a row 1 of their own."""

    sheet = ""
    first_row = 1

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        """Read the directory of the file.

        Raises:
            CannotRun: damaged, or larger than the limits allow.
        """
        self.name = name
        self.notes: list[str] = []
        self.bytes_total = path.stat().st_size
        self.bytes_read = 0
        try:
            self._file = pyarrow.parquet.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(name, error) from None
        data = self._file.metadata
        self.rows_hint: int | None = data.num_rows
        check_width(len(self._file.schema_arrow.names), name, limits)
        if data.num_rows > limits.rows:
            raise CannotRun(f"{name}: more than {limits.rows:,} rows", "split the file")
        largest = max((data.row_group(i).total_byte_size for i in range(data.num_row_groups)), default=0)
        if largest > limits.unzipped:
            raise CannotRun(f"{name}: a row group unpacks to {largest >> 20:,} MB", "write it with smaller row groups")

    def head(self) -> list[list[str]]:
        """The names of the columns."""
        return [list(self._file.schema_arrow.names)]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def chunks(self, heading_row: int, size: int) -> Iterator[Chunk]:
        """All rows, `size` at a time.

        Raises:
            CannotRun: the file is damaged.
        """
        schema = self._file.schema_arrow
        numeric = frozenset(i for i, kind in enumerate(schema.types) if _is_number(kind))
        first = heading_row + 1
        total = max(1, self._file.metadata.num_rows)
        batches = self._file.iter_batches(batch_size=size)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowException, OSError) as error:
                raise _damaged(self.name, error) from None
            if batch is None:
                return
            count = batch.num_rows
            cells = table([_texts(column) for column in batch.columns], schema.names)
            self.bytes_read = self.bytes_total * (first + count - heading_row - 1) // total
            yield Chunk(cells, np.arange(first, first + count, dtype=np.int64), numeric)
            first += count


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _texts(column: pa.Array) -> pa.Array:
    """One column as text; null and empty stay null."""
    kind = column.type
    try:
        texts = column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return arrow.strings([None if value is None else str(value) for value in column.to_pylist()])
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        texts = _plain(texts)
    if len(texts) and bool((np.diff(arrow.offsets(texts))[arrow.valid(texts)] == 0).any()):
        texts = arrow.strings([text or None for text in texts.to_pylist()])
    return texts


def _plain(texts: pa.Array) -> pa.Array:
    """Numbers without an exponent where one was written."""
    letters = arrow.text_bytes(texts) | 0x20
    if not bool((letters == ord("e")).any()):
        return texts
    return arrow.strings([_number(text) for text in texts.to_pylist()])


def _number(text: str | None) -> str | None:
    return format(Decimal(text), "f") if text and "e" in text.lower() else text


def _damaged(name: str, error: Exception) -> CannotRun:
    reason = str(error).splitlines()[0][:120]
    return CannotRun(f"{name}: the parquet file is damaged ({reason})", "write it again")
