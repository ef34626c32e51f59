"""The result on a terminal, for people: what was read, what it costs and why, what to do next.

Every statement is made in words and numbers; colour and weight only help the eye.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from cbec_cli.engine.money import yuan
from cbec_cli.report import reasons, terminal_tables
from cbec_cli.report.bars import bar
from cbec_cli.report.composition import composition, share
from cbec_cli.report.fields import plural
from cbec_cli.report.screen import clean, paragraph, plain_only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from cbec_cli.work.result import Result

FINDINGS_SHOWN = 10
SKIPPED_SHOWN = 3
_CASH = {
    "due_now": "general trade: due at import",
    "secured": "CBEC: guaranteed, paid from day 31 to day 45 after release",
}


def render(console: Console, result: Result, *, show_all: bool = False) -> None:
    """Print the report.

    Args:
        console: where to; its width, encoding and colours are honoured.
        result: what was computed.
        show_all: every order and every SKU, not only the dearest.
    """
    _read(console, result)
    _totals(console, result)
    _composition(console, result)
    terminal_tables.routes(console, result)
    terminal_tables.orders(console, result, show_all=show_all)
    terminal_tables.skus(console, result, show_all=show_all)
    _assumed(console, result)
    explained = _why(console, result, "estimated", "Estimated: an assumption stands in for a missing fact")
    explained |= _why(console, result, "refused", "Refused: cannot be cleared as it stands")
    _cash(console, result)
    _findings(console, result, explained)
    _next(console, result, show_all=show_all)


def heading(console: Console, text: str) -> None:
    """A heading with an empty line before it."""
    console.print()
    console.print(Text(clean(text, console), style="bold"))


def _read(console: Console, result: Result) -> None:
    """What was read, and with which tariff and law."""
    source, data = result.source, result.data
    sheet = f", sheet {source['sheet']}" if source.get("sheet") else ""
    rows = f"{plural(source['lines'], 'line')} in {plural(len(result.orders.order_no), 'order')}"
    paragraph(console, f"Read {', '.join(map(str, source.get('files', ())))}{sheet}: {rows}")
    skipped = source.get("skipped", [])
    if skipped:
        first = "; ".join(f"row {row['row']}: {row['why']}" for row in skipped[:SKIPPED_SHOWN])
        more = f"; and {len(skipped) - SKIPPED_SHOWN:,} more" if len(skipped) > SKIPPED_SHOWN else ""
        paragraph(console, f"Skipped {plural(len(skipped), 'row')} ({first}{more})")
    days = data.get("law_days", [])
    law = f"; law as on {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""
    paragraph(console, f"Tariff of {data.get('tariff_vintage', 'unknown vintage')}{law}")
    paragraph(console, str(data.get("tariff_notice") or "Not an official publication."), style="dim")


def _totals(console: Console, result: Result) -> None:
    """The one number people look for, and what is in it."""
    totals = result.totals
    outcomes = [int((result.orders.outcome == code).sum()) for code in range(3)]
    heading(console, f"Landed cost CNY {yuan(totals['landed_cost'], thousands=True)}")
    paragraph(console, f"of which tax CNY {yuan(totals['tax'], thousands=True)}", indent=2)
    paragraph(
        console,
        f"{plural(outcomes[0], 'order')} complete, {outcomes[1]:,} estimated, {outcomes[2]:,} refused"
        + (" (refused orders are kept out of the totals)" if outcomes[2] else ""),
        indent=2,
    )


def _composition(console: Console, result: Result) -> None:
    """What the landed cost is made of, as bars."""
    parts = composition(result.totals)
    whole = sum(amount for _, amount in parts)
    if whole <= 0:
        return
    heading(console, "What it is made of")
    labels = max(len(label) for label, _ in parts)
    texts = [(label, amount, yuan(amount, thousands=True), share(amount, whole)) for label, amount in parts]
    amounts = max(len(text) for _, _, text, _ in texts)
    room = min(40, console.width - labels - amounts - 15)
    for label, amount, text, percent in texts:
        drawn = bar(amount, whole, room, ascii_only=plain_only(console)) if room >= 5 else ""
        line = f"  {label:<{labels}}  {text:>{amounts}}  {percent:>7}  {drawn}"
        console.print(Text(line.rstrip()))


def _assumed(console: Console, result: Result) -> None:
    """What was taken for granted throughout."""
    assumptions = result.data.get("assumptions", [])
    if not assumptions:
        return
    heading(console, "Assumed for all orders")
    for text in assumptions:
        paragraph(console, f"- {text}", indent=2)


def _why(console: Console, result: Result, outcome: str, title: str) -> set[str]:
    """Why orders are estimated or refused, the most frequent reason first; gives the codes it explained."""
    groups = reasons.grouped(result.orders, outcome)
    if not groups:
        return set()
    heading(console, title)
    for group in groups:
        codes = ", ".join(
            code for code in (group.code, group.official_code and f"customs {group.official_code}") if code
        )
        example = ", for example" if group.count > 1 else ""
        paragraph(console, f"{plural(group.count, 'order')}{example}: {group.message} ({codes})", indent=2)
        if group.fix:
            paragraph(console, f"do: {group.fix}", indent=4)
        if group.law:
            paragraph(console, f"law: {group.law}", indent=4, style="dim")
        more = ", ..." if group.count > len(group.rows) else ""
        rows = ", ".join(map(str, group.rows)) + more
        paragraph(console, f"first rows: {rows}; orders: {', '.join(group.order_nos)}{more}", indent=4, style="dim")
    refused_tax = result.refused_totals.get("tax", 0)
    if outcome == "refused" and refused_tax:
        tax = yuan(refused_tax, thousands=True)
        paragraph(console, f"Under general trade the refused orders would bear CNY {tax} of tax.", indent=2)
    return {group.code for group in groups}


def _cash(console: Console, result: Result) -> None:
    """Money the importer must have ready for tax."""
    amounts = {name: amount for name, amount in result.cash.items() if isinstance(amount, int)}
    if not any(amounts.values()):
        return
    heading(console, "Cash the importer must front for tax")
    texts = {name: yuan(amount, thousands=True) for name, amount in amounts.items()}
    widest = max(map(len, texts.values()))
    for name, text in texts.items():
        paragraph(console, f"CNY {text:>{widest}}  {_CASH.get(name, name.replace('_', ' '))}", indent=2)


def _findings(console: Console, result: Result, explained: set[str]) -> None:
    """The first findings that no reason above explains, with their place; and how many there are in all."""
    count = len(result.findings) + result.findings_dropped
    if not count:
        return
    explained = explained - {"DAT001"}  # that reason sends the reader to the cells told here
    left = [finding for finding in result.findings if finding.code not in explained]
    told = len(result.findings) - len(left)
    heading(console, f"Findings in the data: {count:,}" + (f", {told:,} of them explained above" if told else ""))
    several = len(result.source.get("files", ())) > 1
    for finding in left[:FINDINGS_SHOWN]:
        place = [finding.file if several else "", f"row {finding.row}" if finding.row else "", finding.column]
        where = ", ".join(part for part in place if part)
        fix = f"; {finding.fix}" if finding.fix else ""
        start = f"{finding.severity} {finding.code}"
        paragraph(console, f"{start} {where + ': ' if where else ''}{finding.message}{fix}", indent=2)
    more = count - told - min(len(left), FINDINGS_SHOWN)
    if more or told:
        rest = f"and {more:,} more: " if more else ""
        paragraph(console, f"{rest}--format xlsx or json lists every one with its row", indent=2)


def _next(console: Console, result: Result, *, show_all: bool) -> None:
    """What a person may want to do now."""
    heading(console, "Next")
    for step in _steps(result, show_all=show_all):
        paragraph(console, f"- {step}", indent=2)


def _steps(result: Result, *, show_all: bool) -> Sequence[str]:
    """Commands that help from here."""
    steps = []
    if (result.orders.outcome == 2).any():
        steps.append("refused orders: do what stands under each reason above, then run again")
    if result.orders.order_no:
        steps.append(f"the working of one order: --explain {result.orders.order_no[0]}")
    steps.append("a workbook with every line: --format xlsx --output landed-cost.xlsx")
    if not show_all and terminal_tables.shortened(result):
        steps.append("all orders and SKUs here: --all")
    return steps
