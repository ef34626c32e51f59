"""What a command loads decides how long its user waits (the seconds are measured in benchmarks/)."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"numpy", "pandas", "openpyxl", "pydantic", "yaml", "pyarrow", "python_calamine", "xlsxwriter", "rapidfuzz"}

LOADED = """
import sys
from cbec_cli.__main__ import main
try:
    main()
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def loaded(*words: str) -> set[str]:
    """The packages a command has loaded when it ends."""
    done = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    assert loaded(*words) & HEAVY == set()


@pytest.mark.parametrize(
    "command",
    [
        "landed-cost",
        "check",
        "quote",
        "diff",
        "hs",
        "law",
        "template",
        "data",
        "rules",
        "rule",
        "init",
        "docs",
        "ior",
        "deadlines",
        "reconcile",
        "ledger",
        "classify",
    ],
)
def test_help_of_a_command_loads_nothing_heavy_of_ours(command: str) -> None:
    assert loaded(command, "--help") & HEAVY <= {"pydantic"}  # with which typer itself reads options


@pytest.mark.parametrize(
    "words",
    [
        ["quote", "3304990029", "720.50"],
        ["quote", "3304990029", "720.50", "--format", "json"],
        ["hs", "3304990029"],
        ["law", "single_limit"],
        ["classify", "保湿面霜", "face cream"],
        ["classify", "保湿面霜", "--format", "json"],
        ["classify", "保湿面霜", "--explain"],
    ],
)
def test_answers_about_one_line_need_no_tables(words: list[str]) -> None:
    assert loaded(*words) & {"numpy", "pandas", "pyarrow", "openpyxl", "python_calamine", "xlsxwriter"} == set()


def test_a_csv_is_costed_without_pandas_and_workbook_libraries() -> None:
    Path("orders.csv").write_text("hs_code,qty,unit_price\n1901101090,1,100\n", encoding="utf-8")
    assert loaded("landed-cost", "orders.csv") & {"pandas", "openpyxl", "python_calamine", "xlsxwriter"} == set()


def test_a_csv_is_checked_without_pandas_and_workbook_libraries() -> None:
    table = "order_no,line_no,name,hs_code,gmodel,qty,unit_price\nA1,1,面霜,3304990039,面霜50毫升,1,x\n"
    Path("orders.csv").write_text(table, encoding="utf-8")
    assert loaded("check", "orders.csv") & {"pandas", "openpyxl", "python_calamine", "xlsxwriter"} == set()


def test_a_csv_is_classified_without_pandas_and_workbook_libraries() -> None:
    Path("products.csv").write_text("name,hs_code\n面霜,3304990039\n牙膏,3306101090\n", encoding="utf-8")
    heavy = {"pandas", "openpyxl", "python_calamine", "xlsxwriter", "matplotlib"}
    assert loaded("classify", "products.csv", "--history", "products.csv") & heavy == set()


def test_the_package_loads_its_api_only_when_asked() -> None:
    script = "import sys, cbec_cli; assert not {'pandas', 'numpy', 'typer'} & sys.modules.keys(); cbec_cli.landed_cost"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
