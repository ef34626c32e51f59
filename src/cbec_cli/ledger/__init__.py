"""Buyers' year totals, kept over batches in one SQLite file that holds no identity number.

Start with `open_ledger`; `cbec ledger` is the command line of this room.
"""

from cbec_cli.ledger.book import Ledger, Order, Restoration, init_ledger, open_ledger
from cbec_cli.ledger.keys import read_key

__all__ = ["Ledger", "Order", "Restoration", "init_ledger", "open_ledger", "read_key"]
