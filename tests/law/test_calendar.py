"""Days the law counts."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun, NotInForce
from cbec_cli.engine.money import fen
from cbec_cli.law import calendar
from cbec_cli.law.dated import load_law

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "law_days.yaml").read_text(encoding="utf-8"))


def _cases(what: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [case for case in CASES if case["what"] == what], ids=str)


@_cases("reference day")
def test_reference_day(case: dict) -> None:
    found = calendar.reference_day(case["declared_on"], rule=case.get("rule"))
    assert (found.day, found.nominal, found.calendar_known) == (case["day"], case["nominal"], True)
    assert case["source"] in found.source


@_cases("payment deadline")
def test_payment_deadline(case: dict) -> None:
    found = calendar.payment_deadline(case["start"])
    assert (found.day, found.nominal, found.days, found.calendar_known) == (case["day"], case["nominal"], 15, True)
    assert case["source"] in found.source


@_cases("settlement window")
def test_settlement_window(case: dict) -> None:
    assert calendar.settlement_window(case["release"]) == (case["first"], case["last"])


@_cases("return windows")
def test_return_windows(case: dict) -> None:
    found = calendar.return_windows(case["release"])
    assert (found.apply_by, found.arrive_by, found.source) == (case["apply_by"], case["arrive_by"], case["source"])


@_cases("late fee")
def test_late_fee(case: dict) -> None:
    assert calendar.late_fee(fen(case["tax"]), case["days"], case["day"]) == fen(case["fee"])


def test_a_day_the_user_knows_to_be_closed() -> None:
    closed = [date(2026, 10, 21), date(2026, 10, 22)]
    assert calendar.reference_day(date(2026, 11, 22), closed).day == date(2026, 10, 23)
    old = calendar.reference_day(date(2026, 11, 22), closed, rule=calendar.FOURTH_WEDNESDAY)
    assert old.day == date(2026, 10, 28)


def test_the_market_is_shut_at_a_worked_weekend() -> None:
    # 2026-02-28 is a Saturday that is worked; the market opens again on Monday
    closed = [date(2026, 2, day) for day in range(18, 28)]
    assert calendar.is_working_day(date(2026, 2, 28)) == (True, True)
    assert calendar.reference_day(date(2026, 3, 10), closed).day == date(2026, 3, 2)


def test_a_year_without_a_notice_counts_weekends_and_says_so() -> None:
    assert calendar.is_working_day(date(2050, 10, 3)) == (True, False)
    assert calendar.is_working_day(date(2050, 10, 1)) == (False, False)
    assert not calendar.reference_day(date(2050, 11, 1)).calendar_known
    found = calendar.payment_deadline(date(2050, 9, 16))
    assert (found.day, found.nominal, found.calendar_known) == (date(2050, 10, 3), date(2050, 10, 1), False)


def test_rules_that_are_not_known() -> None:
    with pytest.raises(CannotRun, match="fx_rule 'any-monday' is not known"):
        calendar.reference_day(date(2026, 1, 1), rule="any-monday")
    with pytest.raises(NotInForce, match="fx_rule"):
        calendar.reference_day(date(2005, 2, 28))


def test_another_law() -> None:
    law = load_law().with_override("payment_days", "10").with_override("late_fee_rate", "0.001")
    assert calendar.payment_deadline(date(2026, 11, 20), law).nominal == date(2026, 11, 30)
    assert calendar.late_fee(100_000, 2, date(2026, 1, 1), law) == 200
    assert calendar.settlement_window(date(2026, 1, 1), law)[0] == date(2026, 2, 1)
    assert calendar.return_windows(date(2026, 1, 1), law).apply_by == date(2026, 1, 31)


@pytest.mark.parametrize(("tax", "days"), [(-1, 1), (1, -1)])
def test_a_late_fee_is_never_negative(tax: int, days: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        calendar.late_fee(tax, days, date(2026, 1, 1))


@given(st.integers(0, 10**12), st.integers(0, 4_000))
def test_a_late_fee_is_exact_half_up(tax: int, days: int) -> None:
    exact = Fraction(tax) * days * Fraction(5, 10_000)
    assert calendar.late_fee(tax, days, date(2026, 1, 1)) == (exact + Fraction(1, 2)).__floor__()


@given(st.dates(date(2005, 3, 1), date(2040, 12, 31)))
def test_the_reference_day_lies_in_the_month_before_or_soon_after(declared_on: date) -> None:
    found = calendar.reference_day(declared_on)
    before = declared_on.replace(day=1) - timedelta(days=1)
    assert (found.nominal.year, found.nominal.month, found.nominal.weekday()) == (before.year, before.month, 2)
    assert 15 <= found.nominal.day <= 21
    assert timedelta(0) <= found.day - found.nominal <= timedelta(days=14)
    assert found.day.weekday() < 5
