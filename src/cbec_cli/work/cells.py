"""Small computations on cells that serve one order and columns alike; they need no numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import SCALE
from cbec_cli.engine.words import at_rate, payable, priced, times_quantity, to_fen, where
from cbec_cli.work.units import CELLS, KILOGRAM, LARGEST, PIECE, SHEET

if TYPE_CHECKING:
    from cbec_cli.work.settings import Cost


def fen_of(price: Any, fx_p: Any, fx_q: Any) -> Any:
    """An amount of a cell as whole fen."""
    return payable(at_rate(to_fen(price), fx_p, fx_q))


def quantity_cells(arrays: Any) -> dict[str, Any]:
    """The cells of `units.quantity_in`, from line arrays joined with an assessment (ints or columns).

    A legal quantity without a unit is in the tariff's unit. The second legal quantity of a mask counts its pieces.
    """
    cells = {name: arrays[name] for name in ("qty1", "qty2", "qty", "net_weight")}
    each = arrays["content_each"]
    fits = arrays["qty"] <= LARGEST * SCALE // where(each == 0, 1, each)
    cells["content"] = times_quantity(where(fits, each, 0), arrays["qty"])
    for name in ("qty1", "qty2", "qty", "net_weight"):
        cells[f"{name}_known"] = arrays[f"{name}_known"]
    cells["content_known"] = (arrays["content_base"] != 0) & arrays["qty_known"] & fits
    cells["content_base"] = arrays["content_base"]
    counted = (arrays["qty_base"] == 0) & (arrays["unit1"] == PIECE)  # articles of goods that are counted in pieces
    cells["qty_base"] = where(counted, PIECE, arrays["qty_base"])
    cells["net_weight_base"] = KILOGRAM
    cells["qty1_base"] = where(arrays["qty1_base"] == 0, arrays["unit1"], arrays["qty1_base"])
    second = where(arrays["qty2_base"] == 0, arrays["unit2"], arrays["qty2_base"])
    cells["qty2_base"] = where((second == PIECE) & (arrays["taxed_unit"] == SHEET), SHEET, second)
    return {name: cells[name] for name in sorted(cells, key=lambda each: (each not in CELLS, each))}


def line_cost(cost: Cost, qty: Any, weight: Any) -> Any:
    """A cost per line, unit or kg as whole fen; 0 for the other bases."""
    if cost.per == "line":
        return fen_of(cost.amount, 1, 1)
    if cost.per == "unit":
        return payable(priced(cost.amount, qty))
    return payable(priced(cost.amount, weight)) if cost.per == "kg" else 0


def percent_cost(cost: Cost, value: Any) -> Any:
    """A cost in percent of the dutiable value as whole fen."""
    return payable(at_rate(value, cost.amount, 100 * SCALE))
