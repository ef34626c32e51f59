"""Bringing in the official annex of the positive list: read, check, keep.

An edition counts as complete only if every line is there: as many as the announcement has, numbered 1 to n, each code
of eight digits and none twice. Nothing is kept of an annex with faults, unless the user asks for what there is; such an
edition is evidence and never says that goods are not on the list.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.today import today
from cbec_cli.law.editions import Announced, Edition, ListLine, announced, edition_name, save_edition
from cbec_cli.law.positive_list import tariff_codes
from cbec_cli.law.remarks import Remark, parse_remark
from cbec_cli.law.tariff import load_tariff
from cbec_cli.tables.annex import Annex, Fault, read_annex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of the edition; empty is unsaid.

    Attributes:
        edition: its name: `2022-7`, or the announcement in words.
        since, until: first and last day in force.
        source: the announcement, for an edition the law does not name yet.
    """

    edition: str = ""
    since: date | None = None
    until: date | None = None
    source: str = ""


@dataclass(slots=True)
class Imported:
    """What was read, and what became of it.

    Attributes:
        edition: the edition as it is, or would be, kept.
        expected: lines the announcement has; None for an edition the law does not name.
        faults: why the annex is not complete.
        not_in_tariff: codes the tariff no longer has; kept as they are.
        stored: where it lies; None if nothing was kept.
    """

    edition: Edition
    annex: Annex
    expected: int | None
    faults: list[Fault] = field(default_factory=list)
    not_in_tariff: list[ListLine] = field(default_factory=list)
    stored: Path | None = None

    @property
    def remarks(self) -> dict[str, int]:
        """How many lines have which kind of remark."""
        read = [parse_remark(line.remark) for line in self.edition.lines if line.remark]
        return {
            "lines_with_a_remark": len(read),
            "only_bonded": sum(each.only_bonded for each in read),
            "goods_excluded": sum(bool(each.excluded) for each in read),
            "named_goods_only": sum(bool(each.named) for each in read),
            "quantity_capped": sum(bool(each.cap) for each in read),
            "not_understood": sum(bool(each.unread) for each in read),
        }

    @property
    def caps(self) -> list[tuple[str, Remark]]:
        """Code and remark of the lines with a quantity for each person and year."""
        return [(line.code, read) for line in self.edition.lines if (read := parse_remark(line.remark)).cap]

    @property
    def unread(self) -> list[tuple[str, list[str]]]:
        """Clauses of remarks that are not understood, each with its codes, the most frequent first."""
        found: dict[str, list[str]] = {}
        for line in self.edition.lines:
            for clause in parse_remark(line.remark).unread:
                found.setdefault(clause, []).append(line.code)
        return sorted(found.items(), key=lambda each: -len(each[1]))


def import_positive_list(
    path: Path, wanted: Wanted, *, sheet: str | None = None, keep_incomplete: bool = False
) -> Imported:
    """Read the official annex, check it, and keep it in the user's data folder if it is complete.

    Args:
        path: the annex.
        wanted: what the user says of the edition.
        sheet: sheet of a workbook.
        keep_incomplete: keep it with its faults too, as evidence only.

    Raises:
        CannotRun: the file is no annex, it is not clear which edition it is, or it cannot be stored.
    """
    annex = read_annex(path, sheet)
    known = _announced(annex, wanted)
    lines = tuple(ListLine(number=a.number, code=a.code, name=a.name, remark=a.remark) for a in annex.lines)
    faults = [*annex.faults, *_count(annex, known), *_numbers(annex), *_twice(annex)]
    edition = _edition(annex, lines, known, complete=not faults)
    there = tariff_codes(load_tariff())
    gone = [line for line in lines if line.code not in there]
    imported = Imported(edition, annex, known.lines, faults, gone)
    if edition.complete or keep_incomplete:
        imported.stored = save_edition(edition)
    return imported


def _announced(annex: Annex, wanted: Wanted) -> Announced:
    """The announcement the annex belongs to: the one named, else the one that has as many lines.

    What the user says of its days wins over what the law names.
    """
    known = _named(wanted) if wanted.edition else _of_as_many_lines(annex)
    found = replace(
        known,
        since=wanted.since or known.since,
        until=wanted.until or known.until,
        source=wanted.source or known.source,
    )
    if found.until is not None and found.until < found.since:
        raise CannotRun(
            f"the last day {found.until} lies before the first day {found.since}", "correct --since or --until"
        )
    return found


def _named(wanted: Wanted) -> Announced:
    """The edition the user names; a new one needs its first day."""
    name = edition_name(wanted.edition)
    if not name:
        raise CannotRun(f"--edition {wanted.edition}: not a name of an edition", "write it as 2022-7")
    found = next((each for each in announced() if each.edition == name), None)
    if found is not None:
        return found
    if wanted.since is None:
        raise CannotRun(f"--edition {name}: not among the known ones, {_known()}", "add --since DAY, its first day")
    return Announced(name, None, wanted.since, None, "")


def _of_as_many_lines(annex: Annex) -> Announced:
    """The edition with as many lines; rows that cannot be read count as lines too."""
    counts = {len(annex.lines), len(annex.lines) + len(annex.faults)}
    fitting = [each for each in announced() if each.lines in counts]
    if len(fitting) == 1:
        return fitting[0]
    raise CannotRun(
        f"{annex.file}: {len(annex.lines):,} lines are no known edition: {_known()}",
        "say which it is: --edition 2022-7 (a table of adjustments alone is not the list); for a newer one "
        "--edition NAME --since DAY --source ANNOUNCEMENT",
    )


def _known() -> str:
    """The editions the law names."""
    return ", ".join(f"{each.edition} ({each.lines:,} lines)" for each in announced())


def _edition(annex: Annex, lines: tuple[ListLine, ...], known: Announced, *, complete: bool) -> Edition:
    """The edition as it is kept."""
    return Edition(
        edition=known.edition,
        since=known.since,
        until=known.until,
        source=known.source,
        complete=complete,
        file=annex.file,
        sha256=annex.sha256,
        imported_on=today(),
        lines=lines,
        notes=tuple(text for _, text in annex.notes),
    )


def _count(annex: Annex, known: Announced) -> Iterable[Fault]:
    """The number of lines is that of the announcement; of an unknown one only the 序号 can tell."""
    if known.lines is None:
        if not annex.numbered:
            yield Fault("the table", "no column 序号, and how many lines the edition has is not known")
    elif len(annex.lines) != known.lines:
        yield Fault("the table", f"{len(annex.lines):,} lines read; {known.source} has {known.lines:,}")


def _numbers(annex: Annex) -> Iterable[Fault]:
    """The lines are numbered 1 to n, each number once and in its place."""
    if not annex.numbered:
        return
    with_number = [(line.number, line.place) for line in annex.lines if line.number is not None]
    numbers = [number for number, _ in with_number]
    for line in annex.lines:
        if line.number is None:
            yield Fault(line.place, f"the code {line.code} has no 序号")
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    if missing:
        yield Fault("the table", f"no line with the 序号 {_ranges(missing)}")
    for number, times in Counter(numbers).items():
        if times > 1:
            yield Fault("the table", f"{times} lines with the 序号 {number}")
    for (number, place), before in zip(with_number[1:], numbers, strict=False):
        if number < before:
            yield Fault(place, f"the 序号 {number} stands after {before}")


def _twice(annex: Annex) -> Iterable[Fault]:
    """No code stands twice: of two equal ones, one is likely a slip and another code is missing."""
    first: dict[str, str] = {}
    for line in annex.lines:
        if line.code in first:
            yield Fault(line.place, f"the code {line.code} stands twice, first in {first[line.code]}")
        first.setdefault(line.code, line.place)


def _ranges(numbers: list[int]) -> str:
    """`3, 7-9, 12 …`: runs of numbers, the first ten of them."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs[:10])
    return f"{shown} …" if len(runs) > 10 else shown
