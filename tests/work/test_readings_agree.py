"""Any goods of the tariff, on any day, by any route, with cells missing: one order and a file give the same answer."""

import csv
import tempfile
from pathlib import Path
from typing import Any

import readings
from hypothesis import given
from hypothesis import strategies as st
from readings import Asked

TARIFF = (Path(__file__).parents[2] / "data" / "hs_codes.csv").read_text(encoding="utf-8")
CODES = [row["code"] for row in csv.DictReader(TARIFF.splitlines())]
OFTEN = ["3304990029", "3304990049", "2203000000", "2208300000", "2402200000", "4001100000", "0207141100", "9999999999"]
DAYS = [
    "2016-04-07",
    "2016-04-08",
    "2016-10-01",
    "2018-05-01",
    "2018-12-31",
    "2019-01-01",
    "2024-12-01",
    "2026-02-02",
    "2026-11-22",
]


def amount(most: int) -> st.SearchStrategy[str]:
    return st.one_of(
        st.integers(0, most * 100).map(lambda fen: f"{fen // 100}.{fen % 100:02d}"),
        st.integers(0, 100_000).map(lambda small: f"0.{small:05d}"[:7]),
    )


code = st.one_of(st.sampled_from(OFTEN), st.sampled_from(CODES), st.sampled_from(CODES).map(lambda code: code[:8]))
cells = st.fixed_dictionaries(
    {"hs_code": code, "qty": st.sampled_from(["1", "1", "2", "0.5", "12"])},
    optional={
        "unit_price": amount(30_000),
        "total_price": amount(30_000),
        "origin": st.sampled_from(["JP", "US", "法国", "701", "Gemany"]),
        "preference": st.sampled_from(["RCEP", "CHE", "NZL", "nobody"]),
        "unit": st.sampled_from(["件", "片", "千克", "瓶"]),
        "qty1": amount(100),
        "unit1": st.sampled_from(["千克", "克", "升", "毫升", "片", "双", "???"]),
        "qty2": amount(100),
        "unit2": st.sampled_from(["升", "件"]),
        "net_weight": amount(100),
        "content": st.sampled_from(["50 ml", "0.5kg", "5片", "large"]),
        "freight": amount(100),
        "insurance": amount(100),
        "discount": amount(100),
        "currency": st.sampled_from(["CNY", "USD", "USD", "JPY", "GBP"]),
    },
)


def one_currency(order: dict[str, Any]) -> dict[str, Any]:
    """Freight of an order is in the currency of its lines, so they share one; quantities above zero."""
    first = order["lines"][0].get("currency", "CNY")
    for line in order["lines"]:
        line["currency"] = first
        if float(line.get("qty1", "1")) == 0:
            line["qty1"] = "0.3"
        if "net_weight" in line and float(line["net_weight"]) == 0:
            line["net_weight"] = "0.2"
    return order


orders = st.fixed_dictionaries(
    {"day": st.sampled_from(DAYS), "lines": st.lists(cells, min_size=1, max_size=3)},
    optional={
        "mode": st.sampled_from(["9610", "0110", "0110", "9810"]),
        "year_to_date": amount(30_000),
        "freight": amount(100),
        "insurance": amount(100),
        "discount": amount(50),
    },
).map(one_currency)

COSTS = """[costs]
a = {per = "order", amount = "3.01"}
b = {per = "percent", amount = "0.75"}
c = {per = "kg", amount = "1.1"}
d = {per = "unit", amount = "0.333"}
"""

choices = st.fixed_dictionaries(
    {"fx": st.just(["USD=7.0855", "JPY=4.6523/100"])},
    optional={
        "route": st.sampled_from(["cbec", "general-trade", "parcel"]),
        "allocate": st.sampled_from(["quantity", "weight"]),
        "price_includes_tax": st.just(True),
        "additional_duty": st.sampled_from([{"US": "10"}, {"US": "125", "JP": "2.5"}]),
        "config": st.sampled_from(
            [
                "[law]\nfull_tax_waiver = true\nfull_tax_agreement = true\nfreight_in_price_test = false",
                COSTS,
            ]
        ),
    },
)


@given(st.lists(orders, min_size=1, max_size=5), choices, st.sampled_from([None, 1, 2]))
def test_one_order_and_a_file_agree(several: list[dict[str, Any]], settings: dict[str, Any], chunk: int | None) -> None:
    asked = Asked(several, settings)
    with tempfile.TemporaryDirectory() as folder:
        alone = readings.by_int(asked, Path(folder))
        noted = readings.by_int(asked, Path(folder), noted=True)
        together = readings.by_column(asked, Path(folder), chunk)
    assert noted == alone
    for one, other in zip(together, alone, strict=True):
        assert one == other
