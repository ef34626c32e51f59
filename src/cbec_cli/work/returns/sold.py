"""How much was declared in all, by article and by province: what rates of return are measured against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from cbec_cli.engine.mask import province
from cbec_cli.tables import arrow
from cbec_cli.tables.groups import arrow_codes
from cbec_cli.work.returns.orders import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.work.batch import Batch

_PREFIX = 6
"""Characters that suffice to tell the province of an address."""


@dataclass(frozen=True, slots=True)
class Sold:
    """Declared quantities in hundred-thousandths of the declared units.

    Attributes:
        by_sku, by_place: of each article, of each province or customs office; "" where none is given.
        all: of everything.
    """

    by_sku: Mapping[str, int] = field(default_factory=dict)
    by_place: Mapping[str, int] = field(default_factory=dict)
    all: int = 0


def place_of(address: str, office: str) -> str:
    """What a return is counted under: the province of the consignee, else the customs office, else ""."""
    return province(address) or (f"customs {office}" if office else "")


def sold(batch: Batch) -> Sold:
    """What a settled batch declares."""
    by_sku: Counter[str] = Counter()
    by_order = np.zeros(batch.orders.count, np.int64)
    places: dict[str, list[str]] = {name: [""] * batch.orders.count for name in ("consignee_address", "customs_code")}
    for number in range(batch.spool.count):
        arrays = batch.spool.arrays(number, "read", "value")
        quantity, order = arrays["qty"].astype(np.int64), arrays["order"]
        np.add.at(by_order, order, quantity)
        for text, indexes in _texts(batch, number, "sku", str.strip):
            by_sku[folded("sku", text)] += int(quantity[indexes].sum())
        for name, known in places.items():
            for text, indexes in _texts(batch, number, name, lambda text: text):
                for each in np.unique(order[indexes]).tolist():
                    known[each] = known[each] or text
    by_place: Counter[str] = Counter()
    for address, office, quantity in zip(*places.values(), by_order.tolist(), strict=True):
        by_place[place_of(address, office)] += quantity
    total = int(by_order.sum())
    by_sku[""] += total - by_sku.total()
    return Sold(dict(by_sku), dict(by_place), total)


def _texts(
    batch: Batch, number: int, name: str, clean: Callable[[str], str]
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Each distinct text of a column of a chunk, of addresses their beginning, and the lines it stands on."""
    fields = batch.chunk_source[number].fields
    if name not in fields:
        return
    column: pa.StringArray = arrow.one(batch.spool.cells(number).column(fields[name]))
    if name == "consignee_address":
        column = pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(column), 0, _PREFIX)
    encoded = column.dictionary_encode()
    codes = arrow_codes(encoded.indices)
    lines = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[lines], np.arange(len(encoded.dictionary) + 1))
    for at, text in enumerate(encoded.dictionary.to_pylist()):
        if clean(text):
            yield clean(text), lines[ends[at] : ends[at + 1]]
