"""Classified products as JSON and csv, written row by row.

Probabilities are numbers of four decimals; positions count characters from 0 in the column's text as written.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.report.json_text import array, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from cbec_cli.classify.answer import Candidate
    from cbec_cli.work.classifying.facts import LineFacts
    from cbec_cli.work.classifying.run import Classification, Row

SCHEMA = "cbec/classify/1"

FLAT = (
    "row",
    "name",
    "answer",
    "level",
    "probability",
    "hs6",
    "hs8",
    "hs10",
    "line_name_zh",
    "units",
    "duty",
    "vat",
    "consumption_tax",
    "positive_list",
    "because",
    "note",
    "question",
    "unsure",
    "second",
    "third",
    "declared",
    "warnings",
)
"""Columns of csv and of the sheet of answers."""


def record(row: Row) -> dict[str, Any]:
    """One product in the shape of the JSON."""
    said = row.said
    return {
        "row": row.row,
        "text": said.product.name,
        "language": said.language,
        "answer": None
        if said.answer is None
        else {"code": said.answer.code, "level": said.answer.level, "probability": said.answer.probability},
        "candidates": [_candidate(one, line) for one, line in zip(said.candidates, row.lines, strict=True)],
        "headings": [{"code": code, "probability": chance} for code, chance in said.headings],
        "question": said.question or None,
        "unsure": said.unsure or None,
        "excluded": [{"text": text, "by": word} for text, word in said.excluded],
        "declared": said.product.code or None,
        "warnings": list(said.warnings),
        "alike": [{"hs6": one.hs6, "name": one.name, "likeness": one.likeness} for one in row.alike],
    }


def _candidate(one: Candidate, line: LineFacts | None) -> dict[str, Any]:
    return {
        "hs6": one.hs6,
        "hs8": one.hs8 or None,
        "hs10": one.hs10 or None,
        "probability": one.probability,
        "because": [
            {"text": each.text, "start": each.start, "end": each.end, "source": each.source} for each in one.because
        ],
        "decided": dict(one.decided),
        "note": one.note or None,
        "history": one.history or None,
        "line": None
        if line is None
        else {
            "name_zh": line.name_zh,
            "units": list(line.units),
            "duty": line.duty,
            "vat": line.vat,
            "consumption_tax": line.consumption_tax or None,
            "positive_list": line.positive_list,
            "evidence": line.evidence or None,
            "remark": line.remark or None,
        },
    }


def write_json(found: Classification, sink: BinaryIO, done: Callable[[int], None]) -> None:
    """Write everything as UTF-8 JSON, a product per line of text.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    head = {
        "schema": SCHEMA,
        "source": {"file": found.file or None, "sheet": found.sheet or None},
        "on": found.options.on.isoformat(),
        "threshold": found.options.threshold,
        "level": found.options.level,
    }
    sink.write(encode(head)[:-1])
    array(sink, "rows", (record(row) for row in found.rows(done)))
    figures = found.figures
    totals = {
        "rows": figures.rows,
        "answered": {str(level): count for level, count in sorted(figures.answered.items())},
        "unsure": sum(figures.unsure.values()),
    }
    sink.write(b',\n"totals": ' + encode(totals))
    array(sink, "history_conflicts", ({"name": one.name, "codes": dict(one.codes)} for one in found.conflicts))
    sink.write(b"}\n")


def write_csv(found: Classification, sink: BinaryIO, done: Callable[[int], None]) -> None:
    """Write one row a product, in UTF-8 with a mark at the start, as Excel wants it; no cell can be a formula.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    from cbec_cli.report.check.csv_report import guarded  # noqa: PLC0415 -- only this format needs it
    from cbec_cli.report.check.told import one_line  # noqa: PLC0415 -- the same

    text = io.TextIOWrapper(sink, "utf-8-sig", newline="")
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(FLAT)
        writer.writerows([guarded(one_line(cell)) for cell in flat(row)] for row in found.rows(done))
        text.flush()
    finally:
        text.detach()


def flat(row: Row) -> list[str]:
    """One product as the cells of `FLAT`."""
    said = row.said
    first = said.candidates[0] if said.candidates else None
    line = row.lines[0] if row.lines else None
    return [
        str(row.row),
        said.product.name,
        said.answer.code if said.answer else "",
        str(said.answer.level) if said.answer else "",
        f"{said.answer.probability:.4f}" if said.answer else "",
        *((first.hs6, first.hs8, first.hs10) if first else ("", "", "")),
        *(
            (
                line.name_zh,
                ", ".join(line.units),
                line.duty,
                line.vat,
                line.consumption_tax,
                line.positive_list,
            )
            if line
            else ("",) * 6
        ),
        ", ".join(dict.fromkeys(each.text for each in first.because)) if first else "",
        first.note if first else "",
        said.question,
        said.unsure,
        *(_other(said.candidates, place) for place in (1, 2)),
        said.product.code,
        "; ".join(said.warnings),
    ]


def _other(candidates: tuple[Candidate, ...], place: int) -> str:
    """A further candidate with its probability in per cent."""
    if place >= len(candidates):
        return ""
    return f"{candidates[place].hs6} ({candidates[place].probability:.0%})"
