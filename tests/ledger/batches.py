"""Small batches made by number, the same in every process, and what they add up to."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from cbec_cli.ledger.offered import Offered, offered

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LIMIT = 2_600_000
KEY = "0123456789abcdef" * 4
DAY = date(2026, 3, 22).toordinal()
PEOPLE = [f"1101051990{month:02d}{day:02d}123X" for month in (1, 2) for day in range(10, 15)]
"""ID numbers of nobody: their check digits are wrong."""

ORDERS = 30


def rows(number: int) -> list[tuple[str, str, str, int, int]]:
    """The orders of a batch: platform, order number, buyer, day, fen; nobody gets near the limit."""
    return [
        ("", f"B{number}-{i}", PEOPLE[(number + i) % len(PEOPLE)], DAY + i % 3, 1 + (number * 7 + i) % 50)
        for i in range(ORDERS)
    ]


def batch(number: int) -> Offered:
    """The same as it is posted."""
    return offered(rows(number), LIMIT)


def sums(numbers: Iterable[int]) -> dict[str, int]:
    """What buyers have used after some batches."""
    total: Counter[str] = Counter(dict.fromkeys(PEOPLE, 0))
    for number in numbers:
        for _, _, person, _, fen in rows(number):
            total[person] += fen
    return dict(total)


def write_batch(path: Path, number: int) -> Path:
    """A batch as a file of order lines; CNY 1.00 stands for a fen, so that a line can be priced."""
    lines = [
        f"{order},{person},{date.fromordinal(day)},8510100000,1,{fen}.00,JP"
        for _, order, person, day, fen in rows(number)
    ]
    heading = "order_no,buyer_id,order_date,hs_code,qty,unit_price,origin"
    path.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
    return path
