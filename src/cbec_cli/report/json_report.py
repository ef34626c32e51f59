"""The whole result as JSON (`cbec/landed-cost/1`), streamed: one line of text per order line.

Amounts are strings of yuan with two decimals, rates are strings of ratios ("0.13" is 13 %); null means unknown. The
amounts of a refused order say what general trade would cost and are kept out of the totals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.engine.money import yuan
from cbec_cli.report.computed import choices, column, orders_known
from cbec_cli.report.fields import LINE_FIELDS, TOTAL_AMOUNTS
from cbec_cli.report.json_text import array, encode
from cbec_cli.rules.routes import OUTCOMES, ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.work.result import LineChunk, Orders, Result

SCHEMA = "cbec/landed-cost/1"
"""Name and version of the shape; a change that could break a reader raises the number."""

LINE_TEXTS = ("order_no", "line_no", "sku", "hs_code")
"""What names a line, beside its row."""


def write_json(result: Result, sink: BinaryIO) -> None:
    """Write the result as UTF-8 JSON, ending with a line break.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    head = {"schema": SCHEMA, "source": _source(result), "data": result.data}
    sink.write(encode(head)[:-1])
    array(sink, "lines", (line for chunk in result.lines() for line in lines(chunk)))
    array(sink, "orders", orders(result.orders))
    sink.write(b',\n"totals": ' + encode(totals(result.totals)))
    array(sink, "findings", (finding.as_dict() for finding in result.findings))
    sink.write(b"}\n")


def _source(result: Result) -> dict[str, Any]:
    """What was read; says so if findings were too many to keep them all."""
    dropped = {"findings_dropped": result.findings_dropped} if result.findings_dropped else {}
    return {**result.source, **dropped}


def lines(chunk: LineChunk) -> Iterator[dict[str, Any]]:
    """The lines of a chunk as the contract names them."""
    fields = [field for field in LINE_FIELDS if field.contract and field.kind != "text"]
    names = ("row", *LINE_TEXTS, *(field.name for field in fields), "notes")
    texts = [[text or None for text in chunk.texts[name]] for name in LINE_TEXTS]
    values = [column(chunk, field).cast("string").to_pylist() for field in fields]
    notes = (chunk.notes(i) for i in range(len(chunk.rows)))
    for row in zip(chunk.rows.tolist(), *texts, *values, notes, strict=True):
        yield dict(zip(names, row, strict=True))


def orders(all_orders: Orders) -> Iterator[dict[str, Any]]:
    """The orders, in order of first appearance, with the reasons why they are refused or estimated.

    The amounts of an order of which nothing could be computed are null.
    """
    routes = choices(all_orders.route, ROUTES).to_pylist()
    outcomes = choices(all_orders.outcome, OUTCOMES).to_pylist()
    known = orders_known(all_orders)
    for i, order_no in enumerate(all_orders.order_no):
        amounts = {name: int(getattr(all_orders, name)[i]) for name in ("order_value", "tax", "landed_cost")}
        yield {
            "order_no": order_no,
            "route": routes[i],
            "outcome": outcomes[i],
            **{name: yuan(amount) if known[i] else None for name, amount in amounts.items()},
            "reasons": [
                {"code": reason.code, "official_code": reason.official_code, "message": reason.message}
                for reason in all_orders.reasons(i)
            ],
        }


def totals(sums: dict[str, int]) -> dict[str, int | str]:
    """Counts as numbers, amounts (of orders that are not refused) as text."""
    counts: dict[str, int | str] = {name: sums[name] for name in ("lines", "orders")}
    return counts | {name: yuan(sums[name]) for name in TOTAL_AMOUNTS}
