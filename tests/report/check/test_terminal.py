"""The report on a terminal: complete in words, good at 80 columns, harmless whatever the cells hold."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from cbec_cli.engine.findings import Finding
from cbec_cli.report.check.excerpt import cut, draw
from cbec_cli.report.check.terminal import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ESCAPE = "\x1b"


def screen(width: int = 80, encoding: str = "utf-8", **options: Any) -> tuple[Console, Callable[[], str]]:
    """A console of a width and an encoding, and a way to read what was printed."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True, newline="")
    return Console(file=file, width=width, highlight=False, _environ={}, **options), lambda: raw.getvalue().decode(
        encoding
    )


def shown(result: Any, width: int = 80, encoding: str = "utf-8", **about: Any) -> str:
    console, text = screen(width, encoding)
    render(console, result, **about)
    return text()


def drawn(excerpt: Sequence[tuple[str, str, bool]], width: int = 80, encoding: str = "utf-8") -> list[str]:
    console, text = screen(width, encoding)
    draw(console, excerpt, 4)
    return text().splitlines()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("group", ["rule", "order"])
def test_the_report(result: Any, same: Callable[[str, str], None], width: int, group: str) -> None:
    same(f"check-{group}-{width}.txt", shown(result, width, group=group))


def test_the_report_where_only_ascii_can_be_shown(result: Any, same: Callable[[str, str], None]) -> None:
    same("check-ascii.txt", shown(result, encoding="ascii"))


def test_statistics(result: Any, nothing: Any, same: Callable[[str, str], None]) -> None:
    same("check-statistics.txt", shown(result, statistics=True))
    assert "Code" not in shown(nothing, statistics=True)


@pytest.mark.parametrize("width", [40, 60, 80, 132])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "gbk"])
@pytest.mark.parametrize("group", ["rule", "order"])
def test_no_line_is_wider_than_the_console(result: Any, width: int, encoding: str, group: str) -> None:
    lines = shown(result, width, encoding, group=group).splitlines()
    assert max(map(cell_len, lines)) <= width


def test_nothing_in_a_cell_drives_the_terminal(result: Any) -> None:
    for about in ({}, {"group": "order"}, {"statistics": True}):
        text = shown(result, **about)
        assert not [letter for letter in f"{ESCAPE}\u202e\x00\r" if letter in text]
    assert "[bold]=cmd|' /C calc'!A0[/bold]" in shown(result)


def test_no_colour_is_needed_to_understand_it(result: Any) -> None:
    raw = io.StringIO()
    console = Console(file=raw, width=80, force_terminal=True, highlight=False, _environ={"NO_COLOR": "1"})
    render(console, result)
    assert f"{ESCAPE}[3" not in raw.getvalue()
    plain = shown(result)
    for said in ("✗ error HSC002", "! warning THR004", "i note LST002", "^^^^", "failed: 1,239 errors"):
        assert said in plain


def test_a_clean_check_says_so_and_no_more(nothing: Any) -> None:
    text = shown(nothing)
    assert "Checked in/订单 1.xlsx (sheet May's orders), more.csv as declarations: 8 lines" in text
    assert text.endswith("\npassed: nothing found\n")
    assert "Next" not in text
    assert "Found" not in text


def test_the_head_names_what_was_read(make: Any) -> None:
    result = make((), kind="catalog", orders=0)
    result.source["skipped"] = [{"row": row, "why": "blank"} for row in range(5)]
    result.data = {}
    result.sheets = [result.sheets[1]] * 5
    text = " ".join(shown(result).split())
    assert "Checked more.csv, more.csv, more.csv and 2 more as a catalogue: 8 lines, 4 rules" in text
    assert "Skipped 5 rows (row 0: blank; row 1: blank; row 2: blank; and 2 more)" in text
    assert "Tariff of unknown vintage; positive list: not loaded Not an official publication." in text
    result.source["skipped"] = []
    result.data = {"law_days": ["2026-03-22"]}
    assert "law as on 2026-03-22;" in shown(result)
    assert "Skipped" not in shown(result)


def test_five_of_a_rule_are_shown_and_the_rest_is_counted(make: Any, at_row: Any) -> None:
    findings = [at_row(row, f"O{row}") for row in range(2, 10)]
    text = shown(make(findings))
    assert text.count("order O") == 5
    assert "… and 3 more like it (--all lists them)" in text
    assert "do: look it up" in text
    assert text.count("do: look it up") == 1
    assert "… and 103 more like it (--all lists 3)" in shown(make(findings, counts={"HSC002": 100}))
    complete = shown(make(findings, counts={"HSC002": 100}), show_all=True)
    assert complete.count("order O") == 8
    assert "… and 100 more like it (counted only)" in complete


def test_a_rule_of_which_nothing_was_kept_is_still_told(make: Any) -> None:
    text = shown(make((), counts={"HSC002": 7}))
    assert "✗ error HSC002 Code is not in the tariff: 7 findings\n  … and 7 more like it (counted only)" in text


def test_what_findings_do_not_share_stands_with_each(make: Any) -> None:
    two = [Finding("X", "error", "m", fix="this", law="same"), Finding("X", "error", "n", fix="that", law="same")]
    text = shown(make(two))
    assert "    do: this\n" in text
    assert "    do: that\n" in text
    assert text.count("law: same") == 1
    assert "  the whole run\n    m\n" in text


def test_twenty_orders_are_shown_and_ten_findings_of_each(make: Any, at_row: Any) -> None:
    findings = [at_row(row, f"O{row % 22}") for row in range(2, 24)] + [at_row(row, "O2") for row in range(50, 62)]
    text = shown(make(findings, counts={"HSC002": 5}), group="order")
    assert text.count("Order O") == 20
    assert "… and 2 more orders with findings: --all lists them" in text
    assert "… and 3 more here (--all lists them)" in text
    assert "… and 5 more findings, counted only" in text
    complete = shown(make(findings), group="order", show_all=True)
    assert complete.count("Order O") == 22
    assert "more" not in complete.partition("Found")[0].replace("more.csv", "")


def test_an_order_names_its_file_only_where_there_are_several(make: Any, at_row: Any) -> None:
    result = make([at_row(2, "A1")])
    assert "Order A1 (in/订单 1.xlsx): 1 error" in shown(result, group="order")
    result.sheets = result.sheets[:1]
    assert "Order A1: 1 error" in shown(result, group="order")


def test_the_cell_is_marked_in_its_row() -> None:
    assert drawn([("编码", "19", True), ("name", "奶粉", False)]) == ["    编码  name", "    19    奶粉", "    ^^"]
    assert drawn([("a", "x", False), ("qty", " ", True)]) == ["    a  qty", "    x  (empty)", "       ^^^^^^^"]
    assert drawn([]) == []


def test_what_is_long_is_cut_and_says_so() -> None:
    heading, text, marks = drawn([("a", "x" * 50, False), ("b", "y" * 50, True)])
    assert text == "    " + "x" * 17 + "…  " + "y" * 39 + "…"
    assert marks.strip() == "^" * 40
    assert heading.split() == ["a", "b"]
    assert "..." in drawn([("a", "x" * 50, False)], encoding="ascii")[1]


def test_where_room_is_short_the_marked_cell_stays() -> None:
    cells = [(f"h{i}", "x" * 18, False) for i in range(5)] + [("last", "z" * 30, True)]
    heading, _, marks = drawn(cells, width=60)
    assert heading.split() == ["h0", "last"]
    assert marks.strip() == "^" * 30


@given(
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=60), st.booleans()), max_size=6),
    st.integers(30, 120),
    st.sampled_from(["utf-8", "ascii", "gbk"]),
)
def test_an_excerpt_never_leaves_the_screen(cells: list[tuple[str, str, bool]], width: int, encoding: str) -> None:
    lines = drawn([(_text(heading), _text(text), marked) for heading, text, marked in cells], width, encoding)
    assert len(lines) <= 3
    assert all(cell_len(line) <= width for line in lines)


@given(st.text(), st.integers(4, 40))
def test_a_cut_text_fits(text: str, widest: int) -> None:
    console, _ = screen()
    assert cell_len(cut(console, _text(text), widest)) <= widest


def _text(text: str) -> str:
    """Cells hold whole characters."""
    return text.encode("utf-8", "replace").decode()
