"""The working of a line or an order, step by step, each with its law and its day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rich.text import Text

from cbec_cli.report.screen import clean, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from cbec_cli.work.messages import Reason


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


def render_reasons(console: Console, reasons: Iterable[Reason]) -> None:
    """Print why an answer is what it is: code, message, what to do, law."""
    for reason in reasons:
        official = f" (customs {reason.official_code})" if reason.official_code else ""
        paragraph(console, f"{reason.code}{official}: {reason.message}")
        if reason.severity != "note" or reason.effect:
            paragraph(console, f"do: {reason.fix}", indent=2)
        paragraph(console, f"law: {reason.law}", indent=2, style="dim")


def answer_words(route: str, outcome: str) -> str:
    """`route cbec, complete`; a refused order has no route."""
    return outcome if route == outcome else f"route {route}, {outcome}"
