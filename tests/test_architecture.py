"""Promises about the code itself: arrows point one way, files stay short, no float comes near an amount."""

import ast
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
CODE = sorted(
    path for folder in ("src", "tests", "tools", "benchmarks", "examples") for path in (ROOT / folder).rglob("*.py")
)
LONGEST = 400

FLOATS = {
    "classify/": "weights of words and probabilities; no amount, rate or code is computed there",
    "work/classifying/": "the same",
    "report/classify/": "the same",
    "cli/classify.py": "the threshold, a probability",
    "law/search.py": "how well a name fits the words looked for",
    "report/progress.py": "seconds, and the part of the work that is done",
    "report/workbook_report.py": "widths of columns",
    "report/sheet_look.py": "the same",
    "report/sheets.py": "a workbook cell holds a float by its format; exact for fen below 2^53",
    "report/workbook_lines.py": "the same",
    "report/check/workbook_long.py": "the same",
    "report/diff.py": "the same",
    "report/reconcile.py": "the same",
    "report/returns/workbook.py": "the same",
    "tables/workbooks.py": "cells of a workbook are floats when they arrive; read as their shortest exact text",
    "tables/frame.py": "a DataFrame may hold floats; read with their 15 significant digits",
}
"""Where a float may be named, and why; nowhere else."""

ADDRESSES = re.compile(
    r"pypi\.(?:org|python)|files\.pythonhosted|proxy\.golang|registry\.npmjs|crates\.io|conda\.anaconda|"
    r"rubygems\.org|artifactory|--(?:extra-)?index-url|[a-z]+\.(?:internal|corp|local)\b",
    re.IGNORECASE,
)


def tracked() -> list[Path]:
    """What the project consists of: files git knows or would add."""
    words = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, capture_output=True, check=True).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> dict[str, str]:
    """Every tracked text file but this one, which has to name what it forbids."""
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8192] and path != Path(__file__):
            found[str(path.relative_to(ROOT))] = content.decode()
    return found


def test_arrows_point_one_way() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_too_long_to_keep_in_mind() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_float_comes_near_an_amount() -> None:
    named = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            constant = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if constant or re.fullmatch(r"float(16|32|64|_)?|double", name):
                named.add(str(path.relative_to(SOURCE / "cbec_cli")))
    reasoned = {path for path in named if path in FLOATS or f"{path.rpartition('/')[0]}/" in FLOATS}
    assert named - reasoned == set(), "reason it in FLOATS, or use whole numbers"
    assert {path for path in FLOATS if not any(name.startswith(path) for name in named)} == set(), "no longer needed"


def test_the_project_speaks_of_itself_alone() -> None:
    outside = {name: found[0] for name, text in texts().items() if (found := re.findall(r"\.\./shared|/work/", text))}
    assert outside == {}


def test_no_address_of_a_package_registry_or_a_private_host() -> None:
    assert {name: found[0] for name, text in texts().items() if (found := ADDRESSES.search(text))} == {}


def test_no_warning_is_silenced_without_a_reason() -> None:
    bare = {}
    for path in CODE:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found = re.search(r"#\s*(noqa(?!:)|type:\s*ignore(?!\[)|pragma:\s*no\s+cover)", line)
            if found and path != Path(__file__):
                bare[f"{path.relative_to(ROOT)}:{number}"] = found[1]
    assert bare == {}


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    skipped = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
    here = Path(__file__)
    tests = [path for path in CODE if ROOT / "tests" in path.parents and path != here]
    assert [path.name for path in tests if skipped.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "constraints.txt"])
def test_the_project_papers_are_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_everything_that_is_needed_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *chain.from_iterable(project["project"]["optional-dependencies"].values()),
    ]
    wanted += [each for group in project["dependency-groups"].values() for each in group]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = {line.partition("==")[0].lower().replace("_", "-") for line in lines if not line.startswith("#")}
    assert {name for each in wanted if (name := re.split(r"[<>=]", each)[0].lower()) not in locked} == set()
