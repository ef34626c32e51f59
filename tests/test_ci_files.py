"""The pre-commit hook, the GitHub action and docs/ci.md, tried as far as a machine without those services allows."""

import json
import os
import re
import shlex
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
DOCUMENT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
STEPS = {step.get("name", step.get("uses")): step for step in ACTION["runs"]["steps"]}

Done = subprocess.CompletedProcess[str]

RECORD = f"""#!{sys.executable}
import json, os, sys
words = sys.argv[1:]
with open(os.environ["SEEN"], "w", encoding="utf-8") as file:
    json.dump(words, file)
if "--output" in words and os.environ.get("STATUS") != "2":
    open(words[words.index("--output") + 1], "w").close()
sys.exit(int(os.environ.get("STATUS", "0")))
"""
"""Stands for a program: writes down with which words it was called."""

REAL = f"""#!{sys.executable}
import runpy, sys
sys.argv[0] = "cbec"
runpy.run_module("cbec_cli", run_name="__main__")
"""
"""The program of this environment, where the action would have installed one."""


def program(folder: Path, name: str, text: str) -> None:
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The folder a build works in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def step(tmp_path: Path, work: Path) -> Callable[..., Done]:
    """Run a step of the action with some inputs, in the way GitHub runs it."""

    def run(name: str, status: int = 0, **inputs: str) -> Done:
        given = {key: each.get("default", "") for key, each in ACTION["inputs"].items()} | inputs
        context = {f"inputs.{key}": value for key, value in given.items()} | {"github.action_path": "/actions/cbec"}
        found = STEPS[name]
        env = {key: re.sub(r"\$\{\{ (.+?) \}\}", lambda m: context[m[1]], text) for key, text in found["env"].items()}
        script = tmp_path / "step.sh"
        script.write_text(found["run"], encoding="utf-8")
        for each in ("temp", "bin"):
            (tmp_path / each).mkdir(exist_ok=True)
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],  # noqa: S607 -- as a runner starts it
            cwd=work,
            env={
                **os.environ,
                **env,
                "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "SEEN": str(tmp_path / "seen"),
                "STATUS": str(status),
                "RUNNER_TEMP": str(tmp_path / "temp"),
                "GITHUB_OUTPUT": str(tmp_path / "output"),
                "GITHUB_ACTIONS": "true",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def seen(folder: Path) -> list[str]:
    """The words a recording program was called with."""
    words: list[str] = json.loads((folder / "seen").read_text(encoding="utf-8"))
    return words


# -- the action --------------------------------------------------------------------------------------------------------


def test_what_users_write_reaches_no_script() -> None:
    for found in ACTION["runs"]["steps"]:
        assert "${{" not in found.get("run", "")
        assert "run" not in found or found["shell"] == "bash"
    used = set(re.findall(r"\$\{\{ inputs\.(\w+) \}\}", json.dumps(ACTION)))
    assert used == set(ACTION["inputs"]) == {"files", "args", "version"}
    assert all(each["description"] for each in [*ACTION["inputs"].values(), *ACTION["outputs"].values()])


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("", ["/actions/cbec", "--constraint", "/actions/cbec/constraints.txt"]),
        ("0.2.0", ["cbec-cli==0.2.0"]),
    ],
)
def test_what_is_installed(step: Callable[..., Done], tmp_path: Path, version: str, wanted: list[str]) -> None:
    program(tmp_path, "python", RECORD)
    done = step("Install cbec", version=version)
    assert (done.returncode, done.stderr) == (0, "")
    words = seen(tmp_path)
    assert words[:3] == ["-m", "pip", "install"]
    assert [word for word in words[3:] if word not in ("--disable-pip-version-check", "--quiet")] == wanted
    assert PROJECT["project"]["name"] == "cbec-cli"
    assert (ROOT / "constraints.txt").is_file()


@pytest.mark.parametrize("version", ["1.0 --pre", "1.0;touch x", "$(touch x)", "-r x", "1.0\nx", "@ http"])
def test_a_version_that_is_none_installs_nothing(step: Callable[..., Done], tmp_path: Path, version: str) -> None:
    program(tmp_path, "python", RECORD)
    done = step("Install cbec", version=version)
    assert (done.returncode, done.stdout) == (2, "::error::version: write it as 0.2.0\n")
    assert not (tmp_path / "seen").exists()


NASTY = [
    "a b.csv",
    "$(touch x).csv",
    "`touch x`.csv",
    "a;touch x.csv",
    "-o.csv",
    "'q\".csv",
    "[1].csv",
    "订单.xlsx",
    "&.csv",
]


def test_names_of_files_arrive_as_they_are(step: Callable[..., Done], tmp_path: Path, work: Path) -> None:
    program(tmp_path, "cbec", RECORD)
    for name in NASTY:
        (work / name).touch()
    done = step("Check", files="\r\n".join(f"  {name} " for name in NASTY) + "\n\n")
    assert (done.returncode, done.stderr) == (0, "")
    sarif = str(tmp_path / "temp" / "cbec.sarif")
    assert seen(tmp_path) == ["check", "--format", "github", "--output", sarif, "--", *NASTY]
    assert sorted(each.name for each in work.iterdir()) == sorted(NASTY)


def test_patterns_are_expanded(step: Callable[..., Done], tmp_path: Path, work: Path) -> None:
    program(tmp_path, "cbec", RECORD)
    (work / "in put").mkdir()
    for name in ("in put/b.csv", "in put/a 1.csv", "in put/c.xlsx"):
        (work / name).touch()
    assert step("Check", files="in put/*.csv\nabsent.csv\nin put/?.xlsx").returncode == 0
    words = seen(tmp_path)
    assert words[words.index("--") + 1 :] == ["in put/a 1.csv", "in put/b.csv", "absent.csv", "in put/c.xlsx"]


@pytest.mark.parametrize(
    ("files", "says"),
    [("", "name at least one"), ("\n \r\n", "name at least one"), ("*.none", "a pattern fits no file")],
)
def test_without_files_nothing_is_checked(step: Callable[..., Done], tmp_path: Path, files: str, says: str) -> None:
    program(tmp_path, "cbec", RECORD)
    done = step("Check", files=files)
    assert (done.returncode, done.stdout) == (2, f"::error::files: {says}\n")
    assert not (tmp_path / "seen").exists()


def test_options_are_parted_by_blanks_and_nothing_else_happens(
    step: Callable[..., Done], tmp_path: Path, work: Path
) -> None:
    program(tmp_path, "cbec", RECORD)
    (work / "a.csv").touch()
    assert step("Check", files="a.csv", args="--select THR,IDN\n --as  catalog * $(touch x) ;").returncode == 0
    options = seen(tmp_path)[1 : seen(tmp_path).index("--format")]
    assert options == ["--select", "THR,IDN", "--as", "catalog", "*", "$(touch", "x)", ";"]
    assert [each.name for each in work.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("status", [0, 1, 2])
def test_the_status_is_handed_on_and_the_report_named_where_there_is_one(
    step: Callable[..., Done], tmp_path: Path, status: int
) -> None:
    program(tmp_path, "cbec", RECORD)
    assert step("Check", status, files="a.csv").returncode == status
    output = tmp_path / "output"
    named = output.read_text(encoding="utf-8") if output.exists() else ""
    assert named == ("" if status == 2 else f"sarif={tmp_path / 'temp' / 'cbec.sarif'}\n")
    assert ACTION["outputs"]["sarif"]["value"] == "${{ steps.check.outputs.sarif }}"
    assert STEPS["Check"]["id"] == "check"


CATALOGUE = "sku,name,hs_code\nA-1,婴儿配方奶粉,1901101090\nA-2,婴儿配方奶粉,{code}\n"
GOOD, BAD = CATALOGUE.format(code="1901101090"), CATALOGUE.format(code="9999999999")
ONE_RULE = "--as catalog --select HSC002"


@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (BAD, 1)])
def test_the_action_finds_what_the_program_finds(
    step: Callable[..., Done], tmp_path: Path, work: Path, text: str, status: int
) -> None:
    program(tmp_path, "cbec", REAL)
    (work / "my goods.csv").write_text(text, encoding="utf-8")
    done = step("Check", files="*.csv", args=ONE_RULE)
    assert (done.returncode, done.stderr) == (status, "")
    sarif = json.loads((tmp_path / "temp" / "cbec.sarif").read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    assert [found["ruleId"] for found in sarif["runs"][0]["results"]] == ["HSC002"] * status
    assert ("::error" in done.stdout) is bool(status)
    assert "HSC002" in done.stdout or not status


# -- the hook ----------------------------------------------------------------------------------------------------------


def hook() -> dict[str, Any]:
    (found,) = HOOKS
    return dict(found)


def test_the_hook_names_a_program_this_project_installs() -> None:
    found = hook()
    assert found["id"] == "cbec-check"
    assert found["language"] == "python"
    assert shlex.split(found["entry"])[0] in PROJECT["project"]["scripts"]
    assert found["require_serial"] is True


@pytest.mark.parametrize(
    ("name", "wanted"), [("a.csv", True), ("in/a b.xlsx", True), ("a.csv.md", False), ("csv", False), ("a.py", False)]
)
def test_the_hook_takes_tables_alone(name: str, wanted: bool) -> None:
    assert bool(re.search(hook()["files"], name)) is wanted


@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (BAD, 1)])
def test_the_hook_fails_on_a_fault(tmp_path: Path, work: Path, text: str, status: int) -> None:
    program(tmp_path, "cbec", REAL)
    (work / "goods.csv").write_text(GOOD, encoding="utf-8")
    (work / "more goods.csv").write_text(text, encoding="utf-8")
    name, *words = shlex.split(hook()["entry"])
    done = subprocess.run(
        [tmp_path / "bin" / name, *words, *ONE_RULE.split(), "goods.csv", "more goods.csv"],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, "")


# -- the document ------------------------------------------------------------------------------------------------------


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def test_the_snippets_fit_the_files_they_speak_of() -> None:
    pre_commit, github, gitlab = map(yaml.safe_load, blocks("yaml"))
    (repository,) = pre_commit["repos"]
    assert [each["id"] for each in repository["hooks"]] == [hook()["id"]]
    steps = github["jobs"]["check"]["steps"]
    (ours,) = [each for each in steps if each["uses"].startswith("OWNER/cbec-cli@")]
    assert set(ours["with"]) <= set(ACTION["inputs"])
    assert f"${{{{ steps.{ours['id']}.outputs.sarif }}}}" in json.dumps(steps)
    assert github["permissions"]["security-events"] == "write"
    written = " ".join(gitlab["cbec"]["script"])
    assert all(f"--output {name}" in written for name in gitlab["cbec"]["artifacts"]["reports"].values())


def test_every_input_is_explained() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE)) == set(ACTION["inputs"])


def test_every_option_that_is_named_exists() -> None:
    from typer.main import get_command

    from cbec_cli.cli.app import app

    commands = get_command(app).commands  # type: ignore[attr-defined]  # a group
    known = {name for param in commands["check"].params for name in param.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", DOCUMENT)) - {"--all-files"}  # of pre-commit
    assert named
    assert named <= known
    assert {word for word in re.findall(r"`?cbec ([a-z]+)\b", DOCUMENT) if word in {"check", "init"}} <= commands.keys()


def test_the_waiver_and_the_codes_are_accepted(tmp_path: Path) -> None:
    from cbec_cli.rules import ALL
    from cbec_cli.work.config import load_config

    (example,) = blocks("toml")
    path = tmp_path / "cbec.toml"
    path.write_text(example, encoding="utf-8")
    assert load_config(path, frozenset(ALL.by_code)).waivers[0].sku == "A-17"
    assert set(re.findall(r"\b[A-Z]{3}\d{3}\b", DOCUMENT)) <= ALL.by_code.keys()


def test_the_names_of_the_reports_tell_their_formats() -> None:
    from cbec_cli.report.check.choose import choose_formats

    (line,) = re.findall(r"- (cbec check .*)$", DOCUMENT, re.MULTILINE)
    outputs = [Path(name) for name in re.findall(r"--output (\S+)", line)]
    assert [name for name, path in choose_formats(outputs) if path] == ["gitlab", "junit"]
    both = choose_formats([Path("cbec.sarif")], "github")
    assert both == [("sarif", Path("cbec.sarif")), ("github", None)]


def test_the_baseline_workflow_does_what_is_promised(tmp_path: Path, work: Path) -> None:
    program(tmp_path, "cbec", REAL)
    (work / "catalogue.csv").write_text(BAD, encoding="utf-8")
    commands = [shlex.split(line) for line in blocks("sh")[0].splitlines() if line.startswith("cbec ")]

    def run(words: list[str]) -> int:
        called = [tmp_path / "bin" / "cbec", *words[1:], "--select", "HSC002"]
        return subprocess.run(called, cwd=work, capture_output=True, check=False).returncode

    write, check = commands
    assert [run(write), run(check)] == [0, 0]
    heading, first, second = BAD.splitlines()
    (work / "catalogue.csv").write_text(f"{heading}\n{second}\n\n{first}\n", encoding="utf-8")
    assert run(check) == 0
    (work / "catalogue.csv").write_text(BAD.replace("9999999999", "9999999998"), encoding="utf-8")
    assert run(check) == 1
