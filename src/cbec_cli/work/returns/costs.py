"""What returned goods cost and fetch: cells of the table, else the configuration, else unknown.

Amounts are whole fen of the whole line. An empty cell is no zero: what neither says is not known, and an option that
depends on it is not compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from cbec_cli.engine.money import SCALE
from cbec_cli.tables.columns_returns import COST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cbec_cli.work.config import Config
    from cbec_cli.work.returns.result import ReturnLine

CostName = Literal[
    "freight_local", "freight_hong_kong", "freight_overseas", "freight_to_buyer", "handling_fee", "destruction_fee"
]
COSTS: tuple[CostName, ...] = (
    "freight_local",
    "freight_hong_kong",
    "freight_overseas",
    "freight_to_buyer",
    "handling_fee",
    "destruction_fee",
)
"""Columns that hold a cost; keys of `[returns.costs]` too."""

COLUMNS = tuple(each.name for each in COST_COLUMNS)
"""Columns of which one suffices for economics."""

ONE = 10_000
"""All of it, in basis points."""


@dataclass(frozen=True, slots=True)
class Price:
    """A cost of the configuration: whole hundred-thousandths of a yuan for a line, a unit or a kilogram (net)."""

    per: Literal["line", "unit", "kg"]
    amount: int


@dataclass(frozen=True, slots=True)
class Prices:
    """What the configuration says of returned goods.

    Attributes:
        costs: name of the column → its price, those that are given.
        resale: basis points of the price paid that goods sold again as new fetch; None if not given.
        grades: name of a grade, folded → basis points of the value as new.
    """

    costs: Mapping[CostName, Price] = field(default_factory=dict)
    resale: int | None = None
    grades: Mapping[str, int] = field(default_factory=dict)

    def says(self) -> bool:
        """Whether it says anything."""
        return bool(self.costs or self.grades) or self.resale is not None


@dataclass(frozen=True, slots=True)
class Known:
    """An amount in fen, or why it is not known.

    Attributes:
        fen: the amount; None if it is not known. why: what is missing then, in words.
    """

    fen: int | None
    why: str = ""


def prices_of(config: Config) -> Prices:
    """The part of a configuration that is about returned goods."""
    table = config.returns
    given = ((name, getattr(table.costs, name)) for name in COSTS)
    return Prices(
        {name: Price(each.per, each.amount) for name, each in given if each is not None},
        table.resale,
        {_key(name): share for name, share in table.grades.items()},
    )


def wanted(columns: Collection[str], prices: Prices) -> bool:
    """Whether the user gave any cost or value, in the table or in the configuration."""
    return prices.says() or any(name in columns for name in COLUMNS)


def cost_of(line: ReturnLine, name: CostName, prices: Prices) -> Known:
    """A cost of a line: its cell, else the price of the configuration times what it is counted by, half up."""
    if name in line.claim.lost:
        return Known(None, f"{name}, which cannot be read")
    cell = line.claim.number(name)
    if cell is not None:
        return _exactly(cell)
    price = prices.costs.get(name)
    if price is None:
        return Known(None, name)
    if price.per == "line":
        return _exactly(price.amount)
    counted = line.claim.quantity if price.per == "unit" else _net_weight(line)
    if counted is None:
        return Known(None, f"{name}: {'return_qty' if price.per == 'unit' else 'net_weight of the declared line'}")
    return Known(_half_up(price.amount * counted, SCALE * SCALE // 100))


def worth_of(line: ReturnLine, prices: Prices) -> Known:
    """What the goods fetch when they are sold again: value as new × share of their grade, half up to the fen.

    The value as new is the cell, else a share of the price paid. Without a grade the value counts as it is.
    """
    claim = line.claim
    for name in ("resale_value", "grade"):
        if name in claim.lost:
            return Known(None, f"{name}, which cannot be read")
    share = ONE
    if grade := claim.text("grade"):
        found = prices.grades.get(_key(grade))
        if found is None:
            return Known(None, "the share of its grade: [returns.grades] does not have it")
        share = found
    cell = claim.number("resale_value")
    if cell is not None:
        return Known(_half_up(cell * share, SCALE // 100 * ONE))
    if prices.resale is None:
        return Known(None, "resale_value")
    if line.share is None:
        return Known(None, "resale_value: the price paid is not known")
    return Known(_half_up(max(line.share.price, 0) * prices.resale * share, ONE * ONE))


def _net_weight(line: ReturnLine) -> int | None:
    """Net weight of what comes back, in hundred-thousandths of a kilogram: its part of the declared line's."""
    original, quantity = line.original, line.claim.quantity
    if original is None or original.net_weight is None or quantity is None or not original.quantity:
        return None
    return _half_up(original.net_weight * quantity, original.quantity)


@lru_cache(maxsize=65_536)
def _exactly(amount: int) -> Known:
    """An amount of a cell in fen, rounded half up."""
    return Known(_half_up(amount, SCALE // 100))


def _half_up(amount: int, divisor: int) -> int:
    return (2 * amount + divisor) // (2 * divisor)


def _key(text: str) -> str:
    return text.strip().casefold()
