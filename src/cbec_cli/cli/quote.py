"""`cbec quote`: one line with its full working."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cbec_cli.cli.options import (
    AdditionalDuty,
    Amendments,
    Config,
    Fx,
    FxFile,
    On,
    PriceIncludesTax,
    RouteOption,
    number,
    settings_of,
)

if TYPE_CHECKING:
    from cbec_cli.work.asked import Order
    from cbec_cli.work.one_order import Answer


def quote(
    code: Annotated[str, typer.Argument(metavar="HS", help="Tariff code, ten digits (eight if its lines agree).")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Price of one article.")],
    qty: Annotated[str, typer.Option("--qty", help="Number of articles.")] = "1",
    qty1: Annotated[
        str | None, typer.Option("--qty1", help="Legal quantity in all, in the tariff's first unit.")
    ] = None,
    unit1: Annotated[str, typer.Option("--unit1", help="Unit of --qty1, if it is not the tariff's: g, ml, 035 …")] = "",
    content: Annotated[str, typer.Option("--content", help="Content of one article: '50 ml', '5片'.")] = "",
    origin: Annotated[str, typer.Option("--origin", help="Country of origin: FR, 502, 日本 … ('701' unknown).")] = "",
    preference: Annotated[str, typer.Option("--preference", help="Partner whose agreement rate is claimed.")] = "",
    currency: Annotated[str, typer.Option("--currency", help="Currency of all amounts.")] = "CNY",
    freight: Annotated[str, typer.Option("--freight", help="Freight to the buyer, in all.")] = "0",
    insurance: Annotated[str, typer.Option("--insurance", help="Insurance, in all.")] = "0",
    discount: Annotated[str, typer.Option("--discount", help="Price cut open to everybody (not a coupon).")] = "0",
    mode: Annotated[str, typer.Option("--mode", help="Supervision mode: 9610, 1210, 1239, 0110.")] = "",
    year_to_date: Annotated[
        str, typer.Option("--year-to-date", help="What the buyer has bought this year, CNY.")
    ] = "0",
    on: On = None,
    route: RouteOption = "auto",
    fx: Fx = None,
    fx_file: FxFile = None,
    price_includes_tax: PriceIncludesTax = False,
    additional_duty: AdditionalDuty = None,
    amendments: Amendments = None,
    config: Config = None,
    format_: Annotated[str, typer.Option("--format", metavar="table|json", help="How to print it.")] = "table",
) -> None:
    """What one order line costs landed, with every step, its law and its day.

    Example: a cream of 30 g for 720.50 CNY:
    [bold]cbec quote 3304990029 720.50 --qty1 0.03[/bold]

    The same in general trade, from France:
    [bold]cbec quote 3304990029 720.50 --qty1 0.03 --route general-trade --origin FR[/bold]

    Exit status: 0 complete or estimated, 1 refused, 2 cannot run.
    """
    from cbec_cli.engine.today import today
    from cbec_cli.law.dated import load_law
    from cbec_cli.law.tariff import load_tariff
    from cbec_cli.rules.routes import NOT_LAWFUL
    from cbec_cli.work.asked import Line, Order
    from cbec_cli.work.assess import Assessor
    from cbec_cli.work.one_order import cost_order

    settings = settings_of(
        on=on,
        route=route,
        fx=fx,
        fx_file=fx_file,
        additional_duty=additional_duty,
        amendments=amendments,
        config=config,
        price_includes_tax=price_includes_tax,
    )
    line = Line(
        hs_code=code.replace(".", "").replace(" ", ""),
        unit_price=number("VALUE", value),
        qty=number("--qty", qty, least=1),
        qty1=None if qty1 is None else number("--qty1", qty1, least=1),
        unit1=unit1,
        content=content,
        origin=origin,
        preference=preference,
        currency=currency,
        freight=number("--freight", freight),
        insurance=number("--insurance", insurance),
        discount=number("--discount", discount),
    )
    order = Order(
        lines=[line], day=settings.on or today(), mode=mode, year_to_date=number("--year-to-date", year_to_date)
    )
    tariff = load_tariff(settings.amendments)
    answer = cost_order(order, Assessor(load_law(), tariff, settings), settings, noted=True)
    _print(format_, answer, order, tariff)
    if answer.outcome == NOT_LAWFUL:
        raise typer.Exit(1)


def _print(format_: str, answer: Answer, order: Order, tariff: Any) -> None:
    from cbec_cli.engine.errors import CannotRun

    if format_ == "json":
        from cbec_cli.report.quote_report import quote_json

        typer.echo(quote_json(answer, order, tariff))
    elif format_ == "table":
        from rich.console import Console

        from cbec_cli.report.quote_report import render_quote

        render_quote(Console(highlight=False), answer, order, tariff)
    else:
        raise CannotRun(f"--format {format_}", "use one of table, json")
