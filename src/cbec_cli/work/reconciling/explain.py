"""Differences beyond rounding are explained: each cause is tried on all of them at once, and the closest one told.

A *unit* is what is compared as a whole: a line, or an order whose bill has no lines that pair with ours. The cause of
an order may lie in one of its lines or in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.rules import REGISTER
from cbec_cli.tables.tax_bill_cells import TAXES
from cbec_cli.work.reconciling.causes import Cause, Some, causes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from cbec_cli.work.batch import Batch

ALL_LINES = 0
_FAR = np.iinfo(np.int64).max


@dataclass(slots=True)
class Piece:
    """Lines of one chunk whose tax is not what customs charged.

    Attributes:
        chunk: its number in the spool.
        lines: indexes in the chunk.
        unit: which unit each belongs to.
        number: the line's number in its order.
        code: customs' code as a number, −1 unknown.
        value: customs' value in fen, −1 unknown.
    """

    chunk: int
    lines: NDArray[np.int64]
    unit: NDArray[np.int64]
    number: NDArray[np.int64]
    code: NDArray[np.int64]
    value: NDArray[np.int64]

    def keep(self, wanted: NDArray[np.bool_]) -> Piece:
        """Some of its lines."""
        columns = (self.lines, self.unit, self.number, self.code, self.value)
        return Piece(self.chunk, *(column[wanted] for column in columns))


@dataclass(slots=True)
class Explained:
    """What explains each unit.

    Attributes:
        causes: everything that was tried, and what `cause` counts in.
        cause: −1 where nothing explains it.
        on_value: whether it does so on the value of customs, not on ours.
        line: number of the one line that explains an order, else ALL_LINES.
    """

    causes: tuple[Cause, ...]
    cause: NDArray[np.int64]
    on_value: NDArray[np.bool_]
    line: NDArray[np.int64]


class _Search:
    """Keeps the closest cause of each unit."""

    def __init__(self, batch: Batch, target: NDArray[np.int64], tolerance: NDArray[np.int64]) -> None:
        """`target`: customs' tax less ours by unit and tax, fen; `tolerance`: fen by unit."""
        self.batch, self.target, self.tolerance = batch, target, tolerance
        count = len(target)
        self.score = np.full(count, _FAR)
        self.found = Explained((), np.full(count, -1), np.zeros(count, np.bool_), np.zeros(count, np.int64))

    def offer(self, units: NDArray[Any], score: NDArray[np.int64], cause: int, line: Any, *, on_value: bool) -> None:
        """A cause that leaves `score` fen; the closest stays, and the first of equals."""
        better = (score < self.score[units]) & (score <= self.tolerance[units])
        units = units[better]
        self.score[units] = score[better]
        self.found.cause[units], self.found.on_value[units] = cause, on_value
        self.found.line[units] = line if isinstance(line, int) else line[better]

    def open(self, pieces: list[Piece]) -> list[Piece]:
        """What is not explained to the fen yet."""
        kept = [piece.keep(self.score[piece.unit] > 0) for piece in pieces]
        return [piece for piece in kept if len(piece.lines)]


def explain(batch: Batch, pieces: list[Piece], target: NDArray[np.int64], tolerance: NDArray[np.int64]) -> Explained:
    """Find the closest cause of each unit.

    Args:
        batch: settled.
        pieces: the lines of all units.
        target: customs' tax less ours, fen, by unit and tax.
        tolerance: by unit, how many fen each tax may still be off: one for each line.
    """
    search = _Search(batch, target, tolerance)
    if not pieces:
        return search.found
    same = Cause("value", "another dutiable value", lambda _: {})
    tried = (same, *causes(batch))
    _try(search, pieces, 0, same, on_value=True)
    for at, cause in enumerate(tried[1:], start=1):
        pieces = search.open(pieces)
        _try(search, pieces, at, cause, on_value=False)
        if not cause.is_value:
            _try(search, pieces, at, cause, on_value=True)
    search.found.causes = tried
    return search.found


def _try(search: _Search, pieces: list[Piece], at: int, cause: Cause, *, on_value: bool) -> None:
    """Try one cause on all lines, with our value or with that of customs where it is another."""
    if on_value:
        pieces = [other for piece in pieces if len((other := _of_another_value(search.batch, piece)).lines)]
    if not pieces:
        return
    changes = [_change(search.batch, piece, cause, on_value=on_value) for piece in pieces]
    sums = np.zeros_like(search.target)
    for piece, change in zip(pieces, changes, strict=True):
        np.add.at(sums, piece.unit, change)
    units = np.unique(np.concatenate([piece.unit for piece in pieces]))
    search.offer(units, _distance(search.target[units], sums[units]), at, ALL_LINES, on_value=on_value)
    for piece, change in zip(pieces, changes, strict=True):
        _one_line(search, piece, change, at, on_value=on_value)


def _one_line(search: _Search, piece: Piece, change: NDArray[np.int64], at: int, *, on_value: bool) -> None:
    """Whether one line alone explains its unit: the closest, the first of equals."""
    score = _distance(search.target[piece.unit], change)
    order = np.lexsort((piece.number, score, piece.unit))
    first = order[np.flatnonzero(np.diff(piece.unit[order], prepend=-1))]
    search.offer(piece.unit[first], score[first], at, piece.number[first], on_value=on_value)


def _distance(target: NDArray[np.int64], change: NDArray[np.int64]) -> NDArray[np.int64]:
    """The largest difference of any tax."""
    found: NDArray[np.int64] = np.abs(target - change).max(axis=1)
    return found


def _of_another_value(batch: Batch, piece: Piece) -> Piece:
    """The lines whose value on the bill is not ours."""
    ours = batch.spool.arrays(piece.chunk, "value")["dutiable_value"][piece.lines]
    return piece.keep((piece.value >= 0) & (piece.value != ours))


def _change(batch: Batch, piece: Piece, cause: Cause, *, on_value: bool) -> NDArray[np.int64]:
    """Tax under a cause less our tax, by line and tax."""
    arrays = batch.spool.arrays(piece.chunk, "value", "final")
    facts = batch.facts(piece.chunk, "read", "value", only=piece.lines)
    given: dict[str, Any] = {"dutiable_value": piece.value} if on_value else {}
    changed: Mapping[str, Any] = cause.facts(Some(facts, arrays["goods"][piece.lines], piece.code))
    trial = facts.copy_with(**given, **changed)
    REGISTER.compute(trial, *TAXES)
    columns = [np.broadcast_to(np.asarray(trial[name]), len(piece.lines)) - arrays[name][piece.lines] for name in TAXES]
    return np.stack(columns, axis=1)


def pieces_of_orders(batch: Batch, numbers: list[NDArray[np.int64]], unit: NDArray[np.int64]) -> Iterator[Piece]:
    """The lines of orders that are a unit each; `unit` by order, −1 for the others."""
    if not (unit >= 0).any():
        return
    for chunk in range(batch.spool.count):
        order = batch.spool.arrays(chunk, "value")["order"]
        lines = np.flatnonzero(unit[order] >= 0)
        if len(lines):
            unknown = np.full(len(lines), -1, np.int64)
            yield Piece(chunk, lines, unit[order[lines]], numbers[chunk][lines], unknown, unknown)
