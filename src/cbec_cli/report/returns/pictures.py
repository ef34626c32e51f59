"""What returns cost, and who returns what how fast, on a terminal: tables and bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from cbec_cli.engine.money import percent, yuan
from cbec_cli.engine.noted import decimal_text
from cbec_cli.report.bars import bar
from cbec_cli.report.check.excerpt import cut
from cbec_cli.report.fields import plural
from cbec_cli.report.returns.money import WAYS
from cbec_cli.report.screen import clean, paragraph, plain_only
from cbec_cli.report.terminal import heading
from cbec_cli.work.returns.groups import BY

if TYPE_CHECKING:
    from rich.console import Console

    from cbec_cli.work.returns.economics import Economics
    from cbec_cli.work.returns.groups import Days, Group
    from cbec_cli.work.returns.outcomes import LineEconomics
    from cbec_cli.work.returns.result import ReturnsResult

GROUPS_SHOWN = 8
"""Articles, reasons and provinces that are drawn, of each the first."""

_NAME = 18
_OPTION = 32
_TITLES = {"sku": "By article (sku)", "reason": "By reason", "province": "By province"}


def in_money(console: Console, found: LineEconomics) -> None:
    """The cheapest option of a line and what it is made of; where none can be named, what is not known."""
    best = found.best
    if not found.outcomes:
        return
    if best is None:
        paragraph(console, f"cheapest: not known: {found.why_none}", indent=4)
        told = dict.fromkeys(
            f"{each.name.lower()}, {WAYS[each.way]} ({', '.join(each.unknown)})" for each in found.not_compared
        )
        paragraph(console, f"not compared, not known: {'; '.join(told)}", indent=6, style="dim")
    else:
        signs = (
            *(("tax back", best.tax_back, "+"), ("resale", best.resale, "+"), ("freight", best.freight, "−")),
            *(("handling", best.handling, "−"), ("destruction", best.destruction, "−")),
        )
        parts = " ".join(f"{sign} {name} {_yuan(amount)}" for name, amount, sign in signs if amount).removeprefix("+ ")
        made = f" = {parts}" if parts else ""
        paragraph(console, f"cheapest: {best.name}, {WAYS[best.way]}: {_yuan(best.net)}{made}", indent=4)
        _beside(console, found)
    if found.if_allowed is not None:
        better = found.if_allowed
        paragraph(console, f"better still, if customs allow it: {better.name}: {_yuan(better.net)}", indent=4)


def _beside(console: Console, found: LineEconomics) -> None:
    """The best option beside the next and beside a refund without return."""
    told = []
    if found.second is not None:
        told.append(f"{_yuan(found.before_next)} better than {found.second.name.lower()}, {WAYS[found.second.way]}")
    if found.spent.fen:
        told.append(f"freight spent {_yuan(found.spent.fen)}")
    saved = found.loss_avoided
    if saved is None:
        told.append(f"loss avoided not known ({found.spent.why})")
    elif saved < 0:
        told.append(f"a refund without return would have cost {_yuan(-saved)} less")
    elif saved:
        told.append(f"loss avoided {_yuan(saved)}")
    if told:
        paragraph(console, "; ".join(told), indent=6, style="dim")


def _yuan(fen: int | None) -> str:
    return "?" if fen is None else yuan(fen, thousands=True)


def totals(console: Console, found: Economics | None) -> None:
    """The cheapest options of all lines together, as bars."""
    if found is None:
        return
    heading(console, "What to do, in money")
    names = {each.option: each.name for line in found.lines for each in line.outcomes}
    most = max((each.lines for each in found.chosen.values()), default=0)
    for option, chosen in found.chosen.items():
        told = f"{plural(chosen.lines, 'line')}, {_yuan(chosen.outcome)}"
        _bar(console, names[option], told, chosen.lines, most, _OPTION)
    saved = found.loss_avoided
    if saved is not None:
        said = f"{'loss avoided' if saved >= 0 else 'lost'} beside refunds without return: {_yuan(abs(saved))}"
        paragraph(console, f"{said} ({plural(found.loss_known, 'line')})", indent=2)
    if found.missing:
        told = ", ".join(f"{text} ({count:,})" for text, count in found.missing.items())
        paragraph(console, f"not known, and so not compared, for so many lines: {told}", indent=2)


def summary(console: Console, result: ReturnsResult, *, show_all: bool) -> None:
    """Articles, reasons and provinces: how many come back, how fast, how many too late."""
    if len(result.lines) < 2:
        return
    found = result.summary
    for by in BY:
        made = found.groups[by]
        if len(made) == 1 and not made[0].known:
            continue
        heading(console, _TITLES[by])
        most = max(each.rate or 0 for each in made) or max(each.lines for each in made)
        by_rate = any(each.rate is not None for each in made)
        for each in made if show_all else made[:GROUPS_SHOWN]:
            _bar(console, each.name, _told(each), (each.rate or 0) if by_rate else each.lines, most)
        if not show_all and len(made) > GROUPS_SHOWN:
            paragraph(console, f"… and {len(made) - GROUPS_SHOWN:,} more (--all shows them)", indent=2)
    if found.late:
        share = percent((2 * found.late * 10_000 + len(result.lines)) // (2 * len(result.lines)))
        console.print()
        told = f"Too late: {plural(found.late, 'line')} of {len(result.lines):,} ({share} %)"
        paragraph(console, f"{told}; tax lost {_yuan(found.tax_lost)}, quota not restored {_yuan(found.late_quota)}")


def _told(made: Group) -> str:
    """Rate, days and lateness of a group."""
    parts = [plural(made.lines, "line")]
    if made.rate is not None:
        parts.append(f"{percent(made.rate)} % of {decimal_text(made.declared or 0)}")
    if days := _days(made.to_application, made.to_arrival):
        parts.append(days)
    if made.late:
        parts.append(f"{made.late:,} late, tax {_yuan(made.tax_lost)}")
    return ", ".join(parts)


def _days(application: Days, arrival: Days) -> str:
    """Median and latest day of the application and of the arrival, counted from release."""
    named = (("applied on day", application), ("back on day", arrival))
    return ", ".join(
        f"{name} {each.median}" + (f" (latest {each.most})" if each.lines > 1 else "")
        for name, each in named
        if each.lines
    )


def _bar(console: Console, name: str, told: str, part: int, whole: int, widest: int = _NAME) -> None:
    """A name, a bar, and what it says."""
    room = min(16, max(0, console.width - widest - 34))
    drawn = bar(part, whole, room, ascii_only=plain_only(console))
    shown = Text(f"  {cut(console, name, widest)}")
    shown.pad_right(max(0, widest + 4 - shown.cell_len))
    shown.append(drawn).pad_right(max(0, widest + 4 + room + 2 - shown.cell_len))
    if shown.cell_len + cell_len(told) <= console.width:
        console.print(shown.append(clean(told, console)))
        return
    shown.rstrip()
    console.print(shown)
    paragraph(console, told, indent=6)
