"""A bar appears on standard error, on a terminal, and only when work lasts."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from cbec_cli.report import progress as module
from cbec_cli.report.behind import one_ahead
from cbec_cli.report.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def test_work_is_done_in_order_while_the_next_piece_is_made() -> None:
    done: list[int] = []

    def pieces() -> Iterator[int]:
        for piece in range(5):
            assert len(done) >= piece - 2
            yield piece

    one_ahead(done.append, pieces())
    assert done == [0, 1, 2, 3, 4]
    one_ahead(done.append, [])
    assert done == [0, 1, 2, 3, 4]
