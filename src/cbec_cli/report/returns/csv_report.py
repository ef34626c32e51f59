"""Returns as csv, for spreadsheets: one row for each line of a return, in the order of the table."""

from __future__ import annotations

import csv
import re
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

from cbec_cli.report.check.csv_report import guarded
from cbec_cli.report.check.told import one_line
from cbec_cli.report.returns.money import FIELDS as MONEY_FIELDS
from cbec_cli.report.returns.money import NAMES as MONEY
from cbec_cli.report.returns.rows import FIELDS

if TYPE_CHECKING:
    from cbec_cli.work.returns.result import ReturnLine, ReturnsResult

HEADINGS = (*(name for name, _, _ in FIELDS), "message", "fix", "law")
"""As JSON names them; then what was found, what to do and where it stands, all findings of the line together. Where
the costs of options are given, those of `report.returns.money` follow."""

_AMOUNT = re.compile(r"-?\d+\.\d\d")


def write_csv(result: ReturnsResult, sink: BinaryIO) -> None:
    """Write the rows as csv in UTF-8 with the mark by which spreadsheets recognise it.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    economics = result.economics.lines if result.economics else None
    text = TextIOWrapper(sink, "utf-8-sig", newline="")
    try:
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow((*HEADINGS, *(MONEY if economics else ())))
        for place, line in enumerate(result.lines):
            values = [value(economics[place]) for _, _, value in MONEY_FIELDS] if economics else []
            lines.writerow([*_cells(line), *map(cell, values)])
        text.flush()
    finally:
        text.detach()  # the sink stays open: it belongs to the caller


def _cells(line: ReturnLine) -> list[str]:
    values = [value(line) for _, _, value in FIELDS]
    said = [
        "; ".join(f"{each.code} {each.message}" for each in line.findings),
        "; ".join(each.fix for each in line.findings if each.fix),
        "; ".join(dict.fromkeys(each.law for each in line.findings if each.law)),
    ]
    return [cell(each) for each in (*values, *said)]


def cell(value: str | int | None) -> str:
    """A value as a cell on one line; amounts below zero stay numbers, other texts never become formulas."""
    text = one_line("" if value is None else str(value))
    return text if _AMOUNT.fullmatch(text) else guarded(text)
