"""`cbec diff`: which products of a catalogue change between two files or two days, and what it does to their tax."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.cli.options import AdditionalDuty, Amendments, Config, Fx, FxFile, Map, Output, keep_inputs, settings_of

if TYPE_CHECKING:
    from datetime import date

    from cbec_cli.work.checking.options import CheckOptions
    from cbec_cli.work.products import Catalogue, Products
    from cbec_cli.work.settings import Settings

REQUIRED = ("hs_code", "sku|barcode|name")


def diff(
    before: Annotated[
        str, typer.Argument(metavar="A", help="Catalogue: xlsx, xls, xlsb, ods, csv, tsv or parquet; - is stdin.")
    ],
    after: Annotated[
        str | None, typer.Argument(metavar="[B]", help="Catalogue it is compared with; default: A on another day.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Name or number of the sheet, of both files.")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="D1", help="Day whose law and tariff apply to A; default today.")
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="D2", help="Day that applies to B, or to A once more.")
    ] = None,
    checks: Annotated[
        bool, typer.Option("--checks/--no-checks", help="Also compare what `cbec check` finds on each product.")
    ] = True,
    fx: Fx = None,
    fx_file: FxFile = None,
    additional_duty: AdditionalDuty = None,
    amendments: Amendments = None,
    columns: Map = None,
    config: Config = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="table|json|csv|xlsx", help="Default: a table, or what --output ends in.")
    ] = "",
    output: Output = None,
    show_all: Annotated[bool, typer.Option("--all", help="List every product that differs.")] = False,
) -> None:
    """Show which products changed, and by how much their tax, units, rates and findings move.

    Products are found by SKU, else by barcode, else by name and code. Tax is that of one unit at its unit price: bought
    alone as CBEC retail import, and as part of a shipment in general trade.

    Two files: [bold]cbec diff catalog-old.xlsx catalog-new.xlsx --output diff.xlsx[/bold]

    One file on two days: [bold]cbec diff catalog.xlsx --on 2019-03-31 --against 2019-04-01[/bold]

    Exit status: 0 nothing differs, 1 something does, 2 cannot run.
    """
    from cbec_cli.cli.options import pairs
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.engine.today import day_of
    from cbec_cli.report.diff import choose_format, write_diff
    from cbec_cli.work.diff import compare

    chosen = choose_format(output, format_)
    keep_inputs([before, after or before], output)
    if after is None and against is None:
        raise CannotRun("one file and one day: nothing to compare", "give a second file, or --against 2026-01-01")
    if before == after == "-":
        raise CannotRun("both files are standard input", "name a file for one of them")
    days = day_of(on), _against(against) or day_of(on)
    settings = [
        settings_of(
            on=day.isoformat() if day else None,
            route="auto",
            fx=fx,
            fx_file=fx_file,
            additional_duty=additional_duty,
            amendments=amendments,
            config=config,
            price_includes_tax=False,
        )
        for day in days
    ]
    mapping = {**settings[0].columns, **pairs("--map", columns or ())}
    first = _read(before, sheet, mapping)
    second = first if after is None else _read(after, sheet, mapping)
    work = _Work(settings[0], _check_options(config) if checks else None)
    found = compare(
        work.products(first, settings[0]),
        work.products(second, settings[1]),
        checked=checks,
        data=work.data,
    )
    write_diff(found, output, chosen, show_all=show_all)
    if found.exit_status:
        raise typer.Exit(found.exit_status)


def _against(text: str | None) -> date | None:
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.engine.today import day_of

    try:
        return day_of(text)
    except CannotRun:
        raise CannotRun(f"--against {text}: not a day", "write it as 2026-11-23") from None


def _read(file: str, sheet: str | None, mapping: dict[str, str]) -> Catalogue:
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.products import Catalogue

    with (
        open_source(file, sheet=sheet, mapping=mapping, required=REQUIRED) as source,
        progress("Reading", source.rows_hint) as done,
    ):
        return Catalogue(source, done)


class _Work:
    """Costs and checks both sides with the same law, tariff and configuration."""

    def __init__(self, settings: Settings, options: CheckOptions | None) -> None:
        from cbec_cli.law.dated import load_law
        from cbec_cli.law.tariff import load_tariff

        self._law, self._tariff, self._options = load_law(), load_tariff(settings.amendments), options
        self.data = {
            "tariff_vintage": self._tariff.vintage,
            "tariff_notice": self._tariff.notice,
            "amendments": [str(path) for path in settings.amendments],
        }

    def products(self, catalogue: Catalogue, settings: Settings) -> Products:
        found = None if self._options is None else self._found(catalogue, settings, self._options)
        return catalogue.products(self._law, self._tariff, settings, found)

    def _found(self, catalogue: Catalogue, settings: Settings, options: CheckOptions) -> dict[int, tuple[str, ...]]:
        from dataclasses import replace

        from cbec_cli.work.checking.check import Checker
        from cbec_cli.work.diff import codes_by_row

        checker = Checker(self._law, self._tariff, settings, replace(options, on=settings.on))
        checker.read(catalogue.source(), "catalog")
        result = checker.result()
        try:
            return codes_by_row(result)
        finally:
            result.close()


def _check_options(config: Path | None) -> CheckOptions:
    """What the configuration says about checks; waivers and baselines are for builds, a difference shows everything."""
    from dataclasses import replace

    from cbec_cli.rules import ALL
    from cbec_cli.work.checking.options import check_options
    from cbec_cli.work.config import load_config

    codes = frozenset(ALL.by_code)
    return replace(check_options(load_config(config, codes), codes=codes), baseline=None, waivers=())
