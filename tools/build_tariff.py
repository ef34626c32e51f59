"""Turn a published tariff table into `data/hs_codes.csv`.

    python tools/build_tariff.py PUBLISHED.csv --vintage 2026-01-01 -o data/hs_codes.csv

The published table is UTF-8 CSV, one ten-digit line of the tariff per row, with the rates as text. `COLUMNS` names
its columns; `--column mfn=最惠国税率` renames one. A row that cannot be placed is refused by its line number, all of
them at once, and nothing is written then. The same table gives the same bytes every time. See `tools/README.md`.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cbec_cli.law.codes import inspection_letters, supervision_letters, unit
from cbec_cli.law.duty import parse_duty
from cbec_cli.law.tariff import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COLUMNS = {
    "code": "hs10",
    "name_zh": "name_zh",
    "mfn": "mfn_text",
    "provisional": "provisional_text",
    "general": "general_text",
    "vat": "vat_pct",
    "consumption": "consumption_text",
    "unit1": "unit1_code",
    "unit2": "unit2_code",
    "supervision": "supervision",
    "inspection": "inspection",
    "elements": "declaration_elements",
}
"""What the tool needs → the heading it has in the published table."""

VAT_CLASSES = {"13": "standard", "9": "reduced", "3": "three", "0": "zero", "": ""}
"""VAT per cent as published → class. The rate of a class on a day stands in `data/tariffs.yaml`."""

NO_STEP = re.compile(r"完税价不高于0元/")
"""A price step at zero: how the published table writes a film rate it has lost. Such a rate is unknown, not zero."""

LOST_CHARACTERS = {"\ue837": "䌷"}
"""Characters of the private use area → what the tariff prints (heading 5007, fabrics of noil silk)."""

KG_TEST = "完税价大于等于10000元：{}，完税价小于10000元：0。"
PIECE_TEST = "完税价大于等于15元：15%，完税价小于15元：0。"
BEER = re.compile(r"完税价大于等于([\d.]+)元：0\.253元/升，完税价小于\1元：0\.2227元/升。")

CONSUMPTION: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (KG_TEST.format("15%"), ("330499",), "skin_care"),
    (KG_TEST.format("15%"), ("3303", "3304"), "cosmetics"),
    (PIECE_TEST, ("330499",), "skin_care_by_piece"),
    (PIECE_TEST, ("3304",), "cosmetics_by_piece"),
    (KG_TEST.format("20%"), ("9101", "9102"), "watches"),
    ("10%", ("2204", "2205", "2206"), "wine"),
    ("20%+0.912元/升", ("2208",), "spirits"),
    ("0.2495元/升", ("2206",), "yellow_wine"),
    ("10%", ("71",), "jewellery"),
    ("10%", ("9506",), "golf"),
    ("15%", ("3604",), "fireworks"),
    ("4%", ("3208", "3209", "3210", "3214"), "coatings"),
    ("4%", ("8506", "8507"), "batteries"),
    ("5%", ("4409", "4419"), "chopsticks_flooring"),
    ("3%", ("8711",), "motorcycles_3"),
    ("10%", ("8711",), "motorcycles_10"),
    ("10%", ("8903",), "yachts"),
    *((f"{rate}%", ("8703",), f"cars_{rate}") for rate in (1, 3, 5, 9, 12, 25, 40)),
    ("5%", ("8702",), "buses"),
    ("1.52元/升", ("2707", "2710"), "gasoline"),
    ("1.2元/升", ("2710", "2715", "3826"), "diesel"),
    ("30%", ("2403", "2404"), "tobacco_30"),
    ("36%", ("240412", "8543"), "e_cigarettes"),
    ("36%", ("2402",), "tobacco_36"),
)
"""Consumption tax as published, the headings under which it stands, and the class both mean; the first match counts."""


@dataclass
class Result:
    """What became of a published table."""

    rows: list[list[str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def convert(lines: Iterable[str], vintage: str, columns: Mapping[str, str] = COLUMNS) -> Result:
    """Convert the published table, heading first, to rows of `data/hs_codes.csv`, sorted by code.

    Args:
        lines: the physical lines of the published CSV.
        vintage: the day from which the table applies, ISO.
        columns: what is needed → heading in the published table.

    Returns:
        Rows with faults by line number. Rows are complete only if there are no faults.
    """
    result = Result()
    reader = csv.DictReader(lines, strict=True)
    missing = [name for name in columns.values() if name not in (reader.fieldnames or [])]
    if missing:
        result.faults.append(f"line 1: no column {', '.join(missing)}; found {', '.join(reader.fieldnames or [])}")
        return result
    seen: dict[str, int] = {}
    for published in reader:
        try:
            row = _row({name: _clean(published[heading] or "") for name, heading in columns.items()}, vintage)
        except ValueError as fault:
            result.faults.append(f"line {reader.line_num}: {fault}")
            continue
        if row[0] in seen:
            result.faults.append(f"line {reader.line_num}: code {row[0]} stood on line {seen[row[0]]} already")
        seen[row[0]] = reader.line_num
        result.rows.append(row)
        result.notes.extend(_notes(row, reader.line_num))
    result.rows.sort()
    return result


def write(rows: Iterable[list[str]], target: Path) -> None:
    """Write the rows under the heading: UTF-8 without a mark, LF; replaced only when complete."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(rows)
    part = target.with_name(target.name + ".part")
    part.write_text(text.getvalue(), encoding="utf-8", newline="")
    part.replace(target)


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; exit status 0 written, 1 refused."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("published", type=Path, help="the published table (UTF-8 CSV)")
    parser.add_argument("--vintage", required=True, type=date.fromisoformat, help="day from which it applies")
    parser.add_argument("-o", "--output", required=True, type=Path, help="usually data/hs_codes.csv")
    parser.add_argument("--column", action="append", default=[], metavar="NAME=HEADING", help="rename a column")
    options = parser.parse_args(arguments)
    renamed = dict(item.split("=", 1) for item in options.column if "=" in item)
    if len(renamed) != len(options.column) or not renamed.keys() <= COLUMNS.keys():
        parser.error(f"--column wants NAME=HEADING, where NAME is one of {', '.join(COLUMNS)}")
    with options.published.open(encoding="utf-8-sig", newline="") as file:
        result = convert(file, options.vintage.isoformat(), {**COLUMNS, **renamed})
    for fault in result.faults:
        print(f"{options.published}: {fault}", file=sys.stderr)
    if result.faults:
        print(f"{len(result.faults)} rows refused, nothing written", file=sys.stderr)
        return 1
    write(result.rows, options.output)
    for note in result.notes:
        print(note)
    print(f"{options.output}: {len(result.rows)} lines, in force from {options.vintage}")
    return 0


def _row(cells: Mapping[str, str], vintage: str) -> list[str]:
    """One row of `data/hs_codes.csv`.

    Raises:
        ValueError: a cell cannot be placed.
    """
    code = cells["code"]
    if not re.fullmatch(r"[0-9]{10}", code):
        raise ValueError(f"{code!r} is not a code of ten digits")
    if not cells["name_zh"]:
        raise ValueError(f"{code} has no name")
    if cells["vat"] not in VAT_CLASSES:
        raise ValueError(f"{code}: VAT {cells['vat']!r} is none of {', '.join(filter(None, VAT_CLASSES))}")
    rates = [part for name in ("mfn", "provisional", "general") for part in _rate(code, name, cells[name])]
    return [
        code,
        cells["name_zh"],
        *rates,
        VAT_CLASSES[cells["vat"]],
        *_consumption(code, cells["consumption"]),
        _unit(code, cells["unit1"]),
        _unit(code, cells["unit2"]),
        _letters(code, cells["supervision"], supervision_letters()),
        _letters(code, re.sub(r"[./]", "", cells["inspection"]), inspection_letters()),
        "|".join(_elements(code, cells["elements"])),
        vintage,
    ]


def _rate(code: str, name: str, text: str) -> tuple[str, str, str]:
    """The three cells of one rate; all blank where it is blank or lost."""
    if NO_STEP.match(text):
        return "", "", ""
    try:
        duty = parse_duty(text)
    except ValueError as fault:
        raise ValueError(f"{code}: {name} rate: {fault}") from fault
    return duty.cells if duty else ("", "", "")


def _consumption(code: str, text: str) -> tuple[str, str]:
    """Class of consumption tax, and the figures of this line that its class leaves open."""
    if text == "":
        return "", ""
    if text == "0%":
        return "none", ""
    if (beer := BEER.fullmatch(text)) and code.startswith("2203"):
        return "beer", f"at_least={beer[1]}/095"
    for published, headings, name in CONSUMPTION:
        if text == published and code.startswith(headings):
            return name, ""
    raise ValueError(f"{code}: consumption tax {text!r} belongs to no known class of heading {code[:4]}")


def _unit(code: str, text: str) -> str:
    """Customs code of a unit given by code or name."""
    known = unit(text)
    if text and known is None:
        raise ValueError(f"{code}: {text!r} is not a customs unit")
    return known.code if known else ""


def _letters(code: str, text: str, known: Mapping[str, str]) -> str:
    """Letters of conditions, each of which must have a meaning in `data/codes/`."""
    if strange := sorted(set(text) - set(known)):
        raise ValueError(f"{code}: letter {', '.join(strange)} has no meaning in data/codes")
    return text


def _elements(code: str, text: str) -> list[str]:
    """Declaration elements in order: `1:品牌类型;2:用途` to their names; 无 means none."""
    if text in {"", "无"}:
        return []
    elements = re.split(r";(?=[0-9]+:)", text)
    if any(not re.match(rf"{i}:[^|]+$", element) for i, element in enumerate(elements, 1)):
        raise ValueError(f"{code}: declaration elements are not numbered 1:…;2:… in order: {text[:40]!r}")
    return [element.partition(":")[2] for element in elements]


def _clean(cell: str) -> str:
    """A cell without blanks at its ends and with lost characters restored.

    Raises:
        ValueError: a line break, control character or unknown private-use character.
    """
    for lost, found in LOST_CHARACTERS.items():
        cell = cell.replace(lost, found)
    for character in cell:
        if unicodedata.category(character) in {"Cc", "Co"}:
            raise ValueError(f"character U+{ord(character):04X} in {cell[:20]!r} cannot be kept")
    return cell.strip()


def _notes(row: list[str], line: int) -> list[str]:
    """What a person should know about a row that was taken: what is unknown in it."""
    cells = dict(zip(FIELDS, row, strict=True))
    unknown = [
        name
        for name, parts in (
            ("MFN rate", ("mfn_pct", "mfn_specific")),
            ("general rate", ("general_pct", "general_specific")),
            ("VAT", ("vat_class",)),
            ("consumption tax", ("ct_class",)),
        )
        if not any(cells[part] for part in parts)
    ]
    return [f"line {line}: {row[0]}: unknown {', '.join(unknown)}"] if unknown else []


if __name__ == "__main__":
    sys.exit(main())
