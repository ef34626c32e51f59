"""What `data/returns.yaml` holds, read once: modes, places, states of goods, applicants, and what may be done instead.

Days and the state of the cross-zone pilot are figures of `data/tariffs.yaml`. The shipped file is trusted as it stands,
because the test suite checks exactly that file (`tests/law/test_returns.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from cbec_cli.engine.errors import NotInForce
from cbec_cli.engine.places import data_file
from cbec_cli.law.calendar import return_windows, settlement_window
from cbec_cli.law.codes import fold
from cbec_cli.law.dated import load_law
from cbec_cli.law.documents_data import documents_data
from cbec_cli.law.goods_data import Stated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Effect = Literal["fit", "ask", "unfit", "other"]
"""What a state of the goods means for their return: fit, whether it may be is not settled, ruled out, other goods."""

Goods = Literal["arrived", "any"]
Tax = Literal["back", "stays", "as judged"]


@dataclass(frozen=True, slots=True)
class State:
    """A state of returned goods.

    Attributes:
        id: name in files and reports. name, name_zh: what people call it.
        effect: what it means for goods that need no seal.
        sealed: ids of categories of goods whose return it rules out.
        ground: why it rules those out; doubt: why it is not settled for the others; ask: the question for customs.
    """

    id: str
    name: str
    name_zh: str
    effect: Effect
    sealed: tuple[str, ...]
    ground: str
    doubt: str
    ask: str
    stated: Stated

    def effect_on(self, code: str, name: str) -> Effect:
        """What it means for goods of a customs code and a name."""
        kinds = documents_data().categories
        return "unfit" if any(kinds[each].holds(code, name) for each in self.sealed) else self.effect


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may lawfully be done with goods a buyer sends back.

    Attributes:
        id: name in files and reports. name, name_zh: what people call it. text: what it is and asks for.
        standing: codes that may stand in the way of the return; `eligible` where nothing does.
        goods: whether they have to be back at a place of supervision.
        in_time: only while application and arrival are still in time.
        modes, states: what it is for; () for all.
        tax: whether the tax comes back.
        ask: the question for customs where the law is open.
    """

    id: str
    name: str
    name_zh: str
    text: str
    standing: frozenset[str]
    goods: Goods
    in_time: bool
    modes: tuple[str, ...]
    states: tuple[str, ...]
    tax: Tax
    ask: str
    stated: Stated


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a return, counted from the release; day 1 is the day after.

    Attributes:
        apply_by, arrive_by: last days, included.
        settle_from, settle_to: when the tax is paid if nothing is returned.
        source: where the days of a return stand.
    """

    apply_by: date
    arrive_by: date
    settle_from: date
    settle_to: date
    source: str


@dataclass(frozen=True, slots=True)
class ReturnsData:
    """All of `data/returns.yaml`.

    Attributes:
        modes: supervision mode → its names, those whose lists can be returned.
        centre: days of return-centre warehouses, their modes and what they have to be.
        zone, zone_modes: what a zone of another customs may take; zones: those reported to; ask_zone: the question.
        states: id → state of goods.
        options: in the order of reports.
    """

    modes: Mapping[str, str]
    centre: Stated
    centre_modes: tuple[str, ...]
    centre_provided: str
    zone: Stated
    zone_modes: tuple[str, ...]
    zones: tuple[str, ...]
    ask_zone: str
    states: Mapping[str, State]
    options: tuple[Option, ...]
    words: Mapping[str, Mapping[str, str]]

    def state(self, text: str) -> State | None:
        """The state of goods that a cell names; None if it names none that is known."""
        return self.states.get(self.words["conditions"].get(fold(text), ""))

    def is_original_place(self, text: str) -> bool:
        """Whether a cell says: where they came from."""
        return self.words["places"].get(fold(text)) == "original"

    def is_return_centre(self, text: str) -> bool:
        """Whether a cell names a return-centre warehouse."""
        key = fold(text)
        return any(word in key for word, place in self.words["places"].items() if place == "return_centre")

    def applicant(self, text: str) -> bool | None:
        """Whether the role a cell names may apply for a return; None if it names no role."""
        role = self.words["applicants"].get(fold(text))
        return None if role is None else role == "entitled"

    def was_refused(self, text: str) -> bool:
        """Whether a cell says that customs refused the application, or that it was withdrawn."""
        return fold(text) in self.words["statuses"]

    def zone_takes(self, mode: str, day: date) -> bool:
        """Whether a zone of another customs may take goods of a mode back on a day (pilot)."""
        return mode in self.zone_modes and _pilot(day)

    def centre_takes(self, mode: str, day: date) -> bool:
        """Whether a return-centre warehouse may take goods of a mode back on a day."""
        return mode in self.centre_modes and self.centre.holds(day)


@lru_cache(maxsize=4096)
def window_of(release: date) -> Window:
    """The days of a return of what was released on a day.

    Before 2020-03-28 application and arrival had the same 30 days (财关税〔2016〕18号 第四条).

    Raises:
        NotInForce: released before there were returns without tax.
    """
    law = load_law()
    first, last = settlement_window(release, law)
    try:
        found = return_windows(release, law)
    except NotInForce:
        day = release + timedelta(days=law.number("return_refund_days", release))
        return Window(day, day, first, last, law.figure("return_refund_days", release).source)
    return Window(found.apply_by, found.arrive_by, first, last, found.source)


@lru_cache(maxsize=4096)
def _pilot(day: date) -> bool:
    try:
        return load_law().figure("cross_zone_import_returns", day).text == "pilot"
    except NotInForce:
        return False


@cache
def returns_data() -> ReturnsData:
    """The shipped file, read when first asked for."""
    import yaml  # noqa: PLC0415 -- start-up

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times as fast
    data: Mapping[str, Any] = yaml.load(data_file("returns.yaml").read_bytes(), Loader=loader)  # noqa: S506 -- both loaders are safe ones
    since: date = data["covers_from"]
    centre, zone = data["places"]["return_centre"], data["other_zone"]
    return ReturnsData(
        modes={mode: f"{mode} {entry['name_zh']}" for mode, entry in data["modes"].items()},
        centre=_stated(centre, since),
        centre_modes=tuple(centre["modes"]),
        centre_provided=centre["provided"],
        zone=_stated(zone, since),
        zone_modes=tuple(zone["modes"]),
        zones=tuple(zone["zones"]),
        ask_zone=zone["ask"],
        states={name: _state(name, entry, since) for name, entry in data["conditions"].items()},
        options=tuple(_option(name, entry, since) for name, entry in data["options"].items()),
        words={
            **{kind: _words(data[kind]) for kind in ("conditions", "places", "applicants")},
            "statuses": {fold(word): "refused" for word in data["statuses"]["refused"]},
        },
    )


def _words(entries: Mapping[str, Any]) -> dict[str, str]:
    """Folded word → id of the entry that lists it."""
    return {fold(str(word)): name for name, entry in entries.items() for word in entry["words"]}


def _stated(entry: Mapping[str, Any], since: date) -> Stated:
    """Source, confidence and days; what says no first day holds as long as the file covers."""
    return Stated(
        entry["source"], entry["confidence"], entry.get("since", since), entry.get("until"), entry.get("note", "")
    )


def _state(name: str, entry: Mapping[str, Any], since: date) -> State:
    return State(
        id=name,
        name=entry["name"],
        name_zh=entry["name_zh"],
        effect=entry["effect"],
        sealed=tuple(entry.get("sealed", ())),
        ground=entry.get("ground", ""),
        doubt=entry.get("doubt", ""),
        ask=entry.get("ask", ""),
        stated=_stated(entry, since),
    )


def _option(name: str, entry: Mapping[str, Any], since: date) -> Option:
    return Option(
        id=name,
        name=entry["name"],
        name_zh=entry["name_zh"],
        text=entry["text"],
        standing=frozenset(entry["for"]),
        goods=entry["goods"],
        in_time=entry.get("while") == "in time",
        modes=tuple(entry.get("modes", ())),
        states=tuple(entry.get("states", ())),
        tax=entry["tax"],
        ask=entry.get("ask", ""),
        stated=_stated(entry, since),
    )
