"""`cbec docs check` as people and programs call it."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from dossiers import BISCUITS, of, paper, without, write
from openpyxl import load_workbook

Done = CompletedProcess[str]
Run = Callable[..., Done]
DAY = ("--on", "2026-11-23")


@pytest.fixture
def check(cbec: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `cbec docs check`."""
    for name in ("GITHUB_ACTIONS",):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: cbec("docs", "check", *words, *DAY)


@pytest.fixture
def ready(tmp_path: Path) -> list[Path]:
    return write(tmp_path, shipments=[BISCUITS], documents=of("S-1"))


@pytest.fixture
def blocked(tmp_path: Path) -> list[Path]:
    return write(tmp_path, shipments=[BISCUITS], documents=without("invoice"))


def test_a_dossier_that_is_in_order_ends_well(check: Run, ready: list[Path]) -> None:
    done = check(*ready)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("1 shipment ready")


def test_a_blocked_shipment_makes_the_status_1(check: Run, blocked: list[Path]) -> None:
    done = check(*blocked)
    assert done.returncode == 1
    assert "✗ missing" in done.stdout
    assert "do: get it from the seller" in done.stdout


def test_a_warning_fails_only_if_asked(check: Run, tmp_path: Path) -> None:
    soon = of("S-1", paper("producer_registration", expires_on="2026-12-31"))
    files = write(tmp_path, shipments=[BISCUITS], documents=[*without("producer_registration"), *soon])
    assert check(*files).returncode == 0
    assert check(*files, "--fail-on", "warning").returncode == 1
    assert "expiring" not in check(*files, "--expires-within", "5", "--all").stdout


def test_several_reports_at_once(check: Run, blocked: list[Path], tmp_path: Path) -> None:
    names = ("a.xlsx", "a.json", "a.ics", "a.sarif", "a.csv")
    done = check(*blocked, *(word for name in names for word in ("-o", tmp_path / name)))
    assert (done.returncode, done.stdout) == (1, "")
    assert "1 shipment blocked" in done.stderr
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["schema"] == "cbec/docs/1"
    assert load_workbook(tmp_path / "a.xlsx")["Matrix"]["B2"].value == "blocked"
    assert (tmp_path / "a.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_programs_get_json_alone(check: Run, blocked: list[Path]) -> None:
    done = check(*blocked, "--format", "json")
    (shipment,) = json.loads(done.stdout)["shipments"]
    assert shipment["verdict"] == "blocked"
    assert done.stderr == ""


def test_a_github_runner_gets_annotations_too(check: Run, blocked: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "::error file=" in check(*blocked).stdout


def test_what_is_known_does_not_fail_again(check: Run, blocked: list[Path], tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    assert "1 findings are known" in check(*blocked, "--write-baseline", known).stdout
    done = check(*blocked, "--baseline", known)
    assert done.returncode == 0
    assert "1 shipment blocked; 1 known from the baseline" in done.stdout


def test_codes_are_selected_and_ignored_and_unknown_ones_named(check: Run, blocked: list[Path]) -> None:
    assert check(*blocked, "--ignore", "DOC001").returncode == 0
    assert check(*blocked, "--select", "LBL,DAT").returncode == 0
    done = check(*blocked, "--select", "DOC999")
    assert done.returncode == 2
    assert "nearest is 'DOC00" in done.stderr


def test_the_configuration_counts(check: Run, blocked: list[Path], tmp_path: Path) -> None:
    config = tmp_path / "cbec.toml"
    config.write_text('[check.severities]\nDOC001 = "warning"\n', encoding="utf-8")
    assert check(*blocked, "--config", config).returncode == 0


def test_scans_are_looked_at_in_their_folder(check: Run, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    named = [{**each, "file": "../secret.pdf" if each["type"] == "invoice" else ""} for each in of("S-1")]
    files = write(tmp_path, shipments=[BISCUITS], documents=named)
    done = check(*files, "--files", scans)
    assert done.returncode == 1
    assert "leads out of the folder" in " ".join(done.stdout.split())
    assert check(*files, "--files", tmp_path / "nowhere").returncode == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "pdf"], "unknown format"),
        (["--format", "xlsx"], "cannot be written to the screen"),
        (["--expires-within", "-1"], "--expires-within"),
        (["--expires-within", "soon"], "--expires-within"),
        (["--fail-on", "note"], "--fail-on note: unknown"),
        (["-o", "shipments.csv"], "is the file that is read"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(check: Run, ready: list[Path], words: list[str], said: str) -> None:
    done = check(*(each.name for each in ready), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_files_that_are_no_dossier_are_named(check: Run, tmp_path: Path, ready: list[Path]) -> None:
    (tmp_path / "other.csv").write_text("colour,size\nred,1\n", encoding="utf-8")
    for words in ([ready[0]], [tmp_path / "nowhere.xlsx"], [tmp_path / "other.csv"], [*ready, ready[1]]):
        done = check(*words)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_the_help_shows_examples(cbec: Run) -> None:
    done = cbec("docs", "check", "--help")
    assert done.returncode == 0
    assert "cbec docs check docs.xlsx --files scans" in " ".join(done.stdout.split())
