"""xls and xlsb, written record by record: the smallest files that hold a heading and a row."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.source import open_source

ROWS: list[list[str | float]] = [
    ["order_no", "hs_code", "qty", "商品名称"],
    ["A1", "0101210010", 2.0, "马"],
    ["A2", "3304990099", 0.25, "面霜"],
]


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls_stream() -> bytes:
    """A workbook of one sheet as BIFF8 records."""
    cells = b""
    for i, row in enumerate(ROWS):
        for j, value in enumerate(row):
            at = struct.pack("<HHH", i, j, 0)
            if isinstance(value, float):
                cells += record(0x0203, at + struct.pack("<d", value))
            else:
                cells += record(0x0204, at + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    name = struct.pack("<BB", 2, 1) + "订单".encode("utf-16-le")
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    end = record(0x000A, b"")
    size = len(start) + 4 + 6 + len(name) + len(end)
    sheet = record(0x0085, struct.pack("<IBB", size, 0, 0) + name)
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    body += record(0x0200, struct.pack("<IIHHH", 0, len(ROWS), 0, 4, 0)) + cells + end
    return (start + sheet + end + body).ljust(4096, b"\0")


def compound_file(stream: bytes) -> bytes:
    """One stream in the envelope of old Office files: header, allocation table, directory, stream."""
    sectors = len(stream) // 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        data = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1)
        data += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36
        return data + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    directory += entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    return header + table + directory + stream


def xlsb() -> bytes:
    """A workbook of one sheet as the records of an xlsb."""

    def rec(kind: int, data: bytes) -> bytes:
        head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return head + bytes([len(data) & 0x7F | 0x80, len(data) >> 7]) + data

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    book = rec(0x83, b"") + rec(0x8F, b"") + rec(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("订单"))
    book += rec(0x90, b"") + rec(0x84, b"")
    sheet = rec(0x81, b"") + rec(0x94, struct.pack("<IIII", 0, len(ROWS) - 1, 0, 3)) + rec(0x91, b"")
    for i, row in enumerate(ROWS):
        sheet += rec(0x00, struct.pack("<I", i) + b"\0" * 13)
        for j, value in enumerate(row):
            at = struct.pack("<II", j, 0)
            sheet += (
                rec(0x05, at + struct.pack("<d", value)) if isinstance(value, float) else rec(0x06, at + wide(value))
            )
    sheet += rec(0x92, b"") + rec(0x82, b"")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/_rels/workbook.bin.rels", relations)
        package.writestr("xl/worksheets/sheet1.bin", sheet)
    return data.getvalue()


@pytest.mark.parametrize(("suffix", "content"), [("xls", compound_file(xls_stream())), ("xlsb", xlsb())])
def test_old_and_binary_workbooks(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"orders.{suffix}"
    path.write_bytes(content)
    with open_source(path) as source:
        assert (source.sheet, source.heading_row) == ("订单", 1)
        (chunk,) = source.chunks()
    assert [column.to_pylist() for column in chunk.cells.columns] == [
        ["A1", "A2"],
        ["0101210010", "3304990099"],
        ["2", "0.25"],
        ["马", "面霜"],
    ]
    assert (chunk.rows.tolist(), chunk.numeric) == ([2, 3], {2})


def test_an_old_workbook_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "orders.xls"
    stream = xls_stream()
    first = len(record(0x0809, b"\0" * 16))
    locked = stream[:first] + record(0x002F, struct.pack("<HHH", 0, 1, 2)) + stream[first:]
    path.write_bytes(compound_file(locked[:4096]))
    with pytest.raises(CannotRun, match="the workbook is encrypted"):
        open_source(path)
