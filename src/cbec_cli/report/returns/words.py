"""What all reports of returns say alike: signs for verdicts, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.engine.money import yuan
from cbec_cli.report.check.told import covered
from cbec_cli.report.fields import plural

if TYPE_CHECKING:
    from cbec_cli.work.returns.result import ReturnLine, ReturnsResult, Verdict

SIGNS: dict[Verdict, tuple[str, str]] = {
    "not eligible": ("✗", "x"),
    "undecided": ("?", "?"),
    "eligible with warnings": ("!", "!"),
    "eligible": ("✓", "+"),
}
"""Verdict → its sign, and the one for terminals that know only plain characters."""

STYLES: dict[Verdict, str] = {
    "not eligible": "bold red",
    "undecided": "magenta",
    "eligible with warnings": "yellow",
    "eligible": "green",
}


def sign(verdict: Verdict, *, plain: bool = False) -> str:
    """The sign of a verdict."""
    return SIGNS[verdict][plain]


def named(line: ReturnLine) -> str:
    """Return, order and line, for people."""
    original, claim = line.original, line.claim
    order = original.order_no or original.invt_no if original else claim.text("order_no") or claim.text("invt_no")
    number = f" line {original.line_no}" if original else ""
    goods = f" {original.sku or original.name or original.hs_code}" if original else ""
    return f"{claim.name}: order {order}{number}{goods}"


def outlook(line: ReturnLine) -> str:
    """Days, tax and quota of a line in one sentence; "" if nothing can be told."""
    parts = []
    if line.window is not None:
        parts.append(f"apply by {line.window.apply_by}, back by {line.window.arrive_by}")
    if line.tax_back is not None and line.eligible:
        parts.append(f"tax {line.tax_effect} {yuan(line.tax_back, thousands=True)}")
    elif line.share is not None and not line.eligible:
        known = "stays" if line.verdict == "not eligible" else "at stake"
        parts.append(f"tax {known} {yuan(line.share.tax, thousands=True)}")
    if line.quota_back and line.original is not None:
        year = line.original.year or "the order's year"
        parts.append(f"{yuan(line.quota_back, thousands=True)} back to {year}")
    return "; ".join(parts)


def ended(result: ReturnsResult) -> str:
    """The outcome in one line."""
    told = [
        plural(count, "line") + f" {verdict}" if place == 0 else f"{count:,} {verdict}"
        for place, (verdict, count) in enumerate(each for each in result.verdicts.items() if each[1])
    ]
    sums = result.totals
    money = f"; tax not levied or refunded {yuan(sums['tax_back'], thousands=True)}"
    money += f", quota restored {yuan(sums['quota_back'], thousands=True)}"
    money += f", tax that stays {yuan(sums['tax_lost'], thousands=True)}" if sums["tax_lost"] else ""
    beside = "".join(f"; {text}" for text in covered(result.check))
    return (", ".join(told) or "no lines") + money + beside
