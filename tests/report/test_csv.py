"""csv and parquet: the user's columns untouched, the computed ones exact."""

from __future__ import annotations

import csv
import io
import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cbec_cli.engine.money import yuan
from cbec_cli.report.computed import choices, money, per_unit, rates
from cbec_cli.report.csv_report import write_csv, write_parquet

if TYPE_CHECKING:
    from collections.abc import Callable


def text_of(result: Any) -> str:
    sink = io.BytesIO()
    write_csv(result, sink)
    return sink.getvalue().decode()


def rows_of(result: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(result), newline="")))


def test_the_csv_report(result: Any, same: Callable[[str, str], None]) -> None:
    same("lines.csv", text_of(result))


def test_the_user_s_cells_are_as_they_were(result: Any) -> None:
    cells = next(result.lines()).cells
    for heading in cells.column_names:
        assert [row[heading] for row in rows_of(result)] == [text or "" for text in cells.column(heading).to_pylist()]


def test_unknown_amounts_are_empty_never_zero(result: Any) -> None:
    last = rows_of(result)[-1]
    assert {last[name] for name in ("dutiable_value", "duty", "landed_cost", "vat_rate")} == {""}
    assert last["outcome"] == "refused"


def test_a_chunked_result_reads_the_same(result: Any, make: Any) -> None:
    assert text_of(make(split=2)) == text_of(result)


def test_cells_with_commas_quotes_and_line_breaks_come_back(make: Any) -> None:
    nasty = 'a "quoted", cell\r\nwith a break\tand a tab'
    result = make([("A1", nasty, "1901101000", "1", "2", None, 1, 0, 100, 0, 0, 13, 0)])
    assert rows_of(result)[0]["商品名称"] == nasty


def test_an_empty_result_has_a_heading_row_only(result: Any) -> None:
    result.walk = lambda: iter(())
    assert text_of(result).count("\n") == 1
    assert "landed_cost" in text_of(result)


def test_the_cost_of_one_article_is_rounded_half_up_and_empty_where_there_is_none(result: Any) -> None:
    each = [row["landed_cost_per_unit"] for row in rows_of(result)]
    assert each == ["265.75", "125.72", "6463.60", "874.27", "4760.13", ""]


@given(st.integers(0, 10**15), st.integers(1, 9 * 10**13))
def test_the_cost_of_one_article_is_exact(fen: int, qty: int) -> None:
    exact = Fraction(fen) * 100_000 / qty
    assume(exact < 2**62)
    got = int(per_unit(np.array([fen]), np.array([qty]))[0])
    assert abs(got - exact) <= Fraction(1, 2)
    assert got - exact != Fraction(-1, 2)


def test_a_broken_pipe_and_a_full_disk_reach_the_caller(result: Any) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb", buffering=0) as gone, pytest.raises(BrokenPipeError):
        write_csv(result, gone)
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        write_csv(result, full)


def test_an_error_of_the_computation_stops_the_writing(result: Any) -> None:
    def lines() -> Any:
        yield from chunks
        raise KeyboardInterrupt

    chunks = list(result.lines())
    result.walk = lines
    with pytest.raises(KeyboardInterrupt):
        write_csv(result, io.BytesIO())


def test_parquet_keeps_text_and_exact_decimals(result: Any, tmp_path: Path) -> None:
    write_parquet(result, tmp_path / "lines.parquet")
    table = pq.read_table(tmp_path / "lines.parquet")
    assert table.column("商品编码").to_pylist() == next(result.lines()).texts["hs_code"]
    assert table.column("landed_cost").to_pylist()[0] == Decimal("265.75")
    assert table.column("landed_cost").to_pylist()[-1] is None


def test_parquet_tells_two_columns_of_one_name_apart(result: Any, tmp_path: Path) -> None:
    chunk = next(result.lines())
    chunk.cells = chunk.cells.rename_columns(["a", "a", "b", "a", "c", "d"])
    write_parquet(result, tmp_path / "lines.parquet")
    names = pq.read_table(tmp_path / "lines.parquet").column_names
    assert names[:6] == ["a", "a (2)", "b", "a (3)", "c", "d"]


@given(st.lists(st.tuples(st.integers(-(2**63) + 1, 2**63 - 1), st.booleans()), min_size=1, max_size=70))
def test_every_amount_is_written_exactly(amounts: list[tuple[int, bool]]) -> None:
    fen = np.array([amount for amount, _ in amounts], np.int64)
    known = np.array([known for _, known in amounts])
    wanted = [yuan(amount) if known else None for amount, known in amounts]
    assert money(fen, known).cast("string").to_pylist() == wanted


def test_a_rate_that_is_unknown_or_not_one_rate_is_null() -> None:
    column = rates(np.array([1300, 0, -1, 650]), np.array([True, True, True, False]))
    assert column.to_pylist() == ["0.13", "0", None, None]
    assert rates(np.array([], np.int64), np.array([], np.bool_)).to_pylist() == []


def test_an_empty_word_is_null() -> None:
    assert choices(np.array([0, 1], np.int8), ("", "cbec")).to_pylist() == [None, "cbec"]
