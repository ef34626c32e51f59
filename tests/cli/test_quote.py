"""`cbec quote`: one order line with its full working."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Quote = Callable[..., dict[str, Any]]

CREAM = ("3304990029", "720.50", "--qty1", "0.03")


@pytest.fixture
def quote(cbec: Run) -> Quote:
    """The quote as JSON; its status must fit its outcome."""

    def run(*words: str | Path) -> dict[str, Any]:
        done = cbec("quote", *words, "--format", "json")
        assert done.stderr == ""
        said: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == int(said["outcome"] == "refused")
        return said

    return run


def test_the_working_is_shown_with_its_law_and_day(cbec: Run) -> None:
    done = cbec("quote", *CREAM, "--on", "2026-11-23")
    assert (done.returncode, done.stderr) == (0, "")
    for words in (
        "3304990029 包装标注含量以重量计的其他美容品或化妆品及护肤品",
        "law as on 2026-11-23, tariff of 2026-01-01",
        "Import VAT  77.14",
        "= (720.50 + 0.00 + 127.14705…) × 13 % × 70 %",
        "财关税〔2016〕18号 第三条",
        "Tax CNY 166.14, 23.06 % of the value",
        "Landed cost CNY 886.64",
        "not an official publication",
    ):
        assert words in done.stdout, words


def test_the_quote_as_data(quote: Quote) -> None:
    said = quote(*CREAM)
    assert said["schema"] == "cbec/quote/1"
    assert (said["route"], said["outcome"], said["notes"]) == ("cbec", "complete", [])
    assert [reason["code"] for reason in said["reasons"]] == ["THR030"]
    assert (said["consumption_tax"], said["vat"], said["tax"], said["landed_cost"]) == (
        "89.00",
        "77.14",
        "166.14",
        "886.64",
    )
    assert all(set(step) == {"title", "amount", "working", "law", "since"} for step in said["steps"])
    assert said["data"]["tariff_vintage"] == "2026-01-01"


def test_general_trade_pays_duty_and_the_full_taxes(quote: Quote) -> None:
    said = quote(*CREAM, "--qty", "10", "--qty1", "0.3", "--route", "general-trade", "--origin", "FR")
    assert (said["route"], said["duty"], said["duty_rate"]) == ("general-trade", "72.05", "0.01")
    assert said["consumption_tax_rate"] == "0.15"


def test_an_agreement_counts_only_where_it_is_claimed(quote: Quote) -> None:
    wine = ("2204210000", "300", "--qty", "100", "--qty1", "75", "--route", "general-trade", "--origin", "AU")
    assert quote(*wine)["duty_rate"] != "0"
    assert quote(*wine, "--preference", "AU")["duty_rate"] == "0"


def test_a_missing_fact_makes_an_estimate_that_says_so(quote: Quote) -> None:
    said = quote("3304990029", "100")
    assert said["outcome"] == "estimated"
    assert said["reasons"][0]["code"] == "TAX104"
    assert "fill in the legal quantity" in said["reasons"][0]["fix"]
    assert quote("3304990029", "100", "--content", "30 g")["outcome"] == "complete"
    assert quote("3304990029", "100", "--qty1", "30", "--unit1", "g")["outcome"] == "complete"


def test_a_refused_order_says_what_general_trade_would_cost(cbec: Run, quote: Quote) -> None:
    words = ("1901101090", "3000", "--qty", "2", "--origin", "NZ")
    said = quote(*words)
    assert (said["route"], said["outcome"], said["tax"]) == ("refused", "refused", "1119.00")
    assert (said["reasons"][0]["code"], said["reasons"][0]["official_code"]) == ("THR001", "-621005")
    shown = cbec("quote", *words)
    assert shown.returncode == 1
    assert "Under general trade: tax CNY 1,119.00" in shown.stdout
    assert "THR001 (customs -621005)" in shown.stdout


def test_one_article_above_the_limit_enters_with_full_tax(quote: Quote) -> None:
    assert quote("1901101090", "5000.01", "--origin", "NZ")["route"] == "cbec-full-tax"
    assert quote("1901101090", "5000.00", "--origin", "NZ")["route"] == "cbec"
    assert quote("1901101090", "4990", "--freight", "10", "--insurance", "0.01", "--origin", "NZ")["route"] != "cbec"


def test_the_buyer_s_year_is_counted(quote: Quote) -> None:
    assert quote("1901101090", "1000", "--year-to-date", "25000")["outcome"] == "complete"
    said = quote("1901101090", "1000", "--year-to-date", "25000.01")
    assert said["reasons"][0]["code"] == "THR003"


def test_nothing_is_known_of_a_code_outside_the_tariff(quote: Quote) -> None:
    said = quote("9503999999", "100")
    assert (said["outcome"], said["tax"]) == ("refused", None)
    assert "nearest: 9503" in json.dumps(said["reasons"])


def test_dots_and_thousands_are_read_as_written(quote: Quote) -> None:
    assert quote("3304.9900.29", "1,000.50", "--qty1", "1")["dutiable_value"] == "1000.50"


def test_discount_currency_and_costs(quote: Quote) -> None:
    said = quote("1901101090", "100", "--currency", "USD", "--fx", "USD=7", "--discount", "10", "--freight", "5")
    assert said["dutiable_value"] == "665.00"
    assert quote("1901101090", "100", "--currency", "USD")["reasons"][-1]["code"] == "TAX109"
    Path("cbec.toml").write_text('[costs]\nfee = {per = "unit", amount = "1.25"}\n', encoding="utf-8")
    assert quote("1901101090", "100", "--qty", "2")["other_costs"] == "2.50"


def test_a_price_that_includes_tax_is_worked_back(quote: Quote) -> None:
    said = quote("3304990029", "886.64", "--qty1", "0.03", "--price-includes-tax")
    assert (said["dutiable_value"], said["tax"], said["landed_cost"]) == ("720.50", "166.14", "886.64")


def test_a_parcel_is_for_comparison_only(quote: Quote) -> None:
    said = quote("1901101090", "1000", "--route", "parcel")
    assert (said["route"], said["outcome"]) == ("parcel", "estimated")
    assert "must not be declared as a parcel" in said["reasons"][0]["message"]


def test_yesterday_s_law(quote: Quote) -> None:
    lipstick = ("3304100091", "100", "--qty1", "0.0035", "--on")
    assert quote(*lipstick, "2016-09-30")["consumption_tax_rate"] == "0.3"
    assert quote(*lipstick, "2016-10-01")["consumption_tax_rate"] == "0.15"
    before = quote(*lipstick, "2016-04-07")
    assert (before["outcome"], "TAX115" in {reason["code"] for reason in before["reasons"]}) == ("refused", True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["3304990029", "a lot"], "VALUE 'a lot' is not a plain decimal number; write it as 1234.50"),
        (["3304990029", "1.123456"], "has more than 5 decimals"),
        (["3304990029", "1000000000"], "VALUE 1000000000: out of range; it goes from 0 to 900,000,000"),
        (["3304990029", "100", "--qty", "two"], "--qty 'two'"),
        (["3304990029", "100", "--discount", "-5"], "--discount -5: out of range"),
        (["3304990029", "100", "--on", "23.11.2026"], "--on 23.11.2026: not a day"),
        (["3304990029", "100", "--format", "csv"], "use one of table, json"),
        (["3304990029", "100", "--route", "air"], "use one of auto, cbec, general-trade, parcel"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(cbec: Run, words: list[str], said: str) -> None:
    done = cbec("quote", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
