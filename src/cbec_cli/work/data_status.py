"""Every table an answer may rest on: what it is, how old, how sure, and what the user brought."""

from __future__ import annotations

import csv
import gzip
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.places import data_file
from cbec_cli.law.dated import load_law
from cbec_cli.law.editions import KIND, Edition, announced
from cbec_cli.law.positive_list import PositiveList, load_positive_list
from cbec_cli.law.user_data import data_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

_SAID = ("title", "title_zh", "vintage", "source", "confidence", "note")

DESCRIBED = "tables.csv"
"""The table that describes the others."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        file: under `data/`, or in the user's data folder.
        rows: lines of a table, values of the law; None where they cannot be counted.
        vintage: the day or year from which it tells.
        source: the legal document. confidence: confirmed, partly, own-knowledge, unsure, or user-supplied.
        by_user: the user brought it.
    """

    file: str
    title: str
    title_zh: str
    rows: int | None
    vintage: str
    source: str
    confidence: str
    note: str
    by_user: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """All tables, and which positive list is in force on the day."""

    day: date
    folder: Path
    tables: tuple[Table, ...]
    positive_list: str

    def as_dict(self) -> dict[str, Any]:
        """The status as JSON carries it."""
        return {
            "schema": "cbec/data/1",
            "on": self.day.isoformat(),
            "folder": str(self.folder),
            "positive_list": self.positive_list,
            "tables": [asdict(table) for table in self.tables],
        }


def data_status(day: date) -> Status:
    """Every shipped table and every table of the user's.

    Raises:
        CannotRun: a table of the user's cannot be read.
    """
    positive = load_positive_list()
    shipped = [_shipped(file, about) for file, about in _described().items()]
    users = [_users(edition, positive, day) for edition in positive.editions]
    return Status(day, data_folder(), (*shipped, *users), _in_force(positive, day))


def _described() -> dict[str, dict[str, str]]:
    """File → its description, first the described ones in their order, then what else lies there.

    A folder with a description of its own (`lexicon/`) stands for the files in it.
    """
    with data_file(DESCRIBED).open(encoding="utf-8", newline="") as opened:
        about = {row["file"]: row for row in csv.DictReader(opened)}
    folder = data_file("")
    there = sorted({_entry(path.relative_to(folder).as_posix(), about) for path in folder.rglob("*") if path.is_file()})
    about.update((file, {"title": "(not described)"}) for file in there if file not in about and file != DESCRIBED)
    return {file: each for file, each in about.items() if file in there}


def _entry(file: str, about: Mapping[str, object]) -> str:
    """The file itself, or the described folder it lies in."""
    top = f"{file.partition('/')[0]}/"
    return top if top in about else file


def _shipped(file: str, about: dict[str, str]) -> Table:
    """One shipped table."""
    title, title_zh, vintage, source, confidence, note = (about.get(name, "") for name in _SAID)
    return Table(file, title, title_zh, _rows(file), vintage, source, confidence, note)


def _rows(file: str) -> int | None:
    """Lines without the heading; of the law its values, of another YAML file the entries of its sections."""
    if file == "tariffs.yaml":
        law = load_law()
        return sum(len(law.history(name)) for name in law.names())
    if file.endswith("/"):
        return sum(_lines_of_tsv(path) for path in data_file(file).rglob("*.tsv"))
    content = data_file(file).read_bytes()
    if file.endswith(".yaml"):
        import yaml  # noqa: PLC0415 -- as the law, read only when asked for

        return sum(len(part) for part in yaml.safe_load(content).values() if isinstance(part, (list, dict)))
    if file.endswith(".gz"):
        content, file = gzip.decompress(content), file.removesuffix(".gz")
    return max(0, content.count(b"\n") - 1) if file.endswith(".csv") else None


def _lines_of_tsv(path: Path) -> int:
    """Lines below the heading, remarks left out."""
    lines = path.read_text("utf-8").splitlines()
    return max(0, sum(1 for line in lines if line.strip() and not line.startswith("#")) - 1)


def _users(edition: Edition, positive: PositiveList, day: date) -> Table:
    """One imported edition."""
    whole = "complete" if edition.complete else "incomplete: evidence only"
    force = "in force" if positive.edition_on(day) is edition else "not in force"
    until = f" to {edition.until}" if edition.until else ""
    return Table(
        file=f"{KIND}/{edition.edition}.json",
        title=f"CBEC retail import list, edition {edition.edition}",
        title_zh="跨境电子商务零售进口商品清单",
        rows=len(edition.lines),
        vintage=edition.since.isoformat(),
        source=edition.source,
        confidence="user-supplied",
        note=f"{whole}, {force} on {day} ({edition.since}{until}); imported on {edition.imported_on} from "
        f"{edition.file}, sha256 {edition.sha256[:12]}…",
        by_user=True,
    )


def _in_force(positive: PositiveList, day: date) -> str:
    """Which list answers on the day, in a sentence."""
    edition = positive.edition_on(day)
    if edition is not None and edition.complete:
        return f"edition {edition.edition} is loaded and in force on {day}"
    named = next((each for each in reversed(announced()) if each.since <= day), None)
    wanted = f"; in force is {named.source}, {named.lines or 0:,} lines" if named else ""
    return f"no complete edition is loaded for {day}{wanted}"
