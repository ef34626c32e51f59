"""Run a program once and say how long it took and how much memory it held."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one step of `ru_maxrss`."""


@dataclass(frozen=True)
class Measured:
    """Wall time in seconds and the greatest resident memory in MiB."""

    seconds: float
    mebibytes: float


class FailedError(Exception):
    """The program ended with a status that was not expected; the text is what it said last."""


def run(command: Sequence[str], statuses: Iterable[int] = (0,), *, answers: bool = False) -> Measured:
    """Run the command at the root of the project, unseen.

    The memory is that of the command alone as long as this process stays small: the kernel counts what a child held
    before it became the command. So nothing heavy is imported here; data is generated in a process of its own.

    Args:
        command: the program with its arguments.
        statuses: exit statuses of a run that did its work.
        answers: whether such a run has to print something.

    Raises:
        FailedError: the exit status is not one of `statuses`, or nothing was printed where something should have been.
    """
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=answer, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        silent = answers and os.fstat(answer.fileno()).st_size == 0
        if child.returncode not in statuses or silent:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:] or ["(it said nothing)"]
            raise FailedError(f"exit status {child.returncode}: {last[0]}")
    return Measured(seconds, usage.ru_maxrss * RSS_UNIT / 2**20)


def median(runs: Sequence[Measured]) -> Measured:
    """The median of both figures."""
    return Measured(statistics.median(one.seconds for one in runs), statistics.median(one.mebibytes for one in runs))
