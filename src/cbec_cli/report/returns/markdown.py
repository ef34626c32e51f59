"""Returns as Markdown, for tickets and wikis: the outcome, a table of lines, what stands against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cbec_cli.report.check.told import one_line
from cbec_cli.report.returns.rows import record
from cbec_cli.report.returns.words import ended, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.work.returns.result import ReturnsResult

COLUMNS = ("row", "return_no", "order_no", "line_no", "quantity", "verdict", "codes", "apply_by", "arrive_by")
"""Columns of the table; then the tax and the quota that come back."""

_AMOUNTS = ("tax_back", "quota_back", "quota_year")


def write_markdown(result: ReturnsResult, sink: BinaryIO) -> None:
    """Write the report as UTF-8.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    sink.writelines(f"{line}\n".encode("utf-8", "backslashreplace") for line in _lines(result))


def _lines(result: ReturnsResult) -> Iterator[str]:
    yield f"# Returns in {_escaped(result.check.source['file'])} on {result.on}"
    yield ""
    yield f"{_escaped(ended(result))}."
    yield ""
    names = (*COLUMNS, *_AMOUNTS)
    yield f"| {' | '.join(names)} |"
    yield "| " + " | ".join("---:" if name in _AMOUNTS else "---" for name in names) + " |"
    for line in result.lines:
        said = record(line)
        yield f"| {' | '.join(_escaped(str(said[name] if said[name] is not None else '')) for name in names)} |"
    for line in result.lines:
        if line.findings or line.missing:
            yield ""
            yield f"## {_escaped(named(line))}: {line.verdict}"
            yield ""
            for each in line.findings:
                do = f" Do: {each.fix}." if each.fix else ""
                yield f"- {each.code} {_escaped(f'{each.message}.{do} ({each.law})')}"
            yield from (f"- missing: {_escaped(text)}" for text in line.missing)
            for choice in line.alternatives if line.verdict == "not eligible" else ():
                yield f"- instead: {choice.name} ({choice.name_zh}), tax {choice.tax} ({_escaped(choice.ground)})"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    plain = one_line(text)
    for letter in "\\|*_`[]<":
        plain = plain.replace(letter, "&lt;" if letter == "<" else f"\\{letter}")
    return plain
