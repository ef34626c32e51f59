"""Exchange rates: three ways in, exact fractions, and what is refused."""

import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.work.fx import read_rates


def test_yuan_is_always_one() -> None:
    assert read_rates([]).known == {"CNY": (1, 1)}


@pytest.mark.parametrize(
    ("option", "iso", "rate"),
    [
        ("USD=7.0855", "USD", Fraction("7.0855")),
        ("美元=7.0855", "USD", Fraction("7.0855")),
        ("JPY=4.6523/100", "JPY", Fraction("0.046523")),
        ("THB=1/4.9012", "THB", 1 / Fraction("4.9012")),
    ],
)
def test_options(option: str, iso: str, rate: Fraction) -> None:
    rates = read_rates([option])
    p, q = rates.known[iso]
    assert Fraction(p, q) == rate
    assert (rates.sources[iso], rates.reference) == ("--fx", set())


@given(st.integers(1, 9_999_999), st.integers(0, 6))
def test_rates_are_exact(digits: int, decimals: int) -> None:
    text = f"{Decimal(digits).scaleb(-decimals):f}"
    p, q = read_rates([f"EUR={text}"]).known["EUR"]
    assert Fraction(p, q) == Fraction(text)


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("USD", "is not a rate"),
        ("USD=", "is not a rate"),
        ("USD=seven", "is not a rate"),
        ("USD=7,08", "is not a rate"),
        ("USD=7.1234567891", "is not a rate"),
        ("USD=0", "above zero"),
        ("USD=-7", "above zero"),
        ("USD=7/0", "above zero"),
        ("XXQ=7", "is not a currency"),
        ("USD=123456789012.123457", "more digits"),
    ],
)
def test_what_is_no_rate(option: str, says: str) -> None:
    with pytest.raises(CannotRun, match=says) as stop:
        read_rates([option])
    assert option in stop.value.what


def rates_file(folder: Path, text: str) -> Path:
    path = folder / "rates.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_file_of_rates(tmp_path: Path) -> None:
    path = rates_file(tmp_path, "currency,rate,per\nUSD,7.0855,\n日元, 4.6523 ,100\n")
    rates = read_rates([], path)
    assert Fraction(*rates.known["JPY"]) == Fraction("0.046523")
    assert rates.sources == {"USD": "rates.csv", "JPY": "rates.csv"}


def test_per_may_be_left_out_and_an_option_wins(tmp_path: Path) -> None:
    rates = read_rates(["USD=7.2"], rates_file(tmp_path, "currency,rate\nUSD,7.0855\nEUR,8\n"))
    assert Fraction(*rates.known["USD"]) == Fraction("7.2")
    assert rates.sources == {"USD": "--fx", "EUR": "rates.csv"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no headings currency and rate"),
        ("iso,value\nUSD,7\n", "no headings currency and rate"),
        ("currency,rate\nUSD,\n", "rates.csv, line 2: '' is not a rate"),
        ("currency,rate\nEUR,8\n,7\n", "rates.csv, line 3: '' is not a currency"),
        ("currency,rate\nEUR\n", "line 2: '' is not a rate"),
    ],
)
def test_a_file_that_is_not_in_order(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=says):
        read_rates([], rates_file(tmp_path, text))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"absent\.csv: cannot be read"):
        read_rates([], tmp_path / "absent.csv")
    path = tmp_path / "rates.csv"
    path.write_bytes("currency,rate\n美元,7\n".encode("gb18030"))
    with pytest.raises(CannotRun, match="cannot be read"):
        read_rates([], path)


def test_reference_rates_are_marked_as_such() -> None:
    """Of the third Wednesday of the month before, when the euro cost 7.8594 yuan; crossed over it, to six digits."""
    rates = read_rates(["ecb", "JPY=4.65/100"], day=date(2021, 6, 1))
    assert Fraction(*rates.known["EUR"]) == Fraction("7.8594")
    p, q = rates.known["USD"]
    assert abs(Fraction(p, q) - Fraction("6.43")) < Fraction("0.01")
    assert Fraction(p, q) * 100_000 == p * 100_000 // q
    assert {"USD", "EUR"} <= rates.reference
    assert rates.sources["USD"] == "European Central Bank, 2021-05-19"
    assert rates.sources["JPY"] == "--fx"
    assert "CNY" not in rates.reference


def test_currencies_without_rates_on_the_day_are_left_out() -> None:
    newest, oldest = read_rates(["ecb"]), read_rates(["ecb"], day=date(2005, 3, 15))
    assert {"USD", "BRL"} <= set(newest.known)
    assert "HRK" not in newest.known  # Croatia has the euro
    assert oldest.sources["USD"] == "European Central Bank, 2005-04-01"  # first day of the yuan
    assert "BRL" not in oldest.known  # published from 2008 on


def test_without_the_package_the_option_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "currency_converter", None)
    with pytest.raises(CannotRun, match=r"cbec-cli\[ecb\]"):
        read_rates(["ecb"])
