"""Check `data/lexicon/`: codes exist, terms have one home, test titles classify as promised.

    python tools/check_lexicon.py [33 34 …]

With chapters, only what concerns their files is printed. Exit status 1 if anything is found. The tests run the same
checks over everything.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from cbec_cli.classify.book import Book, compile_book, open_book
from cbec_cli.classify.evidence import Product, gather
from cbec_cli.classify.lexicon import WEAK, Kind, Lexicon, LexiconError, read_lexicon
from cbec_cli.classify.phrases import key_of
from cbec_cli.classify.title import fold_term, read_title
from cbec_cli.law.tariff import load_tariff

if TYPE_CHECKING:
    from collections.abc import Iterator


def faults(lexicon: Lexicon) -> Iterator[str]:
    """Everything wrong with a lexicon, each with its place."""
    codes = {code[:length] for code in load_tariff().codes for length in (4, 6, 8, 10)}
    yield from _codes(lexicon, codes)
    yield from _homes(lexicon)
    yield from _tables(lexicon, codes)
    yield from (
        f"borders.tsv: {heading} is not in the tariff"
        for pair in lexicon.borders
        for heading in pair
        if heading not in codes
    )
    yield from _tries(lexicon, open_book(compile_book(lexicon)))


def _codes(lexicon: Lexicon, codes: set[str]) -> Iterator[str]:
    lined = {kind.code[:6] for kind in lexicon.kinds if kind.line}
    for kind in lexicon.kinds:
        if len(kind.code) not in {6, 8} or kind.code not in codes:
            yield f"{kind.place}: code {kind.code!r} is not in the tariff at six or eight digits"
        if kind.line and not (len(kind.line) == 10 and kind.line in codes and kind.line.startswith(kind.code)):
            yield f"{kind.place}: line {kind.line!r} is not a ten-digit line of {kind.code}"
        if kind.code[:6] not in lined:
            yield f"{kind.place}: no row of {kind.code[:6]} names its usual ten-digit line"
        if not kind.note:
            yield f"{kind.place}: no legal ground in the note"
        if kind.facet and kind.facet not in lexicon.tables:
            yield f"{kind.place}: no table facets/{kind.facet}.tsv"
        for exclusion in kind.exclusions:
            if exclusion.code and exclusion.code not in codes:
                yield f"{kind.place}: exclusion {exclusion.word!r} leads to {exclusion.code!r}, not in the tariff"


def _homes(lexicon: Lexicon) -> Iterator[str]:
    homes: dict[str, list[Kind]] = defaultdict(list)
    vague = {key_of(fold_term(word)) for word in lexicon.vague}
    for kind in lexicon.kinds:
        for term in (*kind.zh, *kind.en):
            yield from (f"{kind.place}: {term!r} {fault}" for fault in _term(term))
            if not term.endswith(WEAK):
                homes[key_of(fold_term(term))].append(kind)
    for term, kinds in sorted(homes.items()):
        if len(kinds) > 1:
            yield f"{kinds[-1].place}: {term!r} has a home at {kinds[0].place} too ({kinds[0].code}, {kinds[-1].code})"
        if term in vague:
            yield f"{kinds[0].place}: {term!r} is listed as vague"


def _term(term: str) -> Iterator[str]:
    """What is wrong with one term by itself."""
    weak, kept = term.endswith(WEAK), key_of(fold_term(term.rstrip(WEAK)))
    if term.startswith("#"):
        if not weak:
            yield "is a quantity and must be weak"
        return
    if fold_term(term) != read_title(term).folded.strip():
        yield "holds a quantity, which titles lose; write its unit as #unit?"
    if not weak and len(kept) < (3 if kept.isascii() else 2):
        yield "is too short for a term"


def _tables(lexicon: Lexicon, codes: set[str]) -> Iterator[str]:
    used = {kind.facet for kind in lexicon.kinds}
    for table in lexicon.tables.values():
        place = f"facets/{table.name}.tsv"
        if table.name not in used:
            yield f"{place}: no row uses it"
        if not table.ground:
            yield f"{place}: no '# ground:' line"
        yield from (f"{place}: no '# ask {axis}: …' line" for axis in table.axes if axis not in table.questions)
        yield from (f"{place}: no words in axes/{axis}.tsv" for axis in table.axes if axis not in lexicon.axes)
        for choice in table.choices:
            if choice.code not in codes:
                yield f"{place}: code {choice.code!r} is not in the tariff"
            for axis, value in zip(table.axes, choice.values, strict=True):
                if value and axis in lexicon.axes and value not in lexicon.axes[axis].values:
                    yield f"{place}: axes/{axis}.tsv has no value {value!r}"


def _tries(lexicon: Lexicon, book: Book) -> Iterator[str]:
    for kind in lexicon.kinds:
        for title, wanted in kind.tries:
            found = gather(Product(title), book)
            best = min(found.scores, key=lambda code: (-found.scores[code], code)) if found.scores else ""
            if best != wanted[:6]:
                because = ", ".join(f"{hit.text} ({book.kinds[hit.kind][0]})" for hit in found.hits) or "no term found"
                yield f"{kind.place}: {title!r} gives {best or 'nothing'}, wanted {wanted[:6]}: {because}"


def main(chapters: list[str]) -> int:
    """Print the faults of some chapters, or of all."""
    try:
        found = list(faults(read_lexicon()))
    except LexiconError as error:
        print(error)
        return 1
    mine = [fault for fault in found if not chapters or fault.startswith(tuple(chapters)) or "facets/" in fault]
    print(*mine, sep="\n")
    print(f"{len(mine)} faults")
    return 1 if mine else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
