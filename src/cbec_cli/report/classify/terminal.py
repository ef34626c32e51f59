"""Classified products for people: a few in full with their reasons, many in a table, the counts below."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from cbec_cli.report.fields import plural
from cbec_cli.report.screen import paragraph, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from cbec_cli.classify.answer import Candidate
    from cbec_cli.work.classifying.facts import LineFacts
    from cbec_cli.work.classifying.run import Classification, Row

IN_FULL = 3
"""So many products are shown with every candidate; more are shown as a table."""
SHOWN = 50
"""Rows of a table, unless all are asked for."""
NAME = 40


def render(console: Console, found: Classification, done: Callable[[int], None], *, show_all: bool = False) -> None:
    """Print what the products may be.

    Args:
        console: where to; its width, encoding and colours are honoured.
        found: the products; each is classified when its turn comes.
        done: told how many rows have been classified.
        show_all: every row in the table.
    """
    rows = found.rows(done)
    first = list(islice(rows, IN_FULL + 1))
    if len(first) <= IN_FULL:
        for place, row in enumerate(first):
            if place:
                console.print()
            in_full(console, row)
        if found.file:
            if first:
                console.print()
            _counts(console, found)
    else:
        _table(console, found, first, rows, show_all=show_all)
        _counts(console, found)
    for conflict in found.conflicts[:5]:
        codes = ", ".join(f"{code} ({count} x)" for code, count in conflict.codes)
        paragraph(console, f"Your history holds {conflict.name!r} with several codes: {codes}", style="yellow")


def in_full(console: Console, row: Row) -> None:
    """One product with its candidates, reasons and question."""
    said = row.said
    paragraph(console, said.product.name or "(no name)", style="bold")
    if said.answer is not None:
        paragraph(
            console,
            f"{dotted(said.answer.code)} at {said.answer.level} digits, {said.answer.probability:.0%} sure",
            indent=2,
        )
    else:
        paragraph(console, f"unsure: {said.unsure}", indent=2, style="yellow")
        if said.headings:
            closest = ", ".join(f"{code} ({chance:.0%})" for code, chance in said.headings)
            paragraph(console, f"closest headings: {closest}", indent=2)
    before: set[str] = set()
    for candidate, line in zip(said.candidates, row.lines, strict=True):
        _candidate(console, candidate, line, before)
    for alike in row.alike:
        paragraph(console, f"alike in meaning ({alike.likeness:.2f}): {dotted(alike.hs6)} {alike.name}", indent=2)
    for text, word in said.excluded:
        paragraph(console, f"not counted: {text}, because of {word}", indent=2)
    for warning in said.warnings:
        paragraph(console, warning, indent=2, style="yellow")
    if said.question:
        paragraph(console, f"What decides: {said.question}", indent=2, style="cyan")


def _candidate(console: Console, one: Candidate, line: LineFacts | None, before: set[str]) -> None:
    """One candidate; reasons that several share are shown with the first, and kept in `before`."""
    name = f" {line.name_zh}" if line else ""
    paragraph(console, f"{one.probability:>4.0%}  {dotted(one.hs10 or one.hs6)}{name}", indent=2)
    words = ", ".join(
        f"{each.text} ({each.source} {each.start}-{each.end})" if each.end else f"{each.text} ({each.source})"
        for each in one.because
    )
    decided = ", ".join(f"{axis}: {value}" for axis, value in one.decided)
    reasons = (
        (words and f"because of {words}", ""),
        (decided and f"decided by {decided}", ""),
        (one.history and f"your history: {one.history}", ""),
        (one.note, "dim"),
    )
    for text, style in reasons:
        if text and text not in before:
            before.add(text)
            paragraph(console, text, indent=8, style=style)
    if line is not None and words:
        tax = f", consumption tax {line.consumption_tax}" if line.consumption_tax else ""
        units = f"unit {', '.join(line.units)}; " if line.units else ""
        standing = _STANDING[line.positive_list]
        paragraph(console, f"{units}MFN duty {line.duty}, VAT {line.vat}{tax}; {standing}", indent=8, style="dim")


_STANDING = {
    "listed": "on the positive list",
    "not_listed": "not on the positive list",
    "unknown": "positive list not imported",
}


def dotted(code: str) -> str:
    """A code with the dots people read it by."""
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)


def _table(console: Console, found: Classification, first: list[Row], rows: Iterator[Row], *, show_all: bool) -> None:
    """The rows one a line; those without an answer say why."""
    limit = None if show_all else SHOWN - len(first)
    shown = [*first, *islice(rows, limit)]
    for _ in rows:
        pass  # the rest is counted
    cells = []
    for row in shown:
        said = row.said
        best = said.candidates[0] if said.candidates else None
        answer = dotted(said.answer.code) if said.answer else "unsure"
        chance = f"{said.answer.probability:.0%}" if said.answer else ""
        words = ", ".join(dict.fromkeys(each.text for each in best.because)) if best and said.answer else said.unsure
        name = said.product.name
        cells.append([str(row.row), name[:NAME] + ("…" if len(name) > NAME else ""), answer, chance, words])
    console.print(table(console, ("Row", "Name", "Answer", "Sure", "Because"), cells, {0, 3}))
    if found.figures.rows > len(shown):
        paragraph(console, f"{found.figures.rows - len(shown):,} more rows: --all, or --output classified.xlsx")


def _counts(console: Console, found: Classification) -> None:
    """How many were answered, and how deep."""
    figures = found.figures
    deep = ", ".join(f"{count:,} at {level} digits" for level, count in sorted(figures.answered.items(), reverse=True))
    unsure = sum(figures.unsure.values())
    paragraph(console, f"{plural(figures.rows, 'product')}: {deep or 'none answered'}; {unsure:,} unsure")
    for why, count in figures.unsure.most_common(3):
        paragraph(console, f"{count:,} x {why}", indent=2)
