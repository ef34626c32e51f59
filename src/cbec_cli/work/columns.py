"""Small steps on columns of facts that only a batch takes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.rules import REGISTER
from cbec_cli.work.cells import quantity_cells
from cbec_cli.work.lazy import Lazy
from cbec_cli.work.units import quantity_in

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_parcels(facts: Any, parcel: NDArray[np.bool_]) -> None:
    """Where the route is a parcel, parcel tax stands for all import taxes."""
    REGISTER.compute(facts, "parcel_tax", "parcel_landed_cost")
    for name in ("duty", "consumption_tax", "vat", "applied_duty_rate", "consumption_tax_rate", "vat_rate"):
        facts[name] = np.where(parcel, 0, facts[name])
    facts["tax"] = np.where(parcel, facts["parcel_tax"], facts["tax"])
    facts["landed_cost"] = np.where(parcel, facts["parcel_landed_cost"], facts["landed_cost"])


def any_of(facts: Any, names: tuple[str, ...], length: int) -> NDArray[np.bool_]:
    """Where any of some flags holds."""
    found = np.zeros(length, np.bool_)
    for name in names:
        found |= facts[name]
    return found


def bits(facts: Any, checks: Any, length: int) -> NDArray[np.int64]:
    """One bit for each check that spoke."""
    bits = np.zeros(length, np.int64)
    for bit, check in enumerate(checks):
        flag = facts[check.name]
        if flag is not False:
            bits |= np.asarray(flag).astype(np.int64) << bit
    return bits


def year_starts(vintage: str) -> tuple[date, date]:
    """The tariff of a year holds from its first to its last day."""
    year = int(vintage[:4])
    return date(year, 1, 1), date(year + 1, 1, 1)


def count_repeats(repeats: dict[str, list[int]], arrays: dict[str, NDArray[Any]]) -> None:
    """Count the lines that repeat, and those that do not repeat, the freight or insurance of the line above."""
    same_order = arrays["run"][1:] == arrays["run"][:-1]
    for name in ("freight", "insurance"):
        now, before = arrays[name][1:], arrays[name][:-1]
        counts = repeats.setdefault(name, [0, 0])
        counts[0] += int((same_order & (now > 0) & (now == before)).sum())
        counts[1] += int((same_order & (now != before)).sum())


def taxed_quantities(facts: Any) -> dict[str, Any]:
    """Quantities in the units that consumption tax and duty count in, and whether they are known; kept as facts too."""
    length = len(facts["qty"])
    found: dict[str, Any] = {}
    for quantity, known, wanted in (
        ("taxed_quantity", "quantity_known", "taxed_unit"),
        ("duty_quantity", "duty_quantity_known", "duty_unit"),
    ):
        found[quantity], found[known] = np.zeros(length, np.int64), np.ones(length, np.bool_)
        only = np.flatnonzero(np.broadcast_to(np.asarray(facts[wanted]), length))
        if len(only):
            some = Lazy({}, (facts, only))
            some["qty_known"] = some["qty_given"]
            amount, sure = quantity_in(some[wanted], some["qty"], quantity_cells(some))
            found[quantity][only], found[known][only] = amount, sure
    for name, value in found.items():
        facts[name] = value
    return found
