"""Customs parameter codes: countries, currencies, units, and the letters of the tariff.

The tables lie in `data/codes/`. They hold the codes of the customs parameter tables and, in a column of their own,
the everyday forms in which people write them; a form that could mean two things is left out. A code that the tables
do not hold is unknown: none is ever made up.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from cbec_cli.engine.places import data_file

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN_ORIGIN = "701"
"""Customs code of 国(地)别不详, country unknown."""

_Entry = TypeVar("_Entry", bound="Country | Currency | Unit")


@dataclass(frozen=True, slots=True)
class Country:
    """One country or region; ISO codes are blank where ISO has none (e.g. 亚洲其他国家)."""

    customs: str
    iso2: str
    iso3: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency that the customs table knows."""

    customs: str
    iso: str
    name_zh: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of measure."""

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()


def country(text: str) -> Country | None:
    """The country that a customs code, ISO code, Chinese or English name stands for; any case; None if unknown.

    >>> country("502").iso3, country("u.s.a.").customs, country("中国香港").iso2
    ('USA', '502', 'HK')
    """
    return _countries_by_text().get(fold(text))


def currency(text: str) -> Currency | None:
    """The currency that a customs code, ISO code or name stands for; None if unknown.

    >>> currency("142").iso, currency("RMB").iso, currency("美元").customs
    ('CNY', 'CNY', '502')
    """
    return _currencies_by_text().get(fold(text))


def unit(text: str) -> Unit | None:
    """The unit that a customs code, Chinese or English name or symbol stands for; None if unknown.

    >>> unit("KG").code, unit("公斤").code, unit("035").name_zh
    ('035', '035', '千克')
    """
    return _units_by_text().get(fold(text))


@cache
def countries() -> tuple[Country, ...]:
    """All countries and regions, by customs code."""
    return tuple(Country(a, b, c, d, e, _split(aliases)) for a, b, c, d, e, aliases in _rows("countries"))


@cache
def currencies() -> tuple[Currency, ...]:
    """All currencies, by customs code."""
    return tuple(Currency(a, b, c, d, _split(aliases)) for a, b, c, d, aliases in _rows("currencies"))


@cache
def units() -> tuple[Unit, ...]:
    """All units, by customs code."""
    return tuple(Unit(a, b, c, _split(aliases)) for a, b, c, aliases in _rows("units"))


def supervision_letters(language: str = "zh") -> dict[str, str]:
    """Letter of the supervision conditions (监管条件) → what it asks for, in "zh" or "en"."""
    return _letters("supervision", language)


def inspection_letters(language: str = "zh") -> dict[str, str]:
    """Letter of the inspection categories (检验检疫类别) → what is inspected, in "zh" or "en"."""
    return _letters("inspection", language)


def fold(text: str) -> str:
    """One form for everything people may mean alike: width, case, spaces and punctuation are dropped."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in wide if character not in " .,'-()/_\t\u00a0’")


def _letters(table: str, language: str) -> dict[str, str]:
    """Letter → meaning, from one of the two letter tables."""
    column = {"zh": 1, "en": 2}[language]
    return {row[0]: row[column] for row in _rows(table)}


def _rows(table: str) -> list[list[str]]:
    """Rows of `data/codes/<table>.csv` without its heading."""
    with data_file(f"codes/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _split(aliases: str) -> tuple[str, ...]:
    """The everyday forms, which stand divided by bars."""
    return tuple(aliases.split("|")) if aliases else ()


def _by_text(entries: Iterable[tuple[_Entry, tuple[str, ...]]]) -> dict[str, _Entry]:
    """Every written form → its entry; blank forms are no forms."""
    found: dict[str, _Entry] = {}
    for entry, forms in entries:
        for form in forms:
            if key := fold(form):
                found.setdefault(key, entry)
    return found


@cache
def _countries_by_text() -> dict[str, Country]:
    return _by_text((c, (c.customs, c.iso2, c.iso3, c.name_zh, c.name_en, *c.aliases)) for c in countries())


@cache
def _currencies_by_text() -> dict[str, Currency]:
    return _by_text((c, (c.customs, c.iso, c.name_zh, c.name_en, *c.aliases)) for c in currencies())


@cache
def _units_by_text() -> dict[str, Unit]:
    return _by_text((u, (u.code, u.name_zh, u.name_en, *u.aliases)) for u in units())
