"""The job for one line in exact decimals, as the two row-by-row baselines share it."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

import figures

FEN = Decimal("0.01")
VAT = {name: Decimal(rate) for name, rate in figures.VAT.items()}
CONSUMPTION_TAX = {name: Decimal(rate) for name, rate in figures.CONSUMPTION_TAX.items()}
PER_LITRE = {name: Decimal(rate) for name, rate in figures.PER_LITRE.items()}
DEAR, RELIEF = Decimal(figures.DEAR), Decimal(figures.RELIEF)
SINGLE_LIMIT, YEAR_LIMIT = Decimal(figures.SINGLE_LIMIT), Decimal(figures.YEAR_LIMIT)

Tariff = dict[str, tuple[str, str]]


def read_tariff() -> Tariff:
    """VAT class and consumption-tax class by code."""
    with figures.TARIFF.open(encoding="utf-8-sig", newline="") as stream:
        return {row["code"]: (row["vat_class"], row["ct_class"]) for row in csv.DictReader(stream)}


def value(line: Mapping[str, str]) -> Decimal:
    """Value of a line."""
    return Decimal(line["unit_price"]) * Decimal(line["qty"]) + Decimal(line["freight"] or "0")


def order_routes(lines: Iterable[tuple[Mapping[str, str], Decimal]]) -> dict[str, tuple[Decimal, str]]:
    """Value and route by order number, from lines with their values."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    pieces: dict[str, Decimal] = defaultdict(Decimal)
    buyers: dict[str, str] = {}
    for line, amount in lines:
        totals[line["order_no"]] += amount
        pieces[line["order_no"]] += Decimal(line["qty"])
        buyers.setdefault(line["order_no"], line["buyer_id"])
    so_far: dict[str, Decimal] = defaultdict(Decimal)
    routes = {}
    for order, total in totals.items():
        so_far[buyers[order]] += total
        routes[order] = (total, route(total, so_far[buyers[order]], pieces[order]))
    return routes


def route(total: Decimal, so_far: Decimal, pieces: Decimal) -> str:
    """Route of one order."""
    if so_far > YEAR_LIMIT:
        return "refused"
    if total <= SINGLE_LIMIT:
        return "cbec"
    return "cbec-full-tax" if pieces == 1 and total < YEAR_LIMIT else "refused"


def taxes(line: Mapping[str, str], amount: Decimal, order: tuple[Decimal, str], tariff: Tariff) -> tuple[object, ...]:
    """The computed cells of one line, in the order of `figures.COLUMNS`."""
    vat_class, ct_class = tariff.get(line["hs_code"], ("standard", "none"))
    legal = Decimal(line["qty1"])
    rate = CONSUMPTION_TAX.get(ct_class, Decimal(0))
    if ct_class in ("cosmetics", "skin_care") and amount < legal * DEAR:
        rate = Decimal(0)
    specific = PER_LITRE.get(ct_class, Decimal(0)) * legal
    statutory = (amount + specific) / (1 - rate) * rate + specific
    relief = RELIEF if order[1] == "cbec" else Decimal(1)
    consumption_tax = (statutory * relief).quantize(FEN, ROUND_HALF_UP)
    vat = ((amount + statutory) * VAT.get(vat_class, VAT["standard"]) * relief).quantize(FEN, ROUND_HALF_UP)
    return amount, consumption_tax, vat, consumption_tax + vat, *order
