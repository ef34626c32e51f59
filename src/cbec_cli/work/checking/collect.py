"""What a check reads beyond a costing: texts of lines and orders, declared amounts, and where lines stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cbec_cli.engine.money import SCALE
from cbec_cli.law.codes import UNKNOWN_ORIGIN, country, unit
from cbec_cli.law.goods import countable
from cbec_cli.tables import arrow
from cbec_cli.tables.columns import COLUMNS, NUMBER_KINDS, Column
from cbec_cli.tables.groups import Names, blank, differs, first_filled, take
from cbec_cli.work.checking.texts import Encoded
from cbec_cli.work.lines import known, number
from cbec_cli.work.orders import DISAGREE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cbec_cli.tables.facts import Facts
    from cbec_cli.tables.spool import Arrays, Spool

ALL = frozenset(column.name for column in COLUMNS)


def _is_text(column: Column) -> bool:
    return column.kind not in (*NUMBER_KINDS, "day", "mode")


ORDER_TEXTS = tuple(c.name for c in COLUMNS if c.scope == "order" and _is_text(c) and c.name != "order_no")
"""Texts of an order, repeated on its lines or given once."""

LINE_TEXTS = tuple(c.name for c in COLUMNS if c.scope == "line" and _is_text(c))

ORDER_NUMBERS = (
    "order_goods_value",
    "order_tax",
    "order_paid",
    "order_coupon",
    "order_freight",
    "order_insurance",
    "pack_no",
)
LINE_NUMBERS = (
    *("declared_duty", "declared_consumption_tax", "declared_vat", "declared_tax", "coupon", "total_price"),
    *("unit_price", "freight", "insurance", "net_weight", "gross_weight", "qty", "qty1", "qty2"),
)
NOTHING = np.iinfo(np.int64).min


def _unit_code(text: str) -> int:
    found = unit(text)
    return int(found.code) if found else -1


LOOKED_UP: dict[str, tuple[str, Callable[[str], int]]] = {
    **{f"{name}_code": (name, _unit_code) for name in ("unit", "unit1", "unit2")},
    "unit_countable": ("unit", lambda text: int(bool((found := unit(text)) and countable(found.code)))),
    "origin_odd": ("origin", lambda text: int(country(text) is None)),
    "origin_701": ("origin", lambda text: int(bool((found := country(text)) and found.customs == UNKNOWN_ORIGIN))),
}
"""Fact → the column it is looked up from, once per distinct text, and how; 0 where the cell is empty."""

TOLD_BY_COSTING = sum(1 << bit for bit, name in enumerate((*ORDER_TEXTS, *ORDER_NUMBERS)) if name in DISAGREE)
"""Bits of columns whose disagreement leaves an order without a cost: DAT004 is told of them by the costing."""


class Collector:
    """Listens to a batch while it reads; `catalog` rows are one article each, whatever their quantity says."""

    columns = ALL

    def __init__(self, *, catalog: bool) -> None:
        """Nothing read yet."""
        self._catalog = catalog
        self.there: set[str] = set()
        self.starts: list[int] = [0]
        self.skus, self.names = Names(), Names()
        self._texts: dict[str, Names] = {}
        self._numbers: dict[str, list[NDArray[np.int64]]] = {}
        self._differ: list[NDArray[np.int64]] = []

    def prepare(self, facts: Facts) -> None:
        """A catalogue is costed as one article of each."""
        if self._catalog:
            length = len(facts.unreadable)
            facts.numbers["qty"] = np.full(length, SCALE, np.int64)
            facts.known["qty"] = np.ones(length, np.bool_)
            facts.texts.pop("order_no", None)

    def take(self, spool: Spool, chunk: int, facts: Facts, arrays: Arrays) -> None:
        """Take the texts of the lines as they are, and one text of each order for each run of its lines."""
        length = len(facts.unreadable)
        self.there.update(facts.texts, facts.categories, facts.numbers, facts.days)
        self.starts.append(self.starts[-1] + length)
        run = arrays["run"] - arrays["run"][:1]
        places = np.flatnonzero(np.diff(run, prepend=-1))
        differ = np.zeros(len(places), np.int64)
        for bit, name in enumerate(ORDER_TEXTS):
            if name in facts.texts or name in facts.categories:
                self._one_text(name, texts_of(facts, name), places, run, differ, bit)
        for bit, name in enumerate(ORDER_NUMBERS, start=len(ORDER_TEXTS)):
            if name in facts.numbers:
                self._one_number(name, facts, places, differ, bit)
        self._differ.append(differ)
        more: Arrays = {f"said_{n}": number(facts, n) for n in LINE_NUMBERS if n in facts.numbers}
        more.update({f"{n}_known": known(facts, n) for n in LINE_NUMBERS if n in facts.numbers})
        if "line_no" in facts.texts:
            more["line_number"] = whole_numbers(facts.texts["line_no"])
        more["reader_bits"] = facts.faulty
        more.update({fact: looked_up(facts, name, look_up) for fact, (name, look_up) in LOOKED_UP.items()})
        spool.put(chunk, "said", more)
        texts = {name: facts.texts[name] for name in LINE_TEXTS if name in facts.texts}
        spool.keep(chunk, "texts", pa.table(texts) if texts else pa.table({"": arrow.strings([""] * length)}))
        sku = facts.texts.get("sku")
        self.skus.add(sku if sku is not None else blank(length))
        self.names.add(facts.texts["name"] if "name" in facts.texts else blank(length))

    def _one_text(
        self,
        name: str,
        texts: pa.StringArray,
        places: NDArray[Any],
        run: NDArray[np.int64],
        differ: NDArray[np.int64],
        bit: int,
    ) -> None:
        first = first_filled(texts, places)
        self._texts.setdefault(name, Names()).add(first)
        changes = np.flatnonzero(differs(texts, take(first, run)))
        np.bitwise_or.at(differ, run[changes], 1 << bit)

    def _one_number(self, name: str, facts: Facts, places: NDArray[Any], differ: NDArray[np.int64], bit: int) -> None:
        """The amount of each run among its filled cells; the largest if they disagree."""
        cells = np.where(known(facts, name), number(facts, name), NOTHING)
        high = np.maximum.reduceat(cells, places)
        low = np.minimum.reduceat(np.where(cells == NOTHING, np.iinfo(np.int64).max, cells), places)
        differ |= ((high != low) & (high != NOTHING)).astype(np.int64) << bit
        self._numbers.setdefault(name, []).append(high)

    # -- over orders, once everything is read --------------------------------------------------------------------

    def order_texts(self, of_run: NDArray[np.int32], count: int) -> tuple[dict[str, Encoded], NDArray[np.int64]]:
        """For each order its texts by column, and bits of ORDER_TEXTS + ORDER_NUMBERS whose cells disagree."""
        differ = np.zeros(count, np.int64)
        np.bitwise_or.at(differ, of_run, np.concatenate(self._differ) if self._differ else np.zeros(0, np.int64))
        found = {}
        for name in [*self._texts]:
            codes, distinct = self._texts.pop(name).number()
            filled = np.flatnonzero(codes >= 0)[::-1]
            value = np.full(count, -1, np.int32)
            value[of_run[filled]] = codes[filled]  # backwards: the first one stays
            odd = filled[codes[filled] != value[of_run[filled]]]
            np.bitwise_or.at(differ, of_run[odd], 1 << ORDER_TEXTS.index(name))
            found[name] = Encoded(value, distinct)
        return found, differ

    def order_numbers(
        self, of_run: NDArray[np.int32], count: int, differ: NDArray[np.int64]
    ) -> dict[str, tuple[NDArray[np.int64], NDArray[np.bool_]]]:
        """For each order its amounts by column (hundred-thousandths of a yuan) and whether they are known."""
        found = {}
        for bit, name in enumerate(ORDER_NUMBERS, start=len(ORDER_TEXTS)):
            if name in self._numbers:
                runs = np.concatenate(self._numbers.pop(name))
                high, low = np.full(count, NOTHING), np.full(count, np.iinfo(np.int64).max)
                np.maximum.at(high, of_run, runs)
                np.minimum.at(low, of_run, np.where(runs == NOTHING, np.iinfo(np.int64).max, runs))
                differ |= ((high != low) & (high != NOTHING)).astype(np.int64) << bit
                found[name] = np.where(high == NOTHING, 0, high), high != NOTHING
        differ &= ~TOLD_BY_COSTING
        return found


def texts_of(facts: Facts, name: str) -> pa.StringArray:
    """A column of a chunk as texts, whichever way it was read."""
    if name in facts.texts:
        return facts.texts[name]
    distinct, index = facts.categories[name]
    return take(arrow.strings([*distinct, ""]), np.where(index < 0, len(distinct), index))


def looked_up(facts: Facts, name: str, look_up: Callable[[str], int]) -> NDArray[np.int64]:
    """A number for each line from a column of few distinct texts; 0 where the cell is empty."""
    if name not in facts.categories:
        return np.broadcast_to(np.int64(0), len(facts.unreadable))
    distinct, index = facts.categories[name]
    return np.array([look_up(text) for text in distinct] + [0], np.int64)[index]


def whole_numbers(texts: pa.StringArray) -> NDArray[np.int64]:
    """Whole numbers of at most nine digits; −1 for anything else, 0 where empty."""
    plain = arrow.bools(pc.match_substring_regex(texts, r"^[0-9]{1,9}$")) if len(texts) else np.zeros(0, np.bool_)
    clean = pc.if_else(arrow.mask(plain), texts, arrow.word("0")) if not plain.all() else texts
    numbers: NDArray[np.int64] = arrow.numbers(pc.cast(clean, pa.int64()), np.int64)
    return np.where(plain, numbers, np.where(arrow.valid(texts), -1, 0))
