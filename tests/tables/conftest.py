"""Small files, made where they are needed, and nasty on purpose."""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cbec_cli.tables.facts import Facts, read_facts
from cbec_cli.tables.source import Source, open_source

HEAD = "order_no,hs_code,qty,unit_price"

Rows = Iterable[Sequence[Any]]


def cells(source: Source, size: int = 65_536) -> list[tuple[int, list[str | None]]]:
    """Every row of a source with its number."""
    found: list[tuple[int, list[str | None]]] = []
    for chunk in source.chunks(size):
        columns = [column.to_pylist() for column in chunk.cells.columns]
        found += [(int(row), list(texts)) for row, texts in zip(chunk.rows, zip(*columns, strict=True), strict=True)]
    return found


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Write text or bytes to a file."""

    def write(content: str | bytes, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets of rows to an xlsx; a text that starts with `=` becomes a formula, `#N/A` an error."""

    def write(sheets: dict[str, Rows] | Rows, name: str = "orders.xlsx", **state: str) -> Path:
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.active)
        for title, rows in (sheets if isinstance(sheets, dict) else {"Sheet1": sheets}).items():
            sheet = book.create_sheet(title)
            sheet.sheet_state = state.get(title, "visible")
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Facts]:
    """Facts of a one-column csv with a canonical heading."""

    def facts(name: str, *texts: str) -> Facts:
        import csv

        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([["mark", name], *(["x", text] for text in texts)])
        with open_source(path) as source:
            (chunk,) = source.chunks()
            return read_facts(source, chunk)

    return facts


def repack(path: Path, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> Path:
    """Change the parts of a zip; None drops a part."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in {**parts, **(more or {})}.items():
            changed = change(name, data)
            if changed is not None:
                package.writestr(name, changed)
    return path
