"""RET: a return of CBEC retail imports: in time, in place, in a mode that allows it, before the tax is settled.

What comes back, and who asks for it, is in `returned_goods`. One fact is about one line of a return held against its
line of the declaration list. Days are ordinals (`date.toordinal()`): day 1 is the day after release. What has not
happened yet (application, arrival) is judged as if it happened on the day asked about.
"""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, no

RETURNS = "海关总署公告2020年第45号"
RELIEF = "财关税〔2016〕18号 第四条"
SETTLEMENT = "海关总署公告2018年第194号"
MESSAGES = "海关总署公告2018年第113号"
"""Where the messages are specified, CEB625 among them."""

CENTRE = "海关总署公告2021年第70号"
START = "2016-04-08"
SINCE = "2020-03-28"

_DAY = 739_890  # a day of release, for the examples


# -- in time -----------------------------------------------------------------------------------------------------------


@rule(
    "RET001",
    title="Return applied for more than 30 days after release",
    severity="error",
    kinds=["returns"],
    columns=["applied_on", "released_on", "invt_no", "order_no"],
    source=f"{RELIEF}; {RETURNS}",
    since=START,
    message="{applied_words}; the last day to apply was {apply_by} (released {released_on})",
    fix="the tax stays and the year total too: {alternatives}",
    good={"release_known": True, "application_day": _DAY + 30, "apply_by_day": _DAY + 30},
    bad={"release_known": True, "application_day": _DAY + 31, "apply_by_day": _DAY + 30},
)
def applied_too_late(release_known: Flag, application_day: Count, apply_by_day: Count) -> Flag:
    """Within 30 days of release customs levy no tax on what is returned and take it out of the buyer's year.

    Day 1 is taken as the day after release: the text does not say. What has not been applied for is judged as if it
    were today, or on the day of `--on`. A last day that is a day off is not moved on: nothing says that it is.
    """
    return release_known & (application_day > apply_by_day)


@rule(
    "RET001",
    title="Return applied for before release",
    clause="before release",
    severity="error",
    kinds=["returns"],
    columns=["applied_on", "released_on", "invt_no", "order_no"],
    source=f"{RETURNS}; {MESSAGES}",
    since=START,
    message="applied for on {applied_on}, before the release on {released_on}",
    fix="correct the days; a list that is not released is cancelled (CEB623), not returned",
    good={"release_known": True, "application_known": True, "application_day": _DAY, "released_day": _DAY},
    bad={"release_known": True, "application_known": True, "application_day": _DAY - 1, "released_day": _DAY},
)
def applied_before_release(
    release_known: Flag, application_known: Flag, application_day: Count, released_day: Count
) -> Flag:
    """Only a released list has something to return."""
    return release_known & application_known & (application_day < released_day)


@rule(
    "RET002",
    title="Goods arrived more than 45 days after release",
    severity="error",
    kinds=["returns"],
    columns=["arrived_on", "released_on", "invt_no", "order_no"],
    source=f"{RELIEF}; {RETURNS}",
    since=START,
    message="{arrived_words}; the last day to arrive was {arrive_by} (released {released_on})",
    fix="the tax stays and the year total too: {alternatives}",
    good={"release_known": True, "arrival_day": _DAY + 45, "arrive_by_day": _DAY + 45},
    bad={"release_known": True, "arrival_day": _DAY + 46, "arrive_by_day": _DAY + 45},
)
def arrived_too_late(release_known: Flag, arrival_day: Count, arrive_by_day: Count) -> Flag:
    """The goods have to be back at their place of supervision within 45 days of release.

    Lists released before 2020-03-28 had 30 days for application and arrival together.
    """
    return release_known & (arrival_day > arrive_by_day)


@rule(
    "RET002",
    title="Goods arrived before release",
    clause="before release",
    severity="error",
    kinds=["returns"],
    columns=["arrived_on", "released_on", "invt_no", "order_no"],
    source=RETURNS,
    since=START,
    message="arrived on {arrived_on}, before the release on {released_on}",
    fix="correct the days",
    good={"release_known": True, "arrived": True, "arrival_day": _DAY, "released_day": _DAY},
    bad={"release_known": True, "arrived": True, "arrival_day": _DAY - 1, "released_day": _DAY},
)
def arrived_before_release(release_known: Flag, arrived: Flag, arrival_day: Count, released_day: Count) -> Flag:
    """Goods cannot come back before they left."""
    return release_known & arrived & (arrival_day < released_day)


@rule(
    "RET009",
    title="Window ends soon",
    clause="to apply",
    severity="warning",
    kinds=["returns"],
    columns=["released_on", "invt_no", "order_no"],
    source=RETURNS,
    since=START,
    message="not applied for yet; the last day is {apply_by}, {apply_left}",
    fix="send the application (CEB625) by {apply_by}",
    good={"release_known": True, "application_known": False, "apply_days_left": 8, "within_days": 7},
    bad={"release_known": True, "application_known": False, "apply_days_left": 7, "within_days": 7},
)
def application_ends_soon(
    release_known: Flag, application_known: Flag, apply_days_left: Count, within_days: Count
) -> Flag:
    """`--within` days before the last day to apply for a return."""
    return release_known & no(application_known) & (apply_days_left >= 0) & (apply_days_left <= within_days)


@rule(
    "RET009",
    title="Window ends soon",
    clause="to arrive",
    severity="warning",
    kinds=["returns"],
    columns=["released_on", "applied_on", "invt_no", "order_no"],
    source=RETURNS,
    since=START,
    message="the goods are not back yet; the last day is {arrive_by}, {arrive_left}",
    fix="see that they are at {original_place} by {arrive_by}",
    good={
        "release_known": True,
        "application_known": True,
        "arrived": False,
        "arrive_days_left": 8,
        "within_days": 7,
    },
    bad={
        "release_known": True,
        "application_known": True,
        "arrived": False,
        "arrive_days_left": 7,
        "within_days": 7,
    },
)
def arrival_ends_soon(
    release_known: Flag, application_known: Flag, arrived: Flag, arrive_days_left: Count, within_days: Count
) -> Flag:
    """`--within` days before the last day to have the goods back."""
    awaited = release_known & application_known & no(arrived)
    return awaited & (arrive_days_left >= 0) & (arrive_days_left <= within_days)


# -- in place ----------------------------------------------------------------------------------------------------------


@rule(
    "RET003",
    title="Not the original place of supervision",
    severity="error",
    kinds=["returns"],
    columns=["place_to", "place_from"],
    source=RETURNS,
    since=START,
    message="returned to {place_to!r}; the goods were released from {original_place}",
    fix="{redirect}: {alternatives}",
    good={"place_differs": False, "other_zone_open": False},
    bad={"place_differs": True, "other_zone_open": False},
)
def another_place(place_differs: Flag, other_zone_open: Flag) -> Flag:
    """Goods go back to the supervised place, zone or logistics centre (B) they were released from."""
    return place_differs & no(other_zone_open)


@rule(
    "RET003",
    title="Zone of another customs: only in the pilot",
    clause="pilot",
    severity="warning",
    kinds=["returns"],
    columns=["place_to", "place_from"],
    source="海关总署跨关区退货试点 (2023-09-20)",
    since="2023-09-20",
    message="returned to {place_to!r} instead of {original_place}: only pilot zones ({zones_known} and others) take "
    "1210 goods of another customs",
    fix="ask before the goods leave: {ask_zone}",
    good={"place_differs": True, "other_zone_open": False},
    bad={"place_differs": True, "other_zone_open": True},
)
def another_zone_in_the_pilot(place_differs: Flag, other_zone_open: Flag) -> Flag:
    """Since 2023-09-20 some zones take returns of 1210 goods released elsewhere; which ones, no text at hand says."""
    return place_differs & other_zone_open


# -- route and settlement ----------------------------------------------------------------------------------------------


@rule(
    "RET011",
    title="Mode does not allow a return",
    severity="error",
    kinds=["returns"],
    columns=["order_no", "invt_no"],
    source=RETURNS,
    since=SINCE,
    message="the goods were declared as {mode_text}; this way back is for CBEC retail imports ({modes_allowed})",
    fix="ask for the return route of that mode: {alternatives}",
    good={"mode_known": True, "mode_returnable": True},
    bad={"mode_known": True, "mode_returnable": False},
)
def mode_without_returns(mode_known: Flag, mode_returnable: Flag) -> Flag:
    """Only CBEC retail imports come back this way; general trade goes back under the rules for returned shipments."""
    return mode_known & no(mode_returnable)


@rule(
    "RET011",
    title="Return-centre warehouse: not for this mode or day",
    clause="return centre",
    severity="error",
    kinds=["returns"],
    columns=["place_to"],
    source=CENTRE,
    since=SINCE,
    message="{place_to!r} is a return-centre warehouse (退货中心仓): {centre_modes} only, since {centre_since}",
    fix="return the goods to {original_place} itself",
    good={"to_return_centre": True, "centre_allowed": True},
    bad={"to_return_centre": True, "centre_allowed": False},
)
def return_centre_not_allowed(to_return_centre: Flag, centre_allowed: Flag) -> Flag:
    """Return-centre warehouses inside a zone sort returns of 1210 goods, with an area and cameras of their own."""
    return to_return_centre & no(centre_allowed)


@rule(
    "RET012",
    title="Tax already settled",
    severity="warning",
    kinds=["returns"],
    columns=["tax_settled_on"],
    source=f"{SETTLEMENT}; {RELIEF}",
    since=START,
    message="the tax of the list was paid on {tax_settled_on}; it is not simply left out any more, but refunded",
    fix="apply for the refund of the tax with the pay slip (缴款书), beside the return",
    good={"tax_settled": False},
    bad={"tax_settled": True},
)
def tax_settled_already(tax_settled: Flag) -> Flag:
    """Tax is paid on day 31 to 45 after release if there is no return; once it is, the way back is a refund."""
    return tax_settled


@rule(
    "RET012",
    title="Tax may be settled already",
    clause="may be",
    severity="note",
    kinds=["returns"],
    columns=["arrived_on", "released_on", "invt_no", "order_no"],
    source=SETTLEMENT,
    since=START,
    message="{arrived_words}, after the first day of settlement ({settle_from}); whether the tax was paid is not given",
    fix="see the status of the tax bill (CEB818: 2 is settled); if it was, ask for a refund of the tax",
    good={"in_time": True, "settlement_known": False, "arrival_day": _DAY + 30, "settle_from_day": _DAY + 31},
    bad={"in_time": True, "settlement_known": False, "arrival_day": _DAY + 31, "settle_from_day": _DAY + 31},
)
def tax_may_be_settled(in_time: Flag, settlement_known: Flag, arrival_day: Count, settle_from_day: Count) -> Flag:
    """A return that was applied for in time keeps its list out of the settlement, if the two do not cross."""
    return in_time & no(settlement_known) & (arrival_day >= settle_from_day)
