"""The rows of a reconciliation as a table: names, meanings and values, declared once for every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from cbec_cli.engine.money import yuan
from cbec_cli.report.computed import YUAN, choices, money, rates
from cbec_cli.rules.routes import OUTCOMES as OWN_OUTCOMES
from cbec_cli.tables import arrow
from cbec_cli.tables.groups import blank, take
from cbec_cli.tables.tax_bill_cells import TAXES
from cbec_cli.work.orders import Texts
from cbec_cli.work.reconcile import OUTCOMES, STATES
from cbec_cli.work.reconciling.own import KEYS
from cbec_cli.work.reconciling.rows import HEAD_DIFFERS, SEVERAL_BILLS, VOIDED, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cbec_cli.work.reconcile import Reconciled
    from cbec_cli.work.reconciling.rows import Rows

TEXT, NUMBER, MONEY, RATE = "text", "number", "money", "rate"

FIELDS: tuple[tuple[str, str, str], ...] = (
    ("outcome", TEXT, "what came of the comparison"),
    ("order_no", TEXT, "our order; empty if no order of ours belongs to the bill"),
    ("line_no", NUMBER, "number of the line on the declaration list; empty if bill and order are compared as a whole"),
    ("order_row", NUMBER, "row of our table, the first of the order where it is compared as a whole"),
    ("tax_no", TEXT, "number of the tax bill (电子税单编号)"),
    ("invt_no", TEXT, "number of the declaration list (清单编号)"),
    ("status", TEXT, "generated, summarised or voided (税单状态)"),
    ("ent_duty_no", TEXT, "number of the pay slip (缴款书编号)"),
    ("bill_file", TEXT, "where the bill stands"),
    ("bill_place", NUMBER, "row of the table, or number of the bill in its message"),
    ("joined_by", TEXT, "the number that led from the bill to our order"),
    ("hs_code", TEXT, "our customs code"),
    ("bill_hs_code", TEXT, "the code on the bill"),
    ("billed_value", MONEY, "dutiable value on the bill"),
    ("computed_value", MONEY, "dutiable value of ours"),
    *((f"billed_{name}", MONEY, "charged by customs") for name in TAXES),
    ("billed_tax", MONEY, "all taxes charged by customs; nothing for a bill that is void or cannot be read"),
    *((f"computed_{name}", MONEY, "computed from our order") for name in TAXES),
    ("computed_tax", MONEY, "all taxes computed from our order; counted once for each order"),
    ("difference", MONEY, "charged less computed"),
    ("computed_vat_rate", RATE, "our rate; empty where a row has several"),
    ("computed_consumption_tax_rate", RATE, "the same of consumption tax"),
    ("computed_outcome", TEXT, "complete, estimated or refused: how sure our own tax is"),
    ("withheld", MONEY, "collected from the buyer, on the first row of an order"),
    ("explanation", TEXT, "what explains the difference"),
    ("notes", TEXT, "what else is to be known of the bill"),
)
"""Heading, kind and meaning of each column."""

SCHEMA = pa.schema(
    [
        pa.field(name, {MONEY: YUAN, NUMBER: pa.int64()}.get(kind, pa.string()))
        for name, kind, _ in FIELDS  # a rate is a text ratio: "0.13" is 13 %
    ]
)

_CHUNK = 65_536


def tables(found: Reconciled) -> Iterator[pa.Table]:
    """All rows, some ten thousand at a time."""
    first = _first_of_orders(found.rows)
    for start in range(0, len(found.rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        yield _table(found, found.rows.take(part), first[part])


def some(found: Reconciled, at: NDArray[np.int64]) -> pa.Table:
    """Some of the rows, by index."""
    return _table(found, found.rows.take(at), _first_of_orders(found.rows)[at])


def _first_of_orders(rows: Rows) -> NDArray[np.bool_]:
    """The first row of each order."""
    first = np.zeros(len(rows), np.bool_)
    _, places = np.unique(rows.order, return_index=True)
    first[places] = True
    return first & (rows.order >= 0)


def _table(found: Reconciled, rows: Rows, first: NDArray[np.bool_]) -> pa.Table:
    has_bill, has_order = rows.bill >= 0, rows.order >= 0
    bill, order = np.maximum(rows.bill, 0), np.maximum(rows.order, 0)
    columns: dict[str, Any] = {
        "outcome": choices(rows.outcome, OUTCOMES),
        "order_no": _order_numbers(found, order, has_order),
        "line_no": _numbers(rows.line, rows.line > 0),
        "order_row": _numbers(rows.own_row, rows.own_row > 0),
        "status": _where(has_bill, choices(_of(found.chosen.status, bill), STATES)),
        "bill_file": _where(has_bill, _choices(_of(found.chosen.file, bill), found.chosen.bills.files)),
        "bill_place": _numbers(_of(found.chosen.place, bill), has_bill),
        "joined_by": _choices(np.where(has_bill, _of(found.joined.by, bill), -1), KEYS),
        "hs_code": _choices(rows.own_code, found.batch.categories.texts.get("hs_code", [])),
        "bill_hs_code": _codes(rows.code),
        "billed_value": money(rows.value, rows.value >= 0),
        "computed_value": money(rows.own_value, rows.own_value >= 0),
        "computed_vat_rate": _rates(rows.vat_rate),
        "computed_consumption_tax_rate": _rates(rows.ct_rate),
        "computed_outcome": _where(has_order, choices(found.batch.outcome()[order], OWN_OUTCOMES)),
        "withheld": money(found.own.withheld[order], first & found.own.withheld_known[order]),
        "explanation": arrow.strings(explanations(found, rows)),
        "notes": arrow.strings(_notes(found, rows)),
    }
    for name in ("tax_no", "invt_no", "ent_duty_no"):
        columns[name] = _where(has_bill, take(found.chosen.texts[name], bill)) if len(found.chosen) else None
    always = np.ones(len(rows), np.bool_)
    for side, amounts in (("billed", rows.billed), ("computed", rows.computed)):
        for tax, name in enumerate(TAXES):
            columns[f"{side}_{name}"] = money(amounts[:, tax], always)
        columns[f"{side}_tax"] = money(amounts.sum(axis=1), always)
    columns["difference"] = money((rows.billed - rows.computed).sum(axis=1), always)
    arrays = [blank(len(rows)) if columns[name] is None else columns[name] for name in SCHEMA.names]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _of(column: NDArray[Any], at: NDArray[np.int64]) -> NDArray[Any]:
    """Values by position; zeros if there are none at all."""
    return column[at] if len(column) else np.zeros(len(at), column.dtype)


def _rates(basis_points: NDArray[np.int32]) -> Any:
    return rates(basis_points.astype(np.int64), basis_points >= 0)


def _numbers(values: NDArray[Any], known: NDArray[np.bool_]) -> pa.Array:
    return pa.Array.from_buffers(
        pa.int64(), len(values), [arrow.bitmap(known), pa.py_buffer(np.ascontiguousarray(values, np.int64))]
    )


def _choices(numbers: NDArray[Any], texts: Any) -> pa.StringArray:
    """Texts by number; −1 is none."""
    return take(arrow.strings([*texts, None]), np.where(numbers < 0, len(texts), numbers))


def _where(wanted: NDArray[np.bool_], texts: pa.StringArray) -> pa.StringArray:
    """The texts where they are wanted, else null."""
    places = np.where(wanted, np.arange(len(texts)), len(texts))
    return take(pa.concat_arrays([texts.cast(pa.string()), blank(1)]), places)


def _codes(numbers: NDArray[np.int64]) -> pa.StringArray:
    """Codes of ten digits."""
    distinct, index = np.unique(numbers, return_inverse=True)
    return _choices(index, [f"{number:010}" if number >= 0 else "" for number in distinct.tolist()])


def _order_numbers(found: Reconciled, order: NDArray[np.int64], known: NDArray[np.bool_]) -> pa.StringArray:
    texts = Texts(take(found.batch.orders.order_no, order))
    return arrow.strings([text if there else None for text, there in zip(texts, known.tolist(), strict=True)])


def explanations(found: Reconciled, rows: Rows) -> list[str | None]:
    """What explains the difference of each row."""
    texts: list[str | None] = [None] * len(rows)
    for i in np.flatnonzero(rows.cause >= 0).tolist():
        cause = found.compared.causes[int(rows.cause[i])]
        line = f", in line {rows.on_line[i]}" if rows.on_line[i] and not rows.line[i] else ""
        value = ", on the value of the bill" if rows.on_value[i] and not cause.is_value else ""
        texts[i] = cause.words + line + value
    return texts


def _other_codes(found: Reconciled, rows: Rows) -> NDArray[np.bool_]:
    """Where both codes are known and differ."""
    texts = found.batch.categories.texts.get("hs_code", [])
    numbers = np.array([int(text) if text.isdecimal() else -1 for text in texts] + [-1], np.int64)
    ours = numbers[rows.own_code]
    differ: NDArray[np.bool_] = (rows.code >= 0) & (ours >= 0) & (ours != rows.code)
    return differ


def _notes(found: Reconciled, rows: Rows) -> list[str | None]:
    """What else is to be known of the bills; most have nothing."""
    texts: list[list[str]] = [[] for _ in range(len(rows))]
    has_bill, bill = rows.bill >= 0, np.maximum(rows.bill, 0)
    chosen = found.chosen

    def say(where: NDArray[np.bool_], words: Any) -> None:
        for i in np.flatnonzero(where & has_bill).tolist():
            texts[i].append(words(int(bill[i]), i) if callable(words) else words)

    if len(chosen):
        say(rows.pairing, "the lines of the bill are not those of our order: both compared as a whole")
        say(_other_codes(found, rows), "the code on the bill is not ours")
        say(rows.outcome == HEAD_DIFFERS, "the head of the bill is not the sum of its lines: this is the rest")
        whole = found.compared.beyond[bill].any(axis=1) & (rows.kind == WHOLE)
        say(whole, lambda b, _: f"its head less the sum of its lines is {yuan(int(found.compared.beyond[b].sum()))}")
        say(rows.outcome == SEVERAL_BILLS, "the order has several bills; our tax stands beside the first")
        say(rows.outcome == VOIDED, lambda b, _: f"void; it said {yuan(int(chosen.amounts[b].sum()))}")
        say(chosen.conflict[bill], "customs sent it at the same moment with other amounts")
        say(found.joined.disagree[bill], "another of its numbers names another order of ours")
    return ["; ".join(each) or None for each in texts]
