"""What goods are, by code and by name: never importable, food or cosmetic, praised too much.

`data/goods.yaml` holds every prefix and word with its source. The functions are called for each distinct text or pair
of texts, so they are quick; they know nothing of tables.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from cbec_cli.law.elements import missing_elements
from cbec_cli.law.goods_data import ClaimWords, Prohibition, goods_data

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
