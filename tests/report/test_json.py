"""JSON: exactly the keys of the contract, amounts as text, sums that agree."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.report import json_report, json_text

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def text_of(result: Any) -> str:
    sink = io.BytesIO()
    json_report.write_json(result, sink)
    return sink.getvalue().decode()


def test_the_json_report(result: Any, same: Callable[[str, str], None]) -> None:
    same("result.json", text_of(result))


def test_keys_are_those_of_the_contract_in_its_order(result: Any) -> None:
    got = json.loads(text_of(result))
    assert list(got) == ["schema", "source", "data", "lines", "orders", "totals", "findings"]
    assert got["schema"] == "cbec/landed-cost/1"
    assert " ".join(got["lines"][0]) == (
        "row order_no line_no sku hs_code route outcome dutiable_value duty consumption_tax vat tax other_costs"
        " landed_cost duty_rate consumption_tax_rate vat_rate notes"
    )
    assert " ".join(got["orders"][0]) == "order_no route outcome order_value tax landed_cost reasons"
    assert " ".join(got["orders"][0]["reasons"][0]) == "code official_code message"
    assert " ".join(got["totals"]) == "lines orders dutiable_value duty consumption_tax vat tax landed_cost"


def test_lines_orders_and_totals_agree(result: Any) -> None:
    got = json.loads(text_of(result))
    kept = {order["order_no"] for order in got["orders"] if order["outcome"] != "refused"}
    for name in ("tax", "landed_cost"):
        of_lines = sum(Decimal(line[name]) for line in got["lines"] if line["order_no"] in kept)
        of_orders = sum(Decimal(order[name]) for order in got["orders"] if order["order_no"] in kept)
        assert of_lines == of_orders == Decimal(got["totals"][name])
    assert got["totals"]["orders"] == len(kept)


def test_what_is_unknown_is_null(result: Any) -> None:
    got = json.loads(text_of(result))
    assert got["lines"][-1]["tax"] is None
    assert got["lines"][-1]["vat_rate"] is None
    assert got["orders"][-1]["tax"] is None


def test_every_amount_and_rate_is_text(result: Any) -> None:
    for line in json.loads(text_of(result))["lines"][:-1]:
        assert all(isinstance(line[name], str) for name in ("duty", "landed_cost", "duty_rate", "vat_rate"))
        assert all(len(line[name].partition(".")[2]) == 2 for name in ("duty", "tax", "landed_cost"))


def test_long_arrays_are_written_in_batches(monkeypatch: pytest.MonkeyPatch, result: Any, make: Any) -> None:
    whole = text_of(result)
    monkeypatch.setattr(json_text, "_BATCH", 2)
    assert text_of(result) == whole
    assert text_of(make(split=3)) == whole


def test_an_empty_result_is_valid(result: Any) -> None:
    result.walk, result.findings = lambda: iter(()), []
    got = json.loads(text_of(result))
    assert (got["lines"], got["findings"]) == ([], [])


def test_findings_that_were_not_kept_are_counted(result: Any) -> None:
    result.findings_dropped = 7
    assert json.loads(text_of(result))["source"]["findings_dropped"] == 7


def test_days_and_numpy_numbers_in_the_data_are_written(result: Any) -> None:
    result.data = {"day": date(2026, 3, 22), "count": np.int64(3)}
    assert json.loads(text_of(result))["data"] == {"day": "2026-03-22", "count": 3}
