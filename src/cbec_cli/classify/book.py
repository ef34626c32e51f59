"""The lexicon ready for use: terms, exclusions, tables and axes as the matcher wants them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cbec_cli.classify.facets import decide
from cbec_cli.classify.lexicon import WEAK, Choice, Table
from cbec_cli.classify.phrases import Packed, Phrases, key_of, pack
from cbec_cli.classify.title import fold_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cbec_cli.classify.facets import Decision
    from cbec_cli.classify.lexicon import Kind, Lexicon

Meaning = tuple[tuple[int, ...], bool]
"""Kinds of goods a term stands for, and whether it is weak."""


@dataclass(frozen=True, slots=True)
class Book:
    """What titles are read with; parts that few titles need are taken apart when one does.

    Attributes:
        kinds: code and facet of each kind of goods.
        notes: the legal ground of each kind.
        terms: the words that name kinds.
        units: unit of a quantity → kinds it supports.
        vague: words that name no goods.
        borders: pairs of headings that words alone do not tell apart, both ways.
        neighbours: heading → the usual code of each heading across its borders.
        siblings: heading → its most usual codes, so that the second best of them can be named.
        lines: six or eight digits → the ten-digit line such goods usually fall in.
    """

    kinds: list[tuple[str, str]]
    notes: list[str]
    terms: Phrases[Meaning]
    units: dict[str, Meaning]
    vague: Phrases[str]
    borders: frozenset[tuple[str, str]]
    neighbours: dict[str, list[str]]
    siblings: dict[str, list[str]]
    lines: dict[str, str]
    _exclusions: list[str]
    _tables: dict[str, Any]
    _axes: dict[str, Packed]
    _taken: dict[Any, Any] = field(default_factory=dict)

    def exclusions(self, kind: int) -> tuple[tuple[str, str], ...]:
        """The words that take a kind out, each with the code it then is ("" for none)."""
        taken: tuple[tuple[str, str], ...] | None = self._taken.get(kind)
        if taken is None:
            parts = (part.partition(">") for part in self._exclusions[kind].split("|") if part)
            taken = self._taken[kind] = tuple((word, code) for word, _, code in parts)
        return taken

    def table(self, name: str) -> Table:
        """A decision table."""
        taken: Table | None = self._taken.get(name)
        if taken is None:
            axes, questions, ground, choices = self._tables[name]
            rows = tuple(Choice(tuple(values), code, weight, note) for values, code, weight, note in choices)
            taken = self._taken[name] = Table(name, tuple(axes), questions, ground, rows)
        return taken

    def decide(self, name: str, known: Mapping[str, str]) -> Decision | None:
        """What a table says when some axes are known; there are few answers, and many titles."""
        asked = ("decided", name, *known.items())
        if asked not in self._taken:
            self._taken[asked] = decide(self.table(name), known)
        taken: Decision | None = self._taken[asked]
        return taken

    def axis(self, name: str) -> Phrases[tuple[str, ...]] | None:
        """The words that answer a question; None if there are none."""
        if name not in self._axes:
            return None
        taken: Phrases[tuple[str, ...]] | None = self._taken.get(("axis", name))
        if taken is None:
            taken = self._taken["axis", name] = Phrases(
                self._axes[name], lambda text: tuple(filter(None, text.split("|")))
            )
        return taken

    def answers(self) -> Iterator[str]:
        """Every word that answers a question of the tables."""
        for packed in self._axes.values():
            for lines in packed.values():
                yield from (line.partition("\t")[0] for line in lines.split("\n"))


def compile_book(lexicon: Lexicon) -> dict[str, Any]:
    """The lexicon as plain lists and dicts that JSON can hold."""
    terms: dict[str, dict[int, bool]] = {}
    for number, kind in enumerate(lexicon.kinds):
        for term in (*kind.zh, *kind.en):
            bare = term.rstrip(WEAK)
            kept = bare if bare.startswith("#") else key_of(fold_term(bare))
            weak = terms.setdefault(kept, {})
            weak[number] = weak.get(number, True) and term.endswith(WEAK)
    lines: dict[str, str] = {}
    for kind in lexicon.kinds:
        if kind.line:
            lines.setdefault(kind.code, kind.line)
            lines.setdefault(kind.code[:6], kind.line)
    return {
        "kinds": [[kind.code, kind.facet * (kind.facet in lexicon.tables)] for kind in lexicon.kinds],
        "exclusions": [_excluded(kind) for kind in lexicon.kinds],
        "notes": [kind.note for kind in lexicon.kinds],
        "terms": pack({term: _meaning(weak) for term, weak in terms.items() if term[0] != "#"}),
        "units": {term[1:]: _meaning(weak) for term, weak in sorted(terms.items()) if term[0] == "#"},
        "tables": {
            name: [
                table.axes,
                table.questions,
                table.ground,
                [[c.values, c.code, c.weight, c.note] for c in table.choices],
            ]
            for name, table in sorted(lexicon.tables.items())
        },
        "axes": {name: pack(_axis_words(axis.values)) for name, axis in sorted(lexicon.axes.items())},
        "vague": pack({key_of(fold_term(term)): gate for term, gate in lexicon.vague.items()}),
        "borders": sorted(lexicon.borders),
        "neighbours": _neighbours(lexicon),
        "siblings": _siblings(lexicon),
        "lines": lines,
    }


SIBLINGS = 4
"""Usual codes of a heading that are kept."""


def _siblings(lexicon: Lexicon) -> dict[str, list[str]]:
    """Heading → its codes, those with the most terms first."""
    terms: dict[str, int] = {}
    for kind in lexicon.kinds:
        terms[kind.code[:6]] = terms.get(kind.code[:6], 0) + len(kind.zh) + len(kind.en)
    found: dict[str, list[str]] = {}
    for code in sorted(terms, key=lambda code: (-terms[code], code)):
        found.setdefault(code[:4], []).append(code)
    return {heading: codes[:SIBLINGS] for heading, codes in sorted(found.items())}


def _neighbours(lexicon: Lexicon) -> dict[str, list[str]]:
    """Heading → the code with the most terms of each heading across its borders, in the order of the file."""
    usual = {heading: codes[0] for heading, codes in _siblings(lexicon).items()}
    found: dict[str, list[str]] = {}
    for pair in lexicon.borders:
        for one, other in (pair, pair[::-1]):
            if other in usual:
                found.setdefault(one, []).append(usual[other])
    return found


def _meaning(weak: dict[int, bool]) -> str:
    """Kinds a term stands for, the strong ones if there are any: `12`, `12,15`, or `?12` where all are weak."""
    strong = [kind for kind, is_weak in weak.items() if not is_weak]
    return ",".join(map(str, strong)) if strong else "?" + ",".join(map(str, weak))


def _excluded(kind: Kind) -> str:
    """A kind's exclusions as `word>code|word>|…`, each once."""
    return "|".join(dict.fromkeys(f"{key_of(fold_term(each.word))}>{each.code}" for each in kind.exclusions))


def _read_values(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


def _read_meaning(text: str) -> Meaning:
    return tuple(map(int, text.removeprefix("?").split(","))), text[0] == "?"


def _axis_words(values: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> dict[str, str]:
    """Word → values; a word that speaks against a value stands for none, so that it hides shorter ones."""
    words: dict[str, list[str]] = {}
    for value, (terms, against) in values.items():
        for term in terms:
            words.setdefault(key_of(fold_term(term)), []).append(value)
        for term in against:
            words.setdefault(key_of(fold_term(term)), [])
    return {word: "|".join(values_) for word, values_ in words.items()}


def open_book(data: Mapping[str, Any]) -> Book:
    """The book of `compile_book`'s lists and dicts."""
    return Book(
        [(code, facet) for code, facet in data["kinds"]],
        data["notes"],
        Phrases(data["terms"], _read_meaning),
        {unit: _read_meaning(text) for unit, text in data["units"].items()},
        Phrases(data["vague"], str),
        frozenset((one, other) for a, b in data["borders"] for one, other in ((a, b), (b, a))),
        data["neighbours"],
        data["siblings"],
        data["lines"],
        data["exclusions"],
        data["tables"],
        data["axes"],
    )
