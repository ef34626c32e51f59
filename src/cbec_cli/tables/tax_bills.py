"""Customs' electronic tax bills (电子税单): messages CEB816 and CEB818, or the exported table 税单详情, as columns.

A bill that cannot be read in full stays in the list, marked so: nothing of what customs sent is lost.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.findings import Finding, Findings
from cbec_cli.tables import arrow
from cbec_cli.tables.tax_bill_cells import TAXES, TEXTS, Cells, code_numbers, moments, states, whole_fen
from cbec_cli.tables.texts import read_categories, read_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

GENERATED, SUMMARISED, VOIDED = 1, 2, 3
"""What became of a bill (税单状态); 0 is unknown."""

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".xlsm", ".ods", ".parquet")
MESSAGES = (".xml",)
_LINE_AMOUNTS = ("value", *TAXES)


@dataclass(slots=True)
class Lines:
    """The goods lines of bills, bill after bill; columns of equal length.

    Attributes:
        gnum: number of the line on the declaration list (商品项号), 0 where unknown.
        code: customs code as a number, −1 where unknown.
        amounts: fen by name: value (完税总价格) and the three taxes.
        known: which of `amounts` are known.
    """

    gnum: NDArray[np.int64]
    code: NDArray[np.int64]
    amounts: dict[str, NDArray[np.int64]]
    known: dict[str, NDArray[np.bool_]]


@dataclass(slots=True)
class States:
    """What later messages (CEB818) say of bills; columns of equal length."""

    tax_no: pa.StringArray
    ent_duty_no: pa.StringArray
    status: NDArray[np.int8]
    moment: NDArray[np.int64]


@dataclass(slots=True)
class Bills:
    """Everything read, in the order it was read; columns of equal length, one entry for each time a bill was sent.

    Attributes:
        texts: tax_no, invt_no, order_no, logistics_no, ent_duty_no; null where there is none.
        status: GENERATED, SUMMARISED, VOIDED, 0 unknown.
        moment: when customs sent or made it, YYYYMMDDhhmmssSSS as a number; 0 unknown.
        amounts: fen by tax.
        readable: whether all three amounts are known.
        file: index into `files`.
        place: row of the table, or number of the bill in its message.
        first_line, line_count: its part of `lines`; none in a table.
        files: what was read, as the user named it.
        passed_over: (file, why) of what is no tax bill.
        repeated_files: how many names led to a file that was read already.
    """

    texts: dict[str, pa.StringArray]
    status: NDArray[np.int8]
    moment: NDArray[np.int64]
    amounts: dict[str, NDArray[np.int64]]
    readable: NDArray[np.bool_]
    file: NDArray[np.int32]
    place: NDArray[np.int64]
    first_line: NDArray[np.int64]
    line_count: NDArray[np.int64]
    lines: Lines
    states: States
    files: list[str]
    passed_over: list[tuple[str, str]]
    findings: Findings
    repeated_files: int = 0

    def __len__(self) -> int:
        """How many times a bill was sent."""
        return len(self.status)


def read_bills(paths: Sequence[str], progress: Callable[[int], None] = lambda _: None) -> Bills:
    """Read tax bills out of messages, tables and folders of them.

    Args:
        paths: XML messages, workbooks, csv files, or folders, which are read with all folders in them.
        progress: called with the number of bills read since the last call.

    Raises:
        CannotRun: absent, hostile, damaged, no tax bill in it, a column missing, or no bill in all of them.
    """
    gathered = _Gathered()
    for path, name, alone in _files(paths, gathered):
        number = len(gathered.files)
        gathered.files.append(name)
        for cells in _read(path, name, gathered, alone=alone):
            gathered.add(cells, number)
            progress(len(cells))
    found = gathered.bills()
    if not len(found) and not len(found.states.status):
        raise CannotRun(f"{', '.join(paths)}: no tax bill in it", "give CEB816 messages or the exported 税单详情")
    return found


def _read(path: Path, name: str, gathered: _Gathered, *, alone: bool) -> Iterator[Cells]:
    """The bills of one file; what is no tax bill is an error if it was named, and passed over inside a folder."""
    from cbec_cli.tables.tax_bill_messages import is_message, read_message  # noqa: PLC0415 -- only this format needs it
    from cbec_cli.tables.tax_bill_tables import read_table  # noqa: PLC0415 -- only this format needs it

    if not is_message(path, name):
        yield from read_table(path, name, gathered.findings)
        return
    other = yield from read_message(path, name)
    if other and alone:
        raise CannotRun(f"{name}: {other}", "give CEB816 messages (电子税单) or the exported 税单详情")
    if other:
        gathered.passed_over.append((name, other))


def _files(paths: Sequence[str], gathered: _Gathered) -> Iterator[tuple[Path, str, bool]]:
    """Path, name for people, and whether it was named itself; each file once."""
    seen: set[Path] = set()
    for path, name, alone in _named(paths, gathered):
        real = path.resolve()
        if real in seen:
            gathered.repeated_files += 1
            continue
        seen.add(real)
        yield path, name, alone


def _named(paths: Sequence[str], gathered: _Gathered) -> Iterator[tuple[Path, str, bool]]:
    for given in paths:
        if given == "-":
            raise CannotRun("tax bills from standard input", "name the files or the folder; orders may be -")
        if not Path(given).is_dir():
            yield Path(given), given, True
            continue
        inside = sorted(_inside(Path(given)))
        if not inside:
            raise CannotRun(f"{given}: the folder is empty", "name the folder with the tax bills")
        for path in inside:
            if path.suffix.lower() in (*MESSAGES, *TABLES):
                yield path, str(path), False
            else:
                gathered.passed_over.append((str(path), "neither XML nor a table"))


def _inside(folder: Path) -> Iterator[Path]:
    """Files of a folder and the folders in it, without hidden ones and the locks of open workbooks."""
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(root) / name for name in files if not name.startswith((".", "~$")))


@dataclass(slots=True)
class _Gathered:
    """Columns of bills as they come, file after file."""

    files: list[str] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    repeated_files: int = 0
    parts: dict[str, list[Any]] = field(default_factory=dict)
    lines: int = 0

    def add(self, cells: Cells, file: int) -> None:
        """Understand some bills of a file."""
        report = _Report(self.findings, self.files[file], cells)
        for name in TEXTS:
            texts, odd = read_texts("order_no", cells.texts[name])
            for i, error in odd.items():
                report.say("DAT005", name, i, str(error), "take the number from where it came from")
            self._put(name, texts)
        status, strange = states(cells.texts["status"])
        for i in strange:
            wanted = "write 1 (已生成), 2 (已汇总) or 3 (作废); it is counted as not voided"
            report.say("DAT001", "status", i, "not a status of a bill", wanted, "warning")
        self._put("status", status)
        self._put("moment", moments(cells.texts["moment"]))
        readable = np.ones(len(cells), np.bool_)
        for name in TAXES:
            fen, known, odd_cells, rounded = whole_fen(cells.texts[name])
            for i, why in odd_cells.items():
                report.say("DAT001", name, i, why, "write the tax in yuan, 0 if there is none")
            for i in rounded:
                report.say("DAT001", name, i, "less than a fen: taken to the nearest fen", "ask customs", "warning")
            self._put(name, fen)
            readable &= known
        self._put("readable", readable)
        self._put("file", np.full(len(cells), file, np.int32))
        self._put("place", cells.places)
        self._add_lines(cells, report)
        self._add_states(cells)

    def _add_lines(self, cells: Cells, report: _Report) -> None:
        counts = cells.line_counts
        self._put("first_line", self.lines + np.cumsum(counts) - counts)
        self._put("line_count", counts)
        self.lines += int(counts.sum())
        if not cells.lines:
            return
        numbers, known, *_ = whole_fen(cells.lines["gnum"])
        self._put("line gnum", np.where(known & (numbers % 100 == 0), numbers // 100, 0))
        codes, index, _ = read_categories("hs_code", cells.lines["code"])
        self._put("line code", code_numbers(codes)[index])
        for name in _LINE_AMOUNTS:
            fen, known, odd, rounded = whole_fen(cells.lines[name])
            for i, why in odd.items():
                report.say_line(name, i, why, "compared as a whole, without its lines")
            for i in rounded:
                report.say_line(name, i, "less than a fen: taken to the nearest fen", "ask customs")
            self._put(f"line {name}", fen)
            self._put(f"line {name} known", known)

    def _add_states(self, cells: Cells) -> None:
        if not cells.states:
            return
        for name in ("tax_no", "ent_duty_no"):
            self._put(f"state {name}", read_texts("order_no", cells.states[name])[0])
        self._put("state status", states(cells.states["status"])[0])
        self._put("state moment", moments(cells.states["moment"]))

    def _put(self, name: str, column: Any) -> None:
        self.parts.setdefault(name, []).append(column)

    def bills(self) -> Bills:
        """All of them together."""
        return Bills(
            texts={name: self._texts(name) for name in TEXTS},
            status=self._numbers("status", np.int8),
            moment=self._numbers("moment"),
            amounts={name: self._numbers(name) for name in TAXES},
            readable=self._numbers("readable", np.bool_),
            file=self._numbers("file", np.int32),
            place=self._numbers("place"),
            first_line=self._numbers("first_line"),
            line_count=self._numbers("line_count"),
            lines=Lines(
                gnum=self._numbers("line gnum"),
                code=self._numbers("line code"),
                amounts={name: self._numbers(f"line {name}") for name in _LINE_AMOUNTS},
                known={name: self._numbers(f"line {name} known", np.bool_) for name in _LINE_AMOUNTS},
            ),
            states=States(
                self._texts("state tax_no"),
                self._texts("state ent_duty_no"),
                self._numbers("state status", np.int8),
                self._numbers("state moment"),
            ),
            files=self.files,
            passed_over=self.passed_over,
            findings=self.findings,
            repeated_files=self.repeated_files,
        )

    def _texts(self, name: str) -> pa.StringArray:
        parts = self.parts.pop(name, None)
        return pa.concat_arrays(parts) if parts else arrow.strings([])

    def _numbers(self, name: str, kind: Any = np.int64) -> NDArray[Any]:
        parts: Iterable[NDArray[Any]] = self.parts.pop(name, ())
        return np.concatenate([np.zeros(0, kind), *parts]).astype(kind, copy=False)


@dataclass(slots=True)
class _Report:
    """Findings about cells of bills, with their places."""

    findings: Findings
    file: str
    cells: Cells

    def say(self, code: str, name: str, i: int, why: str, fix: str, severity: Any = "error") -> None:
        """What is wrong with a field of bill `i`."""
        self._add(code, severity, i, "", self.cells.names.get(name, name), self.cells.texts[name][i].as_py(), why, fix)

    def say_line(self, name: str, i: int, why: str, fix: str) -> None:
        """What is wrong with an amount of line `i` of all lines."""
        bill = int(np.searchsorted(np.cumsum(self.cells.line_counts), i, side="right"))
        line = f", line {self.cells.lines['gnum'][i].as_py() or '?'}"
        column = self.cells.names.get(name, "taxPrice")
        self._add("DAT001", "warning", bill, line, column, self.cells.lines[name][i].as_py(), why, fix)

    def _add(
        self, code: str, severity: Any, i: int, line: str, column: str, text: str | None, why: str, fix: str
    ) -> None:
        found = "empty" if not (text or "").strip() else f"found {_short(text or '')!r}: {why}"
        self.findings.add(
            Finding(
                code,
                severity,
                f"tax bill {self.cells.texts['tax_no'][i].as_py() or 'without a number'}{line}: {found}",
                fix,
                file=self.file,
                sheet=self.cells.sheet,
                row=int(self.cells.places[i]),
                column=column,
            )
        )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
