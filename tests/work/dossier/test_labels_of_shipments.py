"""Labels in general trade, e-label and risk notice in CBEC retail import: what the cells of a shipment say of them."""

from pathlib import Path

import pytest
from dossiers import BISCUITS, CREAM, checked, codes, of, shipment, stands

WHOLE = {
    "label_zh": "yes",
    "label_name": "黄油饼干",
    "label_ingredients": "小麦粉、黄油",
    "label_net_content": "净含量：250克",
    "label_production_date": "2026/06/18",
    "label_best_before": "12个月",
    "label_storage": "yes",
    "label_origin": "丹麦",
    "label_importer": "yes",
    "label_nutrition": "yes",
    "label_number": "CDNK06032203150001",
}
PAPERS = [each for each in of("S-1") if each["type"] != "chinese_label"]


def test_a_whole_label_is_fine(tmp_path: Path) -> None:
    result = checked(tmp_path, [{**BISCUITS, **WHOLE}], PAPERS)
    assert (codes(result), shipment(result).verdict) == ([], "ready")


def test_a_label_that_is_only_named_is_not_judged(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, [{**BISCUITS, "label_zh": "on the pack"}], PAPERS)) == []


def test_no_label_blocks_and_is_said_once(tmp_path: Path) -> None:
    result = checked(tmp_path, [{**BISCUITS, "label_zh": "无"}], PAPERS)
    assert codes(result) == ["LBL005"]
    assert "GB 7718-2011" in result.check.findings[0].law
    assert (stands(result, "chinese_label").state, shipment(result).verdict) == ("incomplete", "blocked")


def test_a_part_that_is_not_there_blocks_and_a_blank_one_is_a_warning(tmp_path: Path) -> None:
    lacking = checked(tmp_path, [{**BISCUITS, **WHOLE, "label_nutrition": "no"}], PAPERS)
    assert codes(lacking) == ["LBL005"]
    assert "nutrition table (营养成分表)" in stands(lacking, "chinese_label").message
    assert shipment(lacking).verdict == "blocked"
    blank = checked(tmp_path, [{**BISCUITS, **WHOLE, "label_storage": ""}], PAPERS)
    assert "storage conditions (贮存条件)" in stands(blank, "chinese_label").message
    assert shipment(blank).verdict == "ready with warnings"


@pytest.mark.parametrize(
    ("cell", "text"),
    [("label_net_content", "8.8 oz"), ("label_production_date", "18/06/2026"), ("label_best_before", "2026-02-30")],
)
def test_net_content_and_dates_have_their_form(tmp_path: Path, cell: str, text: str) -> None:
    result = checked(tmp_path, [{**BISCUITS, **WHOLE, cell: text}], PAPERS)
    assert codes(result) == ["LBL008"]
    assert result.check.findings[0].column == cell


def test_health_food_says_that_it_is_no_medicine(tmp_path: Path) -> None:
    registration = {"type": "health_food_registration", "number": "国食健注J20210001", "expires_on": "none"}
    pills = {**BISCUITS, **WHOLE, "hs_code": "2106905090", "name": "保健食品 海豹油", "category": "health_food"}
    papers = [*PAPERS, *of("S-1", registration)]
    assert codes(checked(tmp_path, [{**pills, "label_statement": "增强免疫力"}], papers)) == ["LBL009"]
    assert (
        codes(checked(tmp_path, [{**pills, "label_statement": "保健食品不是药物，不能代替药物治疗疾病"}], papers)) == []
    )
    assert codes(checked(tmp_path, [pills], papers)) == ["LBL005"]


def test_a_label_is_not_judged_where_none_is_needed(tmp_path: Path) -> None:
    result = checked(tmp_path, [{**CREAM, **WHOLE, "label_net_content": "8.8 oz"}], of("C-1"))
    assert [code for code in codes(result) if code.startswith("LBL")] == []


def test_cbec_goods_have_an_e_label_and_a_notice_of_three_points(tmp_path: Path) -> None:
    none = checked(tmp_path, [{**CREAM, "e_label": "无"}], of("C-1"))
    assert stands(none, "e_label", "C-1").code == "LBL006"
    assert "DOC001" not in [each.code for each in none.check.findings if "electronic label" in each.message]
    notice = "商品符合原产地标准，可能与我国标准存在差异；仅限个人自用，不得再次销售。"
    short = checked(tmp_path, [{**CREAM, "e_label": "https://shop.example/1", "risk_notice": notice}], of("C-1"))
    assert stands(short, "e_label", "C-1").state == "present"
    found = stands(short, "risk_notice", "C-1")
    assert (found.code, found.state) == ("LBL007", "incomplete")
    assert "that there may be no Chinese label" in found.message
    named = checked(tmp_path, [{**CREAM, "risk_notice": "https://shop.example/notice"}], of("C-1"))
    assert stands(named, "risk_notice", "C-1").state == "present"
    assert any("three points were not read" in text for text in named.check.data["assumptions"])
