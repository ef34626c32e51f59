"""A column of texts as rules read it: judged once per distinct text, or as a whole where that can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.tables import arrow
from cbec_cli.tables.groups import arrow_codes, take
from cbec_cli.tables.screens import screen_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.engine.register import Judge


class TextColumn:
    """Texts of lines or orders, null where a cell is empty; `faulty` is what the word of that name asks."""

    def __init__(self, texts: pa.StringArray) -> None:
        """The texts as Arrow holds them."""
        self.texts = texts

    def __len__(self) -> int:
        """How many cells."""
        return len(self.texts)

    def __getitem__(self, at: NDArray[np.intp]) -> TextColumn:
        """Some of the cells, by index."""
        return TextColumn(take(self.texts, at))

    def __iter__(self) -> Iterator[str]:
        """One text after the other; an empty cell is the empty text."""
        return (text or "" for text in self.texts.to_pylist())

    def text(self, i: int) -> str:
        """The text of a cell."""
        return self.texts[i].as_py() or ""

    @property
    def given(self) -> NDArray[np.bool_]:
        """Which cells are filled."""
        return arrow.valid(self.texts)

    def faulty(self, judge: Judge) -> NDArray[np.bool_]:
        """Which texts the judge finds fault with. A screen, where there is one, tells at once which are surely fine."""
        doubtful = self.given
        if screen := screen_for(judge):
            doubtful &= ~screen(self.texts)
        found = np.zeros(len(self.texts), np.bool_)
        at = np.flatnonzero(doubtful)
        if len(at):
            encoded = take(self.texts, at).dictionary_encode()
            wrong = np.array([bool(text and judge(text)) for text in encoded.dictionary.to_pylist()], np.bool_)
            found[at] = wrong[arrow_codes(encoded.indices)]
        return found
