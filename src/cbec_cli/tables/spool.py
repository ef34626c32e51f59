"""Chunks between two passes over a file: in memory while they are few, in a temporary folder when they are many."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa

from cbec_cli.engine.errors import CannotRun

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEAD = np.dtype([("name", "U32"), ("length", np.int64), ("thin", np.bool_)])

BUDGET = 420 << 20
"""Bytes kept in memory before chunks go to disk."""

Arrays = dict[str, "NDArray[Any]"]


class Spool:
    """Chunks by number: their cells (Arrow) and their computed arrays (numpy), put once and read many times."""

    def __init__(self, budget: int = BUDGET) -> None:
        """No folder is made before the budget is spent."""
        self._budget = budget
        self._memory: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}
        self._folder: Path | None = None
        self.count = 0

    def __enter__(self) -> Self:
        """Use it in a `with` block: the folder goes with it."""
        return self

    def __exit__(self, *_: object) -> None:
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
        self.keep(number, "cells", cells)
        self.put(number, "read", arrays)
        return number

    def put(self, number: int, stage: str, arrays: Arrays) -> None:
        """Keep what a pass computed for a chunk; a column of one value takes no room."""
        key = f"{stage}{number}"
        arrays = {name: _thin(array) for name, array in arrays.items()}
        self._budget += self._sizes.pop(key, 0)
        size = sum(array.nbytes for array in arrays.values() if array.strides[0])
        if self._fits(size):
            self._memory[key], self._sizes[key] = arrays, size
        else:
            self._memory.pop(key, None)
            self._write(key, lambda path: _write_arrays(path, arrays))

    def keep(self, number: int, stage: str, table: pa.Table) -> None:
        """Keep a table of texts of a chunk."""
        key = f"{stage}{number}"
        if self._fits(table.nbytes):
            self._memory[key] = table
        else:
            self._write(key, lambda path: _write_cells(path, table))

    def cells(self, number: int, stage: str = "cells") -> pa.Table:
        """The cells of a chunk, or another table kept of it."""
        kept = self._memory.get(f"{stage}{number}")
        return kept if kept is not None else _read_cells(self._path(f"{stage}{number}"))

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
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)  # whatever ends the run
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


def _thin(array: NDArray[Any]) -> NDArray[Any]:
    """The array, or one value standing for all if they are equal (stride 0)."""
    if array.size > 1 and array.strides[0] and bool((array == array[0]).all()):
        return np.broadcast_to(array[:1].copy(), array.shape)
    return array


def _write_arrays(path: Path, arrays: Arrays) -> None:
    """Names, lengths and for each array its first stride; then the values, one for an array of one value."""
    with path.open("wb") as file:
        np.save(file, np.array([(name, len(array), array.strides[0] == 0) for name, array in arrays.items()], _HEAD))
        for array in arrays.values():
            np.save(file, array[:1] if array.strides[0] == 0 else array)


def _read_arrays(path: Path) -> Arrays:
    with path.open("rb") as file:
        head = np.load(file)
        return {
            str(name): np.broadcast_to(np.load(file), (length,)) if thin else np.load(file)
            for name, length, thin in head.tolist()
        }
