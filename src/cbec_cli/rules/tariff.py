"""DTY: which of the tariff's rates applies to goods of an origin (关税法 第十二条、第十三条、第十九条)."""

from __future__ import annotations

from cbec_cli.engine.register import rule
from cbec_cli.engine.words import Count, Flag, Rate, where

MFN, PROVISIONAL, AGREEMENT, GENERAL = range(4)
KINDS = ("mfn", "provisional", "agreement", "general")


@rule("DTY001", title="Which rate applies", source="关税法 第十二条、第十三条", since="2024-12-01", scope="line")
def rate_kind(
    mfn_rate: Rate,
    provisional_rate: Rate,
    has_provisional: Flag,
    agreement_rate: Rate,
    has_agreement: Flag,
    general_applies: Flag,
) -> Count:
    """Most-favoured-nation goods with a provisional rate take the provisional one.

    Agreement goods take the lower of agreement and provisional; without a provisional rate, never more than the
    most-favoured-nation rate. Goods under the general rate never take a provisional one.
    """
    usual = where(has_provisional, PROVISIONAL, MFN)
    usual_rate = where(has_provisional, provisional_rate, mfn_rate)
    preferred = where(has_agreement & (agreement_rate < usual_rate), AGREEMENT, usual)
    return where(general_applies, GENERAL, preferred)


@rule("DTY002", title="Rate without proof of origin", source="关税法 第十九条", since="2024-12-01", scope="line")
def unproven_rate(usual_rate: Rate, highest_additional_rate: Rate, general_rate: Rate) -> Rate:
    """The higher of the usual rate with the highest additional duty and the general rate."""
    added = usual_rate + highest_additional_rate
    return where(added > general_rate, added, general_rate)
