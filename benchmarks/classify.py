"""Measure `cbec classify`: `python benchmarks/classify.py [--titles 100k] [--few 200] [--repeat 1] [--check]`.

Beside it stand what somebody writes in an hour: a loop over the csv module with one look into a dictionary for each
title (the floor: it reads and writes the same file and knows nothing), and the most similar of all official names by
rapidfuzz, for a few titles only, because it takes so long. All run in the same session and on one core, taking turns.
Titles are made from the lexicon's own test titles, with brands, sizes and words of shops around them; half are Chinese.
"""

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from clock import HERE, FailedError, Measured, median, run
from rich.console import Console
from rich.table import Table

FULL = 100_000
"""Titles from which the aims are judged."""

STEPS = {
    "bare": "csv module and a dictionary",
    "classify": "classified, with reasons",
    "command": "cbec classify FILE -o out.csv",
    "fuzzy": "rapidfuzz extractOne over official names",
}
AIMS = (
    ("300,000 titles a minute with reasons", lambda of: of["titles a minute"] >= 300_000),
    ("loading takes under 100 ms", lambda of: of["load, ms"] < 100),
    ("loading takes under 60 MiB", lambda of: of["load, MiB"] < 60),
    ("at least 100 x as fast as rapidfuzz", lambda of: of["x rapidfuzz"] >= 100),
)


def make(titles: int, path: Path) -> None:
    """Write titles, each once."""
    from cbec_cli.classify.lexicon import read_lexicon  # noqa: PLC0415 -- the measuring process stays small

    kinds = read_lexicon().kinds
    known = {
        tongue: sorted({kind.tries[i][0] for kind in kinds if len(kind.tries) > i}) for i, tongue in enumerate("ze")
    }
    around = {
        "z": (
            ("", "新款", "日本进口", "正品", "2026"),
            ("", "50ml", "100g*2", "300粒", "L码", "家用", "送女友", "包邮"),
        ),
        "e": (("", "New", "Original", "2026", "Premium"), ("", "50 ml", "pack of 2", "for women", "size L", "gift")),
    }
    dice = Random(20261124)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["name"])
        for number in range(titles):
            tongue = "ze"[number % 2]
            before, after = (dice.choice(words) for words in around[tongue])
            brand = f"{dice.choice('BDKLMNRST')}{dice.choice('aeiou')}{dice.choice('lmnrst')}{number:x}"
            parts = (before, brand, dice.choice(known[tongue]), after)
            lines.writerow([" ".join(part for part in parts if part)])


def names(path: Path) -> Iterator[str]:
    """The titles of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["name"]


def write(path: Path, rows: Iterator[tuple[object, ...]]) -> None:
    """Rows as csv."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def bare(path: Path, target: Path) -> None:
    """One look into a dictionary for each title."""
    known = {title: title[:6] for title in list(names(path))[::2]}
    write(target, ((title, known.get(title, "")) for title in names(path)))


def classify(path: Path, target: Path) -> None:
    """Code, probability and reasons of each title."""
    from cbec_cli.classify.answer import Classifier  # noqa: PLC0415 -- only here
    from cbec_cli.classify.evidence import Product  # noqa: PLC0415 -- only here

    classifier = Classifier()

    def rows() -> Iterator[tuple[object, ...]]:
        for title in names(path):
            said = classifier.classify(Product(title))
            first = said.candidates[0] if said.candidates else None
            words = [f"{each.text} {each.start}-{each.end}" for each in first.because] if first else []
            answer = said.answer.code if said.answer else ""
            yield title, answer, first.probability if first else "", ", ".join(words), said.question, said.unsure

    write(target, rows())


def fuzzy(path: Path, target: Path) -> None:
    """The official name most like each title."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only here

    from cbec_cli.classify.store import _names  # noqa: PLC0415 -- only here

    official = [name.lower() for _, name in _names()]
    best = (process.extractOne(title.lower(), official, scorer=fuzz.WRatio) for title in names(path))
    write(target, ((found[0], found[1]) for found in best if found))


JOBS = {"bare": bare, "classify": classify, "fuzzy": fuzzy}


def commands(folder: Path, titles: Path, few: Path) -> dict[str, list[str]]:
    """The programs with their arguments, in the order they run."""
    job = [sys.executable, str(HERE / "classify.py"), "--job"]
    return {
        "pass": [sys.executable, "-c", "pass"],
        "load": [sys.executable, "-c", "from cbec_cli.classify.answer import Classifier; Classifier()"],
        "bare": [*job, "bare", str(titles), str(folder / "bare.csv")],
        "classify": [*job, "classify", str(titles), str(folder / "classified.csv")],
        "command": [sys.executable, "-m", "cbec_cli", "classify", str(titles), "-o", str(folder / "out.csv")],
        "fuzzy": [*job, "fuzzy", str(few), str(folder / "fuzzy.csv")],
    }


def turn(steps: dict[str, list[str]]) -> dict[str, Measured]:
    """Every step once."""
    found = {}
    for name, command in steps.items():
        print(name, file=sys.stderr)
        found[name] = run(command)
    return found


def count(text: str) -> int:
    """Read 10k, 1M or a plain number of titles."""
    return int(text.rstrip("kM")) * {"k": 1_000, "M": 1_000_000}.get(text[-1:], 1)


def arguments() -> argparse.Namespace:
    """What is to be measured."""
    parser = argparse.ArgumentParser(description="Measure cbec classify.")
    parser.add_argument("--titles", default="100k")
    parser.add_argument("--few", default="200", help="titles for rapidfuzz")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit status 1 when an aim is missed")
    parser.add_argument("--make", nargs=2, metavar=("TITLES", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--job", nargs=3, metavar=("JOB", "FILE", "TARGET"), help=argparse.SUPPRESS)
    return parser.parse_args()


def figures(found: dict[str, Measured], counts: dict[str, int]) -> dict[str, float]:
    """What the aims speak of."""
    seconds = {step: found[step].seconds / titles for step, titles in counts.items()}
    return {
        "titles a minute": 60 / seconds["classify"],
        "x rapidfuzz": seconds["fuzzy"] / seconds["classify"],
        "load, ms": 1_000 * (found["load"].seconds - found["pass"].seconds),
        "load, MiB": found["load"].mebibytes,
    }


def show(found: dict[str, Measured], counts: dict[str, int], aims: list[tuple[str, bool]]) -> None:
    """Print the figures."""
    table = Table("", "titles", "seconds", "titles a minute", "x bare", "peak MiB")
    base = found["bare"].seconds / counts["bare"]
    for name, title in STEPS.items():
        seconds, titles = found[name].seconds, counts[name]
        table.add_row(
            title,
            f"{titles:,}",
            f"{seconds:.2f}",
            f"{60 * titles / seconds:,.0f}",
            f"{seconds / titles / base:.1f}",
            f"{found[name].mebibytes:.0f}",
        )
    console = Console()
    console.print(table, soft_wrap=True)
    of = figures(found, counts)
    times = found["load"].seconds / found["pass"].seconds
    console.print(
        f"Loading: {of['load, ms']:.0f} ms more than python -c pass ({times:.1f} x), {of['load, MiB']:.0f} MiB"
    )
    for title, met in aims:
        console.print(f"{title}: {'met' if met else 'missed'}")


def main() -> int:
    """Make files, measure, show, check."""
    chosen = arguments()
    if chosen.make:
        make(count(chosen.make[0]), Path(chosen.make[1]))
        return 0
    if chosen.job:
        JOBS[chosen.job[0]](Path(chosen.job[1]), Path(chosen.job[2]))
        return 0
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one core, for every program started from here
    titles, few = count(chosen.titles), min(count(chosen.few), count(chosen.titles))
    with tempfile.TemporaryDirectory(prefix="cbec-classify-") as name:
        folder = Path(name)
        os.environ["CBEC_CACHE_DIR"] = str(folder / "cache")
        files = folder / "titles.csv", folder / "few.csv"
        steps = commands(folder, *files)
        try:
            for size, file in zip((titles, few), files, strict=True):
                run([sys.executable, str(HERE / "classify.py"), "--make", str(size), str(file)])
            run(steps["load"])  # builds the index
            turns = [turn(steps) for _ in range(chosen.repeat)]
        except FailedError as error:
            print(error, file=sys.stderr)
            return 2
    found = {step: median([one[step] for one in turns]) for step in turns[0]}
    counts = dict.fromkeys(("bare", "classify", "command"), titles) | {"fuzzy": few}
    aims = [(title, bool(holds(figures(found, counts)))) for title, holds in AIMS] if titles >= FULL else []
    show(found, counts, aims)
    return int(chosen.check and not all(met for _, met in aims))


if __name__ == "__main__":
    sys.exit(main())
