"""Which titles are read alike: those that differ only in the figures of weights and volumes that decide nothing.

A title is read without its quantities; only the answers to a table's questions are looked for in all of it (a drone of
249克). Files hold many names of one article in several sizes, and each reading costs more than this look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNITS = r"\s*(ml|mg|kg|g|oz|毫升|千克|克)"
_FIGURE = re.compile(rf"(?<![A-Za-z0-9.])([0-9]+(?:\.[0-9]+)?)(?={_UNITS}(?:[\s*/x,;)]|$))", re.IGNORECASE)
_QUANTITY = re.compile(rf"[0-9.]+{_UNITS}")
_LAST = re.compile(r"(?<![A-Za-z0-9.])[0-9.]+$")

ANY = "1"
"""The figure that stands for all."""


class Alike:
    """Gives titles that are read alike one form."""

    def __init__(self, answers: Iterable[str]) -> None:
        """Look which figures decide.

        Args:
            answers: the words that answer questions of tables, folded as titles are.
        """
        words = [word for word in answers if not word.isascii()]  # others are looked for where no quantity is left
        self._quantities = tuple({_tight(found.group()) for word in words for found in _QUANTITY.finditer(word)})
        self._endings = tuple({found.group() for word in words if (found := _LAST.search(word))})

    def __call__(self, title: str) -> str:
        """The form of a title.

        >>> Alike([])("面霜 50ml*2"), Alike(["50ml装"])("面霜 50ml*2")
        ('面霜 1ml*2', '面霜 50ml*2')
        """
        return _FIGURE.sub(self._figure, title)

    def _figure(self, found: re.Match[str]) -> str:
        figure, unit = found.groups()
        decides = any(f"{each}{unit.lower()}".endswith(self._quantities) for each in (figure, ANY))
        return figure if decides or figure.startswith(self._endings) else ANY


def _tight(quantity: str) -> str:
    return "".join(quantity.split())
