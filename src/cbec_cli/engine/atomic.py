"""Files appear complete or not at all.

A report is written to a temporary file beside its target and moved over it in one step when it is complete. Whatever
stops the writing (an error, Ctrl-C, a full disk) removes the temporary file and leaves an older report as it was.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator

_CAUSES = {
    errno.ENOSPC: ("no room is left on the disk", "free some space or {elsewhere}"),
    errno.EDQUOT: ("the disk quota is used up", "free some space or {elsewhere}"),
    errno.EACCES: ("permission denied", "close the file in other programs or {elsewhere}"),
    errno.EPERM: ("permission denied", "close the file in other programs or {elsewhere}"),
    errno.EROFS: ("the disk is read-only", "{elsewhere}"),
    errno.ENOENT: ("the folder does not exist", "make the folder first or {elsewhere}"),
    errno.ENOTDIR: ("the folder is a file", "{elsewhere}"),
    errno.EISDIR: ("it is a folder", "name a file"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name"),
}


_ELSEWHERE = "write elsewhere with --output"


def cannot_write(target: Path, error: OSError, elsewhere: str = _ELSEWHERE) -> CannotRun:
    """The reason a file could not be written, with what to do about it; `elsewhere` says how to name another."""
    number = error.errno or _number_in(str(error))
    what, fix = _CAUSES.get(number, (error.strerror or str(error), "{elsewhere}"))
    return CannotRun(f"cannot write {target}: {what}", fix.format(elsewhere=elsewhere))


def _number_in(text: str) -> int:
    """The system's error number in a message of a library that keeps it only there, 0 if none."""
    _, found, rest = text.rpartition("(os error ")
    digits = rest.partition(")")[0]
    return int(digits) if found and digits.isdigit() else 0


@contextmanager
def atomic(target: Path, elsewhere: str = _ELSEWHERE) -> Iterator[Path]:
    """Give a path to write to; when the block ends well, its content becomes `target` in one step.

    The temporary file has a name of its own, so that two programs writing the same report do not mix: the last to
    finish wins, whole. It keeps the permissions of the file it replaces. Devices and pipes cannot be replaced; they
    receive the finished content.

    Raises:
        CannotRun: the target is a folder, cannot be written, or the disk is full.
    """
    try:
        final = target.resolve()
        if final.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        special = final.exists() and not final.is_file()
        temporary = _create(Path(tempfile.gettempdir()) / target.name if special else final)
    except OSError as error:
        raise cannot_write(target, error, elsewhere) from error
    try:
        yield temporary
        _deliver(temporary, final, special=special)
    except BrokenPipeError:
        raise  # the reader of a pipe has seen enough: no error of the file
    except OSError as error:
        raise cannot_write(target, error, elsewhere) from error
    finally:
        temporary.unlink(missing_ok=True)


def _create(beside: Path) -> Path:
    """An empty file of a new name in the same folder; the user's umask decides who may read it."""
    temporary = beside.with_name(f".{beside.name[:100]}.{os.getpid()}-{secrets.token_hex(4)}.part")
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    if beside.is_file():
        shutil.copymode(beside, temporary)
    return temporary


def _deliver(temporary: Path, final: Path, *, special: bool) -> None:
    """Put the content in place; what it replaces is given up only once the content is on the disk."""
    if special:
        with temporary.open("rb") as source, final.open("wb") as sink:
            shutil.copyfileobj(source, sink)
        return
    if final.exists():
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
    temporary.replace(final)
