"""A place for chunks between two passes over a file: memory while they are few, a temporary folder when they are many."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray

BUDGET = 192 << 20
"""Bytes kept in memory before chunks go to disk."""

Arrays = dict[str, "NDArray[Any]"]


class Spool:
    """Chunks by number: their cells (Arrow) and their computed arrays (numpy), put once and read many times."""

    def __init__(self, budget: int = BUDGET) -> None:
        """No folder is made before the budget is spent."""
        self._budget = budget
        self._memory: dict[str, Any] = {}
        self._folder: Path | None = None
        self.count = 0

    def __enter__(self) -> Spool:
        """Use it in a `with` block: the folder goes with it."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Remove what was written."""
        self.close()

    def close(self) -> None:
        """Remove what was written."""
        self._memory.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def add(self, cells: pa.Table, arrays: Arrays) -> int:
        """Keep a chunk; gives its number."""
        number = self.count
        self.count += 1
        if self._fits(cells.nbytes):
            self._memory[f"cells{number}"] = cells
        else:
            self._write(f"cells{number}", lambda path: _write_cells(path, cells))
        self.put(number, "read", arrays)
        return number

    def put(self, number: int, stage: str, arrays: Arrays) -> None:
        """Keep what a pass computed for a chunk."""
        key = f"{stage}{number}"
        if self._fits(sum(array.nbytes for array in arrays.values())):
            self._memory[key] = arrays
        else:
            self._memory.pop(key, None)
            self._write(key, lambda path: _write_arrays(path, arrays))

    def cells(self, number: int) -> pa.Table:
        """The cells of a chunk."""
        kept = self._memory.get(f"cells{number}")
        return kept if kept is not None else _read_cells(self._path(f"cells{number}"))

    def arrays(self, number: int, *stages: str) -> Arrays:
        """What the passes computed for a chunk, together."""
        together: Arrays = {}
        for stage in stages:
            key = f"{stage}{number}"
            kept = self._memory.get(key)
            together.update(kept if kept is not None else _read_arrays(self._path(key)))
        return together

    def _fits(self, size: int) -> bool:
        if size > self._budget:
            return False
        self._budget -= size
        return True

    def _path(self, key: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="cbec-"))
        return self._folder / key

    def _write(self, key: str, write: Any) -> None:
        path = self._path(key)
        try:
            write(path)
        except OSError as error:
            raise CannotRun(
                f"{path.parent}: cannot keep intermediate results ({error.strerror})",
                "free some disk space, or set TMPDIR to a folder with room",
            ) from None


def _write_cells(path: Path, cells: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, cells.schema) as writer:
        writer.write_table(cells)


def _read_cells(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as file:
        return pa.ipc.open_file(file).read_all()


def _write_arrays(path: Path, arrays: Arrays) -> None:
    with path.open("wb") as file:
        np.save(file, np.array(list(arrays)))
        for array in arrays.values():
            np.save(file, array)


def _read_arrays(path: Path) -> Arrays:
    with path.open("rb") as file:
        names = np.load(file)
        return {str(name): np.load(file) for name in names}
