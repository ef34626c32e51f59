"""What labels and notices say, judged text by text."""

import pytest

from cbec_cli.rules.judges.label_texts import (
    health_statement_fault,
    label_date_fault,
    net_content_fault,
    notice_fault,
    says_its_words,
    shelf_life_fault,
)

WHOLE = "商品符合原产地标准，可能与我国标准存在差异；可能无中文标签，请查看中文电子标签；仅限个人自用，不得再次销售"


@pytest.mark.parametrize(
    "text",
    ["", "净含量：250 g", "250克", "6×50毫升", "750mL", "1.5 L", "50ml/1.7 fl oz", "30片", "yes", "有", "见包装", "无"],
)
def test_a_net_content_in_legal_units_is_fine(text: str) -> None:
    assert net_content_fault(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8.8 oz", "in oz"),
        ("25.4 fl oz", "in fl oz"),
        ("2 lbs", "in lbs"),
        ("12盎司", "in 盎司"),
        ("250", "no unit of measure"),
        ("250 gal", "in gal"),
        ("大包装", "no number"),
    ],
)
def test_other_units_and_none_are_faults(text: str, said: str) -> None:
    assert net_content_fault(text).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026/06/18", "2026-6-8", "2026年06月18日", "20260618", "2026 06 18", "2026.06.18", "yes"),
        *(
            "见瓶底",
            "见包装喷码处",
            "see pack",
            "18/06/2026 (日/月/年)",
            "生产日期：2026-06-18",
            "DD/MM/YYYY 18-06-2026",
        ),
    ],
)
def test_a_date_goes_year_month_day_or_says_its_order(text: str) -> None:
    assert label_date_fault(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("18/06/2026", "not in the order"),
        ("12 May 2026", "not in the order"),
        ("06-18-26", "not in the order"),
        ("2026-02-30", "there is no such day"),
        ("20261301", "there is no such day"),
        ("批号 L123", "no full date"),
        ("2026年6月", "no full date"),
    ],
)
def test_a_date_in_another_order_is_a_fault(text: str, said: str) -> None:
    assert label_date_fault(text).startswith(said)


@pytest.mark.parametrize(
    "text", ["", "18个月", "保质期：12 months", "540天", "3年", "2027/03/22", "保质期至2027年3月22日"]
)
def test_a_shelf_life_is_a_time_or_a_last_day(text: str) -> None:
    assert shelf_life_fault(text) == ""


@pytest.mark.parametrize("text", ["22/03/2027", "保质期至 2026-02-30", "长"])
def test_a_shelf_life_of_neither_is_a_fault(text: str) -> None:
    assert shelf_life_fault(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        WHOLE,
        "https://shop.example/notice",
        "告知书 2026-01",
        "The goods meet the standards of their origin, may have no Chinese label, and are for personal use only.",
        "www.shop.example/说明/消费者告知书/很长的一个页面地址",
    ],
)
def test_a_whole_notice_and_one_that_is_only_named_are_fine(text: str) -> None:
    assert notice_fault(text) == ""


def test_a_notice_that_lacks_a_point_says_which() -> None:
    assert notice_fault(WHOLE.replace("仅限个人自用，不得再次销售", "祝您购物愉快")) == (
        "it does not say that they are for personal use and may not be sold again"
    )
    assert notice_fault("祝您购物愉快，感谢您选择我们的网上商店，期待您的再次光临").count("nor") == 2


def test_words_are_told_from_an_address() -> None:
    assert says_its_words(WHOLE)
    assert not says_its_words("https://shop.example/notices/of-all-goods-we-sell")


@pytest.mark.parametrize(
    "text", ["", "yes", "保健食品不是药物，不能代替药物治疗疾病", "本品不能代替 药物", "本品不得替代药品"]
)
def test_health_food_that_says_it_is_no_medicine_is_fine(text: str) -> None:
    assert health_statement_fault(text) == ""


@pytest.mark.parametrize("text", ["适用于免疫力低下者", "This is no medicine", "无"])
def test_health_food_that_does_not_is_not(text: str) -> None:
    assert health_statement_fault(text) == "it does not say 本品不能代替药物"
