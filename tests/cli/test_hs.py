"""`cbec hs`: one line, many lines, words, and codes that do not exist."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cbec_cli.cli.hs import hs
from cbec_cli.engine.errors import CannotRun

app = typer.Typer()
app.command("hs")(hs)


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "80"}).invoke(app, [*arguments])
    assert result.exit_code == status, result.output
    return result.stdout if status == 0 else result.stderr


def lines(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*arguments, "--format", "json"))["lines"]
    return found


def test_one_code_shows_rates_units_conditions_and_elements() -> None:
    shown = run("3304990029", "--on", "2026-06-01")
    for wanted in (
        "3304.99.00.29",
        "包装标注含量以重量计的其他美容品",
        "Cosmetic and toilet preparations",
        "1%",
        "none",
        "150%",
        "13%",
        "15 %",
        "千克 kilogram (035), 件 piece (011)",
        "A 检验检疫",
        "M 进口商品检验",
        "1.品牌类型",
        "Tariff of 2026-01-01",
        "not an \nofficial publication",
    ):
        assert wanted in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "\x1b[" not in shown
    assert "another year" not in shown


def test_the_rate_is_that_of_the_day() -> None:
    assert "税委会公告2026年第1号" in run("2208.30.00.00", "--on", "2026-02-02")
    assert "税委会公告2026年第1号" not in run("2208 3000 00", "--on", "2026-02-01")


def test_a_day_of_another_year_is_said_to_differ() -> None:
    assert "another year" in run("2208300000", "--on", "2018-06-01")


def test_unknown_is_said_and_not_zero() -> None:
    film = run("3702432100")
    assert "MFN duty          unknown" in film
    assert "Consumption tax   unknown" in run("2402200000")
    detail = lines("5201000080", "--on", "2026-06-01")[0]
    assert (detail["mfn"], detail["vat"], detail["consumption_tax"]) == (None, None, None)


def test_a_figure_from_before_its_law_is_unknown() -> None:
    detail = lines("2208300000", "--on", "1990-01-01")[0]
    assert detail["vat"]["text"] == "unknown"
    assert detail["consumption_tax"]["text"] == "unknown"


def test_agreement_rates_are_shown_when_asked_for() -> None:
    assert "巴基斯坦 PAK: 5%" in run("2208300000", "--agreements")
    assert "Agreement" not in run("2208300000")
    assert "within the quota only" in run("1701130001", "--agreements")
    assert "none in the table" in run("9801001000", "--agreements")
    assert lines("2208300000", "--agreements")[0]["agreements"][0] == {
        "partner": "ASEAN",
        "partner_zh": "东盟",
        "kind": "rate",
        "text": "0%",
    }


def test_a_heading_lists_its_lines_and_says_what_it_leaves_out() -> None:
    shown = run("3304", "--limit", "5")
    assert "3304100011" in shown
    assert "… and 24 more" in shown
    assert "cosmetics" in shown
    assert "unknown" in run("2402")
    assert "0%" in run("190110")


def test_a_prefix_with_one_line_shows_it_in_full() -> None:
    assert "Legal units" in run("220830")


def test_a_line_without_a_name_of_its_own_says_so() -> None:
    assert "(name not known)" in run("04109090", "--on", "2026-06-01")
    assert "0410.90.90.20" in run("0410909020", "--on", "2026-06-01")


@pytest.mark.parametrize("words", [("infant", "formula"), ("婴幼儿奶粉",)])
def test_words_find_lines(words: tuple[str, ...]) -> None:
    assert "1901101090" in run(*words)


def test_json_is_nothing_but_data() -> None:
    document = json.loads(run("2208300000", "--on", "2026-02-02", "--format", "json"))
    assert document["schema"] == "cbec/hs/1"
    assert document["on"] == "2026-02-02"
    assert document["data"]["tariff_vintage"] == "2026-01-01"
    whisky = document["lines"][0]
    assert whisky["provisional"] == {"text": "5%", "percent": "5", "specific": "", "step": ""}
    assert whisky["vat"]["class"] == "standard"
    assert whisky["supervision"][0]["letter"] == "A"
    assert whisky["amended_by"] == ["税委会公告2026年第1号"]
    assert "agreements" not in whisky


def test_an_unknown_code_names_the_nearest() -> None:
    told = run("3304990030", status=1)
    assert "3304990030 is not in the tariff" in told
    assert "the nearest are 3304990031, 3304990039, 3304990029" in told


def test_too_many_digits_and_words_that_fit_nothing() -> None:
    assert "has 13 digits; a code has 2 to 10" in run("3304990029999", status=1)
    assert "no name in the tariff fits 'qqqq'" in run("qqqq", status=1)


def test_own_amendments_are_applied(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("code,field,value,from,until,source\n22083000,mfn,8%,2026-01-01,,own ruling\n", encoding="utf-8")
    assert lines("2208300000", "--amendments", str(mine))[0]["mfn"]["text"] == "8%"
    mine.write_text("code,field,value,from,until,source\n22083000,duty,8%,2026-01-01,,own ruling\n", encoding="utf-8")
    with pytest.raises(CannotRun, match=r"mine\.csv, line 2"):
        CliRunner().invoke(app, ["2208300000", "--amendments", str(mine)], catch_exceptions=False)
