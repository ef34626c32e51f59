"""The commands of `cbec`. Every command's own imports happen when it runs, so that `cbec --help` is quick."""

from __future__ import annotations

from typing import Annotated

import typer

from cbec_cli import __version__
from cbec_cli.cli.check import check
from cbec_cli.cli.classify import classify
from cbec_cli.cli.data import data
from cbec_cli.cli.deadlines import deadlines
from cbec_cli.cli.diff import diff
from cbec_cli.cli.docs import docs
from cbec_cli.cli.hs import hs
from cbec_cli.cli.init import init
from cbec_cli.cli.ior import ior
from cbec_cli.cli.landed_cost import landed_cost
from cbec_cli.cli.law import law
from cbec_cli.cli.ledger import ledger
from cbec_cli.cli.quote import quote
from cbec_cli.cli.reconcile import reconcile
from cbec_cli.cli.returns import returns
from cbec_cli.cli.rules import rule, rules
from cbec_cli.cli.template import template

app = typer.Typer(
    name="cbec",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="""Landed cost and compliance for cross-border e-commerce (CBEC) imports into China.

    Offline, exact to the fen, every answer with its law and its day. Reads spreadsheets in Chinese and English.

    Start with [bold]cbec template orders -o orders.xlsx[/bold], fill it in, then
    [bold]cbec landed-cost orders.xlsx[/bold].
    """,
)

app.command("landed-cost")(landed_cost)
app.command("check")(check)
app.command("classify")(classify)
app.command("quote")(quote)
app.command("hs")(hs)
app.command("law")(law)
app.command("template")(template)
app.command("diff")(diff)
app.add_typer(data, name="data")
app.command("ior")(ior)
app.command("deadlines")(deadlines)
app.add_typer(docs, name="docs")
app.command("reconcile")(reconcile)
app.command("returns")(returns)
app.add_typer(ledger, name="ledger")
app.command("rules")(rules)
app.command("rule")(rule)
app.command("init")(init)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cbec {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Only `--version` stands before the commands."""
