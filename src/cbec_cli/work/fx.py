"""Exchange rates as exact fractions: CNY for one unit of a currency.

Three ways in: `--fx USD=7.0855`, a file (currency, rate, per), or reference rates of the European Central Bank
(an extra package; the answer is then an estimate). Customs convert at the rate of the month's reference day.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import whole
from cbec_cli.engine.today import today
from cbec_cli.law.codes import currency

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

_DECIMALS = 9
_LARGEST = (10**8, 10**9)
"""Numerator and denominator of a rate: so many digits, and no product leaves int64 (customs rates have five)."""
_WANTED = "write --fx USD=7.0855, --fx JPY=4.6523/100 (per 100) or --fx THB=1/4.9012 (quoted the other way round)"


@dataclass(slots=True)
class Rates:
    """CNY per unit of each currency, as a reduced fraction.

    Attributes:
        known: ISO code → (p, q); CNY is always 1.
        reference: ISO codes whose rate is only a reference rate, not the customs rate.
    """

    known: dict[str, tuple[int, int]] = field(default_factory=lambda: {"CNY": (1, 1)})
    reference: set[str] = field(default_factory=set)
    sources: dict[str, str] = field(default_factory=dict)

    def set(self, iso: str, rate: tuple[int, int], source: str) -> None:
        """Remember a rate and where it came from."""
        self.known[iso] = rate
        self.sources[iso] = source


def read_rates(options: Iterable[str], file: Path | None = None, day: date | None = None) -> Rates:
    """Rates from `--fx` options and `--fx-file`; a single `ecb` among the options loads reference rates first.

    Raises:
        CannotRun: an option or a line of the file that is not a rate.
    """
    rates = Rates()
    given = list(options)
    if "ecb" in given:
        _add_reference_rates(rates, day)
    if file is not None:
        _add_file(rates, file)
    for option in given:
        if option != "ecb":
            code, _, text = option.partition("=")
            rates.set(_iso(code, f"--fx {option}"), _fraction(text, f"--fx {option}"), "--fx")
    return rates


def _iso(code: str, where: str) -> str:
    found = currency(code)
    if found is None:
        raise CannotRun(f"{where}: {code!r} is not a currency", _WANTED)
    return found.iso


def _fraction(text: str, where: str) -> tuple[int, int]:
    above, _, below = text.partition("/")
    try:
        p, q = whole(above, _DECIMALS), whole(below or "1", _DECIMALS)
    except ValueError:
        raise CannotRun(f"{where}: {text!r} is not a rate", _WANTED) from None
    if p <= 0 or q <= 0:
        raise CannotRun(f"{where}: a rate is above zero", _WANTED)
    factor = math.gcd(p, q)
    p, q = p // factor, q // factor
    if p > _LARGEST[0] or q > _LARGEST[1]:
        raise CannotRun(f"{where}: {text!r} has more digits than are kept", "round it to six digits")
    return p, q


def _add_file(rates: Rates, file: Path) -> None:
    """A csv file with the headings currency, rate and, if the rate is not for one unit, per."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(
            f"{file}: cannot be read ({error})", "give a csv file with the headings currency,rate,per"
        ) from None
    if not rows or not {"currency", "rate"} <= rows[0].keys():
        raise CannotRun(f"{file}: no headings currency and rate", "the first line must be: currency,rate,per")
    for number, row in enumerate(rows, start=2):
        where = f"{file}, line {number}"
        per = (row.get("per") or "").strip()
        text = f"{(row['rate'] or '').strip()}/{per}" if per else (row["rate"] or "").strip()
        rates.set(_iso(row["currency"] or "", where), _fraction(text, where), file.name)


def _add_reference_rates(rates: Rates, day: date | None) -> None:
    """European Central Bank reference rates of the customs' reference day, crossed over the euro."""
    from cbec_cli.law.calendar import reference_day  # noqa: PLC0415 -- only this asks for it

    try:
        from currency_converter import CurrencyConverter  # noqa: PLC0415 -- an extra
    except ImportError:
        raise CannotRun("--fx ecb needs the package CurrencyConverter", "pip install 'cbec-cli[ecb]'") from None
    # decimal=True: the package then reads the published texts as Decimal, so that no float is made.
    table = CurrencyConverter(decimal=True, fallback_on_missing_rate=True)
    bounds = table.bounds["CNY"]
    wanted = reference_day(day or today()).day
    on = min(max(wanted, bounds.first_date), bounds.last_date)
    for iso in sorted(table.currencies - {"CNY"}):
        held = table.bounds[iso]
        if held is None or not held.first_date <= on <= held.last_date:
            continue
        rates.set(iso, _cross_rate(table, iso, on), f"European Central Bank, {on}")
        rates.reference.add(iso)


def _cross_rate(table: object, iso: str, on: date) -> tuple[int, int]:
    """CNY per unit of `iso` to six digits, half up."""
    from decimal import ROUND_HALF_UP, Context  # noqa: PLC0415

    value = table.convert(1, iso, "CNY", date=on)  # type: ignore[attr-defined]
    return _fraction(format(Context(prec=6, rounding=ROUND_HALF_UP).create_decimal(value), "f"), iso)
