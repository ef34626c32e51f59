"""How long a text may be in a message of customs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class AtMost:
    """A judge of length: faults what is longer than the field of the message.

    Attributes:
        most: characters, as the schema of the message counts them: a Chinese one is one.
    """

    most: int

    def __call__(self, text: str) -> str:
        """What is wrong, if it is too long."""
        return "" if len(text) <= self.most else f"{len(text)} characters, the field holds {self.most}"


@lru_cache(maxsize=256)
def at_most(most: int) -> AtMost:
    """The judge that allows so many characters; the same number gives the same judge."""
    return AtMost(most)
