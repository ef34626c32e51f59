"""The full working of one order of a batch: its lines once more, on noted numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.noted import plain
from cbec_cli.work.asked import Prepared
from cbec_cli.work.assess import FLAGS, NUMBERS
from cbec_cli.work.messages import weightiest_first
from cbec_cli.work.one_order import Step, settle
from cbec_cli.work.orders import Texts
from cbec_cli.work.plan import DATED, NO_LEDGER

if TYPE_CHECKING:
    from cbec_cli.work.batch import Batch
    from cbec_cli.work.messages import Reason


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an order costs what it costs: its route and outcome (as indexes), all steps, all reasons."""

    order_no: str
    route: int
    outcome: int
    steps: list[Step]
    reasons: list[Reason]


def explain_order(batch: Batch, wanted: str) -> Explanation:
    """Every step of an order, or of one of its lines (`ORDER/LINE`).

    Raises:
        CannotRun: no such order or line (the nearest order is named).
    """
    names = list(Texts(batch.orders.order_no))
    order_no, line_no = (wanted, "") if wanted in names else tuple([*wanted.rsplit("/", 1), ""][:2])
    if order_no not in names:
        raise CannotRun(f"--explain {wanted}: no such order", f"nearest: {_nearest(order_no, names)}")
    place = names.index(order_no)
    places = _places(batch, place)
    numbers = [_line_no(batch, *each) for each in places]
    lines = [_prepared(batch, *each) for each in places]
    words = {"day": batch.orders.text("day", place), "mode_text": batch.orders.text("mode_text", place)}
    answer = settle(_order_facts(batch, place), lines, words, batch.settings, noted=True)
    if line_no and line_no not in numbers:
        raise CannotRun(f"--explain {wanted}: the order has no line {line_no}", f"its lines: {', '.join(numbers)}")
    shown = [i for i, number in enumerate(numbers) if line_no in ("", number)]
    steps = _with_titles(answer.order_steps, [answer.line_steps[i] for i in shown], [numbers[i] for i in shown])
    reasons = weightiest_first([*answer.order_reasons, *(r for i in shown for r in answer.reasons[i])])
    return Explanation(order_no, plain(answer.order["route"]), answer.outcome, steps, list(dict.fromkeys(reasons)))


def _with_titles(order: list[Step], lines: list[list[Step]], numbers: list[str]) -> list[Step]:
    steps = [Step("— the order —", "", "", "", ""), *order]
    for number, each in zip(numbers, lines, strict=True):
        steps += [Step(f"— line {number} —", "", "", "", ""), *each]
    return steps


def _nearest(text: str, names: list[str]) -> str:
    from rapidfuzz import process  # noqa: PLC0415 -- only for a message

    return ", ".join(name for name, *_ in process.extract(text, names, limit=3)) or "none"


def _places(batch: Batch, order: int) -> list[tuple[int, int]]:
    """Chunk and index of each line of an order."""
    return [
        (number, int(i))
        for number in range(batch.spool.count)
        for i in np.flatnonzero(batch.spool.arrays(number, "value")["order"] == order)
    ]


def _line_no(batch: Batch, number: int, i: int) -> str:
    """The line's own number, else its row."""
    given = batch.cell(number, i, "line_no")
    return given or str(int(batch.spool.arrays(number, "read")["row"][i]))


def _prepared(batch: Batch, number: int, i: int) -> Prepared:
    """The line's facts before any rule ran: its cells as numbers, its goods' figures."""
    arrays = batch.spool.arrays(number, "read", "value")
    goods = batch.goods.known[int(arrays["goods"][i])]
    facts = {name: column[i].item() for name, column in arrays.items() if name not in COMPUTED}
    facts.update({name: getattr(goods, name) for name in (*NUMBERS, *FLAGS)})
    place = facts["currency"]
    money = "CNY" if place < 0 else batch.categories.texts["currency"][place]
    return Prepared(facts, {**goods.texts, "currency_text": money})


COMPUTED = ("goods_value", "dutiable_value", "price_with_tax")
"""What the explanation computes again, to show how."""


def _order_facts(batch: Batch, i: int) -> dict[str, Any]:
    """The order's facts before any rule ran."""
    facts = batch.orders.facts
    given = (*DATED, *NO_LEDGER, *_GIVEN)
    return {**batch.constants, **{name: _plain(facts[name], i) for name in given}}


_GIVEN = (
    "one",
    "general_mode",
    "import_mode",
    "cbec_mode",
    "lines_disagree",
    "before_start",
    "forced_route",
    "is_forced",
    "year_before",
)


def _plain(value: Any, i: int) -> Any:
    return value[i].item() if isinstance(value, np.ndarray) else value
