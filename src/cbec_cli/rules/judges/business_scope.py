"""What a firm may do by its scope of business (经营范围), and its credit grade with customs."""

from __future__ import annotations

import re

_NEEDED = {
    "importer": ("进出口", "进口", "国际贸易", "对外贸易", "外贸", "import", "foreign trade", "international trade"),
    "declarant": ("报关", "通关", "申报", "customs", "declar", "broker"),
    "logistics": (
        "快递",
        "物流",
        "运输",
        "货运",
        "寄递",
        "邮政",
        "express",
        "courier",
        "logistic",
        "carri",
        "transport",
    ),
    "payment": ("支付", "银行", "payment", "bank"),
    "warehouse": ("仓储", "保税", "warehous", "storage", "bonded"),
}
"""Role → words, one of which its scope should have."""
_WITHOUT = re.compile(r"(?:不含|不包括|除|excluding|except(?: for)?|without|no)\s*[^;；。,，()（）]*", re.IGNORECASE)
"""What a scope takes out: `货物进出口（不含食品）`, `除报关外`."""
_DISHONEST = re.compile(r"失信|dishonest|discredited", re.IGNORECASE)
_NOT_DISHONEST = re.compile(r"非失信|not dishonest|无失信", re.IGNORECASE)


def scope_fault(role: str, text: str) -> str:
    """What a scope of business lacks for a role; nothing if the scope is unknown or the role asks for no words.

    >>> scope_fault("importer", "食品销售"), scope_fault("importer", "货物进出口"), scope_fault("declarant", "")
    ('does not mention 进出口 (import)', '', '')
    """
    words = _NEEDED.get(role)
    if not text or words is None:
        return ""
    if any(word in _WITHOUT.sub("", text).casefold() for word in words):
        return ""
    said = f"{words[0]} ({words[-1] if role != 'importer' else 'import'})"
    return f"takes out {said}" if any(word in text.casefold() for word in words) else f"does not mention {said}"


def is_dishonest(grade: str) -> bool:
    """Whether a credit grade says that customs hold the firm for dishonest (失信企业)."""
    return bool(_DISHONEST.search(grade)) and not _NOT_DISHONEST.search(grade)
