"""`cbec data`: the tables answers rest on, and the official list that the user brings."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cbec_cli.cli.options import On

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from cbec_cli.work.data_status import Status
    from cbec_cli.work.import_list import Imported

_SHOWN = 20
_FIX_FAULTS = (
    "Nothing was kept. Correct the rows, or take another copy of the annex; "
    "--incomplete keeps what there is, as evidence only."
)


class Output(StrEnum):
    """How the answer is written."""

    table = "table"
    json = "json"


Format = Annotated[Output, typer.Option("--format", help="A table for people, JSON for programs.")]

data = typer.Typer(no_args_is_help=True, help="Show the tables answers rest on, and import the official positive list.")
bring = typer.Typer(no_args_is_help=True, help="Bring in a table that cannot be shipped.")
data.add_typer(bring, name="import")


@data.command("status")
def status(on: On = None, output: Format = Output.table) -> None:
    """Show every table: its vintage, rows, source, how sure it is, and what you brought.

    Examples:  cbec data status  ·  cbec data status --on 2021-06-30  ·  cbec data status --format json
    """
    from cbec_cli.engine.today import day_of, today
    from cbec_cli.work.data_status import data_status

    found = data_status(day_of(on) or today())
    if output is Output.json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print_status(found)


@bring.command("positive-list")
def positive_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The annex: xlsx, xls, csv, or PDF with the extra.")],
    edition: Annotated[
        str, typer.Option("--edition", metavar="2022-7", help="Year and number of the announcement.")
    ] = "",
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="First day in force.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last day in force.")] = None,
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="The announcement, if it is a new one.")] = "",
    sheet: Annotated[str | None, typer.Option("--sheet", help="Name or number of the sheet.")] = None,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Keep an annex with faults too, as evidence only.")
    ] = False,
    output: Format = Output.table,
) -> None:
    """Import the official annex of the positive list (跨境电子商务零售进口商品清单).

    The annex is a table of 序号, 税则号列, 货品名称 and 备注. It is read, checked
    (number of lines, eight digits, no code twice, 序号 1 to n) and kept in your
    data folder, or in the folder named by CBEC_DATA_DIR. Several editions may
    be kept; the one in force on the day answers.

    Exit status: 0 kept, 1 faults and not kept, 2 cannot run.

    \b
    Examples:
      cbec data import positive-list 附件.xlsx
      cbec data import positive-list annex.csv --edition 2019-96
      cbec data import positive-list new.xlsx --edition 2027-3
                       --since 2027-03-01 --source 财政部等部门公告2027年第3号
    """  # noqa: D301 -- \b is how the command line keeps the lines of an example apart
    from cbec_cli.work.import_list import Wanted, import_positive_list

    wanted = Wanted(edition.strip(), _day("--since", since), _day("--until", until), source.strip())
    done = import_positive_list(file, wanted, sheet=sheet, keep_incomplete=incomplete)
    if output is Output.json:
        typer.echo(json.dumps(_as_json(done), ensure_ascii=False, indent=2))
    else:
        _print_import(done)
    if done.stored is None:
        raise typer.Exit(1)


def _day(option: str, text: str | None) -> Any:
    """A day of an option, which the error names.

    Raises:
        CannotRun: not a day.
    """
    from datetime import date

    from cbec_cli.engine.errors import CannotRun

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotRun(f"{option} {text}: not a day", "write it as 2022-03-01") from None


def _as_json(done: Imported) -> dict[str, Any]:
    """What the import did, for programs."""
    edition = done.edition
    return {
        "schema": "cbec/data-import/1",
        "stored": str(done.stored) if done.stored else None,
        "complete": edition.complete,
        "edition": edition.edition,
        "since": edition.since.isoformat(),
        "until": edition.until.isoformat() if edition.until else None,
        "source": edition.source,
        "file": edition.file,
        "sheet": done.annex.sheet,
        "sha256": edition.sha256,
        "imported_on": edition.imported_on.isoformat(),
        "lines": len(edition.lines),
        "lines_expected": done.expected,
        "remarks": done.remarks,
        "caps": [{"code": code, "hundred_thousandths_of_kg": read.cap} for code, read in done.caps],
        "remarks_not_understood": [{"clause": clause, "codes": codes} for clause, codes in done.unread],
        "not_in_tariff": [{"code": line.code, "name": line.name} for line in done.not_in_tariff],
        "leading_zeros_restored": done.annex.restored,
        "cells_filled_from_merged": done.annex.merged,
        "faults": [{"place": fault.place, "what": fault.what} for fault in done.faults],
        "notes": [{"place": place, "text": text} for place, text in done.annex.notes],
    }


def _print_import(done: Imported) -> None:
    """What the import did, for people."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    edition = done.edition
    until = f" to {edition.until}" if edition.until else ""
    of = f" of {done.expected:,}" if done.expected else ""
    console.print(f"Positive list {edition.edition}", style="bold")
    console.print(f"{edition.source or 'source not given'}; in force {edition.since}{until}")
    console.print(f"{edition.file}: {len(edition.lines):,}{of} lines read")
    _print_numbers(console, done)
    _print_lists(console, done)
    if done.faults:
        _listed(console, f"{len(done.faults):,} faults", [f"{each.place}: {each.what}" for each in done.faults], "red")
    if done.stored is None:
        console.print(_FIX_FAULTS, style="bold red")
    elif edition.complete:
        console.print(f"Kept as {done.stored}", style="green", soft_wrap=True)
    else:
        console.print("Kept though incomplete: evidence only, it never says that a code is not on the list.")
        console.print(f"{done.stored}", soft_wrap=True)


def _print_numbers(console: Console, done: Imported) -> None:
    """The counts, those that are not zero."""
    words = {
        "lines_with_a_remark": "lines with a remark (备注)",
        "only_bonded": "only as bonded imports (仅限网购保税)",
        "goods_excluded": "with goods excluded (…除外): check the goods",
        "named_goods_only": "for named goods only (仅限…): check the goods",
        "quantity_capped": "with a quantity per person and year",
        "not_understood": "with a clause that is not understood: shown below, kept, check the goods",
    }
    counts = [(done.remarks[name], said) for name, said in words.items()]
    counts += [
        (done.annex.restored, "codes whose leading zero a spreadsheet had taken, restored"),
        (done.annex.merged, "cells filled from a merged cell above"),
        (len(done.not_in_tariff), "codes the tariff no longer has: renumbered, kept"),
    ]
    for count, said in counts:
        if count:
            console.print(f"{count:>7,} {said}")


def _print_lists(console: Console, done: Imported) -> None:
    """What a person should look at."""
    unread = [f"{clause[:200]} ({len(codes):,} lines, e.g. {codes[0]})" for clause, codes in done.unread]
    _listed(console, "Clauses not understood", unread, "yellow")
    gone = [f"{line.code} {line.name[:60]}" for line in done.not_in_tariff]
    _listed(console, "Codes the tariff no longer has", gone, "yellow")
    _listed(console, "Texts around the table, kept", [f"{place}: {said[:200]}" for place, said in done.annex.notes], "")


def _listed(console: Console, title: str, texts: list[str], style: str) -> None:
    """A few texts under a title, and how many more there are."""
    if not texts:
        return
    console.print(f"\n{title}", style=f"bold {style}".strip())
    for text in texts[:_SHOWN]:
        console.print(f"  {text}")
    if len(texts) > _SHOWN:
        console.print(f"  … and {len(texts) - _SHOWN:,} more; --format json shows all")


def _print_status(found: Status) -> None:
    """All tables, for people."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    shipped = [table for table in found.tables if not table.by_user]
    users = [table for table in found.tables if table.by_user]
    console.print(_status_table("Tables that come with cbec", shipped))
    if users:
        console.print(_status_table("Tables you brought", users))
    console.print(f"Your data folder: {found.folder}", soft_wrap=True)
    console.print(f"Positive list: {found.positive_list}")
    if found.positive_list.startswith("no "):
        console.print("Import the official annex: cbec data import positive-list FILE", style="bold")


def _status_table(title: str, tables: list[Any]) -> Table:
    """One row for each table; reads well at 80 columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    shown = Table(
        title=Text(title, style="bold"),
        title_justify="left",
        title_style="",
        box=SIMPLE_HEAD,
        padding=(0, 1),
        expand=True,
    )
    shown.add_column("Table", ratio=16, overflow="fold")
    shown.add_column("Rows", justify="right", width=7)
    shown.add_column("Vintage", width=10)
    shown.add_column("Source, how sure", ratio=17, overflow="fold")
    for table in tables:
        what = Text.assemble((table.title, "bold"), "\n", (table.file, "dim"))
        source = Text.assemble(table.source, " ", (f"({table.confidence})" if table.confidence else "", "dim"))
        if table.note:
            source.append(f"\n{table.note}", style="italic")
        shown.add_row(what, f"{table.rows:,}" if table.rows is not None else "", table.vintage, source)
    return shown
