"""The findings on a terminal, gathered by rule or by order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from rich.text import Text

from cbec_cli.report.check.excerpt import draw
from cbec_cli.report.check.places import Places
from cbec_cli.report.check.told import counted, heaviest, rules_by_code, severity_of_code
from cbec_cli.report.fields import plural
from cbec_cli.report.screen import clean, paragraph, plain_only
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.checking.result import CheckResult

FINDINGS_SHOWN = 5
ORDERS_SHOWN = 20
ROWS_SHOWN = 8
_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_SIGNS = {"error": ("✗", "x"), "warning": ("!", "!"), "note": ("i", "i")}


@dataclass(frozen=True, slots=True)
class _Told:
    """What is left out of each finding, because the heading above or the line below says it."""

    code: bool = False
    order: bool = False
    fix: bool = False
    law: bool = False


def ranked(result: CheckResult) -> list[tuple[str, str]]:
    """Codes with their severity: the heaviest first, then the most frequent."""
    found = severity_of_code(result)
    codes = [(code, found.get(code, "note")) for code, count in result.counts.items() if count]
    return sorted(codes, key=lambda each: (SEVERITIES.index(each[1]), -result.counts[each[0]], each[0]))


def by_rule(console: Console, result: CheckResult, *, show_all: bool) -> None:
    """Print the first findings of each rule, what to do and the law once where they share it."""
    writer = _Writer(console, result)
    of_code: dict[str, list[Finding]] = {}
    for finding in result.findings:
        of_code.setdefault(finding.code, []).append(finding)
    for code, severity in ranked(result):
        kept, count = of_code.get(code, []), result.counts[code]
        shown = kept if show_all else kept[:FINDINGS_SHOWN]
        writer.title(severity, code, writer.official(shown), count)
        fix, law = _shared(shown, lambda each: each.fix), _shared(shown, lambda each: each.law)
        told = _Told(code=True, fix=bool(fix), law=bool(law))
        for finding in shown:
            writer.finding(finding, told)
        writer.cure(fix, law, indent=2)
        writer.more(count - len(shown), len(kept) - len(shown), "more like it")


def by_order(console: Console, result: CheckResult, *, show_all: bool) -> None:
    """Print the findings of each order under its number, in the order of the files; then those of no order."""
    writer = _Writer(console, result)
    of_order: dict[tuple[str, str], list[Finding]] = {}
    rest: list[Finding] = []
    for finding in result.findings:
        (of_order.setdefault((finding.file, finding.order_no), []) if finding.order_no else rest).append(finding)
    limit = None if show_all else ORDERS_SHOWN
    several = len(result.sheets) > 1
    for (file, order_no), findings in islice(of_order.items(), limit):
        writer.group(f"Order {order_no}" + (f" ({file})" if several else ""), findings, show_all=show_all)
    hidden = len(of_order) - (ORDERS_SHOWN if limit else len(of_order))
    if hidden > 0:
        console.print()
        paragraph(console, f"… and {plural(hidden, 'more order')} with findings: --all lists them")
    if rest:
        writer.group("Not about one order", rest, show_all=show_all)
    if result.dropped > 0:
        console.print()
        paragraph(console, f"… and {plural(result.dropped, 'more finding')}, counted only")


def _shared(findings: Sequence[Finding], part: Callable[[Finding], str]) -> str:
    """A text all findings have alike that have one, else nothing."""
    texts = {part(finding) for finding in findings} - {""}
    return texts.pop() if len(texts) == 1 else ""


class _Writer:
    """Prints findings; knows the places and the titles."""

    def __init__(self, console: Console, result: CheckResult) -> None:
        """Remember what every finding looks up."""
        self.console = console
        self.places = Places(result)
        self.titles = {code: rule.title for code, rule in rules_by_code(result).items()}

    def title(self, severity: str, code: str, official: str, count: int) -> None:
        """The heading of a rule, with how many it found."""
        self.console.print()
        title = f" {self.titles[code]}" if code in self.titles else ""
        self._headline(severity, f"{code}{official}{title}: {plural(count, 'finding')}", indent=0)

    def group(self, name: str, findings: Sequence[Finding], *, show_all: bool) -> None:
        """The heading of an order and its findings, the heaviest first."""
        self.console.print()
        counts = {severity: sum(each.severity == severity for each in findings) for severity in SEVERITIES}
        sign = self._sign(heaviest(each.severity for each in findings))
        paragraph(self.console, f"{sign} {name}: {counted(counts)}", style="bold")
        arranged = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
        shown = arranged if show_all else arranged[: 2 * FINDINGS_SHOWN]
        for finding in shown:
            self.finding(finding, _Told(order=bool(finding.order_no)))
        self.more(len(findings) - len(shown), len(findings) - len(shown), "more here")

    def finding(self, finding: Finding, told: _Told) -> None:
        """One finding: its place, its message, the cells, and what the heading does not say."""
        console = self.console
        if not told.code:
            title = self.titles.get(finding.code, "")
            self._headline(finding.severity, f"{finding.code}{self.official([finding])} {title}".rstrip(), indent=2)
        place = self.places.told(finding, order=not told.order)
        indent = 2 if told.code else 4
        paragraph(console, place or "the whole run", indent=indent, style="bold" if told.code else "")
        paragraph(console, finding.message, indent=indent + 2)
        if len(finding.rows) > 1:
            left = f" and {len(finding.rows) - ROWS_SHOWN:,} more" if len(finding.rows) > ROWS_SHOWN else ""
            paragraph(console, f"rows {', '.join(map(str, finding.rows[:ROWS_SHOWN]))}{left}", indent=indent + 2)
        if finding.excerpt:
            draw(console, finding.excerpt, indent + 4)
        self.cure("" if told.fix else finding.fix, "" if told.law else finding.law, indent=indent + 2)

    def cure(self, fix: str, law: str, *, indent: int) -> None:
        """What to do, and the law."""
        if fix:
            paragraph(self.console, f"do: {fix}", indent=indent)
        if law:
            paragraph(self.console, f"law: {law}", indent=indent, style="dim")

    def more(self, left: int, kept: int, words: str) -> None:
        """How many are not shown, and how to see those that were kept."""
        if left > 0:
            how = "--all lists them" if kept >= left else f"--all lists {kept:,}" if kept else "counted only"
            paragraph(self.console, f"… and {left:,} {words} ({how})", indent=2)

    @staticmethod
    def official(findings: Sequence[Finding]) -> str:
        """The code with which customs would answer."""
        code = _shared(findings, lambda each: each.official_code)
        return f" (customs {code})" if code else ""

    def _sign(self, severity: str) -> str:
        """A sign beside the word, for those who see no red."""
        return _SIGNS[severity][plain_only(self.console)]

    def _headline(self, severity: str, text: str, *, indent: int) -> None:
        """Sign and severity in their colour, the rest bold."""
        console = self.console
        start = f"{self._sign(severity)} {severity} "
        line = Text(start, style=_STYLES[severity]).append(clean(text, console), style="bold")
        for part in line.wrap(console, max(20, console.width - indent), overflow="fold"):
            part.rstrip()
            console.print(Text(" " * indent) + part)
