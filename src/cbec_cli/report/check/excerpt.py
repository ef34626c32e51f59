"""A few cells of a row as the user's sheet shows them, the ones a finding is about marked below, as compilers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from cbec_cli.report.screen import clean, plain_only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

WIDEST, WIDEST_MARKED = 18, 40
"""How wide a cell may be shown, in columns of the screen (a Chinese character takes two)."""
GAP = 2
EMPTY = "(empty)"


def draw(console: Console, excerpt: Sequence[tuple[str, str, bool]], indent: int) -> None:
    """Print headings, cells and marks, one below the other; cells that find no room are left out, marked ones last.

    Args:
        console: tells the width and the encoding.
        excerpt: heading, text, whether it is marked.
        indent: spaces in front.
    """
    room = console.width - indent
    cells = [_cell(console, *each, room) for each in excerpt]
    lines = (Text(), Text(), Text())
    for place in _that_fit(cells, room):
        heading, text, marked = cells[place]
        width = _width(cells[place])
        styles = ("dim", "bold red" if marked else "", "bold red")
        marks = "^" * max(1, cell_len(text)) if marked else ""
        for line, part, style in zip(lines, (heading, text, marks), styles, strict=True):
            line.append(part, style=style).append(" " * (width - cell_len(part) + GAP))
    for line in lines:
        line.rstrip()
    shown = [Text(" " * indent) + line for line in lines if line]
    if shown:
        console.print(Text("\n").join(shown), no_wrap=True, overflow="ignore", crop=False)


def _cell(console: Console, heading: str, text: str, marked: bool, room: int) -> tuple[str, str, bool]:
    """One cell, cut to what an excerpt shows."""
    widest = min(room, WIDEST_MARKED if marked else WIDEST)
    text = EMPTY if marked and not text.strip() else text
    return cut(console, heading, widest), cut(console, text, widest), marked


def cut(console: Console, text: str, widest: int) -> str:
    """Text no wider than some columns of the screen; dots say that it goes on."""
    text = clean(text, console)
    if cell_len(text) <= widest:
        return text
    dots = "..." if plain_only(console) else "…"
    return set_cell_size(text, max(0, widest - cell_len(dots))).rstrip() + dots


def _width(cell: tuple[str, str, bool]) -> int:
    """Columns of the screen a cell takes."""
    return max(cell_len(cell[0]), cell_len(cell[1]), 1)


def _that_fit(cells: Sequence[tuple[str, str, bool]], room: int) -> list[int]:
    """Places of the cells there is room for, in their order; marked ones take room first."""
    chosen: list[int] = []
    for place in sorted(range(len(cells)), key=lambda place: not cells[place][2]):
        taken = sum(_width(cells[each]) + GAP for each in chosen)
        if taken + _width(cells[place]) <= room:
            chosen.append(place)
    return sorted(chosen)
