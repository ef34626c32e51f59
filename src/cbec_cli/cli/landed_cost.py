"""`cbec landed-cost`: a spreadsheet of order lines in, what each line and order costs landed out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.ledger_files import KeyFile, Platform, YearsFrom, years_from
from cbec_cli.cli.options import (
    AdditionalDuty,
    Amendments,
    Config,
    Fx,
    FxFile,
    Map,
    On,
    PriceIncludesTax,
    RouteOption,
    keep_inputs,
    settings_of,
)

if TYPE_CHECKING:
    from cbec_cli.work.batch import Batch
    from cbec_cli.work.listener import Years
    from cbec_cli.work.settings import Settings

REQUIRED = ("hs_code", "qty", "unit_price|total_price")


def landed_cost(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="xlsx, xls, xlsb, ods, csv, tsv or parquet; - is stdin.")
    ],
    sheet: Annotated[str | None, typer.Option("--sheet", help="Name or number of the sheet.")] = None,
    on: On = None,
    route: RouteOption = "auto",
    allocate: Annotated[
        str, typer.Option("--allocate", help="Share order freight, insurance, discount by value | quantity | weight.")
    ] = "value",
    fx: Fx = None,
    fx_file: FxFile = None,
    price_includes_tax: PriceIncludesTax = False,
    additional_duty: AdditionalDuty = None,
    amendments: Amendments = None,
    columns: Map = None,
    config: Config = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format", metavar="table|json|csv|xlsx|parquet", help="Default: a table, or what --output ends in."
        ),
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to a file.")] = None,
    ledger: YearsFrom = None,
    key_file: KeyFile = None,
    platform: Platform = "",
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="ORDER[/LINE]", help="Show the full working of one order or line."),
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="List every order and SKU, not only the largest.")] = False,
) -> None:
    """Compute duty, consumption tax, VAT and landed cost of every order line, exact to the fen.

    Each order takes the route the law gives it, and the report says why: CBEC at 70 %, CBEC with full tax, general
    trade, or refused with the official code. What is missing is named; what is assumed is listed.

    Example: [bold]cbec landed-cost orders.xlsx --fx USD=7.0855 --output costed.xlsx[/bold]

    Needed columns: hs_code (商品编码), qty (数量), unit_price (单价) or total_price (总价). See them all with
    [bold]cbec template orders[/bold].

    Exit status: 0 all complete or estimated, 1 something refused or unreadable, 2 cannot run.
    """
    from cbec_cli.cli.options import pairs
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.report.choose import choose_format, write_result

    chosen = choose_format(output, format_)
    keep_inputs(files, output)
    if explain is not None and chosen != "table":
        raise CannotRun(f"--explain with --format {chosen}", "an explanation is a text; leave --format out")
    settings = settings_of(
        on=on,
        route=route,
        fx=fx,
        fx_file=fx_file,
        additional_duty=additional_duty,
        amendments=amendments,
        config=config,
        price_includes_tax=price_includes_tax,
        allocate=allocate,
    )
    mapping = {**settings.columns, **pairs("--map", columns or ())}
    with years_from(ledger, key_file, platform) as years:
        batch = _read(
            files, sheet, mapping, settings, by_sku=chosen in ("table", "xlsx"), years=years() if years else None
        )
        batch.settle()
    if explain is not None:
        _explain(batch, explain)
        return
    from cbec_cli.work.summary import summarise

    result = summarise(batch)
    try:
        write_result(result, output, chosen, show_all=show_all)
    finally:
        result.close()
    if result.exit_status:
        raise typer.Exit(result.exit_status)


def _read(
    files: list[str],
    sheet: str | None,
    mapping: dict[str, str],
    settings: Settings,
    *,
    by_sku: bool,
    years: Years | None,
) -> Batch:
    """All files into one batch: buyers' years run across them."""
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.law.dated import load_law
    from cbec_cli.law.tariff import load_tariff
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.batch import Batch

    batch = Batch(load_law(), load_tariff(settings.amendments), settings, by_sku=by_sku, years=years)
    for file in files:
        with open_source(file, sheet=sheet, mapping=mapping, required=REQUIRED) as source:
            if batch.sources and batch.sources[0].headings != source.headings:
                raise CannotRun(
                    f"{file}: its headings differ from {files[0]}", "cost files with different headings one by one"
                )
            with progress("Reading", source.rows_hint) as done:
                batch.read(source, done)
    if not batch.spool.count:
        raise CannotRun(f"{', '.join(files)}: no order lines below the headings", "fill in at least one line")
    return batch


def _explain(batch: Batch, wanted: str) -> None:
    """Print one order's working; the exit status is that of the order."""
    from rich.console import Console

    from cbec_cli.report.explain import answer_words, render_reasons, render_steps
    from cbec_cli.rules.routes import NOT_LAWFUL, OUTCOMES, ROUTES
    from cbec_cli.work.explain import explain_order

    found = explain_order(batch, wanted)
    batch.spool.close()
    console = Console(highlight=False)
    answer = answer_words(ROUTES[found.route], OUTCOMES[found.outcome])
    console.print(f"Order {found.order_no}: {answer}", markup=False)
    render_steps(console, found.steps)
    console.print()
    render_reasons(console, found.reasons)
    if found.outcome == NOT_LAWFUL:
        raise typer.Exit(1)
