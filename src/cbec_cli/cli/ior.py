"""`cbec ior`: who imports, what each party may do and owes, and the cash it has to front for a batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.options import keep_inputs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cbec_cli.work.parties import Casts
    from cbec_cli.work.party_cash import Cash


def ior(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE…", help="Dossier: a workbook with sheets parties and shipments, or their csv."),
    ] = None,
    uscc: Annotated[
        str, typer.Option("--uscc", metavar="CODE", help="A firm by its unified social credit code (统一社会信用代码).")
    ] = "",
    customs_code: Annotated[
        str, typer.Option("--customs-code", metavar="CODE", help="A firm by its customs code (海关注册编码).")
    ] = "",
    mode: Annotated[
        str, typer.Option("--mode", metavar="9610|1210|1239|0110", help="Only what holds in this supervision mode.")
    ] = "",
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch", metavar="FILE", help="JSON of `cbec landed-cost`, or orders to cost: the cash to front for them."
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day of declaration where none is given; default today.")
    ] = None,
    released: Annotated[
        str | None,
        typer.Option("--released", metavar="DATE", help="Day of release of CBEC orders: tax is paid after it."),
    ] = None,
    late_to: Annotated[
        str | None, typer.Option("--late-to", metavar="DATE", help="Late fee if the tax is paid only on this day.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="TOML", help="Settings for costing orders; default ./cbec.toml.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="table|json", help="Default: a table, or what --output ends in.")
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to a file.")] = None,
) -> None:
    """Show a card for each party: codes decoded, what it may do, what it owes, what is missing, the cash it fronts.

    Chinese law knows no “importer of record”: in general trade it is the domestic consignee, in CBEC retail import the
    consumer is the taxpayer and the seller abroad acts through one domestic agent.

    Examples:  [bold]cbec ior dossier.xlsx --batch orders.xlsx[/bold]  ·
    [bold]cbec ior --uscc 91110000600037341L --mode 0110 --batch cost.json --late-to 2026-12-31[/bold]

    Exit status: 0 nothing wrong, 1 a party is missing or unfit, 2 cannot run.
    """
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.engine.today import day_of, today
    from cbec_cli.report.ior import choose_format, write_ior
    from cbec_cli.work.party_cards import Days, make_cards

    chosen = choose_format(output, format_)
    keep_inputs([*(files or ()), *([str(batch)] if batch else ())], output)
    if bool(files) == bool(uscc or customs_code):
        raise CannotRun(
            "one of FILE and --uscc or --customs-code is needed",
            "name a dossier: cbec ior dossier.xlsx; or a firm: cbec ior --uscc 91110000600037341L",
        )
    day = day_of(on) or today()
    days = Days(_day("--released", released), _day("--late-to", late_to))
    stages = _stages(mode)
    casts = _read(files, mode, day) if files else _lone(uscc, customs_code, stages, day)
    cash = _cash(casts, batch, config, day)
    made = make_cards(casts, cash, days, stages, [*(files or ()), *([str(batch)] if batch else ())])
    write_ior(made, output, chosen)
    if made.exit_status:
        raise typer.Exit(made.exit_status)


def _day(option: str, text: str | None) -> date | None:
    """A day of the command line."""
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.engine.today import day_of

    try:
        return day_of(text)
    except CannotRun:
        raise CannotRun(f"{option} {text}: not a day", "write it as 2026-11-23") from None


def _stages(mode: str) -> Sequence[str]:
    """The routes of a mode, all if none is given."""
    from cbec_cli.law.documents import STAGES, stage_of

    if not mode:
        return STAGES
    stage_of(mode)  # raises for what is no mode of imports
    return [stage for stage in STAGES if stage.startswith(mode[:4])]


def _read(files: Sequence[str], mode: str, day: date) -> Casts:
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.tables.dossier_rows import read_dossier
    from cbec_cli.work.parties import read_casts

    dossier = read_dossier(files, {}, if_there={"shipments": ("shipment_id", "mode"), "parties": ("role", "name|uscc")})
    if not dossier.shipments.file and not dossier.parties.file:
        raise CannotRun(
            f"{', '.join(files)}: neither parties nor shipments",
            "add a sheet of parties with the columns role (角色) and name (企业名称)",
        )
    casts = read_casts(dossier, day)
    if mode:
        casts.shipments = [cast for cast in casts.shipments if cast.stage.startswith(mode[:4])]
    return casts


def _lone(uscc: str, customs_code: str, stages: Sequence[str], day: date) -> Casts:
    from cbec_cli.work.party_cards import lone_firm

    return lone_firm(uscc.strip(), customs_code.strip(), stages, day)


def _cash(casts: Casts, batch: Path | None, config: Path | None, day: date) -> Cash | None:
    """What the batch owes, or the shipments by their column of taxes."""
    from cbec_cli.cli.options import settings_of
    from cbec_cli.work.party_cards import everyone
    from cbec_cli.work.party_cash import cash_of_batch, cash_of_shipments

    guarantors = len(everyone(casts, "guarantor"))
    if batch is None:
        return cash_of_shipments(casts, guarantors)
    settings = settings_of(
        on=day.isoformat(),
        route="auto",
        fx=None,
        fx_file=None,
        additional_duty=None,
        amendments=None,
        config=config,
        price_includes_tax=False,
    )
    return cash_of_batch(batch, settings, guarantors)
