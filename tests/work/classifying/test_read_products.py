"""Products of a table, and past declarations of several kinds of file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from saved import KINDS, saved

from cbec_cli.classify.evidence import Product
from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.source import open_source
from cbec_cli.work.classifying.read import LABELLED, REQUIRED, digits, read_history, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ROWS = [
    {
        "商品名称": " 保湿面霜 ",
        "品牌": "HANBIT",
        "规格型号": "50ml",
        "材质": "",
        "类目": "护肤",
        "商品编码": "3304.99.00 39",
    },
    {"商品名称": "真皮手提包", "材质": "牛皮", "成分": "无", "商品编码": "420221"},
    {"商品名称": "配件", "品牌": "X"},
]


def products(path: Path, mapping: Mapping[str, str] = MappingProxyType({})) -> list[tuple[int, Product]]:
    with open_source(str(path), mapping=mapping, required=REQUIRED) as source:
        return list(rows_of(source))


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_read_from_every_kind_of_table(tmp_path: Path, kind: str) -> None:
    found = products(saved(tmp_path / f"products.{kind}", ROWS))
    assert [row for row, _ in found] == [2, 3, 4]
    assert found[0][1] == Product("保湿面霜", "HANBIT", "50ml", "", "护肤", "", "3304990039")
    assert found[1][1] == Product("真皮手提包", material="牛皮", ingredients="无", code="420221")
    assert found[2][1] == Product("配件", "X")


def test_english_headings_and_headings_of_ones_own(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", [{"Product title": "face cream", "Fabric": "cotton", "Zoll": "33049900"}])
    assert products(path, {"Zoll": "hs_code"}) == [(2, Product("face cream", material="cotton", code="33049900"))]


def test_without_a_column_of_names_it_cannot_run(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", [{"sku": "A1", "品牌": "X"}])
    with pytest.raises(CannotRun, match="name"):
        products(path)


def test_a_name_is_enough_and_may_be_missing_in_a_row(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", [{"name": "面霜", "brand": "A"}, {"name": "", "brand": "B"}])
    assert products(path)[1] == (3, Product("", "B"))


def test_a_code_keeps_what_is_no_digit() -> None:
    assert digits("3304.99.00 39") == digits("3304-99-0039") == "3304990039"
    assert digits("33O4") == "33O4"
    assert digits("３３０４") == "３３０４"
    assert digits("") == ""


def test_more_rows_than_a_chunk_are_read_in_order(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", [{"name": f"面霜{i}"} for i in range(9_000)])
    found = products(path)
    assert [row for row, _ in found] == list(range(2, 9_002))
    assert found[8_999][1].name == "面霜8999"


class TestPastDeclarations:
    def test_names_and_codes_of_several_files_one_after_the_other(self, tmp_path: Path) -> None:
        first = saved(tmp_path / "a.csv", [{"name": "面霜", "hs_code": "3304990039"}, {"name": "", "hs_code": "33"}])
        second = saved(tmp_path / "b.xlsx", [{"商品名称": "牙膏", "商品编码": "3306.10.10.90"}])
        told: list[int] = []
        found = list(read_history([str(first), str(second)], {}, told.append))
        assert found == [("面霜", "3304990039"), ("牙膏", "3306101090")]
        assert told == []  # nobody waits for two lines

    def test_long_ones_say_how_far_they_are(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.csv", [{"name": f"面霜{i}", "hs_code": "3304990039"} for i in range(5_000)])
        told: list[int] = []
        assert len(list(read_history([str(path)], {}, told.append))) == 5_000
        assert told == [4_096]

    def test_accepted_codes_read_as_codes_and_blank_ones_as_none(self, tmp_path: Path) -> None:
        rows = [
            {"name": "面霜", "accepted_code": "3304990039", "declared": "2106909090"},
            {"name": "牙膏", "accepted_code": "", "declared": "3306101090"},
        ]
        assert list(read_history([str(saved(tmp_path / "a.xlsx", rows))], {})) == [("面霜", "3304990039")]

    def test_without_codes_they_cannot_teach(self, tmp_path: Path) -> None:
        with pytest.raises(CannotRun, match="hs_code"):
            list(read_history([str(saved(tmp_path / "a.csv", [{"name": "面霜"}]))], {}))

    def test_both_columns_are_needed(self) -> None:
        assert set(LABELLED) == {"name", "hs_code"}
