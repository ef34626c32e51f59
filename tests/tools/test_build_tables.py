"""The script that makes the agreement and parcel tables."""

import gzip
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


tool = load("build_tables")


def build(folder: Path, table: str, text: str, target: str) -> tuple[int, Path]:
    source = folder / "published.csv"
    source.write_text(text, encoding="utf-8")
    return tool.main([table, str(source), "-o", str(folder / target)]), folder / target


AGREEMENTS = """hs10,partner_zh,rate_text
3702329000,韩国,8.4元/ 平方米
1701120001,毛里求斯,关税 配额 税 率： 15
8521101100,韩国,计税价 格≤ 2000美 元/台： 12%；计 税价格 >2000美 元/台： 1.2%+ 1749.6 元/台
3304990029,智利,0
"""


def test_broken_texts_are_mended_and_quotas_marked(tmp_path: Path) -> None:
    status, target = build(tmp_path, "agreements", AGREEMENTS, "rates.csv.gz")
    assert status == 0
    assert gzip.decompress(target.read_bytes()).decode().splitlines() == [
        "code,partner,rate,kind",
        "1701120001,MUS,15%,quota",
        "3304990029,CHL,0%,rate",
        "3702329000,KOR,8.4元/平方米,rate",
        "8521101100,KOR,计税价格≤2000美元/台：12%；计税价格>2000美元/台：1.2%+1749.6元/台,usd_step",
    ]


def test_the_same_table_gives_the_same_bytes_and_may_come_packed(tmp_path: Path) -> None:
    first = build(tmp_path, "agreements", AGREEMENTS, "rates.csv.gz")[1].read_bytes()
    packed = tmp_path / "published.csv.gz"
    packed.write_bytes(gzip.compress(AGREEMENTS.encode()))
    assert tool.main(["agreements", str(packed), "-o", str(tmp_path / "again.csv.gz")]) == 0
    assert (tmp_path / "again.csv.gz").read_bytes() == first


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("33049900,智利,0", "not a code of ten digits"),
        ("3304990029,月球,0", "'月球' is no partner"),
        ("3304990029,智利,", "智利 has no rate"),
        ("3304990029,智利,little", "not a rate"),
        ("3702329000,韩国,0", "3702329000 KOR stands twice"),
    ],
)
def test_bad_agreement_rows_are_refused_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, fault: str
) -> None:
    status, target = build(tmp_path, "agreements", f"{AGREEMENTS}{row}\n", "rates.csv.gz")
    told = capsys.readouterr().err
    assert (status, target.exists()) == (1, False)
    assert "line 6: " in told
    assert fault in told


PARCEL = """item_code,name_zh,rate_pct,dutiable_value_cny,unit_zh
01019900,其他食品,13,,件
01010100,奶粉,13,200,千克
"""


def test_parcel_items_are_sorted_and_a_value_set_case_by_case_stays_blank(tmp_path: Path) -> None:
    status, target = build(tmp_path, "parcel", PARCEL, "parcel.csv")
    assert status == 0
    assert target.read_text(encoding="utf-8").splitlines() == [
        "code,name_zh,rate_pct,value_cny,unit",
        "01010100,奶粉,13,200,035",
        "01019900,其他食品,13,,011",
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("0101,x,13,,件", "not a parcel item of eight digits"),
        ("01010300,x,15,,件", "rate '15' is none of 3, 13, 20, 50"),
        ("01010300,x,13,,斗", "'斗' is not a customs unit"),
        ("01010300,x,13,dear,件", "not a plain decimal number"),
    ],
)
def test_bad_parcel_rows_are_refused_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, fault: str
) -> None:
    status, _ = build(tmp_path, "parcel", f"{PARCEL}{row}\n", "parcel.csv")
    told = capsys.readouterr().err
    assert status == 1
    assert "line 4: " in told
    assert fault in told


def test_a_missing_column_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(tmp_path, "parcel", "item_code,name_zh\n01010100,奶粉\n", "parcel.csv")[0] == 1
    assert "line 1: no column rate_pct" in capsys.readouterr().err
