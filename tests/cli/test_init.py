"""`cbec init`: the configuration it writes is the defaults, explained."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cbec_cli.cli.init import CONTENT, init
from cbec_cli.engine.errors import CannotRun
from cbec_cli.rules import ALL
from cbec_cli.work.config import (
    CheckTable,
    Config,
    CostTable,
    LawTable,
    ReturnCostsTable,
    ReturnsTable,
    WaiverTable,
    load_config,
)

APP = typer.Typer()
APP.command()(init)
WRITTEN = Path("cbec.toml")


def run(*words: str) -> Result:
    done = CliRunner().invoke(APP, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def without_marks(text: str) -> str:
    """The file after somebody has taken the mark from everything that is no explanation."""
    return re.sub(r"^#(?=[^ \n])", "", text, flags=re.MULTILINE)


def test_what_is_written_are_the_defaults() -> None:
    assert run().stdout == "cbec.toml: every key with its default; edit it, then run: cbec check FILE\n"
    found = load_config(None, frozenset(ALL.by_code))
    assert found.path == WRITTEN
    assert found.model_dump() == Config().model_dump()


def test_every_key_stands_in_it_with_its_default() -> None:
    active = tomllib.loads(CONTENT)
    defaults = CheckTable()
    as_written = {name: active["check"][name] for name in active["check"]}
    assert CheckTable.model_validate(as_written) == defaults
    given = tomllib.loads(without_marks(CONTENT))
    tables: list[tuple[type[Any], dict[str, Any]]] = [
        (Config, given),
        (CheckTable, given["check"]),
        (LawTable, given["law"]),
        (CostTable, given["costs"]["broker"]),
        (WaiverTable, given["waivers"][0]),
        (ReturnsTable, given["returns"]),
        (ReturnCostsTable, given["returns"]["costs"]),
    ]
    assert [set(table.model_fields) - set(keys) for table, keys in tables] == [set()] * len(tables)
    without_default = {"baseline"}
    assert set(CheckTable.model_fields) - set(active["check"]) == without_default


def test_it_is_accepted_with_every_mark_removed(tmp_path: Path) -> None:
    path = tmp_path / "all.toml"
    path.write_text(without_marks(CONTENT), encoding="utf-8")
    found = load_config(path, frozenset(ALL.by_code))
    assert found.waivers[0].code == "HSC004"
    assert found.check.per_file_ignores == {"archive/*.csv": ["LBL", "DEC013"]}
    assert set(found.costs) == {"broker", "platform"}
    assert found.law.additional_duty == {"US": "10"}


def test_every_line_with_a_key_is_explained() -> None:
    lines = CONTENT.splitlines()
    keys = [place for place, line in enumerate(lines) if re.match(r"#?\w+ = ", line)]
    assert keys
    for place in keys:
        above = lines[:place][::-1]
        block = above[: above.index("")]
        assert any(line.startswith("# ") for line in block), lines[place]


def test_codes_that_the_explanations_name_exist() -> None:
    assert set(re.findall(r"\b[A-Z]{3}\d{3}\b", CONTENT)) <= ALL.by_code.keys()


def test_an_existing_file_is_replaced_only_when_told() -> None:
    WRITTEN.write_text("[law]\nfull_tax_waiver = true\n", encoding="utf-8")
    with pytest.raises(CannotRun, match=r"cbec\.toml: this file is already there; edit it, or replace it with --force"):
        run()
    assert load_config(None).law.full_tax_waiver is True
    run("--force")
    assert WRITTEN.read_text(encoding="utf-8") == CONTENT
    assert [each.name for each in Path().iterdir()] == ["cbec.toml"]


def test_a_folder_of_that_name() -> None:
    WRITTEN.mkdir()
    with pytest.raises(CannotRun, match="this is a folder"):
        run("--force")


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path, __: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CannotRun, match=r"cannot write cbec\.toml: permission denied; run this in a folder you may"):
        run()
    assert list(Path().iterdir()) == []


def test_a_project_file_that_is_not_read_any_more_is_told() -> None:
    Path("pyproject.toml").write_text("[tool.cbec.check]\nselect = ['THR']\n", encoding="utf-8")
    assert "[tool.cbec] of pyproject.toml is not read as long as there is a cbec.toml" in run().stderr
    Path("pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert run("--force").stderr == ""


def test_the_command_loads_nothing_heavy() -> None:
    code = "import sys, cbec_cli.cli.init; assert not {'pydantic', 'numpy', 'yaml', 'rapidfuzz'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
