"""The classifier: one product in, candidates with their reasons out, and an answer only as deep as it can stand for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from cbec_cli.classify.book import open_book
from cbec_cli.classify.calibrate import features, load_weights, probability
from cbec_cli.classify.evidence import Product, gather
from cbec_cli.classify.official import Official
from cbec_cli.classify.rank import Ranking, rank
from cbec_cli.classify.store import load_index
from cbec_cli.law.tariff import load_tariff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cbec_cli.classify.book import Book
    from cbec_cli.classify.calibrate import Weights
    from cbec_cli.classify.evidence import Evidence, Hit
    from cbec_cli.classify.history import History, Vote
    from cbec_cli.classify.title import Title

THRESHOLD = 0.7
"""Probability from which a level is answered; of such answers nine of ten are right."""
USUAL = 0.95
"""Share of six-digit codes whose usual line is the right one, where nothing in the title decides between lines."""
PLENTY = 25.0
"""Weight of terms beside which official names change nothing, and are not asked."""
ALONE = 0.8
"""Share of the weight of told lines from which one is told alone."""
CLOSE = 0.6
"""Weight of the second code, as a share of the first one's, from which it is asked which of them it is."""
FLOOR = 1e-3
"""Likelihood left to a code of which the lexicon says nothing."""
UNHEARD = 0.02
"""The same for the history, which says nothing of most goods."""


@dataclass(frozen=True, slots=True)
class Because:
    """Words that speak for a candidate: the column they stand in, as written, where, what they count, and for what."""

    source: str
    text: str
    start: int
    end: int
    weight: float
    code: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code the product may have.

    Attributes:
        hs6, hs8, hs10: the code, its default eight- and ten-digit line.
        probability: that the six digits are right.
        because: the words that speak for it, the weightiest first.
        note: the legal ground.
        decided: axis → value that chose among the codes of a heading.
        told8: the title itself tells the eight digits, or there is only one line.
        only10: there is only one ten-digit line below the eight digits.
        history: what past lines say for it, in words; "" if nothing.
    """

    hs6: str
    hs8: str
    hs10: str
    probability: float
    because: tuple[Because, ...]
    note: str
    decided: tuple[tuple[str, str], ...]
    told8: bool
    only10: bool
    history: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A code, how many digits of it are answered for, and how sure that is."""

    code: str
    level: int
    probability: float


@dataclass(frozen=True, slots=True)
class Classified:
    """What is said of one product.

    Attributes:
        product: as it was given.
        language: zh or en.
        answer: None where nothing can be stood for.
        candidates: best first.
        headings: the closest three headings with their probability.
        question: what would decide; "" if there is nothing to ask.
        unsure: why there is no answer; "" if there is one.
        excluded: terms that did not count, and the word that took each out.
        warnings: what to look at, such as a history that speaks against an exclusion.
        evidence: everything found, for explanations.
        weighed: six digits and weight, best first.
        features: feature → value, as the probability was computed from.
    """

    product: Product
    language: str
    answer: Answer | None
    candidates: tuple[Candidate, ...]
    headings: tuple[tuple[str, float], ...]
    question: str
    unsure: str
    excluded: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    evidence: Evidence
    weighed: tuple[tuple[str, float], ...]
    features: Mapping[str, float]


class Classifier:
    """Reads products. One is enough for a process; it keeps nothing of what it read."""

    def __init__(
        self,
        history: History | None = None,
        *,
        threshold: float = THRESHOLD,
        level: int = 10,
        top: int = 5,
        weights: Weights | None = None,
    ) -> None:
        """Set up a reader.

        Args:
            history: past declarations to learn from.
            threshold: probability from which a level is answered.
            level: most digits an answer may have (2, 4, 6, 8 or 10).
            top: most candidates.
            weights: other weights of the calibration than the shipped ones.
        """
        index = load_index()
        self.book: Book = open_book(index["book"])
        self._official_data = index["official"]
        self._history = history
        self._threshold, self._level, self._top = threshold, level, top
        self.weights = weights or load_weights()
        self._carried = frozenset(code[:6] for code, _ in self.book.kinds)
        self._lines: dict[tuple[str, str], tuple[str, str, bool, bool]] = {}

    @cached_property
    def official(self) -> Official:
        """The index over official names."""
        return Official(self._official_data)

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """Six digits → ten-digit lines, in order."""
        found: dict[str, list[str]] = {}
        for code in load_tariff().codes:
            found.setdefault(code[:6], []).append(code)
        return found

    def classify(self, product: Product, gathered: Evidence | None = None) -> Classified:
        """Say what a product may be, and answer as deep as that can be stood for.

        Args:
            product: what is known of it.
            gathered: what its words say, where that has been gathered already.
        """
        evidence = gathered or gather(product, self.book)
        title = evidence.title
        asked = not title.fault and evidence.strong < PLENTY
        official = self.official.ask(title, evidence.words) if asked else {}
        ranking = rank(evidence, official, self._carried, self.book.neighbours, self.book.siblings)
        vote = self._history.vote(title) if self._history is not None and not title.fault else None
        warnings: tuple[str, ...] = ()
        if vote is not None and self._history is not None:
            ranking, warnings = _with_history(ranking, vote, self._history.voice(vote), evidence, self.book)
        share = vote.shares.get(ranking.codes[0][0], 0.0) if vote and ranking.codes else 0.0
        found = features(evidence, ranking, official, share if self._history is not None else -1.0)
        language = "zh" if title.chinese else "en"
        sure = {level: probability(self.weights[language][str(level)], found) for level in (6, 4, 2)}
        sure[4] = max(sure[4], sure[6])  # fitted one by one, they may cross: fewer digits are never less sure
        sure[2] = max(sure[2], sure[4])
        speakers = _speakers(evidence, self.book)
        candidates = self._candidates(ranking, evidence, speakers, sure[6], vote)
        unsure = _gate(title, evidence, ranking, vote)
        answer = None if unsure else self._answer(candidates[0], sure)
        return Classified(
            product,
            language,
            answer,
            candidates,
            _shared(ranking.headings[:3], sure[4]),
            _question(evidence, ranking, speakers),
            unsure or ("" if answer else "no level is sure enough"),
            tuple((hit.text, word) for hit, word in evidence.excluded),
            warnings,
            evidence,
            ranking.codes,
            found,
        )

    def _answer(self, first: Candidate, sure: Mapping[int, float]) -> Answer | None:
        """The deepest level that is sure enough."""
        eight = sure[6] * (1.0 if first.told8 else USUAL)
        levels = [(8, first.hs8, eight), *((level, first.hs6[:level], sure[level]) for level in (6, 4, 2))]
        if first.only10:
            levels.insert(0, (10, first.hs10, eight))
        for level, code, chance in levels:
            if level <= self._level and chance >= self._threshold:
                return Answer(code, level, round(chance, 4))
        return None

    def _candidates(
        self, ranking: Ranking, evidence: Evidence, speakers: Speakers, sure: float, vote: Vote | None
    ) -> tuple[Candidate, ...]:
        """The first codes with their reasons."""
        found = []
        for code, chance in _shared(ranking.codes[: self._top], sure):
            eight, ten, told, only = self._line(code, *_told(code, evidence, vote))
            hits = speakers.get(code, ())
            because = tuple(dict.fromkeys(_because(hit, self.book) for hit in hits))[:5]
            note = next((self.book.notes[hit.kind] for hit in hits), "")
            decisions = (evidence.decisions[hit.kind].decided for hit in hits if hit.kind in evidence.decisions)
            said = _said(code, vote)
            found.append(Candidate(code, eight, ten, chance, because, note, next(decisions, ()), told, only, said))
        return tuple(found)

    def _line(self, six: str, told: str, sure: bool) -> tuple[str, str, bool, bool]:
        """Default eight and ten digits below six, whether the eight are told, whether the ten are the only ones.

        Args:
            six: six digits.
            told: eight or ten digits that words tell; "" if they tell none.
            sure: they tell no others beside.
        """
        known = self._lines.get((six, told))
        if known is None:
            lines = self._codes.get(six, [])
            eights = sorted({line[:8] for line in lines})
            usual = self.book.lines.get(told[:8]) or self.book.lines.get(six, "")
            eight = told[:8] or usual[:8] or _residual(eights)
            below = [line for line in lines if line.startswith(eight)]
            ten = next((code for code in (told, usual) if code in below), "") or _residual(below)
            known = self._lines[six, told] = eight, ten, len(eights) == 1, len(below) == 1
        eight, ten, one_eight, one_ten = known
        return eight, ten, one_eight or sure, one_ten or (sure and len(told) == 10)


def _told(six: str, evidence: Evidence, vote: Vote | None) -> tuple[str, bool]:
    """The line below six digits that past lines or words tell, and whether they tell it alone."""
    if vote is not None and len(vote.code) >= 8 and vote.code.startswith(six):
        return vote.code, True
    deep = evidence.lines.get(six)
    if not deep:
        return "", False
    told = min(deep, key=lambda code: (-deep[code], code))
    return told, deep[told] >= ALONE * sum(deep.values())


def _residual(codes: list[str]) -> str:
    """The line for what no other line names: by custom the one that ends in 90, else the last."""
    return next((code for code in reversed(codes) if code.endswith("90")), codes[-1] if codes else "")


def _with_history(
    ranking: Ranking, vote: Vote, voice: float, evidence: Evidence, book: Book
) -> tuple[Ranking, tuple[str, ...]]:
    """The order of codes with the history's voice in it, and what it said against an exclusion.

    log P = log P of the words + voice × log P of the history.
    """
    out = {book.kinds[hit.kind][0][:6]: (hit.text, word) for hit, word in evidence.excluded}
    warnings = tuple(
        f"past lines say {code}, but beside {word} {text} does not name such goods"
        for code, (text, word) in out.items()
        if vote.shares.get(code, 0.0) > 0.5 and code not in evidence.scores
    )
    total = sum(score for _, score in ranking.codes) or 1.0
    base = {code: score / total for code, score in ranking.codes}
    codes = set(base) | {code for code in vote.shares if code not in out}
    logs = {
        code: math.log(base.get(code, 0.0) + FLOOR)
        + voice * math.log((vote.shares.get(code, 0.0) if code not in out else 0.0) + UNHEARD)
        for code in codes
    }
    most = max(logs.values())
    raw = {code: math.exp(value - most) for code, value in logs.items()}
    scale = (ranking.total or 1.0) / sum(raw.values())
    fused: dict[str, dict[str, float]] = {"6": {}, "4": {}, "2": {}}
    for code, value in raw.items():
        for digits in ("6", "4", "2"):
            start = code[: int(digits)]
            fused[digits][start] = fused[digits].get(start, 0.0) + value * scale
    ordered = [tuple(sorted(scores.items(), key=lambda one: (-round(one[1], 9), one[0]))) for scores in fused.values()]
    return replace(ranking, codes=ordered[0], headings=ordered[1], chapters=ordered[2]), warnings


def _gate(title: Title, evidence: Evidence, ranking: Ranking, vote: Vote | None) -> str:
    """Why no answer may be given, whatever the score; "" if one may."""
    if title.fault:
        return title.fault
    if vote is not None and vote.code:
        return ""
    if not evidence.strong or not ranking.codes:
        said = ", ".join(dict.fromkeys(evidence.vague))
        return f"{said}: names no goods" if said else "no word of it names goods"
    if evidence.vague_head:
        return f"{evidence.vague_head}: names no goods"
    return ""


def _shared(ranked: tuple[tuple[str, float], ...], sure: float) -> tuple[tuple[str, float], ...]:
    """Probabilities: the first one's is known; the others share what is left in the ratio of their weights."""
    if not ranked:
        return ()
    rest = sum(score for _, score in ranked[1:])
    found = [(ranked[0][0], round(sure, 4))]
    for code, score in ranked[1:]:
        share = (1 - sure) * score / (rest + 0.3 * ranked[0][1])
        found.append((code, round(min(share, sure), 4)))
    return tuple(found)


Speakers = dict[str, list["Hit"]]
"""Six digits → the terms that speak for them, the weightiest first."""


def _speakers(evidence: Evidence, book: Book) -> Speakers:
    """For each code the terms that speak for it."""
    found: Speakers = {}
    for hit in sorted(evidence.hits, key=lambda hit: (-hit.weight, hit.source, hit.start)):
        decision = evidence.decisions.get(hit.kind) if not hit.moved else None
        codes = [code for code, _ in decision.shares] if decision else [hit.moved or book.kinds[hit.kind][0]]
        for six in dict.fromkeys(code[:6] for code in codes):
            found.setdefault(six, []).append(hit)
    return found


def _because(hit: Hit, book: Book) -> Because:
    code = hit.moved or book.kinds[hit.kind][0]
    return Because(hit.source, hit.text, hit.start, hit.end, round(hit.weight, 3), code)


def _said(code: str, vote: Vote | None) -> str:
    """What past lines say for a code, in words."""
    if vote is None or not vote.shares.get(code):
        return ""
    if max(vote.shares, key=lambda one: (vote.shares[one], one)) != code:
        return ""
    return "; ".join(
        f"{word or 'this name'}: {lines} of your {total} past lines" for word, lines, total in vote.evidence
    )


def _question(evidence: Evidence, ranking: Ranking, speakers: Speakers) -> str:
    """The question that would decide: of a table, else between the two best codes."""
    if not ranking.codes:
        return ""
    first = ranking.codes[0][0]
    decisions = (evidence.decisions.get(hit.kind) for hit in speakers.get(first, ()) if not hit.moved)
    asked = next((decision.asked for decision in decisions if decision is not None and decision.asked), "")
    if asked or len(ranking.codes) < 2 or ranking.codes[1][1] <= CLOSE * ranking.codes[0][1]:
        return asked
    second = ranking.codes[1][0]
    one, two = (next((hit.text for hit in speakers.get(code, ())), "") for code in (first, second))
    return f"Is it {one} ({first}) or {two} ({second})?" if one and two and one != two else ""
