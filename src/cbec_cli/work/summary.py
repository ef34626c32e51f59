"""From a settled batch to the result that reports read: totals, routes, SKUs, cash, reasons, findings."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.findings import Finding
from cbec_cli.engine.mask import mask_id
from cbec_cli.law.calendar import reference_day
from cbec_cli.law.codes import currency
from cbec_cli.rules.routes import FULL_TAX, GENERAL_TRADE, NOT_LAWFUL, REFUSED, ROUTES
from cbec_cli.work.messages import GIVEN, Reason, placeholders, speak
from cbec_cli.work.orders import Texts, texts_of
from cbec_cli.work.plan import AMOUNTS, DATED, LINE_CHECKS, ORDER_CHECKS, RATES, START
from cbec_cli.work.result import LineChunk, Orders, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from cbec_cli.engine.register import Rule
    from cbec_cli.work.batch import Batch

_ERRORS = sum(1 << bit for bit, check in enumerate(LINE_CHECKS) if check.severity == "error")
_FINDINGS = 10_000


def summarise(batch: Batch) -> Result:
    """The result of a settled batch."""
    outcome = batch.outcome()
    counted = outcome != NOT_LAWFUL
    orders = _orders(batch, outcome)
    result = Result(
        source=_source(batch),
        data=_data(batch),
        orders=orders,
        totals={**_sums(batch, counted), "lines": int(batch.lines.sum()), "orders": len(outcome)},
        refused_totals=_sums(batch, ~counted),
        by_route=_by_route(batch, outcome),
        skus=_skus(batch, counted) if batch.by_sku else [],
        cash=_cash(batch, counted),
        walk=lambda: _lines(batch, outcome),
        close=batch.spool.close,
    )
    _add_findings(batch, orders, outcome)
    result.findings = batch.findings.kept
    result.findings_dropped = batch.findings.dropped
    unreadable = any(finding.severity == "error" for finding in result.findings)
    result.exit_status = int(unreadable or bool((outcome == NOT_LAWFUL).any()))
    return result


def _source(batch: Batch) -> dict[str, Any]:
    first = batch.sources[0]
    skipped = [{"row": row, "why": why} for source in batch.sources for row, why in source.skipped]
    return {
        "files": [source.name for source in batch.sources],
        "sheet": first.sheet,
        "heading_row": first.heading_row,
        "lines": int(batch.lines.sum()),
        "skipped": skipped,
        "columns": {name: first.headings[place] for name, place in first.fields.items()},
    }


def _data(batch: Batch) -> dict[str, Any]:
    days = np.unique(batch.orders.day).tolist()
    named = [date.fromordinal(day).isoformat() for day in days]
    return {
        "tariff_vintage": batch.tariff.vintage,
        "tariff_notice": batch.tariff.notice,
        "law_days": named[:1] + named[-1:] if len(named) > 1 else named,
        "positive_list": "not loaded: whether a code may enter as CBEC retail import was not tested",
        "amendments": [str(path) for path in batch.settings.amendments],
        "settings": batch.settings.stated(_currencies(batch)),
        "assumptions": _assumptions(batch),
        "figures": _figures(batch),
    }


def _figures(batch: Batch) -> list[dict[str, str]]:
    """The figures of the law that hold on the last of the law days, each with its day and source."""
    day = max(date.fromordinal(int(batch.orders.day.max())), START)
    return [
        {
            "name": figure.name,
            "value": f"{figure.text} {figure.unit}",
            "since": figure.since.isoformat(),
            "source": figure.source,
            "confidence": figure.confidence,
        }
        for figure in (batch.law.figure(name, day) for name in DATED)
    ]


def _assumptions(batch: Batch) -> list[str]:
    """What holds for the whole file and does not make a line an estimate."""
    said = []
    fields = set().union(*(source.fields for source in batch.sources))
    if "mode" not in fields:
        said.append("no supervision mode (监管方式) given: all orders taken as CBEC retail import")
    if not batch.orders.year_known.any():
        said.append("no year_to_date given: the annual limit was tested against the orders of this file only")
    if "buyer_id" not in fields:
        said.append("no buyer given: each order was tested against the annual limit alone")
    if "declared_on" not in fields and batch.settings.on is None:
        said.append("no declaration day given: the law of the order's date, else of today, was applied")
    if "currency" not in fields:
        said.append("no currency given: all amounts taken as CNY")
    return [*said, *_rate_days(batch)]


def _currencies(batch: Batch) -> set[str]:
    """ISO codes of the currencies in the file."""
    return {found.iso for text in batch.categories.texts.get("currency", ()) if (found := currency(text))}


def _rate_days(batch: Batch) -> list[str]:
    """The day whose exchange rate customs use, where foreign currency was converted."""
    if not _currencies(batch) & batch.settings.rates.sources.keys():
        return []
    last = date.fromordinal(int(batch.orders.day.max()))
    rate_day = reference_day(last)
    doubt = "" if rate_day.calendar_known else " (holidays of that year not known)"
    return [f"exchange rates: declarations of {last} take the rate of {rate_day.day}{doubt} ({rate_day.source})"]


def _sums(batch: Batch, counted: NDArray[np.bool_]) -> dict[str, int]:
    """Counts and fen over some orders."""
    return {
        "lines": int(batch.lines[counted].sum()),
        "orders": int(counted.sum()),
        "dutiable_value": int(batch.orders.facts["order_value"][counted].sum()),
        **{name: int(values[counted].sum()) for name, values in batch.sums.items()},
        **{name: int(batch.parts[name][counted].sum()) for name in batch.parts},
    }


def _by_route(batch: Batch, outcome: NDArray[np.int8]) -> dict[str, dict[str, int]]:
    route = np.where(outcome == NOT_LAWFUL, REFUSED, batch.orders.facts["route"])
    return {ROUTES[code]: _sums(batch, route == code) for code in np.unique(route).tolist()}


def _cash(batch: Batch, counted: NDArray[np.bool_]) -> dict[str, int]:
    """General trade pays before release; CBEC taxes are guaranteed and paid on day 31 to 45 after it."""
    tax, route = batch.sums["tax"], batch.orders.facts["route"]
    at_once = counted & (route == GENERAL_TRADE)
    later = counted & (route <= FULL_TAX)
    return {"due_now": int(tax[at_once].sum()), "secured": int(tax[later].sum())}


def _skus(batch: Batch, counted: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Sums by SKU, the dearest first; lines of refused orders are left out."""
    of_line, texts = batch.skus.number()
    names = ("dutiable_value", "tax", "landed_cost")
    sums = {name: np.zeros(len(texts) + 1, np.int64) for name in ("lines", "units", *names)}
    first = np.zeros((len(texts) + 1, 2), np.int64)  # chunk and place of a line that shows the name
    start = 0
    for number in range(batch.spool.count):
        arrays = batch.spool.arrays(number, "read", "value", "final")
        places = np.flatnonzero(counted[arrays["order"]])
        sku = of_line[start + places]
        start += len(arrays["order"])
        first[sku] = np.stack([np.full(len(places), number), places], axis=1)
        np.add.at(sums["lines"], sku, 1)
        np.add.at(sums["units"], sku, arrays["qty"][places])
        for name in names:
            np.add.at(sums[name], sku, arrays[name][places])
    dearest = np.argsort(-sums["landed_cost"][:-1], kind="stable")
    shown = [i for i in dearest.tolist() if sums["lines"][i]]
    return [
        {
            "sku": texts[i].as_py(),
            "name": batch.cell(int(first[i, 0]), int(first[i, 1]), "name") if rank < _NAMED else "",
            **{name: int(column[i]) for name, column in sums.items()},
        }
        for rank, i in enumerate(shown)
    ]


_NAMED = 1000
"""SKUs that are shown with their name."""


# -- lines ------------------------------------------------------------------------------------------------------


def _lines(batch: Batch, outcome: NDArray[np.int8]) -> Iterator[LineChunk]:
    estimating = sum(1 << bit for bit, check in enumerate(LINE_CHECKS) if check.effect == "estimated")
    for number in range(batch.spool.count):
        arrays = batch.spool.arrays(number, "read", "value", "final")
        order = arrays["order"]
        refused = (outcome[order] == NOT_LAWFUL) | ~arrays["known"]
        route = np.where(outcome[order] == NOT_LAWFUL, REFUSED, batch.orders.facts["route"][order])
        estimated = (arrays["flags"] & estimating) != 0
        cells = batch.spool.cells(number)
        yield LineChunk(
            cells=cells,
            rows=arrays["row"],
            numeric=batch.numeric[number],
            order=order,
            route=route.astype(np.int8),
            outcome=np.where(refused, NOT_LAWFUL, estimated).astype(np.int8),
            amounts={name: arrays[name] for name in AMOUNTS},
            rates={name: arrays[name] for name in RATES},
            known=arrays["known"],
            flags=arrays["flags"],
            qty=arrays["qty"],
            texts=_Texts(batch, number, cells, order),
            reasons_of=lambda i, number=number: line_reasons(batch, number, i),  # type: ignore[misc]
        )


class _Texts(dict[str, list[str]]):
    """Words of the lines by canonical column, taken from the cells only when somebody asks."""

    def __init__(self, batch: Batch, number: int, cells: Any, order: NDArray[Any]) -> None:
        super().__init__()
        self._about = batch, number, cells, order

    def __missing__(self, name: str) -> list[str]:
        batch, number, cells, order = self._about
        source = batch.chunk_source[number]
        if name == "order_no":
            names = texts_of(batch.orders.order_no)
            self[name] = [names[i] for i in order.tolist()]
        elif name in source.fields:
            self[name] = [text.strip() for text in texts_of(cells.column(source.fields[name]).combine_chunks())]
        else:
            self[name] = [""] * len(order)
        return self[name]


def line_reasons(batch: Batch, number: int, i: int) -> list[Reason]:
    """The rules that spoke on line `i` of a chunk, with the line's own facts filled in."""
    chunk = _chunk_facts(batch, number)
    flags, goods = int(chunk["flags"][i]), int(chunk["goods"][i])
    said = []
    for bit, check in enumerate(LINE_CHECKS):
        if flags >> bit & 1:
            reason = batch.said.get((check.code, goods))
            if reason is None:
                reason = speak(check, _line_facts(batch, number, i))
                if placeholders(check) <= batch.goods.known[goods].texts.keys():
                    batch.said[check.code, goods] = reason  # the same for every line of these goods
            said.append(reason)
    return said


def _line_facts(batch: Batch, number: int, i: int) -> Callable[[str], Any]:
    """A line's facts by name: numbers from the columns, words from the goods' assessment and the order."""
    facts = _chunk_facts(batch, number)
    order = int(facts["order"][i])
    words: Mapping[str, str] = batch.goods.known[int(facts["goods"][i])].texts

    def fact(name: str) -> Any:
        if name in words:
            return words[name]
        if name in ("day", "mode_text"):
            return batch.orders.text(name, order)
        if name == "currency_text":
            place = int(facts["currency"][i])
            return "CNY" if place < 0 else batch.categories.texts["currency"][place]
        if name == "missing":
            return ", ".join(column for column, flag in GIVEN.items() if not facts[flag][i])
        value = facts[name] if name in facts else ""  # noqa: SIM401 -- `get` would not look into the sources
        return value[i].item() if isinstance(value, np.ndarray) else value

    return fact


@lru_cache(maxsize=2)
def _chunk_facts(batch: Batch, number: int) -> Any:
    return batch.facts(number, "read", "value", "final")


# -- orders -----------------------------------------------------------------------------------------------------


def _orders(batch: Batch, outcome: NDArray[np.int8]) -> Orders:
    facts = batch.orders.facts
    return Orders(
        order_no=Texts(batch.orders.order_no),
        route=np.where(outcome == NOT_LAWFUL, REFUSED, facts["route"]).astype(np.int8),
        outcome=outcome,
        amounts={"order_value": facts["order_value"], **batch.sums},
        lines=batch.lines,
        first_row=batch.orders.first_row,
        units=facts["articles"],
        reasons_of=_Reasons(batch),
        buyer_of=lambda i: mask_id(batch.orders.buyer_text(i)),
    )


class _Reasons:
    """Why an order is what it is: its own rules, then those of its lines that speak on the outcome."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._spoken = ((batch.order_flags != 0) | (batch.line_flags != 0)).tolist()
        self._flagged: dict[int, list[tuple[int, int]]] | None = None

    def __call__(self, i: int) -> list[Reason]:
        batch = self._batch
        if not self._spoken[i]:
            return []
        flags = int(batch.order_flags[i])
        said = [speak(check, self._fact(i)) for bit, check in enumerate(ORDER_CHECKS) if flags >> bit & 1]
        if batch.line_flags[i]:
            for number, place in self._places().get(i, ()):
                said += [r for r in line_reasons(batch, number, place) if r not in said]
        return said

    def _fact(self, i: int) -> Callable[[str], Any]:
        batch = self._batch

        def fact(name: str) -> Any:
            if name in ("day", "mode_text", "disagreeing"):
                return batch.orders.text(name, i)
            value = batch.orders.facts[name]
            return value[i].item() if isinstance(value, np.ndarray) else value

        return fact

    def _places(self) -> dict[int, list[tuple[int, int]]]:
        """Where the flagged lines of each order stand; made once, when the first order is asked about."""
        if self._flagged is None:
            self._flagged = {}
            for number in range(self._batch.spool.count):
                arrays = self._batch.spool.arrays(number, "value", "final")
                places = np.flatnonzero(arrays["flags"])
                for place, order in zip(places.tolist(), arrays["order"][places].tolist(), strict=True):
                    self._flagged.setdefault(order, []).append((number, place))
        return self._flagged


def _add_findings(batch: Batch, orders: Orders, outcome: NDArray[np.int8]) -> None:
    """Errors of lines and orders as findings with their place; the first few thousand in full, all counted."""
    for number in range(batch.spool.count):
        arrays = batch.spool.arrays(number, "read", "value", "final")
        for i in np.flatnonzero(arrays["flags"] & _ERRORS).tolist():
            source, row = batch.chunk_source[number], int(arrays["row"][i])
            if len(batch.findings.kept) >= _FINDINGS:
                batch.findings.count_only("line", 1)
                continue
            order_no = orders.order_no[int(arrays["order"][i])]
            for bit, check in enumerate(LINE_CHECKS):
                if arrays["flags"][i] >> bit & 1 and check.severity == "error" and check.code != "DAT001":
                    reason = speak(check, _line_facts(batch, number, i))
                    batch.findings.add(_finding(check, reason, source, row, order_no))
    for i in np.flatnonzero(outcome == NOT_LAWFUL).tolist():
        if len(batch.findings.kept) >= _FINDINGS:
            batch.findings.count_only("order", 1)
            continue
        fact = orders.reasons_of._fact(i)  # type: ignore[attr-defined]  # noqa: SLF001 -- the same module
        for bit, check in enumerate(ORDER_CHECKS):
            if batch.order_flags[i] >> bit & 1 and check.severity == "error" and check.code != "DAT007":
                row = int(orders.first_row[i])
                batch.findings.add(_finding(check, speak(check, fact), batch.sources[0], row, orders.order_no[i]))


def _finding(check: Rule, reason: Reason, source: Any, row: int, order_no: str) -> Finding:
    column = next((source.headings[source.fields[name]] for name in check.columns if name in source.fields), "")
    return Finding(
        code=check.code,
        severity=check.severity or "error",
        message=reason.message,
        fix=reason.fix,
        law=reason.law,
        file=source.name,
        sheet=source.sheet,
        row=row,
        column=column,
        order_no=order_no,
        official_code=check.official_code,
    )
