"""Codes of firms, each in a column of its own: the USCC, and the customs registration code."""

from __future__ import annotations

from cbec_cli.rules.judges.party_code import CUSTOMS, SOCIAL_CREDIT, party_code_fault
from cbec_cli.rules.judges.resident_id import provinces

_NOT_MAINLAND = frozenset({"71", "81", "82"})
"""Taiwan, Hong Kong and Macao register no firms with customs of the mainland."""
_UNKNOWN_KIND = "0"
"""No zone and no kind of business has this digit in the table known from practice."""


def uscc_fault(text: str) -> str:
    """What is wrong with a unified social credit code (统一社会信用代码): 18 characters, the last a check digit."""
    if not text:
        return ""
    if len(text) == CUSTOMS:
        return "10 characters: this looks like a customs code, a social credit code has 18"
    if len(text) != SOCIAL_CREDIT:
        return f"a social credit code has 18 characters, this one {len(text)}"
    return party_code_fault(text)


def customs_code_fault(text: str) -> str:
    """What is wrong with a customs registration code (海关注册编码): 10 characters, a province first; no check digit.

    The third and fourth digits are not tested: they follow a list of customs' own.
    """
    if not text:
        return ""
    if len(text) == SOCIAL_CREDIT:
        return "18 characters: this looks like a social credit code, a customs code has 10"
    if len(text) != CUSTOMS:
        return f"a customs code has 10 characters, this one {len(text)}"
    return party_code_fault(text) or _region(text)


def customs_code_doubt(text: str) -> str:
    """What is odd about the zone (character 5) or the kind of business (character 6) of a sound customs code."""
    if not text or customs_code_fault(text):
        return ""
    odd = [f"{i} ({what})" for i, what in ((5, "zone"), (6, "kind of business")) if text[i - 1] == _UNKNOWN_KIND]
    return f"character {' and '.join(odd)} is 0, which has no meaning in the table known from practice" if odd else ""


def _region(text: str) -> str:
    if text[:2] in provinces() - _NOT_MAINLAND:
        return ""
    return f"its first two digits, {text[:2]}, are no province of the mainland"
