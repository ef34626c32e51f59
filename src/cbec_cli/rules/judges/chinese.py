"""Names of goods."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
"""Han characters, without radicals and marks that only look like one."""


def lacks_chinese_characters(text: str) -> str:
    """Says so if a text holds no Chinese character at all. Japanese kanji count, kana do not."""
    return "" if not text or _HAN.search(text) else "no Chinese characters"
