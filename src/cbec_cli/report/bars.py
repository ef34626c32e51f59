"""Bars made of characters: block characters where the terminal has them, `#` where it has not."""

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def bar(part: int, whole: int, width: int, *, ascii_only: bool = False) -> str:
    """A bar of at most `width` characters whose length is part / whole.

    Anything above zero shows, however small; nothing shows for zero or a negative amount.

    >>> bar(1, 2, 10, ascii_only=True), bar(1, 1000, 10, ascii_only=True), bar(0, 5, 10)
    ('#####', '#', '')
    """
    if part <= 0 or whole <= 0:
        return ""
    eighths = max(1, min(part, whole) * width * 8 // whole)
    full, rest = divmod(eighths, 8)
    if ascii_only:
        return "#" * max(1, full)
    return "█" * full + _EIGHTHS[rest]
