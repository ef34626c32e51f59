"""Checks of real files for the workbook report: the file is read as cbec reads it, the test says the findings."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl

from cbec_cli.engine.findings import Finding
from cbec_cli.engine.register import Rule
from cbec_cli.tables.source import open_source
from cbec_cli.work.checking.result import SEVERITIES, CheckedChunk, CheckResult, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEADINGS = ("order_no", "hs_code", "name", "qty", "unit_price", "note")
LINES: tuple[tuple[Any, ...], ...] = (
    ("A1", "3304990099", "面霜 face cream", 2, 180.5, "=1+1"),
    ("A1", "9999999999", "=cmd|' /C calc'!A0", 1, 99, "+86 138"),
    ("B2", "0402210000", "奶粉", 3, 239, "@SUM(A1)"),
    ("C3", "330499", "-1 apple", 1, 100, None),
)


def says_nothing() -> bool:
    """It found nothing."""
    return False


RULES = (
    Rule(
        code="HSC002",
        title="Code is not in the tariff",
        source="海关总署公告2018年第194号",
        since="2016-04-08",
        severity="error",
        function=says_nothing,
    ),
)


def finding(source: str | Path, row: int | None, column: str = "hs_code", **about: Any) -> Finding:
    """A finding on a sheet `orders` (none if the file is a csv)."""
    sheet = "" if str(source).endswith(".csv") else "orders"
    given: dict[str, Any] = {"code": "HSC002", "severity": "error", "message": "code is not in the tariff"}
    place = {"file": str(source), "sheet": sheet, "row": row, "column": column}
    return Finding(**{**given, **place, "fix": "look it up", "law": "公告2018年第194号 第五条", **about})


def checked(sources: str | Path | Sequence[str | Path], findings: Sequence[Finding] = (), **about: Any) -> CheckResult:
    """The result of a check that found just these."""
    sheets: list[Sheet] = []
    chunks: list[CheckedChunk] = []
    with ExitStack() as stack:
        for i, file in enumerate([sources] if isinstance(sources, str | Path) else sources):
            source = stack.enter_context(open_source(file))
            read = list(source.chunks(size=about.get("size", 65_536)))
            lines = sum(len(chunk.rows) for chunk in read)
            sheets.append(Sheet(source.name, source.sheet, source.heading_row, source.headings, source.fields, lines))
            of_sheet = [each for each in findings if (each.file, each.sheet) == (source.name, source.sheet)]
            chunks += [_checked(i, chunk, of_sheet) for chunk in read]
    about.pop("size", None)
    counts = {code: sum(each.code == code for each in findings) for code in {each.code for each in findings}}
    given: dict[str, Any] = {
        "kind": "declarations",
        "source": {"skipped": []},
        "data": {
            "tariff_vintage": "2026-01-01",
            "assumptions": [],
            "settings": {"on": None, "route": "auto", "price_includes_tax": False},
        },
        "sheets": sheets,
        "findings": list(findings),
        "counts": counts,
        "severities": {word: sum(each.severity == word for each in findings) for word in SEVERITIES},
        "rules": RULES,
        "lines": sum(sheet.lines for sheet in sheets),
        "orders": 3,
        "walk": lambda: iter(chunks),
    }
    return CheckResult(**{**given, **about})


def _checked(sheet: int, chunk: Any, findings: Sequence[Finding]) -> CheckedChunk:
    """Some lines with the codes of the findings on them."""
    codes, severity = [], np.full(len(chunk.rows), len(SEVERITIES), np.int8)
    for i, row in enumerate(chunk.rows.tolist()):
        here = [each for each in findings if each.row == row]
        codes.append(" ".join(sorted({each.code for each in here})))
        severity[i] = min((SEVERITIES.index(each.severity) for each in here), default=len(SEVERITIES))
    return CheckedChunk(sheet, chunk.cells, chunk.rows, chunk.numeric, codes, severity)


def write_csv(path: Path, lines: Sequence[Sequence[Any]] = LINES, headings: Sequence[str] = HEADINGS) -> Path:
    """A csv file as a shop system writes it."""
    import csv

    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(lines)
    return path


def write_xlsx(path: Path, lines: Sequence[Sequence[Any]] = LINES, *, title: str = "orders", **where: int) -> Path:
    """A workbook with one sheet of text and numbers; `row` and `column` say where its headings begin."""
    book = openpyxl.Workbook()
    fill(book.active, lines, title=title, **where)
    book.save(path)
    return path


def fill(
    sheet: Any, lines: Sequence[Sequence[Any]] = LINES, *, title: str = "orders", row: int = 1, column: int = 1
) -> None:
    """A table on a sheet; text is text, whatever it begins with."""
    sheet.title = title
    for r, values in enumerate((HEADINGS, *lines), row):
        for c, value in enumerate(values, column):
            cell = sheet.cell(r, c, value)
            if isinstance(value, str):
                cell.data_type = "s"


def texts(sheet: Any) -> Iterator[str]:
    """Every text of a sheet."""
    return (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def column_of(sheet: Any, heading: str, row: int = 1) -> int:
    """Number of the column of a heading."""
    return next(cell.column for cell in sheet[row] if cell.value == heading)


def colour(cell: Any) -> str:
    """The colour a cell is filled with, "" if none."""
    return str(cell.fill.fgColor.rgb)[-6:] if cell.fill.fill_type == "solid" else ""
