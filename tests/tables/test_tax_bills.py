"""Tax bills out of messages and tables: what customs send is read, what attacks or is damaged refused in one line."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tax_bill_files import HEAD, message, states, table, tax, write

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables import tax_bill_messages
from cbec_cli.tables.tax_bills import GENERATED, SUMMARISED, VOIDED, Bills, read_bills

BILL = {
    "tax_no": "T1",
    "invt_no": "I1",
    "order_no": "A1",
    "vat": "37.31",
    "moment": "20261123101500123",
    "lines": [{"gnum": "1", "code": "8510100000", "value": "410.0", "vat": "37.31"}],
}


def read(tmp_path: Path, text: str, name: str = "bills.xml", encoding: str = "utf-8") -> Bills:
    return read_bills([str(write(tmp_path / name, text, encoding))])


def short(bills: Bills) -> list[tuple[Any, ...]]:
    """Number, order, status and the three taxes of each bill."""
    texts = (bills.texts[name].to_pylist() for name in ("tax_no", "order_no"))
    taxes = (bills.amounts[name].tolist() for name in ("duty", "consumption_tax", "vat"))
    return [*zip(*texts, bills.status.tolist(), *taxes, strict=True)]


def refused(tmp_path: Path, text: str, name: str = "bills.xml", encoding: str = "utf-8") -> str:
    with pytest.raises(CannotRun) as stop:
        read(tmp_path, text, name, encoding)
    assert "\n" not in str(stop.value)
    return str(stop.value)


# -- messages as customs send them ------------------------------------------------------------------------------------


def test_a_bill_with_its_lines(tmp_path: Path) -> None:
    bills = read(tmp_path, message([BILL]))
    assert short(bills) == [("T1", "A1", GENERATED, 0, 0, 3731)]
    assert bills.moment.tolist() == [20261123101500123]
    assert (bills.lines.gnum.tolist(), bills.lines.code.tolist()) == ([1], [8510100000])
    assert {name: amount.tolist() for name, amount in bills.lines.amounts.items()} == {
        "value": [41000],
        "duty": [0],
        "consumption_tax": [0],
        "vat": [3731],
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(' xmlns="http://www.chinaport.gov.cn/ceb"', ""),
        lambda text: text.replace("<Tax", "<ceb:Tax").replace("</Tax", "</ceb:Tax").replace("xmlns=", "xmlns:ceb="),
        str.upper,
        lambda text: text.replace("TaxHeadRd", "taxheadrd").replace("CEB816Message", "ceb816message"),
        lambda text: text.replace("<Tax>", "stray <Tax> text").replace("</taxNo>", "</taxNo>; "),
        lambda text: text.replace("<taxNo>", "<new a='1'><status>3</status></new><taxNo>"),
        lambda text: text.replace("<taxNo>T1", "<taxNo>\n  T1\t"),
        lambda text: text.replace("37.31", "37.310000000"),
        lambda text: text.replace("<Tax>", "").replace("</Tax>", ""),
        lambda text: '\n\n <?xml version="1.0" encoding="UTF-8"?>' + text,
        lambda text: text.replace("T1", "<![CDATA[T1]]>"),
        lambda text: text.replace("T1", "&#84;1"),
        lambda text: text.replace("<Tax>", "<!-- a comment --><?what ever?><Tax>"),
        lambda text: text.replace("</CEB816Message>", "<Signature><a><b/></a></Signature></CEB816Message>"),
        lambda text: text.replace("<orderNo>", "<orderNo></orderNo><orderNo>"),
    ],
)
def test_what_customs_add_or_write_otherwise_makes_no_difference(tmp_path: Path, change: Any) -> None:
    bills = read(tmp_path, change(message([BILL])))
    assert short(bills) == [("T1", "A1", GENERATED, 0, 0, 3731)]
    assert bills.line_count.tolist() == [1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk", "gb18030", "gb2312"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>' + message([{**BILL, "order_no": "订单一"}])
    assert short(read(tmp_path, text, encoding=encoding)) == [("T1", "订单一", GENERATED, 0, 0, 3731)]


def test_many_bills_come_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tax_bill_messages, "_BILLS", 3)
    monkeypatch.setattr(tax_bill_messages, "_PIECE", 700)
    told: list[int] = []
    path = write(tmp_path / "bills.xml", message({**BILL, "tax_no": f"T{n}"} for n in range(20)))
    bills = read_bills([str(path)], told.append)
    assert bills.texts["tax_no"].to_pylist() == [f"T{n}" for n in range(20)]
    assert bills.place.tolist() == [*range(1, 21)]
    assert bills.first_line.tolist() == [*range(20)]
    assert sum(told) == 20
    assert len(told) > 3


def test_later_states(tmp_path: Path) -> None:
    bills = read(tmp_path, states({"tax_no": "T1", "status": "2", "ent_duty_no": "J1", "moment": "20261201000000000"}))
    assert len(bills) == 0
    assert (bills.states.tax_no.to_pylist(), bills.states.ent_duty_no.to_pylist()) == (["T1"], ["J1"])
    assert (bills.states.status.tolist(), bills.states.moment.tolist()) == ([SUMMARISED], [20261201000000000])


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("vat", "nine", "found 'nine': not a number"),
        ("vat", "-1.00", "found '-1.00': it is negative"),
        ("vat", "1,23", "it could mean more than one number"),
        ("duty", " ", "empty"),
    ],
)
def test_an_amount_that_is_none_is_said_and_the_bill_kept(tmp_path: Path, field: str, text: str, why: str) -> None:
    bills = read(tmp_path, message([{**BILL, field: text}]))
    assert bills.readable.tolist() == [False]
    (finding,) = bills.findings.kept
    assert (finding.code, finding.severity, finding.row, finding.column) == ("DAT001", "error", 1, HEAD[field])
    assert why in finding.message
    assert "tax bill T1" in finding.message


def test_an_amount_of_a_line_that_is_none_is_said(tmp_path: Path) -> None:
    lines = [{"gnum": "1", "vat": "9.10", "value": "1"}, {"gnum": "2", "vat": "nine", "value": "1.001"}]
    bills = read(tmp_path, message([BILL, {**BILL, "tax_no": "T2", "lines": lines}]))
    assert bills.readable.tolist() == [True, True]
    assert bills.lines.known["vat"].tolist() == [True, True, False]
    assert [(finding.row, finding.column, finding.message) for finding in bills.findings.kept] == [
        (2, "taxPrice", "tax bill T2, line 2: found '1.001': less than a fen: taken to the nearest fen"),
        (2, "valueAddedTax", "tax bill T2, line 2: found 'nine': not a number"),
    ]


def test_less_than_a_fen_is_rounded_and_said(tmp_path: Path) -> None:
    bills = read(tmp_path, message([{**BILL, "vat": "37.315"}]))
    assert bills.amounts["vat"].tolist() == [3732]
    assert [finding.severity for finding in bills.findings.kept] == ["warning"]


def test_a_status_that_is_none_is_said(tmp_path: Path) -> None:
    bills = read(tmp_path, message([{**BILL, "status": "7"}]))
    assert bills.status.tolist() == [0]
    assert "it is counted as not voided" in bills.findings.kept[0].fix


# -- hostile and damaged messages -------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>' + message([{**BILL, "tax_no": "&l9;"}]), "document type"),
        ('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + message([{**BILL, "tax_no": "&f;"}]), "document"),
        ('<!DOCTYPE x SYSTEM "http://203.0.113.1/x.dtd">' + message([BILL]), "document type"),
        ('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://203.0.113.1/x">%p;]>' + message([BILL]), "document type"),
        (message([{**BILL, "tax_no": "&undefined;"}]), "undefined entity"),
        ("<CEB816Message>" + "<a>" * 100_000, "nested over 64 deep"),
        (message([{**BILL, "tax_no": "9" * 5_000}]), "tax_no of over 4,096 characters"),
        ("<CEB816Message " + "a" * (5 << 20) + "='1'/>", "tag or comment of over 4 MB"),
        ("<CEB816Message><!-- " + "a" * (5 << 20), "tag or comment of over 4 MB"),
        (message([{**BILL, "lines": [{"gnum": "1"}] * 1_001}]), "over 1,000 lines"),
        (message([BILL])[:-40], "damaged XML, line"),
        (message([BILL]).replace("</taxNo>", "</taxno>"), "mismatched tag"),
        (message([BILL]) + message([BILL]), "junk after document element"),
        ("<CEB816Message>\0</CEB816Message>", "damaged XML"),
        ('<?xml version="1.0" encoding="klingon"?>' + message([BILL]), "unknown encoding"),
        ('<?xml version="1.0" encoding="big5"?>' + message([BILL]), "save it as UTF-8"),
        (message([BILL]).replace("<status>", "<taxNo>T2</taxNo><status>"), "tax_no stands twice, as 'T1' and 'T2'"),
        ("<CEB816Message><Tax><TaxListRd><gnum>1</gnum></TaxListRd></Tax></CEB816Message>", "without its head"),
        ("<CEB816Message></CEB816Message>", "no tax bill in it"),
        ("<CEB622Message><x/></CEB622Message>", "a CEB622 message, which is no tax bill"),
        ("<root><x/></root>", "its root is <root>"),
        ("<html><table></table></html>", "a web page"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, why: str) -> None:
    assert why in refused(tmp_path, text)


def test_text_that_is_not_in_the_encoding_it_names(tmp_path: Path) -> None:
    path = tmp_path / "bills.xml"
    path.write_bytes(b'<?xml version="1.0" encoding="gbk"?><CEB816Message>\xff\xff</CEB816Message>')
    with pytest.raises(CannotRun, match="not the GBK it names"):
        read_bills([str(path)])


def test_a_message_beyond_all_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tax_bill_messages, "LARGEST", 100)
    assert "larger than" in refused(tmp_path, message([BILL]))


TAGS = ["<Tax>", "</Tax>", "<TaxHeadRd>", "</TaxHeadRd>", "<TaxListRd>", "</TaxListRd>", "<x>", "</CEB816Message>"]
TEXTS = ["<taxNo>1</taxNo>", "<gnum>1</gnum>", "text", "&amp;", "<!--", "-->", "<![CDATA[", "]]>", "&x;", "\0"]
PIECES = st.lists(st.sampled_from([*TAGS, *TEXTS]), max_size=25)


@given(pieces=PIECES)
def test_whatever_the_xml_it_is_read_or_refused(tmp_path: Path, pieces: list[str]) -> None:
    path = write(tmp_path / "bills.xml", "<CEB816Message>" + "".join(pieces) + "</CEB816Message>")
    try:
        bills = read_bills([str(path)])
    except CannotRun as stop:
        assert str(stop)  # noqa: PT017 -- most are refused; what matters is that nothing else is raised
    else:
        assert len(bills) >= 1


@given(data=st.binary(max_size=400))
def test_whatever_the_bytes_they_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bills.xml"
    path.write_bytes(b"<CEB816Message>" + data)
    with pytest.raises(CannotRun):
        read_bills([str(path)])


# -- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_the_exported_table(tmp_path: Path, encoding: str) -> None:
    rows = [
        {**BILL, "status": "已生成", "moment": "2026-11-23 10:15:00"},
        {**BILL, "tax_no": "T2", "status": "已汇总", "ent_duty_no": "J1", "note": "备注"},
        {**BILL, "tax_no": "T3", "status": "3-作废"},
    ]
    bills = read(tmp_path, table(rows), "bills.csv", encoding)
    assert short(bills) == [
        ("T1", "A1", GENERATED, 0, 0, 3731),
        ("T2", "A1", SUMMARISED, 0, 0, 3731),
        ("T3", "A1", VOIDED, 0, 0, 3731),
    ]
    assert bills.place.tolist() == [3, 4, 5]
    assert bills.moment.tolist()[0] == 20261123101500000
    assert [f for f in bills.findings.kept if f.severity != "note"] == []


def test_a_workbook_with_a_blank_first_row_and_a_row_of_totals(tmp_path: Path) -> None:
    from openpyxl import Workbook
    from tax_bill_files import TABLE

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "税单详情"
    sheet.append([])
    sheet.append([*TABLE.values()])
    sheet.append(["T1", "I1", None, "已生成", 0, 0, 37.31, "E", "A1", "L", "Y1", "E", None, "2026-11-23 10:15:00"])
    sheet.append(["合计", None, None, None, 0, 0, 37.31])
    book.save(tmp_path / "bills.xlsx")
    bills = read_bills([str(tmp_path / "bills.xlsx")])
    assert short(bills) == [("T1", "A1", GENERATED, 0, 0, 3731)]
    assert bills.findings.kept == []


def test_a_number_the_spreadsheet_has_damaged(tmp_path: Path) -> None:
    bills = read(tmp_path, table([{**BILL, "tax_no": "5.16620E+19"}]), "bills.csv")
    (finding,) = bills.findings.kept
    assert (finding.code, finding.row, finding.column) == ("DAT005", 3, "电子税单编号")
    assert bills.texts["tax_no"].to_pylist() == [None]


@pytest.mark.parametrize(
    ("heading", "why"),
    [("应征增值税（元）", "no column 应征增值税"), ("电子税单编号", "no column 电子税单编号")],
)
def test_a_missing_column(tmp_path: Path, heading: str, why: str) -> None:
    said = refused(tmp_path, table([BILL]).replace(heading, "别的"), "bills.csv")
    assert why in said
    assert "the columns found are" in said


def test_a_table_that_names_no_order(tmp_path: Path) -> None:
    text = table([BILL]).replace("订单编号", "x").replace("运单编号", "y").replace("清单编号", "z")
    assert "订单编号 or 运单编号 or 清单编号" in refused(tmp_path, text, "bills.csv")


def test_a_row_with_a_cell_too_many(tmp_path: Path) -> None:
    text = table([BILL]).rstrip() + ",more,cells\n"
    assert "row 3" in refused(tmp_path, text, "bills.csv")


# -- folders ----------------------------------------------------------------------------------------------------------


def test_a_folder_with_all_that_is_in_it(tmp_path: Path) -> None:
    inside = tmp_path / "bills" / "2026" / "11"
    inside.mkdir(parents=True)
    for n in range(30):
        write(inside / f"{n:02}.XML", message([{**BILL, "tax_no": f"T{n:02}"}]))
    write(inside / "more.csv", table([{**BILL, "tax_no": "T99"}]))
    write(inside / "receipt.xml", "<CEB622Message/>")
    write(inside / "read.me", "notes")
    write(inside / ".hidden.xml", "not looked at")
    write(inside / "~$more.xlsx", "a lock")
    bills = read_bills([str(tmp_path / "bills")])
    assert len(bills) == 31
    assert {Path(name).name: why for name, why in bills.passed_over} == {
        "receipt.xml": "a CEB622 message, which is no tax bill",
        "read.me": "neither XML nor a table",
    }


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "bills.xml", message([BILL]))
    bills = read_bills([str(path), str(tmp_path), str(path)])
    assert (len(bills), bills.repeated_files) == (1, 2)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("absent.xml", "no such file"),
        ("-", "from standard input"),
        ("empty", "the folder is empty"),
    ],
)
def test_what_is_not_there(tmp_path: Path, name: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(CannotRun, match=why):
        read_bills([name])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CannotRun, match="not a file"):
        read_bills([str(tmp_path / "pipe")])


def test_a_file_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "bills.xml", message([BILL]))

    def no(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", no)
    with pytest.raises(CannotRun, match="no permission to read it"):
        read_bills([str(path)])


def test_an_empty_file(tmp_path: Path) -> None:
    assert "empty" in refused(tmp_path, "")


def test_a_message_is_read_whatever_its_name(tmp_path: Path) -> None:
    assert len(read(tmp_path, message([BILL]), "bills.csv")) == 1
    assert tax(BILL) in message([BILL])
