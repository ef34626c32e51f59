"""Words looked for in titles: Chinese ones as they stand, English ones by their stems; the longest match wins.

There is no segmenter: a Chinese term is found wherever its characters stand, and a match that lies inside a longer one
is dropped (奶瓶刷 hides 奶瓶).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_HAN = re.compile("[\u3400-\u9fff]")
_NO_PLURAL = ("ss", "us", "is")
_ES = ("ses", "xes", "zes", "ches", "shes", "toes", "goes")
_IRREGULAR = {
    "women": "woman", "womens": "woman", "men": "man", "mens": "man", "children": "child", "teeth": "tooth",
    "feet": "foot", "mice": "mouse", "leaves": "leaf", "knives": "knife", "scarves": "scarf", "shelves": "shelf",
    "toes": "toe", "shoes": "shoe", "lens": "lens", "lenses": "lens", "canvas": "canvas", "tie": "tie", "pie": "pie",
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """An English word without the ending of its plural or possessive.

    >>> stem("brushes"), stem("berries"), stem("cookie") == stem("cookies"), stem("glass"), stem("women's")
    ('brush', 'berry', True, 'glass', 'woman')
    """
    word = word.removesuffix("'s").replace("'", "")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ie") and len(word) > 4:
        return f"{word[:-2]}y"  # cookie as cookies
    if len(word) < 4 or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_ES) else word[:-1]


def stems(text: str) -> list[tuple[str, int, int]]:
    """The English words of a folded text: stem, start, end."""
    return [(stem(found.group()), *found.span()) for found in _WORD.finditer(text)]


def key_of(term: str) -> str:
    """The form in which a term is kept: a Chinese one as it is, an English one as its stems."""
    return term if _HAN.search(term) else " ".join(word for word, _, _ in stems(term))


Packed = dict[str, str]
"""Terms by how they begin: the first two characters of a Chinese one, its only one, or the first stem of an English one
→ lines of term, tab and what it stands for. Text is quick to load, and only what titles begin with is ever taken apart.
"""


def pack(meanings: Mapping[str, str]) -> Packed:
    """Kept terms (`key_of`) and what they stand for, as text without tabs and line breaks."""
    packed: dict[str, list[str]] = {}
    for term, meaning in sorted(meanings.items()):
        start = term[:2] if _HAN.search(term) else term.partition(" ")[0]
        packed.setdefault(start, []).append(f"{term}\t{meaning}")
    return {start: "\n".join(lines) for start, lines in packed.items()}


class Phrases(Generic[T]):
    """A set of terms, each with what it stands for."""

    def __init__(self, packed: Packed, read: Callable[[str], T]) -> None:
        """Keep packed terms; `read` makes of a text what a term stands for."""
        self._packed, self._read = packed, read
        self._taken: dict[str, tuple[tuple[int, ...], dict[str, T]]] = {}
        self._single = frozenset(start for start in packed if len(start) == 1 and _HAN.match(start))

    def _take(self, start: str) -> tuple[tuple[int, ...], dict[str, T]]:
        """The terms that begin so: their lengths (characters, or words of English ones), longest first, and they."""
        taken = self._taken.get(start)
        if taken is None:
            pairs = (line.split("\t") for line in self._packed[start].split("\n"))
            terms = {term: self._read(meaning) for term, meaning in pairs}
            lengths = {len(term) if _HAN.search(term) else term.count(" ") + 1 for term in terms}
            taken = self._taken[start] = tuple(sorted(lengths, reverse=True)), terms
        return taken

    def chinese(self, text: str) -> Iterator[tuple[int, int, T]]:
        """The terms with Chinese characters in a folded text: start, end, meaning."""
        packed, single = self._packed, self._single
        reached = 0
        for first in range(len(text)):
            start = text[first : first + 2]
            if start not in packed or len(start) < 2:
                start = text[first]
                if start not in single:
                    continue
            found = self._longest(start, text, first, reached)
            if found is None and text[first] in single:
                found = self._longest(text[first], text, first, reached)
            if found is not None:
                reached, meaning = found
                yield first, reached, meaning

    def _longest(self, start: str, text: str, first: int, reached: int) -> tuple[int, T] | None:
        """The longest term of a beginning that stands there and ends after what has been reached: its end, meaning."""
        lengths, terms = self._take(start)
        for length in lengths:
            end = first + length
            if end <= reached:
                return None
            term = text[first:end]
            if len(term) == length and term in terms:
                return end, terms[term]
        return None

    def english(self, words: list[tuple[str, int, int]]) -> Iterator[tuple[int, int, T]]:
        """The terms without Chinese characters among the stems of a text: start, end, meaning."""
        packed = self._packed
        reached = 0
        for first, (word, start, _) in enumerate(words):
            if word not in packed:
                continue
            counts, terms = self._take(word)
            for count in counts:
                last = first + count
                if last <= reached:
                    break
                if last > len(words):
                    continue
                term = word if count == 1 else " ".join(part[0] for part in words[first:last])
                if term in terms:
                    reached = last
                    yield start, words[last - 1][2], terms[term]
                    break

    def find(self, text: str, words: list[tuple[str, int, int]]) -> list[tuple[int, int, T]]:
        """All terms in a folded text whose stems are `words`, Chinese ones first: start, end, meaning."""
        return [*self.chinese(text), *self.english(words)]
