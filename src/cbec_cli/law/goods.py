"""What goods are, by code and by name: never importable, food or cosmetic, praised too much, named like others.

`data/goods.yaml` holds every prefix and word with its source. The functions are called for each distinct text or pair
of texts, so they are quick; they know nothing of tables.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from cbec_cli.law.elements import missing_elements
from cbec_cli.law.goods_data import ClaimWords, HeadingWords, Prohibition, goods_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

__all__ = [
    "Prohibition",
    "claims_fault",
    "countable",
    "is_cosmetic",
    "is_food",
    "may_claim",
    "missing_elements",
    "name_suggests",
    "named",
    "prohibited",
]

_T = TypeVar("_T")

_NAMES_KEPT = 1 << 16
_HAN = re.compile("[\u3400-\u9fff]")
_ENDS_ENGLISH = re.compile(r"\s*(?:$|[^a-z\s]|(?:for|with|by|from|in|of)\b)")


def prohibited(code: str, day: date, supervision: str = "") -> Prohibition | None:
    """Why goods of a code never enter as CBEC retail imports on a day; None if nothing says so.

    The longest prefix that fits decides; a letter of the tariff only where no prefix does.

    Args:
        code: customs code, or as much of it as there is.
        day: day of the declaration.
        supervision: letters of the supervision conditions of the tariff line (监管条件).
    """
    held = [entry for entry in goods_data().prohibitions if entry.stated.holds(day)]
    found = max(held, key=lambda entry: entry.prefixes.length(code), default=None)
    if found is not None and found.prefixes.length(code):
        return found
    return next((entry for entry in held if entry.letter and entry.letter in supervision), None)


def is_food(code: str) -> bool:
    """Whether goods of a code are food for people, what is sold as health food included."""
    families = goods_data().families
    return code in families["food"] or code in families["health_food"]


def is_cosmetic(code: str) -> bool:
    """Whether goods of a code are cosmetics; toothpaste is treated as one."""
    return code in goods_data().families["cosmetics"]


def countable(unit_code: str) -> bool:
    """Whether a unit (three digits of the customs table) counts whole things."""
    return unit_code in goods_data().units


def claims_fault(text: str, code: str = "") -> str:
    """The health or medical claims in a name and what they are; "" if there is none.

    Args:
        text: name of the goods.
        code: their customs code; only what is forbidden for its family counts. Without it, what any family forbids:
            names for which that is the same are judged the same for every code.

    >>> claims_fault("降血糖软糖", "2106909090")
    '降血糖 (claim of a medical effect)'
    """
    families = _families_of(code) if code else frozenset({"food", "cosmetics"})
    if not families:
        return ""
    folded = _fold(text)
    said = (
        f"{found.group()} ({group.what})"
        for found in _claims_pattern().finditer(folded)
        for group in _table_entry(_claims_by_word(), found.group(), [])
        if families & group.families and not any(word in folded for word in group.unless)
    )
    return ", ".join(dict.fromkeys(said))


def may_claim(names: Sequence[str]) -> frozenset[int]:
    """Indexes of the names that hold a word of a claim; all others have none. One look at all of them together."""
    together = _fold("\n".join(name.replace("\n", " ") for name in names))
    breaks = [found.start() for found in re.finditer("\n", together)]
    return frozenset(bisect_left(breaks, found.start()) for found in _claims_pattern().finditer(together))


def name_suggests(name: str, code: str) -> str:
    """What the name of goods suggests where it surely disagrees with their code; "" otherwise.

    Sure means: exactly one group of words names the goods (the longest word wins; a Chinese word names them only where
    no further character follows, 面膜 but not 面膜刷; English words count only in names without Chinese); nothing hints
    at something else; and the code is of no chapter that any word of the name allows.

    >>> name_suggests("玻尿酸面膜 5片", "2106909090"), name_suggests("巧克力味饼干", "1806900000")
    ('面膜 is usually 3304', '')
    """
    found = named(name) if len(code) >= 4 else None
    return "" if found is None or code.startswith(found.accepted) else found.said


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says: the sentence, and the beginnings of all codes its words allow."""

    said: str
    accepted: tuple[str, ...]


@lru_cache(maxsize=_NAMES_KEPT)
def named(name: str) -> Named | None:
    """The one group of words that names the goods; None if there is none, or anything else could be meant."""
    folded = _fold(name)
    pattern = _headings_pattern(chinese=_HAN.search(folded) is not None)
    matches = list(pattern.finditer(folded))
    if not matches:
        return None
    rest = pattern.sub(" ", folded)
    if _not_words_pattern().search(rest):
        return None
    groups = [_table_entry(_headings_by_word(), found.group(), None) for found in matches]
    heads = [
        (found.group(), group)
        for found, group in zip(matches, groups, strict=True)
        if group is not None and _ends_a_name(folded, found)
    ]
    if not heads or any(group is not heads[0][1] for _, group in heads):
        return None
    word, head = heads[0]
    if any(other in rest for other in head.unless):
        return None
    accepted = dict.fromkeys(prefix for group in groups if group for prefix in group.accepted)
    return Named(f"{word} is usually {_either(head.usual)}", tuple(accepted))


def _ends_a_name(text: str, found: re.Match[str]) -> bool:
    """Whether a word names the goods rather than what they are for: nothing it could belong to follows."""
    if found.group().isascii():
        return bool(_ENDS_ENGLISH.match(text, found.end()))
    following = text[found.end() : found.end() + 1]
    return not _HAN.match(following) or following in goods_data().tails


def _either(usual: Sequence[str]) -> str:
    """Headings as a person says them."""
    said = [heading if len(heading) > 2 else f"chapter {heading}" for heading in usual]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"


def _families_of(code: str) -> frozenset[str]:
    """The families whose claims are judged, of a code."""
    families = {"food": is_food(code), "cosmetics": is_cosmetic(code)}
    return frozenset(name for name, fits in families.items() if fits)


# -- words as one pattern -----------------------------------------------------------------------------------------


def _fold(text: str) -> str:
    """One form for wide and narrow, capital and small letters."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; English ones as whole words, also in the plural.

    Grouped by first character, so that a text is passed over quickly where no word can begin.
    """
    branches = []
    for first, group in groupby(sorted(set(words)), key=lambda word: word[0]):
        rests = "|".join(re.escape(word[1:]) for word in sorted(group, key=lambda word: (-len(word), word)))
        latin = first.isascii() and first.isalpha()
        whole = f"{first}(?<![a-z]{first})(?:{rests})(?:e?s)?(?![a-z])"
        branches.append(whole if latin else f"{re.escape(first)}(?:{rests})")
    return re.compile("|".join(branches))


def _table_entry(table: Mapping[str, _T], matched: str, otherwise: _T) -> _T:
    """What a table holds of a matched word, which may be the plural of the word it holds."""
    forms = (matched, matched.removesuffix("s"), matched.removesuffix("es"))
    return next((table[form] for form in forms if form in table), otherwise)


@cache
def _claims_pattern() -> re.Pattern[str]:
    return _pattern([*goods_data().no_claims, *_claims_by_word()])


@cache
def _claims_by_word() -> Mapping[str, list[ClaimWords]]:
    found: dict[str, list[ClaimWords]] = {}
    for group in goods_data().claims:
        for word in group.words:
            found.setdefault(word, []).append(group)
    return found


@cache
def _headings_pattern(*, chinese: bool) -> re.Pattern[str]:
    """Words of one language: an English word in a Chinese name is a brand more often than the goods."""
    return _pattern(word for word in _headings_by_word() if word.isascii() != chinese)


@cache
def _headings_by_word() -> Mapping[str, HeadingWords | None]:
    return {word: group for group in goods_data().headings for word in group.words}


@cache
def _not_words_pattern() -> re.Pattern[str]:
    return _pattern(goods_data().not_words)
