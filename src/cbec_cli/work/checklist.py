"""The checklist of documents for one kind of goods on one route, and what other routes say of the same documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.documents import STAGES, categories_of, requirements, stage_of, the_tariff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cbec_cli.law.codes import Country
    from cbec_cli.law.documents import Category, Requirement, Stage, State
    from cbec_cli.law.tariff import TariffLine

PERSONAL_USE: tuple[Stage, ...] = ("9610", "1210-first", "1210-second")
"""Routes whose goods are supervised as goods for personal use: no first-import permits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a checklist is asked for.

    Attributes:
        code: two to ten digits, with or without dots; "" where only categories are given.
        mode: supervision mode (监管方式), e.g. 1210.
        line: of a bonded mode: first or second; "" means second.
        day: day of the declaration.
        origin: country as people write it; "" if unknown.
        categories: categories the user names.
        name: name of the goods.
        preference: agreement whose rate is claimed.
    """

    code: str
    mode: str
    day: date
    line: str = ""
    origin: str = ""
    categories: tuple[str, ...] = ()
    name: str = ""
    preference: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The answer.

    Attributes:
        code: digits of the customs code; "" if none was given.
        name_zh: name of the tariff line; "" unless there is exactly one.
        stage: the route.
        day: day of the declaration.
        origin: country of origin; None if not given.
        categories: what the goods are.
        documents: what the law says, required first.
        elsewhere: type → route → what the law says there; only where it says something.
        exempted: type → what retail import (9610, 1210) exempts of the documents that this route requires.
        notes: what the reader has to know.
    """

    code: str
    name_zh: str
    stage: Stage
    day: date
    origin: Country | None
    categories: tuple[Category, ...]
    documents: tuple[Requirement, ...]
    elsewhere: Mapping[str, Mapping[Stage, State]]
    exempted: Mapping[str, Requirement] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def checklist(asked: Asked) -> Checklist:
    """Which documents the goods need on the route, and on the others.

    Raises:
        CannotRun: a code, country, route or category that is not known; a day before the data begins.
    """
    stage = stage_of(asked.mode, asked.line)
    code = _digits(asked.code)
    lines = _lines(asked, code)
    origin = _origin(asked.origin)
    by_stage = {
        each: requirements(
            code,
            each,
            asked.day,
            origin=asked.origin,
            categories=asked.categories,
            name=asked.name,
            preference=asked.preference,
        )
        for each in STAGES
    }
    elsewhere: dict[str, dict[Stage, State]] = {}
    for each, found in by_stage.items():
        for one in found:
            elsewhere.setdefault(one.type.id, {})[each] = one.state
    return Checklist(
        code=code,
        name_zh=lines[0].name_zh if len(lines) == 1 else "",
        stage=stage,
        day=asked.day,
        origin=origin,
        categories=categories_of(code, asked.name, asked.categories),
        documents=by_stage[stage],
        elsewhere=elsewhere,
        exempted=_exempted(by_stage, stage),
        notes=tuple(_notes(asked, code, stage)),
    )


def _digits(code: str) -> str:
    return "".join(code.replace(".", "").split())


def _lines(asked: Asked, code: str) -> tuple[TariffLine, ...]:
    """The lines of the tariff that a code means."""
    if not code:
        if not any(each.strip() for each in asked.categories):
            raise CannotRun("neither a code nor a category is given", "give --hs 1901101090, or --category cosmetics")
        return ()
    if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 10):
        raise CannotRun(f"--hs {asked.code}: not a customs code", "give 2 to 10 digits, best all ten")
    found = the_tariff().under(code, asked.day)
    if not found:
        near = the_tariff().nearest(code)
        fix = f"the nearest are {', '.join(near)}" if near else "check the digits"
        raise CannotRun(f"--hs {code}: not in the tariff on {asked.day}", fix)
    return found


def _origin(text: str) -> Country | None:
    """The country that a text means."""
    if not text.strip():
        return None
    from cbec_cli.law.codes import countries, country  # noqa: PLC0415 -- only an origin needs them
    from cbec_cli.law.dated import near_names  # noqa: PLC0415 -- the same

    found = country(text)
    if found is None:
        near = near_names(text, [name for each in countries() for name in (each.name_en, each.name_zh) if name])
        raise CannotRun(
            f"--origin {text}: no such country", f"did you mean {near[0]}?" if near else "write it as JP, 116 or 日本"
        )
    return found


def _exempted(by_stage: Mapping[Stage, tuple[Requirement, ...]], stage: Stage) -> dict[str, Requirement]:
    """What retail import exempts on each of its routes that says anything, of the documents required on another."""
    if stage in PERSONAL_USE:
        return {}
    needed = {each.type.id for each in by_stage[stage] if each.state in {"required", "unsure"}}
    found: dict[str, Requirement] = {}
    for each in PERSONAL_USE:
        for one in by_stage[each]:
            if one.type.id in needed:
                found.setdefault(one.type.id, one)
                if one.state != "exempt":
                    needed.discard(one.type.id)
    return {kind: one for kind, one in found.items() if kind in needed}


def _notes(asked: Asked, code: str, stage: Stage) -> list[str]:
    """What would change the answer."""
    notes = []
    if code and len(code) < 10:
        notes.append(f"{code} has {len(code)} digits: what only some of its ten-digit codes need is said to be unsure")
    if code and str(asked.day.year) != the_tariff().vintage[:4]:
        notes.append(f"licences are those of the tariff of {the_tariff().vintage}; the day lies in another year")
    if not code:
        notes.append("without a code nothing is said of licences, which the tariff line names")
    if stage.endswith("-second") and not asked.line and asked.mode.strip() != stage:
        notes.append("this is the second line, where a consumer's order leaves the zone; --line first is for stock")
    return notes
