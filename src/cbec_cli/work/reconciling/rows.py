"""What a reconciliation lists: one row for each line, order or bill that is compared, as columns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTCOMES = (
    "matched",
    "rounding",
    "other_value",
    "wrong_rate",
    "unexplained",
    "head_differs",
    "several_bills",
    "not_computed",
    "unreadable",
    "missing_bill",
    "bill_without_order",
    "voided",
    "no_bill_expected",
)
(
    MATCHED,
    ROUNDING,
    OTHER_VALUE,
    WRONG_RATE,
    UNEXPLAINED,
    HEAD_DIFFERS,
    SEVERAL_BILLS,
    NOT_COMPUTED,
    UNREADABLE,
    MISSING_BILL,
    BILL_WITHOUT_ORDER,
    VOIDED,
    NO_BILL_EXPECTED,
) = range(len(OUTCOMES))

SETTLED = (MATCHED, ROUNDING, VOIDED, NO_BILL_EXPECTED)
"""Outcomes nobody has to look at."""

WHOLE, LINE, HEAD = range(3)
"""What a row is about: a whole bill or order, a line, or what the head of a bill has beyond its lines."""

_LAST = np.int32(np.iinfo(np.int32).max)


@dataclass(slots=True)
class Rows:
    """Columns of equal length, three taxes (duty, consumption tax, VAT) to a row; fen, rates in basis points.

    The sums of `billed` and `computed` over all rows are the totals: each bill and each order is counted once.

    Attributes:
        outcome: index into OUTCOMES.
        kind: WHOLE, LINE or HEAD.
        order: index of the order, −1 none.
        bill: index of the bill, −1 none.
        line: number of the line on the declaration list, 0 where the row is about no line.
        billed: what customs charge; nothing for what is void or cannot be read.
        computed: what the law makes of our order.
        value: customs' dutiable value, −1 unknown.
        own_value: ours, −1 unknown.
        code, own_code: customs codes as numbers: that of the bill (−1 unknown) and the index of ours (−1 none).
        vat_rate, ct_rate: of our computation, −1 where a row has several.
        own_row: row of our table, 0 none.
        tolerance: how many fen each tax may be off by rounding: one for each line.
        cause, on_value, on_line: see `work.reconciling.explain.Explained`; −1 where nothing had to be explained.
        pairing: the lines of the bill are not those of the order, so both are compared as a whole.
    """

    outcome: NDArray[np.int8]
    kind: NDArray[np.int8]
    order: NDArray[np.int32]
    bill: NDArray[np.int32]
    line: NDArray[np.int32]
    billed: NDArray[np.int64]
    computed: NDArray[np.int64]
    value: NDArray[np.int64]
    own_value: NDArray[np.int64]
    code: NDArray[np.int64]
    own_code: NDArray[np.int32]
    vat_rate: NDArray[np.int32]
    ct_rate: NDArray[np.int32]
    own_row: NDArray[np.int32]
    tolerance: NDArray[np.int32]
    cause: NDArray[np.int32]
    on_value: NDArray[np.bool_]
    on_line: NDArray[np.int32]
    pairing: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many rows."""
        return len(self.outcome)

    def take(self, at: Any) -> Rows:
        """Some of the rows."""
        return Rows(**{each.name: getattr(self, each.name)[at] for each in fields(self)})


_EMPTY = {
    "kind": WHOLE,
    "order": -1,
    "bill": -1,
    "line": 0,
    "value": -1,
    "own_value": -1,
    "code": -1,
    "own_code": -1,
    "vat_rate": -1,
    "ct_rate": -1,
    "own_row": 0,
    "tolerance": 0,
    "cause": -1,
    "on_value": False,
    "on_line": 0,
    "pairing": False,
}
_SMALL: dict[str, Any] = {
    **dict.fromkeys(("outcome", "kind"), np.int8),
    **dict.fromkeys(("on_value", "pairing"), np.bool_),
    **dict.fromkeys(("order", "bill", "line", "own_code", "vat_rate", "ct_rate", "own_row"), np.int32),
    **dict.fromkeys(("tolerance", "cause", "on_line"), np.int32),
}
"""Half a million rows stay small in memory; amounts and codes are int64."""


def rows(outcome: Any, count: int, **given: Any) -> Rows:
    """Rows of which only some columns say something; plain values are the same in every row."""
    columns: dict[str, Any] = {}
    for name, value in {**_EMPTY, "outcome": outcome, **given}.items():
        if name not in ("billed", "computed"):
            columns[name] = np.broadcast_to(np.asarray(value, _SMALL.get(name, np.int64)), count)
    for name in ("billed", "computed"):
        columns[name] = np.broadcast_to(np.asarray(given.get(name, 0), np.int64), (count, 3))
    return Rows(**columns)


def together(parts: list[Rows]) -> Rows:
    """All rows in the order of our table, then by bill and line; what no order has comes last."""
    whole = Rows(**{each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Rows)})
    order = np.where(whole.order < 0, _LAST, whole.order)
    bill = np.where(whole.bill < 0, _LAST, whole.bill)
    void = np.isin(whole.outcome, (VOIDED, UNREADABLE))
    return whole.take(np.lexsort((whole.line, whole.kind == HEAD, bill, void, order)))
