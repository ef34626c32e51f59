"""What `data/documents.yaml` holds, read once: types of documents, categories of goods, and who asks for what.

The shipped file is trusted as it stands, because the test suite checks exactly that file
(`tests/law/test_documents_data.py`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from cbec_cli.engine.places import data_file
from cbec_cli.law.document_numbers import NUMBER_JUDGES
from cbec_cli.law.goods_data import Prefixes, Stated, goods_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

State = Literal["required", "unsure", "recommended", "exempt"]
STATES: tuple[State, ...] = ("required", "unsure", "recommended", "exempt")
"""What the law says of a document, the strictest first."""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document.

    Attributes:
        id: name in files and reports, e.g. `chinese_label`.
        name: English name.
        name_zh: Chinese name.
        issuer: who issues it.
        proves: what it proves.
        validity: how long it usually lasts, in words.
        valid_days: the same in days; None where it has no end of its own, ends with a calendar year, or depends.
        lead_time: how long it usually takes to get; "" if not known.
        number_format: name of the judge of its numbers; "" where no form is sure.
        number_example: a number in that form; "" where there is none.
        holder: role it must name (importer, agent, platform, producer, buyer, guarantor); "" if none.
        covers: what one document covers: a shipment, goods, or a party.
        tested_on: the day on which it must be valid: declaration, arrival or sale.
        consequence: what usually happens without it.
        aliases: other names people write.
        stated: source and confidence of what is said here.
    """

    id: str
    name: str
    name_zh: str
    issuer: str
    proves: str
    validity: str
    valid_days: int | None
    lead_time: str
    number_format: str
    number_example: str
    holder: str
    covers: Literal["shipment", "goods", "party"]
    tested_on: Literal["declaration", "arrival", "sale"]
    consequence: str
    aliases: tuple[str, ...]
    stated: Stated

    def number_judge(self, text: str) -> str:
        """What is wrong with the form of a number; "" if nothing is, it is blank, or no form is sure."""
        judge = NUMBER_JUDGES.get(self.number_format)
        return judge(text.strip()) if judge else ""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of goods that some document is asked for.

    Attributes:
        id: name in files and reports, e.g. `infant_formula`.
        name: English name.
        name_zh: Chinese name.
        prefixes: codes that are surely of it.
        words: words of a name that put goods into it.
        within: beginnings of the codes for which the words count; () for all.
        unless: words of a name that take goods out of it.
        part_of: ids of wider categories that its goods are of too.
        stated: source, confidence and days.
    """

    id: str
    name: str
    name_zh: str
    prefixes: Prefixes
    words: tuple[str, ...]
    within: tuple[str, ...]
    unless: tuple[str, ...]
    part_of: tuple[str, ...]
    stated: Stated

    def holds(self, code: str, name: str) -> bool:
        """Whether code or name put goods into it; English words count as whole words, also in the plural."""
        folded = unicodedata.normalize("NFKC", name).casefold()
        if _says(self.unless, folded):
            return False
        inside = not self.within or code.startswith(self.within)
        return self.prefixes.length(code) > 0 or (inside and _says(self.words, folded))


@dataclass(frozen=True, slots=True)
class Entry:
    """What the law says of one type of document, for some routes, goods, origins and days.

    Attributes:
        type: id of the type of document.
        stages: routes it holds for.
        state: what it says.
        why: the reason, in words.
        categories: goods it holds for; with `supervision` or `inspection` too, either suffices. () and no letters: all.
        but_not: categories it does not hold for.
        supervision: letters of the supervision conditions, any of which brings it.
        inspection: letters of the inspection categories, any of which brings it.
        origins: ISO 3166 codes of three letters it holds for; () for all.
        preference: whether it holds only where a preferential rate is claimed, or only where none is; None for both.
        condition: what the caller has to know before it counts, a key of `CONDITIONS`; "" if nothing.
        holder: role the document must name on these routes; None where the type says it.
        ask: the question for customs where the law is unsure.
        consequence: what usually happens without it; "" where the type says it.
        stated: source, confidence and days.
    """

    type: str
    stages: frozenset[str]
    state: State
    why: str
    categories: tuple[str, ...]
    but_not: tuple[str, ...]
    supervision: str
    inspection: str
    origins: frozenset[str]
    preference: bool | None
    condition: str
    holder: str | None
    ask: str
    consequence: str
    stated: Stated


@dataclass(frozen=True, slots=True)
class DocumentsData:
    """All of `data/documents.yaml`.

    Attributes:
        since: first day the file covers.
        types: id → type of document, in the order of reports.
        categories: id → category of goods.
        entries: what the law says.
    """

    since: date
    types: Mapping[str, DocumentType]
    categories: Mapping[str, Category]
    entries: tuple[Entry, ...]


@cache
def documents_data() -> DocumentsData:
    """The shipped file, read when first asked for."""
    data = _read()
    since: date = data["covers_from"]
    groups: Mapping[str, list[str]] = data["groups"]
    return DocumentsData(
        since,
        {name: _type(name, entry, since) for name, entry in data["types"].items()},
        {name: _category(name, entry, since) for name, entry in data["categories"].items()},
        tuple(
            _entry({**section, **entry}, groups, since)
            for section in data["requirements"]
            for entry in section["entries"]
        ),
    )


def _read() -> Mapping[str, Any]:
    """Parse the shipped file."""
    import yaml  # noqa: PLC0415 -- start-up

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times as fast
    data: Mapping[str, Any] = yaml.load(data_file("documents.yaml").read_bytes(), Loader=loader)  # noqa: S506 -- both loaders are safe ones
    return data


def _stated(entry: Mapping[str, Any], since: date) -> Stated:
    """Source, confidence and days; what says no first day holds as long as the file covers."""
    return Stated(
        entry["source"], entry["confidence"], entry.get("since", since), entry.get("until"), entry.get("note", "")
    )


def _type(name: str, entry: Mapping[str, Any], since: date) -> DocumentType:
    return DocumentType(
        id=name,
        name=entry["name"],
        name_zh=entry["name_zh"],
        issuer=entry["issuer"],
        proves=entry["proves"],
        validity=entry["validity"],
        valid_days=entry.get("valid_days"),
        lead_time=entry.get("lead_time", ""),
        number_format=entry.get("number_format", ""),
        number_example=entry.get("number_example", ""),
        holder=entry.get("holder", ""),
        covers=entry["covers"],
        tested_on=entry["tested_on"],
        consequence=entry["consequence"],
        aliases=tuple(entry.get("aliases", ())),
        stated=_stated(entry, since),
    )


def _category(name: str, entry: Mapping[str, Any], since: date) -> Category:
    family = entry.get("family")
    own = Prefixes(tuple(entry.get("prefixes", ())), tuple(entry.get("except", ())))
    return Category(
        id=name,
        name=entry["name"],
        name_zh=entry["name_zh"],
        prefixes=goods_data().families[family].prefixes if family else own,
        words=tuple(entry.get("words", ())),
        within=tuple(entry.get("within", ())),
        unless=tuple(entry.get("unless", ())),
        part_of=tuple(entry.get("part_of", ())),
        stated=_stated(entry, since),
    )


def _entry(held: Mapping[str, Any], groups: Mapping[str, list[str]], since: date) -> Entry:
    """One entry, with what its section says for all of its entries."""
    return Entry(
        type=held["type"],
        stages=frozenset(stage for name in held["stages"] for stage in groups.get(name, [name])),
        state=held["state"],
        why=held["why"],
        categories=tuple(held.get("categories", ())),
        but_not=tuple(held.get("but_not", ())),
        supervision=held.get("supervision", ""),
        inspection=held.get("inspection", ""),
        origins=frozenset(held.get("origins", ())),
        preference=held.get("preference"),
        condition=held.get("condition", ""),
        holder=held.get("holder"),
        ask=held.get("ask", ""),
        consequence=held.get("consequence", ""),
        stated=_stated(held, since),
    )


def _says(words: tuple[str, ...], text: str) -> bool:
    """Whether one of the words stands in a folded text."""
    return bool(words and text and _pattern(words).search(text))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words: Chinese ones anywhere, English ones as whole words."""
    return re.compile(
        "|".join(
            rf"(?<![a-z]){re.escape(word)}(?:e?s)?(?![a-z])" if word.isascii() else re.escape(word) for word in words
        )
    )
