"""A small result of the shape the reports get, with every route and outcome, and names that try to break reports."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from cbec_cli.engine.findings import Finding
from cbec_cli.report.fields import ORDER_AMOUNTS
from cbec_cli.rules.routes import OUTCOMES, ROUTES
from cbec_cli.work.messages import Reason
from cbec_cli.work.result import LineChunk, Orders, Result

if TYPE_CHECKING:
    from collections.abc import Callable

LINE_AMOUNTS = ("dutiable_value", "duty", "consumption_tax", "vat", "tax", "other_costs", "landed_cost")
RATES = ("duty_rate", "consumption_tax_rate", "vat_rate")


HEADINGS = ["订单编号", "商品名称", "商品编码", "qty", "unit_price", "Tax"]
# order, name, code, qty, price, the user's own "Tax" column, route, outcome, value, duty, consumption tax, vat, other
LINES: list[tuple[Any, ...]] = [
    ("A1", "婴儿配方奶粉 3段", "1901101000", "1", "239", "x", 1, 0, 23900, 0, 0, 2175, 500),
    ("A1", "=1+1", "3304990039", "2", "100.5", None, 1, 1, 20100, 0, 2488, 2056, 500),
    ("B2", "@SUM(A1:A9)", "0402210000", "1", "5200", "", 2, 0, 520000, 52000, 0, 74360, 0),
    ("C3", "-1 apple", "6403990010", "3", "700", "y", 3, 0, 210000, 21000, 0, 30030, 1250),
    ("D4", "+1 威士忌", "2208300000", "2", "3000", None, 4, 2, 600000, 30000, 212500, 109525, 0),
    ("E5", "[bold]nothing[/bold] \x1b[31m", "9999999999", "n/a", "1", None, 4, 2, 0, 0, 0, 0, 0),
]


WHY = {
    0: [
        Reason(
            code="TAX010",
            official_code="",
            message="the price test of cosmetics needs a net weight",
            fix="fill in qty1 or net_weight",
            law="财关税〔2016〕49号",
            severity="error",
            effect="",
        )
    ],
    3: [
        Reason(
            code="THR001",
            official_code="-621005",
            message="order value 6,000.00 is above 5,000.00 and the order holds more than one article",
            fix="split into orders that each stand alone, or declare under general trade (0110)",
            law="财关税〔2018〕49号 第二条",
            severity="error",
            effect="",
        )
    ],
    4: [
        Reason(
            code="HSC001",
            official_code="",
            message="code 9999999999 is not in the tariff",
            fix="look it up with: cbec hs WORDS",
            law="",
            severity="error",
            effect="",
        )
    ],
}
NO_WEIGHT = Reason("UOM002", "", "net weight unknown: the higher consumption tax is used", "fill in qty1", "", "note")
SHARED = Reason("TAX020", "", "freight is shared by value", "", "", "note")


def build_chunk(lines: list[tuple[Any, ...]], first_row: int = 2) -> LineChunk:
    def numbers(place: int) -> Any:
        return np.array([line[place] for line in lines], np.int64)

    value, duty, consumption, vat, other = (numbers(place) for place in range(8, 13))
    tax = duty + consumption + vat
    numbers_of_orders = list(dict.fromkeys(line[0] for line in lines))
    return LineChunk(
        cells=pa.table([pa.array([line[i] for line in lines], pa.string()) for i in range(6)], names=HEADINGS),
        rows=np.arange(first_row, first_row + len(lines), dtype=np.int64),
        numeric=frozenset({2, 3, 4}),
        order=np.array([numbers_of_orders.index(line[0]) for line in lines], np.int32),
        route=numbers(6).astype(np.int8),
        outcome=numbers(7).astype(np.int8),
        amounts=dict(zip(LINE_AMOUNTS, (value, duty, consumption, vat, tax, other, value + tax + other), strict=True)),
        rates={
            "duty_rate": duty * 10_000 // np.maximum(value, 1),
            "consumption_tax_rate": np.where(consumption > 0, 1500, 0),
            "vat_rate": np.full(len(lines), 1300, np.int64),
        },
        known=np.array([line[3].isdigit() for line in lines]),
        texts={
            "order_no": [line[0] for line in lines],
            "line_no": ["2" if line[1] == "=1+1" else "1" for line in lines],
            "sku": [f"SKU-{line[2]}" for line in lines],
            "hs_code": [line[2] for line in lines],
            "name": [line[1] for line in lines],
        },
        flags=(numbers(7) == 1).astype(np.int64),
        qty=np.array([100_000 * (int(line[3]) if line[3].isdigit() else 0) for line in lines], np.int64),
        reasons_of=lambda _: [NO_WEIGHT, SHARED],
    )


def build_orders(chunk: LineChunk) -> Orders:
    names = list(dict.fromkeys(chunk.texts["order_no"]))
    count = len(names)

    def per_order(values: Any) -> Any:
        sums = np.zeros(count, np.int64)
        np.add.at(sums, chunk.order, values)
        return sums

    amounts = {name: per_order(chunk.amounts[name]) for name in ORDER_AMOUNTS if name != "order_value"}
    _, first = np.unique(chunk.order, return_index=True)
    return Orders(
        order_no=names,
        route=chunk.route[first],
        outcome=np.array([chunk.outcome[chunk.order == i].max() for i in range(count)], np.int8),
        known=np.array([bool(chunk.known[chunk.order == i].all()) for i in range(count)]),
        lines=np.bincount(chunk.order).astype(np.int64),
        first_row=chunk.rows[first],
        units=np.full(count, 100_000, np.int64),
        amounts={"order_value": per_order(chunk.amounts["dutiable_value"]), **amounts},
        buyer_of=lambda i: f"110105********{i:03d}X",
        reasons_of=lambda i: WHY.get(i, []),
    )


def build_result(lines: list[tuple[Any, ...]] | None = None, *, split: int = 0) -> Result:
    lines = LINES if lines is None else lines
    whole = build_chunk(lines)
    orders = build_orders(whole)
    chunks = [whole]
    if split:
        chunks = [build_chunk(lines[:split]), build_chunk(lines[split:], first_row=2 + split)]
    kept = orders.outcome != OUTCOMES.index("refused")
    sums = {name: int(getattr(orders, name)[kept].sum()) for name in ORDER_AMOUNTS}
    by_route = {
        route: {
            "orders": int((orders.route == code).sum()),
            "lines": int(orders.lines[orders.route == code].sum()),
            "dutiable_value": int(orders.order_value[orders.route == code].sum()),
            **{name: int(getattr(orders, name)[orders.route == code].sum()) for name in ORDER_AMOUNTS},
        }
        for code, route in enumerate(ROUTES)
        if (orders.route == code).any()
    }
    return Result(
        walk=lambda: iter(chunks),
        close=lambda: None,
        source={
            "files": ["orders.xlsx"],
            "sheet": "订单",
            "heading_row": 1,
            "lines": len(lines),
            "skipped": [{"row": 9, "why": "total row (合计)"}],
            "columns": {"order_no": "订单编号", "name": "商品名称", "hs_code": "商品编码", "qty": "qty"},
        },
        data={
            "tariff_vintage": "2026-01-01",
            "tariff_notice": "Compiled from published tables; not an official publication.",
            "law_days": ["2026-03-22"],
            "positive_list": "2026",
            "amendments": ["22083000 provisional 5 % from 2026-02-02"],
            "settings": {"allocate": "value", "route": "auto"},
            "assumptions": ["freight is allocated to lines by value"],
        },
        orders=orders,
        totals={
            "lines": int(orders.lines[kept].sum()),
            "orders": int(kept.sum()),
            "dutiable_value": sums["order_value"],
            **{name: sums[name] for name in ORDER_AMOUNTS},
        },
        refused_totals=by_route.get("refused", {}),
        by_route=by_route,
        skus=[
            {
                "sku": f"SKU-{i}",
                "name": line[1],
                "lines": 1,
                "units": 200_000,
                "tax": 100,
                "landed_cost": line[8] + 100,
            }
            for i, line in enumerate(lines[:5])
        ],
        cash={"due_now": 153_620, "secured": 28_200},
        findings=[
            Finding(
                "DAT001",
                "error",
                "'n/a' is not a quantity",
                fix="write a number",
                file="orders.xlsx",
                sheet="订单",
                row=7,
                column="qty",
                order_no="E5",
            ),
            Finding("HSC001", "error", "code 9999999999 is not in the tariff", row=7, file="orders.xlsx", sheet="订单"),
        ],
    )


@pytest.fixture
def make() -> Callable[..., Result]:
    """Makes a result: `make(lines, split=2)`; without lines it is the one of `result`."""
    return build_result


@pytest.fixture
def result() -> Result:
    """Six lines in five orders: every route, every outcome, nasty names."""
    return build_result()


SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def same() -> Callable[[str, str], None]:
    """Compare a text with a stored one, exactly; CBEC_REFRESH=1 stores it anew."""

    def compare(name: str, text: str) -> None:
        stored = SNAPSHOTS / name
        if os.environ.get("CBEC_REFRESH") == "1":
            SNAPSHOTS.mkdir(exist_ok=True)
            stored.write_bytes(text.encode())
        assert text == stored.read_bytes().decode()

    return compare
