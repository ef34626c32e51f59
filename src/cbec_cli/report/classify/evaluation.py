"""How good the classifier was on labelled titles: tables and bars, or JSON (`cbec/classify-evaluation/1`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.choose import format_of_name, known_format, print_to, stream_to
from cbec_cli.report.fields import plural
from cbec_cli.report.json_text import encode
from cbec_cli.report.screen import paragraph, plain_only, table
from cbec_cli.work.classifying.evaluate import DIGITS, TOPS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from cbec_cli.work.classifying.evaluate import Bin, Evaluation

SCHEMA = "cbec/classify-evaluation/1"
FORMATS = ("table", "json", "png")
_SUFFIXES = {".json": "json", ".png": "png", ".txt": "table"}
LANGUAGES = {"zh": "Chinese", "en": "English"}
CONFUSIONS = 15
WIDTH = 30


def write_evaluation(found: Sequence[Evaluation], path: Path | None, wanted: str) -> None:
    """Write the figures: as a table, as JSON, or the calibration as a picture.

    Args:
        found: one evaluation for each language.
        path: file to write; None writes to standard output.
        wanted: table, json or png; empty lets the file's ending decide.

    Raises:
        CannotRun: no such format or ending; a picture without a file, or without the package that draws it.
    """
    known_format(wanted, FORMATS)
    chosen = wanted or (format_of_name(path, _SUFFIXES, FORMATS) if path is not None else "table")
    if chosen == "json":
        stream_to(path, lambda sink: write_json(found, sink))
    elif chosen == "png":
        if path is None:
            raise CannotRun("png cannot be written to the screen", "add --output calibration.png")
        from cbec_cli.report.classify.plot import write_plot  # noqa: PLC0415 -- only a picture needs it

        write_plot(found, path)
    else:
        print_to(path, lambda console: render(console, found))


def write_json(found: Sequence[Evaluation], sink: BinaryIO) -> None:
    """Write the figures as UTF-8 JSON.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    sink.write(encode({"schema": SCHEMA, "languages": {one.language: _record(one) for one in found}}) + b"\n")


def _record(one: Evaluation) -> dict[str, Any]:
    right, of = one.eight_of_six
    return {
        "rows": one.rows,
        "answered": one.answered,
        "hits": {
            str(digits): {f"top{top}": one.hits[digits, top] for top in TOPS} | {"of": one.labelled[digits]}
            for digits in DIGITS
        },
        "eight_digits_where_six_are_right": {"right": right, "of": of},
        "expected_calibration_error": {str(digits): round(error, 4) for digits, error in one.error.items()},
        "calibration": {
            str(digits): [{"rows": b.rows, "said": round(b.said, 4), "right": round(b.right, 4)} for b in bins]
            for digits, bins in one.calibration.items()
        },
        "coverage": [
            {"precision": c.precision, "share": round(c.share, 4), "threshold": round(c.threshold, 4)}
            for c in one.coverage
        ],
        "confusions": [
            {"label": label, "answer": answer, "rows": rows}
            for (label, answer), rows in one.confusions.most_common(100)
        ],
    }


def render(console: Console, found: Sequence[Evaluation]) -> None:
    """Print the figures of each language."""
    for one in found:
        paragraph(
            console, f"{LANGUAGES[one.language]}: {plural(one.rows, 'title')}, {one.answered:,} answered", style="bold"
        )
        rows = [
            [
                f"{digits} digits",
                f"{one.labelled[digits]:,}",
                *(_share(one.hits[digits, t], one.labelled[digits]) for t in TOPS),
            ]
            for digits in DIGITS
            if one.labelled[digits]
        ]
        console.print(table(console, ("Right at", "Titles", *(f"top {top}" for top in TOPS)), rows, {1, 2, 3, 4}))
        right, of = one.eight_of_six
        if of:
            paragraph(console, f"Eight digits right where the six are: {_share(right, of)} of {of:,}")
        for digits, bins in one.calibration.items():
            _calibration(console, digits, bins, one.error[digits])
        rows = [
            [f"{each.precision} %", f"{each.share:.0%}", f"{each.threshold:.2f}" if each.share else "-"]
            for each in one.coverage
        ]
        console.print(table(console, ("Headings right", "of titles", "--threshold"), rows, {0, 1, 2}))
        rows = [[label, answer, f"{count:,}"] for (label, answer), count in one.confusions.most_common(CONFUSIONS)]
        if rows:
            console.print(table(console, ("Labelled", "Answered", "Titles"), rows, {2}))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def _calibration(console: Console, digits: int, bins: Sequence[Bin], error: float) -> None:
    """Bars: how often answers of each probability were right; the mark is where they should end."""
    paragraph(console, f"Calibration at {digits} digits (expected error {error:.3f}; | is what was said)")
    full, mark = ("#", "|") if plain_only(console) else ("█", "|")
    for one in bins:
        if not one.rows:
            continue
        bar = (full * round(one.right * WIDTH)).ljust(WIDTH + 1)
        at = round(one.said * WIDTH)
        console.print(
            f"  {one.said:>4.0%} {bar[:at]}{mark}{bar[at + 1 :]} {one.right:>4.0%} of {one.rows:,}", highlight=False
        )
