"""Dossiers for tests: tables written as csv, checked on a fixed day."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Any

from cbec_cli.work.checking.options import CheckOptions
from cbec_cli.work.dossier.check import DossierOptions, check_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cbec_cli.work.dossier.result import DossierResult, PaperResult, ShipmentResult

ON = date(2026, 11, 23)
IMPORTER = "上海样例贸易有限公司"
AGENT = "杭州样例供应链管理有限公司"

Row = dict[str, str]

BISCUITS: Row = {
    "shipment_id": "S-1",
    "mode": "0110",
    "hs_code": "1905310000",
    "sku": "BC-250",
    "name": "黄油饼干",
    "origin": "DNK",
    "qty": "4800",
    "unit": "盒",
    "net_weight": "1200",
    "arrives_on": "2026-12-08",
    "importer": IMPORTER,
    "uscc": "91310115MA1K0EXA1A",
    "producer": "Sample Foods A/S",
}
"""Food in general trade; with `PAPERS` it is ready."""

PAPERS: tuple[Row, ...] = (
    {"type": "contract", "number": "SC-1", "issued_on": "2026-10-01", "holder": IMPORTER},
    {"type": "invoice", "number": "INV-1", "issued_on": "2026-11-01", "holder": IMPORTER},
    {"type": "packing_list", "number": "PL-1"},
    {"type": "transport_document", "number": "BL-1"},
    {"type": "chinese_label"},
    {
        "type": "producer_registration",
        "number": "CDNK06032203150001",
        "issued_on": "2024-02-01",
        "expires_on": "2029-01-31",
        "holder": "Sample Foods A/S",
    },
)
"""What `BISCUITS` need, without what they are of."""

CREAM: Row = {
    "shipment_id": "C-1",
    "mode": "1210",
    "hs_code": "3304990039",
    "sku": "CR-50",
    "name": "面霜",
    "origin": "FRA",
    "arrives_on": "2026-12-01",
    "seller": "Sample Stores Pte. Ltd.",
    "agent": AGENT,
    "platform": "样例海淘平台",
    "guarantor": AGENT,
}
"""A CBEC order of cosmetics that leaves the zone."""


def of(shipment: str, *papers: Row) -> list[Row]:
    """Documents of one shipment."""
    return [{"shipment_id": shipment, **each} for each in papers or PAPERS]


def paper(kind: str, **cells: str) -> Row:
    """One of `PAPERS`, with other cells."""
    return {**next(each for each in PAPERS if each["type"] == kind), **cells}


def without(kind: str) -> list[Row]:
    """`PAPERS` of S-1 without one type."""
    return of("S-1", *(each for each in PAPERS if each["type"] != kind))


def write(folder: Path, **tables: Sequence[Mapping[str, str]]) -> list[Path]:
    """Write each table as a csv file; its columns are those that some row fills."""
    paths = []
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        paths.append(path)
    return paths


def checked(
    place: Path,
    /,
    shipments: Sequence[Row],
    documents: Sequence[Row],
    parties: Sequence[Row] = (),
    **options: Any,
) -> DossierResult:
    """Check a dossier; options are those of `DossierOptions`, and of `CheckOptions` where these have them."""
    tables = {"shipments": shipments, "documents": documents or [{"type": "", "number": ""}]}
    paths = write(place, **tables, **({"parties": parties} if parties else {}))
    own = {name: options.pop(name) for name in ("on", "window", "folder") if name in options}
    return check_files(paths, DossierOptions(check=CheckOptions(**options), **{"on": ON, **own}))


def shipment(result: DossierResult, name: str = "S-1") -> ShipmentResult:
    """One shipment of a result."""
    return next(each for each in result.shipments if each.shipment_id == name)


def stands(result: DossierResult, kind: str, name: str = "S-1") -> PaperResult:
    """How a type of document stands for a shipment."""
    return next(each for each in shipment(result, name).documents if each.type == kind)


def codes(result: DossierResult) -> list[str]:
    """The codes of all findings but notes, sorted."""
    return sorted(each.code for each in result.check.findings if each.severity != "note")
