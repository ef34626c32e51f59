"""Every code of `cbec check` at once: a batch and a catalogue with one fault of each, each found at its place."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import annexes
import pytest
from checked import ALWAYS, DIRECT, check, clean_orders, codes, order
from planted import (
    IN_CATALOGUE,
    LISTED,
    ON_CREAM,
    ON_HONEY,
    REMARKS,
    TWICE,
    catalogue,
    faults,
    faulty_products,
    told_of,
)
from readings import chunks_of, command, write_rows

from cbec_cli.rules import ALL

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[dict[str, str]]

CONTRACT = {
    "DAT": "001 002 003 004 005",
    "HSC": "001 002 003 004 005 006 007",
    "LST": "001 002 003 004 005",
    "THR": "001 002 003 004 005",
    "TAX": "101 102 103 104 105",
    "UOM": "001 002 003 004",
    "IDN": "001 002 003 004 005 006",
    "DEC": "001 002 003 004 005 006 007 008 009 010 011 012 013 014",
    "LBL": "001 002 003 004",
}
"""The codes that others rely on: in waivers, baselines, builds."""

PROMISED = {family + number for family, numbers in CONTRACT.items() for number in numbers.split()}

WARNINGS = {
    *("HSC005", "HSC006", "THR002", "THR004", "THR005", "TAX102", "TAX104", "TAX105"),
    *("IDN002", "IDN003", "IDN004", "IDN006"),
    *("DEC009", "DEC010", "DEC013", "DEC014", "LBL002", "LBL003", "LBL004"),
}
"""Promised codes that only warn; all others but NOTES are errors."""

NOTES = {"LST002", "HSC007"}

ELSEWHERE = {
    "THR007": "with a ledger only",
    "THR012": "before 2019 only",
    "TAX106": "where the file has no column for the legal quantity",
    "TAX115": "before 2016 only",
    "TAX116": "where the file has no column for the legal quantity",
    "DAT006": "told of headings and rows, not of an order",
    "DAT008": "told of the file",
    "CFG001": "told of waivers",
    "CFG002": "told of waivers",
}
"""Codes that no order of today can have."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the user's own tables with a positive list."""
    folder = tmp_path_factory.mktemp("list")
    rows = annexes.lines(1_476, also=LISTED)
    for row in rows:
        row[3] = REMARKS.get(row[1], "")
    annex = annexes.write_csv(folder / "annex.csv", [annexes.HEADING, *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CBEC_DATA_DIR", str(folder / "mine"))
        assert command("data", "import", "positive-list", str(annex)) == 0
    return folder / "mine"


@pytest.fixture
def listed(imported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is in force."""
    monkeypatch.setenv("CBEC_DATA_DIR", str(imported))


def told(found: dict[str, Any], by: str) -> Counter[tuple[str, str]]:
    """Codes with what they were told of: an order, or a row."""
    return Counter((each["code"], str(each[by])) for each in found["findings"] if each["code"] not in ALWAYS)


def heaviest(found: dict[str, Any]) -> dict[str, str]:
    """Code → the heaviest severity any of its findings has."""
    by_weight = sorted(found["findings"], key=lambda each: ("note", "warning", "error").index(each["severity"]))
    return {each["code"]: each["severity"] for each in by_weight}


def wanted(planted: dict[str, Rows]) -> Counter[tuple[str, str]]:
    return Counter((code, rows[0]["order_no"]) for what, rows in planted.items() for code in told_of(what))


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("chunk", [None, 7])
def test_a_batch_with_every_fault_has_those_and_no_others(tmp_path: Path, chunk: int | None) -> None:
    planted = faults()
    rows = [row for rows in planted.values() for row in rows] + clean_orders(30, first=5_000)
    with chunks_of(chunk):
        found = check(write_rows(tmp_path / "batch.csv", rows))
    assert told(found, "order_no") == wanted(planted)
    assert found["status"] == 1
    assert found["summary"]["orders"] == len({row["order_no"] for row in rows})
    assert {code: severity for code, severity in heaviest(found).items() if code in PROMISED} == {
        code: "warning" if code in WARNINGS else "note" if code in NOTES else "error"
        for code in PROMISED - {"LBL002", "LBL003"}
    }


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("kind", [ON_HONEY, ON_CREAM], ids=["honey", "cream"])
def test_a_fault_alone_in_its_file_is_told_just_the_same(tmp_path: Path, kind: dict[str, dict[str, str]]) -> None:
    of = DIRECT if kind is ON_CREAM else None
    for what, cells in list(kind.items())[::4]:
        rows = order(2, **({"of": of} if of else {}), **cells)
        assert codes(check(write_rows(tmp_path / "one.csv", rows))) == told_of(what), what


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("chunk", [None, 2])
def test_a_catalogue_with_every_fault_has_those_and_no_others(tmp_path: Path, chunk: int | None) -> None:
    rows = catalogue(5) + faulty_products()
    with chunks_of(chunk):
        found = check(write_rows(tmp_path / "catalogue.csv", rows))
    places = [(code, str(7 + i)) for i, what in enumerate([*IN_CATALOGUE, TWICE]) for code in told_of(what)]
    assert told(found, "row") == Counter(places)


def test_every_code_is_planted() -> None:
    """A code without a planted fault is one nobody has seen speak."""
    planted = {code for table in (faults(), IN_CATALOGUE) for what in table for code in told_of(what)} | ALWAYS
    checks = {rule.code for rule in ALL if rule.severity and {"declarations", "catalog"} & {*rule.kinds}}
    assert checks - planted == set(ELSEWHERE) - ALWAYS
    assert planted & checks >= PROMISED


@pytest.mark.usefixtures("listed")
def test_a_clean_batch_is_clean_with_the_list_too(tmp_path: Path) -> None:
    found = check(write_rows(tmp_path / "clean.csv", clean_orders(300)))
    assert codes(found) == []
    assert set(found["summary"]["by_code"]) == {"DAT008"}
    assert found["data"]["positive_list"] == "complete: 公告2022年第7号"


def test_a_large_clean_batch_has_no_fault(tmp_path: Path) -> None:
    found = check(write_rows(tmp_path / "clean.csv", clean_orders(300)))
    assert codes(found) == []
    assert (found["status"], found["summary"]["lines"], found["summary"]["orders"]) == (0, 400, 300)


def test_a_large_clean_catalogue_has_no_fault(tmp_path: Path) -> None:
    found = check(write_rows(tmp_path / "clean.csv", catalogue(300)))
    assert codes(found) == []
    assert (found["status"], found["summary"]["lines"], found["summary"]["orders"]) == (0, 300, 0)
