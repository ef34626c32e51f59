"""The terminal report: complete in words, good at 80 columns, harmless whatever the cells hold."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from cbec_cli.engine.findings import Finding
from cbec_cli.report.bars import bar
from cbec_cli.report.explain import render_steps
from cbec_cli.report.screen import clean, table
from cbec_cli.report.terminal import render
from cbec_cli.report.terminal_tables import _count

if TYPE_CHECKING:
    from collections.abc import Callable

ESCAPE = "\x1b"


def screen(width: int = 80, encoding: str = "utf-8", **options: Any) -> tuple[Console, Callable[[], str]]:
    """A console of a width and an encoding, and a way to read what was printed."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True, newline="")
    console = Console(file=file, width=width, highlight=False, _environ={}, **options)

    def text() -> str:
        return raw.getvalue().decode(encoding)

    return console, text


def shown(result: Any, width: int = 80, encoding: str = "utf-8", *, show_all: bool = False, **options: Any) -> str:
    console, text = screen(width, encoding, **options)
    render(console, result, show_all=show_all)
    return text()


@pytest.mark.parametrize("width", [80, 120])
def test_the_report(result: Any, same: Callable[[str, str], None], width: int) -> None:
    same(f"terminal-{width}.txt", shown(result, width))


def test_the_report_where_only_ascii_can_be_shown(result: Any, same: Callable[[str, str], None]) -> None:
    text = shown(result, encoding="ascii")
    assert "####" in text
    same("terminal-ascii.txt", text)


@pytest.mark.parametrize("width", [60, 80, 100, 132])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "gb18030"])
def test_no_line_is_wider_than_the_console(result: Any, width: int, encoding: str) -> None:
    result.orders.order_no[0] = "ORDER-2026-03-22-000000000000000001"
    assert max(cell_len(line) for line in shown(result, width, encoding).splitlines()) <= width


def test_amounts_are_never_cut(make: Any) -> None:
    big = [("A" * 40, "x", "1901101000", "1", "2", None, 3, 0, 9_876_543_210_12, 11_11, 22, 33, 0)]
    for width in (40, 60, 80):
        text = shown(make(big), width)
        assert "…" not in text
        assert "9,876,543,210.12" in text or width < 80


def test_nothing_in_a_cell_drives_the_terminal(result: Any) -> None:
    result.orders.order_no[1] = f"{ESCAPE}[31m[red]B2[/red]\u202e\r\n"
    text = shown(result)
    assert ESCAPE not in text
    assert "\u202e" not in text
    assert "[red]B2[/red]" in text


def test_no_colour_is_needed_to_understand_it(result: Any) -> None:
    plain = shown(result)
    raw = io.StringIO()
    console = Console(file=raw, width=80, force_terminal=True, highlight=False, _environ={"NO_COLOR": "1"})
    render(console, result)
    assert "[3" not in raw.getvalue()
    for word in ("refused", "estimated", "complete", "error DAT001", "not an official publication"):
        assert word in plain


def test_long_lists_are_cut_and_say_so(make: Any) -> None:
    lines = [(f"O{i}", "x", "1901101000", "1", "2", None, 1, 0, 1000 + i, 0, 0, 130, 0) for i in range(20)]
    result = make(lines)
    result.skus = [{"sku": f"S{i}", "units": 100_000, "tax": 1, "landed_cost": 5} for i in range(12)]
    result.findings = [Finding("DAT001", "warning", f"finding {i}") for i in range(11)]
    result.findings_dropped = 5
    result.source["skipped"] = [{"row": row, "why": "blank"} for row in range(5)]
    text = shown(result)
    assert "Orders by landed cost (CNY): the first 15 of 20" in text
    assert "SKUs by landed cost (CNY): the first 10 of 12" in text
    assert "Findings in the data: 16\n" in text
    assert "and 6 more" in text
    assert "and 2 more" in text
    assert "all orders and SKUs here: --all" in text
    complete = shown(result, show_all=True)
    assert "the first" not in complete
    assert "O0 " in complete
    assert "--all" not in complete


def test_reasons_are_gathered_and_the_most_frequent_comes_first(make: Any) -> None:
    lines = [(f"O{i}", "x", "1901101000", "1", "2", None, 4, 2, 1000, 0, 0, 130, 0) for i in range(9)]
    result = make(lines)
    few = SimpleNamespace(code="A1", official_code="", message="few", fix="", law="", severity="error", effect="")
    many = SimpleNamespace(
        code="B1", official_code="-621005", message="many", fix="do it", law="some law", severity="error", effect=""
    )
    result.orders.reasons_of = lambda i: [few, many] if i < 2 else [many]
    text = shown(result)
    assert text.index("9 orders, for example: many (B1,") < text.index("2 orders, for example: few (A1)")
    assert "first rows: 2, 3, 4, 5, 6, ...; orders: O0, O1, O2, O3, O4, ..." in text
    assert "Under general trade the refused orders would bear CNY 11.70 of tax." in text


def test_findings_that_a_reason_explains_are_not_told_twice(result: Any) -> None:
    result.findings = [*result.findings, Finding("THR001", "error", "told above")]
    text = shown(result)
    assert "Findings in the data: 3, 2 of them explained above" in text
    assert "told above" not in text


def test_columns_go_before_words_fold() -> None:
    rows = [["general-trade", "12,345", "1,234,567.89", "9,999,999.99"]]
    for width, columns in ((60, 4), (44, 3), (20, 3)):
        console, text = screen(width)
        console.print(table(console, ["Route", "Orders", "Tax", "Landed cost"], rows, {1, 2, 3}, optional=(1,)))
        assert ("Orders" in text()) == (columns == 4)
        assert ("general-trade" in text()) == (width >= 44)


def test_an_empty_result_is_still_a_report(make: Any) -> None:
    result = make()
    orders = result.orders
    orders.order_no.clear()
    for name in ("route", "outcome", "lines", "first_row", "units"):
        setattr(orders, name, getattr(orders, name)[:0])
    orders.amounts = {name: np.zeros(0, np.int64) for name in orders.amounts}
    result.totals = dict.fromkeys(result.totals, 0)
    result.by_route, result.skus, result.cash, result.findings, result.data = {}, [], {"due_now": 0}, [], {}
    result.source = {"files": ["a.csv", "b.csv"], "sheet": "", "lines": 0}
    text = shown(result)
    assert "Read a.csv, b.csv: 0 lines in 0 orders" in text
    assert "Landed cost CNY 0.00" in text
    assert "Not an official publication." in text


def test_places_of_findings_name_the_file_when_there_are_several(result: Any) -> None:
    result.source["files"] = ["orders.xlsx", "more.xlsx"]
    result.data["law_days"] = ["2026-01-01", "2026-03-22"]
    text = shown(result)
    assert "orders.xlsx, row 7, qty: 'n/a'" in text
    assert "law as on 2026-01-01 to 2026-03-22" in text


def test_chinese_names_align() -> None:
    console, text = screen()
    rows = [["奶粉", "1.00"], ["apple juice", "20.00"], ["婴儿配方奶粉", "300.00"]]
    console.print(table(console, ["Name", "Amount"], rows, {1}))
    ends = {cell_len(line.rstrip()) for line in text().splitlines() if line.rstrip().endswith("00")}
    assert len(ends) == 1


@pytest.mark.parametrize(
    ("part", "whole", "drawn"),
    [(10, 10, "██████████"), (1, 2, "█████"), (1, 1000, "▏"), (33, 100, "███▎"), (20, 10, "██████████"), (0, 1, "")],
)
def test_bars_are_as_long_as_their_share(part: int, whole: int, drawn: str) -> None:
    assert bar(part, whole, 10) == drawn


def test_bars_show_nothing_below_zero_and_plain_signs_on_demand() -> None:
    assert bar(-1, 10, 10) == bar(1, 0, 10) == ""
    assert (bar(1, 2, 10, ascii_only=True), bar(1, 99, 10, ascii_only=True)) == ("#####", "#")


def test_text_the_terminal_cannot_show_is_replaced() -> None:
    console, _ = screen(encoding="ascii")
    assert clean("720.50 × 13 % — 奶粉", console) == "720.50 x 13 % - ??"


def test_quantities_are_shown_short() -> None:
    assert [_count(units) for units in (0, 100_000, 150_000, 123_450_000_000)] == ["0", "1", "1.5", "1,234,500"]


def test_the_working_is_shown_step_by_step(same: Callable[[str, str], None]) -> None:
    steps = [
        SimpleNamespace(title="Order A1, line 1", amount="", working="", law="", since=""),
        SimpleNamespace(
            title="Import VAT",
            amount="77.14",
            working="(720.50 + 0.00 + 127.147058) × 13 % × 70 %, rounded half up to the fen",
            law="财关税〔2016〕18号 第一条",
            since="2016-04-08",
        ),
        SimpleNamespace(title="Other costs", amount="0.00", working="none given", law="cbec.toml", since=""),
    ]
    console, text = screen()
    render_steps(console, steps)
    same("explain.txt", text())
