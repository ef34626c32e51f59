"""The dated law: every limit, rate and deadline with the day it holds from and the document it stands in.

`data/tariffs.yaml` is the only place where a figure is written. This module reads it and answers for one day;
a day outside a figure's history is an error, never a guess. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cbec_cli.engine.errors import CannotRun, NotInForce
from cbec_cli.engine.places import data_file
from cbec_cli.law.figures import ONE_DAY, ConsumptionTax, Figure, figures, read_value, spans, taxes

__all__ = ["ConsumptionTax", "Figure", "Law", "load_law", "near_names", "no_such_figure"]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

SET_BY_USER = "set by the user"
"""Source and confidence of a figure that did not come from the file."""

_OTHER_GOODS = ("tier_2", "all other goods")
_WRITTEN = {"CNY": "50.00", "ratio": "0.70", "percent": "10", "days": "15", "count": "1476", "flag": "0 or 1"}


class _Span(Protocol):
    """Anything that holds from a day to a day."""

    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


_S = TypeVar("_S", bound=_Span)


def near_names(text: str, names: Iterable[str], limit: int = 3) -> list[str]:
    """The names most like a mistyped one, best first."""
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415 -- only mistakes pay for it

    best = process.extract(
        text, list(names), scorer=fuzz.WRatio, processor=utils.default_process, limit=limit, score_cutoff=60
    )
    return [name for name, _, _ in best]


def no_such_figure(name: str, names: Iterable[str]) -> CannotRun:
    """The error for a name the law does not know, with the names that are near."""
    near = near_names(name, names)
    return CannotRun(
        f"the law has no figure called {name!r}",
        f"did you mean {', '.join(near)}?" if near else "`cbec law` lists every figure",
    )


class Law:
    """Every figure of the law, by name and day.

    Args:
        data: the content of `tariffs.yaml`, already checked.
        user: figures the user set, which hold on every day.
    """

    def __init__(self, data: Mapping[str, Any], user: Mapping[str, Figure] | None = None) -> None:
        """Index the names; histories are built when they are asked for."""
        self._data = data
        self._user = dict(user or {})
        self._entries = dict(_entries(data))
        self._histories: dict[str, tuple[Figure, ...]] = {}
        self._taxes: dict[str, tuple[ConsumptionTax, ...]] = {}

    def names(self) -> tuple[str, ...]:
        """Every name in the order of the file, then those only the user set."""
        return tuple(dict.fromkeys([*self._entries, *self._user]))

    def title(self, name: str) -> str:
        """What the figure is, in English."""
        return self.history(name)[0].title

    def title_zh(self, name: str) -> str:
        """What the figure is, in Chinese; "" for one that only the user set."""
        return str(self._entries[name][1]["title_zh"]) if name in self._entries else ""

    def history(self, name: str) -> tuple[Figure, ...]:
        """Every value of a figure, oldest first; the user's own value stands alone.

        Raises:
            CannotRun: no figure has that name.
        """
        if name in self._user:
            return (self._user[name],)
        if name not in self._histories:
            if name not in self._entries:
                raise no_such_figure(name, self._entries)
            unit, entry = self._entries[name]
            self._histories[name] = tuple(figures(name, unit, entry))
        return self._histories[name]

    def figure(self, name: str, day: date) -> Figure:
        """The value in force on a day.

        Raises:
            NotInForce: the day lies before the first value or after an ended one.
            CannotRun: no figure has that name.
        """
        history = self.history(name)
        return _on(history, day, f"{name} ({history[0].title})")

    def number(self, name: str, day: date) -> int:
        """The value in force on a day as a whole number (fen, basis points, days, 0 or 1).

        Raises:
            NotInForce: no value on that day.
            CannotRun: the value is unknown; the user has to set it.
            TypeError: the figure is text.
        """
        figure = self.figure(name, day)
        if figure.value is None:
            raise CannotRun(f"{name} ({figure.title}) is not known for {day}", f"set it yourself; {figure.note}")
        if isinstance(figure.value, str):
            raise TypeError(f"{name} is text, not a number")
        return figure.value

    def vat_rate(self, vat_class: str, day: date) -> Figure:
        """Import VAT of a class (`standard`, `reduced`, `three`, `zero`, `contraceptives`) in basis points."""
        return self.figure(f"vat.{vat_class}", day)

    def consumption_tax(self, ct_class: str, day: date) -> ConsumptionTax:
        """What a consumption-tax class bears on a day.

        Raises:
            NotInForce: the class has no figures on that day.
            CannotRun: no such class.
        """
        name = f"consumption_tax.{ct_class}"
        what = f"{name} ({self.title(name)})"
        if ct_class not in self._taxes:
            self._taxes[ct_class] = tuple(taxes(ct_class, self._data["consumption_tax"][ct_class]["values"]))
        return _on(self._taxes[ct_class], day, what)

    def additional_duty(self, origin_iso3: str, day: date, code: str = "") -> Figure | None:
        """Additional duty on goods of an origin, in basis points on top of the duty rate.

        What the user set comes first, then an entry for the goods' heading, then the one for all goods.

        Returns:
            None where no additional duty is known for the origin on that day; a figure whose `unknown` is true
            where there may be one and nobody may guess.
        """
        whole_origin = f"additional_duty.{origin_iso3}"
        if whole_origin in self._user:
            return self._user[whole_origin]
        fitting: dict[str, bool] = {}
        for key, entry in self._data["additional_duty"].items():
            headings = tuple(entry.get("headings", ()))
            if entry["origin"] == origin_iso3 and (not headings or code.startswith(headings)):
                fitting[f"additional_duty.{key}"] = bool(headings)
        for name in sorted(fitting, key=fitting.__getitem__, reverse=True):
            found = _held_on(self.history(name), day)
            if found is not None:
                return found
        return None

    def parcel_rate(self, tier: str, day: date) -> Figure:
        """Parcel tax of `tier_1`, `tier_2` or `tier_3` in basis points."""
        return self.figure(f"parcel.{tier}", day)

    def parcel_tier(self, code: str, ct_class: str) -> tuple[str, str]:
        """The parcel-tax tier of goods and why: by consumption-tax class, else by the longest heading that fits.

        Cosmetics and watches under their price test are not high-end: pass `none` for them.
        """
        longest, answer = "", _OTHER_GOODS
        for entry in self._data["parcel"]["goods"]:
            if ct_class in entry.get("classes", ()):
                return entry["tier"], entry["goods"]
            for heading in entry.get("headings", ()):
                if code.startswith(heading) and len(heading) > len(longest):
                    longest, answer = heading, (entry["tier"], f"{entry['goods']} (heading {heading})")
        return answer

    def change_days(self) -> tuple[date, ...]:
        """Every day on which some figure starts, changes or has ended, sorted."""
        days: set[date] = set()
        for name in self._entries:
            for _, (since, until) in spans(self._entries[name][1]["values"]):
                days.add(since)
                if until is not None:
                    days.add(until + ONE_DAY)
        return tuple(sorted(days))

    def with_override(self, name: str, text: str) -> Law:
        """The same law with one figure set by the user, on every day.

        Args:
            name: a figure's name, or `additional_duty.` and the three letters of any origin.
            text: the value as the file would write it: `"10"` for 10 percent.

        Raises:
            CannotRun: no such figure, one that is not a single number, or a value that does not fit its unit.
        """
        section, _, origin = name.partition(".")
        if name in self._entries:
            unit, title = self._entries[name][0], self.title(name)
        elif section == "additional_duty" and len(origin) == 3 and origin.isalpha() and origin.isupper():
            unit, title = "percent", f"Goods of {origin}"
        else:
            raise no_such_figure(name, self._entries)
        if section == "consumption_tax":
            raise CannotRun(f"{name} is not a single number", "change it in a law file of your own")
        try:
            value = read_value(unit, text)
        except ValueError as error:
            raise CannotRun(f"{name}: {error}", f"write it in {unit}, as {_WRITTEN[unit]}") from error
        figure = Figure(name, title, unit, text, value, date.min, None, SET_BY_USER, SET_BY_USER, "")
        return Law(self._data, {**self._user, name: figure})


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Mapping[str, Any]]]]:
    """Name → (unit, entry) of every section; a consumption tax has several numbers, so it shows as text."""
    for name, entry in data["figures"].items():
        yield name, (entry["unit"], entry)
    sections = {
        "vat": ("percent", data["vat"]),
        "consumption_tax": ("text", data["consumption_tax"]),
        "parcel": ("percent", data["parcel"]["tiers"]),
        "additional_duty": ("percent", data["additional_duty"]),
    }
    for section, (unit, entries) in sections.items():
        for name, entry in entries.items():
            yield f"{section}.{name}", (unit, entry)


def _held_on(history: Sequence[_S], day: date) -> _S | None:
    """The span that holds on a day, or None."""
    for span in reversed(history):
        if span.since <= day:
            return span if span.until is None or day <= span.until else None
    return None


def _on(history: Sequence[_S], day: date, what: str) -> _S:
    """The span that holds on a day, or an error that names the days it does hold."""
    found = _held_on(history, day)
    if found is not None:
        return found
    ended = [span.until for span in history if span.until is not None and span.until < day]
    if ended:
        raise NotInForce(f"{what} has no value on {day}", f"its last value ended on {ended[-1]}: give an earlier day")
    raise NotInForce(
        f"{what} has no value on {day}", f"its first value holds from {history[0].since}: give a later day"
    )


@cache
def load_law(path: Path | None = None) -> Law:
    """The law as shipped, or a file of the user's own in the same form.

    The shipped file is trusted as it stands, because the test suite checks exactly that file and a command that
    answers in a moment has no time to check it again. Any other file is checked in full before it is used.

    Raises:
        CannotRun: the user's file cannot be read or is not in order; names the line.
    """
    if path is not None:
        from cbec_cli.law.model import read_checked  # noqa: PLC0415 -- pydantic is slow to load

        return Law(read_checked(path))
    return Law(_read_trusted(data_file("tariffs.yaml")))


def _read_trusted(path: Path) -> Mapping[str, Any]:
    """Parse a file that is known to be in order."""
    import yaml  # noqa: PLC0415 -- start-up

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times as fast
    data: Mapping[str, Any] = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 -- both loaders are safe ones
    return data
