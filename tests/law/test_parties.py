"""Roles by route, duties by day, and what the codes of firms tell; `data/parties.yaml` is in order."""

from datetime import date, timedelta
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.places import data_file
from cbec_cli.law.dated import load_law
from cbec_cli.law.documents import STAGES
from cbec_cli.law.parties import (
    ROLES,
    decode_customs_code,
    decode_uscc,
    duties,
    find_role,
    region_name,
    roles,
    roles_for,
)

DAY = date(2026, 11, 23)
RAW = yaml.safe_load(data_file("parties.yaml").read_text(encoding="utf-8"))

Text = Annotated[str, Field(min_length=2)]
Stage = Literal[STAGES]  # type: ignore[valid-type]  # the routes are a tuple of literals
RoleId = Literal[ROLES]  # type: ignore[valid-type]  # so are the roles


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Sure(Strict):
    source: Text
    confidence: Literal["confirmed", "partly", "own-knowledge", "unsure"]
    note: Text | None = None


class RoleEntry(Sure):
    title: Text
    title_zh: Text
    aliases: list[Text]
    what: Text
    filed: bool


class NeedEntry(Strict):
    role: RoleId
    need: Literal["required", "optional"]
    most: Annotated[int, Field(gt=0)] | None = None
    where: Literal["domestic", "abroad", "any"]
    may: Text
    source: Text | None = None
    confidence: Literal["confirmed", "partly", "own-knowledge", "unsure"] | None = None


class Section(Sure):
    stages: Annotated[list[Stage], Field(min_length=1)]
    since: date
    parties: Annotated[list[NeedEntry], Field(min_length=1)]


class DutyEntry(Sure):
    role: RoleId
    stages: Annotated[list[Stage], Field(min_length=1)]
    duty: Text
    duty_zh: Text
    figure: list[Text] = []
    since: date
    until: date | None = None
    consequence: Text | None = None


class CodeTable(Sure):
    since: date
    values: dict[
        Annotated[str, Field(min_length=1, max_length=2)], Annotated[list[Text], Field(min_length=2, max_length=2)]
    ]


class File(Strict):
    roles: dict[RoleId, RoleEntry]
    needs: list[Section]
    duties: list[DutyEntry]
    codes: dict[Literal["uscc_authority", "customs_zone", "customs_business"], CodeTable]


def test_the_file_is_in_order() -> None:
    found = File.model_validate(RAW)
    assert tuple(found.roles) == ROLES
    assert {duty.role for duty in found.duties} == set(ROLES)
    known = set(load_law().names())
    assert {name for duty in found.duties for name in duty.figure} <= known


def test_a_word_means_one_role() -> None:
    words = [word for role in roles().values() for word in {role.id, role.title, role.title_zh, *role.aliases}]
    assert len(words) == len(set(words))
    for role in roles().values():
        assert {find_role(word) for word in (role.id, role.title.upper(), role.title_zh, *role.aliases)} == {role.id}


def test_a_mistyped_role_names_the_nearest() -> None:
    with pytest.raises(CannotRun, match="did you mean warehouse"):
        find_role("warehose")
    with pytest.raises(CannotRun, match="use one of importer"):
        find_role("??")


def test_general_trade_needs_a_domestic_consignee_and_nothing_else() -> None:
    assert [(need.role, need.where) for need in roles_for("0110", DAY) if need.required] == [("importer", "domestic")]


@pytest.mark.parametrize("stage", ["9610", "1210-second", "1239-second"])
def test_retail_import_needs_a_seller_abroad_and_one_domestic_agent(stage: str) -> None:
    needs = {need.role: need for need in roles_for(stage, DAY) if need.required}
    assert (needs["seller"].where, needs["agent"].where, needs["agent"].most) == ("abroad", "domestic", 1)
    assert set(needs) - {"warehouse"} == {"seller", "agent", "platform", "payment", "logistics", "guarantor"}
    assert ("warehouse" in needs) == stage.endswith("second")
    assert "importer" not in {need.role for need in roles_for(stage, DAY)}


@pytest.mark.parametrize("stage", STAGES)
def test_every_role_of_a_route_is_explained(stage: str) -> None:
    for need in roles_for(stage, DAY):
        assert need.may
        assert need.stated.source


def test_before_the_notice_of_2018_nothing_is_known() -> None:
    with pytest.raises(CannotRun, match="2018-12-31"):
        roles_for("9610", date(2018, 12, 31))


@pytest.mark.parametrize(
    ("role", "before", "since"),
    [("platform", True, True), ("logistics", True, True), ("declarant", False, True), ("seller", True, False)],
)
def test_withholding_agents_changed_on_2024_12_01(role: str, before: bool, since: bool) -> None:
    first = date(2024, 12, 1)
    for day, expected in ((first - timedelta(days=1), before), (first, since)):
        assert any("withhold" in duty.text for duty in duties(role, "9610", day)) is expected


def test_a_filing_replaced_the_registration_in_2022() -> None:
    def words(day: date) -> str:
        return " ".join(duty.text for duty in duties("importer", "0110", day))

    assert "be registered with customs" in words(date(2021, 12, 31))
    assert "does not expire" in words(date(2022, 1, 1))


def test_the_decree_on_producers_changed_in_june_2026() -> None:
    sources = [str(duties("producer", "0110", day)[0].stated) for day in (date(2026, 5, 31), date(2026, 6, 1))]
    assert ["248号" in sources[0], "280号" in sources[1]] == [True, True]


@pytest.mark.parametrize(
    ("code", "place", "kind"),
    [
        ("91110000600037341L", "北京市", "enterprise (企业)"),
        ("91350100M000100Y43", "福建省福州市", "enterprise (企业)"),
        ("91330106673959654P", "浙江省西湖区", "enterprise (企业)"),
        ("914403001922038216", "广东省深圳市", "enterprise (企业)"),
    ],
)
def test_real_social_credit_codes(code: str, place: str, kind: str) -> None:
    found = decode_uscc(code)
    assert found is not None
    assert (found.region_zh, found.parts[0][2], found.code) == (place, kind, code)


@pytest.mark.parametrize("code", ["", "9111000060003734", "91I10000600037341L", "91110000600037341l"])
def test_what_has_not_the_form_of_a_social_credit_code_is_not_decoded(code: str) -> None:
    assert decode_uscc(code) is None


def test_letters_of_a_customs_code_are_no_fault() -> None:
    for code in ("330766K00Q", "33169667BG"):
        found = decode_customs_code(code)
        assert found is not None
        assert found.region_zh == "浙江省"
    assert decode_customs_code("3307") is None


def test_unknown_characters_have_no_meaning() -> None:
    found = decode_customs_code("9907Z0000A")
    assert found is not None
    assert [meaning for _, _, meaning in found.parts] == ["", "", "", ""]
    assert "practice" in found.unsure


def test_a_county_that_was_renamed_has_its_new_name() -> None:
    assert region_name("310115") == "上海市浦东新区"
    assert region_name("330782") == "浙江省义乌市"
    assert region_name("110000") == "北京市"
