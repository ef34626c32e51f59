"""Small files of returns and of the declarations they are about, and what a check of them finds."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from readings import write_rows

from cbec_cli.law.dated import load_law
from cbec_cli.law.tariff import load_tariff
from cbec_cli.report.returns.json_report import write_json
from cbec_cli.tables.source import open_source
from cbec_cli.work.checking.options import CheckOptions
from cbec_cli.work.reconcile import reconciling_batch
from cbec_cli.work.returns.check import ReturnsOptions, Table, check_returns
from cbec_cli.work.returns.claims import REQUIRED, read_claims
from cbec_cli.work.returns.originals import Originals
from cbec_cli.work.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cbec_cli.work.returns.result import ReturnsResult

Row = dict[str, str]

DECLARED: Row = {
    "order_no": "A1",
    "sku": "S1",
    "name": "剃须刀",
    "hs_code": "8510100000",
    "qty": "1",
    "unit": "台",
    "unit_price": "100.00",
    "mode": "1210",
    "order_date": "2026-09-29",
    "declared_on": "2026-09-30",
    "buyer_id": "11010519491231002X",
    "ebp_code": "EBP1",
    "ebc_code": "3301960E01",
    "agent_code": "330766K00Q",
    "agent_name": "诚信报关行",
    "customs_code": "2910",
    "origin": "JP",
}
"""An electric shaver: 9.10 of VAT on 100.00, bonded, ordered in September 2026."""

RETURNED: Row = {
    "return_no": "R1",
    "order_no": "A1",
    "return_qty": "1",
    "released_on": "2026-10-01",
    "applied_on": "2026-10-10",
    "arrived_on": "2026-10-20",
    "place_from": "杭州综合保税区",
    "place_to": "原场所",
    "condition": "原状",
}
"""Its return, with nothing against it."""

ON = date(2026, 10, 25)


def rows(defaults: Row, changes: Sequence[Mapping[str, str]]) -> list[Row]:
    """Rows that say what the default says and these changes; an empty text leaves a cell empty."""
    return [{**defaults, **change} for change in changes]


def table(path: Path, changes: Sequence[Mapping[str, str]], defaults: Row = RETURNED) -> Table:
    """A table of returns, written and read."""
    with open_source(write_rows(path, rows(defaults, changes)), required=REQUIRED) as source:
        claims, findings, dropped = read_claims(source)
    return Table(source, claims, findings, dropped)


def originals(path: Path, changes: Sequence[Mapping[str, str]], settings: Settings | None = None) -> Originals:
    """Declarations, written and read."""
    batch, listener = reconciling_batch(load_law(), load_tariff(), settings or Settings())
    with open_source(write_rows(path, rows(DECLARED, changes))) as source:
        batch.read(source)
    return Originals(batch, listener)


def judged(
    folder: Path,
    returned: Sequence[Mapping[str, str]] = ({},),
    declared: Sequence[Mapping[str, str]] = ({},),
    *,
    on: date = ON,
    earlier: Sequence[Mapping[str, str]] = (),
    within: int = 7,
    check: CheckOptions | None = None,
    ledger: Any = None,
) -> ReturnsResult:
    """Returns held against declarations, each row a change of the defaults above."""
    options = ReturnsOptions(on, replace(check or CheckOptions(), on=on), within)
    before = table(folder / "earlier.csv", earlier).claims if earlier else []
    return check_returns(
        table(folder / "returns.csv", returned),
        originals(folder / "orders.csv", declared),
        options,
        earlier=before,
        ledger=ledger,
    )


def said(result: ReturnsResult) -> dict[str, Any]:
    """What its JSON says."""
    sink = io.BytesIO()
    write_json(result, sink)
    answer: dict[str, Any] = json.loads(sink.getvalue())
    return answer
