"""Findings as annotations of GitHub Actions: workflow commands on standard output.

GitHub shows ten annotations of a kind for one step. So the first of every code come first, and what is not shown is
counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cbec_cli.report.check.places import Places, project_path
from cbec_cli.report.check.told import counted, one_line, rules_by_code, status
from cbec_cli.report.fields import plural
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.checking.result import CheckResult

SHOWN = 10
"""How many annotations of a kind GitHub shows for one step."""

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
STDIN = "stdin"


def github_lines(result: CheckResult) -> list[str]:
    """The annotations, errors first, at most ten of a kind; then how it ended and how many have no annotation."""
    places, rules = Places(result), rules_by_code(result)
    lines, left = [], {}
    for severity in SEVERITIES:
        chosen = _spread(finding for finding in result.findings if finding.severity == severity)
        for finding in chosen:
            title = rules[finding.code].title if finding.code in rules else ""
            lines.append(_annotation(finding, f"{finding.code} {title}".strip(), places))
        left[severity] = result.severities.get(severity, 0) - len(chosen)
    more = counted(left)
    rest = f"; without an annotation: {more} (--format json or --output FILE.sarif lists them)" if more else ""
    return [*lines, f"cbec check {status(result)}{rest}"]


def write_github(result: CheckResult, sink: BinaryIO) -> None:
    """Write the annotations as lines of UTF-8.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    sink.writelines(f"{line}\n".encode() for line in github_lines(result))


def _spread(findings: Iterable[Finding]) -> list[Finding]:
    """Ten findings of as many codes as there are: the first of each code, then the second of each, and so on."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        same = by_code.setdefault(finding.code, [])
        if len(same) < SHOWN:
            same.append(finding)
    ranked = [(turn, finding) for same in by_code.values() for turn, finding in enumerate(same)]
    return [finding for _, finding in sorted(ranked, key=lambda each: each[0])[:SHOWN]]


def _annotation(finding: Finding, title: str, places: Places) -> str:
    """One workflow command. The place is said in the message too: GitHub shows no cells."""
    about = {"title": title}
    if finding.file and finding.file != STDIN:
        about = {"file": project_path(finding.file), "line": str(places.line(finding)), "title": title}
    named = ",".join(f"{name}={_property(text)}" for name, text in about.items())
    rows = f" ({plural(len(finding.rows), 'row')}: {_some(finding.rows)})" if finding.rows else ""
    place = places.told(finding)
    said = [f"{place}: {finding.message}{rows}" if place else finding.message, finding.fix]
    law = f" ({finding.law})" if finding.law else ""
    return f"::{_COMMANDS[finding.severity]} {named}::{_data('; '.join(filter(None, said)) + law)}"


def _some(rows: tuple[int, ...]) -> str:
    """The first rows of many."""
    return ", ".join(map(str, rows[:SHOWN])) + (", …" if len(rows) > SHOWN else "")


def _data(text: str) -> str:
    """Text after `::`. Breaks of lines would end the command, and a percent sign starts an escape."""
    return one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    """Text of a property, where a colon and a comma mean something too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
