"""The script that makes data/hs_codes.csv: what it takes, what it refuses, and that it repeats itself."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
HEADING = (
    "hs10,name_zh,mfn_text,provisional_text,general_text,vat_pct,consumption_text,unit1_code,unit2_code,"
    "supervision,inspection,declaration_elements"
)
RUBBER_STEP = "完税价不高于9元/千克：10%，完税价高于9元/千克：0%+0.9元/千克。"
WHISKY = "2208300000,威士忌酒,10%,,180%,13,20%+0.912元/升,095,035,AB,R/S,1:品牌类型;2:酒精浓度"
RUBBER = f"4001100000,天然胶乳,20%,{RUBBER_STEP},40%,9,0%,千克,,,,1:外观;2:干胶含量"
WING = "0207142101,冻的鸡整翅（翼）,0.8元/千克,,8.1元/千克,9,0%,035,,7AB4x,P.R/Q.S,无"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


tool = load("build_tariff")


def published(folder: Path, *rows: str, heading: str = HEADING) -> Path:
    path = folder / "published.csv"
    path.write_text("\ufeff" + "\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def build(folder: Path, *rows: str, heading: str = HEADING, options: tuple[str, ...] = ()) -> tuple[int, Path]:
    target = folder / "hs_codes.csv"
    source = published(folder, *rows, heading=heading)
    return tool.main([str(source), "--vintage", "2026-01-01", "-o", str(target), *options]), target


def test_a_table_is_converted_sorted_and_no_part_of_a_rate_is_lost(tmp_path: Path) -> None:
    status, target = build(tmp_path, WHISKY, RUBBER, WING)
    assert status == 0
    _, *rows = target.read_text(encoding="utf-8").splitlines()
    assert rows == [
        "0207142101,冻的鸡整翅（翼）,,0.8/035,,,,,,8.1/035,,reduced,none,,035,,7AB4x,PRQS,,2026-01-01",
        "2208300000,威士忌酒,10,,,,,,180,,,standard,spirits,,095,035,AB,RS,品牌类型|酒精浓度,2026-01-01",
        "4001100000,天然胶乳,20,,,0,0.9/035,9/035:10,40,,,reduced,none,,035,,,,外观|干胶含量,2026-01-01",
    ]


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    first = build(tmp_path, WHISKY, RUBBER, WING)[1].read_bytes()
    assert build(tmp_path, WING, WHISKY, RUBBER)[1].read_bytes() == first
    assert b"\r" not in first
    assert not first.startswith(b"\xef\xbb\xbf")


def test_headings_of_another_table_can_be_named(tmp_path: Path) -> None:
    status, target = build(
        tmp_path, WHISKY, heading=HEADING.replace("mfn_text", "最惠国税率"), options=("--column", "mfn=最惠国税率")
    )
    assert status == 0
    assert "2208300000" in target.read_text(encoding="utf-8")


def test_a_column_that_is_not_wanted_is_refused(tmp_path: Path) -> None:
    for option in ("tax=税率", "mfn"):
        with pytest.raises(SystemExit):
            build(tmp_path, WHISKY, options=("--column", option))


def test_a_missing_column_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, target = build(tmp_path, WHISKY, heading=HEADING.replace("vat_pct", "vat"))
    assert (status, target.exists()) == (1, False)
    assert "line 1: no column vat_pct; found hs10" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (WHISKY.replace("2208300000", "220830000"), "'220830000' is not a code of ten digits"),
        (WHISKY.replace("威士忌酒", ""), "2208300000 has no name"),
        (WHISKY.replace(",10%,", ",cheap,"), "2208300000: mfn rate: 'cheap' is not a rate"),
        (WHISKY.replace(",13,", ",12,"), "VAT '12' is none of 13, 9, 3, 0"),
        (WHISKY.replace("20%+0.912元/升", "21%"), "consumption tax '21%' belongs to no known class of heading 2208"),
        (WHISKY.replace("20%+0.912元/升", "10%"), "consumption tax '10%' belongs to no known class of heading 2208"),
        (WHISKY.replace(",095,", ",斗,"), "'斗' is not a customs unit"),
        (WHISKY.replace("R/S", "R/K"), "letter K has no meaning"),
        (WHISKY.replace("2:酒精", "3:酒精"), "declaration elements are not numbered"),
        (WHISKY.replace("酒精浓度", "酒精|浓度"), "declaration elements are not numbered"),
        (WHISKY.replace("威士忌酒", '"威士忌\n酒"'), "character U+000A"),
        (WHISKY.replace("威士忌酒", "威士忌\ue000"), "character U+E000"),
        (RUBBER, "code 4001100000 stood on line 2 already"),
    ],
)
def test_a_bad_row_is_refused_by_its_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, fault: str
) -> None:
    status, target = build(tmp_path, RUBBER, row, WING)
    told = capsys.readouterr().err
    assert (status, target.exists()) == (1, False)
    assert fault in told
    last_physical_line = 3 + row.count("\n")
    assert f"line {last_physical_line}: " in told
    assert "1 rows refused, nothing written" in told


def test_all_bad_rows_are_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(tmp_path, WHISKY.replace(",13,", ",12,"), WING, RUBBER.replace(",9,", ",8,"))
    told = capsys.readouterr().err
    assert "line 2: " in told
    assert "line 4: " in told


def test_a_lost_price_step_is_unknown_and_a_zero_without_a_step_is_zero(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = "完税价不高于0元/平方米：0%，完税价高于0元/平方米：10%+0元/平方米。"
    film = f"3702432100,激光照排片,{lost},,{lost},13,0%,035,032,,,无"
    beer = (
        "2203000000,啤酒,0元/升,,7.5元/升,13,完税价大于等于2.64295885元：0.253元/升，完税价小于2.64295885元：0.2227元/升。,"
        "095,035,AB,R/S,无"
    )
    status, target = build(tmp_path, film, beer)
    assert status == 0
    assert "line 2: 3702432100: unknown MFN rate, general rate" in capsys.readouterr().out
    rows = target.read_text(encoding="utf-8").splitlines()
    assert rows[1].startswith("2203000000,啤酒,,0/095,,,,,,7.5/095,,standard,beer,at_least=2.64295885/095,095")
    assert rows[2].startswith("3702432100,激光照排片,,,,,,,,,,standard,none")


def test_an_unknown_class_stays_blank_and_a_lost_character_is_restored(tmp_path: Path) -> None:
    _, target = build(tmp_path, "5007101000,\ue837丝机织物,,,,,,030,,,,")
    assert target.read_text(encoding="utf-8").splitlines()[1] == "5007101000,䌷丝机织物,,,,,,,,,,,,,030,,,,,2026-01-01"
