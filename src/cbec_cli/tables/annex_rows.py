"""What the readers of an annex hand over: rows of texts with their places."""

from __future__ import annotations

from typing import NamedTuple

from cbec_cli.tables.chunk import Limits

LIMITS = Limits(cell=4_000, columns=64, rows=20_000, unzipped=256 << 20)
"""An annex is a small table of short texts."""


class Row(NamedTuple):
    """One row of the file.

    Attributes:
        place: where it stands: `row 17`, `page 3, row 5`.
        cells: its texts; None where the cell above reaches down.
        torn: why the row cannot be trusted, "" if it can.
    """

    place: str
    cells: list[str | None]
    torn: str = ""
