"""Noted numbers: values that carry their working.

An explanation is printed from the very expression that computed the amount.

`Noted(value, text)` behaves like its value; every word and operator applied to it computes the value *and* writes down
what was done: `(720.50 + 0.00 + 127.147…) × 13 % × 70 %`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from cbec_cli.engine.exact import Exact
from cbec_cli.engine.money import SCALE, percent, ratio_text, yuan

_ATOM, _PRODUCT, _SUM, _TEST = 3, 2, 1, 0


class Noted:
    """A value and how it came about; `kind` tells how the value is shown (Fen, Rate, Quantity, …)."""

    __slots__ = ("kind", "rank", "text", "value")
    __hash__ = None  # type: ignore[assignment]  # compares like its value, notes included

    def __init__(self, value: Any, kind: str = "Fen", text: str = "", rank: int = _ATOM) -> None:
        """Without `text` the value is shown as its kind is written."""
        self.value, self.kind = value, kind
        self.text = text or shown(value, kind)
        self.rank = rank

    def inside(self, rank: int) -> str:
        """The working, in brackets where it binds weaker than its surroundings."""
        return self.text if self.rank >= rank else f"({self.text})"

    def _with(
        self, other: Any, sign: str, compute: Callable[[Any, Any], Any], rank: int, *, swap: bool = False
    ) -> Noted:
        left, right = (other, self) if swap else (self, other)
        left, right = note(left, self.kind), note(right, self.kind)
        text = f"{left.inside(rank)} {sign} {right.inside(rank + (sign == '−'))}"
        return Noted(compute(left.value, right.value), self.kind, text, rank)

    def __add__(self, other: Any) -> Noted:
        """A sum."""
        return self._with(other, "+", operator.add, _SUM)

    def __radd__(self, other: Any) -> Noted:
        """A sum."""
        return self._with(other, "+", operator.add, _SUM, swap=True)

    def __sub__(self, other: Any) -> Noted:
        """A difference."""
        return self._with(other, "−", operator.sub, _SUM)

    def __rsub__(self, other: Any) -> Noted:
        """A difference."""
        return self._with(other, "−", operator.sub, _SUM, swap=True)

    def __mul__(self, other: Any) -> Noted:
        """A product."""
        return self._with(other, "×", operator.mul, _PRODUCT)

    def __rmul__(self, other: Any) -> Noted:
        """A product."""
        return self._with(other, "×", operator.mul, _PRODUCT, swap=True)

    def _test(self, other: Any, sign: str, compute: Callable[[Any, Any], Any]) -> Noted:
        result = self._with(other, sign, compute, _TEST)
        result.kind = "Flag"
        return result

    def __lt__(self, other: Any) -> Noted:
        """A test."""
        return self._test(other, "<", operator.lt)

    def __le__(self, other: Any) -> Noted:
        """A test."""
        return self._test(other, "≤", operator.le)

    def __gt__(self, other: Any) -> Noted:
        """A test."""
        return self._test(other, ">", operator.gt)

    def __ge__(self, other: Any) -> Noted:
        """A test."""
        return self._test(other, "≥", operator.ge)

    def __eq__(self, other: object) -> Noted:  # type: ignore[override]  # a noted test, like a column's
        """A test."""
        return self._test(other, "=", operator.eq)

    def __and__(self, other: Any) -> Noted:
        """Both."""
        return self._test(other, "and", operator.and_)

    __rand__ = __and__

    def __or__(self, other: Any) -> Noted:
        """Either."""
        return self._test(other, "or", operator.or_)

    __ror__ = __or__

    def __repr__(self) -> str:
        """Value and working."""
        return f"Noted({self.value!r}: {self.text})"


def note(value: Any, kind: str = "Fen") -> Noted:
    """A plain value as a noted one."""
    return value if isinstance(value, Noted) else Noted(value, kind)


def plain(value: Any) -> Any:
    """The value without its notes."""
    return value.value if isinstance(value, Noted) else value


Writer = Callable[..., Noted]
"""Given the value and the noted arguments, writes down what a word did."""


def word(write: Writer) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function a word: it computes on plain values, and `write` notes what it did on noted ones."""

    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def noting(*args: Any) -> Any:
            if not any(type(argument) is Noted for argument in args):
                return function(*args)
            return write(function(*(plain(argument) for argument in args)), *args)

        return noting

    return make


def formula(text: str, *kinds: str, gives: str = "Fen") -> Writer:
    """Writes a product or a test: `{0}`, `{1}` stand for the arguments; plain ones are shown as their kind is.

    The last kind counts for all further arguments; `{*}` stands for them all, joined by ×.
    """
    divisors = {int(place) for place in re.findall(r"÷ \{(\d)\}", text)}  # a product that divides needs brackets

    def write(value: Any, *args: Any) -> Noted:
        notes = [note(each, kinds[min(i, len(kinds) - 1)]) for i, each in enumerate(args)]
        texts = [each.inside(_ATOM if i in divisors else _PRODUCT) for i, each in enumerate(notes)]
        written = text.replace("{*}", " × ".join(texts[1:])).format(*texts)
        return Noted(value, gives, written, _TEST if gives == "Flag" else _PRODUCT)

    return write


def unchanged(value: Any, first: Any, *_: Any) -> Noted:
    """Writes nothing down: the working of the first argument stays."""
    before = note(first)
    return Noted(value, "Fen", before.text, before.rank)


def per_each(value: Any, quantity: Any, amount: Any, per: Any) -> Noted:
    """Writes a quantity × an amount for each unit, the amount in yuan."""
    each = shown(Exact(0, plain(amount), plain(per)).times(1, 1), "Fen")
    return Noted(value, "Fen", f"{note(quantity, 'Quantity').inside(_PRODUCT)} × {each}/unit", _PRODUCT)


def at_a_rate(value: Any, amount: Any, above: Any, below: Any) -> Noted:
    """Writes an amount × p/q, as a decimal where it ends; nothing where it is one."""
    if plain(above) == plain(below):
        return unchanged(value, amount)
    text = ratio_text(plain(above), plain(below))
    factor = Noted(plain(above), "Count", text, _ATOM if text.replace(".", "").isdigit() else _PRODUCT)
    return formula("{0} × {1}", "Fen", "Count")(value, amount, factor)


def chosen(_: Any, condition: Any, then: Any, otherwise: Any) -> Noted:
    """Writes the branch that a choice took."""
    taken, left = (then, otherwise) if plain(condition) else (otherwise, then)
    kind = next((each.kind for each in (taken, left) if isinstance(each, Noted)), "Fen")
    return note(taken, kind)


def shown(value: Any, kind: str) -> str:
    """A value as people write it: 720.50, 127.147…, 13 %, 0.03."""
    if isinstance(value, Exact):
        return _exact_text(value)
    if isinstance(value, bool) or kind == "Flag":
        return "yes" if value else "no"
    if kind == "Rate":
        return f"{percent(value)} %"
    if kind in {"Quantity", "Price"}:
        return decimal_text(value)
    return yuan(value) if kind == "Fen" else str(value)


def decimal_text(value: int) -> str:
    """Whole hundred-thousandths as shortest decimal text: 3000 → 0.03."""
    major, minor = divmod(abs(value), SCALE)
    text = f"{major}.{minor:05d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def _exact_text(value: Exact) -> str:
    """Yuan with two decimals, or with five decimals and an ellipsis where it goes on."""
    if value.part == 0:
        return yuan(value.whole)
    digits, rest = divmod(value.part * 1000, value.of)
    more = f"{digits:03d}".rstrip("0") if not rest else f"{digits:03d}…"
    return yuan(value.whole) + more
