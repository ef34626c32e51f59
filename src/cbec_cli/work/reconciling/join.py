"""Which order a bill belongs to: by the number of its declaration list, else of the order, else of the waybill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow.compute as pc

from cbec_cli.tables import arrow
from cbec_cli.tables.groups import arrow_codes
from cbec_cli.work.reconciling.own import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.work.reconciling.own import Own


class Keyed(Protocol):
    """What is joined to our orders: bills, or returns."""

    @property
    def texts(self) -> Mapping[str, pa.StringArray]:
        """Key → its numbers, one of each, null where there is none."""

    def __len__(self) -> int:
        """How many there are."""


@dataclass(slots=True)
class Joined:
    """The orders of bills.

    Attributes:
        order: index of the order of each bill, −1 where none was found.
        by: which of KEYS found it, −1 none.
        disagree: another key of the bill names another order.
        ambiguous: key → numbers that several of our orders share, and that therefore join nothing.
        tried: keys both sides have.
    """

    order: NDArray[np.int64]
    by: NDArray[np.int8]
    disagree: NDArray[np.bool_]
    ambiguous: dict[str, int]
    tried: tuple[str, ...]


def join(chosen: Keyed, own: Own) -> Joined:
    """Find the order of each bill."""
    count = len(chosen)
    found = Joined(np.full(count, -1, np.int64), np.full(count, -1, np.int8), np.zeros(count, np.bool_), {}, ())
    tried = []
    for at, name in enumerate(KEYS):
        texts = chosen.texts[name]
        if name not in own.there or texts.null_count == len(texts):
            continue
        tried.append(name)
        place, shared = _places(own.keys[name], texts)
        if shared:
            found.ambiguous[name] = shared
        new = (found.order < 0) & (place >= 0)
        found.disagree |= (found.order >= 0) & (place >= 0) & (place != found.order)
        found.order[new], found.by[new] = place[new], at
    found.tried = tuple(tried)
    return found


def _places(ours: pa.StringArray, theirs: pa.StringArray) -> tuple[NDArray[np.int64], int]:
    """Where each of their texts stands in ours, −1 if nowhere or in several places; how many of ours are shared."""
    encoded = ours.dictionary_encode()
    codes = arrow_codes(encoded.indices)
    times = np.bincount(codes[codes >= 0], minlength=len(encoded.dictionary))
    place = np.full(len(encoded.dictionary) + 1, -1, np.int64)
    place[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
    place[:-1][times > 1] = -1
    return place[_index_in(theirs, encoded.dictionary)], int((times > 1).sum())


def _index_in(texts: pa.StringArray, among: pa.StringArray) -> NDArray[Any]:
    """Position of each text among others, −1 if it is not there."""
    found = pc.index_in(texts, value_set=among, skip_nulls=True)
    return np.where(arrow.valid(found), arrow.numbers(found, np.int32), -1)
