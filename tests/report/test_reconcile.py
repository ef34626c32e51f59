"""A reconciliation as people and programs get it."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.console import Console
from tax_bill_files import compared, message, said, states, table, write

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report import reconcile as report
from cbec_cli.report.reconcile import SCHEMA_NAME, choose_format, write_csv, write_reconciled
from cbec_cli.report.reconcile_rows import FIELDS, SCHEMA
from cbec_cli.report.reconcile_terminal import KEYS, WORDS, render
from cbec_cli.work.reconcile import OUTCOMES, Reconciled
from cbec_cli.work.reconciling import own

SHAVER = {"hs_code": "8510100000", "qty": "1", "unit_price": "100.00", "declared_on": "2026-11-22", "origin": "JP"}
ORDERS = [
    {**SHAVER, "order_no": "@SUM(A1)", "order_tax": "9.10"},
    {**SHAVER, "order_no": "[bold]A2", "order_tax": "9.10"},
    {**SHAVER, "order_no": "A3", "order_tax": "12.00"},
    {**SHAVER, "order_no": "A4", "order_tax": "12.00"},
    {**SHAVER, "order_no": "A4", "order_tax": "13.00"},
    *({**SHAVER, "order_no": f"M{n}", "unit_price": f"{n}00"} for n in range(1, 8)),
]
BILLS: list[dict[str, Any]] = [
    {"tax_no": "T1", "order_no": "@SUM(A1)", "vat": "9.10", "status": "2", "ent_duty_no": "J1"},
    {"tax_no": "T2", "order_no": "[bold]A2", "vat": "11.20", "lines": [{"gnum": "1", "value": "100", "vat": "11.20"}]},
    {"tax_no": "T3", "order_no": "A3", "vat": "77.77", "status": "2"},
    {"tax_no": "T4", "order_no": "B9", "vat": "4.55", "status": "3"},
    {"tax_no": "T5", "order_no": "B8", "vat": "?"},
    {"tax_no": "T1", "order_no": "@SUM(A1)", "vat": "9.10"},
]


@pytest.fixture
def found(tmp_path: Path) -> Reconciled:
    return compared(tmp_path, ORDERS, write(tmp_path / "bills.xml", message(BILLS)))


def shown(found: Reconciled, *, width: int = 100, show_all: bool = False, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    render(Console(file=file, width=width, highlight=False), found, show_all=show_all)
    file.flush()
    return raw.getvalue().decode(encoding)


def test_every_outcome_and_every_key_has_its_words() -> None:
    assert tuple(WORDS) == OUTCOMES
    assert tuple(KEYS) == own.KEYS


def test_the_terminal_says_what_was_read_what_differs_and_why(found: Reconciled) -> None:
    text = " ".join(shown(found).split())
    for words in (
        "Read 5 tax bills (2 generated, 2 summarised, 1 voided) in 1 file",
        "sent 6 times: of each the last counts",
        "12 lines in 11 orders; law as on 2026-11-22",
        "Joined: 3 by order number; 2 bills without an order of ours",
        "than cbec computes",
        "1 row, CNY 2.10: VAT 16 % (standard goods 2018-05-01 to 2019-03-31)",
        "[bold]A2 line 1",
        "1 order whose lines name different amounts: not counted",
        "1 bill summarised without the number of a pay slip",
        "error DAT001",
        "more: --all, or --output reconciled.xlsx",
    ):
        assert words in text, words
    assert "M7" in shown(found, show_all=True)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_terminal_keeps_its_width_and_cuts_no_number(found: Reconciled, width: int) -> None:
    text = shown(found, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "77.77" in text


def test_a_terminal_without_chinese(found: Reconciled) -> None:
    assert "Pay slips (???)" in shown(found, encoding="ascii")


def test_a_reconciliation_that_ties_out_is_short(tmp_path: Path) -> None:
    bills = write(tmp_path / "bills.csv", table([{"tax_no": "T", "order_no": "A1", "vat": "9.10"}]))
    text = shown(compared(tmp_path, [{**SHAVER, "order_no": "A1"}], bills))
    assert "Customs and cbec tie out to the fen" in text
    assert "Nothing said of tax withheld" in text
    assert "To look at" not in text


def test_bills_and_orders_without_a_number_in_common(tmp_path: Path) -> None:
    bills = write(tmp_path / "bills.xml", message([{"tax_no": "T", "invt_no": "I1", "vat": "9.10"}]))
    assert "Joined: no number stands on both sides" in shown(compared(tmp_path, [{**SHAVER, "order_no": "A1"}], bills))


def test_what_a_folder_holds_beside_bills_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "bills"
    folder.mkdir()
    write(folder / "bills.xml", message([{"tax_no": "T", "order_no": "A1", "logistics_no": "L", "vat": "9.10"}]))
    for n in range(5):
        write(folder / f"{n}.xml", "<CEB622Message/>")
    orders = [{**SHAVER, "order_no": name, "logistics_no": "L"} for name in ("A1", "A2")]
    text = " ".join(shown(compared(tmp_path, orders, folder)).split())
    assert "a CEB622 message" in text
    assert "and 2 more files passed over" in text
    assert "waybill number: 1 shared by several of our orders, which join nothing" in text


def test_later_states_and_numbers_that_disagree_are_said(tmp_path: Path) -> None:
    told = states({"tax_no": "T", "status": "2", "ent_duty_no": "J"}, {"tax_no": "X", "status": "3"})
    bill = {"tax_no": "T", "order_no": "A1", "logistics_no": "L2", "vat": "9.10"}
    files = write(tmp_path / "a.xml", message([bill])), write(tmp_path / "b.xml", told)
    orders = [{**SHAVER, "order_no": f"A{n}", "logistics_no": f"L{n}"} for n in (1, 2)]
    text = " ".join(shown(compared(tmp_path, orders, *files)).split())
    assert "2 later status messages, 1 of bills not given" in text
    assert "1 bill whose other numbers name another order" in text


def test_another_code_on_the_bill_is_noted(tmp_path: Path) -> None:
    lines = [{"gnum": "1", "code": "8510200000", "value": "100", "vat": "9.10"}]
    bill = {"tax_no": "T", "order_no": "A1", "vat": "9.10", "lines": lines}
    (row,) = said(compared(tmp_path, [{**SHAVER, "order_no": "A1"}], write(tmp_path / "b.xml", message([bill]))))[
        "rows"
    ]
    assert (row["hs_code"], row["bill_hs_code"]) == ("8510100000", "8510200000")
    assert row["notes"] == "the code on the bill is not ours"


def test_a_long_reconciliation_is_shortened(tmp_path: Path) -> None:
    bills = [
        {"tax_no": f"T{n:02}", "order_no": f"A{n}", "vat": f"{n + 1}.00", "status": "2", "ent_duty_no": f"J{n:02}"}
        for n in range(12)
    ]
    bills += [{"tax_no": f"U{n:02}", "order_no": f"U{n}", "vat": "?"} for n in range(12)]
    orders = [{**SHAVER, "order_no": f"A{n}", "unit_price": f"{n + 1}00"} for n in range(12)]
    found = compared(tmp_path, orders, write(tmp_path / "bills.csv", table(bills)))
    short, whole = (" ".join(shown(found, show_all=show_all).split()) for show_all in (False, True))
    assert "and 2 more: --all" in short
    assert "and 2 more: --format xlsx or json lists them" in short
    assert "J11" in whole
    assert "J11" not in short


def test_csv_and_json_say_the_same_and_their_sums_are_the_totals(found: Reconciled) -> None:
    sink = io.BytesIO()
    write_csv(found, sink)
    of_csv = list(csv.DictReader(io.StringIO(sink.getvalue().decode())))
    answer = said(found)
    assert answer["schema"] == SCHEMA_NAME == "cbec/reconcile/1"
    assert [*of_csv[0]] == [name for name, *_ in FIELDS] == SCHEMA.names
    of_json = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in answer["rows"]]
    assert of_csv == of_json
    for side in ("billed", "computed"):
        assert sum(Decimal(row[f"{side}_tax"]) for row in of_csv) == Decimal(answer["totals"][side]["tax"])
    assert sum(Decimal(row["difference"]) for row in of_csv) == Decimal(answer["totals"]["difference"]["tax"])
    assert sum(Decimal(row["withheld"] or "0") for row in of_csv) == Decimal(answer["withheld"]["withheld"])


def test_rows_come_in_parts(found: Reconciled, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = io.BytesIO()
    write_csv(found, whole)
    monkeypatch.setattr("cbec_cli.report.reconcile_rows._CHUNK", 2)
    parts = io.BytesIO()
    write_csv(found, parts)
    assert parts.getvalue() == whole.getvalue()


def test_the_workbook_holds_texts_as_text_and_amounts_as_numbers(found: Reconciled, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_reconciled(found, path, "xlsx")
    book = load_workbook(path)
    assert book.sheetnames == ["outcomes", "rows", "pay slips", "about", "findings"]
    heading, *rows = book["rows"].iter_rows()
    cells = dict(zip((cell.value for cell in heading), rows[0], strict=True))
    assert (cells["order_no"].value, cells["order_no"].data_type) == ("@SUM(A1)", "s")
    assert (cells["billed_tax"].value, cells["billed_tax"].number_format) == (9.1, "#,##0.00")
    assert (cells["ent_duty_no"].value, cells["computed_vat_rate"].value) == ("J1", "0.13")
    *_, last = book["outcomes"].iter_rows(values_only=True)
    assert last[:4] == ("all", len(rows), 5, 11)
    assert [*book["pay slips"].iter_rows(values_only=True)][1:] == [("J1", 1, 0, 0, 9.1, 9.1)]
    about = {row[:2] for row in book["about"].iter_rows(values_only=True)}
    assert {("joins", "order_no"), ("withheld", "more"), ("column", "difference"), ("data", "tariff_vintage")} <= about


def test_a_workbook_holds_no_more_than_a_sheet(
    found: Reconciled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "ROWS", 3)
    with pytest.raises(CannotRun, match="use --format csv"):
        write_reconciled(found, tmp_path / "out.xlsx", "xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_formats(found: Reconciled, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert choose_format(None) == "table"
    assert choose_format(Path("a.json")) == "json"
    assert choose_format(Path("a.dat"), "csv") == "csv"
    for path, wanted in ((None, "xlsx"), (Path("a.dat"), ""), (None, "pdf")):
        with pytest.raises(CannotRun):
            choose_format(path, wanted)
    write_reconciled(found, tmp_path / "out.txt", "table")
    assert "Read 5 tax bills" in (tmp_path / "out.txt").read_text(encoding="utf-8")
    write_reconciled(found, None, "json")
    assert capfdbinary.readouterr().out.startswith(b'{"schema": "cbec/reconcile/1"')
    write_reconciled(found, None, "csv")
    assert capfdbinary.readouterr().out.startswith(b'"outcome","order_no"')
