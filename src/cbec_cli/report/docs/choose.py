"""Which reports of a dossier are written where, and the one way to write them; standard output stays for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.check.choose import write_check
from cbec_cli.report.choose import format_of_name, known_format, print_to, showable, stream_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from rich.console import Console

    from cbec_cli.work.dossier.result import DossierResult

FORMATS = ("table", "json", "sarif", "junit", "github", "gitlab", "csv", "xlsx", "ics")
"""What a check of a dossier can be written as."""

FILES_ONLY = ("xlsx",)
OF_EVERY_CHECK = ("sarif", "junit", "github", "gitlab")
_SUFFIXES = {
    ".json": "json",
    ".sarif": "sarif",
    ".xml": "junit",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".txt": "table",
    ".ics": "ics",
}
_ALSO = {".json": ("json", "sarif", "gitlab"), ".txt": ("table", *OF_EVERY_CHECK, "json", "csv")}
"""Endings under which other formats go too; any goes with an ending that tells none."""


def choose_formats(
    outputs: Sequence[Path],
    format: str = "",  # noqa: A002 -- the option's name
) -> list[tuple[str, Path | None]]:
    """What is written where: files first, then the screen (None).

    A file takes the format asked for if its name allows it, else the one its name tells. What was asked for and no file
    took goes to the screen. Without files the screen gets a table.

    Args:
        outputs: files to write.
        format: one of `FORMATS`, or empty.

    Raises:
        CannotRun: unknown format or ending, a file named twice, or a format that needs a file and has none.
    """
    known_format(format, FORMATS)
    places = [path.resolve() for path in outputs]
    if twice := next((path for i, path in enumerate(outputs) if places[i] in places[:i]), None):
        raise CannotRun(f"--output {twice} is named twice", "name each report once")
    chosen: list[tuple[str, Path | None]] = [(_file_format(path, format), path) for path in outputs]
    if not outputs or (format and format not in {each for each, _ in chosen}):
        showable(format, FILES_ONLY)
        chosen.append((format or "table", None))
    return chosen


def _file_format(path: Path, wanted: str) -> str:
    suffix = path.suffix.lower()
    if wanted and wanted in _ALSO.get(suffix, FORMATS if suffix not in _SUFFIXES else ()):
        return wanted
    return "sarif" if path.name.lower().endswith(".sarif.json") else format_of_name(path, _SUFFIXES, FORMATS)


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
