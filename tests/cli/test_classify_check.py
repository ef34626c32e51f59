"""`cbec classify --check`: the codes of a table held against its names, with a small lexicon (see small_lexicon)."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from openpyxl import load_workbook
from readings import write_rows
from saved import KINDS, saved
from small_lexicon import WEIGHTS, install

from cbec_cli.classify.answer import Classifier
from cbec_cli.work.checking import names

if TYPE_CHECKING:
    from collections.abc import Sequence

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]

PASTE, CREAM, PROPOLIS, BABY, ADULT = "3306101090", "3304990039", "2106909090", "9619001100", "9619001900"
FAULTS = [
    {"name": "薄荷牙膏 120g", "hs_code": PASTE},
    {"name": "蜂胶牙膏", "hs_code": PROPOLIS},
    {"name": "婴儿纸尿裤 L54片", "hs_code": ADULT},
    {"name": "旅行面霜", "hs_code": CREAM},
    {"name": "旅行面霜", "hs_code": "3304990029"},
    {"name": "婴儿纸尿裤", "hs_code": "9619001200"},
    {"name": "魔法小物件", "hs_code": "9503008900"},
]
"""Rows 2 to 8."""
FOUND = [("HSC004", 3), ("HSC006", 4), ("HSC005", 5), ("HSC002", 7), ("HSC007", 7)]
SEVERITIES = {"HSC004": "error", "HSC006": "warning", "HSC005": "warning", "HSC002": "error", "HSC007": "note"}
HOSTILE = (
    *("", " ", "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2", "🧴🧴🧴", "<b>牙膏</b><script>alert(1)</script>"),
    *(
        "牙膏\x07\x1b[31m",
        "牙\u200b膏",
        "牙膏\r\n第二行",
        '"牙膏",',
        "\u202e膏牙",
        "\ufeff牙膏",
        "ยาสีฟัน",
        "зубная паста",
    ),
    *("牙膏" * 5_000, "a" * 10_000, "{name} %s \\N{DEL}", "NULL", "１２３", "ﾊﾐｶﾞｷ粉"),
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Names are read with the small lexicon."""
    install(monkeypatch, tmp_path_factory.mktemp("lexicon"))
    monkeypatch.setattr(names, "_reader", cache(Classifier))


@pytest.fixture
def checked(cbec: Run) -> Callable[..., Done]:
    """A check that ran: what it printed, its exit status as expected."""

    def run(*words: str | Path, status: int) -> Done:
        done = cbec("classify", "--check", *words)
        assert done.returncode == status, (done.stdout, done.stderr)
        return done

    return run


@pytest.fixture
def cannot(cbec: Run) -> Callable[..., str]:
    """The one line of a check that cannot run."""

    def run(*words: str | Path) -> str:
        done = cbec("classify", "--check", *words)
        assert (done.returncode, done.stdout) == (2, ""), done
        assert re.fullmatch(r"cbec: [^\n]+\n", done.stderr), done.stderr
        return done.stderr

    return run


def table(rows: Sequence[dict[str, str]], name: str = "products.csv") -> Path:
    return saved(Path(name), rows)


def places(report: str) -> list[tuple[str, int]]:
    """Codes and rows of the findings in JSON, in their order."""
    return [(each["code"], each["row"]) for each in json.loads(report)["findings"]]


# -- what is found, in every format ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_any_kind_says_the_same(kind: str, checked: Run) -> None:
    done = checked(table(FAULTS, f"products.{kind}"), "--format", "json", status=1)
    assert places(done.stdout) == FOUND
    assert done.stderr == ""


def test_json_holds_what_is_wrong_where_and_what_to_do(checked: Run) -> None:
    found = json.loads(checked(table(FAULTS), "--format", "json", status=1).stdout)
    told = {each["code"]: each for each in found["findings"]}
    assert {code: each["severity"] for code, each in told.items()} == SEVERITIES
    assert told["HSC004"]["message"] == f"牙膏 is 3306, but the code is {PROPOLIS} (蜂胶牙膏)"
    assert told["HSC006"]["message"] == f"纸尿裤, baby is 96190011, but the code is {ADULT} (婴儿纸尿裤 L54片)"
    assert told["HSC005"]["message"] == "旅行面霜 stands with 2 codes: 3304990029, 3304990039"
    assert told["HSC005"]["rows"] == [5, 6]
    assert told["HSC007"]["message"] == f"by its name it may now be {BABY} (code 9619001200 is not in the tariff)"
    assert told["HSC007"]["fix"].endswith(f"`cbec hs {BABY}`")
    assert all(each["law"] and each["fix"] and each["column"] == "hs_code" for each in told.values())
    assert (found["summary"]["errors"], found["summary"]["warnings"], found["summary"]["notes"]) == (2, 2, 1)


def test_the_table_shows_name_and_code_side_by_side(checked: Run) -> None:
    text = checked(table(FAULTS), status=1).stdout
    for code, row in FOUND:
        assert re.search(rf"{SEVERITIES[code]} {code} .*\n  products\.csv row {row}, hs_code", text)
    assert re.search(rf"蜂胶牙膏 +{PROPOLIS}", text)
    assert text.rstrip().endswith("failed: 2 errors, 2 warnings")


def test_csv_has_a_line_for_each_finding(checked: Run) -> None:
    text = checked(table(FAULTS), "--format", "csv", status=1).stdout
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [(row["code"], int(row["row"])) for row in rows] == FOUND
    assert {row["code"]: row["severity"] for row in rows} == SEVERITIES


def test_a_workbook_marks_the_cells_and_is_no_input(checked: Run, cannot: Any) -> None:
    path = table(FAULTS, "products.xlsx")
    done = checked(path, "--output", "checked.xlsx", status=1)
    assert done.stdout == ""
    assert done.stderr == "checked.xlsx: failed: 2 errors, 2 warnings\n"
    book = load_workbook("checked.xlsx")
    texts = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value}
    assert {code for code, _ in FOUND} <= {word for text in texts for word in re.findall(r"HSC\d{3}", text)}
    assert "products.xlsx" in cannot(path, "--output", path)


def test_the_sheet_and_its_rows_are_named_as_the_spreadsheet_shows_them(checked: Run) -> None:
    with xlsxwriter.Workbook("catalogue.xlsx") as book:
        book.add_worksheet("封面").write(0, 0, "2026 商品目录")
        sheet = book.add_worksheet("清单")
        sheet.write(0, 0, "商品目录")
        sheet.write_row(2, 0, ["商品名称", "HS编码"])
        sheet.write_row(5, 0, ["蜂胶牙膏", PROPOLIS])
    for chosen in ([], ["--sheet", "清单"], ["--sheet", "2"]):
        found = json.loads(checked("catalogue.xlsx", *chosen, "--format", "json", status=1).stdout)["findings"]
        assert [(each["code"], each["sheet"], each["row"], each["column"]) for each in found] == [
            ("HSC004", "清单", 6, "HS编码")
        ]


def test_headings_of_the_user_are_taken(checked: Run, cannot: Any) -> None:
    rows = [{"Artikel": "蜂胶牙膏", "Zolltarif": PROPOLIS}]
    mapping = ("--map", "Artikel=name", "--map", "Zolltarif=hs_code")
    assert "no column for" in cannot(table(rows))
    assert places(checked(table(rows), *mapping, "--format", "json", status=1).stdout) == [("HSC004", 2)]


def test_a_batch_of_declarations_is_read_too_and_only_its_codes_are_checked(checked: Run) -> None:
    rows = [{"order_no": "D1", "buyer_id": "1", "qty": "0", **FAULTS[1]}]
    assert places(checked(table(rows), "--format", "json", status=1).stdout) == [("HSC004", 2)]


@pytest.mark.parametrize("code", ["210690", "21069090"])
def test_short_codes_are_held_against_the_name_as_far_as_they_go(code: str, checked: Run) -> None:
    done = checked(table([{"name": "薄荷牙膏", "hs_code": code}]), "--format", "json", status=1)
    assert places(done.stdout) == [("HSC001", 2), ("HSC004", 2)]


# -- how it ends ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        (FAULTS[:1], 0),
        (FAULTS[1:2], 1),  # an error
        (FAULTS[2:3], 1),  # a warning
        (FAULTS[3:4], 0),
        (FAULTS[3:5], 1),  # each alone is right
        (FAULTS[6:], 0),  # nothing is known of it
    ],
)
def test_the_status_is_1_where_a_code_is_doubted(rows: list[dict[str, str]], status: int, checked: Run) -> None:
    checked(table(rows), status=status)


def test_a_name_that_is_not_sure_is_a_warning_and_fails_too(checked: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    less = {lang: {**levels, "4": {"one": 1.0}, "6": {"one": 1.0}} for lang, levels in WEIGHTS.items()}
    monkeypatch.setattr("cbec_cli.classify.answer.load_weights", lambda: less)
    found = json.loads(checked(table(FAULTS[1:2]), "--format", "json", status=1).stdout)["findings"]
    assert [(each["code"], each["severity"]) for each in found] == [("HSC004", "warning")]


def test_waivers_and_severities_of_the_configuration_hold(checked: Run) -> None:
    path = table([{**row, "sku": f"S{i}"} for i, row in enumerate(FAULTS)])
    waived = '[[waivers]]\ncode = "HSC004"\nsku = "S1"\nreason = "ruling 2026-17"\nuntil = 2099-12-31\n'
    Path("cbec.toml").write_text(f'[check.severities]\nHSC006 = "note"\n\n{waived}', "utf-8")
    found = json.loads(checked(path, "--format", "json", status=1).stdout)["findings"]
    assert {each["code"]: each["severity"] for each in found} == {
        **{code: severity for code, severity in SEVERITIES.items() if code != "HSC004"},
        "HSC006": "note",
    }


def test_every_finding_is_listed_where_all_are_asked_for(checked: Run) -> None:
    path = table(FAULTS[1:2] * 30)
    assert checked(path, status=1).stdout.count("products.csv row") == 5
    assert checked(path, "--all", status=1).stdout.count("products.csv row") == 30


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["薄荷牙膏"], "--check without a table"),
        (["absent.csv"], "absent.csv: there is no such file"),
        (["no_codes.csv"], "no_codes.csv: no column for hs_code"),
        (["no_names.csv"], "no_names.csv: no column for name"),
        (["empty.csv"], "empty.csv"),
        (["headings.csv"], "headings.csv: no lines below the headings"),
        (["good.csv", "--format", "pdf"], "pdf"),
        (["good.csv", "--format", "xlsx"], "add --output FILE.xlsx"),
        (["good.csv", "--output", "report.pdf"], "cannot tell the format from the name 'report.pdf'"),
        (["good.csv", "--output", "good.csv"], "good.csv"),
        (["good.csv", "--on", "2026-02-30"], "not a day"),
        (["good.csv", "--sheet", "2"], "this file has no sheets"),
        (["good.csv", "--history", "good.csv"], "--check takes no --history"),
        (["good.csv", "--map", "Code=hs_code"], "there is no heading 'Code'"),
    ],
)
def test_what_cannot_be_checked_is_said_in_one_line(words: list[str], said: str, cannot: Any) -> None:
    table(FAULTS, "good.csv")
    write_rows(Path("no_codes.csv"), [{"name": "薄荷牙膏"}])
    write_rows(Path("no_names.csv"), [{"hs_code": PASTE}])
    Path("empty.csv").write_bytes(b"")
    Path("headings.csv").write_text("name,hs_code\n", "utf-8")
    assert said in cannot(*words)
    assert Path("good.csv").read_text("utf-8").startswith("name,hs_code\n")


# -- hostile and many -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["table", "json", "csv"])
def test_hostile_cells_end_in_a_report(name: str, checked: Run) -> None:
    rows = [{"name": text, "hs_code": code} for text in HOSTILE for code in (PROPOLIS, text[:200])]
    text = checked(table(rows), "--format", name, "--all", status=1).stdout
    assert "Traceback" not in text
    assert "\x1b" not in text
    assert "\x07" not in text
    if name == "json":
        doubted = {row for code, row in places(text) if code == "HSC004"}
        plain = {i * 2 + 2 for i, title in enumerate(HOSTILE) if len(title) < 1_000 and "牙膏" in title}
        assert plain <= doubted


def test_hostile_cells_do_no_harm_in_a_workbook(checked: Run) -> None:
    rows = [{"name": f"{text} 牙膏", "hs_code": PROPOLIS} for text in HOSTILE if len(text) < 1_000]
    checked(table(rows), "--output", "checked.xlsx", status=1)
    cells = [cell for sheet in load_workbook("checked.xlsx") for line in sheet.iter_rows() for cell in line]
    formulas = [cell.value for cell in cells if cell.data_type == "f" and "HYPERLINK" not in str(cell.value)]
    assert formulas == []


def test_a_name_is_shown_as_far_as_a_line_goes(checked: Run) -> None:
    rows = [{"name": f"{'很' * 200}牙膏", "hs_code": PROPOLIS}]
    (finding,) = json.loads(checked(table(rows), "--format", "json", status=1).stdout)["findings"]
    assert len(finding["message"]) < 200


def test_standard_input_is_a_table_like_any_other(tmp_path: Path) -> None:
    """As a process of its own, with the shipped lexicon: titles that every lexicon of this trade knows."""
    path = write_rows(tmp_path / "products.csv", [{"name": "牙膏", "hs_code": PROPOLIS}])
    words = [sys.executable, "-m", "cbec_cli", "classify", "--check", "-", "--format", "json"]
    with path.open("rb") as given:
        done = subprocess.run(words, stdin=given, capture_output=True, check=False)
    assert done.returncode == 1
    assert [(each["code"], each["file"]) for each in json.loads(done.stdout)["findings"]] == [("HSC004", "stdin")]
