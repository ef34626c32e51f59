"""Sums over the lines of each order, where its lines stand, and lines that are declared twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.work.cells import fen_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cbec_cli.tables.spool import Arrays
    from cbec_cli.work.batch import Batch
    from cbec_cli.work.checking.collect import Collector

_LARGEST = 1 << 31
"""Line numbers are below it, so that order and line number fit one int64."""


@dataclass(slots=True)
class LineSums:
    """Columns over orders, and over all lines of the file where said.

    Attributes:
        goods, freight, insurance, coupon: fen, the lines' own.
        freight_known, insurance_known: whether a line gives one.
        same_weight: whether several lines repeat one net weight: likely that of the parcel.
        weighed: net_weight and gross_weight → whether a line gives one; they belong to the head of the list.
        first: index of the order's first line among all lines.
        numbers_wrong: whether line numbers are not 1 … n; False where none are given, or they count the file's rows.
        seen_first: for each line the index of an earlier one of the same order and number, −1 if there is none; None
            if no line has one.
    """

    goods: NDArray[np.int64]
    freight: NDArray[np.int64]
    insurance: NDArray[np.int64]
    coupon: NDArray[np.int64]
    freight_known: NDArray[np.bool_]
    insurance_known: NDArray[np.bool_]
    same_weight: NDArray[np.bool_]
    weighed: dict[str, NDArray[np.bool_]]
    first: NDArray[np.int64]
    numbers_wrong: NDArray[np.bool_]
    seen_first: NDArray[np.int64] | None


def line_sums(batch: Batch, said: Collector) -> LineSums:
    """Walk the chunks once."""
    orders = batch.orders
    count = orders.count
    sums = {name: np.zeros(count, np.int64) for name in ("goods_value", "freight", "insurance")}
    coupon = np.zeros(count, np.int64)
    given = {name: np.zeros(count, np.int64) for name in ("freight", "insurance")}
    first = np.full(count, said.starts[-1], np.int64)
    keys: list[NDArray[np.int64]] = []
    low, high = np.full(count, _LARGEST), np.zeros(count, np.int64)
    light, heavy = np.full(count, np.iinfo(np.int64).max), np.zeros(count, np.int64)
    weights = {name: np.zeros(count, np.bool_) for name in ("net_weight", "gross_weight")}
    for number in range(batch.spool.count):
        arrays = batch.spool.arrays(number, "read", "said")
        run = arrays["run"]
        for name, total in sums.items():
            batch.add(total, run, arrays[name])
        for name, known in given.items():
            if f"{name}_known" in arrays:
                batch.add(known, run, arrays[f"{name}_known"])
        if "said_coupon" in arrays:
            batch.add(coupon, run, fen_of(arrays["said_coupon"], 1, 1))
        order = orders.of_run[run]
        np.minimum.at(first, order, said.starts[number] + np.arange(len(order)))
        _weigh(arrays, order, light, heavy, weights)
        if "line_number" in arrays:
            line = arrays["line_number"]
            keys.append(order.astype(np.int64) * _LARGEST + np.maximum(line, 0))
            np.minimum.at(low, order, line)
            np.maximum.at(high, order, line)
    if _runs_through(keys, count):
        keys, high = [], np.zeros(count, np.int64)
    seen = _seen_first(keys)
    repeated = np.zeros(count, np.bool_)
    if seen is not None:
        repeated[np.concatenate(keys)[seen >= 0] // _LARGEST] = True
    wrong = ((low != 1) | (high != batch.lines)) & ~repeated & bool(keys)
    return LineSums(
        sums["goods_value"],
        sums["freight"],
        sums["insurance"],
        coupon,
        given["freight"] > 0,
        given["insurance"] > 0,
        (light == heavy) & (batch.lines > 1),
        weights,
        first,
        wrong & (high > 0),
        seen,
    )


def _weigh(
    arrays: Arrays,
    order: NDArray[Any],
    light: NDArray[np.int64],
    heavy: NDArray[np.int64],
    weights: dict[str, NDArray[np.bool_]],
) -> None:
    """The least and the most that lines of each order give as net weight, and whether a line gives a weight."""
    for name, weighed in weights.items():
        if f"{name}_known" in arrays:
            weighed[order[arrays[f"{name}_known"]]] = True
    if "said_net_weight" in arrays:
        at = np.flatnonzero(arrays["net_weight_known"])
        np.minimum.at(light, order[at], arrays["said_net_weight"][at])
        np.maximum.at(heavy, order[at], arrays["said_net_weight"][at])


def _runs_through(keys: list[NDArray[np.int64]], orders: int) -> bool:
    """Whether the lines of several orders are numbered 1 … n through the whole file: numbers of rows, not of lines."""
    if orders < 2 or not keys:
        return False
    numbers = np.concatenate(keys) % _LARGEST
    return len(numbers) > orders and bool((numbers == np.arange(1, len(numbers) + 1)).all())


def _seen_first(keys: list[NDArray[np.int64]]) -> NDArray[np.int64] | None:
    """Lines whose order and line number stood on an earlier line; lines without a number repeat none."""
    if not keys:
        return None
    every: NDArray[Any] = np.concatenate(keys)
    if bool((every[1:] > every[:-1]).all()):
        return None  # in order, as most files are
    place = np.argsort(every, kind="stable")
    ordered = every[place]
    same = np.flatnonzero((ordered[1:] == ordered[:-1]) & (ordered[1:] % _LARGEST > 0)) + 1
    if not len(same):
        return None
    starts = np.maximum.accumulate(np.where(np.diff(ordered, prepend=-1) != 0, np.arange(len(ordered)), 0))
    seen = np.full(len(every), -1, np.int64)
    seen[place[same]] = place[starts[same]]
    return seen
