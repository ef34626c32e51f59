"""`cbec classify` stopped on its way: what it leaves behind, and what it says."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Start = Callable[..., subprocess.Popen[bytes]]
    Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def catalogue(table: Callable[..., Path]) -> Path:
    titles = ("保湿面霜", "婴儿纸尿裤", "牙膏", "face cream", "礼盒")
    return table("name", *(f"{title} {i}" for i in range(20_000) for title in titles), name="products.csv")


def half_written() -> bool:
    return any(path.stat().st_size > 0 for path in Path().glob(".*.part")) or any(Path("scratch").glob("openpyxl.*"))


def stopped(process: subprocess.Popen[bytes], stop: signal.Signals) -> tuple[int, str]:
    """Wait until the report is under way, stop the run, and give its status and what it said."""
    until = time.monotonic() + 120
    while not half_written() and process.poll() is None:
        assert time.monotonic() < until, "the run never got under way"
        time.sleep(0.005)
    process.send_signal(stop)
    printed, said = process.communicate(timeout=60)
    assert printed == b""
    return process.returncode, said.decode()


@pytest.mark.parametrize("output", ["out.xlsx", "out.json", "out.csv"])
def test_ctrl_c_leaves_the_older_report_and_nothing_half_written(process: Start, catalogue: Path, output: str) -> None:
    Path(output).write_text("old")
    status, said = stopped(process("classify", catalogue, "-o", output), signal.SIGINT)
    assert status == 130
    assert said == "cbec: interrupted; nothing was written\n"
    assert Path(output).read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == sorted(["products.csv", output, "scratch"])
    assert list(Path("scratch").iterdir()) == []


def test_being_told_to_end_leaves_nothing_half_written(process: Start, catalogue: Path) -> None:
    status, said = stopped(process("classify", catalogue, "-o", "out.xlsx"), signal.SIGTERM)
    assert status in (143, -signal.SIGTERM)
    assert "Traceback" not in said
    assert sorted(path.name for path in Path().iterdir()) == ["products.csv", "scratch"]


@pytest.mark.parametrize("words", [["--format", "csv"], ["--format", "json"], ["--all"]])
def test_a_reader_that_has_seen_enough_is_no_error(process: Start, catalogue: Path, words: list[str]) -> None:
    if "--all" in words:
        lines = catalogue.read_text("utf-8").splitlines()[:4_000]
        catalogue.write_text("\n".join(lines), "utf-8")
    run = process("classify", catalogue, *words)
    assert run.stdout is not None
    assert run.stderr is not None
    assert run.stdout.readline().strip()
    run.stdout.close()
    assert run.stderr.read() == b""
    run.stderr.close()
    assert run.wait(timeout=60) == 0


@pytest.mark.parametrize("format_", ["table", "json", "csv", "xlsx"])
def test_a_full_disk_is_told_in_one_line(cbec: Run, table: Callable[..., Path], format_: str) -> None:
    done = cbec("classify", table("name", "面霜"), "--output", "/dev/full", "--format", format_)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot write /dev/full: no room is left on the disk" in done.stderr
    assert done.stderr.count("\n") == 1
