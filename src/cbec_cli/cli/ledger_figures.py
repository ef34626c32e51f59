"""How `cbec ledger` shows what buyers have used: tables for people, JSON and csv for programs.

Buyers are shown masked or as their HMAC, never by their ID.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

from cbec_cli.cli.ledger_view import SHOWN, money, print_json, say, screen
from cbec_cli.engine.mask import mask_id
from cbec_cli.engine.money import yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from rich.console import Console

    from cbec_cli.ledger import Ledger, Order
    from cbec_cli.ledger.remaining import Remaining
    from cbec_cli.ledger.years import YearFigures
    from cbec_cli.work.batch import Batch

# -- status -----------------------------------------------------------------------------------------------------------


def print_status(book: Ledger, identities: Sequence[str], year: int, output: Path | None, chosen: str) -> None:
    """What buyers have used of a year; of a single one also the other years and the orders."""
    from cbec_cli.ledger.years import limit_of

    limit, used = limit_of(year), book.used(identities, year)
    rows = [(identity, used[identity], max(limit - used[identity], 0)) for identity in dict.fromkeys(identities)]
    if chosen == "csv":
        lines = [(book.ring.hash_of(i).hex(), mask_id(i), year, yuan(u), yuan(left)) for i, u, left in rows]
        _csv(("buyer_hmac", "buyer", "year", "used", "remaining"), lines, output)
        return
    alone = len(rows) == 1
    years = book.years(rows[0][0]) if alone else {}
    orders = book.orders_of(rows[0][0]) if alone else []
    if chosen == "json":
        buyers: list[dict[str, Any]] = [
            {"hmac": book.ring.hash_of(i).hex(), "buyer": mask_id(i), "used": yuan(u), "remaining": yuan(left)}
            for i, u, left in rows
        ]
        if alone:
            buyers[0] |= {
                "years": {str(each): yuan(fen) for each, fen in years.items()},
                "orders": [_order(order) for order in orders],
            }
        print_json({"schema": "cbec/ledger-status/1", "year": year, "limit": yuan(limit), "buyers": buyers}, output)
        return
    from cbec_cli.report.choose import print_to

    print_to(output, lambda console: _show_status(console, rows, orders, year, limit))


def _order(order: Order) -> dict[str, Any]:
    return {
        "platform": order.platform,
        "order_no": order.order_no,
        "kind": order.kind,
        "day": order.day,
        "year": order.year,
        "amount": yuan(order.fen),
        "counts": yuan(order.left),
    }


def _show_status(
    console: Console, rows: Sequence[tuple[str, int, int]], orders: Sequence[Order], year: int, limit: int
) -> None:
    from cbec_cli.report.screen import table

    say(console, f"{year}: annual limit CNY {money(limit)} (财关税〔2018〕49号 第一条); as far as this ledger knows")
    shown = [[mask_id(identity), money(used), money(left)] for identity, used, left in rows]
    console.print(table(console, ("Buyer", "Used", "Remaining"), shown, (1, 2)))
    if orders:
        cells = [[each.order_no, each.platform, each.day, money(each.fen), money(each.left)] for each in orders]
        headings = ("Order", "Platform", "Day", "Value", "Counts")
        console.print(table(console, headings, cells, (3, 4), optional=(1,)))


# -- remaining --------------------------------------------------------------------------------------------------------


def print_remaining(found: Remaining, batch: Batch, output: Path | None, chosen: str, *, show_all: bool) -> None:
    """What is left of the buyers' years, order by order, or as the user's own lines with columns added."""
    from cbec_cli.report.choose import print_to, stream_to

    if chosen == "csv":
        stream_to(output, lambda sink: _write_lines(found, batch, sink))
    elif chosen == "json":
        print_json({"schema": "cbec/ledger-remaining/1", "orders": list(_orders(found))}, output)
    else:
        print_to(output, lambda console: _show_remaining(console, found, show_all=show_all))


def _orders(found: Remaining) -> Iterator[dict[str, Any]]:
    from cbec_cli.ledger.offered import split
    from cbec_cli.ledger.remaining import VERDICTS
    from cbec_cli.tables.groups import shown_name

    orders = found.orders
    buyers = [mask_id(text) for text in orders.buyers.to_pylist()] + [""]
    columns = zip(
        orders.keys.to_pylist(), orders.buyer.tolist(), orders.day.tolist(), found.year.tolist(), orders.fen.tolist(),
        found.used.tolist(), found.left.tolist(), found.verdict.tolist(), strict=True,
    )  # fmt: skip
    for i, (key, buyer, day, year, fen, used, left, verdict) in enumerate(columns):
        platform, number = split(key)
        yield {
            "platform": platform,
            "order_no": shown_name(number),
            "buyer": buyers[buyer],
            "day": date.fromordinal(day).isoformat() if day else "",
            "year": year,
            "order_value": yuan(fen),
            "used": yuan(used),
            "remaining": yuan(left),
            "verdict": VERDICTS[verdict],
            "why": orders.why(i) if VERDICTS[verdict] in ("does not count", "refused") else "",
        }


def _write_lines(found: Remaining, batch: Batch, sink: BinaryIO) -> None:
    """The user's lines as csv, personal cells masked, with what the ledger says of their orders."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pv

    from cbec_cli.ledger.remaining import VERDICTS
    from cbec_cli.report.computed import choices
    from cbec_cli.report.computed import money as amounts
    from cbec_cli.tables.arrow import strings

    known = np.ones(len(found.orders), np.bool_)
    years = strings([str(year) for year in range(10_000)])
    for number in range(batch.spool.count):
        cells, order = batch.spool.cells(number), batch.spool.arrays(number, "value")["order"]
        added = {
            "ledger_year": years.take(
                pa.Array.from_buffers(pa.int64(), len(order), [None, pa.py_buffer(found.year[order])])
            ),
            "ledger_used": amounts(found.used[order], known[order]),
            "ledger_remaining": amounts(found.left[order], known[order]),
            "ledger_verdict": choices(found.verdict[order], VERDICTS),
        }
        lines = pa.Table.from_arrays([*cells.columns, *added.values()], names=[*cells.column_names, *added])
        pv.write_csv(lines, sink, pv.WriteOptions(include_header=number == 0))


def _show_remaining(console: Console, found: Remaining, *, show_all: bool) -> None:
    import numpy as np

    from cbec_cli.ledger.remaining import VERDICTS
    from cbec_cli.report.screen import table

    counts = np.bincount(found.verdict, minlength=len(VERDICTS)).tolist()
    said = [f"{count:,} {verdict}" for verdict, count in zip(VERDICTS, counts, strict=True) if count]
    say(console, f"{len(found.orders):,} orders: {'; '.join(said)}.")
    every = list(_orders(found)) if show_all or len(found.orders) <= SHOWN else _least(found)
    cells = [
        [
            each["order_no"],
            each["buyer"],
            each["day"],
            each["order_value"],
            each["used"],
            each["remaining"],
            each["verdict"],
        ]
        for each in every
    ]
    headings = ("Order", "Buyer", "Day", "Value", "Used", "Remaining", "Verdict")
    console.print(table(console, headings, cells, (3, 4, 5), optional=(2, 1)))
    if len(every) < len(found.orders):
        say(
            console,
            f"First those that do not fit, then those with least left; {len(found.orders) - len(every):,} more: --all.",
        )


def _least(found: Remaining) -> list[dict[str, Any]]:
    """The orders people ask about first."""
    import numpy as np

    from cbec_cli.ledger.remaining import ABOVE, DIFFERS, NO_ROUTE

    fault = np.isin(found.verdict, (ABOVE, DIFFERS, NO_ROUTE))
    first = set(np.lexsort((found.left, ~fault))[:SHOWN].tolist())
    return [each for i, each in enumerate(_orders(found)) if i in first]


# -- year -------------------------------------------------------------------------------------------------------------


def print_year(found: YearFigures, *, as_json: bool) -> None:
    """A calendar year of the whole ledger."""
    if as_json:
        print_json(
            {
                "schema": "cbec/ledger-year/1",
                "year": found.year,
                "limit": yuan(found.limit),
                "buyers": found.buyers,
                "orders": found.orders,
                "amount": yuan(found.fen),
                "kinds": {kind: {"entries": count, "amount": yuan(fen)} for kind, (count, fen) in found.kinds.items()},
                "months": {month: yuan(fen) for month, fen in found.months.items()},
                "shares": found.shares,
                "top": [{"hmac": each.hmac, "used": yuan(each.fen)} for each in found.top],
            }
        )
        return
    from cbec_cli.report.screen import table

    console = screen()
    say(console, f"{found.year}: {found.orders:,} orders of {found.buyers:,} buyers, CNY {money(found.fen)}", "bold")
    kinds = [[kind, f"{count:,}", money(fen)] for kind, (count, fen) in found.kinds.items()]
    console.print(table(console, ("Entries", "How many", "CNY"), kinds, (1, 2)))
    _bars(console, "By month (CNY)", {month: (fen, money(fen)) for month, fen in found.months.items()})
    shares = {share: (buyers, f"{buyers:,}") for share, buyers in found.shares.items()}
    _bars(console, f"Buyers by share of the annual limit, CNY {money(found.limit)}", shares)
    if found.top:
        top = [
            [each.hmac[:16] or "(forgotten)", money(each.fen), money(max(found.limit - each.fen, 0))]
            for each in found.top
        ]
        console.print(table(console, ("Buyer (HMAC)", "Used", "Remaining"), top, (1, 2)))


def _bars(console: Console, title: str, values: dict[str, tuple[int, str]]) -> None:
    from cbec_cli.report.bars import bar
    from cbec_cli.report.screen import plain_only

    if not values:
        return
    say(console, title, "bold")
    most = max(value for value, _ in values.values())
    names, figures = max(map(len, values)), max(len(text) for _, text in values.values())
    room = max(console.width - names - figures - 6, 5)
    for name, (value, text) in values.items():
        drawn = bar(value, most, min(room, 40), ascii_only=plain_only(console))
        say(console, f"  {name.ljust(names)}  {text.rjust(figures)}  {drawn}".rstrip())
    console.print()


def _csv(headings: Sequence[str], rows: Sequence[Sequence[Any]], output: Path | None) -> None:
    from cbec_cli.report.choose import stream_to

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([headings, *rows])
    stream_to(output, lambda sink: sink.writelines([text.getvalue().encode()]))
