"""`cbec law`: every figure of the law, with its day and its source."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.options import On

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rich.table import Table
    from rich.text import Text

    from cbec_cli.law.dated import Law
    from cbec_cli.law.figures import Figure

_SECTIONS = {
    "": "Limits, waivers, deadlines",
    "vat": "Import VAT",
    "consumption_tax": "Import consumption tax",
    "parcel": "Parcel tax",
    "additional_duty": "Additional duty",
}
_FLAGS = {"0": "no", "1": "yes"}
_SUFFIXES = {"CNY": " CNY", "percent": " %", "days": " days"}


class Output(StrEnum):
    """How the answer is written."""

    table = "table"
    json = "json"


def law(
    name: Annotated[
        str | None, typer.Argument(help="A figure, or a part of its name or title: all its values.")
    ] = None,
    on: On = None,
    output: Annotated[Output, typer.Option("--format", help="A table for people, JSON for programs.")] = Output.table,
    history: Annotated[
        bool, typer.Option("--history", help="Every value there ever was, not only that of the day.")
    ] = False,
) -> None:
    """Show what the law says on a day: limits, rates, deadlines, with their sources.

    Examples:  cbec law --on 2018-12-31  ·  cbec law single_limit  ·  cbec law 啤酒  ·  cbec law --format json
    """
    from cbec_cli.engine.today import day_of, today
    from cbec_cli.law.dated import load_law

    book = load_law()
    day = day_of(on) or today()
    names = _matching(book, name) if name else list(book.names())
    everything = history or (name is not None and on is None)
    shown = [figure for each in names for figure in book.history(each) if everything or _holds(figure, day)]
    if not shown:
        book.figure(names[0], day)  # raises, and says from when on there is something
    if output is Output.json:
        typer.echo(json.dumps(_as_json(book, shown, None if everything else day), ensure_ascii=False, indent=2))
    else:
        _print(book, shown, None if everything else day, detailed=everything or name is not None)


def _matching(book: Law, text: str) -> list[str]:
    """The one figure of that name, else all whose name or title contains the text."""
    if text in book.names():
        return [text]
    wanted = text.casefold()
    found = [
        name
        for name in book.names()
        if any(wanted in part.casefold() for part in (name, book.title(name), book.title_zh(name)))
    ]
    if not found:
        from cbec_cli.law.dated import no_such_figure

        raise no_such_figure(text, book.names())
    return found


def _holds(figure: Figure, day: date) -> bool:
    """Whether a value is in force on a day."""
    return figure.since <= day and (figure.until is None or day <= figure.until)


def _as_json(book: Law, shown: Sequence[Figure], day: date | None) -> dict[str, object]:
    """The answer for programs; values are text as the law writes them, null where unknown."""
    return {
        "schema": "cbec/law/1",
        "on": day.isoformat() if day else None,
        "figures": [
            {
                "name": figure.name,
                "title": figure.title,
                "title_zh": book.title_zh(figure.name),
                "unit": figure.unit,
                "value": None if figure.unknown else figure.text,
                "since": figure.since.isoformat(),
                "until": figure.until.isoformat() if figure.until else None,
                "source": figure.source,
                "confidence": figure.confidence,
                "note": figure.note,
            }
            for figure in shown
        ],
    }


def _print(book: Law, shown: Sequence[Figure], day: date | None, *, detailed: bool) -> None:
    """The answer for people: a table for each figure asked about, or one for each part of the law."""
    from rich.console import Console

    console = Console()
    console.print(f"The law on {day}" if day else "The law, with every value it had", style="bold", highlight=False)
    if detailed:
        for name in dict.fromkeys(figure.name for figure in shown):
            console.print(_history_of(book, [figure for figure in shown if figure.name == name]))
        return
    for section, heading in _SECTIONS.items():
        figures = [figure for figure in shown if figure.name.rpartition(".")[0] == section]
        if figures:
            console.print(_overview(heading, figures))
    left_out = len(book.names()) - len(shown)
    others = f" {left_out} more have no value on that day." if left_out else ""
    console.print(
        f"{len(shown)} figures.{others} `cbec law NAME` shows every value of one, with notes.", highlight=False
    )


def _overview(heading: str, figures: Sequence[Figure]) -> Table:
    """One row for each figure of a part of the law; reads well at 80 columns."""
    from rich.text import Text

    table = _table(Text(heading, style="bold"))
    table.add_column("Figure", ratio=15, overflow="fold")
    table.add_column("Value", ratio=9, overflow="fold")
    table.add_column("Source", ratio=12, overflow="fold")
    for figure in figures:
        what = Text.assemble((figure.name.rpartition(".")[2], "bold"), "\n", (figure.title, "dim"))
        value = Text.assemble(_value(figure), "\n", (f"since {figure.since}", "dim"))
        table.add_row(what, value, _source(figure))
    return table


def _history_of(book: Law, figures: Sequence[Figure]) -> Table:
    """One figure: a row for each value, with its days and its note."""
    from rich.text import Text

    first = figures[0]
    titles = " · ".join(title for title in (first.title, book.title_zh(first.name)) if title)
    table = _table(Text.assemble((first.name, "bold"), "\n", (titles, "dim")))
    table.add_column("Value", ratio=10, overflow="fold")
    table.add_column("From / to", width=10)
    table.add_column("Source", ratio=17, overflow="fold")
    for figure in figures:
        source = _source(figure)
        if figure.note:
            source.append(f"\n{figure.note}", style="italic")
        table.add_row(_value(figure), f"{figure.since}\n{figure.until or ''}".rstrip(), source)
    return table


def _table(title: Text) -> Table:
    """An empty table in the look they all share."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(title=title, title_justify="left", title_style="", box=SIMPLE_HEAD, padding=(0, 1), expand=True)


def _value(figure: Figure) -> Text:
    """The value with its unit."""
    from rich.text import Text

    if figure.unknown:
        return Text("unknown", style="bold red")
    shown = _FLAGS[figure.text] if figure.unit == "flag" else figure.text
    return Text(shown + _SUFFIXES.get(figure.unit, ""))


def _source(figure: Figure) -> Text:
    """Where it stands, and how sure that is."""
    from rich.text import Text

    return Text.assemble(figure.source, " ", (f"({figure.confidence})", "dim"))
