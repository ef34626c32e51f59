"""Code tables: every code and every everyday form means exactly one thing."""

import csv
import re

import pytest

from cbec_cli.engine.places import data_file
from cbec_cli.law import codes


@pytest.mark.parametrize(
    "text", ["502", "US", "us", "USA", "U.S.", "U.S.A.", "America", "United States", "美国", " 美 国 "]
)
def test_every_way_to_write_the_united_states(text: str) -> None:
    found = codes.country(text)
    assert found is not None
    assert (found.customs, found.iso2, found.iso3, found.name_zh) == ("502", "US", "USA", "美国")


@pytest.mark.parametrize(
    ("text", "customs"),
    [
        ("日本", "116"),
        ("KR", "133"),
        ("Korea", "133"),
        ("South Korea", "133"),
        ("中国香港", "110"),
        ("Hong Kong, China", "110"),
        ("澳洲", "601"),
        ("UK", "303"),
        ("Côte d'Ivoire", "223"),
        ("Ivory Coast", "223"),
        ("国别不详", codes.UNKNOWN_ORIGIN),
        ("ＵＳＡ", "502"),
    ],
)
def test_countries_as_people_write_them(text: str, customs: str) -> None:
    found = codes.country(text)
    assert found is not None
    assert found.customs == customs


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("142", "CNY"),
        ("CNY", "CNY"),
        ("rmb", "CNY"),
        ("人民币", "CNY"),
        ("US$", "USD"),
        ("美元", "USD"),
        ("日元", "JPY"),
        ("€", "EUR"),
    ],
)
def test_currencies_as_people_write_them(text: str, iso: str) -> None:
    found = codes.currency(text)
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("035", "035"),
        ("千克", "035"),
        ("kg", "035"),
        ("KG", "035"),
        ("公斤", "035"),
        ("g", "036"),
        ("克", "036"),
        ("ml", "096"),
        ("毫升", "096"),
        ("L", "095"),
        ("升", "095"),
        ("件", "011"),
        ("pcs", "011"),
        ("个", "007"),
        ("瓶", "142"),
        ("盒", "140"),
        ("㎡", "032"),
    ],
)
def test_units_as_people_write_them(text: str, code: str) -> None:
    found = codes.unit(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "  ", "Atlantis", "$", "¥"])
def test_what_is_unknown_or_ambiguous_is_none(text: str) -> None:
    assert codes.country(text) is None
    assert codes.currency(text) is None
    assert codes.unit(text) is None


def test_no_written_form_means_two_things() -> None:
    tables = {
        "country": [
            (c.customs, (c.customs, c.iso2, c.iso3, c.name_zh, c.name_en, *c.aliases)) for c in codes.countries()
        ],
        "currency": [(c.customs, (c.customs, c.iso, c.name_zh, c.name_en, *c.aliases)) for c in codes.currencies()],
        "unit": [(u.code, (u.code, u.name_zh, u.name_en, *u.aliases)) for u in codes.units()],
    }
    for table, entries in tables.items():
        meanings: dict[str, str] = {}
        for code, forms in entries:
            for form in filter(None, map(codes.fold, forms)):
                assert meanings.setdefault(form, code) == code, f"{table}: {form!r} means {code} and {meanings[form]}"


def test_customs_and_iso_codes_have_their_shape() -> None:
    assert (len(codes.countries()), len(codes.currencies()), len(codes.units())) == (243, 22, 123)
    for country in codes.countries():
        assert re.fullmatch(r"[0-9]{3}", country.customs)
        assert re.fullmatch(r"[A-Z]{2}|", country.iso2)
        assert re.fullmatch(r"[A-Z]{3}|", country.iso3)
        assert bool(country.iso2) == bool(country.iso3)
    assert all(re.fullmatch(r"[A-Z]{3}", currency.iso) for currency in codes.currencies())
    assert all(re.fullmatch(r"[0-9]{3}", unit.code) for unit in codes.units())


def test_letters_have_meanings_in_both_languages() -> None:
    assert codes.supervision_letters()["A"].startswith("检验检疫")
    assert codes.inspection_letters("en")["L"].startswith("Compulsory product certification")
    for letters in (codes.supervision_letters, codes.inspection_letters):
        assert letters("zh").keys() == letters("en").keys()
        assert all(letters("zh").values())
        assert all(letters("en").values())


@pytest.mark.parametrize(
    ("table", "rows"),
    [("customs_districts", 990), ("transport_modes", 16), ("packing_types", 94), ("trade_modes", 100)],
)
def test_the_other_tables_are_sorted_and_complete(table: str, rows: int) -> None:
    with data_file(f"codes/{table}.csv").open(encoding="utf-8", newline="") as file:
        heading, *found = list(csv.reader(file))
    assert heading[:2] == ["code", "name_zh"]
    assert len(found) == rows
    assert [row[0] for row in found] == sorted({row[0] for row in found})
    assert all(all(row) for row in found)
