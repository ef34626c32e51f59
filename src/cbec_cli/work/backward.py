"""From a price that includes the taxes back to the dutiable value, before the route is known."""

from __future__ import annotations

from typing import Any

from cbec_cli.engine.exact import product
from cbec_cli.engine.words import where
from cbec_cli.rules import REGISTER
from cbec_cli.rules.routes import CBEC, GENERAL_TRADE

_ASKED = ("specific_consumption_tax", "consumption_tax_rate", "applied_relief", "applied_duty_rate", "value_before_tax")


def values_before_tax(facts: Any, values: dict[str, Any]) -> None:
    """Replace the goods value by what is left of the price once the taxes of its likely route are taken out.

    The price test of cosmetics needs the value that is looked for: the higher tax is tried first and kept where its
    value passes the test. A gap remains where neither fits; rule TAX117 says so.

    Args:
        facts: facts of lines (ints or columns); `goods_value`, and `price_with_tax` are set.
        values: what later passes keep; `price_with_tax` is added.
    """
    price = facts["goods_value"] - facts["discount"] + facts["freight"] + facts["insurance"]
    facts["price_with_tax"] = values["price_with_tax"] = price
    high = _solved(facts, price, high=True)
    passed = _trial(facts, dutiable_value=high)
    REGISTER.compute(passed, "high_price")
    value = where(passed["high_price"], high, _solved(facts, price, high=False))
    facts["value_before_tax"] = value
    facts["goods_value"] = value + facts["discount"] - facts["freight"] - facts["insurance"]


def _solved(facts: Any, price: Any, *, high: bool) -> Any:
    trial = _trial(facts, high_price=high, price_with_tax=_unbounded(price))
    REGISTER.compute(trial, *_ASKED)
    found = trial["value_before_tax"]
    return found.astype("int64") if hasattr(found, "astype") else found


def _trial(facts: Any, **more: Any) -> Any:
    """A copy of the facts on the route that is likely: general trade where it is declared or forced, else CBEC."""
    general = facts["general_mode"] | facts["forced_general"]
    return facts.copy_with(route=where(general, GENERAL_TRADE, CBEC), **more)


def _unbounded(price: Any) -> Any:
    """Python ints: solving multiplies three rates at once, which int64 cannot hold."""
    return price.astype(object) if hasattr(price, "astype") else price


ROUNDS = 8
"""How often a value is moved towards its price with tax, where route, waivers and rounding came out otherwise."""


def closer(price: Any, value: Any, tax: Any) -> Any:
    """Fen by which a value moves so that value and tax come closer to the price; 0 where they meet.

    A value never moves below zero: where the tax alone is more than the price, no value meets it.
    """
    short = price - value - tax
    total = where(value + tax > 0, value + tax, 1)
    step = (product(short, 2 * value) + total) // (2 * total)  # to the nearest fen
    sign = where(short > 0, 1, where(short < 0, -1, 0))
    moved = where(step == 0, sign, step)
    return where(value + moved < 0, -value, moved)
