"""`cbec classify`: what it takes, what it says, how it ends.

The lexicon is a small one wherever the command runs in this process; where it runs as a process of its own, the titles
are such as every lexicon of this trade knows.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from saved import KINDS, saved
from small_lexicon import install

if TYPE_CHECKING:
    from collections.abc import Callable

    Done = subprocess.CompletedProcess[str]
    Run = Callable[..., Done]

PRODUCTS = [
    {"name": "保湿面霜 50ml", "brand": "HANBIT", "hs_code": "3304990039"},
    {"name": "蜂胶牙膏", "hs_code": "2106909090"},
    {"name": "成人纸尿裤", "hs_code": "9619001900"},
    {"name": "新年礼盒"},
    {"name": "魔法小物件"},
]
PAST = [{"name": "魔法小物件", "hs_code": "9503008900"}] * 57


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    install(monkeypatch, tmp_path_factory.mktemp("lexicon"))


@pytest.fixture
def classify(cbec: Run, small: None) -> Run:  # noqa: ARG001 -- with the small lexicon
    """Run `cbec classify` in this process; nothing may be said on standard error but why it cannot run."""

    def run(*words: str | Path, status: int = 0) -> Done:
        done = cbec("classify", *words)
        assert done.returncode == status, (done.stdout, done.stderr)
        assert bool(done.stderr) == (status == 2)
        return done

    return run


@pytest.fixture
def answer(classify: Run) -> Callable[..., dict[str, Any]]:
    """What it says as JSON."""

    def run(*words: str | Path) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(classify(*words, "--format", "json").stdout)
        return said

    return run


@pytest.fixture
def cannot(classify: Run) -> Callable[..., str]:
    """The one line of a run that cannot be."""

    def run(*words: str | Path) -> str:
        done = classify(*words, status=2)
        assert done.stdout == ""
        assert re.fullmatch(r"cbec: [^\n]+\n", done.stderr), done.stderr
        return done.stderr

    return run


# -- titles ---------------------------------------------------------------------------------------------------------


def test_titles_are_shown_with_reasons(classify: Run) -> None:
    text = classify("保湿面霜 50ml", "baby diapers").stdout
    assert "3304.99.00 at 8 digits" in text
    assert "because of 面霜 (name 2-4)" in text
    assert "decided by wearer: baby" in text
    assert "heading text 9619" in text


def test_titles_as_json(answer: Any) -> None:
    said = answer("保湿面霜 50ml", "新年礼盒", "--on", "2026-11-23")
    assert (said["schema"], said["on"], said["source"]["file"]) == ("cbec/classify/1", "2026-11-23", None)
    cream, gift = said["rows"]
    assert cream["answer"]["code"] == "33049900"
    assert cream["candidates"][0]["because"] == [{"text": "面霜", "start": 2, "end": 4, "source": "name"}]
    assert gift["answer"] is None
    assert gift["unsure"] == "礼盒: names no goods"


@pytest.mark.parametrize(
    "title",
    [
        "",
        "   ",
        "😀🎁",
        "<script>alert(1)</script>",
        "\x01\x02\x1b[2J",
        "Увлажняющий крем",
        "しっとりクリーム",
        "面霜" * 5_000,
        "a/b\\c:d*?",
        "--",
        "=1+1",
        "[bold]面[/bold]",
        "\udcff",
    ],
)
def test_what_names_no_goods_is_unsure_and_breaks_nothing(classify: Run, title: str, tmp_path: Path) -> None:
    for words in ([], ["--format", "json"], ["--format", "csv"], ["-o", str(tmp_path / "out.xlsx")]):
        text = classify(*words, "--", title).stdout
        assert "\x1b" not in text
        assert words or "unsure" in text


def test_without_a_title_its_use_is_shown(cannot: Any) -> None:
    assert "Missing argument" in cannot()


@pytest.mark.parametrize(("level", "code"), [("4", "9619"), ("6", "961900"), ("8", "96190019"), ("10", "9619001900")])
def test_the_level_bounds_the_answer(answer: Any, level: str, code: str) -> None:
    (row,) = answer("成人纸尿裤", "--level", level)["rows"]
    assert row["answer"]["code"] == code


def test_top_and_threshold(answer: Any) -> None:
    (row,) = answer("牙膏 牙刷 面霜", "--top", "1")["rows"]
    assert len(row["candidates"]) == 1
    (row,) = answer("保湿面霜", "--threshold", "0.99")["rows"]
    assert (row["answer"], row["unsure"]) == (None, "no level is sure enough")
    (row,) = answer("保湿面霜", "--threshold", "0.9")["rows"]
    assert row["answer"]["level"] == 4


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--level", "5"], "--level 5: not a level; use 4, 6, 8 or 10"),
        (["--top", "0"], "--top"),
        (["--threshold", "2"], "--threshold"),
        (["--format", "pdf"], "unknown format 'pdf'"),
        (["--format", "xlsx"], "xlsx cannot be written to the screen"),
        (["-o", "out.docx"], "cannot tell the format"),
        (["--on", "yesterday"], "yesterday"),
        (["--check"], "--check without a table"),
        (["--evaluate"], "--evaluate without a table"),
        (["--check", "--evaluate"], "--check and --evaluate at once; ask one after the other"),
        (["--explain", "--check"], "--check and --explain at once"),
        (["--explain", "--format", "json"], "--explain --format json"),
        (["second.csv"], "second.csv beside other arguments; classify one table at a time, or titles only"),
        (["-"], "- beside other arguments"),
        (["--history", "none.csv"], "none.csv"),
    ],
)
def test_options_that_do_not_fit(cannot: Any, words: list[str], why: str) -> None:
    assert why in cannot("保湿面霜", *words)


# -- tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_tables_of_every_kind(answer: Any, tmp_path: Path, kind: str) -> None:
    path = saved(tmp_path / f"products.{kind}", PRODUCTS)
    said = answer(path)
    assert said["source"]["file"] == str(path)
    assert [row["row"] for row in said["rows"]] == [2, 3, 4, 5, 6]
    assert [row["declared"] for row in said["rows"][:2]] == ["3304990039", "2106909090"]
    assert said["totals"] == {"rows": 5, "answered": {"8": 2, "10": 1}, "unsure": 2}


def test_standard_input(tmp_path: Path) -> None:
    path = saved(tmp_path / "products.csv", PRODUCTS)
    with path.open("rb") as stdin:
        done = subprocess.run(
            [sys.executable, "-m", "cbec_cli", "classify", "-", "--format", "json"],
            stdin=stdin,
            capture_output=True,
            check=True,
        )
    said = json.loads(done.stdout)
    assert said["source"]["file"] == "stdin"
    assert said["rows"][2]["candidates"][0]["hs6"] == "961900"


def test_a_sheet_and_a_heading_of_ones_own(answer: Any, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [{"Bezeichnung": "成人纸尿裤"}])
    said = answer(path, "--sheet", "进口清单", "--map", "Bezeichnung=name")
    assert said["source"]["sheet"] == "进口清单"
    assert said["rows"][0]["answer"]["code"] == "9619001900"


@pytest.mark.parametrize("name", ["out.json", "out.csv", "out.xlsx", "out.txt"])
def test_reports_go_to_files(classify: Run, tmp_path: Path, name: str) -> None:
    path = saved(tmp_path / "products.csv", PRODUCTS)
    assert classify(path, "-o", name).stdout == ""
    assert Path(name).stat().st_size > 300
    if name == "out.csv":
        with Path(name).open(encoding="utf-8-sig", newline="") as file:
            assert [row["answer"] for row in csv.DictReader(file)] == ["33049900", "33061010", "9619001900", "", ""]


def test_a_table_lists_rows_and_counts(classify: Run, tmp_path: Path) -> None:
    text = classify(saved(tmp_path / "products.csv", PRODUCTS)).stdout
    assert "5 products: 1 at 10 digits, 2 at 8 digits; 2 unsure" in text
    many = saved(tmp_path / "many.csv", [{"name": f"面霜 {i}"} for i in range(60)])
    assert "10 more rows" in classify(many).stdout
    assert "more rows" not in classify(many, "--all").stdout


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "products.csv: there is no such file"),
        ("", "empty"),
        ("sku,brand\nA,B\n", "name"),
        ("\x00\x01\x02", "products.csv"),
    ],
)
def test_files_that_cannot_be_read(cannot: Any, content: str | None, why: str) -> None:
    if content is not None:
        Path("products.csv").write_text(content, "utf-8")
    assert why in cannot("products.csv")


def test_a_table_without_rows(classify: Run, answer: Any) -> None:
    Path("none.csv").write_text("name,brand\n", "utf-8")
    assert "0 products" in classify("none.csv").stdout
    assert answer("none.csv")["rows"] == []


def test_a_report_never_takes_the_place_of_what_is_read(cannot: Any, tmp_path: Path) -> None:
    path = saved(tmp_path / "products.csv", PRODUCTS)
    before = path.read_bytes()
    assert "is the file that is read" in cannot(path, "-o", path)
    assert "is the file that is read" in cannot("面霜", "--history", path, "-o", path)
    assert path.read_bytes() == before


def test_hostile_cells_stay_text_in_every_report(classify: Run, answer: Any, tmp_path: Path) -> None:
    cells = ["=cmd|'/c calc'!A1", "+面霜", "@SUM(A1)", "-2+3", "<b>面霜</b>\t", "面霜\x07", "面" * 10_000, "😀面霜"]
    path = saved(tmp_path / "products.parquet", [{"name": cell} for cell in cells])
    assert [row["text"] for row in answer(path)["rows"]] == [cell.strip() for cell in cells]
    assert "\x07" not in classify(path).stdout
    classify(path, "-o", "out.xlsx")
    sheet = load_workbook("out.xlsx")["products"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert sheet["B2"].value == cells[0]
    classify(path, "-o", "out.csv")
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert not [name for name in names if name[:1] in {"=", "@"} or name.startswith("+")]


# -- history --------------------------------------------------------------------------------------------------------


def test_past_declarations_teach_and_are_quoted(answer: Any, tmp_path: Path) -> None:
    past = saved(tmp_path / "past.csv", PAST)
    (row,) = answer("魔法小物件", "--history", past)["rows"]
    assert row["candidates"][0]["hs10"] == "9503008900"
    assert row["candidates"][0]["history"].startswith("this name: 57 of your 57 past lines")


def test_accepted_codes_of_a_workbook_teach_the_next_time(classify: Run, answer: Any, tmp_path: Path) -> None:
    products = saved(tmp_path / "products.csv", PRODUCTS)
    classify(products, "-o", "classified.xlsx")
    book = load_workbook("classified.xlsx")
    sheet = book["products"]
    column = [cell.value for cell in sheet[1]].index("accepted_code") + 1
    sheet.cell(6, column).value = "9503.00.89.00"
    book.save("classified.xlsx")
    (row,) = answer("魔法小物件", "--history", "classified.xlsx")["rows"]
    assert row["candidates"][0]["hs10"] == "9503008900"
    (row,) = answer("成人纸尿裤", "--history", "classified.xlsx")["rows"]
    assert row["candidates"][0]["history"] is None  # nothing was accepted there


def test_conflicts_of_the_history_are_told(classify: Run, answer: Any, tmp_path: Path) -> None:
    rows = [{"name": "渔具配重", "hs_code": code} for code in ("9507900000", "9507900000", "9506990000")]
    past = saved(tmp_path / "past.csv", rows)
    assert "with several codes: 9507900000 (2 x)" in classify("面霜", "--history", past).stdout
    said = answer("面霜", "--history", past)
    assert said["history_conflicts"] == [{"name": "渔具配重", "codes": {"9507900000": 2, "9506990000": 1}}]


def test_several_histories_add_up(answer: Any, tmp_path: Path) -> None:
    files = [saved(tmp_path / name, PAST) for name in ("a.csv", "b.csv")]
    (row,) = answer("魔法小物件", "--history", files[0], "--history", files[1])["rows"]
    assert "114 of your 114 past lines" in row["candidates"][0]["history"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"name": "面霜"}], "hs_code"),
        ([{"name": "面霜", "hs_code": "3304"}], "no line with a name and a code of six, eight or ten digits"),
    ],
)
def test_a_history_that_cannot_teach(cannot: Any, tmp_path: Path, rows: list[dict[str, str]], why: str) -> None:
    assert why in cannot("面霜", "--history", saved(tmp_path / "past.csv", rows))


# -- explain, evaluate, check ---------------------------------------------------------------------------------------


def test_explain_shows_terms_weights_and_features(classify: Run) -> None:
    text = classify("--explain", "蜂胶牙膏", "成人纸尿裤").stdout
    assert "not counted: 蜂胶, because of 牙膏" in text
    assert text.count("Features") == 2
    assert "wearer: adult" in text
    classify("--explain", "蜂胶牙膏", "-o", "working.txt")
    assert "Features" in Path("working.txt").read_text("utf-8")


def test_explain_wants_titles(cannot: Any, tmp_path: Path) -> None:
    assert "--explain with a table" in cannot("--explain", saved(tmp_path / "a.csv", PRODUCTS))


def test_evaluate_measures_a_table_whose_codes_are_right(classify: Run, tmp_path: Path) -> None:
    labelled = saved(tmp_path / "labelled.csv", [*PRODUCTS, {"name": "face cream", "hs_code": "330499"}])
    text = classify("--evaluate", labelled).stdout
    assert "Chinese: 3 titles, 3 answered" in text
    assert "English: 1 title, 1 answered" in text
    said = json.loads(classify("--evaluate", labelled, "--format", "json").stdout)
    assert said["schema"] == "cbec/classify-evaluation/1"
    assert said["languages"]["zh"]["hits"]["4"] == {"top1": 2, "top3": 2, "top5": 2, "of": 3}
    assert said["languages"]["zh"]["confusions"] == [{"label": "2106", "answer": "3306", "rows": 1}]
    classify("--evaluate", labelled, "-o", "calibration.png")
    assert Path("calibration.png").read_bytes().startswith(b"\x89PNG")


def test_evaluate_hears_the_history(classify: Run, tmp_path: Path) -> None:
    labelled = saved(tmp_path / "labelled.csv", PAST[:3])
    past = saved(tmp_path / "past.csv", PAST)
    words = ("--evaluate", labelled, "--format", "json")
    alone = json.loads(classify(*words).stdout)["languages"]["zh"]["hits"]["6"]["top1"]
    taught = json.loads(classify(*words, "--history", past).stdout)["languages"]["zh"]["hits"]["6"]["top1"]
    assert (alone, taught) == (0, 3)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["-o", "out.xlsx"], "cannot tell the format"),
        (["--format", "csv"], "unknown format 'csv'"),
        (["--format", "png"], "png cannot be written to the screen"),
    ],
)
def test_evaluate_has_formats_of_its_own(cannot: Any, tmp_path: Path, words: list[str], why: str) -> None:
    assert why in cannot("--evaluate", saved(tmp_path / "labelled.csv", PRODUCTS), *words)


def test_evaluate_needs_codes(cannot: Any, tmp_path: Path) -> None:
    assert "hs_code" in cannot("--evaluate", saved(tmp_path / "a.csv", [{"name": "面霜"}]))
    rows = [{"name": "面霜", "hs_code": "33"}]
    assert "no code of six, eight or ten digits" in cannot("--evaluate", saved(tmp_path / "b.csv", rows))


def test_check_is_that_of_codes_and_names(cbec: Run, tmp_path: Path) -> None:
    path = saved(tmp_path / "products.csv", PRODUCTS)
    done = cbec("classify", "--check", path, "--format", "json", "--on", "2026-11-23")
    assert done.returncode == 1
    found = [(one["code"], one["row"]) for one in json.loads(done.stdout)["findings"]]
    assert ("HSC004", 3) in found
    assert {code[:3] for code, _ in found} <= {"HSC", "DAT"}
    right = saved(tmp_path / "right.csv", PRODUCTS[:1])
    assert cbec("classify", "--check", right).returncode == 0
    assert cbec("classify", "--check", path, "-o", "checked.xlsx").returncode == 1
    assert Path("checked.xlsx").exists()


def test_check_takes_no_history(cannot: Any, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", PRODUCTS)
    assert "--check takes no --history" in cannot("--check", path, "--history", path)
