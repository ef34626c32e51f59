"""The findings as csv, for spreadsheets: one row per finding, a heading row, Chinese shown right by Excel."""

from __future__ import annotations

import csv
import re
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.engine.findings import FIELDS
from cbec_cli.report.check.told import one_line

if TYPE_CHECKING:
    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.checking.result import CheckResult

HEADINGS = (*FIELDS, "rows")
"""As JSON names them; `rows` holds the rows of a finding about several, with a space between."""

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def write_csv(result: CheckResult, sink: BinaryIO) -> None:
    """Write the findings as csv in UTF-8 with the mark by which spreadsheets recognise it.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    text = TextIOWrapper(sink, "utf-8-sig", newline="")
    try:
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(HEADINGS)
        rows.writerows(map(_cells, result.findings))
        text.flush()
    finally:
        text.detach()  # the sink stays open: it belongs to the caller


def _cells(finding: Finding) -> list[Any]:
    """One finding; the row is a number, everything else text."""
    texts = [*(getattr(finding, name) for name in FIELDS), " ".join(map(str, finding.rows))]
    return [guarded(one_line(each)) if isinstance(each, str) else each for each in texts]


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula; the apostrophe in front is how spreadsheets say: text.

    >>> guarded("=1+1"), guarded("@SUM(A1)"), guarded("-621005"), guarded("奶粉")
    ("'=1+1", "'@SUM(A1)", '-621005', '奶粉')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
