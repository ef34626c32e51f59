"""A check as JSON (`cbec/check/1`), streamed: one line of text per finding. The same findings give the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cbec_cli.report.json_text import array, encode

if TYPE_CHECKING:
    from cbec_cli.work.checking.result import CheckResult

SCHEMA = "cbec/check/1"
"""Name and version of the shape; a change that could break a reader raises the number."""


def write_json(result: CheckResult, sink: BinaryIO) -> None:
    """Write the findings and their summary as UTF-8 JSON, ending with a line break.

    The summary counts all that was found; `findings_dropped` of them were too many to keep. `waived` and `known` say
    how many a waiver or the baseline covers; those are neither listed nor counted.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    sink.write(encode({"schema": SCHEMA, "source": result.source, "data": result.data})[:-1])
    array(sink, "findings", (finding.as_dict() for finding in result.findings))
    sink.write(b',\n"summary": ' + encode(result.summary))
    rest = {"findings_dropped": result.dropped, "waived": result.waived, "known": result.known}
    sink.write(b",\n" + encode(rest)[1:] + b"\n")
