"""Decision tables: what chooses a code inside a heading, from the words found and from what is not said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cbec_cli.classify.lexicon import Choice, Table


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table says of one title.

    Attributes:
        shares: code → share of the likelihood, all together 1; the likeliest first.
        decided: axis → value, of the axes the title answered.
        asked: the question that would decide; "" if there is nothing to ask.
    """

    shares: tuple[tuple[str, float], ...]
    decided: tuple[tuple[str, str], ...]
    asked: str


def decide(table: Table, known: Mapping[str, str]) -> Decision | None:
    """What a table says when some axes are known; None if no row allows what is known.

    Args:
        table: the table.
        known: axis → value. A value the table does not name contradicts no row that leaves the axis open.
    """
    values = [known.get(axis, "") for axis in table.axes]
    named = [{choice.values[i] for choice in table.choices} for i in range(len(table.axes))]
    values = [value if value in named[i] else "" for i, value in enumerate(values)]
    left = [choice for choice in table.choices if _allows(choice, values)]
    if not left:
        return None
    exact = max(_exactness(choice, values) for choice in left)
    left = [choice for choice in left if _exactness(choice, values) == exact]
    weights: dict[str, int] = {}
    for choice in left:
        weights[choice.code] = weights.get(choice.code, 0) + choice.weight
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    decided = tuple((axis, value) for axis, value in zip(table.axes, values, strict=True) if value)
    return Decision(tuple((code, weight / total) for code, weight in ranked), decided, _question(table, values, left))


def _allows(choice: Choice, values: Sequence[str]) -> bool:
    return all(not value or not cell or cell == value for cell, value in zip(choice.values, values, strict=True))


def _exactness(choice: Choice, values: Sequence[str]) -> int:
    """How many known values a row names itself, rather than leaving them open."""
    return sum(1 for cell, value in zip(choice.values, values, strict=True) if value and cell == value)


def _question(table: Table, values: Sequence[str], left: Sequence[Choice]) -> str:
    """The question of the unknown axis that tells the remaining codes apart best."""
    if len({choice.code for choice in left}) < 2:
        return ""
    best, most = "", 1
    for i, axis in enumerate(table.axes):
        kinds = {choice.values[i] for choice in left}
        if not values[i] and len(kinds) > most:
            best, most = axis, len(kinds)
    return table.questions.get(best, "")
