"""Whether a declared code contradicts a name: much speaks for another heading, and nothing for the declared one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cbec_cli.classify.evidence import gather

if TYPE_CHECKING:
    from collections.abc import Container

    from cbec_cli.classify.answer import Classified, Classifier
    from cbec_cli.classify.evidence import Evidence, Product

LIKELY = {"zh": 0.4, "en": 0.55}
"""Probability of another heading from which a code is doubted, by the language of the name."""
SURE = 0.9
"""The same from which it is an error."""
SUPPORT = 0.08
"""Share of the words' weight for the declared heading from which it is not doubted."""

Kind = Literal["heading", "line"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a name says, as far as codes are held against it.

    Attributes:
        heading: four digits.
        likely: how sure that is: 1 to be doubted with a warning, 2 with an error.
        supported: headings that enough words speak for.
        touched: headings that any word speaks for.
        line: eight or six digits that words or a decision table tell within the heading; "" if none do.
        decided: a table chose its six digits; else they are only the usual ones, and no other six are held against it.
        lines: six digits that any word speaks for, and eight or ten where words tell them.
    """

    heading: str
    likely: int
    supported: frozenset[str]
    touched: frozenset[str]
    line: str
    decided: bool
    lines: frozenset[str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a code is doubted.

    Attributes:
        kind: `heading` where the name says another one; `line` where it says another line of the same heading.
        sure: it is an error, not only a warning.
        code: what the name says: four digits, or six or eight for a line.
    """

    kind: Kind
    sure: bool
    code: str


def opinion(said: Classified) -> Opinion | None:
    """What a name says; None if it contradicts no code.

    A name without a sure word contradicts nothing, nor does one whose head names no goods.
    """
    evidence = said.evidence
    if not said.candidates or evidence.vague_head or not evidence.strong:
        return None
    heading, chance = said.headings[0]
    likely = LIKELY[said.language]
    first = said.candidates[0]
    spoken = _headings(evidence)
    if chance < likely or not spoken.get(heading):
        return None
    total = sum(spoken.values())
    told = first.told8 and first.hs6 in evidence.lines
    sure = first.hs6[:4] == heading and first.probability >= likely
    return Opinion(
        heading,
        2 if chance >= SURE else 1,
        frozenset(code for code, score in spoken.items() if score >= SUPPORT * total),
        frozenset(spoken),
        (first.hs8 if told else first.hs6 if first.decided else "") if sure else "",
        bool(first.decided),
        frozenset(evidence.scores).union(*evidence.lines.values()),
    )


def doubted(reader: Classifier, product: Product, code: str) -> Doubt | None:
    """Hold a declared code against a product; None if they do not contradict.

    Most codes of a file agree with their names: where the words alone show that, nothing is weighed any further.

    Args:
        reader: what reads the product.
        product: what is known of it.
        code: the declared code, four to ten digits.
    """
    evidence = gather(product, reader.book)
    if _agrees(evidence, code):
        return None
    held = opinion(reader.classify(product, evidence))
    return doubt(held, code, reader.book.borders) if held is not None else None


def _agrees(evidence: Evidence, code: str) -> bool:
    """Whether words alone show that a code is not doubted: enough speak for its heading, and one for its line."""
    if evidence.vague_head or not evidence.strong:
        return True
    spoken = _headings(evidence)
    if spoken.get(code[:4], 0.0) < SUPPORT * sum(spoken.values()):
        return False
    if not evidence.decisions and not evidence.lines:
        return True
    lines = {line[:8] for line in evidence.lines.get(code[:6], ())}
    return code[:6] in evidence.scores and (len(code) < 8 or not lines or code[:8] in lines)


def _headings(evidence: Evidence) -> dict[str, float]:
    """Four digits → weight of the words that speak for them."""
    spoken = {code[:4]: 0.0 for code in evidence.scores}
    for code, score in evidence.scores.items():
        spoken[code[:4]] += score
    return spoken


def doubt(held: Opinion, code: str, borders: Container[tuple[str, str]]) -> Doubt | None:
    """Hold a declared code of four to ten digits against a name; None if they do not contradict.

    Args:
        held: what the name says.
        code: the declared code.
        borders: pairs of headings that words alone do not tell apart (`data/lexicon/borders.tsv`).
    """
    declared = code[:4]
    if len(declared) < 4:
        return None
    if declared == held.heading:
        return _line(held, code)
    if (held.heading, declared) in borders or declared in held.supported:
        return None
    return Doubt("heading", held.likely == 2 and declared not in held.touched, held.heading)


def _line(held: Opinion, code: str) -> Doubt | None:
    """A line of the right heading that a decision table excludes, and that no word speaks for."""
    if not held.line or len(code) < len(held.line) or code.startswith(held.line):
        return None
    if code[:6] != held.line[:6] and not held.decided:
        return None
    depth = 8 if code[:6] == held.line[:6] else 6
    if code[:depth] in {line[:depth] for line in held.lines}:
        return None
    return Doubt("line", False, held.line)
