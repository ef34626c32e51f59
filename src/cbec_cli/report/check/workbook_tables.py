"""The Findings and Summary sheets as plain rows, the same for every way a workbook is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.findings import FIELDS
from cbec_cli.report.check.told import covered, rules_by_code, severity_of_code
from cbec_cli.report.fields import plural
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.engine.findings import Finding
    from cbec_cli.report.check.workbook_places import CellPlaces
    from cbec_cli.work.checking.result import CheckResult

LISTED = 30_000
"""Findings on the Findings sheet; nobody reads more in a spreadsheet, and csv and JSON have them all."""

LINKS = 65_000
"""Links a sheet may hold, a little less than Excel's 65,530."""

CELL_LIMIT = 32_767
"""Characters a cell can hold, counted as UTF-16 does."""

FINDING_COLUMNS = ("cell", *FIELDS, "rows")
"""Headings of the Findings sheet; `cell` is the link."""

FINDING_WIDTHS = (9, 9, 9, 22, 14, 8, 18, 20, 8, 70, 50, 50, 12, 20)
CODE_COLUMNS = ("code", "severity", "found", "title", "law")
"""Headings of the table of the Summary."""

CODE_WIDTHS = (10, 10, 10, 60, 60)
_FILES = 20
_ITEMS = 30
_VALUE = 1_000
_NOTHING: tuple[object, ...] = (None, "", [], {}, ())
_LINE_LENGTH = 120
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(slots=True)
class Made:
    """How the workbook was made.

    Attributes:
        source: the user's workbook if it was marked, else "".
        why: why it is a fresh workbook, else "".
        lost: what of the user's workbook could not be kept.
        rows_filled: whole rows are coloured, not single cells.
        notes: other things to know about the marks.
    """

    source: str = ""
    why: str = ""
    lost: tuple[str, ...] = ()
    rows_filled: bool = False
    notes: tuple[str, ...] = ()


def finding_rows(result: CheckResult, places: CellPlaces) -> Iterator[tuple[list[Any], str]]:
    """The rows of the Findings sheet and where the link of each leads, "" if nowhere."""
    for number, finding in enumerate(result.findings[:LISTED]):
        name, where = places.link(finding)
        cells = [name, *(getattr(finding, field) for field in FIELDS), _rows(finding)]
        yield cells, where if number < LINKS else ""


def _rows(finding: Finding) -> str:
    """The rows a finding is about, where there are several."""
    return ", ".join(map(str, finding.rows)) if len(finding.rows) > 1 else ""


def code_rows(result: CheckResult) -> Iterator[list[Any]]:
    """The rows of the Summary's table: what was found, the most serious first."""
    rules, severities = rules_by_code(result), severity_of_code(result)
    rows = []
    for code, found in result.counts.items():
        title, law = (rules[code].title, rules[code].source) if code in rules else ("", "")
        rows.append([code, severities.get(code, "note"), found, title, law])
    yield from sorted(rows, key=lambda row: (SEVERITIES.index(row[1]), row[0]))


def summary_lines(result: CheckResult, made: Made) -> list[str]:
    """The lines above the table of the Summary: what was checked and found, with which law, and how to read it."""
    return [
        text for text in (*_checked(result), *_found(result), *_data(result), *_made(result, made), *_how(made)) if text
    ]


def _checked(result: CheckResult) -> Iterator[str]:
    """What was read."""
    noun = "line" if result.kind == "declarations" else "product"
    orders = f" in {plural(result.orders, 'order')}" if result.orders else ""
    yield f"cbec check: {plural(result.lines, noun)}{orders}, checked as {result.kind}"
    for sheet in result.sheets[:_FILES]:
        where = f", sheet {sheet.sheet}" if sheet.sheet else ""
        yield f"Read: {sheet.file}{where}, {plural(sheet.lines, 'line')} below the headings in row {sheet.heading_row}"
    if len(result.sheets) > _FILES:
        yield f"Read: {len(result.sheets) - _FILES:,} more tables"
    if skipped := result.source.get("skipped"):
        yield f"Not lines: {_text(skipped)}"


def _found(result: CheckResult) -> Iterator[str]:
    """How much was found."""
    counts = ", ".join(plural(result.severities.get(severity, 0), severity) for severity in SEVERITIES)
    yield f"Found: {counts}"
    if not_counted := covered(result):
        yield f"Not counted: {', '.join(not_counted)}"
    listed = min(len(result.findings), LISTED)
    left = sum(result.counts.values()) - listed
    if left > 0:
        yield (
            f"Listed on the Findings sheet are the first {listed:,}; {left:,} more were counted. "
            "The column check names the codes of every line."
        )


def _data(result: CheckResult) -> Iterator[str]:
    """The law and the settings it was checked with; what is listed with its source gets a line each."""
    for name, value in result.data.items():
        title = name.replace("_", " ").capitalize()
        if isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
            yield from (f"{title}: {_text(item)}" for item in value[:_ITEMS])
            if len(value) > _ITEMS:
                yield f"{title}: {len(value) - _ITEMS:,} more"
        elif value not in _NOTHING:
            yield f"{title}: {_text(value)}"


def _text(value: Any) -> str:
    """Settings and lists as one bounded line."""
    if isinstance(value, dict):
        named = ((key.replace("_", " "), _text(item)) for key, item in value.items() if item not in _NOTHING)
        text = ", ".join(item if key in ("name", "value") else f"{key} {item}" for key, item in named)
    elif isinstance(value, list | tuple):
        text = "; ".join(map(_text, value))
    else:
        text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return text if len(text) <= _VALUE else text[: _VALUE - 1] + "…"


def _made(result: CheckResult, made: Made) -> Iterator[str]:
    """Which workbook this is."""
    if made.source:
        yield (
            f"This is a copy of {made.source} with marks added; {made.source} itself was not changed. "
            "Formulas are kept without their last results; your spreadsheet program computes them on opening."
        )
        if made.lost:
            yield f"Not kept, or only in part, from {made.source}: {', '.join(made.lost)}. See the original for these."
    else:
        original = any(sheet.sheet for sheet in result.sheets)
        also = ", and without your formats and formulas" if original else ""
        yield f"This is a fresh workbook with your columns and texts{also}, because {made.why}."
    yield from made.notes


def _how(made: Made) -> Iterator[str]:
    """How the marks are read."""
    what, where = ("Rows", "Findings names the cell") if made.rows_filled else ("Cells", "comments say what it is")
    yield f"{what} are coloured by their most serious finding, error red, warning amber, note blue; {where}."
    yield "The column check at the right end names the codes found on a line. In Findings, click on a cell to go there."
    yield "A code is explained by: cbec rule CODE. Personal data is masked in findings, not in your own cells."


def line_height(text: str) -> int:
    """Height of a line of the Summary that is as wide as its table, in points."""
    wide = sum(1 if char.isascii() else 2 for char in text)
    return 15 * (1 + wide // _LINE_LENGTH)


def writable(text: str) -> str:
    r"""Text as a cell of an xlsx can hold it: control characters as `_x0001_`, cut with an ellipsis to what fits.

    >>> writable("a\x01"), writable("_x0041_"), writable("=1")
    ('a_x0001_', '_x005F_x0041_', '=1')
    """
    if len(text) > CELL_LIMIT // 2:
        units = text.encode("utf-16-le", "replace")
        if len(units) > 2 * CELL_LIMIT:
            text = units[: 2 * (CELL_LIMIT - 1)].decode("utf-16-le", "ignore") + "…"
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub("_x005F_", text))


def plain(text: str) -> str:
    """Text without what no xml can hold, for comments."""
    return _CONTROL.sub("", text)
