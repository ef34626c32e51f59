"""Order amounts over lines: columns give what `engine.allocate` gives, also where an order crosses chunks."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.allocate import allocate
from cbec_cli.tables.spool import Spool
from cbec_cli.work.shares import share_out, sums
from cbec_cli.work.sharing import shared_amounts

weight = st.one_of(st.integers(0, 10), st.integers(0, 90_000_000_000))
fen = st.one_of(st.integers(0, 1_000), st.integers(0, 90_000_000_000))
orders = st.lists(st.tuples(fen, st.lists(weight, min_size=1, max_size=5)), min_size=1, max_size=5)


def spread(several: list[tuple[int, list[int]]], seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Amounts of orders, then weight and order of each line, lines of different orders mixed."""
    lines = [(number, each) for number, (_, weights) in enumerate(several) for each in weights]
    mixed = np.random.default_rng(seed).permutation(len(lines))
    # An order's own lines keep their sequence: the earlier line wins equal remainders.
    order = np.array([lines[i][0] for i in mixed], np.int64)
    left = {number: list(weights) for number, (_, weights) in enumerate(several)}
    weights = np.array([left[number].pop(0) for number in order.tolist()], np.int64)
    return np.array([amount for amount, _ in several], np.int64), weights, order


@given(orders, st.integers(0, 99))
def test_columns_share_like_ints(several: list[tuple[int, list[int]]], seed: int) -> None:
    amounts, weights, order = spread(several, seed)
    shared = share_out(amounts, weights, order, len(several))
    for number, (amount, each) in enumerate(several):
        assert shared[order == number].tolist() == allocate(amount, each)
    assert sums(shared, order, len(several)).tolist() == amounts.tolist()


def test_products_beyond_int64_are_shared_exactly() -> None:
    weights = [90_000_000_000_000, 89_999_999_999_999, 1]
    shared = share_out(np.array([90_000_000_000]), np.array(weights), np.zeros(3, np.int64), 1)
    assert shared.tolist() == allocate(90_000_000_000, weights)


@given(orders, st.integers(0, 99), st.integers(1, 4))
def test_orders_that_cross_chunks_are_shared_as_a_whole(
    several: list[tuple[int, list[int]]], seed: int, size: int
) -> None:
    amounts, weights, order = spread(several, seed)
    with Spool() as spool:
        for start in range(0, len(order), size):
            piece = slice(start, start + size)
            spool.add(pa.table({}), {"run": order[piece], "goods_value": weights[piece]})
        both = {"freight": amounts, "fees": amounts[::-1].copy()}
        shared_amounts(
            spool, np.arange(len(several)), sums(np.ones_like(order), order, len(several)), both, "goods_value"
        )
        found = {
            name: np.concatenate([spool.arrays(number, "shares")[name] for number in range(spool.count)])
            for name in both
        }
    for name, each in both.items():
        assert found[name].tolist() == share_out(each, weights, order, len(several)).tolist()
