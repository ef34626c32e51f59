"""Orders of a file as they are offered to a ledger: read and judged by the batch, told apart by platform and number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.mask import mask
from cbec_cli.rules.routes import GENERAL_TRADE, PARCEL
from cbec_cli.tables import arrow
from cbec_cli.tables.columns import COLUMNS, COSTING
from cbec_cli.tables.groups import arrow_codes, either, first_filled, run_starts, take
from cbec_cli.tables.spool import Spool
from cbec_cli.work.batch import Batch
from cbec_cli.work.reasons import OrderReasons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from cbec_cli.law.dated import Law
    from cbec_cli.law.tariff import Tariff
    from cbec_cli.tables.facts import Facts
    from cbec_cli.tables.source import Source
    from cbec_cli.tables.spool import Arrays
    from cbec_cli.work.settings import Settings

COUNTS, OUTSIDE, REFUSED = range(3)
"""CBEC within the limits or one article in full tax; general trade, which no year counts; no lawful CBEC order."""

REQUIRED = ("order_no", "buyer_id", "hs_code", "qty", "unit_price|total_price")
"""What orders need to be posted."""

MOST = 10_000
"""Orders told one by one; the rest is counted."""

_SEPARATOR = "\x1f"
_UNNAMED = "\0"
_BUDGET = 48 << 20

UNDATED = "no day of the order (下单日期) or of its declaration: which year it counts to is not known"
SEVERAL = "stands in several of these files; post the files one after the other"
OTHERWISE = "no lawful CBEC order; see `cbec check`"
NAMELESS = "no order number (订单编号)"
ANONYMOUS = "no ID number of the buyer (订购人证件号码)"
MASKED = "the buyer's ID number is masked; the ledger needs the whole number"


@dataclass(slots=True, repr=False)
class Offered:
    """Columns over orders, all of the same length. It holds identity numbers, so it shows itself nowhere.

    Attributes:
        keys: order number, and the platform after it if there is one; rows of a file without a number begin with NUL.
        buyer: number of the buyer among `buyers`, −1 unknown.
        buyers: their identity numbers.
        day: day of the order as ordinal, 0 unknown.
        fen: dutiable value.
        limit: annual limit of the order's day in fen.
        said: what the file says the buyer had bought before (`year_to_date`), in fen; −1 where it says nothing.
        state: COUNTS, OUTSIDE or REFUSED, without regard to the year.
        why: gives the reason for OUTSIDE and REFUSED.
        kind: `order`, or `opening` for balances brought in.
    """

    keys: pa.StringArray
    buyer: NDArray[np.int64]
    buyers: pa.StringArray
    day: NDArray[np.int64]
    fen: NDArray[np.int64]
    limit: NDArray[np.int64]
    said: NDArray[np.int64]
    state: NDArray[np.int8]
    why: Callable[[int], str]
    kind: str = "order"

    def __len__(self) -> int:
        """How many orders."""
        return len(self.keys)

    @property
    def year(self) -> NDArray[np.int64]:
        """Calendar year of each order."""
        return as_days(self.day).astype("datetime64[Y]").astype(np.int64) + 1970

    def name(self, i: int) -> tuple[str, str]:
        """Platform and number of order `i`."""
        return split(self.keys[i].as_py())


def as_days(ordinals: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Ordinals of days as numpy's days."""
    return np.datetime64("0001-01-01") + (ordinals - 1)


def split(key: str) -> tuple[str, str]:
    """Platform and number out of a key."""
    number, _, platform = key.partition(_SEPARATOR)
    return platform, number


def key_of(platform: str, order_no: str) -> str:
    """One text for platform and number; keys of one number stand together in sorted order."""
    return f"{order_no}{_SEPARATOR}{platform}" if platform else order_no


def keys_of(numbers: pa.StringArray, platforms: pa.StringArray | None, platform: str = "") -> pa.StringArray:
    """Keys of many orders; null where there is no number.

    Args:
        numbers: order numbers.
        platforms: code of the platform of each, null where it is not given.
        platform: code where it is not given.

    Raises:
        CannotRun: a number holds the character that sets the two apart.
    """
    if arrow.holds(numbers, _SEPARATOR.encode()):
        raise CannotRun("an order number holds a control character (unit separator)", "remove it")
    given: Any = platforms
    if platform:
        default = arrow.word(platform)
        given = default if platforms is None else pc.fill_null(platforms, default)
    if given is None:
        return numbers
    return either(pc.binary_join_element_wise(numbers, given, arrow.word(_SEPARATOR)), numbers)


def offered(rows: Iterable[tuple[str, str, str, int, int]], limit: int, kind: str = "order") -> Offered:
    """Plain rows as orders that count.

    Args:
        rows: platform, order number, ID number, day (ordinal), fen.
        limit: annual limit in fen.
        kind: see `Offered`.
    """
    table = list(rows)
    identities = list(dict.fromkeys(identity for _, _, identity, _, _ in table))
    place = {identity: i for i, identity in enumerate(identities)}
    length = len(table)
    return Offered(
        keys=arrow.strings([key_of(platform, number) for platform, number, *_ in table]),
        buyer=np.array([place[identity] for _, _, identity, _, _ in table], np.int64),
        buyers=arrow.strings(identities),
        day=np.array([day for *_, day, _ in table], np.int64),
        fen=np.array([fen for *_, fen in table], np.int64),
        limit=np.full(length, limit, np.int64),
        said=np.full(length, -1, np.int64),
        state=np.full(length, COUNTS, np.int8),
        why=lambda _: "",
        kind=kind,
    )


# -- files ------------------------------------------------------------------------------------------------------------


class OrderFiles:
    """Reads files of order lines into a batch that keeps no identity number on the disk.

    Args:
        law, tariff, settings: what the batch judges by.
        platform: code of the platform where the file does not name it.
        keep_cells: keep the user's cells, personal ones masked; else only what messages need.
    """

    def __init__(
        self, law: Law, tariff: Tariff, settings: Settings, *, platform: str = "", keep_cells: bool = False
    ) -> None:
        """Nothing read yet."""
        self._platforms = _Platforms(platform)
        self.batch = Batch(law, tariff, settings, listener=self._platforms)
        self._spool = self.batch.spool = _QuietSpool(keep_cells=keep_cells)

    def read(self, source: Source, progress: Callable[[int], None] = lambda _: None) -> None:
        """Read a file; see `Batch.read`.

        Raises:
            CannotRun: it gives no day to any order, or it is standard input.
        """
        if source.name == "stdin":
            raise CannotRun(
                "standard input would have to be kept in a temporary file, with the ID numbers in it", "name a file"
            )
        if self.batch.settings.on is None and not {"order_date", "declared_on"} & source.fields.keys():
            raise CannotRun(
                f"{source.name}: no day of the order (order_date, 下单日期), so no year to count it to",
                "add the column, or give the day of all orders with --on 2026-11-23",
            )
        self._spool.source = source
        self.batch.read(source, progress)

    def settle(self) -> Offered:
        """The orders of everything read."""
        batch = self.batch
        batch.settle()
        orders, facts = batch.orders, batch.orders.facts
        barred = ("barred", "several_articles_above_the_limit", "one_article_at_the_annual_limit")
        refused = np.logical_or.reduce([np.broadcast_to(np.asarray(facts[name]), orders.count) for name in barred])
        outside = (facts["route"] == GENERAL_TRADE) | (facts["route"] == PARCEL)
        faults = {
            NAMELESS: arrow.bools(pc.starts_with(orders.order_no, _UNNAMED)),
            UNDATED: (orders.order_day <= 0) & ~self._platforms.declared(orders.of_run, orders.count),
            ANONYMOUS: orders.buyer < 0,
            MASKED: _masked(orders.buyers, orders.buyer),
            SEVERAL: self._in_several_files(),
        }
        if batch.settings.on is not None:
            del faults[UNDATED]
        state = np.where(refused, REFUSED, np.where(outside, OUTSIDE, COUNTS))
        for fault in faults.values():
            state[fault & (state == COUNTS)] = REFUSED
        found = Offered(
            keys=orders.order_no,
            buyer=np.where(orders.buyer < 0, -1, orders.buyer),
            buyers=orders.buyers,
            day=np.where(orders.order_day > 0, orders.order_day, orders.day),
            fen=facts["order_value"],
            limit=np.broadcast_to(np.asarray(facts["annual_limit"]), orders.count),
            said=np.where(orders.year_known, orders.money["year_to_date"], -1),
            state=state.astype(np.int8),
            why=_Why(batch, refused | outside, faults),
        )
        facts.clear()  # nobody asks for taxes any more, and they take most of the room
        batch.sums.clear()
        return found

    def _in_several_files(self) -> NDArray[np.bool_]:
        """Orders whose lines stand in more than one file: a batch adds them up, though they may be the same lines."""
        batch = self.batch
        files = np.zeros(batch.orders.count, np.int64)
        for runs in np.split(batch.orders.of_run, batch.source_runs[1:]):
            files[np.unique(runs)] += 1
        return files > 1


def _masked(buyers: pa.StringArray, buyer: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whose ID number has stars in it."""
    if not arrow.holds(buyers, b"*"):
        return np.zeros(len(buyer), np.bool_)
    starred = np.append(["*" in text for text in buyers.to_pylist()], [False])
    return cast("NDArray[np.bool_]", starred[np.where(buyer < 0, len(starred) - 1, buyer)])


class _Why:
    """Why orders do not count: those a report names, so that what a batch knows besides need not be kept."""

    def __init__(self, batch: Batch, judged: NDArray[np.bool_], faults: dict[str, NDArray[np.bool_]]) -> None:
        reasons, self._faults = OrderReasons(batch), faults
        some = np.flatnonzero(judged)[:MOST].tolist()
        self._texts = {i: "; ".join(str(reason) for reason in reasons(i)[:1]) for i in some}

    def __call__(self, i: int) -> str:
        return self._texts.get(i) or next((text for text, fault in self._faults.items() if fault[i]), OTHERWISE)


class _Platforms:
    """Puts the platform beside the order number, so that a batch tells orders of two platforms apart."""

    columns = COSTING | {"ebp_code"}

    def __init__(self, platform: str) -> None:
        self._default = platform
        self._declared: list[NDArray[np.int64]] = []

    def prepare(self, facts: Facts) -> None:
        """Complete the order numbers of a chunk; a platform given on some lines of an order goes for all of them."""
        numbers, platforms = facts.texts.get("order_no"), facts.texts.get("ebp_code")
        if numbers is None:
            return
        if platforms is not None and platforms.null_count:
            starts = run_starts(numbers)
            first = first_filled(platforms, np.flatnonzero(starts))
            platforms = either(platforms, take(first, np.cumsum(starts) - 1))
        facts.texts["order_no"] = keys_of(numbers, platforms, self._default)

    def take(self, spool: Spool, chunk: int, facts: Facts, arrays: Arrays) -> None:
        """Note which orders give the day of their declaration."""
        del spool, chunk
        if (days := facts.days.get("declared_on")) is not None:
            self._declared.append(np.unique(arrays["run"][days > 0]))

    def declared(self, of_run: NDArray[Any], count: int) -> NDArray[np.bool_]:
        """Which orders do."""
        found = np.zeros(count, np.bool_)
        for runs in self._declared:
            found[of_run[runs]] = True
        return found


class _QuietSpool(Spool):
    """Keeps no identity number: personal cells are masked, or all cells left out but those that messages name.

    Cells never go to the disk, because a column cbec does not know may be personal too.
    """

    def __init__(self, *, keep_cells: bool) -> None:
        super().__init__(_BUDGET)
        self._keep_cells = keep_cells
        self._cells: dict[int, pa.Table] = {}
        self.source: Source | None = None

    def keep(self, number: int, stage: str, table: pa.Table) -> None:
        """Keep what may be kept of the cells of a chunk."""
        if stage != "cells" or self.source is None:
            super().keep(number, stage, table)
            return
        names = {place: name for name, place in self.source.fields.items()}
        hide = _masked_cells if self._keep_cells else _left_out
        columns = [hide(names.get(i, ""), arrow.one(cells)) for i, cells in enumerate(table.columns)]
        self._cells[number] = pa.Table.from_arrays(columns, names=table.column_names)

    def cells(self, number: int, stage: str = "cells") -> pa.Table:
        """See `Spool.cells`."""
        return self._cells[number] if stage == "cells" else super().cells(number, stage)

    def close(self) -> None:
        """See `Spool.close`."""
        self._cells.clear()
        super().close()


_NAMED = frozenset(("line_no", "order_no"))
_PERSONAL = {each.name: each.personal for each in COLUMNS if each.personal}


def _left_out(name: str, cells: pa.StringArray) -> pa.StringArray:
    return cells if name in _NAMED else pa.nulls(len(cells), pa.string())


def _masked_cells(name: str, cells: pa.StringArray) -> pa.StringArray:
    """The cells, masked if the column is personal; an empty cell stays empty."""
    if name not in _PERSONAL:
        return cells
    kind, encoded = _PERSONAL[name], cells.dictionary_encode()
    masks = arrow.strings([*(mask(kind, text) for text in encoded.dictionary.to_pylist()), None])
    codes = arrow_codes(encoded.indices)
    return take(masks, np.where(codes < 0, len(masks) - 1, codes))
