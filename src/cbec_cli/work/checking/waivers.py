"""Waivers: findings that somebody accepts for a reason and until a day."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

TOLD = 5
"""How many waivers a finding about waivers names."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One `[[waivers]]` of the configuration. What is empty is not asked for; what is given must all fit.

    Attributes:
        code: the code whose findings it covers.
        sku, order, file: names, or patterns with `*`, `?` and `[…]`.
        reason: why the finding is accepted.
        until: the last day on which it holds.
    """

    code: str
    reason: str
    until: date
    sku: str = ""
    order: str = ""
    file: str = ""

    def covers(self, *, file: str, sku: str, order_no: str) -> bool:
        """Whether a finding of its code at this place is covered; the day is not asked."""
        return (
            (not self.sku or fits(self.sku, sku))
            and (not self.order or fits(self.order, order_no))
            and (not self.file or fits_file(self.file, file))
        )

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until < today

    def __str__(self) -> str:
        """Code, what it is for, last day and reason."""
        named = (("sku", self.sku), ("order", self.order), ("file", self.file))
        place = ", ".join(f"{word} {text}" for word, text in named if text)
        return f"{self.code} of {place} until {self.until} ({self.reason})"


def described(waivers: Sequence[Waiver]) -> str:
    """Some waivers in words: the first few, and how many there are besides."""
    told = "; ".join(map(str, waivers[:TOLD]))
    more = len(waivers) - TOLD
    return f"{told}; and {more} more" if more > 0 else told


def is_pattern(name: str) -> bool:
    """Whether a name may stand for several."""
    return any(sign in name for sign in "*?[")


@lru_cache(maxsize=65_536)
def fits(name: str, text: str) -> bool:
    """Whether a text is the name, or fits the pattern; capitals count. An empty text fits nothing."""
    return bool(text) and (name == text or fnmatchcase(text, name))


def fits_file(name: str, file: str) -> bool:
    """Whether a file fits a name or pattern: by its own name, as it was given, or from the working folder."""
    return any(fits(name.removeprefix("./"), text) for text in _names_of(file, os.getcwd()))  # noqa: PTH109 -- as text


@lru_cache(maxsize=4_096)
def _names_of(file: str, folder: str) -> tuple[str, ...]:
    path = Path(file)
    names = [path.name, path.as_posix()]
    if path.is_absolute() and path.is_relative_to(folder):
        names.append(path.relative_to(folder).as_posix())
    return tuple(names)
