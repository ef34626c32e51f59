"""The sheet of lines: the user's own columns as the workbook had them, then the computed ones, chunk by chunk.

Cells that were numbers in the user's workbook become numbers again, except codes and IDs, which are text. A csv file
has only text, so its cells stay text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from cbec_cli.report.computed import amount, column
from cbec_cli.report.fields import LINE_FIELDS, computed_headings
from cbec_cli.report.own import own_headings
from cbec_cli.report.sheets import MONEY, RATIO, TEXT, yuan_cells
from cbec_cli.tables.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.work.result import LineChunk, Result

CELL_LIMIT = 32_767
"""Characters a cell of a workbook can hold."""

_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"  # a leading zero is a code, not a number
_TEXT_KINDS = ("code", "id")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the sheet of lines looks like, decided before the first row is written.

    Attributes:
        own: the user's headings.
        numeric: for each of them "number" (every filled cell is one), "mixed" or "text".
        headings: all headings.
        kinds: kind of each column.
    """

    own: list[str]
    numeric: list[str]
    headings: list[str]
    kinds: tuple[str, ...]

    @property
    def by_cell(self) -> bool:
        """Whether some column mixes numbers and text, so that each cell needs its own type."""
        return "mixed" in self.numeric and len(set(self.headings)) == len(self.headings)

    @property
    def schema(self) -> Any:
        """Names and Arrow types of the columns."""
        number = [kind == "number" for kind in self.numeric] + [kind != TEXT for kind in self.kinds[len(self.own) :]]
        pairs = zip(self.headings, number, strict=True)
        return pa.schema([pa.field(name, pa.float64() if yes else pa.string()) for name, yes in pairs])


def plan(result: Result) -> Plan:
    """Look at every chunk once: which of the user's columns are numbers throughout."""
    own = own_headings(result)
    as_text = _text_headings(result)
    seen: list[set[bool]] = [set() for _ in own]
    for chunk in result.lines():
        for place, (heading, there) in enumerate(zip(own, seen, strict=True)):
            if heading not in as_text:
                there.update(_number_or_not(chunk, place))
    words = {frozenset({True}): "number", frozenset({True, False}): "mixed"}
    numeric = [words.get(frozenset(there), "text") for there in seen]
    shown = {"money": MONEY, "rate": RATIO}
    kinds = (
        *["number" if kind == "number" else TEXT for kind in numeric],
        *[shown.get(f.kind, TEXT) for f in LINE_FIELDS],
    )
    return Plan(own, numeric, [*own, *computed_headings(own)], kinds)


def _text_headings(result: Result) -> set[str]:
    """The user's headings of codes and IDs."""
    kinds = {column.name: column.kind for column in COLUMNS}
    columns = result.source.get("columns", {})
    return {heading for name, heading in columns.items() if kinds.get(name) in _TEXT_KINDS}


def _number_or_not(chunk: LineChunk, place: int) -> set[bool]:
    """Of a column's filled cells: {True} all numbers, {False} none or text throughout, both mixed, {} all empty."""
    cells = chunk.cells.column(place)
    if cells.null_count == len(cells):
        return set()
    if place not in chunk.numeric:
        return {False}
    fits = pc.match_substring_regex(cells, _NUMBER)
    return {bool(answer) for answer in pc.unique(fits.drop_null()).to_pylist()}


def own_cells(chunk: LineChunk, layout: Plan) -> Iterator[Any]:
    """The user's columns of a chunk: float64 where the whole column is numbers, else text that fits into a cell."""
    for cells, kind in zip(chunk.cells.columns, layout.numeric, strict=True):
        yield pc.cast(cells, pa.float64()) if kind == "number" else fitting(cells)


def computed_cells(chunk: LineChunk) -> Iterator[Any]:
    """The computed columns of a chunk: amounts and rates as numbers, the rest as text."""
    for field in LINE_FIELDS:
        if field.kind == "money":
            yield yuan_cells(*amount(chunk, field.name))
        elif field.kind == "rate":
            basis_points = chunk.rates[field.name]
            yield pa.array(basis_points / 10_000, mask=~(chunk.known & (basis_points >= 0)))
        else:
            yield fitting(column(chunk, field))


def batches(result: Result, layout: Plan) -> Iterator[Any]:
    """The sheet as record batches of one schema."""
    schema = layout.schema
    for chunk in result.lines():
        table = pa.Table.from_arrays([*own_cells(chunk, layout), *computed_cells(chunk)], schema=schema)
        yield from table.to_batches()


def records(result: Result, layout: Plan) -> Iterator[dict[str, Any]]:
    """The sheet row by row, for columns that mix numbers and text: each cell gets the type it had."""
    mixed = [place for place, kind in enumerate(layout.numeric) if kind == "mixed"]
    for chunk in result.lines():
        own = [cells.to_pylist() for cells in own_cells(chunk, layout)]
        for place in chunk.numeric.intersection(mixed):
            fits = pc.match_substring_regex(chunk.cells.column(place), _NUMBER).to_pylist()
            own[place] = [float(cell) if yes else cell for cell, yes in zip(own[place], fits, strict=True)]
        computed = [cells.to_pylist() for cells in computed_cells(chunk)]
        for row in zip(*own, *computed, strict=True):
            yield dict(zip(layout.headings, row, strict=True))


def fitting(cells: Any) -> Any:
    """Text cut to what a cell can hold, marked where it was cut; usually nothing has to be done."""
    longest = pc.max(pc.binary_length(cells)).as_py() or 0
    if longest <= CELL_LIMIT:  # bytes: never fewer than the characters a workbook counts
        return cells
    return pa.array([text if text is None else _cut(text) for text in cells.to_pylist()], pa.string())


def _cut(text: str) -> str:
    """At most `CELL_LIMIT` UTF-16 units, which is how workbooks count; a cut text ends in an ellipsis."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * (CELL_LIMIT - 1)].decode("utf-16-le", "ignore") + "…"
