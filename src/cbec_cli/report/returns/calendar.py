"""The last days of returns as a calendar file: to apply, and to have the goods back."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cbec_cli.report.ics import Event, write_ics
from cbec_cli.report.returns.words import named, outlook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.work.returns.result import ReturnsResult

NAME = "Returns of CBEC retail imports"


def write_calendar(result: ReturnsResult, sink: BinaryIO) -> None:
    """Write an event for each last day that is still ahead of a line that may be eligible.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    write_ics(sink, events(result), NAME, result.on)


def events(result: ReturnsResult) -> Iterator[Event]:
    """The events. A line is known by its return, list and number, so that importing the file again moves its event."""
    for line in result.lines:
        if line.window is None or line.verdict == "not eligible":
            continue
        claim, original = line.claim, line.original
        key = f"{claim.name}|{original.order_no if original else ''}|{original.line_no if original else ''}"
        open_days = (
            ("apply for the return", "applied_on", line.window.apply_by),
            ("goods back at their place", "arrived_on", line.window.arrive_by),
        )
        for title, done, day in open_days:
            if claim.day(done) is None:
                yield Event(
                    key=f"return|{key}|{done}",
                    day=day,
                    title=f"Last day: {title}, {named(line)}",
                    text=outlook(line),
                    category="cbec returns",
                )
