"""What the user decided: options of the command line and `cbec.toml`, in one place.

The keys a configuration may hold are declared in `cbec_cli.work.config`, which is loaded only where there is one.
"""

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
PROJECT_NAME = "pyproject.toml"
CONFIG_NAMES = (CONFIG_NAME, PROJECT_NAME)


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


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration as it was found, before it is checked.

    Attributes:
        path: the file.
        section: what stands before each key: "" in `cbec.toml`, "tool.cbec." in `pyproject.toml`.
        table: its keys and values as TOML gives them.
    """

    path: Path
    section: str
    table: Mapping[str, Any]

    def fault(self, key: str, what: str, fix: str) -> CannotRun:
        """What is wrong with a key, in one line that names the file and the key."""
        return CannotRun(f"{self.path}: {self.section}{key}: {what}", fix)


def find_config(path: Path | None) -> ConfigFile | None:
    """The configuration to use: the file that is named, else what the working folder holds.

    There `cbec.toml` goes before `[tool.cbec]` of `pyproject.toml`; the two are not mixed.

    Raises:
        CannotRun: the file is not there or is not TOML, or a `pyproject.toml` that is named has no `[tool.cbec]`.
    """
    if path is not None:
        return _config_file(path, _read(path), named=True)
    for name in CONFIG_NAMES:
        if Path(name).is_file():
            raw = _read(Path(name))
            # A pyproject.toml that does not speak of us may hold what it likes.
            if name == CONFIG_NAME or b"cbec" in raw:
                found = _config_file(Path(name), raw, named=False)
                if found is not None:
                    return found
    return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRun(f"{path}: cannot be read ({error.strerror})", "check --config") from None


def _config_file(path: Path, raw: bytes, *, named: bool) -> ConfigFile | None:
    """The part of a file that is ours; none if it is a `pyproject.toml` without one that nobody named."""
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotRun(f"{path}: not TOML: {error}", "correct that line") from None
    except RecursionError:
        raise CannotRun(f"{path}: not TOML of ours: nested too deeply", "correct that file") from None
    if path.name != PROJECT_NAME:
        return ConfigFile(path, "", table)
    tools = table.get("tool", {})
    ours = tools.get("cbec") if isinstance(tools, dict) else None
    if ours is None and not named:
        return None
    if not isinstance(ours, dict):
        raise CannotRun(f"{path}: there is no table [tool.cbec]", "add it, or name another file with --config")
    return ConfigFile(path, "tool.cbec.", ours)


def read_config(path: Path | None) -> dict[str, Any]:
    """The part of the configuration that a costing needs, as arguments of `Settings`.

    Without a path, the configuration of the working folder is used if there is one.

    Raises:
        CannotRun: the file is not there, is not TOML, or holds a key nobody knows (the nearest is named).
    """
    found = find_config(path)
    if found is None:
        return {}
    from cbec_cli.work.config import checked  # noqa: PLC0415 -- pydantic takes 40 ms

    config = checked(found)
    return {
        "costs": tuple(_cost(found, name, table.per, table.amount) for name, table in config.costs.items()),
        "columns": config.columns,
        "amendments": tuple(found.path.parent / name for name in config.amendments),
        **config.law.model_dump(),
    }


def _cost(found: ConfigFile, name: str, per: str, amount: str) -> Cost:
    if per not in COST_BASES:
        raise found.fault(f"costs.{name}", f"per = {per!r}", f"use one of {', '.join(COST_BASES)}")
    try:
        value = whole(amount, len(str(SCALE)) - 1)
    except ValueError as error:
        raise found.fault(f"costs.{name}", f"amount: {error}", 'write it as text, e.g. amount = "3.50"') from None
    if value < 0:
        raise found.fault(f"costs.{name}", "amount is below zero", "costs are not negative")
    return Cost(name, per, value)
