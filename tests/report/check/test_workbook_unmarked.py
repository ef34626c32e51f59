"""A workbook that cannot be marked any more: a fresh one is written and says why."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from report.check.workbook_builder import checked, colour, finding, texts, write_xlsx

from cbec_cli.report.check import workbook_user
from cbec_cli.report.check.workbook import write_workbook
from cbec_cli.report.check.workbook_marks import FILLS

if TYPE_CHECKING:
    from pathlib import Path

ERROR = FILLS[0]


def spoilt(path: Path, old: bytes, new: bytes, part: str = "xl/worksheets/sheet1.xml") -> None:
    """Change some bytes of a part of a workbook."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


def after_the_check(source: Path, change: Any) -> str:
    """What the Summary says if the file changes between the check and the report."""
    result = checked(source, [finding(source, 3)])
    change()
    write_workbook(result, source.with_name("report.xlsx"))
    book = openpyxl.load_workbook(source.with_name("report.xlsx"))
    assert book["orders"]["B3"].value == "9999999999"
    assert colour(book["orders"]["B3"]) == ERROR
    said = "\n".join(texts(book["Summary"]))
    assert "fresh workbook" in said
    return said


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "mine.xlsx")


def test_a_file_that_has_gone(source: Path) -> None:
    assert "cannot be opened any more" in after_the_check(source, source.unlink)


def test_a_file_that_is_no_workbook_any_more(source: Path) -> None:
    assert "is not an xlsx workbook" in after_the_check(source, lambda: source.write_text("sku\n1\n"))


def test_a_file_that_was_encrypted_or_damaged_meanwhile(source: Path) -> None:
    assert "could not be opened again" in after_the_check(source, lambda: source.write_bytes(_cut(source)))


def _cut(source: Path) -> bytes:
    """A zip whose parts cannot be read."""
    data = bytearray(source.read_bytes())
    data[40:400] = bytes(360)
    return bytes(data)


def test_a_sheet_that_was_renamed(source: Path) -> None:
    said = after_the_check(source, lambda: spoilt(source, b'name="orders"', b'name="other"', "xl/workbook.xml"))
    assert "there is no sheet 'orders' any more" in said


def test_headings_that_were_moved(source: Path) -> None:
    book = openpyxl.load_workbook(source)
    book["orders"].insert_cols(2)
    assert "the headings are not where they were read" in after_the_check(source, lambda: book.save(source))


def test_a_workbook_openpyxl_cannot_take_apart(source: Path) -> None:
    said = after_the_check(source, lambda: spoilt(source, b"</worksheet>", b"</oops>"))
    assert "could not be taken apart" in said


def test_merged_cells_over_the_whole_sheet(source: Path) -> None:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    assert "merged cells or links" in after_the_check(source, lambda: spoilt(source, b"</sheetData>", merged))


def test_a_workbook_that_is_too_large(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_user, "SIZE", 100)
    assert "too large to mark" in after_the_check(source, lambda: None)


def test_a_sheet_without_a_free_column(source: Path) -> None:
    book = openpyxl.load_workbook(source)
    book["orders"]["XFD9"] = "the end"
    assert "no column left" in after_the_check(source, lambda: book.save(source))


def test_a_number_that_openpyxl_would_turn_into_an_error(source: Path) -> None:
    book = openpyxl.load_workbook(source)
    book["orders"]["D3"] = 3304990099
    book["orders"]["D3"].number_format = "yyyy-mm-dd"
    assert "formatted as a date" in after_the_check(source, lambda: book.save(source))


def test_a_workbook_openpyxl_cannot_put_together(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, saved = openpyxl.Workbook.save, []

    def save(book: Any, path: Any) -> None:
        saved.append(path)
        if len(saved) == 1:
            raise TypeError("expected <class 'str'>")
        real(book, path)

    monkeypatch.setattr(openpyxl.Workbook, "save", save)
    assert "could not be taken apart to mark it (expected" in after_the_check(source, lambda: None)


def test_a_disk_that_is_full_is_no_reason_for_another_workbook(source: Path) -> None:
    result = checked(source, [finding(source, 3)])
    with pytest.raises(FileNotFoundError):
        write_workbook(result, source.parent / "absent" / "report.xlsx")
