"""Annexes of the positive list, invented: real codes of the tariff, made-up choice and remarks, in any kind of file."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from cbec_cli.law.tariff import load_tariff

HEADING = ["序号", "税则号列（注1）", "货品名称（注2）", "备 注"]
Cells = list[str]


@cache
def codes() -> tuple[tuple[str, str], ...]:
    """Eight-digit codes of the tariff with a name, sorted, chapter 1 to 97."""
    return tuple(sorted({code[:8]: name for code, name in load_tariff().names()}.items()))


def lines(count: int, remarks: Mapping[int, str] | None = None, also: Iterable[str] = ()) -> list[Cells]:
    """So many lines of an annex; `remarks` by 序号, `also` are codes that must be among them."""
    wanted = dict.fromkeys(also, "指定货品")
    every = len(codes()) // count
    for code, name in codes()[::every]:
        if len(wanted) < count:
            wanted.setdefault(code, name)
    remarks = remarks or {}
    return [[str(i), code, name, remarks.get(i, "")] for i, (code, name) in enumerate(sorted(wanted.items()), 1)]


def write_csv(path: Path, rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Iterable[Sequence[object]], merged: Iterable[str] = ()) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for block in merged:
        book.active.merge_cells(block)
    book.save(path)
    return path


WIDTHS, LEFT, TOP, HEIGHT = (40, 90, 220, 180), 40, 800, 18


def write_pdf(path: Path, pages: Iterable[Sequence[Sequence[str | None]]], *, ruled: bool = True) -> Path:
    """Pages of ruled tables; a cell of None is merged into the one above. The font is one every reader knows."""
    streams = [_page(rows, ruled=ruled) for rows in pages]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(streams), b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(streams)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        (
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
            b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R/DW 1000>>"
        ),
        (
            b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
            b"/Descent -120/CapHeight 880/StemV 93>>"
        ),
    ]
    for i, stream in enumerate(streams):
        content = 7 + 2 * i
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % content
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    path.write_bytes(_with_table(objects))
    return path


def _with_table(objects: list[bytes]) -> bytes:
    """Objects with the table of their places."""
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _page(rows: Sequence[Sequence[str | None]], *, ruled: bool) -> bytes:
    """Rectangles and texts; a merged cell is drawn with the one above it, a row of one cell over all columns."""
    drawn = []
    for i, row in enumerate(rows):
        x = LEFT
        for j, cell in enumerate(row):
            width = WIDTHS[j] if len(row) > 1 else sum(WIDTHS)
            down = 1
            while cell is not None and i + down < len(rows) and rows[i + down][j:] and rows[i + down][j] is None:
                down += 1
            bottom = TOP - (i + down) * HEIGHT
            if cell is not None and ruled:
                drawn.append(f"{x} {bottom} {width} {down * HEIGHT} re S")
            if cell:
                text = cell.encode("utf-16-be").hex()
                drawn.append(f"BT /F 8 Tf {x + 3} {TOP - i * HEIGHT - 12} Td <{text}> Tj ET")
            x += width
    return "\n".join(drawn).encode("ascii")
