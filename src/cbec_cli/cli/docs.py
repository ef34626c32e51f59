"""`cbec docs`: which papers a shipment needs, and whether those at hand will do."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cbec_cli.cli.docs_check import check
from cbec_cli.cli.options import On


class Format(StrEnum):
    """How the answer is printed."""

    table = "table"
    json = "json"


docs = typer.Typer(no_args_is_help=True, help="Show which documents goods need, and check those of shipments.")


docs.command("check")(check)


@docs.command("requirements")
def requirements(
    mode: Annotated[str, typer.Option("--mode", metavar="0110", help="Supervision mode: 9610, 1210, 1239 or 0110.")],
    hs: Annotated[str, typer.Option("--hs", metavar="CODE", help="Customs code, best all ten digits.")] = "",
    line: Annotated[
        str,
        typer.Option("--line", metavar="LINE", help="Of a bonded mode: first (进区) or second (出区, the default)."),
    ] = "",
    origin: Annotated[str, typer.Option("--origin", help="Country of origin: FR, 502, 日本 …")] = "",
    on: On = None,
    category: Annotated[
        list[str] | None,
        typer.Option(
            "--category", metavar="NAME", help="What the goods are, e.g. health_food; several times if several."
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Name of the goods: it tells what the code alone does not.")] = "",
    preference: Annotated[str, typer.Option("--preference", help="Agreement whose rate is claimed.")] = "",
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.table,
) -> None:
    """Show which documents goods need on a route: why, from whom, for how long.

    Every line names its law and says how sure it is. Where the law is open the
    line is "unsure" and gives the question for your customs office. For goods
    that are not CBEC retail imports it also shows what retail import exempts.

    Exit status: 0 answered, 2 cannot run.

    \b
    Examples:
      cbec docs requirements --hs 3304990029 --mode 0110
      cbec docs requirements --hs 1901101090 --mode 1210 --line first
      cbec docs requirements --hs 2106909090 --mode 9610 --name 维生素C --origin JP
      cbec docs requirements --category toys --mode 1239 --format json
    """  # noqa: D301 -- \b is how the command line keeps the lines of an example apart
    from cbec_cli.engine.today import day_of, today
    from cbec_cli.report.docs_requirements import as_json, print_checklist
    from cbec_cli.work.checklist import Asked, checklist

    found = checklist(
        Asked(
            code=hs,
            mode=mode,
            line=line,
            day=day_of(on) or today(),
            origin=origin,
            categories=tuple(category or ()),
            name=name,
            preference=preference,
        )
    )
    if output is Format.json:
        typer.echo(as_json(found))
        return
    from rich.console import Console

    print_checklist(Console(highlight=False), found)
