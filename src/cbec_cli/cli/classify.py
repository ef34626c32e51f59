"""`cbec classify`: from product words to HS codes, with reasons, and an honest "unsure"."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.options import Map, On, Output, keep_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from cbec_cli.classify.history import History
    from cbec_cli.work.classifying.run import Classification, Options

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods", ".parquet")
"""Endings of names that can only mean a file."""


def classify(
    texts: Annotated[
        list[str],
        typer.Argument(metavar="TEXT… | FILE", help="Product titles, or one table with a column of names; - is stdin."),
    ],
    history: Annotated[
        list[str] | None,
        typer.Option("--history", metavar="PAST", help="Past declarations to learn from: a table of names and codes."),
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=20, help="Most candidates of a product.")] = 5,
    level: Annotated[str, typer.Option("--level", metavar="4|6|8|10", help="Most digits of an answer.")] = "10",
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold", min=0.0, max=1.0, help="Probability from which a level is answered.", show_default="0.7"
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Compare the codes in FILE with its names.")] = False,
    evaluate: Annotated[
        bool, typer.Option("--evaluate", help="Measure on FILE, whose codes are right: hits, calibration, coverage.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Every term, feature and weight of each TEXT.")] = False,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="For unsure rows also official names alike in meaning (an extra).")
    ] = False,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Name or number of the sheet of FILE.")] = None,
    on: On = None,
    columns: Map = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="table|json|csv|xlsx", help="Default: a table, or what --output ends in.")
    ] = "",
    output: Output = None,
    show_all: Annotated[bool, typer.Option("--all", help="Every row in the table.")] = False,
) -> None:
    """Find the HS code of products from their names, in Chinese or English, and say why.

    Each product gets ranked candidates with their probability, the words that speak for them, the legal ground, the
    question that would decide, and the usual ten-digit line with its unit, taxes and standing on the positive list. The
    answer goes as deep as it can stand for (10, 8, 6, 4 or 2 digits); where nothing can, it is unsure.

    FILE needs the column name; brand, gmodel, material, category, ingredients and hs_code are read where given. A
    workbook written with --output has drop-downs to accept a code in; given as --history, it teaches what you chose.

    One title: [bold]cbec classify "保湿面霜 50ml"[/bold]

    A catalogue: [bold]cbec classify examples/products.xlsx --history past.csv --output classified.xlsx[/bold]

    Codes against names: [bold]cbec classify --check examples/products.xlsx[/bold]

    Exit status: 0 done; with --check 1 if a code is doubted; 2 cannot run.
    """
    from cbec_cli.cli.classify_check import check_codes
    from cbec_cli.report.classify import choose_format, write_classified
    from cbec_cli.report.progress import progress

    file = _file(texts)
    chosen = "" if evaluate or check or explain else choose_format(output, format_)
    keep_inputs([*([file] if file else []), *(history or ())], output)
    _one_mode(file, check=check, evaluate=evaluate, explain=explain)
    if check:
        _no_history(history)
        check_codes(file, sheet=sheet, on=on, columns=columns, output=output, format_=format_, show_all=show_all)
        return
    learned = _history(history or [], columns)
    if evaluate:
        _evaluate(file, sheet, columns, learned, output, format_)
        return
    options = _options(on, top, level, threshold, learned, semantic=semantic)
    if explain:
        _explain(texts, options, output, format_)
        return
    with _products(file, texts, sheet, columns, options) as (found, rows), progress("Classifying", rows) as done:
        write_classified(found, output, chosen, done, show_all=show_all)


def _one_mode(file: str, *, check: bool, evaluate: bool, explain: bool) -> None:
    """Refuse two questions at once, and questions that need a table, or must have none."""
    from cbec_cli.engine.errors import CannotRun

    asked = [name for name, wanted in (("--check", check), ("--evaluate", evaluate), ("--explain", explain)) if wanted]
    if len(asked) > 1:
        raise CannotRun(f"{' and '.join(asked)} at once", "ask one after the other")
    if asked and bool(file) == explain:
        raise CannotRun(*_WANTS[asked[0]])


def _no_history(history: list[str] | None) -> None:
    """A check asks the words alone: what was always declared wrong would never be found."""
    from cbec_cli.engine.errors import CannotRun

    if history:
        raise CannotRun("--check takes no --history", "leave it out; names are held against codes by their words alone")


def _evaluate(
    file: str,
    sheet: str | None,
    columns: list[str] | None,
    learned: History | None,
    output: Path | None,
    wanted: str,
) -> None:
    """Measure on a table whose codes are right."""
    from cbec_cli.cli.options import pairs
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.report.classify.evaluation import write_evaluation
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.classifying.evaluate import evaluate
    from cbec_cli.work.classifying.read import LABELLED, rows_of

    mapping = pairs("--map", columns or ())
    with (
        open_source(file, sheet=sheet, mapping=mapping, required=LABELLED) as source,
        progress("Classifying", source.rows_hint) as done,
    ):
        found = evaluate(rows_of(source), learned, done)
    if not found:
        raise CannotRun(f"{file}: no code of six, eight or ten digits", "give a table whose codes are right")
    write_evaluation(found, output, wanted)


def _explain(texts: list[str], options: Options, output: Path | None, wanted: str) -> None:
    """Every term, feature and weight of each title."""
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.report.choose import print_to
    from cbec_cli.report.classify.explain import explain
    from cbec_cli.work.classifying.run import of_texts

    if wanted not in {"", "table"}:
        raise CannotRun(f"--explain --format {wanted}: the working is a table for people", "leave --format out")
    found = of_texts(texts, options)

    def show(console: Console) -> None:
        for row in found.rows():
            explain(console, row, found.classifier)

    print_to(output, show)


_WANTS = {
    "--check": ("--check without a table", "cbec classify --check FILE, with columns name and hs_code"),
    "--evaluate": ("--evaluate without a table", "cbec classify --evaluate FILE, with columns name and hs_code"),
    "--explain": ("--explain with a table", 'cbec classify --explain "TEXT"'),
}


def _file(texts: list[str]) -> str:
    """The table among the arguments; "" if they are titles.

    Raises:
        CannotRun: it looks like a table, and there is none of that name; or there is more than one argument.
    """
    from cbec_cli.engine.errors import CannotRun

    tables = [text for text in texts if text == "-" or Path(text).suffix.lower() in TABLES or _is_file(text)]
    if not tables:
        return ""
    if len(texts) > 1:
        raise CannotRun(f"{tables[0]} beside other arguments", "classify one table at a time, or titles only")
    if tables[0] != "-" and not _is_file(tables[0]):
        raise CannotRun(f"{tables[0]}: there is no such file", "check the name and the folder")
    return tables[0]


def _is_file(text: str) -> bool:
    """Whether a text names a file; a title may be longer than any name."""
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _options(
    on: str | None, top: int, level: str, threshold: float | None, history: History | None, *, semantic: bool
) -> Options:
    from cbec_cli.classify.answer import THRESHOLD
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.engine.today import day_of, today
    from cbec_cli.work.classifying.run import Options

    if level not in {"4", "6", "8", "10"}:
        raise CannotRun(f"--level {level}: not a level", "use 4, 6, 8 or 10")
    similar = None
    if semantic:
        from cbec_cli.work.classifying.similar import Similar, load_model

        similar = Similar(load_model())
    return Options(
        day_of(on) or today(), top, int(level), THRESHOLD if threshold is None else threshold, history, similar
    )


def _history(files: list[str], columns: list[str] | None) -> History | None:
    """What past declarations teach; None without any.

    Raises:
        CannotRun: a file is no table, lacks a column, or has no line with a name and a code.
    """
    if not files:
        return None
    from cbec_cli.classify.history import History
    from cbec_cli.cli.options import pairs
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.report.progress import progress
    from cbec_cli.work.classifying.read import read_history

    with progress("Reading history", None) as done:
        learned = History(read_history(files, pairs("--map", columns or ()), done))
    if not learned.count:
        raise CannotRun(
            f"{', '.join(files)}: no line with a name and a code of six, eight or ten digits",
            "give past declarations, or a workbook of `cbec classify` with codes accepted in it",
        )
    return learned


@contextmanager
def _products(
    file: str, texts: list[str], sheet: str | None, columns: list[str] | None, options: Options
) -> Iterator[tuple[Classification, int | None]]:
    """What is classified, and about how many rows it has."""
    from cbec_cli.work.classifying.run import of_source, of_texts

    if not file:
        yield of_texts(texts, options), len(texts)
        return
    from cbec_cli.cli.options import pairs
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.classifying.read import REQUIRED

    with open_source(file, sheet=sheet, mapping=pairs("--map", columns or ()), required=REQUIRED) as source:
        yield of_source(source, options), source.rows_hint
