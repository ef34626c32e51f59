"""The Python API: a DataFrame of order lines in, the same with what each line costs landed out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.today import day_of
from cbec_cli.report.fields import LINE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

REQUIRED = ("hs_code", "qty", "unit_price|total_price")


def landed_cost(
    frame: pd.DataFrame,
    *,
    on: date | str | None = None,
    route: str = "auto",
    allocate: str = "value",
    fx: Mapping[str, str] | None = None,
    additional_duty: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    price_includes_tax: bool = False,
) -> pd.DataFrame:
    """Duty, consumption tax, VAT and landed cost of every order line, as `cbec landed-cost` computes them.

    >>> import pandas as pd
    >>> from cbec_cli import landed_cost
    >>> lines = pd.DataFrame({"hs_code": ["3304990029"], "qty": [1], "unit_price": ["720.50"], "qty1": ["0.03"]})
    >>> costed = landed_cost(lines)
    >>> costed[["route", "consumption_tax", "vat", "tax"]].iloc[0].tolist()
    ['cbec', Decimal('89.00'), Decimal('77.14'), Decimal('166.14')]

    Args:
        frame: one row per order line; columns named as in `cbec template orders` (English or Chinese), any order.
            Needed: hs_code, qty, and unit_price or total_price. Give codes and IDs as text, amounts as text, int or
            Decimal; a float counts with its 15 significant digits.
        on: day whose law applies where no `declared_on` is given; default: the order's date, else today.
        route: auto, cbec, general-trade or parcel.
        allocate: how order-level freight, insurance and discount are shared out: value, quantity or weight.
        fx: ISO currency → CNY per unit as text: `{"USD": "7.0855", "JPY": "4.6523/100"}`.
        additional_duty: origin → percent as text, where the law is open: `{"US": "10"}`.
        columns: your heading → canonical column.
        price_includes_tax: prices include the import taxes.

    Returns:
        A new frame of the same index and length: the columns of `frame` untouched, then route, outcome (text),
        amounts in CNY (exact decimals, Arrow decimal128), rates as ratio text ("0.13"), notes (text). Unknown amounts
        are missing. A computed name that `frame` already has gets the prefix `cbec_`.

    Raises:
        CannotRun: a needed column is missing, or an argument is not what it must be.
    """
    import pandas as pd  # noqa: PLC0415 -- only this function needs it
    import pyarrow as pa  # noqa: PLC0415

    from cbec_cli.law.dated import load_law  # noqa: PLC0415
    from cbec_cli.law.tariff import load_tariff  # noqa: PLC0415
    from cbec_cli.report.computed import columns as computed  # noqa: PLC0415
    from cbec_cli.report.csv_report import line_schema  # noqa: PLC0415
    from cbec_cli.tables.frame import frame_source  # noqa: PLC0415
    from cbec_cli.work.batch import Batch  # noqa: PLC0415
    from cbec_cli.work.fx import read_rates  # noqa: PLC0415
    from cbec_cli.work.settings import Settings, check_choices  # noqa: PLC0415
    from cbec_cli.work.summary import summarise  # noqa: PLC0415

    check_choices(route=route, allocate=allocate)
    day = on if on is None or isinstance(on, date) else day_of(str(on))
    settings = Settings(
        on=day,
        route=route,
        allocate=allocate,
        rates=read_rates([f"{iso}={rate}" for iso, rate in (fx or {}).items()]),
        additional_duty={origin: str(points) for origin, points in (additional_duty or {}).items()},
        price_includes_tax=price_includes_tax,
    )
    source = frame_source(frame, columns or {}, REQUIRED)
    batch = Batch(load_law(), load_tariff(), settings)
    batch.read(source)
    fields = list(line_schema(source.headings))[len(source.headings) :]
    parts: list[list[Any]] = [[] for _ in fields]
    if batch.spool.count:
        batch.settle()
        result = summarise(batch)
        for chunk in result.lines():
            for part, column in zip(parts, computed(chunk, LINE_FIELDS), strict=True):
                part.append(column)
        result.close()
    added = {
        field.name: pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array(part, field.type)), index=frame.index)
        for field, part in zip(fields, parts, strict=True)
    }
    return pd.concat([frame, pd.DataFrame(added, index=frame.index)], axis=1)
