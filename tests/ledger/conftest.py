"""What tests of the ledger share: a key, a ledger, a command line, and processes that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # `import batches`

from batches import KEY

import cbec_cli
from cbec_cli.__main__ import main
from cbec_cli.ledger import Ledger, init_ledger, open_ledger
from cbec_cli.ledger.keys import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Done = subprocess.CompletedProcess[str]
HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in an empty folder, with the key in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CBEC_LEDGER_KEY", KEY)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("CBEC_LEDGER", "CBEC_LEDGER_KEY_FILE", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def key() -> Key:
    return Key(KEY.encode())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the commands look for the ledger."""
    return tmp_path / "cbec-ledger.sqlite"


@pytest.fixture
def book(place: Path, key: Key) -> Iterator[Ledger]:
    """An empty ledger, open."""
    with init_ledger(place, key) as made:
        yield made


@pytest.fixture
def again(place: Path, key: Key) -> Callable[[], Ledger]:
    """Open the ledger once more; damage at its end is left to `verify`."""
    return lambda: open_ledger(place, key, whole=False)


@pytest.fixture
def cbec(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command of `cbec ledger` in this process."""

    def run(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["cbec", "ledger", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        printed = capfd.readouterr()
        return subprocess.CompletedProcess(words, int(stop.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Write a csv: a heading and one text per line."""

    def write(heading: str, *lines: str, name: str = "orders.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def victims() -> Iterator[Callable[..., dict[str, Any]]]:
    """Start processes, and kill or starve them; see `victims.py`."""
    source = Path(cbec_cli.__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, str(HERE / "victims.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "CBEC_LEDGER_KEY": KEY,
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": str(source),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        requests, answers = server.stdin, server.stdout

        def ask(**request: Any) -> dict[str, Any]:
            requests.write(json.dumps(request) + "\n")
            requests.flush()
            found: dict[str, Any] = json.loads(answers.readline())
            return found

        yield ask
        requests.close()
        server.wait(60)
