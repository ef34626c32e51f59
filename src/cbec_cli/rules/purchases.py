"""THR: what one buyer's purchases look like together."""

from __future__ import annotations

from cbec_cli.engine.money import ONE
from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Fen, Flag, Rate

START = "2016-04-08"


@rule(
    "THR004",
    title="Orders of one day that only together exceed the single limit",
    scope="buyer",
    group="buyer_day",
    severity="warning",
    kinds=["declarations"],
    columns=["buyer_id", "order_no"],
    source="财关税〔2016〕18号 第三条; 财关税〔2018〕49号 第一条",
    since=START,
    message="{day_orders} orders of one buyer on one day, each within the single limit {single_limit}, are worth "
    "{day_total} together",
    fix="see whether they are one purchase that was split; if so, declare it as one order",
    good={"order_value": 250000, "day_orders": 2, "day_total": 500000, "single_limit": 500000, "cbec_mode": True},
    bad={"order_value": 250000, "day_orders": 2, "day_total": 500001, "single_limit": 500000, "cbec_mode": True},
)
def looks_like_splitting(
    order_value: Fen, day_orders: Count, day_total: Fen, single_limit: Fen, cbec_mode: Flag
) -> Flag:
    """Two orders on one day are lawful; one purchase cut in two to stay below the limit is not.

    No text says how many orders a day are too many, so this is only a warning. Keep what shows that they are separate
    purchases: two baskets, two payments, two waybills. Orders above the limit by themselves are not counted.
    """
    return cbec_mode & (order_value <= single_limit) & (day_orders > 1) & (day_total > single_limit)


@rule(
    "THR005",
    title="Buyer's year total close to the annual limit",
    scope="buyer",
    group="buyer",
    severity="warning",
    kinds=["declarations"],
    unless=["THR003", "THR006"],
    columns=["buyer_id", "year_to_date"],
    source="财关税〔2018〕49号 第一条; 财关税〔2016〕18号 第三条",
    since=START,
    message="the buyer's year reaches {year_total}, above {near_limit} of the annual limit {annual_limit}",
    fix="tell the buyer; what goes above the limit must be declared under general trade (0110)",
    good={"year_total": 2340000, "annual_limit": 2600000, "near_limit": 9000, "cbec_mode": True},
    bad={"year_total": 2340001, "annual_limit": 2600000, "near_limit": 9000, "cbec_mode": True},
)
def year_near_the_limit(year_total: Fen, annual_limit: Fen, near_limit: Rate, cbec_mode: Flag) -> Flag:
    """Only customs know what the buyer has bought elsewhere this year: what is close here may be above there."""
    return cbec_mode & (year_total * ONE > annual_limit * near_limit) & (year_total <= annual_limit)
