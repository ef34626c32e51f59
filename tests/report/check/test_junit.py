"""JUnit: a suite per sheet, a case per rule that ran."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from cbec_cli.engine.findings import Finding
from cbec_cli.report.check.junit import write_junit


@pytest.fixture
def suites(written: Any) -> Any:
    """The tree a check is written as."""
    return lambda result: ET.fromstring(written(write_junit, result).encode())  # noqa: S314 -- our own


def test_every_rule_that_ran_is_a_case_of_every_sheet(result: Any, suites: Any) -> None:
    root = suites(result)
    assert [suite.get("name") for suite in root] == ["in/订单 1.xlsx May's orders", "more.csv"]
    assert [case.get("name", "")[:6] for case in root[1]] == ["HSC002", "IDN001", "LST002", "THR004"]
    assert [case.get("name", "")[:6] for case in root[0]] == ["DAT002", "HSC002", "IDN001", "LST002", "THR004"]


def test_counts_agree_with_the_cases(result: Any, suites: Any) -> None:
    root = suites(result)
    assert (root.get("tests"), root.get("failures")) == ("9", "4")
    for suite in root:
        assert int(suite.get("tests")) == len(suite)
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))


def test_what_does_not_fail_the_check_does_not_fail_its_case(make: Any, suites: Any) -> None:
    findings = [Finding("THR004", "warning", "split?", file="more.csv", row=2)]
    assert not suites(make(findings)).findall(".//failure")
    assert suites(make(findings)).findtext(".//system-out") == "warning more.csv row 2: split?"
    (failure,) = suites(make(findings, fail_on="warning")).findall(".//failure")
    assert (failure.get("type"), failure.get("message")) == ("warning", "split?")
    assert not suites(make(findings, fail_on="never")).findall(".//failure")


def test_a_case_lists_its_findings_and_says_how_many_were_not_kept(result: Any, suites: Any) -> None:
    failure = suites(result).find("testsuite/testcase[2]/failure")
    assert failure.get("message").startswith("2 findings: code 9999999999")
    lines = failure.text.splitlines()
    assert lines[0].startswith("error in/订单 1.xlsx 'May''s orders'!C2, 商品编码, order A1, line 1: code 9999999999")
    assert lines[0].endswith("law: 海关总署公告2018年第194号 第五条")
    assert lines[-1] == "and 1,234 more of HSC002 in this run"


def test_what_is_about_no_sheet_has_a_suite_of_its_own(make: Any, suites: Any) -> None:
    root = suites(
        make([Finding("CFG001", "error", "a waiver has expired", file="cbec.toml"), Finding("X", "note", "m")])
    )
    assert [suite.get("name") for suite in root][2:] == ["cbec.toml", "cbec"]
    assert root[3].find("testcase").get("file") is None
