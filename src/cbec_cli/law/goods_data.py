"""What `data/goods.yaml` holds, read once: prohibited goods, families, units, words and declaration elements.

The shipped file is trusted as it stands, because the test suite checks exactly that file (`tests/law/test_goods.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.places import data_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_DOUBTS = {"own-knowledge": "own knowledge, no text at hand", "partly": "text at hand in part", "unsure": "unsure"}


@dataclass(frozen=True, slots=True)
class Stated:
    """Where an entry stands, how sure that is, and the days it holds.

    Attributes:
        source: the document and its article.
        confidence: confirmed, partly, own-knowledge or unsure, as in `data/tariffs.yaml`.
        since: first day.
        until: last day; None while it holds.
        note: what a reader has to know; "" if nothing.
    """

    source: str
    confidence: str
    since: date
    until: date | None
    note: str

    def holds(self, day: date) -> bool:
        """Whether the entry is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        """The document, and how sure it is unless the text itself is at hand."""
        doubt = _DOUBTS.get(self.confidence)
        return f"{self.source} [{doubt}]" if doubt else self.source


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Goods, by the beginnings of their codes; longer beginnings may be taken out again."""

    wanted: tuple[str, ...]
    exceptions: tuple[str, ...]

    def length(self, code: str) -> int:
        """How many digits of the longest beginning that fits a code; 0 if none does."""
        if not code.startswith(self.wanted) or (self.exceptions and code.startswith(self.exceptions)):
            return 0
        return max(len(prefix) for prefix in self.wanted if code.startswith(prefix))


@dataclass(frozen=True, slots=True)
class Prohibition:
    """Goods that never enter as CBEC retail imports.

    Attributes:
        what: the goods, in English.
        what_zh: the goods, in Chinese.
        prefixes: their codes.
        letter: supervision condition of the tariff line that tells them; "" if the prefixes do.
        stated: source, confidence and days.
    """

    what: str
    what_zh: str
    prefixes: Prefixes
    letter: str
    stated: Stated

    @property
    def why(self) -> str:
        """The goods in both languages, and what there is to know."""
        return f"{self.what} ({self.what_zh})" + (f"; {self.stated.note}" if self.stated.note else "")

    @property
    def source(self) -> str:
        """The document, and how sure it is unless the text itself is at hand."""
        return str(self.stated)

    @property
    def confidence(self) -> str:
        """How sure the entry is."""
        return self.stated.confidence


@dataclass(frozen=True, slots=True)
class Family:
    """A family of goods."""

    title: str
    prefixes: Prefixes
    stated: Stated

    def __contains__(self, code: str) -> bool:
        """Whether a code is of the family."""
        return self.prefixes.length(code) > 0


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """Words that claim the same; of no account where a word of `unless` stands in the name."""

    what: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    families: frozenset[str]
    stated: Stated


@dataclass(frozen=True, slots=True)
class Elements:
    """How declaration elements (规范申报要素) are read.

    Attributes:
        may_be_blank: elements that need no answer.
        only_for_some: words of elements that only some goods answer.
        answered_by: what answers them (brand, size, ingredients, name) → the beginnings of the elements.
        stated: source, confidence and days.
    """

    may_be_blank: frozenset[str]
    only_for_some: tuple[str, ...]
    answered_by: Mapping[str, tuple[str, ...]]
    stated: Stated


@dataclass(frozen=True, slots=True)
class GoodsData:
    """All of `data/goods.yaml`.

    Attributes:
        prohibitions: goods that never enter as CBEC retail imports.
        families: name → family of goods.
        units: codes of units that count whole things.
        units_stated: source, confidence and days of these.
        elements: how declaration elements are read.
        claims: words that claim an effect.
        no_claims: longer words that claim nothing.
    """

    prohibitions: tuple[Prohibition, ...]
    families: Mapping[str, Family]
    units: frozenset[str]
    units_stated: Stated
    elements: Elements
    claims: tuple[ClaimWords, ...]
    no_claims: tuple[str, ...]


@cache
def goods_data() -> GoodsData:
    """The shipped file, read when first asked for."""
    data = _read()
    units, elements, claims = (data[name] for name in ("countable_units", "elements", "claims"))
    return GoodsData(
        prohibitions=tuple(map(_prohibition, data["prohibited"])),
        families={name: _family(entry) for name, entry in data["families"].items()},
        units=frozenset(units["codes"]),
        units_stated=_stated(units),
        elements=Elements(
            frozenset(elements["may_be_blank"]),
            tuple(elements["only_for_some"]),
            {name: tuple(prefixes) for name, prefixes in elements["answered_by"].items()},
            _stated(elements),
        ),
        claims=tuple(map(_claim_words, claims["groups"])),
        no_claims=tuple(claims["except"]),
    )


def _read() -> Mapping[str, Any]:
    """Parse the shipped file."""
    import yaml  # noqa: PLC0415 -- start-up

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times as fast
    data: Mapping[str, Any] = yaml.load(data_file("goods.yaml").read_bytes(), Loader=loader)  # noqa: S506 -- both loaders are safe ones
    return data


def _stated(entry: Mapping[str, Any], section: Mapping[str, Any] | None = None) -> Stated:
    """Source, confidence and days of an entry, or of its section where it says nothing of its own."""
    held = {**(section or {}), **entry}
    return Stated(held["source"], held["confidence"], held["since"], held.get("until"), entry.get("note", ""))


def _prefixes(entry: Mapping[str, Any]) -> Prefixes:
    return Prefixes(tuple(entry.get("prefixes", ())), tuple(entry.get("except", ())))


def _prohibition(entry: Mapping[str, Any]) -> Prohibition:
    return Prohibition(entry["what"], entry["what_zh"], _prefixes(entry), entry.get("letter", ""), _stated(entry))


def _family(entry: Mapping[str, Any]) -> Family:
    return Family(entry["title"], _prefixes(entry), _stated(entry))


def _claim_words(entry: Mapping[str, Any]) -> ClaimWords:
    return ClaimWords(
        entry["what"],
        tuple(entry["words"]),
        tuple(entry.get("not", ())),
        frozenset(entry["families"]),
        _stated(entry),
    )
