"""Products of a table, row by row; past declarations to learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cbec_cli.classify.evidence import Product

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cbec_cli.tables.source import Source

READ = {
    "name": "name",
    "brand": "brand",
    "gmodel": "spec",
    "material": "material",
    "category": "category",
    "ingredients": "ingredients",
    "hs_code": "code",
}
"""Column → what of the product it says."""

REQUIRED = ("name",)
LABELLED = ("name", "hs_code")
CHUNK = 4_096

ACCEPTED = "accepted_code"
"""Heading of a classified workbook's column in which the reader chooses a code; it reads as `hs_code`."""


def rows_of(source: Source) -> Iterator[tuple[int, Product]]:
    """The products of a table: row as the spreadsheet shows it, product. Rows without a name are products of none."""
    places = {field: source.fields[name] for name, field in READ.items() if name in source.fields}
    for chunk in source.chunks(CHUNK):
        columns = {field: chunk.cells.column(place).to_pylist() for field, place in places.items()}
        for i, row in enumerate(chunk.rows.tolist()):
            said = {field: (cells[i] or "").strip() for field, cells in columns.items()}
            said["code"] = digits(said.get("code", ""))
            yield row, Product(**said)


def digits(code: str) -> str:
    """A code as digits only; what is none stays as it is."""
    bare = code.replace(".", "").replace(" ", "").replace("-", "")
    return bare if bare.isascii() and bare.isdigit() else code


def read_history(
    files: Sequence[str], mapping: Mapping[str, str], done: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[str, str]]:
    """Names and codes of past declarations.

    A classified workbook is read back by the codes chosen in it; a row where none was chosen is no past declaration.

    Args:
        files: tables with a name and a code.
        mapping: heading → canonical column, before any guess.
        done: told how many rows have been read.

    Raises:
        CannotRun: no table, or a column is missing.
    """
    from cbec_cli.tables.source import open_source  # noqa: PLC0415 -- titles of the command line need no tables

    for file in files:
        with open_source(file, mapping=mapping, required=LABELLED) as source:
            for number, (_, product) in enumerate(rows_of(source), 1):
                if product.name and product.code:
                    yield product.name, product.code
                if number % CHUNK == 0:
                    done(CHUNK)
