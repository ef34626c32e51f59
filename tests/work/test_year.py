"""A buyer's year, order by order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.work.year import Purchases, year_before

LIMIT = 2_600_000
an_order = st.tuples(
    st.integers(-1, 2),  # buyer
    st.integers(2025, 2026),
    st.integers(1, 4),  # day
    st.integers(0, 1_500_000),
    st.booleans(),  # counts
    st.sampled_from([None, None, 0, 1_000_000]),
)
Row = tuple[int, int, int, int, bool, int | None]


def purchases(orders: list[Row]) -> Purchases:
    *columns, said = zip(*orders, strict=True)
    buyer, year, day, value, counts = (np.array(each) for each in columns)
    return Purchases(
        buyer=buyer,
        year=year,
        sequence=year * 1000 + day,
        value=value,
        counts=counts.astype(np.bool_),
        given=np.array([each or 0 for each in said]),
        known=np.array([each is not None for each in said]),
        limit=np.full(len(orders), LIMIT),
    )


@given(st.lists(an_order, min_size=1, max_size=12))
def test_as_somebody_would_count_it_by_hand(orders: list[Row]) -> None:
    """By buyer and calendar year, in order of day, then of the file; what does not fit is not counted.

    What is said of one order of a buyer's year counts for those of which nothing is said.
    """
    said: dict[tuple[int, int], int] = {}
    for buyer, year, *_, given_total in orders:
        said[buyer, year] = max(said.get((buyer, year), 0), given_total or 0)
    expected = [
        said[buyer, year] if given_total is None and buyer >= 0 else given_total or 0
        for buyer, year, *_, given_total in orders
    ]
    bought: dict[tuple[int, int], int] = {}
    for i in sorted(range(len(orders)), key=lambda i: (orders[i][1], orders[i][2], i)):
        buyer, year, _, value, counts, _ = orders[i]
        if buyer < 0:
            continue
        before = bought.get((buyer, year), 0)
        expected[i] += before
        if counts and expected[i] + value <= LIMIT:
            bought[buyer, year] = before + value
    assert year_before(purchases(orders)).tolist() == expected


def test_nobody_known_nothing_counted() -> None:
    orders = [(-1, 2026, 1, 2_600_000, True, 7), (-1, 2026, 2, 2_600_000, True, 9)]
    assert year_before(purchases(orders)).tolist() == [7, 9]


def test_an_order_that_does_not_fit_leaves_room_for_a_smaller_one() -> None:
    orders = [(0, 2026, 1, 2_000_000, True, 0), (0, 2026, 2, 700_000, True, 0), (0, 2026, 3, 600_000, True, 0)]
    assert year_before(purchases(orders)).tolist() == [0, 2_000_000, 2_000_000]
