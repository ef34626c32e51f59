"""Assessments in columns: each distinct combination of code, law, origin and preference is looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.law.codes import UNKNOWN_ORIGIN, country
from cbec_cli.work.assess import FLAGS, NUMBERS, ORDINARY, Assessment, Assessor, Goods, stack

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

_DENSE = 1 << 24
"""Up to this many combinations a plain table of numbers is the quickest look-up."""


class GoodsTable:
    """Numbers assessments as they are asked for; `columns()` gives each figure as a column to take from."""

    def __init__(self, assessor: Assessor, texts: dict[str, list[str]], days: list[date]) -> None:
        """Prepare look-ups.

        Args:
            assessor: answers about one kind of goods.
            texts: distinct texts of hs_code, origin and preference.
            days: a day of each era of the law.
        """
        self._assessor, self._days = assessor, days
        self._codes = [*texts.get("hs_code", []), ""]
        self._preferences = [*texts.get("preference", []), ""]
        origins = [*texts.get("origin", []), ""]
        every = len(self._preferences) > 1  # an agreement asks for the origin itself
        self._origin_class, self._class_names = _classes(origins, assessor, days, every=every)
        self.known: list[Assessment] = []
        self._columns: dict[str, list[Any]] = {name: [] for name in (*NUMBERS, *FLAGS)}
        shape = (len(self._codes), len(days), len(self._class_names), len(self._preferences), 2)
        self._shape = shape
        size = int(np.prod([np.int64(side) for side in shape]))
        self._dense = np.full(size, -1, np.int32) if size <= _DENSE else None
        self._sparse: dict[int, int] = {}

    def number(
        self,
        code: NDArray[Any],
        era: NDArray[Any],
        origin: NDArray[Any],
        preference: NDArray[Any],
        may_prefer: NDArray[np.bool_],
    ) -> NDArray[np.int32]:
        """The number of each line's assessment; −1 indexes (empty cells) are the last text, which is empty."""
        sides = self._shape
        key = code.astype(np.int64) % sides[0] * sides[1] + era
        key = key * sides[2] + self._origin_class[origin]
        key = (key * sides[3] + preference % sides[3]) * 2 + (may_prefer & (preference >= 0))
        if self._dense is None:
            distinct, index = np.unique(key, return_inverse=True)
            return np.array([self._sparse_number(int(each)) for each in distinct], np.int32)[index]
        found: NDArray[np.int32] = self._dense[key]
        new = found < 0
        if new.any():
            for each in np.unique(key[new]).tolist():
                self._dense[each] = self._assess(each)
            found = self._dense[key]
        return found

    def columns(self) -> dict[str, Any]:
        """Every figure as a column over assessments; one that is the same everywhere as a plain int or flag."""
        table: dict[str, Any] = {}
        for name, values in self._columns.items():
            first = values[0] if values else 0
            same = all(value == first for value in values)
            table[name] = first if same else np.array(values, np.bool_ if name in FLAGS else np.int64)
        return table

    def _sparse_number(self, key: int) -> int:
        if key not in self._sparse:
            self._sparse[key] = self._assess(key)
        return self._sparse[key]

    def _assess(self, key: int) -> int:
        rest, may_prefer = divmod(key, 2)
        rest, preference = divmod(rest, self._shape[3])
        rest, origin = divmod(rest, self._shape[2])
        code, era = divmod(rest, self._shape[1])
        goods = Goods(
            self._codes[code],
            self._days[era],
            self._class_names[origin],
            self._preferences[preference],
            may_prefer=bool(may_prefer),
        )
        found = self._assessor.assess(goods)
        self.known.append(found)
        stack(self._columns, found)
        return len(self.known) - 1


def _classes(
    origins: list[str], assessor: Assessor, days: list[date], *, every: bool
) -> tuple[NDArray[np.int64], list[str]]:
    """Origins that make no difference share a class.

    What counts is whether one is given, known, and bears additional duties on any of the days.
    """
    names: list[str] = []
    numbers = []
    for text in origins:
        name = text if every else _class_of(text, assessor, days)
        if name not in names:
            names.append(name)
        numbers.append(names.index(name))
    return np.array(numbers, np.int64), names


def _class_of(text: str, assessor: Assessor, days: list[date]) -> str:
    found = country(text) if text else None
    if found is None or found.customs == UNKNOWN_ORIGIN:
        return text if found is None else UNKNOWN_ORIGIN  # what is no country is said with its own text
    if any(assessor.law.additional_duty(found.iso3, day) is not None for day in days):
        return found.iso3
    return ORDINARY
