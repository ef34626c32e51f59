"""Classified products as JSON (`cbec/classify/1`), csv, a workbook to choose in, or on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cbec_cli.report.choose import format_of_name, known_format, showable, write_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console

    from cbec_cli.work.classifying.run import Classification

FORMATS = ("table", "json", "csv", "xlsx")
FILES_ONLY = ("xlsx",)
_SUFFIXES = {".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".txt": "table"}


def choose_format(path: Path | None, wanted: str = "") -> str:
    """The format asked for, else the one the file's ending names, else a table.

    Raises:
        CannotRun: unknown format or ending, or a workbook without a file.
    """
    known_format(wanted, FORMATS)
    if path is not None:
        return wanted or format_of_name(path, _SUFFIXES, FORMATS)
    showable(wanted, FILES_ONLY)
    return wanted or "table"


def write_classified(
    found: Classification,
    path: Path | None,
    format: str,  # noqa: A002 -- the option's name
    done: Callable[[int], None],
    *,
    show_all: bool = False,
    console: Console | None = None,
) -> None:
    """Write classified products: to a file as a whole or not at all, or to standard output.

    Args:
        found: the products; each is classified when its turn comes.
        path: file to write; None writes to standard output.
        format: one of `FORMATS`, as `choose_format` gives it.
        done: told how many rows have been classified.
        show_all: every row in the table.
        console: where a table is printed when there is no file; a new one if None.

    Raises:
        CannotRun: the file cannot be written, or a sheet cannot hold it.
        BrokenPipeError: the reader of standard output has gone.
    """

    def workbook(target: Path) -> None:
        from cbec_cli.report.classify.workbook import write_workbook  # noqa: PLC0415 -- only a workbook needs it

        write_workbook(found, target, done)

    def table(shown: Console) -> None:
        from cbec_cli.report.classify.terminal import render  # noqa: PLC0415 -- only a table needs it

        render(shown, found, done, show_all=show_all)

    def json(sink: BinaryIO) -> None:
        from cbec_cli.report.classify.streams import write_json  # noqa: PLC0415 -- only this format needs it

        write_json(found, sink, done)

    def csv(sink: BinaryIO) -> None:
        from cbec_cli.report.classify.streams import write_csv  # noqa: PLC0415 -- only this format needs it

        write_csv(found, sink, done)

    write_in(format, path, {"json": json, "csv": csv}, workbook, table, console)
