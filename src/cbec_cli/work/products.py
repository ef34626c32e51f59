"""A catalogue as products: what is said of each, and what one unit of it costs in tax, as CBEC and in general trade."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import ONE, ratio_text
from cbec_cli.engine.noted import decimal_text
from cbec_cli.engine.today import today
from cbec_cli.law.codes import country, currency, unit
from cbec_cli.law.positive_list import load_positive_list
from cbec_cli.rules.routes import NOT_LAWFUL, OUTCOMES, ROUTES
from cbec_cli.tables import arrow
from cbec_cli.tables.chunk import Chunk, table
from cbec_cli.tables.codes import READERS, fold_text
from cbec_cli.tables.numbers import parse_number
from cbec_cli.tables.source import Source
from cbec_cli.work.batch import Batch
from cbec_cli.work.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from cbec_cli.law.dated import Law
    from cbec_cli.law.tariff import Tariff
    from cbec_cli.work.result import LineChunk
    from cbec_cli.work.settings import Settings

NAMES = ("sku", "barcode", "name", "hs_code")
"""What a product is known by."""

SAID = ("name", "hs_code", "origin", "unit", "unit1", "unit2", "content", "net_weight", "unit_price", "currency")
"""Cells of a product that are compared."""

NUMBERS = ("net_weight", "unit_price")

COSTED = ("hs_code", "origin", "unit", "unit1", "unit2", "qty1", "qty2", "content", "net_weight", "unit_price")
"""Cells that the tax of one unit depends on, beside the currency and the agreement."""

COMPUTED = (
    "legal_units",
    "duty_rate",
    "consumption_tax_rate",
    "vat_rate",
    "cbec_route",
    "cbec_tax",
    "general_trade_tax",
    "positive_list",
)
"""What law and tariff make of a product, in the order it is shown."""

AMOUNTS = ("cbec_tax", "general_trade_tax")
"""Fen of one unit; None where it is not known."""

RATES = ("duty_rate", "consumption_tax_rate", "vat_rate")
"""Ratios as text (`0.13` is 13 %), or PER_UNIT; "" where not known."""

PER_UNIT = "per unit"
"""Said of a duty that no single rate expresses."""

FIELDS = (*SAID, *COMPUTED)

WAIVERS = ("duty_waiver", "consumption_tax_waiver", "vat_waiver")
"""Left out of general trade: a unit is a part of a shipment, which is worth more."""


@dataclass(slots=True)
class Products:
    """The products of a catalogue on a day, in the order of the file; columns of equal length.

    Attributes:
        file, sheet: where they stand.
        on: the day of law and tariff.
        columns: canonical columns the file has.
        rows: rows as the spreadsheet shows them.
        names: the texts a product is known by, folded; "" where empty.
        values: text of each field ("" for empty or unknown), whole fen or None for AMOUNTS.
        codes: what a check found on each, if one was made.
    """

    file: str
    sheet: str
    on: date
    columns: frozenset[str]
    rows: list[int]
    names: dict[str, list[str]]
    values: dict[str, list[Any]]
    codes: list[tuple[str, ...]]

    def __len__(self) -> int:
        """How many products."""
        return len(self.rows)


class _Replay:
    """A reader of chunks that are in memory."""

    notes: list[str]
    bytes_total = bytes_read = 0
    first_row = 1

    def __init__(self, sheet: str, chunks: Sequence[Chunk]) -> None:
        self.sheet, self.notes, self._chunks = sheet, [], chunks
        self.rows_hint: int | None = sum(len(chunk.rows) for chunk in chunks)

    def head(self) -> list[list[str]]:
        """Nothing: the headings are understood already."""
        return []

    def chunks(self, heading_row: int, size: int) -> Iterator[Chunk]:  # noqa: ARG002 -- cut already
        """The chunks as they were read."""
        yield from self._chunks

    def close(self) -> None:
        """Nothing is open."""


class Catalogue:
    """A table of products, read once; it can be walked as often as it is needed, also from standard input."""

    def __init__(self, source: Source, progress: Callable[[int], None] = lambda _: None) -> None:
        """Read the source; `progress` is told how many rows more have been read.

        Raises:
            CannotRun: damaged, or no product below the headings.
        """
        self._source = source
        self._chunks: list[Chunk] = []
        for chunk in source.chunks():
            self._chunks.append(chunk)
            progress(len(chunk.rows))
        if not self._chunks:
            raise CannotRun(f"{source.name}: no products below the headings", "fill in at least one row")

    def source(self) -> Source:
        """The table as it is."""
        return self._again(self._source.headings, self._source.fields, self._chunks)

    def one_of_each(self) -> Source:
        """One unit of each product, without freight, discounts, days and whatever else an order adds."""
        headings = (*self._source.headings, "qty")
        wanted = {*COSTED, *NAMES, "currency", "preference"}
        fields = {name: at for name, at in self._source.fields.items() if name in wanted}
        return self._again(headings, fields | {"qty": len(headings) - 1}, [_with_one(chunk) for chunk in self._chunks])

    def _again(self, headings: tuple[str, ...], fields: dict[str, int], chunks: Sequence[Chunk]) -> Source:
        first = self._source
        reader = _Replay(first.sheet, chunks)
        return Source(first.name, first.sheet, first.heading_row, headings, dict(fields), [], reader)

    def products(
        self,
        law: Law,
        tariff: Tariff,
        settings: Settings,
        found: Mapping[int, tuple[str, ...]] | None = None,
    ) -> Products:
        """The products on the day of the settings (default: today).

        Args:
            law: dated figures.
            tariff: rates and units, amendments included.
            settings: the user's; what they say about routes, costs and freight does not matter here.
            found: row → codes that a check found there.
        """
        day = settings.on or today()
        plain = replace(settings, on=day, costs=(), allocate="value", price_includes_tax=False)
        values: dict[str, list[Any]] = {name: self._said(name) for name in SAID}
        names = {name: self._said(name) for name in NAMES}
        rows = [int(row) for chunk in self._chunks for row in chunk.rows]
        values.update(_as_cbec(self.one_of_each(), law, tariff, replace(plain, route="auto")))
        in_bulk = law
        for waiver in WAIVERS:
            in_bulk = in_bulk.with_override(waiver, "0.00")
        values.update(_in_general_trade(self.one_of_each(), in_bulk, tariff, replace(plain, route="general-trade")))
        values.update(_of_codes(names["hs_code"], tariff, day))
        first = self._source
        codes = [(found or {}).get(row, ()) for row in rows]
        return Products(first.name, first.sheet, day, frozenset(first.fields), rows, names, values, codes)

    def _said(self, name: str) -> list[str]:
        """A column of cells in one form: `FR` and `法国` are the same origin, `180` and `180.00` the same price."""
        at = self._source.fields.get(name)
        if at is None:
            return [""] * sum(len(chunk.rows) for chunk in self._chunks)
        return [
            _one_form(name, text) if text else ""
            for chunk in self._chunks
            for text in arrow.one(chunk.cells.column(at)).to_pylist()
        ]


def _with_one(chunk: Chunk) -> Chunk:
    """A chunk with the quantity 1 on each row."""
    columns = [arrow.one(column) for column in chunk.cells.columns]
    ones = arrow.strings(["1"] * len(chunk.rows))
    return replace(chunk, cells=table([*columns, ones], [*chunk.cells.column_names, "qty"]))


@lru_cache(maxsize=1 << 18)
def _one_form(name: str, text: str) -> str:
    """A cell as it is compared; one that cannot be read as it stands."""
    try:
        folded = READERS[name](text)
        if name in NUMBERS:
            value = parse_number(text)
            return "" if value is None else decimal_text(value)
    except ValueError:
        return fold_text(text)
    if name == "origin" and (land := country(folded)):
        return land.iso3 or land.name_zh
    if name in ("unit", "unit1", "unit2") and (measure := unit(folded)):
        return measure.name_zh
    if name == "currency" and (money := currency(folded)):
        return money.iso
    return folded


def _costed(source: Source, law: Law, tariff: Tariff, settings: Settings) -> Iterator[LineChunk]:
    """The rows of a table as orders of one unit each, with their tax."""
    batch = Batch(law, tariff, settings)
    batch.read(source)
    batch.settle()
    result = summarise(batch)
    try:
        yield from result.lines()
    finally:
        result.close()


def _as_cbec(source: Source, law: Law, tariff: Tariff, settings: Settings) -> dict[str, list[Any]]:
    """Tax of one unit bought alone as CBEC retail import, and the route it takes then."""
    found: dict[str, list[Any]] = {name: [] for name in ("consumption_tax_rate", "vat_rate", "cbec_route", "cbec_tax")}
    for chunk in _costed(source, law, tariff, settings):
        sure = (chunk.known & (chunk.outcome != NOT_LAWFUL)).tolist()
        for name in ("consumption_tax_rate", "vat_rate"):
            found[name] += _rates(chunk, name)
        found["cbec_route"] += [
            _route(route, outcome) if known else ""
            for route, outcome, known in zip(
                chunk.route.tolist(), chunk.outcome.tolist(), chunk.known.tolist(), strict=True
            )
        ]
        found["cbec_tax"] += _known(chunk.amounts["tax"].tolist(), sure)
    return found


def _in_general_trade(source: Source, law: Law, tariff: Tariff, settings: Settings) -> dict[str, list[Any]]:
    """Tax of one unit of a larger shipment in general trade."""
    found: dict[str, list[Any]] = {"duty_rate": [], "general_trade_tax": []}
    for chunk in _costed(source, law, tariff, settings):
        sure = (chunk.known & (chunk.outcome != NOT_LAWFUL)).tolist()
        found["duty_rate"] += _rates(chunk, "duty_rate")
        found["general_trade_tax"] += _known(chunk.amounts["tax"].tolist(), sure)
    return found


def _route(route: int, outcome: int) -> str:
    return ROUTES[route] + (" (estimated)" if OUTCOMES[outcome] == "estimated" else "")


def _rates(chunk: LineChunk, name: str) -> list[str]:
    """Rates as ratios; a duty per unit has no single rate."""
    return [
        (PER_UNIT if points < 0 else ratio_text(points, ONE)) if known else ""
        for points, known in zip(chunk.rates[name].tolist(), chunk.known.tolist(), strict=True)
    ]


def _known(amounts: list[int], sure: list[bool]) -> list[int | None]:
    return [amount if known else None for amount, known in zip(amounts, sure, strict=True)]


def _of_codes(codes: list[str], tariff: Tariff, day: date) -> dict[str, list[str]]:
    """Legal units and standing on the positive list, looked up once per code."""
    listed = load_positive_list()

    @cache
    def units(code: str) -> str:
        line = tariff.line(code, day) if len(code) == 10 else None
        if line is None:
            return ""
        names = [found.name_zh if (found := unit(text)) else text for text in (line.unit1, line.unit2) if text]
        return "/".join(names)

    @cache
    def standing(code: str) -> str:
        found = listed.standing(code, day)
        more = ("bonded only" if found.only_bonded else "", f"excluded: {found.excluded}" if found.excluded else "")
        return ", ".join(filter(None, (found.state.replace("_", " "), *more)))

    return {
        "legal_units": [units(code) for code in codes],
        "positive_list": [standing(code) if code else "" for code in codes],
    }
