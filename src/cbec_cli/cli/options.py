"""Options that several commands share, and how their texts become settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.today import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cbec_cli.work.settings import Settings

On = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help="Day whose law applies where no declaration day is given, e.g. 2026-11-23; default today.",
    ),
]
RouteOption = Annotated[
    str, typer.Option("--route", help="auto | cbec | general-trade | parcel (for comparison only).")
]
Fx = Annotated[
    list[str] | None,
    typer.Option(
        "--fx", metavar="USD=7.0855", help="CNY per unit; JPY=4.65/100 per hundred; 'ecb' for reference rates."
    ),
]
FxFile = Annotated[Path | None, typer.Option("--fx-file", metavar="CSV", help="Exchange rates: currency,rate,per.")]
AdditionalDuty = Annotated[
    list[str] | None,
    typer.Option(
        "--additional-duty", metavar="US=10", help="Additional duty of an origin in percent, where the law is open."
    ),
]
Amendments = Annotated[
    list[Path] | None, typer.Option("--amendments", metavar="CSV", help="Your own dated changes to the tariff.")
]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="TOML", help="Settings; default ./cbec.toml if it is there.")
]
PriceIncludesTax = Annotated[
    bool, typer.Option("--price-includes-tax", help="Prices include the import taxes: work back to the dutiable value.")
]

Outputs = Annotated[
    list[Path] | None, typer.Option("--output", "-o", help="Write a report to a file; may be given several times.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to a file.")]
Select = Annotated[
    list[str] | None, typer.Option("--select", metavar="CODES", help="Only these codes or families: THR,IDN001.")
]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="CODES", help="Leave out these codes or families.")
]
FailOn = Annotated[str, typer.Option("--fail-on", metavar="error|warning|never", help="What makes the exit status 1.")]
KnownFindings = Annotated[
    Path | None, typer.Option("--baseline", metavar="FILE", help="Findings known already do not fail.")
]
WriteBaseline = Annotated[
    Path | None, typer.Option("--write-baseline", metavar="FILE", help="Write down all findings as known.")
]
ShowPersonalData = Annotated[
    bool, typer.Option("--show-personal-data", help="Do not mask IDs, names, telephones and addresses.")
]
Map = Annotated[
    list[str] | None, typer.Option("--map", metavar="'My heading=hs_code'", help="What one of your headings means.")
]


def number(option: str, text: str, *, least: int = 0) -> int:
    """An amount or a quantity of the command line as whole hundred-thousandths.

    Raises:
        CannotRun: not a plain number of at most five decimals, negative, or absurdly large.
    """
    from cbec_cli.engine.money import SCALE, whole

    try:
        value = whole(text.replace(",", ""), 5)
    except ValueError as error:
        raise CannotRun(f"{option} {error}", "write it as 1234.50, with at most five decimals") from None
    if not least <= value <= LARGEST * SCALE:
        raise CannotRun(
            f"{option} {text}: out of range", f"it goes from {'0' if not least else 'above 0'} to {LARGEST:,}"
        )
    return value


LARGEST = 900_000_000
"""Largest amount or quantity that is computed, as in spreadsheets."""


def settings_of(
    *,
    on: str | None,
    route: str,
    fx: Sequence[str] | None,
    fx_file: Path | None,
    additional_duty: Sequence[str] | None,
    amendments: Sequence[Path] | None,
    config: Path | None,
    price_includes_tax: bool,
    allocate: str = "value",
) -> Settings:
    """The options and the configuration file together; options win.

    Raises:
        CannotRun: an option that is not what it needs to be.
    """
    from cbec_cli.work.fx import read_rates
    from cbec_cli.work.settings import Settings, check_choices, read_config

    check_choices(route=route, allocate=allocate)
    day = day_of(on)
    given = read_config(config)
    given["additional_duty"] = {
        **given.get("additional_duty", {}),
        **pairs("--additional-duty", additional_duty or ()),
    }
    given["amendments"] = (*given.get("amendments", ()), *(amendments or ()))
    return Settings(
        on=day,
        route=route,
        allocate=allocate,
        rates=read_rates(fx or (), fx_file, day),
        price_includes_tax=price_includes_tax,
        **given,
    )


def pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE` texts of an option as a mapping.

    Raises:
        CannotRun: a text that is not of that form.
    """
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise CannotRun(f"{option} {text}", f"write {option} NAME=VALUE")
        found[name.strip()] = value.strip()
    return found


def keep_inputs(files: Sequence[str], output: Path | None) -> None:
    """A report must not take the place of what it was made from.

    Raises:
        CannotRun: it would.
    """
    if output is not None and output.resolve() in {Path(file).resolve() for file in files if file != "-"}:
        raise CannotRun(f"--output {output} is the file that is read", "name another file")
