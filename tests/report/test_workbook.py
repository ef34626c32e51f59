"""The workbook: text stays text, numbers stay numbers, charts and filters are there, nothing becomes a formula."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa
import pytest

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report import workbook_report
from cbec_cli.report.sheets import sources_sheet
from cbec_cli.report.workbook_lines import CELL_LIMIT, fitting, plan
from cbec_cli.report.workbook_report import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NASTY = ["=1+1", "@SUM(A1:A9)", "+1", "-1 apple", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "https://example.org"]


def written(result: Any, tmp_path: Path) -> Any:
    path = tmp_path / "report.xlsx"
    write_workbook(result, path)
    return openpyxl.load_workbook(path)


def column(sheet: Any, heading: str) -> list[Any]:
    for cells in sheet.iter_cols():
        if cells[0].value == heading:
            return list(cells[1:])
    raise KeyError(heading)


def values(sheet: Any, heading: str) -> list[Any]:
    return [cell.value for cell in column(sheet, heading)]


def test_the_workbook(result: Any, tmp_path: Path, same: Callable[[str, str], None]) -> None:
    text = []
    for sheet in written(result, tmp_path):
        text.append(f"[{sheet.title}] {sheet.dimensions} frozen {sheet.freeze_panes} filter {sheet.auto_filter.ref}")
        text += [json.dumps([cell.value for cell in row], ensure_ascii=False) for row in sheet.iter_rows()]
    same("workbook.txt", "\n".join(text) + "\n")


def test_no_cell_is_a_formula(make: Any, tmp_path: Path) -> None:
    lines = [(name, name, name, name, name, name, 1, 0, 100, 0, 0, 13, 0) for name in NASTY]
    result = make(lines)
    chunk = next(result.lines())
    chunk.cells = chunk.cells.rename_columns([*NASTY[:5], "Tax"])
    book = written(result, tmp_path)
    for sheet in book:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    texts = [cell.value for cell in column(book["lines"], "Tax")]
    assert texts[:4] == NASTY[:4]
    assert texts[6:] == NASTY[6:]


def test_codes_are_text_and_numbers_are_numbers(result: Any, tmp_path: Path) -> None:
    lines = written(result, tmp_path)["lines"]
    assert values(lines, "商品编码")[2] == "0402210000"
    assert {cell.data_type for cell in column(lines, "商品编码")} == {"s"}
    assert values(lines, "unit_price")[:3] == [239, 100.5, 5200]
    assert values(lines, "qty") == [1, 2, 1, 3, 2, "n/a"]
    assert values(lines, "Tax") == ["x", None, None, "y", None, None]


def test_a_csv_s_cells_stay_text(result: Any, tmp_path: Path) -> None:
    next(result.lines()).numeric = frozenset()
    assert values(written(result, tmp_path)["lines"], "qty") == ["1", "2", "1", "3", "2", "n/a"]


def test_digits_with_a_leading_zero_are_no_number(result: Any, tmp_path: Path) -> None:
    chunk = next(result.lines())
    chunk.cells = chunk.cells.set_column(3, "qty", [["007", "1e3", "-0.5", "12", None, "1.5E-2"]])
    assert values(written(result, tmp_path)["lines"], "qty") == ["007", 1000, -0.5, 12, None, 0.015]


def test_columns_without_a_text_among_their_numbers_are_written_as_columns(result: Any, tmp_path: Path) -> None:
    chunk = next(result.lines())
    chunk.cells = chunk.cells.set_column(3, "qty", [["1", "2.5", None, "3", "4", "5"]])
    layout = plan(result)
    assert not layout.by_cell
    assert values(written(result, tmp_path)["lines"], "qty") == [1, 2.5, None, 3, 4, 5]


def test_an_empty_column_is_text(result: Any) -> None:
    chunk = next(result.lines())
    chunk.cells = chunk.cells.set_column(3, "qty", pa.nulls(6, pa.string()))
    assert plan(result).numeric[3] == "text"


def test_two_columns_of_one_name_are_kept_apart(result: Any, tmp_path: Path) -> None:
    chunk = next(result.lines())
    chunk.cells = chunk.cells.rename_columns(["订单编号", "qty", "商品编码", "qty", "unit_price", "Tax"])
    lines = written(result, tmp_path)["lines"]
    assert [cell.value for cell in lines[1]][:6] == ["订单编号", "qty", "商品编码", "qty", "unit_price", "Tax"]
    assert [cell.value for cell in lines[2]][:5] == ["A1", "婴儿配方奶粉 3段", "1901101000", "1", 239]


def test_unknown_amounts_are_empty_cells(result: Any, tmp_path: Path) -> None:
    book = written(result, tmp_path)
    assert values(book["lines"], "landed_cost") == [265.75, 251.44, 6463.6, 2622.8, 9520.25, None]
    assert values(book["orders"], "landed_cost")[-1] is None


def test_amounts_and_rates_have_number_formats(result: Any, tmp_path: Path) -> None:
    lines = written(result, tmp_path)["lines"]
    assert {cell.number_format for cell in column(lines, "duty")[:-1]} == {"#,##0.00"}
    assert {cell.number_format for cell in column(lines, "vat_rate")[:-1]} == {"0.00%"}
    assert {cell.number_format for cell in column(lines, "qty")} == {"General"}


def test_headings_are_frozen_bold_and_filtered(result: Any, tmp_path: Path) -> None:
    book = written(result, tmp_path)
    assert book.sheetnames == ["lines", "orders", "summary", "sources", "findings"]
    for name in ("lines", "orders", "sources", "findings"):
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")
        assert book[name]["A1"].font.bold
    assert book["lines"].column_dimensions["I"].width > 12


def test_the_summary_has_its_charts_and_adds_up(result: Any, tmp_path: Path) -> None:
    summary = written(result, tmp_path)["summary"]
    assert len(summary._charts) == 2
    rows = {row[0]: row[1:] for row in summary.iter_rows(values_only=True)}
    parts = ["Goods, freight, insurance", "Duty", "Consumption tax", "VAT", "Other costs"]
    assert round(sum(rows[part][0] for part in parts), 2) == result.totals["landed_cost"] / 100
    assert list(rows["part"][:5]) == ["all", "cbec", "cbec-full-tax", "general-trade", "refused, not in all"]


def test_the_sources_name_the_vintage_and_what_the_table_is_not(result: Any) -> None:
    rows = sources_sheet(result).table.to_pylist()
    assert {"about": "data", "name": "tariff_vintage", "value": "2026-01-01"} in rows
    assert {"about": "source", "name": "skipped", "value": "row: 9; why: total row (合计)"} in rows
    assert "not an official publication" in rows[0]["value"]


def test_a_result_without_findings_or_payable_orders(make: Any, tmp_path: Path) -> None:
    result = make([("D4", "x", "2208300000", "1", "1", None, 4, 2, 100, 1, 1, 1, 0)])
    result.findings, result.data = [], {"positive_list": None}
    book = written(result, tmp_path)
    assert "findings" not in book.sheetnames
    assert len(book["summary"]._charts) == 1


def test_findings_that_were_not_kept_are_said(result: Any, tmp_path: Path) -> None:
    result.findings_dropped = 1234
    assert written(result, tmp_path)["findings"]["A1"].value == "1,234 further findings were counted but not kept"


def test_an_empty_result_has_its_headings(result: Any, tmp_path: Path) -> None:
    result.walk = lambda: iter(())
    assert written(result, tmp_path)["lines"]["A1"].value == "route"


def test_text_longer_than_a_cell_is_cut_and_marked() -> None:
    long = "税" * (CELL_LIMIT + 1)
    cut = fitting(pa.array([long, None, "short", "税" * 20_000])).to_pylist()
    assert len(cut[0]) == CELL_LIMIT
    assert cut[0].endswith("…")
    assert cut[1:] == [None, "short", "税" * 20_000]


def test_too_many_lines_or_columns_name_what_helps(
    result: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_report, "COLUMNS", 10)
    with pytest.raises(CannotRun, match="20 columns do not fit into a sheet; use --format csv"):
        write_workbook(result, tmp_path / "report.xlsx")
    result.source["lines"] = 1_048_576
    with pytest.raises(CannotRun, match=r"1,048,576 lines do not fit .* use --format csv or --output FILE.parquet"):
        write_workbook(result, tmp_path / "report.xlsx")


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(result: Any, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"os error 2"):
        write_workbook(result, tmp_path / "absent" / "report.xlsx")


def test_a_writer_that_stops_asking_is_no_error_of_the_lines() -> None:
    stopped: list[BaseException] = []
    lines = workbook_report._watched(iter([1, 2]), stopped)
    assert next(lines) == 1
    lines.close()  # type: ignore[attr-defined]
    assert not stopped


@pytest.mark.parametrize("mixed", [True, False])
@pytest.mark.parametrize("error", [KeyboardInterrupt, CannotRun("the file is damaged")])
def test_what_stops_the_lines_while_they_are_written_is_not_hidden(
    result: Any, tmp_path: Path, mixed: bool, error: BaseException | type[BaseException]
) -> None:
    chunks = list(result.lines())
    if not mixed:
        chunks[0].numeric = frozenset()
    walks = iter([chunks, chunks, [*chunks, error]])

    def lines() -> Any:
        for item in next(walks):
            if item is error:
                raise error
            yield item

    result.walk = lines
    with pytest.raises((KeyboardInterrupt, CannotRun)) as caught:
        write_workbook(result, tmp_path / "report.xlsx")
    assert caught.type is not OSError
