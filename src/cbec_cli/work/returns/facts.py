"""Facts of one line of a return: what the rules read, what is missing, what still has to come true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.mask import mask_lookalikes
from cbec_cli.law.returns import returns_data
from cbec_cli.work.cells import fen_of
from cbec_cli.work.returns.matching import same_code
from cbec_cli.work.returns.result import titled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cbec_cli.work.returns.held import Held
    from cbec_cli.work.returns.result import Original

JUDGED = (
    *("return_qty", "qty", "released_on", "applied_on", "arrived_on", "place_from", "place_to", "condition"),
    *("applicant", "tax_settled_on", "hs_code", "sku", "return_status"),
)
"""Columns of which an unreadable cell leaves a return undecided."""


def facts_of(held: Held, asked: date, within: int) -> dict[str, Any]:
    """What the rules read of one line, without what depends on other returns of it."""
    law, claim, line, window = returns_data(), held.claim, held.line, held.window
    far = asked.toordinal()
    state = held.state.effect_on(line.hs_code, line.name) if held.state and line else ""
    known = window is not None
    return {
        "release_known": known,
        "released_day": held.released.toordinal() if held.released else 0,
        "application_known": held.applied,
        "application_day": held.application.toordinal(),
        "apply_by_day": window.apply_by.toordinal() if window else far,
        "apply_days_left": (window.apply_by - asked).days if window else 0,
        "arrived": held.arrived,
        "arrival_day": held.arrival.toordinal(),
        "arrive_by_day": window.arrive_by.toordinal() if window else far,
        "arrive_days_left": (window.arrive_by - asked).days if window else 0,
        "within_days": within,
        "settle_from_day": window.settle_from.toordinal() if window else far,
        "in_time": held.in_time,
        "settlement_known": held.settled is not None,
        "tax_settled": held.settled is not None,
        "place_differs": bool(held.differs),
        "other_zone_open": law.zone_takes(held.mode, held.application),
        "to_return_centre": law.is_return_centre(claim.text("place_to")),
        "centre_allowed": not held.mode or law.centre_takes(held.mode, held.application),
        "mode_known": bool(held.mode),
        "mode_returnable": held.mode in law.modes,
        "order_found": held.found.order is not None,
        "order_doubtful": bool(held.found.match.doubt),
        "line_found": line is not None and held.declared > 0,
        "line_doubtful": bool(held.found.line_doubt),
        "quantity_declared": held.declared,
        "quantity_returned": claim.quantity or 0,
        "code_differs": bool(line and claim.text("hs_code") and not same_code(line.hs_code, claim.text("hs_code"))),
        "sku_differs": bool(line and line.sku and claim.text("sku") and line.sku != claim.text("sku")),
        "goods_swapped": state == "other",
        "condition_unfit": state == "unfit",
        "condition_unsure": state == "ask",
        "applicant_known": held.entitled is not None,
        "applicant_entitled": bool(held.entitled),
        "return_repeated": bool(held.stands_in),
    }


def money_facts(held: Held, *, tax_in_price: bool) -> dict[str, Any]:
    """What the rules read of the refund; after the shares are known."""
    refund, share = held.claim.number("refund"), held.share
    due = 0 if share is None else share.price + (0 if tax_in_price else share.tax)
    return {
        "refund_comparable": refund is not None and share is not None,
        "refund_paid": fen_of(refund or 0, 1, 1),
        "refund_due": due,
        "freight_due": share.freight if share else 0,
        "rounded_fen": int(share is not None and held.claim.quantity != held.declared),
    }


# -- what is missing, and what still has to come true ------------------------------------------------------------------


def missing(held: Held) -> Iterator[str]:
    """Facts without which nobody can decide, in words."""
    claim, line = held.claim, held.line
    for name in sorted(claim.lost):
        if name == "row" or name in JUDGED:
            yield "a row that reads as its headings" if name == "row" else f"{titled(name)}, which cannot be read"
    if held.refused:
        yield f"a new application: customs refused this one ({titled('return_status')})"
    if held.found.doubt:
        yield f"which {'list' if held.found.match.doubt else 'line'} is meant"
    if held.window is None and "released_on" not in claim.lost:
        yield held.why_no_window or titled("released_on")
    if claim.quantity is None and not claim.lost & {"return_qty", "qty"}:
        yield titled("return_qty")
    if line is not None:
        yield from _missing_of_line(held, line)
    yield from _missing_of_place(held)
    yield from _missing_of_state(held)
    if claim.text("applicant") and held.entitled is None:
        yield "the domestic agent or declarant of the declaration (ebc_code, agent_code), to compare the applicant with"


def _missing_of_line(held: Held, line: Original) -> Iterator[str]:
    if not line.quantity:
        yield "the declared quantity of the line"
    if line.amounts is None:
        yield f"the tax of the declared line: {line.why_not}"
    if held.before_unknown:
        yield "the quantity of an earlier return of the line"


def _missing_of_place(held: Held) -> Iterator[str]:
    claim = held.claim
    if claim.text("place_to"):
        if held.differs is None:
            yield f"{titled('place_from')}, to compare {mask_lookalikes(claim.text('place_to'))!r} with"
    elif held.arrived and "place_to" not in claim.lost:
        yield titled("place_to")


def _missing_of_state(held: Held) -> Iterator[str]:
    words = held.claim.text("condition")
    if words and held.state is None:
        known = ", ".join(f"{each.name} ({each.name_zh})" for each in returns_data().states.values())
        yield f"{titled('condition')}: {mask_lookalikes(words)!r} is none of {known}"
    elif not words and held.arrived and "condition" not in held.claim.lost:
        yield titled("condition")


def provided(held: Held) -> Iterator[str]:
    """What still has to come true for a return to be eligible, in words."""
    law, claim, window = returns_data(), held.claim, held.window
    if window and not held.applied:
        yield f"it is applied for by {window.apply_by}"
    if window and not held.arrived:
        yield f"the goods are back at {held.place} by {window.arrive_by}"
    if not held.arrived and held.state is None:
        yield "they come back as they were sold"
    if law.is_return_centre(claim.text("place_to")):
        yield law.centre_provided
    if held.differs and held.facts.get("other_zone_open"):
        yield f"the zone of {claim.text('place_to')} is one of the pilot"
