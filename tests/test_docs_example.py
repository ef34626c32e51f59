"""The example dossier is what its script makes, and shows what its README says."""

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from stdnum.cn import uscc

from cbec_cli.work.checking.options import CheckOptions
from cbec_cli.work.dossier.check import DossierOptions, check_files
from cbec_cli.work.dossier.result import DossierResult

EXAMPLES = Path(__file__).parent.parent / "examples"

SHOWN = {
    "G-01": ("ready", set()),
    "G-02": ("blocked", {"DOC006", "DOC003"}),
    "G-03": ("ready", set()),
    "G-04": ("ready with warnings", {"DOC003"}),
    "G-05": ("blocked", {"DOC010", "LBL009"}),
    "G-06": ("ready with warnings", {"LBL008"}),
    "G-07": ("blocked", {"DOC004", "DOC005", "DOC009"}),
    "G-08": ("blocked", {"DAT001", "DOC006"}),
    "G-09": ("ready", set()),
    "C-10": ("ready", set()),
    "C-11": ("ready", set()),
    "C-12": ("blocked", {"DOC002", "DOC009"}),
    "C-13": ("ready", set()),
    "C-14": ("blocked", {"DOC001", "DOC009"}),
    "C-15": ("ready with warnings", {"DOC009", "LBL007"}),
}
"""Shipment → its verdict and the codes that lead to it."""


def cells(path: Path) -> dict[str, list[list[object]]]:
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(path)}


@pytest.fixture(scope="module")
def result() -> DossierResult:
    return check_files([EXAMPLES / "docs.xlsx"], DossierOptions(on=date(2026, 11, 23), check=CheckOptions()))


def test_the_script_makes_the_same_workbook_cell_by_cell(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "make_docs.py", tmp_path], check=True, capture_output=True)
    assert cells(tmp_path / "docs.xlsx") == cells(EXAMPLES / "docs.xlsx")


def test_it_holds_every_verdict_and_enough_of_them(result: DossierResult) -> None:
    assert len(result.shipments) >= 12
    assert all(count >= 3 for count in result.verdicts.values())


@pytest.mark.parametrize("name", SHOWN)
def test_each_shipment_shows_what_it_is_there_for(result: DossierResult, name: str) -> None:
    (found,) = [each for each in result.shipments if each.shipment_id == name]
    told = {
        each.code for each in result.check.findings if each.order_no == name and each.severity in ("error", "warning")
    }
    assert (found.verdict, told) == SHOWN[name]


def test_the_tables_hold_a_paper_nobody_knows_one_for_no_shipment_and_a_day_that_is_none(result: DossierResult) -> None:
    beside = Counter(each.code for each in result.check.findings if each.order_no not in SHOWN or each.code == "DAT001")
    assert beside == {"DAT001": 1, "DAT009": 1, "DAT010": 1}


def test_the_readme_explains_every_shipment() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in SHOWN if name not in text] == []


def test_social_credit_codes_have_right_check_digits_and_invented_holders() -> None:
    codes = {str(cell) for rows in cells(EXAMPLES / "docs.xlsx").values() for row in rows for cell in row if cell}
    found = {code for code in codes if len(code) == 18 and code.startswith("91")}
    assert len(found) >= 4
    assert all(uscc.is_valid(code) and "EX" in code for code in found)
