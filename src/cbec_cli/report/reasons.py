"""Why orders are estimated or refused, gathered by reason for the reports people read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.rules.routes import OUTCOMES

if TYPE_CHECKING:
    from cbec_cli.work.result import Orders

FIRST = 5
"""How many orders of each reason are named."""


@dataclass(slots=True)
class Group:
    """One reason and the orders it concerns; message, fix and law are those of the first."""

    code: str
    official_code: str
    message: str
    fix: str
    law: str
    count: int = 0
    rows: list[int] = field(default_factory=list)
    order_nos: list[str] = field(default_factory=list)


def grouped(orders: Orders, outcome: str) -> list[Group]:
    """The reasons of all orders of one outcome, the most frequent first.

    Args:
        orders: the orders of a result.
        outcome: "estimated" or "refused".
    """
    groups: dict[tuple[str, str], Group] = {}
    for i in map(int, np.flatnonzero(orders.outcome == OUTCOMES.index(outcome))):
        for reason in orders.reasons(i):
            if reason.severity == "note" and not reason.effect:
                continue  # why the route, not why the outcome
            key = (reason.code, reason.official_code)
            if key not in groups:
                groups[key] = Group(*key, reason.message, reason.fix, reason.law)
            group = groups[key]
            group.count += 1
            if len(group.rows) < FIRST:
                group.rows.append(int(orders.first_row[i]))
                group.order_nos.append(orders.order_no[i])
    return sorted(groups.values(), key=lambda group: -group.count)
