"""Classified products as people and programs get them; the lexicon is a small one, so that only reports move these.

`CBEC_REFRESH=1 pytest tests/report/test_classify_reports.py` writes the snapshots anew.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len
from rich.console import Console
from saved import saved
from small_lexicon import install

from cbec_cli.classify.evidence import Product
from cbec_cli.classify.history import History
from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.classify import choose_format, write_classified
from cbec_cli.report.classify.explain import explain
from cbec_cli.report.classify.streams import FLAT, write_csv, write_json
from cbec_cli.report.classify.terminal import render
from cbec_cli.report.classify.workbook import HEADINGS, write_workbook
from cbec_cli.tables.source import open_source
from cbec_cli.work.classifying.read import ACCEPTED, read_history
from cbec_cli.work.classifying.run import Classification, Options, of_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PRODUCTS = (
    Product("保湿面霜 50ml", "HANBIT", "50ml/瓶", category="护肤", code="3304990039"),
    Product("蜂胶牙膏", code="2106909090"),
    Product("纸尿裤 L54片"),
    Product("成人纸尿裤"),
    Product("新年礼盒"),
    Product("电脑"),
    Product('=HYPERLINK("http://x","面霜")'),
    Product("[bold]<b>牙刷</b>\x1b[31m\n第二行\ud800"),
    Product("baby diapers size M"),
    Product(""),
)
SEVERAL = Product("牙膏 牙刷 面霜")
PAST = [("渔具配重", "9507900000"), ("渔具配重", "9506990000"), ("渔具配重", "9507900000")]
"""Names without a word of the products: what a history says moves with how it is weighed, and is tested elsewhere."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)


def classified(
    products: tuple[Product, ...] = PRODUCTS, *, file: str = "products.xlsx", past: bool = True
) -> Classification:
    options = Options(date(2026, 11, 23), threshold=0.8, history=History(PAST) if past else None)
    return Classification(enumerate(products, 2), options, file, "商品" if file else "")


def screen(found: Classification, *, width: int = 80, encoding: str = "utf-8", **more: Any) -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding, newline="\n")
    render(Console(file=out, width=width, color_system=None, highlight=False), found, lambda _: None, **more)
    out.flush()
    return raw.getvalue().decode(encoding)


def streamed(write: Callable[..., None], found: Classification) -> str:
    sink = io.BytesIO()
    write(found, sink, lambda _: None)
    return sink.getvalue().decode("utf-8-sig")


# -- the screen -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 120])
def test_a_table_of_many(same: Callable[[str, str], None], width: int) -> None:
    text = screen(classified(), width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    same(f"classify-table-{width}.txt", text)


def test_a_few_in_full(same: Callable[[str, str], None]) -> None:
    same("classify-full.txt", screen(classified(PRODUCTS[:3], file="")))


def test_plain_characters_where_the_terminal_has_no_others() -> None:
    text = screen(classified(PRODUCTS[:2]), encoding="ascii")
    assert text.isascii()
    assert "3304.99.00 at 8 digits" in text


def test_what_a_cell_holds_is_shown_and_not_obeyed() -> None:
    text = screen(classified(PRODUCTS[7:8], file=""))
    assert "[bold]<b>牙刷</b>" in text
    assert "\x1b" not in text


def test_a_long_table_is_cut_and_says_so() -> None:
    many = (Product("面霜"),) * 60
    assert "10 more rows: --all, or --output classified.xlsx" in screen(classified(many))
    assert "60 products: 60 at 8 digits; 0 unsure" in screen(classified(many))
    assert "more rows" not in screen(classified(many), show_all=True)


def test_a_table_without_rows_is_told() -> None:
    assert screen(classified((), past=False)) == "0 products: none answered; 0 unsure\n"


def test_conflicts_of_the_history_are_told() -> None:
    text = screen(classified(PRODUCTS[:1]), width=120)
    assert "Your history holds '渔具配重' with several codes: 9507900000 (2 x), 9506990000 (1 x)" in text


def test_what_past_lines_say_is_quoted_and_where_they_contradict_is_warned() -> None:
    past = History([*[("魔法小物件", "9503008900")] * 57, *[("蜂胶牙膏", "2106909090")] * 9])
    options = Options(date(2026, 11, 23), history=past)
    rows = enumerate((Product("魔法小物件"), Product("蜂胶牙膏")), 1)
    text = screen(Classification(rows, options), width=120)
    assert "your history: this name: 57 of your 57 past lines" in text
    assert "past lines say 210690, but beside 牙膏 蜂胶 does not name such goods" in text


def test_several_candidates_and_the_question_between_them() -> None:
    (row,) = classified((SEVERAL,), past=False).rows()
    text = screen(classified((SEVERAL,), file="", past=False))
    places = [text.index(f"{code[:4]}.{code[4:6]}") for code in (one.hs6 for one in row.said.candidates)]
    assert places == sorted(places)
    assert len(places) >= 2


def test_the_working_of_an_answer() -> None:
    out = io.StringIO()
    found = classified((PRODUCTS[1], PRODUCTS[3], PRODUCTS[5]), file="", past=False)
    for row in found.rows():
        explain(Console(file=out, width=80, color_system=None, highlight=False), row, found.classifier)
    excluded, table, nothing = out.getvalue().split("probability")[:3]
    assert "not counted: 蜂胶, because of 牙膏" in excluded
    assert re.search(r"牙膏 +name 2-4 +\d+\.\d\d +3306\.10", excluded)
    assert re.search(r"one +1\.000 +\+4\.00 +\+3\.00 +\+2\.00", excluded)
    assert re.search(r"wearer +wearer: adult +9619\.00\.19 100%", table)
    assert "No term of the lexicon stands in it." in nothing
    assert max(map(cell_len, out.getvalue().splitlines())) <= 80


# -- JSON and csv ---------------------------------------------------------------------------------------------------


def test_json(same: Callable[[str, str], None]) -> None:
    text = streamed(write_json, classified())
    answer = json.loads(text)
    assert answer["schema"] == "cbec/classify/1"
    assert [row["row"] for row in answer["rows"]] == list(range(2, 12))
    assert answer["totals"]["rows"] == sum(answer["totals"]["answered"].values()) + answer["totals"]["unsure"] == 10
    for row in answer["rows"]:
        assert (row["answer"] is None) == (row["unsure"] is not None)
        for because in (each for one in row["candidates"] for each in one["because"] if each["source"] == "name"):
            assert row["text"][because["start"] : because["end"]] == because["text"]
    same("classify.json", text)


def test_csv(same: Callable[[str, str], None]) -> None:
    text = streamed(write_csv, classified())
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == FLAT
    assert [row["row"] for row in rows] == [str(i) for i in range(2, 12)]
    assert rows[6]["name"].startswith("'=HYPERLINK(")
    assert "\n" not in rows[7]["name"]
    same("classify.csv", text)


def test_half_a_character_in_a_cell_breaks_no_format() -> None:
    found = classified((Product("面霜\ud800"),), file="")
    assert json.loads(streamed(write_json, found))["rows"][0]["text"] == "面霜\ud800"
    assert "面霜?" in streamed(write_csv, classified((Product("面霜\ud800"),)))


@pytest.mark.parametrize("write", [write_json, write_csv])
def test_a_reader_that_has_gone_is_told_as_such(write: Callable[..., None]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb", buffering=0) as gone, pytest.raises(BrokenPipeError):
        write(classified(PRODUCTS * 50), gone, lambda _: None)


def test_the_same_products_give_the_same_bytes() -> None:
    for write in (write_json, write_csv):
        assert streamed(write, classified()) == streamed(write, classified())


# -- the workbook ---------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> Any:
    path = tmp_path / "classified.xlsx"
    write_workbook(classified(), path, lambda _: None)
    return load_workbook(path)


def test_every_cell_is_text_and_none_a_formula(book: Any) -> None:
    assert book.sheetnames == ["products", "history conflicts", "about"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert book["products"]["B8"].value == PRODUCTS[6].name
    assert book["products"]["B8"].quotePrefix


def test_codes_and_the_column_to_choose_in_are_formatted_as_text(book: Any) -> None:
    sheet = book["products"]
    place = HEADINGS.index(ACCEPTED) + 1
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert {sheet.cell(row, place).number_format for row in range(2, 12)} == {"@"}
    assert sheet.cell(2, HEADINGS.index("hs10") + 1).number_format == "@"


def test_each_row_offers_its_own_candidates(book: Any) -> None:
    sheet = book["products"]
    (offered,) = sheet.data_validations.dataValidation
    assert str(offered.sqref) == "C2:C11"
    assert offered.type == "list"
    first, last = (HEADINGS.index(f"candidate_{i}") for i in (1, 5))
    letters = [sheet.cell(1, place + 1).column_letter for place in (first, last)]
    assert offered.formula1 == f"${letters[0]}2:${letters[1]}2"  # of the row itself
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    choices = [[cell for cell in row[first : last + 1] if cell] for row in rows]
    assert choices[0] == ["3304990039"]
    assert choices[4] == []


def test_at_most_five_candidates_are_offered_the_best_first(tmp_path: Path) -> None:
    path = tmp_path / "several.xlsx"
    found = classified((SEVERAL,))
    write_workbook(found, path, lambda _: None)
    sheet = load_workbook(path)["products"]
    choices = [cell.value for cell in sheet[2][-5:] if cell.value]
    assert {"9603210000", "3306101090"} < set(choices)
    assert choices[0] == sheet.cell(2, HEADINGS.index("hs10") + 1).value
    assert sheet.cell(2, HEADINGS.index("second") + 1).value.startswith(choices[1][:6])
    assert all(choice.isdigit() and len(choice) == 10 for choice in choices)


def test_what_is_accepted_reads_back_as_history(tmp_path: Path, book: Any) -> None:
    sheet = book["products"]
    place = HEADINGS.index(ACCEPTED) + 1
    sheet.cell(2, place).value = "3304990039"  # chosen
    sheet.cell(3, place).value = "3306.10.10.90"  # typed
    path = tmp_path / "accepted.xlsx"
    book.save(path)
    assert list(read_history([str(path)], {})) == [("保湿面霜 50ml", "3304990039"), ("蜂胶牙膏", "3306101090")]


def test_nothing_accepted_teaches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "classified.xlsx"
    write_workbook(classified(), path, lambda _: None)
    assert list(read_history([str(path)], {})) == []


def test_a_workbook_without_products_opens(tmp_path: Path) -> None:
    path = tmp_path / "none.xlsx"
    write_workbook(classified((), past=False), path, lambda _: None)
    sheets = load_workbook(path)
    assert sheets.sheetnames == ["products", "about"]
    assert sheets["products"].max_row == 1


def test_more_products_than_a_sheet_can_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbec_cli.report.classify.workbook.ROWS", 3)
    path = tmp_path / "long.xlsx"
    with pytest.raises(CannotRun, match="more than 3 products"):
        write_classified(classified(), path, "xlsx", lambda _: None)
    assert not path.exists()
    write_classified(classified(PRODUCTS[:3]), path, "xlsx", lambda _: None)
    assert path.exists()


def test_the_sheet_that_tells_what_was_done(book: Any) -> None:
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["file"] == "products.xlsx"
    assert about["products"] == "10"
    assert about["tariff and list on"] == "2026-11-23"
    assert sum(int(about[key]) for key in about if key.startswith("answered at") or key == "unsure") == 10


def test_conflicts_have_a_sheet(book: Any) -> None:
    rows = [[cell.value for cell in row] for row in book["history conflicts"].iter_rows()]
    assert rows == [["name", "code", "lines"], ["渔具配重", "9507900000", "2"], ["渔具配重", "9506990000", "1"]]


# -- the way in -----------------------------------------------------------------------------------------------------


def test_formats_are_chosen_by_word_or_ending(tmp_path: Path) -> None:
    assert choose_format(None) == "table"
    assert choose_format(None, "json") == "json"
    assert choose_format(tmp_path / "a.XLSX") == "xlsx"
    assert choose_format(tmp_path / "a.txt") == "table"
    assert choose_format(tmp_path / "a.xlsx", "csv") == "csv"
    for path, wanted, why in (
        (None, "pdf", "unknown format"),
        (None, "xlsx", "cannot be written to the screen"),
        (tmp_path / "a.docx", "", "cannot tell the format"),
    ):
        with pytest.raises(CannotRun, match=why):
            choose_format(path, wanted)


@pytest.mark.parametrize("format_", ["table", "json", "csv", "xlsx"])
def test_each_format_goes_into_a_file(tmp_path: Path, format_: str) -> None:
    path = tmp_path / "out"
    write_classified(classified(), path, format_, lambda _: None)
    assert path.stat().st_size > 500
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith((".", "out"))] == ["out"]


def test_rows_of_a_file_keep_their_numbers(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", [{"name": "面霜"}, {"name": "牙刷"}])
    with open_source(str(path), required=("name",)) as source:
        found = of_source(source, Options(date(2026, 11, 23)))
        answer = json.loads(streamed(write_json, found))
    assert answer["source"]["file"].endswith("a.csv")
    assert [row["row"] for row in answer["rows"]] == [2, 3]
