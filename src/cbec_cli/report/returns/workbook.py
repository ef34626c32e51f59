"""Returns as a workbook: the lines, what to declare, the options in money, the summary with charts, findings, about.

Text is always a text cell: what begins with `=` or `@` in a user's table never becomes a formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import FIELDS as FINDING
from cbec_cli.engine.noted import decimal_text
from cbec_cli.report.returns.money import FIELDS as MONEY_FIELDS
from cbec_cli.report.returns.money import PARTS, WAYS
from cbec_cli.report.returns.rows import FIELDS
from cbec_cli.report.returns.words import ended
from cbec_cli.report.sheet_look import write_sheets
from cbec_cli.report.sheets import COUNT, MONEY, RATIO, TEXT, Chart, Sheet
from cbec_cli.work.returns.declare import HEAD, LINE
from cbec_cli.work.returns.groups import BY
from cbec_cli.work.returns.outcomes import FORMULA, SAVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cbec_cli.work.returns.groups import By, Group
    from cbec_cli.work.returns.result import ReturnsResult

ROWS = 1_048_575
"""Rows of a sheet below its heading."""

CHARTED = 20
"""Articles, reasons or provinces of a chart; the sheets hold all of them."""

_AMOUNTS = frozenset(
    {
        *("tax_back", "share_duty", "share_consumption_tax", "share_vat", "share_tax", "share_price", "share_value"),
        *("quota_back", "outcome", "part_tax_back", "part_resale", "part_freight", "part_handling"),
        *("part_destruction", "freight_spent", "loss_avoided", "better_by"),
    }
)
_COUNTS = frozenset({"row", "line_no", "quota_year"})
_WIDE = {
    **dict.fromkeys(("missing", "provided", "not_compared", "message", "fix"), 50.0),
    **dict.fromkeys(("name", "options", "law", "estimated", "unknown", "ask"), 34.0),
    **dict.fromkeys(("best_option", "option", "next_option", "verdict", "invt_no", "goods_end"), 22.0),
}
_GROUP = (
    *("name", "lines", "eligible", "late", "late_share", "returned", "declared", "return_rate"),
    *("median_days_to_application", "most_days_to_application", "median_days_to_arrival", "most_days_to_arrival"),
    *("tax_lost_late", "loss_avoided"),
)
_GROUP_KINDS = (
    *(TEXT, COUNT, COUNT, COUNT, RATIO, "number", "number", RATIO, "number", COUNT, "number", COUNT, MONEY, MONEY),
)
_TITLES: dict[By, str] = {"sku": "by sku", "reason": "by reason", "province": "by province"}


def write_workbook(result: ReturnsResult, path: Path) -> None:
    """Write the workbook.

    Raises:
        CannotRun: more lines than a sheet can hold.
        OSError: the file cannot be written.
    """
    if len(result.lines) > ROWS:
        raise CannotRun(
            f"{len(result.lines):,} lines do not fit into a sheet, which holds {ROWS:,}", "use --format csv"
        )
    sheets = [_lines(result), _to_declare(result)]
    if result.economics is not None:
        sheets.append(_economics(result))
    sheets += [sheet for by in BY for sheet in _summary(result, by)]
    if result.check.findings:
        sheets.append(_findings(result))
    write_sheets([*sheets, _about(result)], path)


def _lines(result: ReturnsResult) -> Sheet:
    """A row for each line of a return: verdict, days, money, option."""
    found = result.economics
    names = [name for name, _, _ in FIELDS] + ([name for name, _, _ in MONEY_FIELDS] if found else [])
    rows = []
    for place, line in enumerate(result.lines):
        values: list[Any] = [value(line) for _, _, value in FIELDS]
        if found:
            values += [value(found.lines[place]) for _, _, value in MONEY_FIELDS]
        rows.append(values)
    return _sheet("returns", names, rows)


def _to_declare(result: ReturnsResult) -> Sheet:
    """What the application (CEB625) of each line that may be returned says, and what no file gives."""
    names = ["row", "return_no", "verdict", *HEAD, *LINE, "not_given"]
    rows = []
    for line in result.lines:
        if line.application is None or line.verdict == "not eligible":
            continue
        said = dict(line.declare)
        cells = [said.get(name) for name in (*HEAD, *LINE)]
        gone = ", ".join(line.not_declared) or None
        rows.append([line.claim.row, line.claim.text("return_no") or None, line.verdict, *cells, gone])
    return _sheet("to declare", names, rows)


def _economics(result: ReturnsResult) -> Sheet:
    """Every option of every line in money; what is not known is empty, and said."""
    names = ["row", "return_no", "option", "goods_end", "best", "outcome", *PARTS, "unknown", "confidence", "ask"]
    rows = []
    lines = result.economics.lines if result.economics else ()
    for line, found in zip(result.lines, lines, strict=True):
        for each in found.outcomes:
            parts = [_yuan(getattr(each, name)) for name in PARTS]
            best = "best" if each is found.best else None
            head = [line.claim.row, line.claim.text("return_no") or None, each.option, WAYS[each.way], best]
            rows.append([*head, _yuan(each.net), *parts, ", ".join(each.unknown) or None, each.confidence, each.ask])
    kinds = (COUNT, TEXT, TEXT, TEXT, TEXT, MONEY, *[MONEY] * len(PARTS), TEXT, TEXT, TEXT)
    said = (FORMULA, SAVED, "the refund is paid whichever option is chosen; restored quota has no price")
    return Sheet("economics", _table(names, kinds, rows), kinds, said, (), _widths(names))


def _summary(result: ReturnsResult, by: By) -> Iterator[Sheet]:
    """The lines gathered one way, with charts; of many groups the first have a sheet with charts of their own."""
    made = result.summary.groups[by]
    said = [ended(result)]
    if result.summary.late:
        said.append(f"too late: {result.summary.late:,} of {len(result.lines):,} lines")
    if len(made) <= CHARTED:
        yield _gathered(_TITLES[by], made, by, said, charted=True)
        return
    yield _gathered(f"{by}, first {CHARTED}", made[:CHARTED], by, said, charted=True)
    yield _gathered(_TITLES[by], made, by, said, charted=False)


def _gathered(name: str, made: Sequence[Group], by: By, said: Sequence[str], *, charted: bool) -> Sheet:
    """Groups as a table, with charts of rates and of lateness below it."""
    charts = []
    if charted and any(each.rate is not None for each in made):
        charts.append(Chart("bar", f"Return rate {_TITLES[by]}", "name", ("return_rate",)))
    if charted:
        charts.append(Chart("bar", f"Lines {_TITLES[by]}", "name", ("lines", "late")))
    widths = ((0, 24.0), *((place, 14.0) for place in range(8, 12)))
    rows = [list(_group(each)) for each in made]
    return Sheet(name, _table(_GROUP, _GROUP_KINDS, rows), _GROUP_KINDS, tuple(said), tuple(charts), widths)


def _group(made: Group) -> Iterator[Any]:
    yield from (made.name, made.lines, made.eligible, made.late, made.late_rate / 10_000)
    yield float(decimal_text(made.quantity))
    yield None if made.declared is None else float(decimal_text(made.declared))
    yield None if made.rate is None else made.rate / 10_000
    for days in (made.to_application, made.to_arrival):
        yield float(days.median) if days.median else None
        yield days.most
    yield from (_yuan(made.tax_lost), _yuan(made.loss_avoided))


def _findings(result: ReturnsResult) -> Sheet:
    """Every finding with its place."""
    records = [each.as_dict() for each in result.check.findings]
    return _sheet("findings", FINDING, [[record[name] for name in FINDING] for record in records])


def _about(result: ReturnsResult) -> Sheet:
    """What was read, what was assumed, and what the columns mean."""
    check = result.check
    rows = [
        ["asked about", str(result.on), ended(result)],
        ["returns", check.source["file"], check.source["sheet"]],
        *(["declarations", str(file), ""] for file in result.originals["files"]),
        ["tariff", str(result.data.get("tariff_vintage", "")), str(result.data.get("tariff_notice", ""))],
        *(["assumed", "", text] for text in (*check.data["assumptions"], *result.data["assumptions"])),
        *(["column", name, meaning] for name, meaning, _ in (*FIELDS, *MONEY_FIELDS)),
    ]
    names, kinds = ("about", "name", "value"), (TEXT, TEXT, TEXT)
    return Sheet("about", _table(names, kinds, rows), kinds, widths=((0, 14.0), (1, 34.0), (2, 100.0)))


def _sheet(name: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sheet:
    """A sheet whose columns are known by name."""
    kinds = tuple(MONEY if each in _AMOUNTS else COUNT if each in _COUNTS else TEXT for each in names)
    return Sheet(name, _table(names, kinds, rows), kinds, widths=_widths(names))


def _widths(names: Iterable[str]) -> tuple[tuple[int, float], ...]:
    return tuple((place, _WIDE[name]) for place, name in enumerate(names) if name in _WIDE)


def _table(names: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows as columns of their kind; texts stay texts, amounts become the numbers a workbook can hold."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({name: _column(kind, cells) for name, kind, cells in zip(names, kinds, columns, strict=True)})


def _column(kind: str, cells: Sequence[Any]) -> pa.Array:
    if kind == TEXT:
        return pa.array([None if each in (None, "") else str(each) for each in cells], pa.string())
    if kind == COUNT:
        return pa.array([None if each in (None, "") else int(each) for each in cells], pa.int64())
    return pa.array([None if each in (None, "") else float(each) for each in cells], pa.float64())


def _yuan(fen: int | None) -> float | None:
    """Fen as the number a workbook can hold: the nearest double of the exact amount."""
    return None if fen is None else fen / 100
