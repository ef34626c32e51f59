"""`cbec law`."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner, Result

from cbec_cli.cli.law import law
from cbec_cli.engine.errors import CannotRun, NotInForce
from cbec_cli.law.dated import load_law


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201 -- a function
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    app = typer.Typer()
    app.command()(law)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    return run


def _json(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_law_of_a_day(run) -> None:  # noqa: ANN001
    result = run("--on", "2018-12-31")
    assert result.exit_code == 0
    text = result.stdout
    assert text.startswith("The law on 2018-12-31\n")
    assert "2000.00 CNY" in text
    assert "5000.00 CNY" not in text
    for heading in (
        "Limits, waivers, deadlines",
        "Import VAT",
        "Import consumption tax",
        "Parcel tax",
        "Additional duty",
    ):
        assert f"\n{heading}" in text
    assert "more have no value on that day." in text
    assert "\x1b[" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_nothing_is_left_out_in_silence(run) -> None:  # noqa: ANN001
    shown = _json(run("--on", "2018-12-31", "--format", "json"))["figures"]
    left_out = len(load_law().names()) - len(shown)
    assert left_out > 0
    assert f"{len(shown)} figures. {left_out} more have no value" in run("--on", "2018-12-31").stdout
    assert len({figure["name"] for figure in shown}) == len(shown)


def test_a_day_before_most_of_the_law(run) -> None:  # noqa: ANN001
    text = run("--on", "1990-01-01").stdout
    assert "payment_days" in text
    assert "Import VAT" not in text


def test_history_holds_every_figure(run) -> None:  # noqa: ANN001
    every = [figure["name"] for figure in _json(run("--history", "--format", "json"))["figures"]]
    assert set(every) == set(load_law().names())


def test_today_is_the_day_in_china(run) -> None:  # noqa: ANN001
    before = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
    found = _json(run("--format", "json"))["on"]
    after = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
    assert found in {before, after}


def test_one_figure_shows_its_whole_history_with_notes(run) -> None:  # noqa: ANN001
    text = run("single_limit").stdout
    assert "单次交易限值" in text
    assert "2000.00 CNY" in text
    assert "5000.00 CNY" in text
    assert "2018-12-31" in text
    assert "tax is not" in text
    assert "annual_limit" not in text


def test_a_part_of_the_name_or_title_is_enough(run) -> None:  # noqa: ANN001
    def names(*arguments: str) -> set[str]:
        return {figure["name"] for figure in _json(run(*arguments, "--format", "json"))["figures"]}

    assert names("啤酒") == {"consumption_tax.beer"}
    assert names("PARCEL.TIER") == {"parcel.tier_1", "parcel.tier_2", "parcel.tier_3"}
    assert {"vat.standard", "vat.reduced"} <= names("vat.")


def test_one_figure_on_one_day(run) -> None:  # noqa: ANN001
    answer = _json(run("single_limit", "--on", "2018-12-31", "--format", "json"))
    assert answer == {
        "schema": "cbec/law/1",
        "on": "2018-12-31",
        "figures": [
            {
                "name": "single_limit",
                "title": "Limit of one CBEC retail transaction",
                "title_zh": "单次交易限值",
                "unit": "CNY",
                "value": "2000.00",
                "since": "2016-04-08",
                "until": "2018-12-31",
                "source": "财关税〔2016〕18号 第三条",
                "confidence": "confirmed",
                "note": "tests goods, freight and insurance; tax is not counted",
            }
        ],
    }
    text = run("single_limit", "--on", "2018-12-31").stdout
    assert "5000.00" not in text
    assert len(_json(run("single_limit", "--on", "2018-12-31", "--history", "--format", "json"))["figures"]) == 2


def test_unknown_is_null_for_programs_and_a_word_for_people(run) -> None:  # noqa: ANN001
    answer = _json(run("additional_duty.USA", "--on", "2026-11-10", "--format", "json"))
    assert [figure["value"] for figure in answer["figures"]] == [None]
    assert "unknown" in run("additional_duty.USA", "--on", "2026-11-10").stdout


def test_units_and_flags_are_said_in_words(run) -> None:  # noqa: ANN001
    assert "13 %" in run("vat.standard").stdout
    assert "15 days" in run("payment_days").stdout
    flags = run("single_article_channel").stdout
    assert " no " in flags
    assert " yes " in flags


def test_a_wrong_name_is_met_with_near_ones(run) -> None:  # noqa: ANN001
    result = run("singel_limit")
    assert isinstance(result.exception, CannotRun)
    assert "did you mean single_limit" in str(result.exception)


def test_nothing_in_force_says_from_when_on(run) -> None:  # noqa: ANN001
    result = run("single_limit", "--on", "2016-04-07")
    assert isinstance(result.exception, NotInForce)
    assert "its first value holds from 2016-04-08" in str(result.exception)


@pytest.mark.parametrize("day", ["yesterday", "2018-13-01", "31.12.2018"])
def test_a_day_that_is_none(run, day: str) -> None:  # noqa: ANN001
    stopped = run("--on", day).exception
    assert isinstance(stopped, CannotRun)
    assert day in str(stopped)


def test_help_shows_examples_and_loads_nothing_heavy(run) -> None:  # noqa: ANN001
    assert "cbec law single_limit" in " ".join(run("--help").stdout.split())
    heavy = "{'pydantic', 'yaml', 'numpy', 'rich.table', 'rapidfuzz'}"
    program = f"import sys, cbec_cli.cli.law; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
