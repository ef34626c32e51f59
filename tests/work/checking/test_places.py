"""Findings do not depend on how a table comes: what kind of file, in how many parts, in which order, read how."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from checked import BONDED, CLEAN, NO_AMOUNTS, PRODUCTS, check, clean_orders, codes, order, person, planted
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import catalogue, faults, faulty_products
from readings import chunks_of, command, write_rows
from saved import KINDS, SHEET, saved

if TYPE_CHECKING:
    import random

Rows = list[dict[str, str]]
Found = dict[str, Any]


def everything() -> Rows:
    """Every fault there is, and some orders without any."""
    return [*clean_orders(9, first=5_000), *(row for rows in faults().values() for row in rows)]


def without(finding: Found, *names: str) -> dict[str, Any]:
    return {name: value for name, value in finding.items() if name not in names}


def on_rows(found: Found) -> list[Found]:
    """The findings on rows."""
    return [each for each in found["findings"] if each["row"] is not None]


# -- how it is read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 64])
def test_chunks_change_no_finding(tmp_path: Path, size: int) -> None:
    rows = everything() if size > 1 else everything()[:150]
    path = write_rows(tmp_path / "batch.csv", rows)
    whole = check(path)
    with chunks_of(size):
        assert check(path) == whole


@pytest.mark.parametrize("size", [1, 3])
def test_chunks_change_no_finding_of_a_catalogue(tmp_path: Path, size: int) -> None:
    path = write_rows(tmp_path / "catalogue.csv", [*catalogue(4), *faulty_products()])
    whole = check(path)
    with chunks_of(size):
        assert check(path) == whole


def told_of(found: Found, was: list[int]) -> Counter[tuple[Any, ...]]:
    """What was found, with the rows where they stood before the table was shuffled.

    A finding about several rows is told at the first of them, so all its rows are compared; one about an order is told
    at the order's first row, so the order is.
    """
    told: Counter[tuple[Any, ...]] = Counter()
    for each in on_rows(found):
        rows = tuple(sorted(was[row - 2] for row in each.get("rows", ())))
        told[each["code"], each["severity"], rows or (each["order_no"], each["line_no"], each["column"])] += 1
    return told


@given(st.randoms(use_true_random=False), st.sampled_from([None, 7, 100]))
@settings(max_examples=6)
def test_the_order_of_rows_changes_no_finding(tmp_path: Path, dice: random.Random, size: int | None) -> None:
    """Also where the lines of an order lie apart, in any order of the rows and any size of the chunks."""
    rows = [row for rows in faults().values() for row in rows]
    moved = list(range(len(rows)))
    dice.shuffle(moved)
    first = check(write_rows(tmp_path / "first.csv", rows))
    with chunks_of(size):
        second = check(write_rows(tmp_path / "second.csv", [rows[i] for i in moved]))
    assert told_of(second, [i + 2 for i in moved]) == told_of(first, [i + 2 for i in range(len(rows))])


def test_lines_of_an_order_may_lie_anywhere(tmp_path: Path) -> None:
    """The finding stands at the first of them."""
    first, second = order(1, {}, {"consignee": "王五"}, **NO_AMOUNTS)
    rows = [*clean_orders(3, first=11), first, *clean_orders(9, first=21), second, *clean_orders(3, first=41)]
    with chunks_of(4):
        found = check(write_rows(tmp_path / "apart.csv", rows))
    (finding,) = on_rows(found)
    assert (finding["code"], finding["row"], finding["column"]) == ("DAT004", 2 + rows.index(first), "consignee")
    assert finding["rows"] == [2 + rows.index(first), 2 + rows.index(second)]


# -- what kind of file ----------------------------------------------------------------------------------------------


def test_every_kind_of_file_has_the_same_findings_at_the_same_places(tmp_path: Path) -> None:
    rows = everything()
    found = {kind: check(saved(tmp_path / f"batch.{kind}", rows)) for kind in KINDS}
    for kind, each in found.items():
        sheet = SHEET if kind in ("xlsx", "ods") else ""
        assert {(finding["file"], finding["sheet"]) for finding in on_rows(each)} == {
            (str(tmp_path / f"batch.{kind}"), sheet)
        }
        plain = [without(finding, "file", "sheet") for finding in each["findings"]]
        assert plain == [without(finding, "file", "sheet") for finding in found["csv"]["findings"]], kind
        assert each["summary"] == found["csv"]["summary"]


def test_standard_input_is_a_file_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_rows(tmp_path / "batch.csv", everything())
    report = tmp_path / "report.json"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert command("check", "-", "--output", str(report)) == 1
    found = json.loads(report.read_text(encoding="utf-8"))
    assert {each["file"] for each in found["findings"]} == {"stdin"}
    assert [without(each, "file") for each in found["findings"]] == [
        without(each, "file") for each in check(path)["findings"]
    ]


def test_rows_and_columns_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    """A title and a blank row above the headings, a blank row and totals between the lines."""
    import xlsxwriter

    path = tmp_path / "placed.xlsx"
    headings = list(CLEAN[1])
    bad = {**BONDED, "barcode": "4006381333930"}
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write_string(0, 0, "see the next sheet")
        sheet = book.add_worksheet("批次")
        sheet.write_string(0, 2, "进口清单 2026-11")
        for at, row in ((2, dict(zip(headings, headings, strict=True))), (3, CLEAN[2]), (6, bad)):
            for j, name in enumerate(headings, start=1):
                if row.get(name):
                    sheet.write_string(at, j, row[name])
        sheet.write_string(5, 1, "合计")
    found = check(path, "--sheet", "批次", "--select", "DEC009")
    (finding,) = found["findings"]
    assert (finding["sheet"], finding["row"], finding["column"]) == ("批次", 7, "barcode")
    assert {each["row"] for each in found["source"]["skipped"]} == {5, 6}


def test_columns_are_named_by_the_users_own_headings(tmp_path: Path) -> None:
    rows = [{("EAN of the box" if name == "barcode" else name): cell for name, cell in row.items()} for row in CLEAN]
    rows[1]["EAN of the box"] = "4006381333930"
    found = check(write_rows(tmp_path / "own.csv", rows), "--map", "EAN of the box=barcode")
    (finding,) = on_rows(found)
    assert (finding["code"], finding["column"]) == ("DEC009", "EAN of the box")


# -- several files --------------------------------------------------------------------------------------------------


def test_a_batch_in_three_files_is_one_batch(tmp_path: Path) -> None:
    """Limits of a buyer, names of an ID, waybills: everything runs across files of the same headings."""
    rows = everything()
    whole = check(write_rows(tmp_path / "whole.csv", rows))
    filled = {name: "" for row in rows for name, cell in row.items() if cell}
    parts = []
    for i in range(3):
        path = tmp_path / f"part{i}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(filled), extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows[i::3])
        parts.append(str(path))
    found = check(Path(parts[0]), *parts[1:])
    stood = {(parts[i], 2 + at): 2 + i + 3 * at for i in range(3) for at in range(len(rows))}

    def told(each: Found) -> tuple[str, str]:
        return each["code"], each["severity"]

    assert Counter(map(told, on_rows(found))) == Counter(map(told, on_rows(whole)))
    assert found["summary"] == whole["summary"]
    for each in on_rows(found):
        assert rows[stood[each["file"], each["row"]] - 2]["order_no"] == each["order_no"]


def test_a_buyer_whose_orders_stand_in_two_files_has_one_year(tmp_path: Path) -> None:
    def one(number: int, day: str) -> Path:
        cells = {**NO_AMOUNTS, **person(1), "unit_price": "4900", "total_price": "4900", "year_to_date": "17000"}
        return write_rows(tmp_path / f"{number}.csv", order(number, **cells, order_date=day))

    first, second = one(1, "2026-11-01"), one(2, "2026-11-02")
    assert codes(check(first)) == []
    found = check(first, str(second))
    assert codes(found) == ["THR003"]
    assert on_rows(found)[0]["file"] == str(second)


def test_files_of_different_headings_are_checked_one_by_one_and_that_is_said(tmp_path: Path) -> None:
    batch = write_rows(tmp_path / "batch.csv", order(1, buyer_phone="13812345678"))
    other = write_rows(tmp_path / "other.csv", order(2, buyer_phone="13812345678", note="x"))
    found = check(batch, str(other))
    assert codes(found) == []
    assert any("checked one by one" in each for each in found["data"]["assumptions"])
    same = check(batch, str(write_rows(tmp_path / "same.csv", order(2, buyer_phone="13812345678"))))
    assert codes(same) == ["IDN003"]
    assert not any("checked one by one" in each for each in same["data"]["assumptions"])


def test_a_batch_and_a_catalogue_in_one_run(tmp_path: Path) -> None:
    batch = write_rows(tmp_path / "batch.csv", planted(CLEAN, {3: {"barcode": "4006381333930"}}))
    goods = write_rows(tmp_path / "goods.csv", planted(PRODUCTS, {3: {"e_label": ""}, 4: {"name": "Cream"}}))
    found = check(batch, str(goods))
    told = [(each["code"], each["severity"], Path(each["file"]).name, each["row"]) for each in on_rows(found)]
    assert told == [
        ("DEC009", "warning", "batch.csv", 3),
        ("LBL002", "warning", "goods.csv", 3),
        ("LBL001", "warning", "goods.csv", 4),
    ]
    assert (found["summary"]["lines"], found["summary"]["orders"], found["status"]) == (6, 2, 0)
    assert found["source"]["files"] == [str(batch), str(goods)]


def test_a_file_given_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_rows(tmp_path / "batch.csv", CLEAN)
    other = write_rows(tmp_path / "other.csv", PRODUCTS)
    assert command("check", str(path), str(other), str(path)) == 2
    assert capsys.readouterr().err == f"cbec: {path}: given twice; give each file once\n"


def test_a_line_that_stands_in_another_file_too_is_told_with_that_file(tmp_path: Path) -> None:
    first = write_rows(tmp_path / "first.csv", order(1))
    found = check(first, str(write_rows(tmp_path / "second.csv", order(1))))
    (finding,) = [each for each in found["findings"] if each["code"] == "DAT003"]
    assert Path(finding["file"]).name == "second.csv"
    assert "first.csv" in finding["message"]


def test_a_table_is_taken_for_what_the_user_says(tmp_path: Path) -> None:
    """As declarations a catalogue lacks whole columns: told once for the file, not on every row."""
    path = write_rows(tmp_path / "goods.csv", PRODUCTS)
    found = check(path, "--as", "declarations")
    told = [each["message"] for each in found["findings"] if each["code"] == "DAT002" and each["row"] is None]
    for column in ("订单编号 (order_no)", "数量 (qty)"):
        assert "".join(told).count(column) == 1
    assert codes(check(path, "--as", "catalog")) == codes(check(path)) == []
