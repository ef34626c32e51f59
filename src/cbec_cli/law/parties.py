"""Who takes part in an import: roles by route, what each may do and owes on a day, and what the codes of firms tell.

All of it stands in `data/parties.yaml`; it begins on 2019-01-01, with 商财发〔2018〕486号. The shipped file is trusted,
because the test suite checks exactly that file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.places import data_file
from cbec_cli.law.codes import fold
from cbec_cli.law.dated import near_names
from cbec_cli.law.goods_data import Stated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

Where = Literal["domestic", "abroad", "any"]


@dataclass(frozen=True, slots=True)
class Role:
    """A role a party may have.

    Attributes:
        id: importer, seller, agent, platform, payment, logistics, declarant, guarantor, warehouse, producer, buyer.
        title, title_zh: what people call it.
        what: what it is, in a few words.
        filed: whether it has to be filed (registered) with customs.
        aliases: how people write it.
        stated: source, confidence and note.
    """

    id: str
    title: str
    title_zh: str
    what: str
    filed: bool
    aliases: tuple[str, ...]
    stated: Stated


@dataclass(frozen=True, slots=True)
class Need:
    """A role on a route.

    Attributes:
        role: its id.
        required: whether there must be one.
        most: how many there may be for one shipment; 0 for any number.
        where: where it has to be registered.
        may: what it may do on the route.
        stated: source, confidence and days.
    """

    role: str
    required: bool
    most: int
    where: Where
    may: str
    stated: Stated


@dataclass(frozen=True, slots=True)
class Duty:
    """What a role owes on some routes.

    Attributes:
        role: its id. stages: the routes.
        text, text_zh: what it has to do.
        figures: names of figures of the law that say how many days or how much.
        consequence: what follows if it does not; "" if no text says.
        stated: source, confidence and days.
    """

    role: str
    stages: tuple[str, ...]
    text: str
    text_zh: str
    figures: tuple[str, ...]
    consequence: str
    stated: Stated


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a code of a firm tells by itself, without any register.

    Attributes:
        code: as it was read.
        region: its digits. region_zh: the place, as far as it is known; "" if it is not.
        parts: (what, the characters, meaning); the meaning of unknown characters is "".
        unsure: what about this reading is unsure.
    """

    code: str
    region: str
    region_zh: str
    parts: tuple[tuple[str, str, str], ...]
    unsure: str


def roles() -> dict[str, Role]:
    """Id → role, in the order of reports."""
    return dict(_roles())


def find_role(text: str) -> str:
    """The id of the role that an id, a Chinese or an English name stands for.

    Raises:
        CannotRun: no such role; names the nearest.
    """
    known = _roles_by_text()
    if fold(text) in known:
        return known[fold(text)]
    near = near_names(fold(text), known, limit=1)
    choice = f"did you mean {known[near[0]]}?" if near else f"use one of {', '.join(_roles())}"
    raise CannotRun(f"{text!r} is no role of a party", choice)


def roles_for(stage: str, day: date) -> tuple[Need, ...]:
    """The roles of a route (see `cbec_cli.law.documents.STAGES`) on a day, required ones first.

    Raises:
        CannotRun: a day before the data begins.
    """
    found = [need for stages, need in _needs() if stage in stages and need.stated.holds(day)]
    if not found:
        raise CannotRun(f"the parties of {stage} are not known for {day}", "ask about a day since 2019-01-01")
    return tuple(sorted(found, key=lambda each: (not each.required, list(_roles()).index(each.role))))


def duties(role: str, stage: str, day: date) -> tuple[Duty, ...]:
    """What a role owes on a route on a day."""
    return tuple(each for each in _duties() if each.role == role and stage in each.stages and each.stated.holds(day))


# -- codes of firms ----------------------------------------------------------------------------------------------------

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_CUSTOMS = re.compile(r"[0-9]{4}[0-9A-Z]{6}")


def decode_uscc(text: str) -> Decoded | None:
    """What the characters of a unified social credit code (GB 32100-2015) tell; None if it has not their form.

    The check digit is not tested here.

    >>> decode_uscc("91330106673959654P").region_zh
    '浙江省西湖区'
    """
    if not _USCC.fullmatch(text):
        return None
    kind, region = text[:2], text[2:8]
    parts = (
        ("registered as", kind, _meaning("uscc_authority", kind)),
        ("registered in", region, region_name(region)),
        ("organisation code", text[8:17], ""),
        ("check character", text[17], ""),
    )
    return Decoded(
        text, region, region_name(region), parts, "the place is that of the register, not always of the firm"
    )


def decode_customs_code(text: str) -> Decoded | None:
    """What the characters of a customs registration code (海关注册编码) tell; None if it has not their form.

    Only the province is named: the third and fourth digits follow a list of customs' own, which is not at hand.

    >>> decode_customs_code("330766K00Q").region_zh
    '浙江省'
    """
    if not _CUSTOMS.fullmatch(text):
        return None
    parts = (
        ("region", text[:4], _province(text[:2])),
        ("zone", text[4], _meaning("customs_zone", text[4])),
        ("kind of business", text[5], _meaning("customs_business", text[5])),
        ("serial", text[6:], ""),
    )
    unsure = "zone and kind of business are read by a table known from practice; there is no check digit"
    return Decoded(text, text[:4], _province(text[:2]), parts, unsure)


def region_name(code: str) -> str:
    """The place of six digits (GB/T 2260) with its province; "" if unknown.

    >>> region_name("310115"), region_name("100000"), region_name("990000")
    ('上海市浦东新区', '国家级登记机关', '')
    """
    if code == "100000":
        return "国家级登记机关"
    from stdnum import numdb  # noqa: PLC0415 -- reads a table of 7,000 places

    found = {key: value for _, parts in numdb.get("cn/loc").info(code) for key, value in parts.items()}
    province, county = found.get("province", ""), _latest(found.get("county", ""))
    return province if county in ("", province) else province + county


def _province(digits: str) -> str:
    from stdnum import numdb  # noqa: PLC0415 -- reads a table of 7,000 places

    return str(next((parts.get("province", "") for _, parts in numdb.get("cn/loc").info(digits)), ""))


def _latest(county: str) -> str:
    """The newest name of a county: `[-1992]川沙县[1992-]浦东新区` is 浦东新区."""
    return re.split(r"\[[^\]]*\]", county)[-1].strip(" ,;")


def _meaning(table: str, characters: str) -> str:
    """Chinese and English meaning of some characters; "" if the table has none."""
    found = _data()["codes"][table]["values"].get(characters)
    return f"{found[0]} ({found[1]})" if found else ""


# -- the file ----------------------------------------------------------------------------------------------------------


@cache
def _data() -> Mapping[str, Any]:
    import yaml  # noqa: PLC0415 -- start-up

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times as fast
    data: Mapping[str, Any] = yaml.load(data_file("parties.yaml").read_bytes(), Loader=loader)  # noqa: S506 -- both loaders are safe ones
    return data


def _stated(entry: Mapping[str, Any], section: Mapping[str, Any]) -> Stated:
    """Source, confidence and days of an entry, or of its section where it says nothing of its own."""
    held = {**section, **entry}
    return Stated(held["source"], held["confidence"], held["since"], held.get("until"), held.get("note", ""))


@cache
def _roles() -> Mapping[str, Role]:
    begin = {"since": _data()["needs"][0]["since"]}
    return {
        name: Role(
            name,
            entry["title"],
            entry["title_zh"],
            entry["what"],
            entry["filed"],
            tuple(entry["aliases"]),
            _stated(entry, begin),
        )
        for name, entry in _data()["roles"].items()
    }


@cache
def _roles_by_text() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for each in _roles().values():
        for text in (each.id, each.title, each.title_zh, *each.aliases):
            found.setdefault(fold(text), each.id)
    return found


@cache
def _needs() -> tuple[tuple[tuple[str, ...], Need], ...]:
    return tuple(_each_need())


def _each_need() -> Iterator[tuple[tuple[str, ...], Need]]:
    for section in _data()["needs"]:
        for entry in section["parties"]:
            need = Need(
                entry["role"],
                entry["need"] == "required",
                entry.get("most", 0),
                entry["where"],
                entry["may"],
                _stated(entry, section),
            )
            yield tuple(section["stages"]), need


@cache
def _duties() -> tuple[Duty, ...]:
    return tuple(
        Duty(
            entry["role"],
            tuple(entry["stages"]),
            entry["duty"],
            entry["duty_zh"],
            tuple(entry.get("figure", ())),
            entry.get("consequence", ""),
            _stated(entry, {}),
        )
        for entry in _data()["duties"]
    )


ROLES: tuple[str, ...] = (
    *("importer", "seller", "agent", "platform", "payment", "logistics"),
    *("declarant", "guarantor", "warehouse", "producer", "buyer"),
)
"""Ids of the roles, without reading the file."""
