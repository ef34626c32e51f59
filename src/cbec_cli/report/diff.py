"""A comparison of two catalogues as a table, JSON (`cbec/diff/1`), csv or a workbook.

csv and workbook have one row for each field that differs, so that they can be filtered; a finding that appeared or went
is such a row, too. Amounts are yuan with two decimals, rates are ratios (`0.13` is 13 %); what is not known is null or
empty.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from rich.text import Text

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import percent, whole
from cbec_cli.report.choose import format_of_name, known_format, showable, write_in
from cbec_cli.report.fields import plural
from cbec_cli.report.screen import clean, paragraph, table
from cbec_cli.rules import ALL
from cbec_cli.work.diff import KINDS
from cbec_cli.work.products import PER_UNIT, RATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from cbec_cli.work.diff import Comparison, Product
    from cbec_cli.work.products import Products

SCHEMA = "cbec/diff/1"
FORMATS = ("table", "json", "csv", "xlsx")
FILES_ONLY = ("xlsx",)
_SUFFIXES = {".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".txt": "table"}

TITLES = {
    "name": "name",
    "hs_code": "HS code",
    "origin": "origin",
    "unit": "unit",
    "unit1": "first legal unit",
    "unit2": "second legal unit",
    "content": "content",
    "net_weight": "net weight",
    "unit_price": "unit price",
    "currency": "currency",
    "legal_units": "units of the tariff",
    "duty_rate": "duty rate",
    "consumption_tax_rate": "consumption tax rate",
    "vat_rate": "VAT rate",
    "cbec_route": "CBEC route",
    "cbec_tax": "tax of one unit, CBEC",
    "general_trade_tax": "tax of one unit, general trade",
    "positive_list": "positive list",
}
"""Field → how people call it."""

COLUMNS = (
    "change",
    "sku",
    "barcode",
    "name",
    "hs_code",
    "row_before",
    "row_after",
    "field",
    "before",
    "after",
    "difference",
)
"""Headings of csv and workbook."""

PRODUCTS_SHOWN = 20
ROWS = 1_048_575
"""Rows of a sheet below its heading."""

_ALONE = "product"
_TAX = "Tax of one unit: bought alone as CBEC retail import; as part of a shipment in general trade, nothing waived."


def choose_format(path: Path | None, wanted: str = "") -> str:
    """The format asked for, else the one the file's ending names, else a table.

    Raises:
        CannotRun: unknown format or ending, or a workbook without a file.
    """
    known_format(wanted, FORMATS)
    if path is not None:
        return wanted or format_of_name(path, _SUFFIXES, FORMATS)
    showable(wanted, FILES_ONLY)
    return wanted or "table"


def write_diff(
    found: Comparison,
    path: Path | None,
    format: str,  # noqa: A002 -- the option's name
    *,
    show_all: bool = False,
    console: Console | None = None,
) -> None:
    """Write a comparison: to a file as a whole or not at all, or to standard output.

    Args:
        found: what differs.
        path: file to write; None writes to standard output.
        format: one of `FORMATS`, as `choose_format` gives it.
        show_all: every product in the table.
        console: where a table is printed when there is no file; a new one if None.

    Raises:
        CannotRun: the file cannot be written, or a sheet cannot hold it.
        BrokenPipeError: the reader of standard output has gone.
    """
    write_in(
        format,
        path,
        {"json": lambda sink: write_json(found, sink), "csv": lambda sink: write_csv(found, sink)},
        lambda target: write_workbook(found, target),
        lambda shown: render(shown, found, show_all=show_all),
        console,
    )


# -- for programs ---------------------------------------------------------------------------------------------------


def write_json(found: Comparison, sink: BinaryIO) -> None:
    """Write the comparison as UTF-8 JSON, a product per line of text.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=str).encode
    head = {
        "schema": SCHEMA,
        "before": _side(found.before),
        "after": _side(found.after),
        "data": found.data,
        "summary": found.summary,
        "findings_compared": found.checked,
    }
    sink.write(encode(head)[:-1].encode() + b',\n"products": [')
    before = "\n"
    for product in found.products:
        sink.write((before + encode(_product(product))).encode())
        before = ",\n"
    sink.write(b"]}\n")


def _side(side: Products) -> dict[str, Any]:
    return {"file": side.file, "sheet": side.sheet, "on": side.on.isoformat(), "products": len(side)}


def _product(product: Product) -> dict[str, Any]:
    return {
        "change": product.kind,
        "known_by": product.known_by,
        **{name: getattr(product, name) or None for name in ("sku", "barcode", "name", "hs_code")},
        "row_before": product.row_before,
        "row_after": product.row_after,
        "changes": [
            {"field": c.field, "before": c.before, "after": c.after, "difference": c.difference or None}
            for c in product.changes
        ],
        "findings_appeared": list(product.appeared),
        "findings_gone": list(product.gone),
    }


def rows(found: Comparison) -> Iterator[tuple[Any, ...]]:
    """Cells by COLUMNS: one row for each field of a product that differs, one at least for each product."""
    for product in found.products:
        who = (product.kind, product.sku, product.barcode, product.name, product.hs_code)
        head = (*who, product.row_before, product.row_after)
        if product.kind != "changed":
            yield (*head, _ALONE, None, None, None)
        for change in product.changes:
            yield (*head, change.field, change.before, change.after, change.difference or None)
        for code in product.appeared:
            yield (*head, "finding", None, code, None)
        for code in product.gone:
            yield (*head, "finding", code, None, None)


def write_csv(found: Comparison, sink: BinaryIO) -> None:
    """Write the comparison as UTF-8 csv.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows(rows(found))
        text.flush()
    finally:
        text.detach()


def write_workbook(found: Comparison, path: Path) -> None:
    """Write a sheet of changes and one that sums them up; text is always a text cell, never a formula.

    Raises:
        CannotRun: more changes than a sheet can hold.
        OSError: the file cannot be written.
    """
    import pyarrow as pa  # noqa: PLC0415 -- only this format needs it
    from rustpy_xlsxwriter import Format, write_worksheets  # noqa: PLC0415 -- only this format needs it

    cells = [*rows(found)]
    if len(cells) > ROWS:
        raise CannotRun(f"{len(cells):,} changes do not fit into a sheet, which holds {ROWS:,}", "use --format csv")
    columns = [*zip(*cells, strict=True)] or [()] * len(COLUMNS)
    changes = pa.table(
        {
            name: pa.array(column, pa.int64() if name.startswith("row_") else pa.string())
            for name, column in zip(COLUMNS[:-1], columns, strict=False)
        }
        | {COLUMNS[-1]: pa.array([float(text) if text else None for text in columns[-1]], pa.float64())}
    )
    about = _about(found)
    summary = pa.table({"about": [name for name, _ in about], "value": [value for _, value in about]})
    head = Format().set_bold().set_background_color("#E7ECF2").set_border_bottom("thin")
    names = ["changes", "summary"]
    try:
        write_worksheets(
            [("changes", changes), ("summary", summary)],
            str(path),
            header_format=dict.fromkeys(names, head),
            autofilter=dict.fromkeys(names, True),
            freeze_panes={name: {"row": 1, "col": 0} for name in names},
            column_widths={
                "changes": [10.0, 18.0, 16.0, 32.0, 13.0, 10.0, 10.0, 24.0, 32.0, 32.0, 12.0],
                "summary": [36.0, 100.0],
            },
            ignore_errors={"changes": ["sku", "barcode", "hs_code", "before", "after"]},
        )
    except (RuntimeError, OSError) as error:
        raise OSError(str(error)) from error


def _about(found: Comparison) -> list[tuple[str, str]]:
    """What was compared and what came of it, as rows of two texts."""
    told = [
        (f"{when}: {name}", str(value))
        for when, side in (("before", found.before), ("after", found.after))
        for name, value in _side(side).items()
        if value != ""
    ]
    for name, value in found.summary.items():
        parts = value.items() if isinstance(value, dict) else (("", value),)
        told += [(f"{name} {part}".strip(), str(count)) for part, count in parts]
    told += [(name, str(value)) for name, value in found.data.items()]
    return [*told, ("tax", _TAX)]


# -- for people -----------------------------------------------------------------------------------------------------


def render(console: Console, found: Comparison, *, show_all: bool = False) -> None:
    """Print what differs: in short, then product by product, those whose tax moves most first.

    Args:
        console: where to; its width, encoding and colours are honoured.
        found: what differs.
        show_all: every product, not only the first.
    """
    for when, side in (("Before", found.before), ("After", found.after)):
        sheet = f", sheet {side.sheet}" if side.sheet else ""
        paragraph(console, f"{when}: {side.file}{sheet}, {plural(len(side), 'product')}, law of {side.on}")
    vintage = str(found.data.get("tariff_vintage", "unknown vintage"))
    years = {str(side.on)[:4] for side in (found.before, found.after)}
    doubt = "" if years <= {vintage[:4]} else ": duty rates and codes of another year are not known"
    paragraph(console, f"Tariff of {vintage}{doubt}")
    _in_short(console, found)
    moved = sorted(found.products, key=lambda product: (product.kind != "changed", -abs(product.tax or 0)))
    shown = moved if show_all else moved[:PRODUCTS_SHOWN]
    if shown:
        _print(console, "Products", ("Product", "Rows", "What", "Before", "After", ""), _lines(shown), {5})
        paragraph(console, _TAX)
    if len(moved) > len(shown):
        paragraph(console, f"{len(moved) - len(shown):,} more products differ: --all, or --output diff.xlsx")


def _title(code: str) -> str:
    """The title of a code, as a check tells it."""
    clauses = [rule for rule in ALL.clauses(code) if rule.kinds] or list(ALL.clauses(code))
    return clauses[0].title if clauses else ""


def _in_short(console: Console, found: Comparison) -> None:
    """Counts of products, fields and findings."""
    summary = found.summary
    counts = ", ".join(f"{summary[kind]:,} {kind}" for kind in KINDS)
    paragraph(console, f"{counts}, {found.same:,} the same")
    if found.repeated:
        paragraph(
            console,
            f"{plural(found.repeated, 'row')} repeated the SKU, barcode or name of another: compared in their order",
        )
    if summary["dearer"] or summary["cheaper"]:
        paragraph(
            console, f"Tax of one unit as CBEC: higher for {summary['dearer']:,}, lower for {summary['cheaper']:,}"
        )
    if unknown := summary["tax_unknown"]["after"]:
        paragraph(
            console, f"No tax known for {plural(unknown, 'product')} after: no unit price, or a code without rates"
        )
    if summary["fields"]:
        _print(
            console,
            "Fields that changed",
            ("Field", "Products"),
            [(TITLES[name], f"{count:,}") for name, count in summary["fields"].items()],
            {1},
        )
    codes = sorted({*summary["findings_appeared"], *summary["findings_gone"]})
    if codes:
        _print(
            console,
            "Findings",
            ("Code", "What", "Appeared", "Gone"),
            [
                (
                    code,
                    _title(code),
                    f"{summary['findings_appeared'].get(code, 0):,}",
                    f"{summary['findings_gone'].get(code, 0):,}",
                )
                for code in codes
            ],
            {2, 3},
        )


def _lines(products: Sequence[Product]) -> list[tuple[str, ...]]:
    """One line for each change; the product stands on its first."""
    told: list[tuple[str, ...]] = []
    for product in products:
        rows_of = "/".join(str(row) if row else "-" for row in (product.row_before, product.row_after))
        lines = [
            (
                TITLES[c.field],
                *(_told(c.field, text) or "-" for text in (c.before, c.after)),
                _told(c.field, c.difference),
            )
            for c in product.changes
        ]
        lines += [("finding", "-", code, "") for code in product.appeared]
        lines += [("finding", code, "-", "") for code in product.gone]
        if product.kind != "changed":
            lines.insert(0, (product.kind, "", "", ""))
        for place, line in enumerate(lines):
            told.append(((product.label, rows_of) if place == 0 else ("", "")) + line)
    return told


def _told(field: str, text: str | None) -> str:
    """A value as people read it: rates in percent."""
    if not text or field not in RATES or text == PER_UNIT:
        return text or ""
    sign = text[0] if text[0] in "+-" else ""
    return f"{sign}{percent(whole(text.lstrip('+-'), 4))} {'points' if sign else '%'}"


def _print(
    console: Console, title: str, headings: Sequence[str], lines: Sequence[Sequence[str]], numbers: set[int]
) -> None:
    """A title, the table, an empty line before."""
    console.print()
    console.print(Text(clean(title, console), style="bold"))
    console.print(table(console, headings, lines, numbers))
