"""`cbec rules` and `cbec rule CODE`: what is checked and computed, and what each rule means."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from cbec_cli.engine.register import Rule


class Output(StrEnum):
    """How rules are shown."""

    table = "table"
    json = "json"
    markdown = "markdown"


Format = Annotated[
    Output, typer.Option("--format", help="A table for people, JSON for programs, Markdown for documents.")
]


def rules(
    family: Annotated[
        str, typer.Option("--family", metavar="THR", help="Only the codes that begin with these three letters.")
    ] = "",
    output: Format = Output.table,
) -> None:
    """List every rule: code, severity, what it looks at, what it finds.

    Examples:  cbec rules  ·  cbec rules --family THR  ·  cbec rules --format markdown
    """
    from cbec_cli.report.rules import of_family, print_list

    _show(of_family(family), output, print_list)


def rule(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of a rule or finding, e.g. THR001.")],
    output: Format = Output.table,
) -> None:
    """Explain one rule: what it finds, the law, a good and a bad example, the cure.

    Examples:  cbec rule THR001  ·  cbec rule hsc002 --format json
    """
    from cbec_cli.report.rules import of_code, print_pages

    _show(of_code(code), output, print_pages)


def _show(chosen: Sequence[Rule], output: Output, on_screen: Callable[[Console, Sequence[Rule]], None]) -> None:
    """Rules in the format that was asked for."""
    if output is Output.table:
        from rich.console import Console

        on_screen(Console(highlight=False), chosen)
        return
    from cbec_cli.report.rules import as_json, as_markdown

    typer.echo(as_json(chosen) if output is Output.json else as_markdown(chosen).rstrip("\n"))
