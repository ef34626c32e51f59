"""What the user's past declarations say: the same name, and the words that always went with one code.

Every vote can be quoted ("牙刷: 57 of your 57 past lines"); the more words of a title no past line holds, the less the
others count; and a code that an exclusion of the lexicon takes out is not brought back by it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbec_cli.classify.phrases import stems
from cbec_cli.classify.title import read_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cbec_cli.classify.title import Title

VOICE = 2.5
"""Weight of the likelihood of a long history beside the lexicon's."""
HALF = 200
"""Lines of which a history has half that voice."""
SILENT = 0.4
"""What a word that no past line holds counts for none of the codes, of the weight of the rarest known word."""

DIGITS = frozenset({6, 8, 10})
"""Digits a code has; nine are one that has lost its leading zero to a spreadsheet."""

_HAN = re.compile("[\u3400-\u9fff]+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Vote:
    """What the history says of one title.

    Attributes:
        shares: six digits → share of the votes; what is left to 1 are words that no past line holds.
        evidence: the words that spoke for the leading code: word ("" for the whole name), lines with that code, lines.
        code: the deepest code the same name was declared with most often; "" if the name is new.
    """

    shares: dict[str, float]
    evidence: tuple[tuple[str, int, int], ...]
    code: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One name that the history holds with several codes: code → lines."""

    name: str
    codes: tuple[tuple[str, int], ...]


class History:
    """Past names with their codes."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        """Learn names and codes of six, eight or ten digits; others (a lost leading zero) are passed over."""
        self.count = 0
        self._names: dict[str, Counter[str]] = {}
        self._words: dict[str, Counter[str]] = {}
        self._written: dict[str, str] = {}
        for name, code in lines:
            if len(code) not in DIGITS or not (code.isascii() and code.isdigit()):
                continue
            title = read_title(name)
            if title.fault:
                continue
            self.count += 1
            plain = _plain(title)
            self._written.setdefault(plain, name)
            self._names.setdefault(plain, Counter())[code] += 1
            for word in _tokens(title):
                self._words.setdefault(word, Counter())[code[:6]] += 1

    def voice(self, vote: Vote) -> float:
        """How much a vote counts beside the lexicon: all for a known name, else the more the more lines there are."""
        return VOICE if vote.code else VOICE * self.count / (self.count + HALF)

    def vote(self, title: Title) -> Vote | None:
        """What past lines say of a title; None if none shares a word with it."""
        sums: dict[str, float] = {}
        silent = 0.0
        told: list[tuple[float, str, Counter[str]]] = []
        for word in sorted(_tokens(title)):
            counts = self._words.get(word)
            if counts is None:
                silent += SILENT * math.log1p(self.count)
                continue
            lines = counts.total()
            weight = math.log(1 + self.count / lines) * (max(counts.values()) / lines) ** 2 * lines / (lines + 1)
            told.append((weight, word, counts))
            for code, number in counts.items():
                sums[code] = sums.get(code, 0.0) + weight * number / lines
        same = self._names.get(_plain(title))
        if same is not None:
            weight = 2 * sum(sums.values()) + 1
            for code, number in same.items():
                sums[code[:6]] = sums.get(code[:6], 0.0) + weight * number / same.total()
        if not sums:
            return None
        total = sum(sums.values()) + (silent if same is None else 0.0)
        shares = {code: share / total for code, share in sorted(sums.items())}
        leading = min(shares, key=lambda code: (-shares[code], code))
        code = min(same, key=lambda one: (-same[one], -len(one), one)) if same else ""
        return Vote(shares, tuple(_evidence(leading, same, told)), code)

    def conflicts(self) -> list[Conflict]:
        """Names that were declared with several codes, the most lines first."""
        found = [
            Conflict(self._written[plain], tuple(sorted(codes.items(), key=lambda item: (-item[1], item[0]))))
            for plain, codes in self._names.items()
            if len(codes) > 1
        ]
        return sorted(found, key=lambda one: (-sum(number for _, number in one.codes), one.name))


def _evidence(
    leading: str, same: Counter[str] | None, told: list[tuple[float, str, Counter[str]]]
) -> list[tuple[str, int, int]]:
    """The whole name if it stood with the code, else the three best words; a word inside a better one is left out."""
    found: list[tuple[str, int, int]] = []
    if same is not None:
        number = sum(lines for code, lines in same.items() if code[:6] == leading)
        if number:
            return [("", number, same.total())]
    for _, word, counts in sorted(told, key=lambda one: (-one[0] * len(one[1]), one[1])):
        inside = any(word in better for better, _, _ in found)
        if counts[leading] and 2 * counts[leading] > counts.total() and not inside:
            found.append((word, counts[leading], counts.total()))
        if len(found) == 3:
            break
    return found


def _plain(title: Title) -> str:
    return _BLANKS.sub(" ", title.folded).strip()


def _tokens(title: Title) -> set[str]:
    """Pairs and triples of Chinese characters, and English stems."""
    runs = _HAN.findall(title.folded)
    words = {run[i : i + size] for run in runs for size in (2, 3) for i in range(len(run) - size + 1)}
    words.update(word for word, _, _ in stems(title.folded) if len(word) > 2)
    return words
