"""The last days of documents as a calendar file, so that renewals are not forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cbec_cli.report.docs.words import listed
from cbec_cli.report.ics import Event, write_ics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.work.dossier.result import DossierResult

NAME = "Documents that run out"
_SHIPMENTS = 20


def write_calendar(result: DossierResult, sink: BinaryIO) -> None:
    """Write an event for the last day of each document that a shipment relies on, past ones too.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    write_ics(sink, events(result), NAME, result.on)


def events(result: DossierResult) -> Iterator[Event]:
    """The events, by day. A document is known by its number, so that a renewal moves its event.

    Where one number stands with two days, the later day has an event of its own.
    """
    told: set[str] = set()
    for each in result.expiries:
        key = f"document|{each.type}|{each.number or '|'.join(each.shipments)}|{each.holder}"
        key = f"{key}|{each.day}" if key in told else key
        told.add(key)
        lines = [
            f"For {listed(each.shipments, _SHIPMENTS)}" if each.shipments else "",
            f"Holder: {each.holder}" if each.holder else "",
            f"Renewed by: {each.issuer}",
        ]
        yield Event(
            key=key,
            day=each.day,
            title=f"Last day: {each.document}",
            text="\n".join(filter(None, lines)),
            category="cbec documents",
        )
