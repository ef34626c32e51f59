"""Agreement rates: what a partner's goods pay when a preference is claimed and the origin is proved.

`data/agreement_rates.csv.gz` holds code, partner, rate and kind, sorted by code. Three kinds occur:

- `rate`: an ordinary agreement rate;
- `quota`: it applies within a tariff quota only, with a quota certificate, and is never used as an ordinary rate;
- `usd_step`: it steps at a price in US dollars; it is shown, and not computed.

The table holds the agreements of `data/codes/agreements.csv`. The Regional Comprehensive Economic Partnership and the
special rates for least developed countries are not in it: no rate there means unknown, not that none exists.
"""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_left
from functools import cache

from cbec_cli.engine.places import data_file
from cbec_cli.law.codes import country, fold
from cbec_cli.law.duty import Duty, parse_duty

RATE, QUOTA, USD_STEP = "rate", "quota", "usd_step"


class Agreements:
    """The agreement rates, found by ten-digit code. Make one with `load_agreements`."""

    def __init__(self, table: str) -> None:
        """Keep the lines of the table without its heading; a line is taken apart when it is asked for."""
        self._lines = table.splitlines()[1:]

    def rates(self, code: str) -> dict[str, Duty]:
        """Partner → ordinary agreement rate of a ten-digit code."""
        found = {partner: parse_duty(rate) for partner, rate, kind in self._rows(code) if kind == RATE}
        return {partner: duty for partner, duty in found.items() if duty is not None}

    def others(self, code: str) -> dict[str, tuple[str, str]]:
        """Partner → (kind, rate as text) of what is not an ordinary rate: quotas and steps in US dollars."""
        return {partner: (kind, rate) for partner, rate, kind in self._rows(code) if kind != RATE}

    def _rows(self, code: str) -> list[tuple[str, str, str]]:
        """Partner, rate, kind of a code."""
        start = end = bisect_left(self._lines, f"{code},")
        while end < len(self._lines) and self._lines[end].startswith(f"{code},"):
            end += 1
        return [(partner, rate, kind) for _, partner, rate, kind in csv.reader(self._lines[start:end])]


def load_agreements() -> Agreements:
    """The shipped agreement rates (some hundredths of a second)."""
    packed = data_file("agreement_rates.csv.gz").read_bytes()
    return Agreements(gzip.decompress(packed).decode("utf-8"))


def partner_keys(text: str) -> tuple[str, ...]:
    """Agreements that an origin, or the name of an agreement, can mean; the origin's own agreement first.

    >>> partner_keys("新加坡"), partner_keys("ASEAN"), partner_keys("Thailand"), partner_keys("USA")
    (('SGP', 'ASEAN'), ('ASEAN',), ('ASEAN',), ())
    """
    for key, names, _ in _agreements():
        if len(key) > 3 and fold(text) in names:
            return (key,)
    origin = country(text)
    if origin is None or not origin.iso3:
        return tuple(key for key, names, _ in _agreements() if fold(text) in names)
    keys = [key for key, _, members in _agreements() if origin.iso3 in members]
    return tuple(sorted(keys, key=lambda key: key != origin.iso3))


@cache
def agreement_names(language: str = "zh") -> dict[str, str]:
    """Partner key → name of the partner ("zh") or the agreement ("en")."""
    column = {"zh": 1, "en": 2}[language]
    return {row[0]: row[column] for row in _rows()}


@cache
def _agreements() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Key, folded names, members (ISO 3166 alpha-3) of every agreement."""
    return tuple(
        (key, frozenset(map(fold, (key, name_zh, name_en))), frozenset(members.split("|")))
        for key, name_zh, name_en, members in _rows()
    )


def _rows() -> list[list[str]]:
    """Rows of `data/codes/agreements.csv` without its heading."""
    with data_file("codes/agreements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
