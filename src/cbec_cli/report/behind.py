"""Writing behind the computation: while one piece goes to the disk, the next is being made."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


def one_ahead(work: Callable[[T], object], pieces: Iterable[T]) -> None:
    """Do some work on each piece, in order, in another thread, while the next piece is being made here.

    At most two pieces are in memory. When it returns all work is done.

    Raises:
        Whatever making a piece or working on it raises, as it was raised.
    """
    pending: Future[object] | None = None
    with ThreadPoolExecutor(1) as thread:
        for piece in pieces:
            if pending is not None:
                pending.result()
            pending = thread.submit(work, piece)
        if pending is not None:
            pending.result()
