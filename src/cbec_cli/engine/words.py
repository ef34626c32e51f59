"""The words rules are written in.

A rule reads as a formula: `share(value, vat_rate, relief)`. Every word works on Python ints, on int64 columns and on
*noted* numbers (`cbec_cli.engine.noted`), which carry their working. Amounts are whole fen or `Exact`; rates are whole
basis points (`ONE` = 100 %); quantities and prices are whole hundred-thousandths (`SCALE`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.exact import Exact, exact, product, shared_factor
from cbec_cli.engine.money import ONE, SCALE
from cbec_cli.engine.noted import Noted, at_a_rate, chosen, formula, per_each, plain, unchanged, word

if TYPE_CHECKING:
    from collections.abc import Callable

# What an argument of a rule may be. The names are the unit, and how its value is shown in a working.
Fen = Any  # whole fen or Exact: int, column or noted
Rate = Any  # whole basis points
Quantity = Any  # whole hundred-thousandths of a unit
Price = Any  # whole hundred-thousandths of a yuan (or of the foreign currency unit)
Count = Any  # a plain whole number
Flag = Any  # true or false
Route = Any  # index into cbec_cli.rules.routes.ROUTES
Text = Any  # words: a str or a column of texts; judged by `faulty`, shown in messages

_CENTS = SCALE * SCALE // 100
"""Price × quantity counts in 10^-10 yuan; this many make a fen."""


@word(formula("{0} × {*}", "Fen", "Rate"))
def share(base: Fen, *rates: Rate) -> Exact:
    """The share of `base` that the rates give: base × rate × …, exactly."""
    if _is_nothing(base) or any(_is_nothing(rate) for rate in rates):
        return Exact(0)
    p, q = rates[0], ONE
    for rate in rates[1:]:
        p, q = p * rate, q * ONE
    return _reduced(exact(base), p, q)


@word(formula("{0} ÷ (1 − {1}) × {1}", "Fen", "Rate"))
def inclusive(base: Fen, rate: Rate) -> Exact:
    """A tax that is part of its own base: base ÷ (1 − rate) × rate, exactly."""
    if _is_nothing(rate):
        return Exact(0)
    return _reduced(exact(base), rate, ONE - rate)


@word(per_each)
def per_unit(quantity: Quantity, amount: Count, per: Count) -> Exact:
    """Quantity × (amount / per) fen for each unit, exactly."""
    if _is_nothing(amount):
        return Exact(0)
    whole = quantity // SCALE
    return Exact(whole, quantity - whole * SCALE, SCALE).times(amount, per)


@word(formula("{0} × {1}", "Price", "Quantity"))
def priced(price: Price, quantity: Quantity) -> Exact:
    """Unit price × quantity in fen, exactly."""
    together = product(price, quantity)
    whole = together // _CENTS
    return Exact(whole, together - whole * _CENTS, _CENTS)


@word(formula("{0} × {1}", "Quantity", gives="Quantity"))
def times_quantity(content: Quantity, quantity: Quantity) -> Quantity:
    """Content of one article × number of articles, half up to a hundred-thousandth."""
    return (product(content, quantity) + SCALE // 2) // SCALE


@word(at_a_rate)
def at_rate(amount: Fen, p: Count, q: Count) -> Exact:
    """An amount × p / q: an exchange rate, or a factor worked out from rates."""
    return _reduced(exact(amount), p, q)


_SOLVED = "({0} × (1 − {2}) − {4} × {1} × (1 + {3})) ÷ ((1 + {5}) × (1 − {2} + {4} × ({2} + {3})))"


@word(formula(_SOLVED, "Fen", "Fen", "Rate"))
def without_taxes(price: Fen, specific: Fen, ct_rate: Rate, vat_rate: Rate, part: Rate, duty_rate: Rate) -> Exact:
    """The value whose duty, consumption tax and VAT make it up to the price, exactly.

    Three rates are multiplied at once, which int64 cannot hold: give prices of columns as Python ints (dtype object).
    """
    rest = ONE - ct_rate
    below = (ONE + duty_rate) * (rest * ONE + part * (ct_rate + vat_rate))
    of_price = _reduced(exact(price), rest * ONE * ONE, below)
    return of_price + _reduced(exact(specific), -part * (ONE + vat_rate) * ONE, below)


@word(unchanged)
def to_fen(price: Price) -> Exact:
    """Hundred-thousandths of a yuan as an exact amount of fen."""
    whole = price // (SCALE // 100)
    return Exact(whole, price - whole * (SCALE // 100), SCALE // 100)


@word(unchanged)
def payable(amount: Fen) -> Fen:
    """What is payable: whole fen, half up. The only place where an amount is rounded."""
    return exact(amount).half_up()


@word(formula("{0} ≥ {1}", "Fen", gives="Flag"))
def reaches(value: Fen, threshold: Fen) -> Flag:
    """Whether whole fen reach an exact threshold."""
    return value >= exact(threshold).ceiling()


@word(formula("{0} ≤ {1}", "Fen", gives="Flag"))
def stays_within(value: Fen, threshold: Fen) -> Flag:
    """Whether whole fen do not exceed an exact threshold."""
    return value <= exact(threshold).whole


@word(chosen)
def where(condition: Flag, then: Any, otherwise: Any) -> Any:
    """`then` where the condition holds, else `otherwise`; the only way a rule chooses."""
    if isinstance(condition, (bool, int)):
        return then if condition else otherwise
    if isinstance(then, Exact) or isinstance(otherwise, Exact):
        a, b = exact(then), exact(otherwise)
        return Exact(*(_pick(condition, x, y) for x, y in zip(_parts(a), _parts(b), strict=True)))
    return _pick(condition, then, otherwise)


@word(formula("not {0}", "Flag", gives="Flag"))
def no(flag: Flag) -> Flag:
    """The opposite of a flag."""
    return flag ^ True


def _judged(value: Any, text: Any, judge: Any) -> Noted:
    """Writes what a judge says of a text."""
    return Noted(value, "Flag", f"{plain(text)!r}: {plain(judge)(plain(text)) or 'nothing wrong'}")


@word(_judged)
def faulty(text: Text, judge: Callable[[str], str]) -> Flag:
    """Whether a judge finds fault with a text; with an empty one never, it is unknown.

    A column of texts looks each distinct one up once (`cbec_cli.tables.text_column`).
    """
    if isinstance(text, str):
        return bool(text and judge(text))
    if hasattr(text, "faulty"):
        return text.faulty(judge)
    import numpy as np  # noqa: PLC0415 -- only columns come here

    return np.array([bool(each and judge(each)) for each in text])


def _reduced(amount: Exact, p: Any, q: Any) -> Exact:
    """An amount × p / q, the fraction reduced first, so that denominators stay small."""
    factor = shared_factor(q, p)
    return amount.times(p // factor, q // factor)


def _is_nothing(amount: Any) -> bool:
    """A plain zero, the same for all lines: whatever is multiplied with it need not be computed."""
    return isinstance(amount, int) and amount == 0


def _parts(amount: Exact) -> tuple[Any, Any, Any]:
    return amount.whole, amount.part, amount.of


def _pick(condition: Any, then: Any, otherwise: Any) -> Any:
    """`numpy.where`, but two equal plain ints stay one (a common denominator stays cheap)."""
    if isinstance(then, int) and isinstance(otherwise, int) and then == otherwise:
        return then
    import numpy as np  # noqa: PLC0415 -- only columns come here

    return np.where(condition, then, otherwise)
