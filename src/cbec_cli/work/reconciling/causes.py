"""What could explain a difference: rates of the law on that or another day, another code, route or value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.errors import NotInForce
from cbec_cli.engine.money import ONE, percent
from cbec_cli.rules.routes import CBEC, FULL_TAX, GENERAL_TRADE
from cbec_cli.work.assess import Goods
from cbec_cli.work.plan import START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from cbec_cli.law.dated import Law
    from cbec_cli.work.assess import Assessment
    from cbec_cli.work.batch import Batch
    from cbec_cli.work.lazy import Lazy

RATE_CODES = (
    "vat_rate",
    "consumption_tax_missing",
    "price_test",
    "consumption_tax_rate",
    "other_code",
    "other_day",
    "other_route",
    "two_rates",
)
VALUE_CODES = ("value", "value_without_freight")
"""Kinds of causes: a rate that is not ours, or our rates on another value."""

FIGURES = (
    "vat_rate",
    "ct_rate",
    "ct_below_rate",
    "ct_specific",
    "ct_below_specific",
    "ct_specific_per",
    "test_price",
    "test_price_per",
    "has_price_test",
)
"""Facts of goods that VAT and consumption tax depend on."""

_NO_TAX = {"ct_rate": 0, "ct_below_rate": 0, "ct_specific": 0, "ct_below_specific": 0}
_UNWAIVED = {"duty_waived": False, "consumption_tax_waived": False, "vat_waived": False}


@dataclass(frozen=True, slots=True)
class Some:
    """Lines of a chunk that a cause is tried on.

    Attributes:
        facts: those our computation had.
        goods: number of each line's assessment.
        code: customs' code of each line as a number, −1 unknown.
    """

    facts: Lazy
    goods: NDArray[Any]
    code: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing customs may have done otherwise.

    Attributes:
        code: one of RATE_CODES or VALUE_CODES.
        words: what it is, for people.
        facts: lines → the facts that would be different.
    """

    code: str
    words: str
    facts: Callable[[Some], Mapping[str, Any]]

    @property
    def is_value(self) -> bool:
        """Our rates on another value."""
        return self.code in VALUE_CODES


def _always(code: str, words: str, **facts: Any) -> Cause:
    return Cause(code, words, lambda _: facts)


def causes(batch: Batch) -> tuple[Cause, ...]:
    """Everything that is tried, the likeliest first."""
    vat = [*_vat_rates(batch.law)]
    tax = [*_consumption_tax()]
    codes = _Codes(batch)
    single = [
        Cause("other_code", "the rates of the code customs put on the bill", codes.figures),
        *vat,
        *tax,
        *_consumption_tax_rates(batch.law),
        *_routes(),
        *_other_days(batch),
        Cause("value_without_freight", "freight and insurance left out of the value", _without_freight),
    ]
    both = [_together(one, other) for one in tax for other in vat]
    return (*single, *both)


def _together(one: Cause, other: Cause) -> Cause:
    return Cause("two_rates", f"{one.words}; {other.words}", lambda some: {**one.facts(some), **other.facts(some)})


def _vat_rates(law: Law) -> Iterator[Cause]:
    """Each rate of VAT that has held for some goods since CBEC retail import began; rates that still hold first."""
    held: dict[int, dict[str, tuple[date, date | None]]] = {}
    for name in law.names():
        if not name.startswith("vat."):
            continue
        for figure in law.history(name):
            if isinstance(figure.value, int) and (figure.until is None or figure.until >= START):
                periods = held.setdefault(figure.value, {})
                since, _ = periods.get(name, (figure.since, None))  # a new law that keeps the rate begins no period
                periods[name] = since, figure.until
    for rate, periods in sorted(held.items(), key=lambda each: (not _still(each[1]), -each[0])):
        words = "; ".join(f"{name[4:]} goods {_period(*period)}" for name, period in periods.items())
        yield _always("vat_rate", f"VAT {percent(rate)} % ({words})", vat_rate=rate)


def _still(periods: Mapping[str, tuple[date, date | None]]) -> bool:
    """Whether a rate still holds for some goods."""
    return any(until is None for _, until in periods.values())


def _period(since: date, until: date | None) -> str:
    if until is None:
        return f"since {since}" if since > START else "throughout"
    return f"{since} to {until}" if since > START else f"until {until}"


def _consumption_tax() -> Iterator[Cause]:
    """The tax left out, and the other side of the price test."""
    missing = "consumption_tax_missing"
    yield _always("price_test", "consumption tax missing or lower: taken as below the price test", high_price=False)
    yield _always("price_test", "consumption tax as above the price test", high_price=True)
    yield _always(missing, "consumption tax missing, in itself and in the base of VAT", **_NO_TAX)
    yield _always(missing, "consumption tax missing, though the base of VAT holds it", consumption_tax=0)


def _consumption_tax_rates(law: Law) -> Iterator[Cause]:
    """Each ad valorem rate that has held for some goods."""
    names: dict[int, list[str]] = {}
    days = [START, *(day for day in law.change_days() if day > START)]
    for name in law.names():
        if name.startswith("consumption_tax."):
            for day in days:
                try:
                    rate = law.consumption_tax(name.partition(".")[2], day).ad_valorem
                except NotInForce:
                    continue
                if name not in names.setdefault(rate, []):
                    names[rate].append(name)
    for rate in sorted(names):
        if rate:
            titles = [law.title(name) for name in names[rate]]
            more = f" and {len(titles) - 2} more" if len(titles) > 2 else ""
            words = f"consumption tax {percent(rate)} % ({'; '.join(titles[:2])}{more})"
            yield _always("consumption_tax_rate", words, ct_rate=rate, ct_below_rate=rate)


def _routes() -> Iterator[Cause]:
    """What other routes bear; customs waive nothing within CBEC."""
    for route, words in (
        (CBEC, "taxed within the limits of CBEC: duty 0, VAT and consumption tax at 70 %"),
        (FULL_TAX, "taxed in full as one article above the single limit, duty included"),
        (GENERAL_TRADE, "taxed in full as general trade, duty included"),
    ):
        yield _always("other_route", words, route=route, **_UNWAIVED)
    yield _always("other_route", "VAT and consumption tax in full, duty 0", relief=ONE, in_full=ONE, **_UNWAIVED)


def _without_freight(some: Some) -> Mapping[str, Any]:
    facts = some.facts
    value = facts["dutiable_value"] - facts["freight"] - facts["insurance"]
    return {"dutiable_value": np.maximum(value, 0), "freight": 0, "insurance": 0}


def _other_days(batch: Batch) -> Iterator[Cause]:
    """The law of other days for the very goods; days between which nothing changes for them are one."""
    goods = [*_goods(batch)]
    own = _table([found for _, found in goods])
    days = sorted({START, *(d for d in (*batch.law.change_days(), *batch.tariff.change_days()) if d > START)})
    tried: list[tuple[date, date, dict[str, NDArray[np.int64]]]] = []
    for at, day in enumerate(days):
        table = _table([_on(batch, about, found, day) for about, found in goods])
        last = days[at + 1] - timedelta(days=1) if at + 1 < len(days) else day
        if tried and _same(tried[-1][2], table):
            tried[-1] = (tried[-1][0], last, table)
        else:
            tried.append((day, last, table))
    for first, last, table in tried:
        if not _same(table, own):
            yield Cause("other_day", f"the law of {first} to {last}", _taken_by_goods(table))


def _taken_by_goods(table: dict[str, NDArray[np.int64]]) -> Callable[[Some], Mapping[str, Any]]:
    return lambda some: {name: column[some.goods] for name, column in table.items()}


def _goods(batch: Batch) -> Iterator[tuple[Goods, Assessment]]:
    """Each assessment of the batch with what it is about, in the order of their numbers."""
    texts, about = batch.categories.texts, dict[int, Goods]()
    for chunk in range(batch.spool.count):
        arrays = batch.spool.arrays(chunk, "read", "value")
        numbers, first = np.unique(arrays["goods"], return_index=True)
        for number, i in zip(numbers.tolist(), first.tolist(), strict=True):
            if number not in about:
                day = batch.orders.era_days[int(batch.orders.era[arrays["order"][i]])]
                code, origin, preference = (
                    texts[name][arrays[name][i]] if arrays[name][i] >= 0 else ""
                    for name in ("hs_code", "origin", "preference")
                )
                about[number] = Goods(code, day, origin, preference, may_prefer=False)
    for number, found in enumerate(batch.goods.known):
        yield about.get(number, Goods("", START)), found


def _on(batch: Batch, about: Goods, found: Assessment, day: date) -> Assessment:
    """The goods under the law of another day; as they are where that has no answer, or counts in another unit."""
    if not found.code_known:
        return found
    try:
        other = batch.assessor.assess(Goods(about.code, day, about.origin, about.preference, may_prefer=False))
    except NotInForce:
        return found
    fits = other.code_known and not other.tax_unknown and other.taxed_unit in (found.taxed_unit, 0)
    return other if fits else found


def _table(assessments: list[Assessment]) -> dict[str, NDArray[np.int64]]:
    return {name: np.array([getattr(each, name) for each in assessments]) for name in FIGURES}


def _same(one: dict[str, NDArray[np.int64]], other: dict[str, NDArray[np.int64]]) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in FIGURES)


class _Codes:
    """The rates of the codes customs put on bills, looked up once for each of them and our goods."""

    def __init__(self, batch: Batch) -> None:
        """Nothing is looked up before it is asked for."""
        self._batch = batch
        self._goods: list[tuple[Goods, Assessment]] = []
        self._found: dict[tuple[int, int], Assessment] = {}

    def figures(self, some: Some) -> Mapping[str, Any]:
        """The facts of the goods under customs' code; ours where it is the same, unknown or in another unit."""
        if not self._goods:
            self._goods = [*_goods(self._batch)]
        pairs, index = np.unique(np.stack([some.goods, some.code]), axis=1, return_inverse=True)
        found = [self._assess(goods, code) for goods, code in pairs.T.tolist()]
        return {name: column[index.reshape(-1)] for name, column in _table(found).items()}

    def _assess(self, goods: int, code: int) -> Assessment:
        about, ours = self._goods[goods]
        text = f"{code:010}"
        if code < 0 or text == about.code:
            return ours
        if (goods, code) not in self._found:
            other = Goods(text, about.day, about.origin, about.preference)
            self._found[goods, code] = _on(self._batch, other, ours, about.day)
        return self._found[goods, code]
