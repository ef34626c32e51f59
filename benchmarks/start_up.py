"""How long small commands take: `python benchmarks/start_up.py [--runs 20]`.

Nobody waits for a tool that answers one question. The floor is the time Python needs to import the library that reads
the command line; the other figures are judged by their ratio to it and to each other.
"""

import argparse
import sys
from pathlib import Path

from clock import ROOT, FailedError, Measured, median, run

SCRIPT = Path(sys.executable).parent / "cbec"
CBEC = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "cbec_cli"]

COMMANDS = {  # name → command; exit status 1 says that something in the batch is refused
    "typer": [sys.executable, "-c", "import typer"],
    "help": [*CBEC, "--help"],
    "quote": [*CBEC, "quote", "3304990029", "720.50", "--qty1", "0.03"],
    "small csv": [*CBEC, "landed-cost", str(ROOT / "examples" / "orders_small.csv")],
}
SHOWN = {
    "typer": 'python -c "import typer"',
    "help": "cbec --help",
    "quote": "cbec quote 3304990029 720.50 --qty1 0.03",
    "small csv": "cbec landed-cost examples/orders_small.csv",
}


def measure(runs: int) -> tuple[dict[str, Measured], dict[str, str]]:
    """Run each command `runs` times, taking turns, after one turn that fills the caches.

    Returns:
        Medians by name, and by name what went wrong with a command that failed.
    """
    taken: dict[str, list[Measured]] = {name: [] for name in COMMANDS}
    failed: dict[str, str] = {}
    for turn in range(runs + 1):
        for name, command in COMMANDS.items():
            if name in failed:
                continue
            try:
                measured = run(command, statuses=(0, 1), answers=name != "typer")
            except FailedError as error:
                failed[name] = str(error)
            else:
                taken[name] += [measured] if turn else []
    return {name: median(some) for name, some in taken.items() if some and name not in failed}, failed


def main() -> int:
    """Print the medians with their ratio to the first command and to `cbec --help`."""
    parser = argparse.ArgumentParser(description="Measure how fast small commands start.")
    parser.add_argument("--runs", type=int, default=20)
    medians, failed = measure(parser.parse_args().runs)
    for name, shown in SHOWN.items():
        if name in failed:
            print(f"{shown:45} {failed[name]}")
            continue
        seconds = medians[name].seconds
        ratios = [f"{seconds / medians[base].seconds:5.2f} x {base}" for base in ("typer", "help") if base in medians]
        print(f"{shown:45} {seconds * 1000:6.0f} ms  {'  '.join(ratios)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
