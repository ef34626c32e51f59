"""From a settled batch to the result that reports read: totals, routes, SKUs, cash, reasons, findings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from cbec_cli.engine.mask import mask_id
from cbec_cli.law.calendar import reference_day
from cbec_cli.law.codes import currency
from cbec_cli.rules.routes import FULL_TAX, GENERAL_TRADE, NOT_LAWFUL, REFUSED, ROUTES
from cbec_cli.tables.groups import take
from cbec_cli.work.faults import add_findings
from cbec_cli.work.orders import Texts, texts_of
from cbec_cli.work.plan import AMOUNTS, DATED, LINE_CHECKS, ORDER_CHECKS, RATES, START
from cbec_cli.work.reasons import OrderReasons, line_reasons
from cbec_cli.work.result import LineChunk, Orders, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cbec_cli.work.batch import Batch


def summarise(batch: Batch) -> Result:
    """The result of a settled batch."""
    outcome = batch.outcome()
    counted = outcome != NOT_LAWFUL
    orders = _orders(batch, outcome)
    result = Result(
        source=source_of(batch),
        data=data_of(batch),
        orders=orders,
        totals={**_sums(batch, counted), "lines": int(batch.lines.sum()), "orders": len(outcome)},
        refused_totals=_sums(batch, ~counted),
        by_route=_by_route(batch, outcome),
        skus=_skus(batch, counted) if batch.by_sku else [],
        cash=_cash(batch, counted),
        walk=lambda: _lines(batch, outcome),
        close=batch.spool.close,
    )
    add_findings(batch, orders, outcome)
    result.findings = batch.findings.kept
    result.findings_dropped = batch.findings.dropped
    unreadable = any(finding.severity == "error" for finding in result.findings)
    result.exit_status = int(unreadable or bool((outcome == NOT_LAWFUL).any()))
    return result


def source_of(batch: Batch) -> dict[str, Any]:
    """Where the lines come from: files, sheet, headings, and the rows that were passed over."""
    first = batch.sources[0]
    several = len(batch.sources) > 1
    skipped = [
        {"row": row, "why": f"{source.name}: {why}" if several else why}
        for source in batch.sources
        for row, why in source.skipped
    ]
    return {
        "files": [source.name for source in batch.sources],
        "sheet": first.sheet,
        "heading_row": first.heading_row,
        "lines": int(batch.lines.sum()),
        "skipped": skipped,
        "columns": {name: first.headings[place] for name, place in first.fields.items()},
    }


def data_of(batch: Batch) -> dict[str, Any]:
    """What the answers rest on: tariff, days of the law, settings, assumptions and figures."""
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
    if "order_no" not in fields:
        said.append("no order number given: each row was taken as an order of its own")
    if "currency" not in fields:
        said.append("no currency given: all amounts taken as CNY")
    for name, (repeated, different) in batch.repeats.items():
        if repeated and not different:
            said.append(
                f"every order repeats its {name} on each line, and each line's was added: if it is that of the order "
                f"(运费、保费 of a declaration list), name the column order_{name}"
            )
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
    unsure = (
        batch.order_flags & sum(1 << b for b, check in enumerate(ORDER_CHECKS) if check.effect == "estimated")
    ) != 0
    for number in range(batch.spool.count):
        arrays = batch.spool.arrays(number, "read", "value", "final")
        order = arrays["order"]
        refused = (outcome[order] == NOT_LAWFUL) | ~arrays["known"]
        route = np.where(outcome[order] == NOT_LAWFUL, REFUSED, batch.orders.facts["route"][order])
        estimated = ((arrays["flags"] & estimating) != 0) | unsure[order]
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
            self[name] = list(Texts(take(batch.orders.order_no, order)))
        elif name in source.fields:
            self[name] = [text.strip() for text in texts_of(cells.column(source.fields[name]).combine_chunks())]
        else:
            self[name] = [""] * len(order)
        return self[name]


# -- orders -----------------------------------------------------------------------------------------------------


def _orders(batch: Batch, outcome: NDArray[np.int8]) -> Orders:
    facts = batch.orders.facts
    return Orders(
        order_no=Texts(batch.orders.order_no),
        route=np.where(outcome == NOT_LAWFUL, REFUSED, facts["route"]).astype(np.int8),
        outcome=outcome,
        amounts={"order_value": facts["order_value"], **batch.sums},
        known=batch.refused_lines == 0,
        lines=batch.lines,
        first_row=batch.orders.first_row,
        units=facts["articles"],
        reasons_of=OrderReasons(batch),
        buyer_of=lambda i: mask_id(batch.orders.buyer_text(i)),
    )
