"""`cbec docs check`: are the papers of each shipment complete, in force and in the right name?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.checks import options_of, report, write_known
from cbec_cli.cli.options import (
    Config,
    FailOn,
    Ignore,
    KnownFindings,
    On,
    Outputs,
    Select,
    ShowPersonalData,
    WriteBaseline,
    keep_inputs,
)

if TYPE_CHECKING:
    from cbec_cli.work.checking.options import CheckOptions
    from cbec_cli.work.dossier.result import DossierResult


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="DOSSIER…", help="A workbook (shipments, documents, parties), or a csv file for each."),
    ],
    on: On = None,
    expires_within: Annotated[
        int,
        typer.Option("--expires-within", min=0, max=3650, metavar="DAYS", help="Warn of what runs out so soon after."),
    ] = 30,
    folder: Annotated[
        Path | None,
        typer.Option("--files", metavar="DIR", help="Folder of the scans: look at each file that is named."),
    ] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="table|json|sarif|junit|github|gitlab|csv|xlsx|ics",
            help="Default: a table, or what --output ends in.",
        ),
    ] = "",
    output: Outputs = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = "",
    show_all: Annotated[
        bool, typer.Option("--all", help="Show every shipment and every task, ready shipments too.")
    ] = False,
    baseline: KnownFindings = None,
    write_baseline: WriteBaseline = None,
    show_personal_data: ShowPersonalData = False,
    config: Config = None,
) -> None:
    """Check the papers of shipments: missing, expired, in the wrong name, for other goods.

    One document may cover a shipment, an article (sku) or a party. Of several of
    a type the valid one counts. Each shipment is ready, ready with warnings or
    blocked; what to get, from whom and by when stands in the to-do list. Where the
    law is open, the question for customs is given instead of a guess.

    Start with [bold]cbec template docs -o docs.xlsx[/bold].

    Exit status: 0 nothing at or above --fail-on, 1 blocked, 2 cannot run.

    \b
    Examples:
      cbec docs check docs.xlsx
      cbec docs check docs.xlsx --files scans --output checked.xlsx
      cbec docs check shipments.csv documents.csv parties.csv --format json
      cbec docs check docs.xlsx --format ics --output expiries.ics
    """  # noqa: D301 -- \b is how the command line keeps the lines of an example apart
    from functools import partial

    from cbec_cli.report.docs.choose import choose_formats, write_docs
    from cbec_cli.report.docs.words import ended
    from cbec_cli.work.config import load_config
    from cbec_cli.work.dossier.check import CODES

    outputs = output or []
    chosen = choose_formats(outputs, format_)
    for path in (*outputs, *([write_baseline] if write_baseline else [])):
        keep_inputs(files, path)
    options = options_of(
        load_config(config, CODES),
        CODES,
        on=on,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        baseline=baseline,
        everything=write_baseline is not None,
        show_personal_data=show_personal_data,
    )
    result = _checked(files, options, expires_within, folder)
    if write_baseline is not None:
        write_known(result.check.keys, write_baseline)
        return
    report(result.check, chosen, partial(write_docs, result, show_all=show_all), partial(ended, result))
    if result.check.exit_status:
        raise typer.Exit(result.check.exit_status)


def _checked(files: list[str], options: CheckOptions, window: int, folder: Path | None) -> DossierResult:
    """Read and check."""
    from cbec_cli.engine.today import today
    from cbec_cli.work.dossier.check import DossierOptions, check_files

    return check_files(files, DossierOptions(options.on or today(), options, window, folder))
