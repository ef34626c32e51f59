"""The working of a line or an order, step by step, each with its law and its day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rich.text import Text

from cbec_cli.report.screen import clean, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console


class Step(Protocol):
    """One step of a computation, as text; empty text means: does not apply.

    Attributes:
        title: what is computed ("Import VAT").
        amount: the result as people write it ("77.14").
        working: how it came about ("(720.50 + 0.00) × 13 % × 70 %").
        law: the legal document and article.
        since: the day from which that law applies.
    """

    title: str
    amount: str
    working: str
    law: str
    since: str


def render_steps(console: Console, steps: Iterable[Step]) -> None:
    """Print each step: its title and amount on one line, its working and its law below."""
    for step in steps:
        head = Text(clean(step.title, console), style="bold")
        if step.amount:
            head.append("  ").append(clean(step.amount, console))
        console.print(head)
        if step.working:
            paragraph(console, f"= {step.working}", indent=4)
        if step.law:
            paragraph(console, f"{step.law}, since {step.since}" if step.since else step.law, indent=4, style="dim")
