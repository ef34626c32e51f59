"""Orders out of lines: what the cells of an order say together, and what its day's law says about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pyarrow.compute as pc

from cbec_cli.engine.today import today
from cbec_cli.rules.routes import IMPORT_MODES
from cbec_cli.tables import arrow
from cbec_cli.tables.groups import Names, differs, either, first_filled, row_names, run_starts, shown_name, take
from cbec_cli.work.cells import fen_of
from cbec_cli.work.lines import Categories, known, number
from cbec_cli.work.plan import DATED, NO_LEDGER, START

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.law.dated import Law
    from cbec_cli.tables.facts import Facts
    from cbec_cli.work.settings import Settings

MONEY = ("order_freight", "order_insurance", "order_discount", "year_to_date")
"""Amounts of an order, repeated on its lines or given once."""

DAYS = ("declared_on", "order_date")
_NOTHING = np.iinfo(np.int64).min


class Runs:
    """Collects, run by run (consecutive lines of one order), what an order needs to know."""

    def __init__(self) -> None:
        """No line seen yet."""
        self.order_no, self.buyer = Names(), Names()
        self.modes = Categories()
        self._columns: dict[str, list[NDArray[Any]]] = {}
        self.count = 0

    def add(
        self, facts: Facts, rows: NDArray[np.int64], arrays: dict[str, NDArray[Any]], source: int
    ) -> NDArray[np.int64]:
        """Take in a chunk of the source of that number; gives the run of each line."""
        order_no = facts.texts.get("order_no")
        named = order_no if order_no is not None else row_names(rows, source)
        starts = run_starts(named)
        places = np.flatnonzero(starts)
        names = take(named, places)
        self.order_no.add(either(names, row_names(rows[places], source)) if names.null_count else names)
        self._reduce(facts, arrays, starts, places, rows)
        first = self.count
        self.count += len(places)
        return first + np.cumsum(starts) - 1

    def _reduce(
        self,
        facts: Facts,
        arrays: dict[str, NDArray[Any]],
        starts: NDArray[np.bool_],
        places: NDArray[Any],
        rows: NDArray[np.int64],
    ) -> None:
        """One value for each run, and whether its lines disagree."""
        differ = np.zeros(len(places), np.int64)
        for bit, name in enumerate(MONEY):
            if name not in facts.numbers:
                continue
            p, q = (1, 1) if name == "year_to_date" else (arrays["fx_p"], arrays["fx_q"])
            cells = np.where(known(facts, name), fen_of(number(facts, name), p, q), _NOTHING)
            self._put(name, _one_value(cells, places, differ, bit))
        for bit, name in enumerate(DAYS, start=len(MONEY)):
            if name in facts.days:
                days = facts.days[name].astype(np.int64)
                self._put(name, _one_value(np.where(days == 0, _NOTHING, days), places, differ, bit))
        if "mode" in facts.categories:
            modes = self.modes.number("mode", facts).astype(np.int64)
            bit = len(MONEY) + len(DAYS)
            self._put("mode", _one_value(np.where(modes < 0, _NOTHING, modes), places, differ, bit))
        self._buyers(facts, starts, places, differ)
        self._put("differ", differ)
        self._put("first_row", rows[places])

    def _buyers(self, facts: Facts, starts: NDArray[np.bool_], places: NDArray[Any], differ: NDArray[np.int64]) -> None:
        buyers = facts.texts.get("buyer_id")
        if buyers is None:
            self.buyer.add(arrow.strings([None] * len(places)))
            return
        first = first_filled(buyers, places)
        self.buyer.add(first)
        run = np.cumsum(starts) - 1
        changes = np.flatnonzero(differs(buyers, take(first, run)))
        np.bitwise_or.at(differ, run[changes], 1 << len(DISAGREE) - 1)

    def _put(self, name: str, column: NDArray[Any]) -> None:
        self._columns.setdefault(name, []).append(column)

    def column(self, name: str) -> NDArray[Any]:
        """A column over all runs; one the file does not have is unknown everywhere and takes no room."""
        parts = self._columns.pop(name, None)
        return np.concatenate(parts) if parts else _everywhere(_NOTHING, self.count)


def _everywhere(value: int, length: int) -> NDArray[np.int64]:
    """A column of one value that takes no room."""
    return np.broadcast_to(np.int64(value), (length,))


def _known_or(values: NDArray[np.int64], otherwise: Any) -> NDArray[np.int64]:
    """The values, and something else where they are unknown."""
    if values.strides == (0,) and isinstance(otherwise, int):
        return _everywhere(otherwise if len(values) and values[0] == _NOTHING else int(values[:1].sum()), len(values))
    return np.where(values == _NOTHING, otherwise, values)


DISAGREE = (*MONEY, *DAYS, "mode", "buyer_id")
"""Bits of `differ`: which cells of an order disagree."""


def _one_value(
    cells: NDArray[np.int64], places: NDArray[Any], differ: NDArray[np.int64], bit: int
) -> NDArray[np.int64]:
    """The value of each run among its filled cells (the largest, if they disagree: then the bit is set)."""
    high = np.maximum.reduceat(cells, places)
    low = np.minimum.reduceat(np.where(cells == _NOTHING, np.iinfo(np.int64).max, cells), places)
    differ |= ((high != low) & (high != _NOTHING)).astype(np.int64) << bit
    return high


class OrderTable:
    """Columns over orders: the facts order rules read. `facts` is what `Register.compute` works on."""

    def __init__(self, runs: Runs, law: Law, settings: Settings, changes: tuple[date, ...]) -> None:
        """Join the runs of each order; `changes` are the days on which law or tariff change."""
        self.of_run, self.order_no = runs.order_no.number()
        self.count = len(self.order_no)
        buyer_of_run, self.buyers = runs.buyer.number()
        self.first_row = self._first(runs.column("first_row"))
        self.differ = np.zeros(self.count, np.int64)
        np.bitwise_or.at(self.differ, self.of_run, runs.column("differ"))
        values = {name: self._join(runs.column(name), bit) for bit, name in enumerate((*MONEY, *DAYS, "mode"))}
        self.buyer = self._join(np.where(buyer_of_run < 0, _NOTHING, buyer_of_run.astype(np.int64)), len(DISAGREE) - 1)
        self.money = {name: _known_or(values[name], 0) for name in MONEY}
        self.year_known = values["year_to_date"] != _NOTHING
        self.order_day = _known_or(values["order_date"], 0)
        self.day = self._law_day(values, settings)
        self.mode_texts = [*runs.modes.texts.get("mode", []), ""]
        self.mode = _known_or(values["mode"], -1)
        self.facts: dict[str, Any] = {**NO_LEDGER, **self._dated(law, changes)}
        self._modes()

    def take_years(self, bought: NDArray[np.int64]) -> None:
        """Replace what the file says of the buyers' years; what it said is kept to be compared.

        Args:
            bought: fen each order's buyer has bought in its year, without the orders of this batch.
        """
        known = self.buyer >= 0
        said = self.money["year_to_date"]
        self.facts.update(year_in_file=said, year_in_ledger=bought, year_compared=self.year_known & known)
        self.money["year_to_date"] = np.where(known, bought, said)
        self.year_known = self.year_known | known

    def _first(self, rows: NDArray[Any]) -> NDArray[np.int64]:
        """Row of the first line of each order."""
        first = np.zeros(self.count, np.int64)
        first[self.of_run[::-1]] = rows[::-1]
        return first

    def _join(self, runs: NDArray[np.int64], bit: int) -> NDArray[np.int64]:
        """The value of each order among its runs that have one; sets the bit where they disagree."""
        if len(runs) == self.count:  # every order is one run, in this very order
            return runs
        if runs.strides == (0,):
            return _everywhere(int(runs[0]), self.count)
        high = np.full(self.count, _NOTHING)
        np.maximum.at(high, self.of_run, runs)
        low = np.full(self.count, np.iinfo(np.int64).max)
        np.minimum.at(low, self.of_run, np.where(runs == _NOTHING, np.iinfo(np.int64).max, runs))
        self.differ |= ((high != low) & (high != _NOTHING)).astype(np.int64) << bit
        return high

    def _law_day(self, values: dict[str, NDArray[np.int64]], settings: Settings) -> NDArray[np.int64]:
        """The day whose law applies: declaration, else --on, else the order's own date, else today."""
        if settings.on is not None:
            return _known_or(values["declared_on"], settings.on.toordinal())
        ordered = _known_or(values["order_date"], today().toordinal())
        return ordered if values["declared_on"].strides == (0,) else _known_or(values["declared_on"], ordered)

    def _dated(self, law: Law, changes: tuple[date, ...]) -> dict[str, Any]:
        """Figures of the law on each order's day; a figure that is the same for all stays one int."""
        starts = np.array([day.toordinal() for day in changes], np.int64)
        first_day = int(self.day.min(initial=START.toordinal() + 10**6))
        passed = self.day - first_day  # days are few: look each one up once
        before = self.day < START.toordinal()
        facts: dict[str, Any] = {"before_start": before if before.any() else False}
        calendar = np.flatnonzero(np.bincount(passed)) if self.count else np.zeros(0, np.int64)
        _, first, number = np.unique(
            np.searchsorted(starts, calendar + first_day, side="right"), return_index=True, return_inverse=True
        )
        table = np.zeros(len(calendar) and int(calendar[-1]) + 1, np.int16)
        table[calendar] = number
        self.era = table[passed]
        self.era_days = [max(date.fromordinal(int(calendar[i]) + first_day), START) for i in first]
        for name in DATED:
            figures = [law.number(name, day) for day in self.era_days]
            same = len(set(figures)) == 1
            facts[name] = figures[0] if same else np.array(figures, np.int64)[self.era]
        return facts

    def _modes(self) -> None:
        """What the supervision mode says: general trade, an import mode at all; no mode means CBEC."""
        imports = np.array([text in IMPORT_MODES for text in self.mode_texts[:-1]] + [True], np.bool_)
        general = np.array([text == "0110" for text in self.mode_texts], np.bool_)
        self.facts["import_mode"] = imports[self.mode]
        self.facts["general_mode"] = general[self.mode]
        self.facts["lines_disagree"] = self.differ > 0

    def text(self, name: str, i: int) -> str:
        """Words about order `i` for messages."""
        if name == "day":
            return date.fromordinal(int(self.day[i])).isoformat()
        if name == "mode_text":
            return self.mode_texts[int(self.mode[i])]
        if name == "disagreeing":
            return ", ".join(each for bit, each in enumerate(DISAGREE) if self.differ[i] >> bit & 1)
        raise KeyError(name)

    def buyer_text(self, i: int) -> str:
        """The buyer's ID as given; empty if unknown."""
        place = int(self.buyer[i])
        return "" if place < 0 else str(self.buyers[place].as_py())


def texts_of(array: pa.StringArray) -> list[str]:
    """An Arrow array of texts as a list; null is empty."""
    filled: list[str] = pc.fill_null(array, "").to_pylist()
    return filled


class Texts(Sequence[str]):
    """An Arrow array of texts read like a list, without a Python object per text before it is asked for."""

    def __init__(self, array: pa.StringArray) -> None:
        """Null is read as empty."""
        self._array = array

    def __len__(self) -> int:
        """How many texts."""
        return len(self._array)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        """One text, or a list of some."""
        if isinstance(place, slice):
            return [shown_name(text) for text in texts_of(self._array[place])]
        return shown_name(self._array[place].as_py() or "")

    def __iter__(self) -> Iterator[str]:
        """All of them."""
        return map(shown_name, texts_of(self._array))
