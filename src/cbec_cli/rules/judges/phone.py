"""Telephone numbers: whether a text can be one. Whose it is, and whether anybody answers, only a call tells."""

from __future__ import annotations

import re

_SEVERAL = re.compile(r"[/,;、，；]")
_EXTENSION = re.compile(r"\s*(?:-|转|分机|ext\.?|#)\s*\d{1,6}$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s().\-]")
_MASKED = re.compile(r"[*＊]")

_MOBILE = r"1[3-9]\d{9}"
_LANDLINE = r"(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}"
_CHINESE = re.compile(rf"(?:\+?86|0086)?{_MOBILE}|0{_LANDLINE}|(?:\+?86|0086)0?{_LANDLINE}|[48]00\d{{7}}", re.ASCII)
_REGIONS = re.compile(
    r"(?:\+|00)?(?:852[2-9]\d{7}|853[268]\d{7}|8860?(?:9\d{8}|[2-8]\d{7,8}))",  # Hong Kong, Macao, Taiwan
    re.ASCII,
)
_FOREIGN = re.compile(r"(?:\+|00)(?!0|86|852|853|886)\d{7,15}", re.ASCII)
"""ITU-T E.164: at most fifteen digits with the country code."""
_FORMS = (_CHINESE, _REGIONS, _FOREIGN)
_CHINA = re.compile(r"^(?:\+86|0086|\+|86(?=1))")
_PLACEHOLDERS = frozenset({"12345678901", "01234567890", "1234567890", "123456789", "12345678", "13800138000"})


def phone_fault(text: str) -> str:
    """Why a text is obviously no telephone number.

    Fine are Chinese mobile numbers, landlines with area code, extensions (also those of privacy numbers), Hong Kong,
    Macao and Taiwan with their code, and foreign numbers with + or 00; also several, with a slash or comma between.
    """
    return next(filter(None, map(_one, _SEVERAL.split(text))), "") if text else ""


def _one(text: str) -> str:
    if _MASKED.search(text):
        return "it is masked; customs need the whole number"
    for digits in (_digits(text), _digits(_before_extension(text))):
        if _is_placeholder(digits):
            return "a placeholder, not a number in use"
        if any(form.fullmatch(digits) for form in _FORMS):
            return ""
    return _why(_digits(text))


def _digits(text: str) -> str:
    return _BETWEEN.sub("", text)


def _before_extension(text: str) -> str:
    """What stands before an extension at the end; nothing if there is none."""
    found = _EXTENSION.search(text)
    return text[: found.start()] if found else ""


def _is_placeholder(digits: str) -> bool:
    bare = _CHINA.sub("", digits)
    return bare in _PLACEHOLDERS or (len(bare) > 1 and len(set(bare)) == 1)


def _why(digits: str) -> str:
    bare = digits.removeprefix("+")
    if not (bare.isascii() and bare.isdigit()):
        return "not a telephone number"
    if len(bare) in (7, 8):
        return "its area code or country code is missing"
    return f"{len(bare)} digits are neither a mobile number (11, from 13 to 19) nor a landline with area code"
