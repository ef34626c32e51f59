"""Fit the weights of the calibration to titles whose six digits are known, and write `data/lexicon/calibration.json`.

    python tools/fit_calibration.py LABELLED.csv [MORE.csv …] [--write]

The files need the columns `text` (or `name`) and `hs6` (or `hs_code`). Every fifth title is left out of the fit and
measured: the expected calibration error on those is printed for each language and level.
"""

from __future__ import annotations

import csv
import json
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.classify.answer import Classifier
from cbec_cli.classify.calibrate import LEVELS, Weights
from cbec_cli.classify.evidence import Product
from cbec_cli.classify.history import History
from cbec_cli.engine.places import data_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

PENALTY = 3.0
"""Weight of the squares of the weights: keeps figures that say much the same from pulling against each other."""


SEEN = 25
"""Titles a feature must stand in to get a weight."""


def _labelled(paths: list[str]) -> Iterator[tuple[str, str, str]]:
    for path in paths:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield row.get("text") or row["name"], row.get("spec") or "", row.get("hs6") or row["hs_code"]


def _fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's method."""
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (y - p) - PENALTY * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + PENALTY * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(curve, gradient)
    return weights


def _error(p: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Expected calibration error over ten bins."""
    bins = np.minimum(9, (p * 10).astype(int))
    parts = [abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).sum() for b in range(10) if (bins == b).any()]
    return float(sum(parts) / len(p))


Row = tuple[dict[str, float], str, str, bool]
"""Features, what was said, the right code, whether it is left out of the fit."""


def _rows(labelled: list[tuple[str, str, str]]) -> dict[str, list[Row]]:
    """Every title classified without a history, and three of four with the fourth ones as history."""
    past = [(text, code) for text, _, code in labelled if _fold(text, 4) == 0]
    found: dict[str, list[Row]] = {"zh": [], "en": []}
    for classifier, least in ((Classifier(), 0), (Classifier(History(past)), 1)):
        for text, spec, code in labelled:
            if _fold(text, 4) < least:
                continue
            said = classifier.classify(Product(text, spec=spec))
            if said.candidates:
                first = f"{said.candidates[0].hs6}|{said.headings[0][0]}"
                found[said.language].append((dict(said.features), first, code, _fold(text, 5) == 0))
    return found


def _fold(text: str, folds: int) -> int:
    """A number of a title that stays the same from run to run."""
    return zlib.crc32(f"{folds}{text}".encode()) % folds


def main(arguments: list[str]) -> int:
    """Fit, measure, and write with --write."""
    labelled = list(_labelled([one for one in arguments if not one.startswith("--")]))
    fitted: Weights = {}
    for language, found in _rows(labelled).items():
        if not found:
            continue
        counts = Counter(name for one, *_ in found for name, value in one.items() if value)
        names = sorted(name for name, count in counts.items() if count >= SEEN)
        x = np.array([[one.get(name, 0.0) for name in names] for one, *_ in found])
        out = np.array([left for *_, left in found])
        for level in LEVELS:
            y = np.array([_right(said, code, level) for _, said, code, _ in found], float)
            weights = _fit(x[~out], y[~out])
            p = 1 / (1 + np.exp(-(x[out] @ weights)))
            sure = p >= 0.8
            print(
                f"{language} {level} digits: {len(y)} titles, right {y.mean():.3f}; "
                f"left out: error {_error(p, y[out]):.3f}, at 0.8 and above {sure.mean():.2f} of them, "
                f"right {y[out][sure].mean() if sure.any() else 0:.3f}"
            )
            kept = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
            fitted.setdefault(language, {})[str(level)] = kept
    if "--write" in arguments:
        text = json.dumps({"weights": fitted}, indent=1)
        data_file("lexicon/calibration.json").write_text(text + "\n", "utf-8")
    return 0


def _right(said: str, code: str, level: int) -> bool:
    first, heading = said.split("|")
    return (heading if level == 4 else first[:level]) == code[:level]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
