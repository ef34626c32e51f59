"""The official names of the tariff as an index: pairs of Chinese characters and English stems → codes.

What a name excludes ("other than …", "…除外") is no word of the goods. The best of a code's names counts for the code.
The index supports what the lexicon says and stands in where it says nothing; alone it never carries an answer.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from cbec_cli.classify.phrases import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cbec_cli.classify.title import Title

TOO_COMMON = 400
"""A word of more names than this tells nothing."""

_EXCLUDED = re.compile(
    r"[（(][^（()）]*(?:除外|不包括|不论是否)[^（()）]*[)）]|(?:other than|excluding|not including|excl\.|except)[^;]*"
)
_HAN = re.compile("[\u3400-\u9fff]+")
_EMPTY = frozenset(
    [
        "of",
        "and",
        "or",
        "for",
        "the",
        "other",
        "not",
        "in",
        "with",
        "whether",
        "by",
        "a",
        "an",
        "to",
        "on",
        "than",
        "n.e.c",
        "heading",
    ]
)


def compile_official(names: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The index of names as plain lists and dicts.

    Args:
        names: ten- or six-digit code and name, in any language.
    """
    codes: list[str] = []
    lengths: list[int] = []
    postings: dict[str, list[int]] = {}
    seen: set[tuple[str, str]] = set()
    for code, name in names:
        words = sorted(set(_words(_EXCLUDED.sub(" ", name.lower()))))
        if not words or (code[:6], " ".join(words)) in seen:
            continue
        seen.add((code[:6], " ".join(words)))
        for word in words:
            postings.setdefault(word, []).append(len(codes))
        codes.append(code[:6])
        lengths.append(len(words))
    kept = {word: where for word, where in sorted(postings.items()) if len(where) <= TOO_COMMON}
    packed = {word: " ".join(map(str, where)) for word, where in kept.items()}
    return {"codes": "".join(codes), "lengths": lengths, "postings": packed}


def _words(text: str) -> list[str]:
    pairs = [run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)]
    return pairs + [word for word, _, _ in stems(text) if len(word) > 2 and word not in _EMPTY]


class Official:
    """The index, ready to be asked."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the lists and dicts of `compile_official`."""
        self._codes: str = data["codes"]
        self._postings: dict[str, str] = data["postings"]
        self._lengths: list[int] = data["lengths"]
        self._taken: dict[str, tuple[list[int], float]] = {}

    def _take(self, word: str) -> tuple[list[int], float]:
        """The names that hold a word, and how rare that is."""
        taken = self._taken.get(word)
        if taken is None:
            where = list(map(int, self._postings[word].split(" ")))
            taken = self._taken[word] = where, math.log(len(self._lengths) / len(where))
        return taken

    def ask(self, title: Title, words: list[tuple[str, int, int]]) -> dict[str, float]:
        """Six digits → how well an official name fits a title; only codes that fit at all."""
        asked = {run[i : i + 2] for run in _HAN.findall(title.folded) for i in range(len(run) - 1)}
        if not title.chinese:  # the English words of a Chinese title are brands
            asked.update(word for word, _, _ in words)
        sums: dict[int, float] = {}
        for word in sorted(asked & self._postings.keys()):
            where, rarity = self._take(word)
            for name in where:
                sums[name] = sums.get(name, 0.0) + rarity
        found: dict[str, float] = {}
        for name, total in sums.items():
            code, score = self._codes[6 * name : 6 * name + 6], total * total / (4 + self._lengths[name])
            if score > found.get(code, 0.0):
                found[code] = score
        return found
