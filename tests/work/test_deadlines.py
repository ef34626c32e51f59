"""The last days of shipments (`tests/cases/deadlines.yaml`), and what holds for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.money import yuan
from cbec_cli.tables.dossier_rows import read_dossier
from cbec_cli.work.deadlines import Deadline, Deadlines, deadlines
from cbec_cli.work.parties import read_casts

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "deadlines.yaml").read_text(encoding="utf-8"))


def counted(folder: Path, on: date, *shipments: dict[str, str]) -> Deadlines:
    names = list(dict.fromkeys(("shipment_id", "mode", *(name for shipment in shipments for name in shipment))))
    lines = [",".join(names)]
    for number, shipment in enumerate(shipments, 1):
        cells = {"shipment_id": f"S-{number}", **shipment}
        lines.append(",".join(cells.get(name, "") for name in names))
    path = folder / "shipments.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return deadlines(read_casts(read_dossier([path], {"shipments": ("shipment_id", "mode")}), on))


def told(each: Deadline, name: str) -> Any:
    value = getattr(each, name)
    if name == "fee":
        return None if value is None else yuan(value)
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_last_days(case: dict[str, Any], tmp_path: Path) -> None:
    found = counted(tmp_path, date.fromisoformat(case["asked"]), case["shipment"])
    assert [each.kind for each in found.deadlines] == list(case["wants"])
    for each in found.deadlines:
        for name, wanted in case["wants"][each.kind].items():
            if name == "unsure":
                assert wanted in "; ".join(each.unsure), each.kind
            else:
                assert told(each, name) == wanted, f"{each.kind} {name}"
        assert each.law
        assert (each.day is None) == (each.state == "unknown")
    late = any(wanted["state"] == "late" for wanted in case["wants"].values())
    assert found.exit_status == int(late)


def test_a_mode_of_exports_is_told_and_has_no_days(tmp_path: Path) -> None:
    found = counted(tmp_path, date(2026, 11, 23), {"mode": "9810"}, {"mode": ""}, {"mode": "0110"})
    assert {each.shipment for each in found.deadlines} == {"S-3"}
    assert [(each.code, each.row) for each in found.findings] == [("DAT001", 2), ("DAT001", 3)]
    assert found.exit_status == 1


def test_a_day_before_the_law_is_unknown(tmp_path: Path) -> None:
    shipment = {"mode": "1210", "released_on": "2016-01-01", "declared_on": "2026-01-01"}
    found = counted(tmp_path, date(2026, 11, 23), shipment)
    (settlement,) = found.deadlines
    assert (settlement.state, settlement.day) == ("unknown", None)
    assert "2016" in settlement.unsure[0]


@given(
    arrived=st.dates(date(2019, 1, 1), date(2027, 6, 1)),
    waited=st.integers(0, 60),
    value=st.integers(0, 10_000_000),
    on=st.integers(0, 90),
)
def test_waiting_longer_never_costs_less(
    arrived: date, waited: int, value: int, on: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def fee(days: int) -> int:
        shipment = {"mode": "0110", "arrives_on": str(arrived), "customs_value": str(value), "tax": str(value)}
        if days <= on:
            shipment["declared_on"] = str(arrived + timedelta(days=days))
        found = counted(tmp_path_factory.mktemp("days"), arrived + timedelta(days=max(on, days)), shipment)
        return next(each.fee or 0 for each in found.deadlines if each.kind == "declaration")

    assert fee(waited) <= fee(waited + 1)


@given(released=st.dates(date(2020, 3, 28), date(2027, 6, 1)))
def test_settlement_opens_the_day_after_returns_close(released: date, tmp_path_factory: pytest.TempPathFactory) -> None:
    found = counted(tmp_path_factory.mktemp("days"), released, {"mode": "1210", "released_on": str(released)})
    apply, arrive, settle = found.deadlines
    assert settle.opens == apply.day + timedelta(days=1)  # type: ignore[operator]  # known, because the release is
    assert settle.day == arrive.day == released + timedelta(days=45)
