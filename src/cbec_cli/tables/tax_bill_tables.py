"""The exported table of tax bills (税单详情): headings on row 2, fourteen columns, one bill per row, no lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables import arrow
from cbec_cli.tables.groups import blank
from cbec_cli.tables.headings import fold
from cbec_cli.tables.source import open_source
from cbec_cli.tables.tax_bill_cells import FIELDS, TAXES, Cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cbec_cli.engine.findings import Findings

HEADINGS: dict[str, tuple[str, ...]] = {
    "tax_no": ("电子税单编号", "税单编号", "税单号", "taxNo"),
    "invt_no": ("清单编号", "进境清单编号", "进口清单编号", "invtNo"),
    "ent_duty_no": ("缴款书编号", "缴款书号", "entDutyNo"),
    "status": ("税单状态", "状态", "status"),
    "duty": ("应征关税", "关税", "customsTax"),
    "consumption_tax": ("应征消费税", "消费税", "consumptionTax"),
    "vat": ("应征增值税", "增值税", "valueAddedTax"),
    "order_no": ("订单编号", "订单号", "orderNo"),
    "logistics_no": ("运单编号", "物流运单编号", "运单号", "logisticsNo"),
    "moment": ("生成时间", "税单生成时间", "回执时间", "returnTime"),
}
"""Field → its headings, the usual one first; a unit in brackets (（元）) does not matter."""

NEEDED = ("tax_no", *TAXES)
JOINED_BY = ("order_no", "logistics_no", "invt_no")

_FIELD = {fold(heading): name for name, headings in HEADINGS.items() for heading in (name, *headings)}
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")


def read_table(path: Path, name: str, findings: Findings) -> Iterator[Cells]:
    """The bills of a table, some ten thousand at a time.

    Args:
        path: csv, tsv, workbook or parquet.
        name: what the user calls it.
        findings: gets notes on how the file was read.

    Raises:
        CannotRun: not a table, damaged, or a column missing.
    """
    with open_source(path) as source:
        fields = _fields(source.headings, name)
        names = {field: source.headings[at] for field, at in fields.items()}
        for chunk in source.chunks():
            columns = [arrow.one(column) for column in chunk.cells.columns]
            nothing = blank(len(chunk.rows))
            for i, why in chunk.torn.items():
                raise CannotRun(f"{name}, row {chunk.rows[i]}: {why}", "put the cell that holds it in quotes")
            yield Cells(
                texts={field: columns[fields[field]] if field in fields else nothing for field in FIELDS},
                places=chunk.rows,
                line_counts=np.zeros(len(chunk.rows), np.int64),
                names=names,
                sheet=source.sheet,
            )
        for finding in source.findings:
            if not finding.column:  # notes on headings are about columns of orders
                findings.add(finding)


def _fields(headings: Sequence[str], name: str) -> dict[str, int]:
    """Field → position of its column; the first of several that mean the same.

    Raises:
        CannotRun: a column no comparison can do without is missing.
    """
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        field = _FIELD.get(fold(heading)) or _FIELD.get(fold(_BRACKETS.sub("", heading)))
        if field is not None:
            found.setdefault(field, at)
    missing = [HEADINGS[field][0] for field in NEEDED if field not in found]
    if not any(field in found for field in JOINED_BY):
        missing.append(" or ".join(HEADINGS[field][0] for field in JOINED_BY))
    if missing:
        raise CannotRun(
            f"{name}: not a table of tax bills, no column {', '.join(missing)}; "
            f"the columns found are {', '.join(filter(None, headings))}",
            "export 税单详情 again with all its columns",
        )
    return found
