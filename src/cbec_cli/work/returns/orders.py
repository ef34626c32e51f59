"""A declared order as returns ask for it: its lines, the cells that matter, amounts and coupons."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.tables.codes import READERS
from cbec_cli.tables.columns import COSTING
from cbec_cli.tables.days import parse_day
from cbec_cli.tables.numbers import parse_number
from cbec_cli.work.cells import fen_of
from cbec_cli.work.plan import IDLE
from cbec_cli.work.returns.result import Amounts
from cbec_cli.work.shares import share_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

HEAD = (
    *("ebp_code", "ebp_name", "ebc_code", "ebc_name", "logistics_no", "logistics_code", "logistics_name"),
    *("customs_code", "agent_code", "agent_name", "area_code", "area_name", "mode", "declared_on", "order_date"),
    *("buyer_id_type", "buyer_id", "buyer_name", "buyer_phone", "consignee_address"),
    *("released_on", "place_from", "tax_settled_on", "order_coupon"),
)
"""Cells of an order that returns ask for; the first filled one among its lines counts."""

LINE = ("sku", "hs_code", "name", "unit", "qty", "net_weight", "coupon")
"""Cells of a line that returns ask for."""

SURE = COSTING - IDLE
"""Columns of which an unreadable cell leaves the taxes of an order unknown."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a declaration as the batch has it.

    Attributes:
        order: index of its order. number: its number on the list (gnum).
        file, row: where it stands.
        cells: canonical column → cell of `LINE`, as written.
        sku, hs_code: folded.
        known: whether its taxes are; amounts: of the line, without its part of a coupon of the order.
        goods_value, order_coupon: fen; what a coupon of the order is shared out by, and that coupon.
        assumed: what had to be assumed for its taxes.
    """

    order: int
    number: int
    file: str
    row: int
    cells: Mapping[str, str]
    sku: str
    hs_code: str
    known: bool
    amounts: Amounts
    goods_value: int
    order_coupon: int
    assumed: tuple[str, ...]


@dataclass(slots=True)
class Order:
    """A declared order that some return is about.

    Attributes:
        head: canonical column → cell, folded, the first filled one of its lines.
        rows: its lines in the order of the list.
        platforms: codes of platforms its lines name.
    """

    head: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    platforms: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """Which order a return means.

    Attributes:
        order: its index, −1 if none was found.
        doubt: why it cannot be told; "" if it can.
        settle: what would settle it.
    """

    order: int
    doubt: str = ""
    settle: str = ""


@lru_cache(maxsize=65_536)
def folded(name: str, text: str | None) -> str:
    """A cell without differences that mean nothing; "" if it is empty or damaged."""
    if not text:
        return ""
    try:
        return READERS[name](text)
    except ValueError:
        return ""


def amounts_of(arrays: Mapping[str, NDArray[Any]], i: int, cells: Mapping[str, str]) -> Amounts:
    """The amounts of a line; the price less discount and the coupon of the line."""

    def fen(name: str) -> int:
        return int(arrays[name][i])

    price = fen("goods_value") - fen("discount") - coupon_of(arrays, i, cells, "coupon")
    return Amounts(
        value=fen("dutiable_value"),
        duty=fen("duty"),
        consumption_tax=fen("consumption_tax"),
        vat=fen("vat"),
        price=price,
        freight=fen("freight") + fen("insurance"),
    )


def coupon_of(arrays: Mapping[str, NDArray[Any]], i: int, cells: Mapping[str, str], name: str) -> int:
    """A coupon of a line or an order in fen, CNY; 0 if there is none."""
    amount = number_of(cells.get(name))
    return int(fen_of(amount, int(arrays["fx_p"][i]), int(arrays["fx_q"][i]))) if amount else 0


def part_of_coupon(rows: Sequence[Row], row: Row) -> int:
    """A line's part of the coupon of its order, which stands on one line or on all."""
    coupon = max(each.order_coupon for each in rows)
    if not coupon:
        return 0
    weights = np.array([max(each.goods_value, 0) for each in rows], np.int64)
    shared = share_out(np.array([coupon]), weights, np.zeros(len(rows), np.int64), 1)
    return int(shared[rows.index(row)])


def number_of(text: str | None) -> int | None:
    """A cell as whole hundred-thousandths; None if it is empty or cannot be read."""
    try:
        return parse_number(text) if text else None
    except ValueError:
        return None


def day_of(text: str | None) -> date | None:
    """A cell as a day; None if it is empty or cannot be read."""
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None
