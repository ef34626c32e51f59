"""Order-level amounts over the lines of orders that may be spread over several chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.work.shares import share_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cbec_cli.tables.spool import Spool


def shared_amounts(
    spool: Spool, of_run: NDArray[Any], lines: NDArray[np.int64], amounts: dict[str, NDArray[np.int64]], basis: str
) -> None:
    """Put, as stage "shares", each line's part of its order's amounts.

    Orders that lie whole within a chunk are shared there; the lines of the others are gathered first.

    Args:
        spool: chunks with the arrays `run` and the basis.
        of_run: order of each run.
        lines: number of lines of each order.
        amounts: name → fen of each order.
        basis: array whose values weigh the lines: goods_value, qty or weight.
    """
    scattered: list[tuple[int, NDArray[Any], NDArray[Any], NDArray[Any]]] = []
    for number in range(spool.count):
        arrays = spool.arrays(number, "read")
        order = of_run[arrays["run"]]
        weights = np.maximum(arrays[basis], 0)
        distinct, local = np.unique(order, return_inverse=True)
        whole = (np.bincount(local) == lines[distinct])[local]
        inside = np.flatnonzero(whole)
        shares = _share(amounts, weights[inside], order[inside])
        placed = {name: _placed(len(order), inside, share) for name, share in shares.items()}
        spool.put(number, "shares", placed)
        outside = np.flatnonzero(~whole)
        if len(outside):
            scattered.append((number, outside, weights[outside], order[outside]))
    if scattered:
        _share_scattered(spool, scattered, amounts)


def _share(
    amounts: dict[str, NDArray[np.int64]], weights: NDArray[np.int64], order: NDArray[Any]
) -> dict[str, NDArray[np.int64]]:
    distinct, local = np.unique(order, return_inverse=True)
    return {name: share_out(each[distinct], weights, local, len(distinct)) for name, each in amounts.items()}


def _placed(length: int, places: NDArray[Any], values: NDArray[np.int64]) -> NDArray[np.int64]:
    out = np.zeros(length, np.int64)
    out[places] = values
    return out


def _share_scattered(
    spool: Spool,
    scattered: list[tuple[int, NDArray[Any], NDArray[Any], NDArray[Any]]],
    amounts: dict[str, NDArray[np.int64]],
) -> None:
    """Orders that cross chunks: all their lines together, then back to their chunks."""
    weights = np.concatenate([part[2] for part in scattered])
    order = np.concatenate([part[3] for part in scattered])
    shares = _share(amounts, weights, order)
    ends = np.cumsum([len(part[1]) for part in scattered])
    for (number, places, _, _), end in zip(scattered, ends.tolist(), strict=True):
        arrays = dict(spool.arrays(number, "shares"))
        for name, values in shares.items():
            arrays[name] = arrays[name].copy()
            arrays[name][places] = values[end - len(places) : end]
        spool.put(number, "shares", arrays)
