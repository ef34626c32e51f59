"""The same rows saved as any kind of table a user has; every cell is text."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from readings import write_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KINDS = ("csv", "tsv", "xlsx", "ods", "parquet")
SHEET = "进口清单"

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"


def saved(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Rows as a table of the kind that the name tells, its headings in the first row of the only sheet."""
    headings = list(dict.fromkeys(name for row in rows for name, cell in row.items() if cell != ""))
    table = [headings, *([row.get(name, "") for name in headings] for row in rows)]
    match path.suffix:
        case ".csv":
            write_rows(path, rows)
        case ".tsv":
            path.write_text("".join("\t".join(row) + "\n" for row in table), encoding="utf-8")
        case ".xlsx":
            _xlsx(path, table)
        case ".ods":
            _ods(path, table)
        case ".parquet":
            _parquet(path, table)
    return path


def _xlsx(path: Path, table: Sequence[Sequence[str]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        for i, row in enumerate(table):
            for j, text in enumerate(row):
                if text:
                    sheet.write_string(i, j, text)


def _parquet(path: Path, table: Sequence[Sequence[str]]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    columns = [[row[i] or None for row in table[1:]] for i in range(len(table[0]))]
    parquet.write_table(pa.table([pa.array(each, pa.string()) for each in columns], names=table[0]), path)


def _ods(path: Path, table: Sequence[Sequence[str]]) -> None:
    def cell(text: str) -> str:
        if not text:
            return "<table:table-cell/>"
        return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in table)
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{_SPACE}office:1.0" '
        f'xmlns:table="{_SPACE}table:1.0" xmlns:text="{_SPACE}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="{SHEET}">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_SPACE}manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
