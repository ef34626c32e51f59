"""Quantities in the unit a tax asks for: legal quantities, weights, contents and numbers of articles.

Units are the whole numbers of their customs codes (千克 035 → 35), brought to a base: grams and tonnes to kilograms,
millilitres and kilolitres to litres, every countable unit to PIECE.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.money import SCALE, whole
from cbec_cli.engine.words import no, where
from cbec_cli.law.codes import unit

if TYPE_CHECKING:
    from collections.abc import Mapping

KILOGRAM, LITRE = 35, 95
LARGEST = 900_000_000 * SCALE
"""Largest quantity that is computed, as in spreadsheets."""

STRANGE = -1
PIECE, SHEET, CONTENT = 9001, 9002, 9003
"""Countable articles; sheets and pads (片, 张), which the price test of masks counts; content by weight or volume,
which the price test of other cosmetics counts (10 CNY per gram or millilitre)."""

_BASES = {36: (KILOGRAM, 1, 1000), 70: (KILOGRAM, 1000, 1), 96: (LITRE, 1, 1000), 63: (LITRE, 1000, 1)}
_SHEETS = {10, 20}
_PIECES = {1, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 25, 26}
_CONTENT = re.compile(r"(\d+(?:\.\d+)?)\s*(\D+)")


def base_unit(code: str) -> int:
    """Base of a customs unit code: "036" (克) → 35 (千克); "008" (只) → PIECE; "" → 0."""
    return conversion(code)[0]


def conversion(code: str) -> tuple[int, int, int]:
    """Base unit and the factor p/q that brings a quantity to it."""
    if not code:
        return 0, 1, 1
    number = int(code)
    if number in _SHEETS:
        return SHEET, 1, 1
    if number in _PIECES:
        return PIECE, 1, 1
    return _BASES.get(number, (number, 1, 1))


def unit_of(text: str) -> tuple[int, int, int]:
    """Base and factor of a unit as the user wrote it (code or name); base 0 where empty, STRANGE where unknown."""
    found = unit(text) if text else None
    return conversion(found.code) if found else (STRANGE if text else 0, 1, 1)


def content_of(text: str) -> tuple[int, int]:
    """Content of one article ("50 ml", "5片"): hundred-thousandths of the base unit, and the base; (0, 0) if unclear.

    >>> content_of("50 ml"), content_of("1.5kg"), content_of("large")
    ((5000, 95), (150000, 35), (0, 0))
    """
    match = _CONTENT.fullmatch(text.strip())
    if match is None:
        return 0, 0
    base, p, q = unit_of(match[2].strip())
    try:
        amount = whole(match[1], 5) * p
    except ValueError:
        return 0, 0
    fits = base > 0 and amount % q == 0 and amount // q <= LARGEST
    return (amount // q, base) if fits else (0, 0)


CELLS = ("qty1", "content", "qty2", "net_weight", "qty")
"""Where a quantity in a wanted unit is looked for, in this order."""


def quantity_in(wanted: Any, assumed: Any, cells: Mapping[str, Any]) -> tuple[Any, Any]:
    """The quantity in the wanted base unit and whether it is known, on ints or columns.

    Looks at first legal quantity, content × number of articles, second legal quantity, net weight and number; the
    first that is given in the unit counts. Otherwise the number of articles is assumed, one unit each.

    Args:
        wanted: base unit the tax asks for; 0 asks for nothing (known, zero).
        assumed: quantity taken where nothing fits.
        cells: for each of CELLS its quantity, `<name>_known` and `<name>_base` (base unit it is given in).
    """
    quantity, known = assumed, wanted == 0
    for name in reversed(CELLS):
        fits = cells[f"{name}_known"] & _fits(cells[f"{name}_base"], wanted)
        quantity = where(fits, cells[name], quantity)
        known = known | fits
    return where(wanted == 0, 0, quantity), known


def _fits(base: Any, wanted: Any) -> Any:
    """The same base; content is kilograms or litres alike; sheets are pieces too."""
    content = ((base == LITRE) | (base == KILOGRAM)) & (wanted == CONTENT)
    return ((base == wanted) & no(base == 0)) | content | ((base == SHEET) & (wanted == PIECE))


def scaled(quantity: Any, p: Any, q: Any) -> Any:
    """A quantity brought to its base unit, half up to a hundred-thousandth."""
    return (quantity * p + q // 2) // q


ONE_ARTICLE = SCALE
"""The quantity 1."""
