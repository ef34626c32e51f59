"""Two things at once, in order: the file libraries and numpy leave the interpreter while they work."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")

WORKERS = 2
_END = object()


def prefetch(pieces: Iterable[T]) -> Iterator[T]:
    """The pieces in order, the next one being made in another thread while the last one is used.

    Raises:
        Whatever making a piece raises, as it was raised.
    """
    source = iter(pieces)
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, source, _END)
        while (piece := coming.result()) is not _END:
            coming = thread.submit(next, source, _END)
            yield piece  # type: ignore[misc]  # _END never gets here


def in_order(work: Callable[[T], R], pieces: Iterable[T]) -> Iterator[R]:
    """The work done on each piece, in the order of the pieces, a few at a time.

    Raises:
        Whatever the work raises, as it was raised.
    """
    pending: deque[Future[R]] = deque()
    with ThreadPoolExecutor(WORKERS) as threads:
        for piece in pieces:
            pending.append(threads.submit(work, piece))
            if len(pending) > WORKERS:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
