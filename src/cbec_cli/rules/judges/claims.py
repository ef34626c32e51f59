"""Cells that should name a paper, a label or a notice, and may say that there is none."""

from __future__ import annotations

NONE = frozenset(
    {"无", "無", "否", "没有", "未提供", "暂无", "待补", "待提供", "不适用", "no", "n", "none", "nil", "null", "false"}
    | {"na", "n/a", "tbd", "todo", "0", "-", "--", "—", "/", "//", "\\"}
)
"""How people write that they have nothing to name."""


def names_nothing(text: str) -> str:
    """Says so if a cell is filled in, but only to tell that there is nothing."""
    return f"{text} names none" if text.strip().casefold() in NONE else ""
