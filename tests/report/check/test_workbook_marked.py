"""The user's own workbook comes back as it was, with marks; whatever is lost of it is named."""

from __future__ import annotations

import hashlib
import zipfile
from copy import copy
from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from report.check.workbook_builder import HEADINGS, LINES, checked, colour, column_of, fill, finding, texts, write_xlsx

from cbec_cli.report.check import workbook_paint
from cbec_cli.report.check.workbook import write_workbook
from cbec_cli.report.check.workbook_marks import FILLS, LENGTH, TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from cbec_cli.engine.findings import Finding

ERROR, WARNING, NOTE = FILLS


def written(source: Path, findings: Sequence[Finding] = (), name: str = "report.xlsx", **about: Any) -> Any:
    target = source.with_name(name)
    write_workbook(checked(source, findings, **about), target)
    return openpyxl.load_workbook(target)


def summary(book: Any) -> str:
    return "\n".join(texts(book["Summary"]))


def rich(path: Path) -> Path:
    """A workbook with whatever users put into one."""
    book = openpyxl.Workbook()
    sheet = book.active
    fill(sheet)
    sheet["B2"].font = Font(bold=True, color="FF0000")
    sheet["B2"].number_format = "@"
    sheet["E2"].number_format = "#,##0.00"
    sheet["E3"].fill = PatternFill("solid", fgColor="00FF00")
    sheet["F5"] = "=D5*E5"
    sheet["A2"].comment = Comment("ask Li", "Wang", height=50, width=90)
    sheet.column_dimensions["C"].width = 33
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[4].hidden = True
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:F5"
    sheet.protection.enable()
    choice = DataValidation(type="list", formula1='"007,011"')
    choice.add("D2:D99")
    sheet.add_data_validation(choice)
    other = book.create_sheet("Prices")
    other["A1"] = "=SUM(orders!E2:E5)"
    other.merge_cells("A3:C4")
    other["A3"] = "merged"
    other.sheet_state = "hidden"
    book.defined_names["rate"] = DefinedName("rate", attr_text="Prices!$A$1")
    book.save(path)
    return path


def look(cell: Any) -> str:
    """A cell's font, lines and alignment."""
    return f"{cell.font!r}{cell.border!r}{cell.alignment!r}{cell.protection!r}"


def test_everything_the_user_had_is_there_as_it_was(tmp_path: Path) -> None:
    source = rich(tmp_path / "mine.xlsx")
    before = openpyxl.load_workbook(source)
    book = written(source, [finding(source, 3)])
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                now = book[name][cell.coordinate]
                assert (now.value, now.data_type, now.number_format) == (cell.value, cell.data_type, cell.number_format)
                assert look(now) == look(cell)
                assert (colour(now) == colour(cell)) == ((name, cell.coordinate) != ("orders", "B3"))
    sheet = book["orders"]
    assert sheet["F5"].value == "=D5*E5"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:F5"
    assert sheet.protection.sheet
    assert sheet.column_dimensions["C"].width == 33
    assert sheet.column_dimensions["D"].hidden
    assert sheet.row_dimensions[4].hidden
    assert [each.formula1 for each in sheet.data_validations.dataValidation] == ['"007,011"']
    assert book["Prices"].sheet_state == "hidden"
    assert [str(each) for each in book["Prices"].merged_cells.ranges] == ["A3:C4"]
    assert book.defined_names["rate"].attr_text == "Prices!$A$1"
    assert book.sheetnames == ["orders", "Prices", "Findings", "Summary"]
    assert book.active.title == "orders"


def test_the_original_file_is_not_touched(tmp_path: Path) -> None:
    source = rich(tmp_path / "mine.xlsx")
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    written(source, [finding(source, 3)])
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before


def test_offending_cells_are_coloured_and_say_why_in_words(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "mine.xlsx")
    found = [
        finding(source, 2, severity="note"),
        finding(source, 3, "qty", severity="warning", official_code="-621005"),
        finding(source, 5),
    ]
    sheet = written(source, found)["orders"]
    assert [colour(sheet[cell]) for cell in ("B2", "D3", "B5", "B4", "A5")] == [NOTE, WARNING, ERROR, "", ""]
    comment = sheet["D3"].comment
    assert comment.author == "cbec"
    assert comment.text == (
        "[warning] HSC002: code is not in the tariff\nTo do: look it up\nLaw: 公告2018年第194号 第五条\n"
        "Official code: -621005"
    )


def test_the_heaviest_finding_gives_the_colour_and_all_are_said(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "mine.xlsx")
    sheet = written(source, [finding(source, 2, severity="note"), finding(source, 2, code="HSC001")])["orders"]
    assert colour(sheet["B2"]) == ERROR
    assert "[note] HSC002" in sheet["B2"].comment.text
    assert "[error] HSC001" in sheet["B2"].comment.text
    assert sheet["G2"].value == "HSC001 HSC002"
    assert colour(sheet["G2"]) == ERROR


def test_a_comment_of_the_user_stays_in_front_with_its_author(tmp_path: Path) -> None:
    source = rich(tmp_path / "mine.xlsx")
    comment = written(source, [finding(source, 2, "order_no")])["orders"]["A2"].comment
    assert comment.author == "Wang"
    assert comment.text.startswith("ask Li\n\ncbec: [error] HSC002")


def test_comments_are_short_and_few_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_paint, "COMMENTS", 1)
    source = write_xlsx(tmp_path / "mine.xlsx")
    many = [finding(source, 2, message="x" * 9_999, fix="", law="") for _ in range(TEXTS + 3)]
    book = written(source, [*many, finding(source, 3)])
    text = book["orders"]["B2"].comment.text
    assert len(text) < (TEXTS + 1) * LENGTH
    assert text.endswith("and 3 more, see the sheet Findings")
    assert book["orders"]["B3"].comment is None
    assert colour(book["orders"]["B3"]) == ERROR
    assert "1 coloured cells have no comment" in summary(book)


def test_other_cells_and_rows_of_a_finding_lead_to_its_cell(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "mine.xlsx")
    about = finding(source, 2, rows=(2, 4), excerpt=(("qty", "2", True), ("name", "x", False)))
    sheet = written(source, [about])["orders"]
    assert sheet["D2"].comment.text == "[error] HSC002: see B2"
    assert sheet["B4"].comment.text == "[error] HSC002: see B2"
    assert colour(sheet["B4"]) == ERROR
    assert colour(sheet["C2"]) == ""


def test_the_table_may_stand_anywhere_on_its_sheet(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "mine.xlsx", row=3, column=4)
    book = written(source, [finding(source, 5)])
    assert book["orders"]["E5"].value == "9999999999"
    assert colour(book["orders"]["E5"]) == ERROR
    assert book["orders"]["J3"].value == "check"
    assert book["orders"]["J5"].value == "HSC002"
    assert book["Findings"]["A2"].hyperlink.location == "'orders'!E5"


def test_the_check_column_stands_right_of_everything_and_has_its_own_heading(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active)
    book.active["G1"] = "Check"
    book.active["J9"] = "a remark far out"
    book.active["A1"].font = Font(italic=True)
    book.active["J1"].fill = PatternFill("solid", fgColor="00FF00")
    source = tmp_path / "mine.xlsx"
    book.save(source)
    sheet = written(source, [finding(source, 2)])["orders"]
    assert [sheet.cell(1, column_of(sheet, "cbec_check")).column, sheet["K2"].value] == [11, "HSC002"]
    assert colour(sheet["K1"]) == "00FF00"


def test_a_group_of_columns_keeps_its_width_and_no_column_gets_two(tmp_path: Path) -> None:
    source = tmp_path / "mine.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("orders")
        sheet.set_column(6, 16_383, 4)
        for r, values in enumerate((HEADINGS, *LINES)):
            for c, value in enumerate(values):
                sheet.write(r, c, value) if not isinstance(value, str) else sheet.write_string(r, c, value)
    written(source, [finding(source, 2)])
    xml = zipfile.ZipFile(tmp_path / "report.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert xml.count("<col ") == 1


def test_every_link_leads_to_the_cell_of_its_finding(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "mine.xlsx", title="Tom's orders")
    found = [finding(source, row, column, sheet="Tom's orders") for row, column in ((2, "hs_code"), (5, "note"))]
    lost = finding(source, None, "净重 (net_weight)", sheet="Tom's orders")
    sheet = written(source, [*found, lost])["Findings"]
    assert [cell.value for cell in sheet["A"]] == ["cell", "B2", "F5", None]
    links = [sheet.cell(row, 1).hyperlink for row in (2, 3, 4)]
    assert [link and link.location for link in links] == ["'Tom''s orders'!B2", "'Tom''s orders'!F5", None]


def test_findings_hold_every_field(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "mine.xlsx")
    about = finding(source, 2, order_no="A1", line_no="1", official_code="-621005", rows=(2, 3))
    sheet = written(source, [about])["Findings"]
    said = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert said == {
        "cell": "B2",
        "code": "HSC002",
        "severity": "error",
        "file": str(source),
        "sheet": "orders",
        "row": 2,
        "column": "hs_code",
        "order_no": "A1",
        "line_no": "1",
        "message": "code is not in the tariff",
        "fix": "look it up",
        "law": "公告2018年第194号 第五条",
        "official_code": "-621005",
        "rows": "2, 3",
    }


NASTY = ("=1+1", "+86", "-1 apple", "@SUM(A1)", "\t=1", "#N/A", "2026-01-01", "a\x01b\x0b", "_x0041_", "\ufffe")


def test_nothing_that_is_said_becomes_a_formula_or_breaks_the_file(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "mine.xlsx")
    found = [finding(source, 2, message=text, order_no=text, fix=text, law=text) for text in NASTY]
    book = written(source, found)
    for name in ("Findings", "Summary"):
        for row in book[name].iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
    messages = [cell.value for cell in book["Findings"][_letter(book["Findings"], "message")][1:]]
    assert messages[:7] == [*NASTY[:7]]
    assert messages[7:] == ["a_x0001_b_x000B_", "_x005F_x0041_", "_xFFFE_"]
    risky = book["Findings"].cell(2, column_of(book["Findings"], "message"))
    assert risky.quotePrefix
    assert book["orders"]["F2"].data_type == "s"


def _letter(sheet: Any, heading: str) -> str:
    return str(sheet.cell(1, column_of(sheet, heading)).column_letter)


def test_sheets_of_ours_give_way_to_those_of_the_user(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active)
    book.create_sheet("findings")["A1"] = "mine"
    book.create_sheet("Summary")
    source = tmp_path / "mine.xlsx"
    book.save(source)
    many = [finding(source, 2)] * 6
    again = written(source, many)
    assert again.sheetnames == ["orders", "findings", "Summary", "Findings 2", "Summary 2"]
    assert again["findings"]["A1"].value == "mine"
    assert "see the sheet Findings 2" in again["orders"]["B2"].comment.text


def test_a_mark_inside_merged_cells_goes_to_the_one_that_shows(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(tmp_path / "mine.xlsx"))
    book["orders"].merge_cells("A2:A3")
    source = tmp_path / "mine.xlsx"
    book.save(source)
    found = [finding(source, 3, "order_no"), finding(source, 2, "order_no", code="DAT002", severity="note")]
    sheet = written(source, found)["orders"]
    assert colour(sheet["A2"]) == ERROR
    assert "HSC002" in sheet["A2"].comment.text
    assert "DAT002" in sheet["A2"].comment.text
    assert [sheet["G2"].value, sheet["G3"].value] == ["DAT002", "HSC002"]
    assert "A2:A3" in str(sheet.merged_cells)


def test_marks_that_do_not_show_are_counted(tmp_path: Path) -> None:
    source = rich(tmp_path / "mine.xlsx")
    book = written(source, [finding(source, 4), finding(source, 2, "qty"), finding(source, 2)])
    assert "2 marked cells are in hidden or filtered rows or columns" in summary(book)


def test_a_table_and_its_rich_text_stay(tmp_path: Path) -> None:
    source = tmp_path / "mine.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("orders")
        for r, values in enumerate((HEADINGS, *LINES)):
            for c, value in enumerate(values):
                sheet.write(r, c, value) if not isinstance(value, str) else sheet.write_string(r, c, value)
        sheet.write_rich_string(1, 2, "面霜 ", book.add_format({"bold": True}), "bold", " cream")
        sheet.add_table(0, 0, 4, 5, {"name": "Goods", "columns": [{"header": heading} for heading in HEADINGS]})
    written(source, [finding(source, 2)])
    book_now = openpyxl.load_workbook(tmp_path / "report.xlsx", rich_text=True)
    assert isinstance(book_now["orders"].tables["Goods"], Table)
    assert str(book_now["orders"]["C2"].value) == "面霜 bold cream"
    assert any(getattr(part, "font", None) is not None and part.font.b for part in book_now["orders"]["C2"].value)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)


def test_what_cannot_be_kept_is_named(tmp_path: Path) -> None:
    source = tmp_path / "mine.xlsx"
    (tmp_path / "dot.png").write_bytes(PIXEL)
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("orders")
        for r, values in enumerate((HEADINGS, *LINES)):
            for c, value in enumerate(values):
                sheet.write(r, c, value) if not isinstance(value, str) else sheet.write_string(r, c, value)
        sheet.insert_image("H9", str(tmp_path / "dot.png"))
        sheet.conditional_format("D2:D5", {"type": "data_bar", "data_bar_2010": True})
        sheet.add_sparkline("H2", {"range": "orders!D2:E2"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=orders!$D$2:$D$5"})
        sheet.insert_chart("H20", chart)
        sheet.write_comment("A1", "sized", {"width": 400})
    said = summary(written(source, [finding(source, 2)]))
    for words in ("pictures", "charts", "sparklines", "conditional formats", "sizes and fonts of your comments"):
        assert words in said
    assert "macros (" not in said


def with_macros(path: Path) -> Path:
    """A workbook with (empty) macros."""
    plain = write_xlsx(path.with_name("plain.xlsx"))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                ).replace(
                    b"<Default",
                    b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default',
                    1,
                )
            new.writestr(name, part)
        new.writestr("xl/vbaProject.bin", b"macros")
    return path


def test_macros_stay_only_where_the_name_of_the_file_allows_them(tmp_path: Path) -> None:
    source = with_macros(tmp_path / "mine.xlsm")
    assert "macros (an xlsx holds none)" in summary(written(source, [finding(source, 2)]))
    assert "xl/vbaProject.bin" not in zipfile.ZipFile(tmp_path / "report.xlsx").namelist()
    assert "macroEnabled" not in zipfile.ZipFile(tmp_path / "report.xlsx").read("[Content_Types].xml").decode()
    assert "macros (" not in summary(written(source, [finding(source, 2)], ".report.xlsm.12-ab.part.xlsm"))
    kept = zipfile.ZipFile(tmp_path / ".report.xlsm.12-ab.part.xlsm")
    assert kept.read("xl/vbaProject.bin") == b"macros"
    assert "macroEnabled" in kept.read("[Content_Types].xml").decode()


def test_a_check_without_findings_adds_only_its_sheets(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "mine.xlsx")
    book = written(source)
    assert book["orders"]["G1"].value == "check"
    assert [row[0].value for row in book["Findings"].iter_rows()] == ["cell"]
    assert "Found: 0 errors, 0 warnings, 0 notes" in summary(book)


def test_styles_of_cells_are_not_shared_by_mistake(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active)
    for cell in book.active["B"]:
        cell._style = copy(book.active["B1"]._style)
    source = tmp_path / "mine.xlsx"
    book.save(source)
    sheet = written(source, [finding(source, 3)])["orders"]
    assert [colour(cell) for cell in sheet["B"]] == ["", "", ERROR, "", ""]
