"""The job as a careful analyst writes it in pandas: whole columns, no loops.

`python pandas_columns.py FILE OUTPUT`. Amounts are floats; the rounding adds a millionth of a fen, so that 1.365 (which
a float holds as 1.36499…) becomes 1.37.
"""

import sys

import figures
import numpy as np
import pandas as pd


def read(source: str) -> pd.DataFrame:
    """All cells as text: codes and identity numbers must stay what they are."""
    if source.endswith(".xlsx"):
        return pd.read_excel(source, dtype=str, engine="calamine")
    return pd.read_csv(source, dtype=str)


def write(lines: pd.DataFrame, target: str) -> None:
    """The format follows the name."""
    if target.endswith(".xlsx"):
        lines.to_excel(target, index=False, engine="xlsxwriter")
    else:
        lines.to_csv(target, index=False)


def rates(table: dict[str, str]) -> dict[str, float]:
    """Rates as floats."""
    return {name: float(rate) for name, rate in table.items()}


def cents(amount: pd.Series) -> pd.Series:
    """Half up to the fen."""
    return np.floor(amount * 100 + 0.5 + 1e-6) / 100


def routes(lines: pd.DataFrame) -> pd.DataFrame:
    """Value and route of each order."""
    orders = lines.groupby("order_no", sort=False).agg(
        buyer_id=("buyer_id", "first"), order_value=("dutiable_value", "sum"), articles=("pieces", "sum")
    )
    orders["order_value"] = orders["order_value"].round(2)
    so_far = orders.groupby("buyer_id", sort=False)["order_value"].cumsum().round(2)
    single, year = float(figures.SINGLE_LIMIT), float(figures.YEAR_LIMIT)
    one_article = (orders["articles"] == 1) & (orders["order_value"] < year)
    orders["route"] = np.select(
        [so_far > year, orders["order_value"] <= single, one_article], ["refused", "cbec", "cbec-full-tax"], "refused"
    )
    return orders[["order_value", "route"]]


def taxes(lines: pd.DataFrame, tariff: pd.DataFrame) -> pd.DataFrame:
    """The user's columns and the computed ones."""
    classes = lines[["hs_code"]].merge(tariff, how="left", left_on="hs_code", right_on="code")
    pieces, legal = pd.to_numeric(lines["qty"]), pd.to_numeric(lines["qty1"])
    value = (pd.to_numeric(lines["unit_price"]) * pieces + pd.to_numeric(lines["freight"]).fillna(0)).round(2)
    kind = classes["ct_class"]
    ad_valorem = kind.map(rates(figures.CONSUMPTION_TAX)).fillna(0)
    cheap = kind.isin(["cosmetics", "skin_care"]) & (value < legal * float(figures.DEAR))
    ad_valorem = ad_valorem.mask(cheap, 0)
    specific = kind.map(rates(figures.PER_LITRE)).fillna(0) * legal
    consumption_tax = (value + specific) / (1 - ad_valorem) * ad_valorem + specific
    vat = (value + consumption_tax) * classes["vat_class"].map(rates(figures.VAT)).fillna(0.13)

    orders = routes(lines.assign(dutiable_value=value, pieces=pieces))
    result = lines.assign(dutiable_value=value)
    order = lines[["order_no"]].merge(orders, how="left", left_on="order_no", right_index=True)
    relief = np.where(order["route"] == "cbec", float(figures.RELIEF), 1.0)
    result["consumption_tax"] = cents(consumption_tax * relief)
    result["vat"] = cents(vat * relief)
    result["tax"] = (result["consumption_tax"] + result["vat"]).round(2)
    return result.assign(order_value=order["order_value"], route=order["route"])


def main(source: str, target: str) -> None:
    """Read, compute, write."""
    tariff = pd.read_csv(figures.TARIFF, dtype=str, usecols=["code", "vat_class", "ct_class"])
    write(taxes(read(source), tariff), target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
