"""What the rules about persons and firms say, of one order and of a column of orders."""

from typing import Any

import numpy as np
import pytest

from cbec_cli.engine.noted import Noted, plain
from cbec_cli.engine.register import Register, Rule
from cbec_cli.rules import identity
from cbec_cli.tables import arrow
from cbec_cli.tables.text_column import TextColumn

RULES = Register(identity)
each_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=f"{rule.code} {rule.name}") for rule in RULES])


def column(kind: str, values: list[Any]) -> Any:
    return TextColumn(arrow.strings(values)) if kind == "Text" else np.array(values)


def says(name: str, **facts: Any) -> bool:
    """What a rule says of an order, told the same from plain facts and from columns of one order."""
    rule = RULES.by_name[name]
    facts = {need: "" for need, kind in rule.needs.items() if kind == "Text"} | facts
    columns = {need: column(rule.needs[need], [value]) for need, value in facts.items()}
    assert rule(**columns).tolist() == [bool(rule(**facts))]
    return bool(rule(**facts))


@each_rule
def test_examples_are_told_alike_one_by_one_and_as_columns(rule: Rule) -> None:
    for facts, expected in ((rule.good, False), (rule.bad, True)):
        needed = [facts[name] for name in rule.needs]
        assert bool(rule.function(*needed)) is expected
        assert bool(plain(rule.function(*map(Noted, needed, rule.needs.values())))) is expected
    both = [column(kind, [rule.good[name], rule.bad[name]]) for name, kind in rule.needs.items()]
    assert rule.function(*both).tolist() == [False, True]


@each_rule
def test_a_rule_about_texts_marks_the_cells_its_judges_fault(rule: Rule) -> None:
    assert set(rule.judges) <= set(rule.columns)
    assert ("{why}" in rule.message) == bool(rule.judges)
    if rule.judges:
        assert [name for name, judge in rule.judges.items() if judge(rule.good[name])] == []
        assert [name for name, judge in rule.judges.items() if judge(rule.bad[name])] != []


@each_rule
def test_persons_are_a_matter_of_declarations(rule: Rule) -> None:
    assert rule.kinds == ("declarations",)
    assert "What to do:" in rule.explanation


WRONG = "110105194912310021"


@pytest.mark.parametrize("kind", ["", "1", "01", "身份证"])
def test_an_identity_number_is_looked_at_where_it_is_one(kind: str) -> None:
    assert says("resident_id_wrong", buyer_id=WRONG, buyer_id_type=kind)
    assert not says("resident_id_wrong", buyer_id="11010519491231002X", buyer_id_type=kind)
    assert not says("other_identity_document", buyer_id_type=kind)


@pytest.mark.parametrize("kind", ["2", "护照"])
def test_another_document_is_a_fault_of_its_own(kind: str) -> None:
    assert not says("resident_id_wrong", buyer_id="E12345678", buyer_id_type=kind)
    assert says("other_identity_document", buyer_id_type=kind)


def test_an_empty_cell_is_unknown_and_no_fault() -> None:
    for name in (
        "resident_id_wrong",
        "phone_not_plausible",
        "party_code_wrong",
        "platform_without_customs_code",
        "other_identity_document",
    ):
        assert not says(name)


@pytest.mark.parametrize("name", ["ebp_code", "ebc_code", "logistics_code", "agent_code", "assure_code", "area_code"])
def test_each_firm_has_a_code(name: str) -> None:
    assert says("party_code_wrong", **{name: "91110000600037341M"})
    assert not says("party_code_wrong", **{name: "91110000600037341L"})
    assert not says("party_code_wrong", **{name: "330766K00Q"})


def test_only_a_platform_may_have_a_code_of_another_length_and_that_is_told_as_unsure() -> None:
    assert not says("party_code_wrong", ebp_code="W0098")
    assert says("platform_without_customs_code", ebp_code="W0098")
    assert says("party_code_wrong", ebc_code="W0098")
    severities = {rule.name: rule.severity for rule in RULES.clauses("IDN005")}
    assert severities == {"party_code_wrong": "error", "platform_without_customs_code": "warning"}


def test_either_telephone_is_looked_at() -> None:
    assert says("phone_not_plausible", buyer_phone="12345678901", consignee_phone="13912345678")
    assert says("phone_not_plausible", buyer_phone="13912345678", consignee_phone="139****5678")
    assert not says("phone_not_plausible", buyer_phone="13912345678", consignee_phone="+852 9123 4567")


@pytest.mark.parametrize(("ids", "spoken"), [(1, None), (2, "IDN003"), (10, "IDN003"), (11, "IDN006")])
def test_a_telephone_of_several_persons_is_told_once(ids: int, spoken: str | None) -> None:
    facts = {"ids_of_phone": ids, "most_ids": 10}
    told = [
        code
        for code, name in (("IDN003", "several_ids_of_one_phone"), ("IDN006", "many_ids_of_one_phone"))
        if says(name, **facts)
    ]
    assert told == ([spoken] if spoken else [])


@pytest.mark.parametrize(("address", "buyer", "consignee"), [(11, 1, 11), (1, 11, 11), (1, 1, 11), (1, 1, 10)])
def test_many_persons_behind_one_consignee_are_told_once(address: int, buyer: int, consignee: int) -> None:
    most = {"most_ids": 10}
    told = [
        says("many_ids_of_one_address", ids_of_address=address, **most),
        says("many_ids_of_one_phone", ids_of_phone=buyer, **most),
        says(
            "many_ids_of_one_consignee_phone",
            ids_of_consignee_phone=consignee,
            ids_of_phone=buyer,
            ids_of_address=address,
            **most,
        ),
    ]
    assert sum(told) == (max(address, buyer, consignee) > 10)
