"""The days of a shipment: declare, pay, return, settle; counted as `cbec_cli.law.calendar` counts, and what is unsure.

Day 1 is the day after the event. Whether a day off moves a last day on is known of the payment only, so every other
last day is the nominal one: earlier is the safe side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from cbec_cli.engine.errors import NotInForce
from cbec_cli.engine.money import FEN, ONE
from cbec_cli.law.calendar import is_working_day, late_fee, payment_deadline, return_windows, settlement_window
from cbec_cli.law.dated import load_law
from cbec_cli.work.party_facts import route_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cbec_cli.engine.findings import Finding
    from cbec_cli.law.calendar import Deadline as Counted
    from cbec_cli.work.parties import Cast, Casts

State = Literal["done", "done late", "open", "not yet", "late", "passed", "unknown"]
"""`passed`: a right that is gone (a return); `late`: a duty that is overdue; `unknown`: the day it counts from is not
known."""

KINDS = ("declaration", "payment", "return application", "return arrival", "settlement")
DAY_ONE = "day 1 is taken as the day after {event}: the text does not say"
RETURNS_SINCE = date(2020, 3, 28)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One last day of a shipment.

    Attributes:
        shipment: its id. route: in words. kind: one of `KINDS`.
        day: the last day; None if the day it counts from is unknown. opens: the first day, of a window.
        counts_from: what it counts from, and when that was.
        state: how it stands on the day asked about. days_left: until the last day; negative if it is over.
        fee: fen of the fee so far; None if it cannot be told. fee_words: what it is, or why it cannot be told.
        law: where it stands. unsure: what about the counting is not sure, in words.
        missing: the column that would tell; "" if none.
    """

    shipment: str
    route: str
    kind: str
    day: date | None
    opens: date | None
    counts_from: str
    state: State
    days_left: int | None
    fee: int | None
    fee_words: str
    law: str
    unsure: tuple[str, ...]
    missing: str
    row: int


@dataclass(frozen=True, slots=True)
class Deadlines:
    """All last days of a dossier, and what reading found."""

    on: date
    files: tuple[str, ...]
    shipments: int
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_status(self) -> int:
        """1 if a duty is overdue or a cell cannot be read, else 0."""
        late = any(each.state == "late" for each in self.deadlines)
        return int(late or any(each.severity == "error" for each in self.findings))


def deadlines(casts: Casts, files: tuple[str, ...] = ()) -> Deadlines:
    """The last days of every shipment, as they stand on the day of the dossier."""
    found = tuple(each for cast in casts.shipments for each in deadlines_of(cast, casts.on))
    table = casts.dossier.shipments
    read = table.findings + [each for each in casts.findings if (each.file, each.sheet) == (table.file, table.sheet)]
    return Deadlines(casts.on, files, len(casts.shipments), found, tuple(read))


def deadlines_of(cast: Cast, on: date) -> Iterator[Deadline]:
    """The last days of one shipment: those of its route.

    Goods of an order that leaves the zone (second line) did not arrive for it, and it has no last day to declare.
    Bonded goods that enter the zone (first line) owe no tax yet.
    """
    wanted: list[tuple[str, Callable[[Cast, date], Deadline | None]]] = []
    if not cast.stage.endswith("second"):
        wanted.append(("declaration", _declaration))
    if not cast.cbec:
        wanted.append(("payment", _payment))
    if cast.taxed_later:
        wanted += [("return application", _apply), ("return arrival", _arrive), ("settlement", _settlement)]
    for kind, count in wanted:
        try:
            found = count(cast, on)
        except NotInForce as error:
            found = replace(_unknown(cast, kind, "", ""), unsure=(str(error),))
        if found is not None:
            yield found


# -- duties ------------------------------------------------------------------------------------------------------------


def _declaration(cast: Cast, on: date) -> Deadline:
    """Fourteen days from the entry of the means of transport; then a fee on the value for every day."""
    law, arrived, declared = load_law(), cast.row.day("arrives_on"), cast.row.day("declared_on")
    figure = law.figure("late_declaration_days", arrived or on)
    if arrived is None:
        return _unknown(cast, "declaration", figure.source, "arrives_on")
    last = arrived + timedelta(days=law.number("late_declaration_days", arrived))
    late = max(0, ((declared or on) - last).days)
    fee, words = _late_declaration_fee(cast, late, last)
    notes = [DAY_ONE.format(event="the entry of the means of transport"), _day_off(last)]
    if cast.stage == "9610":
        notes.append("that the term holds for declaration lists of 9610 is a reading")
    return Deadline(
        shipment=cast.id,
        route=route_words(cast.stage),
        kind="declaration",
        day=last,
        opens=None,
        counts_from=f"entry {arrived}",
        state=_duty(last, declared, on),
        days_left=(last - on).days,
        fee=fee,
        fee_words=words,
        law=figure.source,
        unsure=tuple(filter(None, notes)),
        missing="",
        row=cast.row.number,
    )


def _late_declaration_fee(cast: Cast, days: int, day: date) -> tuple[int | None, str]:
    """0.05 % of the value for every day, parts of a yuan dropped; nothing below the least fee."""
    if not days:
        return 0, ""
    law, value = load_law(), cast.row.number_of("customs_value")
    if value is None:
        return None, f"{_days(days)} late; the fee needs customs_value (计税价格)"
    rate, least = (law.number(f"late_declaration_{name}", day) for name in ("rate", "minimum"))
    fee = value // 1000 * days * rate // ONE // FEN * FEN
    words = f"late declaration fee (滞报金) for {_days(days)}"
    return (fee, words) if fee >= least else (0, f"{words} is below the least one levied")


def _payment(cast: Cast, on: date) -> Deadline:
    """Fifteen days from the completed declaration, a day off moved on; then a late fee on the tax for every day."""
    declared, paid = cast.row.day("declared_on"), cast.row.day("paid_on")
    if declared is None:
        return _unknown(cast, "payment", load_law().figure("payment_days", cast.day).source, "declared_on")
    due = payment_deadline(declared)
    late = max(0, ((paid or on) - due.day).days)
    fee, words = _late_fee(cast, late, due.day)
    begins = load_law().figure("payment_days_count_from", declared).text
    notes = [*_moved(due)]
    if not begins.startswith("completion"):
        notes.append(f"counted from the declaration; then it counted from the {begins}")
    return Deadline(
        shipment=cast.id,
        route=route_words(cast.stage),
        kind="payment",
        day=due.day,
        opens=None,
        counts_from=f"declaration completed {declared}",
        state=_duty(due.day, paid, on),
        days_left=(due.day - on).days,
        fee=fee,
        fee_words=words,
        law=due.source,
        unsure=tuple(filter(None, notes)),
        missing="",
        row=cast.row.number,
    )


def _late_fee(cast: Cast, days: int, day: date) -> tuple[int | None, str]:
    if not days:
        return 0, ""
    if cast.tax is None:
        return None, f"{_days(days)} late; the late fee needs tax (税款)"
    fee = late_fee(cast.tax, days, day)
    words = f"late fee (滞纳金) for {_days(days)}"
    least = load_law().figure("late_fee_minimum", day)
    if isinstance(least.value, int) and fee < least.value:
        words += f"; below {least.text} yuan, under which none is levied ({least.confidence})"
    return fee, words


def _settlement(cast: Cast, on: date) -> Deadline:
    """The window in which the tax of CBEC orders is paid, if they are neither returned nor corrected."""
    released, paid = cast.row.day("released_on"), cast.row.day("paid_on")
    source = load_law().figure("settlement_to_day", released or on).source
    if released is None:
        return _unknown(cast, "settlement", source, "released_on")
    first, last = settlement_window(released)
    state = _duty(last, paid, on)
    if state == "open" and on < first:
        state = "not yet"
    late = on > last and paid is None
    return Deadline(
        shipment=cast.id,
        route=route_words(cast.stage),
        kind="settlement",
        day=last,
        opens=first,
        counts_from=f"release {released}",
        state=state,
        days_left=(last - on).days,
        fee=None if late else 0,
        fee_words="the guarantee answers for it; no text says what a late settlement costs" if late else "",
        law=source,
        unsure=tuple(filter(None, (DAY_ONE.format(event="release"), _day_off(last)))),
        missing="",
        row=cast.row.number,
    )


# -- rights ------------------------------------------------------------------------------------------------------------


def _apply(cast: Cast, on: date) -> Deadline | None:
    """Until when a return is applied for."""
    return _return(cast, on, "return application")


def _arrive(cast: Cast, on: date) -> Deadline | None:
    """Until when returned goods are back at their place."""
    return _return(cast, on, "return arrival")


def _return(cast: Cast, on: date, kind: str) -> Deadline | None:
    """A last day of a return that lifts the tax; None before there was one."""
    released = cast.row.day("released_on")
    if released is None:
        source = load_law().figure("return_apply_days", max(on, RETURNS_SINCE)).source
        return _unknown(cast, kind, source, "released_on")
    if released < RETURNS_SINCE:
        return None
    window = return_windows(released)
    applying = kind == "return application"
    last = window.apply_by if applying else window.arrive_by
    done = cast.row.day("return_applied_on" if applying else "return_arrived_on")
    return Deadline(
        shipment=cast.id,
        route=route_words(cast.stage),
        kind=kind,
        day=last,
        opens=None,
        counts_from=f"release {released}",
        state=_right(last, done, on),
        days_left=(last - on).days,
        fee=0,
        fee_words="",
        law=window.source,
        unsure=tuple(filter(None, (DAY_ONE.format(event="release"), _day_off(last)))),
        missing="",
        row=cast.row.number,
    )


# -- words -------------------------------------------------------------------------------------------------------------


def _duty(last: date, done: date | None, on: date) -> State:
    if done is not None:
        return "done" if done <= last else "done late"
    return "open" if on <= last else "late"


def _right(last: date, done: date | None, on: date) -> State:
    if done is not None:
        return "done" if done <= last else "done late"
    return "open" if on <= last else "passed"


def _unknown(cast: Cast, kind: str, law: str, column: str) -> Deadline:
    """A last day that cannot be told, and the column that would tell it."""
    return Deadline(
        shipment=cast.id,
        route=route_words(cast.stage),
        kind=kind,
        day=None,
        opens=None,
        counts_from="",
        state="unknown",
        days_left=None,
        fee=None,
        fee_words="",
        law=law,
        unsure=(),
        missing=column,
        row=cast.row.number,
    )


def _day_off(last: date) -> str:
    """Whether the last day is a day off, which may or may not move it on."""
    working, known = is_working_day(last)
    if working:
        return "" if known else _HOLIDAYS.format(year=last.year)
    return f"{last} is a day off in China: that this moves it to the next working day is not sure, so it is not moved"


_HOLIDAYS = "the public holidays of {year} are not published yet, only weekends are known"


def _moved(due: Counted) -> Iterator[str]:
    """That a day off moved the last day on, and whether the holidays are known."""
    if due.day != due.nominal:
        yield f"{due.nominal} is a day off: moved to the next working day, as is the practice"
    if not due.calendar_known:
        yield _HOLIDAYS.format(year=due.day.year)


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
