"""What is shipped: the wheel holds the data, and runs in an empty environment far from the project's folder."""

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parent.parent
ORDERS = "order_no,hs_code,qty,unit_price,origin\nA1,1901101090,2,100.00,NZ\n"


def run(*words: str | Path, cwd: Path) -> str:
    """Run a program without anything of this environment; gives what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COV"))}
    done = subprocess.run([*map(str, words)], cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an empty environment in which nothing but the wheel was installed."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (programs / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-compile")
    run(*pip, "--constraint", ROOT / "constraints.txt", wheel, cwd=folder)
    return programs


def test_the_wheel_holds_the_data_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    data = {str(path.relative_to(ROOT)) for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert {f"cbec_cli/{name}" for name in data} <= set(names)
    assert "cbec_cli/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.partition("/")[0].split("-")[0] for name in names} == {"cbec_cli"}
    assert not [name for name in names if re.search(r"tests?/|__pycache__|\.pyc$", name)]


def test_the_description_is_the_readme(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("dist-info/METADATA"))
        described = archive.read(name).decode()
    assert "License-Expression: Apache-2.0" in described
    assert (ROOT / "README.md").read_text(encoding="utf-8").strip() in described.replace("\r\n", "\n")


def test_the_source_archive_can_be_built_from(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert {"pyproject.toml", "LICENSE", "README.md", "data/tariffs.yaml", "src/cbec_cli/__main__.py"} <= names


def test_it_runs_in_an_empty_environment(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    said = json.loads(run(programs / "cbec", "landed-cost", "orders.csv", "--format", "json", cwd=tmp_path))
    assert said["totals"]["tax"] == "18.20"
    assert "Landed cost CNY 218.20" in run(programs / "cbec", "landed-cost", "orders.csv", cwd=tmp_path)
    assert "166.14" in run(programs / "cbec", "quote", "3304990029", "720.50", "--qty1", "0.03", cwd=tmp_path)
    assert "威士忌酒" in run(programs / "cbec", "hs", "2208300000", cwd=tmp_path)
    assert "5000.00 CNY" in run(programs / "cbec", "law", "single_limit", cwd=tmp_path)
    assert re.fullmatch(r"cbec \d+\.\d+\.\d+\n", run(programs / "python", "-m", "cbec_cli", "--version", cwd=tmp_path))


def test_workbooks_and_the_api_work_there_too(programs: Path, tmp_path: Path) -> None:
    run(programs / "cbec", "template", "orders", cwd=tmp_path)
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    run(programs / "cbec", "landed-cost", "orders.csv", "-o", "out.xlsx", cwd=tmp_path)
    script = "import pandas, cbec_cli; print(cbec_cli.landed_cost(pandas.read_csv('orders.csv', dtype=str))['tax'][0])"
    assert run(programs / "python", "-c", script, cwd=tmp_path) == "18.20\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.csv", "orders.xlsx", "out.xlsx"]
