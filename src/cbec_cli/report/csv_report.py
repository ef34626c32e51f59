"""The lines as csv or parquet: the user's own columns as they were, then the computed ones. Streamed chunk by chunk."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from cbec_cli.engine.threads import in_order, prefetch
from cbec_cli.report.computed import YUAN, columns
from cbec_cli.report.fields import LINE_FIELDS, computed_headings
from cbec_cli.report.own import own_headings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cbec_cli.work.result import Result


def line_schema(own: Sequence[str]) -> Any:
    """Names and types of the table of lines: text for the user's cells, exact decimals for amounts."""
    computed = zip(computed_headings(own), LINE_FIELDS, strict=True)
    return pa.schema(
        [pa.field(heading, pa.string()) for heading in own]
        + [pa.field(heading, YUAN if field.kind == "money" else pa.string()) for heading, field in computed]
    )


def tables(result: Result, schema: Any) -> Iterator[Any]:
    """The lines as pyarrow tables of one schema, in the order of the file."""
    for chunk in result.lines():
        yield pa.Table.from_arrays([*chunk.cells.columns, *columns(chunk, LINE_FIELDS)], schema=schema)


def write_csv(result: Result, sink: BinaryIO) -> None:
    """Write the lines as UTF-8 csv with one heading row; unknown amounts are empty.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    schema = line_schema(own_headings(result))
    sink.write(_text(schema.empty_table(), heading=True))
    sink.writelines(in_order(_text, tables(result, schema)))


def _text(table: Any, *, heading: bool = False) -> Any:
    """A table as csv, in a buffer: several can be made at a time, and are written in order."""
    buffer = pa.BufferOutputStream()
    pv.write_csv(table, buffer, pv.WriteOptions(include_header=heading))
    return buffer.getvalue()


def write_parquet(result: Result, path: Path) -> None:
    """Write the lines as parquet; amounts are decimals. A heading that appears twice gets its number.

    Raises:
        OSError: the file cannot be written.
    """
    own = own_headings(result)
    schema = line_schema(_distinct(own))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in prefetch(tables(result, schema)):
            writer.write_table(table)


def _distinct(headings: Sequence[str]) -> list[str]:
    """Parquet readers refuse two columns of one name: the second becomes "name (2)".

    >>> _distinct(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    seen: Counter[str] = Counter()
    names = []
    for heading in headings:
        seen[heading] += 1
        names.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return names
