"""Customs' tax bills beside what cbec computes and what was withheld: line by line, every fen accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.tables import arrow
from cbec_cli.tables.groups import arrow_codes
from cbec_cli.tables.spool import Spool
from cbec_cli.tables.tax_bill_cells import TAXES
from cbec_cli.tables.tax_bills import SUMMARISED, VOIDED, Bills
from cbec_cli.work.batch import Batch
from cbec_cli.work.reconciling.compare import compare
from cbec_cli.work.reconciling.join import join
from cbec_cli.work.reconciling.own import KEYS, Listener
from cbec_cli.work.reconciling.rows import NO_BILL_EXPECTED, NOT_COMPUTED, OUTCOMES, SETTLED
from cbec_cli.work.reconciling.versions import choose
from cbec_cli.work.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cbec_cli.engine.findings import Finding
    from cbec_cli.law.dated import Law
    from cbec_cli.law.tariff import Tariff
    from cbec_cli.work.reconciling.compare import Compared
    from cbec_cli.work.reconciling.join import Joined
    from cbec_cli.work.reconciling.own import Own
    from cbec_cli.work.reconciling.rows import Rows
    from cbec_cli.work.reconciling.versions import Chosen
    from cbec_cli.work.settings import Settings

__all__ = ["OUTCOMES", "STATES", "Listener", "Reconciled", "reconcile", "reconciling_batch"]

STATES = ("unknown", "generated", "summarised", "voided")
"""What became of a bill; index = `Chosen.status`."""


@dataclass(slots=True)
class Reconciled:
    """Everything a report needs. Amounts are fen; `taxes` are (duty, consumption tax, VAT).

    Attributes:
        chosen: the bills, each once. Their orders are in `joined`, ours in `own`.
        compared: rows with their outcome, and the causes they count in.
        source: of our orders, as `work.result.Result` has it. `data`: what the computation rests on.
        bills: what was read of customs: files, bills, times sent, by status, passed over.
        joins: by key how many bills it joined; `none`, `disagree`, `ambiguous`, `tried`.
        outcomes: outcome → rows, bills, orders, billed, computed, difference (each by tax).
        totals: the same over all, summed from both sides and not from the rows; `unlisted` is what the rows do not
            account for, by tax, and is nothing.
        withheld: what was collected from buyers beside what customs charge.
        slips: pay slip (缴款书) → bills and taxes.
        findings: on cells of bills, then of orders.
        exit_status: 0 all matched or off by rounding, void or without need of a bill; 1 something to look at.
    """

    batch: Batch
    chosen: Chosen
    joined: Joined
    own: Own
    compared: Compared
    source: dict[str, Any]
    data: dict[str, Any]
    bills: dict[str, Any]
    joins: dict[str, Any]
    outcomes: dict[str, dict[str, Any]]
    totals: dict[str, Any]
    withheld: dict[str, int]
    slips: list[dict[str, Any]]
    findings: list[Finding]
    findings_dropped: int
    exit_status: int
    close: Callable[[], None]

    @property
    def rows(self) -> Rows:
        """What was compared, in the order of our table."""
        return self.compared.rows


def reconciling_batch(law: Law, tariff: Tariff, settings: Settings) -> tuple[Batch, Listener]:
    """A batch to read our orders into, and what listens to it; it keeps no more in memory than a costing does."""
    listener = Listener()
    batch = Batch(law, tariff, settings, listener=listener)
    batch.spool = Spool()
    return batch, listener


def reconcile(bills: Bills, batch: Batch, listener: Listener) -> Reconciled:
    """Compare tax bills with orders.

    Args:
        bills: what customs sent.
        batch: our orders, read but not settled.
        listener: what listened while they were read.
    """
    batch.settle()
    ours = summarise(batch)
    own, chosen = listener.own(batch), choose(bills)
    joined = join(chosen, own)
    compared = compare(batch, chosen, joined)
    outcomes = _outcomes(compared.rows)
    problems = any(name not in _SETTLED for name in outcomes)
    problems |= bool(compared.beyond.any())
    unreadable = any(finding.severity == "error" for finding in bills.findings.kept)
    return Reconciled(
        batch=batch,
        chosen=chosen,
        joined=joined,
        own=own,
        compared=compared,
        source=ours.source,
        data=ours.data,
        bills={**_about(bills, chosen), "head_is_not_its_lines": int(compared.beyond.any(axis=1).sum())},
        joins=_joins(joined),
        outcomes=outcomes,
        totals=_totals(batch, chosen, compared, outcomes),
        withheld=_withheld(batch, own, compared),
        slips=_slips(chosen),
        findings=[*bills.findings.kept, *ours.findings],
        findings_dropped=bills.findings.dropped + ours.findings_dropped,
        exit_status=int(problems or unreadable),
        close=ours.close,
    )


_SETTLED = frozenset(OUTCOMES[outcome] for outcome in SETTLED)


def _about(bills: Bills, chosen: Chosen) -> dict[str, Any]:
    """What was read of customs."""
    states = np.bincount(chosen.status, minlength=len(STATES)).tolist()
    return {
        "files": len(bills.files),
        "repeated_files": bills.repeated_files,
        "passed_over": [{"file": name, "why": why} for name, why in bills.passed_over],
        "bills": len(chosen),
        "times_sent": len(bills),
        "sent_with_other_amounts": int(chosen.conflict.sum()),
        "by_status": {state: count for state, count in zip(STATES, states, strict=True) if count},
        "later_states": len(bills.states.status),
        "later_states_of_unknown_bills": chosen.unknown_states,
        "summarised_without_pay_slip": int(
            ((chosen.status == SUMMARISED) & ~arrow.valid(chosen.texts["ent_duty_no"])).sum()
        ),
    }


def _joins(joined: Joined) -> dict[str, Any]:
    """How bills found their orders."""
    return {
        "tried": list(joined.tried),
        **{name: int((joined.by == at).sum()) for at, name in enumerate(KEYS)},
        "none": int((joined.order < 0).sum()),
        "disagree": int(joined.disagree.sum()),
        "ambiguous": joined.ambiguous,
    }


def _outcomes(rows: Rows) -> dict[str, dict[str, Any]]:
    """Counts and sums by outcome, in the order of OUTCOMES; only those there are."""
    found = {}
    for outcome, name in enumerate(OUTCOMES):
        mine = rows.outcome == outcome
        if mine.any():
            found[name] = {
                "rows": int(mine.sum()),
                "bills": _distinct(rows.bill[mine]),
                "orders": _distinct(rows.order[mine]),
                "billed": rows.billed[mine].sum(axis=0).tolist(),
                "computed": rows.computed[mine].sum(axis=0).tolist(),
            }
    return found


def _distinct(numbers: NDArray[np.int64]) -> int:
    return len(np.unique(numbers[numbers >= 0]))


def _totals(batch: Batch, chosen: Chosen, compared: Compared, outcomes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Both sides summed from where they come from, and what the rows leave unlisted."""
    charged = chosen.readable & (chosen.status != VOIDED)
    billed = chosen.amounts[charged].sum(axis=0)
    left_out = np.zeros(batch.orders.count, np.bool_)
    rows = compared.rows
    unbilled = np.isin(rows.outcome, (NO_BILL_EXPECTED, NOT_COMPUTED)) & (rows.bill < 0)
    left_out[rows.order[unbilled]] = True
    computed = np.array([int(batch.sums[name][~left_out].sum()) for name in TAXES])
    listed = {side: sum(np.array(sums[side]) for sums in outcomes.values()) for side in ("billed", "computed")}
    return {
        "bills": len(chosen),
        "orders": batch.orders.count,
        "rows": len(rows),
        "billed": billed.tolist(),
        "computed": computed.tolist(),
        "unlisted": ((billed - computed) - (listed["billed"] - listed["computed"])).tolist(),
    }


def _withheld(batch: Batch, own: Own, compared: Compared) -> dict[str, int]:
    """What buyers paid as tax beside what customs charge; a fen for each line is let pass as rounding."""
    both = own.withheld_known & compared.has_bill
    off = (own.withheld - compared.billed)[both]
    near = np.abs(off) <= batch.lines[both]
    alone = own.withheld_known & ~compared.has_bill
    more, less = off[~near & (off > 0)], off[~near & (off < 0)]
    return {
        "orders": int(own.withheld_known.sum()),
        "withheld": int(own.withheld[own.withheld_known].sum()),
        "disagree": own.withheld_disagree,
        "with_bill": int(both.sum()),
        "withheld_with_bill": int(own.withheld[both].sum()),
        "billed_with_bill": int(compared.billed[both].sum()),
        "equal": int((off == 0).sum()),
        "rounding": int((near & (off != 0)).sum()),
        "rounding_sum": int(off[near].sum()),
        "more": len(more),
        "more_sum": int(more.sum()),
        "less": len(less),
        "less_sum": int(less.sum()),
        "without_bill": int(alone.sum()),
        "withheld_without_bill": int(own.withheld[alone].sum()),
    }


def _slips(chosen: Chosen) -> list[dict[str, Any]]:
    """Bills and taxes of each pay slip, sorted by its number; void bills are no part of one."""
    texts = chosen.texts["ent_duty_no"].dictionary_encode()
    codes = arrow_codes(texts.indices)
    counted = (codes >= 0) & chosen.readable & (chosen.status != VOIDED)
    count = len(texts.dictionary)
    bills = np.bincount(codes[counted], minlength=count)
    sums = np.zeros((count, len(TAXES)), np.int64)
    np.add.at(sums, codes[counted], chosen.amounts[counted])
    names = texts.dictionary.to_pylist()
    slips = [
        {"ent_duty_no": names[i], "bills": int(bills[i]), "taxes": sums[i].tolist()} for i in range(count) if bills[i]
    ]
    return sorted(slips, key=lambda slip: slip["ent_duty_no"])
