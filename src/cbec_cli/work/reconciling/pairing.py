"""Lines of bills beside our lines: by the number both have on the declaration list (商品项号)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.tables.tax_bill_cells import TAXES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cbec_cli.work.batch import Batch
    from cbec_cli.work.reconciling.versions import Chosen

_SHIFT = 31
"""Bits of a line number in a key of order and line."""


@dataclass(slots=True)
class Alone:
    """What is told of orders of one line that are compared as a whole; by order, −1 for the others."""

    value: NDArray[np.int64]
    code: NDArray[np.int64]
    vat_rate: NDArray[np.int64]
    ct_rate: NDArray[np.int64]


@dataclass(slots=True)
class Pairs:
    """Lines of bills in the order of bill and line; columns of equal length.

    Attributes:
        bill: index of the bill.
        at: index into the lines of all bills.
        number: the line's number.
        chunk, place: where our line is in the spool.
        computed: our three taxes.
        own_value, own_code, vat_rate, ct_rate, own_row: of our line.
        paired: by bill: every line has its partner on the other side, once.
    """

    bill: NDArray[np.int64]
    at: NDArray[np.int64]
    number: NDArray[np.int64]
    chunk: NDArray[np.int32]
    place: NDArray[np.int64]
    computed: NDArray[np.int64]
    own_value: NDArray[np.int64]
    own_code: NDArray[np.int64]
    vat_rate: NDArray[np.int64]
    ct_rate: NDArray[np.int64]
    own_row: NDArray[np.int64]
    paired: NDArray[np.bool_]


def pair(
    batch: Batch, chosen: Chosen, order: NDArray[np.int64], wanted: NDArray[np.bool_], numbers: list[NDArray[np.int64]]
) -> tuple[Pairs, Alone]:
    """Pair the lines of the wanted bills, each of which is the only one of its order.

    Args:
        batch: settled.
        chosen: bills.
        order: of each bill.
        wanted: the bills.
        numbers: by chunk, the number of each of our lines.
    """
    bills = np.flatnonzero(wanted & (chosen.line_count > 0))
    counts = chosen.line_count[bills]
    bill = np.repeat(bills, counts)
    at = np.repeat(chosen.first_line[bills] - np.cumsum(counts) + counts, counts) + np.arange(len(bill))
    number = chosen.bills.lines.gnum[at]
    key = (order[bill] << _SHIFT) | np.minimum(number, (1 << _SHIFT) - 1)
    sorted_places = np.argsort(key, kind="stable")
    bill, at, number, key = bill[sorted_places], at[sorted_places], number[sorted_places], key[sorted_places]
    hits = np.zeros(len(key), np.int64)
    pairs = _empty(bill, at, number, len(chosen))
    alone = Alone(*(np.full(batch.orders.count, -1, np.int64) for _ in range(4)))
    for chunk in range(batch.spool.count):
        arrays = batch.spool.arrays(chunk, "read", "value", "final")
        _tell_alone(alone, arrays, batch.lines)
        ours = (arrays["order"].astype(np.int64) << _SHIFT) | numbers[chunk]
        found = np.minimum(np.searchsorted(key, ours), max(len(key) - 1, 0))
        mine = np.flatnonzero(key[found] == ours) if len(key) else np.zeros(0, np.int64)
        np.add.at(hits, found[mine], 1)
        _fill(pairs, found[mine], mine, chunk, arrays)
    _judge(pairs, chosen, order, hits, key, batch.lines)
    return pairs, alone


def _empty(bill: NDArray[np.int64], at: NDArray[np.int64], number: NDArray[np.int64], bills: int) -> Pairs:
    def unknown() -> NDArray[np.int64]:
        return np.full(len(bill), -1, np.int64)

    return Pairs(
        bill=bill,
        at=at,
        number=number,
        chunk=np.zeros(len(bill), np.int32),
        place=np.zeros(len(bill), np.int64),
        computed=np.zeros((len(bill), 3), np.int64),
        own_value=unknown(),
        own_code=unknown(),
        vat_rate=unknown(),
        ct_rate=unknown(),
        own_row=unknown(),
        paired=np.zeros(bills, np.bool_),
    )


def _fill(pairs: Pairs, found: NDArray[Any], mine: NDArray[Any], chunk: int, arrays: dict[str, NDArray[Any]]) -> None:
    """What our lines of a chunk say, beside the lines of the bills."""
    pairs.chunk[found], pairs.place[found] = chunk, mine
    for tax, name in enumerate(TAXES):
        pairs.computed[found, tax] = arrays[name][mine]
    pairs.own_value[found], pairs.own_code[found] = arrays["dutiable_value"][mine], arrays["hs_code"][mine]
    pairs.vat_rate[found], pairs.ct_rate[found] = arrays["vat_rate"][mine], arrays["consumption_tax_rate"][mine]
    pairs.own_row[found] = arrays["row"][mine]


def _tell_alone(alone: Alone, arrays: dict[str, NDArray[Any]], lines: NDArray[np.int64]) -> None:
    order = arrays["order"]
    single = lines[order] == 1
    for kept, name in (
        (alone.value, "dutiable_value"),
        (alone.code, "hs_code"),
        (alone.vat_rate, "vat_rate"),
        (alone.ct_rate, "consumption_tax_rate"),
    ):
        kept[order[single]] = arrays[name][single]


def _judge(
    pairs: Pairs,
    chosen: Chosen,
    order: NDArray[np.int64],
    hits: NDArray[np.int64],
    key: NDArray[np.int64],
    lines: NDArray[np.int64],
) -> None:
    """Which bills have the very lines of their order, with all amounts known."""
    sound = (hits == 1) & (pairs.number > 0)
    same = np.flatnonzero(np.diff(key) == 0)
    sound[same], sound[same + 1] = False, False
    for name in TAXES:
        sound &= chosen.bills.lines.known[name][pairs.at]
    good = np.bincount(pairs.bill[sound], minlength=len(chosen))
    of_order = np.where(order >= 0, lines[order], -1)
    pairs.paired[:] = (chosen.line_count > 0) & (good == chosen.line_count) & (good == of_order)
