"""A reconciliation on a terminal: what was read, whether it ties out, what does not and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.text import Text

from cbec_cli.engine.money import yuan
from cbec_cli.report.fields import plural
from cbec_cli.report.reconcile_rows import explanations, some
from cbec_cli.report.screen import clean, paragraph, table
from cbec_cli.work.reconciling.rows import SETTLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from cbec_cli.work.reconcile import Reconciled

WORDS = {
    "matched": "matched to the fen",
    "rounding": "off by rounding, 0.01 a line",
    "other_value": "our rates on another dutiable value",
    "wrong_rate": "another rate",
    "unexplained": "nothing in the law explains it",
    "head_differs": "head of the bill beyond its lines",
    "several_bills": "several bills for one order",
    "not_computed": "our order could not be computed",
    "unreadable": "bill that cannot be read",
    "missing_bill": "missing bill",
    "bill_without_order": "bill without order",
    "voided": "void bill",
    "no_bill_expected": "no bill expected (general trade, refused)",
}
"""Outcome → how people call it."""

KEYS = {"invt_no": "list number (清单编号)", "order_no": "order number", "logistics_no": "waybill number"}
SHOWN = 10
OF_EACH = 4
"""Rows of each outcome that are listed, and lines of everything else."""


def render(console: Console, found: Reconciled, *, show_all: bool = False) -> None:
    """Print the report.

    Args:
        console: where to; its width, encoding and colours are honoured.
        found: what was compared.
        show_all: every row that needs a look, not only the first.
    """
    _read(console, found)
    _totals(console, found)
    _explained(console, found)
    _to_look_at(console, found, show_all=show_all)
    _withheld(console, found)
    _slips(console, found, show_all=show_all)
    _findings(console, found)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(clean(text, console), style="bold"))


def _read(console: Console, found: Reconciled) -> None:
    """What was read, and how both sides found each other."""
    bills, source, joins = found.bills, found.source, found.joins
    states = ", ".join(f"{count:,} {state}" for state, count in bills["by_status"].items())
    paragraph(console, f"Read {plural(bills['bills'], 'tax bill')} ({states}) in {plural(bills['files'], 'file')}")
    if bills["times_sent"] > bills["bills"]:
        paragraph(console, f"sent {bills['times_sent']:,} times: of each the last counts", indent=2)
    if bills["later_states"]:
        unknown = bills["later_states_of_unknown_bills"]
        paragraph(
            console,
            f"{plural(bills['later_states'], 'later status message')}, {unknown:,} of bills not given",
            indent=2,
        )
    if bills["head_is_not_its_lines"]:
        paragraph(console, f"{plural(bills['head_is_not_its_lines'], 'bill')} whose head is not its lines", indent=2)
    for passed in bills["passed_over"][:3]:
        paragraph(console, f"passed over {passed['file']}: {passed['why']}", indent=2)
    if len(bills["passed_over"]) > 3:
        paragraph(console, f"and {plural(len(bills['passed_over']) - 3, 'more file')} passed over", indent=2)
    files = ", ".join(map(str, source["files"]))
    orders = f"{plural(source['lines'], 'line')} in {plural(found.totals['orders'], 'order')}"
    days = found.data.get("law_days", [])
    paragraph(console, f"Read {files}: {orders}; law as on {' to '.join(days)}")
    joined = [f"{joins[name]:,} by {words}" for name, words in KEYS.items() if name in joins["tried"]]
    told = ", ".join(joined) or "no number stands on both sides"
    paragraph(console, f"Joined: {told}; {plural(joins['none'], 'bill')} without an order of ours")
    for name, count in joins["ambiguous"].items():
        paragraph(console, f"{KEYS[name]}: {count:,} shared by several of our orders, which join nothing", indent=2)
    if joins["disagree"]:
        paragraph(
            console, f"{plural(joins['disagree'], 'bill')} whose other numbers name another order: see notes", indent=2
        )


def _totals(console: Console, found: Reconciled) -> None:
    """Both totals, and the outcomes that lead from one to the other."""
    billed, computed = (sum(found.totals[side]) for side in ("billed", "computed"))
    difference = billed - computed
    _heading(
        console,
        "Customs and cbec tie out to the fen"
        if not difference
        else f"Customs charge CNY {yuan(abs(difference), thousands=True)} {'more' if difference > 0 else 'less'} "
        "than cbec computes",
    )
    lines = []
    for name, sums in found.outcomes.items():
        lines.append(_sums(WORDS[name], sums))
    lines.append(_sums("all", found.totals))
    console.print()
    headings = ("Outcome", "Rows", "Bills", "Orders", "Charged", "Computed", "Difference")
    console.print(table(console, headings, lines, {1, 2, 3, 4, 5, 6}, optional=(3, 1), last_is_total=True))
    if any(found.totals["unlisted"]):
        paragraph(console, f"not listed above: CNY {yuan(sum(found.totals['unlisted']))}")


def _sums(words: str, sums: dict[str, object]) -> tuple[str, ...]:
    billed, computed = (sum(sums[side]) for side in ("billed", "computed"))  # type: ignore[call-overload]  # lists of fen
    counts = (f"{sums[name]:,}" for name in ("rows", "bills", "orders"))
    return (words, *counts, *(yuan(each, thousands=True) for each in (billed, computed, billed - computed)))


def _explained(console: Console, found: Reconciled) -> None:
    """What explains differences, the costliest first."""
    rows = found.rows
    at = np.flatnonzero(rows.cause >= 0)
    if not len(at):
        return
    part = rows.take(at)
    groups: dict[str, list[int]] = {}
    fen = (part.billed - part.computed).sum(axis=1).tolist()
    for words, difference in zip(explanations(found, part), fen, strict=True):
        each = groups.setdefault(words or "", [0, 0])
        each[0], each[1] = each[0] + 1, each[1] + difference
    _heading(console, "What explains the differences")
    ordered = sorted(groups.items(), key=lambda each: (-abs(each[1][1]), -each[1][0], each[0]))
    for words, (count, difference) in ordered[:SHOWN]:
        paragraph(console, f"{plural(count, 'row')}, CNY {yuan(difference, thousands=True)}: {words}", indent=2)
    if len(ordered) > SHOWN:
        paragraph(console, f"and {len(ordered) - SHOWN:,} more: see the column explanation", indent=2)


def _to_look_at(console: Console, found: Reconciled, *, show_all: bool) -> None:
    """The rows that need a look: outcome by outcome, the costliest first."""
    rows = found.rows
    at = np.flatnonzero(~np.isin(rows.outcome, SETTLED))
    if not len(at):
        return
    cost = np.abs((rows.billed - rows.computed)[at].sum(axis=1))
    ordered = at[np.lexsort((at, -cost, rows.outcome[at]))]
    if not show_all:
        starts = np.searchsorted(rows.outcome[ordered], rows.outcome[ordered])
        ordered = ordered[np.arange(len(ordered)) - starts < OF_EACH]
    shown = some(found, ordered).to_pylist()
    lines = []
    for row in shown:
        line = f" line {row['line_no']}" if row["line_no"] else ""
        lines.append(
            (
                row["outcome"],
                (row["order_no"] or "-") + line,
                row["tax_no"] or "-",
                f"{row['billed_tax']:,}",
                f"{row['computed_tax']:,}",
                f"{row['difference']:,}",
                row["explanation"] or row["notes"] or "",
            )
        )
    _heading(console, f"To look at: {plural(len(at), 'row')}")
    console.print()
    headings = ("Outcome", "Order", "Bill", "Charged", "Computed", "Difference", "Why")
    console.print(table(console, headings, lines, {3, 4, 5}, optional=(6, 2)))
    if len(at) > len(lines):
        paragraph(console, f"{len(at) - len(lines):,} more: --all, or --output reconciled.xlsx")


def _withheld(console: Console, found: Reconciled) -> None:
    """What was collected from buyers beside what customs charge."""
    held = found.withheld
    if not held["orders"] and not held["disagree"]:
        paragraph(console, "")
        paragraph(console, "Nothing said of tax withheld: no column order_tax (代扣税款)")
        return
    fen = {name: yuan(value, thousands=True) for name, value in held.items()}
    off = yuan(held["withheld_with_bill"] - held["billed_with_bill"], thousands=True)
    _heading(console, f"Withheld from buyers CNY {fen['withheld']}")
    with_bill = f"withheld {fen['withheld_with_bill']}, charged {fen['billed_with_bill']}, difference {off}"
    lines = [
        f"{plural(held['with_bill'], 'order')} with a bill: {with_bill}",
        f"{held['equal']:,} equal, {held['rounding']:,} off by rounding ({fen['rounding_sum']})",
        f"{plural(held['more'], 'order')} withheld more than charged: {fen['more_sum']}",
        f"{plural(held['less'], 'order')} withheld less than charged: {fen['less_sum']}",
        f"{plural(held['without_bill'], 'order')} without a bill: withheld {fen['withheld_without_bill']}",
    ]
    if held["disagree"]:
        lines.append(f"{plural(held['disagree'], 'order')} whose lines name different amounts: not counted")
    for line in lines:
        paragraph(console, line, indent=2)


def _slips(console: Console, found: Reconciled, *, show_all: bool) -> None:
    """What is to be paid with each pay slip."""
    missing = found.bills["summarised_without_pay_slip"]
    if not found.slips and not missing:
        return
    _heading(console, "Pay slips (缴款书)")
    slips = found.slips if show_all else found.slips[:SHOWN]
    lines = [(slip["ent_duty_no"], f"{slip['bills']:,}", yuan(sum(slip["taxes"]), thousands=True)) for slip in slips]
    if lines:
        console.print()
        console.print(table(console, ("Number", "Bills", "Tax"), lines, {1, 2}))
    if len(found.slips) > len(slips):
        paragraph(console, f"and {len(found.slips) - len(slips):,} more: --all")
    if missing:
        paragraph(console, f"{plural(missing, 'bill')} summarised without the number of a pay slip")


def _findings(console: Console, found: Reconciled) -> None:
    """The first findings; how many there are in all."""
    count = len(found.findings) + found.findings_dropped
    if not count:
        return
    _heading(console, f"Findings in the data: {count:,}")
    for finding in found.findings[:SHOWN]:
        place: Sequence[str] = [finding.file, f"row {finding.row}" if finding.row else "", finding.column]
        where = ", ".join(part for part in place if part)
        fix = f"; {finding.fix}" if finding.fix else ""
        start = f"{finding.severity} {finding.code}"
        paragraph(console, f"{start} {where + ': ' if where else ''}{finding.message}{fix}", indent=2)
    if count > SHOWN:
        paragraph(console, f"and {count - SHOWN:,} more: --format xlsx or json lists them", indent=2)
