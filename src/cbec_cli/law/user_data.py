"""The user's data folder: tables that cannot be shipped and that the user brings.

It lies where the system keeps data of programs, or where the environment variable `CBEC_DATA_DIR` points. A file in it
appears complete or not at all, also when two programs write it at once.
"""

from __future__ import annotations

import os
from pathlib import Path

from cbec_cli.engine.atomic import atomic, cannot_write
from cbec_cli.engine.errors import CannotRun

VARIABLE = "CBEC_DATA_DIR"
"""Environment variable that names another folder."""

_ELSEWHERE = f"name another folder in {VARIABLE}"


def data_folder() -> Path:
    """The folder; it need not exist yet."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path  # noqa: PLC0415 -- only when nothing is named

    return user_data_path("cbec", appauthor=False)


def stored(kind: str) -> list[Path]:
    """The files of a kind (`positive-list`), sorted by name; none if there is no folder.

    Raises:
        CannotRun: the folder cannot be read.
    """
    folder = data_folder() / kind
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".json" and path.name[0] != ".")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CannotRun(
            f"{folder}: {error.strerror or error}", f"check the folder, or name another in {VARIABLE}"
        ) from error


def store(kind: str, name: str, content: bytes) -> Path:
    """Write a file of a kind, whole or not at all; an older one of that name is replaced.

    Returns:
        Where it lies.

    Raises:
        CannotRun: the folder cannot be made or written, or the disk is full; an older file is left as it was.
    """
    final = data_folder() / kind / f"{name}.json"
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(final, error, _ELSEWHERE) from error
    with atomic(final, _ELSEWHERE) as temporary:
        temporary.write_bytes(content)
    return final
