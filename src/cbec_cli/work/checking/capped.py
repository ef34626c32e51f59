"""Goods of which a person may buy only so many kilograms a year: what each buyer buys of them in the file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.work.units import KILOGRAM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cbec_cli.work.checking.inspection import Inspection

_GROUPS = 1_000
"""More than there are caps."""


class Capped:
    """Sums over buyer, calendar year and cap; nothing is computed where no line of the file has a cap."""

    def __init__(self, inspection: Inspection) -> None:
        """Walk the lines once if a code of the file is capped."""
        orders = inspection.batch.orders
        when = np.where(orders.order_day > 0, orders.order_day, orders.day)
        days, of_order = np.unique(when, return_inverse=True)
        year = np.array([date.fromordinal(day).year for day in days.tolist()], np.int64)[of_order]
        self._buyer_year = np.where(orders.buyer < 0, -1, orders.buyer.astype(np.int64) * 10_000 + year)
        self._keys, self._totals = np.zeros(0, np.int64), np.zeros(0, np.int64)
        if not (inspection.code_columns()["cap"] > 0).any():
            return
        parts = [self._part(inspection.line_facts(number)) for number in range(inspection.batch.spool.count)]
        keys = np.concatenate([keys for keys, _ in parts])
        self._keys, of_key = np.unique(keys, return_inverse=True)
        self._totals = np.zeros(len(self._keys), np.int64)
        np.add.at(self._totals, of_key, np.concatenate([amounts for _, amounts in parts]))

    def _part(self, facts: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Keys and kilograms of the capped lines of a chunk."""
        keys = self.keys(facts)
        at = np.flatnonzero(keys >= 0)
        return keys[at], kilograms(facts)[at]

    def keys(self, facts: Any) -> NDArray[np.int64]:
        """A number for buyer, year and cap; −1 where there is no cap, or no buyer: such lines stand alone."""
        buyer_year = self._buyer_year[facts["group_order"]]
        capped = (facts["cap"] > 0) & (buyer_year >= 0)
        return np.where(capped, buyer_year * _GROUPS + facts["cap_group"], -1)

    def of(self, facts: Any) -> NDArray[np.int64]:
        """Kilograms (hundred-thousandths) that count against the line's cap: those of its buyer's year."""
        found: NDArray[np.int64] = np.where(facts["cap"] > 0, kilograms(facts), 0)
        keys = self.keys(facts)
        at = np.flatnonzero(keys >= 0)
        found[at] = self._totals[np.searchsorted(self._keys, keys[at])]
        return found


def kilograms(facts: Any) -> NDArray[np.int64]:
    """Kilograms of each line: the legal quantity if it is in kilograms, else the net weight; 0 if neither is known."""
    legal = facts["qty1_known"] & (facts["qty1_base"] == KILOGRAM)
    found: NDArray[np.int64] = np.where(legal, facts["qty1"], facts["net_kilograms"])
    return found
