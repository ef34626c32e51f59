"""Sharing out an order's amount over its lines: by weight, largest remainder first, exact to the fen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Share `amount` fen in proportion to `weights` (non-negative whole numbers).

    Every line gets the whole fen of its share; the fen left over go one each to the largest remainders (the earlier
    line first when equal). The parts always add up to the amount. Lines of weight zero (gifts) get nothing, unless
    all weigh nothing: then all weigh the same.

    >>> allocate(1000, [1, 1, 1])
    [334, 333, 333]
    """
    if not any(weights):
        weights = [1] * len(weights)
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    remainders = [amount * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -remainders[i])
    for i in by_remainder[: amount - sum(parts)]:
        parts[i] += 1
    return parts
