"""Faults of parties planted into a sound dossier one at a time (`cases/importer.yaml`), and what never matters."""

from __future__ import annotations

import csv
import random
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.tables.dossier_rows import read_dossier
from cbec_cli.work.parties import read_casts
from cbec_cli.work.party_cards import Cards, Days, everyone, make_cards
from cbec_cli.work.party_cash import cash_of_batch, cash_of_shipments
from cbec_cli.work.settings import Settings

if TYPE_CHECKING:
    from cbec_cli.engine.findings import Finding

CASES = yaml.load((Path(__file__).parent / "cases" / "importer.yaml").read_bytes(), yaml.BaseLoader)  # noqa: S506 -- safe
ON = date(2026, 11, 23)
Tables = dict[str, list[dict[str, str]]]

KEYS = {"shipments": "shipment_id", "parties": "role", "documents": "type"}
SOUND: Tables = {
    "shipments": [
        {
            "shipment_id": "GT-1",
            "mode": "0110",
            "hs_code": "2106909090",
            "declared_on": "2026-11-20",
            "importer": "上海样例贸易有限公司",
            "tax": "34270.59",
        },
        {
            "shipment_id": "CB-1",
            "mode": "1210",
            "hs_code": "2106909090",
            "declared_on": "2026-11-20",
            "agent": "杭州样例代理有限公司",
            "tax": "9100.00",
        },
    ],
    "parties": [
        {
            "role": "importer",
            "name": "上海样例贸易有限公司",
            "uscc": "91110000600037341L",
            "customs_code": "3122960001",
            "country": "CHN",
            "filed_since": "2022-03-01",
            "scope": "货物进出口；食品销售",
        },
        {
            "role": "agent",
            "name": "杭州样例代理有限公司",
            "uscc": "91330106673959654P",
            "customs_code": "330766K00Q",
            "country": "中国",
            "filed_since": "2020-01-01",
            "mandate_expires_on": "2026-12-31",
        },
        {"role": "seller", "name": "Vita, Inc.", "country": "US"},
        {"role": "platform", "name": "样例平台", "customs_code": "3301960E01"},
        {"role": "payment", "name": "样例支付", "customs_code": "3301960E02"},
        {"role": "logistics", "name": "样例快递", "customs_code": "33169667BG"},
        {"role": "declarant", "name": "诚信报关行", "customs_code": "3301980001"},
        {
            "role": "guarantor",
            "name": "样例快递",
            "customs_code": "33169667BG",
            "guarantee_amount": "500000",
            "guarantee_expires_on": "2027-12-31",
        },
        {"role": "warehouse", "name": "样例保税仓", "customs_code": "3301660003"},
    ],
    "documents": [
        {"type": "agent_mandate", "importer": "杭州样例代理有限公司", "expires_on": "2026-12-31"},
        {"type": "customs_power_of_attorney", "importer": "", "expires_on": "2026-12-31"},
    ],
}


def planted(case: dict[str, Any]) -> Tables:
    """The sound dossier with a case's changes."""
    made: Tables = {}
    for table, rows in SOUND.items():
        changes = case.get(table, {})
        assert set(changes) <= {row[KEYS[table]] for row in rows}, case["name"]
        kept = [row for row in rows if changes.get(row[KEYS[table]]) != "null"]
        made[table] = [{**row, **changes.get(row[KEYS[table]], {})} for row in kept]
    return made


def judged(folder: Path, tables: Tables, case: dict[str, Any] | None = None) -> Cards:
    """The cards of a dossier written as three csv files."""
    case = case or {}
    files = []
    for table, rows in tables.items():
        names = list(dict.fromkeys(name for row in (*SOUND[table], *rows) for name in row))
        names += [
            name for name in ("withdrawn_on", "credit_grade", "declares_as") if table == "parties" and name not in names
        ]
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        if rows:
            files.append(path)
    casts = read_casts(read_dossier(files, {}), ON)
    guarantors = len(everyone(casts, "guarantor"))
    cash = cash_of_shipments(casts, guarantors)
    if "batch" in case:
        batch = folder / "orders.csv"
        batch.write_text(case["batch"], encoding="utf-8")
        duties = {origin: str(percent) for origin, percent in case.get("additional_duty", {}).items()}
        cash = cash_of_batch(batch, Settings(on=ON, additional_duty=duties), guarantors)
    return make_cards(casts, cash, Days())


def codes(findings: list[Finding]) -> list[str]:
    return sorted(each.code for each in findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_planted_fault_is_found_and_nothing_else(case: dict[str, Any], tmp_path: Path) -> None:
    found = judged(tmp_path, planted(case), case)
    assert codes(found.findings) == case["finds"], [each.message for each in found.findings]
    said = " ".join(f"{each.message} {each.fix}" for each in found.findings)
    assert [words for words in case.get("says", ()) if words not in said] == []
    if "severity" in case:
        assert {each.severity for each in found.findings} == {case["severity"]}
    assert found.exit_status == int(any(each.severity == "error" for each in found.findings))
    assert all(each.law or each.code.startswith("DAT") for each in found.findings)


def test_every_rule_has_a_case() -> None:
    told = {code for case in CASES for code in case["finds"]}
    assert told == {"DAT001", *(f"IOR{number:03}" for number in range(1, 11))}


def test_a_finding_stands_where_the_fault_stands(tmp_path: Path) -> None:
    found = judged(tmp_path, planted({"parties": {"importer": {"uscc": "91110000600037342L"}}, "name": ""}))
    (told,) = found.findings
    assert (Path(told.file).name, told.row, told.column) == ("parties.csv", 2, "uscc")


def test_a_fault_of_a_party_is_told_once_for_all_its_shipments(tmp_path: Path) -> None:
    tables = planted({"parties": {"agent": {"withdrawn_on": "2026-01-01"}}, "name": ""})
    tables["shipments"] += [{**tables["shipments"][1], "shipment_id": f"CB-{number}"} for number in range(2, 9)]
    (told,) = judged(tmp_path, tables).findings
    assert "CB-1, CB-2, CB-3, CB-4, CB-5 and 3 more" in told.message


def test_the_name_of_a_buyer_is_masked(tmp_path: Path) -> None:
    tables = planted({"name": ""})
    tables["parties"].append({"role": "订购人", "name": "张三丰", "uscc": "11010519491231002X"})
    found = judged(tmp_path, tables)
    (card,) = (card for card in found.cards if card.parts[0].role == "buyer")
    assert (card.name, card.identifiers) == ("张*", ())
    assert found.findings == []


# -- what never matters -------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 1_000), case=st.sampled_from(CASES))
def test_the_order_of_rows_changes_no_finding(
    seed: int, case: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tables, dice = planted(case), random.Random(seed)  # noqa: S311 -- a shuffle, no secret
    first = judged(tmp_path_factory.mktemp("first"), tables, case)
    mixed = {table: dice.sample(rows, len(rows)) for table, rows in tables.items()}
    second = judged(tmp_path_factory.mktemp("second"), mixed, case)
    assert codes(first.findings) == codes(second.findings)


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(earlier=days, later=days)
def test_a_later_end_of_filing_mandate_or_guarantee_is_never_worse(
    earlier: date, later: date, tmp_path_factory: pytest.TempPathFactory
) -> None:
    earlier, later = sorted((earlier, later))

    def found(day: date) -> set[str]:
        parties = {
            "importer": {"withdrawn_on": str(day)},
            "agent": {"mandate_expires_on": str(day)},
            "guarantor": {"guarantee_expires_on": str(day)},
        }
        case = {"name": "", "parties": parties, "documents": {"agent_mandate": "null"}}
        return set(codes(judged(tmp_path_factory.mktemp("days"), planted(case)).findings))

    assert found(later) <= found(earlier)


@given(less=st.integers(0, 20_000_00), more=st.integers(0, 20_000_00))
def test_a_larger_guarantee_is_never_worse(less: int, more: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    less, more = sorted((less, more))

    def found(amount: int) -> int:
        case = {"name": "", "parties": {"guarantor": {"guarantee_amount": f"{amount // 100}.{amount % 100:02}"}}}
        return len(judged(tmp_path_factory.mktemp("guarantee"), planted(case)).findings)

    assert found(more) <= found(less)


@given(role=st.sampled_from([row["role"] for row in SOUND["parties"]]))
def test_naming_a_missing_party_never_adds_a_missing_role(role: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    def missing(parties: dict[str, Any]) -> int:
        found = judged(tmp_path_factory.mktemp("roles"), planted({"name": "", "parties": parties}))
        return sum(each.code in ("IOR001", "IOR005") for each in found.findings)

    everybody = dict.fromkeys((row["role"] for row in SOUND["parties"]), "null")
    assert missing({name: gone for name, gone in everybody.items() if name != role}) <= missing(everybody)
