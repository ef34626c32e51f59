"""Facts about orders, and about buyers over all their orders, that checks read beyond those of a costing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from cbec_cli.law.codes import country
from cbec_cli.rules.declaration import MODE_FIELDS
from cbec_cli.tables import arrow
from cbec_cli.tables.columns import column
from cbec_cli.work.cells import fen_of
from cbec_cli.work.checking.collect import ORDER_NUMBERS, ORDER_TEXTS
from cbec_cli.work.checking.texts import Encoded, distinct_per
from cbec_cli.work.plan import LINE_CHECKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cbec_cli.work.batch import Batch
    from cbec_cli.work.checking.collect import Collector
    from cbec_cli.work.checking.line_sums import LineSums

CHINA = ("CHN",)
MODE_COLUMNS = tuple(sorted({name for fields in MODE_FIELDS.values() for names in fields for name in names}))
"""Bits of `fields_missing` and `fields_forbidden`."""

UNSURE_BITS = sum(1 << bit for bit, check in enumerate(LINE_CHECKS) if check.effect)
"""What leaves the tax of a line an estimate, or without an answer."""

TEXT_LIMITS = tuple(name for name in ORDER_TEXTS if column(name).longest)


def order_facts(batch: Batch, said: Collector, sums: LineSums) -> dict[str, Any]:
    """Columns over orders by the name of the fact.

    Args:
        batch: settled.
        said: what it listened to.
        sums: over the lines of each order.
    """
    orders = batch.orders
    texts, differ = said.order_texts(orders.of_run, orders.count)
    numbers = said.order_numbers(orders.of_run, orders.count, differ)
    empty = Encoded(np.full(orders.count, -1, np.int32), arrow.strings([]))
    facts: dict[str, Any] = {}
    for name in ORDER_TEXTS:
        facts[name] = texts.get(name, empty)
        facts[f"{name}_given"] = facts[name].given if name in texts else False
    facts["buyer_id"] = Encoded(np.where(orders.buyer < 0, -1, orders.buyer).astype(np.int32), orders.buyers)
    facts["buyer_id_given"] = orders.buyer >= 0
    facts["texts_disagree"] = differ
    facts.update(_modes(batch))
    facts.update(_mode_fields(facts, said))
    facts.update(_payment(batch, sums, numbers))
    facts.update(_buyers(batch, facts))
    facts.update(_messages(facts))
    facts["order_lines"] = batch.lines
    facts["line_numbers_wrong"] = sums.numbers_wrong
    return facts


def _modes(batch: Batch) -> dict[str, Any]:
    orders = batch.orders
    texts = np.array(orders.mode_texts)
    mode = texts[orders.mode]
    return {
        "direct_mode": mode == "9610",
        "bonded_mode": (mode == "1210") | (mode == "1239"),
        "mode_given": mode != "",
        "mode_text_of_order": mode,
    }


def _mode_fields(facts: dict[str, Any], said: Collector) -> dict[str, Any]:
    """Bits of the columns of the file that the order's mode needs and are empty, or forbids and are filled."""
    count = len(facts["mode_text_of_order"])
    missing, forbidden = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for bit, name in enumerate(MODE_COLUMNS):
        if name not in said.there:
            continue
        given = facts[f"{name}_given"]
        for mode, (required, barred) in MODE_FIELDS.items():
            of_mode = facts["mode_text_of_order"] == mode
            if name in required:
                missing |= (of_mode & ~given).astype(np.int64) << bit
            if name in barred:
                forbidden |= (of_mode & given).astype(np.int64) << bit
    return {
        "fields_missing": missing,
        "fields_forbidden": forbidden,
        "dispatch_from_china": _from_china(facts["dispatch_country"]),
    }


def _from_china(countries: Encoded) -> NDArray[np.bool_]:
    """Where the country of dispatch is China (142), as bonded goods declare it; an empty cell says nothing."""
    named = [country(text or "") for text in countries.distinct.to_pylist()]
    china = np.array([found is not None and found.iso3 in CHINA for found in named] + [True], np.bool_)
    return china[countries.codes]


def absent_mode_fields(facts: dict[str, Any], said: Collector) -> list[tuple[str, str, int]]:
    """(column, mode, orders) of what a mode needs and the file has no column for."""
    found = []
    for mode, (required, _) in MODE_FIELDS.items():
        orders = int((facts["mode_text_of_order"] == mode).sum())
        found += [(name, mode, orders) for name in required if orders and name not in said.there]
    return found


def _payment(batch: Batch, sums: LineSums, numbers: dict[str, Any]) -> dict[str, Any]:
    """Declared amounts of the order's head, in fen."""
    count = batch.orders.count
    nothing = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    fen = {name: (fen_of(each, 1, 1), known) for name, (each, known) in numbers.items()}
    given = {name: fen.get(name, nothing) for name in ORDER_NUMBERS}
    goods, goods_known = given["order_goods_value"]
    lines_total = sums.goods
    surely_valued = known_value(batch, given, sums)
    freight = given["order_freight"][0] + given["order_insurance"][0] + sums.freight + sums.insurance
    return {
        "goods_total": np.where(goods_known, goods, lines_total),
        "goods_known": goods_known,
        "lines_total": lines_total,
        "freight_total": freight,
        "tax_total": given["order_tax"][0],
        "order_tax_declared": given["order_tax"][0],
        "order_tax_known": given["order_tax"][1],
        "value_certain": surely_valued,
        "computed_order_tax": batch.sums["tax"],
        "order_tax_certain": (batch.refused_lines == 0) & ((batch.line_flags & UNSURE_BITS) == 0) & surely_valued,
        "coupon_total": np.where(given["order_coupon"][1], given["order_coupon"][0], sums.coupon),
        "coupon_known": given["order_coupon"][1] | (sums.coupon > 0),
        "paid_total": given["order_paid"][0],
        "payment_known": given["order_paid"][1] & given["order_tax"][1],
        "freight_known": given["order_freight"][1] | sums.freight_known,
        "pack_no": numbers.get("pack_no", nothing)[0],
        "pack_no_known": numbers.get("pack_no", nothing)[1],
        "insurance_total": given["order_insurance"][0] + sums.insurance,
        "insurance_known": given["order_insurance"][1] | sums.insurance_known,
    }


def _buyers(batch: Batch, facts: dict[str, Any]) -> dict[str, Any]:
    """What one buyer, telephone or address does over all orders of the file."""
    orders = batch.orders
    buyer = orders.buyer.astype(np.int64)
    code = {name: facts[name].codes for name in ("buyer_name", "buyer_phone", "consignee_phone", "consignee_address")}
    when = np.where(orders.order_day > 0, orders.order_day, orders.day)
    buyer_day = np.where(buyer >= 0, buyer * 1_000_000 + when, -1)
    counted = orders.facts["cbec_mode"] & (orders.facts["order_value"] <= orders.facts["single_limit"])
    total, number = _sums_of(buyer_day, orders.facts["order_value"], counted)
    return {
        "names_of_buyer": distinct_per(buyer, code["buyer_name"]),
        "ids_of_phone": distinct_per(code["buyer_phone"], buyer),
        "ids_of_consignee_phone": distinct_per(code["consignee_phone"], buyer),
        "ids_of_address": distinct_per(code["consignee_address"], buyer),
        "day_total": total,
        "day_orders": number,
        "payer_differs": _payer_differs(facts),
        "group_buyer": buyer,
        "group_buyer_day": buyer_day,
        "group_phone": code["buyer_phone"],
        "group_consignee_phone": code["consignee_phone"],
        "group_address": code["consignee_address"],
    }


def known_value(batch: Batch, given: dict[str, Any], sums: LineSums) -> NDArray[np.bool_]:
    """Orders whose dutiable value no empty cell can change: goods from abroad have freight and insurance (TAX102)."""
    direct = np.array(batch.orders.mode_texts)[batch.orders.mode] == "9610"
    both = (given["order_freight"][1] | sums.freight_known) & (given["order_insurance"][1] | sums.insurance_known)
    certain: NDArray[np.bool_] = both | ~direct
    return certain


def _sums_of(group: NDArray[Any], values: Any, counts: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row the sum of its group's values and how many there are, among the rows that count."""
    length = len(group)
    total, number = np.zeros(length, np.int64), np.zeros(length, np.int64)
    rows = np.flatnonzero(np.broadcast_to(np.asarray(counts), length) & (group >= 0))
    if len(rows):
        _, of_group = np.unique(group[rows], return_inverse=True)
        sums, members = (np.zeros(int(of_group.max()) + 1, np.int64) for _ in range(2))
        np.add.at(sums, of_group, values[rows])
        np.add.at(members, of_group, 1)
        total[rows], number[rows] = sums[of_group], members[of_group]
    return total, number


def _payer_differs(facts: dict[str, Any]) -> NDArray[np.bool_]:
    """By identity number where the payer's is given, else by name."""
    by_id = _differ(facts["payer_id"], facts["buyer_id"])
    by_name = _differ(facts["payer_name"], facts["buyer_name"])
    return np.where(facts["payer_id"].given, by_id, by_name)


def _differ(first: Encoded, second: Encoded) -> NDArray[np.bool_]:
    if not first.given.any() or not second.given.any():
        return np.zeros(len(first), np.bool_)
    return arrow.bools(pc.not_equal(first.texts(), second.texts()))


def _messages(facts: dict[str, Any]) -> dict[str, Any]:
    message = facts["message_id"].codes
    waybill = facts["logistics_no"].codes
    one = np.ones(len(message), np.int64)
    return {
        "orders_of_message": _sums_of(message, one, True)[1],
        "orders_of_waybill": _sums_of(waybill, one, True)[1],
        "group_message_id": message,
        "group_logistics_no": waybill,
    }
