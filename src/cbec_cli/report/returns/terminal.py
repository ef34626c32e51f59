"""Returns on a terminal, for people: verdicts, what stands against each line, what may be done, how it ended.

Every statement is made in signs and words; colour only helps the eye.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from rich.text import Text

from cbec_cli.engine.money import yuan
from cbec_cli.report.fields import plural
from cbec_cli.report.returns.pictures import in_money, summary, totals
from cbec_cli.report.returns.words import STYLES, ended, named, outlook, sign
from cbec_cli.report.screen import clean, paragraph, plain_only
from cbec_cli.report.terminal import heading
from cbec_cli.work.returns.result import VERDICTS, PostingState

if TYPE_CHECKING:
    from rich.console import Console

    from cbec_cli.work.returns.result import ReturnLine, ReturnsResult

LINES_SHOWN = 12
"""Lines of each verdict told one by one."""


def render(console: Console, result: ReturnsResult, *, show_all: bool = False) -> None:
    """Print the report.

    Args:
        console: where to; its width, encoding and colours are honoured.
        result: what was found.
        show_all: every line.
    """
    _checked(console, result)
    money = result.economics.lines if result.economics else (None,) * len(result.lines)
    for verdict in VERDICTS:
        lines = [(each, cost) for each, cost in zip(result.lines, money, strict=True) if each.verdict == verdict]
        if not lines:
            continue
        heading(console, f"{verdict.capitalize()}: {len(lines):,}")
        for line, cost in lines if show_all else lines[:LINES_SHOWN]:
            _line(console, line)
            if cost is not None:
                in_money(console, cost)
        if not show_all and len(lines) > LINES_SHOWN:
            paragraph(console, f"… and {len(lines) - LINES_SHOWN:,} more (--all shows them)", indent=2)
    _other_findings(console, result)
    _ledger(console, result)
    totals(console, result.economics)
    summary(console, result, show_all=show_all)
    heading(console, "Assumed")
    for text in dict.fromkeys((*result.check.data["assumptions"], *result.data["assumptions"])):
        paragraph(console, f"- {text}", indent=2)
    console.print()
    paragraph(console, ended(result), style="bold red" if result.exit_status else "bold green")


def _checked(console: Console, result: ReturnsResult) -> None:
    """What was checked, against what, on which day."""
    source, originals = result.check.source, result.originals
    sheet = f", sheet {source['sheet']}" if source["sheet"] else ""
    read = f"{plural(source['rows'], 'return line')} as on {result.on}"
    paragraph(console, f"Checked {source['file']}{sheet}: {read}")
    if originals["files"]:
        beside = f"{', '.join(originals['files'])} ({plural(originals['lines'], 'line')})"
        paragraph(console, f"Declarations: {beside}; tariff of {result.data['tariff_vintage']}")
        paragraph(console, str(result.data["tariff_notice"]), style="dim")


def _line(console: Console, line: ReturnLine) -> None:
    """One line: what it is, what stands against it, what follows, what may be done."""
    plain = plain_only(console)
    head = Text("  ").append(f"{sign(line.verdict, plain=plain)} ", style=STYLES[line.verdict])
    head.append(clean(f"{named(line)} (row {line.claim.row})", console), style="bold")
    console.print(head, overflow="fold")
    if told := outlook(line):
        paragraph(console, told, indent=4)
    for finding in line.findings:
        paragraph(console, f"{finding.code} {finding.message}", indent=4)
        if finding.severity != "note":
            if line.verdict != "not eligible":
                paragraph(console, f"do: {finding.fix}", indent=6)
            paragraph(console, f"law: {finding.law}", indent=6, style="dim")
    if line.verdict == "not eligible":
        _instead(console, line)
    else:
        _open(console, line)


def _instead(console: Console, line: ReturnLine) -> None:
    """What may be done with goods whose return is not eligible."""
    for each in line.alternatives:
        sure = "" if each.confidence == "confirmed" else f", {each.confidence}"
        paragraph(console, f"instead: {each.name} ({each.name_zh}); tax {each.tax}", indent=4)
        paragraph(console, f"law: {each.ground}{sure}", indent=6, style="dim")
    if not line.alternatives:
        paragraph(console, f"do: {'; '.join(dict.fromkeys(each.fix for each in line.findings))}", indent=4)


def _open(console: Console, line: ReturnLine) -> None:
    """What is missing, what still has to come true, what the application lacks."""
    for label, texts in (("missing", line.missing), ("provided", line.provided)):
        if texts:
            paragraph(console, f"{label}: {'; '.join(texts)}", indent=4)
    if line.original is not None and line.original.estimated:
        paragraph(console, f"tax estimated: {line.original.estimated}", indent=4)
    if line.not_declared and line.original is not None:
        paragraph(console, f"not given for the application (CEB625): {', '.join(line.not_declared)}", indent=4)


def _other_findings(console: Console, result: ReturnsResult) -> None:
    """What is wrong with cells, and what reading noted."""
    others = [each for each in result.check.findings if not each.code.startswith("RET")]
    if not others:
        return
    heading(console, f"Cells and headings: {len(others):,}")
    for each in others[:LINES_SHOWN]:
        where = " ".join(filter(None, (each.file, each.sheet, f"row {each.row}" if each.row else "", each.column)))
        paragraph(console, f"{each.code} {where}: {each.message}", indent=2)
        if each.fix:
            paragraph(console, f"do: {each.fix}", indent=4)
    if len(others) > LINES_SHOWN:
        paragraph(console, f"… and {len(others) - LINES_SHOWN:,} more: --format json lists them", indent=2)


def _ledger(console: Console, result: ReturnsResult) -> None:
    """What was given back in the ledger, or would be."""
    if not result.postings:
        return
    heading(console, "Ledger")
    for state in get_args(PostingState):
        mine = [each for each in result.postings if each.state == state]
        if mine:
            total = yuan(sum(each.fen for each in mine), thousands=True)
            paragraph(console, f"{plural(len(mine), 'return')} {state}: {total}", indent=2)
        for each in mine[:LINES_SHOWN] if mine and mine[0].why else ():
            paragraph(console, f"{each.return_no or '(no number)'} of order {each.order_no}: {each.why}", indent=4)
