"""A check of a dossier as JSON (`cbec/docs/1`). The same dossier gives the same bytes on the same day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.report.json_text import array, encode

if TYPE_CHECKING:
    from cbec_cli.work.dossier.result import DossierResult, PaperResult, ShipmentResult

SCHEMA = "cbec/docs/1"
"""Name and version of the shape; a change that could break a reader raises the number."""


def write_json(result: DossierResult, sink: BinaryIO) -> None:
    """Write shipments with their documents, the findings, and the summary, as UTF-8 JSON ending with a line break.

    A document has one entry for each shipment that needs it, may need it, or is spared it; what it lacks is null. The
    findings say the same with file, row and column, and what is wrong with cells.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    check = result.check
    sink.write(encode({"schema": SCHEMA, "source": check.source, "data": check.data})[:-1])
    array(sink, "shipments", map(_shipment, result.shipments))
    array(sink, "findings", (finding.as_dict() for finding in check.findings))
    sink.write(b',\n"summary": ' + encode(result.summary))
    rest = {"findings_dropped": check.dropped, "waived": check.waived, "known": check.known}
    sink.write(b",\n" + encode(rest)[1:] + b"\n")


def _shipment(shipment: ShipmentResult) -> dict[str, Any]:
    return {
        "shipment_id": shipment.shipment_id,
        "verdict": shipment.verdict,
        "documents": [_document(each) for each in shipment.documents],
    }


def _document(paper: PaperResult) -> dict[str, Any]:
    return {
        "type": paper.type,
        "state": paper.state,
        "number": paper.number or None,
        "expires_on": paper.expires_on.isoformat() if paper.expires_on else None,
        "code": paper.code or None,
        "message": paper.message,
        "fix": paper.fix or None,
        "law": paper.law,
    }
