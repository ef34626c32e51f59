"""What a result says about a line and an order: names, meanings and kinds, declared once for every report.

csv, parquet, workbook and JSON all take their computed columns from `LINE_FIELDS`, so a figure has the same name
everywhere. Kinds: `choice` and `text` are text; `money` is whole fen shown as yuan with two decimals; `rate` is whole
basis points shown as a ratio ("0.13" is 13 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["choice", "text", "money", "rate"]

PREFIX = "cbec_"
"""Put before a computed heading that the user's own table already has."""


@dataclass(frozen=True, slots=True)
class Field:
    """One computed column.

    Attributes:
        name: heading in csv, parquet and workbook, key in JSON.
        kind: how its values are kept and shown.
        meaning: what it is, for people, in English.
        meaning_zh: the same in Chinese.
        contract: whether JSON lines carry it.
    """

    name: str
    kind: Kind
    meaning: str
    meaning_zh: str
    contract: bool = True


LINE_FIELDS: tuple[Field, ...] = (
    Field("route", "choice", "route the order takes", "申报通道"),
    Field("outcome", "choice", "complete, estimated (see notes) or refused", "结果"),
    Field("dutiable_value", "money", "dutiable value with freight and insurance, CNY", "完税价格"),
    Field("duty", "money", "import duty, CNY", "关税"),
    Field("consumption_tax", "money", "import consumption tax, CNY", "消费税"),
    Field("vat", "money", "import VAT, CNY", "增值税"),
    Field("tax", "money", "all import taxes, CNY", "税款合计"),
    Field("other_costs", "money", "costs beyond tax, CNY", "其他费用"),
    Field("landed_cost", "money", "dutiable value, taxes and other costs, CNY", "到岸总成本"),
    Field("landed_cost_per_unit", "money", "landed cost of one piece, CNY", "单位到岸成本", contract=False),
    Field("duty_rate", "rate", "duty rate applied", "关税税率"),
    Field("consumption_tax_rate", "rate", "consumption tax rate applied", "消费税税率"),
    Field("vat_rate", "rate", "VAT rate applied", "增值税税率"),
    Field("notes", "text", "assumptions made and warnings", "说明"),
)

ORDER_AMOUNTS: tuple[str, ...] = (
    "order_value",
    "duty",
    "consumption_tax",
    "vat",
    "tax",
    "other_costs",
    "landed_cost",
)
"""Amounts of an order, in the order reports show them."""

TOTAL_AMOUNTS: tuple[str, ...] = ("dutiable_value", "duty", "consumption_tax", "vat", "tax", "landed_cost")
"""Amounts of the `totals` object of the JSON report."""


def computed_headings(own: Iterable[str]) -> list[str]:
    """Headings of the computed columns, prefixed where the user's table already has that heading.

    >>> computed_headings(["Tax", "qty"])[5:8]
    ['vat', 'cbec_tax', 'other_costs']
    """
    taken = {heading.strip().casefold() for heading in own}
    headings = []
    for field in LINE_FIELDS:
        heading = field.name
        while heading in taken:
            heading = PREFIX + heading
        headings.append(heading)
    return headings


def ratio(rate: int) -> str:
    """Basis points as a decimal ratio, shortest form.

    >>> ratio(1300), ratio(650), ratio(0), ratio(10000)
    ('0.13', '0.065', '0', '1')
    """
    major, minor = divmod(rate, 10_000)
    return f"{major}.{minor:04d}".rstrip("0").rstrip(".")


def plural(count: int, noun: str) -> str:
    """A count with its noun.

    >>> plural(1, "line"), plural(1200, "line")
    ('1 line', '1,200 lines')
    """
    return f"{count:,} {noun if count == 1 else noun + 's'}"
