"""Errors of lines and orders as findings with their place; the first few thousand in full, all counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.findings import Finding
from cbec_cli.rules.routes import NOT_LAWFUL
from cbec_cli.work.messages import speak
from cbec_cli.work.plan import LINE_CHECKS, ORDER_CHECKS, TOLD_BY_LINES
from cbec_cli.work.reasons import OrderReasons, line_fact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from cbec_cli.engine.register import Rule
    from cbec_cli.work.batch import Batch
    from cbec_cli.work.result import Orders

_LINE_ERRORS = tuple((bit, check) for bit, check in enumerate(LINE_CHECKS) if check.effect == "refused")
_ORDER_ERRORS = tuple((bit, check) for bit, check in enumerate(ORDER_CHECKS) if check.severity == "error")
_MASK = sum(1 << bit for bit, _ in _LINE_ERRORS)


def add_findings(batch: Batch, orders: Orders, outcome: NDArray[np.int8]) -> None:
    """Add why lines and orders were refused to what reading has found already."""
    for number in range(batch.spool.count):
        arrays = batch.spool.arrays(number, "read", "value", "final")
        for i in np.flatnonzero(arrays["flags"] & _MASK).tolist():
            if batch.findings.full:
                batch.findings.count_only("line", 1)
                continue
            spoken = [check for bit, check in _LINE_ERRORS if arrays["flags"][i] >> bit & 1]
            place = {
                "row": int(arrays["row"][i]),
                "order_no": orders.order_no[int(arrays["order"][i])],
                "line_no": batch.cell(number, i, "line_no"),
            }
            _add(batch, batch.chunk_source[number], spoken, line_fact(batch, number, i), place)
    reasons, sources = OrderReasons(batch), _Sources(batch)
    for i in np.flatnonzero(outcome == NOT_LAWFUL).tolist():
        if batch.findings.full:
            batch.findings.count_only("order", 1)
            continue
        spoken = [check for bit, check in _ORDER_ERRORS if batch.order_flags[i] >> bit & 1]
        place = {"row": int(orders.first_row[i]), "order_no": orders.order_no[i]}
        _add(batch, sources.of(i), spoken, reasons.fact(i), place)


def _add(batch: Batch, source: Any, spoken: Iterable[Rule], fact: Callable[[str], Any], place: dict[str, Any]) -> None:
    for check in spoken:
        if check.code in TOLD_BY_LINES:
            continue
        columns = fact("missing").split(", ") if check.code == "DAT002" else check.columns
        reason = speak(check, fact)
        batch.findings.add(
            Finding(
                code=check.code,
                severity=check.severity or "error",
                message=reason.message,
                fix=reason.fix,
                law=reason.law,
                file=source.name,
                sheet=source.sheet,
                column=next((source.headings[source.fields[name]] for name in columns if name in source.fields), ""),
                official_code=check.official_code,
                **place,
            )
        )


class _Sources:
    """Which file an order's first line stands in."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._first: NDArray[np.int64] | None = None

    def of(self, order: int) -> Any:
        """The source of order `order`."""
        batch = self._batch
        if len(batch.sources) == 1:
            return batch.sources[0]
        if self._first is None:
            of_run = batch.orders.of_run
            self._first = np.zeros(batch.orders.count, np.int64)
            self._first[of_run[::-1]] = np.arange(len(of_run))[::-1]
        return batch.sources[int(np.searchsorted(batch.source_runs, self._first[order], "right")) - 1]
