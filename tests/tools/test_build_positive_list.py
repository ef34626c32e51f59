"""The script that makes the evidence on the positive list."""

import csv
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


tool = load("build_positive_list")

FRAGMENT = """hs8_as_published,list_name_zh,remark_zh,edition,evidence,source
33049900,,,,model-knowledge;observed-cbec-filing,somewhere
04090000,天然蜂蜜,某些除外,2016 first list,official-list-excerpt,somewhere
"""
HEADINGS = """heading_scope,confidence,note_zh,source
30xx,none,药品不在清单（某海关答复）,somewhere
0401-0406,high,乳品,somewhere
8422.11,high,家用洗碗机（2022新增）,somewhere
02 part,low,干熏盐制肉类,somewhere
"""


def build(folder: Path, table: str, text: str) -> tuple[int, Path]:
    source, target = folder / "known.csv", folder / "table.csv"
    source.write_text(text, encoding="utf-8")
    return tool.main([table, str(source), "-o", str(target)]), target


def test_only_official_text_is_listed_and_no_source_is_copied(tmp_path: Path) -> None:
    status, target = build(tmp_path, "list", FRAGMENT)
    assert status == 0
    assert target.read_text(encoding="utf-8").splitlines() == [
        "code,name_zh,remark,edition,standing,evidence",
        "04090000,天然蜂蜜,某些除外,2016-40,listed,official-text",
        "33049900,,,,unknown,filed-before-list|general-knowledge",
    ]


def test_headings_are_ranges_of_digits_and_stand_after_what_is_confirmed(tmp_path: Path) -> None:
    status, target = build(tmp_path, "hints", HEADINGS)
    assert status == 0
    written = target.read_text(encoding="utf-8").splitlines()
    assert written[1].startswith("cap,1006,1006,,大米,,20,2022-03-01,")
    assert written[1 + len(tool.CONFIRMED) :] == [
        "heading,0401,0406,high,乳品,,,,,own-knowledge",
        "heading,30,30,none,药品,某海关答复,,,,own-knowledge",
        "heading,842211,842211,high,家用洗碗机,2022新增,,,,own-knowledge",
        "part,02,02,low,干熏盐制肉类,,,,,own-knowledge",
    ]


@pytest.mark.parametrize(("table", "text"), [("list", FRAGMENT), ("hints", HEADINGS)])
def test_the_same_table_gives_the_same_bytes(tmp_path: Path, table: str, text: str) -> None:
    first = build(tmp_path, table, text)[1].read_bytes()
    heading, *rows = text.splitlines()
    assert build(tmp_path, table, "\n".join([heading, *reversed(rows), ""]))[1].read_bytes() == first


@pytest.mark.parametrize(
    ("table", "row", "fault"),
    [
        ("list", "3304,,,,model-knowledge,", "line 4: '3304' is not a code of eight digits"),
        ("list", "33049901,,,,hearsay,", "evidence 'hearsay' is none of"),
        ("list", "33049901,,,,,", "evidence '' is none of"),
        ("list", "33049901,,,,official-list-excerpt,", "edition '' does not fit the evidence"),
        ("list", "33049901,,,2016 first list,model-knowledge,", "does not fit the evidence"),
        ("list", "33049900,,,,model-knowledge,", "33049900 stands twice"),
        ("hints", "chapter 3,high,x,", "line 6: 'chapter 3' is not a range of headings"),
        ("hints", "0406-0401,high,x,", "is not a range of headings"),
        ("hints", "04-0406,high,x,", "is not a range of headings"),
        ("hints", "0701,likely,x,", "likelihood 'likely' is none of"),
        ("hints", "30xx,none,x,", "heading 30 30 stands twice"),
    ],
)
def test_bad_rows_are_refused_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, row: str, fault: str
) -> None:
    status, target = build(tmp_path, table, f"{FRAGMENT if table == 'list' else HEADINGS}{row}\n")
    told = capsys.readouterr().err
    assert (status, target.exists()) == (1, False)
    assert fault in told
    assert "nothing written" in told


def test_a_missing_column_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(tmp_path, "list", "hs8_as_published\n33049900\n")[0] == 1
    assert "line 1: no column edition" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "heading", "words"),
    [
        ("positive_list.csv", tool.LIST_HEADING, {"listed", "unknown"}),
        ("positive_list_hints.csv", tool.HINTS_HEADING, {"heading", "part", "cap", "named", "deleted"}),
    ],
)
def test_the_shipped_tables_have_the_shape_and_hold_facts_alone(
    name: str, heading: tuple[str, ...], words: set[str]
) -> None:
    text = (ROOT / "data" / name).read_text(encoding="utf-8")
    first, *rows = csv.reader(text.splitlines())
    assert tuple(first) == heading
    assert {row[4] if "hints" not in name else row[0] for row in rows} == words
    assert all(len(row) == len(heading) for row in rows)
    assert not re.search(r"https?:|www\.|\.com|\.sql|github", text)
