"""What labels must say: the shipped file is sound, and goods of several categories get all of it."""

from datetime import date

from cbec_cli.law.documents import goods_categories
from cbec_cli.law.labels import label_elements, label_rules
from cbec_cli.tables.dossier_columns import SHIPMENTS

DAY = date(2026, 11, 23)


def test_the_file_names_known_goods_columns_and_confidences() -> None:
    columns = {each.name for each in SHIPMENTS if each.name.startswith("label_")}
    known = set(goods_categories())
    for rule in label_rules():
        assert {*rule.categories, *rule.but_not} <= known
        assert set(rule.elements) <= columns
        assert rule.stated.confidence in ("confirmed", "partly", "own-knowledge", "unsure")
        assert rule.stated.since <= (rule.stated.until or date.max)
        assert rule.stated.source
        assert all(rule.elements.values())


def test_food_follows_the_old_standard_until_the_new_one_is_in_force() -> None:
    for day, source in ((date(2027, 3, 15), "GB 7718-2011"), (date(2027, 3, 16), "GB 7718-2025")):
        assert set(label_elements({"food"}, day)) >= {
            "label_name",
            "label_ingredients",
            "label_nutrition",
            "label_number",
        }
        speaking = [
            each.stated.source for each in label_rules() if each.stated.holds(day) and "label_name" in each.elements
        ]
        assert any(each.startswith(source) for each in speaking)


def test_drinks_need_a_warning_and_neither_shelf_life_nor_nutrition() -> None:
    found = label_elements({"food", "alcohol"}, DAY)
    assert found["label_statement"] == "warning 过量饮酒有害健康"
    assert not {"label_best_before", "label_nutrition"} & set(found)


def test_goods_of_two_categories_need_what_both_ask_for() -> None:
    found = label_elements({"food", "health_food"}, DAY)
    assert "在华注册编号" in found["label_number"]
    assert "批准文号" in found["label_number"]
    assert label_elements(set(), DAY) == {}


def test_a_rule_begins_on_its_day() -> None:
    assert "label_number" not in label_elements({"food"}, date(2021, 12, 31))
    assert "label_number" in label_elements({"food"}, date(2022, 1, 1))
