"""Facts looked up only when asked for, and assessments numbered once."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from readings import LAW

from cbec_cli.law.tariff import load_tariff
from cbec_cli.work import goods
from cbec_cli.work.assess import Assessor, Goods
from cbec_cli.work.goods import GoodsTable
from cbec_cli.work.lazy import Lazy
from cbec_cli.work.settings import Settings


class Asked(dict[str, Any]):
    """A table that remembers which columns were taken."""

    def __init__(self, **columns: Any) -> None:
        super().__init__(columns)
        self.taken: list[str] = []

    def __getitem__(self, name: str) -> Any:
        self.taken.append(name)
        return super().__getitem__(name)


def test_columns_are_taken_once_and_only_if_asked_for() -> None:
    table = Asked(rate=np.array([13, 9]), unit=np.array([1, 2]))
    facts = Lazy({"value": 5}, (table, np.array([1, 0, 1])))
    assert facts["rate"].tolist() == [9, 13, 9]
    assert facts["rate"].tolist() == [9, 13, 9]
    assert table.taken == ["rate"]
    assert "unit" in facts
    assert "other" not in facts
    with pytest.raises(KeyError):
        facts["other"]


def test_earlier_sources_win_and_plain_values_stay_plain() -> None:
    facts = Lazy({}, ({"rate": 7}, np.array([0, 0])), ({"rate": np.array([1]), "more": np.array([3])}, None))
    assert facts["rate"] == 7
    assert facts["more"].tolist() == [3]


def test_a_trial_leaves_the_facts_alone() -> None:
    facts = Lazy({"value": 5, "tax": 1}, ({"rate": 7}, None))
    trial = facts.copy_with(value=6)
    trial["tax"] = 2
    assert (trial["value"], trial["rate"], facts["value"], facts["tax"]) == (6, 7, 5, 1)


ASSESSOR = Assessor(LAW, load_tariff(), Settings(additional_duty={"US": "10"}))
TEXTS = {
    "hs_code": ["8510100000", "3304990029", "0406200000", "9999999999"],
    "origin": ["JP", "DE", "US", "701", "nowhere"],
    "preference": ["CHE"],
}
DAYS = [date(2016, 4, 8), date(2026, 11, 22)]


@pytest.mark.parametrize("dense", [True, False])
def test_numbers_stand_for_assessments(dense: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every combination, asked for twice and in any order, has the figures it has alone."""
    if not dense:
        monkeypatch.setattr(goods, "_DENSE", 0)
    table = GoodsTable(ASSESSOR, TEXTS, DAYS)
    combinations = [
        (code, era, origin, preference, may)
        for code in range(-1, 4)
        for era in range(2)
        for origin in range(-1, 5)
        for preference in range(-1, 1)
        for may in (False, True)
    ]
    asked = [np.array(each) for each in zip(*combinations, strict=True)]
    numbers = table.number(*asked[:4], asked[4].astype(np.bool_))
    again = table.number(*(each[::-1] for each in asked[:4]), asked[4][::-1].astype(np.bool_))
    assert again[::-1].tolist() == numbers.tolist()
    columns = table.columns()
    for number, (code, era, origin, preference, may) in zip(numbers.tolist(), combinations, strict=True):
        alone = ASSESSOR.assess(
            Goods(
                TEXTS["hs_code"][code] if code >= 0 else "",
                DAYS[era],
                TEXTS["origin"][origin] if origin >= 0 else "",
                TEXTS["preference"][preference] if preference >= 0 else "",
                may_prefer=may and preference >= 0,
            )
        )
        for name in ("duty_rate", "additional_duty_rate", "vat_rate", "code_known", "origin_missing", "duty_unknown"):
            column = columns[name]
            assert (column if isinstance(column, int) else column[number]) == getattr(alone, name)


def test_nothing_asked_nothing_known() -> None:
    table = GoodsTable(ASSESSOR, {}, DAYS)
    empty = np.zeros(0, np.int32)
    assert table.number(empty, empty, empty, empty, empty.astype(np.bool_)).tolist() == []
    assert table.columns()["vat_rate"] == 0
