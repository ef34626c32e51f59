"""One batch under inspection: costed, and with every fact that checks read beyond a costing."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.money import SCALE
from cbec_cli.law.codes import currency
from cbec_cli.law.elements import missing_elements
from cbec_cli.law.positive_list import evidence_counts
from cbec_cli.tables.columns import COLUMNS, column
from cbec_cli.work.batch import Batch
from cbec_cli.work.checking.capped import Capped
from cbec_cli.work.checking.code_facts import LISTED, NOT_LISTED, CodeFacts
from cbec_cli.work.checking.codes_of_names import CodesOfNames, codes_of_names
from cbec_cli.work.checking.collect import ORDER_TEXTS, Collector
from cbec_cli.work.checking.line_facts import LIMITED, LineFacts, longer
from cbec_cli.work.checking.line_sums import LineSums, line_sums
from cbec_cli.work.checking.names import NameVerdicts
from cbec_cli.work.checking.order_facts import order_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cbec_cli.engine.register import Kind
    from cbec_cli.law.dated import Law
    from cbec_cli.law.tariff import Tariff
    from cbec_cli.tables.frame import FrameSource
    from cbec_cli.tables.source import Source
    from cbec_cli.work.checking.options import CheckOptions
    from cbec_cli.work.listener import Years
    from cbec_cli.work.settings import Settings


_A_FEN = SCALE // 100
"""A price of a fen is no price to compare others with; it is told by itself."""


class Inspection:
    """Reads sources of one kind with the same headings, then settles every fact.

    Attributes:
        batch: the costing.
        said: what the file says beyond it.
        plain: facts that are the same everywhere.
        sums: over the lines of each order.
        order_facts: columns over orders.
        codes: what the law says of codes.
        needed: columns that this kind of table needs.
    """

    sums: LineSums
    order_facts: dict[str, Any]
    orders_too_long: NDArray[np.int64]
    codes: CodeFacts
    capped: Capped
    names: NameVerdicts
    sku_prices: tuple[NDArray[np.int64], NDArray[np.int64]]

    def __init__(
        self,
        law: Law,
        tariff: Tariff,
        settings: Settings,
        options: CheckOptions,
        kind: Kind,
        years: Years | None = None,
    ) -> None:
        """Nothing read yet."""
        self.kind, self.options = kind, options
        self.said = Collector(catalog=kind == "catalog")
        self.batch = Batch(law, tariff, settings, listener=self.said, years=years)
        self.needed = tuple(each.name for each in COLUMNS if kind in each.needed_in)
        self.plain: dict[str, Any] = {
            **self.batch.constants,
            "is_catalog": kind == "catalog",
            "most_ids": options.most_ids,
            "near_limit": options.near_limit,
            "near_price": options.near_price,
            "price_spread": options.price_spread,
        }
        self._code_columns: dict[str, Any] = {}

    def read(self, source: Source | FrameSource, progress: Callable[[int], None] = lambda _: None) -> None:
        """Read one more table."""
        self.batch.read(source, progress)

    def settle(self) -> None:
        """Everything the rules ask about, once all tables are read."""
        batch = self.batch
        with ThreadPoolExecutor(1) as beside:  # names need nothing of the costing
            sorted_names = beside.submit(NameVerdicts, self.said.names)
            batch.settle()
        self.sums = line_sums(batch, self.said)
        self.order_facts = order_facts(batch, self.said, self.sums)
        self.orders_too_long = self._orders_too_long()
        self.codes = CodeFacts(batch.tariff, batch.categories.texts.get("hs_code", []), batch.orders.era_days)
        rows = [self._code_rows(number) for number in range(batch.spool.count)]
        self._code_columns = self.codes.columns()
        self._standing(rows)
        self._skus()
        declared = [self.code_text(row) for row in range(len(self.codes.lines))]
        self.names = sorted_names.result().beside(declared, self.codes.compared, self.codes.unknown)
        self.capped = Capped(self)

    def _code_rows(self, number: int) -> NDArray[np.int64]:
        """How many lines of a chunk that ask for the positive list each code has."""
        arrays = self.batch.spool.arrays(number, "read", "value")
        rows = self.codes.number(arrays["hs_code"], self.batch.orders.era[arrays["order"]])
        listed = np.broadcast_to(np.asarray(self.batch.orders.facts["cbec_mode"]), self.batch.orders.count)
        return np.bincount(rows[listed[arrays["order"]]])

    def _standing(self, rows: list[NDArray[np.int64]]) -> None:
        """How many lines have a code whose standing on the positive list is not known."""
        lines = np.zeros(len(self.codes.texts), np.int64)
        for each in rows:
            lines[: len(each)] += each
        standing = self._code_columns["list_standing"]
        self.plain["list_loaded"] = self.codes.complete()
        unsure = np.flatnonzero((standing != LISTED) & (standing != NOT_LISTED))
        grades: Counter[str] = Counter()
        for row in unsure.tolist():
            grades[self.codes.texts[row]["list_grade"]] += int(lines[row])
        self.plain["list_unsure_lines"] = int(lines[unsure].sum())
        self.plain["unsure_evidence"] = evidence_counts(grades)

    def _skus(self) -> None:
        """The least and the most each article costs in the file."""
        self._sku, texts = self.said.skus.number()
        least = np.full(len(texts) + 1, np.iinfo(np.int64).max)
        most = np.zeros(len(texts) + 1, np.int64)
        for number in range(self.batch.spool.count) if len(texts) else ():
            arrays = self.batch.spool.arrays(number, "read")
            priced = np.flatnonzero(arrays["price_known"] & (arrays["unit_price"] > _A_FEN))
            sku = self.sku_of(number)[priced]
            np.minimum.at(least, sku, arrays["unit_price"][priced])
            np.maximum.at(most, sku, arrays["unit_price"][priced])
        self.sku_prices = np.where(most == 0, 0, least), most

    def _orders_too_long(self) -> NDArray[np.int64]:
        """Bits of LIMITED whose text of the order is longer than the message admits."""
        found = np.zeros(self.batch.orders.count, np.int64)
        for bit, name in enumerate(LIMITED):
            if name == "order_no":
                if "order_no" in self.said.there:
                    found |= longer(self.batch.orders.order_no, column(name).longest).astype(np.int64) << bit
            elif name in ORDER_TEXTS and name in self.said.there:
                texts = self.order_facts[name]
                found |= (
                    np.append(longer(texts.distinct, column(name).longest), False)[texts.codes].astype(np.int64) << bit
                )
        return found

    # -- what facts of lines are taken from ---------------------------------------------------------------------

    def line_facts(self, number: int) -> LineFacts:
        """The facts of a chunk."""
        return LineFacts(self, number)

    def code_columns(self) -> dict[str, Any]:
        """What the law says of codes, as columns over them."""
        return self._code_columns

    def code_text(self, row: int) -> str:
        """The code of a row of those columns, as its line in the tariff names it."""
        line = self.codes.lines[row]
        return line.code if line else ""

    def missing_elements(self, specified: list[str], row: int) -> tuple[str, ...]:
        """Declaration elements of a code that the texts of SPECIFIED leave unsaid."""
        line = self.codes.lines[row]
        gmodel, name, brand, content, ingredients = specified
        if line is None:
            return ()
        return missing_elements(line.elements, gmodel, name=name, brand=brand, content=content, ingredients=ingredients)

    def lines_of(self, number: int) -> slice:
        """The lines of a chunk among all lines."""
        return slice(self.said.starts[number], self.said.starts[number + 1])

    def sku_of(self, number: int) -> NDArray[np.int32]:
        """The number of each line's article; −1 if it has none."""
        return self._sku[self.lines_of(number)]

    def foreign(self, currencies: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Lines in a currency that is known and not CNY."""
        texts = self.batch.categories.texts.get("currency", [])
        isos = [found.iso if (found := currency(text)) else "CNY" for text in texts]
        return np.array([iso != "CNY" for iso in isos] + [False], np.bool_)[currencies]

    def place(self, line: int) -> tuple[int, int]:
        """Chunk and index of a line, counted over all lines."""
        number = int(np.searchsorted(self.said.starts, line, side="right")) - 1
        return number, line - self.said.starts[number]

    def order_of(self, line: int) -> int:
        """The order of a line."""
        return int(self._line_orders[line])

    def lines_of_order(self, order: int) -> NDArray[np.int64]:
        """The lines of an order, counted over all lines."""
        place, starts = self._by_order
        found: NDArray[np.int64] = place[starts[order] : starts[order + 1]]
        return found

    @cached_property
    def codes_of_names(self) -> CodesOfNames:
        """With which codes each name stands; made when a rule asks."""
        return codes_of_names(self)

    @cached_property
    def _line_orders(self) -> NDArray[np.int32]:
        spool = self.batch.spool
        return np.concatenate([spool.arrays(number, "value")["order"] for number in range(spool.count)])

    @cached_property
    def _by_order(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Lines sorted by their order, and where each order begins; made when a finding lists its rows."""
        orders = self._line_orders
        counts = np.bincount(orders, minlength=self.batch.orders.count)
        return np.argsort(orders, kind="stable"), np.concatenate([[0], np.cumsum(counts)])

    def row(self, line: int) -> int:
        """The row of a line as the spreadsheet shows it."""
        number, i = self.place(line)
        return int(self.batch.spool.arrays(number, "read")["row"][i])
