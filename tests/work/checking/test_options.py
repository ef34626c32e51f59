"""Command line and configuration together, and what a filter makes of them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.register import Rule
from cbec_cli.work.checking.filters import Filter
from cbec_cli.work.checking.options import CheckOptions, check_options, unknown_code
from cbec_cli.work.checking.waivers import Waiver
from cbec_cli.work.config import Config

CODES = ("CFG001", "HSC001", "HSC004", "IDN001", "THR001", "THR003")
TODAY = date(2026, 11, 23)


def a_rule(code: str, severity: Any = "error") -> Rule:
    return Rule(code=code, title="", source="", since="", function=lambda: 0, severity=severity)


def config(**tables: Any) -> Config:
    return Config.model_validate(tables)


def options(check: Mapping[str, Any] | None = None, **line: Any) -> CheckOptions:
    return check_options(config(check=check or {}), codes=CODES, **line)


def running(chosen: CheckOptions) -> list[str]:
    wanted = Filter(chosen, TODAY)
    return [code for code in CODES if wanted.runs(a_rule(code))]


def test_without_any_choice_everything_runs_as_it_is() -> None:
    chosen = check_options(Config(), codes=CODES)
    assert chosen == CheckOptions()
    assert running(chosen) == list(CODES)


def test_the_configuration_becomes_options(tmp_path: Path) -> None:
    from cbec_cli.work.config import load_config

    path = tmp_path / "cbec.toml"
    path.write_text(
        '[check]\nbaseline = "known.json"\nper_file_ignores = {"a.csv" = ["THR"]}\nper_sku_ignores = {"A" = ["IDN"]}\n'
        'severities = {THR = "note"}\nfail_on = "never"\nmost_ids = 3\nnear_limit = "80"\nmax_findings = 7\n'
        '[[waivers]]\ncode = "HSC004"\norder = "D-1"\nreason = "asked"\nuntil = 2027-03-31\n',
        encoding="utf-8",
    )
    chosen = check_options(load_config(path, CODES), codes=CODES, on=TODAY, show_personal_data=True)
    assert (chosen.baseline, chosen.config) == (tmp_path / "known.json", path)
    assert chosen.per_file_ignores == {"a.csv": ("THR",)}
    assert chosen.per_sku_ignores == {"A": ("IDN",)}
    assert (chosen.severities, chosen.fail_on, chosen.most_ids) == ({"THR": "note"}, "never", 3)
    assert (chosen.near_limit, chosen.max_findings) == (8_000, 7)
    assert chosen.waivers == (Waiver("HSC004", "asked", date(2027, 3, 31), order="D-1"),)
    assert (chosen.on, chosen.show_personal_data) == (TODAY, True)
    stated = chosen.stated()
    assert (stated["near_limit"], stated["near_price"], stated["price_spread"]) == ("80", "5", "30")
    assert stated["waivers"] == ["HSC004 of order D-1 until 2027-03-31 (asked)"]
    assert stated["per_file_ignores"] == {"a.csv": ["THR"]}


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ([], [], list(CODES)),
        (["THR"], [], ["THR001", "THR003"]),
        (["THR"], ["THR003"], ["THR001"]),
        (["THR003"], ["THR"], ["THR003"]),
        (["THR003"], ["THR003"], []),
        ([], ["T", "CFG"], ["HSC001", "HSC004", "IDN001"]),
        (["ALL"], ["HSC"], ["CFG001", "IDN001", "THR001", "THR003"]),
        (["HSC"], ["ALL"], ["HSC001", "HSC004"]),
        (["HSC", "IDN001"], ["HSC001"], ["HSC004", "IDN001"]),
    ],
)
def test_the_longest_word_decides(select: list[str], ignore: list[str], expected: list[str]) -> None:
    assert running(options({"select": select, "ignore": ignore})) == expected
    if select:
        assert running(options({"ignore": ["ALL"]}, select=select, ignore=ignore)) == expected


def test_select_of_the_command_line_takes_the_place_of_both_lists() -> None:
    assert running(options({"select": ["HSC"], "ignore": ["THR003"]}, select=["thr003, IDN"])) == ["IDN001", "THR003"]
    assert running(options({"select": ["HSC"]}, select=["ALL"])) == list(CODES)


def test_ignore_of_the_command_line_adds_to_the_configuration_and_wins() -> None:
    assert running(options({"select": ["THR001", "HSC"], "ignore": ["HSC001"]}, ignore=["THR"])) == ["HSC004"]
    assert running(options(ignore=["all"])) == []


def test_words_may_be_parted_by_commas_or_repeated() -> None:
    assert options(select=["thr001,IDN", "THR001"]).select == ("THR001", "IDN")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"select": ["THX"]}, "--select THX: unknown code 'THX', nearest is 'THR'"),
        ({"ignore": ["IDN001,IDN01"]}, "--ignore IDN01: unknown code 'IDN01', nearest is 'IDN001'"),
        ({"select": [""]}, "--select : unknown code ''"),
        ({"fail_on": "note"}, "--fail-on note: unknown; use one of error, warning, never"),
    ],
)
def test_words_nobody_knows_are_refused(line: dict[str, Any], says: str) -> None:
    with pytest.raises(CannotRun) as stop:
        options(**line)
    assert says in str(stop.value)


def test_where_there_are_no_codes_none_is_near() -> None:
    assert unknown_code("THR001", (), beginning=True) == "unknown code 'THR001'"


def test_the_command_line_goes_before_the_configuration() -> None:
    assert options({"fail_on": "never"}, fail_on="warning").fail_on == "warning"
    assert options({"fail_on": "never"}).fail_on == "never"
    assert options({"baseline": "a.json"}, baseline=Path("b.json")).baseline == Path("b.json")
    assert options({"baseline": "a.json"}).stated()["baseline"] == "a.json"


def test_severities_are_changed_by_code_or_family() -> None:
    wanted = Filter(options({"severities": {"THR": "note", "THR001": "warning", "ALL": "error"}}), TODAY)
    found = {code: wanted.severity(a_rule(code, "warning")) for code in ("THR001", "THR003", "IDN001")}
    assert found == {"THR001": "warning", "THR003": "note", "IDN001": "error"}
    assert Filter(CheckOptions(), TODAY).severity(a_rule("IDN001", "warning")) == "warning"
    assert Filter(CheckOptions(), TODAY).severity(a_rule("IDN001", None)) == "note"


words = st.lists(st.sampled_from([*CODES, "HSC", "THR", "IDN", "T", "ALL"]), max_size=4)


@given(words, words)
def test_the_order_of_the_words_does_not_matter(select: list[str], ignore: list[str]) -> None:
    there = running(CheckOptions(select=tuple(select), ignore=tuple(ignore)))
    back = running(CheckOptions(select=tuple(reversed(select)), ignore=tuple(reversed(ignore))))
    assert there == back


@given(words, words)
def test_what_is_ignored_by_its_whole_code_never_runs(select: list[str], ignore: list[str]) -> None:
    assert not set(running(CheckOptions(select=tuple(select), ignore=tuple(ignore)))) & set(ignore)
