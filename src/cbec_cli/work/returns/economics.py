"""What returns come to in money: the options of every line, the totals, and the lines gathered for the summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbec_cli.work.returns.groups import LATE, groups
from cbec_cli.work.returns.outcomes import economics_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cbec_cli.work.returns.costs import Prices
    from cbec_cli.work.returns.groups import By, Group
    from cbec_cli.work.returns.outcomes import LineEconomics
    from cbec_cli.work.returns.result import ReturnLine
    from cbec_cli.work.returns.sold import Sold


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines for which an option is the cheapest.

    Attributes:
        lines: how many. outcome: fen they come to together.
    """

    lines: int
    outcome: int


@dataclass(frozen=True, slots=True)
class Economics:
    """The options of every line in money.

    Attributes:
        lines: in the order of the rows.
        chosen: id of an option → the lines it is the cheapest for, the most first.
    """

    lines: tuple[LineEconomics, ...]
    chosen: Mapping[str, Chosen]

    @property
    def compared(self) -> int:
        """Lines for which an option is named."""
        return sum(each.best is not None for each in self.lines)

    @property
    def not_compared(self) -> int:
        """Lines that have options whose outcome is not known."""
        return sum(bool(each.not_compared) for each in self.lines)

    @property
    def outcome(self) -> int:
        """Fen that the cheapest options come to together."""
        return sum(each.outcome for each in self.chosen.values())

    @property
    def loss_avoided(self) -> int | None:
        """Fen saved beside refunds without return, over the lines where it is known; None if it is for none."""
        known = [each.loss_avoided for each in self.lines if each.loss_avoided is not None]
        return sum(known) if known else None

    @property
    def loss_known(self) -> int:
        """Lines of which it is known what they save."""
        return sum(each.loss_avoided is not None for each in self.lines)

    @property
    def missing(self) -> dict[str, int]:
        """What is not known → for how many lines, the most first."""
        found: Counter[str] = Counter()
        for line in self.lines:
            said = {text for each in line.not_compared for text in each.unknown}
            found.update(said | ({line.spent.why} if line.spent.why else set()))
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


@dataclass(frozen=True, slots=True)
class Summary:
    """All lines together and gathered.

    Attributes:
        groups: by article, reason and province.
        late: lines that came too late; late_quota: fen of quota they do not restore.
        tax_lost: fen of tax that stays for that reason.
    """

    groups: Mapping[By, tuple[Group, ...]]
    late: int
    tax_lost: int
    late_quota: int


def economics(lines: Sequence[ReturnLine], prices: Prices) -> Economics:
    """The options of every line in money."""
    found = tuple(economics_of(line, prices) for line in lines)
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for each in found:
        if each.best is not None:
            counts[each.best.option] += 1
            sums[each.best.option] += each.best.net or 0
    return Economics(found, {name: Chosen(count, sums[name]) for name, count in counts.most_common()})


def summary_of(lines: Sequence[ReturnLine], found: Economics | None, sold: Sold) -> Summary:
    """All lines together and gathered."""
    late = [line for line in lines if LATE & set(line.codes)]
    shares = [line.share for line in late if line.share is not None]
    return Summary(
        groups=groups(lines, found.lines if found else (), sold),
        late=len(late),
        tax_lost=sum(share.tax for share in shares),
        late_quota=sum(
            line.share.value for line in late if line.share is not None and line.original and line.original.counts
        ),
    )
