"""The ledger against a plain dict: post, again, correct, reverse, return, forget, crash, reopen, new key, export."""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cbec_cli.engine.errors import CannotRun
from cbec_cli.ledger import Restoration, init_ledger, open_ledger
from cbec_cli.ledger.keys import Key
from cbec_cli.ledger.offered import offered
from cbec_cli.ledger.transfer import export, restore

LIMIT = 2_600_000
DAYS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 1)]
LATER = date(2026, 7, 1)
PEOPLE = ["110105199001011230", "110105199001021231", "E12345678"]

Name = tuple[str, str]
Row = tuple[str, str, str, date, int]


@dataclass
class Known:
    """An order as the model knows it; `buyer` is None once that person is forgotten."""

    buyer: str | None
    day: date
    fen: int
    returns: dict[str, int] = field(default_factory=dict)
    reversed: int = 0

    @property
    def taken_back(self) -> int:
        return sum(self.returns.values()) + self.reversed

    @property
    def left(self) -> int:
        return self.fen - self.taken_back


contents = (
    st.sampled_from(PEOPLE),
    st.sampled_from(DAYS),
    st.sampled_from([0, 1, 99, 400_000, 1_300_000, 2_599_999]),
)
an_order = st.tuples(st.sampled_from(["", "P", "Q"]), st.sampled_from(["1", "2", "3", "4"]), *contents)
a_batch = st.lists(an_order, max_size=6, unique_by=lambda order: order[:2])


class CrashError(Exception):
    """The process ends here."""


class LedgerMachine(RuleBasedStateMachine):
    """Every step is done to the ledger and to a dict; then both must say the same."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cbec-machine-"))
        self.path, self.keys, self.files = self.folder / "1.sqlite", 1, 1
        self.book = init_ledger(self.path, self.key)
        self.orders: dict[Name, Known] = {}

    @property
    def key(self) -> Key:
        return Key(f"key number {self.keys} of the machine".encode())

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.book.close()
            shutil.rmtree(self.folder)

    # -- the model ------------------------------------------------------------------------------------------------

    def used(self, person: str, year: int, without: set[Name] = frozenset()) -> int:  # type: ignore[assignment]
        known = ((name, order) for name, order in self.orders.items() if name not in without)
        return sum(each.left for _, each in known if each.buyer == person and each.day.year == year)

    def same(self, name: Name, person: str, day: date, fen: int) -> bool:
        known = self.orders[name]
        return known.fen == fen and known.day == day and known.buyer in (None, person)

    def doubtful(self, name: Name) -> bool:
        """The number is known with a platform and offered without one, or the other way round."""
        return any(
            other[1] == name[1] and other[0] != name[0] and not (other[0] and name[0]) and known.left > 0
            for other, known in self.orders.items()
        )

    def expected(self, batch: list[Row], *, replace: bool, released: bool) -> dict[Name, Known] | None:
        """The orders after posting a batch; None if it has a conflict."""
        given = {order[:2]: order for order in batch}
        twice = {name for name in given if any(n == name[1] and p != name[0] and not (p and name[0]) for p, n in given)}
        asking = {name for name in given if name not in twice}
        changed = {name for name in asking if name in self.orders and not self.same(name, *given[name][2:])}
        new = {name for name in asking if name not in self.orders}
        if any(self.doubtful(name) for name in new) or (changed and not replace):
            return None
        if any(given[name][4] < self.orders[name].taken_back for name in changed):
            return None
        after = dict(self.orders)
        added: dict[tuple[str, int], int] = {}
        order = {name: place for place, name in enumerate(given)}
        days = {name: given[name][3] for name in asking}
        for name in sorted(
            changed | new, key=lambda n: (n not in changed, days[n] if n not in changed else days[n].min, order[n])
        ):
            _, _, person, day, fen = given[name]
            back = self.orders[name].returns if name in changed else {}
            reversed_ = self.orders[name].reversed if name in changed else 0
            room = fen - sum(back.values()) - reversed_
            place = person, day.year
            reached = self.used(person, day.year, changed) + added.get(place, 0) + room
            if reached > LIMIT and not released:
                if name in changed:
                    return None
                continue
            added[place] = added.get(place, 0) + (room if reached <= LIMIT else 0)
            after[name] = Known(person, day, fen, dict(back), reversed_)
        return after

    # -- the steps ------------------------------------------------------------------------------------------------

    @rule(batch=a_batch, replace=st.booleans(), released=st.booleans(), times=st.sampled_from([1, 1, 2]))
    def post_some(self, batch: list[Row], replace: bool, released: bool, times: int) -> None:
        self.post(batch, replace=replace, released=released, times=times)

    def post(self, batch: list[Row], *, replace: bool, released: bool, times: int) -> None:
        after = self.expected(batch, replace=replace, released=released)
        rows = [(p, n, person, day.toordinal(), fen) for p, n, person, day, fen in batch]
        done = self.book.post(offered(rows, LIMIT), replace=replace, released=released)
        assert bool(done.conflicts_found) == (after is None)
        self.orders = self.orders if after is None else after
        for _ in range(times - 1):
            again = self.expected(batch, replace=replace, released=released)
            self.book.post(offered(rows, LIMIT), replace=replace, released=released)
            self.orders = self.orders if again is None else again

    @precondition(lambda self: self.orders)
    @rule(
        data=st.data(), reference=st.sampled_from(["R1", "R2", "R3"]), fen=st.sampled_from([1, 99, 300_000, 1_300_000])
    )
    def give_back(self, data: st.DataObject, reference: str, fen: int) -> None:
        name = data.draw(st.sampled_from(sorted(self.orders)))
        known = self.orders[name]
        fits = known.returns.get(reference) == fen or (reference not in known.returns and fen <= known.left)
        try:
            self.book.restore(*name, fen, "sent back", LATER, reference=reference)
        except CannotRun:
            assert not fits
        else:
            assert fits
            known.returns[reference] = fen

    @precondition(lambda self: self.orders)
    @rule(person=st.sampled_from(PEOPLE))
    def post_what_is_known_already(self, person: str) -> None:
        """Nothing happens; an order of a forgotten buyer is known by its day and value alone."""
        batch = [(*name, known.buyer or person, known.day, known.fen) for name, known in self.orders.items()]
        rows = [(p, n, buyer, day.toordinal(), fen) for p, n, buyer, day, fen in batch]
        twice = {n for _, n, *_ in batch if sum(n == other for _, other, *_ in batch) > 1}
        some = [row for row in rows if row[1] not in twice]
        done = self.book.post(offered(some, LIMIT))
        assert (done.already, done.posted, done.conflicts_found) == (len(some), 0, 0)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        names = data.draw(st.lists(st.sampled_from(sorted(self.orders)), min_size=1, max_size=3))
        self.book.restore_all(Restoration(*name, LATER) for name in names)
        for name in names:
            self.orders[name].reversed += self.orders[name].left

    @rule()
    def reverse_what_is_not_there(self) -> None:
        try:
            self.book.restore_all(
                [*(Restoration(*name, LATER) for name in self.orders), Restoration("", "none", LATER)]
            )
        except CannotRun:
            return
        raise AssertionError("an unknown order was reversed")

    @rule(person=st.sampled_from(PEOPLE))
    def forget(self, person: str) -> None:
        self.book.forget(person, LATER)
        for known in self.orders.values():
            known.buyer = None if known.buyer == person else known.buyer

    @rule(batch=a_batch)
    def crash(self, batch: list[Row]) -> None:
        """What was not acknowledged is not there."""
        rows = [(p, f"lost {n}", person, day.toordinal(), fen) for p, n, person, day, fen in batch]
        with contextlib.suppress(CrashError), self.book.writing() as work:
            work.new_buyers([bytes(32)])
            from cbec_cli.ledger.posting import post_within
            from cbec_cli.ledger.standing import hashes_of

            orders = offered(rows, LIMIT)
            post_within(self.book, work, orders, hashes_of(self.book, orders), replace=True, released=True)
            raise CrashError
        self.reopen()

    @rule()
    def reopen(self) -> None:
        self.book.close()
        self.book = open_ledger(self.path, self.key)

    @rule()
    def change_key(self) -> None:
        self.keys += 1
        self.book.rekey(self.key)

    @rule()
    def move_by_export(self) -> None:
        text = io.BytesIO()
        assert export(self.book, text) == 0
        self.book.close()
        self.files += 1
        self.path = self.folder / f"{self.files}.sqlite"
        saved = self.folder / "saved.jsonl"
        saved.write_bytes(text.getvalue())
        self.book = init_ledger(self.path, self.key)
        restore(self.book, saved)

    @rule()
    def go_on_with_the_backup(self) -> None:
        self.files += 1
        copy = self.folder / f"{self.files}.sqlite"
        self.book.backup(copy)
        self.book.close()
        self.path = copy
        self.book = open_ledger(self.path, self.key)

    @rule()
    def verify(self) -> None:
        assert self.book.verify(str(self.book.head)).problems == []

    # -- both say the same ----------------------------------------------------------------------------------------

    @invariant()
    def totals_agree(self) -> None:
        if hasattr(self, "book"):
            for year in (2025, 2026):
                expected = {person: self.used(person, year) for person in PEOPLE}
                assert self.book.used(PEOPLE, year) == expected

    @invariant()
    def orders_agree(self) -> None:
        if hasattr(self, "book"):
            for name, known in self.orders.items():
                order = self.book.order(*name)
                assert order is not None
                assert (order.day, order.fen, order.left) == (known.day.isoformat(), known.fen, known.left)
                assert order.references == known.returns


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(max_examples=150, stateful_step_count=30)
