"""JSON, csv, GitHub, GitLab: what programs read of a check, whatever the cells hold."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli import __version__
from cbec_cli.engine.findings import FIELDS, Finding
from cbec_cli.report.check.csv_report import guarded, write_csv
from cbec_cli.report.check.github import github_lines, write_github
from cbec_cli.report.check.gitlab import write_gitlab
from cbec_cli.report.check.json_report import write_json
from cbec_cli.report.check.junit import write_junit
from cbec_cli.report.check.sarif import write_sarif
from cbec_cli.report.check.told import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

WRITERS = {
    "check.json": write_json,
    "check.csv": write_csv,
    "check.github.txt": write_github,
    "check.gitlab.json": write_gitlab,
    "check.junit.xml": write_junit,
    "check.sarif": write_sarif,
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_report(result: Any, written: Any, same: Callable[[str, str], None], name: str) -> None:
    same(name, written(WRITERS[name], result).replace(f'ersion": "{__version__}"', 'ersion": "0.0.0"'))


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_findings_give_the_same_bytes(result: Any, written: Any, name: str) -> None:
    assert written(WRITERS[name], result) == written(WRITERS[name], result)


@pytest.mark.parametrize("name", WRITERS)
def test_no_writer_adds_a_cell_that_no_finding_shows(result: Any, written: Any, name: str) -> None:
    """Findings come with personal data masked; the user's rows, which are not, stay where they are."""

    def rows() -> Any:
        raise AssertionError("a report of findings read the user's rows")

    result.walk = rows
    assert "110105********002X" in written(WRITERS[name], result)


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_name_that_is_no_text_is_written_all_the_same(make: Any, written: Any, name: str) -> None:
    odd = b"\xd6\xd0.csv".decode("utf-8", "surrogateescape")
    result = make([Finding("HSC002", "error", "odd", file=odd, row=2)])
    result.source["files"] = [odd]
    assert "HSC002" in written(WRITERS[name], result)


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_found_is_a_report_too(nothing: Any, written: Any, name: str) -> None:
    text = written(WRITERS[name], nothing)
    assert text.endswith("\n")
    if name.endswith(".json"):
        assert json.loads(text) == [] or json.loads(text)["findings"] == []


# -- JSON ----------------------------------------------------------------------------------------------------


def test_json_has_the_keys_of_the_contract_in_its_order(result: Any, written: Any) -> None:
    got = json.loads(written(write_json, result))
    assert " ".join(got) == "schema source data findings summary findings_dropped waived known"
    assert got["schema"] == "cbec/check/1"
    assert " ".join(got["findings"][0]) == (
        "code severity file sheet row column order_no line_no message fix law official_code"
    )
    assert " ".join(got["summary"]) == "lines orders errors warnings notes by_code"
    assert sum(got["summary"]["by_code"].values()) == len(got["findings"]) + got["findings_dropped"]
    assert [got["findings_dropped"], got["waived"], got["known"]] == [1234, 3, 10]


def test_json_keeps_every_text_as_it_was(result: Any, written: Any) -> None:
    got = json.loads(written(write_json, result))["findings"]
    assert got == [json.loads(json.dumps(finding.as_dict())) for finding in result.findings]


# -- csv ----------------------------------------------------------------------------------------------------


def test_csv_is_marked_as_utf8_for_spreadsheets(result: Any, written: Any) -> None:
    assert written(write_csv, result).startswith("\ufeffcode,severity,file,")


def test_csv_has_a_row_per_finding_and_names_all_its_rows(result: Any, written: Any) -> None:
    text = written(write_csv, result).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == [*FIELDS, "rows"]
    assert len(rows) == len(result.findings)
    assert [row["code"] for row in rows] == [finding.code for finding in result.findings]
    assert rows[3]["rows"] == "2 3 6 7 8 9 10 11 12 13 14"
    assert rows[3]["official_code"] == "-621018"


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    cell = guarded(one_line(text))
    number = cell.removeprefix("-").replace(".", "", 1).isdecimal()
    assert number or cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")
    assert cell.removeprefix("'").strip("'") == one_line(text).strip("'")


# -- GitHub ----------------------------------------------------------------------------------------------------


def test_annotations_say_file_line_and_title(make: Any, at_row: Any) -> None:
    first = github_lines(make([at_row(2, "A1")]))[0]
    assert first.startswith("::error file=in/订单 1.xlsx,line=2,title=HSC002 Code is not in the tariff::in/订单")
    assert first.endswith("look it up with: cbec hs WORDS (海关总署公告2018年第194号 第五条)")


def test_no_text_can_start_a_command_of_its_own(make: Any, at_row: Any) -> None:
    lines = github_lines(make([at_row(2, "A1", "1\n::add-mask::x\r%0A::stop::")]))
    assert len(lines) == 2
    assert "%250A" in lines[0]
    assert not [letter for letter in "\r\n" if letter in lines[0]]


def test_a_comma_or_colon_in_a_file_name_does_not_end_the_property(make: Any) -> None:
    (line, _) = github_lines(make([Finding("X", "note", "m", file="a,b:c.csv", row=3)]))
    assert line.startswith("::notice file=a%2Cb%3Ac.csv,line=3,title=X::")


def test_what_came_through_a_pipe_or_is_of_no_file_has_no_place(make: Any) -> None:
    lines = github_lines(make([Finding("X", "error", "m", file="stdin", row=3), Finding("Y", "error", "n")]))
    assert lines[:2] == ["::error title=X::stdin row 3: m", "::error title=Y::n"]


def test_ten_of_a_kind_are_shown_of_as_many_rules_as_there_are(make: Any, at_row: Any) -> None:
    many = [at_row(row, f"O{row}") for row in range(2, 40)]
    few = [Finding("ZZZ001", "error", "last of all", file="z.csv", row=1), Finding("ZZZ002", "warning", "light")]
    lines = github_lines(make([few[1], *many, few[0]]))
    assert [line[:7] for line in lines] == ["::error"] * 10 + ["::warni", "cbec ch"]
    assert "ZZZ001" in lines[1]
    assert lines[-1].startswith("cbec check failed: 39 errors; without an annotation: 29 errors (--format json")


# -- GitLab ----------------------------------------------------------------------------------------------------


def test_gitlab_gets_what_it_needs(result: Any, written: Any) -> None:
    issues = json.loads(written(write_gitlab, result))
    assert len(issues) == len(result.findings)
    for issue in issues:
        assert list(issue) == ["description", "check_name", "fingerprint", "severity", "location"]
        assert issue["severity"] in ("info", "minor", "major")
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_gitlab_gets_a_path_even_where_no_file_is_meant(make: Any, written: Any) -> None:
    (issue,) = json.loads(written(write_gitlab, make([Finding("CFG001", "warning", "a waiver has expired")])))
    assert issue["location"] == {"path": "in/订单 1.xlsx", "lines": {"begin": 1}}
    assert issue["description"] == "a waiver has expired"
