"""What follows from a code, shown beside a candidate: name, units, taxes, standing on the positive list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import percent
from cbec_cli.law.codes import unit
from cbec_cli.law.dated import load_law
from cbec_cli.law.positive_list import load_positive_list
from cbec_cli.law.tariff import load_tariff

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A tariff line on a day, in words.

    Attributes:
        code: ten digits.
        name_zh: its name in the tariff.
        units: its legal units, Chinese names.
        duty: the MFN duty, as text; "unknown".
        vat: the rate of import VAT, as text.
        consumption_tax: what its class bears; "" if nothing.
        positive_list: listed, not_listed or unknown.
        evidence: what speaks for or against the list while the standing is unknown.
        remark: the list's remark.
    """

    code: str
    name_zh: str
    units: tuple[str, ...]
    duty: str
    vat: str
    consumption_tax: str
    positive_list: str
    evidence: str
    remark: str


class Lines:
    """Facts of tariff lines on one day; each line is looked up once."""

    def __init__(self, day: date) -> None:
        """Open law, tariff and list."""
        self.day = day
        self.tariff = load_tariff()
        self._law, self._list = load_law(), load_positive_list()
        self._known: dict[str, LineFacts | None] = {}

    def facts(self, code: str) -> LineFacts | None:
        """Facts of a ten-digit code; None if the tariff of the day has no such line."""
        if code not in self._known:
            self._known[code] = self._look(code)
        return self._known[code]

    def _look(self, code: str) -> LineFacts | None:
        line = self.tariff.line(code, self.day)
        if line is None:
            return None
        standing = self._list.standing(code, self.day)
        units = (known.name_zh for known in (unit(line.unit1), unit(line.unit2)) if known)
        return LineFacts(
            code,
            line.name_zh,
            tuple(units),
            line.mfn.text if line.mfn else "unknown",
            _said(lambda: f"{percent(int(self._law.vat_rate(line.vat_class, self.day).value or 0))}%"),
            "" if line.ct_class in {"", "none"} else _said(lambda: self._consumption_tax(line.ct_class)),
            standing.state,
            standing.evidence,
            standing.remark,
        )

    def _consumption_tax(self, ct_class: str) -> str:
        return str(self._law.figure(f"consumption_tax.{ct_class}", self.day).text)


def _said(text: Callable[[], str]) -> str:
    """A text of the law, or that it is unknown."""
    try:
        return text()
    except CannotRun:
        return "unknown"
