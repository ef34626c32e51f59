"""What the user decided: options of the command line and `cbec.toml`, in one place."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.money import SCALE, ratio_text, whole
from cbec_cli.rules.routes import CBEC, GENERAL_TRADE, PARCEL
from cbec_cli.work.fx import Rates

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

FORCED_ROUTES = {"auto": 0, "cbec": CBEC, "general-trade": GENERAL_TRADE, "parcel": PARCEL}
ALLOCATIONS = ("value", "quantity", "weight")
COST_BASES = ("order", "line", "unit", "kg", "percent")
CONFIG_NAME = "cbec.toml"


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost beyond tax.

    Attributes:
        per: order (shared out over the lines), line, unit (article), kg (gross weight, else net weight) or
            percent (of the dutiable value).
        amount: whole hundred-thousandths of a yuan, or of a percent point.
    """

    name: str
    per: str
    amount: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a computation depends on besides the data and the file.

    The last three answer open questions of the law; their defaults are stated in every report.
    """

    on: date | None = None
    route: str = "auto"
    allocate: str = "value"
    rates: Rates = field(default_factory=Rates)
    costs: tuple[Cost, ...] = ()
    price_includes_tax: bool = False
    additional_duty: Mapping[str, str] = field(default_factory=dict)
    amendments: tuple[Path, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    full_tax_waiver: bool = False
    full_tax_agreement: bool = False
    freight_in_price_test: bool = True

    def stated(self, currencies: Collection[str]) -> dict[str, Any]:
        """The settings as a report states them, with the rates of the currencies that were used."""
        return {
            "on": self.on.isoformat() if self.on else None,
            "route": self.route,
            "allocate": self.allocate,
            "fx": {
                iso: {"rate": ratio_text(*rate), "source": self.rates.sources.get(iso, "")}
                for iso, rate in sorted(self.rates.known.items())
                if iso != "CNY" and iso in currencies
            },
            "costs": [f"{cost.name} per {cost.per}" for cost in self.costs],
            "price_includes_tax": self.price_includes_tax,
            "additional_duty": dict(self.additional_duty),
            "amendments": [str(path) for path in self.amendments],
            "full_tax_waiver": self.full_tax_waiver,
            "full_tax_agreement": self.full_tax_agreement,
            "freight_in_price_test": self.freight_in_price_test,
        }


def check_choices(*, route: str, allocate: str) -> None:
    """See that both are words this tool knows.

    Raises:
        CannotRun: naming the words there are.
    """
    for option, text, choices in (("route", route, tuple(FORCED_ROUTES)), ("allocate", allocate, ALLOCATIONS)):
        if text not in choices:
            raise CannotRun(f"--{option} {text}: unknown", f"use one of {', '.join(choices)}")


def read_config(path: Path | None) -> dict[str, Any]:
    """The part of `cbec.toml` that a costing needs, as arguments of `Settings`.

    Without a path, `cbec.toml` in the working folder is used if it is there.

    Raises:
        CannotRun: the file is not there, is not TOML, or holds a key nobody knows (the nearest is named).
    """
    if path is None:
        path = Path(CONFIG_NAME)
        if not path.is_file():
            return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotRun(f"{path}: cannot be read ({error.strerror})", "check --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotRun(f"{path}: not TOML: {error}", "correct that line") from None
    return _checked(path, raw)


def _checked(path: Path, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Validate with pydantic, one line per fault."""
    from pydantic import BaseModel, ConfigDict, StrictBool, StrictStr, ValidationError  # noqa: PLC0415 -- 40 ms

    class CostTable(BaseModel):
        model_config = ConfigDict(extra="forbid")
        per: StrictStr
        amount: StrictStr

    class Law(BaseModel):
        model_config = ConfigDict(extra="forbid")
        full_tax_waiver: StrictBool = False
        full_tax_agreement: StrictBool = False
        freight_in_price_test: StrictBool = True
        additional_duty: dict[str, StrictStr] = {}

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")
        costs: dict[str, CostTable] = {}
        columns: dict[str, StrictStr] = {}
        law: Law = Law()
        amendments: list[StrictStr] = []

    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise CannotRun(
            f"{path}: {_first_fault(error, Config, Law, CostTable)}", "correct it; amounts are quoted text"
        ) from None
    return {
        "costs": tuple(_cost(path, name, table.per, table.amount) for name, table in config.costs.items()),
        "columns": config.columns,
        "amendments": tuple(path.parent / name for name in config.amendments),
        **config.law.model_dump(),
    }


def _first_fault(error: Any, *models: Any) -> str:
    """Where the first fault is and, for an unknown key, which key was probably meant."""
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{place}: {fault['msg']}"
    from rapidfuzz import process  # noqa: PLC0415

    keys = [key for model in models for key in model.model_fields]
    near = process.extractOne(str(fault["loc"][-1]), keys)
    return f"{place}: unknown key" + (f", nearest is {near[0]!r}" if near else "")


def _cost(path: Path, name: str, per: str, amount: str) -> Cost:
    if per not in COST_BASES:
        raise CannotRun(f"{path}: costs.{name}: per = {per!r}", f"use one of {', '.join(COST_BASES)}")
    try:
        value = whole(amount, len(str(SCALE)) - 1)
    except ValueError as error:
        raise CannotRun(f"{path}: costs.{name}: amount: {error}", 'write it as text, e.g. amount = "3.50"') from None
    if value < 0:
        raise CannotRun(f"{path}: costs.{name}: amount is below zero", "costs are not negative")
    return Cost(name, per, value)
