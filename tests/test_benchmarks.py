"""The benchmark's parts work: files of the promised shape, and baselines that agree to the fen."""

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
BASELINES = ("pandas_columns", "csv_decimal", "pandas_apply")
LINES = 500


def script(name: str, *arguments: object) -> None:
    subprocess.run([sys.executable, BENCHMARKS / f"{name}.py", *map(str, arguments)], check=True, capture_output=True)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def generate(target: Path, kind: str) -> Path:
    script("generate", "--lines", LINES, "--format", kind, "-o", target)
    return target


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("benchmarks") / "orders.csv", "csv")


@pytest.fixture(scope="module")
def results(orders: Path) -> dict[str, list[dict[str, str]]]:
    for name in BASELINES:
        script(f"baselines/{name}", orders, orders.with_name(f"{name}.csv"))
    return {name: rows(orders.with_name(f"{name}.csv")) for name in BASELINES}


def test_generated_lines_have_canonical_headings_and_known_codes(orders: Path) -> None:
    from cbec_cli.tables.columns import column

    lines = rows(orders)
    assert len(lines) == LINES
    assert [column(heading).name for heading in lines[0]] == list(lines[0])
    assert len(lines[0]) == 15
    codes = {row["code"] for row in rows(BENCHMARKS.parent / "data" / "hs_codes.csv")}
    assert {line["hs_code"] for line in lines} <= codes


def test_generated_identity_numbers_have_the_right_check_digit(orders: Path) -> None:
    for number in {line["buyer_id"] for line in rows(orders)}:
        total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
        assert "10X98765432"[total % 11] == number[17]


def test_the_same_seed_gives_the_same_file(orders: Path, tmp_path: Path) -> None:
    assert generate(tmp_path / "again.csv", "csv").read_bytes() == orders.read_bytes()


def test_other_formats_hold_the_same_cells(orders: Path, tmp_path: Path) -> None:
    from pyarrow import parquet
    from python_calamine import load_workbook

    expected = [list(line.values()) for line in rows(orders)]
    table = parquet.read_table(generate(tmp_path / "orders.parquet", "parquet"))
    assert [[cell or "" for cell in row.values()] for row in table.to_pylist()] == expected
    sheet = load_workbook(generate(tmp_path / "orders.xlsx", "xlsx")).get_sheet_by_index(0)
    price = list(rows(orders)[0]).index("unit_price")
    assert [Decimal(str(row[price])) for row in sheet.to_python()[1:]] == [Decimal(row[price]) for row in expected]


@pytest.mark.parametrize("name", BASELINES[1:])
def test_baselines_agree_to_the_fen(results: dict[str, list[dict[str, str]]], name: str) -> None:
    amounts = ("dutiable_value", "consumption_tax", "vat", "tax", "order_value")
    for column in amounts:
        first, second = ([Decimal(row[column]) for row in results[each]] for each in (BASELINES[0], name))
        assert first == second
    assert [row["route"] for row in results[BASELINES[0]]] == [row["route"] for row in results[name]]


def test_baselines_meet_the_taxes_they_are_there_for(results: dict[str, list[dict[str, str]]]) -> None:
    lines = results["csv_decimal"]
    assert sum(Decimal(line["consumption_tax"]) > 0 for line in lines) > 10
    assert {"cbec", "refused"} <= {line["route"] for line in lines}


def test_the_bare_copy_loses_nothing(orders: Path, tmp_path: Path) -> None:
    script("baselines/bare_copy", orders, tmp_path / "copy.csv")
    assert rows(tmp_path / "copy.csv") == rows(orders)


def test_the_runner_measures_and_cleans_up(tmp_path: Path) -> None:
    size = ("--lines", LINES, "--formats", "csv", "--only", "bare,decimal", "--repeat", 1, "--start-up-runs", 0)
    script("run", *size, "--out", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"orders-{LINES}.csv"]


def test_the_benchmark_of_classifying_makes_titles_of_both_languages_once_each(tmp_path: Path) -> None:
    script("classify", "--make", 400, tmp_path / "titles.csv")
    titles = [row["name"] for row in rows(tmp_path / "titles.csv")]
    assert len(set(titles)) == 400
    assert sum(title.isascii() for title in titles) == 200


def test_the_benchmark_of_classifying_measures() -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "classify.py", "--titles", "100", "--few", "2"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "Loading: " in done.stdout
