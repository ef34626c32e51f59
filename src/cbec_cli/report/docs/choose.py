"""Which reports of a dossier are written where, and the one way to write them; standard output stays for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.report.check.choose import write_check
from cbec_cli.report.choose import Formats, known_format, print_to, showable, stream_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    from rich.console import Console

    from cbec_cli.work.dossier.result import DossierResult

FORMATS = ("table", "json", "sarif", "junit", "github", "gitlab", "csv", "xlsx", "ics")
"""What a check of a dossier can be written as."""

FILES_ONLY = ("xlsx",)
OF_EVERY_CHECK = ("sarif", "junit", "github", "gitlab")
_CHOICE = Formats(
    names=FORMATS,
    files_only=FILES_ONLY,
    suffixes={
        ".json": "json",
        ".sarif": "sarif",
        ".xml": "junit",
        ".csv": "csv",
        ".xlsx": "xlsx",
        ".txt": "table",
        ".ics": "ics",
    },
    also={".json": ("json", "sarif", "gitlab"), ".txt": ("table", *OF_EVERY_CHECK, "json", "csv")},
    named={".sarif.json": "sarif"},
)

choose_formats = _CHOICE.choose
"""What is written where: see `report.choose.Formats.choose`."""


def write_docs(
    result: DossierResult,
    path: Path | None,
    format: str,  # noqa: A002 -- the option's name
    *,
    console: Console | None = None,
    show_all: bool = False,
) -> None:
    """Write a check of a dossier in one format: to a file as a whole or not at all, or to standard output.

    Args:
        result: what was found.
        path: file to write; None writes to standard output.
        format: one of `FORMATS`, as `choose_formats` gives it.
        console: where a table is printed when there is no file; a new one if None.
        show_all: every shipment and task in the table.

    Raises:
        CannotRun: the file cannot be written, the format is unknown, or the screen cannot show it.
        BrokenPipeError: the reader of standard output has gone.
    """
    known_format(format, FORMATS)
    if path is None:
        showable(format, FILES_ONLY)
    if format in OF_EVERY_CHECK:
        write_check(result.check, path, format, console=console)
    elif format in _STREAMS:
        write = _stream(format)
        stream_to(path, lambda sink: write(result, sink))
    elif path is not None and format == "xlsx":
        from cbec_cli.engine.atomic import atomic  # noqa: PLC0415 -- only files need it
        from cbec_cli.report.docs.workbook import write_workbook  # noqa: PLC0415 -- only this format needs it

        with atomic(path) as temporary:
            write_workbook(result, temporary)
    else:
        from cbec_cli.report.docs.terminal import render  # noqa: PLC0415 -- only this format needs it

        print_to(path, lambda shown: render(shown, result, show_all=show_all), console)


def _stream(chosen: str) -> Callable[[DossierResult, BinaryIO], None]:
    """The writer of a format that is a stream of bytes, imported only when needed."""
    from importlib import import_module  # noqa: PLC0415 -- only these formats need it

    module, name = _STREAMS[chosen]
    write: Callable[[DossierResult, BinaryIO], None] = getattr(import_module(module), name)
    return write


_STREAMS = {
    "json": ("cbec_cli.report.docs.json_report", "write_json"),
    "csv": ("cbec_cli.report.docs.csv_report", "write_csv"),
    "ics": ("cbec_cli.report.docs.calendar", "write_calendar"),
}
