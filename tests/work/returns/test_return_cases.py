"""The returns of `tests/cases/returns.yaml`, which an officer can read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from returned import judged, said

from cbec_cli.engine.register import Register
from cbec_cli.law.returns import returns_data
from cbec_cli.rules import returned_goods, returns

CASES = yaml.load((Path(__file__).parents[2] / "cases" / "returns.yaml").read_bytes(), yaml.BaseLoader)  # noqa: S506 -- safe
TOLD = {"verdict", "codes", "tax", "quota", "year", "missing", "provided", "says", "options", "effect"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    found = judged(
        tmp_path,
        case.get("returned", [{}]),
        case.get("declared", [{}]),
        earlier=case.get("earlier", []),
        on=date.fromisoformat(case.get("on", "2026-10-25")),
    )
    answer = said(found)
    assert len(answer["lines"]) == len(case["wants"])
    for line, told, wants in zip(answer["lines"], found.lines, case["wants"], strict=True):
        assert set(wants) <= TOLD
        assert line["verdict"] == wants["verdict"], (line, [each.message for each in told.findings])
        if "codes" in wants:
            assert sorted(line["codes"]) == wants["codes"], [each.message for each in told.findings]
        for name, field in (("tax", "tax_back"), ("quota", "quota_back"), ("effect", "tax_effect")):
            assert line[field] == wants.get(name, line[field])
        if "year" in wants:
            assert str(line["quota_year"] or "") == wants["year"]
        if "options" in wants:
            assert [each["id"] for each in line["options"]] == wants["options"]
        findings = " ".join(f"{each.message} {each.fix}" for each in told.findings)
        assert wants.get("says", "") in findings
        assert wants.get("missing", "") in "; ".join(line["missing"])
        assert wants.get("provided", "") in "; ".join(line["provided"])
    assert found.exit_status == int(any(line["verdict"] == "not eligible" for line in answer["lines"]))
    assert all(each["law"] for each in answer["findings"])
    assert all(each["law"] for line in answer["lines"] for each in line["options"])


def test_every_case_names_its_law() -> None:
    assert [case["name"] for case in CASES if not case.get("source")] == []
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_every_code_and_every_option_has_a_case() -> None:
    codes = {code for case in CASES for wants in case["wants"] for code in wants.get("codes", ())}
    assert codes == set(Register(returns, returned_goods).by_code)
    options = {each for case in CASES for wants in case["wants"] for each in wants.get("options", ())}
    assert options == {each.id for each in returns_data().options}
