"""A table of returns → its rows. Returns are few beside the declarations: each is one plain object."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.columns_returns import RETURN_COLUMNS, SHARED
from cbec_cli.tables.facts import read_facts
from cbec_cli.work.returns.result import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cbec_cli.engine.findings import Finding
    from cbec_cli.tables.chunk import Chunk
    from cbec_cli.tables.facts import Facts
    from cbec_cli.tables.source import Source

READ = frozenset((*SHARED, *(each.name for each in RETURN_COLUMNS)))
"""Columns that are read of a table of returns."""

REQUIRED = ("invt_no|order_no", "return_qty|qty")
"""Columns that it needs."""

MOST = 1_000_000
"""Rows of returns that are held at once."""


def read_claims(
    source: Source, progress: Callable[[int], None] = lambda _: None
) -> tuple[list[Claim], list[Finding], dict[str, int]]:
    """The rows of a table of returns.

    Args:
        source: the open table.
        progress: told how many rows are done.

    Returns:
        The rows; what could not be read; code → how many more such cells there are.

    Raises:
        CannotRun: no row, or more than can be held.
    """
    claims: list[Claim] = []
    findings: list[Finding] = []
    dropped: dict[str, int] = {}
    for chunk in source.chunks():
        facts = read_facts(source, chunk, only=READ)
        findings += facts.findings
        for code, times in facts.dropped.items():
            dropped[code] = dropped.get(code, 0) + times
        claims += _claims(source, chunk, facts)
        progress(len(chunk.rows))
        if len(claims) > MOST:
            raise CannotRun(f"{source.name}: more than {MOST:,} rows of returns", "split the file")
    if not claims:
        raise CannotRun(f"{source.name}: no returns below the headings", "fill in at least one line")
    return claims, findings + source.findings, dropped


def _claims(source: Source, chunk: Chunk, facts: Facts) -> Iterator[Claim]:
    """The rows of a chunk."""
    names = {heading: name for name, at in source.fields.items() for heading in (source.headings[at],)}
    lost: dict[int, set[str]] = {}
    for finding in facts.findings:
        lost.setdefault(finding.row or 0, set()).add(names.get(finding.column, "row"))
    texts = {name: array.to_pylist() for name, array in facts.texts.items()}
    for name, (distinct, index) in facts.categories.items():
        texts[name] = [distinct[i] if i >= 0 else None for i in index.tolist()]
    days = {name: array.tolist() for name, array in facts.days.items()}
    numbers = {name: array.tolist() for name, array in facts.numbers.items()}
    known = {name: array.tolist() for name, array in facts.known.items()}
    for i, row in enumerate(chunk.rows.tolist()):
        gone = lost.get(row, set()) or ({"row"} if facts.faulty[i] else set())
        yield Claim(
            file=source.name,
            sheet=source.sheet,
            row=row,
            texts={name: text for name, column in texts.items() if (text := column[i])},
            days={name: date.fromordinal(column[i]) for name, column in days.items() if column[i]},
            numbers={name: column[i] for name, column in numbers.items() if known[name][i]},
            lost=frozenset(gone),
        )


def about(source: Source, rows: int) -> dict[str, Any]:
    """Where returns come from, as reports say it."""
    return {
        "file": source.name,
        "sheet": source.sheet,
        "heading_row": source.heading_row,
        "rows": rows,
        "skipped": [{"row": row, "why": why} for row, why in source.skipped],
        "columns": {name: source.headings[at] for name, at in source.fields.items()},
    }
