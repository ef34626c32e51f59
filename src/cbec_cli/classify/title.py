"""A product title in the one form in which it is read, with the way back to the characters as written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cbec_cli.classify.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST = 1_000
"""Characters above which a text is no title."""

_HAN = re.compile("[\u3400-\u9fff]")
_TAG = re.compile(r"<[^<>]{1,200}>|&[a-z]{2,6};")
_NEITHER = re.compile("[\u0370-\u1cff\u3040-\u30fa\u30fc-\u30ff\uac00-\ud7af]")
"""Letters of scripts that are neither Chinese nor Latin."""

_UNITS = {
    "毫升": "ml", "公升": "l", "升": "l", "公斤": "kg", "千克": "kg", "克": "g", "毫克": "mg", "盎司": "oz", "磅": "lb",
    "capsules": "capsule", "caps": "capsule", "softgels": "capsule", "softgel": "capsule",
    "capsule": "capsule", "tablets": "tablet", "tablet": "tablet", "tabs": "tablet", "gummies": "gummy",
    "sheets": "sheet", "sheet": "sheet", "pieces": "pcs", "piece": "pcs", "pc": "pcs", "count": "pcs", "ct": "pcs",
    "fl oz": "oz", "lbs": "lb",
}  # fmt: skip
_AS_WRITTEN = (
    "ml", "mg", "kg", "g", "l", "oz", "lb", "pcs", "mm", "cm", "m", "w", "v", "mah", "gb", "tb",
    "粒", "片", "颗", "枚", "抽", "包", "袋", "瓶", "盒", "罐", "支", "条", "只", "个", "件", "双",
    "对", "套", "张", "卷", "段", "岁", "个月", "月", "寸", "码",
)  # fmt: skip
_QUANTITY = re.compile(
    r"(?:(?<![a-z0-9.])\d+(?:[.,]\d+)?|[一二三四](?=段))\s*[-~x*]?\s*("
    + "|".join(sorted({*_UNITS, *_AS_WRITTEN}, key=lambda unit: (-len(unit), unit)))
    + r")(?![a-z])"
)
_BRACKETS = re.compile(r"[(\[【〔「『][^()\[\]【】〔〕「」『』]{0,80}[)\]】〕」』]")


@dataclass(slots=True)
class Title:
    """A title as the matcher reads it.

    Attributes:
        text: as written.
        folded: wide letters narrow, capitals small, traditional characters simplified; quantities, tags and what is
            no sign are blanks.
        uncut: the same with its quantities.
        places: index in `folded` → index in `text`; None where they are the same.
        units: the units of the quantities that were cut out, each once.
        asides: spans of `folded` in brackets.
        content: characters of `folded` that are neither blank nor in brackets.
        chinese: whether it holds Chinese characters.
        fault: why it is no title; "" if it is one.
    """

    text: str
    folded: str
    uncut: str
    places: Sequence[int] | None
    units: tuple[str, ...]
    asides: tuple[tuple[int, int], ...]
    content: int
    chinese: bool
    fault: str

    def quote(self, start: int, end: int) -> tuple[str, int, int]:
        """What stands between two indexes of `folded`, as written, and where in the text."""
        if self.places is not None:
            start, end = self.places[start], self.places[end - 1] + 1
        return self.text[start:end], start, end

    def position(self, end: int) -> float:
        """How far towards the end of the title an index lies, 0 to 1; what stands in brackets is passed over."""
        before = len(self.folded[:end].replace(" ", ""))
        for first, last in self.asides:
            if first >= end:
                break
            before -= len(self.folded[first : min(last, end)].replace(" ", ""))
        return before / self.content if self.content else 1.0

    def aside(self, start: int) -> bool:
        """Whether an index lies in brackets."""
        return any(first <= start < last for first, last in self.asides)


def read_title(text: str) -> Title:
    """Put a title into the form in which it is read.

    >>> read_title("ＳＫ-ＩＩ 護手霜 75ml").folded
    'sk-ii 护手霜     '
    """
    folded, places = _fold(text[: LONGEST + 1])
    fault = _fault(text, folded)
    if "<" in folded or "&" in folded:
        folded = _TAG.sub(_blank, folded)
    if "进口" in folded:
        folded = folded.replace("进口", "  ")  # imported; it would make a lipstick of 进口红酒
    uncut = folded
    units: dict[str, None] = {}

    def cut(found: re.Match[str]) -> str:
        unit = found.group(1)
        units[_UNITS.get(unit, unit)] = None
        if found.group()[0] in "一二三四":
            return found.group()  # 三段奶粉 is a word of its own
        return " " * (found.end() - found.start())

    folded = _QUANTITY.sub(cut, folded)
    asides = tuple(found.span() for found in _BRACKETS.finditer(folded))
    solid = len(folded.replace(" ", ""))
    content = solid - sum(len(folded[first:last].replace(" ", "")) for first, last in asides)
    if not content:
        asides, content = (), solid
    return Title(text, folded, uncut, places, tuple(units), asides, content, _HAN.search(folded) is not None, fault)


def fold_term(term: str) -> str:
    """A term of the lexicon in the form in which titles are read, its quantities kept."""
    return _fold(term)[0].strip()


def _blank(found: re.Match[str]) -> str:
    return " " * (found.end() - found.start())


def _fold(text: str) -> tuple[str, Sequence[int] | None]:
    """One form for letters that mean the same; None for the places if each stays where it is."""
    if text.isascii():
        return text.lower().translate(_CONTROLS), None
    lower = text.lower()
    if len(lower) == len(text) and unicodedata.is_normalized("NFKC", lower):
        return lower.translate(_both()), None
    pieces = [unicodedata.normalize("NFKC", letter).lower() for letter in text]
    places = [index for index, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces).translate(_both()), places


_CONTROLS: Mapping[int, str] = dict.fromkeys((*range(32), *range(127, 160), 8203, 8204, 8205, 65279), " ")
_known: dict[int, str] = {}


def _both() -> Mapping[int, str]:
    """Character → what it is read as."""
    if not _known:
        _known.update(simplified())
        _known.update(_CONTROLS)
    return _known


def _fault(text: str, folded: str) -> str:
    """Why a text is no title; "" if it is one."""
    if len(text) > LONGEST:
        return f"{len(text):,} characters are no title; at most {LONGEST:,} are read"
    letters = sum(1 for letter in folded if letter.isalpha()) if not text.isascii() else 1
    if not letters or not folded or folded.isspace():
        return "no words"
    if not text.isascii() and 2 * len(_NEITHER.findall(folded)) > letters:
        return "neither Chinese nor English"
    return ""
