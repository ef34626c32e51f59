"""The last days of the shipments of a dossier: a table, JSON (`cbec/deadlines/1`), csv, or a calendar file."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from rich.text import Text

from cbec_cli.engine.money import yuan
from cbec_cli.report.choose import format_of_name, known_format, print_to, stream_to
from cbec_cli.report.fields import plural
from cbec_cli.report.ics import Event, write_ics
from cbec_cli.report.screen import clean, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from cbec_cli.work.deadlines import Deadline, Deadlines

SCHEMA = "cbec/deadlines/1"
FORMATS = ("table", "json", "csv", "ics")
_SUFFIXES = {".json": "json", ".csv": "csv", ".ics": "ics", ".txt": "table"}
FIELDS = (
    *("shipment_id", "route", "kind", "opens", "day", "state", "days_left"),
    *("counts_from", "fee", "fee_note", "missing", "unsure", "law", "row"),
)
"""Names in JSON and csv."""
TITLES_ZH = {
    "declaration": "申报期限",
    "payment": "缴税期限",
    "return application": "退货申请期限",
    "return arrival": "退货运抵期限",
    "settlement": "税款汇总缴纳期",
}
_TITLES = {
    "declaration": "declare",
    "payment": "pay the tax",
    "return application": "apply for returns",
    "return arrival": "returned goods back",
    "settlement": "pay the tax of CBEC orders",
}
_OVER = ("done", "done late", "passed")
_ORDER = {"late": 0, "unknown": 2, "done": 3, "done late": 3, "passed": 3}


def choose_format(path: Path | None, wanted: str = "") -> str:
    """The format asked for, else the one the file's ending names, else a table.

    Raises:
        CannotRun: unknown format or ending.
    """
    known_format(wanted, FORMATS)
    return wanted or (format_of_name(path, _SUFFIXES, FORMATS) if path is not None else "table")


def write_deadlines(found: Deadlines, path: Path | None, chosen: str, *, console: Console | None = None) -> None:
    """Write the days: to a file as a whole or not at all, or to standard output.

    Args:
        found: the days.
        path: file to write; None writes to standard output.
        chosen: one of `FORMATS`.
        console: where a table is printed when there is no file; a new one if None.

    Raises:
        CannotRun: the file cannot be written.
        BrokenPipeError: the reader of standard output has gone.
    """
    if chosen == "table":
        print_to(path, lambda shown: render(shown, found), console)
    else:
        write = {"json": write_json, "csv": write_csv, "ics": write_calendar}[chosen]
        stream_to(path, lambda sink: write(found, sink))


def sorted_by_day(found: Deadlines) -> list[Deadline]:
    """Overdue ones first, then those ahead by day, then those of which nothing is known, then those that are over."""
    return sorted(
        found.deadlines,
        key=lambda each: (_ORDER.get(each.state, 1), each.day is None, each.day or found.on, each.row, each.kind),
    )


def write_json(found: Deadlines, sink: BinaryIO) -> None:
    """Write the days as UTF-8 JSON.

    Raises:
        OSError: the sink cannot take it.
    """
    told = {
        "schema": SCHEMA,
        "on": found.on.isoformat(),
        "files": list(found.files),
        "deadlines": [_plain(each) for each in sorted_by_day(found)],
        "findings": [each.as_dict() for each in found.findings],
        "summary": _summary(found),
    }
    sink.write((json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace"))


def _plain(each: Deadline) -> dict[str, Any]:
    """By FIELDS; what is not known is null, what is unsure a list."""
    values = (
        *(each.shipment, each.route, each.kind, each.opens and each.opens.isoformat()),
        *(each.day and each.day.isoformat(), each.state, each.days_left, each.counts_from or None),
        *(None if each.fee is None else yuan(each.fee), each.fee_words or None, each.missing or None),
        *(list(each.unsure), each.law, each.row),
    )
    return dict(zip(FIELDS, values, strict=True))


def _summary(found: Deadlines) -> dict[str, int]:
    states = [each.state for each in found.deadlines]
    return {
        "shipments": found.shipments,
        "deadlines": len(states),
        **{state.replace(" ", "_"): states.count(state) for state in ("late", "open", "not yet", "unknown")},
    }


def write_csv(found: Deadlines, sink: BinaryIO) -> None:
    """Write the days as UTF-8 csv, a row for each; what is not known is empty.

    Raises:
        OSError: the sink cannot take it.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, FIELDS)
    writer.writeheader()
    writer.writerows({**_plain(each), "unsure": "; ".join(each.unsure)} for each in sorted_by_day(found))
    sink.write(text.getvalue().encode("utf-8", "backslashreplace"))


def write_calendar(found: Deadlines, sink: BinaryIO) -> None:
    """Write what is still to be done as a calendar file.

    Raises:
        OSError: the sink cannot take it.
    """
    write_ics(sink, _events(found), "cbec deadlines 申报、缴税、退货期限", found.on)


def _events(found: Deadlines) -> Iterator[Event]:
    for each in found.deadlines:
        if each.day is not None and each.state not in _OVER:
            lines = (
                f"{each.route}: {each.counts_from}",
                f"{each.fee_words}: {yuan(each.fee)} yuan" if each.fee else each.fee_words,
                f"Law: {each.law}",
                f"Unsure: {'; '.join(each.unsure)}" if each.unsure else "",
            )
            yield Event(
                key=f"{each.shipment}|{each.kind}",
                day=each.day,
                title=f"{each.shipment}: {_TITLES[each.kind]} ({TITLES_ZH[each.kind]})",
                text="\n".join(filter(None, lines)),
                opens=each.opens,
                category=each.kind,
            )


# -- for people --------------------------------------------------------------------------------------------------------


def render(console: Console, found: Deadlines) -> None:
    """Print the days, the most urgent first, and what is unsure about them.

    Args:
        console: where to; its width, encoding and colours are honoured.
        found: the days.
    """
    paragraph(console, f"Deadlines on {found.on}: {plural(found.shipments, 'shipment')} in {', '.join(found.files)}")
    rows = [_row(each) for each in sorted_by_day(found)]
    if rows:
        console.print()
        console.print(table(console, ("Shipment", "What", "Last day", "Left", "How it stands"), rows, {3}))
    _told_once(console, "Unsure", [(words, each) for each in found.deadlines for words in each.unsure])
    _told_once(console, "Law", [(each.law, each) for each in found.deadlines if each.law])
    for each in found.findings:
        where = f"{each.sheet or each.file}, row {each.row}, " if each.row else ""
        paragraph(console, f"{each.code} {where}{each.column}: {each.message}; {each.fix}".replace(" :", ":"))
    late = sum(each.state == "late" for each in found.deadlines)
    unknown = sum(each.state == "unknown" for each in found.deadlines)
    console.print()
    paragraph(console, f"{late} overdue, {unknown} unknown; --format ics for a calendar", style="bold")


def _row(each: Deadline) -> tuple[str, ...]:
    day = each.day.isoformat() if each.day else "?"
    left = "" if each.days_left is None or each.state in _OVER else str(each.days_left)
    return each.shipment, f"{each.kind} ({TITLES_ZH[each.kind]})", day, left, _stands(each)


def _stands(each: Deadline) -> str:
    """State, first day of a window, and the fee so far."""
    if each.state == "unknown":
        return f"counts from {each.missing}, blank" if each.missing else "unknown: no law for that day"
    parts = [f"{each.state} from {each.opens}" if each.state == "not yet" else each.state]
    if each.fee:
        parts.append(f"{each.fee_words}: {yuan(each.fee, thousands=True)} yuan")
    elif each.fee_words:
        parts.append(each.fee_words)
    return "; ".join(parts)


def _told_once(console: Console, title: str, said: Sequence[tuple[str, Deadline]]) -> None:
    """Notes that several days share, once, with what they are about."""
    if not said:
        return
    console.print()
    console.print(Text(clean(title, console), style="bold"))
    grouped: dict[str, list[str]] = {}
    for words, each in said:
        grouped.setdefault(words, []).append(each.kind)
    for words, kinds in grouped.items():
        paragraph(console, f"{', '.join(dict.fromkeys(kinds))}: {words}", indent=2)
