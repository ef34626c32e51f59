"""Balances brought in from another system: what each buyer had used of a year before the ledger began."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.dated import load_law
from cbec_cli.ledger.offered import offered
from cbec_cli.ledger.posting import Posted, post_within
from cbec_cli.ledger.standing import rows_of
from cbec_cli.tables import arrow
from cbec_cli.tables.facts import read_facts
from cbec_cli.work.cells import fen_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cbec_cli.ledger.book import Ledger
    from cbec_cli.tables.chunk import Chunk
    from cbec_cli.tables.source import Source

REQUIRED = ("buyer_id", "year_to_date")
"""What a table of balances needs."""


def read_balances(source: Source) -> dict[str, int]:
    """ID number → fen, out of a table with the columns buyer_id and year_to_date (CNY).

    Raises:
        CannotRun: a cell is not read, a buyer or an amount is missing, or a buyer stands twice with two amounts.
    """
    balances: dict[str, tuple[int, int]] = {}
    for chunk in source.chunks():
        for identity, fen, row in _lines(source, chunk):
            before, first = balances.setdefault(identity, (fen, row))
            if before != fen:
                raise CannotRun(
                    f"{source.name}, rows {first} and {row}: the same buyer with two amounts", "keep one of them"
                )
    return {identity: fen for identity, (fen, _) in balances.items()}


def _lines(source: Source, chunk: Chunk) -> Iterator[tuple[str, int, int]]:
    """Buyer, fen and row of each line."""
    facts = read_facts(source, chunk, only=REQUIRED)
    for finding in facts.findings:
        raise CannotRun(f"{source.name}, row {finding.row}, {finding.column}: {finding.message}", finding.fix)
    buyers = facts.texts["buyer_id"]
    for i in np.flatnonzero(~(facts.known["year_to_date"] & arrow.valid(buyers))).tolist():
        raise CannotRun(f"{source.name}, row {chunk.rows[i]}: no buyer or no amount", "fill in both or remove the row")
    amounts = fen_of(facts.numbers["year_to_date"], 1, 1)
    for identity, fen, row in zip(buyers.to_pylist(), amounts.tolist(), chunk.rows.tolist(), strict=True):
        if "*" in identity:
            raise CannotRun(f"{source.name}, row {row}: the ID number is masked", "give the whole number")
        yield identity, fen, row


def post_balances(
    ledger: Ledger, balances: Mapping[str, int], year: int, system: str = "", *, replace: bool = False
) -> Posted:
    """Post balances, each of which counts once however often it is brought in.

    Args:
        ledger: where to.
        balances: ID number → fen.
        year: calendar year of the balances.
        system: code of the platform, or name of the system, they come from.
        replace: correct balances that were posted with another amount.
    """
    limit = load_law().number("annual_limit", date(year, 12, 31))
    day = date(year, 1, 1).toordinal()
    hashes = [ledger.ring.hash_of(identity) for identity in balances]
    with ledger.writing() as batch:
        rows = rows_of(ledger, hashes)
        new = np.flatnonzero(rows < 0)
        rows[new] = batch.new_buyers([hashes[i] for i in new.tolist()])
        lines = zip(rows.tolist(), balances.items(), strict=True)
        # the number of a balance names the row and not the hash: a forgotten buyer's leads to nobody
        orders = offered(
            ((system, f"opening-{year}-{row}", identity, day, fen) for row, (identity, fen) in lines), limit, "opening"
        )
        return post_within(ledger, batch, orders, hashes, replace=replace)
