"""Measure cbec beside other ways to do the job: `python benchmarks/run.py [--lines 10k,100k,1M] [--write] [--check]`.

All contenders of a size run in the same session and take turns, so that a busy machine hits them alike; the figures are
medians. `--write` puts the tables into README.md, `--check` ends with status 1 when an aim is missed.
"""

import argparse
import os
import platform
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

import start_up
from clock import HERE, ROOT, FailedError, Measured, median, run
from rich.console import Console
from rich.table import Table

README = HERE / "README.md"
MARKS = ("<!-- figures: written by run.py --write -->", "<!-- end of figures -->")
WORKBOOK_LINES = 2**20 - 1
PACKAGES = ("numpy", "pandas", "pyarrow", "python-calamine", "rustpy-xlsxwriter", "typer")

Key = tuple[str, int, str]
"""Format, lines, contender; start-up figures have the format `start` and no lines."""


@dataclass(frozen=True)
class Contender:
    """A way to do the job, and the largest file it is given unless `--slow` is said."""

    name: str
    title: str
    script: str
    limits: dict[str, int]

    def command(self, source: Path, target: Path) -> list[str]:
        """The program with its arguments."""
        if not self.script:
            return [sys.executable, "-m", "cbec_cli", COMMANDS[self.name], str(source), "--output", str(target)]
        return [sys.executable, str(HERE / "baselines" / self.script), str(source), str(target)]


COMMANDS = {"cbec": "landed-cost", "check": "check"}
"""Contender → the command of cbec that it is; both say 1 when something in the batch is refused or found."""

CONTENDERS = (
    Contender("bare", "bare read and write, nothing computed", "bare_copy.py", {"csv": 10**6, "xlsx": 10**5}),
    Contender("cbec", "cbec landed-cost", "", {"csv": 10**8, "xlsx": 10**5}),
    Contender("check", "cbec check, all rules", "", {"csv": 10**6, "xlsx": 10**5}),
    Contender("pandas", "pandas, whole columns", "pandas_columns.py", {"csv": 10**6, "xlsx": 10**5}),
    Contender("decimal", "csv module and Decimal, row by row", "csv_decimal.py", {"csv": 10**5}),
    Contender("apply", "pandas apply and Decimal, row by row", "pandas_apply.py", {"csv": 10**5, "xlsx": 10**4}),
)


@dataclass(frozen=True)
class Aim:
    """What is promised: time of one key over that of another, or (without another) memory of one key in MiB."""

    title: str
    key: Key
    base: Key | None = None
    at_most: float = float("inf")
    at_least: float = 0

    def value(self, medians: dict[Key, Measured]) -> float | None:
        """The measured figure; None if a part of it was not measured."""
        if self.key not in medians or (self.base and self.base not in medians):
            return None
        return medians[self.key].seconds / medians[self.base].seconds if self.base else medians[self.key].mebibytes

    def verdict(self, medians: dict[Key, Measured]) -> tuple[str, str]:
        """The figure as text, and `met`, `missed` or `not measured`."""
        value = self.value(medians)
        if value is None:
            return "", "not measured"
        return f"{value:.2f}" if self.base else f"{value:.0f} MiB", (
            "met" if self.at_least <= value <= self.at_most else "missed"
        )


AIMS = (
    Aim("1M csv: at most 3.5 x bare", ("csv", 10**6, "cbec"), ("csv", 10**6, "bare"), at_most=3.5),
    Aim("1M csv: pandas takes at least 5 x as long", ("csv", 10**6, "pandas"), ("csv", 10**6, "cbec"), at_least=5),
    Aim("100k xlsx: at most 2 x bare", ("xlsx", 10**5, "cbec"), ("xlsx", 10**5, "bare"), at_most=2),
    Aim("check 1M csv: at most 4.5 x bare", ("csv", 10**6, "check"), ("csv", 10**6, "bare"), at_most=4.5),
    Aim("check 100k xlsx: at most 2.5 x bare", ("xlsx", 10**5, "check"), ("xlsx", 10**5, "bare"), at_most=2.5),
    Aim("check 1M csv: under 1.5 GiB", ("csv", 10**6, "check"), at_most=1536),
    Aim("10M csv: under 1 GiB", ("csv", 10**7, "cbec"), at_most=1024),
    Aim("--help: at most 2.5 x import typer", ("start", 0, "help"), ("start", 0, "typer"), at_most=2.5),
    Aim("quote: at most 1.5 x --help", ("start", 0, "quote"), ("start", 0, "help"), at_most=1.5),
    Aim("20-line csv: at most 2.5 x --help", ("start", 0, "small csv"), ("start", 0, "help"), at_most=2.5),
)


class Session:
    """Measures sizes one after the other and keeps the medians."""

    def __init__(self, out: Path, repeat: int, only: Sequence[str], *, slow: bool) -> None:
        """Nothing is measured yet; files go to the folder `out`."""
        self.out, self.repeat, self.slow = out, repeat, slow
        self.contenders = [one for one in CONTENDERS if not only or one.name in only]
        self.medians: dict[Key, Measured] = {}
        self.failed: dict[Key, str] = {}

    def size(self, kind: str, lines: int) -> None:
        """Generate a file, let the contenders take turns on it, drop what they wrote."""
        source = self.source(kind, lines)
        entered = [one for one in self.contenders if lines <= one.limits.get(kind, 0) or self.entered_anyway(one, kind)]
        taken: dict[str, list[Measured]] = {one.name: [] for one in entered}
        for turn in range(self.repeat):
            for one in entered:
                print(f"{kind} {lines:,} lines, turn {turn + 1}: {one.name}", file=sys.stderr)
                self.turn(one, source, taken[one.name])
        self.medians |= {(kind, lines, name): median(some) for name, some in taken.items() if some}

    def source(self, kind: str, lines: int) -> Path:
        """The file of orders: made now unless it is there and younger than what makes it."""
        source = self.out / f"orders-{lines}.{kind}"
        makers = (HERE / "generate.py", ROOT / "data" / "hs_codes.csv")
        if not source.exists() or source.stat().st_mtime < max(maker.stat().st_mtime for maker in makers):
            partial = source.with_name(f"partial-{source.name}")
            wanted = ["--lines", str(lines), "--format", kind, "--output", str(partial)]
            run([sys.executable, str(HERE / "generate.py"), *wanted])
            partial.replace(source)
        return source

    def entered_anyway(self, one: Contender, kind: str) -> bool:
        """With `--slow`, everything that reads the format takes part."""
        return self.slow and kind in one.limits

    def turn(self, one: Contender, source: Path, taken: list[Measured]) -> None:
        """One run; a contender that fails is noted and skipped from then on."""
        kind, lines = source.suffix[1:], int(source.stem.split("-")[1])
        if (kind, lines, one.name) in self.failed:
            return
        target = self.out / f"result-{one.name}{source.suffix}"
        target.unlink(missing_ok=True)
        try:
            measured = run(one.command(source, target), statuses=(0, 1) if one.name in COMMANDS else (0,))
        except FailedError as error:
            self.failed[kind, lines, one.name] = str(error)
        else:
            if target.exists():
                taken.append(measured)
            else:
                self.failed[kind, lines, one.name] = "wrote nothing"
        target.unlink(missing_ok=True)

    def start_up(self, runs: int) -> None:
        """The small commands."""
        medians, failed = start_up.measure(runs)
        self.medians |= {("start", 0, name): measured for name, measured in medians.items()}
        self.failed |= {("start", 0, name): why for name, why in failed.items()}


def size_rows(session: Session, kind: str, lines: int) -> list[list[str]]:
    """Title, seconds, ratio to the bare copy, peak memory: one row per contender that ran."""
    bare = session.medians.get((kind, lines, "bare"))
    rows = []
    for one in CONTENDERS:
        measured = session.medians.get((kind, lines, one.name))
        if measured:
            ratio = f"{measured.seconds / bare.seconds:.1f}" if bare else ""
            rows.append([one.title, f"{measured.seconds:.2f}", ratio, f"{measured.mebibytes:.0f}"])
        elif (kind, lines, one.name) in session.failed:
            rows.append([one.title, session.failed[kind, lines, one.name], "", ""])
    return rows


def start_rows(session: Session) -> list[list[str]]:
    """Command, milliseconds, ratio to the import, ratio to the help."""
    rows = []
    for name, shown in start_up.SHOWN.items():
        measured = session.medians.get(("start", 0, name))
        if measured is None:
            rows.append([shown, session.failed.get(("start", 0, name), ""), "", ""])
            continue
        bases = (session.medians.get(("start", 0, base)) for base in ("typer", "help"))
        ratios = [f"{measured.seconds / base.seconds:.2f}" if base else "" for base in bases]
        rows.append([shown, f"{measured.seconds * 1000:.0f}", *ratios])
    return rows


def tables(session: Session) -> list[tuple[str, list[str], list[list[str]]]]:
    """Every table: title, headings, rows."""
    sizes = dict.fromkeys((kind, lines) for kind, lines, _ in (*session.medians, *session.failed) if kind != "start")
    found = [
        (f"{lines:,} lines, {kind}", ["", "seconds", "x bare", "peak MiB"], size_rows(session, kind, lines))
        for kind, lines in sizes
    ]
    if any(kind == "start" for kind, _, _ in (*session.medians, *session.failed)):
        found.append(("Start-up", ["", "ms", "x import typer", "x --help"], start_rows(session)))
    aims = [[aim.title, *aim.verdict(session.medians)] for aim in AIMS]
    return [*found, ("Aims", ["", "measured", ""], aims)]


def show(session: Session) -> None:
    """Print the tables."""
    console = Console()
    for title, headings, rows in tables(session):
        table = Table(title=title, title_justify="left", title_style="bold")
        for place, heading in enumerate(headings):
            table.add_column(heading, justify="right" if place else "left")
        for row in rows:
            table.add_row(*row)
        console.print(table)


def machine(repeat: int) -> str:
    """When, where and with what it was measured."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return (
        f"Measured on {date.today():%Y-%m-%d}, {platform.system()} {platform.machine()} with {os.cpu_count()} cores, "  # noqa: DTZ011 -- the day on the wall
        f"Python {platform.python_version()}, {versions}; medians of {repeat} runs."
    )


def write(session: Session) -> None:
    """Replace what stands between the marks of README.md."""
    parts = [machine(session.repeat)]
    for title, headings, rows in tables(session):
        lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
        parts.append("\n".join([f"### {title}", "", *(f"| {' | '.join(line)} |" for line in lines)]))
    figures = "\n\n".join([MARKS[0], *parts, MARKS[1]])
    text = README.read_text(encoding="utf-8")
    pattern = f"{re.escape(MARKS[0])}.*{re.escape(MARKS[1])}"
    README.write_text(re.sub(pattern, lambda _: figures, text, flags=re.DOTALL), encoding="utf-8")


def count(text: str) -> int:
    """Read 10k, 1M or a plain number of lines."""
    factor = {"k": 1_000, "M": 1_000_000}.get(text[-1:], 1)
    return int(text.rstrip("kM")) * factor


def arguments() -> argparse.Namespace:
    """What is to be measured."""
    parser = argparse.ArgumentParser(description="Measure cbec beside other ways to do the job.")
    parser.add_argument("--lines", default="10k,100k,1M", help="sizes, e.g. 10k,100k,1M,10M; empty for none")
    parser.add_argument("--formats", default="csv,xlsx")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", default="", help=f"some of {', '.join(one.name for one in CONTENDERS)}")
    parser.add_argument("--slow", action="store_true", help="let the slow baselines run on large files too")
    parser.add_argument("--start-up-runs", type=int, default=20, help="0 leaves start-up out")
    parser.add_argument("--out", type=Path, default=HERE / "out", help="folder for orders and results")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    parser.add_argument("--check", action="store_true", help="exit status 1 when an aim is missed")
    return parser.parse_args()


def main() -> int:
    """Measure, show, write, check."""
    chosen = arguments()
    chosen.out.mkdir(exist_ok=True)
    only = chosen.only.split(",") if chosen.only else ()
    session = Session(chosen.out.resolve(), chosen.repeat, only, slow=chosen.slow)
    if chosen.start_up_runs:
        session.start_up(chosen.start_up_runs)
    for kind in chosen.formats.split(","):
        for lines in map(count, filter(None, chosen.lines.split(","))):
            if kind != "xlsx" or lines <= WORKBOOK_LINES:
                session.size(kind, lines)
    show(session)
    if chosen.write:
        write(session)
    missed = any(aim.verdict(session.medians)[1] == "missed" for aim in AIMS)
    return 1 if session.failed or (chosen.check and missed) else 0


if __name__ == "__main__":
    sys.exit(main())
