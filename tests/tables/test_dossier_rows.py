"""Shipments, documents and parties as people write them: sheets or csv, Chinese or English headings, bad cells."""

from collections.abc import Callable
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from openpyxl import Workbook

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.columns import Column
from cbec_cli.tables.dossier_columns import DOCUMENTS, DOSSIER_COLUMNS, PARTIES, SHIPMENTS
from cbec_cli.tables.dossier_headings import match, recognised
from cbec_cli.tables.dossier_rows import OPEN_ENDED, read_dossier
from cbec_cli.tables.headings import fold

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a csv."""

    def made(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return path

    return made


# -- columns ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [SHIPMENTS, DOCUMENTS, PARTIES], ids=list(DOSSIER_COLUMNS))
def test_every_heading_means_one_column(columns: tuple[Column, ...]) -> None:
    for one, other in combinations(columns, 2):
        shared = {fold(heading) for heading in one.headings} & {fold(heading) for heading in other.headings}
        assert not shared, f"{one.name} and {other.name} share {shared}"


@pytest.mark.parametrize("table", DOSSIER_COLUMNS)
def test_every_heading_is_understood_and_its_table_recognised(table: str) -> None:
    columns = DOSSIER_COLUMNS[table]  # type: ignore[index]  # keys are the literals
    for each in columns:
        for heading in (*each.headings, each.bilingual, each.name.upper()):
            assert match(heading, table) == each  # type: ignore[arg-type]  # keys are the literals
        assert each.note
        assert each.note_zh
    for headings in ([each.name for each in columns], [each.title_zh for each in columns]):
        assert recognised([["Title"], headings]) == (table, 1, len(columns))


@pytest.mark.parametrize(
    ("heading", "name"),
    [("担保金额（元）", "guarantee_amount"), ("担保金额（万元）", None), ("企业名称 / name", "name"), ("colour", None)],
)
def test_a_unit_that_changes_the_meaning_makes_a_stranger(heading: str, name: str | None) -> None:
    found = match(heading, "parties")
    assert (found.name if found else None) == name


# -- files --------------------------------------------------------------------------------------------------------


def test_three_csv_files_in_any_order(write: Write) -> None:
    papers = write("a.csv", "单证类型,单证编号,有效期至", "health_certificate,HC-1,长期")
    firms = write("b.csv", "role,企业名称,担保金额", 'guarantor,样例快递,"1,000.50"')
    goods = write("c.csv", "货物批次号,监管方式,商品编码,进境日期", "S-1,直购进口,0402.10.00 00,2026年11月20日")
    found = read_dossier([papers, firms, goods], {"shipments": ("shipment_id", "mode")})
    (shipment,), (paper,), (firm,) = found.shipments.rows, found.documents.rows, found.parties.rows
    assert (shipment.text("mode"), shipment.text("hs_code")) == ("9610", "0402100000")
    assert shipment.day("arrives_on") == date(2026, 11, 20)
    assert paper.day("expires_on") == OPEN_ENDED
    assert firm.number_of("guarantee_amount") == 100050000
    assert found.findings == []


def test_sheets_of_one_workbook_are_told_by_their_headings(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["How to fill this in"])
    for name, rows in {
        "Tabelle1": [["role", "name"], ["importer", "甲"]],
        "货物": [["我的货物"], ["shipment_id", "mode", "declared_on"], ["S-1", "0110", date(2026, 11, 20)]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "dossier.xlsx"
    book.save(path)
    found = read_dossier([path], {"shipments": ("mode",), "parties": ("role",)})
    assert found.shipments.sheet == "货物"
    assert found.shipments.rows[0].number == 3
    assert found.shipments.rows[0].day("declared_on") == date(2026, 11, 20)
    assert found.parties.rows[0].text("name") == "甲"
    assert found.documents.file == ""
    assert found.findings == []


def test_blank_rows_are_no_rows_and_empty_cells_are_unknown(write: Write) -> None:
    path = write("s.csv", "shipment_id,mode,tax", "S-1,0110,", ",,", "S-2,0110,0")
    first, second = read_dossier([path], {}).shipments.rows
    assert (first.number_of("tax"), second.number_of("tax"), second.number) == (None, 0, 4)


@pytest.mark.parametrize(
    ("cells", "code", "says"),
    [
        ("S-1,0110,2026-02-30,,1", "DAT001", "no such day"),
        ("S-1,0110,03/04/2026,,1", "DAT001", "could be exchanged"),
        ("S-1,0110,soon,,1", "DAT001", "not a day"),
        ("S-1,0110,,,-5", "DAT001", "negative"),
        ("S-1,0110,,,1e5", "DAT001", "scientific"),
        ("S-1,0110,,#N/A,1", "DAT001", "error of the spreadsheet"),
        ("S-1,110,,,1", "DAT005", "likely 0110"),
        ("S-1,0110,,9.11E+17,1", "DAT005", "took it for a number"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_unknown(write: Write, cells: str, code: str, says: str) -> None:
    found = read_dossier([write("s.csv", "shipment_id,mode,arrives_on,uscc,tax", cells)], {})
    (told,) = found.findings
    assert (told.code, told.severity, told.row, told.order_no) == (code, "error", 2, "S-1")
    assert says in told.message
    assert told.fix
    (row,) = found.shipments.rows
    assert len(row.values) == len(row.cells) - 1


def test_a_shipment_that_stands_twice(write: Write) -> None:
    found = read_dossier([write("s.csv", "shipment_id,mode", "S-1,0110", "S-1,0110")], {})
    (told,) = found.findings
    assert (told.code, told.row) == ("DAT003", 3)
    assert "row 2" in told.message


def test_headings_that_are_not_read_are_told(write: Write) -> None:
    path = write("p.csv", "role,name,企业名称,guarantee_amont", "importer,甲,乙,5")
    found = read_dossier([path], {})
    assert [each.code for each in found.findings] == ["DAT006", "DAT006"]
    assert "'name' is used" in found.findings[0].message
    assert "guarantee_amount" in found.findings[1].message


@pytest.mark.parametrize(
    ("lines", "required", "says"),
    [
        (["colour,shape", "red,round"], {}, "neither shipments, documents nor parties"),
        (["role,name", "importer,甲"], {"shipments": ("mode",)}, "no table of shipments"),
        (["shipment_id,arrives_on", "S-1,2026-11-20"], {"shipments": ("mode",)}, "no column for mode"),
    ],
)
def test_what_stops_reading(write: Write, lines: list[str], required: dict[str, tuple[str, ...]], says: str) -> None:
    with pytest.raises(CannotRun, match=says):
        read_dossier([write("x.csv", *lines)], required)  # type: ignore[arg-type]  # keys are the literals


def test_a_table_that_may_be_missing_still_needs_its_columns(write: Write) -> None:
    path = write("s.csv", "shipment_id,arrives_on", "S-1,2026-11-20")
    with pytest.raises(CannotRun, match="no column for mode"):
        read_dossier([path], {}, if_there={"shipments": ("mode",)})


def test_a_table_given_twice(write: Write) -> None:
    paths = [write(f"{name}.csv", "role,name", "importer,甲") for name in "ab"]
    with pytest.raises(CannotRun, match="both hold parties"):
        read_dossier(paths, {})


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(CannotRun, match=r"absent\.csv"):
        read_dossier(["absent.csv"], {})


def test_a_row_with_too_many_cells(write: Write) -> None:
    found = read_dossier([write("p.csv", "role,name", "importer,甲,乙")], {})
    assert [each.code for each in found.findings] == ["DAT001"]


def test_several_things_in_a_cell(write: Write) -> None:
    (row,) = read_dossier([write("p.csv", "role,name,shipment_id", "importer,甲,S-1；S-2; S-3")], {}).parties.rows
    assert row.several("shipment_id") == ("S-1", "S-2", "S-3")
