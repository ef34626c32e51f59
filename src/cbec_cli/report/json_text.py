"""JSON as all reports write it: UTF-8, one item per line of text, a few thousand items at a time."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BATCH = 4_096


def _plain(value: Any) -> Any:
    """What JSON has no word for: numpy's integers as integers, days and paths as text."""
    return value.item() if hasattr(value, "item") else str(value)


_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain).encode


def encode(value: Any) -> bytes:
    """A value as UTF-8 JSON on one line; half a character (in the name of a file) is written as its escape."""
    return _text(value).encode("utf-8", "backslashreplace")


def array(sink: BinaryIO, name: str, items: Iterable[dict[str, Any]]) -> None:
    """One named array after other members, an item per line of text, a few thousand items at a time."""
    sink.write(f',\n"{name}": ['.encode())
    before = b"\n"
    for batch in _batched(map(_text, items)):
        sink.write(before + ",\n".join(batch).encode("utf-8", "backslashreplace"))
        before = b",\n"
    sink.write(b"]")


def _batched(texts: Iterator[str]) -> Iterator[list[str]]:
    """Texts by the thousand: fewer and larger writes."""
    while batch := list(islice(texts, _BATCH)):
        yield batch
