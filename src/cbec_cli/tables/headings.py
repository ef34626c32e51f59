"""Headings as people write them → canonical columns.

A heading is folded (width, case, spaces, underscores, hyphens, brackets) and looked up. What stands in brackets or
after a slash or line break may be a translation (`HS code（商品编码）`), or a unit. A unit that changes the meaning,
such as grams for a weight cbec reads as kilograms, makes the heading a stranger: better reported than misread.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import Finding
from cbec_cli.tables.columns import COLUMNS, NUMBER_KINDS, Column, Kind, column

HEADING_CODE = "DAT006"
"""Code of the findings about headings and the reading of a file as a whole."""

HEADING_ROWS = 5
"""The heading row is looked for in the first rows, because templates like to start with a title."""

_PARTS = re.compile(r"[()\[\]{}<>【】「」『』〔〕《》/|\r\n]+")
_ANY = frozenset(("地区", "必填", "选填", "可选", "文本", "required", "optional", "text", "代码"))
_CNY = frozenset(("元", "人民币", "人民币元", "rmb", "cny", "yuan", "¥"))
_KG = frozenset(("公斤", "千克", "kg", "kgs", "kilogram", "kilograms"))
_PIECES = frozenset(("件", "个", "pcs", "pieces"))
_HARMLESS: dict[Kind, frozenset[str]] = {"money": _ANY | _CNY, "weight": _ANY | _KG, "quantity": _ANY | _PIECES}
_NTH = re.compile(r"(.+)#(\d+)")


def fold(heading: str) -> str:
    """A heading without width, case, spaces and punctuation.

    >>> fold("ＨＳ_Code "), fold("毛重（公斤）")
    ('hscode', '毛重公斤')
    """
    return "".join(c for c in unicodedata.normalize("NFKC", heading).casefold() if c.isalnum() or c == "¥")


_INDEX: dict[str, Column] = {fold(heading): each for each in COLUMNS for heading in each.headings}
_OWN: dict[str, frozenset[str]] = {each.name: frozenset((fold(each.name), fold(each.title_zh))) for each in COLUMNS}


def match(heading: str) -> str | None:
    """The canonical name a heading means, or None.

    >>> match("毛重（公斤）"), match("HS Code / 商品编码"), match("毛重（克）")
    ('gross_weight', 'hs_code', None)
    """
    found = _INDEX.get(fold(heading))
    if found is not None:
        return found.name
    parts = [folded for part in _PARTS.split(unicodedata.normalize("NFKC", heading)) if (folded := fold(part))]
    known = {each.name: each for part in parts if (each := _INDEX.get(part) or _without_unit(part)) is not None}
    if len(known) != 1:
        return None
    ((name, meant),) = known.items()
    harmless = _HARMLESS.get(meant.kind, _ANY)
    strange = [part for part in parts if part not in _INDEX and part not in harmless and _without_unit(part) is None]
    return None if strange else name


def _of_another_unit(heading: str) -> str | None:
    """The column of numbers that a heading names together with words that may change its meaning."""
    parts = [fold(part) for part in _PARTS.split(unicodedata.normalize("NFKC", heading))]
    known = {each.name for part in parts if (each := _INDEX.get(part)) is not None and each.kind in NUMBER_KINDS}
    return known.pop() if len(known) == 1 and len([part for part in parts if part]) > 1 else None


def _without_unit(part: str) -> Column | None:
    """`单价cny` is 单价: take a harmless unit off the end."""
    for kind, words in _HARMLESS.items():
        for word in words:
            meant = _INDEX.get(part.removesuffix(word)) if part.endswith(word) else None
            if meant is not None and meant.kind == kind:
                return meant
    return None


def nearest(word: str, among: Iterable[str], limit: int = 3, alike: int = 60) -> list[str]:
    """The words most like one, best first, compared folded; empty when none is `alike` percent."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only needed when something is wrong

    choices = {each: fold(each) for each in among}
    found = process.extract(fold(word), choices, scorer=fuzz.ratio, limit=limit, score_cutoff=alike)
    return [name for _, _, name in found]


class Place(NamedTuple):
    """Where headings stand, for the findings about them."""

    file: str
    sheet: str


@dataclass(slots=True)
class Assignment:
    """Which heading serves which canonical column, and what a person should know about it."""

    fields: dict[str, int]
    findings: list[Finding] = field(default_factory=list)


def best_row(rows: Sequence[Sequence[str]], mapping: Mapping[str, str]) -> tuple[int, int]:
    """Index of the row that looks most like headings, and how many of its cells are known; (-1, 0) if none is."""
    wanted = {fold(_NTH.sub(r"\1", heading)) for heading in mapping}
    best, most = -1, 0
    for i, row in enumerate(rows[:HEADING_ROWS]):
        known = len({match(cell) or fold(cell) for cell in row if cell and (fold(cell) in wanted or match(cell))})
        if known > most:
            best, most = i, known
    return best, most


def assign(headings: Sequence[str], mapping: Mapping[str, str], place: Place) -> Assignment:
    """Give every canonical column its heading.

    Args:
        headings: the heading row as written.
        mapping: what the user said: heading (or `heading#2` for the second of that name) → canonical name.
        place: file and sheet, for the findings.

    Raises:
        CannotRun: the mapping names a heading or a column that does not exist, or two headings mean one column.
    """
    mapped = _mapped(headings, mapping, place)
    claims: dict[str, list[int]] = {}
    for i, heading in enumerate(headings):
        if i not in mapped.values() and (name := match(heading)) is not None and name not in mapped:
            claims.setdefault(name, []).append(i)
    result = Assignment(dict(mapped))
    for name, claimed in claims.items():
        result.fields[name] = _choose(name, claimed, headings, place, result.findings)
    result.findings += _of_the_head(result.fields, mapped, headings, place)
    taken = set(result.fields.values()) | {i for claimed in claims.values() for i in claimed}
    strangers = [heading for i, heading in enumerate(headings) if i not in taken and fold(heading)]
    result.findings += _near(strangers, result.fields, place)
    return result


def _mapped(headings: Sequence[str], mapping: Mapping[str, str], place: Place) -> dict[str, int]:
    """Canonical name → index of the heading, for what the user mapped."""
    result: dict[str, int] = {}
    for heading, name in mapping.items():
        try:
            column(name)
        except KeyError:
            near = nearest(name, [each.name for each in COLUMNS]) or [each.name for each in COLUMNS]
            raise CannotRun(
                f"--map '{heading}={name}': there is no column {name!r}", f"use one of: {', '.join(near)}"
            ) from None
        result[name] = _position(headings, heading, name, place)
    return result


def _position(headings: Sequence[str], heading: str, name: str, place: Place) -> int:
    """Index of the heading a user names; `heading#2` is the second of several with that name."""
    same = [i for i, each in enumerate(headings) if fold(each) == fold(heading)]
    nth = 1
    if not same and (numbered := _NTH.fullmatch(heading)):
        nth = int(numbered[2])
        same = [i for i, each in enumerate(headings) if fold(each) == fold(numbered[1])]
    if not 1 <= nth <= len(same):
        near = nearest(heading, filter(None, headings)) or list(filter(None, headings))
        raise CannotRun(
            f"{_where(place)}: --map '{heading}={name}': there is no heading {heading!r}",
            f"the headings are: {', '.join(near)}",
        )
    return same[nth - 1]


def _choose(name: str, claimed: list[int], headings: Sequence[str], place: Place, findings: list[Finding]) -> int:
    """The heading that serves a column several headings claim; the column's own name wins over an alias.

    Where a costing depends on the choice, the user makes it; elsewhere the more usual heading is taken, and that said.
    """
    if len(claimed) == 1:
        return claimed[0]
    own = [i for i in claimed if fold(headings[i]) in _OWN[name]]
    listed = " and ".join(f"{headings[i]!r}" for i in claimed)
    if len(own) == 1:
        chosen, why = own[0], f"{headings[own[0]]!r} is used"
    elif column(name).repeats and len(claimed) == 2 and fold(headings[claimed[0]]) == fold(headings[claimed[1]]):
        chosen, why = (
            claimed[1],
            "the second one is used: in the official list the first belongs to the declaration head",
        )
    elif "orders" not in column(name).tables:
        chosen = min(claimed, key=lambda i: _rank(name, headings[i]))
        why = f"{headings[chosen]!r} is used; --map '<heading>={name}' names another"
    else:
        example = f"{headings[claimed[0]]}#1" if len({headings[i] for i in claimed}) == 1 else headings[claimed[0]]
        raise CannotRun(
            f"{_where(place)}: the headings {listed} both mean {name}", f"say which one: --map '{example}={name}'"
        )
    findings.append(_note(f"the headings {listed} both mean {name}; {why}", headings[chosen], place))
    return chosen


_HEAD = frozenset(("assure_code", "agent_code", "customs_code", "port_code", "traf_mode", "logistics_code"))
"""Columns only the head of a declaration list has; three of them tell one."""
_ORDERS = (("freight", "order_freight"), ("insurance", "order_insurance"))


def _of_the_head(
    fields: dict[str, int], mapped: Mapping[str, int], headings: Sequence[str], place: Place
) -> list[Finding]:
    """运费 and 保费 of a declaration list stand in its head and are repeated on each line (CEB621)."""
    notes = []
    for line, order in _ORDERS if len(_HEAD & fields.keys()) >= 3 else ():
        if line in fields and line not in mapped and order not in fields:
            fields[order] = fields.pop(line)
            heading = headings[fields[order]]
            said = f"{heading!r} of a declaration list is that of the whole order ({order}), counted once"
            notes.append(_note(said, heading, place, fix=f"if each line has its own: --map '{heading}={line}'"))
    return notes


def _rank(name: str, heading: str) -> int:
    """Where a heading stands among those of its column; behind all of them if it only contains one."""
    known = [fold(each) for each in column(name).headings]
    return known.index(fold(heading)) if fold(heading) in known else len(known)


def _near(strangers: Sequence[str], fields: Mapping[str, int], place: Place) -> list[Finding]:
    """Notes on headings that are not understood but look like a column that is still free."""
    free = {heading: each.name for each in COLUMNS if each.name not in fields for heading in each.headings}
    result = []
    for heading in strangers:
        if (meant := _of_another_unit(heading)) is not None:
            result.append(
                _note(
                    f"the column {heading!r} is not read: it looks like {meant}, but in a unit that is not read",
                    heading,
                    place,
                    fix="amounts are read in the currency of the line (column currency), weights in kg; convert it",
                )
            )
            continue
        near = nearest(heading, free, limit=1, alike=80)
        if near:
            name = free[near[0]]
            result.append(
                _note(
                    f"the column {heading!r} is not read; it looks like {name}",
                    heading,
                    place,
                    fix=f"if it is meant, say so: --map '{heading}={name}'",
                )
            )
    return result


def require(required: Sequence[str], fields: Mapping[str, int], headings: Sequence[str], place: Place) -> None:
    """See that every required column is there; `a|b` asks for one of the two.

    Raises:
        CannotRun: naming what is missing, the headings found, and the nearest ones.
    """
    missing = [each for each in required if not any(name in fields for name in each.split("|"))]
    if not missing:
        return
    said = [" or ".join(f"{name} ({column(name).title_zh})" for name in each.split("|")) for each in missing]
    found = [heading for heading in headings if heading]
    first = missing[0].split("|")[0]
    near = {best: None for heading in column(first).headings for best in nearest(heading, found)}
    hint = next(iter(near), "My heading")
    raise CannotRun(
        f"{_where(place)}: no column for {', '.join(said)}; {_found(found)}",
        f"{'the nearest is' if near else 'name it with'} --map '{hint}={first}'",
    )


def _note(message: str, heading: str, place: Place, fix: str = "") -> Finding:
    """A note about a heading."""
    return Finding(HEADING_CODE, "note", message, fix, file=place.file, sheet=place.sheet, column=heading)


def _where(place: Place) -> str:
    """`orders.xlsx, sheet 订单`."""
    return place.file + (f", sheet {place.sheet}" if place.sheet else "")


def _found(headings: Sequence[str]) -> str:
    """The headings that are there; a row with long numbers is no row of headings, and its cells are not shown."""
    if any(re.search(r"\d{6}", heading) for heading in headings):
        return "the row that was taken for headings looks like data"
    return f"the columns found are {', '.join(headings)}"
