"""What people get wrong in the tables of a dossier: each thing is named with its cell, and nothing is guessed."""

from pathlib import Path

import pytest
from dossiers import BISCUITS, IMPORTER, checked, codes, of, paper, shipment, stands, without, write

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import Finding
from cbec_cli.work.checking.options import CheckOptions
from cbec_cli.work.dossier.check import DossierOptions, check_files
from cbec_cli.work.dossier.result import DossierResult


def only(result: DossierResult, code: str) -> Finding:
    (found,) = [each for each in result.check.findings if each.code == code]
    return found


def test_a_day_that_is_none_is_named_and_the_document_does_not_count(tmp_path: Path) -> None:
    papers = [*without("producer_registration"), *of("S-1", paper("producer_registration", expires_on="2026-02-30"))]
    result = checked(tmp_path, [BISCUITS], papers)
    found = only(result, "DAT001")
    assert (found.row, found.column) == (7, "expires_on")
    assert "there is no such day" in found.message
    assert (stands(result, "producer_registration").state, shipment(result).verdict) == ("unreadable", "blocked")


def test_a_day_of_the_shipment_that_cannot_be_read_blocks_it(tmp_path: Path) -> None:
    result = checked(tmp_path, [{**BISCUITS, "arrives_on": "03/04/2026"}], of("S-1"))
    assert "day and month could be exchanged" in only(result, "DAT001").message
    assert shipment(result).verdict == "blocked"


def test_an_unknown_type_names_the_nearest_and_its_document_is_missing(tmp_path: Path) -> None:
    result = checked(tmp_path, [BISCUITS], [*without("packing_list"), *of("S-1", {"type": "装箱丹", "number": "PL-1"})])
    assert (
        "'装箱丹' is no type of document this tool knows; the nearest is packing_list" in only(result, "DAT009").message
    )
    assert stands(result, "packing_list").state == "missing"


@pytest.mark.parametrize(
    "text", ["Packing List", "装箱单", "packing_list", "装箱单 / packing_list", "ＰＡＣＫＩＮＧ　ＬＩＳＴ"]
)
def test_a_type_goes_by_id_or_name_in_two_languages(tmp_path: Path, text: str) -> None:
    result = checked(tmp_path, [BISCUITS], [*without("packing_list"), *of("S-1", {"type": text, "number": "PL-1"})])
    assert stands(result, "packing_list").state == "present"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"shipment_id": "S-11"}, "there is no shipment 'S-11', the nearest is S-1"),
        ({"sku": "BC-25"}, "there is no article 'BC-25', the nearest is BC-250"),
        ({"importer": "别的公司"}, "there is no party '别的公司'"),
        ({}, "it names none"),
        ({"shipment_id": "S-1", "sku": "XX"}, "there is no article 'XX'"),
    ],
)
def test_a_document_for_no_shipment_is_told_with_the_nearest(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    lost = {"type": "invoice", "number": "INV-9", **cells}
    result = checked(tmp_path, [BISCUITS], [*of("S-1"), lost])
    found = only(result, "DAT010")
    assert said in found.message
    assert (found.row, found.severity) == (8, "warning")
    assert shipment(result).verdict == "ready"


def test_a_number_that_stands_twice_blocks_both_rows(tmp_path: Path) -> None:
    result = checked(tmp_path, [BISCUITS, {**BISCUITS, "arrives_on": "2026-12-20"}], of("S-1"))
    assert "S-1 already stands in row 2" in only(result, "DAT003").message
    assert [each.verdict for each in result.shipments] == ["blocked", "blocked"]


def test_a_shipment_without_code_or_mode_says_which_cell_is_empty(tmp_path: Path) -> None:
    result = checked(
        tmp_path, [{**BISCUITS, "hs_code": "", "category": "食品"}, {**BISCUITS, "shipment_id": "S-2"}], of("S-1")
    )
    assert only(result, "DAT002").message == "empty: hs_code"
    assert shipment(result).verdict == "blocked"
    assert stands(result, "producer_registration").state == "present"
    nothing = checked(tmp_path, [{**BISCUITS, "mode": ""}], of("S-1"))
    assert (shipment(nothing).verdict, shipment(nothing).documents) == ("blocked", ())


def test_a_mode_of_exports_and_a_line_nobody_knows(tmp_path: Path) -> None:
    exported = checked(tmp_path, [{**BISCUITS, "mode": "9710"}], of("S-1"))
    assert "DEC012" in codes(exported)
    lined = checked(tmp_path, [{**BISCUITS, "mode": "1210", "line": "third"}], of("S-1"))
    assert "third" in only(lined, "DAT001").message


def test_a_code_that_the_tariff_does_not_have_names_near_ones(tmp_path: Path) -> None:
    result = checked(tmp_path, [{**BISCUITS, "hs_code": "1905310099"}], of("S-1"))
    assert "1905310000" in only(result, "HSC002").message
    assert shipment(result).verdict == "blocked"


def test_a_country_a_category_and_a_role_nobody_knows(tmp_path: Path) -> None:
    party = {"role": "importeur", "name": IMPORTER}
    result = checked(tmp_path, [{**BISCUITS, "origin": "Denmrk", "category": "toyz"}], of("S-1"), [party])
    assert "Denmark" in only(result, "DEC008").message
    said = [each.message for each in result.check.findings if each.code == "DAT009"]
    assert any("'toyz' is no category of goods" in text and "nearest is toys" in text for text in said)
    assert any("'importeur' is no role of a party" in text and "importer" in text for text in said)


def test_a_day_before_the_rules_begin_is_no_guess(tmp_path: Path) -> None:
    result = checked(tmp_path, [{**BISCUITS, "declared_on": "2018-06-01"}], of("S-1"))
    assert "the data begins on 2019-01-01" in only(result, "DAT001").message
    assert shipment(result).verdict == "blocked"


def test_a_row_without_a_number_and_a_type_is_told(tmp_path: Path) -> None:
    result = checked(tmp_path, [{**BISCUITS, "shipment_id": ""}], [*of("S-1"), {"number": "X-1"}])
    messages = [each.message for each in result.check.findings if each.code == "DAT002"]
    assert messages == ["empty: shipment_id", "empty: type"]


def test_a_missing_table_or_column_stops_with_what_to_add(tmp_path: Path) -> None:
    shipments, documents = write(tmp_path, shipments=[BISCUITS], documents=of("S-1"))
    from dossiers import ON

    options = DossierOptions(on=ON, check=CheckOptions())
    with pytest.raises(CannotRun, match="no table of documents"):
        check_files([shipments], options)
    write(tmp_path, shipments=[{"shipment_id": "S-1", "mode": "0110", "name": "饼干"}])
    with pytest.raises(CannotRun, match="no column for hs_code"):
        check_files([shipments, documents], options)


def test_text_that_drives_a_spreadsheet_or_a_terminal_stays_text(tmp_path: Path) -> None:
    nasty = {**BISCUITS, "shipment_id": "=HYPERLINK(1)", "name": "\x1b[31m红\u202e"}
    result = checked(tmp_path, [nasty], [{**each, "shipment_id": "=HYPERLINK(1)"} for each in of("S-1")])
    assert [each.verdict for each in result.shipments] == ["blocked"]
