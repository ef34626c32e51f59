"""THR: the limits of CBEC retail import and the route an order takes.

The value that is tested is the dutiable value of the order: goods, freight and insurance, public discounts deducted,
coupons not deducted, taxes not included. Both limits are still met exactly *at* the limit (超过 / 以内).
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Fen, Flag, Quantity, Route, no, where
from cbec_cli.rules.routes import CBEC, FULL_TAX, GENERAL_TRADE, REFUSED

START = "2016-04-08"


@rule(
    "THR010",
    title="Value of the year with this order",
    scope="order",
    source="财关税〔2016〕18号 第三条; 财关税〔2018〕49号 第一条",
    since=START,
)
def year_total(order_value: Fen, year_before: Fen) -> Fen:
    """What the buyer has bought this calendar year, this order included.

    The year before this order is what the user says (`year_to_date`) plus the buyer's earlier CBEC orders of the same
    calendar year in the same file. Only customs know the true total (national database, by ID number).
    """
    return year_before + order_value


@rule(
    "THR011",
    title="The order is exactly one article",
    scope="order",
    source="财关税〔2018〕49号 第二条",
    since=START,
)
def one_article(order_lines: Count, articles: Quantity, one: Quantity) -> Flag:
    """仅一件商品: one line with the quantity one, in the unit declared. A set sold as one unit counts as one."""
    return (order_lines == 1) & (articles == one)


@rule(
    "THR001",
    title="Order above the limit for one transaction",
    scope="order",
    severity="error",
    columns=["unit_price", "total_price"],
    kinds=["declarations"],
    source="财关税〔2018〕49号 第二条; 财关税〔2016〕18号 第三条",
    since=START,
    official_code="-621005",
    message="order value {order_value} is above the single limit {single_limit} "
    "and the order holds more than one article",
    fix="declare under general trade (0110); only what the buyer ordered separately may be separate orders",
    good={
        "order_value": 500000,
        "single_limit": 500000,
        "one_article": False,
        "cbec_mode": True,
        "over_limit_full_tax": False,
    },
    bad={
        "order_value": 500001,
        "single_limit": 500000,
        "one_article": False,
        "cbec_mode": True,
        "over_limit_full_tax": False,
    },
)
def several_articles_above_the_limit(
    order_value: Fen, single_limit: Fen, one_article: Flag, cbec_mode: Flag, over_limit_full_tax: Flag
) -> Flag:
    """One order may be worth no more than the limit, unless it holds exactly one article.

    Until 2018-12-31 such an order was taxed in full like general trade; since 2019-01-01 it cannot enter by CBEC.
    """
    return (order_value > single_limit) & no(one_article) & cbec_mode & no(over_limit_full_tax)


@rule(
    "THR002",
    title="One article above the single limit: taxed in full",
    scope="order",
    severity="warning",
    columns=["unit_price", "total_price"],
    kinds=["declarations"],
    source="财关税〔2018〕49号 第二条",
    since=START,
    message="one article worth {order_value}, above the single limit "
    "{single_limit}: duty, VAT and consumption tax in full",
    fix="nothing, if the buyer accepts the full tax; it counts towards the year's limit {annual_limit}",
    good={
        "order_value": 500000,
        "single_limit": 500000,
        "annual_limit": 2600000,
        "one_article": True,
        "cbec_mode": True,
        "over_limit_full_tax": False,
    },
    bad={
        "order_value": 500001,
        "single_limit": 500000,
        "annual_limit": 2600000,
        "one_article": True,
        "cbec_mode": True,
        "over_limit_full_tax": False,
    },
)
def one_article_above_the_limit(
    order_value: Fen,
    single_limit: Fen,
    annual_limit: Fen,
    one_article: Flag,
    cbec_mode: Flag,
    over_limit_full_tax: Flag,
) -> Flag:
    """A single article may be worth more than the single limit, below the annual limit: full tax, no 70 %."""
    return (
        (order_value > single_limit) & (order_value < annual_limit) & one_article & cbec_mode & no(over_limit_full_tax)
    )


@rule(
    "THR003",
    title="Buyer's year total above the annual limit",
    scope="buyer",
    severity="error",
    columns=["buyer_id", "year_to_date"],
    group="buyer",
    kinds=["declarations"],
    source="财关税〔2018〕49号 第一条、第二条",
    since=START,
    official_code="-621018",
    message="the buyer's year would reach {year_total}, above the annual limit {annual_limit} (customs answer 1313)",
    fix="declare under general trade (0110); the next calendar year starts again at zero",
    good={"year_total": 2600000, "annual_limit": 2600000, "cbec_mode": True, "over_limit_full_tax": False},
    bad={"year_total": 2600001, "annual_limit": 2600000, "cbec_mode": True, "over_limit_full_tax": False},
)
def year_above_the_limit(year_total: Fen, annual_limit: Fen, cbec_mode: Flag, over_limit_full_tax: Flag) -> Flag:
    """CBEC purchases of one person within a calendar year may not exceed the annual limit."""
    return (year_total > annual_limit) & cbec_mode & no(over_limit_full_tax)


@rule(
    "THR007",
    title="Year total of the file differs from the ledger's",
    scope="buyer",
    severity="warning",
    columns=["year_to_date", "buyer_id"],
    kinds=["declarations"],
    source="财关税〔2018〕49号 第一条",
    since=START,
    message="the file says the buyer had bought {year_in_file} before, the ledger has {year_in_ledger}",
    fix="the ledger was used; post what it lacks (`cbec ledger post`), or correct the column",
    good={"year_compared": True, "year_in_file": 2000000, "year_in_ledger": 2000000},
    bad={"year_compared": True, "year_in_file": 2000001, "year_in_ledger": 2000000},
)
def year_differs_from_the_ledger(year_compared: Flag, year_in_file: Fen, year_in_ledger: Fen) -> Flag:
    """With a ledger the buyer's year comes from it; a file that says something else was made from other orders.

    Compared is what was bought before this batch: the orders of the batch itself are not counted, also where they have
    been posted already.
    """
    return year_compared & ((year_in_file < year_in_ledger) | (year_in_file > year_in_ledger))


@rule(
    "THR006",
    title="One article worth exactly the annual limit",
    scope="order",
    severity="error",
    columns=["unit_price", "total_price"],
    kinds=["declarations"],
    source="财关税〔2018〕49号 第二条",
    since="2019-01-01",
    official_code="-621005",
    message="one article worth {order_value}: the law admits one article *below* "
    "{annual_limit} (低于), so it is unsure at this value",
    fix="ask the customs office, or declare under general trade (0110)",
    good={
        "order_value": 2599999,
        "annual_limit": 2600000,
        "one_article": True,
        "cbec_mode": True,
        "over_limit_full_tax": False,
    },
    bad={
        "order_value": 2600000,
        "annual_limit": 2600000,
        "one_article": True,
        "cbec_mode": True,
        "over_limit_full_tax": False,
    },
)
def one_article_at_the_annual_limit(
    order_value: Fen, annual_limit: Fen, one_article: Flag, cbec_mode: Flag, over_limit_full_tax: Flag
) -> Flag:
    """Within the year (以内 includes the limit) but not below it (低于): the two sentences of the law disagree here."""
    return (order_value == annual_limit) & one_article & cbec_mode & no(over_limit_full_tax)


@rule(
    "THR012",
    title="Above a limit before 2019: taxed in full",
    unless=["TAX115"],
    scope="order",
    severity="warning",
    columns=["unit_price", "total_price"],
    kinds=["declarations"],
    source="财关税〔2016〕18号 第三条",
    since=START,
    message="value {order_value} (limit {single_limit}) or year {year_total} (limit {annual_limit}): taxed in full",
    fix="nothing; until 2018-12-31 what was above a limit was taxed like general trade",
    good={
        "order_value": 200000,
        "single_limit": 200000,
        "year_total": 0,
        "annual_limit": 2000000,
        "cbec_mode": True,
        "over_limit_full_tax": True,
    },
    bad={
        "order_value": 200001,
        "single_limit": 200000,
        "year_total": 0,
        "annual_limit": 2000000,
        "cbec_mode": True,
        "over_limit_full_tax": True,
    },
)
def above_a_limit_before_2019(
    order_value: Fen,
    single_limit: Fen,
    year_total: Fen,
    annual_limit: Fen,
    cbec_mode: Flag,
    over_limit_full_tax: Flag,
) -> Flag:
    """Until 2018-12-31 an order above a limit, and one article above it, were taxed in full like general trade."""
    return ((order_value > single_limit) | (year_total > annual_limit)) & cbec_mode & over_limit_full_tax


@rule(
    "THR020",
    title="Route",
    scope="order",
    source="财关税〔2016〕18号 第三条; 财关税〔2018〕49号 第一条、第二条",
    since=START,
)
def lawful_route(
    general_mode: Flag,
    barred: Flag,
    several_articles_above_the_limit: Flag,
    year_above_the_limit: Flag,
    one_article_at_the_annual_limit: Flag,
    one_article_above_the_limit: Flag,
    above_a_limit_before_2019: Flag,
) -> Route:
    """The route the law gives an order.

    General trade where it is declared so; CBEC at 70 % within both limits; CBEC with full tax for one article above
    the single limit; otherwise the order cannot enter by CBEC. Until 2018-12-31 whatever was above a limit was taxed
    in full like general trade.
    """
    above = several_articles_above_the_limit | year_above_the_limit | one_article_at_the_annual_limit
    cbec = where(above, REFUSED, where(one_article_above_the_limit, FULL_TAX, CBEC))
    in_full = general_mode | above_a_limit_before_2019
    return where(barred, REFUSED, where(in_full, GENERAL_TRADE, cbec))


@rule("THR021", title="Route taken", scope="order", source="the user's --route, else the law", since=START)
def route(lawful_route: Route, forced_route: Route, is_forced: Flag, barred: Flag) -> Route:
    """The route the user forced, else the lawful one. What is barred (exports, unreadable lines) stays refused."""
    return where(is_forced & no(barred), forced_route, lawful_route)


@rule(
    "THR030",
    title="Within the limits",
    scope="order",
    severity="note",
    columns=["unit_price", "total_price"],
    kinds=[],
    source="财关税〔2018〕49号 第一条; 财关税〔2016〕18号 第三条",
    since=START,
    message="order value {order_value} is within {single_limit}, the buyer's year {year_total} within {annual_limit}",
    fix="nothing to do",
    good={"lawful_route": 3, "route": 3, "order_value": 0, "single_limit": 0, "year_total": 0, "annual_limit": 0},
    bad={"lawful_route": 1, "route": 1, "order_value": 0, "single_limit": 0, "year_total": 0, "annual_limit": 0},
)
def within_the_limits(lawful_route: Route, route: Route) -> Flag:
    """Why an order takes the route `cbec`: duty 0, consumption tax and VAT at 70 %."""
    return (lawful_route == CBEC) & (route == CBEC)


@rule(
    "THR031",
    title="General trade",
    scope="order",
    severity="note",
    columns=["mode"],
    kinds=[],
    source="关税法; 增值税法",
    since=START,
    message="general trade: declared so (supervision mode 0110), or asked for",
    fix="nothing to do; duty and taxes are due in full at import",
    good={"general_mode": False, "is_forced": False, "route": 3},
    bad={"general_mode": True, "is_forced": False, "route": 3},
)
def general_trade_chosen(general_mode: Flag, is_forced: Flag, route: Route) -> Flag:
    """Why an order takes the route `general-trade`; it is open to any goods that have their permits."""
    return (general_mode | is_forced) & (route == GENERAL_TRADE)


@rule(
    "THR033",
    title="CBEC forced against the law",
    scope="order",
    severity="warning",
    effect="estimated",
    columns=["unit_price", "mode"],
    kinds=[],
    source="财关税〔2018〕49号 第一条、第二条",
    since=START,
    message="costed as CBEC at 70 % because --route cbec asks for it; the law does not give it this route",
    fix="leave --route out to see the lawful route and its tax",
    good={"lawful_route": 1, "route": 1, "is_forced": True},
    bad={"lawful_route": 4, "route": 1, "is_forced": True},
)
def cbec_forced(lawful_route: Route, route: Route, is_forced: Flag) -> Flag:
    """What an order would cost within CBEC although a limit, or its mode, keeps it out."""
    return is_forced & (route == CBEC) & no(lawful_route == CBEC)
