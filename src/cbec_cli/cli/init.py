"""`cbec init`: a configuration to edit, with every key, its default and what it does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cbec_cli.engine.errors import CannotRun

NAME = "cbec.toml"

CONTENT = """\
# cbec.toml: what cbec does in this folder, for every command. What the command line says goes before it.
# A line that begins with # and a blank explains; one that begins with # alone is an example, or a key without a
# default: take the # away to use it. Percentages and amounts are text in quotes, so that they stay exact.
# The same keys may stand in pyproject.toml under [tool.cbec]; where there is a cbec.toml, that part is not read.

# Your own dated changes to the tariff (csv as in data/amendments.csv), relative to this file. Default: none.
#amendments = ["my_changes.csv"]

# -- Checking ----------------------------------------------------------------------------------------------------------

[check]
# Codes, families ("THR") or other beginnings of codes that are looked for; [] means all. `cbec rules` lists them.
select = []
# ... and those that are not. Where both lists name a code, the longer word wins, at equal length `ignore` does.
ignore = []
# What makes the command fail (exit status 1): "error", "warning" (and errors), or "never".
fail_on = "error"
# One address or telephone used for more identity numbers than this looks like false trade (IDN006).
most_ids = 10
# Percent of the annual limit above which a buyer's year is told (THR005).
near_limit = "90"
# Percent: a price this close to the price test of cosmetics is told (TAX104).
near_price = "5"
# Percent by which prices of one sku may differ (DEC013).
price_spread = "30"
# Findings of one code that are listed; all are counted.
max_findings = 1000
# Findings that were there before and do not fail: written with --write-baseline, relative to this file. Default: none.
#baseline = "cbec-baseline.json"

# Another severity for a code or a family: "error", "warning" or "note".
[check.severities]
#LBL003 = "note"

# Codes that are not told for some files. Names, or patterns with * ? [...]; * also reaches into folders.
[check.per_file_ignores]
#"archive/*.csv" = ["LBL", "DEC013"]

# Codes that are not told for some goods: the seller's own numbers (sku), or patterns of them.
[check.per_sku_ignores]
#"GIFT-*" = ["DEC013"]

# A waiver covers findings of one code for a sku, an order or a file (at least one of the three; all that are given must
# fit), up to and including its last day. From the next day on the findings are told again, and the waiver itself too.
#[[waivers]]
#code = "HSC004"
#sku = "A-17"
#order = "D2026*"
#file = "march.xlsx"
#reason = "classification ruling asked on 2026-10-12"
#until = 2027-03-31

# -- Reading -----------------------------------------------------------------------------------------------------------

# Your heading = our column; `cbec template orders` shows the columns. Headings that are understood need no line here.
[columns]
#"Zolltarifnummer" = "hs_code"

# -- Costs -------------------------------------------------------------------------------------------------------------

# Costs beyond tax in CNY: a name of your own, what it is counted by, and the amount as text.
# per is "order", "line", "unit" (piece sold), "kg" (gross weight, else net) or "percent" (of the dutiable value).
[costs]
#broker = {per = "order", amount = "3.50"}
#platform = {per = "percent", amount = "5"}

# -- Returns (`cbec returns`) ------------------------------------------------------------------------------------------

# What returned goods cost and fetch. Cells of the table of returns go before it; what neither says is unknown, and an
# option whose cost is unknown is not compared. Percent of the price paid that goods sold again as new fetch:
[returns]
#resale = "60"

# Your grades of what came back: percent of the value as new.
[returns.grades]
#A = "100"
#B = "70"

# Costs in CNY by what they are counted: "line" (of a return), "unit" or "kg" (net). Their names are columns too.
[returns.costs]
#freight_local = {per = "line", amount = "12.00"}
#freight_hong_kong = {per = "kg", amount = "18.00"}
#freight_overseas = {per = "kg", amount = "55.00"}
#freight_to_buyer = {per = "line", amount = "12.00"}
#handling_fee = {per = "unit", amount = "3.50"}
#destruction_fee = {per = "kg", amount = "6.00"}

# -- Law ---------------------------------------------------------------------------------------------------------------

# Questions the published texts leave open; every report states what was chosen.
[law]
# Freight counts in the price test of cosmetics and watches.
freight_in_price_test = true
# One article above the single limit (cbec-full-tax) takes the waiver of small taxes (50 CNY).
full_tax_waiver = false
# One article above the single limit may claim the rate of a trade agreement.
full_tax_agreement = false

# Additional duty of an origin in percent, needed where a day has no published rate.
[law.additional_duty]
#US = "10"
"""


def init(
    force: Annotated[bool, typer.Option("--force", help="Replace an existing cbec.toml.")] = False,
) -> None:
    """Write a commented cbec.toml here: every key with its default and what it does. An existing one is kept."""
    target = Path(NAME)
    if target.is_dir():
        raise CannotRun(f"{NAME}: this is a folder", "remove it, or run this in another folder")
    if target.exists() and not force:
        raise CannotRun(f"{NAME}: this file is already there", "edit it, or replace it with --force")
    _write(target)
    typer.echo(f"{NAME}: every key with its default; edit it, then run: cbec check FILE")
    _warn_of_another()


def _write(target: Path) -> None:
    """The whole file or none."""
    from cbec_cli.engine.atomic import atomic

    try:
        with atomic(target) as temporary:
            temporary.write_text(CONTENT, encoding="utf-8", newline="\n")
    except CannotRun as stop:
        raise CannotRun(stop.what, "run this in a folder you may write to") from None


def _warn_of_another() -> None:
    """Say that a configuration in pyproject.toml is not read any more."""
    project = Path("pyproject.toml")
    if project.is_file() and b"[tool.cbec" in project.read_bytes():
        typer.echo(f"[tool.cbec] of {project} is not read as long as there is a {NAME}", err=True)
