"""One dossier with a shipment of each verdict, for all reports."""

from pathlib import Path

import pytest
from dossiers import BISCUITS, CREAM, checked, of, paper, without

from cbec_cli.work.dossier.result import DossierResult


@pytest.fixture
def result(tmp_path: Path) -> DossierResult:
    """S-1 is ready, S-2 has a warning, S-3 and the CBEC order C-1 are blocked; one document is for no shipment."""
    goods = [
        BISCUITS,
        {**BISCUITS, "shipment_id": "S-2"},
        {**BISCUITS, "shipment_id": "S-3", "arrives_on": "2026-12-05"},
        {**CREAM, "e_label": "https://shop.example/labels/cr-50"},
    ]
    soon = paper("producer_registration", expires_on="2026-12-31", file="reg.pdf")
    second = [{**each, "shipment_id": "S-2"} for each in without("producer_registration")] + of("S-2", soon)
    third = of("S-3", *(each for each in (paper("contract", holder="@别的公司"), paper("invoice"))))
    exempt = {"sku": "CR-50", "type": "cosmetics_registration", "number": "国妆备进字J20181234"}
    lost = {"shipment_id": "X-9", "type": "invoice", "number": "INV-9"}
    (tmp_path / "tables").mkdir()
    return checked(tmp_path / "tables", goods, [*of("S-1"), *second, *third, exempt, lost])
