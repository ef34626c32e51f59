"""A calendar year of the whole ledger in figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from cbec_cli.law.dated import load_law
from cbec_cli.ledger import store

if TYPE_CHECKING:
    from cbec_cli.ledger.book import Ledger

SHARES = ("up to half", "half to 80 %", "80 % to the limit", "at the limit", "above the limit")
"""How much of the annual limit buyers have used."""


@dataclass(frozen=True, slots=True)
class Heavy:
    """A buyer, by what stands for them, and the fen they used."""

    hmac: str
    fen: int


@dataclass(slots=True)
class YearFigures:
    """What a year holds; amounts in fen.

    Attributes:
        limit: annual limit at its end.
        buyers, orders: with anything used; orders and balances posted.
        fen: what counts.
        kinds: kind of entry → how many, fen.
        months: month of the entry (that of a return may lie in the next year) → fen.
        shares: one of `SHARES` → buyers.
        top: who used most.
    """

    year: int
    limit: int
    buyers: int = 0
    orders: int = 0
    fen: int = 0
    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)
    shares: dict[str, int] = field(default_factory=dict)
    top: list[Heavy] = field(default_factory=list)


def limit_of(year: int) -> int:
    """The annual limit in fen at the end of a calendar year (财关税〔2018〕49号 第一条, before it 财关税〔2016〕18号).

    Raises:
        NotInForce: there was none yet.
    """
    return load_law().number("annual_limit", date(year, 12, 31))


def year_figures(ledger: Ledger, year: int, top: int = 0) -> YearFigures:
    """The figures of a year, with the buyers who used most.

    Raises:
        NotInForce: there was no annual limit yet.
    """
    found = YearFigures(year, limit_of(year))
    with store.told(ledger.path), store.snapshot(ledger.db):
        ask = ledger.db.execute
        kinds = ask("SELECT kind, count(*), sum(fen) FROM entries WHERE year = ? GROUP BY kind ORDER BY kind", (year,))
        found.kinds = {kind: (count, fen) for kind, count, fen in kinds if kind != "forgotten"}
        months = "SELECT substr(day, 1, 7), sum(fen) FROM entries WHERE year = ? AND fen <> 0 GROUP BY 1 ORDER BY 1"
        found.months = dict(ask(months, (year,)))
        share = (
            "CASE WHEN fen * 2 <= :limit THEN 0 WHEN fen * 5 <= :limit * 4 THEN 1 WHEN fen < :limit THEN 2"
            " WHEN fen = :limit THEN 3 ELSE 4 END"
        )
        counted = f"SELECT {share}, count(*), sum(fen) FROM totals WHERE year = :year AND fen > 0 GROUP BY 1 ORDER BY 1"  # noqa: S608 -- our own words
        for place, buyers, fen in ask(counted, {"limit": found.limit, "year": year}):
            found.shares[SHARES[place]] = buyers
            found.buyers, found.fen = found.buyers + buyers, found.fen + fen
        heavy = (
            "SELECT hash, fen FROM totals JOIN buyers ON id = buyer WHERE year = ? AND fen > 0"
            " ORDER BY fen DESC, id LIMIT ?"
        )
        found.top = [Heavy(digest.hex() if digest else "", fen) for digest, fen in ask(heavy, (year, top))]
    found.orders = sum(count for kind, (count, _) in found.kinds.items() if kind in ("order", "opening"))
    return found
