"""Findings as a Code Quality report of GitLab, which shows them in merge requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from cbec_cli.report.check.places import Places, project_path
from cbec_cli.report.check.told import fingerprints, one_line
from cbec_cli.report.json_text import encode

if TYPE_CHECKING:
    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.checking.result import CheckResult

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def write_gitlab(result: CheckResult, sink: BinaryIO) -> None:
    """Write the findings as one JSON array, a finding per line of text.

    Raises:
        OSError: the sink cannot take it (BrokenPipeError if a pipe's reader has gone).
    """
    places = Places(result)
    files = result.source.get("files") or [""]
    before = b"[\n"
    for finding, fingerprint in fingerprints(result.findings):
        sink.write(before + encode(_issue(finding, fingerprint, places, str(files[0]))))
        before = b",\n"
    sink.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _issue(finding: Finding, fingerprint: str, places: Places, otherwise: str) -> dict[str, Any]:
    """One finding; GitLab needs a path and a line, so one of no file stands at the first file."""
    place = places.told(finding)
    said = "; ".join(filter(None, (finding.message, finding.fix)))
    return {
        "description": one_line(f"{place}: {said}" if place else said),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": project_path(finding.file or otherwise), "lines": {"begin": places.line(finding)}},
    }
