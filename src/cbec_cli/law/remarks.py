"""The remark (备注) of a line of the positive list → what it asks.

A remark is a few clauses: only as bonded imports (仅限网购保税商品), goods that stand in a catalogue excepted
(列入《…》的商品除外), some named goods only (仅限…), so many kilograms per person and year. A clause that is none of
these is kept as it stands and shown: nothing is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cbec_cli.engine.money import SCALE, whole

_BREAKS = re.compile(r"[;。\n]+|,(?![^《(]*[》)])")
_LEAD = re.compile(r"^(?:\(?\d{1,2}[.)、](?!\d)|[一二三四五六七八九]、|[且并但]|同时)+")
_BONDED = re.compile(r"[仅只]?限于?(?:以)?网购保税(?:进口)?(?:模式|方式)?(?:的?商品)?(?:进口)?")
_PERSON_YEAR = r"(?:每人每(?:自然)?年|每年每人|每位?消费者每年|个人每?年度?|年度每人|每人年度?)"
_BOUND = r"(?:的?(?:进口|购买)?(?:数量|总量|重量|量)?(?:不得?超过|限购?|限量|最多|≤|<=|上限)?为?)"
_MASS = r"(?P<number>\d{1,9}(?:\.\d{1,5})?)(?P<unit>千克|公斤|kg|克|g|吨)"
_CAPS = (
    re.compile(rf"限?{_PERSON_YEAR}{_BOUND}{_MASS}(?:以内|为限|\(含\))?", re.IGNORECASE),
    re.compile(rf"(?:不超过|限购?|≤)?{_MASS}/(?:每?人)[/·.]?(?:每?年)", re.IGNORECASE),
)
_KILOGRAMS = {"千克": 1, "公斤": 1, "kg": 1, "吨": 1_000}
_GRAMS = frozenset(("克", "g"))
_EXCLUDED = re.compile(r".+除外|(?:不包括|不包含|不含).+|除.+(?:以外|外)")
_NAMED = re.compile(r"(?:[仅只]限于?|限于)(?P<goods>.+)")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a remark asks of the goods of its line.

    Attributes:
        only_bonded: only as bonded imports (1210, 1239), not by direct purchase (9610).
        excluded: clauses that take goods out of the line.
        named: clauses that keep only some goods of the line.
        cap: kilograms per person and year in whole hundred-thousandths, 0 if there is no cap.
        unread: clauses that are not understood.
    """

    only_bonded: bool = False
    excluded: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    cap: int = 0
    unread: tuple[str, ...] = ()

    @property
    def to_check(self) -> tuple[str, ...]:
        """Clauses that only somebody who knows the goods can apply."""
        return (*self.excluded, *self.named, *self.unread)


@lru_cache(maxsize=4_096)
def parse_remark(text: str) -> Remark:
    """The clauses of a remark, each understood or kept as unread.

    >>> parse_remark("列入《进出口野生动植物种商品目录》的商品除外；仅限网购保税商品").only_bonded
    True
    >>> parse_remark("每人每年不超过2千克").cap
    200000
    """
    only_bonded, cap = False, 0
    excluded, named, unread = [], [], []
    for clause in _clauses(text):
        if _BONDED.fullmatch(clause):
            only_bonded = True
        elif (kilograms := _cap(clause)) and cap in (0, kilograms):
            cap = kilograms
        elif _EXCLUDED.fullmatch(clause):
            excluded.append(clause)
        elif not kilograms and _NAMED.fullmatch(clause):
            named.append(clause)
        else:
            unread.append(clause)
    return Remark(only_bonded, tuple(excluded), tuple(named), cap, tuple(unread))


def _clauses(text: str) -> list[str]:
    """The clauses without blanks and numbering; Latin punctuation of full width is folded, Chinese marks stay."""
    folded = re.sub(r"[^\S\n]+", "", unicodedata.normalize("NFKC", text.strip()))
    return [clause for part in _BREAKS.split(folded) if (clause := _LEAD.sub("", part).strip("、:"))]


def _cap(clause: str) -> int:
    """The kilograms per person and year a clause allows, 0 if it speaks of something else."""
    for form in _CAPS:
        if found := form.fullmatch(clause):
            unit, value = found["unit"].casefold(), whole(found["number"], 5)
            if unit not in _GRAMS:
                return value * _KILOGRAMS[unit]
            return 0 if value % 1_000 else value // 1_000
    return 0


def cap_text(cap: int) -> str:
    """A cap in words: `at most 2 kg per person and year`."""
    major, minor = divmod(cap, SCALE)
    kilograms = f"{major}.{minor:05d}".rstrip("0").rstrip(".")
    return f"at most {kilograms} kg per person and year"
