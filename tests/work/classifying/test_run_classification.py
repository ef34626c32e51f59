"""A table through the classifier: rows in order, figures of the whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from small_lexicon import install

from cbec_cli.classify.evidence import Product
from cbec_cli.classify.history import History
from cbec_cli.work.classifying.facts import Lines
from cbec_cli.work.classifying.run import Classification, Options, of_texts

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 23)
TITLES = ("保湿面霜", "礼盒", "婴儿纸尿裤", "电脑", "礼盒")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)


def test_rows_come_in_order_with_the_facts_of_each_line() -> None:
    rows = list(of_texts(TITLES, Options(DAY)).rows())
    assert [row.row for row in rows] == [1, 2, 3, 4, 5]
    assert [row.said.product.name for row in rows] == list(TITLES)
    for row in rows:
        assert len(row.lines) == len(row.said.candidates)
    facts = rows[0].lines[0]
    assert facts is not None
    assert (facts.code, facts.units, facts.duty, facts.vat) == ("3304990039", ("千克", "件"), "1%", "13%")
    assert "15 %" in facts.consumption_tax
    assert facts.positive_list == "unknown"


def test_figures_count_what_has_been_given_out_so_far() -> None:
    found = of_texts(TITLES, Options(DAY))
    rows = found.rows()
    assert found.figures.rows == 0
    next(rows)
    assert (found.figures.rows, dict(found.figures.answered)) == (1, {8: 1})
    list(rows)
    assert found.figures.rows == 5
    assert dict(found.figures.answered) == {8: 1, 10: 1}
    assert dict(found.figures.unsure) == {"礼盒: names no goods": 2, "no word of it names goods": 1}


def test_warnings_are_counted() -> None:
    past = History([("蜂胶牙膏", "2106909090")] * 9)
    found = of_texts(["蜂胶牙膏", "面霜"], Options(DAY, history=past))
    list(found.rows())
    assert found.figures.warnings == 1


def test_long_tables_say_how_far_they_are() -> None:
    told: list[int] = []
    list(Classification(((i, Product("面霜")) for i in range(1_100)), Options(DAY)).rows(told.append))
    assert told == [512, 512]


@pytest.mark.parametrize(("level", "code"), [(4, "9619"), (6, "961900"), (8, "96190011"), (10, "9619001100")])
def test_the_level_bounds_the_answer(level: int, code: str) -> None:
    (row,) = of_texts(["婴儿纸尿裤"], Options(DAY, level=level)).rows()
    assert row.said.answer is not None
    assert row.said.answer.code == code


def test_top_bounds_the_candidates_and_the_threshold_the_answers() -> None:
    (row,) = of_texts(["牙膏 牙刷 面霜"], Options(DAY, top=2)).rows()
    assert len(row.said.candidates) == 2
    (row,) = of_texts(["婴儿纸尿裤"], Options(DAY, threshold=0.99)).rows()
    assert row.said.answer is None
    (row,) = of_texts(["婴儿纸尿裤"], Options(DAY, threshold=0.96)).rows()
    assert row.said.answer is not None
    assert row.said.answer.level == 2


def test_conflicts_are_those_of_the_history() -> None:
    past = History([("面霜", "3304990039"), ("面霜", "3401300090")])
    assert [one.name for one in of_texts([], Options(DAY, history=past)).conflicts] == ["面霜"]
    assert of_texts([], Options(DAY)).conflicts == []


class TestLines:
    def test_a_line_the_tariff_has_not_has_no_facts(self) -> None:
        assert Lines(DAY).facts("9999999999") is None
        assert Lines(DAY).facts("") is None

    def test_the_day_decides_the_rates(self) -> None:
        now, then = Lines(DAY).facts("3306101090"), Lines(date(2017, 6, 1)).facts("3306101090")
        assert now is not None
        assert then is not None
        assert (now.vat, then.vat) == ("13%", "17%")

    def test_a_rate_no_text_gives_is_unknown(self) -> None:
        before = Lines(date(1990, 1, 1)).facts("3306101090")
        assert before is None or before.vat == "unknown"
