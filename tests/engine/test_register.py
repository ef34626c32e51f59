"""A rule is a function with everything about it beside it; the register finds and runs them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from cbec_cli.engine.register import Register, Rule, rule
from cbec_cli.engine.words import Fen, Flag, Rate, payable, share


def module(**rules: Any) -> ModuleType:
    made = ModuleType("made")
    vars(made).update(rules)
    return made


@rule("AAA001", title="Value", source="law", since="2016-04-08")
def value(price: Fen, freight: Fen) -> Fen:
    """Price with freight."""
    return price + freight


@rule("AAA002", title="Tax", source="law", since="2016-04-08")
def tax(value: Fen, rate: Rate) -> Fen:
    """A share of the value."""
    return payable(share(value, rate))


@rule("AAA003", title="Much", source="law", since="2016-04-08", severity="warning", scope="order", columns=["price"])
def much(tax: Fen) -> Flag:
    """More than one yuan."""
    return tax > 100


REGISTER = Register(module(value=value, tax=tax, something=7, much=much))


def test_what_a_rule_says_about_itself() -> None:
    assert isinstance(tax, Rule)
    assert (tax.code, tax.name, tax.explanation) == ("AAA002", "tax", "A share of the value.")
    assert (list(tax.needs), tax.gives) == (["value", "rate"], "Fen")
    assert much.columns == ("price",)
    assert tax(10_000, rate=1300) == 1300


def test_a_rule_without_a_docstring_explains_nothing() -> None:
    bare = rule("AAA009", title="Bare", source="law", since="2016-04-08")(lambda price: price)
    assert (bare.explanation, bare.gives) == ("", "Fen")


def test_rules_are_found_in_the_order_they_are_written() -> None:
    assert [found.code for found in REGISTER] == ["AAA001", "AAA002", "AAA003"]
    assert REGISTER.checks("order") == (much,)
    assert REGISTER.checks("line") == ()


def test_a_fact_is_computed_with_all_it_needs() -> None:
    facts = {"price": 9_000, "freight": 1_000, "rate": 1300}
    said: list[str] = []

    def remember(found: Rule, result: Any) -> Any:
        said.append(found.name)
        return result

    REGISTER.compute(facts, "much", note=remember)
    assert (facts["value"], facts["tax"], facts["much"]) == (10_000, 1300, True)
    assert said == ["value", "tax", "much"]
    REGISTER.compute(facts, "tax", note=remember)  # known already
    assert said == ["value", "tax", "much"]


def test_a_fact_nobody_gives_is_named() -> None:
    with pytest.raises(KeyError, match="no rule computes 'rate'"):
        REGISTER.compute({"value": 1}, "tax")


def test_codes_and_facts_are_used_once() -> None:
    with pytest.raises(ValueError, match=r"AAA001 .* declared twice"):
        Register(module(value=value), module(again=value))
    same_name = rule("AAA010", title="Value", source="law", since="2016-04-08")(value.function)
    with pytest.raises(ValueError, match="AAA010"):
        Register(module(value=value, other=same_name))
