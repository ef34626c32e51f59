"""The next steps: what clears most comes first."""

from __future__ import annotations

from typing import Any

from cbec_cli.engine.findings import Finding
from cbec_cli.report.check.places import Places
from cbec_cli.report.check.steps import next_steps


def steps(result: Any) -> list[str]:
    return next_steps(result, Places(result))


def csv_finding(code: str, severity: Any, column: str, row: int | None = 2) -> Finding:
    return Finding(code, severity, "m", file="more.csv", column=column, row=row)


def test_the_column_that_clears_most_errors_comes_first(make: Any) -> None:
    findings = [
        *[csv_finding("THR004", "warning", "order_no")] * 9,
        *[csv_finding("HSC002", "error", "hs_code")] * 3,
        csv_finding("HSC001", "error", "hs_code"),
    ]
    assert steps(make(findings)) == [
        "fix column hs_code: 4 errors (HSC002, HSC001); see cbec rule HSC002",
        "fix column order_no: 9 warnings (THR004); see cbec rule THR004",
        "see each finding at its cell: --output checked.xlsx",
    ]


def test_a_column_that_is_absent_has_to_be_added(make: Any) -> None:
    assert steps(make([csv_finding("TAX102", "warning", "运费 (freight)", None)])) == [
        "add the column 运费 (freight): 1 warning (TAX102); see cbec rule TAX102",
        "see each finding at its cell: --output checked.xlsx",
        "accept what stands today, so that only new findings fail: --write-baseline FILE, or [[waivers]] in cbec.toml",
    ]


def test_what_is_about_no_column_is_named_by_its_rule(make: Any) -> None:
    (first, *_) = steps(make([Finding("THR004", "warning", "m", row=2)]))
    assert first == "settle THR004 (Looks like splitting): 1 warning (THR004); see cbec rule THR004"
    (first, *_) = steps(make([Finding("XYZ001", "error", "m", row=2)]))
    assert first == "settle XYZ001: 1 error (XYZ001); see cbec rule XYZ001"


def test_findings_that_were_only_counted_are_shared_out(make: Any) -> None:
    findings = [csv_finding("HSC002", "error", "hs_code")] * 3 + [csv_finding("HSC002", "error", "order_no")]
    assert steps(make(findings, counts={"HSC002": 396}))[:2] == [
        "fix column hs_code: about 300 errors (HSC002); see cbec rule HSC002",
        "fix column order_no: about 100 errors (HSC002); see cbec rule HSC002",
    ]
    (first, *_) = steps(make(findings[:3], counts={"HSC002": 397}))
    assert first == "fix column hs_code: 400 errors (HSC002); see cbec rule HSC002"


def test_the_positive_list_is_asked_for_where_it_is_missing(make: Any) -> None:
    missing = Finding("LST002", "note", "not loaded", file="more.csv")
    (only,) = steps(make([missing]))
    assert only == "load the positive list, which settles LST002: cbec data import positive-list FILE"
    several = [csv_finding("A", "error", "a"), csv_finding("B", "error", "b"), csv_finding("C", "error", "c"), missing]
    assert [each.partition(":")[0] for each in steps(make(several))] == [
        "fix column a",
        "fix column b",
        "load the positive list, which settles LST002",
    ]


def test_many_codes_of_a_column_are_cut(make: Any) -> None:
    (first, *_) = steps(make([csv_finding(f"C{i}", "note", "qty") for i in range(5)]))
    assert first == "fix column qty: 5 notes (C0, C1, C2, …); see cbec rule C0"


def test_nothing_found_nothing_to_do(nothing: Any) -> None:
    assert steps(nothing) == []
