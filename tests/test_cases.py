"""Worked orders that a customs officer can read (`tests/cases/orders_*.yaml`), each costed in every way there is.

Given texts and expected texts; nothing in between is a number of the program.
"""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from readings import Asked, Found, answers, by_column, by_command, by_frame, by_int

from cbec_cli.engine.noted import plain, shown
from cbec_cli.rules import REGISTER

FILES = sorted((Path(__file__).parent / "cases").glob("orders_*.yaml"))
TODAY = "2026-11-22"


def cases() -> list[Any]:
    """Every scalar is text: the base loader makes no numbers and no days."""
    found = [case for file in FILES for case in yaml.load(file.read_bytes(), yaml.BaseLoader)]  # noqa: S506 -- safe
    return [pytest.param(case, id=case["name"]) for case in found]


each_case = pytest.mark.parametrize("case", cases())


def asked(case: dict[str, Any]) -> Asked:
    """The order of a case and its settings."""
    order = {"day": TODAY, **case["given"]}
    settings = dict(order.pop("settings", {}))
    settings["price_includes_tax"] = settings.get("price_includes_tax") == "true"
    return Asked([order], settings)


def check(case: dict[str, Any], found: Found) -> None:
    """Everything the case expects, and no reason it does not expect."""
    expected = case["expected"]
    assert found.reasons == set(expected.get("reasons", ()))
    assert found.official == set(expected.get("official", ()))
    assert (found.route, found.outcome) == (expected["route"], expected["outcome"])
    for name, amount in expected.get("order", {}).items():
        assert found.amounts[name] == amount, name
    for number, line in enumerate(expected.get("lines", ())):
        got = {name: found.lines[number][name] for name in line}
        assert got == {name: None if amount == "null" else amount for name, amount in line.items()}
    assert len(found.lines) == len(case["given"]["lines"])


@each_case
def test_on_ints(case: dict[str, Any], tmp_path: Path) -> None:
    (found,) = by_int(asked(case), tmp_path)
    check(case, found)


@each_case
def test_on_noted_numbers(case: dict[str, Any], tmp_path: Path) -> None:
    """The same amounts, and every step's working, done by hand, gives the step's amount."""
    (found,) = by_int(asked(case), tmp_path, noted=True)
    check(case, found)
    (answer,), (bare,) = answers(asked(case), tmp_path, noted=True), answers(asked(case), tmp_path)
    titles = {rule.title: rule for rule in REGISTER}
    for steps, facts in [(answer.order_steps, bare.order), *zip(answer.line_steps, bare.lines, strict=True)]:
        for step in steps:
            rule = titles[step.title]
            name = "price_with_tax" if rule.name == "goods_value" and plain(facts["backward"]) else rule.name
            assert step.amount == shown(plain(facts[name]), rule.gives)
            assert (step.law, step.since) == (rule.source, rule.since)
            if rule.gives == "Fen":
                assert abs(by_hand(step.working) - number(step.amount)) <= Fraction("0.00502"), step


@each_case
def test_by_column(case: dict[str, Any], tmp_path: Path) -> None:
    (found,) = by_column(asked(case), tmp_path)
    check(case, found)


@each_case
def test_by_column_one_line_at_a_time(case: dict[str, Any], tmp_path: Path) -> None:
    (found,) = by_column(asked(case), tmp_path, chunk=1)
    check(case, found)


@each_case
def test_through_the_command_line(case: dict[str, Any], tmp_path: Path) -> None:
    (found,), status = by_command(asked(case), tmp_path)
    check(case, found)
    assert status == (case["expected"]["outcome"] == "refused")


@pytest.mark.parametrize("case", [param for param in cases() if "config" not in str(param.values[0]["given"])])
def test_as_a_data_frame(case: dict[str, Any]) -> None:
    lines = by_frame(asked(case))
    assert {line["route"] for line in lines} == {case["expected"]["route"]}
    for line, expected in zip(lines, case["expected"].get("lines", ()), strict=False):
        assert {name: line[name] or "null" for name in expected} == expected


def test_all_orders_in_one_file_stay_apart(tmp_path: Path) -> None:
    """Orders without settings of their own, all in one file: each is costed as if it were alone."""
    plain_cases = [param.values[0] for param in cases() if "settings" not in param.values[0]["given"]]
    together = Asked([order for case in plain_cases for order in asked(case).orders])
    for case, found in zip(plain_cases, by_column(together, tmp_path, chunk=7), strict=True):
        check(case, found)


def test_every_case_names_its_law() -> None:
    for param in cases():
        case = param.values[0]
        assert case["source"]
        assert set(case) <= {"name", "source", "reference", "given", "expected"}
    assert len({param.id for param in cases()}) == len(cases())


# -- working by hand ----------------------------------------------------------------------------------------------

SIGNS = {"×": "*", "÷": "/", "−": "-"}


def by_hand(working: str) -> Fraction:
    """What a working like `(720.50 + 127.14705…) × 13 % × 70 %` comes to."""
    text = re.sub(r"([\d.]+)…", r"\1", working).replace("/unit", "")
    text = re.sub(r"(\d+(?:\.\d+)?)( %)?", lambda m: f"F('{m[1]}')" + ("/100" if m[2] else ""), text)
    text = re.sub(r"F\('[\d.]+'\)/100", lambda m: f"({m[0]})", text)
    for sign, operator in SIGNS.items():
        text = text.replace(sign, operator)
    assert re.fullmatch(r"[F()'\d.+*/\s-]+", text), working
    return Fraction(eval(text, {"F": Fraction}))  # noqa: S307 -- digits and signs only, checked above


def number(amount: str) -> Fraction:
    return Fraction(amount.rstrip("…"))
