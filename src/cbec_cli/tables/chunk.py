"""What travels from the readers to the facts: a few ten thousand rows at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cbec_cli.engine.errors import CannotRun


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of the machine before it is turned away.

    Attributes:
        cell: characters in one cell, as Excel has it.
        columns: columns of a table.
        rows: rows of a table.
        unzipped: bytes a workbook may have once it is unzipped.
        ratio: how far a large part of a workbook may be packed.
        parts: files inside a workbook.
    """

    cell: int = 32_767
    columns: int = 1_024
    rows: int = 100_000_000
    unzipped: int = 4 << 30
    ratio: int = 300
    parts: int = 10_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some consecutive rows of a table.

    Attributes:
        cells: all columns of the user, named by their headings, type string; an empty cell is null.
        rows: the row of each line as the spreadsheet shows it, int64.
        numeric: indexes of the columns all of whose filled cells were numbers in the workbook.
        torn: index in the chunk → why that row cannot be trusted (it has more cells than the heading).
    """

    cells: pa.Table
    rows: NDArray[np.int64]
    numeric: frozenset[int] = frozenset()
    torn: dict[int, str] = field(default_factory=dict)

    def keep(self, wanted: NDArray[np.bool_]) -> "Chunk":
        """The chunk with some of its rows only."""
        from cbec_cli.tables import arrow  # noqa: PLC0415 -- only chunks with blank rows need it

        moved = np.cumsum(wanted) - 1
        torn = {int(moved[i]): why for i, why in self.torn.items() if wanted[i]}
        return Chunk(self.cells.filter(arrow.mask(wanted)), self.rows[wanted], self.numeric, torn)


class Reader(Protocol):
    """One kind of file. A reader knows cells and rows, nothing of what they mean."""

    sheet: str
    notes: list[str]
    bytes_total: int
    bytes_read: int
    rows_hint: int | None
    first_row: int

    def head(self) -> list[list[str]]:
        """The first rows as texts; the first of them is row `first_row`."""

    def chunks(self, heading_row: int, size: int) -> Iterator[Chunk]:
        """All rows after the heading row, blank ones too, about `size` at a time."""

    def close(self) -> None:
        """Let go of the file."""


def table(columns: list[pa.Array], headings: list[str]) -> pa.Table:
    """String columns under their headings, which may be empty or stand twice."""
    return pa.Table.from_arrays(columns, names=headings)


def check_width(width: int, name: str, limits: Limits) -> None:
    """Turn away a table with absurdly many columns.

    Raises:
        CannotRun: more columns than the limit.
    """
    if width > limits.columns:
        raise CannotRun(
            f"{name}: {width:,} columns, at most {limits.columns:,} are read", "delete the columns not needed"
        )
