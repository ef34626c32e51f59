"""The README shows what happens: each of its commands is run, and what it shows is compared.

In a `console` block a line that begins with `$` is a command; what follows is its output, where `…` alone on a line
stands for lines left out.
"""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(kind: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(text: str = README) -> list[tuple[str, list[str]]]:
    """Each command with the lines shown under it."""
    found: list[tuple[str, list[str]]] = []
    for block in blocks("console", text):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line.rstrip())
    return found


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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the examples, as they stand in the project's folder."""
    made = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "examples", made / "examples")
    return made


@pytest.mark.parametrize(("command", "shown"), commands(), ids=[command for command, _ in commands()])
def test_a_command_does_what_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, shown: list[str]
) -> None:
    program, *words = shlex.split(command)
    assert program == "cbec"
    monkeypatch.setenv("COLUMNS", "80")
    done = subprocess.run(
        [sys.executable, "-m", "cbec_cli", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode in (0, 1), done.stderr) == (True, "")
    assert not shown or missing(shown, done.stdout) == [], done.stdout


def test_what_is_shown_is_compared_line_by_line() -> None:
    printed = "one\ntwo\nthree\nfour\n"
    for right in (["one", "…"], ["…", "three", "…"], ["one", "…", "four"], ["one", "two", "three", "four"]):
        assert missing(right, printed) == []
    for wrong in (["two", "…"], ["…", "three"], ["one", "…", "three", "two"], ["one", "three", "…"], ["one"]):
        assert missing(wrong, printed) != []


def test_every_command_is_shown() -> None:
    assert {command.split()[1] for command, _ in commands()} == {"landed-cost", "quote", "hs", "law", "template"}


def test_the_python_example_runs() -> None:
    (example,) = blocks("pycon")
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_configuration_is_accepted(tmp_path: Path) -> None:
    from cbec_cli.work.settings import Settings, read_config

    (example,) = blocks("toml")
    path = tmp_path / "cbec.toml"
    path.write_text(example, encoding="utf-8")
    read = read_config(path)
    assert {cost.name for cost in read["costs"]} == {"broker", "platform"}
    law = {name: value for name, value in tomllib.loads(example)["law"].items() if name != "additional_duty"}
    assert {name: getattr(Settings(), name) for name in law} == law  # the README states the defaults


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


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md"])
def test_links_lead_somewhere(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert [target for target in targets if not ((ROOT / paper).parent / target).exists()] == []
