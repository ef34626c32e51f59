"""Rules on what a declaration says: examples, boundaries at the fen, and what is said once."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.money import SCALE
from cbec_cli.engine.noted import Noted, plain
from cbec_cli.engine.register import Register, Rule
from cbec_cli.rules import (
    costing,
    data,
    declaration,
    declared_amounts,
    declared_tax,
    parcel,
    purchases,
    table,
    threshold,
)
from cbec_cli.rules.declaration import MODE_FIELDS
from cbec_cli.rules.routes import CBEC, FULL_TAX, GENERAL_TRADE, REFUSED
from cbec_cli.tables.columns import COLUMNS, MODES
from cbec_cli.work.messages import placeholders, speak

OWN = Register(declaration, declared_amounts, declared_tax, purchases, table)
OLD = Register(threshold, data, costing, parcel)
each_rule = pytest.mark.parametrize("rule", [pytest.param(r, id=f"{r.code} {r.name}") for r in OWN])

LIMIT, YEAR = 500_000, 2_600_000


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
    assert rule.effect == ""


@each_rule
def test_a_second_rule_of_a_code_names_its_clause(rule: Rule) -> None:
    others = [each for each in (*OWN, *OLD) if each.code == rule.code]
    assert len(others) == 1 or rule.clause


def test_rules_told_once_for_a_group_are_computed_over_orders_or_lines() -> None:
    assert {(r.code, r.scope, r.group) for r in (*OWN, *OLD) if r.group} == {
        ("THR003", "buyer", "buyer"),
        ("THR004", "buyer", "buyer_day"),
        ("THR005", "buyer", "buyer"),
        ("DEC011", "buyer", "message_id"),
        ("DEC013", "line", "sku"),
        ("DEC019", "buyer", "logistics_no"),
    }


def test_what_only_a_costing_says_is_told_of_no_table() -> None:
    silent = {rule.code for rule in OLD if rule.severity and not rule.kinds}
    rates = {"TAX107", "TAX108", "TAX110", "TAX111", "TAX113", "TAX114", "TAX119", "TAX120", "TAX121", "TAX122"}
    routes = {"THR030", "THR031", "THR033", "PAR001", "PAR002", "DAT007"}
    own_words = {"DAT002", "DEC008", "TAX105", "TAX117", "TAX118", "TAX124"}
    assert silent == rates | routes | own_words


def test_a_clause_takes_the_place_of_what_a_check_does_not_tell() -> None:
    for code in ("DAT002", "DEC008", "TAX105"):
        assert any(rule.kinds for rule in OWN if rule.code == code)


# -- modes --------------------------------------------------------------------------------------------------------


def test_every_mode_has_its_fields() -> None:
    names = {column.name for column in COLUMNS if column.scope == "order"}
    assert tuple(sorted(MODE_FIELDS)) == tuple(sorted(MODES))
    for required, forbidden in MODE_FIELDS.values():
        assert set(required) | set(forbidden) <= names
        assert not set(required) & set(forbidden)
    direct, bonded = MODE_FIELDS["9610"], MODE_FIELDS["1210"]
    assert {"traf_no", "voyage_no", "bill_no", "dispatch_country"} <= set(direct[0])
    assert {"ems_no", "area_code", "dispatch_country"} <= set(bonded[0])
    assert MODE_FIELDS["1239"] == bonded
    assert MODE_FIELDS["0110"] == ((), ())


def test_bonded_goods_come_from_china_and_direct_purchases_do_not() -> None:
    bonded, direct = declaration.bonded_dispatch_not_china, declaration.direct_purchase_from_china
    assert not speaks(bonded, bonded_mode=False)
    assert not speaks(bonded, dispatch_country_given=False)
    assert not speaks(direct, direct_mode=False)
    assert not speaks(direct, dispatch_from_china=False)


# -- boundaries -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "fact", "last_silent", "first_speaking"),
    [
        (declaration.net_above_gross, "net_weight", 30_000, 30_001),
        (declaration.too_many_lines, "order_lines", 99, 100),
        (declaration.too_many_orders_in_a_message, "orders_of_message", 100, 101),
        (declaration.waybill_of_several_orders, "orders_of_waybill", 1, 2),
        (declared_amounts.price_of_a_fen, "unit_price", 1_001, 1_000),
        (declared_amounts.prices_far_apart, "price_of_sku_most", 13_000_000, 13_000_001),
        (declared_tax.declared_duty_differs, "declared_duty", 1, 2),
        (declared_tax.declared_consumption_tax_differs, "declared_consumption_tax", 8_899, 8_898),
        (declared_tax.declared_vat_differs, "declared_vat", 7_715, 7_716),
        (declared_tax.declared_tax_differs, "declared_tax", 911, 912),
        (declared_tax.declared_order_tax_differs, "order_tax_declared", 1_818, 1_817),
        (purchases.looks_like_splitting, "day_total", LIMIT, LIMIT + 1),
        (purchases.looks_like_splitting, "order_value", LIMIT + 1, LIMIT),
        (purchases.looks_like_splitting, "day_orders", 1, 2),
        (purchases.year_near_the_limit, "year_total", YEAR * 9 // 10, YEAR * 9 // 10 + 1),
        (purchases.year_near_the_limit, "year_total", YEAR + 1, YEAR),
    ],
    ids=lambda value: value.name if isinstance(value, Rule) else str(value),
)
def test_it_turns_exactly_at_the_boundary(rule: Rule, fact: str, last_silent: int, first_speaking: int) -> None:
    assert abs(last_silent - first_speaking) == 1
    assert not speaks(rule, **{fact: last_silent})
    assert speaks(rule, **{fact: first_speaking})


def test_one_package_is_one() -> None:
    rule = declaration.not_one_package
    assert speaks(rule, pack_no=0)
    assert speaks(rule, pack_no=SCALE + 1)
    assert not speaks(rule, pack_no=0, pack_no_known=False)


def test_a_gift_costs_nothing_and_has_no_spread() -> None:
    assert not speaks(declared_amounts.price_of_a_fen, unit_price=0)
    assert not speaks(declared_amounts.prices_far_apart, price_of_sku_least=0)
    assert not speaks(declared_amounts.prices_far_apart, price_of_sku_least=2**62, price_of_sku_most=0)


def test_a_foreign_currency_is_a_fault_of_cbec_orders_only() -> None:
    assert not speaks(declaration.not_in_yuan, cbec_mode=False)


# -- what is unknown is not zero ------------------------------------------------------------------------------------


@each_rule
def test_what_is_unknown_gives_no_fault(rule: Rule) -> None:
    """Where a fact says that a cell is known, its absence silences the rule; freight is the exception it looks for."""
    asked = [need for need in rule.needs if need.endswith(("_known", "_certain", "_given"))]
    if rule.code in {"TAX102", "DEC004"} or rule.name == "ledger_item_missing":
        return
    for need in asked:
        assert not speaks(rule, **{need: False})


def test_an_order_without_freight_or_insurance_is_told_of_direct_purchases() -> None:
    rule = declared_tax.freight_or_insurance_missing
    assert speaks(rule, freight_known=False, insurance_known=True)
    assert speaks(rule, freight_known=True, insurance_known=False)
    assert not speaks(rule, freight_known=True, insurance_known=True)
    assert not speaks(rule, direct_mode=False)


PAID = declared_amounts.paid_does_not_add_up
DUE = 10_000 + 1_200 + 910 - 1_000


@pytest.mark.parametrize("paid", [DUE - 1, DUE + 1])
def test_what_is_paid_must_be_what_is_due(paid: int) -> None:
    assert speaks(PAID, paid_total=paid)
    assert not speaks(PAID, paid_total=DUE)
    assert not speaks(PAID, paid_total=paid, payment_known=False)
    assert not speaks(PAID, paid_total=paid, order_tax_known=False)


def test_unknown_freight_may_explain_more_and_an_unknown_coupon_less() -> None:
    unknown_freight = {"freight_known": False, "freight_total": 0}
    unknown_coupon = {"coupon_known": False, "coupon_total": 0}
    assert not speaks(PAID, **unknown_freight, paid_total=DUE)
    assert speaks(PAID, **unknown_freight, paid_total=DUE - 1_201)
    assert not speaks(PAID, **unknown_coupon, paid_total=DUE)
    assert speaks(PAID, **unknown_coupon, paid_total=DUE + 1_001)


def test_the_lines_stand_for_a_goods_value_that_is_not_given() -> None:
    assert speaks(PAID, goods_known=False, barred_lines=False)
    assert not speaks(PAID, goods_known=False, barred_lines=True)


# -- coupons --------------------------------------------------------------------------------------------------------

COUPON = declared_tax.coupon_deducted_from_the_line


@given(price=st.integers(1, 10**6), pieces=st.integers(1, 99), coupon=st.integers(0, 10**6))
def test_a_coupon_in_the_total_is_seen_from_two_fen_up(price: int, pieces: int, coupon: int) -> None:
    total = max(price * pieces - coupon, 0)
    taken = price * pieces - total
    facts = {"unit_price": price * 1000, "qty": pieces * SCALE, "coupon": taken * 1000, "total_price": total * 1000}
    assert speaks(COUPON, **facts) is (taken > 1)


@given(price=st.integers(1, 10**6), pieces=st.integers(1, 99), off=st.integers(-5, 5))
def test_a_total_that_is_wrong_otherwise_is_told_by_the_price_rule_alone(price: int, pieces: int, off: int) -> None:
    """Where both could speak, the coupon's rule does, and the price rule stays silent for its sake."""
    facts = {"unit_price": price * 1000, "qty": pieces * SCALE, "total_price": (price * pieces + off) * 1000}
    coupon = speaks(COUPON, **facts, coupon=500_000)
    wrong = bool(data.total_price_differs(**facts, total_known=True, price_known=True, qty_given=True))
    assert wrong is (abs(off) > 1)
    assert not coupon
    assert "TAX103" in data.total_price_differs.unless


def test_a_goods_value_less_the_coupon_is_told_as_such() -> None:
    rule = declared_tax.coupon_deducted_from_the_order
    assert not speaks(rule, coupon_total=0, goods_total=10_000)
    assert not speaks(rule, goods_total=9_001)
    for silenced in (PAID, declared_amounts.goods_value_is_not_the_sum):
        assert "TAX103" in silenced.unless


# -- declared tax ---------------------------------------------------------------------------------------------------


def test_the_total_is_told_only_where_no_part_is_wrong() -> None:
    rule = declared_tax.declared_tax_differs
    parts = [need for need in rule.needs if need.endswith("_differs")]
    assert len(parts) == 3
    for part in parts:
        assert not speaks(rule, **{part: True})


@given(lines=st.integers(1, 99), off=st.integers(-200, 200))
def test_an_order_may_be_a_fen_off_for_each_line(lines: int, off: int) -> None:
    rule = declared_tax.declared_order_tax_differs
    found = speaks(rule, order_lines=lines, computed_order_tax=1_000, order_tax_declared=1_000 + off)
    assert found is (abs(off) > lines)


@pytest.mark.parametrize("rule", OWN.clauses("TAX101"), ids=lambda rule: rule.clause)
def test_an_order_that_cannot_enter_has_no_tax_to_compare(rule: Rule) -> None:
    assert not speaks(rule, route=REFUSED)
    assert all(speaks(rule, route=route) for route in (CBEC, FULL_TAX, GENERAL_TRADE))


def test_a_price_near_the_threshold_is_only_a_warning() -> None:
    assert declared_tax.price_close_to_the_threshold.severity == "warning"
    assert not speaks(declared_tax.price_close_to_the_threshold, has_price_test=False)


def test_rates_of_a_code_that_is_none_are_not_told() -> None:
    assert not speaks(declared_tax.rate_unknown_or_estimated, code_known=False)


# -- buyers -----------------------------------------------------------------------------------------------------------


@given(days=st.lists(st.integers(0, 3 * LIMIT), min_size=1, max_size=4))
def test_only_orders_that_stand_alone_look_like_splitting(days: list[int]) -> None:
    """However a day's orders are, the rule speaks on those within the limit, if together they are above it."""
    within = [value for value in days if value <= LIMIT]
    facts = {"day_orders": len(within), "day_total": sum(within)}
    told = [value for value in days if speaks(purchases.looks_like_splitting, order_value=value, **facts)]
    assert told == (within if len(within) > 1 and sum(within) > LIMIT else [])


def test_near_and_above_the_year_never_meet() -> None:
    near, above = purchases.year_near_the_limit, threshold.year_above_the_limit
    told = [
        (
            speaks(near, year_total=total),
            bool(above(year_total=total, annual_limit=YEAR, cbec_mode=True, over_limit_full_tax=False)),
        )
        for total in (0, 2_340_000, 2_340_001, YEAR, YEAR + 1)
    ]
    assert told == [(False, False), (False, False), (True, False), (True, False), (False, True)]
