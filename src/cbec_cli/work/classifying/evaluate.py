"""How good the classifier is on titles whose codes are known: hits, calibration, coverage, confusions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cbec_cli.classify.answer import Classifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cbec_cli.classify.answer import Classified
    from cbec_cli.classify.evidence import Product
    from cbec_cli.classify.history import History

DIGITS = (2, 4, 6, 8)
LABELS = (6, 8, 10)
"""Digits of a code that can be held against an answer."""
TOPS = (1, 3, 5)
PRECISIONS = (80, 90, 95)
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows whose probability lies in one tenth: how many, mean probability, share that was right."""

    rows: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where a precision is reached: per cent, share of rows answered, the probability from which."""

    precision: int
    share: float
    threshold: float


@dataclass(slots=True)
class Evaluation:
    """The figures of one language.

    Attributes:
        language: zh or en.
        rows: titles with a code of six, eight or ten digits.
        answered: titles that got an answer at all.
        hits: (digits, top) → titles whose code was among the first so many; of eight digits only where the label has
            eight.
        labelled: digits → titles whose label has so many.
        eight_of_six: titles whose eight digits were right among those whose six were, and how many those are.
        calibration: digits (4, 6) → ten bins.
        error: digits → expected calibration error.
        coverage: at heading level, for each precision.
        confusions: (label's heading, first heading) → titles, the most first.
    """

    language: str
    rows: int = 0
    answered: int = 0
    hits: Counter[tuple[int, int]] = field(default_factory=Counter)
    labelled: Counter[int] = field(default_factory=Counter)
    eight_of_six: tuple[int, int] = (0, 0)
    calibration: dict[int, list[Bin]] = field(default_factory=dict)
    error: dict[int, float] = field(default_factory=dict)
    coverage: list[Coverage] = field(default_factory=list)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)


def evaluate(
    labelled: Iterable[tuple[int, Product]],
    history: History | None = None,
    done: Callable[[int], None] = lambda _: None,
) -> list[Evaluation]:
    """Classify titles whose codes are known, without showing the classifier the codes.

    Args:
        labelled: row and product; rows whose code has not six, eight or ten digits are passed over.
        history: past declarations.
        done: told how many rows have been read.
    """
    classifier = Classifier(history)
    found: dict[str, Evaluation] = {}
    pairs: dict[tuple[str, int], list[tuple[float, bool]]] = {}
    for number, (_, product) in enumerate(labelled, 1):
        code = product.code
        if len(code) not in LABELS or not (code.isascii() and code.isdigit()):
            continue
        said = classifier.classify(product)
        result = found.setdefault(said.language, Evaluation(said.language))
        _count(result, said, code)
        for digits in (4, 6):
            chance = said.headings[0][1] if digits == 4 and said.headings else _first(said)
            right = _codes(said, digits)[:1] == [code[:digits]]
            pairs.setdefault((said.language, digits), []).append((chance, right))
        if number % 512 == 0:
            done(512)
    for result in found.values():
        for digits in (4, 6):
            said_and_right = pairs[result.language, digits]
            result.calibration[digits] = _bins(said_and_right)
            result.error[digits] = sum(
                one.rows * abs(one.said - one.right) for one in result.calibration[digits]
            ) / len(said_and_right)
        result.coverage = _coverage(pairs[result.language, 4])
    return [found[language] for language in sorted(found, reverse=True)]


def _first(said: Classified) -> float:
    return said.candidates[0].probability if said.candidates else 0.0


def _codes(said: Classified, digits: int) -> list[str]:
    """The candidates' codes at some digits, each once, in order; of headings the ranking of headings."""
    if digits == 4:
        return [code for code, _ in said.headings] + [
            one.hs6[:4] for one in said.candidates if one.hs6[:4] not in dict(said.headings)
        ]
    return list(dict.fromkeys((one.hs8 if digits == 8 else one.hs6)[:digits] for one in said.candidates))


def _count(result: Evaluation, said: Classified, code: str) -> None:
    """Add one title to the figures."""
    result.rows += 1
    result.answered += said.answer is not None
    for digits in DIGITS:
        if len(code) < digits:
            continue
        result.labelled[digits] += 1
        codes = _codes(said, digits)
        for top in TOPS:
            result.hits[digits, top] += code[:digits] in codes[:top]
    first = said.candidates[0] if said.candidates else None
    if len(code) >= 8 and first is not None and first.hs6 == code[:6]:
        right, of = result.eight_of_six
        result.eight_of_six = right + (first.hs8 == code[:8]), of + 1
    heading = said.headings[0][0] if said.headings else "none"
    if heading != code[:4]:
        result.confusions[code[:4], heading] += 1


def _bins(pairs: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Ten bins of equal width."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for chance, right in pairs:
        held[min(BINS - 1, int(chance * BINS))].append((chance, right))
    return [
        Bin(
            len(one),
            sum(chance for chance, _ in one) / len(one) if one else 0.0,
            sum(right for _, right in one) / len(one) if one else 0.0,
        )
        for one in held
    ]


def _coverage(pairs: Sequence[tuple[float, bool]]) -> list[Coverage]:
    """The largest share of rows, the surest first, among which each precision holds."""
    ordered = sorted(pairs, key=lambda pair: -pair[0])
    found = []
    for precision in PRECISIONS:
        right, best = 0, Coverage(precision, 0.0, 1.0)
        for count, (chance, was) in enumerate(ordered, 1):
            right += was
            last_of_its_chance = count == len(ordered) or ordered[count][0] < chance
            if last_of_its_chance and 100 * right >= precision * count:
                best = Coverage(precision, count / len(ordered), chance)
        found.append(best)
    return found
