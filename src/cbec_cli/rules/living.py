"""CFG: what `cbec check` finds in its own configuration; a waiver is a promise with a last day."""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag

START = "2016-04-08"


@rule(
    "CFG001",
    title="A waiver has expired",
    scope="file",
    severity="error",
    source="the user's [[waivers]]",
    since=START,
    message="waivers past their last day: {waivers_expired}: {expired_waivers}",
    fix="put right what they covered and remove them, or give them a new reason and a new day (until)",
    good={"waivers_expired": 0, "expired_waivers": ""},
    bad={"waivers_expired": 1, "expired_waivers": "HSC004 of sku A-17 until 2026-10-31 (classification asked)"},
)
def waiver_expired(waivers_expired: Count) -> Flag:
    """A waiver covers findings up to its last day; from the next day on they are told again.

    What to do: look at the findings it covered. Either they are put right by now and the waiver can go, or somebody
    decides anew, with a reason and a day.
    """
    return waivers_expired > 0


@rule(
    "CFG002",
    title="A waiver covers nothing",
    scope="file",
    severity="note",
    source="the user's [[waivers]]",
    since=START,
    message="waivers that covered no finding: {waivers_unused}: {unused_waivers}",
    fix="remove them if the fault is put right; else look for a mistyped sku, order or file",
    good={"waivers_unused": 0, "unused_waivers": ""},
    bad={"waivers_unused": 1, "unused_waivers": "HSC004 of sku A-17 until 2027-03-31 (classification asked)"},
)
def waiver_unused(waivers_unused: Count) -> Flag:
    """A waiver that covers nothing would silently cover the next fault of that name.

    What to do: remove it. Waivers of rules that did not run, and of files that were not checked, are not told.
    """
    return waivers_unused > 0
