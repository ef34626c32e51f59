"""Lines and records of a text file, the slow and careful way.

The csv module reads a record as Excel does, but stumbles over carriage returns and line feeds that stand in a cell
without quotes. They are replaced by private characters while it is at work, so that no row is cut in two.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.encodings import Utf8Blocks

FIRST_BLOCK = 1 << 20
_LONGEST_LINE = 64 << 20
_CR, _LF, _END = "\ue00d", "\ue00a", "\ue00e"
_FIRST_END = re.compile(rb'(?:[^"\r\n]|"[^"]*")*(\r\n|\r|\n)')


def escape(line: str, newline: bytes) -> str:
    """A line without its end → a line for the csv module, where only its end ends it."""
    if newline == b"\r":
        line = line.replace("\n", _LF)
    if line.endswith("\r"):  # the end of the record, unless a quoted cell goes on
        line = line[:-1] + _END
    return line.replace("\r", _CR) + "\n"


def restore(cells: list[str], newline: bytes) -> list[str]:
    """The cells of a record with their own carriage returns and line feeds; a record may have ended in both."""
    if cells:
        cells[-1] = cells[-1].removesuffix(_END)
    if newline == b"\r":
        return [cell.replace("\n", "\r").replace(_LF, "\n") for cell in cells]
    return [cell.replace(_CR, "\r").replace(_END, "\r") for cell in cells]


def closed(data: bytes, newline: bytes) -> bytes:
    """Lines, the last of which may have lacked its end."""
    return data + newline if data and not data.endswith(newline) else data


def _newline(sample: bytes) -> bytes:
    """A carriage return if it ends the first line and there are more of them than line feeds, else a line feed."""
    first = _FIRST_END.match(sample)
    lone = sample.count(b"\r") - sample.count(b"\r\n")
    return b"\r" if first and first[1] == b"\r" and lone > sample.count(b"\n") else b"\n"


class Lines:
    """Whole lines of a text file, as UTF-8, in blocks.

    Attributes:
        name: what the user calls the file.
        newline: what ends a line: a line feed (a carriage return before it does no harm) or a carriage return alone.
    """

    def __init__(self, path: Path, name: str) -> None:
        """Open the file; its first line tells how lines end.

        Raises:
            CannotRun: the file is not text.
        """
        self.name = name
        self._blocks = Utf8Blocks(path, name)
        self._rest = self._blocks.read(FIRST_BLOCK)
        self.newline = _newline(self._rest)

    @property
    def encoding(self) -> str:
        """The encoding as people write it."""
        return self._blocks.encoding

    @property
    def used(self) -> int:
        """Bytes of the file read so far."""
        return self._blocks.read_bytes

    def peek(self) -> bytes:
        """What comes next, not used up."""
        return self._rest

    def block(self, size: int) -> bytes:
        """Whole lines, about `size` bytes and one line at least; empty at the end of the file.

        Raises:
            CannotRun: a line is longer than any table's.
        """
        parts, have, ends = [self._rest], len(self._rest), self.newline in self._rest
        while have < size or not ends:
            data = self._blocks.read(max(FIRST_BLOCK, size - have))
            if not data:
                self._rest = b""
                return closed(b"".join(parts), self.newline)
            parts.append(data)
            have += len(data)
            ends = ends or self.newline in data
            if not ends and have > _LONGEST_LINE:
                raise CannotRun(
                    f"{self.name}: a line of more than {_LONGEST_LINE >> 20} MB, so not a table", "look into it"
                )
        data = b"".join(parts)
        first = data.find(self.newline) + 1
        cut = data.rfind(self.newline, 0, max(size, first)) + 1
        self._rest = data[cut:]
        return data[:cut]

    def close(self) -> None:
        """Close the file."""
        self._blocks.close()


class Records:
    """Records through the csv module."""

    def __init__(self, lines: Lines, separator: str) -> None:
        """Read from lines with a separator between the cells."""
        self._lines, self._separator = lines, separator
        self._queue: deque[bytes] = deque()

    def one(self, row: int) -> list[str]:
        """The next record, which is row `row`; empty at the end of the file."""
        return next(iter(self.of(self._lines.block(1), row)), [])

    def of(self, block: bytes, row: int) -> list[list[str]]:
        """All records of a block, the last one to its end beyond the block; the first is `row`.

        Raises:
            CannotRun: a quoted cell never ends, or the text is not UTF-8.
        """
        self._fill(block)
        reader = csv.reader(self._feed(), delimiter=self._separator)
        rows: list[list[str]] = []
        try:
            while self._queue:
                rows.append(restore(next(reader), self._lines.newline))
        except csv.Error:
            raise CannotRun(
                f"{self._lines.name}, row {row + len(rows)}: a quotation mark opens a cell that never ends",
                'remove the stray " or write it twice',
            ) from None
        except UnicodeDecodeError:
            raise CannotRun(
                f"{self._lines.name}, row {row + len(rows)}: the text is not UTF-8",
                "the file mixes encodings; save it again as csv in UTF-8",
            ) from None
        return rows

    def _fill(self, block: bytes) -> None:
        """Cut a block into lines."""
        newline = self._lines.newline
        self._queue.extend(block.removesuffix(newline).split(newline) if block else ())

    def _feed(self) -> Iterator[str]:
        """Lines for the csv module, one by one beyond the block while a quoted cell goes on."""
        while True:
            if not self._queue:
                self._fill(self._lines.block(1))
            if not self._queue:
                raise csv.Error("the file ends inside a quoted cell")
            yield escape(self._queue.popleft().decode(), self._lines.newline)
