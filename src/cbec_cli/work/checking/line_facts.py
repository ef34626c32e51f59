"""Facts about the lines of a chunk that checks read beyond those of a costing."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from cbec_cli.engine.money import ONE, SCALE
from cbec_cli.engine.words import no, per_unit, reaches, share
from cbec_cli.rules.judges.chinese import lacks_chinese_characters
from cbec_cli.tables import arrow
from cbec_cli.tables.codes import fold_text
from cbec_cli.tables.columns import CATEGORY_KINDS, COLUMNS, NUMBER_KINDS, column
from cbec_cli.tables.groups import arrow_codes, take
from cbec_cli.tables.numbers import NOTHING
from cbec_cli.tables.text_column import TextColumn
from cbec_cli.work.cells import fen_of
from cbec_cli.work.checking.collect import LINE_NUMBERS, LINE_TEXTS, ORDER_TEXTS
from cbec_cli.work.checking.names import OTHER_HEADING, OTHER_LINE, SURELY_OTHER_HEADING
from cbec_cli.work.lazy import Lazy
from cbec_cli.work.plan import LINE_CHECKS
from cbec_cli.work.units import KILOGRAM

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.work.checking.inspection import Inspection

_SHORT = 12
"""Bytes; a longer cell is not empty, whatever spaces it has."""
DECLARED = ("declared_duty", "declared_consumption_tax", "declared_vat", "declared_tax")
LIMITED = tuple(c.name for c in COLUMNS if c.longest and c.name in (*LINE_TEXTS, *ORDER_TEXTS, "order_no"))
"""Bits of `fields_too_long`."""

RATE_CODES = frozenset(
    ("TAX105", "TAX107", "TAX108", "TAX110", "TAX111", "TAX113", "TAX114", "TAX119", "TAX120", "TAX121", "TAX122")
)
"""What a costing says of rates; a check tells it together."""

_RATE_BITS = sum(1 << bit for bit, check in enumerate(LINE_CHECKS) if check.code in RATE_CODES)
_UNSURE_BITS = sum(1 << bit for bit, check in enumerate(LINE_CHECKS) if check.effect)
_WIDE = 1 << 31
OF_CBEC = frozenset(
    (
        *("buyer_id", "buyer_name", "buyer_phone", "consignee_address", "ebp_code", "ebp_name", "ebc_code", "ebc_name"),
        *("logistics_no", "logistics_code", "logistics_name", "assure_code"),
    )
)
"""Cells that only an order of CBEC retail import has; general trade is declared on another form."""
APART = "\x1f"
SPECIFIED = ("gmodel", "name", "brand", "content", "ingredients")
"""What is looked at for declaration elements."""


class LineFacts(Lazy):
    """The facts of one chunk; text columns and what is costly are made when a rule first asks for them."""

    inspection: Inspection
    number: int
    arrays: dict[str, NDArray[Any]]
    order: NDArray[Any]
    code_rows: NDArray[np.int32]

    def __init__(self, inspection: Inspection, number: int) -> None:
        """Nothing is computed yet but what is known of orders and codes."""
        batch = inspection.batch
        self.inspection, self.number = inspection, number
        self.arrays = batch.spool.arrays(number, "read", "final", "value", "said")
        self.order = self.arrays["order"]
        self.length = len(self.order)
        codes = inspection.codes.number(self.arrays["hs_code"], batch.orders.era[self.order])
        self.code_rows = codes
        super().__init__(
            inspection.plain,
            (self.arrays, None),
            (inspection.code_columns(), codes),
            (batch.table, self.arrays["goods"]),
            (inspection.order_facts, self.order),
            (batch.orders.facts, self.order),
        )

    def __contains__(self, name: object) -> bool:
        """Given, computed, or one that is made when asked for."""
        return name in _MAKERS or _is_text_fact(name) or super().__contains__(name)

    def __missing__(self, name: str) -> Any:
        """Make it or look it up."""
        make = _MAKERS.get(name)
        if make is not None:
            value = make(self)
        elif _is_text_fact(name):
            value = self._text_fact(name)
        else:
            return super().__missing__(name)
        self[name] = value
        return value

    @cached_property
    def table(self) -> pa.Table:
        """The line's texts."""
        return self.inspection.batch.spool.cells(self.number, "texts")

    @cached_property
    def cells(self) -> pa.Table:
        """The cells as the user wrote them."""
        return self.inspection.batch.spool.cells(self.number)

    @property
    def source(self) -> Any:
        """Where the chunk comes from."""
        return self.inspection.batch.chunk_source[self.number]

    @property
    def lines(self) -> slice:
        """The lines of the chunk among all lines."""
        return self.inspection.lines_of(self.number)

    def filled(self, name: str) -> NDArray[np.bool_]:
        """Which cells of one of the user's columns are not empty, readable or not."""
        cells = arrow.one(self.cells.column(self.source.fields[name]))
        found: NDArray[np.bool_] = arrow.valid(cells)
        short = np.flatnonzero(found & (np.diff(arrow.offsets(cells)) <= _SHORT))
        if len(short):
            nothing = NOTHING if column(name).kind in (*NUMBER_KINDS, *CATEGORY_KINDS) else ("",)
            encoded = take(cells, short).dictionary_encode()
            blank = np.array([fold_text(text) in nothing for text in encoded.dictionary.to_pylist()], np.bool_)
            found[short] = ~blank[arrow_codes(encoded.indices)]
        return found

    def texts(self, name: str) -> TextColumn:
        """A column of line texts, codes and units as the user wrote them; all empty if the file does not have it."""
        if name in self.table.column_names:
            return TextColumn(arrow.one(self.table.column(name)))
        if name in self.source.fields:
            return TextColumn(arrow.one(self.cells.column(self.source.fields[name])))
        return TextColumn(arrow.strings([""] * self.length))

    def some(self, wanted: NDArray[np.bool_], judge: Callable[[NDArray[np.intp]], Any]) -> NDArray[Any]:
        """A column that is judged only where it is wanted."""
        found = np.zeros(self.length, np.bool_)
        at = np.flatnonzero(wanted)
        if len(at):
            found[at] = judge(at)
        return found

    def _text_fact(self, name: str) -> Any:
        if name in LINE_TEXTS:
            return self.texts(name)
        column_name = name.removesuffix("_given")
        return self.filled(column_name) if column_name in self.source.fields else np.zeros(self.length, np.bool_)

    def said(self, name: str) -> NDArray[np.int64]:
        """A number of the line in hundred-thousandths, as it was written."""
        found = self.arrays.get(f"said_{name}")
        return np.zeros(self.length, np.int64) if found is None else found

    def declared(self, name: str) -> NDArray[np.int64]:
        """A declared amount in fen."""
        amount: NDArray[np.int64] = fen_of(self.said(name), 1, 1)
        return amount

    def known(self, name: str) -> NDArray[np.bool_]:
        """Where that number is given."""
        found = self.arrays.get(f"{name}_known")
        return np.zeros(self.length, np.bool_) if found is None else found

    # -- facts that are made -------------------------------------------------------------------------------------

    def first_line(self) -> NDArray[np.bool_]:
        """Whether the line is the first of its order."""
        start = self.inspection.said.starts[self.number]
        found: NDArray[np.bool_] = self.inspection.sums.first[self.order] == start + np.arange(self.length)
        return found

    def line_repeated(self) -> Any:
        """Whether order and line number stood before."""
        return self.seen() >= 0

    def seen(self) -> NDArray[np.int64]:
        """For each line the index of an earlier one of the same order and number; −1 if there is none."""
        seen = self.inspection.sums.seen_first
        start = self.inspection.said.starts[self.number]
        return np.full(self.length, -1, np.int64) if seen is None else seen[start : start + self.length]

    def too_long(self) -> NDArray[np.int64]:
        """Bits of LIMITED whose text is longer than the message admits; texts of orders on their first line."""
        found = np.zeros(self.length, np.int64)
        orders = self.inspection.orders_too_long
        if orders.any():
            found |= np.where(self["first_line"], orders[self.order], 0)
        for bit, name in enumerate(LIMITED):
            if name in LINE_TEXTS and name in self.table.column_names:
                found |= longer(self.texts(name).texts, column(name).longest).astype(np.int64) << bit
        return found

    def needed_empty(self) -> NDArray[np.int64]:
        """Bits of the columns that are needed, are there, and are empty; those of orders on their first line."""
        found = np.zeros(self.length, np.int64)
        for bit, name in enumerate(self.inspection.needed):
            if name not in self.source.fields:
                continue
            empty = ~self.filled(name)
            if not empty.any():
                continue
            if name in OF_CBEC:
                empty &= np.broadcast_to(np.asarray(self["cbec_mode"]), len(self.order))
            if column(name).scope == "order" and name != "order_no":
                given = self.inspection.order_facts.get(f"{name}_given", False)
                empty &= (
                    self["first_line"]
                    & ~np.broadcast_to(np.asarray(given), self.inspection.batch.orders.count)[self.order]
                )
            if name in self.inspection.sums.weighed:
                empty &= self["first_line"] & ~self.inspection.sums.weighed[name][self.order]
            if name == "unit_price" and "total_price" in self.source.fields:
                empty &= ~self.filled("total_price")
            found |= empty.astype(np.int64) << bit
        return found

    def pairs(
        self, wanted: NDArray[np.bool_], texts: pa.StringArray, judge: Callable[[str, int], bool]
    ) -> NDArray[np.bool_]:
        """Judge distinct pairs of a text and a code's row, once each, where both are given."""
        return self.some(wanted & arrow.valid(texts), lambda at: self._pairs(at, texts, judge))

    def _pairs(
        self, at: NDArray[np.intp], texts: pa.StringArray, judge: Callable[[str, int], bool]
    ) -> NDArray[np.bool_]:
        encoded = take(texts, at).dictionary_encode()
        rows = self.code_rows[at].astype(np.int64)
        pairs, index = np.unique(arrow_codes(encoded.indices).astype(np.int64) * _WIDE + rows, return_inverse=True)
        words = encoded.dictionary.to_pylist()
        found = [judge(words[pair // _WIDE], pair % _WIDE) for pair in pairs.tolist()]
        return np.array(found, np.bool_)[index]

    @cached_property
    def specifications(self) -> pa.StringArray:
        """Everything that answers declaration elements, in one text: see SPECIFIED."""
        texts = [self.texts(name).texts for name in SPECIFIED]
        return pc.binary_join_element_wise(*texts, arrow.word(APART), null_handling="replace", null_replacement="")

    def elements_missing(self) -> NDArray[np.bool_]:
        """Whether a specification lacks declaration elements of the code."""
        wanted = self["gmodel_given"] & self["code_known"] & self["hs_given"]
        if not wanted.any():
            return np.zeros(self.length, np.bool_)
        lacks = self.inspection.missing_elements
        found: NDArray[np.bool_] = self.pairs(
            wanted, self.specifications, lambda text, row: bool(lacks(text.split(APART), row))
        )
        return found

    def near_threshold(self) -> NDArray[np.bool_]:
        """Whether the value is within some percent of where the price test of consumption tax turns."""
        wanted = np.broadcast_to(np.asarray(self["has_price_test"]), self.length) & self["quantity_known"]

        def near(at: NDArray[np.intp]) -> Any:
            facts = Lazy({}, (self, at))
            turns = per_unit(facts["taxed_quantity"], facts["test_price"], facts["test_price_per"])
            least, most = share(turns, ONE - self["near_price"]), share(turns, ONE + self["near_price"])
            return reaches(facts["dutiable_value"], least) & no(reaches(facts["dutiable_value"], most))

        return self.some(wanted, near)

    def tax_certain(self) -> Any:
        """Whether the computed tax rests on no assumption, no unreadable cell and no waiver of small amounts."""
        waived = self["duty_waived"] | self["consumption_tax_waived"] | self["vat_waived"]
        sound = self["known"] & ((self["flags"] & _UNSURE_BITS) == 0) & (self["reader_bits"] == 0)
        return sound & self["value_certain"] & ~np.broadcast_to(np.asarray(waived, np.bool_), self.length)

    def weight_of_line(self) -> Any:
        """Whether legal quantity and net weight are both those of this line, not of the parcel."""
        legal = self.known("qty1") & (self["qty1_base"] == KILOGRAM) & self.known("net_weight")
        return legal & ~self.inspection.sums.same_weight[self.order]

    def prices_of_sku(self, place: int) -> NDArray[np.int64]:
        """The least (0) or most (1) a unit of the article costs in the file; the line's own price without a SKU."""
        sku = self["group_sku"]
        table = self.inspection.sku_prices[place]
        prices: NDArray[np.int64] = np.where(sku >= 0, table[sku], self["unit_price"])
        return prices


def longer(texts: pa.StringArray, limit: int) -> NDArray[np.bool_]:
    """Texts of more characters than the limit."""
    lengths = np.diff(arrow.offsets(texts))
    if not lengths.size or lengths.max() <= limit:
        return np.zeros(len(texts), np.bool_)
    return arrow.bools(pc.greater(pc.utf8_length(texts), limit))


_TEXT_FACTS = {*LINE_TEXTS, *(f"{name}_given" for name in LINE_TEXTS)}


def _is_text_fact(name: object) -> bool:
    return name in _TEXT_FACTS


def _about(name: str, make: Callable[[LineFacts, str], Any]) -> Callable[[LineFacts], Any]:
    """What makes a fact about one column."""
    return lambda facts: make(facts, name)


_MAKERS: dict[str, Callable[[LineFacts], Any]] = {
    "first_line": LineFacts.first_line,
    "line_repeated": LineFacts.line_repeated,
    **{name: _about(name, LineFacts.declared) for name in DECLARED},
    **{f"{name}_known": _about(name, LineFacts.known) for name in LINE_NUMBERS if name != "qty1"},
    "qty1_declared": lambda facts: facts.said("qty1"),
    "qty2_known": lambda facts: facts.known("qty2") & (facts.said("qty2") > 0),
    "coupon": lambda facts: facts.said("coupon"),
    "gross_weight": lambda facts: facts.said("gross_weight"),
    "qty_whole": lambda facts: facts.said("qty") % SCALE == 0,
    "countable_unit": lambda facts: facts["unit_countable"] > 0,
    "qty_and_legal_same_unit": lambda facts: (
        (facts["unit_code"] > 0)
        & (facts["unit_code"] == facts["unit1_code"])
        & facts.known("qty")
        & facts.known("qty1")
    ),
    "legal_kilograms": lambda facts: facts["qty1"],
    "net_kilograms": lambda facts: facts.said("net_weight"),
    "weight_of_line": LineFacts.weight_of_line,
    "fields_too_long": LineFacts.too_long,
    "needed_empty": LineFacts.needed_empty,
    "name_in_chinese": lambda facts: facts["name_given"] & ~facts["name"].faulty(lacks_chinese_characters),
    "claims_made": lambda facts: facts.inspection.names.claim(facts.lines, facts.code_rows),
    "name_contradicts": lambda facts: facts["_contradiction"] == OTHER_HEADING,
    "name_surely_contradicts": lambda facts: facts["_contradiction"] == SURELY_OTHER_HEADING,
    "line_excluded": lambda facts: facts["_contradiction"] == OTHER_LINE,
    "_contradiction": lambda facts: facts.inspection.names.contradict(facts.lines, facts.code_rows),
    "codes_of_name": lambda facts: facts.inspection.codes_of_names.counts[facts["group_name"]],
    "name_tells_successor": lambda facts: facts.inspection.names.succeed(facts.lines, facts.code_rows),
    "elements_missing": LineFacts.elements_missing,
    "price_near_threshold": LineFacts.near_threshold,
    "rate_unsure": lambda facts: (facts["flags"] & _RATE_BITS) != 0,
    "tax_certain": LineFacts.tax_certain,
    "origin_strange": lambda facts: facts["origin_odd"] > 0,
    "foreign_currency": lambda facts: facts.inspection.foreign(facts.arrays["currency"]),
    "origin_undetermined": lambda facts: facts["origin_701"] > 0,
    "price_of_sku_least": lambda facts: facts.prices_of_sku(0),
    "price_of_sku_most": lambda facts: facts.prices_of_sku(1),
    "group_sku": lambda facts: facts.inspection.sku_of(facts.number),
    "group_name": lambda facts: facts.inspection.names.of_lines(facts.lines),
    "group_order": lambda facts: facts.order,
    "bought_in_year": lambda facts: facts.inspection.capped.of(facts),
    "group_buyer_cap": lambda facts: facts.inspection.capped.keys(facts),
}
