"""What a costing found, in the shape reports read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cbec_cli.rules.routes import OUTCOMES, ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from cbec_cli.engine.findings import Finding
    from cbec_cli.work.messages import Reason

__all__ = ["OUTCOMES", "ROUTES", "LineChunk", "Orders", "Result"]


@dataclass(slots=True)
class LineChunk:
    """Some consecutive lines with what was computed for them.

    Attributes:
        cells: the user's own columns, type string.
        rows: row of each line as the spreadsheet shows it, int64.
        numeric: indexes of columns that held numbers in the workbook.
        order: index into `Orders`.
        route, outcome: indexes into ROUTES and OUTCOMES, int8.
        amounts: fen, int64: dutiable_value duty consumption_tax vat tax other_costs landed_cost.
        rates: basis points, int64: duty_rate consumption_tax_rate vat_rate.
        known: False where nothing could be computed.
        texts: order_no line_no sku hs_code name.
        qty: number of articles, hundred-thousandths.
        reasons_of: the rules that spoke on a line, by its index in the chunk.
    """

    cells: pa.Table
    rows: NDArray[Any]
    numeric: frozenset[int]
    order: NDArray[Any]
    route: NDArray[Any]
    outcome: NDArray[Any]
    amounts: dict[str, NDArray[Any]]
    rates: dict[str, NDArray[Any]]
    known: NDArray[Any]
    flags: NDArray[Any]
    qty: NDArray[Any]
    texts: dict[str, list[str]]
    reasons_of: Callable[[int], list[Reason]]

    def reasons(self, i: int) -> list[Reason]:
        """The rules that spoke on line `i`."""
        return self.reasons_of(i) if self.flags[i] else []

    def notes(self, i: int) -> list[str]:
        """Assumptions and warnings of line `i`, each with its code."""
        return [str(reason) for reason in self.reasons(i)]


@dataclass(slots=True)
class Orders:
    """All orders, in order of first appearance; columns of equal length.

    Attributes:
        route, outcome: indexes into ROUTES and OUTCOMES.
        amounts: fen, int64: order_value duty consumption_tax vat tax other_costs landed_cost.
        known: False where a line could not be computed: the order's amounts would not be those of the order.
        lines: number of lines; first_row: row of the first; units: number of articles (hundred-thousandths).
    """

    order_no: Sequence[str]
    route: NDArray[Any]
    outcome: NDArray[Any]
    amounts: dict[str, NDArray[Any]]
    known: NDArray[Any]
    lines: NDArray[Any]
    first_row: NDArray[Any]
    units: NDArray[Any]
    reasons_of: Callable[[int], list[Reason]]
    buyer_of: Callable[[int], str]

    def __len__(self) -> int:
        """How many orders."""
        return len(self.order_no)

    def __getattr__(self, name: str) -> Any:
        """Amounts by name: `orders.tax`."""
        try:
            return object.__getattribute__(self, "amounts")[name]
        except KeyError:
            raise AttributeError(name) from None

    def reasons(self, i: int) -> list[Reason]:
        """The rules that spoke on order `i`."""
        return self.reasons_of(i)

    def buyer(self, i: int) -> str:
        """The buyer of order `i`, masked."""
        return self.buyer_of(i)


@dataclass(slots=True)
class Result:
    """Everything a report needs; see the attributes.

    Attributes:
        source: files, sheet, heading_row, lines, skipped ({row, why}), columns (canonical name → heading).
        data: tariff_vintage, tariff_notice, law_days, positive_list, amendments, settings, assumptions.
        totals: lines, orders (of the whole file), fen sums of the orders that are not refused.
        refused_totals: the same of the refused orders: what general trade would cost.
        by_route: route → lines, orders and fen sums; refused orders stand under `refused`.
        skus: lines, units, fen sums per sku, the dearest first.
        cash: fen: `due_now` (general trade, at import) and `secured` (CBEC, guaranteed, paid day 31–45 after release).
        exit_status: 0 all complete or estimated, 1 something refused or unreadable.
    """

    source: dict[str, Any]
    data: dict[str, Any]
    orders: Orders
    totals: dict[str, int]
    refused_totals: dict[str, int]
    by_route: dict[str, dict[str, int]]
    skus: list[dict[str, Any]]
    cash: dict[str, Any]
    walk: Callable[[], Iterator[LineChunk]]
    close: Callable[[], None]
    findings: list[Finding] = field(default_factory=list)
    findings_dropped: int = 0
    exit_status: int = 0

    def lines(self) -> Iterator[LineChunk]:
        """All lines in file order, chunk by chunk; may be walked more than once."""
        return self.walk()
