"""Findings as SARIF 2.1.0 (OASIS standard), which code hosts and editors show beside the file.

A cell is not a place in a text: its row is the line of the region, and the cell itself is a logical location
(`Orders!C7`). Only a workbook's region has a column, that of the cell; in a csv the whole line is meant.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.report.check.places import Places, uri
from cbec_cli.report.check.told import (
    counted,
    covered,
    fingerprints,
    one_line,
    rules_by_code,
    severity_of_code,
    without_braces,
)
from cbec_cli.report.json_text import array, encode
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cbec_cli.engine.findings import Finding
    from cbec_cli.engine.register import Rule
    from cbec_cli.work.checking.result import CheckResult

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""Code hosts refuse a run with more results."""
MOST_RELATED = 100
"""Further rows of one finding that are given a place of their own."""


def write_sarif(result: CheckResult, sink: BinaryIO) -> None:
    """Write one run as UTF-8 JSON, a result per line of text. It holds no times: the same findings, the same bytes.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    codes = sorted(
        {rule.code for rule in result.rules} | result.counts.keys() | {each.code for each in result.findings}
    )
    rules = rules_by_code(result)
    found_as = severity_of_code(result)
    described = [_descriptor(code, rules.get(code), found_as.get(code)) for code in codes]
    chosen = _chosen(result)
    release = version("cbec-cli")
    run = {
        "tool": {"driver": {"name": "cbec", "version": release, "semanticVersion": release, "rules": described}},
        "automationDetails": {"id": f"cbec-check/{result.kind}/"},
        "invocations": [_invocation(result, len(chosen))],
    }
    head = encode({"$schema": SCHEMA, "version": "2.1.0"})[:-1]
    sink.write(head + b',\n"runs": [' + encode(run)[:-1])
    array(sink, "results", _results(chosen, {code: i for i, code in enumerate(codes)}, Places(result)))
    sink.write(b"}]}\n")


def _chosen(result: CheckResult) -> list[Finding]:
    """All findings; where they are more than are taken, the heaviest."""
    if len(result.findings) <= MOST_RESULTS:
        return result.findings
    return sorted(result.findings, key=lambda finding: SEVERITIES.index(finding.severity))[:MOST_RESULTS]


def _descriptor(code: str, rule: Rule | None, found_as: str | None) -> dict[str, Any]:
    """What is said of a rule once; of a code that no rule stands for, only its name."""
    if rule is None:
        return {"id": code, "shortDescription": {"text": code}, "defaultConfiguration": {"level": found_as or "note"}}
    level = rule.severity or "note"
    fix = without_braces(rule.fix)
    law = f"{rule.source}; in force since {rule.since}" + (f" until {rule.until}" if rule.until else "")
    explained = rule.explanation or rule.title
    parts = [explained, f"What to do: {fix}" if fix else "", f"Law: {law}"]
    marked = [f"**{rule.title}**", explained, f"**What to do:** {fix}" if fix else "", f"**Law:** {law}"]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in rule.name.split("_")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": explained},
        "help": {"text": "\n".join(filter(None, parts)), "markdown": "\n\n".join(filter(None, marked))},
        "defaultConfiguration": {"level": level},
        "properties": {
            "family": rule.family,
            "source": rule.source,
            "since": rule.since,
            "problem.severity": {"note": "recommendation"}.get(level, level),
            "tags": [rule.family, f"{rule.scope} scope"],
        },
    }


def _invocation(result: CheckResult, written: int) -> dict[str, Any]:
    """How the run ended, and what of it is not in this file."""
    left = sum(result.counts.values()) - written
    notes = [f"{left:,} more findings were counted; all in all {counted(result.severities)}"] if left > 0 else []
    notes += [f"{text}: not listed" for text in covered(result)]
    said = [{"level": "note", "message": {"text": note}} for note in notes]
    ended = {"executionSuccessful": True, "exitCode": result.exit_status}
    return ended | ({"toolExecutionNotifications": said} if said else {})


def _results(findings: list[Finding], index: dict[str, int], places: Places) -> Iterator[dict[str, Any]]:
    """One result per finding."""
    for finding, fingerprint in fingerprints(findings):
        related = [_location(finding, row) for row in finding.rows[:MOST_RELATED] if row != finding.row]
        about = ("order_no", "line_no", "column", "fix", "law", "official_code")
        yield {
            "ruleId": finding.code,
            "ruleIndex": index[finding.code],
            "level": finding.severity,
            "message": {"text": _message(finding)},
            "locations": [_located(finding, places)] if finding.file else [],
            **({"relatedLocations": _numbered(related)} if related else {}),
            "partialFingerprints": {"cbec/v1": fingerprint, "primaryLocationLineHash": f"{fingerprint[:16]}:1"},
            "properties": {name: text for name in about if (text := getattr(finding, name))},
        }


def _message(finding: Finding) -> str:
    """Message and what to do. `[text](target)` would be a link, and a cell may hold that: a space takes it apart."""
    said = "; ".join(filter(None, (finding.message, finding.fix)))
    return one_line(said).replace("](", "] (")


def _located(finding: Finding, places: Places) -> dict[str, Any]:
    """Where the finding is marked: line of the file, cell of the sheet."""
    number = places.column_number(finding) if finding.sheet and finding.row is not None else 0
    made = _location(finding, places.line(finding), number)
    reference = places.reference(finding)
    if reference:
        kind = "sheet" if finding.row is None else "cell" if places.has_column(finding) else "row"
        cell = reference.rpartition("!")[2]
        made["logicalLocations"] = [{"name": cell, "fullyQualifiedName": reference, "kind": kind}]
    return made


def _location(finding: Finding, row: int, column: int = 0) -> dict[str, Any]:
    """A row of the finding's file."""
    region = {"startLine": row} | ({"startColumn": column} if column else {})
    return {"physicalLocation": {"artifactLocation": {"uri": uri(finding.file)}, "region": region}}


def _numbered(locations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Further rows, each with its number and what it is."""
    return [
        {"id": i, **each, "message": {"text": f"row {each['physicalLocation']['region']['startLine']}, of the same"}}
        for i, each in enumerate(locations, start=1)
    ]
