"""PAR: personal parcels, shown for comparison only."""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Fen, Flag, Route, no
from cbec_cli.rules.routes import PARCEL

START = "2016-04-08"


@rule(
    "PAR001",
    title="Parcel tax is not available for CBEC orders",
    severity="note",
    effect="estimated",
    columns=["mode"],
    kinds=[],
    source="财关税〔2016〕18号 第一条",
    since=START,
    message="parcel tax {parcel_rate} ({tier_reason}) shown for comparison: an order that satisfies the "
    "CBEC definition must not be declared as a parcel",
    fix="use it only for parcels that are not bought through a CBEC platform",
    good={"route": 1, "tier_reason": "", "parcel_rate": 1300},
    bad={"route": 5, "tier_reason": "", "parcel_rate": 1300},
)
def parcel_for_comparison(route: Route) -> Flag:
    """Online purchases through a linked platform are taxed as goods since 2016-04-08."""
    return route == PARCEL


@rule(
    "PAR002",
    title="Parcel above the limit",
    scope="order",
    severity="error",
    effect="refused",
    columns=["unit_price"],
    kinds=[],
    source="海关总署公告2010年第43号 第二条; 海关总署公告2024年第176号",
    since="2010-09-01",
    message="parcel worth {order_value}, above the limit {parcel_limit} for several articles",
    fix="return it or declare it as goods",
    good={"order_value": 200001, "parcel_limit": 200000, "one_article": True, "route": 5},
    bad={"order_value": 200001, "parcel_limit": 200000, "one_article": False, "route": 5},
)
def parcel_above_the_limit(order_value: Fen, parcel_limit: Fen, one_article: Flag, route: Route) -> Flag:
    """A parcel above the limit is returned or cleared as goods, unless it is one indivisible article."""
    return (order_value > parcel_limit) & no(one_article) & (route == PARCEL)
