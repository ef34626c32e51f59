"""What the words of one product say: every term found, its weight, the kind of goods it names, the code that follows.

A match weighs the more the longer it is and the nearer to the end of the title it stands: the head noun ends a Chinese
title. English words after "for" or "with" tell the use, not the goods.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cbec_cli.classify.phrases import stems
from cbec_cli.classify.title import read_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cbec_cli.classify.book import Book, Meaning
    from cbec_cli.classify.facets import Decision
    from cbec_cli.classify.title import Title

POWER = 1.5
"""A match of twice the length weighs 2.8 times as much."""
TO_THE_END = 4.0
"""A match at the end of a Chinese title weighs five times one at its beginning: there stands the head noun."""
TO_THE_END_ENGLISH = 1.0
"""The same for English, whose sellers pile nouns up; before "for" or "with" ends the part that counts."""
WEAK = 0.35
IN_BRACKETS = 0.5
WHAT_FOR = 0.3
"""Of English words after a preposition, and of Chinese ones after 适用."""
LETTERS = 2.5
"""Latin letters that say as much as one Chinese character."""

SOUP = 4
"""An English title of more words is a soup whose last word need not be its head."""

LIKE = 0.25
"""Of Chinese words that tell a flavour, a colour or a form: 海苔味薯片, 香槟色裙子, 小熊形状."""
CUT = 0.5
"""Of a Chinese word whose last characters begin another one: 燕麦米 in 燕麦米粉."""
_LIKE = frozenset("味色形型")

_FOR = re.compile(r"\b(?:for|with|by|from|in|without|compatible|fits)\b")
_FITS = re.compile(r"(?:适用于?|兼容|可用于|适合|搭配|附送?|赠送?)[^ ,;|/()]{0,30}")


@dataclass(frozen=True, slots=True)
class Product:
    """What is known of a product, as text; empty where nothing is.

    Attributes:
        name: title or name of the goods.
        brand, spec, material, category, ingredients: further columns, where given.
        code: the code it has been declared with.
    """

    name: str
    brand: str = ""
    spec: str = ""
    material: str = ""
    category: str = ""
    ingredients: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One term found.

    Attributes:
        source: the column it stands in.
        text, start, end: as written there, and where.
        kind: index of the kind of goods in the book; -1 for a unit of quantity.
        weight: what it counts.
        weak: supports an answer, never suffices.
        moved: the code an exclusion moved it to; "" if none did.
    """

    source: str
    text: str
    start: int
    end: int
    kind: int
    weight: float
    weak: bool
    moved: str = ""


@dataclass(slots=True)
class Evidence:
    """All that the words of one product say.

    Attributes:
        title, words: the name as it was read, and its English stems.
        scores: six digits → weight.
        lines: six digits → eight or ten digits → weight, of what is known more deeply.
        hits: every term that counted.
        excluded: terms that did not count, with the word that took them out.
        decisions: kind of goods → what its table decided.
        strong: weight of the terms that may carry an answer.
        vague: words that name no goods.
        vague_head: the one of them that ends a title and so takes the place of the goods; "" if none does.
        covered: share of the title's content that terms cover.
    """

    title: Title
    words: list[tuple[str, int, int]]
    scores: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[str, float]] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    excluded: list[tuple[Hit, str]] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    strong: float = 0.0
    vague: list[str] = field(default_factory=list)
    vague_head: str = ""
    covered: float = 0.0


@dataclass(frozen=True, slots=True)
class _Read:
    """A column's text, read, with what its matches count."""

    source: str
    title: Title
    words: list[tuple[str, int, int]]
    factor: float


def gather(product: Product, book: Book) -> Evidence:
    """Look for every term of the lexicon in a product's words and weigh them."""
    read = [_read("name", product.name, 1.0)]
    for source, text, factor in (("category", product.category, 0.6), ("spec", product.spec, 0.25)):
        if text:
            read.append(_read(source, text, factor))
    found = Evidence(read[0].title, read[0].words)
    present = _Present(read)
    answers = _Answers(product, read, book)
    for part in read:
        if part.title.fault:
            continue
        for hit in _hits(part, book):
            _count(hit, found, book, present, answers)
    name = read[0]
    _look_for_vague(name, found, book)
    return found


def _look_for_vague(name: _Read, found: Evidence, book: Book) -> None:
    """The words of a name that name no goods, but for those that are part of a term; and how much is covered."""
    title = name.title
    spans = [(hit.start, hit.end) for hit in found.hits if hit.source == "name" and hit.kind >= 0]
    found.covered = min(1.0, _length(spans) / title.content) if title.content else 0.0
    strong = [(hit.start, hit.end) for hit in found.hits if hit.source == "name" and not hit.weak]
    for start, end, gate in book.vague.find(title.folded, name.words):
        _, first, last = title.quote(start, end)
        if any(begin <= first and last <= over for begin, over in strong):
            continue
        word = title.folded[start:end]
        found.vague.append(word)
        short = title.chinese or len(name.words) <= SOUP
        if gate == "head" and short and title.position(end) >= 1 and not any(over > last for _, over in strong):
            found.vague_head = word


def _length(spans: Iterable[tuple[int, int]]) -> int:
    """Characters that spans cover together."""
    covered = reached = 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _read(source: str, text: str, factor: float) -> _Read:
    title = read_title(text)
    return _Read(source, title, stems(title.folded), factor)


def _hits(part: _Read, book: Book) -> Iterator[tuple[Hit, str]]:
    """The terms in one text, each once for every kind of goods it stands for."""
    yield from _chinese_hits(part, book)
    yield from _english_hits(part, book)
    for unit in part.title.units:
        for kind in book.units.get(unit, ((), True))[0]:
            yield Hit(part.source, f"#{unit}", 0, 0, kind, part.factor * WEAK, weak=True), ""


def _chinese_hits(part: _Read, book: Book) -> Iterator[tuple[Hit, str]]:
    title = part.title
    if not title.chinese:
        return
    fits = [found.span() for found in _FITS.finditer(title.folded)]
    found = list(book.terms.chinese(title.folded))
    following = [*(start for start, _, _ in found[1:]), len(title.folded)]
    for (start, end, meaning), after in zip(found, following, strict=False):
        factor = part.factor * (1 + TO_THE_END * title.position(end)) * (end - start) ** POWER
        if title.asides and title.aside(start):
            factor *= IN_BRACKETS
        if any(first < start < last for first, last in fits):
            factor *= WHAT_FOR
        if title.folded[end : end + 1] in _LIKE:
            factor *= LIKE
        if after < end:
            factor *= CUT
        yield from _each(part, start, end, meaning, factor)


def _english_hits(part: _Read, book: Book) -> Iterator[tuple[Hit, str]]:
    title = part.title
    preposition = None if title.chinese else _FOR.search(title.folded, 1)
    main = preposition.start() if preposition else len(title.folded)
    main_share = title.position(main) or 1.0
    for start, end, meaning in book.terms.english(part.words):
        factor = part.factor * ((end - start) / LETTERS) ** POWER
        factor *= 1 + TO_THE_END_ENGLISH * min(1.0, title.position(end) / main_share)
        if start > main:
            factor *= WHAT_FOR
        if title.asides and title.aside(start):
            factor *= IN_BRACKETS
        yield from _each(part, start, end, meaning, factor)


def _each(part: _Read, start: int, end: int, meaning: Meaning, weight: float) -> Iterable[tuple[Hit, str]]:
    kinds, weak = meaning
    text, first, last = part.title.quote(start, end)
    if weak:
        weight *= WEAK
    term = part.title.folded[start:end]
    for kind in kinds:
        yield Hit(part.source, text, first, last, kind, weight / len(kinds), weak), term


def _count(given: tuple[Hit, str], found: Evidence, book: Book, present: _Present, answers: _Answers) -> None:
    """Add one hit to what is found, unless a word takes it out."""
    hit, term = given
    code, facet = book.kinds[hit.kind]
    for word, other in present.near(book.exclusions(hit.kind)):
        if word not in term and present.holds(word):
            if not other:
                found.excluded.append((hit, word))
                return
            hit = replace(hit, moved=other)
            code, facet = other, ""
            break
    found.hits.append(hit)
    if not hit.weak:
        found.strong += hit.weight
    decision = _decision(hit.kind, facet, found, book, answers) if facet else None
    for deep, share in decision.shares if decision is not None else ((code, 1.0),):
        six = deep[:6]
        found.scores[six] = found.scores.get(six, 0.0) + hit.weight * share
        if len(deep) > 6:
            lines = found.lines.setdefault(six, {})
            lines[deep] = lines.get(deep, 0.0) + hit.weight * share


def _decision(kind: int, facet: str, found: Evidence, book: Book, answers: _Answers) -> Decision | None:
    """What a kind's table says; asked once for each kind."""
    if kind not in found.decisions:
        decision = book.decide(facet, answers.of(facet))
        if decision is None:
            return None
        found.decisions[kind] = decision
    return found.decisions[kind]


class _Present:
    """All words of a product, to look exclusions up in."""

    def __init__(self, read: list[_Read]) -> None:
        self._text = " ".join(part.title.folded for part in read)
        self._words = {word for part in read for word, _, _ in part.words}
        self._phrases = " ".join(word for part in read for word, _, _ in part.words)
        self._letters = f"{self._text}\n{self._phrases}"

    def near(self, words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of some words, each with what belongs to it, whose letters stand there at all: few of them."""
        letters = self._letters
        return [pair for pair in words if pair[0] in letters]

    def holds(self, word: str) -> bool:
        """Whether a word stands there: a Chinese one anywhere, an English one as a whole word or phrase."""
        if not word.isascii():
            return word in self._text
        return word in self._words if " " not in word else f" {word} " in f" {self._phrases} "


class _Answers:
    """What a product's words answer to the questions of the tables; each axis is looked at once."""

    def __init__(self, product: Product, read: list[_Read], book: Book) -> None:
        self._product, self._read, self._book = product, read, book
        self._known: dict[str, str] = {}

    def of(self, table: str) -> Mapping[str, str]:
        """Axis → value, of the axes of a table."""
        return {axis: value for axis in self._book.table(table).axes if (value := self._value(axis))}

    def _value(self, axis: str) -> str:
        if axis not in self._known:
            self._known[axis] = self._look(axis)
        return self._known[axis]

    def _look(self, axis: str) -> str:
        words = self._book.axis(axis)
        if words is None:
            return ""
        product = self._product
        extra = [_read("material", text, 1.0) for text in (product.material, product.ingredients) if text]
        sums: dict[str, float] = {}
        for part in (*extra, *self._read):
            for start, end, values in words.find(part.title.uncut, part.words):
                weight = (end - start) ** POWER * (1 + part.title.position(end))
                for value in values:
                    sums[value] = sums.get(value, 0.0) + weight
            if sums and part.source == "material":
                break
        return min(sums, key=lambda value: (-sums[value], value)) if sums else ""
