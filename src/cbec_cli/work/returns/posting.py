"""Quota that returns give back, return by return of an order, as a ledger takes it: once, and as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cbec_cli.engine.mask import mask_lookalikes
from cbec_cli.engine.money import yuan
from cbec_cli.law.returns import returns_data
from cbec_cli.work.returns.result import Posting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cbec_cli.work.returns.counting import Counted
    from cbec_cli.work.returns.result import PostingState, ReturnLine


def postings(lines: Sequence[ReturnLine], ledger: Mapping[tuple[str, str], Counted]) -> tuple[Posting, ...]:
    """What the returns give back, and whether a ledger may take it.

    A return is given back when all that may come back of its order is there: a ledger counts its number once.

    Args:
        lines: judged.
        ledger: the orders it knows, by platform and number.
    """
    grouped: dict[tuple[str, str, str], list[ReturnLine]] = {}
    for line in lines:
        original = line.original
        if original is None or not original.counts or line.verdict == "not eligible" or _refused(line):
            continue
        number = line.claim.text("return_no")
        grouped.setdefault((original.platform, original.order_no, number), []).append(line)
    return tuple(_posting(*name, found, ledger) for name, found in grouped.items())


def _refused(line: ReturnLine) -> bool:
    return returns_data().was_refused(line.claim.text("return_status"))


def _posting(
    platform: str,
    order_no: str,
    number: str,
    lines: Sequence[ReturnLine],
    ledger: Mapping[tuple[str, str], Counted],
) -> Posting:
    fen = sum(line.quota_back or 0 for line in lines)
    known: Any = ledger.get((platform, order_no))
    state, why = _state(lines, number, fen, known, f" of platform {platform}" if platform else "")
    year = known.year if known is not None else next((x.original.year for x in lines if x.original), None)
    days = [day for line in lines if (day := line.claim.day("arrived_on"))]
    return Posting(
        order_no, platform, number, fen, year, state, why, max(days, default=None), tuple(x.claim.row for x in lines)
    )


def _state(
    lines: Sequence[ReturnLine], number: str, fen: int, known: Counted | None, platform: str
) -> tuple[PostingState, str]:
    """Whether a return may be given back, and why not."""
    for hindered, why in (
        (any(line.verdict == "undecided" for line in lines), "a line of it is undecided"),
        (any(line.claim.day("arrived_on") is None for line in lines), "not all of it is back"),
    ):
        if hindered:
            return "waiting", why
    if not number:
        return "not posted", "it has no return_no (退货单号), by which it would count once"
    if mask_lookalikes(number) != number:
        return "not posted", "its number looks like an ID or a telephone number, which the ledger must not hold"
    if known is None:
        return "not posted", f"the order{platform} is not in the ledger; see --platform"
    given = known.references.get(number, fen)
    if given != fen:
        return "not posted", f"it was posted with {yuan(given)} before"
    return "posted before" if number in known.references else "to post", ""
