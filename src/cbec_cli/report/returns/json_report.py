"""Returns as JSON (`cbec/returns/1`). The same files give the same bytes on the same day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.report.json_text import array, encode
from cbec_cli.report.returns.money import gathered, overall
from cbec_cli.report.returns.money import record as money
from cbec_cli.report.returns.rows import choice, posting, record, totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cbec_cli.work.returns.outcomes import LineEconomics
    from cbec_cli.work.returns.result import ReturnLine, ReturnsResult

SCHEMA = "cbec/returns/1"
"""Name and version of the shape; a change that could break a reader raises the number."""


def write_json(result: ReturnsResult, sink: BinaryIO) -> None:
    """Write lines with their verdict, the findings, and the summary, as UTF-8 JSON ending with a line break.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    check = result.check
    head = {
        "schema": SCHEMA,
        "source": check.source,
        "originals": result.originals,
        "data": {**result.data, **check.data},
    }
    sink.write(encode(head)[:-1])
    array(sink, "lines", map(_line, result.lines, _economics(result)))
    array(sink, "findings", (finding.as_dict() for finding in check.findings))
    array(sink, "ledger", map(posting, result.postings))
    more = {"economics": overall(result.economics), "groups": gathered(result.summary)}
    sink.write(b",\n" + encode(more)[1:-1])
    sink.write(b',\n"summary": ' + encode(summary(result)))
    rest = {"findings_dropped": check.dropped, "waived": check.waived, "known": check.known}
    sink.write(b",\n" + encode(rest)[1:] + b"\n")


def summary(result: ReturnsResult) -> dict[str, Any]:
    """Counts and sums."""
    counts = result.check.severities
    return {
        "lines": len(result.lines),
        **{verdict.replace(" ", "_"): count for verdict, count in result.verdicts.items()},
        **totals(result.totals),
        **{f"{severity}s": counts.get(severity, 0) for severity in ("error", "warning", "note")},
        "by_code": dict(sorted(result.check.counts.items())),
    }


def _economics(result: ReturnsResult) -> Sequence[LineEconomics | None]:
    return result.economics.lines if result.economics else [None] * len(result.lines)


def _line(line: ReturnLine, economics: LineEconomics | None) -> dict[str, Any]:
    """One line; what is not known is null."""
    told = {
        **record(line),
        "codes": list(line.codes),
        "missing": list(line.missing),
        "provided": list(line.provided),
        "options": [choice(each) for each in line.choices],
        "declare": dict(line.declare),
        "not_declared": list(line.not_declared),
        "economics": None if economics is None else money(economics),
    }
    return {"file": line.claim.file, "sheet": line.claim.sheet, **told}
