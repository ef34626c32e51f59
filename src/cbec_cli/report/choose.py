"""The one way from a result to a report: picks the writer, writes whole files, keeps standard output clean."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from cbec_cli.work.result import Result

FORMATS = ("table", "json", "csv", "xlsx", "parquet")
"""What a result can be written as."""

_SUFFIXES = {".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet", ".pq": "parquet", ".txt": "table"}


def choose_format(path: Path | None, wanted: str = "") -> str:
    """The format a report is written in: the one asked for, else the one the file's ending names, else a table.

    Args:
        path: file to write, None for standard output.
        wanted: one of `FORMATS`, or empty.

    Raises:
        CannotRun: unknown format or ending, or a format that needs a file and has none.
    """
    if wanted and wanted not in FORMATS:
        raise CannotRun(f"unknown format {wanted!r}", f"use one of {', '.join(FORMATS)}")
    chosen = wanted or ("table" if path is None else _SUFFIXES.get(path.suffix.lower(), ""))
    if not chosen:
        raise CannotRun(f"cannot tell the format from the name {str(path)!r}", f"add --format {'|'.join(FORMATS)}")
    if path is None and chosen in ("xlsx", "parquet"):
        raise CannotRun(f"{chosen} cannot be written to the screen", f"add --output FILE.{chosen}")
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
    if path is not None:
        _to_file(result, path, chosen, show_all=show_all)
    elif chosen == "table":
        _table(result, console, show_all=show_all)
    else:
        _to_stdout(result, chosen)


def _to_stdout(result: Result, chosen: str) -> None:
    """JSON or csv as bytes, so that no terminal setting changes them."""
    sys.stdout.flush()
    sink = sys.stdout.buffer
    if chosen == "json":
        from cbec_cli.report.json_report import write_json  # noqa: PLC0415 -- only this format needs it

        write_json(result, sink)
    else:
        from cbec_cli.report.csv_report import write_csv  # noqa: PLC0415 -- only this format needs it

        write_csv(result, sink)
    sink.flush()


def _table(result: Result, console: Console | None, *, show_all: bool) -> None:
    """The report for people on a terminal."""
    from rich.console import Console as New  # noqa: PLC0415 -- only this format needs it

    from cbec_cli.report.terminal import render  # noqa: PLC0415 -- only this format needs it

    render(console or New(highlight=False), result, show_all=show_all)


def _to_file(result: Result, path: Path, chosen: str, *, show_all: bool) -> None:
    """Any format into a file that appears only when it is complete."""
    from cbec_cli.report.atomic import atomic  # noqa: PLC0415 -- only files need it

    with atomic(path) as temporary:
        if chosen == "xlsx":
            from cbec_cli.report.workbook_report import write_workbook  # noqa: PLC0415

            write_workbook(result, temporary)
        elif chosen == "parquet":
            from cbec_cli.report.csv_report import write_parquet  # noqa: PLC0415

            write_parquet(result, temporary)
        elif chosen == "table":
            from rich.console import Console as New  # noqa: PLC0415

            with temporary.open("w", encoding="utf-8") as file:
                _table(result, New(file=file, width=100, highlight=False), show_all=show_all)
        else:
            _stream(result, temporary, chosen)


def _stream(result: Result, temporary: Path, chosen: str) -> None:
    """JSON or csv into an open file."""
    with temporary.open("wb", buffering=1 << 20) as file:
        if chosen == "json":
            from cbec_cli.report.json_report import write_json  # noqa: PLC0415

            write_json(result, file)
        else:
            from cbec_cli.report.csv_report import write_csv  # noqa: PLC0415

            write_csv(result, file)
