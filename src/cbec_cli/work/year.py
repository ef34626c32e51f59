"""What each buyer has already bought in the year, order by order: the user's figure plus earlier orders of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cbec_cli.work.orders import OrderTable


@dataclass(frozen=True, slots=True)
class Purchases:
    """Columns over orders, all of the same length.

    Attributes:
        buyer: dense number of the buyer, −1 unknown (such orders stand alone).
        year: calendar year in which the order counts.
        sequence: what orders are sorted by within a buyer's year (day of the order).
        value: dutiable value in fen.
        counts: whether the order can count at all (a CBEC order that the other rules admit).
        given: `year_to_date` of the order in fen, 0 if not given.
        known: whether it is given.
        limit: annual limit of the order's day in fen.
    """

    buyer: NDArray[np.int64]
    year: NDArray[np.int64]
    sequence: NDArray[np.int64]
    value: NDArray[np.int64]
    counts: NDArray[np.bool_]
    given: NDArray[np.int64]
    known: NDArray[np.bool_]
    limit: NDArray[np.int64]


def purchases(orders: OrderTable, facts: Mapping[str, Any], counts: NDArray[np.bool_]) -> Purchases:
    """The orders of a file as purchases of their buyers; `counts` says which of them can count."""
    when = np.where(orders.order_day > 0, orders.order_day, orders.day)
    days = np.unique(when)
    years = np.array([date.fromordinal(day).year for day in days.tolist()], np.int64)
    return Purchases(
        buyer=np.where(orders.buyer < 0, -1, orders.buyer),
        year=years[np.searchsorted(days, when)] if len(when) else when,
        sequence=when,
        value=facts["order_value"],
        counts=counts,
        given=orders.money["year_to_date"],
        known=orders.year_known,
        limit=np.broadcast_to(np.asarray(facts["annual_limit"]), orders.count),
    )


def year_before(orders: Purchases) -> NDArray[np.int64]:
    """Fen bought in the year before each order.

    Orders that do not enter (above a limit) do not count, so a later, smaller order may still fit. That makes the
    count sequential, but only for buyers who ever pass the limit; all others are plain cumulative sums.
    """
    before = np.array(orders.given)
    known = np.flatnonzero(orders.buyer >= 0)
    if len(known) == 0:
        return before
    place = known[np.lexsort((known, orders.sequence[known], orders.year[known], orders.buyer[known]))]
    starts = _group_starts(orders.buyer[place], orders.year[place])
    if orders.known.any():  # what is said of one order of a buyer's year counts for those where it is left empty
        said = np.maximum.reduceat(before[place], starts)
        before[place] = np.where(orders.known[place], before[place], np.repeat(said, _lengths(starts, len(place))))
    given = before.copy()
    counted = np.where(orders.counts[place], orders.value[place], 0)
    running = np.cumsum(counted) - counted
    running -= np.repeat(running[starts], _lengths(starts, len(place)))
    before[place] += running
    over = before[place] + orders.value[place] > orders.limit[place]
    for group in np.unique(np.searchsorted(starts, np.flatnonzero(over & orders.counts[place]), side="right") - 1):
        end = starts[group + 1] if group + 1 < len(starts) else len(place)
        _one_by_one(orders, place[starts[group] : end], given, before)
    return before


def _lengths(starts: NDArray[np.int64], end: int) -> NDArray[np.int64]:
    """How many orders each group has."""
    return np.diff(np.append(starts, end))


def _one_by_one(
    orders: Purchases, places: NDArray[np.int64], given: NDArray[np.int64], before: NDArray[np.int64]
) -> None:
    """A buyer's year in sequence: an order that would pass the limit is left out of what follows."""
    bought = 0
    for i in places.tolist():
        before[i] = given[i] + bought
        if orders.counts[i] and before[i] + orders.value[i] <= orders.limit[i]:
            bought += int(orders.value[i])


def _group_starts(*keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a new combination of keys begins in sorted columns."""
    new = np.zeros(len(keys[0]), np.bool_)
    new[0] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)
