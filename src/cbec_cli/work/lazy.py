"""Facts of lines or orders that are looked up only when a rule asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Source = tuple[Mapping[str, Any], Any]


class Lazy(dict[str, Any]):
    """A mapping of facts that falls back to other tables, each taken by an index.

    Each source is a mapping and the index by which its columns are taken (None: as they are). Plain ints and flags are
    the same for every line and stay plain, which keeps rules fast. What rules compute is kept here.
    """

    def __init__(self, facts: Mapping[str, Any], *sources: Source) -> None:
        """Start with some facts; earlier sources win."""
        super().__init__(facts)
        self._sources = sources

    def __contains__(self, name: object) -> bool:
        """Given, computed, or in a source."""
        return dict.__contains__(self, name) or any(name in source for source, _ in self._sources)

    def __missing__(self, name: str) -> Any:
        """Take it from the first source that has it.

        Raises:
            KeyError: no source has it.
        """
        for source, index in self._sources:
            if name in source:
                value = source[name]
                if index is not None and not isinstance(value, (bool, int)):
                    value = value[index]
                self[name] = value
                return value
        raise KeyError(name)

    def copy_with(self, **facts: Any) -> Lazy:
        """The same facts with some replaced, for a trial; what the trial computes is not kept here."""
        return Lazy({**self, **facts}, *self._sources)
