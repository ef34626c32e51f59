"""Posting: once however often, all or nothing, never summed silently, within the year of the order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from batches import LIMIT, PEOPLE, batch, sums
from hypothesis import given
from hypothesis import strategies as st
from readings import batch_of, write_rows

from cbec_cli.engine.errors import CannotRun
from cbec_cli.ledger import Ledger, Restoration
from cbec_cli.ledger.offered import Offered, offered
from cbec_cli.ledger.remaining import ABOVE, DIFFERS, FITS, POSTED, remaining, used_before, used_of
from cbec_cli.tables import arrow

if TYPE_CHECKING:
    from pathlib import Path

LI, HAN = PEOPLE[:2]
DAY = date(2026, 3, 22)
LATER = date(2026, 8, 1)


def order(
    number: str, yuan: float, buyer: str = LI, day: date = DAY, platform: str = ""
) -> tuple[str, str, str, int, int]:
    return platform, number, buyer, day.toordinal(), round(yuan * 100)


def some(*orders: tuple[str, str, str, int, int], said: dict[int, int] | None = None) -> Offered:
    made = offered(orders, LIMIT)
    for place, fen in (said or {}).items():
        made.said[place] = fen
    return made


def used(book: Ledger, year: int = 2026) -> tuple[int, int]:
    found = book.used([LI, HAN], year)
    return found[LI], found[HAN]


def test_a_batch_posted_twice_counts_once(book: Ledger) -> None:
    first, second = book.post(batch(1)), book.post(batch(1))
    assert (first.posted, first.already) == (30, 0)
    assert (second.posted, second.already) == (0, 30)
    assert second.head == first.head
    assert book.used(PEOPLE, 2026) == sums([1])


def test_the_same_number_on_two_platforms_is_two_orders(book: Ledger) -> None:
    book.post(some(order("1", 10, platform="P"), order("1", 20, platform="Q")))
    assert used(book) == (3_000, 0)


def test_the_same_number_with_and_without_a_platform_is_never_summed(book: Ledger) -> None:
    book.post(some(order("1", 10)))
    done = book.post(some(order("1", 10, platform="P"), order("2", 5)), replace=True)
    assert [(each.order_no, each.platform) for each in done.conflicts] == [("1", "P")]
    assert used(book) == (1_000, 0)
    done = book.post(some(order("3", 1), order("3", 1, platform="P"), order("3", 1, platform="Q"), order("4", 1)))
    assert (done.posted, done.left_out_found) == (1, 3)
    book.restore_all([Restoration("", "1", LATER)])
    assert book.post(some(order("1", 10, platform="P"))).posted == 1
    assert used(book) == (1_100, 0)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (order("1", 10.01), "posted with 10.00 of 2026-03-22, offered now with 10.01 of 2026-03-22"),
        (order("1", 10, HAN), "of another buyer"),
        (order("1", 10, day=date(2025, 12, 31)), "offered now with 10.00 of 2025-12-31"),
    ],
)
def test_a_changed_order_is_a_conflict_and_nothing_is_posted(
    book: Ledger, changed: tuple[str, str, str, int, int], words: str
) -> None:
    book.post(some(order("1", 10)))
    done = book.post(some(order("0", 7), changed, order("2", 7)))
    assert done.exit_status == 1
    assert [each.order_no for each in done.conflicts] == ["1"]
    assert words in done.conflicts[0].text
    assert used(book) == (1_000, 0)


def test_replace_settles_a_conflict(book: Ledger) -> None:
    book.post(some(order("1", 10)))
    changed = some(order("1", 12, HAN, date(2025, 12, 31)), order("2", 1))
    done = book.post(changed, replace=True)
    assert (done.posted, done.replaced, done.exit_status) == (1, 1, 0)
    assert (used(book), used(book, 2025)) == ((100, 0), (0, 1_200))
    assert book.post(changed).already == 2


def test_what_was_returned_stays_returned_when_the_order_is_corrected(book: Ledger) -> None:
    book.post(some(order("1", 10)))
    book.restore("", "1", 400, "sent back", LATER, reference="R1")
    book.post(some(order("1", 9, HAN)), replace=True)
    assert used(book) == (0, 500)
    done = book.post(some(order("1", 3, HAN), order("2", 1)), replace=True)
    assert "4.00 of it was taken back before" in done.conflicts[0].text
    assert used(book) == (0, 500)


def test_exactly_the_limit_fits_and_a_fen_more_does_not(book: Ledger) -> None:
    assert book.post(some(order("1", 25_000), order("2", 1_000))).posted == 2
    done = book.post(some(order("3", 0.01), order("4", 1, HAN)))
    assert (done.posted, [each.order_no for each in done.left_out], done.exit_status) == (1, ["3"], 1)
    assert "26000.01, above the annual limit 26000.00" in done.left_out[0].text
    assert "1313" in done.left_out[0].text
    assert used(book) == (LIMIT, 100)


def test_an_order_that_does_not_fit_leaves_room_for_a_smaller_one(book: Ledger) -> None:
    days = [date(2026, 1, day) for day in (1, 2, 3)]
    done = book.post(
        some(order("1", 20_000, day=days[0]), order("2", 7_000, day=days[1]), order("3", 6_000, day=days[2]))
    )
    assert [each.order_no for each in done.left_out] == ["2"]
    assert used(book) == (LIMIT, 0)


def test_released_orders_count_above_the_limit_too(book: Ledger) -> None:
    done = book.post(some(order("1", 26_000), order("2", 1)), released=True)
    assert (done.posted, [each.order_no for each in done.above], done.exit_status) == (2, ["2"], 0)
    assert used(book) == (LIMIT + 100, 0)


def test_a_correction_that_does_not_fit_is_a_conflict(book: Ledger) -> None:
    book.post(some(order("1", 20_000), order("2", 5_000)))
    done = book.post(some(order("2", 6_001), order("3", 1)), replace=True)
    assert "26001.00" in done.conflicts[0].text
    assert used(book) == (2_500_000, 0)


def test_a_correction_goes_before_new_orders(book: Ledger) -> None:
    book.post(some(order("1", 20_000, day=LATER)))
    done = book.post(some(order("0", 2_000), order("1", 25_000, day=LATER)), replace=True)
    assert ([each.order_no for each in done.left_out], done.replaced) == (["0"], 1)
    assert used(book) == (2_500_000, 0)


def test_what_was_returned_makes_room_for_a_correction(book: Ledger) -> None:
    book.post(some(order("1", 20_000), order("2", 6_000)))
    book.restore("", "1", 500_000, "sent back", LATER, reference="R1")
    assert book.post(some(order("1", 25_000)), replace=True).replaced == 1
    assert used(book) == (LIMIT, 0)


def test_each_calendar_year_begins_at_zero(book: Ledger) -> None:
    book.post(some(order("1", 26_000, day=date(2025, 12, 31)), order("2", 26_000, day=date(2026, 1, 1))))
    assert (used(book, 2025), used(book)) == ((LIMIT, 0), (LIMIT, 0))


def test_a_return_after_the_year_restores_the_old_year(book: Ledger) -> None:
    book.post(some(order("1", 26_000, day=date(2025, 12, 20)), order("2", 100, day=date(2026, 1, 2))))
    book.restore("", "1", 1_000_000, "sent back", date(2026, 1, 15), reference="R1")
    assert (used(book, 2025), used(book)) == ((1_600_000, 0), (10_000, 0))


def test_returns_in_several_steps_never_give_back_more_than_there_is(book: Ledger) -> None:
    book.post(some(order("1", 10)))
    for number, fen in (("R1", 300), ("R1", 300), ("R2", 700)):
        book.restore("", "1", fen, "sent back", LATER, reference=number)
    assert used(book) == (0, 0)
    with pytest.raises(CannotRun, match=r"0.01 cannot be given back, 0.00 of it still counts"):
        book.restore("", "1", 1, "sent back", LATER, reference="R3")
    with pytest.raises(CannotRun, match=r"return R1 was posted with 3.00, not 3.01"):
        book.restore("", "1", 301, "sent back", LATER, reference="R1")


def test_reversals_are_all_or_nothing(book: Ledger) -> None:
    book.post(some(order("1", 10), order("2", 20, platform="P")))
    with pytest.raises(CannotRun, match=r"order 2 is not in the ledger; check the number and --platform"):
        book.restore_all([Restoration("", "1", LATER), Restoration("", "2", LATER)])
    assert used(book) == (3_000, 0)


def test_a_reversed_order_stays_reversed_when_its_batch_comes_again(book: Ledger) -> None:
    book.post(some(order("1", 10)))
    for _ in range(2):
        (left,) = book.restore_all([Restoration("", "1", LATER, reason="cancelled")])
        assert left.left == 0
    assert book.post(some(order("1", 10))).already == 1
    assert used(book) == (0, 0)


def test_an_order_of_nothing_is_known_too(book: Ledger) -> None:
    assert book.post(some(order("gift", 0))).posted == 1
    assert book.post(some(order("gift", 0))).already == 1
    assert book.verify().problems == []


def test_what_the_file_says_of_the_year_counts_where_it_is_more(book: Ledger) -> None:
    """`year_to_date` may know of purchases that this ledger does not."""
    assert book.post(some(order("1", 1_000), order("2", 1), said={0: 2_500_000, 1: 2_500_000})).posted == 1
    assert book.post(some(order("3", 25_000.01), said={0: 0})).left_out_found == 1
    assert book.post(some(order("3", 25_000), said={0: 0})).posted == 1


# -- remaining --------------------------------------------------------------------------------------------------------


def test_remaining_knows_the_ledger_and_the_orders_before(book: Ledger) -> None:
    book.post(some(order("1", 20_000)))
    asked = some(order("1", 20_000), order("2", 4_000), order("3", 3_000), order("4", 2_000), order("5", 1, HAN))
    found = remaining(book, asked)
    assert found.verdict.tolist() == [POSTED, FITS, ABOVE, FITS, FITS]
    assert found.left.tolist() == [600_000, 600_000, 200_000, 200_000, LIMIT]
    assert remaining(book, some(order("1", 19_999))).verdict.tolist() == [DIFFERS]
    assert used(book) == (2_000_000, 0)


def test_used_before_leaves_out_the_orders_of_the_file_itself(book: Ledger) -> None:
    book.post(some(order("1", 100), order("2", 50), order("3", 7, HAN)))
    asked = some(order("2", 50), order("3", 8, HAN), order("9", 1), order("8", 1, PEOPLE[2]))
    assert used_before(book, asked).tolist() == [10_000, 0, 10_000, 0]


def test_a_batch_is_judged_with_the_ledger_without_its_own_orders(book: Ledger, tmp_path: Path) -> None:
    book.post(some(order("1", 100), order("2", 50), order("3", 7, HAN), order("4", 5, platform="P")))
    row = {"buyer_id": LI, "order_date": "2026-05-01", "hs_code": "8510100000", "qty": "1", "origin": "JP"}
    rows = [{**row, "order_no": number, "unit_price": price} for number, price in (("2", "60"), ("4", "9"), ("9", "1"))]
    judged = batch_of(write_rows(tmp_path / "orders.csv", rows))
    assert used_of(book, judged.orders).tolist() == [10_500, 10_500, 10_500]
    assert used_of(book, judged.orders, "P").tolist() == [15_000, 15_000, 15_000]
    assert used_of(book, judged.orders, "P", arrow.strings(["", "Q", ""])).tolist() == [15_500, 15_500, 15_500]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 1_500_000)), max_size=12))
def test_remaining_says_what_posting_does(
    tmp_path_factory: pytest.TempPathFactory, orders: list[tuple[int, int]]
) -> None:
    from cbec_cli.ledger import init_ledger
    from cbec_cli.ledger.keys import Key

    with init_ledger(tmp_path_factory.mktemp("r") / "l", Key(b"k" * 16)) as book:
        asked = offered([("", str(i), PEOPLE[b], DAY.toordinal() + i, fen) for i, (b, fen) in enumerate(orders)], LIMIT)
        fits = [str(i) for i, verdict in enumerate(remaining(book, asked).verdict.tolist()) if verdict == FITS]
        book.post(asked)
        assert [number for i in range(len(orders)) if book.order("", number := str(i))] == fits
