"""From evidence to an order of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from cbec_cli.classify.evidence import Evidence

OFFICIAL = {True: 2.0, False: 4.0}
"""What the best official name counts beside Chinese titles and beside others, in the weight of terms."""
ENOUGH = 5.0
"""Weight of terms beside which official names count half."""
NEIGHBOUR = 0.2
"""What the headings beyond a border count, of the weight of the best, the nearest first."""
SIBLING = 0.15
"""The same for the other usual codes of the best heading."""
STRANGE = 0.4
"""What an official name counts whose goods the lexicon does not know: they are rare in this trade, not impossible."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Codes in order, best first.

    Attributes:
        codes: six digits and weight, best first; equal weights by code.
        headings, chapters: four and two digits and weight, in the same way.
        total: weight of all codes.
    """

    codes: tuple[tuple[str, float], ...]
    headings: tuple[tuple[str, float], ...]
    chapters: tuple[tuple[str, float], ...]
    total: float


def rank(
    evidence: Evidence,
    official: Mapping[str, float],
    carried: Container[str],
    neighbours: Mapping[str, Sequence[str]],
    siblings: Mapping[str, Sequence[str]],
) -> Ranking:
    """Put codes in order: what the lexicon says, with the official names where they fit.

    Args:
        evidence: what the words say.
        official: six digits → how well an official name fits.
        carried: six digits of the goods the lexicon knows.
        neighbours: heading → usual codes of the headings that practice often prefers to it.
        siblings: heading → its most usual codes.
    """
    scores = dict(evidence.scores)
    if official:
        best = max(official.values())
        voice = OFFICIAL[evidence.title.chinese] / (1 + evidence.strong / ENOUGH) / (best + 2)
        for code, fit in _best_of_headings(official, best / 3):
            scores[code] = scores.get(code, 0.0) + voice * fit * (1.0 if code in carried else STRANGE)
    if evidence.strong:
        best_code, best_score = min(scores.items(), key=lambda one: (-one[1], one[0]))
        for place, code in enumerate(neighbours.get(best_code[:4], ()), 1):
            if not any(other[:4] == code[:4] for other in evidence.scores):
                scores[code] = max(scores.get(code, 0.0), NEIGHBOUR * best_score / place)
        others = (code for code in siblings.get(best_code[:4], ()) if code != best_code)
        for place, code in enumerate(others, 1):
            scores[code] = max(scores.get(code, 0.0), SIBLING * best_score / place)
    headings: dict[str, float] = {}
    chapters: dict[str, float] = {}
    for code, score in scores.items():
        headings[code[:4]] = headings.get(code[:4], 0.0) + score
        chapters[code[:2]] = chapters.get(code[:2], 0.0) + score
    return Ranking(_ordered(scores), _ordered(headings), _ordered(chapters), sum(scores.values()))


def _best_of_headings(official: Mapping[str, float], least: float) -> Iterator[tuple[str, float]]:
    """The best code of each heading: a heading of many alike names is not the likelier for it."""
    headings: set[str] = set()
    for code, fit in sorted(official.items(), key=lambda one: (-one[1], one[0])):
        if fit <= least:
            return
        if code[:4] not in headings:
            headings.add(code[:4])
            yield code, fit


def _ordered(scores: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Best first; equal ones by code, so that nothing moves with the order in which words were found."""
    return tuple(sorted(scores.items(), key=lambda one: (-round(one[1], 9), one[0])))
