"""Every key that `cbec.toml` or `[tool.cbec]` may hold, with its kind, its bounds and its default.

Percentages, amounts and codes are text in the file, so that they stay exact. What is wrong is said with the file, the
key and, for a key or a code nobody knows, the nearest one there is.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from cbec_cli.engine.findings import Severity  # noqa: TC001 -- pydantic reads it
from cbec_cli.engine.money import percent, whole
from cbec_cli.work.checking.options import Level, unknown_code
from cbec_cli.work.settings import ConfigFile, find_config

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from cbec_cli.engine.errors import CannotRun

LARGEST_SPREAD = 100_000_000
"""No spread of prices is wider than a million percent (in basis points)."""

LARGEST_AMOUNT = 900_000_000 * 100_000
"""Largest amount, in hundred-thousandths of a yuan."""


def _percentage(most: int) -> Callable[[Any], int]:
    """Reads a percentage written as text into basis points, at most `most` of them."""

    def read(text: Any) -> int:
        if not isinstance(text, str):
            raise ValueError(f"{text!r} is not text")  # noqa: TRY004 -- pydantic tells of ValueErrors
        value = whole(text, 2)
        if not 0 <= value <= most:
            raise ValueError(f"{text!r} is not between 0 and {percent(most)}")
        return value

    return read


def _day(value: Any) -> Any:
    """A TOML date, or its text; a moment is no day, and a number is not read as seconds."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"{value} is not a day")  # noqa: TRY004 -- the same
    return value


def _known(text: str, info: ValidationInfo) -> str:
    """A code, or the beginning of some, in capitals."""
    return _among(text, info, beginning=True)


def _known_code(text: str, info: ValidationInfo) -> str:
    """A whole code in capitals."""
    return _among(text, info, beginning=False)


def _among(text: str, info: ValidationInfo, *, beginning: bool) -> str:
    codes = (info.context or {}).get("codes", ())
    wanted = text.strip().upper()
    fault = unknown_code(wanted, codes, beginning=beginning) if codes else ""
    if fault:
        raise ValueError(fault)
    return wanted


Code = Annotated[StrictStr, AfterValidator(_known_code)]
Codes = Annotated[StrictStr, AfterValidator(_known)]
"""A code, a family (`THR`) or any other beginning of codes."""
Name = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
Percent = Annotated[int, BeforeValidator(_percentage(10_000))]
Spread = Annotated[int, BeforeValidator(_percentage(LARGEST_SPREAD))]
Day = Annotated[date, BeforeValidator(_day)]


class Table(BaseModel):
    """A table of the file: a key that is not declared is an error."""

    model_config = ConfigDict(extra="forbid")


class CostTable(Table):
    """A cost beyond tax."""

    per: StrictStr
    amount: StrictStr


class LawTable(Table):
    """Questions the published texts leave open."""

    full_tax_waiver: StrictBool = False
    full_tax_agreement: StrictBool = False
    freight_in_price_test: StrictBool = True
    additional_duty: dict[str, StrictStr] = {}


class CheckTable(Table):
    """What `cbec check` looks for, and what it makes of it."""

    select: list[Codes] = []
    ignore: list[Codes] = []
    fail_on: Level = "error"
    severities: dict[Codes, Severity] = {}
    per_file_ignores: dict[Name, list[Codes]] = {}
    per_sku_ignores: dict[Name, list[Codes]] = {}
    most_ids: Annotated[StrictInt, Field(ge=1)] = 10
    near_limit: Percent = 9_000
    near_price: Percent = 500
    price_spread: Spread = 3_000
    max_findings: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = 1_000
    baseline: Name | None = None


class WaiverTable(Table):
    """A finding that is accepted for a while."""

    code: Code
    sku: Name | None = None
    order: Name | None = None
    file: Name | None = None
    reason: Name
    until: Day

    @model_validator(mode="after")
    def _for_something(self) -> WaiverTable:
        if not (self.sku or self.order or self.file):
            raise ValueError("a waiver names a sku, an order or a file")
        return self


def _amount(text: Any) -> int:
    """Reads an amount written as text into whole hundred-thousandths."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not text")  # noqa: TRY004 -- pydantic tells of ValueErrors
    value = whole(text, 5)
    if not 0 <= value <= LARGEST_AMOUNT:
        raise ValueError(f"{text!r} is not between 0 and 900000000")
    return value


class ReturnCostTable(Table):
    """What one way of dealing with returned goods costs in CNY: for a return line, a unit or a kilogram (net)."""

    per: Literal["line", "unit", "kg"]
    amount: Annotated[int, BeforeValidator(_amount)]


class ReturnCostsTable(Table):
    """Costs of what may be done with returned goods; those that are not given are unknown."""

    freight_local: ReturnCostTable | None = None
    freight_hong_kong: ReturnCostTable | None = None
    freight_overseas: ReturnCostTable | None = None
    freight_to_buyer: ReturnCostTable | None = None
    handling_fee: ReturnCostTable | None = None
    destruction_fee: ReturnCostTable | None = None


class ReturnsTable(Table):
    """What returned goods cost and fetch, where the table of returns does not say."""

    resale: Percent | None = None
    grades: dict[Name, Percent] = {}
    costs: ReturnCostsTable = ReturnCostsTable()


class Config(Table):
    """The whole configuration; without a file, the defaults."""

    costs: dict[str, CostTable] = {}
    columns: dict[str, StrictStr] = {}
    law: LawTable = LawTable()
    amendments: list[StrictStr] = []
    check: CheckTable = CheckTable()
    waivers: list[WaiverTable] = []
    returns: ReturnsTable = ReturnsTable()
    _path: Path | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """The file it was read from."""
        return self._path

    def beside(self, name: str) -> Path:
        """A file that the configuration names: relative to the folder it stands in."""
        return self._path.parent / name if self._path else Path(name)


def load_config(path: Path | None, codes: Collection[str] = ()) -> Config:
    """The configuration that is named, else that of the working folder, else the defaults.

    Args:
        path: what `--config` names.
        codes: all codes there are; without them, codes are not looked up.

    Raises:
        CannotRun: the file is not there, is not TOML, or a key or value of it is not what it needs to be.
    """
    found = find_config(path)
    return Config() if found is None else checked(found, codes)


def checked(found: ConfigFile, codes: Collection[str] = ()) -> Config:
    """A configuration file's keys and values, each what it needs to be.

    Raises:
        CannotRun: naming the file and the first key that is wrong.
    """
    try:
        config = Config.model_validate(found.table, context={"codes": codes})
    except ValidationError as error:
        raise _first_fault(found, error) from None
    config._path = found.path  # noqa: SLF001 -- pydantic keeps what is no key of the file private
    return config


_TABLES: Mapping[str, type[Table]] = {
    "costs": CostTable,
    "law": LawTable,
    "check": CheckTable,
    "waivers": WaiverTable,
    "returns": ReturnsTable,
    "returns.costs": ReturnCostsTable,
    **{f"returns.costs.{name}": ReturnCostTable for name in ReturnCostsTable.model_fields},
}

_WHATS = {
    "missing": "this key is needed",
    "model_type": "should be a table",
    "dict_type": "should be a table",
}
_FIXES = {
    "missing": "add it",
    "string_type": "write it as text, in quotes",
    "bool_type": "write true or false, without quotes",
    "int_type": "write a whole number, without quotes",
    "literal_error": "use one of these words",
    "list_type": 'write a list: ["THR001", "IDN"]',
}
_FIX = "correct it; `cbec init` writes a file that explains every key"
_VALUE_FIXES = {
    "amount": 'write it as text, e.g. amount = "3.50"',
    "near_limit": 'write it as text, e.g. near_limit = "90"',
    "near_price": 'write it as text, e.g. near_price = "5"',
    "price_spread": 'write it as text, e.g. price_spread = "30"',
    "resale": 'write it as text, e.g. resale = "60"',
    "until": "write its last day: until = 2027-03-31",
}


def _first_fault(found: ConfigFile, error: ValidationError) -> CannotRun:
    """Where the first fault is, what is wrong and what to write."""
    fault = error.errors()[0]
    parts = [part for part in fault["loc"] if part != "[key]"]
    place = "".join(f" no. {part + 1}" if isinstance(part, int) else f".{part}" for part in parts).lstrip(". ")
    if fault["type"] == "extra_forbidden":
        return _unknown_key(found, place, [str(part) for part in parts])
    what = _WHATS.get(fault["type"], fault["msg"].removeprefix("Value error, ").removeprefix("Input "))
    return found.fault(place, what, _fix(fault["type"], str(parts[-1]), what))


def _fix(kind: str, key: str, what: str) -> str:
    """What to do about a fault of some kind."""
    if kind == "missing":
        return _FIXES[kind]
    if what.startswith("unknown code"):
        return "`cbec rules` lists them all"
    return _VALUE_FIXES.get(key, _FIXES.get(kind, _FIX))


def _unknown_key(found: ConfigFile, place: str, parts: list[str]) -> CannotRun:
    """A key nobody knows: it belongs into another table, or it was mistyped."""
    key = parts[-1]
    at_home = next((name for name, table in _TABLES.items() if len(parts) == 1 and key in table.model_fields), None)
    if at_home in {"law", "check", "returns"}:
        return found.fault(place, "unknown key here", f"it belongs into the table [{found.section}{at_home}]")
    from rapidfuzz import process  # noqa: PLC0415 -- only where something is wrong

    table = next((_TABLES[each] for each in _above(parts) if each in _TABLES), Config)
    near, *_ = process.extractOne(key, list(table.model_fields))
    return found.fault(place, f"unknown key, nearest is {near!r}", "correct or remove it")


def _above(parts: list[str]) -> list[str]:
    """The tables a key stands in, the innermost first."""
    return [".".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]
