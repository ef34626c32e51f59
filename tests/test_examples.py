"""The examples are what their scripts make, and hold what their README says."""

import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from checked import check
from openpyxl import load_workbook

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
NOT_IN_THE_TARIFF = "9503999999"

Rows = list[list[Any]]


def cells(path: Path) -> Rows:
    """The rows of a csv file, or of the first sheet of a workbook."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))
    return [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    for script in ("make_orders.py", "make_declarations.py", "make_products.py"):
        subprocess.run([sys.executable, EXAMPLES / script, folder], check=True, capture_output=True)
    return folder


def table_of_readme(section: str) -> list[list[str]]:
    """The rows of the table under a heading of the examples' README."""
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    (under,) = re.findall(rf"^## {section}$(.*?)(?:^## |\Z)", text, re.MULTILINE | re.DOTALL)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in under.splitlines() if line[:1] == "|"]
    return rows[2:]


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    heading, *rows = cells(EXAMPLES / "orders.xlsx")
    return [dict(zip(heading, row, strict=True)) for row in rows if row[0] != "合计"]


@pytest.fixture(scope="module")
def tariff() -> set[str]:
    with (ROOT / "data" / "hs_codes.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"] for row in csv.DictReader(stream)}


@pytest.mark.parametrize("name", ["orders.xlsx", "declarations.xlsx", "products.xlsx"])
def test_the_script_makes_the_same_workbook_cell_by_cell(made: Path, name: str) -> None:
    assert cells(made / name) == cells(EXAMPLES / name)


@pytest.mark.parametrize("name", ["orders_small.csv", "catalog.csv", "catalog_2027.csv", "past_declarations.csv"])
def test_the_script_makes_the_same_csv(made: Path, name: str) -> None:
    assert (made / name).read_bytes() == (EXAMPLES / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "section", "of"),
    [("declarations.xlsx", "Declarations to check", "order_no"), ("catalog.csv", "Catalogues", "sku")],
)
def test_the_check_finds_what_the_readme_lists_and_nothing_else(made: Path, name: str, section: str, of: str) -> None:
    found = check(made / name, "--on", "2026-11-23")
    heading, *rows = cells(made / name)
    place = next(i for i, title in enumerate(heading) if title.endswith(f" / {of}"))
    told = [
        [str(each["row"]), rows[each["row"] - 2][place], each["code"], each["column"].rpartition(" / ")[2]]
        for each in found["findings"]
        if each["severity"] != "note"
    ]
    assert sorted(told) == sorted(row[:4] for row in table_of_readme(section))


def test_doubted_codes_are_those_the_readme_lists_and_no_others(made: Path) -> None:
    found = check(made / "products.xlsx", "--on", "2026-11-23", "--select", "HSC")
    skus = [row[0] for row in cells(EXAMPLES / "products.xlsx")]
    told = [
        [str(each["row"]), skus[each["row"] - 1], each["code"], each["column"].rpartition(" / ")[2]]
        for each in found["findings"]
        if each["severity"] != "note"
    ]
    assert sorted(told) == sorted(row[:4] for row in table_of_readme("Products to classify"))
    assert [each["row"] for each in found["findings"] if each["code"] == "HSC007"] == [54]


def test_products_are_many_of_both_languages_and_counted() -> None:
    heading, *rows = cells(EXAMPLES / "products.xlsx")
    assert [title.rpartition(" / ")[2] for title in heading] == [
        *("sku", "name", "brand", "gmodel", "material", "category", "hs_code")
    ]
    assert len(rows) >= 80
    assert 20 <= sum(row[1].isascii() for row in rows) <= len(rows) - 40
    assert {type(cell) for row in rows for cell in row} == {str, type(None)}
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"{len(rows)} products of a shop" in text
    assert f"; {sum(row[-1] is None for row in rows)} have none yet" in text
    assert f"{len(cells(EXAMPLES / 'past_declarations.csv')) - 1} lines declared in the spring" in text


def test_codes_of_products_are_in_the_tariff_but_for_the_old_one(tariff: set[str]) -> None:
    declared = {row[-1] for row in cells(EXAMPLES / "products.xlsx")[1:]} - {None}
    past = {row[1] for row in cells(EXAMPLES / "past_declarations.csv")[1:]}
    assert (declared | past) - tariff == {"4818400000"}


def test_names_without_goods_stay_unsure_and_the_past_is_quoted() -> None:
    from datetime import date

    from cbec_cli.classify.history import History
    from cbec_cli.tables.source import open_source
    from cbec_cli.work.classifying.read import read_history
    from cbec_cli.work.classifying.run import Options, of_source

    past = History(read_history([str(EXAMPLES / "past_declarations.csv")], {}))
    with open_source(str(EXAMPLES / "products.xlsx"), required=("name",)) as source:
        rows = list(of_source(source, Options(date(2026, 11, 23), history=past)).rows())
    assert [row.said.answer for row in rows[-6:]] == [None] * 6
    assert [one.name for one in past.conflicts()] == ["硅胶奶瓶刷"]
    (cup,) = (row for row in rows if row.said.product.name == "硅胶折叠水杯")
    assert "3 of your 3 past lines" in cup.said.candidates[0].history


def test_the_headings_to_check_are_those_of_the_templates() -> None:
    from cbec_cli.tables.columns import columns_of

    for name, kind in (("declarations.xlsx", "declarations"), ("catalog.csv", "catalog")):
        headings = cells(EXAMPLES / name)[0]
        template = [each.bilingual for each in columns_of(kind)]  # type: ignore[arg-type]  # names of two tables
        assert [heading for heading in template if heading in headings] == headings


def test_every_order_to_check_is_counted() -> None:
    rows = cells(EXAMPLES / "declarations.xlsx")[1:]
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"{len(rows)} lines in {len({row[0] for row in rows})} orders to be declared" in text


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
