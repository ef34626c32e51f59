"""`data/documents.yaml` is in order: types as agreed, everything sourced and dated, nothing that leads nowhere."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from cbec_cli.engine.places import data_file
from cbec_cli.law.codes import countries, fold, inspection_letters, supervision_letters
from cbec_cli.law.document_numbers import NUMBER_JUDGES
from cbec_cli.law.documents import CONDITIONS, STAGES
from cbec_cli.law.documents_data import Category, Entry, documents_data
from cbec_cli.law.tariff import load_tariff

RAW = yaml.safe_load(data_file("documents.yaml").read_text(encoding="utf-8"))
DATA = documents_data()
CODES = load_tariff().codes

AGREED = [
    "order_data",
    "payment_data",
    "waybill_data",
    "declaration_list",
    "buyer_identity",
    "risk_notice",
    "e_label",
    "agent_mandate",
    "tax_guarantee",
    "bonded_ledger",
    "contract",
    "invoice",
    "packing_list",
    "transport_document",
    "customs_power_of_attorney",
    "certificate_of_origin",
    "import_licence",
    "automatic_licence",
    "tariff_quota",
    "cites_permit",
    "quarantine_permit",
    "health_certificate",
    "producer_registration",
    "chinese_label",
    "formula_registration",
    "health_food_registration",
    "fsmp_registration",
    "cosmetics_registration",
    "ccc",
    "medical_device_registration",
    "pet_food_registration",
    "textile_report",
]

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[list[Text], Field(min_length=1)]
Prefix = Annotated[str, Field(pattern=r"^[0-9]{2,10}$")]
Route = Literal[STAGES + tuple(RAW["groups"])]
Role = Literal["importer", "agent", "platform", "producer", "buyer", "guarantor"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Stated(Strict):
    source: Annotated[str, Field(min_length=5)]
    confidence: Literal["confirmed", "partly", "own-knowledge", "unsure"]
    since: date | None = None
    until: date | None = None
    note: Text | None = None


class Kind(Stated):
    name: Text
    name_zh: Text
    aliases: Texts
    issuer: Text
    proves: Text
    validity: Text
    valid_days: Annotated[int, Field(gt=0)] | None = None
    lead_time: Text | None = None
    number_format: Literal[tuple(NUMBER_JUDGES)] | None = None
    number_example: Text | None = None
    holder: Role | None = None
    covers: Literal["shipment", "goods", "party"]
    tested_on: Literal["declaration", "arrival", "sale"]
    consequence: Text


class Goods(Stated):
    name: Text
    name_zh: Text
    part_of: Texts = []
    family: Text | None = None
    prefixes: list[Prefix] = []
    except_: list[Prefix] = Field(default=[], alias="except")
    words: list[Text] = []
    within: list[Prefix] = []
    unless: list[Text] = []


class Rule(Strict):
    type: Literal[tuple(RAW["types"])]
    stages: Annotated[list[Route], Field(min_length=1)]
    state: Literal["required", "unsure", "recommended", "exempt"]
    why: Text
    categories: list[Literal[tuple(RAW["categories"])]] = []
    but_not: list[Literal[tuple(RAW["categories"])]] = []
    supervision: Text | None = None
    inspection: Text | None = None
    origins: list[Annotated[str, Field(pattern=r"^[A-Z]{3}$")]] = []
    preference: bool | None = None
    condition: Literal[tuple(CONDITIONS)] | None = None
    holder: Role | Literal[""] | None = None
    ask: Text | None = None
    consequence: Text | None = None
    source: Annotated[str, Field(min_length=5)]
    confidence: Literal["confirmed", "partly", "own-knowledge", "unsure"]
    since: date | None = None
    until: date | None = None
    note: Text | None = None


class File(Strict):
    covers_from: date
    types: dict[str, Kind]
    categories: dict[str, Goods]
    groups: dict[str, list[Literal[STAGES]]]
    requirements: list[dict[str, object]]


def name_of(entry: Entry) -> str:
    return f"{entry.type} {entry.state} {'+'.join(sorted(entry.stages))} {'+'.join(entry.categories)}"


def test_the_file_has_the_shape_its_head_describes() -> None:
    File.model_validate(RAW)
    for section in RAW["requirements"]:
        assert section["entries"]
        for entry in section["entries"]:
            Rule.model_validate({name: value for name, value in (section | entry).items() if name != "entries"})


def test_the_ids_of_types_are_the_agreed_ones() -> None:
    assert list(DATA.types)[: len(AGREED)] == AGREED
    assert set(DATA.types) - set(AGREED) == {"energy_label", "other_permit"}


def test_every_type_is_spoken_of_and_every_category_brings_something() -> None:
    assert {entry.type for entry in DATA.entries} == set(DATA.types)
    used = {each for entry in DATA.entries for each in (*entry.categories, *entry.but_not)}
    leading = {each.id for each in DATA.categories.values() if set(each.part_of) & used}
    assert set(DATA.categories) <= used | leading


def test_no_name_stands_for_two_types() -> None:
    names = ({fold(text) for text in (each.id, each.name, each.name_zh, *each.aliases)} for each in DATA.types.values())
    written = [text for each in names for text in each]
    assert [text for text, times in Counter(written).items() if times > 1] == []


def test_a_category_names_all_wider_ones_at_once() -> None:
    for each in DATA.categories.values():
        for wider in each.part_of:
            assert set(DATA.categories[wider].part_of) <= set(each.part_of), each.id


@pytest.mark.parametrize("category", DATA.categories.values(), ids=lambda c: c.id)
def test_codes_of_a_category_are_in_the_tariff(category: Category) -> None:
    raw = RAW["categories"][category.id]
    for prefix in (*raw.get("prefixes", ()), *raw.get("except", ()), *raw.get("within", ())):
        assert any(code.startswith(prefix) for code in CODES), prefix
    assert raw.get("prefixes") or raw.get("family") or raw.get("words")
    assert all(word == word.casefold() for word in (*raw.get("words", ()), *raw.get("unless", ())))


@pytest.mark.parametrize("entry", DATA.entries, ids=name_of)
def test_an_entry_hangs_together(entry: Entry) -> None:
    assert "," not in "".join(entry.stages)
    assert entry.stages <= set(STAGES)
    assert set(entry.supervision) <= set(supervision_letters())
    assert set(entry.inspection) <= set(inspection_letters())
    assert ("{letters}" in entry.why) <= bool(entry.supervision or entry.inspection)
    assert not (entry.categories and (entry.supervision or entry.inspection))
    assert entry.origins <= {each.iso3 for each in countries()}
    assert entry.stated.since >= DATA.since
    assert entry.stated.until is None or entry.stated.until >= entry.stated.since
    if entry.state == "unsure":
        assert entry.ask.endswith("?")
    if entry.stated.confidence == "unsure":
        assert entry.state == "unsure", "what is unsure is never said to be the law"
    assert "http" not in entry.stated.source


def test_a_rule_that_ends_is_followed_by_another_on_the_next_day() -> None:
    for entry in DATA.entries:
        if entry.stated.until is None or entry.stated.until < date(2022, 1, 1):
            continue
        following = [
            each
            for each in DATA.entries
            if each.type == entry.type
            and (each.stages, each.categories) == (entry.stages, entry.categories)
            and (each.stated.since - entry.stated.until).days == 1
        ]
        assert len(following) == 1, entry


FIRST_IMPORT = ("formula", "health_food", "fsmp", "cosmetics", "pet_food")


@pytest.mark.parametrize("name", FIRST_IMPORT)
def test_first_import_permits_are_exempt_as_personal_use_by_the_notice_of_2018_and_never_under_1239(name: str) -> None:
    mine = [entry for entry in DATA.entries if entry.type == f"{name}_registration"]
    exempt = [entry for entry in mine if entry.state == "exempt" and "9610" in entry.stages]
    assert exempt
    for entry in exempt:
        assert entry.stages == {"9610", "1210-first", "1210-second"}
        assert "商财发〔2018〕486号" in entry.stated.source
    required = [entry for entry in mine if entry.state == "required"]
    assert all({"1239-first", "1239-second", "0110"} == entry.stages for entry in required)
