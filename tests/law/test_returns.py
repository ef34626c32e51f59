"""`data/returns.yaml` is in order: sourced and dated, words that mean one thing, options that lead somewhere."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from cbec_cli.engine.errors import NotInForce
from cbec_cli.engine.places import data_file
from cbec_cli.engine.register import Register
from cbec_cli.law.codes import fold
from cbec_cli.law.documents_data import documents_data
from cbec_cli.law.returns import returns_data, window_of
from cbec_cli.rules import returned_goods, returns

RAW = yaml.safe_load(data_file("returns.yaml").read_text(encoding="utf-8"))
DATA = returns_data()
CODES = tuple(Register(returns, returned_goods).by_code)

Text = Annotated[str, Field(min_length=1)]
Words = Annotated[list[Text], Field(min_length=1)]
Mode = Literal["9610", "1210", "1239"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Stated(Strict):
    source: Annotated[str, Field(min_length=5)]
    confidence: Literal["confirmed", "partly", "own-knowledge", "unsure"]
    since: date | None = None
    note: Text | None = None


class Named(Stated):
    name: Text
    name_zh: Text


class Vocabulary(Stated):
    words: Words


class Centre(Vocabulary):
    modes: list[Mode]
    provided: Text


class Places(Strict):
    original: Vocabulary
    return_centre: Centre


class Zone(Stated):
    modes: list[Mode]
    zones: list[Text]
    ask: Text


class State(Named):
    effect: Literal["fit", "ask", "other"]
    words: Words
    sealed: list[Literal[tuple(documents_data().categories)]] = []
    ground: Text | None = None
    doubt: Text | None = None
    ask: Text | None = None


class Option(Named):
    for_: list[Literal["eligible", *CODES]] = Field(alias="for")
    while_: Literal["in time"] | None = Field(default=None, alias="while")
    goods: Literal["any", "arrived"]
    modes: list[Mode] = []
    states: list[Literal[tuple(RAW["conditions"])]] = []
    tax: Literal["back", "stays", "as judged"]
    text: Text
    ask: Text | None = None


class Statuses(Strict):
    refused: Words
    source: Text


class File(Strict):
    covers_from: date
    modes: dict[Mode, Named]
    places: Places
    other_zone: Zone
    conditions: dict[str, State]
    applicants: dict[Literal["entitled", "others"], Vocabulary]
    statuses: Statuses
    options: dict[str, Option]


def test_the_file_has_its_shape() -> None:
    File.model_validate(RAW)


@pytest.mark.parametrize("kind", ["conditions", "applicants", "places"])
def test_a_word_means_one_thing(kind: str) -> None:
    words = Counter(fold(str(word)) for entry in RAW[kind].values() for word in entry["words"])
    twice = {
        word
        for word, times in words.items()
        if times > 1 and len({n for n, e in RAW[kind].items() if word in map(fold, e["words"])}) > 1
    }
    assert twice == set()


def test_what_is_not_settled_has_its_question() -> None:
    for state in DATA.states.values():
        assert bool(state.doubt and state.ask) == (state.effect == "ask")
        assert bool(state.ground) == bool(state.sealed)


def test_whatever_stands_against_a_return_leaves_something_to_do_or_nothing_was_found() -> None:
    stands = {code for option in DATA.options for code in option.standing}
    assert set(CODES) - stands == {"RET005", "RET008", "RET009", "RET010", "RET012"}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("原状", "original"),
        ("Opened", "opened"),
        ("已 使用", "used"),
        ("破损", "damaged"),
        ("假货", "other"),
        ("旧", None),
    ],
)
def test_states_in_words(text: str, state: str | None) -> None:
    found = DATA.state(text)
    assert (found.id if found else None) == state


def test_a_seal_matters_for_food_and_cosmetics_alone() -> None:
    opened = DATA.states["opened"]
    assert opened.effect_on("3304990039", "面霜") == "unfit"
    assert opened.effect_on("1901101090", "奶粉") == "unfit"
    assert opened.effect_on("8510100000", "剃须刀") == "ask"


def test_places_applicants_and_answers_in_words() -> None:
    assert DATA.is_original_place("原海关监管作业场所")
    assert DATA.is_return_centre("宁波退货中心仓2号")
    assert not DATA.is_return_centre("宁波保税区")
    assert (DATA.applicant("报关企业"), DATA.applicant("消费者"), DATA.applicant("某公司")) == (True, False, None)
    assert DATA.was_refused("100")
    assert not DATA.was_refused("399")


def test_the_windows_by_day_of_release() -> None:
    now = window_of(date(2026, 10, 1))
    assert (now.apply_by, now.arrive_by) == (date(2026, 10, 31), date(2026, 11, 15))
    assert (now.settle_from, now.settle_to) == (date(2026, 11, 1), date(2026, 11, 15))
    last = window_of(date(2020, 3, 27))
    assert last.apply_by == last.arrive_by == date(2020, 4, 26)
    assert window_of(date(2020, 3, 28)).arrive_by == date(2020, 5, 12)
    with pytest.raises(NotInForce):
        window_of(date(2016, 4, 7))


def test_zones_and_centres_by_day_and_mode() -> None:
    assert DATA.zone_takes("1210", date(2023, 9, 20))
    assert not DATA.zone_takes("1210", date(2023, 9, 19))
    assert not DATA.zone_takes("9610", date(2026, 1, 1))
    assert not DATA.zone_takes("1210", date(2019, 1, 1))
    assert DATA.centre_takes("1210", date(2021, 9, 10))
    assert not DATA.centre_takes("1210", date(2021, 9, 9))
    assert not DATA.centre_takes("9610", date(2026, 1, 1))
