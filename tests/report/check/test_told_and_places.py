"""Counts, outcome, fingerprints; where a finding stands as people, sheets and programs name it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.findings import Finding
from cbec_cli.report.check.places import Places, letters, project_path, sheet_name, uri
from cbec_cli.report.check.told import fingerprints, one_line, severity_of_code, status

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("fail_on", "said"),
    [
        ("error", "failed: 4 errors"),
        ("warning", "failed: 4 errors, 1 warning"),
        ("note", "failed: 4 errors, 1 warning, 1 note"),
        ("never", "passed with 4 errors, 1 warning, 1 note (--fail-on never)"),
    ],
)
def test_the_outcome_says_what_failed_it(make: Any, fail_on: str, said: str) -> None:
    findings = [finding for finding in make().findings if finding.file != "more.csv"]
    assert status(make(findings, fail_on=fail_on)) == said


def test_the_outcome_of_a_check_that_passed(make: Any, nothing: Any) -> None:
    warnings = [Finding("X", "warning", "x"), Finding("X", "warning", "y")]
    assert status(make(warnings)) == "passed with 2 warnings"
    assert status(nothing) == "passed: nothing found"
    assert status(make((), waived=1, known=1200)) == "passed: nothing found; 1 waived; 1,200 known from the baseline"


def test_a_code_weighs_as_much_as_its_heaviest_finding(make: Any) -> None:
    found = severity_of_code(make([Finding("X", "note", "x"), Finding("X", "warning", "y")], counts={"IDN001": 2}))
    assert found == {"X": "warning", "IDN001": "error"}


@given(st.text())
def test_one_line_is_one_line_and_harmless(text: str) -> None:
    got = one_line(text)
    assert len(f"{got}.".splitlines()) == 1
    assert all(letter.isprintable() or letter.isspace() for letter in got)
    assert one_line(got) == got
    got.encode()


def test_a_fingerprint_stays_when_rows_move_and_no_two_are_alike(at_row: Any) -> None:
    findings = [at_row(2, "A1"), at_row(3, "A1"), at_row(4, "B2"), Finding("X", "note", "m", row=5)]
    before = [digits for _, digits in fingerprints(findings)]
    after = [digits for _, digits in fingerprints([replace(each, row=(each.row or 0) + 90) for each in findings])]
    assert before == after
    assert len(set(before)) == 4


@pytest.mark.parametrize(
    ("file", "sheet", "row", "column", "reference", "told"),
    [
        ("in/订单 1.xlsx", "May's orders", 7, "qty", "'May''s orders'!D7", "in/订单 1.xlsx 'May''s orders'!D7, qty"),
        ("in/订单 1.xlsx", "May's orders", 7, "", "'May''s orders'!7:7", "in/订单 1.xlsx May's orders row 7"),
        ("in/订单 1.xlsx", "May's orders", None, "", "'May''s orders'", "in/订单 1.xlsx May's orders"),
        ("more.csv", "", 2, "hs_code", "B2", "more.csv row 2, hs_code"),
        ("more.csv", "", None, "net_weight", "", "more.csv, net_weight"),
        ("other.csv", "", 2, "hs_code", "2:2", "other.csv row 2, hs_code"),
        ("", "", None, "", "", ""),
    ],
)
def test_places_read_as_people_and_spreadsheets_name_them(
    result: Any, file: str, sheet: str, row: int | None, column: str, reference: str, told: str
) -> None:
    places = Places(result)
    found = Finding("X", "note", "m", file=file, sheet=sheet, row=row, column=column)
    assert places.reference(found) == reference
    assert places.told(found) == told


def test_of_two_columns_with_one_heading_the_one_that_was_read_is_meant(result: Any) -> None:
    about = {"file": "in/订单 1.xlsx", "sheet": "May's orders", "row": 2}
    places = Places(result)
    assert places.column_number(Finding("X", "note", "m", column="商品编码", **about)) == 3
    result.sheets[0].fields.pop("hs_code")
    assert places.column_number(Finding("X", "note", "m", column="商品编码", **about)) == 3
    result.sheets[0].fields["hs_code"] = 4
    assert places.column_number(Finding("X", "note", "m", column="商品编码", **about)) == 5
    result.sheets[0].fields["hs_code"] = 2


@given(st.integers(1, 16_384))
def test_columns_are_named_as_in_a_spreadsheet(number: int) -> None:
    value = 0
    for letter in letters(number):
        value = value * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    assert value == number


@given(st.text(min_size=1, max_size=31))
def test_the_name_of_a_sheet_can_be_read_back(name: str) -> None:
    said = sheet_name(name)
    assert name == (said[1:-1].replace("''", "'") if said.startswith("'") else said)


def test_paths_are_told_from_the_folder_the_command_runs_in(tmp_path: Path) -> None:
    inside = tmp_path / "in" / "订单 1#.xlsx"
    assert project_path(str(inside)) == "in/订单 1#.xlsx"
    assert project_path("./a.csv") == "a.csv"
    assert project_path("") == ""
    assert uri(str(inside)) == "in/%E8%AE%A2%E5%8D%95%201%23.xlsx"
    assert uri("c:d.csv") == "c%3Ad.csv"
    assert uri("/elsewhere/a b.csv") == "file:///elsewhere/a%20b.csv"
