"""The README shows what happens: each of its commands is run, and what it shows is compared.

In a `console` block a line that begins with `$` is a command; what follows is its output, where `…` alone on a line
stands for lines left out. The commands of a block are run one after the other in a fresh copy of the examples.
"""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(kind: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a block with the lines shown under it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line.rstrip())
    return found


SESSIONS = [commands(block) for block in blocks("console")]


def missing(shown: list[str], printed: str) -> list[str]:
    """The first shown lines that the output does not have at their place; empty if it has them all."""
    lines = [line.rstrip() for line in printed.splitlines()]
    at, anywhere = 0, False
    for part in re.split(r"^…$", "\n".join(shown), flags=re.MULTILINE):
        wanted = part.strip("\n").splitlines()
        places = range(at, len(lines) - len(wanted) + 1) if anywhere else range(at, at + 1)
        found = next((place for place in places if lines[place : place + len(wanted)] == wanted), None)
        if found is None:
            return wanted
        at, anywhere = found + len(wanted), True
    return [] if shown[-1:] == ["…"] or at == len(lines) else ["(more is printed than shown)"]


@pytest.mark.parametrize("session", SESSIONS, ids=[session[0][0] for session in SESSIONS])
def test_commands_do_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, session: list[tuple[str, list[str]]]
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)  # where it is set, `cbec check` annotates as well
    for command, shown in session:
        program, *words = shlex.split(command)
        assert program == "cbec"
        done = subprocess.run(
            [sys.executable, "-m", "cbec_cli", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        assert not shown or missing(shown, done.stdout) == [], done.stdout
        for report in (word for option, word in pairwise(words) if option == "--output"):
            assert (tmp_path / report).stat().st_size


def test_what_is_shown_is_compared_line_by_line() -> None:
    printed = "one\ntwo\nthree\nfour\n"
    for right in (["one", "…"], ["…", "three", "…"], ["one", "…", "four"], ["one", "two", "three", "four"]):
        assert missing(right, printed) == []
    for wrong in (["two", "…"], ["…", "three"], ["one", "…", "three", "two"], ["one", "three", "…"], ["one"]):
        assert missing(wrong, printed) != []


def test_every_command_is_shown() -> None:
    from typer.main import get_command

    from cbec_cli.cli.app import app

    shown = {command.split()[1] for session in SESSIONS for command, _ in session}
    assert shown == set(get_command(app).commands)  # type: ignore[attr-defined]  # the app is a group of commands


def test_the_python_example_runs() -> None:
    (example,) = blocks("pycon")
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_configuration_is_accepted(tmp_path: Path) -> None:
    from cbec_cli.rules import ALL
    from cbec_cli.work.config import Config, load_config

    checking, costing = blocks("toml")
    path = tmp_path / "cbec.toml"
    path.write_text(costing, encoding="utf-8")
    costs = load_config(path, frozenset(ALL.by_code))
    assert set(costs.costs) == {"broker", "platform"}
    law = {name: value for name, value in tomllib.loads(costing)["law"].items() if name != "additional_duty"}
    assert {name: getattr(Config().law, name) for name in law} == law  # the README states the defaults

    path.write_text(checking, encoding="utf-8")
    check = load_config(path, frozenset(ALL.by_code))
    assert [waiver.code for waiver in check.waivers] == ["HSC004"]
    for name in ("fail_on", "most_ids", "near_limit"):
        assert getattr(check.check, name) == getattr(Config().check, name)


def test_the_install_lines_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (lines,) = blocks("sh")
    targets = re.findall(r"^make (\w+)", lines, re.MULTILINE)
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_every_column_that_is_named_exists() -> None:
    from cbec_cli.tables.columns import COLUMNS

    (section,) = re.findall(r"^## Filling in a spreadsheet$(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    known = {column.name: column.title_zh for column in COLUMNS}
    assert named <= known.keys()
    assert {column.name for column in COLUMNS if column.required} <= named
    for name, title in re.findall(r"`(\w+)` ([^\s,|`]*[\u4e00-\u9fff]+)", " ".join(rows)):
        assert known[name] == title


@pytest.mark.parametrize(
    "paper",
    [
        *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md", "tools/README.md"),
        *("docs/ci.md", "docs/classify.md"),
    ],
)
def test_links_lead_somewhere(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert [target for target in targets if not ((ROOT / paper).parent / target).exists()] == []
