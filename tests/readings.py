"""The same order read four ways: by int, noted, by column, and through the command line.

Orders are plain texts, as a person would write them (see `tests/cases/orders_*.yaml`); what is found is plain text too,
so that the four can be compared with each other and with what is expected.
"""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cbec_cli.__main__ import main
from cbec_cli.engine.money import percent, whole, yuan
from cbec_cli.engine.noted import plain
from cbec_cli.law.dated import load_law
from cbec_cli.law.tariff import load_tariff
from cbec_cli.rules import REGISTER
from cbec_cli.rules.routes import CBEC, OUTCOMES, PARCEL, ROUTES
from cbec_cli.tables.source import Source, open_source
from cbec_cli.work.asked import Line, Order
from cbec_cli.work.assess import Assessor
from cbec_cli.work.batch import Batch
from cbec_cli.work.fx import read_rates
from cbec_cli.work.one_order import Answer, cost_order
from cbec_cli.work.plan import RATES
from cbec_cli.work.result import Result
from cbec_cli.work.settings import Settings, read_config
from cbec_cli.work.summary import summarise

TEXTS = ("hs_code", "origin", "preference", "currency", "unit", "unit1", "unit2", "content")
NUMBERS = ("qty", "unit_price", "total_price", "qty1", "qty2", "net_weight", "freight", "insurance", "discount")
SHARED = ("freight", "insurance", "discount")
AMOUNTS = ("dutiable_value", "duty", "consumption_tax", "vat", "tax", "other_costs", "landed_cost")
ORDER_AMOUNTS = ("order_value", "tax", "landed_cost")

LAW = load_law()


REMARKS = {found.code for found in REGISTER if found.severity == "note" and not found.effect}
"""Rules that only say why an ordinary order takes the route it takes."""


@dataclass
class Found:
    """What a reading found about one order; amounts as text, None where there is no answer."""

    route: str
    outcome: str
    amounts: dict[str, str | None]
    lines: list[dict[str, str | None]]
    reasons: set[str] = field(default_factory=set)
    official: set[str] = field(default_factory=set)


@dataclass
class Asked:
    """Orders as texts and the settings to cost them with.

    Attributes:
        orders: each with `lines` (column → text) and, for the order, day, mode, year_to_date, freight, insurance,
            discount, buyer_id.
        settings: route, allocate, fx, additional_duty, price_includes_tax, config (text of a cbec.toml), amendments.
    """

    orders: Sequence[Mapping[str, Any]]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def read(self, folder: Path) -> Settings:
        """The settings as the program holds them."""
        config = folder / "cbec.toml"
        config.write_text(self.settings.get("config", ""), encoding="utf-8")
        return Settings(
            route=self.settings.get("route", "auto"),
            allocate=self.settings.get("allocate", "value"),
            rates=read_rates(self.settings.get("fx", ())),
            price_includes_tax=self.settings.get("price_includes_tax", False),
            **{**read_config(config), "additional_duty": self.settings.get("additional_duty", {})},
        )

    def write(self, folder: Path, name: str = "orders.csv") -> Path:
        """The orders as a csv file, one row for each line."""
        return write_rows(folder / name, self.rows())

    def rows(self) -> list[dict[str, str]]:
        rows = []
        for number, order in enumerate(self.orders, start=1):
            about = {
                "order_no": f"A{number}",
                "mode": order.get("mode", ""),
                "year_to_date": order.get("year_to_date", ""),
                "buyer_id": order.get("buyer_id", ""),
                "declared_on": str(order.get("day", "")),
                **{f"order_{name}": order.get(name, "") for name in SHARED},
            }
            rows += [{**about, **line} for line in order["lines"]]
        return rows


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Rows as a csv file whose headings are the columns that any row fills."""
    headings = list(dict.fromkeys(name for row in rows for name, cell in row.items() if cell != ""))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


# -- by int and noted ---------------------------------------------------------------------------------------------


def the_order(order: Mapping[str, Any]) -> Order:
    """An order of texts as the program holds it."""
    return Order(
        lines=[the_line(line) for line in order["lines"]],
        day=order["day"] if isinstance(order["day"], date) else date.fromisoformat(order["day"]),
        mode=order.get("mode", ""),
        year_to_date=whole(order.get("year_to_date", "0"), 5),
        **{name: whole(order.get(name, "0"), 5) for name in SHARED},
    )


def the_line(line: Mapping[str, str]) -> Line:
    texts = {name: line[name] for name in TEXTS if name in line}
    return Line(**{"qty": None, **texts, **{name: whole(line[name], 5) for name in NUMBERS if name in line}})


def by_int(asked: Asked, folder: Path, *, noted: bool = False) -> list[Found]:
    """Each order on its own, on Python ints or on noted numbers."""
    return [found(answer) for answer in answers(asked, folder, noted=noted)]


def answers(asked: Asked, folder: Path, *, noted: bool = False) -> list[Answer]:
    settings = asked.read(folder)
    assessor = Assessor(LAW, load_tariff(settings.amendments), settings)
    return [cost_order(the_order(order), assessor, settings, noted=noted) for order in asked.orders]


def found(answer: Answer) -> Found:
    """An answer as text."""
    said = [reason for each in (answer.order_reasons, *answer.reasons) for reason in each]
    known = [not any(reason.effect == "refused" for reason in reasons) for reasons in answer.reasons]
    amounts = {
        name: [int(plain(line[name])) if ok else 0 for line, ok in zip(answer.lines, known, strict=True)]
        for name in AMOUNTS
    }
    dutiable = plain(answer.order["route"]) not in (CBEC, PARCEL)
    refused = answer.outcome == OUTCOMES.index("refused")
    return Found(
        route="refused" if refused else ROUTES[plain(answer.order["route"])],
        outcome=OUTCOMES[answer.outcome],
        amounts={
            "order_value": yuan(plain(answer.order["order_value"])),
            **{name: yuan(sum(amounts[name])) for name in ("tax", "landed_cost")},
        }
        if any(known)
        else dict.fromkeys(ORDER_AMOUNTS),
        lines=[
            {
                **{name: yuan(amounts[name][i]) if ok else None for name in AMOUNTS},
                **{name: rate(plain(line[fact])) if ok else None for name, fact in RATES.items()},
                **({"duty_rate": None} if dutiable and by_unit(line) else {}),
            }
            for i, (line, ok) in enumerate(zip(answer.lines, known, strict=True))
        ],
        reasons={reason.code for reason in said} - REMARKS,
        official={reason.official_code for reason in said} - {""},
    )


def by_unit(line: Any) -> bool:
    """Whether an amount per unit is part of the duty: then no rate says what the duty is."""
    return bool(plain(line["duty_specific"])) and bool(plain(line["tariff_rate"] == line["duty_rate"]))


def rate(basis_points: int) -> str | None:
    """A rate as text; a negative one says that there is no single rate."""
    return f"{percent(basis_points)} %" if basis_points >= 0 else None


# -- by column ----------------------------------------------------------------------------------------------------


@contextmanager
def chunks_of(size: int | None) -> Any:
    """Sources hand out chunks of `size` lines."""
    if size is None:
        yield
        return
    whole_chunks = Source.chunks

    def small(self: Source) -> Iterable[Any]:
        for chunk in whole_chunks(self):
            for start in range(0, len(chunk.rows), size):
                piece = slice(start, start + size)
                torn = {i - start: why for i, why in chunk.torn.items() if start <= i < start + size}
                yield type(chunk)(
                    chunk.cells.slice(start, size).combine_chunks(), chunk.rows[piece], chunk.numeric, torn
                )

    with patch.object(Source, "chunks", small):
        yield


def batch_of(*paths: Path, settings: Settings | None = None, chunk: int | None = None, by_sku: bool = False) -> Batch:
    """Files read and settled."""
    settings = settings or Settings()
    batch = Batch(LAW, load_tariff(settings.amendments), settings, by_sku=by_sku)
    with chunks_of(chunk):
        for path in paths:
            with open_source(path) as source:
                batch.read(source)
    batch.settle()
    return batch


def by_column(asked: Asked, folder: Path, chunk: int | None = None) -> list[Found]:
    """All orders as one file."""
    result = summarise(batch_of(asked.write(folder), settings=asked.read(folder), chunk=chunk))
    try:
        return of_result(result)
    finally:
        result.close()


def of_result(result: Result) -> list[Found]:
    lines: list[list[dict[str, str | None]]] = [[] for _ in range(len(result.orders))]
    for chunk in result.lines():
        for i, order in enumerate(chunk.order.tolist()):
            known = bool(chunk.known[i])
            amounts = {name: yuan(int(chunk.amounts[name][i])) if known else None for name in AMOUNTS}
            rates = {name: rate(int(chunk.rates[name][i])) if known else None for name in RATES}
            lines[order].append(amounts | rates)
    orders = result.orders
    return [
        Found(
            route=ROUTES[orders.route[i]],
            outcome=OUTCOMES[orders.outcome[i]],
            amounts={name: yuan(int(orders.amounts[name][i])) for name in ORDER_AMOUNTS}
            if any(line["tax"] for line in lines[i])
            else dict.fromkeys(ORDER_AMOUNTS),
            lines=lines[i],
            reasons={reason.code for reason in orders.reasons(i)} - REMARKS,
            official={reason.official_code for reason in orders.reasons(i)} - {""},
        )
        for i in range(len(orders))
    ]


# -- through the command line -------------------------------------------------------------------------------------


def command(*words: str) -> int:
    """Run `cbec` in this process; gives its exit status."""
    with patch.object(sys, "argv", ["cbec", *words]):
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
    raise AssertionError("main() always exits")


def by_command(asked: Asked, folder: Path) -> tuple[list[Found], int]:
    """All orders through `cbec landed-cost … --format json`, and the exit status."""
    asked.read(folder)
    options = [
        f"--route={asked.settings.get('route', 'auto')}",
        f"--allocate={asked.settings.get('allocate', 'value')}",
    ]
    options += [f"--fx={rate}" for rate in asked.settings.get("fx", ())]
    options += [f"--additional-duty={name}={text}" for name, text in asked.settings.get("additional_duty", {}).items()]
    options += ["--price-includes-tax"] if asked.settings.get("price_includes_tax") else []
    options += [f"--config={folder / 'cbec.toml'}"]
    report = folder / "report.json"
    status = command("landed-cost", str(asked.write(folder)), *options, "--format=json", f"--output={report}")
    return of_json(json.loads(report.read_text(encoding="utf-8"))), status


def of_json(report: Mapping[str, Any]) -> list[Found]:
    lines: dict[str, list[dict[str, str | None]]] = {order["order_no"]: [] for order in report["orders"]}
    notes: dict[str, set[str]] = {order["order_no"]: set() for order in report["orders"]}
    for line in report["lines"]:
        rates = {name: None if line[name] is None else rate(whole(line[name], 4)) for name in RATES}
        lines[line["order_no"]].append({name: line[name] for name in AMOUNTS} | rates)
        notes[line["order_no"]] |= {note.split()[0] for note in line["notes"]}
    return [
        Found(
            route=order["route"],
            outcome=order["outcome"],
            amounts={name: order[name] for name in ORDER_AMOUNTS},
            lines=lines[order["order_no"]],
            reasons=({reason["code"] for reason in order["reasons"]} | notes[order["order_no"]]) - REMARKS,
            official={reason["official_code"] for reason in order["reasons"]} - {""},
        )
        for order in report["orders"]
    ]


# -- as a DataFrame -----------------------------------------------------------------------------------------------


def by_frame(asked: Asked) -> list[dict[str, str | None]]:
    """Every line through the Python API; the settings without a configuration file."""
    import pandas as pd

    from cbec_cli import landed_cost

    settings = asked.settings
    frame = pd.DataFrame(asked.rows())
    costed = landed_cost(
        frame,
        route=settings.get("route", "auto"),
        allocate=settings.get("allocate", "value"),
        fx=dict(rate.split("=") for rate in settings.get("fx", ())),
        additional_duty=settings.get("additional_duty"),
        price_includes_tax=settings.get("price_includes_tax", False),
    )
    assert costed[list(frame.columns)].equals(frame)
    return [
        {
            **{name: None if pd.isna(line[name]) else str(line[name]) for name in ("route", "outcome", *AMOUNTS)},
            **{name: None if pd.isna(line[name]) else rate(whole(line[name], 4)) for name in RATES},
        }
        for line in costed.to_dict("records")
    ]
