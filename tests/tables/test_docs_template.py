"""The template of a dossier: its headings and choices are read back, and its example rows are in order."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cbec_cli.law.documents import document_types, goods_categories
from cbec_cli.tables.docs_template import LISTS, write_docs_template
from cbec_cli.tables.dossier_columns import DOSSIER_COLUMNS
from cbec_cli.tables.dossier_rows import read_dossier
from cbec_cli.tables.template_cells import ROWS, Language
from cbec_cli.work.checking.options import CheckOptions
from cbec_cli.work.dossier.check import REQUIRED, DossierOptions, check_files
from cbec_cli.work.dossier.papers import type_of
from cbec_cli.work.dossier.shipments import category_of

LANGUAGES: tuple[Language, ...] = ("zh", "en")
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def path(tmp_path: Path, language: Language) -> Path:
    write_docs_template(tmp_path / "docs.xlsx", language)
    return tmp_path / "docs.xlsx"


@each_language
def test_every_heading_is_bilingual_and_read_back(path: Path) -> None:
    dossier = read_dossier([path], REQUIRED)
    for table, columns in DOSSIER_COLUMNS.items():
        rows = getattr(dossier, table)
        assert list(rows.fields) == [each.name for each in columns]
        assert all(
            "/" in heading and any("\u4e00" <= sign <= "\u9fff" for sign in heading) for heading in rows.headings
        )
        assert rows.rows
    assert dossier.findings == []


@each_language
def test_the_example_rows_are_ready(path: Path) -> None:
    result = check_files([path], DossierOptions(on=date(2026, 11, 23), check=CheckOptions()))
    assert [each.verdict for each in result.shipments] == ["ready", "ready"]
    assert result.check.findings == []


@each_language
def test_long_choices_come_from_a_hidden_sheet_and_are_understood(path: Path) -> None:
    book = load_workbook(path)
    assert book[LISTS].sheet_state == "hidden"
    types = [cell.value for cell in book[LISTS]["A"] if cell.value]
    kinds = [cell.value for cell in book[LISTS]["B"] if cell.value]
    assert [found and found.id for found in map(type_of, types)] == list(document_types())
    assert [found and found.id for found in map(category_of, kinds)] == list(goods_categories())
    choices = {str(each.sqref): each.formula1 for each in book["documents"].data_validations.dataValidation}
    assert choices[f"D2:D{ROWS}"] == f"{LISTS}!$A$1:$A${len(types)}"
    offered = [each.formula1 for each in book["shipments"].data_validations.dataValidation]
    assert '"9610,1210,1239,0110"' in offered
    assert f"{LISTS}!$B$1:$B${len(kinds)}" in offered


@each_language
def test_headings_carry_notes_in_the_language_asked_for(path: Path, language: Language) -> None:
    book = load_workbook(path)
    note = book["documents"]["G1"].comment.text
    assert ("长期" in note) == (language == "zh")
    assert ("Last day" in note) == (language == "en")


@each_language
def test_the_guide_explains_every_column_and_type(path: Path) -> None:
    book = load_workbook(path)
    guide = book[book.sheetnames[3]]
    cells = {str(cell.value) for row in guide.iter_rows() for cell in row if cell.value}
    assert {each.name for columns in DOSSIER_COLUMNS.values() for each in columns} <= cells
    assert set(document_types()) <= cells


@each_language
def test_codes_and_numbers_stay_text(path: Path) -> None:
    sheet = load_workbook(path)["shipments"]
    heads = {str(cell.value).rpartition(" / ")[2]: cell.column_letter for cell in sheet[1]}
    for name in ("hs_code", "uscc", "customs_code", "shipment_id", "mode"):
        assert sheet[f"{heads[name]}2"].number_format == "@"
        assert isinstance(sheet[f"{heads[name]}2"].value, str)
    assert sheet[f"{heads['arrives_on']}2"].number_format == "yyyy-mm-dd"
