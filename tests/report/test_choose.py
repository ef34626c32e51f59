"""The right writer for each format; whole files or none; standard output carries nothing but data."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.choose import choose_format, write_result


@pytest.mark.parametrize(
    ("path", "wanted", "chosen"),
    [
        (None, "", "table"),
        (None, "json", "json"),
        ("out.CSV", "", "csv"),
        ("out.json", "", "json"),
        ("out.xlsx", "", "xlsx"),
        ("out.parquet", "", "parquet"),
        ("out.txt", "", "table"),
        ("out.txt", "csv", "csv"),
    ],
)
def test_the_format_is_the_one_asked_for_or_the_one_the_name_tells(path: str | None, wanted: str, chosen: str) -> None:
    assert choose_format(Path(path) if path else None, wanted) == chosen


@pytest.mark.parametrize(
    ("path", "wanted", "said"),
    [
        (None, "pdf", "unknown format 'pdf'; use one of table, json, csv, xlsx, parquet"),
        (None, "xlsx", "add --output FILE.xlsx"),
        ("out.doc", "", "cannot tell the format from the name 'out.doc'"),
    ],
)
def test_what_cannot_be_written_is_said_with_what_to_do(path: str | None, wanted: str, said: str) -> None:
    with pytest.raises(CannotRun) as caught:
        choose_format(Path(path) if path else None, wanted)
    assert said in str(caught.value)


def test_every_format_is_written_to_a_file(result: Any, tmp_path: Path) -> None:
    for name in ("a.json", "a.csv", "a.xlsx", "a.parquet", "a.txt"):
        write_result(result, tmp_path / name)
    assert json.loads((tmp_path / "a.json").read_bytes())["schema"] == "cbec/landed-cost/1"
    assert (tmp_path / "a.csv").read_text("utf-8").startswith('"订单编号"')
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0] == "lines"
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 6
    assert "Landed cost CNY" in (tmp_path / "a.txt").read_text("utf-8")
    assert len(list(tmp_path.iterdir())) == 5


def test_data_on_standard_output_is_bytes_and_nothing_else(result: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for wanted in ("json", "csv"):
        out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        monkeypatch.setattr(sys, "stdout", out)
        write_result(result, format=wanted)
        text = out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
        monkeypatch.undo()
        assert text.startswith("{" if wanted == "json" else '"订单编号"')
        assert text.endswith("\n")


def test_a_table_goes_to_the_console_given(result: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = io.StringIO()
    write_result(result, console=Console(file=file, width=80))
    assert "Landed cost CNY" in file.getvalue()
    write_result(result)
    assert "Landed cost CNY" in capsys.readouterr().out


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx", "parquet"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, CannotRun("damaged"), OSError(28, "No space left on device")])
def test_a_writer_that_stops_half_way_leaves_the_old_file(
    result: Any, tmp_path: Path, suffix: str, error: BaseException | type[BaseException]
) -> None:
    chunks = list(result.lines())
    target = tmp_path / f"out.{suffix}"
    target.write_text("old")

    def lines() -> Any:
        yield from chunks
        raise error

    result.walk = lines
    with pytest.raises((KeyboardInterrupt, CannotRun)):
        write_result(result, target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_reader_that_has_gone_is_left_to_the_caller(result: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, _piece: Any) -> int:
            raise BrokenPipeError(32, "gone")

    gone = Gone()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(flush=lambda: None, buffer=gone))
    for wanted in ("json", "csv"):
        with pytest.raises(BrokenPipeError):
            write_result(result, format=wanted)
