"""`cbec classify --check`: the codes of a table held against its names, with the rules of `cbec check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cbec_cli.cli.checks import options_of, report
from cbec_cli.cli.options import pairs, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cbec_cli.work.checking.result import CheckResult

FAMILY = "HSC"
"""The rules that are asked."""


def check_codes(
    file: str,
    *,
    sheet: str | None,
    on: str | None,
    columns: Sequence[str] | None,
    output: Path | None,
    format_: str,
    show_all: bool,
) -> None:
    """Report what the rules on codes say of a table; the exit status is 1 where one speaks above a note.

    Args:
        file: table with names and codes; - is standard input.
        sheet: name or number of its sheet.
        on: day of the law and the tariff.
        columns: headings of the user's own, `HEADING=column`.
        output: where the report goes; None is the screen.
        format_: format of the report; "" is a table, or what `output` ends in.
        show_all: list every finding.

    Raises:
        CannotRun: no table, no column of names or codes, an unknown format.
    """
    from functools import partial

    from cbec_cli.report.check.choose import choose_formats, write_check
    from cbec_cli.report.check.told import status

    chosen = choose_formats([output] if output else [], format_)
    result = _checked(file, sheet, on, columns)
    try:
        write = partial(write_check, result, group="rule", statistics=False, show_all=show_all)
        report(result, chosen, write, partial(status, result))
    except BrokenPipeError as gone:  # the reader has seen enough, the faults are still there
        gone.status = result.exit_status  # type: ignore[attr-defined]
        raise
    finally:
        result.close()
    if result.exit_status:
        raise typer.Exit(result.exit_status)


def _checked(file: str, sheet: str | None, on: str | None, columns: Sequence[str] | None) -> CheckResult:
    """Read the table, then check it."""
    from cbec_cli.law.dated import load_law
    from cbec_cli.law.tariff import load_tariff
    from cbec_cli.report.progress import progress
    from cbec_cli.rules import ALL
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.checking.check import Checker
    from cbec_cli.work.classifying.read import LABELLED
    from cbec_cli.work.config import load_config

    settings = settings_of(
        on=on,
        route="auto",
        fx=None,
        fx_file=None,
        additional_duty=None,
        amendments=None,
        config=None,
        price_includes_tax=False,
    )
    codes = frozenset(ALL.by_code)
    options = options_of(
        load_config(None, codes),
        codes,
        on=on,
        select=[FAMILY],
        ignore=None,
        fail_on="warning",
        baseline=None,
        everything=False,
        show_personal_data=False,
    )
    checker = Checker(load_law(), load_tariff(settings.amendments), settings, options)
    mapping = {**settings.columns, **pairs("--map", columns or ())}
    opened = open_source(file, sheet=sheet, mapping=mapping, required=LABELLED)
    with opened as source, progress("Reading", source.rows_hint) as done:
        checker.read(source, None, done)
    with progress("Checking", checker.lines) as done:
        return checker.result(done)
