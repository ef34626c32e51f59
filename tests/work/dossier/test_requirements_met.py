"""Documents against requirements: what is missing, void, in the wrong name, for other goods; and what is not asked."""

from pathlib import Path

import pytest
from dossiers import AGENT, BISCUITS, CREAM, IMPORTER, PAPERS, checked, codes, of, paper, shipment, stands, without

ORDER_PAPERS = [
    {"shipment_id": "C-1", "type": kind, "number": f"{kind}-1"}
    for kind in ("order_data", "payment_data", "waybill_data", "buyer_identity", "risk_notice", "e_label")
] + [
    {"shipment_id": "C-1", "type": "declaration_list", "number": "29912026I000481201"},
    {"importer": AGENT, "type": "agent_mandate", "number": "DL-1", "expires_on": "none", "holder": AGENT},
    {"importer": AGENT, "type": "tax_guarantee", "number": "BH-1", "expires_on": "2027-06-30", "holder": AGENT},
    {"shipment_id": "C-1", "type": "bonded_ledger", "number": "T3301W000017"},
]


def test_a_shipment_with_all_its_papers_is_ready(tmp_path: Path) -> None:
    result = checked(tmp_path, [BISCUITS], of("S-1"))
    assert shipment(result).verdict == "ready"
    assert codes(result) == []
    assert result.check.exit_status == 0
    assert {each.state for each in shipment(result).documents if each.asked == "required"} == {"present"}


def test_a_missing_document_blocks_and_says_from_whom_to_get_it_and_what_follows(tmp_path: Path) -> None:
    result = checked(tmp_path, [BISCUITS], without("producer_registration"))
    found = stands(result, "producer_registration")
    assert (found.state, found.code, shipment(result).verdict) == ("missing", "DOC001", "blocked")
    assert "get it from customs (海关总署)" in found.fix
    assert "no import" in found.fix
    assert "280" in found.law
    assert result.check.exit_status == 1


@pytest.mark.parametrize(
    ("expires", "state", "verdict"),
    [
        ("2026-12-07", "expired", "blocked"),
        ("2026-12-08", "expiring", "ready with warnings"),
        ("2027-01-07", "expiring", "ready with warnings"),
        ("2027-01-08", "present", "ready"),
        ("长期", "present", "ready"),
    ],
)
def test_a_document_is_tested_on_the_day_of_declaration_with_a_margin(
    tmp_path: Path, expires: str, state: str, verdict: str
) -> None:
    papers = [*without("producer_registration"), *of("S-1", paper("producer_registration", expires_on=expires))]
    result = checked(tmp_path, [BISCUITS], papers)
    assert (stands(result, "producer_registration").state, shipment(result).verdict) == (state, verdict)


def test_the_margin_is_what_the_user_says(tmp_path: Path) -> None:
    papers = [*without("producer_registration"), *of("S-1", paper("producer_registration", expires_on="2027-01-07"))]
    assert stands(checked(tmp_path, [BISCUITS], papers, window=29), "producer_registration").state == "present"


def test_what_was_in_force_on_a_day_that_is_over_is_not_told_to_expire(tmp_path: Path) -> None:
    past = {**BISCUITS, "arrives_on": "2026-11-02", "declared_on": "2026-11-05"}
    papers = [*without("producer_registration"), *of("S-1", paper("producer_registration", expires_on="2026-11-06"))]
    assert shipment(checked(tmp_path, [past], papers)).verdict == "ready"


def test_quarantine_papers_are_tested_on_arrival_and_not_on_declaration(tmp_path: Path) -> None:
    honey = {**BISCUITS, "hs_code": "0409000000", "name": "蜂蜜", "origin": "NZL", "declared_on": "2026-12-15"}
    issued = of("S-1", *PAPERS, {"type": "health_certificate", "number": "HC-1", "issued_on": "2026-12-09"})
    found = stands(checked(tmp_path, [honey], issued), "health_certificate")
    assert (found.state, found.code, found.needed_on.isoformat()) == ("issued_late", "DOC004", "2026-12-08")
    assert found.tested_on == "arrival"


def test_goods_that_are_here_and_not_declared_are_tested_today(tmp_path: Path) -> None:
    waiting = {**BISCUITS, "arrives_on": "2026-11-10"}
    papers = [*without("producer_registration"), *of("S-1", paper("producer_registration", expires_on="2026-11-22"))]
    result = checked(tmp_path, [waiting], papers)
    assert stands(result, "producer_registration").state == "expired"
    assert any("today (2026-11-23)" in text for text in result.check.data["assumptions"])


def test_a_document_without_a_day_is_neither_endless_nor_void(tmp_path: Path) -> None:
    bare = {name: text for name, text in paper("producer_registration").items() if name != "expires_on"}
    found = stands(checked(tmp_path, [BISCUITS], [*without("producer_registration"), *of("S-1", bare)]), bare["type"])
    assert (found.state, found.code, found.severity) == ("undated", "DOC003", "warning")
    assert "it would usually end about 2029-01-30" in found.message


def test_an_endless_document_and_one_of_no_usual_term_are_said_to_be_so(tmp_path: Path) -> None:
    papers = [*without("contract"), *of("S-1", paper("contract", expires_on="none"))]
    result = checked(tmp_path, [BISCUITS], papers)
    assert stands(result, "contract").message == "no end"
    assert stands(result, "invoice").message.startswith("no expiry date given")


def test_of_two_documents_the_valid_one_counts(tmp_path: Path) -> None:
    old = paper("producer_registration", number="CDNK06032203150009", expires_on="2026-06-30")
    result = checked(tmp_path, [BISCUITS], [*of("S-1", old), *of("S-1")])
    assert stands(result, "producer_registration").number == "CDNK06032203150001"
    assert codes(result) == []


def test_one_permit_covers_all_shipments_of_its_article_and_of_its_importer(tmp_path: Path) -> None:
    second = {**BISCUITS, "shipment_id": "S-2", "sku": "BC-500"}
    other = {**BISCUITS, "shipment_id": "S-3", "sku": "BC-250"}
    shared = {**paper("producer_registration"), "sku": "BC-250; BC-500"}
    trade = [{**each, "importer": IMPORTER} for each in PAPERS if each["type"] != "producer_registration"]
    result = checked(tmp_path, [BISCUITS, second, other], [shared, *trade])
    assert [each.verdict for each in result.shipments] == ["ready"] * 3
    assert [each.shipments for each in result.expiries] == [("S-1", "S-2", "S-3")]


def test_the_holder_must_be_the_party_of_the_shipment(tmp_path: Path) -> None:
    papers = [*without("contract"), *of("S-1", paper("contract", holder="上海样例贸易有限责任公司"))]
    found = stands(checked(tmp_path, [BISCUITS], papers), "contract")
    assert (found.state, found.code) == ("wrong_holder", "DOC005")
    assert "nearly alike" in found.message


@pytest.mark.parametrize(
    "holder", ["上海样例贸易有限公司 ", "（上海）样例", "91310115MA1K0EXA1A", "Shanghai Sample Trading"]
)
def test_a_party_goes_by_its_names_and_codes(tmp_path: Path, holder: str) -> None:
    party = {"role": "importer", "name": "Shanghai Sample Trading", "name_zh": IMPORTER, "shipment_id": "S-1"}
    papers = [*without("contract"), *of("S-1", paper("contract", holder=holder))]
    found = stands(checked(tmp_path, [BISCUITS], papers, [party]), "contract")
    assert found.state == ("wrong_holder" if holder == "（上海）样例" else "present")


def test_a_party_that_only_its_own_table_names_counts_for_the_shipments_of_its_mode(tmp_path: Path) -> None:
    nobody = {name: text for name, text in BISCUITS.items() if name not in ("importer", "uscc")}
    for mode, state in (("", "wrong_holder"), ("0110", "wrong_holder"), ("1210", "present")):
        party = {"role": "境内收货人", "name": "北京别的贸易有限公司", "mode": mode}
        assert stands(checked(tmp_path, [nobody], of("S-1"), [party]), "contract").state == state


def test_a_blank_holder_is_a_note_and_a_blank_party_is_not_judged(tmp_path: Path) -> None:
    bare = {name: text for name, text in paper("contract").items() if name != "holder"}
    result = checked(tmp_path, [BISCUITS], [*without("contract"), *of("S-1", bare)])
    assert [each.code for each in result.check.findings] == ["DOC005"]
    assert shipment(result).verdict == "ready"
    nobody = {name: text for name, text in BISCUITS.items() if name not in ("importer", "uscc")}
    assert checked(tmp_path, [nobody], of("S-1")).check.findings == []


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"hs_code": "1905320000"}, "it names the code 1905320000, the goods have 1905310000"),
        ({"origin": "瑞典"}, "it names the origin 瑞典, the goods are of DNK"),
        ({"qty": "1000", "unit": "千克"}, "it is for 1,000 kg, the shipment is 1,200 kg"),
        ({"qty": "4000", "unit": "盒"}, "it is for 4,000 盒, the shipment is 4,800 盒"),
    ],
)
def test_goods_origin_and_quantity_must_be_those_of_the_document(
    tmp_path: Path, cells: dict[str, str], said: str
) -> None:
    papers = [*without("contract"), *of("S-1", paper("contract", **cells))]
    found = stands(checked(tmp_path, [BISCUITS], papers), "contract")
    assert (found.state, found.code) == ("wrong_goods", "DOC006")
    assert said in found.message


@pytest.mark.parametrize("cells", [{"hs_code": "190531"}, {"origin": "丹麦"}, {"qty": "1.2", "unit": "吨"}])
def test_six_digits_other_names_of_a_country_and_other_units_are_the_same_thing(
    tmp_path: Path, cells: dict[str, str]
) -> None:
    papers = [*without("contract"), *of("S-1", paper("contract", **cells))]
    assert stands(checked(tmp_path, [BISCUITS], papers), "contract").state == "present"


def test_a_quantity_in_a_unit_that_is_not_known_is_said_not_to_be_compared(tmp_path: Path) -> None:
    papers = [*without("contract"), *of("S-1", paper("contract", qty="3", unit="升"))]
    result = checked(tmp_path, [BISCUITS], papers)
    assert stands(result, "contract").state == "present"
    assert any("Contract (合同) SC-1 was not compared" in text for text in result.check.data["assumptions"])


def test_shipments_use_up_a_quantity_in_the_order_in_which_they_need_it(tmp_path: Path) -> None:
    later = {**BISCUITS, "shipment_id": "S-2", "arrives_on": "2026-12-20"}
    shared = {**paper("contract", qty="2000", unit="kg"), "shipment_id": "S-1; S-2"}
    rest = [each for name in ("S-1", "S-2") for each in of(name) if each["type"] != "contract"]
    result = checked(tmp_path, [later, BISCUITS], [*rest, shared])
    assert stands(result, "contract", "S-1").state == "present"
    found = stands(result, "contract", "S-2")
    assert (found.state, found.code) == ("wrong_goods", "DOC006")
    assert "2,400 kg are drawn" in found.message


def test_a_number_that_is_not_in_its_form_is_told(tmp_path: Path) -> None:
    papers = [*without("producer_registration"), *of("S-1", paper("producer_registration", number="CDNK0603"))]
    found = stands(checked(tmp_path, [BISCUITS], papers), "producer_registration")
    assert (found.state, found.code) == ("unreadable_number", "DOC010")
    papers = [*without("producer_registration"), *of("S-1", paper("producer_registration", number=""))]
    found = stands(checked(tmp_path, [BISCUITS], papers), "producer_registration")
    assert (found.state, found.severity) == ("no_number", "warning")


def test_cbec_exempts_what_general_trade_requires_and_1239_does_not(tmp_path: Path) -> None:
    registration = {"sku": "CR-50", "type": "cosmetics_registration", "number": "国妆备进字J20181234"}
    result = checked(tmp_path, [CREAM], [*ORDER_PAPERS, registration])
    assert shipment(result, "C-1").verdict == "ready"
    found = stands(result, "cosmetics_registration", "C-1")
    assert (found.state, found.code, found.severity) == ("not_needed", "DOC008", "")
    assert stands(result, "chinese_label", "C-1").state == "exempt"
    outside = checked(tmp_path, [{**CREAM, "mode": "1239"}], ORDER_PAPERS)
    assert stands(outside, "cosmetics_registration", "C-1").state == "missing"


def test_what_the_law_leaves_open_is_a_warning_with_the_question(tmp_path: Path) -> None:
    hair_dryer = {**CREAM, "hs_code": "8516310000", "name": "电吹风", "origin": "MYS"}
    result = checked(tmp_path, [hair_dryer], ORDER_PAPERS)
    found = stands(result, "ccc", "C-1")
    assert (found.state, found.code, found.severity) == ("unsure", "DOC009", "warning")
    assert found.fix.startswith("ask the customs office")
    assert found.fix.endswith("?")
    assert shipment(result, "C-1").verdict == "ready with warnings"


def test_a_faulty_document_that_is_perhaps_not_needed_does_not_block(tmp_path: Path) -> None:
    hair_dryer = {**CREAM, "hs_code": "8516310000", "name": "电吹风", "origin": "MYS"}
    expired = {"sku": "CR-50", "type": "ccc", "number": "2020010902312345", "expires_on": "2026-01-01"}
    result = checked(tmp_path, [hair_dryer], [*ORDER_PAPERS, expired])
    assert (stands(result, "ccc", "C-1").state, shipment(result, "C-1").verdict) == ("expired", "ready with warnings")


def test_a_mandate_of_the_broker_is_asked_for_only_where_one_declares(tmp_path: Path) -> None:
    kinds = [each.type for each in shipment(checked(tmp_path, [BISCUITS], of("S-1"))).documents]
    assert "customs_power_of_attorney" not in kinds
    brokered = {**BISCUITS, "declarant": "上海样例报关有限公司"}
    assert stands(checked(tmp_path, [brokered], of("S-1")), "customs_power_of_attorney").state == "missing"
    own = {**BISCUITS, "declarant": IMPORTER}
    assert shipment(checked(tmp_path, [own], of("S-1"))).verdict == "ready"


def test_cells_of_shipments_and_parties_stand_for_documents(tmp_path: Path) -> None:
    brokered = {**BISCUITS, "declarant": "上海样例报关有限公司", "bill_no": "BL-9", "label_zh": "yes"}
    party = {"role": "报关企业", "name": "上海样例报关有限公司", "mandate_from": "2026-01-01"}
    papers = [each for each in of("S-1") if each["type"] not in ("transport_document", "chinese_label")]
    result = checked(tmp_path, [brokered], papers, [{**party, "mandate_expires_on": "2027-06-30"}])
    assert {finding.code for finding in result.check.findings} == {"IOR004"}  # who is filed with customs is not said
    assert shipment(result).verdict == "ready with warnings"
    assert stands(result, "transport_document").number == "BL-9"
    assert stands(result, "customs_power_of_attorney").expires_said == "until 2027-06-30"
    void = checked(tmp_path, [brokered], papers, [{**party, "mandate_expires_on": "2026-12-07"}])
    assert stands(void, "customs_power_of_attorney").state == "expired"
