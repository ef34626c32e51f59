"""SARIF: valid in its parts, harmless, and never more than is taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from cbec_cli import __version__
from cbec_cli.engine.findings import Finding
from cbec_cli.report.check import sarif

SCHEMA = Path(__file__).parent / "sarif-parts.schema.json"


@pytest.fixture(scope="module")
def valid() -> Any:
    return fastjsonschema.compile(json.loads(SCHEMA.read_text("utf-8")))


@pytest.fixture
def run_of(written: Any, valid: Any) -> Any:
    """The run of a check, after its shape was found right."""

    def run(result: Any) -> Any:
        log = json.loads(written(sarif.write_sarif, result))
        valid(log)
        return log["runs"][0]

    return run


def test_a_report_is_valid(result: Any, nothing: Any, make: Any, run_of: Any) -> None:
    run_of(result)
    assert run_of(nothing)["results"] == []
    run_of(make([Finding("CFG001", "warning", "of no file")], kind="catalog"))


def test_a_wrong_report_is_found_wrong(result: Any, run_of: Any, valid: Any) -> None:
    run = run_of(result)
    run["results"][0]["level"] = "fatal"
    with pytest.raises(fastjsonschema.JsonSchemaException):
        valid({"version": "2.1.0", "runs": [run]})


def test_rules_say_what_they_are_and_results_point_at_them(result: Any, run_of: Any) -> None:
    run = run_of(result)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("cbec", __version__)
    assert [rule["id"] for rule in driver["rules"]] == ["DAT002", "HSC002", "IDN001", "LST002", "THR004"]
    for found in run["results"]:
        assert driver["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
    code = driver["rules"][1]
    assert code["name"] == "UnknownCode"
    assert "**What to do:** look it up, the limit is annual limit" in code["help"]["markdown"]
    assert code["properties"]["source"] == "海关总署公告2018年第194号 第五条"
    assert code["properties"]["since"] == "2016-04-08"
    assert "until 2030-12-31" in driver["rules"][2]["help"]["text"]


def test_a_result_names_file_row_and_cell(result: Any, run_of: Any) -> None:
    found = run_of(result)["results"][2]
    (place,) = found["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "in/%E8%AE%A2%E5%8D%95%201.xlsx"},
        "region": {"startLine": 2, "startColumn": 3},
    }
    assert place["logicalLocations"] == [{"name": "C2", "fullyQualifiedName": "'May''s orders'!C2", "kind": "cell"}]


def test_in_a_csv_the_whole_line_is_meant(result: Any, run_of: Any) -> None:
    (place,) = run_of(result)["results"][-1]["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 2}
    assert place["logicalLocations"][0]["name"] == "B2"


def test_a_finding_about_the_whole_file_stands_at_the_headings(make: Any, run_of: Any) -> None:
    whole = Finding("LST002", "note", "not loaded", file="more.csv")
    (place,) = run_of(make([whole]))["results"][0]["locations"]
    assert place == {
        "physicalLocation": {"artifactLocation": {"uri": "more.csv"}, "region": {"startLine": 1}},
    }


def test_a_finding_about_several_rows_names_the_others(result: Any, run_of: Any) -> None:
    related = run_of(result)["results"][3]["relatedLocations"]
    assert [each["physicalLocation"]["region"]["startLine"] for each in related] == [3, *range(6, 15)]
    assert [each["id"] for each in related] == list(range(1, 11))


def test_a_cell_cannot_hide_a_link_in_a_message(result: Any, run_of: Any) -> None:
    assert not [found for found in run_of(result)["results"] if "](" in found["message"]["text"]]


def test_the_run_says_how_it_ended_and_what_it_leaves_out(result: Any, nothing: Any, run_of: Any) -> None:
    (ended,) = run_of(result)["invocations"]
    assert (ended["executionSuccessful"], ended["exitCode"]) == (True, 1)
    assert [note["message"]["text"] for note in ended["toolExecutionNotifications"]] == [
        "1,234 more findings were counted; all in all 1,239 errors, 1 warning, 1 note",
        "3 waived: not listed",
        "10 known from the baseline: not listed",
    ]
    assert run_of(nothing)["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]


def test_where_more_were_found_than_are_taken_the_heaviest_are_written(
    result: Any, run_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 6)
    levels = [found["level"] for found in run_of(result)["results"]]
    assert levels == ["error"] * 5 + ["warning"]
