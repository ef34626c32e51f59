"""Verification: every seal of the chain, every buyer, every total, and the end of the chain, computed anew."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import yuan
from cbec_cli.ledger import chain, store
from cbec_cli.ledger.chain import COLUMNS, NOTHING, Head

if TYPE_CHECKING:
    from cbec_cli.ledger.book import Ledger

MOST = 1_000
"""Problems told one by one; the rest is counted."""

_WALK = (
    f"SELECT {', '.join('e.' + name for name in COLUMNS.split(', '))}, batches.at, buyers.token"  # noqa: S608 -- names of columns
    " FROM entries AS e LEFT JOIN batches ON batches.id = batch LEFT JOIN buyers ON buyers.id = buyer ORDER BY seq"
)
_SUMS = (
    "SELECT buyer, year, sum(said), sum(added) FROM ("
    " SELECT buyer, year, fen AS said, 0 AS added FROM totals"
    " UNION ALL SELECT buyer, year, 0, fen FROM entries"
    ") GROUP BY buyer, year HAVING sum(said) <> sum(added)"
)


@dataclass(slots=True)
class Verified:
    """What was found.

    Attributes:
        entries, buyers: how many were looked at.
        problems: what is wrong, each in a sentence; `found` counts them all.
        head: the last entry there is.
    """

    entries: int = 0
    buyers: int = 0
    problems: list[str] = field(default_factory=list)
    found: int = 0
    head: Head = NOTHING

    def add(self, problem: str) -> None:
        """One more problem."""
        self.found += 1
        if len(self.problems) < MOST:
            self.problems.append(problem)


def verify(ledger: Ledger, noted: str = "") -> Verified:
    """Verify a ledger; memory stays flat.

    Args:
        ledger: opened with `whole=False`, so that a missing end is found here.
        noted: the end of the ledger as an earlier command showed it (`1042-9f86d081884c7d65`): only with it is an
            older copy in place of the ledger noticed.

    Raises:
        CannotRun: the file is so damaged that it cannot be read, or `noted` is not of that form.
    """
    seen = Verified()
    mark = _mark(noted)
    with store.told(ledger.path), store.snapshot(ledger.db):
        for (said,) in ledger.db.execute("PRAGMA integrity_check(20)"):
            if said != "ok":
                seen.add(f"the file is damaged: {said}")
        _chain(ledger, seen, mark)
        forgotten = {row for (row,) in ledger.db.execute("SELECT buyer FROM entries WHERE kind = 'forgotten'")}
        _buyers(ledger, seen, forgotten)
        _totals(ledger, seen)
    return seen


def _mark(noted: str) -> tuple[int, str]:
    seq, _, mac = noted.partition("-")
    if not noted:
        return 0, ""
    if not (seq.isdecimal() and len(mac) == 16):
        raise CannotRun(f"--head {noted}: not the end of a ledger", "write it as post and verify show it")
    return int(seq), mac


def _chain(ledger: Ledger, seen: Verified, mark: tuple[int, str]) -> None:
    """Every entry by itself, whatever the one before turned out to be: only those that were touched are told."""
    secret = ledger.ring.key.derive(b"chain")
    seq, before = 0, chain.genesis(ledger.ring.key, ledger.number)
    for *entry, mac, at, token in ledger.db.execute(_WALK):
        if entry[0] != seq + 1:
            missing = f"entry {seq + 1} is" if entry[0] == seq + 2 else f"entries {seq + 1} to {entry[0] - 1} are"
            seen.add(f"{missing} missing")
        elif not chain.holds(secret, before, entry, at, token, mac):
            seen.add(f"entry {entry[0]} ({_named(entry)}) was changed, or the one before it was")
        seq, before = entry[0], mac if isinstance(mac, bytes) else b""
        seen.entries += 1
        if seq == mark[0] and before.hex()[:16] != mark[1]:
            seen.add(f"entry {seq} is not the one that was noted ({mark[0]}-{mark[1]})")
    seen.head = Head(seq, before)
    if seq < mark[0]:
        seen.add(f"the ledger ends with entry {seq}; entry {mark[0]} was noted: this is an older copy")
    noted = chain.head_of(ledger.db, ledger.ring.key)
    if noted is None:
        seen.add("the note of the last entry was changed")
    elif noted != seen.head:
        seen.add(f"the ledger ends with entry {seq}, but its note says entry {noted.seq}: entries are missing")


def _named(entry: list[Any]) -> str:
    kind, order_no = entry[2], entry[4]
    return f"{kind} {order_no}".strip()


def _buyers(ledger: Ledger, seen: Verified, forgotten: set[int]) -> None:
    """Every buyer's hash belongs to the token that entries vouch for, and is gone only where it was forgotten."""
    secret = ledger.ring.key.derive(b"buyer")
    for row, digest, token, mac in ledger.db.execute("SELECT id, hash, token, mac FROM buyers ORDER BY id"):
        seen.buyers += 1
        if digest is None and row in forgotten:
            continue
        if digest is None or not hmac.compare_digest(chain.buyer_seal(secret, row, token, digest), mac):
            seen.add(f"buyer {row} is not the one that entries were posted for")


def _totals(ledger: Ledger, seen: Verified) -> None:
    """Every total is the sum of its entries."""
    for row, year, said, added in ledger.db.execute(_SUMS):
        amounts = [yuan(each) if isinstance(each, int) else "no amount" for each in (said, added)]
        seen.add(f"buyer {row}, {year}: the total says {amounts[0]}, the entries add up to {amounts[1]}")
