"""How sure an answer is: a logistic of what was found, with weights fitted to titles whose codes are known.

`data/lexicon/calibration.json` holds the weights, one set for each language and level; `tools/fit_calibration.py` fits
them. A probability says: of a hundred answers given with it, so many were right.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import TYPE_CHECKING

from cbec_cli.engine.places import data_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cbec_cli.classify.evidence import Evidence
    from cbec_cli.classify.rank import Ranking

LEVELS = (2, 4, 6)
"""Digits whose probability is fitted."""

Weights = dict[str, dict[str, dict[str, float]]]
"""Language → level → feature → weight."""


def features(evidence: Evidence, ranking: Ranking, official: Mapping[str, float], history: float) -> dict[str, float]:
    """What tells sure answers from unsure ones.

    Args:
        evidence: what the words say.
        ranking: the order of codes that followed.
        official: six digits → how well an official name fits.
        history: share of the past votes for the first code; -1 without a history.
    """
    if not ranking.codes:
        return {"one": 1.0}
    first = ranking.codes[0][0]
    best = max(official.values(), default=0.0)
    agreed = max((fit for code, fit in official.items() if code[:4] == first[:4]), default=0.0)
    return {
        "one": 1.0,
        "strong": math.log1p(evidence.strong),
        "none_strong": 0.0 if evidence.strong else 1.0,
        "total": math.log1p(ranking.total),
        "share6": _share(ranking.codes),
        "share4": _share(ranking.headings),
        "share2": _share(ranking.chapters),
        "margin6": _margin(ranking.codes),
        "margin4": _margin(ranking.headings),
        "margin2": _margin(ranking.chapters),
        "covered": evidence.covered,
        "hits": math.log1p(len(evidence.hits)),
        "vague": 1.0 if evidence.vague else 0.0,
        "official": agreed / best if best else 0.0,
        "official_fit": math.log1p(agreed),
        "history": max(history, 0.0),
        "new": 1.0 if history == 0 else 0.0,
        f"heading {first[:4]}": 1.0,  # some headings border on others that practice often prefers
    }


def _share(ranked: tuple[tuple[str, float], ...]) -> float:
    """The first one's part of the first five."""
    return ranked[0][1] / (sum(score for _, score in ranked[:5]) or 1.0)


def _margin(ranked: tuple[tuple[str, float], ...]) -> float:
    """How far the first one stands before the second, 0 to 1."""
    if len(ranked) < 2 or not ranked[0][1]:
        return 1.0
    return (ranked[0][1] - ranked[1][1]) / ranked[0][1]


def probability(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """The logistic of weighed features; a feature without a weight counts nothing."""
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_weights() -> Weights:
    """The shipped weights: language (zh, en) → digits (2, 4, 6) → feature → weight."""
    return dict(json.loads(data_file("lexicon/calibration.json").read_text("utf-8"))["weights"])
