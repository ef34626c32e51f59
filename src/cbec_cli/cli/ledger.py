"""`cbec ledger`: buyers' year totals over batches, in a file that holds no ID number."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cbec_cli.cli.ledger_files import LEDGER, KeyFile, LedgerFile, Platform, opened, order_files
from cbec_cli.cli.options import Config, Fx, FxFile, On, PriceIncludesTax, keep_inputs

ledger = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="""Keep each buyer's running year total (annual limit, 年度交易限值) over batches, offline.

    The ledger is one file. It holds no ID number: buyers are kept as HMAC-SHA-256 with a key that is not in the file.
    Give the key in CBEC_LEDGER_KEY or in a file of your own (--key-file); whoever loses it cannot open the ledger.
    """,
)

_FORMAT = "Default: a table, or what --output ends in."
Json = Annotated[str, typer.Option("--format", metavar="table|json", help="A table for people, JSON for programs.")]
Sheet = Annotated[str | None, typer.Option("--sheet", help="Name or number of the sheet.")]
Columns = Annotated[
    list[str] | None, typer.Option("--map", metavar="'My heading=hs_code'", help="What one of your headings means.")
]
Files = Annotated[list[str], typer.Argument(metavar="FILE…", help="xlsx, xls, xlsb, ods, csv, tsv or parquet.")]
Buyer = Annotated[str, typer.Option("--buyer", metavar="ID", help="ID number; - asks for it (or reads it from stdin).")]


@ledger.command("init")
def init(file: LedgerFile = LEDGER, key_file: KeyFile = None) -> None:
    """Make a new, empty ledger; with --key-file FILE also its key, if there is no such file yet.

    Keep the key apart from the ledger, and keep a copy of it: without it nobody can open the ledger again.

    Example: [bold]cbec ledger init --ledger quota.sqlite --key-file quota.key[/bold]
    """
    from cbec_cli.ledger import init_ledger, read_key
    from cbec_cli.ledger.keys import make_key_file
    from cbec_cli.ledger.store import free

    free(file)
    made = key_file is not None and not key_file.exists()
    key = make_key_file(key_file) if key_file is not None and made else read_key(key_file)
    init_ledger(file, key).close()
    typer.echo(f"Ledger {file} made.")
    if made:
        typer.echo(f"Its key is in {key_file}: keep a copy of it elsewhere, and never beside the ledger.")


@ledger.command("post")
def post(
    files: Files,
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
    platform: Platform = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Correct orders that were posted with another content.")
    ] = False,
    released: Annotated[
        bool, typer.Option("--released", help="Customs have released them: they count, above the limit too.")
    ] = False,
    sheet: Sheet = None,
    on: On = None,
    fx: Fx = None,
    fx_file: FxFile = None,
    price_includes_tax: PriceIncludesTax = False,
    columns: Columns = None,
    config: Config = None,
    format_: Json = "table",
) -> None:
    """Post orders, released or about to be declared: all that count, or none of them.

    CBEC orders within the limits and single articles in full tax count, by the order's date in China
    (财关税〔2018〕49号 第一条、第二条).
    An order is known by its platform (ebp_code, else --platform) and its number. Posted again it counts once; posted
    again with other content it is a conflict, and nothing of the batch is posted before you settle it with --replace.

    Needed columns: order_no (订单编号), buyer_id (订购人证件号码), order_date (下单日期), hs_code, qty, unit_price.

    Example: [bold]cbec ledger post tomorrow.xlsx[/bold]

    Exit status: 0 everything that counts is in the ledger, 1 orders were left out or conflict, 2 cannot run.
    """
    from cbec_cli.cli.ledger_view import known_format, print_posted

    known_format(format_, ("table", "json"))
    with opened(file, key_file) as book:
        read = order_files(
            files, sheet, columns, platform=platform, on=on, fx=fx, fx_file=fx_file, config=config,
            price_includes_tax=price_includes_tax,
        )  # fmt: skip
        try:
            done = book.post(read.settle(), replace=replace, released=released)
            print_posted(done, read.batch.findings, as_json=format_ == "json")
        finally:
            read.batch.spool.close()
    if done.exit_status:
        raise typer.Exit(done.exit_status)


@ledger.command("status")
def status(
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
    buyer: Annotated[
        list[str] | None, typer.Option("--buyer", metavar="ID", help="ID number; - asks for it (or reads stdin).")
    ] = None,
    buyers: Annotated[
        Path | None, typer.Option("--buyers", metavar="FILE", help="Table with a column buyer_id.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="Calendar year; default this year.")] = None,
    sheet: Sheet = None,
    columns: Columns = None,
    format_: Annotated[str, typer.Option("--format", metavar="table|json|csv", help=_FORMAT)] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to a file.")] = None,
) -> None:
    """Show what buyers have used of a year and what remains; of a single buyer also the orders.

    Only customs know the true total (national database, by ID number): a ledger knows what was posted to it.

    Example: [bold]cbec ledger status --buyer 11010519491231002X[/bold]
    """
    from cbec_cli.cli.ledger_figures import print_status
    from cbec_cli.cli.ledger_files import identities, identities_of
    from cbec_cli.cli.ledger_view import format_of
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.engine.today import today

    chosen = format_of(output, format_, ("table", "json", "csv"))
    keep_inputs([str(each) for each in (file, key_file, buyers) if each is not None], output)
    if (buyer is None) == (buyers is None):
        raise CannotRun("one of --buyer ID and --buyers FILE is needed", "name the buyers")
    with opened(file, key_file) as book:
        wanted = identities(buyer) if buyer else identities_of(str(buyers), sheet, columns)
        print_status(book, wanted, year or today().year, output, chosen)


@ledger.command("remaining")
def remaining(
    files: Files,
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
    platform: Platform = "",
    sheet: Sheet = None,
    on: On = None,
    fx: Fx = None,
    fx_file: FxFile = None,
    price_includes_tax: PriceIncludesTax = False,
    columns: Columns = None,
    config: Config = None,
    format_: Annotated[str, typer.Option("--format", metavar="table|json|csv", help=_FORMAT)] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to a file.")] = None,
    show_all: Annotated[bool, typer.Option("--all", help="List every order.")] = False,
) -> None:
    """Add to each order what remains of its buyer's year; nothing is posted.

    As csv: your own lines, with ledger_year, ledger_used, ledger_remaining and ledger_verdict; personal cells are
    masked. What earlier orders of the file use is taken into account.

    Example: [bold]cbec ledger remaining tomorrow.xlsx -o remaining.csv[/bold]

    Exit status: 0 every order fits, 1 one does not or has no lawful CBEC route, 2 cannot run.
    """
    from cbec_cli.cli.ledger_figures import print_remaining
    from cbec_cli.cli.ledger_view import format_of
    from cbec_cli.ledger.remaining import remaining as what_remains

    chosen = format_of(output, format_, ("table", "json", "csv"))
    keep_inputs([*files, *(str(each) for each in (file, key_file) if each is not None)], output)
    with opened(file, key_file) as book:
        read = order_files(
            files, sheet, columns, platform=platform, on=on, fx=fx, fx_file=fx_file, config=config,
            price_includes_tax=price_includes_tax, keep_cells=chosen == "csv",
        )  # fmt: skip
        try:
            found = what_remains(book, read.settle())
            print_remaining(found, read.batch, output, chosen, show_all=show_all)
        finally:
            read.batch.spool.close()
    if found.exit_status:
        raise typer.Exit(found.exit_status)


@ledger.command("year")
def year_(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="Calendar year, e.g. 2026.")],
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=0, help="Also the N buyers who used most.")] = 0,
    format_: Json = "table",
) -> None:
    """Show a calendar year: orders, amounts by month, and how much of the annual limit buyers have used.

    Example: [bold]cbec ledger year 2026 --top 20[/bold]
    """
    from cbec_cli.cli.ledger_figures import print_year
    from cbec_cli.cli.ledger_view import known_format
    from cbec_cli.ledger.years import year_figures

    known_format(format_, ("table", "json"))
    with opened(file, key_file) as book:
        print_year(year_figures(book, year, top), as_json=format_ == "json")


@ledger.command("reverse")
def reverse(
    file: LedgerFile = LEDGER,
    numbers: Annotated[list[str] | None, typer.Argument(metavar="ORDER…", help="Order numbers.")] = None,
    key_file: KeyFile = None,
    platform: Platform = "",
    orders: Annotated[
        Path | None, typer.Option("--orders", metavar="FILE", help="Table with a column order_no: all of them.")
    ] = None,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="CNY", help="Part of it; needs --return-no. Default: all of it.")
    ] = None,
    return_no: Annotated[str, typer.Option("--return-no", metavar="NO", help="Number of the return.")] = "",
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day of it; default today.")] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; no personal data.")] = "",
    sheet: Sheet = None,
    columns: Columns = None,
) -> None:
    """Give back the quota of orders that were cancelled or returned: to the year of the order, whenever it happens.

    An order reversed twice, and a return with the same number, is given back once.

    Cancelled: [bold]cbec ledger reverse A2026032200017 --reason cancelled[/bold]

    Part returned: [bold]cbec ledger reverse A2026032200017 --amount 120.00 --return-no R1[/bold]
    """
    from cbec_cli.cli.ledger_files import restorations
    from cbec_cli.cli.ledger_view import print_reversed

    wanted = restorations(
        numbers, orders, sheet, columns, platform=platform, amount=amount, return_no=return_no, on=on, reason=reason
    )
    with opened(file, key_file) as book:
        print_reversed(book.restore_all(wanted))


@ledger.command("export")
def export(
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="jsonl|csv", help="jsonl can be brought in again, csv is for people.")
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to a file.")] = None,
) -> None:
    """Write all entries: buyers as HMAC, never their ID. Of a damaged ledger, all that can be read.

    Example: [bold]cbec ledger export -o ledger.jsonl[/bold]

    Exit status: 0 everything, 1 the ledger is damaged and its end is missing, 2 cannot run.
    """
    from cbec_cli.cli.ledger_view import export_to, format_of

    chosen = format_of(output, format_, ("jsonl", "csv"))
    keep_inputs([str(each) for each in (file, key_file) if each is not None], output)
    with opened(file, key_file, whole=False) as book:
        missing = export_to(book, output, chosen)
    if missing:
        typer.echo(
            f"cbec: {file}: damaged; {missing:,} entries could not be read. Make a new ledger (init), bring this in "
            "(import --incomplete), then post the later batches again: what is there already counts once",
            err=True,
        )
        raise typer.Exit(1)


@ledger.command("import")
def import_(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="An export, or a table of buyer_id and year_to_date.")],
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
    year: Annotated[int | None, typer.Option("--year", help="Calendar year of the balances.")] = None,
    platform: Platform = "",
    replace: Annotated[bool, typer.Option("--replace", help="Correct balances that were brought in before.")] = False,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Take an export of a damaged ledger, whose end is missing.")
    ] = False,
    sheet: Sheet = None,
    columns: Columns = None,
    format_: Json = "table",
) -> None:
    """Bring in opening balances from another system, or an export into an empty ledger.

    A balance is what a buyer had used of the year (CNY) outside this ledger; brought in twice it counts once.

    Balances: [bold]cbec ledger import balances.xlsx --year 2026[/bold]

    Exit status: 0 brought in, 1 a balance was brought in before with another amount, 2 cannot run.
    """
    from cbec_cli.cli.ledger_files import bring_in
    from cbec_cli.cli.ledger_view import known_format, print_posted
    from cbec_cli.ledger.transfer import is_export, restore

    known_format(format_, ("table", "json"))
    with opened(file, key_file) as book:
        if is_export(source):
            typer.echo(f"{restore(book, source, incomplete=incomplete):,} entries brought in; every seal holds.")
            return
        done = bring_in(book, source, year, platform, sheet, columns, replace=replace)
    print_posted(done, None, as_json=format_ == "json")
    if done.exit_status:
        raise typer.Exit(done.exit_status)


@ledger.command("verify")
def verify(
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
    head: Annotated[
        str, typer.Option("--head", metavar="NO-SEAL", help="The end that `post` showed before: finds an older copy.")
    ] = "",
    format_: Json = "table",
) -> None:
    """Recompute every seal and every total; find what was changed, removed or added without the key.

    Exit status: 0 everything holds, 1 something does not, 2 cannot run.
    """
    from cbec_cli.cli.ledger_view import known_format, print_verified

    known_format(format_, ("table", "json"))
    with opened(file, key_file, whole=False) as book:
        seen = book.verify(head)
    print_verified(seen, as_json=format_ == "json")
    if seen.found:
        raise typer.Exit(1)


@ledger.command("backup")
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; a file of that name is replaced.")],
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
) -> None:
    """Write a copy of the ledger, whole or not at all, while others go on posting. It opens with the same key."""
    with opened(file, key_file) as book:
        book.backup(target)
        typer.echo(f"{target} holds all {book.head.seq:,} entries; it opens with the key the ledger has now.")


@ledger.command("forget")
def forget(buyer: Buyer, file: LedgerFile = LEDGER, key_file: KeyFile = None) -> None:
    """Erase what leads to a buyer, on their request (个人信息保护法 第四十七条).

    Their year starts at zero here afterwards; customs still know the true total. Amounts and order numbers stay, under
    a number that belongs to nobody (电子商务法 第三十一条). Backups and exports made before still hold the hash.
    """
    from cbec_cli.cli.ledger_files import identities
    from cbec_cli.engine.today import today

    (identity,) = identities([buyer])
    with opened(file, key_file) as book:
        known = book.forget(identity, today())
    typer.echo("The buyer is forgotten." if known else "The ledger does not know this buyer.")


@ledger.command("rekey")
def rekey(
    new_key_file: Annotated[
        Path, typer.Option("--new-key-file", metavar="FILE", help="The new key; made if there is no such file.")
    ],
    file: LedgerFile = LEDGER,
    key_file: KeyFile = None,
) -> None:
    """Change the key: afterwards only the new one opens the ledger. Backups made before open with the old one.

    Example: [bold]cbec ledger rekey --new-key-file new.key[/bold]
    """
    from cbec_cli.ledger import read_key
    from cbec_cli.ledger.keys import make_key_file

    with opened(file, key_file) as book:
        book.rekey(read_key(new_key_file) if new_key_file.exists() else make_key_file(new_key_file))
    typer.echo(f"From now on the key is that of {new_key_file}; keep a copy of it elsewhere.")
