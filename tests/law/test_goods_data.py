"""`data/goods.yaml` is in order: entries are sourced and dated, prefixes and units exist, words name one thing."""

from datetime import date
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from cbec_cli.engine.places import data_file
from cbec_cli.law.codes import units
from cbec_cli.law.goods_data import Stated, goods_data
from cbec_cli.law.tariff import load_tariff

DAY = date(2026, 11, 20)
CODES = load_tariff().codes
RAW = yaml.safe_load(data_file("goods.yaml").read_text(encoding="utf-8"))

Text = Annotated[str, Field(min_length=1)]
Prefix = Annotated[str, Field(pattern=r"^[0-9]{2,10}$")]
Words = Annotated[list[Text], Field(min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Entry(Strict):
    source: Annotated[str, Field(min_length=5)]
    confidence: Literal["confirmed", "partly", "own-knowledge"]
    since: date
    until: date | None = None
    note: Text | None = None


class Barred(Entry):
    what: Text
    what_zh: Text
    prefixes: list[Prefix] = []
    except_: list[Prefix] = Field(default=[], alias="except")
    letter: Annotated[str, Field(pattern=r"^[0-9A-Za-z]$")] | None = None


class FamilyOfGoods(Entry):
    title: Text
    title_zh: Text
    prefixes: Annotated[list[Prefix], Field(min_length=1)]
    except_: list[Prefix] = Field(default=[], alias="except")


class Units(Entry):
    codes: list[Annotated[str, Field(pattern=r"^[0-9]{3}$")]]


class ElementRules(Entry):
    may_be_blank: Words
    only_for_some: Words
    answered_by: dict[Literal["brand", "size", "ingredients", "name"], Words]


class ClaimGroup(Entry):
    what: Text
    words: Words
    not_: Words | None = Field(default=None, alias="not")
    families: Annotated[list[Literal["food", "cosmetics"]], Field(min_length=1)]


class Claims(Strict):
    except_: Words = Field(alias="except")
    groups: list[ClaimGroup]


class File(Strict):
    prohibited: list[Barred]
    families: dict[Literal["food", "health_food", "cosmetics"], FamilyOfGoods]
    countable_units: Units
    elements: ElementRules
    claims: Claims


FILE = File.model_validate(RAW)


def test_prohibited_goods_are_told_by_prefixes_or_by_a_letter() -> None:
    assert all(bool(entry.prefixes) != bool(entry.letter) for entry in FILE.prohibited)


@pytest.mark.parametrize(
    "prefixes",
    [
        pytest.param([p for e in FILE.prohibited for p in (*e.prefixes, *e.except_)], id="prohibited"),
        pytest.param([p for f in FILE.families.values() for p in (*f.prefixes, *f.except_)], id="families"),
    ],
)
def test_every_prefix_is_one_of_the_tariff(prefixes: list[str]) -> None:
    assert [prefix for prefix in prefixes if not any(code.startswith(prefix) for code in CODES)] == []


def test_an_exception_lies_within_what_it_is_taken_out_of() -> None:
    for entry in (*FILE.prohibited, *FILE.families.values()):
        assert all(any(out.startswith(prefix) for prefix in entry.prefixes) for out in entry.except_)


def test_words_are_written_as_names_are_folded() -> None:
    words = [word for group in FILE.claims.groups for word in (*group.words, *(group.not_ or ()))]
    words += FILE.claims.except_
    assert [word for word in words if word != word.casefold() or word != word.strip()] == []


def test_units_are_customs_units() -> None:
    assert set(FILE.countable_units.codes) <= {unit.code for unit in units()}


def test_an_entry_holds_from_its_first_to_its_last_day() -> None:
    stated = Stated("18号", "confirmed", date(2020, 1, 1), date(2020, 12, 31), "")
    assert [
        stated.holds(day) for day in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_a_source_says_how_sure_it_is_unless_the_text_is_at_hand() -> None:
    assert str(Stated("18号", "confirmed", DAY, None, "")) == "18号"
    assert str(Stated("18号", "partly", DAY, None, "")) == "18号 [text at hand in part]"
    assert str(Stated("18号", "own-knowledge", DAY, None, "")) == "18号 [own knowledge, no text at hand]"


def test_everything_in_the_file_is_read() -> None:
    data = goods_data()
    assert len(data.prohibitions) == len(FILE.prohibited)
    assert set(data.families) == set(FILE.families)
    assert data.units == set(FILE.countable_units.codes)
    assert [group.words for group in data.claims] == [tuple(group.words) for group in FILE.claims.groups]
    everything = (*data.prohibitions, *data.families.values(), *data.claims, data.elements)
    assert all(entry.stated.source and entry.stated.since for entry in everything)
