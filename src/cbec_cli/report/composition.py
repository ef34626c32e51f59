"""What a landed cost is made of, for the bars of the terminal and the charts of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAXES = (("duty", "Duty"), ("consumption_tax", "Consumption tax"), ("vat", "VAT"))


def composition(sums: Mapping[str, int]) -> list[tuple[str, int]]:
    """Parts of a landed cost with their amounts in fen; they always add up to it.

    Args:
        sums: amounts in fen by name: `dutiable_value`, `duty`, `consumption_tax`, `vat`, `tax`, `landed_cost`;
            `freight` and `insurance`, if there, are shown apart from the goods.
    """
    value, tax = sums.get("dutiable_value", 0), sums.get("tax", 0)
    carriage = sums.get("freight", 0) + sums.get("insurance", 0)
    parts = [("Goods", value - carriage), ("Freight and insurance", carriage)]
    if not carriage:
        parts = [("Goods, freight, insurance", value)]
    taxes = [(label, sums.get(name, 0)) for name, label in _TAXES]
    parcel = tax - sum(amount for _, amount in taxes)
    if parcel:  # the one tax that is none of the three
        taxes.append(("Parcel tax", parcel))
    return [*parts, *taxes, ("Other costs", sums.get("landed_cost", 0) - value - tax)]


def share(part: int, whole: int) -> str:
    """A part of a whole in percent with one decimal, rounded half up; empty when there is no whole.

    >>> share(1, 3), share(5, 0)
    ('33.3 %', '')
    """
    if whole <= 0:
        return ""
    tenths = (part * 2_000 + whole) // (2 * whole)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10} %"
