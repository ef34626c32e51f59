"""One rate of customs duty: ad valorem, specific, compound, or stepped by price.

The tariff writes four kinds of rate: `20%`, `0.8元/千克`, `10%+0.5元/千克`, and a rate that steps at a price:
`完税价不高于7.5元/千克：20%，完税价高于7.5元/千克：0%+1.5元/千克。`. All four are held in whole numbers and no part is
lost: basis points, and fen per unit as a numerator over a power of ten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cbec_cli.engine.money import percent, whole

Ratio = tuple[int, int]
"""Fen per unit: numerator, denominator (1, 10, 100, …)."""

NOTHING: Ratio = (0, 1)

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%?")
_SPECIFIC = re.compile(r"(\d+(?:\.\d+)?)元/(.+)")
_COMPOUND = re.compile(r"(\d+(?:\.\d+)?)%\+(.+)")
_PUBLISHED_STEP = re.compile(r"完税价不高于([^：]+)：([^，]+)，完税价高于([^：]+)：([^。]+)。?")
_SHORT_STEP = re.compile(r"≤([^:]+):([^;]+);>([^:]+):(.+)")


@dataclass(frozen=True, slots=True)
class Duty:
    """One rate of one tariff line.

    Attributes:
        ad_valorem: basis points (20 % is 2000).
        specific: fen per unit (0.8 CNY/kg is (80, 1); 0.085 CNY/kg is (85, 10)).
        unit: customs code of the unit that `specific` and `up_to` count ("035" kilogram); "" if neither is used.
        up_to: a price per unit in fen; at or below it only `below` applies. None: no step.
        below: basis points at or below the step.
        text: as people write it: "20%", "0.8元/千克".
    """

    ad_valorem: int
    specific: Ratio = NOTHING
    unit: str = ""
    up_to: Ratio | None = None
    below: int = 0
    text: str = ""

    @property
    def needs_quantity(self) -> bool:
        """Whether the amount depends on the quantity in `unit`, not on the value alone."""
        return self.specific[0] != 0 or self.up_to is not None

    @property
    def cells(self) -> tuple[str, str, str]:
        """Percent, specific, step: as `data/hs_codes.csv` keeps them (`from_cells` reads them back).

        >>> parse_duty("0.8元/千克").cells, parse_duty("6.5%").cells
        (('', '0.8/035', ''), ('6.5', '', ''))
        """
        alone = self.unit and not self.ad_valorem and self.up_to is None
        specific = f"{_yuan(self.specific)}/{self.unit}" if self.unit else ""
        step = f"{_yuan(self.up_to)}/{self.unit}:{percent(self.below)}" if self.up_to else ""
        return "" if alone else percent(self.ad_valorem), specific, step


def from_cells(pct: str, specific: str = "", step: str = "") -> Duty | None:
    """Read the three cells of a rate in `data/hs_codes.csv`; None if all are blank (unknown, or no provisional rate).

    Args:
        pct: percent, "6.5".
        specific: CNY per unit and the customs code of the unit, "0.8/035".
        step: price per unit and the percent at or below it, "7.5/035:20".

    Raises:
        ValueError: a cell is not written that way.
    """
    if not (pct or specific or step):
        return None
    if not specific and not step:
        return _duty(whole(pct, 2))
    amount, _, unit = specific.partition("/")
    if not step:
        return _duty(whole(pct or "0", 2), _fen(amount), unit)
    price, _, below = step.partition(":")
    limit, _, step_unit = price.partition("/")
    if step_unit != unit:
        raise ValueError(f"{step!r} and {specific!r} count different units")
    return _duty(whole(pct or "0", 2), _fen(amount), unit, _fen(limit), whole(below, 2))


def parse_duty(text: str) -> Duty | None:
    """Read a rate as the tariff publishes it, or as `Duty.text` writes it; None if blank.

    Spaces are ignored; a bare number is a percentage, as in the agreement columns.

    >>> parse_duty("完税价不高于9元/千克：10%，完税价高于9元/千克：0%+0.9元/千克。").text
    '≤9元/千克: 10%; >9元/千克: 0%+0.9元/千克'

    Raises:
        ValueError: it is none of the known kinds of rate, the unit is unknown, or a price step is zero.
    """
    bare = re.sub(r"\s+", "", text)
    if not bare:
        return None
    step = _PUBLISHED_STEP.fullmatch(bare) or _SHORT_STEP.fullmatch(bare)
    if step is None:
        return _duty(*_simple(bare))
    limit, unit = _per_unit(step[1])
    below, above = _simple(step[2]), _simple(step[4])
    if step[3] != step[1] or below[1:] != (NOTHING, "") or above[2] != unit:
        raise ValueError(f"{text!r}: the two sides of the price step do not fit together")
    if not limit[0]:
        raise ValueError(f"{text!r}: the price step is zero")
    return _duty(above[0], above[1], unit, limit, below[0])


def _simple(text: str) -> tuple[int, Ratio, str]:
    """Basis points, fen per unit, unit of a rate without a price step."""
    if match := _PERCENT.fullmatch(text):
        return whole(match[1], 2), NOTHING, ""
    if match := _COMPOUND.fullmatch(text):
        return whole(match[1], 2), *_per_unit(match[2])
    return 0, *_per_unit(text)


def _per_unit(text: str) -> tuple[Ratio, str]:
    """`0.8元/千克` to ((80, 1), "035")."""
    from cbec_cli.law.codes import unit  # noqa: PLC0415 -- most rates are plain percentages and need no unit table

    match = _SPECIFIC.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a rate such as 20%, 0.8元/千克 or 10%+0.5元/千克")
    known = unit(match[2])
    if known is None:
        raise ValueError(f"{text!r}: {match[2]!r} is not a customs unit")
    return _fen(match[1]), known.code


def _duty(
    ad_valorem: int,
    specific: Ratio = NOTHING,
    unit: str = "",
    up_to: Ratio | None = None,
    below: int = 0,
) -> Duty:
    """A duty with its text, which follows from the figures alone."""
    text = f"{percent(ad_valorem)}%"
    if unit:
        from cbec_cli.law.codes import unit as look_up  # noqa: PLC0415 -- as above

        known = look_up(unit)
        per = f"元/{known.name_zh if known else unit}"
        amount = f"{_yuan(specific)}{per}"
        text = f"{text}+{amount}" if ad_valorem or up_to else amount
        if up_to:
            price = f"{_yuan(up_to)}{per}"
            text = f"≤{price}: {percent(below)}%; >{price}: {text}"
    return Duty(ad_valorem, specific, unit, up_to, below, text)


def _fen(text: str) -> Ratio:
    """Yuan as text to fen, exactly: "0.8" to (80, 1), "0.085" to (85, 10)."""
    decimals = len(text.partition(".")[2].rstrip("0"))
    beyond = max(decimals - 2, 0)
    return whole(text, 2 + beyond), 10**beyond


def _yuan(amount: Ratio) -> str:
    """Fen to yuan, shortest form: (80, 1) to "0.8"."""
    numerator, denominator = amount
    decimals = len(str(denominator)) + 1
    major, minor = divmod(numerator, 10**decimals)
    return f"{major}.{minor:0{decimals}d}".rstrip("0").rstrip(".")
