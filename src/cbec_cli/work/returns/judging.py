"""The rules run over all lines of a table of returns, and the verdict of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.engine.register import Register
from cbec_cli.rules import returned_goods, returns
from cbec_cli.work.dossier.telling import About, Teller
from cbec_cli.work.returns.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from cbec_cli.engine.register import Rule
    from cbec_cli.work.dossier.telling import Placed
    from cbec_cli.work.returns.held import Held
    from cbec_cli.work.returns.result import Verdict

RULES = Register(returns, returned_goods)
"""Every rule that returns have."""

_TOGETHER = ("RET004", "RET008", "RET010")
_ALONE = ("return_stands_twice",)

OF_ONE = tuple(each for each in RULES if each.code not in _TOGETHER or each.name in _ALONE)
"""About a line by itself."""

OF_ALL = tuple(each for each in RULES if each not in OF_ONE)
"""About a line beside the other returns of it."""


class Judge:
    """Runs rules over lines and tells what they say."""

    def __init__(self, teller: Teller, rows: Placed, on: date) -> None:
        """Only rules that the user wants to hear of find fault.

        Args:
            teller: tells findings.
            rows: the table of returns, for the places of findings.
            on: the day asked about.
        """
        self._teller, self._rows, self._on = teller, rows, on

    def judge(self, rules: Iterable[Rule], helds: Sequence[Held]) -> None:
        """Run rules over all lines; what speaks is told, and noted with how grave it is."""
        for rule in rules:
            if not self._teller.runs(rule):
                continue
            columns = (np.array([held.facts[name] for held in helds]) for name in rule.needs)
            for i in np.flatnonzero(rule.function(*columns)).tolist():
                self._tell(rule, helds[i])

    def _tell(self, rule: Rule, held: Held) -> None:
        claim, line = held.claim, held.line
        about = About(
            rows=self._rows,
            row=claim.row,
            columns=[
                name for name in rule.columns if name in claim.texts or name in claim.days or name in claim.numbers
            ]
            or rule.columns,
            shipment=(line.order_no if line else "") or claim.text("order_no") or claim.text("invt_no"),
            sku=(line.sku if line else "") or claim.text("sku"),
            key=f"{claim.text('return_no')}/{line.line_no if line else claim.text('line_no')}/{rule.name}",
        )
        finding, grave = self._teller.tell(rule, Words(held, rule.code, self._on), about)
        if finding is not None and grave:
            held.spoken.append((rule.code, grave))
            held.findings.append(finding)


def verdict_of(held: Held, missing: Sequence[str]) -> Verdict:
    """What stands against a return decides; then what is missing; then what is warned of."""
    graves = {grave for _, grave in held.spoken}
    if "error" in graves:
        return "not eligible"
    if missing:
        return "undecided"
    return "eligible with warnings" if "warning" in graves else "eligible"
