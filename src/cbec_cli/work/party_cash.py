"""What a batch owes, and who has to front it: at import, or against a guarantee until day 31 to 45 after release.

General trade pays before release: import VAT cannot be deferred. CBEC orders are released against a guarantee.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import fen
from cbec_cli.law.calendar import late_fee, payment_deadline, settlement_window
from cbec_cli.law.dated import load_law

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from cbec_cli.law.calendar import Deadline
    from cbec_cli.work.parties import Cast, Casts
    from cbec_cli.work.result import Result
    from cbec_cli.work.settings import Settings

SCHEMA = "cbec/landed-cost/1"
PARTS = ("duty", "consumption_tax", "vat")
AT_IMPORT = ("general-trade",)
AFTER_RELEASE = ("cbec", "cbec-full-tax")
REQUIRED = ("hs_code", "qty", "unit_price|total_price")


@dataclass(frozen=True, slots=True)
class Taxes:
    """Fen; duty, consumption tax and VAT are None where only their sum is known."""

    total: int = 0
    duty: int | None = None
    consumption_tax: int | None = None
    vat: int | None = None


@dataclass(frozen=True, slots=True)
class Cash:
    """What a batch owes.

    Attributes:
        source: what it was taken from. batch: whether that is a batch of orders, not the shipments of the dossier.
        due_now: of general trade, due at import. secured: of CBEC orders, guaranteed and paid after release.
        only_general_trade: of orders refused as CBEC, as general trade; in neither sum.
        due_orders, secured_orders, refused: how many orders.
        unknown: shipments whose tax is not given.
        guarantors: how many firms guarantee.
    """

    source: str
    batch: bool
    due_now: Taxes
    secured: Taxes
    only_general_trade: Taxes = field(default_factory=Taxes)
    due_orders: int = 0
    secured_orders: int = 0
    refused: int = 0
    unknown: tuple[str, ...] = ()
    guarantors: int = 1


@dataclass(frozen=True, slots=True)
class Bill:
    """Tax that is due at import.

    Attributes:
        shipments: whose. taxes: how much. declared_on: day on which the declaration is completed.
        assumed: whether that day is assumed. pay_by: the last day to pay.
        late_days, late_fee: to the day asked for; 0 if it is not late. minimum: what the law says of small fees; "".
    """

    shipments: tuple[str, ...]
    taxes: Taxes
    declared_on: date
    assumed: bool
    pay_by: Deadline
    late_days: int = 0
    late_fee: int = 0
    minimum: str = ""


@dataclass(frozen=True, slots=True)
class Security:
    """Tax that a guarantee covers until it is paid.

    Attributes:
        shipments: whose. taxes: how much. released_on: the day of release; None if unknown.
        window: first and last day to pay; None if the release is unknown.
    """

    shipments: tuple[str, ...]
    taxes: Taxes
    released_on: date | None
    window: tuple[date, date] | None


def bill(
    shipments: Iterable[str], taxes: Taxes, declared_on: date, *, assumed: bool = False, late_to: date | None = None
) -> Bill:
    """What is due at import, by when, and the late fee if it is paid on a later day."""
    pay_by = payment_deadline(declared_on)
    days = max(0, (late_to - pay_by.day).days) if late_to else 0
    fee = late_fee(taxes.total, days, pay_by.day) if days else 0
    return Bill(tuple(shipments), taxes, declared_on, assumed, pay_by, days, fee, _minimum(fee, pay_by.day))


def security(shipments: Iterable[str], taxes: Taxes, released_on: date | None) -> Security:
    """What is guaranteed, and when it is paid."""
    window = settlement_window(released_on) if released_on else None
    return Security(tuple(shipments), taxes, released_on, window)


def _minimum(fee: int, day: date) -> str:
    """What there is to know of a fee below the least one."""
    figure = load_law().figure("late_fee_minimum", day)
    if not fee or fee >= (figure.value if isinstance(figure.value, int) else 0):
        return ""
    return f"below {figure.text} yuan, under which no late fee is levied ({figure.source}; {figure.confidence})"


# -- where it comes from -----------------------------------------------------------------------------------------------


def cash_of_batch(path: Path, settings: Settings, guarantors: int) -> Cash:
    """What a batch owes: from the JSON of `cbec landed-cost`, or computed from its orders.

    Raises:
        CannotRun: not such a JSON, or not a table of orders.
    """
    if path.suffix.casefold() == ".json":
        return _of_json(path, guarantors)
    return _of_orders(path, settings, guarantors)


def cash_of_shipments(casts: Casts, guarantors: int) -> Cash | None:
    """What the shipments of a dossier owe by their column of taxes; None if none says."""
    taxed = [cast for cast in casts.shipments if cast.taxed_later or not cast.cbec]
    known = [cast for cast in taxed if cast.tax is not None]
    if not known:
        return None
    now = _summed(cast for cast in known if not cast.cbec)
    later = _summed(cast for cast in known if cast.cbec)
    unknown = tuple(cast.id for cast in taxed if cast.tax is None)
    return Cash("tax of the shipments", False, now, later, unknown=unknown, guarantors=guarantors)


def _summed(casts: Iterable[Cast]) -> Taxes:
    return Taxes(sum(cast.tax or 0 for cast in casts))


def _of_json(path: Path, guarantors: int) -> Cash:
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotRun(f"{path}: cannot be read ({error.strerror})", "name the JSON of `cbec landed-cost`") from None
    except ValueError:
        raise CannotRun(f"{path}: not JSON", "make it with `cbec landed-cost orders.xlsx --output cost.json`") from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise CannotRun(
            f"{path}: not a {SCHEMA}", "make it with `cbec landed-cost orders.xlsx --output cost.json`"
        )  # fmt: skip
    try:
        return _counted(path.name, found["lines"], found["orders"], guarantors)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise CannotRun(f"{path}: its lines or orders are damaged", "make it again with `cbec landed-cost`") from None


def _counted(
    name: str, lines: Sequence[Mapping[str, Any]], orders: Sequence[Mapping[str, Any]], guarantors: int
) -> Cash:
    """Sums over the lines that are not refused, by when they are paid."""
    settled = [line for line in lines if line["outcome"] != "refused"]
    return Cash(
        name,
        True,
        _of_lines(line for line in settled if line["route"] in AT_IMPORT),
        _of_lines(line for line in settled if line["route"] in AFTER_RELEASE),
        _of_lines(line for line in lines if line["outcome"] == "refused" and line["tax"] is not None),
        sum(order["route"] in AT_IMPORT for order in orders),
        sum(order["route"] in AFTER_RELEASE for order in orders),
        sum(order["outcome"] == "refused" for order in orders),
        guarantors=guarantors,
    )


def _of_lines(lines: Iterable[Mapping[str, Any]]) -> Taxes:
    sums = dict.fromkeys(("tax", *PARTS), 0)
    for line in lines:
        for name in sums:
            sums[name] += fen(line[name])
    return Taxes(sums["tax"], *(sums[name] for name in PARTS))


def _of_orders(path: Path, settings: Settings, guarantors: int) -> Cash:
    """Cost the orders."""
    from cbec_cli.law.tariff import load_tariff  # noqa: PLC0415 -- only a batch of orders needs it
    from cbec_cli.tables.source import open_source  # noqa: PLC0415 -- the same
    from cbec_cli.work.batch import Batch  # noqa: PLC0415 -- the same
    from cbec_cli.work.summary import summarise  # noqa: PLC0415 -- the same

    batch = Batch(load_law(), load_tariff(settings.amendments), settings)
    with open_source(str(path), mapping=settings.columns, required=REQUIRED) as source:
        batch.read(source)
    if not batch.spool.count:
        raise CannotRun(f"{path}: no order lines below the headings", "fill in at least one line")
    batch.settle()
    result = summarise(batch)
    try:
        return _of_result(path.name, result, guarantors)
    finally:
        result.close()


def _of_result(name: str, result: Result, guarantors: int) -> Cash:
    def summed(routes: Sequence[str]) -> Taxes:
        sums = [result.by_route[route] for route in routes if route in result.by_route]
        return Taxes(sum(each["tax"] for each in sums), *(sum(each[part] for each in sums) for part in PARTS))

    def counted(*routes: str) -> int:
        return sum(result.by_route[route]["orders"] for route in routes if route in result.by_route)

    return Cash(
        name,
        True,
        summed(AT_IMPORT),
        summed(AFTER_RELEASE),
        summed(("refused",)),
        counted(*AT_IMPORT),
        counted(*AFTER_RELEASE),
        counted("refused"),
        guarantors=guarantors,
    )
