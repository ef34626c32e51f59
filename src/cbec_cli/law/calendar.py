"""Chinese working days, and the days the law counts: exchange rate, payment, settlement, returns, late fee.

Days after an event count from 1 for the day after it. The law does not say so in every place; `data/tariffs.yaml`
notes where that is a reading. Working days come from the State Council's yearly notices; for a year without a notice
only the weekend is known, and every answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import ONE
from cbec_cli.law.dated import load_law

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cbec_cli.law.dated import Law

FOURTH_WEDNESDAY = "pboc-third-wednesday-or-fourth"
NEXT_TRADING_DAY = "cfets-third-wednesday-or-next-trading-day"

_WEDNESDAY, _SATURDAY = 2, 5


@dataclass(frozen=True, slots=True)
class ReferenceDay:
    """The day whose exchange rate a declaration uses.

    Attributes:
        day: the day itself. nominal: the third Wednesday, before closed days move it.
        rule: id of the rule that was used. source: where it stands.
        calendar_known: False if public holidays of that year were not known and only weekends counted.
    """

    day: date
    nominal: date
    rule: str
    source: str
    calendar_known: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day to do something.

    Attributes:
        day: the last day. nominal: the last day before a day off moves it on.
        days: how many days the law gives. source: where it stands.
        calendar_known: False if public holidays of that year were not known and only weekends counted.
    """

    day: date
    nominal: date
    days: int
    source: str
    calendar_known: bool


@dataclass(frozen=True, slots=True)
class ReturnWindow:
    """Until when a return is applied for and back at its place, both days included, and where that stands."""

    apply_by: date
    arrive_by: date
    source: str


def is_working_day(day: date) -> tuple[bool, bool]:
    """Whether China works on a day, and whether that year's holidays are known (else only weekends count)."""
    import chinese_calendar  # noqa: PLC0415 -- start-up

    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:  # no notice for that year
        return day.weekday() < _SATURDAY, False


def reference_day(
    declared_on: date, closed: Iterable[date] = (), *, rule: str | None = None, law: Law | None = None
) -> ReferenceDay:
    """The day whose exchange rate converts the values of a declaration.

    Args:
        declared_on: the day the declaration was completed (accepted, before 2024-12-01).
        closed: further days on which no rate was published.
        rule: a rule id, to ask for another rule than the one in force on that day.
        law: another law than the shipped one.

    Raises:
        NotInForce: no rule is known for that day.
        CannotRun: the rule is not one of the two known ones.
    """
    law = law or load_law()
    rule = rule or law.figure("fx_rule", declared_on).text
    source = "; ".join(figure.source for figure in law.history("fx_rule") if figure.text == rule)
    shut = frozenset(closed)
    nominal = _third_wednesday_of_the_month_before(declared_on)
    if rule == FOURTH_WEDNESDAY:
        day, known = _or_the_fourth(nominal, shut)
    elif rule == NEXT_TRADING_DAY:
        day, known = _or_the_next_trading_day(nominal, shut)
    else:
        raise CannotRun(f"fx_rule {rule!r} is not known", f"use {FOURTH_WEDNESDAY} or {NEXT_TRADING_DAY}")
    return ReferenceDay(day, nominal, rule, source, known)


def payment_deadline(start: date, law: Law | None = None) -> Deadline:
    """The last day to pay the tax without a late fee; a day off moves it to the next working day.

    Args:
        start: completion of the declaration (issue of the payment notice, before 2024-12-01).
        law: another law than the shipped one.
    """
    law = law or load_law()
    days = law.number("payment_days", start)
    nominal = start + timedelta(days=days)
    day, (working, known) = nominal, is_working_day(nominal)
    while not working:
        day += timedelta(days=1)
        working, still_known = is_working_day(day)
        known = known and still_known
    return Deadline(day, nominal, days, law.figure("payment_days", start).source, known)


def settlement_window(release: date, law: Law | None = None) -> tuple[date, date]:
    """First and last day on which the tax of a CBEC order is paid if it is neither returned nor corrected."""
    law = law or load_law()
    first, last = (law.number(name, release) for name in ("settlement_from_day", "settlement_to_day"))
    return release + timedelta(days=first), release + timedelta(days=last)


def return_windows(release: date, law: Law | None = None) -> ReturnWindow:
    """The last days to apply for a return and to have the goods back, so that no tax is levied."""
    law = law or load_law()
    apply, arrive = (law.number(name, release) for name in ("return_apply_days", "return_arrive_days"))
    source = law.figure("return_apply_days", release).source
    return ReturnWindow(release + timedelta(days=apply), release + timedelta(days=arrive), source)


def late_fee(tax: int, days: int, day: date, law: Law | None = None) -> int:
    """Late fee on tax in fen for so many days after the deadline, in fen, half up.

    The least fee that is levied (`late_fee_minimum`) is not applied: it is a figure of its own.

    Raises:
        ValueError: negative tax or days.
    """
    if tax < 0 or days < 0:
        raise ValueError("neither the tax nor the days late can be negative")
    rate = (law or load_law()).number("late_fee_rate", day)
    return (tax * days * rate * 2 + ONE) // (ONE * 2)


def _third_wednesday_of_the_month_before(day: date) -> date:
    """The third Wednesday of the calendar month before a day's."""
    first = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    return first + timedelta(days=(_WEDNESDAY - first.weekday()) % 7 + 14)


def _or_the_fourth(nominal: date, shut: frozenset[date]) -> tuple[date, bool]:
    """The third Wednesday, or the fourth if the third is a public holiday; and whether the holidays are known."""
    working, known = is_working_day(nominal)
    return (nominal if working and nominal not in shut else nominal + timedelta(days=7)), known


def _or_the_next_trading_day(nominal: date, shut: frozenset[date]) -> tuple[date, bool]:
    """The third Wednesday, or the next day the interbank market trades; it never trades at a weekend."""
    day, (working, known) = nominal, is_working_day(nominal)
    while not working or day in shut or day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
        working, still_known = is_working_day(day)
        known = known and still_known
    return day, known
