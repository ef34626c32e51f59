"""Names of goods beside their codes: each distinct name is looked at once, each kind of name once for each code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.law import goods as goods_law

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    from cbec_cli.tables.groups import Names

_UNKNOWN, _NO, _YES = -1, 0, 1


class NameVerdicts:
    """Which lines' names contradict their codes, or claim what goods of that code must not claim."""

    def __init__(self, names: Names, code_texts: list[str]) -> None:
        """Sort the distinct names into kinds.

        Args:
            names: the name of each line of the file.
            code_texts: for each row of `CodeFacts` its code.
        """
        self._of_line, texts = names.number()
        distinct = [text or "" for text in texts.to_pylist()]
        self._disagreeing = _Kinds(
            distinct,
            code_texts,
            lambda text: (found.said, found.accepted) if (found := goods_law.named(text)) else None,
            lambda text, code: bool(code) and bool(goods_law.name_suggests(text, code)),
        )
        self._claiming = _Kinds(
            distinct,
            code_texts,
            lambda text: goods_law.claims_fault(text) or None,
            lambda text, code: bool(code) and bool(goods_law.claims_fault(text, code)),
        )

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
        codes: list[str],
        kind_of: Callable[[str], Hashable | None],
        judge: Callable[[str, str], bool],
    ) -> None:
        self._codes, self._judge = codes, judge
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
