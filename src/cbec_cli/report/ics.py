"""Calendar files (RFC 5545) of days not to be missed, written with the library icalendar.

Every event has an identifier made from what it is about, not from its day: a calendar that imports the file again
moves the event instead of doubling it. Events are whole days, and do not make anybody look busy. The same input gives
the same bytes.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

PRODUCT = "-//cbec//deadlines//EN"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "cbec:calendar")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Event:
    """A day, or some days, to remember.

    Attributes:
        key: what it is about, always the same for the same thing (`S-1|payment`), also when its day moves.
        day: the last day, or the only one.
        title: one line.
        text: more, may have several lines.
        opens: the first day, of a window; None for a single day.
        category: a word calendars can filter by.
    """

    key: str
    day: date
    title: str
    text: str = ""
    opens: date | None = None
    category: str = "cbec"


def write_ics(sink: BinaryIO, events: Iterable[Event], name: str, stamp: date) -> None:
    """Write a calendar as UTF-8, lines folded at 75 bytes and ended by CR LF.

    Args:
        sink: where to.
        events: what it holds; of two with the same key the later one is kept.
        name: what a calendar program calls it.
        stamp: day of the state it shows; RFC 5545 wants one (DTSTAMP).

    Raises:
        OSError: the sink cannot take it.
    """
    from icalendar import Calendar  # noqa: PLC0415 -- only this format needs it

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _clean(name))
    made = datetime.combine(stamp, time(), UTC)
    for event in sorted({each.key: each for each in events}.values(), key=lambda each: (each.day, each.key)):
        calendar.add_component(_component(event, made))
    sink.write(calendar.to_ical())


def identifier(key: str) -> str:
    """The identifier of an event: the same key always gives the same one.

    >>> identifier("S-1|payment") == identifier("S-1|payment")
    True
    """
    return str(uuid.uuid5(_SPACE, key))


def _component(event: Event, stamp: datetime) -> Any:
    """One event; its end is the day after the last."""
    from icalendar import Event as Component  # noqa: PLC0415 -- only this format needs it

    made = Component()
    made.add("uid", identifier(event.key))
    made.add("dtstamp", stamp)
    made.add("dtstart", event.opens or event.day)
    made.add("dtend", event.day + timedelta(days=1))
    made.add("summary", _clean(event.title).replace("\n", " "))
    if event.text:
        made.add("description", _clean(event.text))
    made.add("categories", [event.category])
    made.add("transp", "TRANSPARENT")
    return made


def _clean(text: str) -> str:
    """Text without characters that no calendar may hold."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
