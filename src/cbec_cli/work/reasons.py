"""Why lines and orders are what they are: the rules that spoke, with their own facts filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.work.messages import GIVEN, Reason, placeholders, speak, telling, weightiest_first
from cbec_cli.work.plan import LINE_CHECKS, ORDER_CHECKS, TOLD_BY_LINES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cbec_cli.work.batch import Batch


def line_reasons(batch: Batch, number: int, i: int) -> list[Reason]:
    """The rules that spoke on line `i` of a chunk, with the line's own facts filled in."""
    chunk = _chunk_facts(batch, number)
    flags, goods = int(chunk["flags"][i]), int(chunk["goods"][i])
    said = []
    for bit, check in enumerate(LINE_CHECKS):
        if flags >> bit & 1:
            reason = batch.said.get((check.code, goods))
            if reason is None:
                reason = speak(check, line_fact(batch, number, i))
                if placeholders(check) <= batch.goods.known[goods].texts.keys():
                    batch.said[check.code, goods] = reason  # the same for every line of these goods
            said.append(reason)
    return telling(said)


def line_fact(batch: Batch, number: int, i: int) -> Callable[[str], Any]:
    """A line's facts by name: numbers from the columns, words from the goods' assessment and the order."""
    facts = _chunk_facts(batch, number)
    order = int(facts["order"][i])
    words: Mapping[str, str] = batch.goods.known[int(facts["goods"][i])].texts

    def fact(name: str) -> Any:
        if name in words and name != "origin_text":
            return words[name]
        if name in ("day", "mode_text"):
            return batch.orders.text(name, order)
        if name == "currency_text":
            place = int(facts["currency"][i])
            return "CNY" if place < 0 else batch.categories.texts["currency"][place]
        if name == "missing":
            return ", ".join(column for column, flag in GIVEN.items() if not facts[flag][i])
        if name == "origin_text":
            place = int(facts["origin"][i])
            return "" if place < 0 else batch.categories.texts["origin"][place]
        value = facts[name] if name in facts else ""  # noqa: SIM401 -- `get` would not look into the sources
        return value[i].item() if isinstance(value, np.ndarray) else value

    return fact


def _chunk_facts(batch: Batch, number: int) -> Any:
    """The facts of the chunk last asked about."""
    if batch.asked is None or batch.asked[0] != number:
        facts = batch.facts(number, "read", "final", "value")  # the value, also where it leaves no answer
        batch.asked = number, facts
    return batch.asked[1]


class OrderReasons:
    """Why an order is what it is: its own rules, then those of its lines that speak on the outcome."""

    def __init__(self, batch: Batch) -> None:
        """Nothing is looked up before it is asked for."""
        self._batch = batch
        self._spoken = ((batch.order_flags != 0) | (batch.line_flags != 0)).tolist()
        self._flagged: dict[int, list[tuple[int, int]]] | None = None

    def __call__(self, i: int) -> list[Reason]:
        """All reasons of order `i`, each once."""
        batch = self._batch
        if not self._spoken[i]:
            return []
        flags = int(batch.order_flags[i])
        said = [
            speak(check, self.fact(i))
            for bit, check in enumerate(ORDER_CHECKS)
            if flags >> bit & 1 and check.code not in TOLD_BY_LINES
        ]
        if batch.line_flags[i]:
            for number, place in self._places().get(i, ()):
                said += [r for r in line_reasons(batch, number, place) if r not in said]
        return weightiest_first(said)

    def fact(self, i: int) -> Callable[[str], Any]:
        """The facts of order `i` by name, for messages."""
        batch = self._batch

        def fact(name: str) -> Any:
            if name in ("day", "mode_text", "disagreeing"):
                return batch.orders.text(name, i)
            value = batch.orders.facts[name]
            return value[i].item() if isinstance(value, np.ndarray) else value

        return fact

    def _places(self) -> dict[int, list[tuple[int, int]]]:
        """Where the flagged lines of each order stand; made once, when the first order is asked about."""
        if self._flagged is None:
            self._flagged = {}
            for number in range(self._batch.spool.count):
                arrays = self._batch.spool.arrays(number, "value", "final")
                places = np.flatnonzero(arrays["flags"])
                for place, order in zip(places.tolist(), arrays["order"][places].tolist(), strict=True):
                    self._flagged.setdefault(order, []).append((number, place))
        return self._flagged
