"""The one way from a result to a report: picks the writer, writes whole files, keeps standard output clean."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from rich.console import Console

    from cbec_cli.work.result import Result

FORMATS = ("table", "json", "csv", "xlsx", "parquet")
"""What a result can be written as."""

FILES_ONLY = ("xlsx", "parquet")
"""What no screen can show."""

_SUFFIXES = {".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet", ".pq": "parquet", ".txt": "table"}


@dataclass(frozen=True, slots=True)
class Formats:
    """What a command writes its reports as, when several may be asked for at once.

    Attributes:
        names: the formats. files_only: those that no screen can show.
        suffixes: ending of a file → its format.
        also: ending → formats that go with it when they are asked for; any goes with an ending that tells none.
        named: whole or last part of a file's name → its format, before the ending decides.
    """

    names: tuple[str, ...]
    files_only: tuple[str, ...]
    suffixes: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]
    named: Mapping[str, str]

    def choose(self, outputs: Sequence[Path], wanted: str = "") -> list[tuple[str, Path | None]]:
        """What is written where: files first, then the screen (None).

        A file takes the format asked for if its name allows it, else the one its name tells. What was asked for and no
        file took goes to the screen: `--format github --output report.sarif` writes both. Without files the screen gets
        a table.

        Args:
            outputs: files to write.
            wanted: one of the formats, or empty.

        Raises:
            CannotRun: unknown format or ending, a file named twice, or a format that needs a file and has none.
        """
        known_format(wanted, self.names)
        places = [path.resolve() for path in outputs]
        if twice := next((path for i, path in enumerate(outputs) if places[i] in places[:i]), None):
            raise CannotRun(f"--output {twice} is named twice", "name each report once")
        chosen: list[tuple[str, Path | None]] = [(self._of_file(path, wanted), path) for path in outputs]
        if not outputs or (wanted and wanted not in {each for each, _ in chosen}):
            showable(wanted, self.files_only)
            chosen.append((wanted or "table", None))
        return chosen

    def _of_file(self, path: Path, wanted: str) -> str:
        """The format of one file."""
        suffix, name = path.suffix.lower(), path.name.lower()
        if wanted and wanted in self.also.get(suffix, self.names if suffix not in self.suffixes else ()):
            return wanted
        told = next((format_ for end, format_ in self.named.items() if name.endswith(end)), "")
        return told or format_of_name(path, self.suffixes, self.names)


def known_format(wanted: str, formats: Sequence[str]) -> None:
    """Refuse what is not a format; empty text is: none asked for.

    Raises:
        CannotRun: not one of the formats.
    """
    if wanted and wanted not in formats:
        raise CannotRun(f"unknown format {wanted!r}", f"use one of {', '.join(formats)}")


def format_of_name(path: Path, suffixes: Mapping[str, str], formats: Sequence[str]) -> str:
    """The format the ending of a file's name tells.

    Raises:
        CannotRun: the ending tells none.
    """
    chosen = suffixes.get(path.suffix.lower(), "")
    if not chosen:
        raise CannotRun(f"cannot tell the format from the name {str(path)!r}", f"add --format {'|'.join(formats)}")
    return chosen


def showable(chosen: str, files_only: Collection[str]) -> None:
    """Refuse to show on a screen what only a file can hold.

    Raises:
        CannotRun: it is one of `files_only`.
    """
    if chosen in files_only:
        raise CannotRun(f"{chosen} cannot be written to the screen", f"add --output FILE.{chosen}")


def choose_format(path: Path | None, wanted: str = "") -> str:
    """The format a report is written in: the one asked for, else the one the file's ending names, else a table.

    Args:
        path: file to write, None for standard output.
        wanted: one of `FORMATS`, or empty.

    Raises:
        CannotRun: unknown format or ending, or a format that needs a file and has none.
    """
    known_format(wanted, FORMATS)
    if path is not None:
        return wanted or format_of_name(path, _SUFFIXES, FORMATS)
    chosen = wanted or "table"
    showable(chosen, FILES_ONLY)
    return chosen


def write_result(
    result: Result,
    path: Path | None = None,
    format: str = "",  # noqa: A002 -- the option's name
    *,
    console: Console | None = None,
    show_all: bool = False,
) -> None:
    """Write a result: to a file as a whole or not at all, or to standard output.

    Args:
        result: what was computed.
        path: file to write; None writes to standard output.
        format: one of `FORMATS`; empty lets the file's ending decide.
        console: where a table is printed when there is no file; a new one if None.
        show_all: every order and SKU in the table.

    Raises:
        CannotRun: the file cannot be written, or the format does not fit.
        BrokenPipeError: the reader of standard output has gone.
    """
    chosen = choose_format(path, format)
    if chosen == "table":
        from cbec_cli.report.terminal import render  # noqa: PLC0415 -- only this format needs it

        print_to(path, lambda shown: render(shown, result, show_all=show_all), console)
    elif path is not None and chosen in FILES_ONLY:
        from cbec_cli.engine.atomic import atomic  # noqa: PLC0415 -- only files need it

        with atomic(path) as temporary:
            _library(chosen)(result, temporary)
    else:
        write = _stream(chosen)
        stream_to(path, lambda sink: write(result, sink))


def _stream(chosen: str) -> Callable[[Result, BinaryIO], None]:
    """The writer of a format that is a stream of bytes."""
    if chosen == "json":
        from cbec_cli.report.json_report import write_json  # noqa: PLC0415 -- only this format needs it

        return write_json
    from cbec_cli.report.csv_report import write_csv  # noqa: PLC0415 -- only this format needs it

    return write_csv


def _library(chosen: str) -> Callable[[Result, Path], None]:
    """The writer of a format whose library writes the file itself."""
    if chosen == "xlsx":
        from cbec_cli.report.workbook_report import write_workbook  # noqa: PLC0415 -- only this format needs it

        return write_workbook
    from cbec_cli.report.csv_report import write_parquet  # noqa: PLC0415 -- only this format needs it

    return write_parquet


def stream_to(path: Path | None, write: Callable[[BinaryIO], None]) -> None:
    """Bytes into a file that appears only when it is complete, or to standard output past any terminal setting.

    Raises:
        CannotRun: the file cannot be written.
        BrokenPipeError: the reader of standard output has gone.
    """
    if path is None:
        sys.stdout.flush()
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    from cbec_cli.engine.atomic import atomic  # noqa: PLC0415 -- only files need it

    with atomic(path) as temporary, temporary.open("wb", buffering=1 << 20) as file:
        write(file)


def print_to(path: Path | None, show: Callable[[Console], None], console: Console | None = None) -> None:
    """A report for people: into a file 100 characters wide, or on the console given (a new one if None).

    Raises:
        CannotRun: the file cannot be written.
    """
    from rich.console import Console as New  # noqa: PLC0415 -- only this format needs it

    if path is None:
        show(console or New(highlight=False))
        return
    from cbec_cli.engine.atomic import atomic  # noqa: PLC0415 -- only files need it

    with atomic(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        show(New(file=file, width=100, highlight=False))


def write_in(
    format: str,  # noqa: A002 -- the option's name
    path: Path | None,
    writers: Mapping[str, Callable[[BinaryIO], None]],
    workbook: Callable[[Path], None],
    table: Callable[[Console], None],
    console: Console | None = None,
) -> None:
    """Write one of several formats: to a file as a whole or not at all, or to standard output.

    Args:
        format: json, csv, xlsx or table.
        path: file to write; None writes to standard output.
        writers: format → what writes it into a stream.
        workbook: writes a workbook to a path.
        table: prints for people.
        console: where a table is printed when there is no file; a new one if None.

    Raises:
        CannotRun: the file cannot be written.
        BrokenPipeError: the reader of standard output has gone.
    """
    if format in writers:
        stream_to(path, writers[format])
    elif path is not None and format == "xlsx":
        from cbec_cli.engine.atomic import atomic  # noqa: PLC0415 -- only files need it

        with atomic(path) as temporary:
            workbook(temporary)
    else:
        print_to(path, table, console)
