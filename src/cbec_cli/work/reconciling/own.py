"""Our side of a reconciliation: what orders say beside what a costing reads, and the number of each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from cbec_cli.tables import arrow
from cbec_cli.tables.facts import COSTING
from cbec_cli.tables.groups import Names, blank, first_filled, shown_name, take
from cbec_cli.tables.headings import fold
from cbec_cli.tables.tax_bill_tables import HEADINGS
from cbec_cli.tables.texts import read_texts
from cbec_cli.work.cells import fen_of
from cbec_cli.work.checking.collect import NOTHING, whole_numbers
from cbec_cli.work.lines import known, number

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.tables.facts import Facts
    from cbec_cli.tables.spool import Arrays, Spool
    from cbec_cli.work.batch import Batch

KEYS = ("invt_no", "order_no", "logistics_no")
"""What a bill is known by in our orders, the surest first: one declaration list has one bill."""

_INVT = frozenset(fold(heading) for heading in ("invt_no", *HEADINGS["invt_no"]))
_LARGEST = np.iinfo(np.int64).max


@dataclass(slots=True)
class Own:
    """Our orders; columns of equal length, in the order of the file.

    Attributes:
        keys: by KEYS, texts; null where the order has none.
        there: the keys our orders have a column for.
        withheld: fen collected from the buyer (代扣税款).
        withheld_known: whether the order says so, on all its lines the same.
        withheld_disagree: orders whose lines name different amounts.
    """

    keys: dict[str, pa.StringArray]
    there: tuple[str, ...]
    withheld: NDArray[np.int64]
    withheld_known: NDArray[np.bool_]
    withheld_disagree: int


class Listener:
    """Listens to a batch while it reads."""

    columns = COSTING | {"order_no", "line_no", "logistics_no", "order_tax"}

    def __init__(self) -> None:
        """Nothing read yet."""
        self._keys = {"invt_no": Names(), "logistics_no": Names()}
        self._there: set[str] = set()
        self._high: list[NDArray[np.int64]] = []
        self._low: list[NDArray[np.int64]] = []

    def prepare(self, facts: Facts) -> None:
        """Nothing to complete."""

    def take(self, spool: Spool, chunk: int, facts: Facts, arrays: Arrays) -> None:
        """One text and one amount of each order for each run of its lines, and the numbers of the lines."""
        run = arrays["run"] - arrays["run"][:1]
        places = np.flatnonzero(np.diff(run, prepend=-1))
        invt = _invt_numbers(spool.cells(chunk))
        for name, texts in (("invt_no", invt), ("logistics_no", facts.texts.get("logistics_no"))):
            self._keys[name].add(blank(len(places)) if texts is None else first_filled(texts, places))
            if texts is not None:
                self._there.add(name)
        if "order_no" in facts.texts:
            self._there.add("order_no")
        cells = np.where(known(facts, "order_tax"), fen_of(number(facts, "order_tax"), 1, 1), NOTHING)
        self._high.append(np.maximum.reduceat(cells, places))
        self._low.append(np.minimum.reduceat(np.where(cells == NOTHING, _LARGEST, cells), places))
        line_no = facts.texts.get("line_no")
        numbers = np.zeros(len(run), np.int64) if line_no is None else whole_numbers(line_no)
        spool.put(chunk, "said", {"line_number": numbers})

    def own(self, batch: Batch) -> Own:
        """Over orders, once the batch is settled."""
        orders = batch.orders
        high, low = np.full(orders.count, NOTHING), np.full(orders.count, _LARGEST)
        np.maximum.at(high, orders.of_run, np.concatenate(self._high))
        np.minimum.at(low, orders.of_run, np.concatenate(self._low))
        given, differ = high != NOTHING, (high != NOTHING) & (high != low)
        return Own(
            keys={
                "invt_no": _per_order(self._keys["invt_no"], orders.of_run, orders.count),
                "order_no": _without_rows(orders.order_no),
                "logistics_no": _per_order(self._keys["logistics_no"], orders.of_run, orders.count),
            },
            there=tuple(name for name in KEYS if name in self._there),
            withheld=np.where(given & ~differ, high, 0),
            withheld_known=given & ~differ,
            withheld_disagree=int(differ.sum()),
        )


def line_numbers(batch: Batch) -> list[NDArray[np.int64]]:
    """For each chunk the number of each line in its order, from 1, as a declaration list counts.

    The numbers the user gave where they are those of the order's lines without a gap; else where the line stands.
    """
    orders = batch.orders
    total, most = np.zeros(orders.count, np.int64), np.zeros(orders.count, np.int64)
    least = np.full(orders.count, _LARGEST)
    for chunk in range(batch.spool.count):
        arrays = batch.spool.arrays(chunk, "value", "said")
        np.add.at(total, arrays["order"], arrays["line_number"])
        np.maximum.at(most, arrays["order"], arrays["line_number"])
        np.minimum.at(least, arrays["order"], arrays["line_number"])
    count = batch.lines
    numbered = (least == 1) & (most == count) & (total == count * (count + 1) // 2)
    before = np.zeros(orders.count, np.int64)
    found = []
    for chunk in range(batch.spool.count):
        arrays = batch.spool.arrays(chunk, "value", "said")
        order = arrays["order"]
        place = before[order] + _rank(order) + 1
        before += np.bincount(order, minlength=orders.count)
        found.append(np.where(numbered[order], arrays["line_number"], place))
    return found


def _rank(order: NDArray[Any]) -> NDArray[np.int64]:
    """How many lines of the same order stand before each line of a chunk."""
    sorted_places = np.argsort(order, kind="stable")
    ordered = order[sorted_places]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    lengths = np.diff(np.append(starts, len(order)))
    rank = np.empty(len(order), np.int64)
    rank[sorted_places] = np.arange(len(order)) - np.repeat(starts, lengths)
    return rank


def _invt_numbers(cells: pa.Table) -> pa.StringArray | None:
    """The column of numbers of declaration lists, if the user's table has one."""
    for at, heading in enumerate(cells.column_names):
        if fold(heading) in _INVT:
            return read_texts("order_no", arrow.one(cells.column(at)))[0]
    return None


def _per_order(names: Names, of_run: NDArray[np.int32], count: int) -> pa.StringArray:
    """The first text of each order among its runs."""
    codes, distinct = names.number()
    filled = np.flatnonzero(codes >= 0)[::-1]
    value = np.full(count, len(distinct), np.int64)
    value[of_run[filled]] = codes[filled]  # backwards: the first one stays
    return _taken(distinct, value)


def _taken(distinct: pa.StringArray, at: NDArray[np.int64]) -> pa.StringArray:
    """Texts by position; one past the end is null."""
    import pyarrow as pa  # noqa: PLC0415 -- beside the typing-only import

    return take(pa.concat_arrays([distinct.cast(pa.string()), blank(1)]), at)


def _without_rows(order_no: pa.StringArray) -> pa.StringArray:
    """Order numbers; null for lines that have none and stand alone."""
    unnamed = arrow.bools(pc.starts_with(order_no, "\0"))
    if not unnamed.any():
        return order_no
    return arrow.strings([None if text != shown_name(text) else text for text in order_no.to_pylist()])
