"""What the commands of `cbec ledger` read: the ledger with its key, files of orders, ID numbers."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cbec_cli.ledger import Ledger, Restoration
    from cbec_cli.ledger.offered import OrderFiles
    from cbec_cli.ledger.posting import Posted
    from cbec_cli.work.listener import Years

LEDGER = Path("cbec-ledger.sqlite")
"""Where the ledger is if nobody says anything else."""

LedgerFile = Annotated[
    Path,
    typer.Option("--ledger", envvar="CBEC_LEDGER", metavar="FILE", help="The ledger."),
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key-file", envvar="CBEC_LEDGER_KEY_FILE", metavar="FILE", help="Its key; else CBEC_LEDGER_KEY."),
]
YearsFrom = Annotated[
    Path | None,
    typer.Option(
        "--ledger", metavar="FILE", help="Take the buyers' years from this ledger instead of the column year_to_date."
    ),
]
Platform = Annotated[
    str, typer.Option("--platform", metavar="CODE", help="Platform of orders whose file does not name it (ebp_code).")
]


@contextmanager
def opened(file: Path, key_file: Path | None, *, whole: bool = True) -> Iterator[Ledger]:
    """The ledger, open."""
    from cbec_cli.ledger import open_ledger, read_key

    with open_ledger(file, read_key(key_file), whole=whole) as book:
        yield book


@contextmanager
def years_from(file: Path | None, key_file: Path | None, platform: str) -> Iterator[Callable[[], Years] | None]:
    """What makes the buyers' years out of a ledger; None without one."""
    if file is None:
        yield None
        return
    from functools import partial

    from cbec_cli.ledger.bought import LedgerYears

    with opened(file, key_file) as book:
        yield partial(LedgerYears, book, number(platform))


def order_files(
    files: Sequence[str],
    sheet: str | None,
    columns: Sequence[str] | None,
    *,
    platform: str,
    keep_cells: bool = False,
    **options: Any,
) -> OrderFiles:
    """All files read, not yet judged."""
    from cbec_cli.cli.options import pairs, settings_of
    from cbec_cli.law.dated import load_law
    from cbec_cli.law.tariff import load_tariff
    from cbec_cli.ledger.offered import REQUIRED, OrderFiles
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.source import open_source

    settings = settings_of(route="auto", additional_duty=None, amendments=None, **options)
    mapping = {**settings.columns, **pairs("--map", columns or ())}
    read = OrderFiles(
        load_law(), load_tariff(settings.amendments), settings, platform=number(platform), keep_cells=keep_cells
    )
    first: tuple[str, ...] | None = None
    for file in files:
        _no_stdin(file)
        with open_source(file, sheet=sheet, mapping=mapping, required=REQUIRED) as source:
            if keep_cells and first not in (None, source.headings):
                raise CannotRun(
                    f"{file}: its headings differ from {files[0]}", "take files of different headings one by one"
                )
            first = source.headings
            with progress("Reading", source.rows_hint) as done:
                read.read(source, done)
    if not read.batch.spool.count:
        raise CannotRun(f"{', '.join(files)}: no order lines below the headings", "fill in at least one line")
    return read


def _no_stdin(file: str) -> None:
    if file == "-":
        raise CannotRun(
            "standard input would have to be kept in a temporary file, with the ID numbers in it", "name a file"
        )


def identities(texts: Sequence[str]) -> list[str]:
    """ID numbers of the command line, folded as tables fold them; `-` is asked for, so that no history keeps it.

    Raises:
        CannotRun: none, or one that is damaged or masked. It is not repeated.
    """
    from cbec_cli.tables.codes import buyer

    found = []
    for text in (each for given in texts for each in (_asked() if given == "-" else [given])):
        try:
            identity = buyer(text)
        except ValueError:
            raise CannotRun(
                "--buyer: a spreadsheet has damaged this ID number", "take it from where it came from"
            ) from None
        if not identity or "*" in identity or not identity.isprintable():
            raise CannotRun("--buyer: not a whole ID number", "write it without stars and spaces")
        found.append(identity)
    if not found:
        raise CannotRun("--buyer: no ID number given", "write one")
    return found


def _asked() -> list[str]:
    """From standard input, one in each line; a person is asked, unseen."""
    import getpass
    import sys

    if sys.stdin.isatty():
        return [getpass.getpass("ID number: ")]
    return [line.strip() for line in sys.stdin if line.strip()]


def identities_of(file: str, sheet: str | None, columns: Sequence[str] | None) -> list[str]:
    """The ID numbers of a table, each once.

    Raises:
        CannotRun: one is damaged or masked.
    """
    found = _column(file, sheet, columns, "buyer_id")
    if any("*" in text for text in found):
        raise CannotRun(f"{file}: ID numbers with stars, which lead to nobody", "give the whole numbers")
    return found


def _column(file: str, sheet: str | None, columns: Sequence[str] | None, name: str) -> list[str]:
    """The distinct texts of a column, in the order of the table.

    Raises:
        CannotRun: a cell is damaged.
    """
    from cbec_cli.cli.options import pairs
    from cbec_cli.tables.facts import read_facts
    from cbec_cli.tables.source import open_source

    _no_stdin(file)
    found: dict[str, None] = {}
    with open_source(file, sheet=sheet, mapping=pairs("--map", columns or ()), required=(name,)) as source:
        for chunk in source.chunks():
            facts = read_facts(source, chunk, only=(name,))
            for finding in facts.findings:
                raise CannotRun(f"{source.name}, row {finding.row}, {finding.column}: {finding.message}", finding.fix)
            found.update(dict.fromkeys(text for text in facts.texts[name].to_pylist() if text))
    return list(found)


def number(text: str) -> str:
    """An order number or code of the command line, folded as tables fold them.

    Raises:
        CannotRun: a spreadsheet has damaged it, or it holds what no number has.
    """
    from cbec_cli.tables.codes import identity

    try:
        folded = identity(text)
    except ValueError as error:
        raise CannotRun(f"{text}: {error}", "take the number from where it came from") from None
    if folded and not folded.isprintable():
        raise CannotRun("a number with a control character", "type it again")
    if _holds_an_id(folded):
        raise CannotRun("an ID number stands where an order number should", "give the number of the order")
    return folded


def _holds_an_id(text: str) -> bool:
    """Whether a resident identity number stands in a text."""
    from stdnum.cn import ric

    return any(ric.is_valid(each) for each in re.findall(r"\d{17}[\dXx]", text))


def restorations(
    numbers: Sequence[str] | None,
    orders: Path | None,
    sheet: str | None,
    columns: Sequence[str] | None,
    *,
    platform: str,
    amount: str | None,
    return_no: str,
    on: str | None,
    reason: str,
) -> list[Restoration]:
    """What is to be given back, from the words of the command line.

    Raises:
        CannotRun: no order named, or a part of several.
    """
    from cbec_cli.engine.money import fen
    from cbec_cli.engine.today import day_of, today
    from cbec_cli.ledger import Restoration

    wanted = [number(text) for text in numbers or ()]
    if orders is not None:
        wanted += _column(str(orders), sheet, columns, "order_no")
    if not wanted:
        raise CannotRun("no order named", "give order numbers, or a table with --orders FILE")
    if len(wanted) > 1 and (amount is not None or return_no):
        raise CannotRun("--amount and --return-no belong to one order", "give one order at a time")
    if amount is not None and not return_no:
        raise CannotRun("--amount without --return-no", "number the return, so that it counts once")
    try:
        part = None if amount is None else fen(amount.replace(",", ""))
    except ValueError as error:
        raise CannotRun(f"--amount {error}", "write it as 120.00") from None
    if part is not None and part <= 0:
        raise CannotRun(f"--amount {amount}: nothing to give back", "write it as 120.00")
    if _holds_an_id(reason):
        raise CannotRun("--reason holds an ID number", "leave personal data out; the ledger keeps the reason as it is")
    day = day_of(on) or today()
    kind: Any = "return" if return_no else "reversal"
    return [
        Restoration(number(platform), each, day, part, kind, number(return_no), " ".join(reason.split()))
        for each in wanted
    ]


def bring_in(
    book: Ledger,
    source: Path,
    year: int | None,
    system: str,
    sheet: str | None,
    columns: Sequence[str] | None,
    *,
    replace: bool,
) -> Posted:
    """Post a table of opening balances.

    Raises:
        CannotRun: the year is not given.
    """
    from cbec_cli.cli.options import pairs
    from cbec_cli.ledger.openings import REQUIRED, post_balances, read_balances
    from cbec_cli.tables.source import open_source

    if year is None:
        raise CannotRun("balances of which year?", "add --year 2026")
    _no_stdin(str(source))
    with open_source(source, sheet=sheet, mapping=pairs("--map", columns or ()), required=REQUIRED) as table:
        balances = read_balances(table)
    return post_balances(book, balances, year, number(system), replace=replace)
