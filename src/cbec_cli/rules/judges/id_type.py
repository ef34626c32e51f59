"""The kind of identity document (证件类型)."""

from __future__ import annotations

import re

_ID_CARD = re.compile(
    r"0?1(?:\D.*)?|(?:中华人民共和国)?(?:居民|临时|(?:第?二代)(?:居民)?)?身份证(?:号码?)?|(?:resident )?id(?: card)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{4}")
"""A number of a person in the wrong column is not repeated."""
_LONGEST = 20


def id_type_fault(text: str) -> str:
    """What is wrong with a type of document: the declaration list admits only 1, the ID card (身份证)."""
    if not text or _ID_CARD.fullmatch(text):
        return ""
    told = "this" if _NUMBER.search(text) or len(text) > _LONGEST else f"type {text}"
    return f"{told} is not the ID card (身份证), which is 1"
