"""Random orders: ints, noted numbers and columns give what the oracle's fractions give, and sums hold."""

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import oracle
import pytest
import readings
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import GOODS
from readings import Asked, Found

SCALE = 100_000
LARGEST = 900_000_000 * SCALE
DAY = "2026-11-22"


def text(hundred_thousandths: int) -> str:
    """A cell: 12.5, 0.00001, …"""
    major, minor = divmod(hundred_thousandths, SCALE)
    return f"{major}.{minor:05d}".rstrip("0").rstrip(".")


def number(cell: str) -> Fraction:
    return Fraction(cell)


fen = st.integers(0, 9_000_000).map(lambda amount: amount * 1000)
anything = st.integers(0, LARGEST)
around_the_limits = st.sampled_from([500_000, 2_600_000, 500_001, 2_600_001, 2_599_999, 5_000, 1_000_000]).map(
    lambda amount: amount * 1000
)
small_change = st.one_of(st.just(0), st.integers(0, 100_000).map(lambda amount: amount * 1000))


@st.composite
def lines(draw: st.DrawFn, *, goods: str | None = None) -> dict[str, str]:
    """A line as texts; price × quantity stays within what a cell may hold."""
    what = GOODS[goods or draw(st.sampled_from(sorted(GOODS)))]
    qty = draw(st.one_of(st.just(SCALE), st.integers(1, 12).map(lambda n: n * SCALE), st.integers(1, 50 * SCALE)))
    price = draw(st.one_of(fen, around_the_limits, anything))
    price = min(price, LARGEST * SCALE // qty)
    counted = draw(st.one_of(st.integers(1, 20 * SCALE), st.integers(1, LARGEST // 10_000)))
    column, unit = what.counts
    line = {"hs_code": what.code, "origin": "JP", "qty": text(qty), "unit_price": text(price), column: text(counted)}
    if unit:
        line["unit1"] = unit
    for name in ("freight", "insurance"):
        if amount := draw(small_change):
            line[name] = text(amount)
    if price * qty // SCALE > 1000 * SCALE and draw(st.booleans()):
        line["discount"] = text(draw(st.integers(0, 99_999_000)))
    return line


@st.composite
def orders(draw: st.DrawFn, most: int = 4) -> dict[str, Any]:
    """An order as texts, in CBEC or in general trade."""
    order: dict[str, Any] = {"day": DAY, "lines": draw(st.lists(lines(), min_size=1, max_size=most))}
    for name in ("freight", "insurance"):
        if amount := draw(small_change):
            order[name] = text(amount)
    if draw(st.booleans()):
        order["year_to_date"] = text(draw(st.integers(0, 2_700_000)) * 1000)
    if draw(st.booleans()):
        order["mode"] = draw(st.sampled_from(["9610", "1210", "0110"]))
    return order


def of_oracle(order: dict[str, Any]) -> oracle.Costed:
    by_code = {goods.code: goods for goods in GOODS.values()}

    def line(cells: dict[str, str]) -> oracle.Line:
        goods = by_code[cells["hs_code"]]
        return oracle.Line(
            goods=goods,
            price=number(cells["unit_price"]),
            qty=number(cells["qty"]),
            counted=number(cells[goods.counts[0]]),
            **{name: number(cells.get(name, "0")) for name in ("freight", "insurance", "discount")},
        )

    return oracle.cost(
        oracle.Order(
            lines=[line(cells) for cells in order["lines"]],
            freight=number(order.get("freight", "0")),
            insurance=number(order.get("insurance", "0")),
            year_before=number(order.get("year_to_date", "0")),
            general=order.get("mode") == "0110",
        )
    )


def of_texts(found: Found) -> list[tuple[Fraction, ...]]:
    names = ("dutiable_value", "duty", "consumption_tax", "vat", "tax")
    return [tuple(Fraction(line[name] or "-1") for name in names) for line in found.lines]


def lawful(found: Found, expected: oracle.Costed) -> None:
    """The same route, the same amounts line by line, and sums that hold."""
    at_the_annual_limit = expected.value == oracle.ANNUAL_LIMIT and len(found.lines) == 1
    assert found.route == expected.route or (at_the_annual_limit and found.route == "refused")
    assert of_texts(found) == [(line.value, line.duty, line.excise, line.vat, line.tax) for line in expected.lines]
    assert Fraction(found.amounts["order_value"] or "-1") == expected.value
    assert Fraction(found.amounts["tax"] or "-1") == expected.tax
    assert Fraction(found.amounts["landed_cost"] or "-1") == expected.value + expected.tax


@given(orders())
def test_one_order_on_ints_and_noted(order: dict[str, Any]) -> None:
    expected = of_oracle(order)
    assume(all(line.value >= 0 for line in expected.lines))
    with tempfile.TemporaryDirectory() as folder:
        (found,) = readings.by_int(Asked([order]), Path(folder))
        (noted,) = readings.by_int(Asked([order]), Path(folder), noted=True)
    lawful(found, expected)
    assert noted == found


@given(st.lists(orders(), min_size=1, max_size=6), st.sampled_from([None, 1, 2, 3]))
def test_a_file_of_orders_by_column(several: list[dict[str, Any]], chunk: int | None) -> None:
    expected = [of_oracle(order) for order in several]
    assume(all(line.value >= 0 for costed in expected for line in costed.lines))
    with tempfile.TemporaryDirectory() as folder:
        found = readings.by_column(Asked(several), Path(folder), chunk)
    for each, costed in zip(found, expected, strict=True):
        lawful(each, costed)


@given(st.lists(orders(), min_size=1, max_size=6))
def test_lines_add_up_to_orders_and_orders_to_totals(several: list[dict[str, Any]]) -> None:
    assume(all(line.value >= 0 for order in several for line in of_oracle(order).lines))
    with tempfile.TemporaryDirectory() as folder:
        result = readings.summarise(readings.batch_of(Asked(several).write(Path(folder)), chunk=2))
        found = readings.of_result(result)
    names = ("duty", "consumption_tax", "vat", "tax", "other_costs", "landed_cost", "dutiable_value")
    sums = {outcome: dict.fromkeys(names, Fraction(0)) for outcome in (False, True)}
    for order in found:
        for line in order.lines:
            for name in names:
                sums[order.outcome == "refused"][name] += Fraction(line[name] or "0")
    for name in names:
        assert Fraction(result.totals[name], 100) == sums[False][name]
        assert Fraction(result.refused_totals[name], 100) == sums[True][name]
        routes = sum(route[name] for route in result.by_route.values())
        assert routes == result.totals[name] + result.refused_totals[name]
    assert result.totals["tax"] == sum(result.totals[name] for name in ("duty", "consumption_tax", "vat"))
    assert result.cash["due_now"] + result.cash["secured"] == result.totals["tax"]
    result.close()


@pytest.mark.parametrize("goods", sorted(GOODS))
@pytest.mark.parametrize("mode", ["9610", "0110"])
@settings(max_examples=max(settings().max_examples // 10, 1))
@given(data=st.data())
def test_tax_never_falls_when_the_value_rises(goods: str, mode: str, data: st.DataObject) -> None:
    """Within one route, one quantity and one price class; waivers are steps upwards too."""
    line = data.draw(lines(goods=goods))
    one, other = sorted(data.draw(st.tuples(fen, fen)))
    cheap, dear = ({**line, "qty": "1", "unit_price": text(price)} for price in (one, other))
    for each in (cheap, dear):
        each.pop("discount", None)
    with tempfile.TemporaryDirectory() as folder:
        asked = Asked([{"day": DAY, "mode": mode, "lines": [each]} for each in (cheap, dear)])
        low, high = readings.by_int(asked, Path(folder))
    assume(low.route == high.route)
    assert Fraction(low.lines[0]["tax"] or "-1") <= Fraction(high.lines[0]["tax"] or "-1")


@given(orders(), st.sampled_from(["general-trade", "cbec"]))
def test_a_forced_route_taxes_as_that_route_does(order: dict[str, Any], route: str) -> None:
    """`--route general-trade` is what mode 0110 gives; `--route cbec` is 70 % whatever the value."""
    assume(all(line.value >= 0 for line in of_oracle(order).lines))
    asked = Asked([order], {"route": route})
    with tempfile.TemporaryDirectory() as folder:
        (found,) = readings.by_int(asked, Path(folder))
        (column,) = readings.by_column(asked, Path(folder))
    assert of_texts(found) == of_texts(column)
    assert (found.route, found.outcome) == (column.route, column.outcome)
    if route == "general-trade":
        expected = of_oracle({**order, "mode": "0110"})
        assert of_texts(found) == [(line.value, line.duty, line.excise, line.vat, line.tax) for line in expected.lines]
    else:
        assert {line["duty"] for line in found.lines} == {"0.00"}


@pytest.mark.parametrize("goods", sorted(GOODS))
def test_the_largest_cells_do_not_overflow(goods: str, tmp_path: Path) -> None:
    """The largest price and the largest quantity a cell may hold, on different lines of the same file."""
    what = GOODS[goods]
    column, unit = what.counts
    one = {"hs_code": what.code, "origin": "JP", "qty": "1", "unit_price": "900000000", column: "900000000"}
    many = {**one, "qty": "900000000", "unit_price": "1", column: "0.00001"}
    for line in (one, many):
        line.update(unit1=unit, freight="900000000", insurance="900000000")
    several = [{"day": DAY, "mode": mode, "lines": [line]} for mode in ("9610", "0110") for line in (one, many)]
    for found, order in zip(readings.by_column(Asked(several), tmp_path), several, strict=True):
        lawful(found, of_oracle(order))
