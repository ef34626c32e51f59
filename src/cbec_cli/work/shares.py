"""Order amounts shared out over lines in columns: the same largest-remainder rule as `engine.allocate`, vectorised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAFE = 2**62


def share_out(
    amounts: NDArray[np.int64], weights: NDArray[np.int64], order: NDArray[Any], orders: int
) -> NDArray[np.int64]:
    """Fen of each line.

    Args:
        amounts: whole fen of each order, shape (orders,).
        weights: non-negative weight of each line, shape (lines,); an order that weighs nothing is shared equally.
        order: index of each line's order, shape (lines,).
        orders: how many orders there are.

    Returns:
        shape (lines,); the lines of an order add up to its amount exactly.
    """
    total: NDArray[np.int64] = sums(weights, order, orders)
    empty = total == 0
    if empty.any():
        weights = np.where(empty[order], 1, weights)
        total = np.where(empty, sums(np.ones_like(weights), order, orders), total)
    whole_amount, whole_total = amounts[order], np.maximum(total, 1)[order]
    if int(np.abs(amounts).max(initial=0)) * int(weights.max(initial=0)) >= _SAFE:
        # Python ints where a product could leave int64: rare, and exactness comes first.
        product = whole_amount.astype(object) * weights.astype(object)
        parts = (product // whole_total).astype(np.int64)
        remainders = (product % whole_total).astype(np.int64)
    else:
        product = whole_amount * weights
        parts = product // whole_total
        remainders = product - parts * whole_total
    left: NDArray[np.int64] = amounts - sums(parts, order, orders)
    ranked = np.lexsort((-remainders, order))
    starts = np.searchsorted(order[ranked], np.arange(orders))
    place = np.arange(len(order)) - starts[order[ranked]]
    parts[ranked] += place < left[order[ranked]]
    shared: NDArray[np.int64] = parts
    return shared


def sums(values: NDArray[Any], order: NDArray[Any], orders: int) -> NDArray[np.int64]:
    """Sum of the lines' values for each order, in int64 (`bincount` would go through floats)."""
    out = np.zeros(orders, np.int64)
    np.add.at(out, order, values)
    return out
