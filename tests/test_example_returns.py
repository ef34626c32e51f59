"""The example of returns is what its script makes, and is judged as its README says."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cbec_cli.tables.columns import columns_of

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("returns")
    subprocess.run([sys.executable, EXAMPLES / "make_returns.py", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def answer(made: Path) -> dict[str, Any]:
    words = ("returns", made / "returns.xlsx", "--original", made / "released.csv", "--on", "2026-11-23")
    done = subprocess.run(
        [sys.executable, "-m", "cbec_cli", *words, "--config", EXAMPLES / "cbec.toml", "--format", "json"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def cells(path: Path) -> list[list[Any]]:
    return [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def test_the_script_makes_the_same_files(made: Path) -> None:
    assert (made / "released.csv").read_bytes() == (EXAMPLES / "released.csv").read_bytes()
    assert cells(made / "returns.xlsx") == cells(EXAMPLES / "returns.xlsx")


def test_each_line_is_judged_as_the_readme_says(answer: dict[str, Any]) -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    (under,) = re.findall(r"^## Returns to judge$(.*?)(?:^## |\Z)", text, re.MULTILINE | re.DOTALL)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in under.splitlines() if line[:1] == "|"]
    told = [
        [
            str(line["row"]),
            line["return_no"],
            line["verdict"],
            " ".join(line["codes"]),
            ((line["economics"] or {}).get("best") or {}).get("option", ""),
        ]
        for line in answer["lines"]
    ]
    assert told == [row[:5] for row in rows[2:]]
    assert {finding["code"][:3] for finding in answer["findings"]} == {"RET"}


def test_partial_returns_add_up_to_the_tax_of_the_line(answer: dict[str, Any]) -> None:
    """Six tins of 238.00: 9.1 % of 1,428.00."""
    parts = [line["tax_back"] for line in answer["lines"] if (line["order_no"], line["line_no"]) == ("TH08", 1)]
    assert sum(round(100 * float(part)) for part in parts) == 12_995


def test_the_readme_counts_right(answer: dict[str, Any]) -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"{answer['summary']['lines']} lines of returns" in text
    assert f"the {answer['originals']['lines']} declared lines" in text


def test_the_headings_are_those_of_the_template() -> None:
    headings = cells(EXAMPLES / "returns.xlsx")[0]
    template = [each.bilingual for each in columns_of("returns")]
    assert [heading for heading in template if heading in headings] == headings


def test_codes_stay_text() -> None:
    with (EXAMPLES / "released.csv").open(encoding="utf-8", newline="") as stream:
        assert {len(row["商品编码"]) for row in csv.DictReader(stream)} == {10}
