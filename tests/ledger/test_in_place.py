"""`--ledger` of check and landed-cost: the buyers' years come from the ledger."""

from __future__ import annotations

import json
import sys
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any

import pytest
from batches import PEOPLE

from cbec_cli.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LI, HAN = PEOPLE[:2]
HEADING = "order_no,buyer_id,order_date,hs_code,qty,unit_price,origin,year_to_date,ebp_code"
OLD = f"A1,{LI},2026-03-01,8510100000,1,4900.00,JP,,P1"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., CompletedProcess[str]]:
    """Any command, in this process."""

    def command(*words: object) -> CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["cbec", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        printed = capfd.readouterr()
        return CompletedProcess(words, int(stop.value.code or 0), printed.out, printed.err)

    return command


@pytest.fixture(autouse=True)
def posted(run: Callable[..., Any], table: Callable[..., Path]) -> None:
    """A ledger in which Li has bought for 24,500.00 in 2026, and in 2025 for 4,900.00."""
    assert run("ledger", "init").returncode == 0
    old = [OLD.replace("A1", f"A{i}").replace("-01,", f"-{i + 10:02d},") for i in range(5)]
    last_year = OLD.replace("A1", "L1").replace("2026", "2025")
    assert run("ledger", "post", table(HEADING, *old, last_year)).returncode == 0


def answers(done: Any) -> list[tuple[str, str]]:
    return [(order["order_no"], order["route"]) for order in json.loads(done.stdout)["orders"]]


def test_an_order_fits_to_the_fen(run: Callable[..., Any], table: Callable[..., Path]) -> None:
    fits = f"B1,{LI},2026-05-01,8510100000,1,1500.00,JP,,P1"
    above = f"B1,{LI},2026-05-01,8510100000,1,1500.01,JP,,P1"
    for line, route in ((fits, "cbec"), (above, "refused")):
        done = run("landed-cost", table(HEADING, line), "--ledger", "cbec-ledger.sqlite", "--format", "json")
        assert answers(done) == [("B1", route)]
    done = run("landed-cost", table(HEADING, above), "--format", "json")
    assert answers(done) == [("B1", "cbec")]  # without the ledger nothing is known of the year


def test_orders_of_the_batch_that_were_posted_are_not_counted_twice(
    run: Callable[..., Any], table: Callable[..., Path]
) -> None:
    again = [OLD.replace("A1", f"A{i}").replace("-01,", f"-{i + 10:02d},") for i in range(5)]
    fits = f"B1,{LI},2026-05-01,8510100000,1,1500.00,JP,,P1"
    done = run("landed-cost", table(HEADING, *again, fits), "--ledger", "cbec-ledger.sqlite", "--format", "json")
    assert {route for _, route in answers(done)} == {"cbec"}


def test_the_same_number_on_another_platform_is_another_order(
    run: Callable[..., Any], table: Callable[..., Path]
) -> None:
    other = f"A1,{LI},2026-05-01,8510100000,1,1500.01,JP,,P2"
    done = run("landed-cost", table(HEADING, other), "--ledger", "cbec-ledger.sqlite", "--format", "json")
    assert answers(done) == [("A1", "refused")]


def test_a_new_year_starts_at_zero(run: Callable[..., Any], table: Callable[..., Path]) -> None:
    line = f"B1,{LI},2027-01-01,8510100000,1,4900.00,JP,,P1"
    done = run(
        "landed-cost", table(HEADING, line), "--ledger", "cbec-ledger.sqlite", "--format", "json", "--on", "2027-01-01"
    )
    assert answers(done) == [("B1", "cbec")]


@pytest.mark.parametrize("command", ["landed-cost", "check"])
def test_a_file_that_says_something_else_is_told(
    run: Callable[..., Any], table: Callable[..., Path], command: str
) -> None:
    file = table(
        HEADING,
        f"B1,{LI},2026-05-01,8510100000,1,100.00,JP,1000.00,P1",
        f"B2,{HAN},2026-05-01,8510100000,1,100.00,JP,0.00,P1",
    )
    done = run(command, file, "--ledger", "cbec-ledger.sqlite", "--format", "json")
    assert done.stdout.count('"code": "THR007"') == 1
    assert "the file says the buyer had bought 1000.00 before, the ledger has 24500.00" in done.stdout
    silent = run(command, file, "--format", "json")
    assert "THR007" not in silent.stdout
    assert LI not in done.stdout + done.stderr


def test_without_the_key_nothing_is_costed(
    run: Callable[..., Any], table: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CBEC_LEDGER_KEY")
    done = run("landed-cost", table(HEADING, OLD), "--ledger", "cbec-ledger.sqlite")
    assert (done.returncode, done.stdout) == (2, "")
    assert "CBEC_LEDGER_KEY" in done.stderr
