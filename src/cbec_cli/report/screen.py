"""Text and tables for a terminal: nothing in a user's cell can drive the terminal, and nothing is cut off silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.console import Console

_CONTROL = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " ") | dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)
_PLAIN = str.maketrans({"×": "x", "—": "-", "–": "-", "…": "...", "·": "-", "≥": ">=", "≤": "<=", "−": "-"})


def clean(text: str, console: Console) -> str:
    """Text that is safe to print: control characters become spaces, marks that turn the direction are dropped.

    What the terminal's encoding lacks becomes its nearest plain sign, else `?`.
    """
    text = text.translate(_CONTROL)
    encoding = console.encoding
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    return text


def plain_only(console: Console) -> bool:
    """Whether only plain characters may be drawn."""
    return console.options.ascii_only


def paragraph(console: Console, text: str, *, indent: int = 0, style: str = "") -> None:
    """Print text that wraps under its own indent, without spaces at the ends of lines."""
    room = max(20, console.width - indent)
    for line in Text(clean(text, console), style=style, overflow="fold").wrap(console, room):
        line.rstrip()
        console.print(Text(" " * indent) + line)


def table(
    console: Console,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Collection[int],
    *,
    optional: Sequence[int] = (),
    last_is_total: bool = False,
) -> Table:
    """A table whose numbers stand right and are never cut: where room is short, optional columns go, then words fold.

    Args:
        console: tells the width and the encoding.
        headings: one per column.
        rows: cells as text.
        numbers: positions of the columns that hold numbers.
        optional: positions of the columns that may be left out, the first to go first.
        last_is_total: set the last row apart.
    """
    cleaned = [[clean(cell, console) for cell in row] for row in rows]
    widths = [max(cell_len(text) for text in column) for column in zip(headings, *cleaned, strict=True)]
    gap = 3 if plain_only(console) else 2
    shown = _columns_that_fit(widths, optional, console.width + gap, gap)
    digits = sum(widths[place] + gap if place in numbers else 8 + gap for place in shown)
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1, 0, gap - 2))
    for place in shown:
        number = place in numbers
        whole = number and digits <= console.width + gap
        made.add_column(headings[place], justify="right" if number else "left", no_wrap=whole, overflow="fold")
    for place, row in enumerate(cleaned):
        total = last_is_total and place == len(cleaned) - 1
        made.add_row(*(Text(row[each], style="bold" if total else "") for each in shown))
    return made


def _columns_that_fit(widths: Sequence[int], optional: Sequence[int], room: int, gap: int) -> list[int]:
    """Positions of the columns shown: all, less the optional ones that room is too short for."""
    shown = list(range(len(widths)))
    for place in optional:
        if sum(widths[each] + gap for each in shown) > room:
            shown.remove(place)
    return shown
