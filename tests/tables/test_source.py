"""Every way a file can be wrong before a row is read; parquet, ods and standard input."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.facts import read_facts
from cbec_cli.tables.source import Limits, Source, open_source

HEAD = "order_no,hs_code,qty,unit_price"
Write = Callable[..., Path]


def cells(source: Source, size: int = 65_536) -> list[tuple[int, list[str | None]]]:
    found: list[tuple[int, list[str | None]]] = []
    for chunk in source.chunks(size):
        columns = [column.to_pylist() for column in chunk.cells.columns]
        found += [(int(row), [*texts]) for row, texts in zip(chunk.rows, zip(*columns, strict=True), strict=True)]
    return found


def zipped(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return data.getvalue()


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"%PDF-1.7", "not a table but a PDF"),
        (b"\x89PNG\r\n", "not a table but a picture"),
        (b"\x1f\x8b\x08", "not a table but packed with gzip"),
        (b"<html><table>", "not a table but a web page"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "not a table but a web page"),
        ('<?xml version="1.0"?>'.encode("utf-16"), "an XML file"),
        (zipped({"a.txt": b"x"}), "a zip file without a workbook"),
        (zipped({"word/document.xml": b"x"}), "a text document"),
        (zipped({"xl/workbook.xml": b"x" * 900})[:-60], "damaged, the end of the file is missing"),
        (ENCRYPTED, "the workbook is encrypted; open it with its password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "the workbook is damaged"),
        (b"PAR1" + b"\0" * 100, "the parquet file is damaged"),
        (bytes(range(256)) * 8, "it holds binary data"),
        (b"hello\nworld\n", "no heading row in the first five rows (columns: 1)"),
        (b"1,2,3\n4,5,6\n", "no heading row in the first five rows (columns: 3)"),
    ],
)
def test_what_is_no_table(text_file: Write, content: bytes, said: str) -> None:
    path = text_file(content, "orders.xlsx")
    with pytest.raises(CannotRun) as stop:
        open_source(path)
    assert str(stop.value).startswith(f"{path}: ")
    assert said in str(stop.value)
    assert stop.value.fix
    assert "\n" not in str(stop.value)


def test_absent_folder_and_device(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="there is no such file; check the name"):
        open_source(tmp_path / "none.csv")
    with pytest.raises(CannotRun, match="this is a folder; name the file in it"):
        open_source(tmp_path)
    with pytest.raises(CannotRun, match="not a file"):
        open_source(os.devnull)
    with pytest.raises(CannotRun, match="cannot be read"):
        open_source("a\0b")


def test_no_permission(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = text_file(f"{HEAD}\nA1,1,1,1\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CannotRun, match="no permission to read it"):
        open_source(path)


def test_a_suffix_may_lie(text_file: Write, workbook: Write) -> None:
    with open_source(text_file(f"{HEAD}\nA1,1,1,1\n", "orders.xlsx")) as source:
        assert cells(source) == [(2, ["A1", "1", "1", "1"])]
    with open_source(workbook([HEAD.split(","), ["A1", "1", 1, 1]], "orders.csv")) as source:
        assert cells(source) == [(2, ["A1", "1", "1", "1"])]


def test_sheets_are_for_workbooks(text_file: Write) -> None:
    with pytest.raises(CannotRun, match="--sheet '2' was given, but this file has no sheets"):
        open_source(text_file(f"{HEAD}\n"), sheet="2")


def test_a_required_column(text_file: Write) -> None:
    path = text_file("订单号,HS Cod,数量\nA1,1,1\n")
    with pytest.raises(
        CannotRun, match=r"the columns found are 订单号, HS Cod, 数量; the nearest is --map 'HS Cod=hs_code'"
    ):
        open_source(path, required=("order_no", "hs_code"))
    with open_source(path, required=("order_no", "hs_code"), mapping={"HS Cod": "hs_code"}) as source:
        assert source.fields == {"hs_code": 1, "order_no": 0, "qty": 2}
        assert source.headings == ("订单号", "HS Cod", "数量")


def test_a_mapping_is_enough_for_a_heading_row(text_file: Write) -> None:
    path = text_file("report\nkode;menge\n1;2\n")
    with open_source(path, mapping={"Kode": "hs_code", "MENGE": "qty"}) as source:
        assert (source.heading_row, cells(source)) == (2, [(3, ["1", "2"])])


def test_totals_and_blanks_without_codes(text_file: Write) -> None:
    path = text_file("名称,数量,单价\n面霜,1,2\n合计,1,2\nTotal Effects,1,2\n")
    with open_source(path, mapping={"名称": "name"}) as source:
        assert [row for row, _ in cells(source)] == [2, 4]
        assert source.skipped == [(3, "a row of totals")]
    path = text_file("订单编号,商品编码,单价\nA1,,2\n合计：,,\n")
    with open_source(path) as source:
        assert [row for row, _ in cells(source)] == [2]
    path = text_file("单价,商品编码,订单编号\n" + "1,,\n,,\n" * 1_200)
    with open_source(path) as source:
        cells(source)
        assert (len(source.skipped), source.skipped[-1]) == (1_001, (0, "and 200 more"))


def test_blank_rows_across_chunks_are_one_run(text_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from cbec_cli.tables import text_files

    monkeypatch.setattr(text_files, "FIRST_BLOCK", 1)
    path = text_file(f"{HEAD}\nA1,1,1,1\n,,,\n,,,\n,,,\nA2,1,1,1\n\nA3,1,1,x,y\n")
    with open_source(path) as source:
        chunks = list(source.chunks(1))
        assert source.skipped == [(3, "blank, to row 5"), (7, "blank")]
    assert [(chunk.rows.tolist(), list(chunk.torn)) for chunk in chunks] == [([2], []), ([6], []), ([8], [0])]


def test_torn_rows_stay_with_their_rows(text_file: Write) -> None:
    with open_source(text_file(f"{HEAD}\n,,,\nA1,1,1,1,9\n,,,,,\nA2,1,1,1,9\n")) as source:
        (chunk,) = source.chunks()
    assert (chunk.rows.tolist(), sorted(chunk.torn)) == ([3, 5], [0, 1])


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        def __init__(self, data: bytes) -> None:
            self.buffer = io.BytesIO(data)

    monkeypatch.setattr(sys, "stdin", Input(f"{HEAD}\nA1,1,1,1\n".encode()))
    with open_source("-") as source:
        assert source.spool is not None
        assert source.spool.exists()
        assert (source.name, cells(source)) == ("stdin", [(2, ["A1", "1", "1", "1"])])
    assert not source.spool.exists()
    monkeypatch.setattr(sys, "stdin", Input(b""))
    with pytest.raises(CannotRun, match="stdin: empty"):
        open_source("-")

    class Stopped:
        class buffer:  # noqa: N801 -- named as sys.stdin names it
            @staticmethod
            def read(_: int) -> bytes:
                raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Stopped)
    with pytest.raises(KeyboardInterrupt):
        open_source("-")


def test_a_closed_source_leaves_nothing_open(text_file: Write) -> None:
    path = text_file(f"{HEAD}\nA1,1,1,1\n")
    code = f"from cbec_cli.tables.source import open_source\nwith open_source({str(path)!r}) as s: list(s.chunks())"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, check=True)
    assert done.stderr == b""


def test_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {
            "订单编号": ["A1", "A2", ""],
            "hs_code": pa.array([3304990099, None, 1], pa.int64()),
            "qty": pa.array([1.5, 1e-5, 2.0]),
            "unit_price": pa.array([Decimal("180.50"), Decimal("0.10"), None], pa.decimal128(12, 2)),
            "order_date": pa.array([date(2026, 3, 22), None, None]),
            "declared_on": pa.array([datetime(2026, 3, 22, 10, 15), None, None]),  # noqa: DTZ001 -- files hold naive times
            "unit": pa.array(["件", "件", None]).dictionary_encode(),
            "net_weight": pa.array([1e-7, 1e20, None]),
            "tags": pa.array([["a", "b"], None, []]),
        }
    )
    path = tmp_path / "orders.parquet"
    pq.write_table(table, path)
    with open_source(path) as source:
        assert (source.heading_row, source.rows_hint) == (1, 3)
        chunks = list(source.chunks(2))
        assert source.bytes_read == source.bytes_total
        assert chunks[0].numeric == {1, 2, 3, 7}
        assert [chunk.rows.tolist() for chunk in chunks] == [[2, 3], [4]]
        first = read_facts(source, chunks[0])
        assert [finding.message for finding in first.findings] == [
            "found '0.0000001': more than 5 decimals",
            "found '100000000000000000000': larger than 900,000,000",
        ]
        assert first.numbers["qty"].tolist() == [150_000, 1]
        assert first.numbers["unit_price"].tolist() == [18_050_000, 10_000]
        assert first.days["declared_on"].tolist() == [date(2026, 3, 22).toordinal(), 0]
        assert chunks[0].cells.column(8).to_pylist() == ["['a', 'b']", None]
        assert chunks[1].cells.column(0).to_pylist() == [None]


def test_parquet_limits_and_damage(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"order_no": ["A"] * 5_000, "hs_code": [str(i) for i in range(5_000)]}), path)
    with pytest.raises(CannotRun, match="more than 4,999 rows"):
        open_source(path, limits=Limits(rows=4_999))
    with pytest.raises(CannotRun, match="a row group unpacks to 0 MB"):
        open_source(path, limits=Limits(unzipped=100))
    with pytest.raises(CannotRun, match="2 columns, at most 1"):
        open_source(path, limits=Limits(columns=1))
    data = bytearray(path.read_bytes())
    data[20:3_000] = b"\xff" * 2_980
    path.write_bytes(data)
    with open_source(path) as source, pytest.raises(CannotRun, match="the parquet file is damaged"):
        cells(source)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: not text.isspace()
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(st.tuples(TEXTS, st.one_of(st.none(), TEXTS)), min_size=1, max_size=8))
def test_texts_come_back_from_every_format(tmp_path: Path, rows: list[tuple[str, str | None]]) -> None:
    import csv

    import xlsxwriter

    heading = ("hs_code", "name")
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([heading, *rows])
    columns = [list(column) for column in zip(*rows, strict=True)]
    pq.write_table(
        pa.table([pa.array(column, pa.string()) for column in columns], names=heading), tmp_path / "t.parquet"
    )
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        for i, row in enumerate((heading, *rows)):
            for j, text in enumerate(row):
                if text is not None:
                    sheet.write_string(i, j, text)
    for suffix in ("csv", "parquet", "xlsx"):
        with open_source(tmp_path / f"t.{suffix}") as source:
            assert [tuple(texts) for _, texts in cells(source)] == rows, suffix


SPACE = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(*rows: list[str], inside: str = "") -> bytes:
    def cell(text: str) -> str:
        kind = f'float" office:value="{text}' if text.isdecimal() else "string"
        return f'<table:table-cell office:value-type="{kind}"><text:p>{text}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{SPACE}office:1.0" '
        f'xmlns:table="{SPACE}table:1.0" xmlns:text="{SPACE}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Orders">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{SPACE}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{inside}'
        "</manifest:file-entry></manifest:manifest>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()})


def test_ods(text_file: Write) -> None:
    rows = (HEAD.split(","), ["A1", "3304990099", "2", "x"])
    with open_source(text_file(ods(*rows), "orders.ods")) as source:
        assert (source.sheet, cells(source)) == ("Orders", [(2, rows[1])])
    with pytest.raises(CannotRun, match="the workbook is encrypted"):
        open_source(text_file(ods(*rows, inside="<manifest:encryption-data/>"), "orders.ods"))
