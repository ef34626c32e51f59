"""The sheets of the workbook beside the lines: orders, summary with its charts, sources, findings, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from cbec_cli.engine.findings import FIELDS
from cbec_cli.engine.money import yuan
from cbec_cli.report.composition import composition
from cbec_cli.report.computed import choices, orders_known
from cbec_cli.report.fields import LINE_FIELDS, ORDER_AMOUNTS, plural
from cbec_cli.rules.routes import OUTCOMES, ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cbec_cli.work.result import Orders, Result

COUNT, MONEY, RATIO, TEXT = "count", "money", "ratio", "text"
"""Kinds of column: they decide number format and width."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of some columns of a sheet: `kind` is "bar" or "column_stacked"."""

    kind: str
    title: str
    categories: str
    series: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with a heading row.

    Attributes:
        name: the tab's name.
        table: pyarrow.Table; text, int64 counts, float64 yuan (a workbook knows no other number) or ratios.
        kinds: kind of each column.
        intro: lines of text above the table.
        charts: drawn beside it.
        widths: widths of columns that differ from those of their kind, by position.
    """

    name: str
    table: Any
    kinds: tuple[str, ...]
    intro: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    widths: tuple[tuple[int, float], ...] = ()


def yuan_cells(fen: NDArray[np.int64], known: NDArray[np.bool_] | None = None) -> Any:
    """Fen as the numbers a workbook can hold: the nearest double of the exact amount, null where unknown."""
    return pa.array(fen / 100, mask=None if known is None else ~known)


def small_sheets(result: Result) -> list[Sheet]:
    """Every sheet but the lines, in the order of the tabs."""
    sheets = [orders_sheet(result.orders), summary_sheet(result), sources_sheet(result)]
    return [*sheets, findings_sheet(result)] if result.findings else sheets


def orders_sheet(orders: Orders) -> Sheet:
    """One row per order, with the reasons why it is refused or estimated."""
    columns = {
        "order_no": pa.array(orders.order_no, pa.string()),
        "route": choices(orders.route, ROUTES),
        "outcome": choices(orders.outcome, OUTCOMES),
        "lines": pa.array(orders.lines),
        "first_row": pa.array(orders.first_row),
    }
    known = orders_known(orders)
    columns |= {name: yuan_cells(getattr(orders, name), known) for name in ORDER_AMOUNTS}
    value = np.maximum(orders.order_value, 1)
    columns["tax_share"] = pa.array(orders.tax / value, mask=~(known & (orders.order_value > 0)))
    columns["reasons"] = pa.array([_reasons(orders, i) for i in range(len(orders.order_no))], pa.string())
    kinds = (TEXT, TEXT, TEXT, COUNT, COUNT, *[MONEY] * len(ORDER_AMOUNTS), RATIO, TEXT)
    return Sheet("orders", pa.table(columns), kinds, widths=((0, 24.0), (len(kinds) - 1, 80.0)))


def _reasons(orders: Orders, i: int) -> str | None:
    """The reasons of one order as one text."""
    texts = []
    for reason in orders.reasons(i):
        codes = " ".join(code for code in (reason.code, reason.official_code) if code)
        texts.append(f"{codes}: {reason.message}" + (f"; {reason.fix}" if reason.fix else ""))
    return " | ".join(texts) or None


def summary_sheet(result: Result) -> Sheet:
    """What the landed cost is made of, in all and by route, with two charts."""
    routes = [route for route in ROUTES if route and route in result.by_route]
    payable = [route for route in routes if route != "refused"]
    parts = [label for label, _ in composition(result.totals)]
    columns: dict[str, Any] = {"part": pa.array(parts), "all": _parts(result.totals, parts)}
    columns |= {route: _parts(result.by_route[route], parts) for route in payable}
    if "refused" in routes:
        columns["refused, not in all"] = _parts(result.by_route["refused"], parts)
    charts = [Chart("bar", "Landed cost by part (CNY)", "part", ("all",))]
    if payable:
        charts.append(Chart("column_stacked", "Landed cost by part and route (CNY)", "part", tuple(payable)))
    kinds = (TEXT, *[MONEY] * (len(columns) - 1))
    return Sheet("summary", pa.table(columns), kinds, _summary_intro(result), tuple(charts), ((0, 28.0),))


def _parts(sums: dict[str, int], labels: Sequence[str]) -> Any:
    """The amounts of the parts in the order of `labels`; a part the sums do not know apart is empty."""
    amounts = dict(composition(sums))
    return pa.array([amounts[label] / 100 if label in amounts else None for label in labels], pa.float64())


def _summary_intro(result: Result) -> tuple[str, ...]:
    """The totals in words, for people who open this tab first."""
    totals, data = result.totals, result.data
    refused = int((result.orders.outcome == 2).sum())
    lines = [
        f"Landed cost CNY {yuan(totals['landed_cost'], thousands=True)}, of which tax CNY {_tax(totals)}",
        f"{_counts(result)}; {plural(refused, 'order')} refused and kept out of the totals",
        f"Tariff of {data.get('tariff_vintage', 'unknown vintage')}. {_notice(data)}",
    ]
    for route in ROUTES:
        sums = result.by_route.get(route, {})
        if route and sums:
            lines.append(f"{route}: {plural(sums.get('orders', 0), 'order')}, {plural(sums.get('lines', 0), 'line')}")
    return tuple(lines)


def _counts(result: Result) -> str:
    """How much was read."""
    return f"{plural(result.source['lines'], 'line')} in {plural(len(result.orders.order_no), 'order')}"


def _tax(totals: dict[str, int]) -> str:
    """The tax of all orders as people read it."""
    return yuan(totals["tax"], thousands=True)


def _notice(data: dict[str, Any]) -> str:
    """What the tariff table is not."""
    return str(data.get("tariff_notice") or "Not an official publication.")


def sources_sheet(result: Result) -> Sheet:
    """What was read, which tariff, law, settings and assumptions were used, and what the computed columns mean."""
    rows = [("notice", "", _notice(result.data))]
    rows += [("source", *row) for row in _flat("", result.source)]
    rows += [("data", *row) for row in _flat("", result.data)]
    rows += [("column", field.name, f"{field.meaning} {field.meaning_zh}") for field in LINE_FIELDS]
    names = ("about", "name", "value")
    table = pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)})
    return Sheet("sources", table, (TEXT, TEXT, TEXT), widths=((0, 12.0), (1, 34.0), (2, 100.0)))


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Nested settings as (name, text) rows: `settings.route`, one row per item of a list."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield (
                name,
                "; ".join(f"{key}: {part}" for key, part in item.items()) if isinstance(item, dict) else str(item),
            )
    else:
        yield name, "" if value is None else str(value)


def findings_sheet(result: Result) -> Sheet:
    """Every finding that was kept, with its place."""
    records = [finding.as_dict() for finding in result.findings]
    columns = {
        name: pa.array([record[name] for record in records], pa.int64() if name == "row" else pa.string())
        for name in FIELDS
    }
    left = result.findings_dropped
    intro = (f"{left:,} further findings were counted but not kept",) if left else ()
    kinds = tuple(COUNT if name == "row" else TEXT for name in FIELDS)
    return Sheet("findings", pa.table(columns), kinds, intro, widths=((8, 70.0), (9, 50.0), (10, 40.0)))
