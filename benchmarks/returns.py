"""Measure `cbec returns` beside a bare join: `python benchmarks/returns.py [--lines 900k] [--returns 100k] [--check]`.

The bare join is what somebody writes in an afternoon: the csv module, the declarations in a dictionary, thirty and
forty-five days, 9.1 % of the price. No law of the day, no places, states or earlier returns, no quota, no options in
money, no application. Both run in the same session, so that a busy machine hits them alike.
"""

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from clock import HERE, FailedError, Measured, median, run
from rich.console import Console
from rich.table import Table

ASKED = "2026-11-23"
LINES_OF_AN_ORDER = 3
REASONS = ("七天无理由", "尺码不合", "质量问题", "运输破损")
PROVINCES = ("浙江省杭州市", "江苏省南京市", "广东省深圳市", "四川省成都市")
COSTS = {"freight_local": "12.00", "handling_fee": "6.50", "resale_value": "80.00"}

AIMS = (
    ("100k returns of 900k lines in under 60 s", lambda found: found["returns"].seconds < 60),
    ("at most 12 x a bare join", lambda found: found["returns"].seconds < 12 * found["bare"].seconds),
    ("under 2 GiB", lambda found: found["returns"].mebibytes < 2048),
)

DECLARED = (
    *("order_no", "line_no", "sku", "name", "hs_code", "qty", "unit", "unit_price", "mode"),
    *("order_date", "declared_on", "released_on"),
)
RETURNED = (
    *("return_no", "order_no", "line_no", "return_qty", "applied_on", "arrived_on"),
    *("place_from", "place_to", "condition", "reason"),
)


def declared(lines: int) -> Iterator[list[object]]:
    """Declared lines, three to an order, released over forty days."""
    for at in range(lines):
        order = at // LINES_OF_AN_ORDER
        day = date(2026, 9, 1) + timedelta(days=order % 40)
        what = [f"S{at % 500}", "剃须刀", "8510100000", 2, "台", "100.00", "1210"]
        days = [day - timedelta(days=2), day - timedelta(days=1), day]
        yield [f"A{order}", at % LINES_OF_AN_ORDER + 1, *what, *days, PROVINCES[order % 4] + "样例路1号"]


def returned(lines: int, returns: int) -> Iterator[list[object]]:
    """Returns of lines spread over all orders; one in five is late."""
    for number in range(returns):
        at = number * lines // returns
        order = at // LINES_OF_AN_ORDER
        day = date(2026, 9, 1) + timedelta(days=order % 40)
        applied = day + timedelta(days=31 if number % 5 == 0 else 12)
        what = [f"R{number}", f"A{order}", at % LINES_OF_AN_ORDER + 1, 1, applied, day + timedelta(days=20)]
        yield [*what, "杭州综合保税区", "原场所", "原状", REASONS[number % 4], *COSTS.values()]


def make(lines: int, returns: int, folder: Path) -> None:
    """Write both files."""
    for name, heading, rows in (
        ("declared.csv", [*DECLARED, "consignee_address"], declared(lines)),
        ("returned.csv", [*RETURNED, *COSTS], returned(lines, returns)),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(heading)
            table.writerows(rows)


def bare(folder: Path) -> None:
    """Join, compare days, write a verdict and a tax."""
    known = {}
    with (folder / "declared.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            known[line["order_no"], line["line_no"]] = line
    counts: Counter[str] = Counter()
    source, target = folder / "returned.csv", folder / "bare.csv"
    with source.open(encoding="utf-8", newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        for line in csv.DictReader(file):
            found = known[line["order_no"], line["line_no"]]
            release = date.fromisoformat(found["released_on"])
            late = (date.fromisoformat(line["applied_on"]) - release).days > 30
            late |= (date.fromisoformat(line["arrived_on"]) - release).days > 45
            yuan, _, fen = found["unit_price"].partition(".")
            tax = (int(yuan) * 100 + int(fen)) * int(line["return_qty"]) * 91 // 1000
            counts["late" if late else "in time"] += 1
            table.writerow([line["return_no"], "late" if late else "in time", 0 if late else tax])


STEPS = {"bare": "csv module and a dictionary", "returns": "cbec returns, csv", "workbook": "cbec returns, workbook"}


def turn(folder: Path) -> dict[str, Measured]:
    """Every step once."""
    cbec = [sys.executable, "-m", "cbec_cli", "returns", str(folder / "returned.csv"), "--on", ASKED]
    cbec += ["--original", str(folder / "declared.csv"), "--output"]
    steps = {
        "bare": [sys.executable, str(HERE / "returns.py"), "--bare", str(folder)],
        "returns": [*cbec, str(folder / "judged.csv")],
        "workbook": [*cbec, str(folder / "judged.xlsx")],
    }
    found = {}
    for name, command in steps.items():
        print(name, file=sys.stderr)
        found[name] = run(command, statuses=(0, 1))
    return found


def count(text: str) -> int:
    """Read 10k, 1M or a plain number."""
    return int(text.rstrip("kM")) * {"k": 1_000, "M": 1_000_000}.get(text[-1:], 1)


def arguments() -> argparse.Namespace:
    """What is to be measured."""
    parser = argparse.ArgumentParser(description="Measure cbec returns beside a bare join.")
    parser.add_argument("--lines", default="900k", help="declared lines")
    parser.add_argument("--returns", default="100k", help="lines of returns")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit status 1 when an aim is missed")
    parser.add_argument("--make", nargs=3, metavar=("LINES", "RETURNS", "DIR"), help=argparse.SUPPRESS)
    parser.add_argument("--bare", type=Path, metavar="DIR", help=argparse.SUPPRESS)
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
        make(count(chosen.make[0]), count(chosen.make[1]), Path(chosen.make[2]))
        return 0
    if chosen.bare:
        bare(chosen.bare)
        return 0
    with tempfile.TemporaryDirectory(prefix="cbec-returns-") as name:
        folder = Path(name)
        run([sys.executable, str(HERE / "returns.py"), "--make", chosen.lines, chosen.returns, str(folder)])
        try:
            turns = [turn(folder) for _ in range(chosen.repeat)]
        except FailedError as error:
            print(error, file=sys.stderr)
            return 2
    found = {step: median([one[step] for one in turns]) for step in turns[0]}
    full = count(chosen.lines) >= 900_000 and count(chosen.returns) >= 100_000  # what the aims speak of
    aims = [(title, bool(holds(found))) for title, holds in AIMS] if full else []
    show(found, aims)
    return int(chosen.check and not all(met for _, met in aims))


if __name__ == "__main__":
    sys.exit(main())
