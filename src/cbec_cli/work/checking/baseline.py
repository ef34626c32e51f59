"""The baseline: findings that were there before, so that only new ones fail.

A finding is known by its content (`content_key`), never by its row: sorting a file or adding lines above changes
nothing, changing the cell makes the finding new. The file holds keys and how often each was found; no cells.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.atomic import atomic
from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

SCHEMA = "cbec/baseline/1"
"""Name and version of the shape; a change that could break a reader raises the number."""

_FOLDERS = re.compile(r"[/\\]")
_BYTES = 12
CODE = len("THR001")
"""A key begins with its code."""
_AGAIN = "write it again with --write-baseline"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Findings that are known.

    Attributes:
        findings: key → how often it was found.
        written: the day it was written, ISO text.
    """

    findings: Mapping[str, int] = field(default_factory=dict)
    written: str = ""

    def codes(self) -> frozenset[str]:
        """The codes any of its findings has."""
        return frozenset(key[:CODE] for key in self.findings)


def content_key(code: str, file: str, order_no: str, line_no: str, sku: str, what: str) -> str:
    """What a finding is about, as a short text that stays the same wherever its row stands.

    Args:
        code: of the rule; it begins the key.
        file: only its name counts, so that a file may be moved.
        order_no: number of the order; empty where the finding is about none.
        line_no: number of the line within the order, the same.
        sku: the seller's own number of the goods, the same.
        what: the contents the finding is about: cells, or the message.

    >>> content_key("THR001", "in/march.csv", "D-1", "", "", "5000.01")
    'THR001:ee53e396642b966b05a65679'
    """
    parts = [code, _FOLDERS.split(file)[-1], order_no, line_no, sku, what]
    content = json.dumps(parts).encode()  # a list of texts: no two different ones give the same bytes
    return f"{code}:{hashlib.blake2b(content, digest_size=_BYTES).hexdigest()}"


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        CannotRun: it cannot be read, is damaged, or was written by a newer version.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotRun(
            f"{path}: the baseline cannot be read ({error.strerror})", "make it: --write-baseline"
        ) from None
    except (ValueError, RecursionError) as error:
        raise CannotRun(f"{path}: the baseline is damaged: {error}", _AGAIN) from None
    schema = raw.get("schema") if isinstance(raw, dict) else None
    if schema != SCHEMA:
        raise CannotRun(f"{path}: not a baseline of this version: schema {schema!r}, wanted {SCHEMA!r}", _AGAIN)
    return Baseline(_findings(path, raw.get("findings")), str(raw.get("written", "")))


def _findings(path: Path, found: Any) -> dict[str, int]:
    """The keys with their counts, each what it needs to be."""
    if not isinstance(found, dict):
        raise CannotRun(f"{path}: the baseline is damaged: `findings` is no table of counts", _AGAIN)
    for key, count in found.items():
        if type(count) is not int or count < 1:
            raise CannotRun(f"{path}: the baseline is damaged: {key!r} is counted {count!r}", _AGAIN)
    return found


def write_baseline(path: Path, findings: Mapping[str, int], written: date) -> None:
    """Write a baseline, whole or not at all; sorted, one finding to a line, so that changes read well.

    Args:
        path: file to write; an older one is replaced.
        findings: key → how often it was found.
        written: today.

    Raises:
        CannotRun: it cannot be written.
    """
    content = {"schema": SCHEMA, "written": written.isoformat(), "findings": dict(sorted(findings.items()))}
    with atomic(path) as partial:
        partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
