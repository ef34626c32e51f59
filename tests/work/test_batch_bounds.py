"""Files of orders at their bounds: origins nobody knows, values and contents too large to compute."""

from collections.abc import Callable

import pytest
from readings import of_result
from rows import line, reasons, routes

from cbec_cli.work.result import Result
from cbec_cli.work.settings import Settings


def test_an_origin_that_is_no_country_is_not_taken_as_unknown(costed: Callable[..., Result]) -> None:
    result = costed(
        [line("A", origin="Gemany", mode="0110"), line("B", origin="701", mode="0110"), line("C", origin="Gemany")]
    )
    assert routes(result) == [("refused", "refused"), ("general-trade", "complete"), ("cbec", "complete")]
    assert reasons(result) == {"DEC008"}
    assert "Germany" in str(result.orders.reasons(0)[0])


def test_additional_duty_of_one_origin_is_not_that_of_others(costed: Callable[..., Result]) -> None:
    """Origins without additional duties are looked up together, whichever the user names."""
    rows = [line(origin, "1000", origin=origin, mode="0110") for origin in ("FR", "JP", "DE", "US")]
    found = of_result(costed(rows, Settings(additional_duty={"JP": "2.5", "US": "10"})))
    assert [order.lines[0]["duty_rate"] for order in found] == ["8 %", "10.5 %", "8 %", "18 %"]


@pytest.mark.parametrize("cells", [{"qty": "900000000", "price": "900000000"}, {"qty": "1000", "price": "1000000"}])
def test_a_value_too_large_to_compute_is_refused_not_wrapped(
    costed: Callable[..., Result], cells: dict[str, str]
) -> None:
    """900 million is the most a line may be worth; the others are costed as ever."""
    result = costed([line("A", **cells), line("B")])
    assert routes(result) == [("refused", "refused"), ("cbec", "complete")]
    assert "DAT001" in {found.code for found in result.findings}
    assert result.totals["tax"] == 910


@pytest.mark.parametrize("content", ["99999999999999999999 kg", "900000000 kg"])
def test_a_content_too_large_to_compute_is_not_known(costed: Callable[..., Result], content: str) -> None:
    result = costed([line("A", hs_code="3304990029", content=content, qty="900000000", price="0.01")])
    assert routes(result)[0][1] in ("estimated", "refused")
