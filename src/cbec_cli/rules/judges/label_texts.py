"""Texts of labels and notices: net content, dates, the notice to consumers, the statement of health food."""

from __future__ import annotations

import re
from datetime import date

from cbec_cli.rules.judges.claims import NONE

_SEEN = frozenset({"yes", "y", "有", "是", "√", "✓", "true", "1", "已标", "已标注", "合格"})
"""Says that it is on the label, not what."""
_ON_THE_PACK = re.compile(
    r"见[^,，;；。]{0,12}(?:包装|标|喷码|处|瓶|罐|盒|袋|封口|底|盖)|see\s+(?:the\s+)?pack", re.IGNORECASE
)
_LEGAL = re.compile(
    r"\d\s*(?:mg|g|kg|ml|cl|l|毫克|克|千克|公斤|毫升|厘升|升|mm|cm|m|毫米|厘米|米|平方米|m²|"
    r"片|粒|个|支|袋|包|枚|件|双|条|只|套|颗|丸|块|张|贴|抽|卷|罐|瓶|盒)(?![a-z])",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"\d\s*((?:fl\.?\s*)?oz|ounces?|lbs?|pounds?|pints?|pt|quarts?|gal(?:lons?)?|inch(?:es)?|盎司|磅|英寸|品脱|加仑)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d{2})(\d{2})(?!\d)|\s(\d{1,2})\s(\d{1,2}))"
)
_YEAR_LAST = re.compile(r"(?<!\d)\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|[a-z]{3,9})\s*[-/. ,]\s*\d{2,4}(?!\d)", re.IGNORECASE)
_ORDER_SAID = re.compile(r"日[/／\-.]?月[/／\-.]?年|月[/／\-.]?日[/／\-.]?年|dd.?mm.?yy|mm.?dd.?yy", re.IGNORECASE)
_LASTS = re.compile(r"\d+\s*(?:个?月|天|日|周|年|months?|days?|weeks?|years?)(?![a-z])", re.IGNORECASE)
_CHINESE = re.compile("[\u3400-\u9fff]")
_ADDRESS = re.compile(r"https?://|www\.|\S+\.(?:com|cn|html?|pdf|docx?|example)\b", re.IGNORECASE)
_SHORT = 20
_POINTS = (
    ("that the goods meet standards of their origin, which may differ from Chinese ones", r"标准|standard"),
    (
        "that there may be no Chinese label, and where the electronic one is",
        r"中文标签|电子标签|chinese\s+label|e-?label",
    ),
    (
        "that they are for personal use and may not be sold again",
        r"自用|再次?销售|二次销售|转售|personal use|resal|resell|resold|sold again",
    ),
)


def says_it_is_there(text: str) -> bool:
    """Whether a cell says that something is on the label without saying what."""
    return text.strip().casefold() in _SEEN


def says_it_is_absent(text: str) -> bool:
    """Whether a cell says that something is not there."""
    return text.strip().casefold() in NONE


def net_content_fault(text: str) -> str:
    """What is wrong with a net content: it is a number with a legal unit of measure (法定计量单位)."""
    if not text or says_it_is_there(text) or says_it_is_absent(text) or _ON_THE_PACK.search(text):
        return ""
    if not any(sign.isdigit() for sign in text):
        return "no number"
    if _LEGAL.search(text):
        return ""
    foreign = _FOREIGN.search(text)
    return f"in {foreign[1]}; a Chinese label says g, kg, mL or L" if foreign else "no unit of measure"


def label_date_fault(text: str) -> str:
    """What is wrong with a date on a label: it goes year, month, day, or says in which order it goes."""
    if not text or says_it_is_there(text) or says_it_is_absent(text) or _ON_THE_PACK.search(text):
        return ""
    if found := _YEAR_FIRST.search(text):
        year, month, day = (int(part) for part in found.groups() if part)
        return "" if _is_day(year, month, day) else "there is no such day"
    if _YEAR_LAST.search(text):
        return "" if _ORDER_SAID.search(text) else "not in the order year, month, day, and the order is not said"
    return "no full date"


def shelf_life_fault(text: str) -> str:
    """What is wrong with a shelf life: it is a time (18 个月) or a last day, written as dates are."""
    if _LASTS.search(text) and not _YEAR_FIRST.search(text):
        return ""
    return label_date_fault(text)


def notice_fault(text: str) -> str:
    """What a notice to consumers (消费者告知书) does not say; nothing of a mere address, number or short reference."""
    words = text.strip()
    if not says_its_words(words):
        return ""
    lacks = [point for point, pattern in _POINTS if not re.search(pattern, words, re.IGNORECASE)]
    return f"it does not say {'; nor '.join(lacks)}" if lacks else ""


def says_its_words(text: str) -> bool:
    """Whether a cell holds the words of a notice, not only where it is to be found."""
    words = text.strip()
    return len(words) > _SHORT and not _ADDRESS.search(words) and bool(_CHINESE.search(words) or " " in words)


def health_statement_fault(text: str) -> str:
    """What is wrong with the statement on health food: it says that it does not replace medicine."""
    if not text or says_it_is_there(text):
        return ""
    bare = re.sub(r"\s", "", text)
    return "" if re.search(r"不(?:能|得|可)?(?:代替|替代)药", bare) else "it does not say 本品不能代替药物"


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
