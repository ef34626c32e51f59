"""`cbec hs`: what the tariff says of a code on a day, and the codes that fit some words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.options import Amendments, On

if TYPE_CHECKING:
    from datetime import date


class Format(StrEnum):
    """How the answer is printed."""

    table = "table"
    json = "json"


def hs(
    words: Annotated[list[str], typer.Argument(metavar="CODE | WORDS…", help="2 to 10 digits, or words to look for.")],
    on: On = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many lines at most.")] = 20,
    agreements: Annotated[bool, typer.Option("--agreements", help="Show the agreement rates of each partner.")] = False,
    amendments: Amendments = None,
    output_format: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.table,
) -> None:
    """Show the tariff on a day: rates, units, conditions, elements.

    Ten digits show one line in full; two to eight digits list what stands
    under them. Anything else is looked for in the Chinese names, and in the
    English names of the six-digit subheadings.

    A rate that is not known is shown as "unknown"; a provisional rate of
    "none" means that there is none. Agreement rates count only when the origin
    is proved and the preference is claimed.

    \b
    Examples:
      cbec hs 3304990029
      cbec hs 2208300000 --on 2026-02-01
      cbec hs 190110
      cbec hs 婴幼儿奶粉
      cbec hs infant formula --format json
    """  # noqa: D301 -- \b is how the command line keeps the lines of an example apart
    from cbec_cli.cli.hs_view import describe, print_json, print_lines, print_one
    from cbec_cli.engine.today import day_of, today
    from cbec_cli.law.dated import load_law
    from cbec_cli.law.tariff import load_tariff

    day = day_of(on) or today()
    tariff = load_tariff(amendments or ())
    asked = " ".join(words).strip()
    code = "".join(asked.replace(".", "").split())
    if code.isascii() and code.isdigit():
        found = list(tariff.under(code, day)) if 2 <= len(code) <= 10 else []
        if not found:
            _no_such_code(code, day, tariff.nearest(code))
    else:
        found = tariff.search(asked, limit, day)
        if not found:
            _stop(f"no name in the tariff fits {asked!r}", "try another word, in Chinese or English, or a heading")
    details = [describe(line, tariff, load_law(), day, agreements=agreements) for line in found[:limit]]
    if output_format is Format.json:
        print_json(details, len(found), tariff, day)
    elif len(found) == 1:
        print_one(details[0], tariff, day)
    else:
        print_lines(details, len(found), tariff, day)


def _no_such_code(code: str, day: date, nearest: list[str]) -> None:
    """Stop: the tariff has no such code on the day; name the nearest."""
    if not 2 <= len(code) <= 10:
        _stop(f"{code} has {len(code)} digits; a code has 2 to 10", "leave out what follows the tenth digit")
    near = f"the nearest are {', '.join(nearest)}" if nearest else "check the digits"
    _stop(f"{code} is not in the tariff on {day}", near)


def _stop(what: str, fix: str) -> None:
    """Say on stderr what was found and what to do; exit status 1."""
    typer.echo(f"{what}; {fix}", err=True)
    raise typer.Exit(1)
