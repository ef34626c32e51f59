"""Measure `cbec ledger` beside a bare SQLite table: `python benchmarks/ledger.py [--orders 1M] [--ask 100k] [--check]`.

The bare table is what somebody writes in an afternoon: the csv module, one `executemany`, one unique index; no route,
no limit, no hash, no chain, no totals. Both run in the same session, so that a busy machine hits them alike.
"""

import argparse
import csv
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from clock import HERE, FailedError, Measured, median, run
from rich.console import Console
from rich.table import Table

BUYERS_PER_ORDER = 0.3
ORDERS_OF_A_PIECE = 50_000
KEY = "0123456789abcdef" * 4

AIMS = (
    ("1M orders posted in under 60 s", lambda found: found["post"].seconds < 60),
    ("100k orders asked about in under 5 s", lambda found: found["remaining"].seconds < 5),
    ("posting takes at most 8 x a bare table", lambda found: found["post"].seconds < 8 * found["bare"].seconds),
    ("verify and export stay under 200 MiB", lambda found: max(found[n].mebibytes for n in ("verify", "export")) < 200),
)


def make(orders: int, path: Path) -> None:
    """Write orders of one line each; a buyer has three or four, spread over the year."""
    import numpy as np  # noqa: PLC0415 -- the measuring process stays small
    import pyarrow as pa  # noqa: PLC0415 -- the same
    import pyarrow.csv as pv  # noqa: PLC0415 -- the same
    from generate import decimals, identities  # noqa: PLC0415 -- the same

    dice = np.random.default_rng(20261120)
    buyers = max(int(orders * BUYERS_PER_ORDER), 1)
    with path.open("wb") as file:
        for start in range(0, orders, ORDERS_OF_A_PIECE):
            place = np.arange(start, min(start + ORDERS_OF_A_PIECE, orders))
            day = np.datetime64("2026-01-01") + place * 364 // orders
            columns = {
                "order_no": pa.array(26_000_000_000_000 + place).cast(pa.string()),
                "buyer_id": identities(place * 7_919 % buyers),
                "order_date": pa.array(day.astype("datetime64[D]")).cast(pa.string()),
                "hs_code": pa.repeat(pa.scalar("3304990029"), len(place)),
                "qty": pa.array(dice.integers(1, 4, len(place))).cast(pa.string()),
                "unit_price": decimals(dice.integers(1_000, 40_000, len(place)), 2),
                "origin": pa.repeat(pa.scalar("JP"), len(place)),
            }
            pv.write_csv(pa.table(columns), file, pv.WriteOptions(include_header=start == 0))


def rows(path: Path) -> Iterator[tuple[str, str, str, int]]:
    """Order number, buyer, day and value in fen of each line."""
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            yuan, _, fen = line["unit_price"].partition(".")
            yield (
                line["order_no"],
                line["buyer_id"],
                line["order_date"],
                (int(yuan) * 100 + int(fen)) * int(line["qty"]),
            )


def bare(path: Path, target: Path) -> None:
    """One table, one index, one transaction."""
    with sqlite3.connect(target) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE orders (order_no TEXT UNIQUE, buyer TEXT, day TEXT, fen INTEGER)")
        db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows(path))
    db.close()


STEPS = {
    "bare": "bare SQLite table, csv module and executemany",
    "post": "cbec ledger post",
    "again": "cbec ledger post, the same file again",
    "remaining": "cbec ledger remaining, of the smaller file",
    "verify": "cbec ledger verify",
    "export": "cbec ledger export",
}


def commands(folder: Path, orders: Path, asked: Path) -> dict[str, list[str]]:
    """The programs with their arguments, in the order they run."""
    cbec = [sys.executable, "-m", "cbec_cli", "ledger"]
    return {
        "bare": [sys.executable, str(HERE / "ledger.py"), "--bare", str(orders), str(folder / "bare.sqlite")],
        "post": [*cbec, "post", str(orders)],
        "again": [*cbec, "post", str(orders)],
        "remaining": [*cbec, "remaining", str(asked), "-o", str(folder / "remaining.csv")],
        "verify": [*cbec, "verify"],
        "export": [*cbec, "export", "-o", str(folder / "all.jsonl")],
    }


def turn(folder: Path, orders: Path, asked: Path) -> dict[str, Measured]:
    """Every step once, on a new ledger."""
    for old in folder.glob("*.sqlite*"):
        old.unlink()
    os.environ["CBEC_LEDGER"], os.environ["CBEC_LEDGER_KEY"] = str(folder / "ledger.sqlite"), KEY
    run([sys.executable, "-m", "cbec_cli", "ledger", "init"])
    found = {}
    for name, command in commands(folder, orders, asked).items():
        print(name, file=sys.stderr)
        found[name] = run(command, statuses=(0, 1))
    return found


def count(text: str) -> int:
    """Read 10k, 1M or a plain number of orders."""
    return int(text.rstrip("kM")) * {"k": 1_000, "M": 1_000_000}.get(text[-1:], 1)


def arguments() -> argparse.Namespace:
    """What is to be measured."""
    parser = argparse.ArgumentParser(description="Measure cbec ledger beside a bare SQLite table.")
    parser.add_argument("--orders", default="1M")
    parser.add_argument("--ask", default="100k", help="orders of the file that is asked about")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit status 1 when an aim is missed")
    parser.add_argument("--make", nargs=2, metavar=("ORDERS", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--bare", nargs=2, type=Path, metavar=("FILE", "DB"), help=argparse.SUPPRESS)
    return parser.parse_args()


def show(found: dict[str, Measured], aims: list[tuple[str, bool]]) -> None:
    """Print the figures."""
    table = Table("", "seconds", "x bare", "peak MiB")
    for name, measured in found.items():
        ratio = measured.seconds / found["bare"].seconds
        table.add_row(STEPS[name], f"{measured.seconds:.2f}", f"{ratio:.1f}", f"{measured.mebibytes:.0f}")
    console = Console()
    console.print(table)
    for title, met in aims:
        console.print(f"{title}: {'met' if met else 'missed'}")


def main() -> int:
    """Make files, measure, show, check."""
    chosen = arguments()
    if chosen.make:
        make(count(chosen.make[0]), Path(chosen.make[1]))
        return 0
    if chosen.bare:
        bare(*chosen.bare)
        return 0
    with tempfile.TemporaryDirectory(prefix="cbec-ledger-") as name:
        folder = Path(name)
        files = folder / "orders.csv", folder / "asked.csv"
        for size, file in zip((chosen.orders, chosen.ask), files, strict=True):
            run([sys.executable, str(HERE / "ledger.py"), "--make", size, str(file)])
        try:
            turns = [turn(folder, *files) for _ in range(chosen.repeat)]
        except FailedError as error:
            print(error, file=sys.stderr)
            return 2
    found = {step: median([one[step] for one in turns]) for step in turns[0]}
    full = count(chosen.orders) >= 10**6 and count(chosen.ask) >= 10**5  # what the aims speak of
    aims = [(title, bool(holds(found))) for title, holds in AIMS] if full else []
    show(found, aims)
    return int(chosen.check and not all(met for _, met in aims))


if __name__ == "__main__":
    sys.exit(main())
