"""A check of a dossier as csv, for spreadsheets: one row per document of a shipment, then what is wrong with cells."""

from __future__ import annotations

import csv
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

from cbec_cli.report.check.csv_report import guarded
from cbec_cli.report.check.told import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.work.dossier.result import DossierResult

HEADINGS = (
    *("shipment_id", "verdict", "type", "name", "state", "asked", "severity", "number", "expires_on", "code"),
    *("message", "fix", "issuer", "needed_on", "consequence", "law", "row"),
)
"""As JSON names them where it has them; `asked` is what the law says, `row` the row of a faulty cell."""


def rows(result: DossierResult) -> Iterator[list[str]]:
    """The rows as texts: documents of shipments, then findings that are about no document."""
    for shipment in result.shipments:
        for paper in shipment.documents:
            yield [
                shipment.shipment_id,
                shipment.verdict,
                paper.type,
                f"{paper.name} ({paper.name_zh})",
                paper.state,
                paper.asked,
                paper.severity,
                paper.number,
                paper.expires_on.isoformat() if paper.expires_on else "",
                paper.code,
                paper.message,
                paper.fix,
                paper.issuer,
                paper.needed_on.isoformat(),
                paper.consequence,
                paper.law,
                "",
            ]
    for finding in result.check.findings:
        if not finding.code.startswith(("DOC", "LBL")):
            place = " ".join(filter(None, (finding.sheet or finding.file, str(finding.row or ""), finding.column)))
            head = [finding.order_no, *[""] * 5, finding.severity, "", "", finding.code]
            yield [*head, finding.message, finding.fix, "", "", "", finding.law, place]


def write_csv(result: DossierResult, sink: BinaryIO) -> None:
    """Write the rows as csv in UTF-8 with the mark by which spreadsheets recognise it.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    text = TextIOWrapper(sink, "utf-8-sig", newline="")
    try:
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(HEADINGS)
        lines.writerows([guarded(one_line(each)) for each in row] for row in rows(result))
        text.flush()
    finally:
        text.detach()  # the sink stays open: it belongs to the caller
