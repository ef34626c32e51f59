"""Codes of firms: the 10 characters of the customs registration, or the unified social credit code of 18."""

from __future__ import annotations

import re

CUSTOMS, SOCIAL_CREDIT = 10, 18

_CUSTOMS_CODE = re.compile(r"[1-9][0-9]{3}[0-9A-Z]{6}")
_AUTHORITY = re.compile(r"[1-9ANY][1-9]")
_PLAIN = re.compile(r"[0-9A-Za-z]+")
_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")


def party_code_fault(text: str) -> str:
    """What is wrong with the code of a firm: customs code (海关注册编码) or USCC (统一社会信用代码, GB 32100-2015).

    A customs code has no check digit: four digits of the region, then digits and letters.
    """
    if not text:
        return ""
    if len(text) not in (CUSTOMS, SOCIAL_CREDIT):
        return f"a code has 10 or 18 characters, this one {len(text)}"
    return _letters(text) or (_customs(text) if len(text) == CUSTOMS else _social_credit(text))


def platform_code_fault(text: str) -> str:
    """What is wrong with the code of a platform, where it has the length of a firm's code.

    A platform that is not registered with customs has an identifier of the electronic port, whose form is unpublished.
    """
    return party_code_fault(text) if len(text) in (CUSTOMS, SOCIAL_CREDIT) else ""


def unregistered_platform_fault(text: str) -> str:
    """Says that a platform's code is neither a customs code nor a USCC."""
    return "" if not text or len(text) in (CUSTOMS, SOCIAL_CREDIT) else party_code_fault(text)


def _letters(text: str) -> str:
    if not _PLAIN.fullmatch(text):
        odd = next(each for each in text if not _PLAIN.fullmatch(each))
        return f"only digits and letters are allowed, not {odd!r}"
    return "its letters have to be capitals" if text != text.upper() else ""


def _customs(text: str) -> str:
    if not _CUSTOMS_CODE.fullmatch(text):
        return "a customs code begins with the four digits of its region"
    return "a placeholder, not a code" if len(set(text)) == 1 else ""


def _social_credit(text: str) -> str:
    if not _AUTHORITY.match(text):
        return "its first two characters are no registering authority and type"
    if not text[2:8].isdigit():
        return "its characters 3 to 8 have to be digits, the region"
    if odd := sorted(set(text) - _ALPHABET):
        return f"a social credit code never has the letter {', '.join(odd)}"
    from stdnum.cn import uscc  # noqa: PLC0415 -- starting without it is faster

    wanted = uscc.calc_check_digit(text)
    return "" if text[-1] == wanted else f"its check digit is wrong (the last character should be {wanted})"
