"""Texts of orders as rules read them: numbers of distinct texts, each judged once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.tables.groups import take
from cbec_cli.tables.text_column import TextColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.engine.register import Judge


class Encoded:
    """A column of texts as indexes into its distinct texts; −1 is an empty cell."""

    def __init__(self, codes: NDArray[np.int32], distinct: pa.StringArray) -> None:
        """Indexes, and what they point to."""
        self.codes, self.distinct = codes, distinct

    def __len__(self) -> int:
        """How many cells."""
        return len(self.codes)

    def __getitem__(self, at: Any) -> Encoded:
        """Some of the cells, by index."""
        return Encoded(self.codes[at], self.distinct)

    def __iter__(self) -> Iterator[str]:
        """One text after the other; an empty cell is the empty text."""
        return (self.text(i) for i in range(len(self.codes)))

    def text(self, i: int) -> str:
        """The text of a cell."""
        code = int(self.codes[i])
        return "" if code < 0 else self.distinct[code].as_py() or ""

    @property
    def given(self) -> NDArray[np.bool_]:
        """Which cells are filled."""
        return self.codes >= 0

    def faulty(self, judge: Judge) -> NDArray[np.bool_]:
        """Which texts a judge finds fault with."""
        wrong = np.append(TextColumn(self.distinct).faulty(judge), False)
        return wrong[self.codes]

    def texts(self) -> pa.StringArray:
        """The same as Arrow holds texts."""
        import pyarrow as pa  # noqa: PLC0415 -- only comparing two columns needs it

        with_none = pa.concat_arrays([self.distinct, pa.nulls(1, pa.string())])
        return take(with_none, np.where(self.codes < 0, len(self.distinct), self.codes))


def distinct_per(groups: NDArray[Any], values: NDArray[Any]) -> NDArray[np.int64]:
    """For each row how many distinct values its group has; 0 where either is empty (−1)."""
    both = np.flatnonzero((groups >= 0) & (values >= 0))
    found = np.zeros(len(groups), np.int64)
    if len(both):
        width = int(values.max()) + 1
        pairs = np.unique(groups[both].astype(np.int64) * width + values[both])
        counts = np.bincount(pairs // width, minlength=int(groups.max()) + 1)
        found[both] = counts[groups[both]]
    return found
