"""A table of products through the classifier: one answer a row, in order, and the figures of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from cbec_cli.classify.answer import THRESHOLD, Classifier
from cbec_cli.classify.evidence import Product
from cbec_cli.work.classifying.facts import LineFacts, Lines
from cbec_cli.work.classifying.read import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from cbec_cli.classify.answer import Classified
    from cbec_cli.classify.history import Conflict, History
    from cbec_cli.tables.source import Source
    from cbec_cli.work.classifying.similar import Alike, Similar

BATCH = 256
"""Rows that are asked about together."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to classify.

    Attributes:
        on: day whose tariff and list are shown.
        top: most candidates of a row.
        level: most digits of an answer.
        threshold: probability from which a level is answered.
        history: past declarations; None without.
        similar: finds official names alike in meaning for unsure products; None without.
    """

    on: date
    top: int = 5
    level: int = 10
    threshold: float = THRESHOLD
    history: History | None = None
    similar: Similar | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One product with what is said of it.

    Attributes:
        row: as the spreadsheet shows it; 1, 2, 3 … for texts of the command line.
        said: answer, candidates, question.
        lines: facts of each candidate's ten-digit line, in the order of the candidates.
        alike: official names alike in meaning, where a model was asked and the product is unsure.
    """

    row: int
    said: Classified
    lines: tuple[LineFacts | None, ...]
    alike: tuple[Alike, ...] = ()


@dataclass(slots=True)
class Figures:
    """Counts of all rows so far: rows, answers by digits, rows without an answer by the reason."""

    rows: int = 0
    answered: Counter[int] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    warnings: int = 0


class Classification:
    """The rows of one table or of some texts, classified as they are asked for.

    Attributes:
        file, sheet: where the products stand; "" for texts of the command line.
        options: how they are classified.
        classifier: what classifies them.
        figures: counts of the rows given out so far.
        conflicts: names that the history holds with several codes.
    """

    def __init__(
        self, products: Iterable[tuple[int, Product]], options: Options, file: str = "", sheet: str = ""
    ) -> None:
        """Prepare; nothing is read yet."""
        self.file, self.sheet, self.options = file, sheet, options
        self.figures = Figures()
        self._products = products
        self._lines = Lines(options.on)
        self.classifier = Classifier(options.history, threshold=options.threshold, level=options.level, top=options.top)

    @property
    def conflicts(self) -> list[Conflict]:
        """Names that the history holds with several codes."""
        return self.options.history.conflicts() if self.options.history is not None else []

    def rows(self, done: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
        """The rows in order. May be walked once."""
        rows = self._plain_rows(done)
        if self.options.similar is None:
            yield from rows
            return
        while batch := list(islice(rows, BATCH)):
            yield from self._with_alike(batch, self.options.similar)

    def _with_alike(self, batch: list[Row], similar: Similar) -> Iterator[Row]:
        """Rows, those that words leave unsure with official names alike in meaning."""
        unsure = [row for row in batch if row.said.answer is None and not row.said.evidence.title.fault]
        found = dict(
            zip((row.row for row in unsure), similar.ask([one.said.product.name for one in unsure]), strict=True)
        )
        for row in batch:
            yield replace(row, alike=found.get(row.row, ()))

    def _plain_rows(self, done: Callable[[int], None]) -> Iterator[Row]:
        for row, product in self._products:
            said = self.classifier.classify(product)
            figures = self.figures
            figures.rows += 1
            if said.answer is not None:
                figures.answered[said.answer.level] += 1
            else:
                figures.unsure[said.unsure] += 1
            figures.warnings += len(said.warnings)
            yield Row(row, said, tuple(self._lines.facts(one.hs10) for one in said.candidates))
            if figures.rows % 512 == 0:
                done(512)


def of_texts(texts: Iterable[str], options: Options) -> Classification:
    """Titles of the command line."""
    return Classification(enumerate(map(Product, texts), 1), options)


def of_source(source: Source, options: Options) -> Classification:
    """Products of an open table."""
    return Classification(rows_of(source), options, source.name, source.sheet)
