"""Tables of the terminal report: by route, by order, by SKU."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.text import Text

from cbec_cli.engine.money import SCALE, yuan
from cbec_cli.report.composition import share
from cbec_cli.report.computed import orders_known
from cbec_cli.report.screen import clean, table
from cbec_cli.rules.routes import OUTCOMES, ROUTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from cbec_cli.work.result import Result

ORDERS_SHOWN = 15
SKUS_SHOWN = 10


def shortened(result: Result) -> bool:
    """Whether the report leaves out orders or SKUs unless all are asked for."""
    return len(result.orders.order_no) > ORDERS_SHOWN or len(result.skus) > SKUS_SHOWN


def _print(
    console: Console,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: set[int],
    *,
    optional: Sequence[int] = (),
    total: bool = False,
) -> None:
    """A title, the table, an empty line before."""
    console.print()
    console.print(Text(clean(title, console), style="bold"))
    console.print(table(console, headings, rows, numbers, optional=optional, last_is_total=total))


def _amount(fen: Any) -> str:
    """Fen as people read it."""
    return yuan(int(fen), thousands=True)


def _route_row(name: str, sums: Mapping[str, int]) -> list[str]:
    """One line of the table of routes."""
    value = sums.get("dutiable_value", sums.get("order_value", 0))
    counts = [f"{sums.get(key, 0):,}" for key in ("orders", "lines")]
    amounts = [_amount(amount) for amount in (value, sums.get("tax", 0), sums.get("landed_cost", 0))]
    return [name, *counts, *amounts, share(sums.get("tax", 0), value)]


def routes(console: Console, result: Result) -> None:
    """Orders, lines, value, tax, landed cost and the average tax share of each route; refused orders stand below."""
    payable = {route: result.by_route[route] for route in ROUTES if route in result.by_route and route != "refused"}
    rows = [_route_row(route, sums) for route, sums in payable.items() if route]
    if not rows:
        return
    if len(rows) > 1:
        whole = {key: sum(payable[route].get(key, 0) for route in payable if route) for key in ("orders", "lines")}
        rows.append(_route_row("total", {**result.totals, **whole}))
    headings = ["Route", "Orders", "Lines", "Value", "Tax", "Landed cost", "Tax/value"]
    _print(console, "By route (CNY)", headings, rows, set(range(1, 7)), optional=(2, 1), total=len(rows) > 1)


def orders(console: Console, result: Result, *, show_all: bool) -> None:
    """The dearest orders, or all of them; refused ones carry what general trade would cost."""
    all_orders = result.orders
    count = len(all_orders.order_no)
    picked = np.argsort(-all_orders.landed_cost, kind="stable")[: count if show_all else ORDERS_SHOWN]
    if not count:
        return
    headings = ["Order", "Route", "Outcome", "Value", "Tax", "Landed cost"]
    known = orders_known(all_orders)
    rows = []
    for i in map(int, picked):
        names = [all_orders.order_no[i], ROUTES[all_orders.route[i]] or "-", OUTCOMES[all_orders.outcome[i]]]
        amounts = (all_orders.order_value[i], all_orders.tax[i], all_orders.landed_cost[i])
        rows.append([*names, *(_amount(fen) if known[i] else "-" for fen in amounts)])
    title = "Orders by landed cost (CNY)" + (f": the first {len(rows)} of {count:,}" if len(rows) < count else "")
    _print(console, title, headings, rows, {3, 4, 5}, optional=(3,))
    if (all_orders.outcome[picked] == 2).any():
        note = "Amounts of refused orders say what general trade would cost."
        console.print(Text(clean(note, console), style="dim"))


def skus(console: Console, result: Result, *, show_all: bool) -> None:
    """The articles that cost most, or all of them."""
    picked = result.skus if show_all else result.skus[:SKUS_SHOWN]
    if not picked:
        return
    named = any(sku.get("name") for sku in picked)
    rows = []
    for sku in picked:
        units = int(sku["units"])
        each = _amount((int(sku["landed_cost"]) * SCALE * 2 + units) // (2 * units)) if units > 0 else "-"
        names = [str(sku["sku"]) or "-", *([str(sku.get("name") or "")] if named else [])]
        rows.append([*names, _count(units), _amount(sku["tax"]), _amount(sku["landed_cost"]), each])
    left = len(result.skus) - len(rows)
    title = "SKUs by landed cost (CNY)" + (f": the first {len(rows)} of {len(result.skus):,}" if left else "")
    headings = ["SKU", *(["Name"] if named else []), "Units", "Tax", "Landed cost", "per unit"]
    _print(console, title, headings, rows, set(range(len(headings) - 4, len(headings))))


def _count(units: int) -> str:
    """Hundred-thousandths as a quantity, shortest form: 2, 1.5.

    >>> _count(200_000), _count(150_000), _count(0)
    ('2', '1.5', '0')
    """
    major, minor = divmod(units, SCALE)
    return f"{major:,}" + f".{minor:05d}".rstrip("0").rstrip(".")
