"""Which reports a check writes where, and the one way to write them; standard output stays clean for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.check.csv_report import write_csv
from cbec_cli.report.check.github import write_github
from cbec_cli.report.check.gitlab import write_gitlab
from cbec_cli.report.check.json_report import write_json
from cbec_cli.report.check.junit import write_junit
from cbec_cli.report.check.sarif import write_sarif
from cbec_cli.report.choose import Formats, known_format, print_to, showable, stream_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    from rich.console import Console

    from cbec_cli.work.checking.result import CheckResult

FORMATS = ("table", "json", "sarif", "junit", "github", "gitlab", "csv", "xlsx")
"""What a check can be written as."""

GROUPS = ("rule", "order")
"""How findings are gathered on a terminal."""

GITLAB_NAME = "gl-code-quality-report.json"
"""The name under which GitLab looks for its report."""

FILES_ONLY = ("xlsx",)
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
    },
    also={".json": ("json", "sarif", "gitlab"), ".txt": ("table", "json", "sarif", "junit", "github", "gitlab", "csv")},
    named={GITLAB_NAME: "gitlab", ".sarif.json": "sarif"},
)

choose_formats = _CHOICE.choose
"""What is written where: see `report.choose.Formats.choose`."""

_STREAMS: dict[str, Callable[[CheckResult, BinaryIO], None]] = {
    "json": write_json,
    "sarif": write_sarif,
    "junit": write_junit,
    "github": write_github,
    "gitlab": write_gitlab,
    "csv": write_csv,
}


def known_group(group: str) -> None:
    """Refuse what findings cannot be gathered by.

    Raises:
        CannotRun: not one of `GROUPS`.
    """
    if group not in GROUPS:
        raise CannotRun(f"unknown --group {group!r}", f"use one of {', '.join(GROUPS)}")


def write_check(
    result: CheckResult,
    path: Path | None,
    format: str,  # noqa: A002 -- the option's name
    *,
    console: Console | None = None,
    group: str = "rule",
    statistics: bool = False,
    show_all: bool = False,
) -> None:
    """Write a check in one format: to a file as a whole or not at all, or to standard output.

    Args:
        result: what was found.
        path: file to write; None writes to standard output.
        format: one of `FORMATS`, as `choose_formats` gives it.
        console: where a table is printed when there is no file; a new one if None.
        group: gather the findings of a table by one of `GROUPS`.
        statistics: only counts in the table.
        show_all: every finding in the table.

    Raises:
        CannotRun: the file cannot be written, the format or the group is unknown, or the screen cannot show it.
        BrokenPipeError: the reader of standard output has gone.
    """
    known_format(format, FORMATS)
    known_group(group)
    if path is None:
        showable(format, FILES_ONLY)
    if format in _STREAMS:
        stream_to(path, lambda sink: _STREAMS[format](result, sink))
    elif path is not None and format == "xlsx":
        from cbec_cli.engine.atomic import atomic  # noqa: PLC0415 -- only files need it
        from cbec_cli.report.check.workbook import write_workbook  # noqa: PLC0415 -- only this format needs it

        with atomic(path) as temporary:
            write_workbook(result, temporary)
    else:
        from cbec_cli.report.check.terminal import render  # noqa: PLC0415 -- only this format needs it

        print_to(
            path, lambda shown: render(shown, result, group=group, statistics=statistics, show_all=show_all), console
        )
