import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cbec_cli.cli.template import template
from cbec_cli.engine.errors import CannotRun
from cbec_cli.tables.source import open_source

APP = typer.Typer()
APP.command()(template)


def run(*words: str, subject: str = "orders") -> str:
    done = CliRunner().invoke(APP, [subject, *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_workbook_to_fill_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run() == "orders.xlsx: fill it in, then run: cbec landed-cost orders.xlsx\n"
    with open_source("orders.xlsx") as source:
        assert source.sheet == "订单"
    run("-o", "en.xlsx", "--lang", "en")
    with open_source("en.xlsx") as source:
        assert source.sheet == "Orders"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["en.xlsx", "orders.xlsx"]


@pytest.mark.parametrize(
    ("subject", "command", "sheet"),
    [("declarations", "cbec check", "进口清单"), ("catalog", "cbec check --as catalog", "商品目录")],
)
def test_a_batch_or_a_catalogue_to_fill_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subject: str, command: str, sheet: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(subject=subject) == f"{subject}.xlsx: fill it in, then run: {command} {subject}.xlsx\n"
    with open_source(f"{subject}.xlsx") as source:
        assert source.sheet == sheet
        assert {"hs_code", "gmodel", "name"} <= source.fields.keys()


def test_a_file_is_replaced_only_when_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_text("mine")
    with pytest.raises(CannotRun, match="already there; choose another name, or replace it with --force"):
        run("-o", str(path))
    assert path.read_text() == "mine"
    run("-o", str(path), "--force")
    with open_source(path) as source:
        assert source.headings


def test_names_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"ends in \.xlsx"):
        run("-o", str(tmp_path / "orders.csv"))
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(CannotRun, match="this is a folder"):
        run("-o", str(tmp_path / "folder.xlsx"))
    with pytest.raises(CannotRun, match=r"cannot be written \(No such file or directory\)"):
        run("-o", str(tmp_path / "none" / "orders.xlsx"))


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cbec_cli.tables import template as writer

    def fail(path: Path, language: str, table: str) -> None:
        path.write_text(language + table)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "write_template", fail)
    with pytest.raises(CannotRun, match="No space left"):
        run("-o", str(tmp_path / "orders.xlsx"))
    assert list(tmp_path.iterdir()) == []


def test_the_command_loads_nothing_heavy() -> None:
    code = "import sys, cbec_cli.cli.template; assert not {'openpyxl', 'numpy', 'pyarrow', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_returns_to_fill_in_are_read_by_the_check_of_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cbec_cli.work.returns.claims import REQUIRED, read_claims

    monkeypatch.chdir(tmp_path)
    said = run(subject="returns")
    assert said == "returns.xlsx: fill it in, then run: cbec returns --original DECLARATIONS.xlsx returns.xlsx\n"
    for words in ((), ("--lang", "en", "--force")):
        run(*words, "-o", "filled.xlsx", subject="returns")
        with open_source("filled.xlsx", required=REQUIRED) as source:
            claims, findings, _ = read_claims(source)
        assert [claim.text("return_no") for claim in claims] == ["R-EXAMPLE-1", "R-EXAMPLE-2"]
        assert [finding for finding in findings if finding.severity == "error"] == []
