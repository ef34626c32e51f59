"""Names held against codes: what is doubted, and what is let pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.work.checking.names import name_suggests, successor


@pytest.mark.parametrize(
    ("name", "code", "heading"),
    [
        ("玻尿酸面膜 5片", "2106909090", "3304"),
        ("花王妙而舒纸尿裤L54片", "3304990029", "9619"),
        ("婴儿积木玩具", "3304990029", "9503"),
        ("纯棉T恤（白色）", "3304990029", "6109"),
        ("真皮手提包", "6403990090", "4202"),
        ("dog food 2kg", "2106909090", "2309"),
        ("女士手提包", "6403990090", "4202"),
        ("Ｌｉｐｓｔｉｃｋ", "2106909090", "3304"),
        ("蜂胶牙膏 100g", "0410900090", "3306"),
        ("洗髮乳", "2106909090", "3305"),
    ],
)
def test_a_plain_name_of_another_heading_is_doubted(name: str, code: str, heading: str) -> None:
    words, _, said = name_suggests(name, code).partition(" is ")
    assert said.startswith(heading)
    assert words


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("面膜 5片", "3304990049"),
        ("婴儿配方奶粉", "0402210000"),
        ("婴儿配方奶粉", "2106909090"),
        ("巧克力味饼干", "1806900000"),
        ("面膜刷", "9603309090"),
        ("奶瓶刷", "9603909090"),
        ("奶瓶清洁剂", "3402509000"),
        ("玩具奶瓶", "9503008900"),
        ("蒸汽眼膜", "6307900090"),
        ("面膜+洗发水", "3305900000"),
        ("红酒杯", "7013370000"),
        ("香槟色连衣裙", "6204430000"),
        ("手机壳", "3926909090"),
        ("咖啡色围巾", "6214200090"),
        ("HOT BISCUITS 学步鞋", "6404199000"),
        ("chocolate scented candle", "3406000090"),
        ("toothbrush holder", "3924900000"),
        ("shampoo bottle", "3923300000"),
        ("没有这些词的名称", "3304990029"),
        ("", "3304990029"),
        ("玻尿酸面膜", ""),
        ("玻尿酸面膜", "21"),
    ],
)
def test_a_name_that_could_mean_anything_else_is_let_pass(name: str, code: str) -> None:
    assert name_suggests(name, code) == ""


@given(st.text(max_size=80), st.text("0123456789", max_size=10))
def test_any_name_and_code_may_be_asked_for(name: str, code: str) -> None:
    assert isinstance(name_suggests(name, code), str)


def test_the_line_a_name_tells_lies_under_the_heading_of_the_code_if_it_can() -> None:
    assert successor("保湿面膜", "3304990011").startswith("330499")
    assert successor("保湿面膜", "3399000000").startswith("330499")
    assert successor("gift", "3304990011") == ""
