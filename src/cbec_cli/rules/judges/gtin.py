"""Barcodes of articles: GTIN-8, -12, -13 and -14 (GS1 general specifications; GB 12904)."""

from __future__ import annotations

from cbec_cli.rules.judges.characters import only_digits

LENGTHS = (8, 12, 13, 14)
NONE = frozenset(
    {"", "无", "無", "无条码", "无条形码", "暂无", "没有", "none", "no", "nil", "null", "na", "n/a"}
    | {"-", "--", "—", "/", "//", "\\"}
)
"""How people write that an article has no barcode; the declaration list wants 无."""


def gtin_fault(text: str) -> str:
    """What is wrong with a barcode: characters, length or check digit. That there is none is no fault."""
    if text.casefold() in NONE:
        return ""
    if not only_digits(text):
        return "a barcode (GTIN) has only digits; write 无 if there is none"
    if len(text) not in LENGTHS:
        hint = f"; a leading zero is lost, it was likely 0{text}" if len(text) == 11 and _checks(f"0{text}") else ""
        return f"a barcode has 8, 12, 13 or 14 digits, this one {len(text)}{hint}"
    if not text.strip("0"):
        return "a placeholder, not a barcode; write 无 if there is none"
    return "" if _checks(text) else f"its check digit is wrong (the last digit should be {_wanted(text)})"


def _wanted(text: str) -> str:
    from stdnum import ean  # noqa: PLC0415 -- starting without it is faster

    return str(ean.calc_check_digit(text[:-1]))


def _checks(text: str) -> bool:
    return _wanted(text) == text[-1]
