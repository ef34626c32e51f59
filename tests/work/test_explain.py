"""The working of an order of a file is that of the order alone, and comes to the amounts of the file."""

from pathlib import Path
from typing import Any

import pytest
from readings import REMARKS, Asked, answers, batch_of, by_column

from cbec_cli.engine.errors import CannotRun
from cbec_cli.rules.routes import OUTCOMES
from cbec_cli.work.explain import explain_order
from cbec_cli.work.one_order import Step
from cbec_cli.work.settings import Settings

DAY = "2026-11-22"
CREAM = {"hs_code": "3304990029", "origin": "FR", "qty": "1", "unit_price": "720.50", "qty1": "0.03"}
WHISKY = {"hs_code": "2208300000", "origin": "GB", "qty": "2", "unit_price": "300", "content": "700 ml"}
SHAVER = {"hs_code": "8510100000", "origin": "JP", "qty": "1", "unit_price": "1000"}
ORDERS = Asked(
    [
        {"day": DAY, "freight": "12.00", "lines": [CREAM, {**WHISKY, "line_no": "7"}]},
        {"day": DAY, "mode": "0110", "lines": [CREAM, SHAVER]},
        {"day": DAY, "lines": [{**SHAVER, "qty": "6"}]},
        {"day": DAY, "lines": [{**SHAVER, "currency": "USD"}]},
    ]
)


def amounts(steps: list[Step]) -> list[tuple[str, str, str]]:
    return [(step.title, step.amount, step.working) for step in steps]


@pytest.mark.parametrize("chunk", [None, 1])
@pytest.mark.parametrize("settings", [{}, {"price_includes_tax": True}, {"route": "parcel"}])
def test_as_the_order_alone(tmp_path: Path, chunk: int | None, settings: dict[str, Any]) -> None:
    """The same steps, order by order and line by line, whichever way the order was read."""
    asked = Asked(ORDERS.orders[:3], settings)
    batch = batch_of(asked.write(tmp_path), settings=asked.read(tmp_path), chunk=chunk)
    for number, answer in enumerate(answers(asked, tmp_path, noted=True), start=1):
        alone = [*amounts(answer.order_steps)]
        for steps in answer.line_steps:
            alone += amounts(steps)
        found = amounts(explain_order(batch, f"A{number}").steps)
        assert [each for each in found if not each[0].startswith("—")] == alone
    batch.spool.close()


def test_one_line_of_an_order(tmp_path: Path) -> None:
    batch = batch_of(ORDERS.write(tmp_path))
    steps = explain_order(batch, "A1/7").steps
    assert [step.title for step in steps if step.title.startswith("—")] == ["— the order —", "— line 7 —"]
    assert all(step.law and step.since for step in steps if not step.title.startswith("—"))
    by_row = explain_order(batch, "A1/2").steps  # the first line has no number of its own: its row counts
    assert "— line 2 —" in [step.title for step in by_row]


def test_steps_come_to_the_amounts_of_the_file(tmp_path: Path) -> None:
    found = by_column(ORDERS, tmp_path)
    batch = batch_of(ORDERS.write(tmp_path))
    for number, order in enumerate(found[:3], start=1):
        taxes = [step.amount for step in explain_order(batch, f"A{number}").steps if step.title == "Tax of the line"]
        assert taxes == [line["tax"] for line in order.lines]


def test_route_outcome_and_reasons_are_those_of_the_file(tmp_path: Path) -> None:
    """Of the order, or of the line that was asked for, each reason once."""
    orders = [*ORDERS.orders, {"day": DAY, "lines": [{**CREAM, "qty1": ""}, SHAVER, {**CREAM, "qty1": ""}]}]
    asked = Asked(orders)
    batch = batch_of(asked.write(tmp_path))
    for number, order in enumerate(by_column(asked, tmp_path), start=1):
        found = explain_order(batch, f"A{number}")
        assert found.order_no == f"A{number}"
        assert OUTCOMES[found.outcome] == order.outcome
        assert {reason.code for reason in found.reasons} - REMARKS == order.reasons
        assert len(set(found.reasons)) == len(found.reasons)
    rows = [step.title for step in explain_order(batch, "A5").steps if step.title.startswith("— line")]
    line = explain_order(batch, f"A5/{rows[1].split()[2]}")
    assert {reason.code for reason in line.reasons} - REMARKS == set()


def test_a_line_without_an_answer_can_be_explained_too(tmp_path: Path) -> None:
    batch = batch_of(ORDERS.write(tmp_path))
    assert next(step.title for step in explain_order(batch, "A4").steps) == "— the order —"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("A9", "no such order; nearest: A"),
        ("B/1", "no such order"),
        ("A1/9", "the order has no line 9; its lines: 2, 7"),
    ],
)
def test_what_is_not_there(tmp_path: Path, wanted: str, says: str) -> None:
    batch = batch_of(ORDERS.write(tmp_path), settings=Settings())
    with pytest.raises(CannotRun, match=says):
        explain_order(batch, wanted)


def test_an_order_number_may_hold_a_slash(tmp_path: Path) -> None:
    path = ORDERS.write(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("A3", "2026/3"), encoding="utf-8")
    batch = batch_of(path)
    assert explain_order(batch, "2026/3").steps
    with pytest.raises(CannotRun, match="has no line 8"):
        explain_order(batch, "2026/3/8")
