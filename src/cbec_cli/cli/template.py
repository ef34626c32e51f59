"""`cbec template orders|declarations|catalog`: a workbook to fill in."""

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
    """
    target = output or Path(f"{subject}.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise CannotRun(f"{target}: a template is an xlsx workbook", "give a name that ends in .xlsx")
    if target.is_dir():
        raise CannotRun(f"{target}: this is a folder", "name a file in it")
    if target.exists() and not force:
        raise CannotRun(f"{target}: this file is already there", "choose another name, or replace it with --force")
    from cbec_cli.tables.template import COMMANDS

    _write(target, lang, subject)
    typer.echo(f"{target}: fill it in, then run: {COMMANDS[subject.value]} {target}")


def _write(target: Path, lang: Language, subject: Subject) -> None:
    """Write beside the target and move into place, so that no half file is left behind."""
    from cbec_cli.tables.template import write_template

    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        write_template(partial, lang.value, subject.value)
        partial.replace(target)
    except OSError as error:
        raise CannotRun(
            f"{target}: cannot be written ({error.strerror})", "check the folder and its permissions"
        ) from None
    finally:
        partial.unlink(missing_ok=True)
