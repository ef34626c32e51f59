"""`cbec landed-cost` as its users meet it: a file in, answers out, and a reason for whatever has no answer."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

Run = Callable[..., subprocess.CompletedProcess[str]]
Write = Callable[..., Path]

HEADING = "order_no,line_no,hs_code,qty,unit_price,origin"
FORMULA = "A1,1,1901101090,2,100.00,NZ"  # infant formula: no consumption tax, VAT 13 %, 70 % of it within the limits
TWO_DECIMALS = re.compile(r"-?\d+\.\d\d")


Answer = Callable[..., dict[str, Any]]


def total(items: Iterable[dict[str, Any]], name: str) -> Decimal:
    return sum((Decimal(item[name]) for item in items if item[name] is not None), Decimal())


def codes(order: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in order["reasons"]]


# -- the report for people ------------------------------------------------------------------------------------------


def test_the_example_batch_shows_every_kind_of_answer(cbec: Run, examples: Path) -> None:
    done = cbec("landed-cost", examples / "orders.xlsx", "--fx-file", examples / "rates.csv")
    assert (done.returncode, done.stderr) == (1, "")
    shown = " ".join(done.stdout.split())
    for words in (
        "73 lines in 32 orders",
        "row 75: a row of totals",
        "Tariff of 2026-01-01",
        "not an official publication",
        " estimated, 7 refused (refused orders are kept out of the totals)",
        "By route (CNY)",
        "cbec-full-tax",
        "Orders by landed cost (CNY): the first 15 of 32",
        "customs -621005",
        "Cash the importer must front for tax",
    ):
        assert words in shown, words


def test_all_lists_every_order_and_sku(cbec: Run, examples: Path) -> None:
    few, everything = (cbec("landed-cost", examples / "orders.xlsx", *more).stdout for more in ([], ["--all"]))
    listed = re.compile(r"^DD\d+ ", re.MULTILINE)
    assert (len(listed.findall(few)), len(listed.findall(everything))) == (15, 32)


def test_a_refused_order_s_amounts_stay_out_of_the_totals(answer: Answer, table: Write) -> None:
    said = answer(table(HEADING, FORMULA, "B1,1,1901101090,1,3000,NZ", "B1,2,1901101090,1,3000,NZ"))
    assert [order["outcome"] for order in said["orders"]] == ["complete", "refused"]
    assert said["orders"][1]["tax"] == "1119.00"  # general trade: duty 5 % of 3,000 on each line, VAT 13 % on 3,150
    assert said["totals"] == {
        "lines": 3,
        "orders": 2,
        "dutiable_value": "200.00",
        "duty": "0.00",
        "consumption_tax": "0.00",
        "vat": "18.20",
        "tax": "18.20",
        "landed_cost": "218.20",
    }


def test_the_working_of_an_order_and_of_a_line(cbec: Run, examples: Path) -> None:
    order = cbec("landed-cost", examples / "orders.xlsx", "--explain", "DD26100802")
    line = cbec("landed-cost", examples / "orders.xlsx", "--explain", "DD26100802/2")
    assert (order.returncode, line.returncode) == (0, 0)
    assert ("— line 1 —" in order.stdout, "— line 2 —" in order.stdout) == (True, True)
    assert ("— line 1 —" in line.stdout, "— line 2 —" in line.stdout) == (False, True)
    assert "(735.50 + 0.00 + 129.79411…) × 13 % × 70 %" in order.stdout
    assert "财关税〔2016〕18号 第三条" in line.stdout


# -- the contract of the JSON report --------------------------------------------------------------------------------

AMOUNTS = ("dutiable_value", "duty", "consumption_tax", "vat", "tax", "other_costs", "landed_cost")
RATES = ("duty_rate", "consumption_tax_rate", "vat_rate")
LINE_KEYS = ["row", "order_no", "line_no", "sku", "hs_code", "route", "outcome", *AMOUNTS, *RATES, "notes"]
ORDER_KEYS = ["order_no", "route", "outcome", "order_value", "tax", "landed_cost", "reasons"]
TOTAL_KEYS = ["lines", "orders", "dutiable_value", "duty", "consumption_tax", "vat", "tax", "landed_cost"]


def test_the_json_contract(answer: Answer, examples: Path) -> None:
    said = answer(examples / "orders.xlsx")
    assert list(said) == ["schema", "source", "data", "lines", "orders", "totals", "findings"]
    assert said["schema"] == "cbec/landed-cost/1"
    assert said["data"]["tariff_vintage"] == "2026-01-01"
    assert "not an official publication" in said["data"]["tariff_notice"]
    assert said["source"]["skipped"] == [{"row": 75, "why": "a row of totals"}]
    assert all(list(line) == LINE_KEYS for line in said["lines"])
    assert all(list(order) == ORDER_KEYS for order in said["orders"])
    assert list(said["totals"]) == TOTAL_KEYS
    for reason in (reason for order in said["orders"] for reason in order["reasons"]):
        assert list(reason) == ["code", "official_code", "message"]
    for line in said["lines"]:
        assert isinstance(line["row"], int)
        assert line["outcome"] in ("complete", "estimated", "refused")
        assert line["route"] in ("cbec", "cbec-full-tax", "general-trade", "refused")
        assert all(line[name] is None or TWO_DECIMALS.fullmatch(line[name]) for name in AMOUNTS)
        assert all(line[name] is None or re.fullmatch(r"\d(\.\d+)?", line[name]) for name in RATES)
        assert all(isinstance(note, str) for note in line["notes"])


def test_lines_add_up_to_orders_and_orders_to_totals(answer: Answer, examples: Path) -> None:
    said = answer(examples / "orders.xlsx", "--fx-file", examples / "rates.csv", "--config", examples / "cbec.toml")
    for order in said["orders"]:
        lines = [line for line in said["lines"] if line["order_no"] == order["order_no"]]
        assert {line["route"] for line in lines} == {order["route"]}
        for ours, theirs in (("dutiable_value", "order_value"), ("tax", "tax"), ("landed_cost", "landed_cost")):
            if any(line[ours] is None for line in lines):
                assert ours == "dutiable_value" or order[theirs] is None  # unknown, never zero
            else:
                assert total(lines, ours) == Decimal(order[theirs])
    payable = {order["order_no"] for order in said["orders"] if order["outcome"] != "refused"}
    lines = [line for line in said["lines"] if line["order_no"] in payable]
    for name in TOTAL_KEYS[2:]:
        assert total(lines, name) == Decimal(said["totals"][name])
    for line in lines:
        parts = Decimal(line["dutiable_value"]) + Decimal(line["tax"]) + Decimal(line["other_costs"])
        assert parts == Decimal(line["landed_cost"])


# -- csv, workbook, parquet -----------------------------------------------------------------------------------------


def test_csv_keeps_the_user_s_columns_and_adds_ours(cbec: Run, table: Write) -> None:
    orders = table("tax,订单编号,商品编码,数量,单价", 'mine,A1,1901101090,2.0,"1,000.50"')
    done = cbec("landed-cost", orders, "--format", "csv")
    heading, line = csv.reader(io.StringIO(done.stdout))
    assert heading[:9] == ["tax", "订单编号", "商品编码", "数量", "单价", "route", "outcome", "dutiable_value", "duty"]
    assert "cbec_tax" in heading
    assert line[:8] == ["mine", "A1", "1901101090", "2.0", "1,000.50", "cbec", "complete", "2001.00"]


def test_a_workbook_report_holds_no_formula_of_a_stranger(cbec: Run, table: Write) -> None:
    spoiled = ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0"]
    orders = table(
        HEADING + ",name,sku", *(f"A{i},1,1901101090,1,10,NZ,{text},{text}" for i, text in enumerate(spoiled))
    )
    cbec("landed-cost", orders, "--output", "out.xlsx")
    book = load_workbook("out.xlsx")
    names = [cell for cell in book.worksheets[0]["G"] if cell.row > 1]
    assert [cell.value for cell in names] == spoiled
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "d", "b"}


def test_the_workbook_report_can_be_costed_again(cbec: Run, answer: Answer, examples: Path) -> None:
    cbec("landed-cost", examples / "orders.xlsx", "--output", "out.xlsx")
    assert len(load_workbook("out.xlsx").sheetnames) >= 3
    assert answer("out.xlsx")["totals"] == answer(examples / "orders.xlsx")["totals"]


def test_parquet_holds_exact_amounts(cbec: Run, table: Write) -> None:
    from pyarrow import parquet

    assert cbec("landed-cost", table(HEADING, FORMULA), "--output", "out.parquet").returncode == 0
    (line,) = parquet.read_table("out.parquet").to_pylist()
    assert (line["hs_code"], line["tax"], line["landed_cost"]) == ("1901101090", Decimal("18.20"), Decimal("218.20"))


def test_the_table_goes_into_a_text_file_too(cbec: Run, table: Write) -> None:
    done = cbec("landed-cost", table(HEADING, FORMULA), "--output", "out.txt")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Landed cost CNY 218.20" in Path("out.txt").read_text(encoding="utf-8")


# -- what can be decided on the command line ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("value", ["102.31", "204.61", "136.40"]),
        ("quantity", ["101.43", "202.86", "139.03"]),
        ("weight", ["106.67", "202.22", "134.43"]),
    ],
)
def test_order_freight_is_shared_out_to_the_fen(answer: Answer, table: Write, by: str, values: list[str]) -> None:
    orders = table(
        "order_no,hs_code,qty,unit_price,order_freight,net_weight",
        "A1,1901101090,1,100,10.00,3",
        "A1,1901101090,2,100,10.00,1",
        "A1,1901101090,4,33.33,10.00,0.5",
    )
    said = answer(orders, "--allocate", by)
    assert [line["dutiable_value"] for line in said["lines"]] == values
    assert said["orders"][0]["order_value"] == "443.32"


def test_a_foreign_currency_needs_a_rate(answer: Answer, table: Write) -> None:
    orders = table(HEADING + ",currency", FORMULA + ",USD")
    said = answer(orders)
    assert "TAX109" in codes(said["orders"][0])
    assert "--fx" in json.dumps(said["findings"])
    assert answer(orders, "--fx", "USD=7.0855")["totals"]["dutiable_value"] == "1417.10"
    Path("rates.csv").write_text("currency,rate,per\nUSD,708.55,100\n", encoding="utf-8")
    assert answer(orders, "--fx-file", "rates.csv")["totals"]["dutiable_value"] == "1417.10"
    assert answer(orders, "--fx-file", "rates.csv", "--fx", "USD=7")["totals"]["dutiable_value"] == "1400.00"


def test_reference_rates_make_estimates(answer: Answer, table: Write) -> None:
    said = answer(table(HEADING + ",currency", FORMULA + ",USD"), "--fx", "ecb")
    assert (said["orders"][0]["outcome"], codes(said["orders"][0])) == ("estimated", ["TAX118", "THR030"])
    assert "European Central Bank" in said["data"]["settings"]["fx"]["USD"]["source"]


def test_a_price_that_includes_tax_is_worked_back(answer: Answer, table: Write) -> None:
    orders = table(HEADING + ",qty1", "A1,1,3304990029,1,886.64,FR,0.03", "A2,1,1901101090,1,109.10,NZ,0.9")
    said = answer(orders, "--price-includes-tax")
    assert [line["dutiable_value"] for line in said["lines"]] == ["720.50", "100.00"]
    assert [line["landed_cost"] for line in said["lines"]] == ["886.64", "109.10"]


def test_routes_can_be_forced_and_are_labelled(answer: Answer, table: Write) -> None:
    orders = table(HEADING, "A1,1,1901101090,10,100.00,NZ")
    taxes = {route: answer(orders, "--route", route) for route in ("auto", "cbec", "general-trade", "parcel")}
    assert {route: said["orders"][0]["route"] for route, said in taxes.items()} == {
        "auto": "cbec",
        "cbec": "cbec",
        "general-trade": "general-trade",
        "parcel": "parcel",
    }
    assert taxes["cbec"]["totals"]["tax"] == "91.00"
    assert taxes["general-trade"]["totals"]["vat"] == "130.00"  # duty of exactly 50 is waived
    assert "must not be declared as a parcel" in taxes["parcel"]["orders"][0]["reasons"][0]["message"]


def test_modes_decide_the_route(answer: Answer, table: Write) -> None:
    orders = table(
        HEADING + ",mode", *(f"A{mode},1,1901101090,20,100,NZ,{mode}" for mode in (1210, 9610, "0110", 9710))
    )
    said = answer(orders)
    assert [order["route"] for order in said["orders"]] == ["cbec", "cbec", "general-trade", "refused"]
    assert codes(said["orders"][3]) == ["DEC012"]


def test_the_law_of_the_day_is_applied(answer: Answer, table: Write) -> None:
    orders = table(HEADING, FORMULA)
    rates = {
        day: answer(orders, "--on", day)["lines"][0]["vat_rate"] for day in ("2017-01-01", "2018-06-01", "2026-01-01")
    }
    assert rates == {"2017-01-01": "0.17", "2018-06-01": "0.16", "2026-01-01": "0.13"}


def test_an_open_additional_duty_is_refused_until_it_is_said(answer: Answer, table: Write) -> None:
    orders = table(HEADING, "A1,1,1901101090,100,100,US")
    asked = (orders, "--route", "general-trade", "--on", "2026-11-20")
    assert "TAX108" in codes(answer(*asked)["orders"][0])
    said = answer(*asked, "--additional-duty", "US=10")
    assert said["lines"][0]["duty_rate"] == "0.15"
    Path("cbec.toml").write_text('[law]\nadditional_duty = {US = "10"}\n', encoding="utf-8")
    assert answer(*asked)["totals"] == said["totals"]


def test_own_amendments_change_the_tariff(answer: Answer, table: Write) -> None:
    orders = table(HEADING, "A1,1,1901101090,100,100,NZ")
    Path("mine.csv").write_text(
        "code,field,value,from,until,source\n1901101090,provisional,3%,2026-01-01,,own ruling\n", encoding="utf-8"
    )
    before, after = (answer(orders, "--route", "general-trade", *more) for more in ([], ["--amendments", "mine.csv"]))
    assert (before["lines"][0]["duty_rate"], after["lines"][0]["duty_rate"]) == ("0.05", "0.03")
    assert after["data"]["amendments"] == ["mine.csv"]


def test_costs_beyond_tax_come_from_the_configuration_beside_the_files(answer: Answer, table: Write) -> None:
    orders = table(HEADING + ",broker_fee", FORMULA + ",1.00")
    Path("cbec.toml").write_text(
        '[costs]\nbroker = {per = "order", amount = "3.50"}\nplatform = {per = "percent", amount = "5"}\n',
        encoding="utf-8",
    )
    said = answer(orders)
    assert said["lines"][0]["other_costs"] == "14.50"  # 1.00 of the column, 3.50 per order, 5 % of 200.00
    assert said["data"]["settings"]["costs"] == ["broker per order", "platform per percent"]


def test_an_eight_digit_code_is_costed_where_its_lines_agree(answer: Answer, table: Write) -> None:
    said = answer(table(HEADING, "A1,1,64041100,1,500,VN", "A2,1,33049900,1,500,FR"))
    assert [line["outcome"] for line in said["lines"]] == ["complete", "estimated"]
    assert "choose from 3304990010" in said["lines"][1]["notes"][0]


def test_the_example_csv_needs_no_options(cbec: Run, examples: Path) -> None:
    shutil.copy(examples / "orders_small.csv", "orders.csv")
    assert cbec("landed-cost", "orders.csv", "--format", "csv", "--output", "out.csv").returncode == 0
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.DictReader(lines))) == 20
