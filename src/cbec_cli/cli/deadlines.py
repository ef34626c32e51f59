"""`cbec deadlines`: until when each shipment is declared, paid, returned and settled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cbec_cli.cli.options import keep_inputs


def deadlines(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Dossier: a workbook with a sheet of shipments, or its csv.")
    ],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day as of which they stand; default today.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="table|json|csv|ics", help="Default: a table, or what --output ends in.")
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to a file.")] = None,
) -> None:
    """Show the last days of every shipment, the most urgent first, with the law and what is unsure about the counting.

    General trade: declare within 14 days of arrival, pay within 15 days of the completed declaration. CBEC orders:
    apply for returns within 30 days of release, have them back within 45, and pay the tax on day 31 to 45.

    Example: [bold]cbec deadlines dossier.xlsx --output deadlines.ics[/bold]

    Columns: shipment_id (货物批次号), mode (监管方式), arrives_on (进境日期), declared_on (申报日期),
    released_on (放行日期), paid_on (缴税日期), tax (税款), customs_value (计税价格).

    Exit status: 0 nothing overdue, 1 something is overdue or unreadable, 2 cannot run.
    """
    from cbec_cli.engine.today import day_of, today
    from cbec_cli.report.deadlines import choose_format, write_deadlines
    from cbec_cli.tables.dossier_rows import read_dossier
    from cbec_cli.work.deadlines import deadlines as count
    from cbec_cli.work.parties import read_casts

    chosen = choose_format(output, format_)
    keep_inputs(files, output)
    dossier = read_dossier(files, {"shipments": ("shipment_id", "mode")})
    found = count(read_casts(dossier, day_of(on) or today()), tuple(files))
    write_deadlines(found, output, chosen)
    if found.exit_status:
        raise typer.Exit(found.exit_status)
