"""What a rule says, with the facts filled in as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.noted import shown
from cbec_cli.rules import ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from cbec_cli.engine.register import Rule

GIVEN = {"order_no": "order_given", "hs_code": "hs_given", "qty": "qty_given", "unit_price": "price_given"}
"""Needed column → the flag that it is given."""

_KINDS = {need: kind for found in ALL for need, kind in found.needs.items()} | {
    found.name: found.gives for found in ALL
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke: code, official code, what was found, what to do, the law."""

    code: str
    official_code: str
    message: str
    fix: str
    law: str
    severity: str = "error"
    effect: str = ""

    def __str__(self) -> str:
        """Code and message."""
        return f"{self.code} {self.message}"


def speak(found: Rule, fact: Callable[[str], Any]) -> Reason:
    """The rule's message and fix with the facts in braces filled in.

    Args:
        found: the rule whose flag holds.
        fact: gives the value of a fact by name (whole numbers, or text for facts that are words).
    """
    return Reason(
        code=found.code,
        official_code=found.official_code,
        message=_fill(found.message, fact),
        fix=_fill(found.fix, fact),
        law=found.source,
        severity=found.severity or "",
        effect=found.effect,
    )


def weightiest_first(said: list[Reason]) -> list[Reason]:
    """Errors and warnings before notes."""
    return sorted(said, key=lambda reason: reason.severity == "note")


def telling(said: list[Reason]) -> list[Reason]:
    """What is worth saying of a line: assumptions matter only where there is an answer."""
    if any(reason.effect == "refused" for reason in said):
        return [reason for reason in said if reason.effect != "estimated"]
    return said


def placeholders(found: Rule) -> frozenset[str]:
    """The facts a rule's message and fix name."""
    return _names(found.message) | _names(found.fix)


@lru_cache(maxsize=1024)
def _names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def _fill(text: str, fact: Callable[[str], Any]) -> str:
    return text.format(**{name: _written(name, fact(name)) for name in _names(text)})


def _written(name: str, value: Any) -> str:
    return value if isinstance(value, str) else shown(value, _KINDS.get(name, "Count"))
