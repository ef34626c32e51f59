"""A check of a dossier on a terminal, for people: verdicts, the matrix of documents, what to do by day, how it ended.

Every statement is made in signs and words; colour only helps the eye.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from cbec_cli.report.check.excerpt import cut
from cbec_cli.report.docs.words import STYLES, VERDICT_SIGNS, cell, ended, listed, sign, standing, types_in_use
from cbec_cli.report.fields import plural
from cbec_cli.report.screen import clean, paragraph, plain_only
from cbec_cli.report.terminal import heading
from cbec_cli.work.dossier.result import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from cbec_cli.work.dossier.result import DossierResult, ShipmentResult, Task

SHIPMENTS_SHOWN = 12
TASKS_SHOWN = 12
NAMES_SHOWN = 8
_GAP = 2
_WIDEST = 18
_ASK_FIRST = ("error", "warning")


def render(console: Console, result: DossierResult, *, show_all: bool = False) -> None:
    """Print the report.

    Args:
        console: where to; its width, encoding and colours are honoured.
        result: what was found.
        show_all: every shipment and every task, also shipments that are ready.
    """
    _checked(console, result)
    _verdicts(console, result)
    _matrix(console, result, show_all=show_all)
    _tasks(console, result, show_all=show_all)
    _notes(console, result)
    _assumed(console, result)
    console.print()
    blocked = result.check.exit_status
    paragraph(console, ended(result), style="bold red" if blocked else "bold green")


def _checked(console: Console, result: DossierResult) -> None:
    """What was checked, on which day, with which law."""
    files = ", ".join(result.check.source["files"])
    papers = plural(result.papers, "document")
    paragraph(console, f"Checked {files} on {result.on}: {plural(len(result.shipments), 'shipment')}, {papers}")
    days = result.check.data["law_days"]
    law = f"law as on {' to '.join(days)}; " if days else ""
    margin = f"a document that runs out within {plural(result.window, 'day')} is a warning"
    paragraph(console, f"Tariff of {result.check.data['tariff_vintage']}; {law}{margin}")
    paragraph(console, str(result.check.data["tariff_notice"]), style="dim")


def _verdicts(console: Console, result: DossierResult) -> None:
    """How many shipments have each verdict, and which."""
    heading(console, "Shipments")
    plain = plain_only(console)
    for verdict in VERDICTS:
        names = [each.shipment_id for each in result.shipments if each.verdict == verdict]
        if names:
            kind = VERDICT_SIGNS[verdict]
            line = Text("  ").append(f"{sign(kind, plain=plain)} {verdict:<20}", style=STYLES[kind])
            line.append(f"{len(names):>5,}  {clean(listed(names, NAMES_SHOWN), console)}")
            console.print(line, overflow="fold")


# -- the matrix --------------------------------------------------------------------------------------------------------


def _matrix(console: Console, result: DossierResult, *, show_all: bool) -> None:
    """Types of documents down, shipments across, as many side by side as the screen is wide."""
    ordered = sorted(result.shipments, key=lambda each: VERDICTS.index(each.verdict))
    chosen = ordered if show_all else [each for each in ordered if each.verdict != "ready"][:SHIPMENTS_SHOWN]
    if not chosen:
        return
    plain = plain_only(console)
    signs = [f"{sign(kind, plain=plain)} {word}" for kind, word in _LEGEND.items()]
    heading(console, f"Documents ({', '.join(signs)})")
    types = types_in_use(result)
    label = max(cell_len(name) for name in types) if types else 0
    columns = [_column(console, each) for each in chosen]
    at = 0
    while at < len(columns):
        room, end = console.width - label - _GAP, at
        while end < len(columns) and (end == at or columns[end].width + _GAP <= room):
            room -= columns[end].width + _GAP
            end += 1
        _band(console, list(types), label, columns[at:end])
        at = end
    hidden = [each for each in ordered if not any(each is one for one in chosen)]
    if hidden:
        ready = sum(each.verdict == "ready" for each in hidden)
        parts = [f"{ready:,} ready"] * bool(ready) + [f"{len(hidden) - ready:,} not ready"] * (ready < len(hidden))
        console.print()
        paragraph(console, f"… not shown: {', '.join(parts)} (--all shows them)", indent=2)


_LEGEND = {"error": "blocks", "warning": "look at it", "ok": "in order", "none": "not needed"}


class _Column:
    """The cells of one shipment."""

    def __init__(self, name: str, cells: dict[str, tuple[str, str]]) -> None:
        self.name, self.cells = name, cells
        self.width = max([cell_len(name), *(cell_len(text) for text, _ in cells.values())])


def _column(console: Console, shipment: ShipmentResult) -> _Column:
    plain = plain_only(console)
    cells = {each.type: (cell(each, plain=plain), STYLES[standing(each)]) for each in shipment.documents}
    return _Column(cut(console, shipment.shipment_id or f"row {shipment.row}", _WIDEST), cells)


def _band(console: Console, types: Sequence[str], label: int, columns: Sequence[_Column]) -> None:
    """Some shipments side by side; what none of them has to have is left out and counted."""
    console.print()
    head = Text(" " * (label + _GAP))
    for column in columns:
        head.append(_padded(column.name, column.width), style="bold")
    _print(console, head)
    spared = 0
    for name in types:
        cells = [column.cells.get(name, ("", "")) for column in columns]
        if not any(text and style != STYLES["none"] for text, style in cells):
            spared += any(text for text, _ in cells)
            continue
        line = Text(_padded(name, label))
        for column, (text, style) in zip(columns, cells, strict=True):
            line.append(text, style=style).append(" " * (column.width - cell_len(text) + _GAP))
        _print(console, line)
    if spared:
        paragraph(console, f"{plural(spared, 'more type')} exempt or optional", style="dim")


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text) + _GAP)


def _print(console: Console, line: Text) -> None:
    line.rstrip()
    console.print(line, no_wrap=True, overflow="ignore", crop=False)


# -- what to do --------------------------------------------------------------------------------------------------------


def _tasks(console: Console, result: DossierResult, *, show_all: bool) -> None:
    """What to get or to correct, by the day it is needed."""
    if not result.tasks:
        return
    heading(console, f"To do, by the day it is needed ({len(result.tasks):,})")
    shown = result.tasks if show_all else _first(result.tasks)
    day = None
    for task in shown:
        if task.due != day:
            day = task.due
            when = " (now)" if day <= result.on else ""
            paragraph(console, f"{day}{when}", indent=2, style="bold")
        _task(console, task)
    if hidden := len(result.tasks) - len(shown):
        paragraph(console, f"… and {hidden:,} more: --all lists them", indent=2)


def _first(tasks: Sequence[Task]) -> list[Task]:
    """The first few, what blocks before what does not; by day again."""
    chosen = sorted(tasks, key=lambda task: _ASK_FIRST.index(task.severity))[:TASKS_SHOWN]
    return [task for task in tasks if any(task is each for each in chosen)]


def _task(console: Console, task: Task) -> None:
    """One task: whom it helps, what is wrong, what to do, the law."""
    plain = plain_only(console)
    head = Text("    ").append(f"{sign(task.severity, plain=plain)} {task.code}", style=STYLES[task.severity])
    head.append(f" {clean(listed(task.shipments, NAMES_SHOWN), console)}" if task.shipments else "")
    console.print(head, overflow="fold")
    paragraph(console, task.message, indent=6)
    paragraph(console, f"do: {task.fix}", indent=6)
    if task.law:
        paragraph(console, f"law: {task.law}", indent=6, style="dim")


# -- the rest ----------------------------------------------------------------------------------------------------------


def _notes(console: Console, result: DossierResult) -> None:
    """What is noteworthy and asks for nothing: documents that the route does not need, holders not listed."""
    notes = [each for each in result.check.findings if each.severity == "note"]
    if not notes:
        return
    heading(console, "To know")
    by_code: dict[str, list[str]] = {}
    for each in notes:
        by_code.setdefault(f"{each.code}: {each.message}", []).append(each.order_no)
    for text, names in list(by_code.items())[:TASKS_SHOWN]:
        whom = listed([name for name in dict.fromkeys(names) if name], NAMES_SHOWN)
        paragraph(console, f"- {text}" + (f" [{whom}]" if whom else ""), indent=2)
    if hidden := len(by_code) - TASKS_SHOWN if len(by_code) > TASKS_SHOWN else 0:
        paragraph(console, f"… and {hidden:,} more: --format json lists them", indent=2)


def _assumed(console: Console, result: DossierResult) -> None:
    """What had to be assumed, or was not looked at."""
    if assumed := result.check.data["assumptions"]:
        heading(console, "Assumed, or not looked at")
        for text in assumed:
            paragraph(console, f"- {text}", indent=2)
