"""What several reports of a check say alike: counts, titles, one-line texts, fingerprints."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from cbec_cli.report.check.places import project_path
from cbec_cli.report.fields import plural
from cbec_cli.work.checking.result import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cbec_cli.engine.findings import Finding
    from cbec_cli.engine.register import Rule
    from cbec_cli.work.checking.result import CheckResult

_SPACES = {"Cc", "Zl", "Zp"}
"""Control characters and breaks of lines."""


def one_line(text: str) -> str:
    r"""Text that stays on one line of a log and is legal in XML, whatever a cell holds.

    Control characters become spaces, marks that are not seen (direction, joiners) go, half characters become `?`.

    >>> one_line("a\x1b[31m\nb"), one_line("奶粉\u3000\u202e3段")
    ('a [31m b', '奶粉\u30003段')
    """
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(letter: str) -> str:
    """What stands for one character."""
    if letter.isprintable():
        return letter
    kind = unicodedata.category(letter)
    if kind in _SPACES:
        return " "
    if kind == "Cf":
        return ""
    return letter if kind == "Zs" else "?"


def rules_by_code(result: CheckResult) -> dict[str, Rule]:
    """Code → the first of its rules that ran; the others are clauses of it."""
    found: dict[str, Rule] = {}
    for rule in result.rules:
        found.setdefault(rule.code, rule)
    return found


def without_braces(text: str) -> str:
    """A rule's text with the names of the facts as words: `{annual_limit}` → annual limit."""
    return re.sub(r"\{(\w+)[^{}]*\}", lambda fact: fact[1].replace("_", " "), text)


def heaviest(severities: Iterable[str], otherwise: str = "note") -> str:
    """The heaviest of some severities.

    >>> heaviest(["note", "error", "warning"]), heaviest([])
    ('error', 'note')
    """
    return min(severities, key=SEVERITIES.index, default=otherwise)


def severity_of_code(result: CheckResult) -> dict[str, str]:
    """Code → the heaviest severity it was found with; of a code without a finding kept, what its rule says."""
    rules = rules_by_code(result)
    found: dict[str, str] = {code: rules[code].severity or "note" for code in result.counts if code in rules}
    kept: dict[str, set[str]] = {}
    for finding in result.findings:
        kept.setdefault(finding.code, set()).add(finding.severity)
    return found | {code: heaviest(severities) for code, severities in kept.items()}


def counted(counts: Mapping[str, int]) -> str:
    """Severity → count as people read it; what was not found is not named.

    >>> counted({"error": 1, "note": 1200}), counted({})
    ('1 error, 1,200 notes', '')
    """
    return ", ".join(plural(counts[severity], severity) for severity in SEVERITIES if counts.get(severity))


def weighty(result: CheckResult) -> tuple[str, ...]:
    """The severities that fail the check."""
    return SEVERITIES[: SEVERITIES.index(result.fail_on) + 1] if result.fail_on in SEVERITIES else ()


def status(result: CheckResult) -> str:
    """The outcome in one line: `failed: 3 errors`, `passed with 2 warnings`, `passed: nothing found`."""
    if result.exit_status:
        said = f"failed: {counted({each: result.severities.get(each, 0) for each in weighty(result)})}"
    elif found := counted(result.severities):
        said = f"passed with {found}" + (" (--fail-on never)" if result.fail_on == "never" else "")
    else:
        said = "passed: nothing found"
    return said + "".join(f"; {text}" for text in covered(result))


def covered(result: CheckResult) -> list[str]:
    """What was found but is not counted, in words."""
    texts = {"waived": result.waived, "known from the baseline": result.known}
    return [f"{count:,} {text}" for text, count in texts.items() if count]


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with 64 hexadecimal digits that stay the same when rows move, and are its own.

    They are made of file, code and key, never of the row; a second finding of the same content gets digits of its own.
    """
    seen: Counter[str] = Counter()
    for finding in findings:
        about = (finding.key,) if finding.key else (finding.column, finding.order_no, finding.line_no, finding.message)
        content = "\0".join((project_path(finding.file), finding.code, *about))
        seen[content] += 1
        digits = hashlib.sha256(f"{content}\0{seen[content]}".encode("utf-8", "surrogatepass"))
        yield finding, digits.hexdigest()
