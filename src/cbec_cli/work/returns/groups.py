"""Returns gathered by article, reason and province: how many come back, how fast, and what being late costs."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

from cbec_cli.engine.mask import mask_lookalikes
from cbec_cli.law.returns import returns_data
from cbec_cli.work.returns.sold import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cbec_cli.work.returns.outcomes import LineEconomics
    from cbec_cli.work.returns.result import ReturnLine
    from cbec_cli.work.returns.sold import Sold

By = Literal["sku", "reason", "province"]
BY: tuple[By, ...] = ("sku", "reason", "province")

NOT_GIVEN = "(not given)"
LATE = frozenset({"RET001", "RET002"})
"""Codes of what was applied for, or arrived, too late."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days from release to something, over the lines that have it; half days are those of a median of an even count.

    Attributes:
        lines: how many have it. median, most: in days, as text and number; "" and None without any.
    """

    lines: int
    median: str
    most: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of returns that share an article, a reason or a province.

    Attributes:
        by: what they share; name: its value.
        lines: how many. late: how many of them came too late; eligible: how many are eligible.
        quantity: returned, of lines that were found and are no repetition, in hundred-thousandths.
        declared: of the same article or province (of everything, by reason); None where nothing is known.
        to_application, to_arrival: days from release.
        tax_lost: fen of tax that stays because of lateness; loss_avoided: over lines where it is known, None if none.
    """

    by: By
    name: str
    lines: int
    late: int
    eligible: int
    quantity: int
    declared: int | None
    to_application: Days
    to_arrival: Days
    tax_lost: int
    loss_avoided: int | None

    @property
    def known(self) -> bool:
        """Whether the rows say what the lines share."""
        return self.name != NOT_GIVEN

    @property
    def rate(self) -> int | None:
        """Returned out of declared in basis points, rounded half up; None where it is not known."""
        return _share(self.quantity, self.declared)

    @property
    def late_rate(self) -> int:
        """Lines that came too late in basis points of all lines."""
        return _share(self.late, self.lines) or 0


def _share(part: int, whole: int | None) -> int | None:
    return (2 * part * 10_000 + whole) // (2 * whole) if whole else None


def groups(lines: Sequence[ReturnLine], economics: Sequence[LineEconomics], sold: Sold) -> dict[By, tuple[Group, ...]]:
    """Lines gathered three ways, the most lines first.

    Args:
        lines: judged.
        economics: of each line; () where none was asked for.
        sold: what was declared in all.
    """
    return {by: _gathered(by, lines, economics, sold) for by in BY}


def _gathered(by: By, lines: Sequence[ReturnLine], economics: Sequence[LineEconomics], sold: Sold) -> tuple[Group, ...]:
    found: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        found.setdefault(_NAMES[by](line), []).append(place)
    made = (
        _group(by, name, [lines[i] for i in places], [economics[i] for i in places] if economics else [], sold)
        for name, places in found.items()
    )
    return tuple(sorted(made, key=lambda each: (-each.lines, -each.quantity, each.name)))


def _group(by: By, name: str, lines: Sequence[ReturnLine], economics: Sequence[LineEconomics], sold: Sold) -> Group:
    late = [line for line in lines if LATE & set(line.codes)]
    saved = [each.loss_avoided for each in economics if each.loss_avoided is not None]
    declared: Mapping[By, Callable[[], int | None]] = {
        "sku": lambda: sold.by_sku.get(name),
        "reason": lambda: sold.all,
        "province": lambda: sold.by_place.get(name),
    }
    return Group(
        by=by,
        name=name or NOT_GIVEN,
        lines=len(lines),
        late=len(late),
        eligible=sum(line.eligible for line in lines),
        quantity=sum(line.claim.quantity or 0 for line in lines if counted(line)),
        declared=(declared[by]() or None) if name or by == "reason" else None,
        to_application=_days(lines, "applied_on"),
        to_arrival=_days(lines, "arrived_on"),
        tax_lost=sum(line.share.tax for line in late if line.share is not None),
        loss_avoided=sum(saved) if saved else None,
    )


def counted(line: ReturnLine) -> bool:
    """Whether what a line says comes back: it was found, stands there once, and customs did not refuse it."""
    refused = returns_data().was_refused(line.claim.text("return_status"))
    return line.original is not None and not {"RET004", "RET008"} & set(line.codes) and not refused


def _days(lines: Sequence[ReturnLine], name: str) -> Days:
    """Days from release to a day of the row; what is before the release is a mistake and does not count."""
    passed = [
        (day - line.released).days
        for line in lines
        if (day := line.claim.day(name)) is not None and line.released is not None and day >= line.released
    ]
    if not passed:
        return Days(0, "", None)
    return Days(len(passed), f"{median(passed):g}", max(passed))


def _place(line: ReturnLine) -> str:
    return place_of(line.original.region, line.original.office) if line.original else ""


_NAMES: Mapping[By, Callable[[ReturnLine], str]] = {
    "sku": lambda line: (line.original.sku if line.original else "") or line.claim.text("sku"),
    "reason": lambda line: mask_lookalikes(line.claim.text("reason")),
    "province": _place,
}
