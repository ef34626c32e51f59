"""`cbec returns`: is a return in time, in place and in kind, what comes back, and what else may be done?"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cbec_cli.cli.checks import options_of, report, write_known
from cbec_cli.cli.ledger_files import KeyFile, Platform
from cbec_cli.cli.options import (
    AdditionalDuty,
    Amendments,
    Config,
    FailOn,
    Fx,
    FxFile,
    Ignore,
    KnownFindings,
    Map,
    Outputs,
    PriceIncludesTax,
    Select,
    ShowPersonalData,
    WriteBaseline,
    keep_inputs,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cbec_cli.ledger import Ledger, Order
    from cbec_cli.work.checking.options import CheckOptions
    from cbec_cli.work.returns.check import Table
    from cbec_cli.work.returns.declared import Declared
    from cbec_cli.work.returns.result import Claim, ReturnsResult
    from cbec_cli.work.settings import Settings

    Known = Callable[[Sequence[tuple[str, str]]], Mapping[tuple[str, str], Order]]

ORIGINALS = ("hs_code", "qty", "unit_price|total_price")
"""Columns that declarations need."""


def returns(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Table of returns: xlsx, csv …; - is stdin.")],
    original: Annotated[
        list[str] | None,
        typer.Option(
            "--original", metavar="FILE", help="Declarations the returns are about; several times if several."
        ),
    ] = None,
    earlier: Annotated[
        list[str] | None, typer.Option("--earlier", metavar="FILE", help="Returns made before: they count too.")
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            "--ledger", envvar="CBEC_LEDGER", metavar="FILE", help="Ledger of year totals: what it knows counts."
        ),
    ] = None,
    key_file: KeyFile = None,
    platform: Platform = "",
    post: Annotated[
        bool, typer.Option("--post", help="Give the quota back in the ledger; done twice it counts once.")
    ] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day as of which they stand; default today.")
    ] = None,
    within: Annotated[
        int, typer.Option("--within", min=0, max=45, metavar="DAYS", help="Warn so many days before a window ends.")
    ] = 7,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Name or number of the sheet of returns.")] = None,
    original_sheet: Annotated[
        str | None, typer.Option("--original-sheet", help="Name or number of the sheet of the declarations.")
    ] = None,
    columns: Map = None,
    original_columns: Annotated[
        list[str] | None,
        typer.Option("--original-map", metavar="'My heading=hs_code'", help="The same for the declarations."),
    ] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="table|json|csv|xlsx|markdown|sarif|junit|github|gitlab|ics",
            help="Default: a table, or what --output ends in.",
        ),
    ] = "",
    output: Outputs = None,
    show_all: Annotated[bool, typer.Option("--all", help="Show every line.")] = False,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = "",
    baseline: KnownFindings = None,
    write_baseline: WriteBaseline = None,
    show_personal_data: ShowPersonalData = False,
    fx: Fx = None,
    fx_file: FxFile = None,
    additional_duty: AdditionalDuty = None,
    amendments: Amendments = None,
    price_includes_tax: PriceIncludesTax = False,
    config: Config = None,
) -> None:
    """Judge returns of CBEC retail imports: eligible or not, and what comes back.

    Applied for within 30 days of release, back at the original place within 45,
    the goods themselves, by the domestic agent: then no tax is levied, and the
    buyer's year is restored. Taxes are those of `cbec landed-cost`; several
    returns of a line add up to the whole. Where a return is not eligible, what
    may be done instead stands beside it, each with its law.

    Columns: return_no (退货单号), invt_no (清单编号) or order_no (订单编号),
    line_no (商品序号) or sku, return_qty (退货数量), released_on (放行日期),
    applied_on (退货申请日期), arrived_on (退货运抵日期), place_from
    (原监管场所), place_to (退货场所), condition (退货商品状态), reason
    (退货原因), refund (退款金额), applicant (退货申请企业).

    What each option costs and brings stands beside it where the table has
    columns (freight_local, handling_fee, destruction_fee, resale_value, grade …)
    or cbec.toml a table [returns]; what is not given stays unknown.

    Start with [bold]cbec template returns -o returns.xlsx[/bold].

    Exit status: 0 nothing at or above --fail-on, 1 something is, or was to be
    posted and was not, 2 cannot run.

    \b
    Examples:
      cbec returns returns.xlsx --original declarations.xlsx
      cbec returns returns.csv --original orders.csv --on 2026-12-01 --format json
      cbec returns returns.xlsx --original declarations.xlsx --output judged.xlsx
      cbec returns returns.xlsx --original march.xlsx --ledger quota.sqlite --post
    """  # noqa: D301 -- \b is how the command line keeps the lines of an example apart
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.report.returns.choose import choose_formats, write_returns
    from cbec_cli.report.returns.words import ended
    from cbec_cli.work.config import load_config
    from cbec_cli.work.returns.check import CODES, ReturnsOptions, check_returns
    from cbec_cli.work.returns.costs import prices_of

    outputs = output or []
    chosen = choose_formats(outputs, format_)
    files = [file, *(original or []), *(earlier or [])]
    for path in (*outputs, *([write_baseline] if write_baseline else [])):
        keep_inputs([*files, *(str(each) for each in (ledger, key_file) if each)], path)
    if post and ledger is None:
        raise CannotRun("--post without --ledger", "name the ledger")
    given = load_config(config, CODES)
    check = options_of(
        given,
        CODES,
        on=on,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        baseline=baseline,
        everything=write_baseline is not None,
        show_personal_data=show_personal_data,
    )
    settings = _settings(
        fx=fx,
        fx_file=fx_file,
        additional_duty=additional_duty,
        amendments=amendments,
        config=config,
        price_includes_tax=price_includes_tax,
    )
    table = _table(file, sheet, columns)
    before = _earlier(earlier or [])
    options = ReturnsOptions(_day(check), check, within, price_includes_tax, prices_of(given))
    with _no_collector(), _opened(ledger, key_file) as book:
        known = None if book is None else partial(_known, book)
        declared = _declared(original, original_sheet, original_columns, settings, platform, known)
        try:
            result = check_returns(table, declared, options, earlier=before, ledger=known)
            if book is not None:
                _post(book, result, post=post and write_baseline is None)
            if write_baseline is not None:
                write_known(result.check.keys, write_baseline)
                return
            report(result.check, chosen, partial(write_returns, result, show_all=show_all), partial(ended, result))
        finally:
            declared.close()
    if result.exit_status:
        raise typer.Exit(result.exit_status)


def _day(check: CheckOptions) -> Any:
    from cbec_cli.engine.today import today

    return check.on or today()


def _settings(**given: Any) -> Settings:
    """What the taxes of the declarations are computed by; their law is that of their own days."""
    from cbec_cli.cli.options import settings_of

    return settings_of(on=None, route="auto", **given)


def _table(file: str, sheet: str | None, columns: Sequence[str] | None) -> Table:
    """The table of returns."""
    from cbec_cli.cli.options import pairs
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.returns.check import Table
    from cbec_cli.work.returns.claims import REQUIRED, read_claims

    mapping = pairs("--map", columns or ())
    with (
        open_source(file, sheet=sheet, mapping=mapping, required=REQUIRED) as source,
        progress("Reading returns", source.rows_hint) as done,
    ):
        claims, findings, dropped = read_claims(source, done)
    return Table(source, claims, findings, dropped)


def _earlier(files: Sequence[str]) -> list[Claim]:
    """Returns made before; a cell that cannot be read stops, because what it says would count."""
    from cbec_cli.engine.errors import CannotRun

    found: list[Claim] = []
    for file in files:
        table = _table(file, None, None)
        for finding in table.findings:
            if finding.severity == "error":
                raise CannotRun(f"{file}, row {finding.row}, {finding.column}: {finding.message}", finding.fix)
        found += table.claims
    return found


def _declared(
    files: Sequence[str] | None,
    sheet: str | None,
    columns: Sequence[str] | None,
    settings: Settings,
    platform: str,
    known: Known | None,
) -> Declared:
    """The declarations, read and settled; without any, the orders that the ledger knows.

    Raises:
        CannotRun: neither is there.
    """
    from cbec_cli.cli.ledger_files import number
    from cbec_cli.cli.options import pairs
    from cbec_cli.engine.errors import CannotRun
    from cbec_cli.law.dated import load_law
    from cbec_cli.law.tariff import load_tariff
    from cbec_cli.report.progress import progress
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.reconcile import reconciling_batch
    from cbec_cli.work.returns.declared import OfLedger
    from cbec_cli.work.returns.originals import Originals

    if not files:
        if known is None:
            raise CannotRun("no declarations to hold the returns against", "add --original FILE, or --ledger FILE")
        return OfLedger(known, number(platform))
    mapping = {**settings.columns, **pairs("--original-map", columns or ())}
    batch, listener = reconciling_batch(load_law(), load_tariff(settings.amendments), settings)
    for file in files:
        with (
            open_source(file, sheet=sheet, mapping=mapping, required=ORIGINALS) as source,
            progress("Reading declarations", source.rows_hint) as done,
        ):
            batch.read(source, done)
    if not batch.spool.count:
        raise CannotRun(f"{', '.join(files)}: no order lines below the headings", "fill in at least one line")
    return Originals(batch, listener, number(platform))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Spare the collector of cycles: there are none among millions of small objects, and it would walk them all."""
    import gc

    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextmanager
def _opened(ledger: Path | None, key_file: Path | None) -> Iterator[Ledger | None]:
    """The ledger, open; None where there is none."""
    if ledger is None:
        yield None
        return
    from cbec_cli.cli.ledger_files import opened

    with opened(ledger, key_file) as book:
        yield book


def _known(book: Ledger, wanted: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Order]:
    """What the ledger knows of orders."""
    found = book.known(sorted({order_no for _, order_no in wanted}))
    return {place: found[place] for place in wanted if place in found}


def _post(book: Ledger, result: ReturnsResult, *, post: bool) -> None:
    """Give the quota back, all or nothing, or say what would be."""
    from dataclasses import replace

    from cbec_cli.ledger import Restoration
    from cbec_cli.work.returns.posting import postings

    orders = {(line.original.platform, line.original.order_no) for line in result.lines if line.original}
    told = postings(result.lines, _known(book, sorted(orders)))
    if post:
        book.restore_all(
            Restoration(each.platform, each.order_no, each.day or result.on, each.fen, "return", each.return_no)
            for each in told
            if each.state == "to post"
        )
        told = tuple(replace(each, state="posted") if each.state == "to post" else each for each in told)
    result.postings = told
