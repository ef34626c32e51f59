"""A check on a terminal, for people: what was checked, what was found and where, what to do next, how it ended.

Every statement is made in words and numbers; colour and weight only help the eye.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.report.check import groups
from cbec_cli.report.check.places import Places
from cbec_cli.report.check.steps import next_steps
from cbec_cli.report.check.told import counted, rules_by_code, status
from cbec_cli.report.fields import plural
from cbec_cli.report.screen import paragraph, table
from cbec_cli.report.terminal import heading
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from rich.console import Console

    from cbec_cli.work.checking.result import CheckResult

FILES_SHOWN = 3
SKIPPED_SHOWN = 3
_KINDS = {"declarations": "declarations", "catalog": "a catalogue", "dossier": "a dossier of documents"}


def render(
    console: Console,
    result: CheckResult,
    *,
    group: str = "rule",
    statistics: bool = False,
    show_all: bool = False,
) -> None:
    """Print the report.

    Args:
        console: where to; its width, encoding and colours are honoured.
        result: what was found.
        group: gather findings by "rule" or by "order".
        statistics: how many of each code, and no single finding.
        show_all: every finding that was kept, not only the first of each rule.
    """
    _checked(console, result)
    if statistics:
        _statistics(console, result)
    elif group == "order":
        groups.by_order(console, result, show_all=show_all)
    else:
        groups.by_rule(console, result, show_all=show_all)
    if result.counts:
        _found(console, result, codes=not statistics)
        _next(console, result)
    _ended(console, result)


def _checked(console: Console, result: CheckResult) -> None:
    """What was checked, as what, and with which tariff, law and list."""
    source, data = result.source, result.data
    names = [f"{sheet.file} (sheet {sheet.sheet})" if sheet.sheet else sheet.file for sheet in result.sheets]
    more = f" and {len(names) - FILES_SHOWN:,} more" if len(names) > FILES_SHOWN else ""
    orders = f" in {plural(result.orders, 'order')}" if result.orders else ""
    looked = plural(len(rules_by_code(result)), "rule")
    what = f"{', '.join(names[:FILES_SHOWN])}{more} as {_KINDS[result.kind]}"
    paragraph(console, f"Checked {what}: {plural(result.lines, 'line')}{orders}, {looked}")
    skipped = source.get("skipped", [])
    if skipped:
        first = "; ".join(f"row {row['row']}: {row['why']}" for row in skipped[:SKIPPED_SHOWN])
        left = f"; and {len(skipped) - SKIPPED_SHOWN:,} more" if len(skipped) > SKIPPED_SHOWN else ""
        paragraph(console, f"Skipped {plural(len(skipped), 'row')} ({first}{left})")
    days = data.get("law_days") or []
    law = f"; law as on {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""
    listed = data.get("positive_list") or "not loaded"
    paragraph(console, f"Tariff of {data.get('tariff_vintage', 'unknown vintage')}{law}; positive list: {listed}")
    for assumption in data.get("assumptions", ()):
        paragraph(console, f"Assumed: {assumption}", style="dim")
    paragraph(console, str(data.get("tariff_notice") or "Not an official publication."), style="dim")


def _statistics(console: Console, result: CheckResult) -> None:
    """How many of each code, with its title; the heaviest and most frequent first."""
    if not result.counts:
        return
    rules = rules_by_code(result)
    rows = [
        [code, severity, f"{result.counts[code]:,}", rules[code].title if code in rules else ""]
        for code, severity in groups.ranked(result)
    ]
    console.print()
    console.print(table(console, ["Code", "Severity", "Count", "Title"], rows, {2}, optional=(1,)))


def _found(console: Console, result: CheckResult, *, codes: bool) -> None:
    """Counts per severity and, below each, per code."""
    heading(console, f"Found {counted(result.severities) or plural(sum(result.counts.values()), 'finding')}")
    ranked = groups.ranked(result) if codes else []
    for severity in SEVERITIES:
        told = [f"{code} {result.counts[code]:,}" for code, each in ranked if each == severity]
        if told:
            paragraph(console, f"{severity}s: {', '.join(told)}", indent=2)


def _next(console: Console, result: CheckResult) -> None:
    """What a person may want to do now."""
    steps = next_steps(result, Places(result))
    if steps:
        heading(console, "Next")
    for step in steps:
        paragraph(console, f"- {step}", indent=2)


def _ended(console: Console, result: CheckResult) -> None:
    """How it ended, last: the line people look at."""
    console.print()
    paragraph(console, status(result), style="bold red" if result.exit_status else "bold green")
