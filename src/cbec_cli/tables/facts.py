"""Cells → facts: exact numbers, days, folded texts, and what could not be read with its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.engine.findings import Finding
from cbec_cli.engine.mask import mask, mask_lookalikes
from cbec_cli.engine.money import SCALE
from cbec_cli.tables import arrow
from cbec_cli.tables.codes import Damaged
from cbec_cli.tables.columns import ALL, CATEGORY_KINDS, COSTING, NUMBER_KINDS, Column, column, names
from cbec_cli.tables.days import read_days
from cbec_cli.tables.numbers import LARGEST, read_numbers
from cbec_cli.tables.texts import read_categories, read_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.tables.chunk import Chunk
    from cbec_cli.tables.frame import FrameSource
    from cbec_cli.tables.source import Source

__all__ = ["ALL", "CATEGORIES", "COSTING", "DAYS", "MOST_FINDINGS", "NUMBERS", "TEXTS", "Facts", "read_facts"]

NUMBERS = names(NUMBER_KINDS)
DAYS = names(("day",))
CATEGORIES = (*names(CATEGORY_KINDS), "content")
TEXTS = tuple(name for name in names(("id", "text")) if name not in CATEGORIES)

MOST_FINDINGS = 10_000
"""Findings kept of one chunk; the rest is counted."""

_ABOVE_ZERO = frozenset(("qty", "qty1"))
_WANTED: Mapping[str, str] = {
    "money": "an amount with at most 5 decimals, e.g. 1234.50",
    "quantity": "a number with at most 5 decimals, e.g. 2",
    "weight": "kilograms with at most 5 decimals, e.g. 0.25",
    "day": "a day, e.g. 2026-03-22",
}


UNREADABLE, DAMAGED = 1, 2
"""Bits of `Facts.faulty`: DAT001, DAT005."""


@dataclass(slots=True)
class Facts:
    """What a chunk says, column by column, each as long as the chunk. Only columns the file has.

    Attributes:
        numbers: money, quantities and weights as whole hundred-thousandths, int64; 0 where unknown.
        known: for each of them, whether the cell is filled and readable.
        categories: distinct folded texts and the index of each row among them (int32, -1: empty or unreadable).
        texts: folded texts, null where empty or unreadable.
        days: `date.toordinal()`, int32; 0 where unknown.
        unreadable: rows with a cell that is not what its column needs, or a damaged code or ID.
        findings: DAT001 and DAT005 with their places, at most `MOST_FINDINGS`.
        dropped: code → how many more there were.
        faulty: for each row whether a cell is unreadable (1) or damaged (2), columns nobody depends on included.
    """

    unreadable: NDArray[np.bool_]
    numbers: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    known: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    categories: dict[str, tuple[list[str], NDArray[np.int32]]] = field(default_factory=dict)
    texts: dict[str, pa.StringArray] = field(default_factory=dict)
    days: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    faulty: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))


def read_facts(
    source: Source | FrameSource, chunk: Chunk, only: Collection[str] = COSTING, idle: Collection[str] = ()
) -> Facts:
    """Read the columns somebody asks about out of a chunk.

    Nothing is guessed, nothing is repaired: a cell that is not what its column needs is a finding, its value unknown.

    Args:
        source: where the chunk comes from.
        chunk: some rows.
        only: canonical columns asked about; `COSTING` is what a costing needs, `ALL` what a check does.
        idle: canonical columns no answer depends on: their faults are findings, but the row stays readable.
    """
    facts = Facts(np.zeros(len(chunk.rows), np.bool_), faulty=np.zeros(len(chunk.rows), np.int8))
    report = _Report(source, chunk, facts, idle)
    for i, why in chunk.torn.items():
        report.torn(i, why)
    for name, at in source.fields.items():
        if name not in only:
            continue
        cells = arrow.one(chunk.cells.column(at))
        if name in NUMBERS:
            _numbers(name, cells, facts, report)
        elif name in DAYS:
            facts.days[name], odd = read_days(cells)
            report.wrong(name, cells, odd)
        elif name in CATEGORIES:
            texts, index, unsound = read_categories(name, cells)
            facts.categories[name] = (texts, index)
            report.unsound(name, cells, unsound)
        elif name in TEXTS:
            facts.texts[name], unsound = read_texts(name, cells)
            report.unsound(name, cells, unsound)
    if "unit_price" in facts.numbers and "qty" in facts.numbers:
        _worth(facts, report, arrow.one(chunk.cells.column(source.fields["unit_price"])))
    return facts


def _worth(facts: Facts, report: _Report, cells: pa.StringArray) -> None:
    """Price × quantity may not pass the bound of an amount: later products then fit into int64."""
    price, qty = facts.numbers["unit_price"], facts.numbers["qty"]
    over = np.flatnonzero(qty > LARGEST * SCALE // np.maximum(price, 1))
    for i in over.tolist():
        price[i], facts.known["unit_price"][i] = 0, False
    report.wrong("unit_price", cells, dict.fromkeys(over.tolist(), "times the quantity it is above 900,000,000"))


def _numbers(name: str, cells: pa.StringArray, facts: Facts, report: _Report) -> None:
    """One column of numbers, none of which may be negative."""
    values, known, odd = read_numbers(cells)
    if bool((values < 0).any()):
        odd.update(dict.fromkeys(np.flatnonzero(values < 0).tolist(), "it is negative"))
    if name in _ABOVE_ZERO and bool(((values == 0) & known).any()):
        odd.update(dict.fromkeys(np.flatnonzero((values == 0) & known).tolist(), "it is zero"))
    for i in odd:
        values[i], known[i] = 0, False
    facts.numbers[name], facts.known[name] = values, known
    report.wrong(name, cells, odd)


class _Report:
    """Writes findings with their places."""

    def __init__(self, source: Source | FrameSource, chunk: Chunk, facts: Facts, idle: Collection[str]) -> None:
        self._source, self._chunk, self._facts, self._idle = source, chunk, facts, idle

    def torn(self, i: int, why: str) -> None:
        """A row with more cells than the heading."""
        self._add("DAT001", i, "", why, 'put the cell that holds the separator in quotes: "…"')

    def wrong(self, name: str, cells: pa.StringArray, odd: Mapping[int, str]) -> None:
        """Numbers and days that are none."""
        for i, why in sorted(odd.items()):
            wanted = _WANTED[column(name).kind]
            self._add("DAT001", i, name, f"found {_shown(column(name), cells, i)}: {why}", f"write {wanted}")

    def unsound(self, name: str, cells: pa.StringArray, odd: Mapping[int, ValueError]) -> None:
        """Codes and IDs that are damaged, errors and formulas in their place."""
        for i, error in sorted(odd.items()):
            damaged = isinstance(error, Damaged)
            fix = (
                "take it from where it came from; format the column as text before pasting"
                if damaged
                else "write what the cell should say; a formula needs its result saved with it"
            )
            found = f"found {_shown(column(name), cells, i)}: {error}"
            self._add("DAT005" if damaged else "DAT001", i, name, found, fix)

    def _add(self, code: str, i: int, name: str, message: str, fix: str) -> None:
        facts, source = self._facts, self._source
        facts.unreadable[i] |= name not in self._idle
        facts.faulty[i] |= UNREADABLE if code == "DAT001" else DAMAGED
        if len(facts.findings) >= MOST_FINDINGS:
            facts.dropped[code] += 1
            return
        facts.findings.append(
            Finding(
                code,
                "error",
                message,
                fix,
                file=source.name,
                sheet=source.sheet,
                row=int(self._chunk.rows[i]),
                column=source.headings[source.fields[name]] if name else "",
                order_no=self._cell("order_no", i),
                line_no=self._cell("line_no", i),
                excerpt=self._excerpt(name, i),
            )
        )

    def _excerpt(self, name: str, i: int) -> tuple[tuple[str, str, bool], ...]:
        """The article of the row and the cell itself, masked."""
        source = self._source
        shown = [("sku", False)] if "sku" in source.fields and name != "sku" else []
        shown += [(name, True)] if name else []
        return tuple(
            (source.headings[source.fields[each]], _masked(column(each), self._cell(each, i))[:_CELL_SHOWN], marked)
            for each, marked in shown
        )

    def _cell(self, name: str, i: int) -> str:
        """What stands in another column of the row."""
        at = self._source.fields.get(name)
        return "" if at is None else str(self._chunk.cells.column(at)[i].as_py() or "").strip()


_CELL_SHOWN = 40


def _masked(meant: Column, text: str) -> str:
    """A cell as an excerpt may show it: somebody may have put personal data into any column."""
    return mask(meant.personal, text) if meant.personal else mask_lookalikes(text)


def _shown(meant: Column, cells: pa.StringArray, i: int) -> str:
    """A cell as a finding shows it: shortened, and personal ones masked."""
    text = str(cells[i].as_py())
    if meant.personal:
        start = text[: 2 if meant.personal == "id" else 1]
        return f"a text of {len(text)} characters that begins with {start!r}"
    text = mask_lookalikes(text)  # somebody may have put it into the wrong column
    return repr(text if len(text) <= 40 else text[:39] + "…")
