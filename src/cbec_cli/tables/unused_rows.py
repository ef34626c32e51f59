"""Rows that are no order lines: blank ones and totals. They are left out, and said."""

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cbec_cli.tables import arrow
from cbec_cli.tables.chunk import Chunk

_MOST = 1_000
_TOTAL = re.compile(
    r"\W*(?:本页|本批|本单|订单|全部)?(?:合计|总计|小计|共计|累计|sub-?total|grand total|total|sum)s?"
    r"[\s:：]*[\d,.¥￥]*\s*(?:元|件|票|单)?\W*",
    re.IGNORECASE,
)
_WORDS = r"(?i)合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|total|sum"


class UnusedRows:
    """Takes the rows that are no order lines out of chunk after chunk."""

    def __init__(self, fields: Mapping[str, int], skipped: list[tuple[int, str]]) -> None:
        """Remember the columns that tell; `skipped` is filled."""
        self._fields, self._skipped = fields, skipped
        self._blank: tuple[int, int] | None = None
        self._more = 0

    def drop(self, chunk: Chunk) -> Chunk:
        """The chunk without blank rows and totals."""
        blank = _blank(chunk)
        totals = self._totals(chunk.cells, blank)
        if not blank.any() and not totals.any():
            self._flush()
            return chunk
        for i in np.flatnonzero(blank | totals):
            row = int(chunk.rows[i])
            if totals[i]:
                self._flush()
                self._say(row, "a row of totals")
            elif self._blank is not None and row == self._blank[1] + 1:
                self._blank = (self._blank[0], row)
            else:
                self._flush()
                self._blank = (row, row)
        wanted = ~(blank | totals)
        if wanted[-1]:
            self._flush()
        return chunk.keep(wanted)

    def finish(self) -> None:
        """Say the last run of blank rows."""
        self._flush()
        if self._more:
            self._skipped.append((0, f"and {self._more:,} more"))

    def _flush(self) -> None:
        """Say a run of blank rows as one."""
        if self._blank is not None:
            first, last = self._blank
            self._say(first, "blank" if first == last else f"blank, to row {last}")
            self._blank = None

    def _say(self, row: int, why: str) -> None:
        if len(self._skipped) < _MOST:
            self._skipped.append((row, why))
        else:
            self._more += 1

    def _totals(self, cells: pa.Table, blank: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Rows of totals: no customs code, and the first filled cell (any, beside an empty order number) says so."""
        result = np.zeros(cells.num_rows, np.bool_)
        for i in np.flatnonzero(self._without_code(cells) & ~blank):
            row = [(j, str(text)) for j in range(cells.num_columns) if (text := cells.column(j)[int(i)].as_py())]
            order = self._fields.get("order_no", -1)
            numbered = any(j == order for j, _ in row)
            told = row[:1] if numbered else row
            result[i] = any(_TOTAL.fullmatch(text.strip()) for _, text in told)
        return result

    def _without_code(self, cells: pa.Table) -> NDArray[np.bool_]:
        """Rows that might be totals; without a column of codes, those whose first column speaks of totals."""
        code = self._fields.get("hs_code")
        column = arrow.one(cells.column(0 if code is None else code))
        if code is not None and column.null_count == cells.num_rows:
            column = arrow.one(cells.column(0))
            code = None
        missing = ~arrow.valid(column) if code is not None else np.zeros(cells.num_rows, np.bool_)
        speaks = arrow.text_bytes(column)
        if bool((speaks > ord("9")).any()):
            missing |= arrow.bools(pc.match_substring_regex(column, _WORDS))
        return missing


def _blank(chunk: Chunk) -> NDArray[np.bool_]:
    """Rows in which every cell is empty or only spaces."""
    cells = chunk.cells
    columns = [arrow.one(column) for column in cells.columns]
    columns.sort(key=lambda column: column.null_count)
    blank = np.ones(cells.num_rows, np.bool_)
    for column in columns:
        blank &= ~arrow.valid(column) | _spaces(column)
        if not blank.any():
            break
    return blank


def _spaces(column: pa.Array) -> NDArray[np.bool_]:
    """Cells of spaces only."""
    return arrow.bools(pc.utf8_is_space(column))
