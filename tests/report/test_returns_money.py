"""Returns in money, and gathered: what people see, programs read and a workbook holds."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from returned import judged, said
from rich.console import Console

from cbec_cli.report.returns.choose import write_returns
from cbec_cli.report.returns.csv_report import HEADINGS
from cbec_cli.report.returns.money import NAMES
from cbec_cli.report.returns.terminal import render
from cbec_cli.report.returns.workbook import CHARTED

if TYPE_CHECKING:
    from pathlib import Path

    from cbec_cli.work.returns.result import ReturnsResult

FORMULA = '+cmd|"calc"'
COSTS = {
    "freight_local": "15.00",
    "handling_fee": "6.50",
    "resale_value": "80.00",
    "freight_to_buyer": "12.00",
    "freight_hong_kong": "90.00",
}
ROWS = [
    {**COSTS, "return_no": "R1", "reason": FORMULA},
    {
        **COSTS,
        "return_no": "R2",
        "order_no": "A2",
        "resale_value": "0",
        "destruction_fee": "30.00",
        "condition": "破损",
    },
    {
        **COSTS,
        "return_no": "R3",
        "order_no": "A3",
        "applied_on": "2026-11-01",
        "arrived_on": "2026-11-02",
        "reason": "晚",
    },
    {**COSTS, "return_no": "R4", "order_no": "A4", "arrived_on": "", "condition": "", "handling_fee": ""},
]
DECLARED = [
    {"order_no": f"A{i}", "consignee_address": "浙江省杭州市西湖区文三路1号", "sku": f"S{i}"} for i in range(1, 5)
]


@pytest.fixture
def found(tmp_path: Path) -> ReturnsResult:
    return judged(tmp_path, ROWS, DECLARED, on=date(2026, 11, 5))


def screen(found: ReturnsResult, *, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding)
    render(Console(file=out, width=80, color_system=None), found)
    out.flush()
    return raw.getvalue().decode(encoding)


def test_json_states_the_formula_and_every_part(found: ReturnsResult) -> None:
    answer = said(found)
    total = answer["economics"]
    assert total["formulas"][0] == "outcome = tax_back + resale - freight - handling - destruction"
    assert (total["lines_compared"], total["loss_avoided"], total["loss_avoided_lines"]) == (3, "13.60", 3)
    assert {name: each["lines"] for name, each in total["by_option"].items()} == {"return": 1, "refund_only": 2}
    first = answer["lines"][0]["economics"]
    assert first["best"] == {"option": "return", "way": "stock", "outcome": "82.60"}
    stock = next(each for each in first["options"] if each["option"] == "keep_in_zone")
    assert {name: stock[name] for name in ("tax_back", "resale", "freight", "handling", "destruction", "outcome")} == {
        "tax_back": "9.10",
        "resale": "80.00",
        "freight": "0.00",
        "handling": "6.50",
        "destruction": "0.00",
        "outcome": "82.60",
    }
    assert answer["lines"][3]["economics"]["best"] is None
    assert "handling_fee" in total["missing"]


def test_json_gathers_lines(found: ReturnsResult) -> None:
    groups = said(found)["groups"]
    assert groups["late"] == {"lines": 1, "tax_lost": "9.10", "quota_not_restored": "100.00"}
    (place,) = groups["province"]
    assert (place["province"], place["returned"], place["declared"], place["return_rate"]) == ("浙江", "4", "4", "1")
    assert place["days_to_application"] == {"lines": 4, "median": "9", "most": 31}


def test_without_costs_json_says_so(tmp_path: Path) -> None:
    answer = said(judged(tmp_path))
    assert answer["economics"] is None
    assert answer["lines"][0]["economics"] is None
    assert answer["groups"]["sku"][0]["lines"] == 1


def test_csv_has_the_money_and_amounts_below_zero_are_numbers(found: ReturnsResult, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write_returns(found, path, "csv")
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert tuple(rows[0]) == (*HEADINGS, *NAMES)
    assert [row["outcome"] for row in rows] == ["82.60", "-12.00", "-12.00", ""]
    assert [row["loss_avoided"] for row in rows] == ["67.60", "-27.00", "-27.00", ""]


def test_the_screen_says_what_is_cheapest_and_why(found: ReturnsResult) -> None:
    text = " ".join(screen(found).split())
    assert "cheapest: Return to the original place, into stock at the place: 82.60 = tax back 9.10 + resale" in text
    assert "loss avoided 67.60" in text
    assert "a refund without return would have cost 27.00 less" in text
    assert "better still, if customs allow it: Keep in the zone for sale: 73.50" in text
    assert "cheapest: not known" in text
    assert "Too late: 1 line of 4 (25 %); tax lost 9.10, quota not restored 100.00" in text
    assert "100 % of 1" in text


def test_bars_are_drawn_with_what_the_terminal_has(found: ReturnsResult) -> None:
    assert "█" in screen(found)
    plain = screen(found, encoding="ascii")
    assert "#####" in plain
    assert max(len(line) for line in plain.splitlines()) <= 80


def sheets(found: ReturnsResult, tmp_path: Path) -> Any:
    path = tmp_path / "r.xlsx"
    write_returns(found, path, "xlsx")
    return load_workbook(path)


def table(sheet: Any) -> list[dict[str, Any]]:
    rows = [row for row in sheet.iter_rows(values_only=True) if len([each for each in row if each is not None]) > 1]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_workbook_holds_lines_application_money_summary_and_findings(found: ReturnsResult, tmp_path: Path) -> None:
    book = sheets(found, tmp_path)
    assert book.sheetnames == [
        *("returns", "to declare", "economics", "by sku", "by reason", "by province", "findings", "about")
    ]
    lines = table(book["returns"])
    assert [row["verdict"] for row in lines] == [line.verdict for line in found.lines]
    assert [row["outcome"] for row in lines] == [82.6, -12, -12, None]
    declare = table(book["to declare"])
    assert [row["return_no"] for row in declare] == ["R1", "R2", "R4"]
    assert declare[0]["gcode"] == "8510100000"
    assert declare[0]["buyerIdNumber"] == "110105********002X"
    money = table(book["economics"])
    assert sum(row["best"] == "best" for row in money) == 3
    assert {row["option"] for row in money} >= {"return", "re_export", "refund_only"}
    rates = {row["name"]: row["return_rate"] for row in table(book["by sku"])}
    assert rates == {"S1": 1, "S2": 1, "S3": 1, "S4": 1}


def test_the_summary_has_charts(found: ReturnsResult, tmp_path: Path) -> None:
    book = sheets(found, tmp_path)
    assert [len(book[name]._charts) for name in ("by sku", "by reason", "by province")] == [2, 2, 2]


def test_many_articles_have_a_sheet_with_the_first_of_them(tmp_path: Path) -> None:
    rows = [{"return_no": f"R{i}", "order_no": f"A{i}"} for i in range(CHARTED + 1)]
    declared = [{"order_no": f"A{i}", "sku": f"S{i}"} for i in range(CHARTED + 1)]
    book = sheets(judged(tmp_path, rows, declared), tmp_path)
    assert "economics" not in book.sheetnames
    assert len(table(book[f"sku, first {CHARTED}"])) == CHARTED
    assert len(table(book["by sku"])) == CHARTED + 1


def test_no_cell_of_the_workbook_is_a_formula(found: ReturnsResult, tmp_path: Path) -> None:
    book = sheets(found, tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert FORMULA in {cell.value for cell in cells}
