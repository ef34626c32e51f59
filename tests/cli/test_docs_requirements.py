"""`cbec docs requirements`: the checklist for people and for programs, and what it cannot answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cbec_cli.cli.docs import docs
from cbec_cli.engine.errors import CannotRun

app = typer.Typer()
app.add_typer(docs, name="docs")

ON = ("--on", "2026-11-23")


def run(*words: str, columns: int = 80) -> str:
    environment = {"NO_COLOR": "1", "COLUMNS": str(columns)}
    result = CliRunner(env=environment).invoke(app, ["docs", "requirements", *words])
    if isinstance(result.exception, CannotRun):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def answer(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--format", "json"))
    return found


def documents(*words: str) -> dict[str, dict[str, Any]]:
    return {each["type"]: each for each in answer(*words)["documents"]}


def test_a_line_says_why_from_whom_how_long_and_the_law() -> None:
    shown = run("--hs", "1901.10.10.90", "--mode", "0110", *ON)
    start = shown.index("Registration of the infant-formula recipe (婴幼儿配方乳粉产品配方注册证书)")
    block = shown[start : shown.index("Recommended (")]
    for wanted in (
        "why     the recipe of infant formula must be registered",
        "from    the State Administration for Market Regulation",
        "takes   a year or more",
        "lasts   five years",
        "names   the producer",
        "number  as in 国食注字YP20180001",
        "without no import and no sale",
        "law     食品安全法 第八十一条",
    ):
        assert wanted in block
    assert "1901101090 供婴幼儿食用的零售包装配方奶粉" in shown
    assert "0110 general trade (一般贸易), declared on 2026-11-23" in shown


def test_what_is_own_knowledge_or_open_is_said_to_be() -> None:
    shown = run("--hs", "1905310000", "--mode", "9610", *ON, columns=200)
    assert "Unsure: ask the customs office" in shown
    assert "ask     Do you want the registration number of the overseas producer" in shown
    assert "[own knowledge, no text at hand]" in shown


def test_general_trade_shows_what_retail_import_exempts() -> None:
    shown = run("--hs", "3304990029", "--mode", "0110", *ON, columns=160)
    told = shown[shown.index("What CBEC retail import (9610, 1210) exempts (2)") :]
    assert "Chinese label (中文标签)" in told
    assert "law     商财发〔2018〕486号 第三条" in told


def test_retail_import_shows_what_is_not_needed_with_the_exempting_law() -> None:
    shown = run("--hs", "3304990029", "--mode", "1210", *ON, columns=160)
    told = shown[shown.index("Not needed on this route (2)") :]
    assert "cosmetic" in told
    assert "law     商财发〔2018〕486号 第三条" in told
    assert "second line, where a consumer's order leaves the zone; --line first is for stock" in shown


@pytest.mark.parametrize("mode", ["9610", "1210", "1239", "0110"])
@pytest.mark.parametrize("columns", [80, 120])
def test_nothing_runs_over_the_screen(mode: str, columns: int) -> None:
    from rich.cells import cell_len

    shown = run("--hs", "2106909090", "--mode", mode, "--origin", "JP", *ON, columns=columns)
    assert max(map(cell_len, shown.splitlines())) <= columns
    assert "\x1b[" not in shown
    assert all(line == line.rstrip() for line in shown.splitlines())


def test_json_tells_programs_the_same() -> None:
    found = answer(
        "--hs", "2106909090", "--mode", "1239", "--line", "first", "--origin", "Japan", "--name", "维生素C", *ON
    )
    assert found["schema"] == "cbec/docs-requirements/1"
    assert {name: found[name] for name in ("on", "hs_code", "mode", "stage", "origin")} == {
        "on": "2026-11-23",
        "hs_code": "2106909090",
        "mode": "1239",
        "stage": "1239-first",
        "origin": "JPN",
    }
    assert [each["id"] for each in found["categories"]] == ["food", "supplement"]
    producer = next(each for each in found["documents"] if each["type"] == "producer_registration")
    assert producer["state"] == "required"
    assert producer["holder"] == "producer"
    assert producer["valid_days"] == 1825
    assert producer["since"] == "2026-06-01"
    assert producer["until"] is None
    assert producer["confidence"] == "partly"
    assert producer["routes"]["9610"] == "unsure"
    assert [each["type"] for each in found["exempted_by_retail_import"]] == [
        "chinese_label",
        "health_food_registration",
    ]
    assert found["notes"] == []


def test_a_name_a_category_or_a_claimed_preference_changes_the_answer() -> None:
    cream = ("--hs", "3304990029", "--mode", "0110", *ON)
    plain, sun = documents(*cream), documents(*cream, "--name", "防晒霜")
    assert "a filing is not enough" in sun["cosmetics_registration"]["why"]
    assert "a filing is not enough" not in plain["cosmetics_registration"]["why"]
    assert plain["certificate_of_origin"]["state"] == "recommended"
    assert documents(*cream, "--preference", "RCEP")["certificate_of_origin"]["state"] == "required"
    assert documents(*cream, "--category", "medical_device")["medical_device_registration"]["state"] == "required"


def test_what_would_change_the_answer_is_said() -> None:
    assert "6 digits" in answer("--hs", "330499", "--mode", "0110", *ON)["notes"][0]
    assert "another year" in answer("--hs", "3304990029", "--mode", "0110", "--on", "2027-05-01")["notes"][0]
    assert "without a code" in answer("--category", "toys", "--mode", "9610", *ON)["notes"][0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--mode", "0110"], "neither a code nor a category"),
        (["--mode", "0110", "--hs", "33o4"], "not a customs code"),
        (["--mode", "0110", "--hs", "9999999999"], "the nearest are"),
        (["--mode", "9710", "--hs", "3304990029"], "exports only"),
        (["--mode", "1210", "--line", "3", "--hs", "3304990029"], "not a line"),
        (["--mode", "0110", "--hs", "3304990029", "--origin", "Japn"], "did you mean Japan"),
        (["--mode", "0110", "--hs", "3304990029", "--origin", "%%"], "write it as JP"),
        (["--mode", "0110", "--hs", "3304990029", "--category", "cosmetix"], "did you mean cosmetics"),
        (["--mode", "0110", "--hs", "3304990029", "--on", "2018-12-31"], "begins on 2019-01-01"),
        (["--mode", "0110", "--hs", "3304990029", "--on", "2026-02-30"], "not a day"),
    ],
)
def test_what_cannot_be_answered_is_one_line_with_a_way_out(words: list[str], said: str) -> None:
    with pytest.raises(CannotRun, match=said) as stop:
        run(*words)
    assert "\n" not in str(stop.value)
    assert stop.value.fix
