"""Figures of an evaluation, worked out by hand on a classifier that says what it is told to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from cbec_cli.classify.evidence import Product
from cbec_cli.work.classifying import evaluate as module
from cbec_cli.work.classifying.evaluate import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cbec_cli.work.classifying.evaluate import Evaluation

    Measure = Callable[..., list[Evaluation]]


@dataclass
class Candidate:
    """As much of a candidate as is measured."""

    hs6: str
    hs8: str
    probability: float


@dataclass
class Said:
    """As much of an answer as is measured."""

    language: str
    answer: object
    candidates: tuple[Candidate, ...]
    headings: tuple[tuple[str, float], ...] = field(default=())


def said(*codes: str, six: float = 0.5, four: float = 0.5, language: str = "zh", sure: bool = True) -> Said:
    """Candidates of eight digits in order; the first at `six`, its heading at `four`."""
    candidates = tuple(Candidate(code[:6], code, six if not i else (1 - six) / 9) for i, code in enumerate(codes))
    headings = dict.fromkeys(code[:4] for code in codes)
    return Said(language, object() if sure else None, candidates, tuple((code, four) for code in headings))


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measure:
    """Evaluate (label, what is said) pairs."""

    def run(*pairs: tuple[str, Said]) -> list[Evaluation]:
        answers = dict(enumerate(one for _, one in pairs))

        class Told:
            def __init__(self, history: object) -> None:
                assert history is None

            def classify(self, product: Product) -> Said:
                return answers[int(product.name)]

        monkeypatch.setattr(module, "Classifier", Told)
        return evaluate((i + 2, Product(str(i), code=label)) for i, (label, _) in enumerate(pairs))

    return run


FOUR = (
    ("3304990039", said("33049900", "34013000", six=0.9, four=0.95)),
    ("3304990039", said("34013000", "33051000", "33049900", six=0.55, four=0.65)),
    ("33051000", said("33051000", six=0.75, four=0.85)),
    ("330510", said("34013000", "96032100", "96190011", "61091000", "33059000", six=0.15, four=0.35, sure=False)),
)
"""Two labels of ten digits, one of eight, one of six; right at once, third, at once, fifth by its heading only."""


def test_hits_count_how_deep_the_right_code_stands(measured: Measure) -> None:
    (zh,) = measured(*FOUR)
    assert (zh.rows, zh.answered) == (4, 3)
    assert dict(zh.labelled) == {2: 4, 4: 4, 6: 4, 8: 3}
    assert [zh.hits[2, top] for top in (1, 3, 5)] == [2, 3, 4]
    assert [zh.hits[4, top] for top in (1, 3, 5)] == [2, 3, 4]
    assert [zh.hits[6, top] for top in (1, 3, 5)] == [2, 3, 3]
    assert [zh.hits[8, top] for top in (1, 3, 5)] == [2, 3, 3]


def test_eight_digits_are_counted_where_the_six_are_right(measured: Measure) -> None:
    pairs = (
        ("95030060", said("95030021", "95030060")),  # six right, eight wrong
        ("95030021", said("95030021")),
        ("950300", said("95030021")),  # the label does not tell
        ("95030021", said("33049900", "95030021")),  # the first is another code
    )
    (zh,) = measured(*pairs)
    assert zh.eight_of_six == (1, 2)


def test_calibration_holds_what_was_said_against_what_was_right(measured: Measure) -> None:
    (zh,) = measured(*FOUR)
    filled = {i: (b.rows, round(b.said, 2), b.right) for i, b in enumerate(zh.calibration[6]) if b.rows}
    assert filled == {9: (1, 0.9, 1.0), 5: (1, 0.55, 0.0), 7: (1, 0.75, 1.0), 1: (1, 0.15, 0.0)}
    assert zh.error[6] == pytest.approx((0.1 + 0.55 + 0.25 + 0.15) / 4)
    assert zh.error[4] == pytest.approx((0.05 + 0.65 + 0.15 + 0.35) / 4)
    assert [len(bins) for bins in zh.calibration.values()] == [10, 10]


def test_a_probability_of_one_falls_into_the_last_bin(measured: Measure) -> None:
    (zh,) = measured(("330499", said("33049900", six=1.0, four=1.0)))
    assert zh.calibration[6][9].rows == 1
    assert zh.error[6] == 0


def test_coverage_is_the_largest_share_among_which_a_precision_holds(measured: Measure) -> None:
    right = [("330499", said("33049900", four=0.9 - i / 100)) for i in range(8)]
    wrong = [("330499", said("34013000", four=0.8)), ("330499", said("34013000", four=0.1))]
    (zh,) = measured(*right, *wrong)
    by_precision = {one.precision: (one.share, round(one.threshold, 2)) for one in zh.coverage}
    # eight right ones down to 0.83, then a wrong one: 8 of 9 is above 80 %, 8 of 10 just reaches it
    assert by_precision == {80: (1.0, 0.1), 90: (0.8, 0.83), 95: (0.8, 0.83)}


def test_rows_of_one_probability_are_covered_together_or_not_at_all(measured: Measure) -> None:
    pairs = [("330499", said("33049900" if i % 2 else "34013000", four=0.7)) for i in range(10)]
    (zh,) = measured(*pairs)
    assert {one.share for one in zh.coverage} == {0.0}


def test_confusions_are_headings_that_were_wrong(measured: Measure) -> None:
    pairs = [("330499", said("34013000"))] * 3 + [("330499", said("33049900"))] + [("961900", said(sure=False))]
    (zh,) = measured(*pairs)
    assert zh.confusions.most_common() == [(("3304", "3401"), 3), (("9619", "none"), 1)]


def test_languages_are_measured_apart_chinese_first(measured: Measure) -> None:
    both = measured(("330499", said("33049900", language="en")), ("330499", said("33049900")))
    assert [(one.language, one.rows) for one in both] == [("zh", 1), ("en", 1)]


@pytest.mark.parametrize("label", ["", "3304", "409000000", "33O499", "33049900391", "none"])
def test_labels_that_are_no_codes_are_passed_over(measured: Measure, label: str) -> None:
    assert measured((label, said("33049900"))) == []


def test_a_classifier_is_not_shown_the_codes() -> None:
    (zh,) = evaluate([(2, Product("婴儿纸尿裤", code="330499"))])
    assert zh.hits[4, 1] == 0
    assert zh.confusions["3304", "9619"] == 1


def test_long_tables_say_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    class Same:
        def __init__(self, history: object) -> None: ...

        def classify(self, product: Product) -> Said:
            return said(f"{product.code}00")

    monkeypatch.setattr(module, "Classifier", Same)
    told: list[int] = []
    evaluate(((i, Product("x", code="330499")) for i in range(1_200)), None, told.append)
    assert told == [512, 512]
