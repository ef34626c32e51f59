"""A file in which every row is wrong in many ways: everything is counted, a few of each code are kept and shown."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from checked import check, order, resident_id
from openpyxl import load_workbook
from planted import catalogue
from readings import chunks_of, command, write_rows

ORDERS, KEPT = 60, 5
FAULTY = {
    "barcode": "4006381333930",
    "origin": "新西蓝国",
    "unit": "jianzi",
    "name": "Honey",
    "net_weight": "half a kilo",
    "consignee_phone": "1391234567",
    "ebc_code": "91330106MA2AXXXX12",
    "order_paid": "1",
    "pack_no": "2",
    "payer_id": resident_id(999),
    "traf_no": "X1",
}
EACH_ORDER = ("DEC004", "DEC005", "DEC017", "IDN002", "IDN004", "IDN005")
EACH_LINE = ("DAT001", "DEC008", "DEC009", "LBL001", "UOM001")
COUNTS = {**dict.fromkeys((*EACH_ORDER, *EACH_LINE), ORDERS), "IDN006": 1, "DAT008": 1, "LST002": 1}
WARN = ("DEC009", "IDN002", "IDN004", "IDN006")
WARNINGS, NOTES = sum(COUNTS[code] for code in WARN), 2
ERRORS = sum(COUNTS.values()) - WARNINGS - NOTES
LISTED = {code: min(count, KEPT) for code, count in COUNTS.items()}

REPORTS = ("r.json", "r.sarif", "r.xml", "r.csv", "r.xlsx", "r.txt", "gl-code-quality-report.json", "github")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all reports of one run."""
    folder = tmp_path_factory.mktemp("reports")
    rows = [row for number in range(1, ORDERS + 1) for row in order(number, **FAULTY)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_rows(Path("batch.csv"), rows)
        Path("cbec.toml").write_text(f"[check]\nmax_findings = {KEPT}\n", encoding="utf-8")
        files = [word for name in REPORTS[:-1] for word in ("--output", name)]
        with chunks_of(7):
            assert command("check", "batch.csv", *files) == 1
            assert command("check", "batch.csv", "--format", "github", "--output", "github") == 1
    return folder


def numbers(text: str) -> dict[str, int]:
    """`481 errors, 1 note` as a table."""
    return {word.rstrip("s"): int(count.replace(",", "")) for count, word in re.findall(r"(\d[\d,]*) (\w+)", text)}


def test_json_counts_all_and_lists_some(reports: Path) -> None:
    said = json.loads((reports / "r.json").read_text(encoding="utf-8"))
    listed = [finding["code"] for finding in said["findings"]]
    assert {code: listed.count(code) for code in listed} == LISTED
    assert said["findings_dropped"] == sum(COUNTS.values()) - len(listed)
    assert said["summary"] == {
        "lines": ORDERS,
        "orders": ORDERS,
        "errors": ERRORS,
        "warnings": WARNINGS,
        "notes": NOTES,
        "by_code": COUNTS,
    }
    first = [finding["row"] for finding in said["findings"] if finding["code"] == "DEC009"]
    assert first == [2, 3, 4, 5, 6]


def test_sarif_says_how_many_are_not_listed(reports: Path) -> None:
    (run,) = json.loads((reports / "r.sarif").read_text(encoding="utf-8"))["runs"]
    assert len(run["results"]) == sum(LISTED.values())
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == 1
    told = invocation["toolExecutionNotifications"][0]["message"]["text"]
    left = sum(COUNTS.values()) - len(run["results"])
    assert told.startswith(f"{left} more findings were counted")
    assert f"{ERRORS} errors, {WARNINGS} warnings, {NOTES} notes" in told


def test_junit_has_a_case_of_each_rule_and_says_how_many_more(reports: Path) -> None:
    root = ET.parse(reports / "r.xml").getroot()  # noqa: S314 -- our own report
    cases = {case.get("name", "")[:6]: case for case in root.iter("testcase")}
    failed = {code for code, case in cases.items() if case.find("failure") is not None}
    assert failed == set(COUNTS) - {*WARN, "DAT008", "LST002"}
    assert int(root.get("failures", "")) == len(failed)
    for code in failed:
        told = (cases[code].findtext("failure") or "").splitlines()
        assert (len(told), told[-1]) == (KEPT + 1, f"and {ORDERS - KEPT} more of {code} in this run")


def test_github_shows_ten_of_a_kind_and_counts_the_rest(reports: Path) -> None:
    lines = (reports / "github").read_text(encoding="utf-8").splitlines()
    kinds = [line.split()[0].lstrip(":") for line in lines[:-1]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"error": 10, "warning": 10, "notice": NOTES}
    assert numbers(lines[-1].partition("annotation: ")[2]) == {"error": ERRORS - 10, "warning": WARNINGS - 10}
    shown = {re.search(r"title=(\w+)", line)[1] for line in lines[:-1]}  # type: ignore[index]  # all have one
    assert shown == set(COUNTS)


def test_csv_and_gitlab_list_what_was_kept(reports: Path) -> None:
    with (reports / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [row["code"] for row in csv.DictReader(file)]
    issues = json.loads((reports / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert {code: listed.count(code) for code in listed} == LISTED
    assert len(issues) == len({issue["fingerprint"] for issue in issues}) == len(listed)


def test_people_see_all_counts(reports: Path) -> None:
    text = " ".join((reports / "r.txt").read_text(encoding="utf-8").split())
    assert f"Found {ERRORS} errors, {WARNINGS} warnings, {NOTES} notes" in text
    for code in (*EACH_ORDER, *EACH_LINE):
        assert f"{code} {ORDERS}" in text
    assert text.count(f"and {ORDERS - KEPT} more like it (counted only)") == len(EACH_ORDER) + len(EACH_LINE)


def test_the_workbook_names_the_codes_of_every_line_and_counts_all(reports: Path) -> None:
    book = load_workbook(reports / "r.xlsx")
    assert book["Findings"].max_row == 1 + sum(LISTED.values())
    summary = [[cell for cell in row if cell is not None] for row in book["Summary"].iter_rows(values_only=True)]
    at = summary.index(["code", "severity", "found", "title", "law"])
    assert {row[0]: row[2] for row in summary[at + 1 :]} == COUNTS
    assert any(row and row[0] == f"Found: {ERRORS} errors, {WARNINGS} warnings, {NOTES} notes" for row in summary)
    heading, *lines = book.worksheets[0].iter_rows(values_only=True)
    for line in lines:
        assert {*EACH_ORDER, *EACH_LINE} <= set(line[heading.index("check")].split())


def test_what_cannot_be_read_is_counted_beyond_what_is_kept(tmp_path: Path) -> None:
    rows = [{**row, "net_weight": "x", "barcode": "4.00639E+12"} for row in catalogue(10_500)]
    found = check(write_rows(tmp_path / "goods.csv", rows), "--select", "DAT001,DAT005")
    assert found["summary"]["by_code"] == {"DAT001": 10_500, "DAT005": 10_500}
    assert len(found["findings"]) == 2_000


@pytest.mark.parametrize("limit", ["1", "1000000"])
def test_the_limit_is_the_users(limit: str, tmp_path: Path) -> None:
    config = tmp_path / "cbec.toml"
    config.write_text(f"[check]\nmax_findings = {limit}\n", encoding="utf-8")
    rows = [{**row, "barcode": "4006381333930"} for row in catalogue(1_100)]
    found = check(write_rows(tmp_path / "goods.csv", rows), "--config", str(config), "--select", "DEC009")
    assert found["summary"]["by_code"] == {"DEC009": 1_100}
    assert len(found["findings"]) == min(1_100, int(limit))


def test_a_bound_on_the_list_bounds_no_baseline(tmp_path: Path) -> None:
    """All findings are written down, not only those a report lists."""
    known = tmp_path / "known.json"
    path = write_rows(tmp_path / "goods.csv", [{**row, "barcode": "4006381333930"} for row in catalogue(1_200)])
    assert command("check", str(path), "--write-baseline", str(known)) == 0
    counts: dict[str, Any] = json.loads(known.read_text(encoding="utf-8"))["findings"]
    assert sum(count for key, count in counts.items() if key.startswith("DEC009")) == 1_200
    found = check(path, "--baseline", str(known), "--fail-on", "warning")
    assert (found["status"], found["summary"]["by_code"]) == (0, {})
    assert found["known"] == sum(counts.values())
