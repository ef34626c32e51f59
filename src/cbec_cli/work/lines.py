"""Cells of a chunk → the facts that rules read, as columns. Distinct texts are looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.law.codes import currency
from cbec_cli.rules import REGISTER
from cbec_cli.tables import arrow
from cbec_cli.work.cells import fen_of, line_cost
from cbec_cli.work.units import content_of, scaled, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cbec_cli.tables.facts import Facts
    from cbec_cli.work.fx import Rates
    from cbec_cli.work.settings import Cost

Arrays = dict[str, "NDArray[Any]"]

LINE_MONEY = ("freight", "insurance", "discount")
FEES = ("broker_fee", "warehouse_fee", "ior_fee", "platform_fee", "payment_fee")
KEYS = ("hs_code", "origin", "preference", "currency")


class Categories:
    """Distinct texts of a column over all chunks, numbered as they appear; −1 is an empty cell."""

    def __init__(self) -> None:
        """No text seen yet."""
        self.texts: dict[str, list[str]] = {}
        self._numbers: dict[str, dict[str, int]] = {}

    def number(self, column: str, facts: Facts) -> NDArray[np.int32]:
        """The chunk's cells as numbers of distinct texts."""
        length = len(facts.unreadable)
        if column not in facts.categories:
            return np.full(length, -1, np.int32)
        distinct, index = facts.categories[column]
        numbers = self._numbers.setdefault(column, {})
        texts = self.texts.setdefault(column, [])
        for text in distinct:
            if text not in numbers:
                numbers[text] = len(texts)
                texts.append(text)
        table = np.array([numbers[text] for text in distinct] + [-1], np.int32)
        return table[index]


def line_arrays(facts: Facts, categories: Categories, rates: Rates, costs: tuple[Cost, ...]) -> Arrays:
    """Everything about the lines of a chunk that later passes need; amounts in fen, CNY.

    Args:
        facts: the chunk as `tables.facts` read it.
        categories: distinct texts over the whole file.
        rates: exchange rates.
        costs: costs beyond tax of the configuration (those per order are shared out later).
    """
    arrays: Arrays = {key: categories.number(key, facts) for key in KEYS}
    arrays["unreadable"] = facts.unreadable
    arrays.update(_money(facts, arrays["currency"], categories.texts.get("currency", []), rates))
    arrays.update(_quantities(facts))
    arrays["weight"] = np.where(
        known(facts, "gross_weight"), number(facts, "gross_weight"), number(facts, "net_weight")
    )
    arrays["weight_known"] = known(facts, "gross_weight") | known(facts, "net_weight")
    arrays["hs_given"] = arrays["hs_code"] >= 0
    order_no = facts.texts.get("order_no")
    arrays["order_given"] = np.ones(len(facts.unreadable), np.bool_) if order_no is None else arrow.valid(order_no)
    arrays["qty_given"] = known(facts, "qty")
    arrays["price_known"] = known(facts, "unit_price")
    arrays["price_given"] = arrays["price_known"] | known(facts, "total_price")
    arrays["fees"] = _fees(facts, arrays, costs)
    return arrays


def number(facts: Facts, column: str) -> NDArray[np.int64]:
    """A column's numbers in hundred-thousandths, zeros if the file does not have it."""
    found = facts.numbers.get(column)
    return found if found is not None else np.zeros(len(facts.unreadable), np.int64)


def known(facts: Facts, column: str) -> NDArray[np.bool_]:
    """Where a column's cell is filled and readable."""
    found = facts.known.get(column)
    return found if found is not None else np.zeros(len(facts.unreadable), np.bool_)


def _money(facts: Facts, currencies: NDArray[np.int32], texts: list[str], rates: Rates) -> Arrays:
    """Goods value, freight, insurance and discount of the line in CNY."""
    p, q, missing, reference, strange = rate_columns(texts, rates)
    fx_p, fx_q = _same(p[currencies]), _same(q[currencies])
    values: dict[str, Any] = {
        "unit_price": number(facts, "unit_price"),
        "qty": number(facts, "qty"),
        "total_price": number(facts, "total_price"),
        "total_known": known(facts, "total_price"),
        "fx_p": fx_p,
        "fx_q": fx_q,
    }
    if not values["total_known"].any():
        values["total_known"], values["total_price"] = False, 0
    REGISTER.compute(values, "goods_value")
    kept = ("unit_price", "total_price", "total_known", "goods_value")
    arrays: Arrays = {name: np.broadcast_to(np.asarray(values[name]), currencies.shape) for name in kept}
    for column in LINE_MONEY:
        arrays[column] = fen_of(number(facts, column), fx_p, fx_q)
    arrays["fx_p"], arrays["fx_q"] = p[currencies], q[currencies]
    arrays["rate_missing"] = missing[currencies]
    arrays["rate_is_reference"] = reference[currencies]
    arrays["currency_strange"] = strange[currencies]
    return arrays


def rate_columns(texts: list[str], rates: Rates) -> tuple[NDArray[Any], ...]:
    """For each distinct currency text and, last, for none (CNY): p, q, rate missing, only a reference, not known."""
    found = [currency(text) for text in texts]
    isos = [entry.iso if entry else "" for entry in found] + ["CNY"]
    pairs = [rates.known.get(iso, (0, 1)) for iso in isos]
    return (
        np.array([p for p, _ in pairs], np.int64),
        np.array([q for _, q in pairs], np.int64),
        np.array([iso != "" and iso not in rates.known for iso in isos], np.bool_),
        np.array([iso in rates.reference for iso in isos], np.bool_),
        np.array([iso == "" for iso in isos], np.bool_),
    )


def _same(column: NDArray[np.int64]) -> Any:
    """A column of one value as that value: a plain int keeps denominators plain, which is faster."""
    if column.size and (column == column[0]).all():
        return int(column[0])
    return column


def _quantities(facts: Facts) -> Arrays:
    """The cells in which a quantity in the legal unit may be found, each with its base unit."""
    arrays: Arrays = {}
    for column, units in (("qty", "unit"), ("qty1", "unit1"), ("qty2", "unit2")):
        base, p, q = (_looked_up(facts, units, unit_of, position) for position in range(3))
        quantity = number(facts, column)
        plain = bool((p == q).all())
        arrays[column] = quantity if plain else scaled(quantity, p, q)
        arrays[f"{column}_known"] = known(facts, column)
        arrays[f"{column}_base"] = base
    arrays["net_weight"] = number(facts, "net_weight")
    arrays["net_weight_known"] = known(facts, "net_weight")
    arrays["content_each"] = _looked_up(facts, "content", content_of, 0)
    arrays["content_base"] = _looked_up(facts, "content", content_of, 1)
    return arrays


def _looked_up(
    facts: Facts, column: str, look_up: Callable[[str], tuple[int, ...]], position: int
) -> NDArray[np.int64]:
    """One part of a look-up for each line, done once per distinct text."""
    if column not in facts.categories:
        return np.full(len(facts.unreadable), look_up("")[position], np.int64)
    distinct, index = facts.categories[column]
    return np.array([look_up(text)[position] for text in [*distinct, ""]], np.int64)[index]


def _fees(facts: Facts, arrays: Arrays, costs: tuple[Cost, ...]) -> NDArray[np.int64]:
    """Costs beyond tax of each line, except those per order and in percent of the value."""
    total = np.zeros(len(facts.unreadable), np.int64)
    for column in FEES:
        if column in facts.numbers:
            total += fen_of(facts.numbers[column], 1, 1)
    for cost in costs:
        total += line_cost(cost, arrays["qty"], arrays["weight"])
    return total
