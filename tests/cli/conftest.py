"""Two ways to run `cbec`: inside this process (quick), and as a process of its own (signals, pipes, start-up)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cbec_cli.__main__ import main

Done = subprocess.CompletedProcess[str]
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(autouse=True)
def quiet_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in an empty folder and sees a screen of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cbec(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command in this process; gives its status and what it printed."""

    def run(*words: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["cbec", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        printed = capfd.readouterr()
        return subprocess.CompletedProcess(words, int(stop.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def answer(cbec: Callable[..., Done]) -> Callable[..., dict[str, Any]]:
    """What a run says as JSON; its status must be the one the outcomes ask for."""

    def run(*words: str | Path) -> dict[str, Any]:
        done = cbec("landed-cost", *words, "--format", "json")
        assert done.returncode in (0, 1), done.stderr
        assert done.stderr == ""
        said: dict[str, Any] = json.loads(done.stdout)
        unreadable = any(finding["severity"] == "error" for finding in said["findings"])
        refused = any(order["outcome"] == "refused" for order in said["orders"])
        assert done.returncode == int(refused or unreadable)
        return said

    return run


@pytest.fixture
def process() -> Callable[..., subprocess.Popen[bytes]]:
    """Start a command as a process of its own, with pipes to its output; `TMPDIR` keeps its temporary files apart."""

    def start(*words: str | Path, program: Sequence[str] = ("-m", "cbec_cli")) -> subprocess.Popen[bytes]:
        scratch = Path("scratch")
        scratch.mkdir(exist_ok=True)
        return subprocess.Popen(
            [sys.executable, *program, *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(scratch.resolve())},
        )

    return start


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Write a csv of order lines: a heading and one text per line."""

    def write(heading: str, *lines: str, name: str = "orders.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
        return path

    return write


@pytest.fixture
def examples() -> Path:
    """The folder of the example batch."""
    return EXAMPLES
