"""Turn published tables of agreement rates and of the parcel tax into the files under `data/`.

    python tools/build_tables.py agreements PUBLISHED.csv.gz -o data/agreement_rates.csv.gz
    python tools/build_tables.py parcel PUBLISHED.csv -o data/parcel_tax.csv

Rows that cannot be placed are refused by their line number, all at once, and nothing is written then. The same table
gives the same bytes every time. See `tools/README.md`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cbec_cli.engine.money import whole
from cbec_cli.law.agreements import QUOTA, RATE, USD_STEP, agreement_names
from cbec_cli.law.codes import unit
from cbec_cli.law.duty import parse_duty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

AGREEMENT_HEADING = ("code", "partner", "rate", "kind")
PARCEL_HEADING = ("code", "name_zh", "rate_pct", "value_cny", "unit")

PARCEL_RATES = ("3", "13", "20", "50")
"""Rates of the parcel tax in per cent; 3 is drugs against cancer and rare diseases within the lowest tier."""

Row = tuple[str, ...]


def agreement_row(published: Mapping[str, str]) -> Row:
    """Code, partner, rate, kind from `hs10, partner_zh, rate_text`.

    The published texts are broken by blanks (`0元/平 方米`); those are taken out.

    Raises:
        ValueError: a cell cannot be placed.
    """
    code, partner = published["hs10"].strip(), published["partner_zh"].strip()
    partners = {name: key for key, name in agreement_names().items()}
    if not re.fullmatch(r"[0-9]{10}", code):
        raise ValueError(f"{code!r} is not a code of ten digits")
    if partner not in partners:
        raise ValueError(f"{partner!r} is no partner in data/codes/agreements.csv")
    text = re.sub(r"\s+", "", published["rate_text"])
    kind = USD_STEP if "美元" in text else QUOTA if text.startswith("关税配额税率：") else RATE
    if kind == USD_STEP:
        return code, partners[partner], text, kind
    duty = parse_duty(text.removeprefix("关税配额税率："))
    if duty is None:
        raise ValueError(f"{code}: {partner} has no rate")
    return code, partners[partner], duty.text, kind


def parcel_row(published: Mapping[str, str]) -> Row:
    """Code, name, rate, value, unit from `item_code, name_zh, rate_pct, dutiable_value_cny, unit_zh`.

    A blank value is one that customs sets in each case (另行确定).

    Raises:
        ValueError: a cell cannot be placed.
    """
    code, name, rate, value, per = (
        published[column].strip() for column in ("item_code", "name_zh", "rate_pct", "dutiable_value_cny", "unit_zh")
    )
    known = unit(per)
    if not re.fullmatch(r"[0-9]{8}", code):
        raise ValueError(f"{code!r} is not a parcel item of eight digits")
    if rate not in PARCEL_RATES:
        raise ValueError(f"{code}: rate {rate!r} is none of {', '.join(PARCEL_RATES)}")
    if known is None:
        raise ValueError(f"{code}: {per!r} is not a customs unit")
    if value:
        whole(value, 2)
    return code, name, rate, value, known.code


def convert(lines: Iterable[str], place: Callable[[Mapping[str, str]], Row]) -> tuple[list[Row], list[str]]:
    """Rows sorted by their first two cells, and the faults by line number."""
    rows: dict[Row, Row] = {}
    faults: list[str] = []
    reader = csv.DictReader(lines, strict=True, restval="")
    key = 2 if place is agreement_row else 1
    for published in reader:
        try:
            row = place(published)
        except KeyError as missing:
            return [], [f"line 1: no column {missing.args[0]}"]
        except ValueError as fault:
            faults.append(f"line {reader.line_num}: {fault}")
            continue
        if row[:key] in rows:
            faults.append(f"line {reader.line_num}: {' '.join(row[:key])} stands twice")
        rows[row[:key]] = row
    return sorted(rows.values()), faults


def pack(heading: Row, rows: Iterable[Row], *, compressed: bool) -> bytes:
    """The bytes of a table; a compressed one carries neither time nor name, so that it is always the same."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    plain = text.getvalue().encode("utf-8")
    return gzip.compress(plain, 9, mtime=0) if compressed else plain


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; exit status 0 written, 1 refused."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("table", choices=("agreements", "parcel"))
    parser.add_argument("published", type=Path, help="the published table (UTF-8 CSV, .gz allowed)")
    parser.add_argument("-o", "--output", required=True, type=Path)
    options = parser.parse_args(arguments)
    agreements = options.table == "agreements"
    content = options.published.read_bytes()
    if options.published.suffix == ".gz":
        content = gzip.decompress(content)
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    rows, faults = convert(lines, agreement_row if agreements else parcel_row)
    for fault in faults:
        print(f"{options.published}: {fault}", file=sys.stderr)
    if faults:
        print(f"{len(faults)} rows refused, nothing written", file=sys.stderr)
        return 1
    heading = AGREEMENT_HEADING if agreements else PARCEL_HEADING
    part = options.output.with_name(options.output.name + ".part")
    part.write_bytes(pack(heading, rows, compressed=options.output.suffix == ".gz"))
    part.replace(options.output)
    print(f"{options.output}: {len(rows)} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
