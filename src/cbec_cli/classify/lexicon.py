"""The lexicon in `data/lexicon/`: which words name which goods, what excludes them, and what decides inside a heading.

One file per chapter holds *kinds of goods*, one a row (`21supplements.tsv` the food supplements of heading 2106,
`00various.tsv` words of several chapters, `00brands.tsv` brands, as weak words); `facets/` holds decision tables,
`axes/` the words that answer their questions, `vague.tsv` the words that name no goods, `borders.tsv` the headings that
words do not tell apart. CONTRIBUTING.md tells how to add a term. This module reads the files as they stand;
`cbec_cli.classify.book` makes of them what titles are read with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.engine.places import data_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KIND_FIELDS = ("code", "zh", "en", "not", "facet", "line", "note", "try_zh", "try_en")
AXIS_FIELDS = ("value", "zh", "en", "not")
BORDER_FIELDS = ("heading", "other", "note")
VAGUE_FIELDS = ("zh", "en", "gate", "why")
AFTER_AXES = ("code", "weight", "note")

WEAK = "?"
"""Ends a term that supports an answer and never suffices for one."""


class LexiconError(Exception):
    """A line of the lexicon cannot be read: where, what was found, what is wanted."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A word beside which a kind's terms do not count, and the code that then stands for them ("" for none)."""

    word: str
    code: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of goods: a row of a chapter's file.

    Attributes:
        code: six or eight digits.
        zh, en: terms, weak ones marked with `?`.
        exclusions: words that take the kind out.
        facet: name of the decision table that finds the code; "" if there is none.
        line: ten-digit line such goods usually fall in; "" if another row of the code says it.
        note: the legal ground.
        tries: titles that must classify, each with the code it leads to.
        place: file and line, for messages.
    """

    code: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]
    facet: str
    line: str
    note: str
    tries: tuple[tuple[str, str], ...]
    place: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A question's answers: value → its words and the words that speak against it."""

    name: str
    values: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of a decision table: one value for each axis ("" is any), the code, how usual it is, a remark."""

    values: tuple[str, ...]
    code: str
    weight: int
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table: its axes in order, the question of each, its legal ground, its rows."""

    name: str
    axes: tuple[str, ...]
    questions: dict[str, str]
    ground: str
    choices: tuple[Choice, ...]


@dataclass(slots=True)
class Lexicon:
    """Everything in the folder; `vague` says of each word that names no goods when it gates: alone or head.

    `borders` are pairs of headings that words alone do not tell apart, with the reason.
    """

    kinds: list[Kind] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    axes: dict[str, Axis] = field(default_factory=dict)
    vague: dict[str, str] = field(default_factory=dict)
    borders: dict[tuple[str, str], str] = field(default_factory=dict)


def lexicon_files(folder: Path | None = None) -> list[Path]:
    """The files of the lexicon, always in the same order."""
    root = folder or data_file("lexicon")
    return sorted(root.rglob("*.tsv"), key=lambda path: path.relative_to(root).as_posix())


def read_lexicon(folder: Path | None = None) -> Lexicon:
    """Read the lexicon.

    Raises:
        LexiconError: a line has the wrong number of cells, a heading is missing, a weight is no digit.
    """
    lexicon = Lexicon()
    for path in lexicon_files(folder):
        name = path.stem
        if path.parent.name == "facets":
            lexicon.tables[name] = _table(path)
        elif path.parent.name == "axes":
            lexicon.axes[name] = _axis(path)
        elif name == "vague":
            for place, cells in _rows(path, VAGUE_FIELDS):
                zh, en, gate, _ = cells
                lexicon.vague.update(dict.fromkeys((*_terms(zh, place), *_terms(en, place)), gate))
        elif name == "borders":
            lexicon.borders.update({(cells[0], cells[1]): cells[2] for _, cells in _rows(path, BORDER_FIELDS)})
        elif name[:2].isdigit():
            lexicon.kinds += [_kind(place, cells) for place, cells in _rows(path, KIND_FIELDS)]
    return lexicon


def _rows(path: Path, heading: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """The lines below a heading: place, cells."""
    expected = "\t".join(heading)
    seen = False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{path.name}:{number}"
        if not seen:
            if line != expected:
                raise LexiconError(f"{place}: heading is {line!r}, wanted {expected!r}")
            seen = True
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(heading):
            raise LexiconError(f"{place}: {len(cells)} cells, wanted {len(heading)}")
        yield place, cells


def _terms(cell: str, place: str) -> tuple[str, ...]:
    terms = tuple(term.strip() for term in cell.split("|")) if cell else ()
    if any(not term.rstrip(WEAK) for term in terms):
        raise LexiconError(f"{place}: an empty term in {cell!r}")
    return terms


def _kind(place: str, cells: list[str]) -> Kind:
    code, zh, en, nots, facet, line, note, *tries = cells
    return Kind(
        code,
        _terms(zh, place),
        _terms(en, place),
        tuple(Exclusion(*_split(text)) for text in _terms(nots, place)),
        facet,
        line,
        note,
        tuple((title, wanted or code) for title, wanted in map(_split, tries) if title),
        place,
    )


def _split(text: str) -> tuple[str, str]:
    """`words>code` in two; the code is empty where none is given."""
    words, _, code = text.partition(">")
    return words.strip(), code.strip()


def _axis(path: Path) -> Axis:
    values: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for place, (value, zh, en, nots) in _rows(path, AXIS_FIELDS):
        words, excluded = values.get(value, ((), ()))
        values[value] = (words + _terms(zh, place) + _terms(en, place), excluded + _terms(nots, place))
    return Axis(path.stem, values)


def _table(path: Path) -> Table:
    remarks = [line[1:].strip() for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    asked = (remark[4:].partition(":") for remark in remarks if remark.startswith("ask "))
    ground = next((remark[7:].strip() for remark in remarks if remark.startswith("ground:")), "")
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    heading = tuple(lines[0].split("\t")) if lines else ()
    if heading[-3:] != AFTER_AXES or len(heading) < 4:
        raise LexiconError(f"{path.name}: heading is {heading}, wanted axes and then {AFTER_AXES}")
    choices = []
    for place, cells in _rows(path, heading):
        *values, code, weight, note = cells
        if not (weight.isdecimal() and 1 <= int(weight) <= 9):
            raise LexiconError(f"{place}: weight is {weight!r}, wanted 1 to 9")
        choices.append(Choice(tuple(values), code, int(weight), note))
    questions = {axis.strip(): text.strip() for axis, _, text in asked}
    return Table(path.stem, heading[:-3], questions, ground, tuple(choices))
