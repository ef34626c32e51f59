"""Files of orders: what belongs together, what disagrees, whose year it is, and what the result says."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import REMARKS, Asked, Found, batch_of, by_column, of_result, write_rows
from rows import SHAVER, line, reasons, routes

from cbec_cli.tables import spool
from cbec_cli.work.batch import Batch
from cbec_cli.work.fx import read_rates
from cbec_cli.work.result import Result
from cbec_cli.work.settings import Settings
from cbec_cli.work.summary import summarise

Rows = Sequence[Mapping[str, str]]


# -- what belongs together ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [None, 1, 2])
def test_lines_of_an_order_may_stand_apart(costed: Callable[..., Result], chunk: int | None) -> None:
    result = costed([line("A", "3000"), line("B", "5000"), line("A", "2000.01"), line("B", "0")], chunk=chunk)
    assert list(result.orders.order_no) == ["A", "B"]
    assert routes(result) == [("refused", "refused"), ("cbec", "complete")]
    assert result.orders.lines.tolist() == [2, 2]
    assert result.orders.first_row.tolist() == [2, 3]
    assert [str(Fraction(each, 100)) for each in result.orders.order_value.tolist()] == ["500001/100", "5000"]


def test_a_line_without_an_order_number_stands_alone(costed: Callable[..., Result]) -> None:
    result = costed([line("A"), line(""), line(""), line("A")])
    assert list(result.orders.order_no) == ["A", "row 3", "row 4"]
    assert result.orders.lines.tolist() == [2, 1, 1]


def test_only_some_words_are_known_about_an_order(tmp_path: Path) -> None:
    batch = batch_of(write_rows(tmp_path / "orders.csv", [line("A", mode="9610")]))
    assert (batch.orders.text("day", 0), batch.orders.text("mode_text", 0)) == ("2026-11-22", "9610")
    with pytest.raises(KeyError):
        batch.orders.text("colour", 0)


def test_without_any_order_number_every_line_is_an_order(costed: Callable[..., Result]) -> None:
    result = costed([{**SHAVER, "unit_price": "5000"}, {**SHAVER, "unit_price": "5000"}])
    assert list(result.orders.order_no) == ["row 2", "row 3"]
    assert result.orders.order_no[0:1] == ["row 2"]
    assert len(result.orders) == 2
    assert routes(result) == [("cbec", "complete")] * 2


@pytest.mark.parametrize("chunk", [None, 1])
def test_order_cells_may_be_given_once_or_on_each_line(costed: Callable[..., Result], chunk: int | None) -> None:
    once = costed([line("A", "100", order_freight="10"), line("A", "300", order_freight="")], chunk=chunk)
    each = costed([line("A", "100", order_freight="10"), line("A", "300", order_freight="10")], chunk=chunk)
    later = costed([line("A", "100", order_freight=""), line("A", "300", order_freight="10")], chunk=chunk)
    for result in (once, each, later):
        values = [found["dutiable_value"] for found in of_result(result)[0].lines]
        assert values == ["102.50", "307.50"]


@pytest.mark.parametrize("chunk", [None, 1])
@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("order_freight", "10", "11"),
        ("order_discount", "0", "1"),
        ("year_to_date", "100", "200"),
        ("declared_on", "2026-11-21", "2026-11-22"),
        ("order_date", "2026-11-21", "2026-11-22"),
        ("mode", "9610", "1210"),
        ("buyer_id", "11010519491231002X", "440524188001010014"),
    ],
)
def test_lines_that_disagree_about_their_order(
    costed: Callable[..., Result], column: str, one: str, other: str, chunk: int | None
) -> None:
    result = costed([line("B"), line("A", **{column: one}), line("A", **{column: other}), line("B")], chunk=chunk)
    assert routes(result) == [("cbec", "complete"), ("refused", "refused")]
    (reason,) = result.orders.reasons(1)
    assert (reason.code, column in reason.message) == ("DAT004", True)
    assert result.exit_status == 1


def test_disagreeing_lines_of_an_order_that_stand_apart(costed: Callable[..., Result]) -> None:
    result = costed([line("A", mode="9610"), line("B", mode="9610"), line("A", mode="0110")])
    assert routes(result) == [("refused", "refused"), ("cbec", "complete")]
    assert reasons(result) == {"DAT004"}


# -- the day ------------------------------------------------------------------------------------------------------


def test_the_day_of_declaration_comes_first(costed: Callable[..., Result]) -> None:
    from datetime import date

    cells = [
        line("A", declared_on="2018-05-01", order_date="2018-04-30"),
        line("B", declared_on="", order_date="2018-04-30"),
        line("C", declared_on="", order_date=""),
    ]
    rates = [found.lines[0]["vat_rate"] for found in of_result(costed(cells))]
    assert rates == ["16 %", "17 %", "13 %"]
    fixed = costed(cells, Settings(on=date(2018, 5, 1)))
    assert [found.lines[0]["vat_rate"] for found in of_result(fixed)] == ["16 %", "16 %", "16 %"]
    assert fixed.data["law_days"] == ["2018-05-01"]


# -- the buyer's year ---------------------------------------------------------------------------------------------


def orders_of(buyer: str, *days_and_values: tuple[str, str]) -> list[dict[str, str]]:
    return [
        line(f"{buyer}{i}", value, buyer_id=buyer, order_date=day, declared_on="2026-12-01")
        for i, (day, value) in enumerate(days_and_values)
    ]


def test_earlier_orders_of_the_year_count_by_their_day(costed: Callable[..., Result]) -> None:
    """The file names the later order first; the earlier one has the room."""
    days = (f"2026-06-0{day}" for day in (6, 1, 2, 3, 4, 5))
    result = costed(orders_of("E12345678", *((day, "5000.00") for day in days)))
    assert [route for route, _ in routes(result)] == ["refused", "cbec", "cbec", "cbec", "cbec", "cbec"]
    (reason,) = result.orders.reasons(0)
    assert "30000.00" in reason.message
    assert result.orders.buyer(0) == "E1*****78"


def test_another_year_or_another_buyer_starts_again(costed: Callable[..., Result]) -> None:
    rows = [
        *orders_of("E12345678", *(("2025-12-31", "5000.00"),) * 5, ("2026-01-01", "5000.00")),
        *orders_of("E87654321", ("2026-01-01", "5000.00")),
    ]
    assert {route for route, _ in routes(costed(rows))} == {"cbec"}


def test_the_users_figure_and_the_file_add_up(costed: Callable[..., Result]) -> None:
    rows = [
        {**row, "year_to_date": "20000"}
        for row in orders_of("E12345678", ("2026-01-01", "5000"), ("2026-01-02", "1001"))
    ]
    assert [route for route, _ in routes(costed(rows))] == ["cbec", "refused"]
    rows[1]["unit_price"] = "1000"
    assert [route for route, _ in routes(costed(rows))] == ["cbec", "cbec"]


def test_general_trade_and_refused_orders_do_not_count(costed: Callable[..., Result]) -> None:
    rows = orders_of("E12345678", ("2026-01-01", "20000"), ("2026-01-02", "5000"), ("2026-01-03", "5000"))
    rows[0]["mode"] = "0110"
    rows[1]["qty"] = "2"
    assert [route for route, _ in routes(costed(rows))] == ["general-trade", "refused", "cbec"]


@pytest.mark.parametrize("chunk", [None, 1])
def test_the_buyer_may_be_given_on_any_line(costed: Callable[..., Result], chunk: int | None) -> None:
    rows = [
        line(f"A{i}", "2500.00", buyer_id=buyer, order_date=f"2026-01-0{i + 1}")
        for i in range(6)
        for buyer in ("", "E12345678")
    ]
    assert [route for route, _ in routes(costed(rows, chunk=chunk))] == ["cbec"] * 5 + ["refused"]


def test_the_buyer_given_twice_with_a_gap_still_disagrees(costed: Callable[..., Result]) -> None:
    result = costed([line("A", buyer_id=buyer) for buyer in ("E12345678", "", "E87654321")])
    assert reasons(result) == {"DAT004"}


def test_an_order_without_a_buyer_stands_alone(costed: Callable[..., Result]) -> None:
    result = costed([line(f"A{i}", "5000.00", buyer_id="") for i in range(7)])
    assert {route for route, _ in routes(result)} == {"cbec"}
    assert result.orders.buyer(0) == ""


# -- faulty lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"unit_price": "one"}, "DAT001", "unit_price"),
        ({"qty": "-1"}, "DAT001", "qty"),
        ({"hs_code": "8.5101E+09"}, "DAT005", "hs_code"),
        ({"qty": ""}, "DAT002", "qty"),
        ({"unit_price": ""}, "DAT002", "unit_price"),
        ({"hs_code": ""}, "DAT002", "hs_code"),
        ({"hs_code": "8510109999"}, "HSC002", "hs_code"),
        ({"currency": "USD"}, "TAX109", "currency"),
        ({"discount": "101"}, "TAX112", "discount"),
    ],
)
def test_a_faulty_line_bars_its_order_and_says_where(
    costed: Callable[..., Result], cells: dict[str, str], code: str, column: str
) -> None:
    rows = [line("A", currency="CNY"), line("B", currency="CNY"), {**line("A", currency="CNY"), **cells}]
    result = costed(rows)
    assert routes(result) == [("refused", "refused"), ("cbec", "complete")]
    place = [(found.row, found.column, found.order_no) for found in result.findings if found.code == code]
    assert place == [(4, column, "A")]
    assert result.exit_status == 1
    bad = of_result(result)[0].lines
    assert bad[0]["tax"] is not None
    assert set(bad[1].values()) == {None}
    assert result.totals["dutiable_value"] == 10_000
    assert result.refused_totals["dutiable_value"] == 10_000


def test_findings_beyond_the_limit_are_counted(costed: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    from cbec_cli.engine import findings

    monkeypatch.setattr(findings.Findings.__init__, "__defaults__", (3, *findings.Findings.__init__.__defaults__[1:]))
    rows = [line(f"A{i}", hs_code="8510109999") for i in range(5)] + [line(f"B{i}", "9000", qty="2") for i in range(5)]
    result = costed(rows)
    assert len(result.findings) == 3
    assert result.findings_dropped >= 7
    assert result.exit_status == 1


def test_findings_name_the_file_they_stand_in(tmp_path: Path) -> None:
    one = write_rows(tmp_path / "one.csv", [line("A"), line("B")])
    two = write_rows(tmp_path / "two.csv", [line("C"), line("D", "9000", qty="2"), line("E", hs_code="8510109999")])
    result = summarise(batch_of(one, two))
    places = {(found.code, Path(found.file).name, found.row) for found in result.findings}
    assert places == {("THR001", "two.csv", 3), ("HSC002", "two.csv", 4)}
    assert [Path(name).name for name in result.source["files"]] == ["one.csv", "two.csv"]


# -- the result ---------------------------------------------------------------------------------------------------


def test_totals_by_route_and_cash(costed: Callable[..., Result]) -> None:
    rows = [
        line("A", "1000"),
        line("B", "10000"),
        line("C", "1000", mode="0110"),
        line("D", "9000", qty="2"),
    ]
    result = costed(rows)
    assert {name: each["orders"] for name, each in result.by_route.items()} == {
        "cbec": 1,
        "cbec-full-tax": 1,
        "general-trade": 1,
        "refused": 1,
    }
    assert (result.totals["orders"], result.totals["lines"]) == (4, 4)
    assert result.totals["tax"] == 9_100 + 220_400 + 22_040
    assert result.refused_totals["tax"] == 144_000 + 252_720
    assert result.cash == {"due_now": 22_040, "secured": 9_100 + 220_400}


def test_skus_add_up_over_chunks_the_dearest_first(costed: Callable[..., Result]) -> None:
    rows = [
        line("A", "100", sku="S1", name="shaver"),
        line("B", "500", sku="S2"),
        line("C", "100", sku="S1"),
        line("D", "100"),
        line("E", "9000", sku="S3", qty="2"),
    ]
    result = costed(rows, chunk=2, by_sku=True)
    found = [(each["sku"], each["lines"], each["dutiable_value"], each["tax"]) for each in result.skus]
    assert found == [("S2", 1, 50_000, 4_550), ("S1", 2, 20_000, 1_820)]
    assert costed(rows).skus == []


def test_what_was_assumed_for_the_whole_file_is_said(costed: Callable[..., Result]) -> None:
    bare = " ".join(costed([{"hs_code": "8510100000", "qty": "1", "unit_price": "1"}]).data["assumptions"])
    for word in ("supervision mode", "year_to_date", "no buyer", "declaration day", "currency"):
        assert word in bare
    full = line("A", mode="9610", year_to_date="1", buyer_id="E12345678", currency="CNY")
    assert costed([full]).data["assumptions"] == []


def test_rates_and_costs_that_were_used_are_stated(costed: Callable[..., Result]) -> None:
    result = costed([line("A", currency="USD")], Settings(rates=read_rates(["USD=7.0855", "EUR=8"])))
    assert result.data["settings"]["fx"] == {"USD": {"rate": "7.0855", "source": "--fx"}}
    assert result.data["tariff_vintage"] == "2026-01-01"


def test_a_reference_rate_makes_an_estimate(costed: Callable[..., Result]) -> None:
    result = costed([line("A", currency="USD")], Settings(rates=read_rates(["ecb"])))
    assert routes(result) == [("cbec", "estimated")]
    assert reasons(result) == {"TAX118"}


def test_fees_of_the_file_are_costs_beyond_tax(costed: Callable[..., Result]) -> None:
    result = costed([line("A", broker_fee="1.005", warehouse_fee="2", payment_fee="0.5")])
    assert of_result(result)[0].lines[0]["other_costs"] == "3.51"


def test_an_order_about_which_nothing_has_to_be_said(costed: Callable[..., Result]) -> None:
    result = costed([line("A", "3000"), line("B", "3000", mode="0110")], Settings(route="parcel"))
    assert REMARKS.isdisjoint(reason.code for reason in result.orders.reasons(0))
    assert costed([line("A", "26000", qty="2")], Settings(route="general-trade")).exit_status == 0


def test_lines_may_be_walked_twice(costed: Callable[..., Result]) -> None:
    result = costed([line("A", line_no="1", sku=" S1 ", hs_code="8510109999"), line("B")])
    for _ in range(2):
        (chunk,) = result.lines()
        assert chunk.texts["order_no"] == ["A", "B"]
        assert chunk.texts["sku"] == ["S1", ""]
        assert chunk.texts["name"] == ["", ""]
        assert chunk.notes(1) == []
        assert [note.split()[0] for note in chunk.notes(0)] == ["HSC002"]
    with pytest.raises(AttributeError):
        _ = result.orders.colour


def test_messages_carry_the_facts_of_their_line(costed: Callable[..., Result]) -> None:
    """Two lines of the same goods, whose messages name the line's own day, currency and value."""
    rows = [
        line("A", currency="USD"),
        line("B", currency="EUR"),
        line("C", "1", discount="3"),
        line("D", "1", discount="2"),
        line("E", origin="US", mode="0110"),
    ]
    said = [" ".join(str(reason) for reason in costed(rows).orders.reasons(i)) for i in range(5)]
    assert "USD" in said[0]
    assert "EUR" in said[1]
    assert "-2.00" in said[2]
    assert "-1.00" in said[3]
    assert "2026-11-22" in said[4]


# -- long files ---------------------------------------------------------------------------------------------------


def test_a_file_that_does_not_fit_into_memory_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several = Asked(
        [{"day": "2026-11-22", "freight": "10", "lines": [line(price=str(i)), line(price="7")]} for i in range(1, 30)]
    )
    in_memory = by_column(several, tmp_path, chunk=5)
    monkeypatch.setattr(spool.Spool.__init__, "__defaults__", (20_000,))
    assert by_column(several, tmp_path, chunk=5) == in_memory
    monkeypatch.setattr(spool.Spool.__init__, "__defaults__", (0,))
    assert by_column(several, tmp_path, chunk=5) == in_memory


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=12), st.integers(1, 5))
def test_chunks_never_matter(numbers: list[str], chunk: int) -> None:
    import tempfile

    rows = [line(number, str(700 * (i + 1)), order_freight="9.99") for i, number in enumerate(numbers)]
    with tempfile.TemporaryDirectory() as folder:
        path = write_rows(Path(folder) / "orders.csv", rows)
        found: list[list[Found]] = [of_result(summarise(batch_of(path, chunk=size))) for size in (None, chunk)]
    assert found[0] == found[1]


def test_progress_counts_rows(tmp_path: Path) -> None:
    from readings import LAW

    from cbec_cli.law.tariff import load_tariff
    from cbec_cli.tables.source import open_source

    seen: list[int] = []
    batch = Batch(LAW, load_tariff(), Settings())
    with open_source(write_rows(tmp_path / "orders.csv", [line("A"), line("B")])) as source:
        batch.read(source, seen.append)
    assert sum(seen) == 2
