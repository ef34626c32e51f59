"""The example rows of the dossier's template: invented firms and papers; every number valid in its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cbec_cli.tables.dossier_columns import DossierTable

Line = dict[str, str]

_GENERAL, _BONDED = "示例-EXAMPLE-1", "示例-EXAMPLE-2"
_AGENT = "杭州样例供应链管理有限公司"
_IMPORTER = {"importer": "上海样例贸易有限公司", "uscc": "91310115MA1K0EXM0J", "customs_code": "3122230EX1"}

EXAMPLES: Mapping[DossierTable, tuple[Line, ...]] = {
    "shipments": (
        {
            "shipment_id": _GENERAL,
            "mode": "0110",
            "hs_code": "1905310000",
            "sku": "BC-250",
            "name": "黄油饼干 butter biscuits 250 g",
            "origin": "DNK",
            "qty": "4800",
            "unit": "盒",
            "net_weight": "1200",
            "arrives_on": "2026-12-08",
            **_IMPORTER,
            "seller": "Sample Foods A/S",
            "seller_country": "DNK",
            "producer": "Sample Foods A/S",
            "bill_no": "EXMU26120801",
            "label_zh": "yes",
        },
        {
            "shipment_id": _BONDED,
            "mode": "1210",
            "line": "first",
            "hs_code": "3304990029",
            "sku": "SU-60",
            "name": "防晒乳 sunscreen 60 g",
            "origin": "JPN",
            "arrives_on": "2026-12-01",
            "seller": "Sample Beauty KK",
            "seller_country": "JPN",
            "agent": _AGENT,
            "platform": "样例海淘平台",
            "guarantor": _AGENT,
            "warehouse": "样例保税仓储有限公司",
            "ems_no": "T3301W000001",
            "bill_no": "EXMU26113007",
            "e_label": "https://shop.example/labels/su-60",
            "risk_notice": "https://shop.example/notice",
        },
    ),
    "documents": (
        {"shipment_id": _GENERAL, "type": "合同", "number": "SF-2026-118", "holder": _IMPORTER["importer"]},
        {"shipment_id": _GENERAL, "type": "商业发票", "number": "INV-2026-118", "holder": _IMPORTER["importer"]},
        {"shipment_id": f"{_GENERAL}; {_BONDED}", "type": "装箱单", "number": "PL-2026-118", "file": "pl-118.pdf"},
        {"shipment_id": _BONDED, "type": "contract", "number": "SB-2026-31", "holder": _AGENT},
        {"shipment_id": _BONDED, "type": "invoice", "number": "INV-2026-31", "holder": _AGENT},
        {
            "sku": "BC-250",
            "type": "producer_registration",
            "number": "CDNK06032203150001",
            "issued_on": "2024-02-01",
            "expires_on": "2029-01-31",
            "holder": "Sample Foods A/S",
        },
        {
            "importer": _AGENT,
            "type": "agent_mandate",
            "number": "DL-2026-01",
            "issued_on": "2026-01-01",
            "expires_on": "2027-12-31",
            "holder": _AGENT,
        },
        {
            "importer": _AGENT,
            "type": "tax_guarantee",
            "number": "BH-2026-07",
            "issued_on": "2026-07-01",
            "expires_on": "2027-06-30",
            "holder": _AGENT,
        },
    ),
    "parties": (
        {
            "role": "importer",
            "name": _IMPORTER["importer"],
            "uscc": _IMPORTER["uscc"],
            "customs_code": _IMPORTER["customs_code"],
            "country": "CHN",
            "filed_since": "2022-03-01",
        },
        {
            "role": "agent",
            "name": _AGENT,
            "uscc": "91330100MA2B0EXM1P",
            "country": "CHN",
            "mode": "1210",
            "filed_since": "2023-05-10",
        },
    ),
}
"""Table → its example rows, canonical column → cell."""
