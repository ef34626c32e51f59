"""`cbec reconcile`: what it takes, what it says, how it ends."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from tax_bill_files import message, write
from typer.testing import CliRunner

from cbec_cli.cli.reconcile import reconcile
from cbec_cli.engine.errors import CannotRun

APP = typer.Typer()
APP.command()(reconcile)

HEADING = "order_no,hs_code,qty,unit_price,declared_on"
ORDER = "A1,8510100000,1,100.00,2026-11-22"
BILL = {"tax_no": "T1", "order_no": "A1", "vat": "9.10"}

Table = Callable[..., Path]


def run(*words: str | Path) -> tuple[int, str]:
    """Exit status and output; what stops the command is raised as the program raises it."""
    done = CliRunner().invoke(APP, [*map(str, words)], catch_exceptions=False)
    return done.exit_code, done.output


@pytest.fixture
def bills(tmp_path: Path) -> Path:
    return write(tmp_path / "bills.xml", message([BILL]))


def test_the_orders_are_named_or_come_last(bills: Path, table: Table) -> None:
    orders = table(HEADING, ORDER)
    named, last = run(bills, "--orders", orders), run(bills, orders)
    assert named == last
    assert named[0] == 0
    assert "tie out to the fen" in named[1]


def test_a_difference_ends_with_status_1(bills: Path, table: Table) -> None:
    status, text = run(bills, "--orders", table(HEADING, ORDER.replace("100.00", "120.00")))
    assert status == 1
    assert "To look at: 1 row" in text


def test_the_law_of_another_day(bills: Path, table: Table) -> None:
    heading, order = HEADING.rpartition(",")[0], ORDER.rpartition(",")[0]
    status, text = run(bills, table(heading, order), "--on", "2019-03-31", "--format", "json")
    assert status == 1
    assert json.loads(text)["rows"][0]["computed_vat"] == "11.20"


def test_options_of_a_costing_hold(bills: Path, table: Table) -> None:
    orders = table("order_no,code,qty,unit_price,currency", "A1,8510100000,1,20.00,USD")
    status, text = run(bills, orders, "--map", "code=hs_code", "--fx", "USD=5", "--on", "2026-11-22")
    assert status == 0, text


def test_reports_go_to_files(bills: Path, table: Table, tmp_path: Path) -> None:
    orders = table(HEADING, ORDER)
    for name in ("out.json", "out.csv", "out.xlsx", "out.txt"):
        assert run(bills, orders, "--output", tmp_path / name)[0] == 0
        assert (tmp_path / name).stat().st_size > 100


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["bills.xml"], "no orders to compare with"),
        (["bills.xml", "orders.csv", "--output", "bills.xml", "--format", "json"], "is the file that is read"),
        (["bills.xml", "orders.csv", "--output", "orders.csv", "--format", "csv"], "is the file that is read"),
        (["bills.xml", "orders.csv", "--format", "pdf"], "unknown format"),
        (["orders.csv", "--orders", "orders.csv"], "not a table of tax bills"),
        (["bills.xml", "bills.xml"], "no column for hs_code"),
        (["absent.xml", "orders.csv"], "no such file"),
        (["bills.xml", "empty.csv"], "no order lines"),
    ],
)
def test_what_cannot_run(
    bills: Path, table: Table, words: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table(HEADING, ORDER)
    table(HEADING, name="empty.csv")
    before = bills.read_bytes()
    with pytest.raises(CannotRun, match=why):
        run(*words)
    assert bills.read_bytes() == before


def test_the_examples(examples: Path) -> None:
    files = [examples / "tax_bills.xml", examples / "tax_bills.csv"]
    status, text = run(*files, "--orders", examples / "declarations.xlsx", "--format", "json")
    answer = json.loads(text)
    assert status == 1
    assert Counter(row["outcome"] for row in answer["rows"]) == {
        "matched": 7,
        "rounding": 1,
        "wrong_rate": 1,
        "other_value": 1,
        "not_computed": 1,
        "missing_bill": 1,
        "bill_without_order": 1,
        "voided": 1,
        "no_bill_expected": 1,
    }
    assert answer["totals"]["difference"]["tax"] == "-242.24"
    assert answer["joins"]["logistics_no"] == 1


def test_the_script_makes_the_examples(examples: Path, tmp_path: Path) -> None:
    import subprocess
    import sys

    subprocess.run([sys.executable, examples / "make_tax_bills.py", tmp_path], check=True, capture_output=True)
    for name in ("tax_bills.xml", "tax_bills.csv"):
        assert (tmp_path / name).read_bytes() == (examples / name).read_bytes()
