"""Starts real processes quickly and kills them: `python victims.py`, one JSON request per line, one answer per line.

Everything is imported once and nothing is run: a fork stands where a fresh process stands after its imports.

Requests: {"run": [words of the command line, …], …} starts each as a process of its own, all at once;
          {"loop": [ledger, first batch, how many], …} starts one that posts batches and tells when each is posted.
Options:  "kill": seconds until SIGKILL; "fsize": most bytes a file may have; "humble": permissions bind root too.
Answers:  {"statuses": […], "outputs": […], "told": […]}; a status below 0 is the signal that ended the process.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

import pyarrow.compute
import pyarrow.csv  # noqa: F401 -- loaded before the fork
from batches import KEY, batch

import cbec_cli.cli.ledger_figures
import cbec_cli.cli.ledger_view
import cbec_cli.ledger.remaining
import cbec_cli.ledger.transfer
import cbec_cli.ledger.upkeep
import cbec_cli.ledger.verify
import cbec_cli.report.choose
import cbec_cli.report.screen
import cbec_cli.tables.text_files  # noqa: F401 -- the same
from cbec_cli.__main__ import main
from cbec_cli.cli.app import app  # noqa: F401 -- the same
from cbec_cli.law.dated import load_law
from cbec_cli.law.tariff import load_tariff
from cbec_cli.ledger import open_ledger
from cbec_cli.ledger.keys import Key


def restrict(request: dict[str, Any]) -> None:
    """Limits of a process before it begins."""
    if "fsize" in request:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["fsize"], request["fsize"]))
    if request.get("humble") and os.geteuid() == 0:
        give_up_rights()


def give_up_rights() -> None:
    """Let permissions of files bind root too (Linux: capabilities DAC_OVERRIDE and DAC_READ_SEARCH)."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, rights = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, rights)
    for place in range(2):  # effective, permitted
        rights[place] &= ~0b110
    if libc.capset(header, rights):
        raise OSError(ctypes.get_errno(), "capset")


def run_words(words: list[str]) -> int:
    sys.argv = ["cbec", *words]
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def run_loop(ledger: str, first: int, count: int, told: int) -> int:
    with open_ledger(Path(ledger), Key(KEY.encode())) as book:
        for number in range(first, first + count):
            book.post(batch(number))
            os.write(told, f"{number}\n".encode())
    return 0


def start(request: dict[str, Any], words: list[str] | None, told: int, output: int) -> int:
    """Fork a process that does what is asked."""
    child = os.fork()
    if child:
        return child
    status = 70
    try:
        os.dup2(output, 1)
        os.dup2(output, 2)
        restrict(request)
        status = run_loop(*request["loop"], told) if words is None else run_words(words)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 -- whatever it is, the test has to see it
        os.write(output, traceback.format_exc().encode())
    finally:
        os._exit(status)


def ended(children: list[int], kill: float | None) -> list[int]:
    """Statuses of processes, which are killed after a while unless they have ended."""
    statuses: dict[int, int] = {}
    end = None if kill is None else time.monotonic() + kill
    while len(statuses) < len(children):
        for child in children:
            if child not in statuses:
                found, status = os.waitpid(child, 0 if end is None else os.WNOHANG)
                if found:
                    statuses[child] = os.waitstatus_to_exitcode(status)
        if end is not None and time.monotonic() >= end:
            for child in children:
                if child not in statuses:
                    os.kill(child, signal.SIGKILL)
            end = None
        elif end is not None:
            time.sleep(0.0005)
    return [statuses[child] for child in children]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    commands: list[list[str] | None] = request.get("run", [None])
    reading, told = os.pipe()
    outputs = [tempfile.TemporaryFile() for _ in commands]  # noqa: SIM115 -- closed below, each when it is read
    children = [start(request, words, told, out.fileno()) for words, out in zip(commands, outputs, strict=True)]
    os.close(told)
    statuses = ended(children, request.get("kill"))
    with os.fdopen(reading) as acknowledged:
        numbers = [int(line) for line in acknowledged.read().split()]
    said = []
    for out in outputs:
        out.seek(0)
        said.append(out.read().decode())
        out.close()
    return {"statuses": statuses, "outputs": said, "told": numbers}


if __name__ == "__main__":
    load_law()
    load_tariff()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
