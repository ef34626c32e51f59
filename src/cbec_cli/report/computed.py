"""Computed columns of a chunk of lines as Arrow columns, for csv, parquet, workbook and JSON.

Amounts stay whole fen until their text is made: an int64 of fen becomes a decimal128 of yuan by giving its bytes
another name, so no value passes through a float and nothing is rounded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from cbec_cli.engine.money import SCALE
from cbec_cli.report.fields import ratio
from cbec_cli.rules.routes import OUTCOMES, ROUTES
from cbec_cli.tables.arrow import strings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cbec_cli.report.fields import Field
    from cbec_cli.work.result import LineChunk, Orders

YUAN = pa.decimal128(19, 2)
"""Type of an amount: every int64 of fen fits."""


def money(fen: NDArray[np.int64], known: NDArray[np.bool_]) -> Any:
    """Whole fen as exact yuan.

    Args:
        fen: int64[n].
        known: bool[n]; False gives null.

    Returns:
        pyarrow.Decimal128Array[n] with two decimals.
    """
    words = np.empty((len(fen), 2), np.int64)  # a decimal128 is its low and high eight bytes
    words[:, 0] = fen
    np.right_shift(fen, 63, out=words[:, 1])  # the sign fills the high half
    return pa.Array.from_buffers(YUAN, len(fen), [_validity(known), pa.py_buffer(words)])


def _validity(known: NDArray[np.bool_]) -> Any:
    """Arrow's bit per value: 1 where known."""
    return pa.py_buffer(np.packbits(known, bitorder="little"))


def rates(basis_points: NDArray[np.int64], known: NDArray[np.bool_]) -> Any:
    """Basis points as text ratios ("0.13"); null where unknown or negative (no single rate applies).

    Returns:
        pyarrow.StringArray[n].
    """
    shown = known & (basis_points >= 0)
    top = int(basis_points.max(initial=0))
    return _pick(_ratio_texts(1 << top.bit_length()), np.where(shown, basis_points, 0), shown)


def _pick(words: Any, places: NDArray[Any], known: NDArray[np.bool_]) -> Any:
    """Words by their places, null where unknown; made without `pyarrow.array`, which would import pandas."""
    codes = pa.Array.from_buffers(
        pa.int64(), len(places), [_validity(known), pa.py_buffer(np.ascontiguousarray(places, np.int64))]
    )
    return words.take(codes)


@lru_cache(maxsize=8)
def _ratio_texts(size: int) -> Any:
    """Texts of the ratios 0 .. size-1: rates are few and small, making each text once is fastest."""
    return strings([ratio(rate) for rate in range(size)])


def choices(codes: NDArray[np.int8], words: Sequence[str]) -> Any:
    """Small codes as their words; an empty word gives null."""
    return _pick(strings(words), codes, codes > 0 if words[0] == "" else codes >= 0)


def notes(chunk: LineChunk) -> Any:
    """What has to be said about each line, joined by semicolons; null where nothing has."""
    spoken = np.flatnonzero(chunk.flags)  # most lines have none
    places = np.zeros(len(chunk.rows), np.int64)
    places[spoken] = np.arange(len(spoken))
    texts = strings(["; ".join(chunk.notes(i)) or None for i in spoken.tolist()])
    return _pick(texts if len(spoken) else strings([None]), places, chunk.flags != 0)


def amount(chunk: LineChunk, name: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """An amount of each line in fen, and where it is known."""
    if name == "landed_cost_per_unit":
        known = chunk.known & (chunk.qty > 0)
        return per_unit(chunk.amounts["landed_cost"], np.where(known, chunk.qty, SCALE)), known
    return chunk.amounts[name], chunk.known


def per_unit(fen: NDArray[np.int64], qty: NDArray[np.int64]) -> NDArray[np.int64]:
    """Fen of one article, rounded half up; divides in two steps so that no product leaves an int64.

    Args:
        fen: int64[n], amount of all articles.
        qty: int64[n], articles in hundred-thousandths, above zero and at most 9e13.
    """
    whole, rest = np.divmod(fen, qty)
    more, rest = np.divmod(rest * SCALE, qty)
    return whole * SCALE + more + (rest >= qty - rest)


def column(chunk: LineChunk, field: Field) -> Any:
    """One computed column of a chunk in its exact form (text or decimal)."""
    if field.name == "route":
        return choices(chunk.route, ROUTES)
    if field.name == "outcome":
        return choices(chunk.outcome, OUTCOMES)
    if field.kind == "money":
        return money(*amount(chunk, field.name))
    if field.kind == "rate":
        return rates(chunk.rates[field.name], chunk.known)
    return notes(chunk)


def orders_known(orders: Orders) -> NDArray[np.bool_]:
    """Where an order's amounts mean something: not where it is refused before anything could be computed."""
    known: NDArray[np.bool_] = (orders.route != 0) & orders.known
    return known


def columns(chunk: LineChunk, fields: Sequence[Field]) -> list[Any]:
    """All computed columns of a chunk, in the order of `fields`."""
    return [column(chunk, field) for field in fields]
