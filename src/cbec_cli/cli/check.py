"""`cbec check`: every fault of a declaration batch or a catalogue, with its place, its cure and its law."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.checks import options_of, report, write_known
from cbec_cli.cli.ledger_files import KeyFile, Platform, YearsFrom, years_from
from cbec_cli.cli.options import (
    AdditionalDuty,
    Amendments,
    Config,
    FailOn,
    Fx,
    FxFile,
    Ignore,
    KnownFindings,
    Map,
    On,
    Outputs,
    Select,
    ShowPersonalData,
    WriteBaseline,
    keep_inputs,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cbec_cli.work.checking.check import Checker
    from cbec_cli.work.checking.result import CheckResult
    from cbec_cli.work.listener import Years

KINDS = ("declarations", "catalog")


def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="xlsx, xls, xlsb, ods, csv, tsv or parquet; - is stdin.")
    ],
    as_: Annotated[
        str, typer.Option("--as", metavar="declarations|catalog", help="What the files are; default: by headings.")
    ] = "",
    sheet: Annotated[str | None, typer.Option("--sheet", help="Name or number of the sheet.")] = None,
    on: On = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="table|json|sarif|junit|github|gitlab|csv|xlsx",
            help="Default: a table, or what --output ends in.",
        ),
    ] = "",
    output: Outputs = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = "",
    statistics: Annotated[bool, typer.Option("--statistics", help="Only how often each rule spoke.")] = False,
    group: Annotated[str, typer.Option("--group", metavar="rule|order", help="How the table is arranged.")] = "rule",
    show_all: Annotated[
        bool, typer.Option("--all", help="List every finding, not the first few of each rule.")
    ] = False,
    baseline: KnownFindings = None,
    write_baseline: WriteBaseline = None,
    show_personal_data: ShowPersonalData = False,
    ledger: YearsFrom = None,
    key_file: KeyFile = None,
    platform: Platform = "",
    fx: Fx = None,
    fx_file: FxFile = None,
    additional_duty: AdditionalDuty = None,
    amendments: Amendments = None,
    columns: Map = None,
    config: Config = None,
) -> None:
    """Find what customs would reject, before customs does.

    Declarations: codes, the positive list, limits, taxes, units, identity, documents' fields, labels, line by line,
    order by order and buyer by buyer. A catalogue: codes, list, units, barcodes, labels. All faults at once, each with
    its cell, what to do, and the law. Personal data is masked; `cbec rule CODE` explains a code.

    Example: [bold]cbec check tomorrow.xlsx --output checked.xlsx[/bold]

    In a build: [bold]cbec check catalog.csv --baseline known.json --format github[/bold]

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 cannot run.
    """
    from functools import partial

    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.report.check.choose import choose_formats, known_group, write_check
    from cbec_cli.report.check.told import status

    if as_ and as_ not in KINDS:
        raise CannotRun(f"--as {as_}: unknown", f"use one of {', '.join(KINDS)}")
    known_group(group)
    outputs = output or []
    chosen = choose_formats(outputs, format_)
    for path in (*outputs, *([write_baseline] if write_baseline else [])):
        keep_inputs(files, path)
    with years_from(ledger, key_file, platform) as years:
        checker, mapping = _checker(
            on=on,
            select=select or [],
            ignore=ignore or [],
            fail_on=fail_on,
            baseline=baseline,
            everything=write_baseline is not None,
            show_personal_data=show_personal_data,
            fx=fx,
            fx_file=fx_file,
            additional_duty=additional_duty,
            amendments=amendments,
            config=config,
            columns=columns,
            years=years,
        )
        result = _checked(checker, files, sheet, as_, mapping)
    try:
        if write_baseline is not None:
            write_known(result.keys, write_baseline)
            chosen = [(name, path) for name, path in chosen if path is not None]
        try:
            write = partial(write_check, result, group=group, statistics=statistics, show_all=show_all)
            report(result, chosen, write, partial(status, result))
        except BrokenPipeError as gone:  # the reader has seen enough, the faults are still there
            gone.status = result.exit_status  # type: ignore[attr-defined]
            raise
    finally:
        result.close()
    if result.exit_status and write_baseline is None:
        raise typer.Exit(result.exit_status)


def _checker(
    *,
    on: str | None,
    select: list[str],
    ignore: list[str],
    fail_on: str,
    baseline: Path | None,
    everything: bool,
    show_personal_data: bool,
    fx: list[str] | None,
    fx_file: Path | None,
    additional_duty: list[str] | None,
    amendments: list[Path] | None,
    config: Path | None,
    columns: list[str] | None,
    years: Callable[[], Years] | None,
) -> tuple[Checker, dict[str, str]]:
    """What checks, and the user's own headings."""
    from cbec_cli.cli.options import pairs
    from cbec_cli.law.dated import load_law
    from cbec_cli.law.tariff import load_tariff
    from cbec_cli.rules import ALL
    from cbec_cli.work.checking.check import Checker
    from cbec_cli.work.config import load_config

    settings = settings_of(
        on=on,
        route="auto",
        fx=fx,
        fx_file=fx_file,
        additional_duty=additional_duty,
        amendments=amendments,
        config=config,
        price_includes_tax=False,
    )
    codes = frozenset(ALL.by_code)
    options = options_of(
        load_config(config, codes),
        codes,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        baseline=baseline,
        everything=everything,
        show_personal_data=show_personal_data,
        on=on,
    )
    mapping = {**settings.columns, **pairs("--map", columns or ())}
    checker = Checker(
        load_law(), load_tariff(settings.amendments), settings, options, with_keys=everything, years=years
    )
    return checker, mapping


def _checked(checker: Checker, files: list[str], sheet: str | None, kind: str, mapping: dict[str, str]) -> CheckResult:
    """Read all files, then check them."""
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.source import open_source

    for file in files:
        opened = open_source(file, sheet=sheet, mapping=mapping)
        with opened as source, progress("Reading", source.rows_hint) as done:
            checker.read(source, kind or None, done)  # type: ignore[arg-type]  # one of KINDS
    with progress("Checking", checker.lines) as done:
        return checker.result(done)
