"""Turn what is known of the CBEC retail import list into `data/positive_list.csv` and `data/positive_list_hints.csv`.

    python tools/build_positive_list.py list FRAGMENT.csv -o data/positive_list.csv
    python tools/build_positive_list.py hints HEADINGS.csv -o data/positive_list_hints.csv

The official annex itself is not shipped: users import it with `cbec data import positive-list`. Until then these two
tables are evidence, never the list. Rows that cannot be placed are refused by their line number, all at once, and
nothing is written then. The same table gives the same bytes every time.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LIST_HEADING = ("code", "name_zh", "remark", "edition", "standing", "evidence")
HINTS_HEADING = ("kind", "first", "last", "likelihood", "goods", "note", "kilograms", "since", "source", "confidence")

EDITIONS = {"2016 first list": "2016-40", "2016 second list": "2016-47"}
"""Edition → year and number of its announcement."""

EVIDENCE = {
    "official-list-excerpt": "official-text",
    "observed-cbec-filing": "filed-before-list",
    "model-knowledge": "general-knowledge",
}
"""What speaks for a row, the strongest first."""

LIKELIHOODS = ("high", "medium", "low", "none")

ANNOUNCEMENT = "财政部等八部门公告2022年第7号"

Row = tuple[str, ...]

CONFIRMED: tuple[Row, ...] = (
    ("cap", "1006", "1006", "", "大米", "", "20", "2022-03-01", ANNOUNCEMENT, "partly"),
    ("cap", "1701", "1701", "", "食糖", "", "2", "2022-03-01", ANNOUNCEMENT, "partly"),
    ("deleted", "93070090", "93070090", "", "刀剑", "", "", "2022-03-01", ANNOUNCEMENT, "confirmed"),
    ("named", "32151900", "32151900", "", "家用打印机墨水", "", "", "2022-03-01", ANNOUNCEMENT, "partly"),
)
"""Remarks of the list in force that accounts of it agree on, though the wording and the codes are not in hand."""

_NOTE = re.compile(r"（([^（）]*)）$")


def list_row(published: Mapping[str, str]) -> Row:
    """Code, name, remark, edition, standing, evidence of one row of the fragment.

    Only a row that is text of an official list is `listed`, in the edition it stood in; all others are `unknown`.

    Raises:
        ValueError: a cell cannot be placed.
    """
    code, edition = published["hs8_as_published"].strip(), published["edition"].strip()
    if not re.fullmatch(r"[0-9]{8}", code):
        raise ValueError(f"{code!r} is not a code of eight digits")
    given = {each for each in published["evidence"].split(";") if each}
    if not given or not given <= EVIDENCE.keys():
        raise ValueError(f"{code}: evidence {published['evidence']!r} is none of {', '.join(EVIDENCE)}")
    official = "official-list-excerpt" in given
    if official != (edition in EDITIONS):
        raise ValueError(f"{code}: edition {edition!r} does not fit the evidence")
    evidence = "|".join(grade for key, grade in EVIDENCE.items() if key in given)
    name, remark = published["list_name_zh"].strip(), published["remark_zh"].strip()
    return code, name, remark, EDITIONS.get(edition, ""), "listed" if official else "unknown", evidence


def hint_row(published: Mapping[str, str]) -> Row:
    """A heading or range of headings, how likely it is on the list, and its goods.

    `0401-0406`, `8422.11`, `30xx`, `02 part`: a part is a heading of which only some lines are likely.

    Raises:
        ValueError: a cell cannot be placed.
    """
    scope, likelihood = published["heading_scope"].strip(), published["confidence"].strip()
    found = re.fullmatch(r"([0-9.]{2,7})(?:-([0-9.]{2,7})|xx)?( part)?", scope)
    if found is None:
        raise ValueError(f"{scope!r} is not a range of headings")
    first = found[1].replace(".", "")
    last = (found[2] or found[1]).replace(".", "")
    if len(first) != len(last) or first > last:
        raise ValueError(f"{scope!r} is not a range of headings")
    if likelihood not in LIKELIHOODS:
        raise ValueError(f"{scope}: likelihood {likelihood!r} is none of {', '.join(LIKELIHOODS)}")
    text = published["note_zh"].strip()
    note = _NOTE.search(text)
    goods = _NOTE.sub("", text).removesuffix("不在清单")
    kind = "part" if found[3] else "heading"
    return kind, first, last, likelihood, goods, note[1] if note else "", "", "", "", "own-knowledge"


def convert(lines: Iterable[str], place: Callable[[Mapping[str, str]], Row]) -> tuple[list[Row], list[str]]:
    """Rows sorted, and the faults by line number."""
    rows: dict[Row, Row] = {}
    faults: list[str] = []
    reader = csv.DictReader(lines, strict=True, restval="")
    key = slice(1) if place is list_row else slice(3)
    for published in reader:
        try:
            row = place(published)
        except KeyError as missing:
            return [], [f"line 1: no column {missing.args[0]}"]
        except ValueError as fault:
            faults.append(f"line {reader.line_num}: {fault}")
            continue
        if row[key] in rows:
            faults.append(f"line {reader.line_num}: {' '.join(row[key])} stands twice")
        rows[row[key]] = row
    return sorted(rows.values()), faults


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; exit status 0 written, 1 refused."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("table", choices=("list", "hints"))
    parser.add_argument("published", type=Path, help="what is known (UTF-8 CSV)")
    parser.add_argument("-o", "--output", required=True, type=Path)
    options = parser.parse_args(arguments)
    hints = options.table == "hints"
    lines = io.StringIO(options.published.read_text(encoding="utf-8-sig"), newline="")
    rows, faults = convert(lines, hint_row if hints else list_row)
    for fault in faults:
        print(f"{options.published}: {fault}", file=sys.stderr)
    if faults:
        print(f"{len(faults)} rows refused, nothing written", file=sys.stderr)
        return 1
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HINTS_HEADING if hints else LIST_HEADING)
    writer.writerows([*CONFIRMED, *rows] if hints else rows)
    part = options.output.with_name(options.output.name + ".part")
    part.write_text(text.getvalue(), encoding="utf-8", newline="")
    part.replace(options.output)
    print(f"{options.output}: {len(rows) + (len(CONFIRMED) if hints else 0)} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
