"""A pandas DataFrame as a source of order lines, for notebooks and pipelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.tables import arrow
from cbec_cli.tables.chunk import Chunk, table
from cbec_cli.tables.headings import Place, assign, require

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from cbec_cli.engine.findings import Finding

_ROWS = 65_536


@dataclass(slots=True)
class FrameSource:
    """A DataFrame in the shape of `tables.source.Source`; rows count from 1, as in `frame.iloc[row - 1]`."""

    frame: pd.DataFrame
    headings: tuple[str, ...]
    fields: dict[str, int]
    name: str = "DataFrame"
    sheet: str = ""
    heading_row: int = 0
    findings: list[Finding] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    rows_hint: int | None = None

    def chunks(self, size: int = _ROWS) -> Iterator[Chunk]:
        """The rows, about `size` at a time, every cell as text."""
        for start in range(0, len(self.frame), size):
            part = self.frame.iloc[start : start + size]
            columns = [arrow.strings([cell_text(value) for value in part.iloc[:, i]]) for i in range(part.shape[1])]
            rows = np.arange(start + 1, start + 1 + len(part), dtype=np.int64)
            yield Chunk(table(columns, list(self.headings)), rows)


def frame_source(frame: pd.DataFrame, mapping: Mapping[str, str], required: Sequence[str]) -> FrameSource:
    """Understand the columns of a DataFrame.

    Raises:
        CannotRun: a required column is missing, or two columns claim the same meaning.
    """
    headings = tuple(str(column) for column in frame.columns)
    place = Place("DataFrame", "")
    assigned = assign(headings, mapping, place)
    require(required, assigned.fields, headings, place)
    return FrameSource(frame, headings, assigned.fields, findings=assigned.findings, rows_hint=len(frame))


def cell_text(value: Any) -> str | None:
    """A cell as the text a spreadsheet would show: exact for ints, Decimals and text; 15 digits for floats."""
    import pandas as pd  # noqa: PLC0415 -- whoever has a frame has it loaded

    if value is None or pd.isna(value):
        return None
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)
