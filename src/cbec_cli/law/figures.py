"""One entry of `data/tariffs.yaml` → its figures, each with the days it holds.

Everything becomes whole numbers or exact fractions here: fen, basis points, days. No float is ever made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from math import gcd
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import FEN, fen, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNKNOWN = "unknown"
"""What the file says where no text was found and nobody may guess."""

ONE_DAY = timedelta(days=1)

_FINEST = 8  # decimals kept of amounts and price tests, before they become exact fractions
_UNIT_CODES = {"litre": "095", "kilogram": "035", "piece": "piece"}
_NOTHING: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of one parameter, with the days it holds.

    Attributes:
        name: `single_limit`, `vat.standard`, `additional_duty.USA` …
        title: what it is, in English.
        unit: CNY, ratio, percent, days, count, flag or text.
        text: the value as the law writes it.
        value: CNY in whole fen, ratio and percent in basis points, days and counts as they are, flags 0 or 1,
            text as text; None where the value is unknown.
        since: first day. until: last day, None while no end is known.
        source: document and article. confidence: confirmed, partly, own-knowledge, unsure, or set by the user.
        note: what a reader has to know, or "".
    """

    name: str
    title: str
    unit: str
    text: str
    value: int | str | None
    since: date
    until: date | None
    source: str
    confidence: str
    note: str

    @property
    def unknown(self) -> bool:
        """No value was found for these days; the user has to set one."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class ConsumptionTax:
    """What one consumption-tax class bears on one day.

    Fractions are (numerator, denominator). Rates are basis points, amounts fen for each `unit`, the price test
    fen for one `test_unit`; units are customs codes ("095" litre, "035" kilogram) or "piece".
    At or above `test_at_least` the main figures hold, under it those that start with `below_`.
    """

    ct_class: str
    ad_valorem: int
    specific: tuple[int, int]
    unit: str
    test_at_least: tuple[int, int] | None
    test_unit: str
    below_ad_valorem: int
    below_specific: tuple[int, int]
    since: date
    until: date | None
    source: str
    confidence: str
    note: str


_MOST = {"flag": 1, "ratio": 50_000}
"""A flag is 0 or 1; a ratio is rarely above one: 70 is a percentage written by mistake."""


def read_value(unit: str, text: str) -> int | str | None:
    """A value as the file writes it, as a whole number of its unit; None for `unknown`.

    >>> read_value("CNY", "5000.00"), read_value("percent", "9.5"), read_value("ratio", "0.70")
    (500000, 950, 7000)

    Raises:
        ValueError: the text is no such value.
    """
    if unit == "text":
        return text
    if text == UNKNOWN:
        return None
    number = fen(text) if unit == "CNY" else whole(text, {"ratio": 4, "percent": 2}.get(unit, 0))
    if number < 0 or number > _MOST.get(unit, number):
        raise ValueError(f"{text!r} is not a value in {unit}")
    return number


def spans(values: Mapping[date, Any]) -> Iterator[tuple[Any, tuple[date, date | None]]]:
    """Each value with its first and last day: the day before the next value, unless it ended earlier."""
    days = list(values)
    for since, following in zip_longest(days, days[1:]):
        value = values[since]
        yield value, (since, value.get("until") or (following and following - ONE_DAY))


def figures(name: str, unit: str, entry: Mapping[str, Any]) -> Iterator[Figure]:
    """The history of one entry of the file."""
    for value, (since, until) in spans(entry["values"]):
        text = value["value"] if "value" in value else _tax_text(value)
        yield Figure(
            name,
            entry["title"],
            unit,
            text,
            read_value(unit, text),
            since,
            until,
            value["source"],
            value["confidence"],
            value.get("note", ""),
        )


def taxes(ct_class: str, values: Mapping[date, Any]) -> Iterator[ConsumptionTax]:
    """The history of one consumption-tax class, as exact numbers."""
    for value, (since, until) in spans(values):
        test, below = value.get("at_least"), value.get("below", {})
        specific, unit = _amount(value.get("amount"))
        yield ConsumptionTax(
            ct_class,
            whole(value.get("rate", "0"), 2),
            specific,
            unit,
            _exact(test["yuan"]) if test else None,
            _UNIT_CODES[test["per"]] if test else "",
            whole(below.get("rate", "0"), 2),
            _amount(below.get("amount"))[0],
            since,
            until,
            value["source"],
            value["confidence"],
            value.get("note", ""),
        )


def _exact(yuan: str, times: str = "1", over: str = "1") -> tuple[int, int]:
    """`yuan × times ÷ over` in fen as the shortest exact fraction."""
    top = whole(yuan, _FINEST) * whole(times, _FINEST) * FEN
    bottom = whole(over, _FINEST) * 10**_FINEST
    shared = gcd(top, bottom)
    return top // shared, bottom // shared


def _amount(amount: Mapping[str, str] | None) -> tuple[tuple[int, int], str]:
    """An amount of tax in fen for each counted unit, and that unit's customs code.

    Tonnes and kilograms of drink become litres by the factor the law gives, because litres are what is declared.
    """
    if amount is None:
        return _NOTHING, ""
    litres = "litres_per_tonne" in amount or "kilograms_per_litre" in amount
    unit = _UNIT_CODES["litre" if litres else amount["per"]]
    return _exact(amount["yuan"], amount.get("kilograms_per_litre", "1"), amount.get("litres_per_tonne", "1")), unit


def _tax_text(value: Mapping[str, Any]) -> str:
    """A consumption tax as people read it: `20 % + 1 CNY per kilogram (0.912 kg per litre)`."""
    test = value.get("at_least")
    if test is None:
        return _levy_text(value)
    threshold = f"{test['yuan']} CNY per {test['per']}"
    return f"{_levy_text(value)} from {threshold}, below it {_levy_text(value.get('below', {}))}"


def _levy_text(levy: Mapping[str, Any]) -> str:
    """Rate and amount of one side of the price test."""
    parts = [f"{levy['rate']} %"] if "rate" in levy else []
    if amount := levy.get("amount"):
        parts.append(f"{amount['yuan']} CNY per {amount['per']}")
        if "litres_per_tonne" in amount:
            parts[-1] += f" ({amount['litres_per_tonne']} litres per tonne)"
        if "kilograms_per_litre" in amount:
            parts[-1] += f" ({amount['kilograms_per_litre']} kg per litre)"
    return " + ".join(parts) or "none"
