"""Limits from both sides: what is just within a limit is not told, and what is a fen, a gram or a day beyond is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from checked import DIRECT, NO_AMOUNTS, check, clean_orders, codes, order, person
from readings import write_rows
from stdnum.cn import ric

from cbec_cli.engine.today import today
from cbec_cli.tables.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Rows = list[dict[str, str]]
HOUSE = {"consignee_address": "浙江省温州市鹿城区仓库路1号"}


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[str]]:
    """The codes found in some rows, but for notes."""

    def told(rows: Rows, *options: str) -> list[str]:
        return codes(check(write_rows(tmp_path / "batch.csv", rows), *options))

    return told


def priced(*prices: str, number: int = 1, **cells: str) -> Rows:
    """One order with a line of one article at each price, each article another; nothing declared follows from it."""
    lines = [{"sku": f"P-{i}", "unit_price": each, "total_price": each} for i, each in enumerate(prices)]
    return order(number, *lines, **{**NO_AMOUNTS, **cells})


def sent(each: str, freight: str = "0", **cells: str) -> Rows:
    """One cream sent from abroad, its price and freight."""
    charges = {"order_freight": freight, "order_insurance": "0"}
    return order(1, of=DIRECT, **{**NO_AMOUNTS, **charges, "unit_price": each, "total_price": each, **cells})


def of_one_buyer(*orders: Rows) -> Rows:
    return [{**row, **person(7)} for rows in orders for row in rows]


def many(count: int, **cells: str) -> Rows:
    """Orders of so many buyers that share some cells."""
    return [row for number in range(1, count + 1) for row in order(number, **cells)]


def born(days_from_now: int) -> Rows:
    """A buyer born so many days from today."""
    body = f"330102{today() + timedelta(days=days_from_now):%Y%m%d}001"
    number = body + ric.calc_check_digit(body + "?")
    return order(1, buyer_id=number, payer_id=number)


LIMITS = {
    "single limit": (priced("2500", "2500"), priced("2500", "2500.01"), "THR001"),
    "single limit with freight": (
        sent("2494", "12", qty="2", total_price="4988"),
        sent("2494", "12.01", qty="2", total_price="4988"),
        "THR001",
    ),
    "single limit of one article": (priced("5000"), priced("5000.01"), "THR002"),
    "one article at the annual limit": (priced("5000"), priced("26000"), "THR006"),
    "one article above the annual limit": (priced("5000"), priced("26000.01"), "THR003"),
    "year with what was bought before": (
        priced("400", year_to_date="23000"),
        priced("400", year_to_date="23000.01"),
        "THR005",
    ),
    "orders of one day": (
        of_one_buyer(priced("2500"), priced("2500", number=2, order_date="2026-11-19")),
        of_one_buyer(priced("2500"), priced("2500.01", number=2, order_date="2026-11-19")),
        "THR004",
    ),
    "orders of two days": (
        of_one_buyer(priced("4000"), priced("4000", number=2, order_date="2026-11-18")),
        of_one_buyer(priced("4000"), priced("4000", number=2, order_date="2026-11-19")),
        "THR004",
    ),
    "tax of a line": (order(1, declared_tax="7.57"), order(1, declared_tax="7.58"), "TAX101"),
    "tax of a line, too little": (order(1, declared_tax="7.55"), order(1, declared_tax="7.54"), "TAX101"),
    "tax of an order": (
        order(1, order_tax="7.57", order_paid="127.57"),
        order(1, order_tax="7.58", order_paid="127.58"),
        "TAX101",
    ),
    "tax of an order of two lines": (
        order(1, {}, {}, order_goods_value="240.00", order_tax="15.10", order_paid="255.10"),
        order(1, {}, {}, order_goods_value="240.00", order_tax="15.09", order_paid="255.09"),
        "TAX101",
    ),
    "near the price test, from below": (sent("474.99"), sent("475"), "TAX104"),
    "near the price test, from above": (sent("525"), sent("524.99"), "TAX104"),
    "weight above": (
        order(1, net_weight="10", gross_weight="11", qty1="10.1"),
        order(1, net_weight="10", gross_weight="11", qty1="10.101"),
        "UOM004",
    ),
    "weight below": (
        order(1, net_weight="10", gross_weight="11", qty1="9.9"),
        order(1, net_weight="10", gross_weight="11", qty1="9.899"),
        "UOM004",
    ),
    "net and gross": (order(1, gross_weight="0.5"), order(1, gross_weight="0.49999"), "DEC002"),
    "total price": (
        order(1, **{**NO_AMOUNTS, "total_price": "120.01"}),
        order(1, **{**NO_AMOUNTS, "total_price": "120.02"}),
        "DEC001",
    ),
    "what was paid": (order(1), order(1, order_paid="127.55"), "DEC004"),
    "prices of an article": (
        [*priced("100"), *priced("130", number=2)],
        [*priced("100"), *priced("130.01", number=2)],
        "DEC013",
    ),
    "a price of a fen": (priced("0.02"), priced("0.01"), "DEC013"),
    "a gift": (priced("100", "0"), priced("100", "0.01"), "DEC013"),
    "IDs of an address": (many(10, **HOUSE), many(11, **HOUSE), "IDN006"),
    "IDs of a consignee's phone": (
        many(10, consignee_phone="13812345678"),
        many(11, consignee_phone="13812345678"),
        "IDN006",
    ),
    "IDs of a buyer's phone": (many(1), many(2, buyer_phone="13812345678"), "IDN003"),
    "lines of an order": (priced(*["1"] * 99), priced(*["1"] * 100), "DEC011"),
    "orders of a message": (many(100, message_id="M-1"), many(101, message_id="M-1"), "DEC011"),
    "packages": (order(1, pack_no="1.0"), order(1, pack_no="1.5"), "DEC017"),
    "half a bottle": (
        priced("120", qty="1.0"),
        priced("120", qty="0.5", total_price="60"),
        "DEC014",
    ),
    "born today": (born(0), born(1), "IDN001"),
    "rice of a year": (
        order(1, **NO_AMOUNTS, hs_code="1006302090", name="大米", qty1="20", net_weight="20", gross_weight="21"),
        order(1, **NO_AMOUNTS, hs_code="1006302090", name="大米", qty1="20.001", net_weight="20", gross_weight="21"),
        "LST005",
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_has_two_sides(limit: str, told: Callable[..., list[str]]) -> None:
    within, beyond, code = LIMITS[limit]
    assert told(within) == []
    assert told(beyond) == [code]


def test_just_below_the_annual_limit_one_article_still_enters(told: Callable[..., list[str]]) -> None:
    assert told(priced("25999.99")) == ["THR002", "THR005"]


def test_the_annual_limit_runs_over_the_orders_of_a_buyer(told: Callable[..., list[str]]) -> None:
    """Told once for the buyer, whatever the number of orders; the year before the file counts."""

    def year(last: str) -> Rows:
        days = [priced("4000", number=n, order_date=f"2026-0{n}-11", year_to_date="6000") for n in range(1, 5)]
        return of_one_buyer(*days, priced(last, number=5, order_date="2026-09-11", year_to_date="6000"))

    assert told(year("4000")) == ["THR005"]
    assert told(year("4000.01")) == ["THR003"]


def test_a_calendar_year_begins_anew(told: Callable[..., list[str]]) -> None:
    """The day of the order counts, not that of the declaration."""

    def orders(day: str) -> Rows:
        kept = [priced("4800", number=n, order_date=f"2025-12-2{n}", declared_on="2025-12-31") for n in range(1, 6)]
        return of_one_buyer(*kept, priced("4800", number=6, order_date=day, declared_on="2026-01-02"))

    assert told(orders("2025-12-31")) == ["THR003"]
    assert told(orders("2026-01-01")) == ["THR005"]


def test_other_faults_of_an_order_from_before_the_law_are_told_too(told: Callable[..., list[str]]) -> None:
    rows = order(1, **NO_AMOUNTS, declared_on="2015-11-20", order_date="2015-11-19", barcode="4006381333930")
    assert set(told(rows)) >= {"TAX115", "DEC009"}


def test_many_ids_of_one_phone_are_told_once_and_by_the_heavier_code(told: Callable[..., list[str]]) -> None:
    assert told(many(10, buyer_phone="13812345678")) == ["IDN003"]
    assert told(many(11, buyer_phone="13812345678")) == ["IDN006"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2018-12-31", ["THR012"]), ("2019-01-01", []), ("2016-04-08", ["THR012"]), ("2016-04-07", ["TAX115"])],
)
def test_the_law_of_the_day_is_asked(day: str, expected: list[str], told: Callable[..., list[str]]) -> None:
    """Until 2018 an order of more than 2,000 yuan was taxed in full; since 2019 the limit is 5,000."""
    rows = order(1, of=DIRECT, **NO_AMOUNTS, unit_price="2100", total_price="2100", declared_on=day, order_date=day)
    assert told(rows, "--ignore", "HSC002,TAX105") == expected


def test_a_text_may_be_as_long_as_its_field(tmp_path: Path) -> None:
    """Counted are characters, Chinese ones too, not bytes."""
    limited = [each for each in COLUMNS if each.longest]
    for more, too_long in ((0, []), (1, sorted(each.name for each in limited))):
        texts = [{each.name: "长" * (each.longest + more)} for each in limited]
        rows = [row for number, cells in enumerate(texts, start=1) for row in order(number, **cells)]
        found = check(write_rows(tmp_path / "batch.csv", rows), "--select", "DEC007")
        assert sorted(each["column"] for each in found["findings"]) == too_long


def test_thresholds_are_the_users(told: Callable[..., list[str]], tmp_path: Path) -> None:
    config = tmp_path / "cbec.toml"
    config.write_text('[check]\nmost_ids = 2\nnear_limit = "50"\nnear_price = "10"\nprice_spread = "0"\n')
    within = [
        *many(2, **HOUSE),
        *priced("100", number=11, sku="A", year_to_date="12900"),
        *priced("100", number=12, sku="A"),
        *sent("449.99", order_no="X", logistics_no="X", **person(13)),
    ]
    assert told(within, "--config", str(config)) == []
    beyond = [
        *many(3, **HOUSE),
        *priced("100", number=11, sku="A", year_to_date="12900.01"),
        *priced("100.01", number=12, sku="A"),
        *sent("450", order_no="X", logistics_no="X", **person(13)),
    ]
    assert told(beyond, "--config", str(config)) == ["DEC013", "IDN006", "TAX104", "THR005"]
    assert told(beyond) == []


def test_a_thousand_clean_orders_stay_clean_whatever_their_order(told: Callable[..., list[str]]) -> None:
    assert told(clean_orders(750)[::-1]) == []
