"""What every rule promises; a new rule is found by itself, through the register."""

import ast
import inspect
import re
import textwrap
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.exact import Exact
from cbec_cli.engine.noted import Noted, plain
from cbec_cli.engine.register import Rule
from cbec_cli.rules import ALL
from cbec_cli.rules.routes import OUTCOMES, ROUTES
from cbec_cli.tables.columns import COLUMNS
from cbec_cli.tables.dossier_columns import DOSSIER_COLUMNS
from cbec_cli.work.messages import placeholders, speak

RULES = [pytest.param(found, id=f"{found.code} {found.name}") for found in ALL]
CHECKS = [param for param in RULES if param.values[0].severity]
each_rule = pytest.mark.parametrize("rule", RULES)
each_check = pytest.mark.parametrize("rule", CHECKS)

COMPUTED = {found.name for found in ALL}
BRANCHES = (
    ast.If,
    ast.IfExp,
    ast.BoolOp,
    ast.Not,
    ast.For,
    ast.While,
    ast.comprehension,
    ast.Match,
    ast.Try,
    ast.Lambda,
)
EFFECTS = ("", "estimated", "refused")


@each_rule
def test_codes_are_three_letters_and_three_digits(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code)
    clauses = ALL.clauses(rule.code)
    assert len({found.clause for found in clauses}) == len(clauses)
    assert [found.name for found in ALL].count(rule.name) == 1


@each_rule
def test_title_law_and_first_day_are_named(rule: Rule) -> None:
    assert rule.title == rule.title.strip()
    assert rule.title[0].isupper()
    assert len(rule.source) >= 5
    assert not re.search(r"https?:|www\.|github|\.com\b", rule.source)
    assert date(1990, 1, 1) <= date.fromisoformat(rule.since) <= date(2026, 12, 31)


@each_rule
def test_the_docstring_explains(rule: Rule) -> None:
    assert len(rule.explanation) > 20
    assert rule.explanation.split("\n")[0].endswith(".")


@each_rule
def test_a_rule_never_branches_on_a_fact(rule: Rule) -> None:
    """Only so does the same function run on whole columns: `where`, `no`, `&` and `|` choose, not the language."""
    source = textwrap.dedent(inspect.getsource(rule.function))
    (function,) = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    odd = [node for line in function.body for node in ast.walk(line) if isinstance(node, BRANCHES)]
    assert not odd
    chained = [node for node in ast.walk(function) if isinstance(node, ast.Compare) and len(node.ops) > 1]
    assert not chained


@each_rule
def test_every_fact_has_a_kind(rule: Rule) -> None:
    kinds = {"Fen", "Rate", "Quantity", "Price", "Count", "Flag", "Route", "Text"}
    assert set(rule.needs.values()) | {rule.gives} <= kinds
    assert set(inspect.signature(rule.function).parameters) == set(rule.needs)


@each_rule
def test_columns_are_columns_of_the_tables(rule: Rule) -> None:
    known = [*COLUMNS, *chain.from_iterable(DOSSIER_COLUMNS.values())]
    assert set(rule.columns) <= {column.name for column in known}


@each_rule
def test_only_a_check_has_a_message(rule: Rule) -> None:
    assert bool(rule.severity) == bool(rule.message) == bool(rule.fix) == bool(rule.good) == bool(rule.bad)
    assert rule.effect in EFFECTS
    assert rule.severity or not (rule.effect or rule.official_code)
    assert rule.severity in (None, "error", "warning", "note")


def needed(rule: Rule, facts: Any) -> list[Any]:
    return [facts[name] for name in rule.needs]


@each_check
def test_good_stays_silent_and_bad_speaks(rule: Rule) -> None:
    for facts, expected in ((rule.good, False), (rule.bad, True)):
        assert bool(rule.function(*needed(rule, facts))) is expected
        assert bool(plain(rule.function(*(Noted(fact, "Count") for fact in needed(rule, facts))))) is expected
    both = [np.array([good, bad]) for good, bad in zip(needed(rule, rule.good), needed(rule, rule.bad), strict=True)]
    assert np.asarray(rule.function(*both)).tolist() == [False, True]


@each_check
def test_the_examples_differ_only_in_what_matters(rule: Rule) -> None:
    assert set(rule.good) == set(rule.bad)
    assert set(rule.needs) <= set(rule.good)


@each_check
def test_the_message_fills(rule: Rule) -> None:
    """Every fact in braces is one the program knows, and nothing stays in braces."""
    facts = {name: rule.bad.get(name, "some words") for name in placeholders(rule)}
    reason = speak(rule, facts.__getitem__)
    assert not re.search(r"[{}]", reason.message + reason.fix)
    assert str(reason) == f"{rule.code} {reason.message}"
    assert (reason.law, reason.official_code, reason.severity) == (rule.source, rule.official_code, rule.severity)


# -- the three readings -------------------------------------------------------------------------------------------

KINDS: dict[str, st.SearchStrategy[Any]] = {
    "Fen": st.integers(0, 900_000_000),
    "Rate": st.integers(0, 9_900).map(lambda rate: rate // 50 * 50),
    "Quantity": st.integers(0, 900_000_000),
    "Price": st.integers(0, 900_000_000),
    "Count": st.integers(1, 1_000),
    "Flag": st.booleans(),
    "Route": st.integers(1, len(ROUTES) - 1),
    "Text": st.sampled_from(["", "无", "1", "面膜", "4006381333931", "110105199003071239", "not a number at all"]),
}


def as_fractions(result: Any, length: int) -> list[Fraction]:
    parts = (result.whole, result.part, result.of) if isinstance(result, Exact) else (result, 0, 1)
    wide = [np.broadcast_to(np.asarray(part, object), length).tolist() for part in parts]
    return [Fraction(int(whole)) + Fraction(int(part), int(of)) for whole, part, of in zip(*wide, strict=True)]


@each_rule
@given(data=st.data())
def test_ints_columns_and_noted_numbers_agree(rule: Rule, data: st.DataObject) -> None:
    fact = {name: st.just(10_000) if name == "in_full" else KINDS[kind] for name, kind in rule.needs.items()}
    rows = data.draw(st.lists(st.tuples(*fact.values()), min_size=1, max_size=3))
    ints = [as_fractions(rule.function(*row), 1)[0] for row in rows]
    kinds = list(rule.needs.values())
    noted = [rule.function(*(Noted(each, kind) for each, kind in zip(row, kinds, strict=True))) for row in rows]
    assert [as_fractions(plain(each), 1)[0] for each in noted] == ints
    columns = [np.array(each) for each in zip(*rows, strict=True)]
    if rule.name == "value_before_tax":  # three rates at once: solved in Python ints, see work.backward
        columns[0] = columns[0].astype(object)
    assert as_fractions(rule.function(*columns), len(rows)) == ints


def test_routes_and_outcomes_are_named_once() -> None:
    assert len(set(ROUTES)) == len(ROUTES)
    assert OUTCOMES == ("complete", "estimated", "refused")


def test_every_need_is_computed_or_given() -> None:
    """A fact that several rules read has the same kind everywhere."""
    kinds: dict[str, set[str]] = {}
    for found in ALL:
        for name, kind in found.needs.items():
            kinds.setdefault(name, set()).add(kind)
        if found.name in kinds:
            kinds[found.name].add(found.gives)
    assert {name: each for name, each in kinds.items() if len(each) > 1} == {}


@pytest.mark.parametrize("kind", ["declarations", "catalog"])
def test_the_rules_of_a_table_fit_the_bits_of_a_line_and_of_an_order(kind: str) -> None:
    told = [found for found in ALL if found.severity and kind in found.kinds]
    assert sum(found.scope == "line" for found in told) < 63
    assert sum(found.scope in ("order", "buyer") for found in told) < 63
