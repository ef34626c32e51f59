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
        self._orders = inspection.batch.orders
        self._total: dict[int, int] = {}
        if not (inspection.code_columns()["cap"] > 0).any():
            return
        for number in range(inspection.batch.spool.count):
            facts = inspection.line_facts(number)
            at = np.flatnonzero(facts["cap"] > 0)
            amounts = kilograms(facts)
            for key, amount in zip(self.keys(facts)[at].tolist(), amounts[at].tolist(), strict=True):
                self._total[key] = self._total.get(key, 0) + amount

    def keys(self, facts: Any) -> NDArray[np.int64]:
        """A number for buyer, year and cap; each line without a buyer stands alone as −1."""
        orders, order = self._orders, facts["group_order"]
        when = np.where(orders.order_day > 0, orders.order_day, orders.day)[order]
        years = {day: date.fromordinal(day).year for day in np.unique(when).tolist()}
        year = np.array([years[day] for day in when.tolist()], np.int64)
        key = (orders.buyer[order].astype(np.int64) * 10_000 + year) * _GROUPS + facts["cap_group"]
        return np.where((orders.buyer[order] >= 0) & (facts["cap"] > 0), key, -1)

    def of(self, facts: Any) -> NDArray[np.int64]:
        """Kilograms (hundred-thousandths) that count against the line's cap: those of its buyer's year."""
        own = np.where(facts["cap"] > 0, kilograms(facts), 0)
        if not self._total:
            return own
        keys = self.keys(facts)
        sums = np.array([self._total.get(key, 0) for key in keys.tolist()], np.int64)
        return np.where(keys >= 0, sums, own)


def kilograms(facts: Any) -> NDArray[np.int64]:
    """Kilograms of each line: the legal quantity if it is in kilograms, else the net weight; 0 if neither is known."""
    legal = facts["qty1_known"] & (facts["qty1_base"] == KILOGRAM)
    found: NDArray[np.int64] = np.where(legal, facts["qty1"], facts["net_kilograms"])
    return found
