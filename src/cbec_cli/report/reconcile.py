"""A reconciliation as JSON (`cbec/reconcile/1`), csv, a workbook, or on the terminal.

csv, JSON and the sheet of rows hold one row for each line, bill or order that was compared; the sums of their columns
are the totals. Amounts are yuan with two decimals, rates are ratios ("0.13" is 13 %); what is unknown is empty or null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import yuan
from cbec_cli.report.choose import format_of_name, known_format, showable, write_in
from cbec_cli.report.json_text import array, encode
from cbec_cli.report.reconcile_rows import FIELDS, MONEY, NUMBER, SCHEMA, tables
from cbec_cli.tables.tax_bill_cells import TAXES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from cbec_cli.work.reconcile import Reconciled

SCHEMA_NAME = "cbec/reconcile/1"
FORMATS = ("table", "json", "csv", "xlsx")
FILES_ONLY = ("xlsx",)
ROWS = 1_048_575
"""Rows of a sheet below its heading."""

_SUFFIXES = {".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".txt": "table"}


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


def write_reconciled(
    found: Reconciled,
    path: Path | None,
    format: str,  # noqa: A002 -- the option's name
    *,
    show_all: bool = False,
    console: Console | None = None,
) -> None:
    """Write a reconciliation: to a file as a whole or not at all, or to standard output.

    Args:
        found: what was compared.
        path: file to write; None writes to standard output.
        format: one of `FORMATS`, as `choose_format` gives it.
        show_all: every row that needs a look in the table.
        console: where a table is printed when there is no file; a new one if None.

    Raises:
        CannotRun: the file cannot be written, or a sheet cannot hold it.
        BrokenPipeError: the reader of standard output has gone.
    """
    from cbec_cli.report.reconcile_terminal import render  # noqa: PLC0415 -- only a table needs it

    write_in(
        format,
        path,
        {"json": lambda sink: write_json(found, sink), "csv": lambda sink: write_csv(found, sink)},
        lambda target: write_workbook(found, target),
        lambda shown: render(shown, found, show_all=show_all),
        console,
    )


def write_json(found: Reconciled, sink: BinaryIO) -> None:
    """Write everything as UTF-8 JSON, a row per line of text.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    dropped = {"findings_dropped": found.findings_dropped} if found.findings_dropped else {}
    head = {
        "schema": SCHEMA_NAME,
        "bills": found.bills,
        "orders": found.source,
        "data": found.data,
        "joins": found.joins,
        "totals": {
            **{name: found.totals[name] for name in ("bills", "orders", "rows")},
            **sides(found.totals),
            "unlisted": yuan(sum(found.totals["unlisted"])),
        },
        "outcomes": {
            name: {**{count: sums[count] for count in ("rows", "bills", "orders")}, **sides(sums)}
            for name, sums in found.outcomes.items()
        },
        "withheld": _withheld(found),
        **dropped,
    }
    sink.write(encode(head)[:-1])
    array(sink, "pay_slips", _slips(found))
    array(sink, "rows", _records(found))
    array(sink, "findings", (finding.as_dict() for finding in found.findings))
    sink.write(b"}\n")


def sides(sums: dict[str, Any]) -> dict[str, Any]:
    """Sums of both sides by tax, and their difference, as text."""
    billed, computed = sums["billed"], sums["computed"]
    difference = [one - other for one, other in zip(billed, computed, strict=True)]
    return {
        side: {**{name: yuan(each) for name, each in zip(TAXES, taxes, strict=True)}, "tax": yuan(sum(taxes))}
        for side, taxes in (("billed", billed), ("computed", computed), ("difference", difference))
    }


def _withheld(found: Reconciled) -> dict[str, Any]:
    """Counts as numbers, amounts as text."""
    return {
        name: yuan(value) if name.startswith(("withheld", "billed")) or name.endswith("_sum") else value
        for name, value in found.withheld.items()
    }


def _slips(found: Reconciled) -> Iterator[dict[str, Any]]:
    for slip in found.slips:
        taxes = {name: yuan(each) for name, each in zip(TAXES, slip["taxes"], strict=True)}
        yield {"ent_duty_no": slip["ent_duty_no"], "bills": slip["bills"], **taxes, "tax": yuan(sum(slip["taxes"]))}


def _records(found: Reconciled) -> Iterator[dict[str, Any]]:
    names = SCHEMA.names
    for table in tables(found):
        columns = [
            (column if kind == NUMBER else column.cast("string")).to_pylist()
            for column, (_, kind, _) in zip(table.columns, FIELDS, strict=True)
        ]
        yield from (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def write_csv(found: Reconciled, sink: BinaryIO) -> None:
    """Write the rows as UTF-8 csv with one heading row.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    heading = True
    for table in tables(found):
        buffer = pa.BufferOutputStream()
        pv.write_csv(table, buffer, pv.WriteOptions(include_header=heading))
        sink.write(buffer.getvalue())
        heading = False


# -- workbook -------------------------------------------------------------------------------------------------------


def write_workbook(found: Reconciled, path: Path) -> None:
    """Write sheets of outcomes, rows, pay slips, findings and sources; text is always a text cell, never a formula.

    Raises:
        CannotRun: more rows than a sheet can hold.
        OSError: the file cannot be written.
    """
    from rustpy_xlsxwriter import Format, write_worksheets  # noqa: PLC0415 -- only this format needs it

    if len(found.rows) > ROWS:
        raise CannotRun(f"{len(found.rows):,} rows do not fit into a sheet, which holds {ROWS:,}", "use --format csv")
    sheets = {
        "outcomes": _outcomes_sheet(found),
        "rows": pa.concat_tables([_cells(table) for table in tables(found)]),
        "pay slips": _slips_sheet(found),
        "about": _about_sheet(found),
    }
    if found.findings:
        sheets["findings"] = _findings_sheet(found)
    head = Format().set_bold().set_background_color("#E7ECF2").set_border_bottom("thin")
    amount: Any = Format().set_num_format("#,##0.00")
    money = pa.types.is_floating
    formats: Any = {
        name: [amount if money(field.type) else None for field in sheet.schema] for name, sheet in sheets.items()
    }
    try:
        write_worksheets(
            [*sheets.items()],
            str(path),
            header_format=dict.fromkeys(sheets, head),
            autofilter=dict.fromkeys(sheets, True),
            freeze_panes={name: {"row": 1, "col": 0} for name in sheets},
            column_formats=formats,
            column_widths={
                **{name: [_width(field) for field in sheet.schema] for name, sheet in sheets.items()},
                "about": [24.0, 34.0, 100.0],
            },
            ignore_errors={"rows": [name for name, kind, _ in FIELDS if kind not in (MONEY, NUMBER)]},
        )
    except (RuntimeError, OSError) as error:
        raise OSError(str(error)) from error


def _width(field: Any) -> Any:
    wide = {"explanation": 60.0, "notes": 60.0, "message": 60.0, "fix": 50.0, "tax_no": 24.0, "ent_duty_no": 24.0}
    return wide.get(field.name, 14.0 if pa.types.is_floating(field.type) else 18.0)


def _amounts(fen: Any) -> Any:
    """Fen as the numbers a workbook can hold."""
    from cbec_cli.report.sheets import yuan_cells  # noqa: PLC0415 -- only this format needs it

    return yuan_cells(np.asarray(fen, np.int64))


def _cells(table: pa.Table) -> pa.Table:
    """Rows with amounts as the numbers a workbook can hold, from their exact hundredths."""
    from cbec_cli.report.sheets import yuan_cells  # noqa: PLC0415 -- only this format needs it
    from cbec_cli.tables import arrow  # noqa: PLC0415 -- the same

    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        cells = arrow.one(column)
        if pa.types.is_decimal(cells.type):
            fen = np.frombuffer(cells.buffers()[1], np.int64)[2 * cells.offset :: 2][: len(cells)]
            cells = yuan_cells(fen, arrow.valid(cells))
        columns[name] = cells
    return pa.table(columns)


def _outcomes_sheet(found: Reconciled) -> pa.Table:
    """Outcome by outcome, and the totals."""
    rows = [*found.outcomes.items()]
    columns: dict[str, Any] = {"outcome": pa.array([*(name for name, _ in rows), "all"], pa.string())}
    columns["rows"] = pa.array([*(sums["rows"] for _, sums in rows), found.totals["rows"]], pa.int64())
    columns["bills"] = pa.array([*(sums["bills"] for _, sums in rows), found.totals["bills"]], pa.int64())
    columns["orders"] = pa.array([*(sums["orders"] for _, sums in rows), found.totals["orders"]], pa.int64())
    every = np.array([[sums["billed"], sums["computed"]] for _, sums in [*rows, ("", found.totals)]], np.int64)
    for side, name in enumerate(("billed", "computed")):
        for tax, title in enumerate(TAXES):
            columns[f"{name}_{title}"] = _amounts(every[:, side, tax])
        columns[f"{name}_tax"] = _amounts(every[:, side].sum(axis=1))
    columns["difference"] = _amounts((every[:, 0] - every[:, 1]).sum(axis=1))
    return pa.table(columns)


def _slips_sheet(found: Reconciled) -> pa.Table:
    taxes = np.array([slip["taxes"] for slip in found.slips], np.int64).reshape(-1, len(TAXES))
    columns: dict[str, Any] = {
        "ent_duty_no": pa.array([slip["ent_duty_no"] for slip in found.slips], pa.string()),
        "bills": pa.array([slip["bills"] for slip in found.slips], pa.int64()),
    }
    columns |= {name: _amounts(taxes[:, tax]) for tax, name in enumerate(TAXES)}
    return pa.table(columns | {"tax": _amounts(taxes.sum(axis=1))})


def _about_sheet(found: Reconciled) -> pa.Table:
    """What was read and how it was joined, what was withheld, what the columns mean, what the computation rests on."""
    rows = [(about, *row) for about, value in _about(found) for row in _flat("", value)]
    rows += [("column", name, meaning) for name, _, meaning in FIELDS]
    names = ("about", "name", "value")
    return pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(names)})


def _about(found: Reconciled) -> Iterator[tuple[str, Any]]:
    yield "bills", found.bills
    yield "joins", found.joins
    yield "withheld", _withheld(found)
    yield "orders", found.source
    yield "data", found.data


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Nested facts as rows of two texts."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield name, "; ".join(f"{k}: {v}" for k, v in item.items()) if isinstance(item, dict) else str(item)
    else:
        yield name, "" if value is None else str(value)


def _findings_sheet(found: Reconciled) -> pa.Table:
    from cbec_cli.engine.findings import FIELDS as NAMES  # noqa: PLC0415 -- only this format needs it

    records = [finding.as_dict() for finding in found.findings]
    return pa.table(
        {
            name: pa.array([record[name] for record in records], pa.int64() if name == "row" else pa.string())
            for name in NAMES
        }
    )
