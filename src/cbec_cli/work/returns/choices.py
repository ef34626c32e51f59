"""What may lawfully be done with goods that a buyer sends back, each with its ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.law.returns import returns_data
from cbec_cli.work.returns.result import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from cbec_cli.law.returns import Option
    from cbec_cli.work.returns.held import Held
    from cbec_cli.work.returns.result import TaxEffect

ELIGIBLE = "eligible"


def choices(held: Held, codes: Collection[str], on: date, *, decided: bool = True) -> tuple[Choice, ...]:
    """What may be done with one line.

    Args:
        held: the line.
        codes: what stands against its return; none for a return that is eligible, or may be.
        on: the day asked about.
        decided: whether the facts suffice to say what becomes of the tax.
    """
    back: TaxEffect = "refunded" if held.settled else "not levied"
    return tuple(
        Choice(
            each.id,
            each.name,
            each.name_zh,
            each.text,
            _tax(each, back if not codes else "stays", back, decided=decided),
            each.stated.source,
            each.stated.confidence,
            each.ask,
        )
        for each in returns_data().options
        if _open(each, held, codes, on)
    )


def _open(option: Option, held: Held, codes: Collection[str], on: date) -> bool:
    """Whether an option is there for a line."""
    standing = set(codes) or {ELIGIBLE}
    state = held.state.id if held.state else ""
    return (
        standing <= option.standing
        and option.stated.holds(on)
        and (option.goods == "any" or held.arrived)
        and (held.in_time or not option.in_time)
        and (not option.modes or held.mode in option.modes)
        and (not option.states or state in option.states)
    )


def _tax(option: Option, judged: TaxEffect, back: TaxEffect, *, decided: bool) -> TaxEffect:
    if option.tax == "stays":
        return "stays"
    effect = back if option.tax == "back" else judged
    return effect if decided or effect == "stays" else "unknown"


def in_words(found: Sequence[Choice]) -> str:
    """The names of some choices; where there is none, that customs have to be asked."""
    return ", or ".join(f"{each.name.lower()} ({each.name_zh})" for each in found) or "ask customs what may be done"
