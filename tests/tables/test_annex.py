"""Reading the annex of an announcement, from whatever file."""

import sys
import zipfile
from pathlib import Path

import pytest
from annexes import HEADING, lines, write_csv, write_pdf, write_xlsx

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.annex import read_annex
from cbec_cli.tables.chunk import Limits

TITLE = [["附件"], ["跨境电子商务零售进口商品清单"], []]
NOTE = ["注：货品名称为简称"]


def table(*rows: list[str]) -> list[list[str]]:
    return [HEADING, *rows]


def read(path: Path, rows: list[list[str]]) -> list[tuple[int | None, str, str, str]]:
    found = read_annex(write_csv(path / "annex.csv", rows))
    return [(each.number, each.code, each.name, each.remark) for each in found.lines]


def test_title_headings_on_each_page_and_notes_surround_the_table(tmp_path: Path) -> None:
    body = lines(40)
    rows = [*TITLE, HEADING, *body[:20], [""] * 4, HEADING, *body[20:], NOTE]
    for path in (write_xlsx(tmp_path / "annex.xlsx", rows), write_csv(tmp_path / "annex.csv", rows)):
        annex = read_annex(path)
        assert [[str(each.number), each.code, each.name, each.remark] for each in annex.lines] == body
        assert [text for _, text in annex.notes] == ["附件", "跨境电子商务零售进口商品清单", "注：货品名称为简称"]
        assert annex.faults == []
        assert annex.numbered
        assert annex.lines[0].place == "row 5"


def test_a_heading_further_down_in_a_workbook(tmp_path: Path) -> None:
    rows = [["附件"] for _ in range(12)] + table(["1", "04090000", "天然蜂蜜", ""])
    assert [each.code for each in read_annex(write_xlsx(tmp_path / "annex.xlsx", rows)).lines] == ["04090000"]


@pytest.mark.parametrize("text", ["04090000", "0409.0000", "0409.00.00", " 0409 0000 ", "０４０９００００"])
def test_a_code_may_have_dots_and_blanks(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, table(["1", text, "天然蜂蜜", ""])) == [(1, "04090000", "天然蜂蜜", "")]


def test_chinese_encodings(tmp_path: Path) -> None:
    rows = table(["1", "04090000", "天然蜂蜜", "仅限网购保税商品"])
    annex = read_annex(write_csv(tmp_path / "annex.csv", rows, "gb18030"))
    assert annex.lines[0].remark == "仅限网购保税商品"


def test_breaks_within_a_cell_are_mended(tmp_path: Path) -> None:
    assert read(tmp_path, table(["1", "04090000", "天然\n 蜂蜜", "pure\nhoney only"])) == [
        (1, "04090000", "天然蜂蜜", "pure honey only")
    ]


def test_leading_zeros_a_spreadsheet_took_are_restored_and_counted(tmp_path: Path) -> None:
    rows = [HEADING, [1, 4090000, "天然蜂蜜", ""], [2, 33049900, "护肤品", ""]]
    annex = read_annex(write_xlsx(tmp_path / "annex.xlsx", rows))
    assert [each.code for each in annex.lines] == ["04090000", "33049900"]
    assert annex.restored == 1


def test_where_other_codes_kept_their_zeros_seven_digits_are_a_fault(tmp_path: Path) -> None:
    rows = table(["1", "04090000", "天然蜂蜜", ""], ["2", "3304990", "护肤品", ""])
    annex = read_annex(write_csv(tmp_path / "annex.csv", rows))
    assert [each.code for each in annex.lines] == ["04090000"]
    assert [(each.place, each.what) for each in annex.faults] == [
        ("row 3", "line 2: '3304990' is not a code of eight digits")
    ]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (["2", "3304990099", "护肤品", ""], "line 2: '3304990099' is not a code of eight digits"),
        (["", "3304990099", "护肤品", ""], "'3304990099' is not a code of eight digits"),
        (["2", "3.3E+07", "护肤品", ""], "line 2: '3.3E+07' is not a code of eight digits"),
        (["2", "", "护肤品", ""], "line 2: it has no code"),
        (["2", "33049900", "护肤品", "=VLOOKUP(B3,A:D,4)"], "is a formula without a value"),
        (["2", "33049900", "#REF!", ""], "or an error"),
        (["2", "33049900", "护肤品", "", "torn"], "the row has 5 cells"),
    ],
)
def test_a_row_of_the_table_that_cannot_be_read_is_a_fault(tmp_path: Path, row: list[str], what: str) -> None:
    annex = read_annex(write_csv(tmp_path / "annex.csv", table(["1", "04090000", "天然蜂蜜", ""], row)))
    (fault,) = annex.faults
    assert fault.place == "row 3"
    assert what in fault.what
    assert len(annex.lines) == 1


def test_a_formula_without_a_value_in_a_workbook(tmp_path: Path) -> None:
    rows = [HEADING, [1, "04090000", "天然蜂蜜", ""], [2, '="3304"&"9900"', "护肤品", ""]]
    (fault,) = read_annex(write_xlsx(tmp_path / "annex.xlsx", rows)).faults
    assert "formula without a value" in fault.what


def test_a_remark_merged_over_several_lines_holds_for_each(tmp_path: Path) -> None:
    rows = [
        HEADING,
        ["1", "03061200", "甲", "仅限网购保税商品"],
        ["2", "03061490", "乙", ""],
        ["3", "03061690", "丙", ""],
        ["4", "04090000", "丁", ""],
        ["注：合并", "", "", ""],
    ]
    annex = read_annex(write_xlsx(tmp_path / "annex.xlsx", rows, merged=["D2:D4", "A6:D6"]))
    assert [each.remark for each in annex.lines] == ["仅限网购保税商品"] * 3 + [""]
    assert annex.merged == 2
    assert [text for _, text in annex.notes] == ["注：合并"]


def test_a_name_merged_sideways_lends_no_remark(tmp_path: Path) -> None:
    rows = [HEADING, ["1", "03061200", "甲", "仅限网购保税商品"], ["2", "04090000", "乙", ""]]
    annex = read_annex(write_xlsx(tmp_path / "annex.xlsx", rows, merged=["C3:D3"]))
    assert [each.remark for each in annex.lines] == ["仅限网购保税商品", ""]


def test_numbers_may_be_missing(tmp_path: Path) -> None:
    annex = read_annex(write_csv(tmp_path / "annex.csv", [HEADING[1:], ["04090000", "天然蜂蜜", ""]]))
    assert not annex.numbered
    assert annex.lines[0].number is None
    assert read(tmp_path, table(["1.", "04090000", "天然蜂蜜"], ["x", "33049900", "护肤品", ""])) == [
        (1, "04090000", "天然蜂蜜", ""),
        (None, "33049900", "护肤品", ""),
    ]


def test_the_sheet_with_the_headings_is_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("清单")
    for row in table(["1", "04090000", "天然蜂蜜", ""]):
        sheet.append(row)
    book.save(tmp_path / "annex.xlsx")
    assert read_annex(tmp_path / "annex.xlsx").sheet == "清单"
    assert read_annex(tmp_path / "annex.xlsx", "2").sheet == "清单"
    with pytest.raises(CannotRun, match="no column 税则号列"):
        read_annex(tmp_path / "annex.xlsx", "1")


# -- PDF ------------------------------------------------------------------------------------------------------------


def test_a_pdf_of_several_pages(tmp_path: Path) -> None:
    first = [HEADING, ["1", "0306.1200", "鳌龙虾", "仅限网购保税商品"], ["2", "03061490", "其他冻蟹", None]]
    second = [["", "", "（续）", ""], ["3", "04090000", "天然蜂蜜", ""], ["注：简称"]]
    annex = read_annex(write_pdf(tmp_path / "annex.pdf", [first, second]))
    assert [(each.number, each.code, each.name, each.remark) for each in annex.lines] == [
        (1, "03061200", "鳌龙虾", "仅限网购保税商品"),
        (2, "03061490", "其他冻蟹（续）", "仅限网购保税商品"),
        (3, "04090000", "天然蜂蜜", ""),
    ]
    assert annex.lines[2].place == "page 2, row 2"
    assert annex.merged == 1
    assert annex.faults == []
    assert annex.notes == [("page 2, row 3", "注：简称")]


def test_a_pdf_without_a_ruled_table_is_said_to_be_a_scan(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="no table with ruled lines in it; it may be a scan"):
        read_annex(write_pdf(tmp_path / "annex.pdf", [[HEADING]], ruled=False))


def test_a_pdf_needs_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_pdf(tmp_path / "annex.pdf", [[HEADING]])
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    with pytest.raises(CannotRun, match=r"needs the package pdfplumber; pip install 'cbec-cli\[pdf\]'"):
        read_annex(path)


def test_a_damaged_pdf(tmp_path: Path) -> None:
    whole = write_pdf(tmp_path / "annex.pdf", [[HEADING]]).read_bytes()
    for broken in (b"%PDF-1.4\n", whole[:300], whole.replace(b"/Count 1", b"/Count (")):
        (tmp_path / "annex.pdf").write_bytes(broken)
        with pytest.raises(CannotRun, match=r"annex\.pdf: "):
            read_annex(tmp_path / "annex.pdf")


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    whole = write_pdf(tmp_path / "annex.pdf", [[HEADING]]).read_bytes()
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -44/O<%s>/U<%s>>>/ID[<00><00>]" % (b"00" * 32, b"11" * 32)
    (tmp_path / "annex.pdf").write_bytes(whole.replace(b"trailer<<", b"trailer<<" + lock))
    with pytest.raises(CannotRun, match="the PDF is encrypted; open it with its password"):
        read_annex(tmp_path / "annex.pdf")


def test_a_pdf_with_too_many_pages_or_huge_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_pdf(tmp_path / "annex.pdf", [[HEADING]] * 3)
    for limits, said in (
        (Limits(cell=5), "page 1, row 1: too large for a row of an annex"),
        (Limits(rows=2), "more than 2 rows, an annex has fewer"),
    ):
        monkeypatch.setattr("cbec_cli.tables.annex_pdf.LIMITS", limits)
        with pytest.raises(CannotRun, match=said):
            read_annex(path)
    monkeypatch.setattr("cbec_cli.tables.annex_pdf._PAGES", 2)
    with pytest.raises(CannotRun, match="3 pages, an annex has fewer"):
        read_annex(path)


# -- not an annex ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n", "not a table but a picture"),
        (b"<html><table><tr><td>1", "not a table but a web page"),
        (b"\x00\x01\x02\x00\x00\x07" * 50, "binary data"),
        (b"order_no,hs_code,qty\n1,3304990099,1\n", "no column 货品名称, 备注"),
        ("序号,货品名称,备注\n1,天然蜂蜜,\n".encode(), "no column 税则号列"),
        ("序号,税则号列,税则号列,货品名称,备注\n1,04090000,04090000,蜜,\n".encode(), "税则号列 stands twice in a row"),
        ("序号,税则号列,货品名称,备注\n".encode(), "not one line with a code of eight digits"),
        ("序号,税则号列,货品名称,备注\n1,04090000,%s,\n".replace("%s", "蜜" * 5_000).encode(), "4,000 characters"),
        (b"just words", "no column 税则号列, 货品名称, 备注"),
    ],
)
def test_what_is_not_an_annex_is_said_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "annex.csv"
    path.write_bytes(content)
    with pytest.raises(CannotRun, match=said) as stop:
        read_annex(path)
    assert "\n" not in str(stop.value)
    assert str(path) in str(stop.value)


def test_no_file_a_folder_and_other_archives(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="there is no such file"):
        read_annex(tmp_path / "none.xlsx")
    with pytest.raises(CannotRun, match="this is a folder"):
        read_annex(tmp_path)
    with zipfile.ZipFile(tmp_path / "annex.docx", "w") as package:
        package.writestr("word/document.xml", "<x/>")
    with pytest.raises(CannotRun, match="a text document"):
        read_annex(tmp_path / "annex.docx")
    (tmp_path / "annex.parquet").write_bytes(b"PAR1")
    with pytest.raises(CannotRun, match="give it as xlsx, csv or PDF"):
        read_annex(tmp_path / "annex.parquet")
    with pytest.raises(CannotRun, match="--sheet is for workbooks"):
        read_annex(write_csv(tmp_path / "annex.csv", [HEADING]), "1")


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="no column 税则号列, 货品名称, 备注; the first row says 'nothing'"):
        read_annex(write_xlsx(tmp_path / "annex.xlsx", []))


def test_a_file_larger_than_any_annex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "annex.csv", table(*lines(40)))
    monkeypatch.setattr("cbec_cli.tables.annex._LARGEST", 100)
    with pytest.raises(CannotRun, match="an annex has less"):
        read_annex(path)


def test_too_many_rows(tmp_path: Path) -> None:
    rows = [[str(i), "04090000", "", ""] for i in range(20_001)]
    for path in (write_csv(tmp_path / "annex.csv", table(*rows)), write_xlsx(tmp_path / "annex.xlsx", table(*rows))):
        with pytest.raises(CannotRun, match="20,000 rows"):
            read_annex(path)


def test_merged_cells_that_overlap_without_end(tmp_path: Path) -> None:
    written = write_xlsx(tmp_path / "written.xlsx", table(*lines(40)), merged=["F1:F2"])
    blocks = "".join(f'<mergeCell ref="{column}{row}:{column}1000"/>' for column in "FGHIJ" for row in range(1, 41))
    path = tmp_path / "annex.xlsx"
    with zipfile.ZipFile(written) as package, zipfile.ZipFile(path, "w") as changed:
        for name in package.namelist():
            part = package.read(name)
            changed.writestr(name, part.replace(b'<mergeCell ref="F1:F2" />', blocks.encode()))
    with pytest.raises(CannotRun, match="its merged cells overlap"):
        read_annex(path)
