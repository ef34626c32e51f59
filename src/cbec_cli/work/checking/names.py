"""Names of goods beside their codes: each distinct name is looked at once, each kind of name once for each code.

Names that differ in their figures only (50 ml, 100 ml) are one: no word that counts here has a figure in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from cbec_cli.law import goods as goods_law
from cbec_cli.tables.groups import arrow_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    from cbec_cli.tables.groups import Names

_UNKNOWN, _NO, _YES = -1, 0, 1


class NameVerdicts:
    """Which lines' names contradict their codes, or claim what goods of that code must not claim."""

    def __init__(self, names: Names) -> None:
        """Sort the distinct names of the lines of a file into kinds."""
        of_line, texts = names.number()
        shapes = pc.replace_substring_regex(texts, r"[0-9]+", "0").dictionary_encode()
        self._of_line = np.append(arrow_codes(shapes.indices), np.int32(-1))[of_line]
        distinct = [text or "" for text in shapes.dictionary.to_pylist()]
        self._disagreeing = _Kinds(
            distinct,
            lambda text: (found.said, found.accepted) if (found := goods_law.named(text)) else None,
            lambda text, code: bool(code) and bool(goods_law.name_suggests(text, code)),
        )
        suspects = goods_law.may_claim(distinct)
        self._claiming = _Kinds(
            [text if i in suspects else "" for i, text in enumerate(distinct)],
            lambda text: goods_law.claims_fault(text) or None if text else None,
            lambda text, code: bool(code) and bool(goods_law.claims_fault(text, code)),
        )

    def beside(self, codes: list[str]) -> NameVerdicts:
        """Say what codes the names stand beside: for each row of `CodeFacts` its code."""
        self._disagreeing.beside(codes)
        self._claiming.beside(codes)
        return self

    def disagree(self, lines: slice, rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the names of some lines surely contradict their codes."""
        return self._disagreeing.judge(self._of_line[lines], rows)

    def claim(self, lines: slice, rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the names of some lines claim what is forbidden for goods of their codes."""
        return self._claiming.judge(self._of_line[lines], rows)


class _Kinds:
    """Names of one kind are judged alike; kind 0 is beyond suspicion whatever the code."""

    def __init__(
        self,
        names: list[str],
        kind_of: Callable[[str], Hashable | None],
        judge: Callable[[str, str], bool],
    ) -> None:
        self._judge = judge
        self._examples = [""]
        numbers: dict[Hashable, int] = {}
        kinds = []
        for name in names:
            kind = kind_of(name)
            if kind is None:
                kinds.append(0)
                continue
            if kind not in numbers:
                numbers[kind] = len(self._examples)
                self._examples.append(name)
            kinds.append(numbers[kind])
        self._kinds = np.array([*kinds, 0], np.int64)  # the last one is an empty cell

    def beside(self, codes: list[str]) -> None:
        """The codes that rows stand for."""
        self._codes = codes
        self._known = np.full((len(self._examples), len(codes)), _UNKNOWN, np.int8)
        self._known[0] = _NO

    def judge(self, names: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether each name is found fault with for the code of its row."""
        kinds = self._kinds[names]
        found = self._known[kinds, rows]
        new = np.flatnonzero(found == _UNKNOWN)
        if len(new):
            width = len(self._codes)
            for pair in np.unique(kinds[new] * width + rows[new]).tolist():
                kind, row = divmod(pair, width)
                self._known[kind, row] = _YES if self._judge(self._examples[kind], self._codes[row]) else _NO
            found = self._known[kinds, rows]
        yes: NDArray[np.bool_] = found == _YES
        return yes
