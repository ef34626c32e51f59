"""The user's own columns: every file of a result has the same headings, so the first lines tell them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cbec_cli.work.result import Result


def own_headings(result: Result) -> list[str]:
    """The user's headings as written, none if there are no lines."""
    return [heading for chunk in islice(result.lines(), 1) for heading in chunk.cells.column_names]
