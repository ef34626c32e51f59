"""The declarations that returns are about: which order a return means, and what each line of it was declared as."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from cbec_cli.engine.mask import mask
from cbec_cli.rules.routes import CBEC, ESTIMATED, FULL_TAX, NOT_LAWFUL
from cbec_cli.tables import arrow
from cbec_cli.work.checking.result import Sheet
from cbec_cli.work.reasons import OrderReasons, line_reasons
from cbec_cli.work.reconciling.join import join
from cbec_cli.work.reconciling.own import KEYS, line_numbers
from cbec_cli.work.returns.orders import (
    HEAD,
    LINE,
    SURE,
    Match,
    Order,
    Row,
    amounts_of,
    coupon_of,
    day_of,
    folded,
    number_of,
    part_of_coupon,
)
from cbec_cli.work.returns.result import Amounts, Original, titled
from cbec_cli.work.returns.sold import sold
from cbec_cli.work.summary import data_of, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.batch import Batch
    from cbec_cli.work.reconcile import Listener
    from cbec_cli.work.returns.result import Claim
    from cbec_cli.work.returns.sold import Sold


class Originals:
    """A settled batch of declarations, asked for the orders that returns are about."""

    def __init__(self, batch: Batch, listener: Listener, platform: str = "") -> None:
        """Settle a batch.

        Args:
            batch: the declarations, read but not settled.
            listener: what listened while they were read.
            platform: code of the platform of orders that do not name it.
        """
        batch.settle()
        self.batch, self._own, self._platform = batch, listener.own(batch), platform
        self._outcome = batch.outcome()
        self._reasons = OrderReasons(batch)
        self._numbers = line_numbers(batch)
        self._files = self._files_of_orders()
        self._faults: dict[tuple[str, int], str] = {}

    # -- what reports say of the files -------------------------------------------------------------------------------

    @property
    def files(self) -> list[str]:
        """Their names."""
        return [source.name for source in self.batch.sources]

    @property
    def findings(self) -> list[Finding]:
        """What reading found."""
        return self.batch.findings.kept

    def about(self) -> dict[str, Any]:
        """Where the lines come from."""
        return source_of(self.batch)

    def data(self) -> dict[str, Any]:
        """What their taxes rest on."""
        return data_of(self.batch)

    def sheets(self) -> list[Sheet]:
        """The tables they stand in."""
        lines: Counter[str] = Counter()
        for chunk, source in enumerate(self.batch.chunk_source):
            lines[source.name] += self.batch.spool.cells(chunk).num_rows
        return [
            Sheet(each.name, each.sheet, each.heading_row, each.headings, dict(each.fields), lines[each.name])
            for each in self.batch.sources
        ]

    def sold(self) -> Sold:
        """How much was declared in all."""
        return sold(self.batch)

    def close(self) -> None:
        """Let go of what was kept of them."""
        self.batch.spool.close()

    def _files_of_orders(self) -> NDArray[np.int64]:
        """In how many files the lines of each order stand."""
        batch = self.batch
        files = np.zeros(batch.orders.count, np.int64)
        for runs in np.split(batch.orders.of_run, batch.source_runs[1:]):
            files[np.unique(runs)] += 1
        return files

    # -- which order -------------------------------------------------------------------------------------------------

    def match(self, claims: Sequence[Claim]) -> list[Match]:
        """The order of each return: by the number of its list, else of the order."""
        keyed = _Keyed({name: _texts(claims, name) for name in KEYS})
        found = join(keyed, self._own)
        shared = {name: self._shared(name) for name in found.ambiguous}
        return [
            self._match(claim, int(order), disagree=bool(disagree), shared=shared)
            for claim, order, disagree in zip(claims, found.order, found.disagree, strict=True)
        ]

    def _shared(self, name: str) -> frozenset[str]:
        """Numbers that several of our orders share."""
        counts = pc.value_counts(self._own.keys[name].drop_null()).to_pylist()
        return frozenset(each["values"] for each in counts if each["counts"] > 1)

    def _match(self, claim: Claim, order: int, *, disagree: bool, shared: Mapping[str, frozenset[str]]) -> Match:
        if disagree:
            return Match(
                order,
                f"list {claim.text('invt_no')} and order {claim.text('order_no')} belong to different declarations",
                "correct one of the two numbers",
            )
        if order < 0:
            return nowhere(claim, shared)
        for name in KEYS[:2]:
            given, own = claim.text(name), self._key(name, order)
            if given and own and given != own:
                return Match(
                    order,
                    f"the return names {titled(name)} {given}, its declaration has {own}",
                    "correct one of the two numbers",
                )
        if self._files[order] > 1:
            return Match(
                order,
                f"order {self._key('order_no', order)} stands in several of the files of declarations",
                "give each declaration once",
            )
        return Match(order)

    def _key(self, name: str, order: int) -> str:
        """A number of an order; "" if it has none."""
        return str(self._own.keys[name][order].as_py() or "")

    # -- what was declared -------------------------------------------------------------------------------------------

    def orders(self, wanted: Iterable[int]) -> dict[int, Order]:
        """The orders of some indexes, with their lines."""
        indexes = np.unique(np.fromiter((i for i in wanted if i >= 0), np.int64))
        found = {int(i): Order() for i in indexes}
        for chunk in range(self.batch.spool.count):
            at = np.flatnonzero(np.isin(self.batch.spool.arrays(chunk, "value")["order"], indexes))
            if len(at):
                self._take(chunk, at, found)
        for order in found.values():
            order.rows.sort(key=lambda each: (each.number, each.row))
        self._faults = self._unreadable()
        return found

    def _unreadable(self) -> dict[tuple[str, int], str]:
        """(file, row) → what is wrong with a cell that the taxes depend on."""
        found = {}
        for source in self.batch.sources:
            sure = {source.headings[at] for name, at in source.fields.items() if name in SURE}
            for finding in self.batch.findings.kept:
                if finding.file == source.name and finding.severity == "error" and finding.column in {*sure, ""}:
                    found[finding.file, finding.row or 0] = f"{finding.column}: {finding.message}".lstrip(": ")
        return found

    def _take(self, chunk: int, at: NDArray[Any], found: Mapping[int, Order]) -> None:
        """Take some lines of a chunk into their orders."""
        batch = self.batch
        arrays = batch.spool.arrays(chunk, "read", "value", "final")
        source, cells = batch.chunk_source[chunk], batch.spool.cells(chunk)
        taken = {
            name: arrow.one(cells.column(source.fields[name])).take(arrow.whole_array(at)).to_pylist()
            for name in (*HEAD, *LINE)
            if name in source.fields
        }
        heads, lines = ([name for name in names if name in taken] for names in (HEAD, LINE))
        for place, i in enumerate(at.tolist()):
            order = found[int(arrays["order"][i])]
            for name in heads:
                if name not in order.head and (text := folded(name, taken[name][place])):
                    order.head[name] = text
            if platform := folded("ebp_code", taken["ebp_code"][place] if "ebp_code" in taken else None):
                order.platforms[platform] = None
            own = {name: text for name in lines if (text := taken[name][place])}
            order.rows.append(self._row(chunk, i, arrays, own, order.head))

    def _row(
        self, chunk: int, i: int, arrays: Mapping[str, NDArray[Any]], cells: Mapping[str, str], head: Mapping[str, str]
    ) -> Row:
        return Row(
            order=int(arrays["order"][i]),
            number=int(self._numbers[chunk][i]),
            file=self.batch.chunk_source[chunk].name,
            row=int(arrays["row"][i]),
            cells=cells,
            sku=folded("sku", cells.get("sku")),
            hs_code=folded("hs_code", cells.get("hs_code")),
            known=bool(arrays["known"][i]),
            amounts=amounts_of(arrays, i, cells),
            goods_value=int(arrays["goods_value"][i]),
            order_coupon=coupon_of(arrays, i, head, "order_coupon"),
            assumed=tuple(
                str(each)
                for each in (line_reasons(self.batch, chunk, i) if arrays["flags"][i] else ())
                if each.effect == "estimated"
            ),
        )

    def line(self, order: Order, row: Row) -> Original:
        """One line of an order as it was declared."""
        orders, head = self.batch.orders, order.head
        declared, ordered = day_of(head.get("declared_on")), day_of(head.get("order_date"))
        counted = ordered or declared
        why_not = self._why_not(order, row)
        return Original(
            file=row.file,
            row=row.row,
            order_no=self._key("order_no", row.order),
            platform=head.get("ebp_code", self._platform),
            invt_no=self._key("invt_no", row.order),
            line_no=row.number,
            sku=row.sku,
            hs_code=row.hs_code,
            name=folded("name", row.cells.get("name")),
            unit=folded("unit", row.cells.get("unit")),
            quantity=number_of(row.cells.get("qty")) or 0,
            mode=orders.mode_texts[int(orders.mode[row.order])],
            declared_on=declared,
            ordered_on=ordered,
            year=counted.year if counted else None,
            counts=int(orders.facts["route"][row.order]) in (CBEC, FULL_TAX),
            amounts=None if why_not else row.amounts - Amounts(price=part_of_coupon(order.rows, row)),
            why_not=why_not,
            estimated="; ".join(row.assumed) if self._outcome[row.order] == ESTIMATED else "",
            region=mask("address", head.get("consignee_address", "")).rstrip("*"),
            net_weight=number_of(row.cells.get("net_weight")),
            office=head.get("customs_code", ""),
        )

    def _why_not(self, order: Order, row: Row) -> str:
        """Why the taxes of a line are not known; "" if they are."""
        faults = [text for each in order.rows if (text := self._faults.get((each.file, each.row)))]
        if faults:
            return f"a cell of the declaration cannot be read ({faults[0]})"
        if self._outcome[row.order] == NOT_LAWFUL:
            reasons = self._reasons(row.order)
            said = [str(each) for each in reasons if each.effect == "refused" or each.severity == "error"]
            return said[0] if said else "the order has no lawful route (`cbec landed-cost` says why)"
        return "" if row.known else "the taxes of the line cannot be computed"


@dataclass(frozen=True, slots=True)
class _Keyed:
    """Numbers of returns, in the shape a join asks for."""

    texts: dict[str, pa.StringArray]

    def __len__(self) -> int:
        return len(self.texts[KEYS[0]])


def nowhere(claim: Claim, shared: Mapping[str, frozenset[str]]) -> Match:
    """Why no order was found: it is not there, or it cannot be told."""
    for name, numbers in shared.items():
        if claim.text(name) in numbers:
            return Match(
                -1,
                f"several orders of the declarations have {titled(name)} {claim.text(name)}",
                "give the order number as well, or one file for each platform",
            )
    if claim.lost & {"invt_no", "order_no", "row"}:
        return Match(-1, "the number of the list cannot be read", "correct the cell")
    if not (claim.text("invt_no") or claim.text("order_no")):
        return Match(-1, "the row names neither a list nor an order", "give invt_no (清单编号) or order_no (订单编号)")
    return Match(-1)


def _texts(claims: Sequence[Claim], name: str) -> pa.StringArray:
    """A column of texts of returns, null where there is none."""
    return arrow.strings([claim.text(name) or None for claim in claims])
