"""`cbec template orders|declarations|catalog|docs|returns`: a workbook to fill in."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cbec_cli.engine.errors import CannotRun


class Subject(StrEnum):
    """What there is a template for."""

    ORDERS = "orders"
    DECLARATIONS = "declarations"
    CATALOG = "catalog"
    DOCS = "docs"
    RETURNS = "returns"


class Language(StrEnum):
    """Language of the notes and the guide."""

    ZH = "zh"
    EN = "en"


def template(
    subject: Annotated[Subject, typer.Argument(help="What to fill in.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; default: SUBJECT.xlsx.")] = None,
    lang: Annotated[Language, typer.Option(help="Language of the notes and the guide.")] = Language.ZH,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
) -> None:
    """Write a workbook to fill in, with notes and drop-downs. An existing file is kept unless --force is given.

    orders: lines to cost with landed-cost. declarations: a batch to declare, for check. catalog: products, for check.
    docs: shipments, their documents and parties, for docs check. returns: goods that come back, for returns.
    """
    target = output or Path(f"{subject}.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise CannotRun(f"{target}: a template is an xlsx workbook", "give a name that ends in .xlsx")
    if target.is_dir():
        raise CannotRun(f"{target}: this is a folder", "name a file in it")
    if target.exists() and not force:
        raise CannotRun(f"{target}: this file is already there", "choose another name, or replace it with --force")
    _write(target, lang, subject)
    typer.echo(f"{target}: fill it in, then run: {_command(subject)} {target}")


def _command(subject: Subject) -> str:
    """What reads the filled workbook."""
    from cbec_cli.tables.docs_template import COMMAND
    from cbec_cli.tables.template import COMMANDS

    return next((command for table, command in COMMANDS.items() if table == subject.value), COMMAND)


def _write(target: Path, lang: Language, subject: Subject) -> None:
    """Write beside the target and move into place, so that no half file is left behind."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _fill(partial, lang, subject)
        partial.replace(target)
    except OSError as error:
        raise CannotRun(
            f"{target}: cannot be written ({error.strerror})", "check the folder and its permissions"
        ) from None
    finally:
        partial.unlink(missing_ok=True)


def _fill(path: Path, lang: Language, subject: Subject) -> None:
    """Write the workbook of a subject."""
    from cbec_cli.tables.docs_template import write_docs_template
    from cbec_cli.tables.template import COMMANDS, write_template

    table = next((each for each in COMMANDS if each == subject.value), None)
    if table is None:
        write_docs_template(path, lang.value)
    else:
        write_template(path, lang.value, table)
