"""Which documents a shipment needs: by goods, route, origin and day, each with why, who issues it and the law.

`data/documents.yaml` holds everything. Of several entries for one type the strictest speaks: required before unsure
before recommended before exempt. A day before the file begins is an error, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.documents_data import STATES, Category, DocumentType, Entry, State, documents_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from cbec_cli.law.tariff import Tariff

__all__ = [
    "CONDITIONS",
    "STAGES",
    "Category",
    "DocumentType",
    "Requirement",
    "State",
    "categories_of",
    "document_types",
    "find_category",
    "find_type",
    "goods_categories",
    "nearest_category",
    "nearest_type",
    "requirements",
    "stage_of",
    "the_tariff",
]

Stage = Literal["9610", "1210-first", "1210-second", "1239-first", "1239-second", "0110"]
STAGES: tuple[Stage, ...] = ("9610", "1210-first", "1210-second", "1239-first", "1239-second", "0110")
"""Routes, bonded ones split into the first line (into the zone, 一线进区) and the second (out of it, 二线出区)."""

CONDITIONS = {"agent": "where a broker or another agent declares"}
"""What a requirement may depend on that goods, route, origin and day do not tell."""

_SURENESS = ("confirmed", "partly", "own-knowledge", "unsure")
_LINES = {
    **dict.fromkeys(("first", "1", "一线", "一线进区", "一线入区", "进区", "入区", "entry"), "first"),
    **dict.fromkeys(("second", "2", "二线", "二线出区", "出区", "exit"), "second"),
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the law says of one type of document for a shipment.

    Attributes:
        type: the document.
        state: required, unsure, recommended or exempt.
        why: the reason, in words; all reasons where several entries say the same.
        source: legal documents.
        confidence: how sure the surest of these is: confirmed, partly, own-knowledge or unsure.
        law: the legal documents, each with how sure it is unless its text is at hand.
        ask: the question for the customs office where the law is unsure; else "".
        consequence: what usually happens without the document; "" where it is not needed.
        categories: the goods that bring it; () where every shipment of the route needs it.
        holder: role the document must name; "" if none.
        condition: key of `CONDITIONS` it depends on; "" if none: the caller decides whether it holds.
        since: first day on which all of it holds.
        until: last day on which all of it holds; None while it does.
        note: what else there is to know; "" if nothing.
    """

    type: DocumentType
    state: State
    why: str
    source: str
    confidence: str
    law: str
    ask: str
    consequence: str
    categories: tuple[Category, ...]
    holder: str
    condition: str
    since: date
    until: date | None
    note: str


def stage_of(mode: str, line: str = "") -> Stage:
    """The route of a supervision mode (监管方式) and, for bonded goods, the line; a route itself is taken too.

    A bonded mode without a line means the second one: the consumer's order leaves the zone.

    Raises:
        CannotRun: no mode of imports, or no line.

    >>> stage_of("1210"), stage_of("1210", "一线"), stage_of("0110")
    ('1210-second', '1210-first', '0110')
    """
    mode, line = mode.strip(), line.strip().lower()
    if line and line not in _LINES:
        raise CannotRun(f"{line}: not a line of a bonded zone", "write first (一线进区) or second (二线出区)")
    for stage in STAGES:
        if stage in {mode, f"{mode}-{_LINES.get(line, 'second')}"}:
            return stage
    if mode in {"9710", "9810"}:
        raise CannotRun(f"mode {mode} is for exports only", f"imports are {', '.join(MODES)}")
    raise CannotRun(f"{mode or 'a blank'}: not a mode whose documents are known", f"it knows {', '.join(MODES)}")


MODES = tuple(dict.fromkeys(stage[:4] for stage in STAGES))
"""Supervision modes whose documents are known."""


def document_types() -> dict[str, DocumentType]:
    """Id → type of document, in the order of reports."""
    return dict(documents_data().types)


def goods_categories() -> dict[str, Category]:
    """Id → category of goods."""
    return dict(documents_data().categories)


def find_type(text: str) -> DocumentType | None:
    """The type that an id, an English or Chinese name or an everyday name stands for; None if unknown."""
    return documents_data().types.get(_types_by_text().get(_fold(text), ""))


def find_category(text: str) -> Category | None:
    """The category that an id, an English or a Chinese name stands for; None if unknown."""
    return documents_data().categories.get(_categories_by_text().get(_fold(text), ""))


def nearest_type(text: str) -> str:
    """Id of the type most like a mistyped one; "" if none is near."""
    return _nearest(text, _types_by_text())


def nearest_category(text: str) -> str:
    """Id of the category most like a mistyped one; "" if none is near."""
    return _nearest(text, _categories_by_text())


def categories_of(code: str, name: str = "", given: Iterable[str] = ()) -> tuple[Category, ...]:
    """The categories of goods: all that the code, the name or the user says.

    Args:
        code: customs code, or as much of it as there is.
        name: name of the goods.
        given: categories the user names, by id or name.

    Raises:
        CannotRun: a category that is not known; names the nearest.
    """
    known = documents_data().categories
    found = {_given(text).id for text in given if text.strip()}
    found.update(each.id for each in known.values() if each.holds(code, name))
    found.update(wider for each in tuple(found) for wider in known[each].part_of)
    return tuple(each for each in known.values() if each.id in found)


def requirements(  # noqa: PLR0913 -- what the law goes by
    code: str,
    stage: str,
    day: date,
    *,
    origin: str = "",
    categories: Iterable[str] = (),
    name: str = "",
    preference: str = "",
    supervision: str | None = None,
    inspection: str | None = None,
) -> tuple[Requirement, ...]:
    """What the law says of documents, one requirement for each type: required first, then unsure, recommended, exempt.

    Types of which the law says nothing for the shipment are left out.

    Args:
        code: customs code; with fewer than ten digits, letters that not all lines below it carry make a requirement
            unsure.
        stage: one of `STAGES`.
        day: day of the declaration.
        origin: country of origin, as people write it.
        categories: categories the user names, beside those of code and name.
        name: name of the goods.
        preference: agreement whose rate is claimed; "" for none.
        supervision: letters of the supervision conditions; those of the tariff line if None.
        inspection: letters of the inspection categories; those of the tariff line if None.

    Raises:
        CannotRun: a day before the data begins, a route or a category that is not known.
    """
    data = documents_data()
    if day < data.since:
        raise CannotRun(f"documents of {day}: the data begins on {data.since}", "ask about a later day")
    goods = {each.id: each for each in categories_of(code, name, categories)}
    letters = _letters(code, day, supervision, inspection)
    made: dict[str, list[_Said]] = {}
    for entry in data.entries:
        if stage in entry.stages and entry.stated.holds(day) and _of_shipment(entry, origin, preference):
            said = _said(entry, goods, letters)
            if said is not None:
                made.setdefault(entry.type, []).append(said)
    found = [_strictest(data.types[kind], made[kind], goods) for kind in data.types if kind in made]
    return tuple(sorted(found, key=lambda each: STATES.index(each.state)))


# -- what one entry says -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Letters:
    """Letters that every line of a code carries, and those that only some do."""

    supervision: str
    inspection: str
    some_supervision: str = ""
    some_inspection: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """An entry that holds, with the state and the reasons as they are for these goods."""

    entry: Entry
    state: State
    why: str
    ask: str
    categories: tuple[str, ...]


def _of_shipment(entry: Entry, origin: str, preference: str) -> bool:
    """Whether origin and preference fit an entry."""
    if entry.preference is not None and entry.preference != bool(preference.strip()):
        return False
    return not entry.origins or _iso(origin) in entry.origins


def _said(entry: Entry, goods: Mapping[str, Category], letters: _Letters) -> _Said | None:
    """What an entry says of the goods; None if it does not hold for them."""
    if any(each in goods for each in entry.but_not):
        return None
    brought = tuple(each for each in entry.categories if each in goods)
    if brought or not (entry.categories or entry.supervision or entry.inspection):
        return _Said(entry, entry.state, entry.why, entry.ask, brought)
    sure = _in(entry.supervision, letters.supervision) + _in(entry.inspection, letters.inspection)
    if sure:
        return _Said(entry, entry.state, entry.why.replace("{letters}", ", ".join(sure)), entry.ask, ())
    some = _in(entry.supervision, letters.some_supervision) + _in(entry.inspection, letters.some_inspection)
    if not some or entry.state == "exempt":
        return None
    why = entry.why.replace("{letters}", ", ".join(some))
    return _Said(entry, "unsure", f"{why} (only some of the ten-digit codes)", "Which ten-digit code is it?", ())


def _in(wanted: str, held: str) -> list[str]:
    return [letter for letter in wanted if letter in held]


def _strictest(kind: DocumentType, said: Sequence[_Said], goods: Mapping[str, Category]) -> Requirement:
    """One requirement of everything that is said of a type."""
    state = min((each.state for each in said), key=STATES.index)
    speaking = [each for each in said if each.state == state]
    first = min(speaking, key=lambda each: _SURENESS.index(each.entry.stated.confidence))
    needed = state != "exempt"
    return Requirement(
        type=kind,
        state=state,
        why=_joined(each.why for each in speaking),
        source=_joined(each.entry.stated.source for each in speaking),
        confidence=first.entry.stated.confidence,
        law=_joined(str(each.entry.stated) for each in speaking),
        ask=_joined(each.ask for each in speaking),
        consequence=_joined(each.entry.consequence or kind.consequence for each in speaking) if needed else "",
        categories=tuple(goods[each] for each in dict.fromkeys(c for one in speaking for c in one.categories)),
        holder=kind.holder if first.entry.holder is None else first.entry.holder,
        condition=first.entry.condition if all(each.entry.condition for each in speaking) else "",
        since=max(each.entry.stated.since for each in speaking),
        until=min((day for each in speaking if (day := each.entry.stated.until)), default=None),
        note=_joined(each.entry.stated.note for each in speaking),
    )


def _joined(texts: Iterable[str]) -> str:
    """Different texts, each once."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


# -- goods and letters -------------------------------------------------------------------------------------------------


def _given(text: str) -> Category:
    found = find_category(text)
    if found is None:
        near = nearest_category(text)
        raise CannotRun(f"{text}: no such category of goods", f"did you mean {near}?" if near else _all_categories())
    return found


def _all_categories() -> str:
    return f"there are {', '.join(documents_data().categories)}"


def _letters(code: str, day: date, supervision: str | None, inspection: str | None) -> _Letters:
    """The letters given, else those of the tariff."""
    if supervision is not None and inspection is not None:
        return _Letters(supervision, inspection)
    lines = the_tariff().under(code, day)
    all_of = [{letter for line in lines for letter in getattr(line, field)} for field in ("supervision", "inspection")]
    sure = [
        {letter for letter in letters if all(letter in getattr(line, field) for line in lines)}
        for letters, field in zip(all_of, ("supervision", "inspection"), strict=True)
    ]
    return _Letters(
        "".join(sorted(sure[0])) if supervision is None else supervision,
        "".join(sorted(sure[1])) if inspection is None else inspection,
        "".join(sorted(all_of[0] - sure[0])) if supervision is None else "",
        "".join(sorted(all_of[1] - sure[1])) if inspection is None else "",
    )


@cache
def the_tariff() -> Tariff:
    """The shipped tariff, read once: its lines name the licences."""
    from cbec_cli.law.tariff import load_tariff  # noqa: PLC0415 -- not needed where the letters are given

    return load_tariff()


def _iso(origin: str) -> str:
    """ISO code of three letters; "" if the country is unknown."""
    from cbec_cli.law.codes import country  # noqa: PLC0415 -- few entries depend on the origin

    found = country(origin) if origin else None
    return found.iso3 if found else ""


# -- names -------------------------------------------------------------------------------------------------------------


def _fold(text: str) -> str:
    from cbec_cli.law.codes import fold  # noqa: PLC0415 -- reads no table

    return fold(text)


@cache
def _types_by_text() -> Mapping[str, str]:
    types = documents_data().types.values()
    return {_fold(text): each.id for each in types for text in (*each.aliases, each.name_zh, each.name, each.id)}


@cache
def _categories_by_text() -> Mapping[str, str]:
    found = documents_data().categories.values()
    return {_fold(text): each.id for each in found for text in (each.name_zh, each.name, each.id)}


def _nearest(text: str, known: Mapping[str, str]) -> str:
    from cbec_cli.law.dated import near_names  # noqa: PLC0415 -- only mistakes pay for it

    near = near_names(_fold(text), known, limit=1)
    return known[near[0]] if near else ""
