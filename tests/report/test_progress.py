"""A bar appears on standard error, on a terminal, and only when work lasts."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from cbec_cli.report import progress as module
from cbec_cli.report.progress import progress

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_when_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    monkeypatch.setattr(module, "PATIENCE", 0)
    with progress("Reading") as more:
        more(10)
    assert file.getvalue() == ""


def test_short_work_stays_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Terminal()
    monkeypatch.setattr(sys, "stderr", file)
    monkeypatch.setattr(module, "PATIENCE", 60)
    with progress("Reading", 10) as more:
        more(10)
    assert file.getvalue() == ""


def test_long_work_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Terminal()
    monkeypatch.setattr(sys, "stderr", file)
    monkeypatch.setattr(module, "PATIENCE", 0)
    monkeypatch.setenv("TERM", "xterm")
    with progress("Reading", 10) as more:
        more(2)
        more(3)
    assert "Reading" in file.getvalue()
    assert "50%" in file.getvalue()
