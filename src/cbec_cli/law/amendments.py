"""Dated changes on top of the tariff table: the shipped ones, and a user's own file of the same shape.

One row changes one field of one code from a day on, or between two days:

    code,field,value,from,until,source,confidence,note
    22083000,provisional,5%,2026-02-02,,税委会公告2026年第1号,partly,

`code` is eight digits (all lines under it) or ten. A user's file wins over the shipped one; within one file the later
`from` wins, then the longer code, then the later row.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.duty import parse_duty

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

HEADING = ("code", "field", "value", "from", "until", "source", "confidence", "note")
OPTIONAL = ("until", "confidence", "note")

DUTIES = ("mfn", "provisional", "general")
"""Fields whose value is a rate as the tariff writes it: 5%, 0.8元/千克."""

TEXTS = ("name_zh", "vat_class", "ct_class", "unit1", "unit2", "supervision", "inspection", "elements")
"""Fields whose value is text as `data/hs_codes.csv` holds it; elements are divided by bars."""

VAT_CLASSES = ("", "standard", "reduced", "three", "zero", "contraceptives")
"""Classes of import VAT; "" is unknown. Their rates, with their days, stand in `data/tariffs.yaml`."""

CT_CLASSES = (
    "",
    "none",
    "cosmetics",
    "cosmetics_by_piece",
    "skin_care",
    "skin_care_by_piece",
    "watches",
    "wine",
    "spirits",
    "beer",
    "yellow_wine",
    "jewellery",
    "gold_jewellery",
    "golf",
    "fireworks",
    "coatings",
    "batteries",
    "chopsticks_flooring",
    "motorcycles_3",
    "motorcycles_10",
    "yachts",
    "cars_1",
    "cars_3",
    "cars_5",
    "cars_9",
    "cars_12",
    "cars_25",
    "cars_40",
    "buses",
    "gasoline",
    "diesel",
    "tobacco_30",
    "tobacco_36",
    "e_cigarettes",
)
"""Classes of consumption tax; "" is unknown. Their rates, with their days, stand in `data/tariffs.yaml`."""

CONFIDENCES = ("confirmed", "partly", "own-knowledge", "unsure")
"""The text is in hand; it was found in part or second-hand; own knowledge; doubtful: as in `data/tariffs.yaml`."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of one field.

    Attributes:
        code: eight or ten digits.
        field: one of `DUTIES` or `TEXTS`.
        value: the new value as text; blank makes the field unknown (a provisional rate: none).
        since: first day.
        until: last day; None: no end known.
        source: the legal document.
        confidence: one of `CONFIDENCES`, or blank in a user's file.
        note: anything a reader should know.
        by_user: it stands in a user's file.
    """

    code: str
    field: str
    value: str
    since: date
    until: date | None
    source: str
    confidence: str
    note: str
    by_user: bool

    def in_force(self, day: date) -> bool:
        """Whether it applies on the day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Amendments:
    """The changes of all files, found by code."""

    def __init__(self, changes: Iterable[Amendment]) -> None:
        """Order the changes so that of those in force the last one counts."""
        ordered = sorted(changes, key=lambda change: (change.by_user, change.since, len(change.code)))
        self._by_code: dict[str, list[Amendment]] = {}
        for change in ordered:
            self._by_code.setdefault(change.code, []).append(change)
        self._ordered = tuple(ordered)

    def on(self, code: str, day: date) -> dict[str, Amendment]:
        """Field → the change that counts for a ten-digit code on the day."""
        candidates = [*self._by_code.get(code[:8], ()), *self._by_code.get(code, ())]
        if not candidates:
            return {}
        candidates.sort(key=lambda change: (change.by_user, change.since, len(change.code)))
        return {change.field: change for change in candidates if change.in_force(day)}

    def names(self, code: str, day: date) -> bool:
        """Whether a change in force on the day names this very ten-digit code."""
        return len(code) == 10 and any(change.in_force(day) for change in self._by_code.get(code, ()))

    def ten_digit_codes(self, day: date) -> tuple[str, ...]:
        """Ten-digit codes named by a change in force on the day, sorted."""
        return tuple(sorted({c.code for c in self._ordered if len(c.code) == 10 and c.in_force(day)}))

    def change_days(self) -> tuple[date, ...]:
        """Days on which a change starts, or is no longer in force, sorted."""
        days = {change.since for change in self._ordered}
        days.update(change.until + timedelta(days=1) for change in self._ordered if change.until)
        return tuple(sorted(days))


def read_amendments(path: Path, *, by_user: bool) -> tuple[Amendment, ...]:
    """Read one file of changes.

    Raises:
        CannotRun: the file cannot be read, or a row is not what the heading promises; names file and line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in HEADING if name not in OPTIONAL and name not in (reader.fieldnames or ())]
            if missing:
                found = ", ".join(reader.fieldnames or ()) or "nothing"
                raise CannotRun(
                    f"{path}, line 1: no column {', '.join(missing)}; found {found}", "head it " + ",".join(HEADING)
                )
            return tuple(_amendment(path, reader.line_num, row, by_user=by_user) for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise CannotRun(f"{path}: cannot be read as a UTF-8 CSV file of amendments ({fault})") from fault


def _amendment(path: Path, line: int, row: Mapping[str, str | None], *, by_user: bool) -> Amendment:
    """One row, checked cell by cell."""
    cells = {name: (row.get(name) or "").strip() for name in HEADING}
    try:
        change = Amendment(
            _code(cells["code"]),
            cells["field"],
            cells["value"],
            _day("from", cells["from"]),
            _day("until", cells["until"]) if cells["until"] else None,
            cells["source"],
            cells["confidence"],
            cells["note"],
            by_user,
        )
        _check(change)
    except ValueError as fault:
        raise CannotRun(f"{path}, line {line}: {fault}", "correct the row") from fault
    return change


def _check(change: Amendment) -> None:
    """Refuse what could not be applied.

    Raises:
        ValueError: says which cell, and what is wanted.
    """
    if change.field in DUTIES:
        parse_duty(change.value)
    elif change.field not in TEXTS:
        raise ValueError(f"field {change.field!r} is unknown; use one of {', '.join(DUTIES + TEXTS)}")
    choices = {"vat_class": VAT_CLASSES, "ct_class": CT_CLASSES}.get(change.field)
    if choices and change.value not in choices:
        raise ValueError(f"{change.field} {change.value!r} is unknown; use one of {', '.join(filter(None, choices))}")
    if change.until and change.until < change.since:
        raise ValueError(f"until {change.until} lies before from {change.since}")
    if not change.source:
        raise ValueError("source is blank; name the legal document")
    if change.confidence and change.confidence not in CONFIDENCES:
        raise ValueError(f"confidence {change.confidence!r} is unknown; use one of {', '.join(CONFIDENCES)}")


def _code(text: str) -> str:
    """An eight- or ten-digit code."""
    if len(text) not in {8, 10} or not (text.isascii() and text.isdigit()):
        raise ValueError(f"code {text!r} has neither eight nor ten digits")
    return text


def _day(name: str, text: str) -> date:
    """A day as 2026-02-02."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a day such as 2026-02-02") from None
