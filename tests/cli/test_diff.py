"""`cbec diff`: what a person, a spreadsheet and a program read of it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

Done = CompletedProcess[str]
HEADING = "sku,name,hs_code,origin,unit,unit_price,content,barcode"
SHAVER = "S1,剃须刀,8510100000,JP,个,100.00,,4006381333931"
CREAM = "C1,面霜,3304990029,FR,瓶,320.00,30 ml,4006381333931"
CHEAPER = "C1,面霜,3304990029,FR,瓶,280.00,30 ml,4006381333931"
WRONG = "S1,剃须刀,8510100000,JP,个,100.00,,4006381333932"


@pytest.fixture
def files(table: Callable[..., Path]) -> tuple[Path, Path]:
    """Two catalogues: one product changes its price, one goes, one comes."""
    old = table(HEADING, CREAM, SHAVER, name="old.csv")
    return old, table(HEADING, CHEAPER, SHAVER.replace("S1", "S2"), name="new.csv")


def test_nothing_differs(cbec: Callable[..., Done], table: Callable[..., Path]) -> None:
    old, new = table(HEADING, CREAM, SHAVER, name="a.csv"), table(HEADING, SHAVER, CREAM, name="b.csv")
    done = cbec("diff", old, new)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 added, 0 removed, 0 changed, 2 the same" in done.stdout


def test_people_read_what_changed_and_by_how_much(cbec: Callable[..., Done], files: tuple[Path, Path]) -> None:
    done = cbec("diff", *files)
    assert (done.returncode, done.stderr) == (1, "")
    assert "1 added, 1 removed, 1 changed, 0 the same" in done.stdout
    *_, rate = (line for line in done.stdout.splitlines() if line.strip().startswith("consumption tax rate"))
    assert rate.split()[-6:] == ["15", "%", "0", "%", "-15", "points"]
    assert "-48.31" in done.stdout


def test_programs_read_json(cbec: Callable[..., Done], files: tuple[Path, Path]) -> None:
    done = cbec("diff", *files, "--format", "json", "--on", "2026-11-22")
    said = json.loads(done.stdout)
    assert said["schema"] == "cbec/diff/1"
    assert (said["before"]["on"], said["after"]["products"]) == ("2026-11-22", 2)
    assert {kind: said["summary"][kind] for kind in ("added", "removed", "changed", "same")} == {
        "added": 1,
        "removed": 1,
        "changed": 1,
        "same": 0,
    }
    cream = said["products"][0]
    assert (cream["sku"], cream["row_before"], cream["row_after"]) == ("C1", 2, 2)
    assert {
        "field": "cbec_tax",
        "before": "73.79",
        "after": "25.48",
        "difference": "-48.31",
    } in cream["changes"]


def test_a_spreadsheet_reads_one_row_for_each_change(cbec: Callable[..., Done], files: tuple[Path, Path]) -> None:
    done = cbec("diff", *files, "--format", "csv", "--no-checks")
    rows = [*csv.DictReader(io.StringIO(done.stdout))]
    assert [(row["change"], row["sku"]) for row in rows if row["field"] == "hs_code"] == [
        ("added", "S2"),
        ("removed", "S1"),
    ]
    (price,) = (row for row in rows if row["field"] == "unit_price" and row["change"] == "changed")
    assert (price["before"], price["after"], price["difference"]) == ("320", "280", "-40")


def test_a_workbook_has_the_changes_and_their_sum(cbec: Callable[..., Done], files: tuple[Path, Path]) -> None:
    assert cbec("diff", *files, "--output", "diff.xlsx").returncode == 1
    book = openpyxl.load_workbook("diff.xlsx")
    assert book.sheetnames == ["changes", "summary"]
    changes = [*book["changes"].iter_rows(values_only=True)]
    assert changes[0][:2] == ("change", "sku")
    assert ("cbec_tax", "73.79", "25.48", -48.31) in {row[-4:] for row in changes}
    assert ("changed", "1") in {*book["summary"].iter_rows(values_only=True)}


def test_an_empty_workbook_is_one(cbec: Callable[..., Done], table: Callable[..., Path]) -> None:
    same = table(HEADING, SHAVER)
    assert cbec("diff", same, same, "--output", "diff.xlsx").returncode == 0
    assert openpyxl.load_workbook("diff.xlsx")["changes"].max_row == 1


def test_one_file_on_two_days(cbec: Callable[..., Done], table: Callable[..., Path]) -> None:
    done = cbec("diff", table(HEADING, SHAVER), "--on", "2019-03-31", "--against", "2019-04-01", "--format", "json")
    assert done.returncode == 1
    changes = {each["field"]: each["difference"] for each in json.loads(done.stdout)["products"][0]["changes"]}
    assert (changes["vat_rate"], changes["cbec_tax"]) == ("-0.03", "-2.10")


def test_findings_that_appear_are_told(cbec: Callable[..., Done], table: Callable[..., Path]) -> None:
    old, new = table(HEADING, SHAVER, name="a.csv"), table(HEADING, WRONG, name="b.csv")
    said = json.loads(cbec("diff", old, new, "--format", "json").stdout)
    assert said["findings_compared"] is True
    (product,) = said["products"]
    assert (product["changes"], product["findings_appeared"], product["findings_gone"]) == ([], ["DEC009"], [])
    assert cbec("diff", old, new, "--no-checks").returncode == 0
    assert "DEC009" in cbec("diff", old, new).stdout


def test_long_lists_are_shortened_and_say_so(cbec: Callable[..., Done], table: Callable[..., Path]) -> None:
    old = table(HEADING, *(SHAVER.replace("S1", f"S{i}") for i in range(30)), name="a.csv")
    new = table(HEADING, *(SHAVER.replace("S1", f"S{i}").replace("100.00", f"{i}") for i in range(30)), name="b.csv")
    short, whole = (cbec("diff", old, new, "--no-checks", *more).stdout for more in ((), ("--all",)))
    assert "10 more products differ" in short
    assert "more products differ" not in whole
    assert short.splitlines()[:3] == whole.splitlines()[:3]


def test_a_product_with_the_largest_move_of_tax_comes_first(
    cbec: Callable[..., Done], table: Callable[..., Path]
) -> None:
    old = table(HEADING, SHAVER, CREAM, name="a.csv")
    new = table(HEADING, SHAVER.replace("100.00", "101.00"), CHEAPER, name="b.csv")
    shown = cbec("diff", old, new, "--no-checks").stdout
    assert shown.index("C1") < shown.index("S1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("old.csv",), "nothing to compare"),
        (("-", "-"), "both files are standard input"),
        (("old.csv", "absent.csv"), "absent.csv"),
        (("old.csv", "new.csv", "--output", "new.csv"), "is the file that is read"),
        (("old.csv", "new.csv", "--format", "xlsx"), "add --output FILE.xlsx"),
        (("old.csv", "new.csv", "--format", "pdf"), "unknown format 'pdf'"),
        (("old.csv", "--against", "tomorrow"), "--against tomorrow: not a day"),
        (("old.csv", "--on", "now", "--against", "2026-01-01"), "--on now: not a day"),
        (("codes.csv", "old.csv"), "no column for"),
    ],
)
def test_what_cannot_run_is_said_in_one_line(
    cbec: Callable[..., Done], table: Callable[..., Path], words: tuple[str, ...], said: str
) -> None:
    for name in ("old.csv", "new.csv"):
        table(HEADING, SHAVER, name=name)
    table("hs_code,unit_price", "8510100000,1", name="codes.csv")
    done = cbec("diff", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_has_an_example(cbec: Callable[..., Done]) -> None:
    said = cbec("diff", "--help").stdout
    assert "--against" in said
    assert "catalog-old.xlsx" in said
