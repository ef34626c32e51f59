"""`cbec reconcile`: customs' tax bills beside what cbec computes and what was withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.options import (
    AdditionalDuty,
    Amendments,
    Config,
    Fx,
    FxFile,
    Map,
    On,
    Output,
    keep_inputs,
    settings_of,
)

if TYPE_CHECKING:
    from cbec_cli.tables.tax_bills import Bills
    from cbec_cli.work.batch import Batch
    from cbec_cli.work.reconcile import Listener
    from cbec_cli.work.settings import Settings

REQUIRED = ("hs_code", "qty", "unit_price|total_price")


def reconcile(
    bills: Annotated[
        list[str],
        typer.Argument(
            metavar="BILLS… [FILE]",
            help="CEB816 messages, 税单详情 tables, or folders of them; without --orders the last is the orders.",
        ),
    ],
    orders: Annotated[
        str | None, typer.Option("--orders", metavar="FILE", help="The orders, as for landed-cost; - is stdin.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Name or number of the sheet of the orders.")] = None,
    on: On = None,
    fx: Fx = None,
    fx_file: FxFile = None,
    additional_duty: AdditionalDuty = None,
    amendments: Amendments = None,
    columns: Map = None,
    config: Config = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="table|json|csv|xlsx", help="Default: a table, or what --output ends in.")
    ] = "",
    output: Output = None,
    show_all: Annotated[bool, typer.Option("--all", help="List every row that needs a look.")] = False,
) -> None:
    """Compare customs' tax bills with what cbec computes, line by line, and with the tax withheld from buyers.

    Every bill and every order is told once: matched, off by rounding, another rate (and which rate of the law explains
    it), another value, missing, without an order, void. The sums of the outcomes lead from one total to the other.

    Bills find their order by the number of the declaration list, else of the order, else of the waybill.

    Example: [bold]cbec reconcile bills/ --orders orders.xlsx --output reconciled.xlsx[/bold]

    Exit status: 0 all matched, off by rounding or void; 1 something to look at; 2 cannot run.
    """
    from cbec_cli.cli.options import pairs
    from cbec_cli.report.reconcile import choose_format, write_reconciled
    from cbec_cli.work.reconcile import reconcile as compare

    chosen = choose_format(output, format_)
    names, file = _sides(bills, orders)
    keep_inputs([*names, file], output)
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
    mapping = {**settings.columns, **pairs("--map", columns or ())}
    sent = _bills(names)
    batch, listener = _orders(file, sheet, mapping, settings)
    found = compare(sent, batch, listener)
    try:
        write_reconciled(found, output, chosen, show_all=show_all)
    finally:
        found.close()
    if found.exit_status:
        raise typer.Exit(found.exit_status)


def _sides(bills: list[str], orders: str | None) -> tuple[list[str], str]:
    """The names of the bills and of the orders."""
    from cbec_cli.engine.errors import CannotRun

    if orders is not None:
        return bills, orders
    if len(bills) < 2:
        raise CannotRun("no orders to compare with", "cbec reconcile BILLS --orders FILE")
    return bills[:-1], bills[-1]


def _bills(names: list[str]) -> Bills:
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.tax_bills import read_bills

    with progress("Reading bills", None) as done:
        return read_bills(names, done)


def _orders(file: str, sheet: str | None, mapping: dict[str, str], settings: Settings) -> tuple[Batch, Listener]:
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.law.dated import load_law
    from cbec_cli.law.tariff import load_tariff
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.reconcile import reconciling_batch

    batch, listener = reconciling_batch(load_law(), load_tariff(settings.amendments), settings)
    with (
        open_source(file, sheet=sheet, mapping=mapping, required=REQUIRED) as source,
        progress("Reading orders", source.rows_hint) as done,
    ):
        batch.read(source, done)
    if not batch.spool.count:
        raise CannotRun(f"{file}: no order lines below the headings", "fill in at least one line")
    return batch, listener
