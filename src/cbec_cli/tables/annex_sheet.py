"""The rows of an annex that is a spreadsheet or a csv, merged cells told from empty ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.annex_rows import LIMITS, Row
from cbec_cli.tables.sniff import sniff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cbec_cli.tables.chunk import Reader

_CHUNK = 4_096
_FIX = "give the table of the annex alone"


def sheet_rows(
    path: Path, sheet: str | None, score: Callable[[Sequence[Sequence[str]]], tuple[int, int]]
) -> tuple[list[Row], str]:
    """All rows of the table, and the name of its sheet.

    Args:
        path: the file.
        sheet: name or number of the sheet, None for the first visible one with the headings.
        score: tells how well some rows look like the headings.

    Raises:
        CannotRun: not a table, damaged, hostile, or no such sheet.
    """
    kind = sniff(path, str(path))
    if kind == "parquet" or (kind == "text" and sheet is not None):
        raise CannotRun(f"{path}: an annex has no such form", "give it as xlsx, csv or PDF; --sheet is for workbooks")
    reader = _open(path, kind == "workbook", sheet, score)
    try:
        rows = list(_walk(reader, score))
    finally:
        reader.close()
    if kind == "workbook":
        _mark_merged(path, reader.sheet, rows)
    return rows, reader.sheet


def _open(
    path: Path, workbook: bool, sheet: str | None, score: Callable[[Sequence[Sequence[str]]], tuple[int, int]]
) -> Reader:
    """The reader for the file, imported when needed."""
    if workbook:
        from cbec_cli.tables.workbooks import Workbook  # noqa: PLC0415 -- calamine

        return Workbook(path, str(path), LIMITS, sheet, score)
    from cbec_cli.tables.text_files import TextFile  # noqa: PLC0415 -- Arrow

    return TextFile(path, str(path), LIMITS, score)


def _walk(reader: Reader, score: Callable[[Sequence[Sequence[str]]], tuple[int, int]]) -> Iterator[Row]:
    """The rows, the headings among them."""
    head = reader.head()
    if not head:
        return
    at = max(0, score(head)[0])
    for i, texts in enumerate(head[: at + 1], reader.first_row):
        yield Row(f"row {i}", list(texts))
    count = at + 1
    for chunk in reader.chunks(at + reader.first_row, _CHUNK):
        count += len(chunk.rows)
        if count > LIMITS.rows:
            raise CannotRun(f"{reader.sheet or 'the file'}: more than {LIMITS.rows:,} rows", _FIX)
        columns = [column.to_pylist() for column in chunk.cells.columns]
        for i, cells in enumerate(zip(*columns, strict=True)):
            yield Row(f"row {chunk.rows[i]}", [cell or "" for cell in cells], chunk.torn.get(i, ""))


def _mark_merged(path: Path, sheet: str, rows: list[Row]) -> None:
    """Give a cell into which the merged cell above reaches down the value None.

    Raises:
        CannotRun: the merged cells overlap, which no spreadsheet program writes.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 -- only workbooks have merged cells

    with CalamineWorkbook.from_path(path) as book:  # read without fault a moment ago
        table = book.get_sheet_by_name(sheet)
        blocks, start = table.merged_cell_ranges or [], table.start or (0, 0)
    reach = [(top + 1, min(bottom, len(rows) - 1), left - start[1]) for (top, left), (bottom, _) in blocks]
    if sum(max(0, last + 1 - first) for first, last, _ in reach) > len(rows) * LIMITS.columns:
        raise CannotRun(f"{path}: its merged cells overlap", "save it again in a spreadsheet program")
    for first, last, j in reach:
        for i in range(first, last + 1):
            if 0 <= j < len(rows[i].cells) and not rows[i].cells[j]:
                rows[i].cells[j] = None
