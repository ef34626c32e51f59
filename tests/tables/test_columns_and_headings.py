import csv
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.columns import COLUMNS, column, names
from cbec_cli.tables.headings import Place, assign, best_row, fold, match, nearest, require

HERE = Place("orders.xlsx", "订单")


def test_every_heading_means_one_column() -> None:
    for one, other in combinations(COLUMNS, 2):
        shared = {fold(heading) for heading in one.headings} & {fold(heading) for heading in other.headings}
        assert not shared, f"{one.name} and {other.name} share {shared}"


@pytest.mark.parametrize("each", COLUMNS, ids=lambda each: each.name)
def test_every_heading_is_understood(each: object) -> None:
    meant = column(each.name)  # type: ignore[attr-defined] -- pytest hands over a Column
    for heading in (*meant.headings, meant.bilingual, meant.name.upper(), meant.name.replace("_", " ").title()):
        assert match(heading) == meant.name
    assert meant.note.endswith((".", "3 …"))
    assert meant.note_zh


def test_columns_of_a_kind_keep_their_order() -> None:
    assert names(("day",)) == ("order_date", "declared_on", "released_on", "applied_on", "arrived_on", "tax_settled_on")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("商品名称", "name"),
        ("企业商品名称", "name"),
        ("企业商品品名", "name"),
        ("第一法定数量", "qty1"),
        ("法定数量", "qty1"),
        ("第二法定数量", "qty2"),
        ("第二数量", "qty2"),
        ("原产国（地区）", "origin"),
        ("原产国(地区)", "origin"),
        ("毛重（公斤）", "gross_weight"),
        ("净重(kg)", "net_weight"),
        ("总价（元）", "total_price"),
        ("单价（人民币）", "unit_price"),
        ("Unit Price (CNY)", "unit_price"),
        ("单价CNY", "unit_price"),
        ("运费", "freight"),
        ("运杂费", "order_freight"),
        ("订单保费", "order_insurance"),
        ("非现金抵扣金额", "order_coupon"),
        ("优惠券", "coupon"),
        ("代金券", "coupon"),
        ("满减", "order_discount"),
        ("优惠", "discount"),
        ("订购人身份证号码", "buyer_id"),
        ("贸易方式", "mode"),
        ("*商品编码（必填）", "hs_code"),
        ("ＨＳ＿Ｃｏｄｅ", "hs_code"),
        ("HS Code\n商品编码", "hs_code"),
        ("HS-CODE / 商品编码", "hs_code"),
        ("orderNo", "order_no"),
        ("totalPrice", "total_price"),
        ("毛重（克）", None),
        ("单价（美元）", None),
        ("净重 g", None),
        ("order_no / line_no", None),
        ("收货人姓名", "consignee"),
        ("订购人姓名", "buyer_name"),
        ("支付人姓名", "payer_name"),
        ("支付人证件号码", "payer_id"),
        ("起运国（地区）", "dispatch_country"),
        ("贸易国（地区）", "trade_country"),
        ("电商平台代码", "ebp_code"),
        ("电商企业代码", "ebc_code"),
        ("customsCode", "customs_code"),
        ("buyerTelephone", "buyer_phone"),
        ("进境关别", "port_code"),
        ("应征增值税（元）", "declared_vat"),
        ("件数", "pack_no"),
        ("申报单位", None),
        ("品牌类型", None),
        ("订购人注册号", None),
        ("进口日期", None),
        ("", None),
        ("---", None),
    ],
)
def test_headings_of_the_field(heading: str, name: str | None) -> None:
    assert match(heading) == name


@given(st.sampled_from(COLUMNS), st.sampled_from(["", " ", "_", "-", "\u3000"]), st.booleans())
def test_case_width_and_spacing_do_not_matter(each: object, gap: str, upper: bool) -> None:
    meant = column(each.name)  # type: ignore[attr-defined] -- hypothesis hands over a Column
    heading = gap.join(meant.name.split("_"))
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in heading)
    assert match(heading.upper() if upper else wide) == meant.name


def test_the_heading_row_is_the_best_of_five() -> None:
    rows = [["跨境订单 2026"], [], ["订单编号", "商品编码", "数量"], ["A1", "3304990099", "1"]]
    assert best_row(rows, {}) == (2, 3)
    assert best_row([["a", "b"]], {}) == (-1, 0)
    assert best_row([["a", "b"], ["My Code", "c"]], {"my code": "hs_code"}) == (1, 1)


def test_what_the_user_says_comes_before_any_guess() -> None:
    assigned = assign(["商品编码", "Tariff", "单价"], {"tariff": "hs_code"}, HERE)
    assert assigned.fields == {"hs_code": 1, "unit_price": 2}


def test_unknown_names_in_a_mapping_are_named_with_the_nearest() -> None:
    with pytest.raises(CannotRun, match=r"there is no column 'hscod'; use one of: hs_code"):
        assign(["a"], {"a": "hscod"}, HERE)
    with pytest.raises(CannotRun, match=r"use one of: order_no, line_no"):
        assign(["a"], {"a": "zzz"}, HERE)
    with pytest.raises(CannotRun, match=r"orders.xlsx, sheet 订单: .* no heading 'Tarif'; the headings are: Tariff"):
        assign(["Tariff", "Price"], {"Tarif": "hs_code"}, HERE)
    with pytest.raises(CannotRun, match="the headings are: Tariff, Price"):
        assign(["Tariff", "Price"], {"xyz": "hs_code"}, HERE)


def test_the_columns_own_name_wins_over_an_alias_and_is_said() -> None:
    assigned = assign(["企业商品品名", "商品名称"], {}, HERE)
    assert assigned.fields == {"name": 1}
    (note,) = assigned.findings
    assert (note.severity, note.column, note.sheet) == ("note", "商品名称", "订单")
    assert "'企业商品品名' and '商品名称' both mean name" in note.message


def test_two_headings_of_equal_right_need_a_word_from_the_user() -> None:
    with pytest.raises(CannotRun, match=r"'品名' and 'description' both mean name; say which one: --map '品名=name'"):
        assign(["品名", "description"], {}, HERE)
    with pytest.raises(CannotRun, match=r"--map '单价#1=unit_price'"):
        assign(["单价", "单价"], {}, HERE)
    assert assign(["单价", "单价"], {"单价#2": "unit_price"}, HERE).fields == {"unit_price": 1}
    with pytest.raises(CannotRun, match="no heading '单价#3'"):
        assign(["单价", "单价"], {"单价#3": "unit_price"}, HERE)


def test_the_official_list_carries_the_currency_twice() -> None:
    assigned = assign(["运费", "币制", "商品编码", "币制", "数量"], {}, HERE)
    assert assigned.fields["currency"] == 3
    assert "the second one is used" in assigned.findings[0].message


@pytest.mark.parametrize("template", ["single window list", "list", "bonded list", "orders", "bonded orders"])
def test_templates_of_the_ports_are_understood(template: str) -> None:
    """An empty column: the heading is not read, the port fills it in itself or no check asks for it."""
    with Path(__file__).with_name("port_templates.csv").open(encoding="utf-8") as opened:
        rows = [row for row in csv.DictReader(opened) if row["template"] == template]
    headings = [row["heading"] for row in rows]
    assert len(rows) >= 20
    assert best_row([[], headings, ["A1"] * len(headings)], {})[0] == 1
    fields = assign(headings, {}, HERE).fields
    assert fields == {row["column"]: i for i, row in enumerate(rows) if row["column"]}


def test_of_headings_that_stand_twice_the_second_is_that_of_the_goods() -> None:
    assigned = assign(["币制", "备注", "序号", "币制", "备注"], {}, HERE)
    assert assigned.fields == {"line_no": 2, "currency": 3, "note": 4}
    assert all("declaration head" in finding.message for finding in assigned.findings)


def test_no_costing_stops_over_headings_it_does_not_need() -> None:
    assigned = assign(["申报要素", "规格型号", "商品编码", "我方品牌", "品牌名称", "商品品牌"], {}, HERE)
    assert assigned.fields == {"gmodel": 1, "hs_code": 2, "brand": 5}
    first, second = assigned.findings
    assert "'规格型号' is used; --map '<heading>=gmodel' names another" in first.message
    assert "'商品品牌' is used" in second.message
    assert assign(["品牌名称", "品牌名称"], {}, HERE).fields == {"brand": 0}
    assert assign(["收件地址（文本）", "收货地址"], {}, HERE).fields == {"consignee_address": 1}


def test_a_near_heading_is_pointed_out() -> None:
    (note,) = assign(["商品编码", "unit_prices", "仓库"], {}, HERE).findings
    assert note.message == "the column 'unit_prices' is not read; it looks like unit_price"
    assert note.fix == "if it is meant, say so: --map 'unit_prices=unit_price'"


def test_a_unit_that_changes_the_meaning_is_pointed_out() -> None:
    (note,) = assign(["商品编码", "毛重（克）"], {}, HERE).findings
    assert "it looks like gross_weight" in note.message


def test_a_missing_column_names_those_found_and_the_nearest() -> None:
    headings = ["order_no", "HS Cod", "qty"]
    with pytest.raises(
        CannotRun,
        match=r"no column for hs_code \(商品编码\); .* order_no, HS Cod, qty; the nearest is --map 'HS Cod=hs_code'",
    ):
        require(["order_no", "hs_code"], {"order_no": 0, "qty": 2}, headings, HERE)
    with pytest.raises(
        CannotRun, match=r"unit_price \(单价\) or total_price \(总价\).*name it with --map 'My heading="
    ):
        require(["unit_price|total_price"], {"order_no": 0}, ["order_no"], Place("a.csv", ""))
    with pytest.raises(CannotRun, match="--map 'My heading=qty'"):
        require(["qty"], {}, [], Place("a.csv", ""))
    require(["unit_price|total_price"], {"total_price": 1}, headings, HERE)


def test_nearest_words() -> None:
    assert nearest("hscode", ["qty", "HS Code"]) == ["HS Code"]
    assert nearest("zzz", ["qty"]) == []
