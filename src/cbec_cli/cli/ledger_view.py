"""How `cbec ledger` shows what it did: words for people, JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import yuan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

    from rich.console import Console

    from cbec_cli.engine.findings import Findings
    from cbec_cli.ledger import Ledger, Order
    from cbec_cli.ledger.posting import Posted, Told
    from cbec_cli.ledger.verify import Verified

SHOWN = 20
"""Rows told one by one on a screen."""

_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".txt": "table"}


def known_format(wanted: str, formats: Sequence[str]) -> None:
    """See that a format is one of those there are.

    Raises:
        CannotRun: it is none of them.
    """
    from cbec_cli.report.choose import known_format as known

    known(wanted, formats)


def format_of(output: Path | None, wanted: str, formats: Sequence[str]) -> str:
    """The format asked for, else the one the file's ending names, else the first.

    Raises:
        CannotRun: unknown format or ending.
    """
    from cbec_cli.report.choose import format_of_name

    known_format(wanted, formats)
    if output is None or wanted:
        return wanted or formats[0]
    return format_of_name(output, {end: name for end, name in _SUFFIXES.items() if name in formats}, formats)


def print_json(document: dict[str, Any], output: Path | None = None) -> None:
    """A document as JSON, to a file or standard output."""
    from cbec_cli.report.choose import stream_to

    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    stream_to(output, lambda sink: sink.writelines([text.encode()]))


def money(fen: int) -> str:
    """Fen as people read yuan."""
    return yuan(fen, thousands=True)


# -- post, import -----------------------------------------------------------------------------------------------------


def print_posted(done: Posted, findings: Findings | None, *, as_json: bool) -> None:
    """What became of the orders, and the cells that were not read."""
    if as_json:
        faults = [each.as_dict() for each in findings.kept if each.severity == "error"] if findings else []
        print_json(
            {
                "schema": "cbec/ledger-post/1",
                "orders": done.orders,
                "posted": done.posted,
                "amount": yuan(done.fen),
                "already": done.already,
                "replaced": done.replaced,
                "outside": done.outside,
                "conflicts": _told(done.conflicts),
                "conflicts_found": done.conflicts_found,
                "left_out": _told(done.left_out),
                "left_out_found": done.left_out_found,
                "above": _told(done.above),
                "above_found": done.above_found,
                "findings": faults,
                "head": str(done.head),
            }
        )
        return
    console = screen()
    parts = [f"{done.posted:,} posted, CNY {money(done.fen)}"]
    parts += [
        f"{count:,} {words}"
        for count, words in (
            (done.already, "posted before"),
            (done.replaced, "corrected"),
            (done.outside, "in general trade, which no year counts"),
        )
        if count
    ]
    say(console, f"{done.orders:,} orders: {'; '.join(parts)}.")
    for finding in [each for each in findings.kept if each.severity == "error"][:SHOWN] if findings else []:
        say(console, f"{finding.code} row {finding.row}, {finding.column}: {finding.message}; {finding.fix}", "yellow")
    _list(console, "Left out", done.left_out, done.left_out_found, "yellow")
    _list(console, "Above the annual limit, counted because customs released them", done.above, done.above_found, "")
    _list(console, "Conflicts", done.conflicts, done.conflicts_found, "red")
    if done.conflicts_found:
        say(console, "Nothing of this batch was posted. Look into the conflicts; --replace corrects them.", "bold red")
    say(console, f"The ledger ends with {done.head}; with `verify --head {done.head}` an older copy is noticed.")


def _told(told: Sequence[Told]) -> list[dict[str, str]]:
    return [{"platform": each.platform, "order_no": each.order_no, "text": each.text} for each in told]


def _list(console: Console, title: str, told: Sequence[Told], found: int, style: str) -> None:
    if not found:
        return
    say(console, f"{title}: {found:,}", f"bold {style}".strip())
    for each in told[:SHOWN]:
        on = f" ({each.platform})" if each.platform else ""
        say(console, f"  {each.order_no}{on}: {each.text}")
    if found > SHOWN:
        say(console, f"  … and {found - SHOWN:,} more; --format json shows {min(found, len(told)):,}")


# -- reverse ----------------------------------------------------------------------------------------------------------


def print_reversed(orders: Sequence[Order]) -> None:
    """What is left of orders after quota was given back."""
    console = screen()
    for order in orders[:SHOWN]:
        say(console, f"{order.order_no}: {money(order.left)} of {money(order.fen)} still counts to {order.year}.")
    if len(orders) > SHOWN:
        say(console, f"… and {len(orders) - SHOWN:,} more.")


# -- verify, export ---------------------------------------------------------------------------------------------------


def print_verified(seen: Verified, *, as_json: bool) -> None:
    """What verification found."""
    if as_json:
        print_json(
            {
                "schema": "cbec/ledger-verify/1",
                "entries": seen.entries,
                "buyers": seen.buyers,
                "problems": seen.problems,
                "problems_found": seen.found,
                "head": str(seen.head),
            }
        )
        return
    console = screen()
    for problem in seen.problems[:SHOWN]:
        say(console, problem, "red")
    if seen.found > SHOWN:
        say(console, f"… and {seen.found - SHOWN:,} more; --format json shows {len(seen.problems):,}")
    if seen.found:
        say(
            console, "Do not go on with this ledger: use the last backup, and post the later batches again.", "bold red"
        )
    else:
        say(console, f"{seen.entries:,} entries of {seen.buyers:,} buyers: every seal and every total holds.", "green")
    say(console, f"The ledger ends with {seen.head}.")


def export_to(book: Ledger, output: Path | None, chosen: str) -> int:
    """Write the export; gives how many entries could not be read."""
    from cbec_cli.ledger.transfer import export_csv
    from cbec_cli.report.choose import stream_to

    missing: list[int] = []

    def write(sink: BinaryIO) -> None:
        if chosen == "csv":
            export_csv(book, sink)
        else:
            missing.append(book.export(sink))

    stream_to(output, write)
    return sum(missing)


def screen() -> Console:
    """Standard output as a screen."""
    from rich.console import Console

    return Console(highlight=False)


def say(console: Console, text: str, style: str = "") -> None:
    """A line of text that wraps; nothing in it can drive the terminal."""
    from cbec_cli.report.screen import paragraph

    paragraph(console, text.lstrip(" "), indent=len(text) - len(text.lstrip(" ")), style=style)
