"""Declaration elements (规范申报要素): what a specification (规格型号) leaves unsaid that the code asks for.

Customs forms divide the answers by bars, in the order of the elements, starting with brand type and preference:
`4|3|护肤|50毫升/支|某牌`. Most retail files hold free text instead, of which little can be told for sure.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from cbec_cli.law.goods_data import goods_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHORTEST = 4
_BRAND_TYPE = re.compile(r"[0-4]|无品牌|境内自主品牌|境内收购品牌|境外品牌.*")
_PREFERENCE = re.compile(r"[0-3]|.*享惠.*|不适用.*")
_BLANK = {"", "/", "//", "-", "--", "\\"}
_SIZE_ONLY = re.compile(
    r"(?:[\d.,x*×+\-~/()\s]"
    r"|千克|公斤|毫克|微克|毫升|公升|盎司|毫米|厘米|英寸|升|克|斤|米"
    r"|规格|净含量|净重|容量|约|每|件|个|只|支|枝|片|粒|颗|枚|张|块|条|袋|包|盒|瓶|罐|桶|箱|套|双|对|卷|杯|组|装|板|码|号|段|大|中|小|加"
    r"|(?<![a-z])(?:kg|mg|ug|g|ml|cl|dl|l|oz|floz|lbs?|cm|mm|m|pcs?|ct|iu|pack|box|bottle|xs|s|xl|xxl|nb|p)(?![a-z]))+"
)


def missing_elements(
    elements: Sequence[str], gmodel: str, *, name: str = "", brand: str = "", content: str = "", ingredients: str = ""
) -> tuple[str, ...]:
    """The declaration elements that a specification surely leaves unsaid, in the order of the tariff.

    Elements that may be blank (brand type, preference, GTIN, CAS, other) or that concern only some goods are never
    missed. What is divided by two bars or more is compared with the elements one by one, or by count where their order
    cannot be told. Free text lacks elements only where it says next to nothing: fewer than four characters, the name
    once more, or nothing but a size. An empty specification is not judged: that the cell is empty is said elsewhere.

    Args:
        elements: declaration elements of the code, in order (`TariffLine.elements`).
        gmodel: the specification.
        name: name of the goods.
        brand: cell of the brand column, which answers for the brand where the answers have no fixed place.
        content: cell of the net content, which answers for the size in the same way.
        ingredients: cell of the ingredients, likewise.

    Returns:
        Short names of the elements, e.g. ("用途", "品牌"), or one entry such as "2 of 用途, 包装规格, 品牌".
    """
    said = unicodedata.normalize("NFKC", gmodel).strip()
    if not said or not elements:
        return ()
    answered = [kind for kind, cell in (("brand", brand), ("size", content), ("ingredients", ingredients)) if cell]
    if said.count("|") >= 2:
        return _of_parts(tuple(elements), [part.strip() for part in said.split("|")], answered)
    return _of_text(tuple(elements), said, name, answered)


def _of_parts(elements: tuple[str, ...], parts: list[str], answered: Iterable[str]) -> tuple[str, ...]:
    """What is blank among answers divided by bars."""
    start = _start(parts)
    if start is not None:
        if len(parts) - start > len(elements):
            return ()
        pairs = zip_longest(elements, parts[start:], fillvalue="")
        return tuple(_short(element) for element, part in pairs if _is_blank(part) and _needed(element))
    needed = _unanswered(elements, [*answered, "name"])
    filled = sum(not _is_blank(part) for part in parts)
    lacking = len(needed) - filled
    if lacking <= 0:
        return ()
    return needed if lacking == len(needed) else (f"{lacking} of {', '.join(needed)}",)


def _of_text(elements: tuple[str, ...], said: str, name: str, answered: Iterable[str]) -> tuple[str, ...]:
    """What a free text lacks, if it is one of those that say next to nothing."""
    if _plain(said) == _plain(name):
        return _unanswered(elements, [*answered, "name", "brand", "size"])  # a name often says brand and size
    if _SIZE_ONLY.fullmatch(said.lower()):
        return _unanswered(elements, [*answered, "name", "size"])
    if len(said) < _SHORTEST:
        return _unanswered(elements, [*answered, "name"])
    return ()


def _start(parts: list[str]) -> int | None:
    """Where the answers in the order of the tariff start: at brand type and preference, after the name at most."""
    for start in (0, 1):
        pair = parts[start : start + 2]
        if len(pair) == 2 and _BRAND_TYPE.fullmatch(pair[0]) and _PREFERENCE.fullmatch(pair[1]):
            return start
    return None


def _is_blank(part: str) -> bool:
    """Whether an answer says nothing; 无 (none) is an answer."""
    return part in _BLANK


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).casefold())


def _unanswered(elements: tuple[str, ...], answered: Iterable[str]) -> tuple[str, ...]:
    """Short names of the needed elements that nothing answers."""
    prefixes = tuple(prefix for kind in answered for prefix in _answered_by()[kind])
    return tuple(_short(element) for element in elements if _needed(element) and not element.startswith(prefixes))


@lru_cache(maxsize=4096)
def _needed(element: str) -> bool:
    """Whether every article of the code has to answer an element."""
    rules = goods_data().elements
    return element not in rules.may_be_blank and not any(word in element for word in rules.only_for_some)


def _answered_by() -> Mapping[str, tuple[str, ...]]:
    return goods_data().elements.answered_by


def _short(element: str) -> str:
    """An element without its explanation in brackets."""
    return re.split(r"[（(\[［]", element, maxsplit=1)[0]
