"""Small files, made where they are needed, and nasty on purpose."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cbec_cli.tables.facts import ALL, Facts, read_facts
from cbec_cli.tables.source import open_source

Rows = Iterable[Sequence[Any]]


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
    """Write sheets of rows to an xlsx; as openpyxl has it, `=…` becomes a formula and `#N/A` an error."""

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
            return read_facts(source, chunk, only=ALL)

    return facts
