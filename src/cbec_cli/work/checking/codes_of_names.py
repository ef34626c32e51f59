"""With which codes each name of goods stands, over all lines that are checked together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cbec_cli.work.checking.inspection import Inspection


class CodesOfNames:
    """Distinct pairs of a name and a code, by name.

    Attributes:
        counts: for each name, by its number, how many codes it stands with; 0 behind the last one, for no name.
    """

    counts: NDArray[np.int64]

    def __init__(self, pairs: NDArray[np.int64], codes: Sequence[str], names: int) -> None:
        """Count them.

        A code of six or eight digits beside a longer one that begins with it is no other code.

        Args:
            pairs: name times number of codes plus code, each pair once, in order.
            codes: distinct codes.
            names: how many names there are.
        """
        self._pairs, self._codes = pairs, codes
        self.counts = np.append(np.bincount(pairs // max(1, len(codes)), minlength=names), 0)
        if len({len(code) for code in codes}) > 1:
            for name in np.flatnonzero(self.counts > 1).tolist():
                self.counts[name] = len(self.of(name))

    def of(self, name: int) -> list[str]:
        """The codes of a name, in order."""
        width = len(self._codes)
        start, end = np.searchsorted(self._pairs, [name * width, (name + 1) * width])
        found = sorted(self._codes[pair % width] for pair in self._pairs[start:end].tolist())
        following = [*found[1:], ""]
        return [code for i, code in enumerate(found) if not following[i].startswith(code)]


def codes_of_names(inspection: Inspection) -> CodesOfNames:
    """Look through all lines; codes that the tariff has not are no codes, nor are empty names names."""
    codes: dict[str, int] = {}
    compared = inspection.codes.compared
    dense = np.array([codes.setdefault(text, len(codes)) if text else -1 for text in compared], np.int64)
    batch, pairs = inspection.batch, [np.zeros(0, np.int64)]
    for number in range(batch.spool.count) if codes else ():
        arrays = batch.spool.arrays(number, "read", "value")
        code = dense[inspection.codes.number(arrays["hs_code"], batch.orders.era[arrays["order"]])]
        name = inspection.names.of_lines(inspection.lines_of(number))
        both = (code >= 0) & (name >= 0)
        pairs.append(np.unique(name[both].astype(np.int64) * len(codes) + code[both]))
    return CodesOfNames(np.unique(np.concatenate(pairs)), list(codes), inspection.names.count)
