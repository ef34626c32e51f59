"""A report appears complete or not at all."""

from __future__ import annotations

import errno
import os
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from cbec_cli.engine.atomic import atomic, cannot_write
from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from pathlib import Path


def half_written(target: Path, error: BaseException) -> None:
    with atomic(target) as temporary:
        temporary.write_text("half")
        raise error


def test_the_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with atomic(target) as temporary:
        temporary.write_text("new")
        assert not target.exists()
    assert target.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("error", [ValueError("boom"), KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
def test_whatever_stops_the_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises((ValueError, KeyboardInterrupt, CannotRun)):
        half_written(target, error)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"out\.csv: no room is left on the disk; free some space"):
        half_written(tmp_path / "out.csv", OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def test_an_absent_folder_and_a_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="the folder does not exist"), atomic(tmp_path / "absent" / "out.csv"):
        pass
    with pytest.raises(CannotRun, match="it is a folder"), atomic(tmp_path):
        pass


def test_an_error_number_is_found_in_a_library_s_message_too() -> None:
    from pathlib import Path

    said = "Failed to save workbook: i/o error: No space left on device (os error 28)"
    assert "no room is left" in str(cannot_write(Path("x.xlsx"), OSError(said)))
    assert "something odd" in str(cannot_write(Path("x.xlsx"), OSError("something odd")))


def test_a_reader_that_has_gone_is_no_error_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), atomic(tmp_path / "out.csv"):
        raise BrokenPipeError(errno.EPIPE, "gone")


def test_permissions_of_the_old_file_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o640)
    with atomic(target) as temporary:
        temporary.write_text("new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    with atomic(link) as temporary:
        temporary.write_text("new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with atomic(target) as first, atomic(target) as second:
        first.write_text("first " * 1000)
        second.write_text("second " * 1000)
        assert first != second
    assert target.read_text() == "first " * 1000


def test_a_pipe_receives_the_finished_content(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    with atomic(pipe) as temporary:
        temporary.write_text("all of it")
    reader.join(timeout=10)
    assert got == ["all of it"]
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
