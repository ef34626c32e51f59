"""How long the workbook of a check takes: `python benchmarks/check_workbook.py [--lines 20k,100k] [--runs 3]`.

For each size: the bare copy of the workbook (nothing computed), the check with its findings as JSON, and the check with
a workbook. The difference of the last two is what the workbook costs. Up to 20,000 lines single cells of the user's own
workbook are marked; a longer one is streamed afresh.
"""

import argparse
import sys
from pathlib import Path

from clock import HERE, Measured, median, run

OUT = HERE / "out"
PYTHON = sys.executable


def commands(source: Path) -> dict[str, list[str]]:
    """What is measured, by its title."""
    check = [PYTHON, "-m", "cbec_cli", "check", str(source), "--fail-on", "never", "--output"]
    return {
        "bare copy": [PYTHON, str(HERE / "baselines" / "bare_copy.py"), str(source), str(OUT / "bare.xlsx")],
        "check, json": [*check, str(OUT / "check.json")],
        "check, workbook": [*check, str(OUT / "check.xlsx")],
    }


def measure(lines: int, runs: int) -> dict[str, Measured]:
    """Medians for one size; the programs take turns."""
    source = OUT / f"orders-{lines}.xlsx"
    if not source.exists():
        run([PYTHON, str(HERE / "generate.py"), "--lines", str(lines), "--format", "xlsx", "-o", str(source)])
    taken: dict[str, list[Measured]] = {title: [] for title in commands(source)}
    for _ in range(runs):
        for title, command in commands(source).items():
            taken[title].append(run(command))
    return {title: median(some) for title, some in taken.items()}


def main() -> None:
    """Print one line per size and program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", default="20k,100k", help="sizes, as in 20k,100k")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    for size in asked.lines.split(","):
        medians = measure(int(size.replace("k", "000")), asked.runs)
        bare = medians["bare copy"].seconds
        for title, taken in medians.items():
            print(
                f"{size:>6} {title:16} {taken.seconds:6.2f} s {taken.seconds / bare:5.2f} x {taken.mebibytes:6.0f} MiB"
            )


if __name__ == "__main__":
    main()
