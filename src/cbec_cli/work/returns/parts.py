"""What a returned quantity makes of its line's amounts, to the fen, over any number of partial returns.

Each part is the rounded sum of all returned so far less the rounded sum before: however a line is taken apart, its
parts add up to the whole, and no part is off by more than a fen.
"""

from __future__ import annotations

from cbec_cli.work.returns.result import AMOUNT_NAMES, Amounts


def part(whole: Amounts, before: int, quantity: int, declared: int) -> Amounts:
    """The part of a line's amounts that a returned quantity has.

    Args:
        whole: of the line.
        before: quantity returned before, in the same unit.
        quantity: returned now.
        declared: of the line, above zero; no less than both together.
    """
    return up_to(whole, before + quantity, declared) - up_to(whole, before, declared)


def up_to(whole: Amounts, returned: int, declared: int) -> Amounts:
    """The part of a line's amounts for everything returned so far, each rounded half up to the fen."""
    amounts = (getattr(whole, name) for name in AMOUNT_NAMES)
    return Amounts(*((2 * amount * returned + declared) // (2 * declared) for amount in amounts))
