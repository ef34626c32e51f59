"""What the user wants to hear: codes selected and ignored, severities, waivers, a baseline; and personal data."""

from datetime import date
from pathlib import Path

import pytest
from dossiers import BISCUITS, CREAM, ON, checked, codes, of, shipment, stands, without

from cbec_cli.work.checking.baseline import write_baseline
from cbec_cli.work.checking.waivers import Waiver

MISSING = without("packing_list")


def test_only_selected_codes_count(tmp_path: Path) -> None:
    for choice in ({"select": ("LBL",)}, {"ignore": ("DOC001",)}):
        result = checked(tmp_path, [BISCUITS], MISSING, **choice)
        assert (codes(result), shipment(result).verdict) == ([], "ready")
        assert stands(result, "packing_list").state == "missing"


def test_a_severity_may_be_changed(tmp_path: Path) -> None:
    result = checked(tmp_path, [BISCUITS], MISSING, severities={"DOC001": "warning"})
    assert (shipment(result).verdict, result.check.exit_status) == ("ready with warnings", 0)
    assert (
        checked(tmp_path, [BISCUITS], MISSING, severities={"DOC": "warning"}, fail_on="warning").check.exit_status == 1
    )


def test_what_the_reader_tells_is_chosen_too(tmp_path: Path) -> None:
    odd = [*MISSING, *of("S-1", {"type": "packing_list", "number": "PL-1", "issued_on": "2026-02-30"})]
    assert shipment(checked(tmp_path, [BISCUITS], odd)).verdict == "blocked"
    softer = checked(tmp_path, [BISCUITS], odd, severities={"DAT001": "warning"})
    assert [each.severity for each in softer.check.findings] == ["warning"]
    assert shipment(softer).verdict == "ready with warnings"
    deaf = checked(tmp_path, [BISCUITS], odd, ignore=("DAT001",))
    assert (codes(deaf), shipment(deaf).verdict) == ([], "ready")


def test_a_file_or_an_article_may_be_left_in_peace(tmp_path: Path) -> None:
    for choice in ({"per_file_ignores": {"shipments.csv": ("DOC001",)}}, {"per_sku_ignores": {"BC-*": ("DOC001",)}}):
        result = checked(tmp_path, [BISCUITS], MISSING, **choice)
        assert (codes(result), shipment(result).verdict) == ([], "ready")


@pytest.mark.parametrize("until", [date(2026, 12, 31), date(2026, 11, 22)])
def test_a_waiver_makes_a_warning_of_an_error_until_its_day(tmp_path: Path, until: date) -> None:
    waiver = Waiver(code="DOC001", reason="broker brings it", until=until, order="S-*")
    result = checked(tmp_path, [BISCUITS], MISSING, waivers=(waiver,))
    holds = until >= ON
    assert shipment(result).verdict == ("ready with warnings" if holds else "blocked")
    assert result.check.waived == holds
    assert ("DOC001" in codes(result)) is not holds


def test_a_waiver_that_covers_nothing_is_told(tmp_path: Path) -> None:
    waiver = Waiver(code="DOC001", reason="was needed once", until=date(2027, 1, 1), sku="BC-250")
    result = checked(tmp_path, [BISCUITS], of("S-1"), waivers=(waiver,))
    assert [each.code[:3] for each in result.check.findings] == ["CFG"]


def test_what_a_baseline_knows_still_blocks_but_does_not_fail(tmp_path: Path) -> None:
    first = checked(tmp_path, [BISCUITS], MISSING)
    write_baseline(tmp_path / "known.json", first.check.keys, ON)
    again = checked(tmp_path, [{**BISCUITS, "note": "moved"}], MISSING[::-1], baseline=tmp_path / "known.json")
    assert (again.check.known, again.check.exit_status, shipment(again).verdict) == (1, 0, "blocked")
    worse = checked(tmp_path, [BISCUITS], MISSING[1:], baseline=tmp_path / "known.json")
    assert (worse.check.known, worse.check.exit_status) == (1, 1)


def test_findings_beyond_the_most_are_counted(tmp_path: Path) -> None:
    result = checked(tmp_path, [BISCUITS], MISSING[:2], max_findings=1)
    assert (len(codes(result)), result.check.counts["DOC001"], result.check.dropped) == (1, 4, 3)


def test_identity_numbers_and_names_of_buyers_are_masked(tmp_path: Path) -> None:
    buyer = {"shipment_id": "C-1", "type": "buyer_identity", "number": "11010119900101996X", "holder": "样例甲"}
    late = {**buyer, "expires_on": "2026-11-30"}
    hidden, shown = (checked(tmp_path, [CREAM], [late], show_personal_data=each) for each in (False, True))
    assert stands(hidden, "buyer_identity", "C-1").number == "110101********996X"
    assert stands(shown, "buyer_identity", "C-1").number == "11010119900101996X"
    told = str([hidden.check.findings, hidden.shipments, hidden.tasks, hidden.expiries])
    assert "11010119900101996X" not in told
    assert "样例甲" not in told
