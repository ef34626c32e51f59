"""A progress bar for long work: on standard error, only on a terminal, only when the work lasts."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

PATIENCE = 0.5
"""Seconds before a bar appears: short work stays quiet."""


class _Bar:
    """A bar that is made at the first call after `PATIENCE` seconds."""

    def __init__(self, what: str, total: int | None) -> None:
        """Start the clock."""
        self.what, self.total = what, total
        self.done = 0
        self.start = time.monotonic()
        self.shown: Progress | None = None

    def __call__(self, more: int) -> None:
        """Count what has been done since the last call, and show it once the work has lasted."""
        self.done += more
        if self.shown is None:
            if time.monotonic() - self.start < PATIENCE:
                return
            self.shown = _bar()
            self.shown.add_task(self.what, total=self.total)
        self.shown.update(self.shown.task_ids[0], completed=self.done)

    def close(self) -> None:
        """Take the bar away."""
        if self.shown is not None:
            self.shown.stop()


def _bar() -> Progress:
    """Rich's bar on standard error, removed when the work ends."""
    from rich.console import Console  # noqa: PLC0415 -- only long work on a terminal needs it
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    shown.start()
    return shown


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Give a callback that is told how many more units are done, and shows it.

    Args:
        what: the work, in a word or two ("Reading", "Writing").
        total: units in all, None if unknown.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    shown = _Bar(what, total)
    try:
        yield shown
    finally:
        shown.close()
