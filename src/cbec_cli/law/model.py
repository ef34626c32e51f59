"""The shape a file of dated law must have, and errors that name the line.

Only a law file of the user's own is checked while a command runs; the shipped one is checked by the tests.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.figures import read_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

Text: TypeAlias = Annotated[str, Field(min_length=1)]
Percent: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,2})?$")]
Number: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,8})?$")]
Positive: TypeAlias = Annotated[str, Field(pattern=r"^([0-9]*[1-9][0-9]*(\.[0-9]{1,8})?|0+\.0{0,7}[1-9][0-9]{0,7})$")]
Heading: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]{2,10}$")]

_FIX = "correct the line; the head of data/tariffs.yaml explains the form"
_DEEPEST = 12  # a price test stands five deep
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Strict(BaseModel):
    """Nothing is converted and nothing unknown is let pass."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Stated(Strict):
    """Where a value stands, how sure that is, and when it ends if it ends by itself."""

    source: Text
    confidence: Literal["confirmed", "partly", "own-knowledge", "unsure"]
    note: Text | None = None
    until: date | None = None


class Value(Stated):
    """One value of a figure."""

    value: Text


class Percents(Strict):
    """A figure in percent, by first day."""

    title: Text
    title_zh: Text
    values: Annotated[dict[date, Value], Field(min_length=1)]

    @property
    def written_in(self) -> str:
        """The unit its values are written in."""
        return "percent"

    @model_validator(mode="after")
    def _values_fit(self) -> Self:
        """Every value is a value of the unit, and no value outlives the next one's first day."""
        for day, entry in self.values.items():
            try:
                read_value(self.written_in, entry.value)
            except ValueError as error:
                raise _misplaced(day, str(error)) from error
        _ends_fit(self.values)
        return self


class History(Percents):
    """A figure with a unit of its own, by first day."""

    unit: Literal["CNY", "ratio", "percent", "days", "count", "flag", "text"]

    @property
    def written_in(self) -> str:
        """The unit its values are written in."""
        return self.unit


class AdditionalDuty(Percents):
    """A duty on top of the duty rate, for one origin and either all goods or some headings."""

    origin: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    headings: list[Heading] = []


class Amount(Strict):
    """An amount of tax for each unit of goods."""

    yuan: Number
    per: Literal["tonne", "kilogram", "litre"]
    litres_per_tonne: Positive | None = None
    kilograms_per_litre: Positive | None = None

    @model_validator(mode="after")
    def _factor_fits(self) -> Self:
        """A tonne needs its litres; only a kilogram may have a weight for each litre."""
        if (self.per == "tonne") != (self.litres_per_tonne is not None):
            raise ValueError("litres_per_tonne belongs to an amount per tonne, and only there")
        if self.per != "kilogram" and self.kilograms_per_litre is not None:
            raise ValueError("kilograms_per_litre belongs to an amount per kilogram, and only there")
        return self


class PriceTest(Strict):
    """A price of one unit from which the tax applies."""

    yuan: Number
    per: Literal["kilogram", "litre", "piece"]
    statute: Text | None = None


class Levy(Strict):
    """Rate and amount on one side of a price test."""

    rate: Percent | None = None
    amount: Amount | None = None


class Tax(Levy, Stated):
    """What a consumption-tax class bears from one day on."""

    at_least: PriceTest | None = None
    below: Levy | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """There is a rate or an amount, and `below` only beside a price test."""
        if self.rate is None and self.amount is None:
            raise ValueError("a tax needs a rate or an amount")
        if self.below is not None and self.at_least is None:
            raise ValueError("below needs at_least, the price under which it holds")
        return self


class TaxClass(Strict):
    """A consumption-tax class, by first day."""

    title: Text
    title_zh: Text
    values: Annotated[dict[date, Tax], Field(min_length=1)]

    @model_validator(mode="after")
    def _values_fit(self) -> Self:
        """No value outlives the next one's first day."""
        _ends_fit(self.values)
        return self


class ParcelGoods(Strict):
    """Goods that stand in one tier of the parcel tax."""

    tier: str
    goods: Text
    classes: list[Text] = []
    headings: list[Heading] = []


class Parcel(Strict):
    """The tiers of the parcel tax and what stands in them."""

    tiers: dict[str, Percents]
    goods: list[ParcelGoods]

    @model_validator(mode="after")
    def _tiers_exist(self) -> Self:
        """Goods stand in tiers that have a rate."""
        for entry in self.goods:
            if entry.tier not in self.tiers:
                raise ValueError(f"goods stand in {entry.tier!r}, which is no tier")
        return self


class LawFile(Strict):
    """The whole file."""

    figures: dict[str, History]
    vat: dict[str, Percents]
    consumption_tax: dict[str, TaxClass]
    parcel: Parcel
    additional_duty: dict[str, AdditionalDuty]


def read_checked(path: Path) -> Mapping[str, Any]:
    """Read a law file and prove that it is in order.

    Returns:
        The plain content, as `cbec_cli.law.dated.Law` takes it.

    Raises:
        CannotRun: it cannot be read, or something in it is wrong; names the file and the first faulty line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(
            f"{path}: cannot be read as a law file ({_reason(error)})", "give a YAML file in UTF-8"
        ) from error
    try:
        root = _compose(path, text)
        faults = sorted(_faults(root))
        if faults:
            raise _wrong(path, faults)
        content: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 -- both loaders are safe ones
        LawFile.model_validate(content)
    except yaml.YAMLError as error:
        raise _wrong(path, [_unparsed(error)]) from error
    except ValidationError as error:
        raise _wrong(path, sorted(_located(root, fault) for fault in error.errors())) from error
    return content


def _compose(path: Path, text: str) -> yaml.Node:
    """The file as nodes that know their lines.

    References are refused, because they can blow up or bite their tail, and so is what is nested without end,
    because it brings the parser down.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise _wrong(path, [(line, f"a reference (*{event.anchor}): write the value out")])
        if depth > _DEEPEST:
            raise _wrong(path, [(line, "nested too deep")])
    root = yaml.compose(text, Loader=_LOADER)
    if root is None:
        raise _wrong(path, [(1, "the file is empty")])
    return root


def _unparsed(error: yaml.YAMLError) -> tuple[int, str]:
    """Line and words of what the parser says; a character it cannot read has no line."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return error.problem_mark.line + 1, str(error.problem)
    return 1, f"not readable as YAML ({getattr(error, 'reason', error)})"


def _faults(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """What the parsed content would no longer show: keys given twice, unquoted numbers, days out of order."""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _faults(item)
    elif isinstance(node, yaml.MappingNode):
        yield from _key_faults([key for key, _ in node.value])
        for _, value in node.value:
            yield from _faults(value)
    elif node.tag.endswith((":float", ":int", ":bool")):
        yield line, f"{node.value} is not in quotes: figures are text, so that no digit is lost"
    elif node.tag.endswith(":timestamp") and not _is_day(node.value):
        yield line, f"{node.value} is not a day: write it as 2026-01-31"


def _key_faults(keys: list[yaml.Node]) -> Iterator[tuple[int, str]]:
    """Keys of one mapping: each once, days as days and in order."""
    seen: list[str] = []
    for key in keys:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            yield line, "a key must be a plain word or a day"
            continue
        if key.value in seen:
            yield line, f"{key.value} is given twice"
        elif key.tag.endswith(":timestamp"):
            if not _is_day(key.value):
                yield line, f"{key.value} is not a day: write it as 2026-01-31"
            elif seen and key.value < seen[-1]:
                yield line, f"{key.value} stands after {seen[-1]}: days go from old to new"
        seen.append(key.value)


def _is_day(text: str) -> bool:
    """An existing day, written as 2026-01-31."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


def _ends_fit(values: Mapping[date, Stated]) -> None:
    """An `until` lies on or after its own first day and before the next value's."""
    days = list(values)
    for day, following in zip(days, [*days[1:], date.max], strict=True):
        until = values[day].until
        if until is not None and not day <= until < following:
            raise _misplaced(day, f"until {until} is before its own first day or not before the next value")


def _misplaced(day: date, message: str) -> PydanticCustomError:
    """A fault of one dated value, found while the whole history is looked at."""
    return PydanticCustomError("dated_value", "{message}", {"message": message, "at": day.isoformat()})


def _located(root: yaml.Node, fault: ErrorDetails) -> tuple[int, str]:
    """Line and words of a fault that pydantic found."""
    at = fault.get("ctx", {}).get("at")
    where = [_as_written(str(part)) for part in fault["loc"]] + (["values", at] if at else [])
    place = ".".join(part for part in where if part != "[key]") or "the file"
    match fault["type"]:
        case "missing":
            words = "is missing"
        case "extra_forbidden":
            words = "is not a known key"
        case "date_type":
            words = f"{fault['input']} is not a day: write it as 2026-01-31"
        case "string_pattern_mismatch":
            words = f"{fault['input']!r} has not the form that belongs here"
        case _:
            words = fault["msg"].removeprefix("Value error, ")
    return _line_of(root, where), f"{place}: {words}"


def _as_written(part: str) -> str:
    """One step of a place as the file has it: pydantic shows a day as `datetime.date(2026, 1, 31)`."""
    shown = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", part)
    return date(*map(int, shown.groups())).isoformat() if shown else part


def _line_of(node: yaml.Node, where: list[str]) -> int:
    """The line of the deepest part of a place that the file really has."""
    line: int = node.start_mark.line
    for part in where:
        if isinstance(node, yaml.SequenceNode) and part.isdigit():
            node = node.value[int(part)]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == part]
            if found:
                line, node = found[0][0].start_mark.line, found[0][1]
    return line + 1


def _wrong(path: Path, faults: list[tuple[int, str]]) -> CannotRun:
    """One line: the first fault with its place, and how many more there are."""
    line, words = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return CannotRun(f"{path}, line {line}: {words}{more}", _FIX)


def _reason(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read, in a word."""
    return (error.strerror or "no reason given") if isinstance(error, OSError) else "not UTF-8"
