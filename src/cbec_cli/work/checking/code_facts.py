"""What the law says about codes, whoever buys: each distinct code is looked up once for each era of the law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.law import goods as goods_law
from cbec_cli.law.positive_list import load_positive_list

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from cbec_cli.law.tariff import Tariff, TariffLine

_DIGITS = 8
"""The positive list and most prohibitions speak of eight digits."""

_COMPARED = (6, _DIGITS)
"""Lengths of codes that are no code of the declaration, but tell the goods as far as they go."""

LISTED, NOT_LISTED = 1, 2
_STATES = {"unknown": 0, "listed": LISTED, "not_listed": NOT_LISTED}

NUMBERS = ("legal_unit1", "legal_unit2", "list_standing", "cap", "cap_group", "hs_digits")
FLAGS = (
    "prohibited",
    "is_food",
    "is_cosmetic",
    "only_bonded",
    "excluded_by_remark",
    "excluded_certain",
    "remark_certain",
)


class CodeFacts:
    """Columns over distinct pairs of code and era.

    Attributes:
        texts: the words for messages.
        lines: what the tariff says of a code; None where it has no such line.
        compared: the code that names are held against: six or eight digits too; "" where the tariff has none such.
        unknown: a code of ten digits that the tariff has not; "" where it is another.
    """

    def __init__(self, tariff: Tariff, codes: list[str], days: list[date]) -> None:
        """Look up nothing yet.

        Args:
            tariff: the tariff in force, with amendments.
            codes: distinct texts of the column hs_code.
            days: a day of each era.
        """
        self._tariff, self._days = tariff, days
        self._codes = [*codes, ""]
        self._list = load_positive_list()
        self._number = np.full(len(self._codes) * len(days), -1, np.int32)
        self._rows: dict[str, list[int]] = {name: [] for name in (*NUMBERS, *FLAGS)}
        self.texts: list[dict[str, str]] = []
        self.lines: list[TariffLine | None] = []
        self.compared: list[str] = []
        self.unknown: list[str] = []
        self._groups: dict[str, int] = {}

    def number(self, code: NDArray[Any], era: NDArray[Any]) -> NDArray[np.int32]:
        """The row of each line; −1 is an empty cell, the last code."""
        key = code.astype(np.int64) % len(self._codes) * len(self._days) + era
        found: NDArray[np.int32] = self._number[key]
        new = found < 0
        if new.any():
            for each in np.unique(key[new]).tolist():
                self._number[each] = self._look_up(*divmod(each, len(self._days)))
            found = self._number[key]
        return found

    def columns(self) -> dict[str, Any]:
        """Every fact as a column over the rows."""
        return {name: np.array(values, np.bool_ if name in FLAGS else np.int64) for name, values in self._rows.items()}

    def complete(self) -> bool:
        """Whether a complete positive list is in force on every day of the file."""
        return all(self._list.complete_on(day) for day in self._days)

    @property
    def list_state(self) -> str:
        """The positive list as a report states it."""
        if self.complete():
            return f"complete: {edition.name}" if (edition := self._list.edition_on(max(self._days))) else ""
        return "not loaded: whether a code may enter as CBEC retail import is known from evidence only"

    def _look_up(self, place: int, era: int) -> int:
        code, day = self._codes[place], self._days[era]
        line = self._line(code, day)
        ban = self._ban(code, day) if code else None
        standing = self._list.standing(code, day) if len(code) >= _DIGITS and code.isdecimal() else None
        known = {
            "legal_unit1": int(line.unit1 or 0) if line else 0,
            "legal_unit2": int(line.unit2 or 0) if line else 0,
            "hs_digits": len(code) if code.isdecimal() else 0,
            "prohibited": ban is not None,
            "is_food": goods_law.is_food(code),
            "is_cosmetic": goods_law.is_cosmetic(code),
            "list_standing": _STATES[standing.state] if standing else 0,
            "only_bonded": standing is not None and standing.only_bonded,
            "excluded_by_remark": standing is not None and bool(standing.excluded),
            "excluded_certain": standing is not None and standing.excluded_certain,
            "remark_certain": standing is not None and standing.certain,
            "cap": standing.cap if standing else 0,
            "cap_group": self._groups.setdefault(standing.cap_group, len(self._groups)) if standing else -1,
        }
        for name, value in known.items():
            self._rows[name].append(int(value))
        self.lines.append(line)
        self.compared.append(self._compared(code, day))
        self.unknown.append(code if len(code) == 10 and code.isdecimal() and line is None else "")
        self.texts.append(
            {
                "prohibited_why": ban.why if ban else "",
                "prohibited_source": ban.source if ban else "",
                "list_remark": standing.remark if standing else "",
                "list_edition": standing.edition if standing else "",
                "list_evidence": standing.evidence if standing else "",
                "list_grade": standing.grade if standing else "none",
                "tariff_name": line.name_zh if line else "",
                "legal_unit1_name": _unit_name(line.unit1) if line else "",
                "legal_unit2_name": _unit_name(line.unit2) if line else "",
            }
        )
        return len(self.lines) - 1

    def _compared(self, code: str, day: date) -> str:
        if len(code) == 10:
            return code if self._tariff.line(code, day) else ""
        return code if len(code) in _COMPARED and self._tariff.under(code, day) else ""

    def _ban(self, code: str, day: date) -> goods_law.Prohibition | None:
        """What keeps a code out; a short one only where every line under it stays out."""
        lines = self._tariff.under(code, day) if len(code) >= _DIGITS else ()
        bans = [goods_law.prohibited(line.code, day, line.supervision) for line in lines]
        if not bans:
            return goods_law.prohibited(code, day)
        return bans[0] if None not in bans else None

    def _line(self, code: str, day: date) -> TariffLine | None:
        """The line of ten digits; of eight digits any line, if its units are those of all its lines."""
        if len(code) == 10:
            return self._tariff.line(code, day)
        lines = self._tariff.under(code, day) if len(code) == _DIGITS else ()
        return lines[0] if len({(line.unit1, line.unit2) for line in lines}) == 1 else None


def _unit_name(code: str) -> str:
    from cbec_cli.law.codes import unit  # noqa: PLC0415 -- only for messages

    found = unit(code) if code else None
    return f"{found.name_zh} ({code})" if found else code
