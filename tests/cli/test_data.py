"""`cbec data`: importing the official annex, and what every table is."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from annexes import HEADING, lines, write_csv, write_pdf, write_xlsx
from typer.testing import CliRunner, Result

from cbec_cli.cli.data import data
from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.places import data_file
from cbec_cli.engine.today import today
from cbec_cli.law.editions import imported_editions
from cbec_cli.law.positive_list import load_positive_list
from cbec_cli.law.user_data import VARIABLE

BONDED, SPECIES, CAP, ODD = (
    "仅限网购保税商品",
    "列入《进出口野生动植物种商品目录》的商品除外",
    "每人每年不超过2千克",
    "另行规定",
)
REMARKS = {5: BONDED, 9: f"{SPECIES}；{CAP}", 12: ODD, 13: ODD, 20: "仅限家用打印机墨水"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mine"))
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path / "mine"


@pytest.fixture
def run() -> Callable[..., Result]:
    app = typer.Typer()
    app.add_typer(data, name="data")

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(app, ["data", *map(str, words)])

    return run


@pytest.fixture
def bring(run: Callable[..., Result]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Import a file; gives the exit status and what JSON says."""

    def bring(*words: str | Path) -> tuple[int, dict[str, Any]]:
        done = run("import", "positive-list", *words, "--format", "json")
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, json.loads(done.stdout)

    return bring


def annex(folder: Path, count: int = 1_476, remarks: dict[int, str] | None = None) -> Path:
    rows = lines(count, remarks, also=["04031000", "33049900"])
    return write_xlsx(folder / "annex.xlsx", [["附件"], HEADING, *rows, ["注：简称"]])


# -- importing ------------------------------------------------------------------------------------------------------


def test_a_whole_annex_is_kept_and_answers(tmp_path: Path, bring: Callable[..., Any]) -> None:
    status, said = bring(annex(tmp_path, remarks=REMARKS))
    assert status == 0
    assert (said["edition"], said["since"], said["until"]) == ("2022-7", "2022-03-01", None)
    assert (said["complete"], said["lines"], said["lines_expected"]) == (True, 1_476, 1_476)
    assert said["source"] == "财政部等八部门公告2022年第7号"
    assert said["file"] == "annex.xlsx"
    assert len(said["sha256"]) == 64
    assert said["faults"] == []
    assert said["remarks"] == {
        "lines_with_a_remark": 5,
        "only_bonded": 1,
        "goods_excluded": 1,
        "named_goods_only": 1,
        "quantity_capped": 1,
        "not_understood": 2,
    }
    assert [each["hundred_thousandths_of_kg"] for each in said["caps"]] == [200_000]
    assert [(each["clause"], len(each["codes"])) for each in said["remarks_not_understood"]] == [(ODD, 2)]
    assert said["not_in_tariff"] == [{"code": "04031000", "name": "指定货品"}]
    assert [each["text"] for each in said["notes"]] == ["附件", "注：简称"]
    (kept,) = imported_editions()
    assert kept.notes == ("附件", "注：简称")
    assert [line.remark for line in kept.lines if line.remark] == list(REMARKS.values())
    assert load_positive_list().standing("3304990029", today()).state == "listed"


def test_several_editions_may_be_kept(tmp_path: Path, bring: Callable[..., Any]) -> None:
    assert bring(annex(tmp_path))[0] == 0
    status, said = bring(annex(tmp_path, 1_413))
    assert (status, said["edition"], said["until"]) == (0, "2019-96", "2022-02-28")
    assert [each.edition for each in imported_editions()] == ["2019-96", "2022-7"]


def test_importing_again_replaces(tmp_path: Path, bring: Callable[..., Any]) -> None:
    first = bring(annex(tmp_path))[1]
    second = bring(annex(tmp_path, remarks=REMARKS))[1]
    assert first["stored"] == second["stored"]
    (kept,) = imported_editions()
    assert kept.sha256 == second["sha256"] != first["sha256"]


def test_a_csv_that_a_spreadsheet_saved(tmp_path: Path, bring: Callable[..., Any]) -> None:
    rows = [[number, code.lstrip("0"), *rest] for number, code, *rest in lines(1_476)]
    status, said = bring(write_csv(tmp_path / "annex.csv", [HEADING, *rows], "gb18030"))
    assert status == 0
    assert said["leading_zeros_restored"] > 100
    assert {line.code for line in imported_editions()[0].lines} == {code for _, code, *_ in lines(1_476)}


def test_a_new_edition_needs_its_first_day(tmp_path: Path, bring: Callable[..., Any]) -> None:
    path = annex(tmp_path, 1_500)
    with pytest.raises(CannotRun, match=r"1,500 lines are no known edition: .*2022-7 .1,476 lines"):
        bring(path)
    with pytest.raises(CannotRun, match=r"2027-3: not among the known ones.*add --since"):
        bring(path, "--edition", "2027-3")
    source = "财政部等部门公告2027年第3号"
    status, said = bring(
        path, "--edition", source, "--since", "2027-03-01", "--until", "2028-12-31", "--source", source
    )
    assert (status, said["edition"], said["since"], said["until"]) == (0, "2027-3", "2027-03-01", "2028-12-31")
    assert (said["complete"], said["lines_expected"], said["source"]) == (True, None, source)


def test_a_new_edition_without_numbers_cannot_be_proved_complete(tmp_path: Path, bring: Callable[..., Any]) -> None:
    rows = [row[1:] for row in lines(100)]
    path = write_csv(tmp_path / "annex.csv", [HEADING[1:], *rows])
    status, said = bring(path, "--edition", "new", "--since", "2027-03-01")
    assert (status, said["stored"]) == (1, None)
    assert [each["what"] for each in said["faults"]] == [
        "no column 序号, and how many lines the edition has is not known"
    ]
    known = write_csv(tmp_path / "known.csv", [HEADING[1:], *(row[1:] for row in lines(1_476))])
    assert bring(known)[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--edition", "../../x"], "not a name of an edition"),
        (["--since", "soon"], "--since soon: not a day"),
        (["--until", "2022-13-01"], "--until 2022-13-01: not a day"),
        (["--until", "2020-01-01"], "the last day 2020-01-01 lies before the first day 2022-03-01"),
        (["--sheet", "3"], "there is no sheet '3'"),
    ],
)
def test_wrong_options_are_said(tmp_path: Path, bring: Callable[..., Any], words: list[str], said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        bring(annex(tmp_path), *words)
    assert imported_editions() == ()


def spoiled(rows: list[list[str]], kind: str) -> list[list[str]]:
    """A list of 1,476 lines with one fault."""
    rows = [list(row) for row in rows]
    match kind:
        case "nine digits":
            rows[99][1] += "0"
        case "twice":
            rows[99][1] = rows[98][1]
        case "missing":
            del rows[99]
        case "number twice":
            rows[99][0] = "99"
        case "no number":
            rows[99][0] = ""
        case "swapped":
            rows[99], rows[100] = rows[100], rows[99]
    return rows


@pytest.mark.parametrize(
    ("kind", "whats"),
    [
        ("nine digits", ["is not a code of eight digits", "1,475 lines read", "no line with the 序号 100"]),
        ("twice", ["stands twice, first in row 100"]),
        ("missing", ["1,475 lines read; 财政部等八部门公告2022年第7号 has 1,476", "no line with the 序号 100"]),
        ("number twice", ["no line with the 序号 100", "2 lines with the 序号 99"]),
        ("no number", ["has no 序号", "no line with the 序号 100"]),
        ("swapped", ["the 序号 100 stands after 101"]),
    ],
)
def test_an_annex_with_a_fault_is_not_kept(
    tmp_path: Path, bring: Callable[..., Any], kind: str, whats: list[str]
) -> None:
    path = write_csv(tmp_path / "annex.csv", [HEADING, *spoiled(lines(1_476), kind)])
    status, said = bring(path, "--edition", "2022-7")
    assert (status, said["stored"], said["complete"]) == (1, None, False)
    told = [each["what"] for each in said["faults"]]
    assert len(told) == len(whats)
    assert all(what in each for what, each in zip(whats, told, strict=True))
    assert imported_editions() == ()


def test_many_missing_lines_are_told_as_runs(tmp_path: Path, bring: Callable[..., Any]) -> None:
    rows = [row for row in lines(1_476) if int(row[0]) % 20 or int(row[0]) > 300]
    rows = [row for row in rows if not 400 <= int(row[0]) <= 410]
    status, said = bring(write_csv(tmp_path / "annex.csv", [HEADING, *rows]), "--edition", "2022-7")
    assert status == 1
    assert said["faults"][1]["what"] == "no line with the 序号 20, 40, 60, 80, 100, 120, 140, 160, 180, 200 …"
    rows = [row for row in lines(1_476) if not 400 <= int(row[0]) <= 410]
    said = bring(write_csv(tmp_path / "annex.csv", [HEADING, *rows]), "--edition", "2022-7")[1]
    assert said["faults"][1]["what"] == "no line with the 序号 400-410"


def test_what_there_is_may_be_kept_as_evidence(tmp_path: Path, bring: Callable[..., Any]) -> None:
    path = write_csv(tmp_path / "annex.csv", [HEADING, *spoiled(lines(1_476), "missing")])
    status, said = bring(path, "--edition", "2022-7", "--incomplete")
    assert (status, said["complete"]) == (0, False)
    loaded = load_positive_list()
    assert not loaded.complete_on(today())
    assert loaded.standing("9999999999", today()).state == "unknown"


def test_a_fault_does_not_hide_which_edition_it_is(tmp_path: Path, bring: Callable[..., Any]) -> None:
    path = write_csv(tmp_path / "annex.csv", [HEADING, *spoiled(lines(1_476), "nine digits")])
    assert bring(path)[1]["edition"] == "2022-7"


def test_a_pdf(tmp_path: Path, bring: Callable[..., Any]) -> None:
    rows = lines(90, {3: BONDED})
    pages = [[HEADING, *rows[i : i + 30]] for i in range(0, 90, 30)]
    path = write_pdf(tmp_path / "annex.pdf", [[[cell[:20] for cell in row] for row in page] for page in pages])
    status, said = bring(path, "--edition", "pilot", "--since", "2027-01-01")
    assert (status, said["lines"], said["remarks"]["only_bonded"]) == (0, 90, 1)
    assert said["source"] == ""


def test_a_folder_that_cannot_be_written(tmp_path: Path, folder: Path, bring: Callable[..., Any]) -> None:
    folder.write_text("a file", encoding="utf-8")
    with pytest.raises(CannotRun, match="cannot write"):
        bring(annex(tmp_path))


def test_people_see_what_was_read_and_what_to_look_at(tmp_path: Path, run: Callable[..., Result]) -> None:
    done = run("import", "positive-list", annex(tmp_path, remarks=REMARKS | dict.fromkeys((30,), "[bold]x[/bold]")))
    assert done.exit_code == 0
    for text in (
        "Positive list 2022-7",
        "财政部等八部门公告2022年第7号; in force 2022-03-01",
        "1,476 of 1,476 lines read",
        "      1 only as bonded imports",
        "      3 with a clause that is not understood",
        "Clauses not understood",
        "另行规定 (2 lines, e.g. ",
        "[bold]x[/bold] (1 lines",
        "Codes the tariff no longer has",
        "04031000 指定货品",
        "Texts around the table, kept",
        "Kept as ",
    ):
        assert text in done.stdout
    assert "merged" not in done.stdout


def test_people_see_faults_and_that_nothing_was_kept(tmp_path: Path, run: Callable[..., Result]) -> None:
    rows = [[*row[:1], "x", *row[2:]] if int(row[0]) <= 30 else row for row in lines(1_476)]
    path = write_csv(tmp_path / "annex.csv", [HEADING, *rows])
    done = run("import", "positive-list", path)
    assert done.exit_code == 1
    assert "32 faults" in done.stdout
    assert "row 2: line 1: 'x' is not a code of eight digits" in done.stdout
    assert "… and 12 more; --format json shows all" in done.stdout
    assert "Nothing was kept." in done.stdout
    done = run("import", "positive-list", path, "--incomplete")
    assert done.exit_code == 0
    assert "Kept though incomplete" in done.stdout


# -- status ---------------------------------------------------------------------------------------------------------


def test_every_shipped_table_is_described(run: Callable[..., Result]) -> None:
    said = json.loads(run("status", "--format", "json").stdout)
    assert said["schema"] == "cbec/data/1"
    shown = {table["file"]: table for table in said["tables"]}
    root = data_file("")
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} - {"tables.csv"}
    assert {file for file in there if not file.startswith("lexicon/")} | {"lexicon/"} == set(shown)
    for table in shown.values():
        assert all(table[name] for name in ("title", "title_zh", "vintage", "source", "confidence")), table
        assert table["rows"] > 0
        assert not table["by_user"]


def test_rows_and_vintage_are_those_of_the_table(run: Callable[..., Result]) -> None:
    shown = {table["file"]: table for table in json.loads(run("status", "--format", "json").stdout)["tables"]}
    with data_file("hs_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (shown["hs_codes.csv"]["rows"], shown["hs_codes.csv"]["vintage"]) == (len(rows), rows[0]["vintage"])


def test_status_without_a_list_says_which_is_in_force_and_how_to_bring_it(run: Callable[..., Result]) -> None:
    done = run("status")
    assert done.exit_code == 0
    assert "Tables you brought" not in done.stdout
    flat = " ".join(done.stdout.split())
    assert "no complete edition is loaded" in flat
    assert "in force is 财政部等八部门公告2022年第7号, 1,476 lines" in flat
    assert "cbec data import positive-list FILE" in flat
    assert max(len(line) for line in done.stdout.splitlines() if "data folder" not in line) <= 80
    assert "no complete edition is loaded for 2016-01-01" in run("status", "--on", "2016-01-01").stdout


def test_status_shows_what_the_user_brought(tmp_path: Path, folder: Path, run: Callable[..., Result]) -> None:
    run("import", "positive-list", annex(tmp_path))
    run("import", "positive-list", annex(tmp_path, 1_413))
    said = json.loads(run("status", "--on", "2021-06-30", "--format", "json").stdout)
    assert said["folder"] == str(folder)
    assert said["positive_list"] == "edition 2019-96 is loaded and in force on 2021-06-30"
    old, new = (table for table in said["tables"] if table["by_user"])
    assert (old["file"], old["rows"], old["confidence"]) == ("positive-list/2019-96.json", 1_413, "user-supplied")
    assert "complete, in force on 2021-06-30 (2020-01-01 to 2022-02-28)" in old["note"]
    assert "not in force on 2021-06-30" in new["note"]
    assert "imported on" in new["note"]
    shown = run("status").stdout
    assert "Tables you brought" in shown
    assert "edition 2022-7 is loaded and in force" in shown


def test_status_shows_an_incomplete_edition_as_one(tmp_path: Path, run: Callable[..., Result]) -> None:
    path = write_csv(tmp_path / "annex.csv", [HEADING, *spoiled(lines(1_476), "missing")])
    run("import", "positive-list", path, "--edition", "2022-7", "--incomplete")
    said = json.loads(run("status", "--format", "json").stdout)
    assert "incomplete: evidence only" in said["tables"][-1]["note"]
    assert said["positive_list"].startswith("no complete edition is loaded")


def test_a_table_nobody_described_is_shown(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from cbec_cli.work import data_status

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tables.csv").write_text("file,title\ngone.csv,Gone\n", encoding="utf-8")
    (tmp_path / "data" / "new.csv").write_text("a\n1\n2\n", encoding="utf-8")
    (tmp_path / "data" / "new.bin").write_bytes(b"x")
    monkeypatch.setattr(data_status, "data_file", lambda name: tmp_path / "data" / name)
    tables = json.loads(run("status", "--format", "json").stdout)["tables"]
    assert [(table["file"], table["title"], table["rows"]) for table in tables] == [
        ("new.bin", "(not described)", None),
        ("new.csv", "(not described)", 2),
    ]
    assert "(not described)" in run("status").stdout
