"""A file of any length: map chunk → partial sums → combine → finish chunk, with the rules of one order.

Each pass walks the chunks once; between passes only sums over orders meet. Rules never see the whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.findings import Findings
from cbec_cli.engine.threads import in_order, prefetch
from cbec_cli.rules import REGISTER
from cbec_cli.rules.routes import CBEC, GENERAL_TRADE, NOT_LAWFUL, PARCEL, REFUSED
from cbec_cli.tables.facts import COSTING, read_facts
from cbec_cli.tables.groups import Names, blank
from cbec_cli.tables.spool import Spool
from cbec_cli.work.assess import Assessor
from cbec_cli.work.backward import ROUNDS, closer, values_before_tax
from cbec_cli.work.cells import fen_of, percent_cost
from cbec_cli.work.columns import any_of, as_parcels, bits, count_repeats, taxed_quantities, year_starts
from cbec_cli.work.goods import GoodsTable
from cbec_cli.work.lazy import Lazy
from cbec_cli.work.lines import Categories, line_arrays
from cbec_cli.work.listener import CHECK_BUDGET, VALUED
from cbec_cli.work.orders import OrderTable, Runs
from cbec_cli.work.plan import (
    AMOUNTS,
    BASES,
    CONSUMPTION_TAX,
    EARLY,
    IDLE,
    LINE_CHECKS,
    ORDER_CHECKS,
    RATES,
    SHARED,
    SUMMED,
    VAT_ALONE,
    WORTHLESS,
    constants,
    waivers,
)
from cbec_cli.work.settings import FORCED_ROUTES
from cbec_cli.work.sharing import shared_amounts
from cbec_cli.work.units import ONE_ARTICLE
from cbec_cli.work.year import purchases, year_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cbec_cli.law.dated import Law
    from cbec_cli.law.tariff import Tariff
    from cbec_cli.tables.chunk import Chunk
    from cbec_cli.tables.facts import Facts
    from cbec_cli.tables.frame import FrameSource
    from cbec_cli.tables.source import Source
    from cbec_cli.tables.spool import Arrays
    from cbec_cli.work.listener import Listener, Years
    from cbec_cli.work.messages import Reason
    from cbec_cli.work.settings import Settings


class Batch:
    """Reads sources, then settles them; see `work.summary` for the result that reports read."""

    def __init__(
        self,
        law: Law,
        tariff: Tariff,
        settings: Settings,
        *,
        by_sku: bool = False,
        listener: Listener | None = None,
        years: Years | None = None,
    ) -> None:
        """Nothing read yet; `by_sku` keeps the SKUs for sums; a `listener` asks for more columns and gets them.

        `years` knows the buyers' years, in place of what the file says.
        """
        self.by_sku, self.listener, self.years = by_sku, listener, years
        self.settings, self.tariff = settings, tariff
        self.assessor = Assessor(law, tariff, settings)
        self.law = self.assessor.law
        self.spool = Spool(*((CHECK_BUDGET,) if listener else ()))
        self.runs, self.categories, self.skus = Runs(), Categories(), Names()
        self.findings = Findings()
        self.sources: list[Source | FrameSource] = []
        self.chunk_source: list[Source | FrameSource] = []
        self.repeats: dict[str, list[int]] = {}
        self.source_runs: list[int] = []
        self.numeric: list[frozenset[int]] = []
        self.orders: OrderTable
        self.goods: GoodsTable
        self.table: dict[str, Any] = {}
        self.constants = constants(settings)
        self.asked: tuple[int, Lazy] | None = None
        self.said: dict[tuple[str, int], Reason] = {}

    # -- first pass: cells → facts ------------------------------------------------------------------------------

    def read(self, source: Source | FrameSource, progress: Callable[[int], None] = lambda _: None) -> None:
        """Read a source chunk by chunk; keeps its cells and facts for the later passes."""
        self.sources.append(source)
        self.source_runs.append(self.runs.count)
        idle = IDLE - ({"gross_weight"} if self.constants["weight_needed"] else set())
        wanted = COSTING if self.listener is None else self.listener.columns
        wanted |= frozenset() if self.years is None else self.years.columns
        idle |= frozenset() if self.listener is None else wanted - VALUED

        def understood(chunk: Chunk) -> tuple[Chunk, Facts]:
            facts = read_facts(
                source, chunk, only=wanted, idle=idle | (wanted - VALUED if self.listener else frozenset())
            )
            if self.listener is not None:
                self.listener.prepare(facts)
            return chunk, facts

        for chunk, facts in in_order(understood, prefetch(source.chunks())):
            for finding in facts.findings:
                self.findings.add(finding)
            for code, times in facts.dropped.items():
                self.findings.count_only(code, times)
            arrays = line_arrays(facts, self.categories, self.settings.rates, self.settings.costs)
            arrays["run"] = self.runs.add(facts, chunk.rows, arrays, len(self.sources))
            arrays["row"] = chunk.rows
            if self.years is not None:
                self.years.note(facts, arrays["run"])
            count_repeats(self.repeats, arrays)
            number = self.spool.add(chunk.cells, arrays)
            if self.listener is not None:
                self.listener.take(self.spool, number, facts, arrays)
            if self.by_sku:
                self.skus.add(facts.texts.get("sku", blank(len(chunk.rows))))
            self.chunk_source.append(source)
            self.numeric.append(chunk.numeric)
            progress(len(chunk.rows))
        for finding in source.findings:  # reading may have added to them
            self.findings.add(finding)

    # -- later passes -------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Values, routes, waivers and taxes of everything read."""
        changes = sorted({*self.law.change_days(), *self.tariff.change_days(), *year_starts(self.tariff.vintage)})
        self.orders = OrderTable(self.runs, self.law, self.settings, tuple(changes))
        if self.years is not None:
            self.orders.take_years(self.years.bought_before(self.orders))
        self.goods = GoodsTable(self.assessor, self.categories.texts, self.orders.era_days)
        self._share()
        self._values()
        self._settle_value()
        for _ in range(ROUNDS if self.settings.price_includes_tax else 0):
            if not self._come_closer():
                break
            self._settle_value()

    def _settle_value(self) -> None:
        """Route, waivers and taxes of the values as they stand."""
        self.orders.facts = dict(self.valued)
        self._route()
        self._waivers()
        self._finish()

    def _come_closer(self) -> bool:
        """Move values towards their price with tax; False if every line meets it."""
        moved = False
        for number in range(self.spool.count):
            arrays = self.spool.arrays(number, "value", "final")
            step = np.where(
                arrays["known"], closer(arrays["price_with_tax"], arrays["dutiable_value"], arrays["tax"]), 0
            )
            if step.any():
                moved = True
                values = self.spool.arrays(number, "value")
                self.spool.put(number, "value", {**values, "dutiable_value": values["dutiable_value"] + step})
                self.add(self.valued["order_value"], self.spool.arrays(number, "read")["run"], step)
        return moved

    def facts(self, number: int, *stages: str, only: Any = None) -> Lazy:
        """The facts of a chunk's lines, or of some of them: line arrays, the goods' figures, the order's facts."""
        arrays = self.spool.arrays(number, *stages)
        goods, order = arrays["goods"], arrays["order"]
        if only is not None:
            goods, order = goods[only], order[only]
        return Lazy(self.constants, (arrays, only), (self.table, goods), (self.orders.facts, order))

    def _share(self) -> None:
        """Order-level amounts → parts of lines."""
        orders = self.orders
        amounts = {name: orders.money[column] for name, column in SHARED.items() if orders.money[column].any()}
        per_order = sum(fen_of(cost.amount, 1, 1) for cost in self.settings.costs if cost.per == "order")
        if per_order:
            amounts["fees"] = np.full(orders.count, per_order)
        self.shared = tuple(amounts)
        self.lines = np.zeros(orders.count, np.int64)
        for number in range(self.spool.count):
            self.add(self.lines, self.spool.arrays(number, "read")["run"], None)
        if amounts:
            shared_amounts(self.spool, orders.of_run, self.lines, amounts, BASES[self.settings.allocate])

    def _values(self) -> None:
        """Dutiable value and legal quantities of each line, value of each order."""
        orders = self.orders
        totals = {name: np.zeros(orders.count, np.int64) for name in ("order_value", "articles", "broken")}
        self.parts = {name: np.zeros(orders.count, np.int64) for name in ("freight", "insurance")}
        numbered = []
        for number in range(self.spool.count):
            arrays = self.spool.arrays(number, "read")
            numbered.append(self._goods_numbers(arrays, orders.of_run[arrays["run"]]))
        self.table = self.goods.columns()
        bears = [np.asarray(self.table[name]) != 0 for name in CONSUMPTION_TAX]
        self.free_of_tax = np.broadcast_to(~np.logical_or.reduce(np.broadcast_arrays(*bears)), len(self.goods.known))
        for number, (run, values) in enumerate(in_order(self._value_chunk, enumerate(numbered))):
            sums = {
                "order_value": np.where(values.pop("worthless"), 0, values["dutiable_value"]),
                "articles": values.pop("qty"),
                "broken": values["broken"],
            }
            self.spool.put(number, "value", values)
            for name, each in sums.items():
                self.add(totals[name], run, each)
            for name, part in self.parts.items():
                self.add(part, run, np.where(values["broken"], 0, values[name]))
        orders.facts.update(order_value=totals["order_value"], articles=totals["articles"])
        orders.facts["barred_lines"] = totals["broken"] > 0
        self.valued = orders.facts

    def _value_chunk(self, piece: tuple[int, NDArray[np.int32]]) -> tuple[NDArray[Any], Arrays]:
        """The runs of a chunk's lines, and what later passes need of them."""
        number, goods = piece
        arrays = self.spool.arrays(number, "read")
        order = self.orders.of_run[arrays["run"]]
        facts = Lazy({**arrays, **self.constants}, (self.table, goods), (self.orders.facts, order))
        shares = self.spool.arrays(number, "shares") if self.shared else {}
        for name in SHARED:
            facts[name] = arrays[name] + shares[name] if name in shares else arrays[name]
        values = {"order": order, "goods": goods, **taxed_quantities(facts)}
        if self.settings.price_includes_tax:
            values_before_tax(facts, values)
        REGISTER.compute(facts, "dutiable_value", *EARLY)
        values["broken"] = any_of(facts, EARLY, len(order))
        values["worthless"] = any_of(facts, EARLY if self.listener is None else WORTHLESS, len(order))
        values.update({name: facts[name] for name in ("dutiable_value", *SHARED, "qty")})
        values["fees"] = arrays["fees"] + shares["fees"] if "fees" in shares else arrays["fees"]
        return arrays["run"], values

    def _goods_numbers(self, arrays: dict[str, NDArray[Any]], order: NDArray[Any]) -> NDArray[np.int32]:
        general = self.orders.facts["general_mode"][order] | (FORCED_ROUTES[self.settings.route] == GENERAL_TRADE)
        return self.goods.number(
            arrays["hs_code"],
            self.orders.era[order],
            arrays["origin"],
            arrays["preference"],
            general | self.settings.full_tax_agreement,
        )

    def _route(self) -> None:
        """Limits, the buyer's year and the route of each order."""
        orders = self.orders
        facts = Lazy(orders.facts, (self.constants, None))
        forced = FORCED_ROUTES[self.settings.route]
        facts.update(order_lines=self.lines, one=ONE_ARTICLE, forced_route=forced, is_forced=forced != 0)
        facts["cbec_mode"] = facts["import_mode"] & ~facts["general_mode"]
        if forced in (GENERAL_TRADE, PARCEL):
            facts["cbec_mode"] = np.zeros(orders.count, np.bool_)
        facts["barred"] = (
            ~facts["import_mode"] | facts["lines_disagree"] | facts["before_start"] | facts["barred_lines"]
        )
        above = ("several_articles_above_the_limit", "one_article_at_the_annual_limit")
        REGISTER.compute(facts, *above)
        counts = facts["cbec_mode"] & ~(facts["barred"] | facts[above[0]] | facts[above[1]])
        facts["year_before"] = year_before(purchases(orders, facts, counts))
        REGISTER.compute(facts, "route", "year_total", "waivers_apply")
        for name in ("order_value", "route", "waivers_apply", "one_article"):
            facts[name] = np.broadcast_to(np.asarray(facts[name]), orders.count)
        facts["route"] = facts["route"].astype(np.int64)
        orders.facts = {name: facts[name] for name in [*facts]}

    def _waivers(self) -> None:
        """Sum each tax over the orders that may be waived, one tax after the other."""
        orders = self.orders
        applies = orders.facts["waivers_apply"] | (orders.facts["route"] == PARCEL)
        for step in (*waivers(REFUSED), *waivers(PARCEL)):
            computed, total, waived = step
            orders.facts[total] = np.zeros(orders.count, np.int64)
            wanted = applies & ((orders.facts["route"] == PARCEL) == (step in waivers(PARCEL)))
            for number in range(self.spool.count) if wanted.any() else ():
                arrays = self.spool.arrays(number, "value")
                only = np.flatnonzero(wanted[arrays["order"]] & ~arrays["broken"])
                if len(only):
                    facts = self.facts(number, "read", "value", only=only)
                    REGISTER.compute(facts, computed)
                    np.add.at(orders.facts[total], facts["order"], facts[computed])
            parcel = step in waivers(PARCEL)
            if wanted.any():
                REGISTER.compute(orders.facts, waived)
                if parcel:
                    orders.facts[waived] = orders.facts[waived] & wanted
            else:
                orders.facts[waived] = False

    def _finish(self) -> None:
        """What is payable on each line; sums over orders."""
        orders = self.orders
        self.sums = {name: np.zeros(orders.count, np.int64) for name in SUMMED}
        self.line_flags = np.zeros(orders.count, np.int64)
        self.refused_lines = np.zeros(orders.count, np.int64)
        for number, (run, final) in enumerate(in_order(self._finish_chunk, range(self.spool.count))):
            self.spool.put(number, "final", final)
            for name in SUMMED:
                self.add(self.sums[name], run, final[name])
            self.add(self.refused_lines, run, ~final["known"])
            flagged = np.flatnonzero(final["flags"])
            np.bitwise_or.at(self.line_flags, orders.of_run[run[flagged]], final["flags"][flagged])
        orders.facts["refused_lines"] = self.refused_lines
        REGISTER.compute(orders.facts, *(check.name for check in ORDER_CHECKS))
        self.order_flags = bits(orders.facts, ORDER_CHECKS, orders.count)

    def _finish_chunk(self, number: int) -> tuple[NDArray[Any], Arrays]:
        """The runs of a chunk's lines, and what is payable on them.

        Most lines bear VAT alone: within the limits, without consumption tax. Their zeros are given as such, so that
        the same rules run on them with little to compute.
        """
        arrays = self.spool.arrays(number, "read", "value")
        simple = self.free_of_tax[arrays["goods"]] & (self.orders.facts["route"] == CBEC)[arrays["order"]]
        final: Arrays = {}
        for wanted, zeros in ((simple, VAT_ALONE), (~simple, {})):
            only = np.flatnonzero(wanted)
            if len(only):
                facts = self.facts(number, "read", "value", only=None if len(only) == len(simple) else only)
                facts.update(zeros)
                for name, column in self._payable(facts, len(only)).items():
                    final.setdefault(name, np.zeros(len(simple), column.dtype))[only] = column
        return arrays["run"], final

    def _payable(self, facts: Lazy, length: int) -> Arrays:
        """Amounts, rates and flags of some lines."""
        self._other_costs(facts)
        wanted = ("duty", "consumption_tax", "vat", "tax", "landed_cost")
        REGISTER.compute(facts, *wanted, *RATES.values())
        if np.any(parcel := facts["route"] == PARCEL):
            as_parcels(facts, parcel)
        REGISTER.compute(facts, *(check.name for check in LINE_CHECKS))
        flags = bits(facts, LINE_CHECKS, length)
        refusing = sum(1 << bit for bit, check in enumerate(LINE_CHECKS) if check.effect == "refused")
        known = (flags & refusing) == 0
        final = {name: np.where(known, facts[name], 0) for name in AMOUNTS}
        for shown, name in RATES.items():
            final[shown] = np.broadcast_to(np.asarray(facts[name], np.int64), length)
        per_unit = (facts["duty_specific"] != 0) & (facts["tariff_rate"] == facts["duty_rate"])
        per_unit &= np.asarray((facts["route"] != CBEC) & (facts["route"] != PARCEL))
        final["duty_rate"] = np.where(per_unit, -1, final["duty_rate"])  # no single rate says what the duty is
        final["flags"], final["known"] = flags, known
        return final

    def _other_costs(self, facts: Any) -> None:
        """Fees of the line, and those in percent of its value."""
        facts["other_costs"] = facts["fees"]
        for cost in self.settings.costs:
            if cost.per == "percent":
                facts["other_costs"] = facts["other_costs"] + percent_cost(cost, facts["dutiable_value"])

    def add(self, target: NDArray[np.int64], run: NDArray[Any], values: Any) -> None:
        """Add line values to their orders: first by runs (consecutive lines), then by order."""
        starts = np.flatnonzero(np.diff(run, prepend=-1))
        each = np.ones(len(run), np.int64) if values is None else np.asarray(values, np.int64)
        np.add.at(target, self.orders.of_run[run[starts]], np.add.reduceat(each, starts))

    def cell(self, number: int, i: int, name: str) -> str:
        """A cell of the user's by canonical column; empty if the file does not have it."""
        at = self.chunk_source[number].fields.get(name)
        return "" if at is None else (self.spool.cells(number).column(at)[i].as_py() or "").strip()

    def outcome(self) -> NDArray[np.int8]:
        """Of each order: refused if its route or a line is, else estimated if a line is, else complete."""
        estimating = sum(1 << bit for bit, check in enumerate(LINE_CHECKS) if check.effect == "estimated")
        refusing = sum(1 << bit for bit, check in enumerate(ORDER_CHECKS) if check.effect == "refused")
        refused = (self.orders.facts["route"] == REFUSED) | ((self.order_flags & refusing) != 0)
        unsure = sum(1 << bit for bit, check in enumerate(ORDER_CHECKS) if check.effect == "estimated")
        estimated = ((self.line_flags & estimating) != 0) | ((self.order_flags & unsure) != 0)
        return np.where(refused, NOT_LAWFUL, estimated.astype(np.int8)).astype(np.int8)
