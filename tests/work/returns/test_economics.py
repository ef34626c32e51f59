"""What returns come to in money: the cases of `tests/cases/returns_economics.yaml`, and what holds for all."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from returned import judged

from cbec_cli.engine.money import whole, yuan
from cbec_cli.law.returns import returns_data
from cbec_cli.tables.columns_returns import COST_COLUMNS
from cbec_cli.work.config import Config, ReturnCostsTable
from cbec_cli.work.returns.costs import COSTS, Price, Prices, prices_of
from cbec_cli.work.returns.outcomes import WAYS, economics_of

if TYPE_CHECKING:
    from cbec_cli.work.returns.outcomes import LineEconomics, Outcome
    from cbec_cli.work.returns.result import ReturnsResult

CASES = yaml.load((Path(__file__).parents[2] / "cases" / "returns_economics.yaml").read_bytes(), yaml.BaseLoader)  # noqa: S506 -- safe


def prices(said: dict[str, Any]) -> Prices:
    """What a case says of the configuration: `line 10.00` for a cost, percent for shares."""
    costs = {name: text.split() for name, text in said.items() if name in COSTS}
    return Prices(
        {name: Price(per, whole(amount, 5)) for name, (per, amount) in costs.items()},  # type: ignore[misc] # YAML is text
        whole(said["resale"], 2) if "resale" in said else None,
        {name.casefold(): whole(share, 2) for name, share in said.get("grades", {}).items()},
    )


def named(made: Outcome | None) -> str:
    if made is None:
        return "none"
    return f"{made.option} {made.way} {'none' if made.net is None else yuan(made.net)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    found = judged(
        tmp_path,
        [case.get("returned", {})],
        [case.get("declared", {})],
        on=date.fromisoformat(case.get("on", "2026-10-25")),
    )
    (line,) = found.lines
    money, wants = economics_of(line, prices(case.get("prices", {}))), case["wants"]
    assert named(money.best) == wants["best"], money
    assert wants.get("next", named(money.second)) == named(money.second)
    assert wants.get("doubt", "none") == named(money.if_allowed)
    for name, fen in (("spent", money.spent.fen), ("saved", money.loss_avoided)):
        assert wants.get(name) in (None, None if fen is None else yuan(fen))
    assert wants.get("unknown", "") in "; ".join(text for each in money.not_compared for text in each.unknown)
    assert set(wants.get("outcomes", [])) <= {named(each) for each in money.outcomes}


def test_every_option_says_where_goods_end() -> None:
    assert set(WAYS) == {each.id for each in returns_data().options}


def test_the_configuration_names_every_cost_as_its_column() -> None:
    assert tuple(ReturnCostsTable.model_fields) == COSTS
    assert [each.name for each in COST_COLUMNS] == [*COSTS, "resale_value", "grade"]


def test_the_configuration_is_read() -> None:
    config = Config.model_validate(
        {
            "returns": {
                "resale": "60.5",
                "grades": {" B ": "70"},
                "costs": {"handling_fee": {"per": "unit", "amount": "3.5"}},
            }
        }
    )
    assert prices_of(config) == Prices({"handling_fee": Price("unit", 350_000)}, 6_050, {"b": 7_000})
    assert not prices_of(Config()).says()


def test_without_costs_there_are_no_economics(tmp_path: Path) -> None:
    assert judged(tmp_path).economics is None
    assert judged(tmp_path, [{"handling_fee": "1"}]).economics is not None


# -- what holds for all ------------------------------------------------------------------------------------------------

AMOUNTS = st.one_of(st.none(), st.integers(0, 50_000))
CELLS = st.fixed_dictionaries(dict.fromkeys((*COSTS, "resale_value"), AMOUNTS))


@pytest.fixture(scope="module")
def judgements() -> tuple[ReturnsResult, ...]:
    """Lines in time and late, back and away, as sold and damaged."""
    rows = [
        {},
        {"arrived_on": "", "condition": "", "place_to": ""},
        {"arrived_on": "2026-11-20"},
        {"condition": "破损"},
        {"place_to": "宁波"},
        {"return_qty": "2"},
        {"released_on": ""},
    ]
    with tempfile.TemporaryDirectory() as folder:
        return tuple(
            judged(Path(folder), [row], [{"net_weight": "1.5", "mode": mode}], on=date(2026, 11, 20))
            for row in rows
            for mode in ("1210", "9610")
        )


def in_money(result: ReturnsResult, cells: dict[str, int | None]) -> LineEconomics:
    (line,) = result.lines
    costs = {name: Price("line", fen * 1_000) for name in COSTS if (fen := cells[name]) is not None}
    fetched = cells["resale_value"]
    return economics_of(line, Prices(costs, None if fetched is None else min(fetched, 10_000)))


@given(st.integers(0, 13), CELLS)
def test_no_other_known_lawful_option_is_cheaper(
    judgements: tuple[ReturnsResult, ...], which: int, cells: dict[str, int | None]
) -> None:
    found = in_money(judgements[which], cells)
    known = [each for each in found.outcomes if each.net is not None and each.sure]
    if found.best is not None:
        assert found.best.net == max(each.net for each in known if each.net is not None)
        assert found.before_next is None or found.before_next >= 0
        assert found.if_allowed is None or (found.if_allowed.net or 0) > (found.best.net or 0)
    else:
        assert found.why_none


@given(st.integers(0, 13), CELLS)
def test_parts_add_up_and_nothing_unknown_is_taken_for_zero(
    judgements: tuple[ReturnsResult, ...], which: int, cells: dict[str, int | None]
) -> None:
    for each in in_money(judgements[which], cells).outcomes:
        parts = (each.tax_back, each.resale, each.freight, each.handling, each.destruction)
        assert (each.net is None) == (None in parts) == bool(each.unknown)
        if each.net is not None:
            back, resale, *costs = (part or 0 for part in parts)
            assert each.net == back + resale - sum(costs)


# -- totals and groups -------------------------------------------------------------------------------------------------

SEVERAL = [
    {
        "return_no": "R1",
        "sku": "S1",
        "reason": "尺码不合",
        "resale_value": "80.00",
        "handling_fee": "1",
        "freight_local": "5",
    },
    {"return_no": "R2", "order_no": "A2", "reason": "尺码不合", "applied_on": "2026-11-01", "arrived_on": "2026-11-02"},
    {"return_no": "R3", "order_no": "A3", "reason": "质量问题", "applied_on": "2026-10-05", "arrived_on": ""},
    {"return_no": "R3", "order_no": "A3", "reason": "质量问题"},
]
SOLD = [
    {"qty": "4", "consignee_address": "浙江省杭州市西湖区1号"},
    {"order_no": "A2", "consignee_address": "浙江杭州"},
    {"order_no": "A3", "sku": "S2", "consignee_address": ""},
    {"order_no": "A4", "sku": "S2", "qty": "3", "consignee_address": "", "customs_code": "5141"},
]


def test_lines_are_gathered_by_article_reason_and_province(tmp_path: Path) -> None:
    found = judged(tmp_path, SEVERAL, SOLD, on=date(2026, 11, 10)).summary
    by_sku = {each.name: each for each in found.groups["sku"]}
    assert {name: (each.lines, each.late, each.rate) for name, each in by_sku.items()} == {
        "S1": (2, 1, 4_000),  # 2 of 5
        "S2": (2, 0, 2_500),  # 1 of 4: what stands there twice comes back once
    }
    days = by_sku["S1"].to_application
    assert (days.lines, days.median, days.most) == (2, "20", 31)
    assert {each.name: each.rate for each in found.groups["reason"]} == {"尺码不合": 2_222, "质量问题": 1_111}
    places = {each.name: (each.lines, each.rate) for each in found.groups["province"]}
    assert places == {"浙江": (2, 4_000), "customs 2910": (2, 10_000)}
    assert (found.late, found.tax_lost, found.late_quota) == (1, 910, 10_000)


def test_groups_add_up_to_all_lines(tmp_path: Path) -> None:
    result = judged(tmp_path, SEVERAL, SOLD, on=date(2026, 11, 10))
    for groups in result.summary.groups.values():
        assert sum(each.lines for each in groups) == len(result.lines)
        assert sum(each.tax_lost for each in groups) == result.summary.tax_lost
        assert sum(each.late for each in groups) == result.summary.late
        assert result.economics is not None
        assert sum(each.loss_avoided or 0 for each in groups) == result.economics.loss_avoided


def test_totals_are_those_of_the_lines(tmp_path: Path) -> None:
    money = judged(tmp_path, SEVERAL, SOLD, on=date(2026, 11, 10)).economics
    assert money is not None
    best = [each.best for each in money.lines if each.best]
    assert money.outcome == sum(each.net or 0 for each in best)
    assert {name: each.lines for name, each in money.chosen.items()} == {"return": 1}
    assert money.missing["resale_value"] == 2
