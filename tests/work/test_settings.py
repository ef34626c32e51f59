"""cbec.toml and what the settings say about themselves."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cbec_cli.engine.errors import CannotRun
from cbec_cli.work.fx import read_rates
from cbec_cli.work.settings import Cost, Settings, check_choices, read_config

WHOLE = """
amendments = ["mine.csv"]
[costs]
broker = {per = "order", amount = "35.00"}
payment = {per = "percent", amount = "0.6"}
[columns]
"Artikel" = "sku"
[law]
full_tax_waiver = true
additional_duty = {US = "10"}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "cbec.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_a_file_may_say(tmp_path: Path) -> None:
    found = Settings(**read_config(write(tmp_path, WHOLE)))
    assert found.costs == (Cost("broker", "order", 3_500_000), Cost("payment", "percent", 60_000))
    assert found.columns == {"Artikel": "sku"}
    assert found.amendments == (tmp_path / "mine.csv",)
    assert (found.full_tax_waiver, found.full_tax_agreement, found.freight_in_price_test) == (True, False, True)
    assert found.additional_duty == {"US": "10"}


def test_the_file_of_the_working_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_config(None) == {}
    write(tmp_path, "[law]\nfull_tax_waiver = true")
    assert read_config(None)["full_tax_waiver"] is True


def test_pyproject_is_read_where_there_is_no_file_of_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "pyproject.toml"
    project.write_text("[tool.cbec.law]\nfull_tax_waiver = true", encoding="utf-8")
    assert read_config(None)["full_tax_waiver"] is True
    assert read_config(project)["full_tax_waiver"] is True
    write(tmp_path, "[law]\nfull_tax_agreement = true")
    found = read_config(None)
    assert (found["full_tax_waiver"], found["full_tax_agreement"]) == (False, True)  # the two are not mixed


@pytest.mark.parametrize(
    "text", ["[tool.other]\na = 1", "[project]\nname = 'cbec-tables'", "tool = 1 # cbec", "tool = {}"]
)
def test_a_project_that_does_not_speak_of_us_is_left_alone(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "pyproject.toml"
    project.write_text(text, encoding="utf-8")
    assert read_config(None) == {}
    with pytest.raises(CannotRun, match=r"pyproject\.toml: there is no table \[tool\.cbec\]"):
        read_config(project)


def test_a_broken_project_file_stops_only_where_it_may_speak_of_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "pyproject.toml"
    project.write_bytes(b"\xff broken")
    assert read_config(None) == {}
    project.write_bytes(b"[tool.cbec]\nbroken")
    with pytest.raises(CannotRun, match=r"pyproject\.toml: not TOML"):
        read_config(None)
    project.write_bytes(b"[tool]\ncbec = 3")
    with pytest.raises(CannotRun, match="there is no table"):
        read_config(None)


def test_a_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "cbec.toml"
    path.write_bytes(b"\xef\xbb\xbf[law]\r\nfull_tax_waiver = true\r\n")
    assert read_config(path)["full_tax_waiver"] is True


def test_what_only_a_check_needs_is_read_and_left_aside(tmp_path: Path) -> None:
    path = write(tmp_path, "[check]\nignore = ['XYZ999']\n[costs]\nbroker = {per = 'order', amount = '1'}")
    assert Settings(**read_config(path)).costs == (Cost("broker", "order", 100_000),)


def test_without_a_file_pydantic_stays_away(tmp_path: Path) -> None:
    code = (
        "import sys; from cbec_cli.work.settings import read_config; assert read_config(None) == {};"
        "assert not {'pydantic', 'rapidfuzz'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("costs = ", "not TOML"),
        ("costs = " + "[" * 2_000, "nested too deeply"),
        ("[cost]\n", "cost: unknown key, nearest is 'costs'"),
        ("full_tax_waiver = true", "full_tax_waiver: unknown key here; it belongs into the table [law]"),
        ("[law]\nfull_tax_wavier = true", "law.full_tax_wavier: unknown key, nearest is 'full_tax_waiver'"),
        ("[law]\nfull_tax_waiver = 1", "law.full_tax_waiver"),
        ('[costs]\nbroker = {per = "order", amount = 35.0}', "costs.broker.amount"),
        ('[costs]\nbroker = {per = "parcel", amount = "1"}', "per = 'parcel'"),
        ('[costs]\nbroker = {per = "order", amount = "1,5"}', "not a plain decimal number"),
        ('[costs]\nbroker = {per = "order", amount = "-1"}', "below zero"),
        ('[costs]\nbroker = {per = "order"}', "costs.broker.amount: this key is needed; add it"),
    ],
)
def test_faults_name_file_and_key(text: str, says: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CannotRun) as stop:
        read_config(path)
    assert says in str(stop.value)
    assert stop.value.what.startswith(str(path))
    assert stop.value.fix


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="cannot be read"):
        read_config(tmp_path / "absent.toml")


def test_choices_are_checked() -> None:
    check_choices(route="parcel", allocate="weight")
    with pytest.raises(CannotRun, match=r"--route ship.*auto, cbec, general-trade, parcel"):
        check_choices(route="ship", allocate="value")
    with pytest.raises(CannotRun, match="--allocate colour"):
        check_choices(route="auto", allocate="colour")


def test_settings_state_what_was_used() -> None:
    rates = read_rates(["USD=7.0855", "JPY=1/3"])
    stated = Settings(on=date(2026, 11, 22), rates=rates, costs=(Cost("broker", "order", 1),)).stated(["JPY", "CNY"])
    assert stated["on"] == "2026-11-22"
    assert stated["fx"] == {"JPY": {"rate": "1/3", "source": "--fx"}}
    assert stated["costs"] == ["broker per order"]
    assert Settings().stated([])["on"] is None
