"""The steps of a costing, named once for both ways of running it: one order (ints, noted numbers) and columns.

lines   goods value                     → order amounts are shared out
lines   dutiable value                  → order value
orders  limits, year                    → route
lines   duty before the waiver          → duty of the order → waived?
lines   consumption tax before it       → …
lines   VAT before it                   → …
lines   what is payable, landed cost
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import ONE
from cbec_cli.rules import REGISTER
from cbec_cli.rules.routes import CBEC, PARCEL

if TYPE_CHECKING:
    from cbec_cli.work.settings import Settings

START = date(2016, 4, 8)
"""First day of CBEC retail import tax (财关税〔2016〕18号)."""

SHARED = {"freight": "order_freight", "insurance": "order_insurance", "discount": "order_discount"}
"""Amounts of a line ← amounts of its order that are shared out over the lines."""

BASES = {"value": "goods_value", "quantity": "qty", "weight": "weight"}
"""What --allocate weighs the lines by."""

EARLY = (
    "cell_unreadable",
    "needed_cell_empty",
    "code_not_in_the_tariff",
    "exchange_rate_missing",
    "currency_not_recognised",
    "value_below_zero",
)
"""Line checks that leave the whole order without a route."""

WORTHLESS = tuple(name for name in EARLY if name != "code_not_in_the_tariff")
"""Those that leave a line without a value; in a check, goods of an unknown code count against the limits."""

WAIVERS = (
    ("computed_duty", "order_duty", "duty_waived"),
    ("computed_consumption_tax", "order_consumption_tax", "consumption_tax_waived"),
    ("computed_vat", "order_vat", "vat_waived"),
)
"""Tax of a line, its sum over the order, and whether the order's sum is waived: in this order, since each waived tax
leaves the base of the next."""

PARCEL_WAIVER = ("computed_parcel_tax", "order_parcel_tax", "parcel_tax_waived")

DATED = (
    "single_limit",
    "annual_limit",
    "relief",
    "zero_duty",
    "over_limit_full_tax",
    "duty_waiver",
    "consumption_tax_waiver",
    "vat_waiver",
    "parcel_waiver",
    "parcel_limit",
)
"""Figures of the law an order needs, by the names of data/tariffs.yaml."""

PAYABLE = ("duty", "consumption_tax", "vat", "tax", "landed_cost")
RATES = {"duty_rate": "applied_duty_rate", "consumption_tax_rate": "consumption_tax_rate", "vat_rate": "vat_rate"}
"""Name in reports → fact."""

AMOUNTS = ("dutiable_value", "duty", "consumption_tax", "vat", "tax", "other_costs", "landed_cost")

SUMMED = ("duty", "consumption_tax", "vat", "tax", "other_costs", "landed_cost")
"""Amounts of lines that are summed over their orders."""

NO_LEDGER = {"year_compared": False, "year_in_file": 0, "year_in_ledger": 0}
"""Facts of an order whose buyer's year no ledger tells."""

IDLE = frozenset(("sku", "barcode", "line_no", "coupon", "gross_weight"))
"""Columns whose damage no amount depends on."""

CONSUMPTION_TAX = ("ct_rate", "ct_below_rate", "ct_specific", "ct_below_specific")
_DUTY = ("duty_rate", "duty_below_rate", "duty_specific", "additional_duty_rate", "test_price")
_TESTS = ("has_price_test", "has_specific", "has_duty_step", "duty_waived", "consumption_tax_waived", "vat_waived")
VAT_ALONE = {"route": CBEC, **dict.fromkeys((*CONSUMPTION_TAX, *_DUTY), 0), **dict.fromkeys(_TESTS, False)}
"""Facts of lines within the limits that bear no consumption tax."""

LINE_CHECKS = REGISTER.checks("line")
ORDER_CHECKS = (*REGISTER.checks("order"), *REGISTER.checks("buyer"))


TOLD_BY_LINES = ("DAT001", "DAT007")
"""Checks whose reader is better served by what they point at: the cells, the lines."""


def waivers(route: int) -> tuple[tuple[str, str, str], ...]:
    """The waiver steps of a route."""
    return (PARCEL_WAIVER,) if route == PARCEL else WAIVERS


def constants(settings: Settings) -> dict[str, Any]:
    """Facts that are the same for every line and order of a run."""
    facts: dict[str, Any] = {
        "in_full": ONE,
        "freight_in_price_test": settings.freight_in_price_test,
        "full_tax_waiver": settings.full_tax_waiver,
        "backward": settings.price_includes_tax,
        "forced_general": settings.route == "general-trade",
        "weight_needed": settings.allocate == "weight" or any(cost.per == "kg" for cost in settings.costs),
    }
    return facts if settings.price_includes_tax else {**facts, "price_with_tax": 0}
