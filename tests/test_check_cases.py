"""One fault planted into a clean table at a time (`tests/cases/check_*.yaml`), found through the command line."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from checked import ALWAYS, CLEAN, PRODUCTS, check, codes, planted
from readings import write_rows

FOLDER = Path(__file__).parent / "cases"
TABLES = {"declarations": CLEAN, "catalog": PRODUCTS}


def cases() -> list[Any]:
    """Every scalar is text: the base loader makes no numbers and no days."""
    return [
        pytest.param(kind, case, id=f"{kind}: {case['name']}")
        for kind in TABLES
        for case in yaml.load((FOLDER / f"check_{kind}.yaml").read_bytes(), yaml.BaseLoader)  # noqa: S506 -- safe
    ]


@pytest.mark.parametrize("kind", TABLES)
def test_a_clean_table_has_no_fault(kind: str, tmp_path: Path) -> None:
    found = check(write_rows(tmp_path / "clean.csv", TABLES[kind]))
    assert codes(found) == []
    assert found["status"] == 0


@pytest.mark.parametrize(("kind", "case"), cases())
def test_a_planted_fault_is_found_and_nothing_else(kind: str, case: dict[str, Any], tmp_path: Path) -> None:
    path = write_rows(tmp_path / "planted.csv", planted(TABLES[kind], case["rows"]))
    found = check(path, *case.get("options", ()))
    assert codes(found) == sorted(case["finds"])
    told = [each for each in found["findings"] if each["code"] not in ALWAYS]
    assert {each["official_code"] for each in told} - {""} == set(case.get("official", ()))
    for name, wanted in case.get("at", {}).items():
        assert str(told[0][name]) == wanted
    assert told[0]["severity"] == case.get("severity", told[0]["severity"])
    assert found["status"] == int(any(each["severity"] == "error" for each in told))


def orders_of(finding: dict[str, Any], rows: list[dict[str, str]]) -> list[str]:
    """The orders a finding is about, wherever the first of them stands."""
    places = finding.get("rows") or [row for row in [finding.get("row")] if row]
    return sorted({rows[row - 2]["order_no"] for row in places})


def test_the_order_of_rows_changes_no_finding(tmp_path: Path) -> None:
    """Places move with the rows; what is found, and on which order and line, does not."""
    every = [case for kind, case in ((p.values[0], p.values[1]) for p in cases()) if kind == "declarations"]
    dice = random.Random(7)  # noqa: S311 -- a shuffle, no secret
    for case in dice.sample(every, 12):
        rows = planted(CLEAN, case["rows"])
        found = []
        for name in ("first.csv", "second.csv"):
            report = check(write_rows(tmp_path / name, rows), *case.get("options", ()))
            found.append(sorted((each["code"], orders_of(each, rows)) for each in report["findings"]))
            rows = rows[::-1]
        assert found[0] == found[1], case["name"]
