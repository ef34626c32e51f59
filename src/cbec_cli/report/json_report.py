"""The whole result as JSON (`cbec/landed-cost/1`), streamed: one line of text per order line.

Amounts are strings of yuan with two decimals, rates are strings of ratios ("0.13" is 13 %); null means unknown. The
amounts of a refused order say what general trade would cost and are kept out of the totals.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.engine.money import yuan
from cbec_cli.report.computed import choices, column, orders_known
from cbec_cli.report.fields import LINE_FIELDS, TOTAL_AMOUNTS
from cbec_cli.rules.routes import OUTCOMES, ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cbec_cli.work.result import LineChunk, Orders, Result

SCHEMA = "cbec/landed-cost/1"
"""Name and version of the shape; a change that could break a reader raises the number."""

LINE_TEXTS = ("order_no", "line_no", "sku", "hs_code")
"""What names a line, beside its row."""

_BATCH = 4_096


def _plain(value: Any) -> Any:
    """What JSON has no word for: numpy's integers as integers, days and paths as text."""
    return value.item() if hasattr(value, "item") else str(value)


_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain).encode


def encode(value: Any) -> bytes:
    """A value as UTF-8 JSON on one line; half a character (in the name of a file) is written as its escape."""
    return _text(value).encode("utf-8", "backslashreplace")


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


def array(sink: BinaryIO, name: str, items: Iterable[dict[str, Any]]) -> None:
    """One named array after other members, an item per line of text, a few thousand items at a time."""
    sink.write(f',\n"{name}": ['.encode())
    before = b"\n"
    for batch in _batched(map(_text, items)):
        sink.write(before + ",\n".join(batch).encode("utf-8", "backslashreplace"))
        before = b",\n"
    sink.write(b"]")


def _batched(texts: Iterator[str]) -> Iterator[list[str]]:
    """Texts by the thousand: fewer and larger writes."""
    while batch := list(islice(texts, _BATCH)):
        yield batch


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
