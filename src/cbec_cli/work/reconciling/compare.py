"""Bills beside orders: rows with their outcome, in which every fen of both sides is found once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.rules.routes import CBEC, FULL_TAX, NOT_LAWFUL
from cbec_cli.tables.tax_bill_cells import TAXES
from cbec_cli.tables.tax_bills import VOIDED as VOID
from cbec_cli.work.reconciling import rows as r
from cbec_cli.work.reconciling.explain import Explained, Piece, explain, pieces_of_orders
from cbec_cli.work.reconciling.own import line_numbers
from cbec_cli.work.reconciling.pairing import pair

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cbec_cli.work.batch import Batch
    from cbec_cli.work.reconciling.causes import Cause
    from cbec_cli.work.reconciling.join import Joined
    from cbec_cli.work.reconciling.pairing import Alone, Pairs
    from cbec_cli.work.reconciling.versions import Chosen


@dataclass(slots=True)
class Compared:
    """Rows and what was found on the way to them.

    Attributes:
        rows: every bill and every order.
        causes: what their `cause` counts in.
        billed, has_bill: by order, what customs charge in all, and whether they charge anything.
        beyond: by living bill and tax, the head less the sum of the lines; 0 where there are none, or one is unknown.
    """

    rows: r.Rows
    causes: tuple[Cause, ...]
    billed: NDArray[np.int64]
    has_bill: NDArray[np.bool_]
    beyond: NDArray[np.int64]


@dataclass(slots=True)
class _Sides:
    """Both sides, and which bills are alive, void or cannot be read."""

    batch: Batch
    chosen: Chosen
    order: NDArray[np.int64]
    computed: NDArray[np.int64]
    live: NDArray[np.bool_]
    void: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]
    times: NDArray[np.int64]

    def of_order(self, bills: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of some bills each order has."""
        return np.bincount(self.order[bills & (self.order >= 0)], minlength=len(self.computed))

    @property
    def single(self) -> NDArray[np.bool_]:
        """Living bills that are the only one of their order, which could be computed."""
        known = self.batch.refused_lines == 0
        place = np.maximum(self.order, 0)
        alone: NDArray[np.bool_] = self.live & (self.order >= 0) & (self.times[place] == 1) & known[place]
        return alone


def compare(batch: Batch, chosen: Chosen, joined: Joined) -> Compared:
    """Compare every bill and every order."""
    computed = np.stack([batch.sums[name] for name in TAXES], axis=1)
    void = chosen.status == VOID
    unreadable = ~chosen.readable & ~void
    live = ~void & ~unreadable
    sides = _Sides(batch, chosen, joined.order, computed, live, void, unreadable, np.zeros(0, np.int64))
    sides.times = sides.of_order(live)
    numbers = line_numbers(batch)
    pairs, alone = pair(batch, chosen, joined.order, sides.single, numbers)
    beyond = np.where(live[:, None], _beyond_lines(chosen), 0)
    by_line, heads = _by_line(sides, pairs, beyond)
    by_order = _by_order(sides, pairs, alone)
    causes = _explain(batch, pairs, by_line, by_order, numbers)
    parts = [by_line, heads, by_order, _several(sides), _not_computed(sides), *_left_over(sides)]
    billed = np.zeros(len(computed), np.int64)
    mine = live & (joined.order >= 0)
    np.add.at(billed, joined.order[mine], chosen.amounts[mine].sum(axis=1))
    return Compared(r.together(parts), causes, billed, sides.times > 0, beyond)


def _beyond_lines(chosen: Chosen) -> NDArray[np.int64]:
    """The head of each bill less the sum of its lines, by tax; 0 where it has none, or an amount is unknown."""
    lines, count = chosen.bills.lines, chosen.line_count
    bill = np.repeat(np.arange(len(chosen)), count)
    at = np.repeat(chosen.first_line - np.cumsum(count) + count, count) + np.arange(len(bill))
    sums, whole = np.zeros_like(chosen.amounts), count > 0
    for tax, name in enumerate(TAXES):
        np.add.at(sums[:, tax], bill, lines.amounts[name][at])
        whole[bill[~lines.known[name][at]]] = False
    return np.where(whole[:, None], chosen.amounts - sums, 0)


def _by_line(sides: _Sides, pairs: Pairs, beyond: NDArray[np.int64]) -> tuple[r.Rows, r.Rows]:
    """Bills whose lines are ours, line by line; and what a head has beyond the sum of its lines."""
    lines = sides.chosen.bills.lines
    some = np.flatnonzero(pairs.paired[pairs.bill])
    bill, at = pairs.bill[some], pairs.at[some]
    billed = np.stack([lines.amounts[name][at] for name in TAXES], axis=1)
    computed = pairs.computed[some]
    found = r.rows(
        _close(billed, computed, np.ones(len(some), np.int64)),
        len(some),
        kind=r.LINE,
        order=sides.order[bill],
        bill=bill,
        line=pairs.number[some],
        billed=billed,
        computed=computed,
        value=np.where(lines.known["value"][at], lines.amounts["value"][at], -1),
        own_value=pairs.own_value[some],
        code=lines.code[at],
        own_code=pairs.own_code[some],
        vat_rate=pairs.vat_rate[some],
        ct_rate=pairs.ct_rate[some],
        own_row=pairs.own_row[some],
        tolerance=1,
    )
    heads = np.flatnonzero(pairs.paired & beyond.any(axis=1))
    differs = r.rows(
        r.HEAD_DIFFERS,
        len(heads),
        kind=r.HEAD,
        order=sides.order[heads],
        bill=heads,
        billed=beyond[heads],
        own_row=sides.batch.orders.first_row[sides.order[heads]],
    )
    return found, differs


def _by_order(sides: _Sides, pairs: Pairs, alone: Alone) -> r.Rows:
    """Bills without lines, or with other lines than ours: compared as a whole."""
    batch, chosen = sides.batch, sides.chosen
    bill = np.flatnonzero(sides.single & ~pairs.paired)
    order = sides.order[bill]
    billed, computed, lines = chosen.amounts[bill], sides.computed[order], batch.lines[order]
    return r.rows(
        _close(billed, computed, lines),
        len(bill),
        order=order,
        bill=bill,
        billed=billed,
        computed=computed,
        own_value=batch.orders.facts["order_value"][order],
        own_code=alone.code[order],
        vat_rate=alone.vat_rate[order],
        ct_rate=alone.ct_rate[order],
        own_row=batch.orders.first_row[order],
        tolerance=lines,
        pairing=chosen.line_count[bill] > 0,
    )


def _close(billed: NDArray[np.int64], computed: NDArray[np.int64], lines: NDArray[np.int64]) -> NDArray[np.int8]:
    """Matched, off by rounding (each tax by no more than a fen for each line), or still to be explained."""
    off = np.abs(billed - computed).max(axis=1, initial=0)
    found: NDArray[np.int8] = np.where(off == 0, r.MATCHED, np.where(off <= lines, r.ROUNDING, r.UNEXPLAINED))
    return found.astype(np.int8)


def _explain(
    batch: Batch, pairs: Pairs, by_line: r.Rows, by_order: r.Rows, numbers: list[NDArray[np.int64]]
) -> tuple[Cause, ...]:
    """Fill in what explains the rows that are beyond rounding."""
    lines, orders = (np.flatnonzero(found.outcome == r.UNEXPLAINED) for found in (by_line, by_order))
    several = ((by_line, lines), (by_order, orders))
    target = np.concatenate([(found.billed - found.computed)[at] for found, at in several])
    tolerance = np.concatenate([found.tolerance[at] for found, at in several])
    unit = np.full(batch.orders.count, -1, np.int64)
    unit[by_order.order[orders]] = len(lines) + np.arange(len(orders))
    pieces = [*_pieces_of_lines(pairs, by_line, lines), *pieces_of_orders(batch, numbers, unit)]
    found = explain(batch, pieces, target, tolerance)
    _tell(found, by_line, lines, 0)
    _tell(found, by_order, orders, len(lines))
    return found.causes


def _tell(found: Explained, rows: r.Rows, at: NDArray[np.int64], first: int) -> None:
    """Put what was found into the rows; their units are numbered from `first`."""
    part = slice(first, first + len(at))
    is_value = np.array([each.is_value for each in found.causes] + [False], np.bool_)
    cause = found.cause[part]
    rows.outcome, rows.cause = rows.outcome.copy(), rows.cause.copy()
    rows.on_value, rows.on_line = rows.on_value.copy(), rows.on_line.copy()
    rows.cause[at], rows.on_value[at], rows.on_line[at] = cause, found.on_value[part], found.line[part]
    rows.outcome[at] = np.where(cause < 0, r.UNEXPLAINED, np.where(is_value[cause], r.OTHER_VALUE, r.WRONG_RATE))


def _pieces_of_lines(pairs: Pairs, found: r.Rows, wanted: NDArray[np.int64]) -> list[Piece]:
    """Our lines whose bill has another tax, chunk by chunk; each is a unit of its own."""
    at = np.flatnonzero(pairs.paired[pairs.bill])[wanted]
    pieces = []
    for chunk in np.unique(pairs.chunk[at]).tolist():
        mine = np.flatnonzero(pairs.chunk[at] == chunk)
        rows = wanted[mine]
        number = pairs.number[at[mine]]
        pieces.append(Piece(chunk, pairs.place[at[mine]], mine, number, found.code[rows], found.value[rows]))
    return pieces


def _several(sides: _Sides) -> r.Rows:
    """Orders with more than one living bill: the first carries our tax, and all are shown."""
    many = sides.live & (sides.order >= 0) & (sides.times[np.maximum(sides.order, 0)] > 1)
    return _carried(sides, many, r.SEVERAL_BILLS, billed=True)


def _not_computed(sides: _Sides) -> r.Rows:
    """Orders with a bill, of which a line could not be computed."""
    place = np.maximum(sides.order, 0)
    unknown = (sides.batch.refused_lines > 0)[place]
    bills = sides.live & (sides.order >= 0) & (sides.times[place] == 1) & unknown
    return _carried(sides, bills, r.NOT_COMPUTED, billed=True)


def _carried(sides: _Sides, bills: NDArray[np.bool_], outcome: int, *, billed: bool, ours: bool = True) -> r.Rows:
    """Rows of bills of orders; our tax stands beside the first bill of each order, so that it is counted once."""
    bill = np.flatnonzero(bills)
    order = sides.order[bill]
    _, first = np.unique(order, return_index=True)
    leads = np.zeros(len(bill), np.bool_)
    leads[first] = ours
    own = np.maximum(order, 0)
    return r.rows(
        outcome,
        len(bill),
        order=order,
        bill=bill,
        billed=sides.chosen.amounts[bill] if billed else 0,
        computed=np.where((leads & (order >= 0))[:, None], sides.computed[own], 0),
        own_row=np.where(order >= 0, sides.batch.orders.first_row[own], 0),
        tolerance=np.where(order >= 0, sides.batch.lines[own], 0),
    )


def _left_over(sides: _Sides) -> list[r.Rows]:
    """Bills nobody knows, void ones, those that cannot be read; orders without a bill."""
    joined = sides.order >= 0
    alive, unread = sides.times > 0, sides.of_order(sides.unreadable) > 0
    without = np.flatnonzero(sides.live & ~joined)
    place = np.maximum(sides.order, 0)
    open_unread = sides.unreadable & ~(joined & alive[place])
    open_void = sides.void & ~(joined & (alive | unread)[place])
    waits = ~(alive | unread | (sides.of_order(sides.void) > 0))
    orders = sides.batch.orders
    lawful = sides.batch.outcome() != NOT_LAWFUL
    known = sides.batch.refused_lines == 0
    expected = lawful & ((orders.facts["route"] == CBEC) | (orders.facts["route"] == FULL_TAX))
    return [
        r.rows(r.BILL_WITHOUT_ORDER, len(without), bill=without, billed=sides.chosen.amounts[without]),
        _carried(sides, open_unread, r.UNREADABLE, billed=False),
        _carried(sides, sides.unreadable & ~open_unread, r.UNREADABLE, billed=False, ours=False),
        _carried(sides, open_void, r.VOIDED, billed=False),
        _carried(sides, sides.void & ~open_void, r.VOIDED, billed=False, ours=False),
        _orders(sides, np.flatnonzero(waits & expected), r.MISSING_BILL),
        _orders(sides, np.flatnonzero(waits & ~expected & known), r.NO_BILL_EXPECTED),
        _orders(sides, np.flatnonzero(waits & ~known), r.NOT_COMPUTED),
    ]


def _orders(sides: _Sides, order: NDArray[np.int64], outcome: int) -> r.Rows:
    """Rows of orders without a bill; ours counts only where one is expected."""
    orders = sides.batch.orders
    return r.rows(
        outcome,
        len(order),
        order=order,
        computed=sides.computed[order] if outcome == r.MISSING_BILL else 0,
        own_value=orders.facts["order_value"][order],
        own_row=orders.first_row[order],
        tolerance=sides.batch.lines[order],
    )
