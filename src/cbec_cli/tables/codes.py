"""Texts of codes and numbers of identity: folded, and searched for the marks a spreadsheet leaves when it damages them.

A spreadsheet that takes a code for a number drops leading zeros, keeps fifteen digits, and writes `1.10101E+17`. What
is lost is not put back: the finding says what the code likely was, and a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cbec_cli.tables.columns import COLUMNS, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_GROUPED_CODE = re.compile(r"\d{2}(?:[. ]?\d{2}){1,4}")
_MODES = {
    "直购": "9610",
    "直购进口": "9610",
    "跨境直购": "9610",
    "跨境直购进口": "9610",
    "电子商务": "9610",
    "跨境贸易电子商务": "9610",
    "directpurchase": "9610",
    "保税电商": "1210",
    "网购保税": "1210",
    "网购保税进口": "1210",
    "跨境保税": "1210",
    "bonded": "1210",
    "保税电商a": "1239",
    "网购保税a": "1239",
    "一般贸易": "0110",
    "generaltrade": "0110",
}
_MODE = re.compile(r"(\d{4})(?:\D.*)?")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Damaged(ValueError):  # noqa: N818 -- it states what happened to a cell
    """A code or ID a spreadsheet has damaged; the text says how, and what it likely was."""


class NotACell(ValueError):  # noqa: N818 -- it states what a cell holds
    """An error or a formula without result stands where a code should."""


def fold_text(text: str) -> str:
    """Any text without differences of width, surrounding spaces and invisible characters."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip()


def _sound(text: str) -> str:
    """Fold, and refuse what a spreadsheet leaves in a cell whose formula failed.

    Raises:
        NotACell: it is an error or a formula.
        Damaged: it is in scientific notation.
    """
    folded = fold_text(text)
    if folded.startswith("="):
        raise NotACell("a formula without its result")
    if _ERROR.fullmatch(folded):
        raise NotACell("an error of the spreadsheet")
    return folded


def identity(text: str) -> str:
    """A number of an order, an article, a package, a person.

    Raises:
        NotACell: an error or a formula.
        Damaged: in scientific notation.
    """
    folded = _sound(text)
    if _SCIENTIFIC.fullmatch(folded):
        digits = int(folded.upper().partition("E+")[2]) + 1 if folded.upper().partition("E+")[2] else 0
        start = folded.upper().partition("E")[0].replace(".", "")
        raise Damaged(f"a spreadsheet took it for a number; it had {digits} digits and began with {start[:6]}")
    return folded


def buyer(text: str) -> str:
    """The identity number of a buyer or payer; the check letter is a capital X.

    Raises:
        NotACell: an error or a formula.
        Damaged: in scientific notation, or its last digits were rounded off.
    """
    folded = identity(text)
    if len(folded) != 18 or not folded[:17].isdecimal():
        return folded
    if folded.endswith("000") and not _checks(folded):
        raise Damaged("a spreadsheet keeps fifteen digits of a number; the last three of the eighteen are lost")
    return folded.upper()


def _checks(number: str) -> bool:
    """Whether the last character is the check digit of the seventeen before it."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def hs_code(text: str) -> str:
    """A customs code: digits, dots and spaces between them dropped.

    >>> hs_code("3304.99.00 29")
    '3304990029'

    Raises:
        NotACell: an error or a formula.
        Damaged: in scientific notation, a decimal point, or a lost leading zero.
    """
    folded = identity(text)
    if folded.endswith(".0") and folded[:-2].isdecimal():
        raise Damaged(f"a program took it for a number; it was likely {folded[:-2]}")
    digits = folded.replace(".", "").replace(" ", "")
    if not digits.isdecimal():
        return folded
    if len(digits) in (7, 9) and digits == folded and digits[0] != "0":
        raise Damaged(f"a leading zero is lost; it was likely 0{digits}")
    return digits if _GROUPED_CODE.fullmatch(folded) else folded


def mode(text: str) -> str:
    """A supervision mode: its four digits, or a name that can mean only one.

    Raises:
        NotACell: an error or a formula.
        Damaged: a lost leading zero.
    """
    folded = _sound(text)
    if folded == "110":
        raise Damaged("a leading zero is lost; it was likely 0110")
    if found := _MODE.fullmatch(folded):
        return found[1]
    key = "".join(c for c in folded.casefold() if c.isalnum())
    return _MODES.get(key, folded)


def unit(text: str) -> str:
    """A unit of measure: name or customs code of three digits.

    Raises:
        NotACell: an error or a formula.
        Damaged: a lost leading zero.
    """
    folded = _sound(text)
    if folded.isdecimal() and len(folded) < 3:
        raise Damaged(f"a leading zero is lost; it was likely {folded.zfill(3)}")
    return folded


def office(text: str) -> str:
    """A customs office: four digits.

    Raises:
        NotACell: an error or a formula.
        Damaged: in scientific notation, or a lost leading zero.
    """
    folded = identity(text)
    if folded.isdecimal() and len(folded) == 3:
        raise Damaged(f"a leading zero is lost; it was likely 0{folded}")
    return folded


def word(text: str) -> str:
    """A country, a currency, an agreement, a content, a name.

    Raises:
        NotACell: an error or a formula.
    """
    return _sound(text)


_OF_KIND: dict[Kind, Callable[[str], str]] = {"id": identity, "mode": mode, "unit": unit}
_OF_COLUMN: dict[str, Callable[[str], str]] = {
    "hs_code": hs_code,
    "buyer_id": buyer,
    "payer_id": buyer,
    "customs_code": office,
    "port_code": office,
}


def _reader(each: Column) -> Callable[[str], str]:
    """What reads the texts of a column."""
    return _OF_COLUMN.get(each.name) or _OF_KIND.get(each.kind, word)


READERS: dict[str, Callable[[str], str]] = {each.name: _reader(each) for each in COLUMNS}
"""Canonical column → what reads one of its texts."""
