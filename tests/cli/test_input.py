"""Whatever table a user has: several files, standard input, odd headings, sheets, and cells that are spoiled."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

Run = Callable[..., subprocess.CompletedProcess[str]]
Write = Callable[..., Path]
Answer = Callable[..., dict[str, Any]]

HEADING = "order_no,line_no,hs_code,qty,unit_price,origin"
FORMULA = "A1,1,1901101090,2,100.00,NZ"


def codes(order: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in order["reasons"]]


def test_several_files_are_one_batch(answer: Answer, table: Write) -> None:
    heading = HEADING + ",buyer_id,order_date"
    first = table(heading, "A1,1,1901101090,1,4000,NZ,B7,2026-03-01", name="march.csv")
    rest = [f"A{i},1,1901101090,1,4900,NZ,B7,2026-04-0{i}" for i in range(2, 7)]
    second = table(heading, *rest, name="april.csv")
    said = answer(first, second)
    assert said["source"]["files"] == [str(first), str(second)]
    assert [order["outcome"] for order in said["orders"]].count("refused") == 1
    assert codes(said["orders"][5]) == ["THR003"]  # 4,000 + 5 × 4,900 = 28,500 is above 26,000


def test_a_finding_names_the_file_it_is_about(answer: Answer, table: Write) -> None:
    good = table(HEADING, FORMULA, name="good.csv")
    bad = table(HEADING, "B1,1,1901101090,2,3000,NZ", "C1,1,9503999999,1,10,NZ", name="bad.csv")
    findings = answer(good, bad)["findings"]
    assert {finding["code"] for finding in findings} >= {"THR001", "HSC002"}
    assert {Path(finding["file"]).name for finding in findings} == {"bad.csv"}


def test_files_whose_headings_differ_are_costed_one_by_one(cbec: Run, table: Write) -> None:
    table(HEADING, FORMULA, name="one.csv")
    table(HEADING + ",sku", FORMULA + ",X", name="two.csv")
    done = cbec("landed-cost", "one.csv", "two.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "cbec: two.csv: its headings differ from one.csv; cost files with different headings one by one\n"
    )


def test_standard_input(examples: Path) -> None:
    with (examples / "orders.xlsx").open("rb") as orders:
        words = [sys.executable, "-m", "cbec_cli", "landed-cost", "-", "--format", "json"]
        done = subprocess.run(words, stdin=orders, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout)["totals"]["lines"] == 73


def test_own_headings_are_mapped_by_option_and_by_configuration(answer: Answer, table: Write) -> None:
    orders = table("bestellung,zoll,menge,preis", "A1,1901101090,2,100")
    mapped = ["--map", "zoll=hs_code", "--map", "menge = qty", "--map", "preis=unit_price"]
    Path("cbec.toml").write_text('[columns]\nbestellung = "order_no"\nmenge = "qty1"\n', encoding="utf-8")
    said = answer(orders, *mapped)  # what the command line says wins
    assert said["source"]["columns"] == {
        "order_no": "bestellung",
        "hs_code": "zoll",
        "qty": "menge",
        "unit_price": "preis",
    }
    assert said["totals"]["tax"] == "18.20"


def test_sheets_by_name_and_by_number(cbec: Run, answer: Answer, examples: Path) -> None:
    book = load_workbook(examples / "orders.xlsx")
    book.create_sheet("notes", 0).append(["nothing here"])
    book.save("orders.xlsx")
    for sheet in ("订单明细", "2"):
        assert answer("orders.xlsx", "--sheet", sheet)["source"]["sheet"] == "订单明细"
    assert answer("orders.xlsx")["source"]["sheet"] == "订单明细"
    done = cbec("landed-cost", "orders.xlsx", "--sheet", "orders")
    assert done.returncode == 2
    assert "there is no sheet 'orders'; the sheets are: notes, 订单明细" in done.stderr


def test_a_template_can_be_costed_as_it_is(cbec: Run, answer: Answer) -> None:
    assert cbec("template", "orders").returncode == 0
    said = answer("orders.xlsx")
    assert {order["outcome"] for order in said["orders"]} == {"complete"}


# -- spoiled cells --------------------------------------------------------------------------------------------------

SPOILED = [
    ("qty", "A1,1,1901101090,two,100,NZ", "found 'two': not a number", "write a number with at most 5 decimals"),
    ("unit_price", "A1,1,1901101090,2,NaN,NZ", "found 'NaN': not a number", "write an amount with at most 5 decimals"),
    ("unit_price", "A1,1,1901101090,2,inf,NZ", "found 'inf': not a number", "write an amount with at most 5 decimals"),
    ("unit_price", "A1,1,1901101090,2,1.123456,NZ", "found '1.123456': more than 5 decimals", "at most 5 decimals"),
    ("unit_price", "A1,1,1901101090,2,1e12,NZ", "found '1e12'", "write an amount"),
    ("hs_code", "A1,1,1.10101E+17,2,100,NZ", "a spreadsheet took it for a number", "format the column as text"),
    (
        "hs_code",
        "A1,1,101210000,2,100,NZ",
        "a leading zero is lost; it was likely 0101210000",
        "format the column as text",
    ),
]


@pytest.mark.parametrize(("column", "line", "said", "cure"), SPOILED)
def test_a_spoiled_cell_is_told_with_place_cause_and_cure(
    answer: Answer, table: Write, column: str, line: str, said: str, cure: str
) -> None:
    result = answer(table(HEADING, FORMULA.replace("A1", "A0"), line))
    assert [order["outcome"] for order in result["orders"]] == ["complete", "refused"]
    assert result["lines"][1]["tax"] is None
    (finding,) = result["findings"]
    assert (finding["row"], finding["column"], finding["order_no"], finding["line_no"]) == (3, column, "A1", "1")
    assert Path(finding["file"]).name == "orders.csv"
    assert said in finding["message"]
    assert cure in finding["fix"]


@pytest.mark.parametrize(("column", "line", "said", "cure"), SPOILED)
def test_people_see_the_place_of_a_spoiled_cell_too(
    cbec: Run, table: Write, column: str, line: str, said: str, cure: str
) -> None:
    done = cbec("landed-cost", table(HEADING, line))
    assert done.returncode == 1
    shown = " ".join(done.stdout.split())
    assert f"row 2, {column}" in shown
    assert said in shown
    assert cure in shown


@pytest.mark.parametrize("damaged", ["3.20101E+17", "3.20101197201019E+17", "3.20101e+17"])
def test_a_damaged_buyer_is_told_and_shown_to_nobody(answer: Answer, table: Write, damaged: str) -> None:
    said = answer(table(HEADING + ",buyer_id", f"{FORMULA},{damaged}"))
    (finding,) = said["findings"]
    assert (finding["code"], finding["row"], finding["column"]) == ("DAT005", 2, "buyer_id")
    assert "format the column as text" in finding["fix"]


def test_an_empty_cell_is_unknown_never_zero(answer: Answer, table: Write) -> None:
    said = answer(table(HEADING, "A1,1,1901101090,,100,NZ"))
    (finding,) = said["findings"]
    assert (finding["code"], finding["row"], finding["column"]) == ("DAT002", 2, "qty")
    assert "missing: qty" in finding["message"]
