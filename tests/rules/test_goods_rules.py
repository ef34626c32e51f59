"""Rules on codes, units, quantities, specifications, names and labels: examples and boundaries."""

from typing import Any

import numpy as np
import pytest

from cbec_cli.engine.money import SCALE
from cbec_cli.engine.noted import Noted, plain
from cbec_cli.engine.register import Register, Rule
from cbec_cli.rules import classification, labels, measure
from cbec_cli.rules.judges.claims import names_nothing
from cbec_cli.tables.columns import COLUMNS
from cbec_cli.work.messages import placeholders, speak

OWN = Register(classification, measure, labels)
each_rule = pytest.mark.parametrize("rule", [pytest.param(r, id=f"{r.code} {r.name}") for r in OWN])


def speaks(rule: Rule, **facts: Any) -> bool:
    """Whether a rule speaks on its bad example with some facts changed."""
    return bool(rule(**{need: {**rule.bad, **facts}[need] for need in rule.needs}))


# -- what every one of them promises ------------------------------------------------------------------------------


@each_rule
def test_good_stays_silent_and_bad_speaks(rule: Rule) -> None:
    good, bad = ([facts[need] for need in rule.needs] for facts in (rule.good, rule.bad))
    for facts, expected in ((good, False), (bad, True)):
        assert bool(rule.function(*facts)) is expected
        assert bool(plain(rule.function(*(Noted(fact, "Count") for fact in facts)))) is expected
    columns = [np.array(pair) for pair in zip(good, bad, strict=True)]
    assert np.asarray(rule.function(*columns)).tolist() == [False, True]


@each_rule
def test_it_names_columns_that_there_are_and_says_what_to_do(rule: Rule) -> None:
    assert set(rule.columns) <= {column.name for column in COLUMNS}
    reason = speak(rule, lambda name: rule.bad.get(name, "some words"))
    assert "{" not in reason.message + reason.fix
    assert placeholders(rule) - {"why"} <= set(rule.bad)
    assert set(rule.good) == set(rule.bad)
    assert rule.effect == ""


@each_rule
def test_a_second_rule_of_a_code_names_its_clause(rule: Rule) -> None:
    assert OWN.clauses(rule.code)[0] is rule or rule.clause


def test_the_family_is_complete() -> None:
    assert {rule.code for rule in OWN} == {
        *("HSC001", "HSC003", "HSC004", "HSC005", "HSC006", "HSC007"),
        *("UOM001", "UOM002", "UOM003", "UOM004", "UOM005", "DEC010", "DEC014"),
        *("LBL001", "LBL002", "LBL003", "LBL004"),
    }


@pytest.mark.parametrize(
    ("code", "kind", "severities"),
    [
        ("HSC001", "declarations", {"error"}),
        ("HSC001", "catalog", {"error", "warning"}),
        ("HSC003", "declarations", {"error"}),
        ("HSC004", "declarations", {"error", "warning"}),
        ("HSC004", "catalog", {"error", "warning"}),
        ("HSC005", "declarations", {"warning"}),
        ("HSC006", "catalog", {"warning"}),
        ("HSC007", "catalog", {"note"}),
        ("UOM005", "declarations", {"warning"}),
        ("DEC010", "catalog", {"warning"}),
        ("DEC014", "declarations", {"warning"}),
        ("LBL001", "declarations", {"error"}),
        ("LBL001", "catalog", {"warning"}),
        ("LBL002", "declarations", set()),
        ("LBL003", "declarations", set()),
        ("LBL003", "catalog", {"warning"}),
        ("LBL004", "declarations", {"warning"}),
    ],
)
def test_a_declaration_is_held_to_more_than_a_catalogue(code: str, kind: str, severities: set[str]) -> None:
    assert {rule.severity for rule in OWN.clauses(code) if kind in rule.kinds} == severities


def test_what_the_code_itself_lacks_is_said_before_what_follows_from_it() -> None:
    assert OWN.by_code["DEC010"].unless == ("HSC001", "HSC002")


# -- codes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digits", "catalog", "said"),
    [
        (10, False, []),
        (10, True, []),
        (8, False, ["error"]),
        (8, True, ["warning"]),
        (6, False, ["error"]),
        (6, True, ["error"]),
        (11, False, ["error"]),
        (0, True, ["error"]),
    ],
)
def test_eight_digits_warn_in_a_catalogue_and_nothing_but_ten_is_fine(
    digits: int, catalog: bool, said: list[str]
) -> None:
    facts = {"hs_given": True, "hs_digits": digits, "is_catalog": catalog}
    spoke = [r.severity for r in OWN.clauses("HSC001") if r(**facts)]
    assert spoke == said
    assert not any(r(**{**facts, "hs_given": False}) for r in OWN.clauses("HSC001"))


def test_goods_are_barred_from_cbec_and_from_catalogues_not_from_general_trade() -> None:
    rule = classification.goods_never_importable
    assert speaks(rule, cbec_mode=False, is_catalog=True)
    assert not speaks(rule, cbec_mode=False)
    assert not speaks(rule, prohibited=False)


def test_a_name_contradicts_a_code_in_one_way_at_a_time() -> None:
    """The two severities and the other line are facts of their own: none of the rules asks for two of them."""
    asked = [list(rule.needs) for code in ("HSC004", "HSC006") for rule in OWN.clauses(code)]
    assert asked == [["name_surely_contradicts"], ["name_contradicts"], ["line_excluded"]]


def test_a_name_may_stand_with_one_code_or_none() -> None:
    rule = classification.one_name_with_several_codes
    assert [speaks(rule, codes_of_name=count) for count in (0, 1, 2, 300)] == [False, False, True, True]
    assert rule.group == "name"


# -- units ----------------------------------------------------------------------------------------------------------


def test_an_empty_unit_is_not_an_unknown_one() -> None:
    for rule in OWN.clauses("UOM001"):
        (fact,) = rule.needs
        assert [speaks(rule, **{fact: code}) for code in (-1, 0, 35)] == [True, False, False]


def test_units_are_compared_only_where_both_are_known() -> None:
    first = measure.first_legal_unit_differs
    assert not speaks(first, unit1_code=0)
    assert not speaks(first, unit1_code=-1)
    assert not speaks(first, legal_unit1=0)
    second = measure.second_legal_unit_differs
    assert not speaks(second, unit2_code=0)
    assert not speaks(second, unit2_code=-1)
    assert not speaks(second, legal_unit2=0)


@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("code", [-1, 11, 142])
@pytest.mark.parametrize("legal", [0, 11])
def test_one_fault_of_the_second_unit_is_said_once(given: bool, known: bool, code: int, legal: int) -> None:
    """Whatever stands in the two cells, either the pair is incomplete, or a unit is missing, wrong or too many."""
    facts = {
        "unit2_given": given,
        "qty2_known": known,
        "unit2_code": code if given else 0,
        "legal_unit1": 35,
        "legal_unit2": legal,
    }
    said = [r.clause for r in OWN.clauses("UOM003") if r(**{need: facts[need] for need in r.needs})]
    about_units = {"another unit", "the tariff has none"}
    assert len(set(said) & about_units) <= 1
    assert len(set(said) - about_units) <= 1
    fine = (given == known) and (given or not legal) and facts["unit2_code"] in {legal, -1}
    assert fine == (not said)


def test_nothing_is_said_of_a_second_unit_where_the_line_of_the_tariff_is_unknown() -> None:
    assert not speaks(measure.second_legal_unit_too_many, legal_unit1=0)


# -- quantities -----------------------------------------------------------------------------------------------------


def test_one_per_cent_of_weight_is_let_pass() -> None:
    rule = measure.legal_weight_differs
    silent = [not speaks(rule, legal_kilograms=legal) for legal in (9_899, 9_900, 10_000, 10_100, 10_101)]
    assert silent == [False, True, True, True, False]
    assert not speaks(rule, weight_of_line=False)


def test_grams_declared_as_kilograms_are_found() -> None:
    assert speaks(measure.legal_weight_differs, legal_kilograms=50 * SCALE, net_kilograms=SCALE // 20)


def test_one_unit_has_one_quantity() -> None:
    rule = measure.two_quantities_of_one_unit
    assert speaks(rule, qty=SCALE, qty1_declared=SCALE + 1)
    assert not speaks(rule, qty_and_legal_same_unit=False)


def test_a_part_of_a_kilogram_is_fine_a_part_of_a_bottle_is_not() -> None:
    rule = measure.part_of_a_whole
    assert speaks(rule)
    assert not speaks(rule, countable_unit=False)
    assert not speaks(rule, qty_whole=True)


# -- names and papers -----------------------------------------------------------------------------------------------


def test_an_empty_name_is_not_called_foreign() -> None:
    for rule in OWN.clauses("LBL001"):
        assert not speaks(rule, name_given=False)
        assert not speaks(rule, name_in_chinese=True)


@pytest.mark.parametrize("text", ["无", "否", "No", " none ", "N/A", "0", "-", "待补"])
def test_a_cell_that_says_none_names_no_paper(text: str) -> None:
    assert names_nothing(text)
    assert speaks(labels.chinese_label_missing, e_label_given=True, e_label=text)
    assert speaks(labels.risk_notice_missing, risk_notice_given=True, risk_notice=text)


@pytest.mark.parametrize("text", ["", "https://shop.example/labels/1", "是", "yes", "LB-2026-001"])
def test_anything_else_is_taken_for_a_reference(text: str) -> None:
    assert names_nothing(text) == ""
    assert not speaks(labels.chinese_label_missing, e_label_given=True, e_label=text)


def test_claims_matter_in_the_names_of_food_and_cosmetics_alone() -> None:
    rule = labels.claim_in_the_name
    assert speaks(rule)
    assert speaks(rule, is_food=False, is_cosmetic=True)
    assert not speaks(rule, is_food=False)
    assert not speaks(rule, claims_made=False)
