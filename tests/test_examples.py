"""The example batch is what its script makes, and holds what its README says."""

import csv
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
NOT_IN_THE_TARIFF = "9503999999"

Rows = list[list[Any]]


def cells(path: Path) -> Rows:
    return [list(row) for row in load_workbook(path)["订单明细"].iter_rows(values_only=True)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    subprocess.run([sys.executable, EXAMPLES / "make_orders.py", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    heading, *rows = cells(EXAMPLES / "orders.xlsx")
    return [dict(zip(heading, row, strict=True)) for row in rows if row[0] != "合计"]


@pytest.fixture(scope="module")
def tariff() -> set[str]:
    with (ROOT / "data" / "hs_codes.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"] for row in csv.DictReader(stream)}


def test_the_script_makes_the_same_workbook_cell_by_cell(made: Path) -> None:
    assert cells(made / "orders.xlsx") == cells(EXAMPLES / "orders.xlsx")


def test_the_script_makes_the_same_csv(made: Path) -> None:
    assert (made / "orders_small.csv").read_bytes() == (EXAMPLES / "orders_small.csv").read_bytes()


def test_the_workbook_is_large_enough_to_show_something(lines: list[dict[str, Any]]) -> None:
    assert len(lines) >= 60
    assert len({line["订单编号"] for line in lines}) >= 25


def test_every_heading_is_understood() -> None:
    from cbec_cli.tables.headings import match

    small = (EXAMPLES / "orders_small.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [heading for heading in (*cells(EXAMPLES / "orders.xlsx")[0], *small) if match(heading) is None] == []


def test_every_code_but_the_planted_one_is_in_the_tariff(lines: list[dict[str, Any]], tariff: set[str]) -> None:
    codes = {line["商品编码"] for line in lines}
    eight_digits = {code[:8] for code in tariff}
    assert {code for code in codes if code not in tariff and code not in eight_digits} == {NOT_IN_THE_TARIFF}
    assert {code for code in codes if len(code) == 8} == {"64041100", "33049900"}


def test_codes_and_identity_numbers_are_text_and_dates_are_dates(lines: list[dict[str, Any]]) -> None:
    for heading in ("订单编号", "商品编码", "监管方式", "计量单位"):
        assert {type(line[heading]) for line in lines} == {str}
    assert {type(line["订购人证件号码"]) for line in lines} == {str, type(None)}
    days = {line["订单日期"] for line in lines}
    assert {type(day) for day in days} == {datetime}
    assert {(day.year, day.month) for day in days} == {(2026, 10), (2026, 11)}


def test_identity_numbers_have_the_right_check_digit_and_belong_to_nobody(lines: list[dict[str, Any]]) -> None:
    for number in {line["订购人证件号码"] for line in lines} - {None}:
        total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
        assert "10X98765432"[total % 11] == number[17]
        assert number[4:6] == "01"
        assert number[14:16] == "99"


def test_legal_units_are_those_of_the_tariff(lines: list[dict[str, Any]]) -> None:
    from cbec_cli.law.codes import unit

    with (ROOT / "data" / "hs_codes.csv").open(encoding="utf-8", newline="") as stream:
        legal = {row["code"]: (row["unit1"], row["unit2"]) for row in csv.DictReader(stream)}
    for line in lines:
        if line["商品编码"] in legal and line["法定计量单位"]:
            units = [unit(line[heading] or "") for heading in ("法定计量单位", "第二计量单位")]
            assert tuple(each.code if each else "" for each in units) == legal[line["商品编码"]]


def test_facts_of_an_order_are_the_same_on_each_of_its_lines(lines: list[dict[str, Any]]) -> None:
    facts = ("订单日期", "监管方式", "订购人证件号码", "年度已用额度", "订单运费", "订单优惠")
    orders = {(line["订单编号"], *(line[fact] for fact in facts)) for line in lines}
    assert Counter(order[0] for order in orders).most_common(1)[0][1] == 1


def test_the_readme_explains_every_order_and_counts_right(lines: list[dict[str, Any]]) -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    orders = {line["订单编号"] for line in lines}
    assert {order for order in orders if order not in text} == set()
    assert f"{len(lines)} lines in {len(orders)} orders" in text


def test_costs_are_given_as_text_per_something_known() -> None:
    costs = tomllib.loads((EXAMPLES / "cbec.toml").read_text(encoding="utf-8"))["costs"]
    assert {cost["per"] for cost in costs.values()} == {"order", "line", "unit", "kg", "percent"}
    assert {type(cost["amount"]) for cost in costs.values()} == {str}


def test_the_configuration_and_the_rates_are_accepted() -> None:
    from cbec_cli.work.fx import read_rates
    from cbec_cli.work.settings import read_config

    assert len(read_config(EXAMPLES / "cbec.toml")["costs"]) == 6
    assert read_rates([], EXAMPLES / "rates.csv").known["USD"] == (14171, 2000)
