"""The working of one answer: every term with its weight, every decision, every feature with what it adds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cbec_cli.report.classify.terminal import dotted, in_full
from cbec_cli.report.screen import paragraph, table

if TYPE_CHECKING:
    from rich.console import Console

    from cbec_cli.classify.answer import Classifier
    from cbec_cli.classify.evidence import Hit
    from cbec_cli.work.classifying.run import Row

CODES = 8


def explain(console: Console, row: Row, classifier: Classifier) -> None:
    """Print the answer, then everything it was made of.

    Args:
        console: where to; its width, encoding and colours are honoured.
        row: a classified product.
        classifier: what classified it.
    """
    in_full(console, row)
    console.print()
    said = row.said
    if not said.evidence.hits and not said.evidence.excluded:
        paragraph(console, "No term of the lexicon stands in it.")
    hits = sorted(said.evidence.hits, key=lambda hit: (-hit.weight, hit.source, hit.start))
    cells = [_hit(hit, classifier) for hit in hits]
    if cells:
        paragraph(console, "Terms", style="bold")
        headings = ("Term", "Where", "Weight", "Kind", "Table")
        console.print(table(console, headings, cells, {2}))
    decisions = [
        [
            classifier.book.kinds[kind][1],
            ", ".join(f"{axis}: {value}" for axis, value in decision.decided) or "nothing known",
            ", ".join(f"{dotted(code)} {share:.0%}" for code, share in decision.shares[:4]),
        ]
        for kind, decision in said.evidence.decisions.items()
    ]
    if decisions:
        paragraph(console, "Tables", style="bold")
        console.print(table(console, ("Table", "Decided by", "Codes"), decisions, ()))
    if said.weighed:
        paragraph(console, "Codes", style="bold")
        console.print(
            table(
                console,
                ("Code", "Weight"),
                [[dotted(code), f"{score:.2f}"] for code, score in said.weighed[:CODES]],
                {1},
            )
        )
    _features(console, row, classifier)


def _hit(hit: Hit, classifier: Classifier) -> list[str]:
    code, facet = classifier.book.kinds[hit.kind]
    where = f"{hit.source} {hit.start}-{hit.end}" if hit.end else hit.source
    kind = f"moved to {dotted(hit.moved)}" if hit.moved else dotted(code)
    return [hit.text + (" (weak)" if hit.weak else ""), where, f"{hit.weight:.2f}", kind, facet]


def _features(console: Console, row: Row, classifier: Classifier) -> None:
    """What each feature adds to the logit at two, four and six digits, and the probability that follows."""
    said = row.said
    weights = classifier.weights[said.language]
    levels = ("2", "4", "6")
    cells = []
    for name, value in said.features.items():
        added = [weights[level].get(name, 0.0) * value for level in levels]
        if any(added):
            cells.append([name, f"{value:.3f}", *(f"{each:+.2f}" for each in added)])
    sums = [sum(weights[level].get(name, 0.0) * value for name, value in said.features.items()) for level in levels]
    cells.append(["probability", "", *(f"{1 / (1 + math.exp(-max(-30.0, min(30.0, total)))):.1%}" for total in sums)])
    paragraph(console, "Features", style="bold")
    headings = ("Feature", "Value", *(f"{level} digits" for level in levels))
    console.print(table(console, headings, cells, {1, 2, 3, 4}, last_is_total=True))
