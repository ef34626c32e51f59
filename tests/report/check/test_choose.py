"""Which report goes where; whole files or none; standard output carries nothing but the report."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from cbec_cli.engine.errors import CannotRun
from cbec_cli.report.check.choose import FORMATS, choose_formats, known_group, write_check

MACHINES = ("json", "sarif", "junit", "github", "gitlab", "csv")


def settled(outputs: str, wanted: str = "") -> str:
    """`name=format` of each file, the format alone for the screen."""
    chosen = choose_formats([Path(name) for name in outputs.split()], wanted)
    return " ".join(f"{path}={each}" if path else each for each, path in chosen)


@pytest.mark.parametrize(
    ("outputs", "wanted", "chosen"),
    [
        ("", "", "table"),
        ("", "github", "github"),
        ("a.json", "", "a.json=json"),
        ("a.sarif", "", "a.sarif=sarif"),
        ("a.sarif.json", "", "a.sarif.json=sarif"),
        ("a.XML", "", "a.XML=junit"),
        ("a.csv b.xlsx c.txt", "", "a.csv=csv b.xlsx=xlsx c.txt=table"),
        ("gl-code-quality-report.json", "", "gl-code-quality-report.json=gitlab"),
    ],
)
def test_each_file_takes_the_format_its_name_tells(outputs: str, wanted: str, chosen: str) -> None:
    assert settled(outputs, wanted) == chosen


@pytest.mark.parametrize(
    ("outputs", "wanted", "chosen"),
    [
        ("a.json", "gitlab", "a.json=gitlab"),
        ("a.json", "sarif", "a.json=sarif"),
        ("a.txt", "csv", "a.txt=csv"),
        ("report", "junit", "report=junit"),
        ("a.json b.xlsx", "sarif", "a.json=sarif b.xlsx=xlsx"),
    ],
)
def test_a_file_takes_the_format_asked_for_where_its_name_allows_it(outputs: str, wanted: str, chosen: str) -> None:
    assert settled(outputs, wanted) == chosen


@pytest.mark.parametrize(
    ("outputs", "wanted", "chosen"),
    [
        ("a.sarif", "github", "a.sarif=sarif github"),
        ("a.xlsx a.xml", "table", "a.xlsx=xlsx a.xml=junit table"),
    ],
)
def test_what_was_asked_for_and_no_file_took_goes_to_the_screen(outputs: str, wanted: str, chosen: str) -> None:
    assert settled(outputs, wanted) == chosen


@pytest.mark.parametrize(
    ("outputs", "wanted", "said"),
    [
        ("", "pdf", "unknown format 'pdf'; use one of table, json, sarif, junit, github, gitlab, csv, xlsx"),
        ("", "xlsx", "xlsx cannot be written to the screen; add --output FILE.xlsx"),
        ("a.json", "xlsx", "xlsx cannot be written to the screen"),
        ("a.doc", "", "cannot tell the format from the name 'a.doc'; add --format table|json|"),
        ("a.json x/../a.json", "", "--output x/../a.json is named twice"),
    ],
)
def test_what_cannot_be_written_is_said_with_what_to_do(outputs: str, wanted: str, said: str) -> None:
    with pytest.raises(CannotRun) as caught:
        settled(outputs, wanted)
    assert said in str(caught.value)


def test_findings_are_gathered_by_rule_or_by_order() -> None:
    known_group("rule")
    known_group("order")
    with pytest.raises(CannotRun, match="unknown --group 'sku'; use one of rule, order"):
        known_group("sku")


@pytest.mark.parametrize("chosen", MACHINES)
def test_reports_for_programs_are_bytes_on_standard_output_and_nothing_else(
    result: Any, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    write_check(result, None, chosen)
    text = out.buffer.getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]  # a BytesIO
    monkeypatch.undo()
    assert text.endswith("\n")
    readable = {
        "json": json.loads,
        "sarif": json.loads,
        "gitlab": json.loads,
        "junit": lambda xml: ET.fromstring(xml.encode()),  # noqa: S314 -- our own
        "csv": lambda table: list(csv.DictReader(io.StringIO(table))),
        "github": lambda lines: [line for line in lines.splitlines()[:-1] if line.startswith("::")],
    }
    assert readable[chosen](text)


@pytest.mark.parametrize("chosen", [each for each in FORMATS if each != "xlsx"])
def test_every_format_is_written_to_a_file(result: Any, tmp_path: Path, chosen: str) -> None:
    write_check(result, tmp_path / "report", chosen)
    assert "HSC002" in (tmp_path / "report").read_text("utf-8-sig")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_workbook_is_written_by_its_own_writer(result: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_workbook(of: Any, path: Path) -> None:
        assert of is result
        path.write_bytes(b"a workbook")

    monkeypatch.setitem(sys.modules, "cbec_cli.report.check.workbook", SimpleNamespace(write_workbook=write_workbook))
    write_check(result, tmp_path / "a.xlsx", "xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == b"a workbook"
    with pytest.raises(CannotRun, match="xlsx cannot be written to the screen"):
        write_check(result, None, "xlsx")


def test_a_table_goes_to_the_console_given(result: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = io.StringIO()
    write_check(result, None, "table", console=Console(file=file, width=80))
    assert "failed: 1,239 errors" in file.getvalue()
    write_check(result, None, "table")
    assert "failed: 1,239 errors" in capsys.readouterr().out


@pytest.mark.parametrize("chosen", MACHINES)
def test_a_full_disk_leaves_the_old_report(result: Any, tmp_path: Path, chosen: str) -> None:
    target = tmp_path / "report"
    target.write_text("old")

    class Full(list[Any]):
        def __iter__(self) -> Any:
            raise OSError(28, "No space left on device")

    result.findings = Full(result.findings)
    with pytest.raises(CannotRun, match="no room is left on the disk"):
        write_check(result, target, chosen)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("chosen", MACHINES)
def test_a_reader_that_has_gone_is_left_to_the_caller(
    result: Any, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    class Gone(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, _piece: Any) -> int:
            raise BrokenPipeError(32, "gone")

    monkeypatch.setattr(sys, "stdout", SimpleNamespace(flush=lambda: None, buffer=Gone()))
    with pytest.raises(BrokenPipeError):
        write_check(result, None, chosen)
