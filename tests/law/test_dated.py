"""The law by name and day."""

import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun, NotInForce
from cbec_cli.law.dated import Law, load_law
from cbec_cli.law.figures import read_value

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "law.yaml").read_text(encoding="utf-8"))
DAY = timedelta(days=1)
LAW = load_law()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['name']} {case['from']}")
def test_what_the_law_said(case: dict) -> None:
    first = LAW.figure(case["name"], case["from"])
    assert (first.text, first.since, first.until) == (case["value"], case["from"], case.get("to"))
    assert case["source"] in first.source
    if first.until:
        assert LAW.figure(case["name"], first.until) == first
        assert _on(case["name"], first.until + DAY) != first
    assert _on(case["name"], first.since - DAY) != first


def _on(name: str, day: date) -> object:
    try:
        return LAW.figure(name, day)
    except NotInForce:
        return None


@pytest.mark.parametrize("name", LAW.names())
def test_a_history_is_in_order_and_does_not_overlap(name: str) -> None:
    history = LAW.history(name)
    for earlier, later in pairwise(history):
        assert earlier.until is not None
        assert earlier.since <= earlier.until < later.since
    assert all(figure.source and figure.title and figure.name == name for figure in history)
    assert LAW.title(name) == history[0].title
    assert LAW.title_zh(name)


@given(st.sampled_from(LAW.names()), st.dates(date(1980, 1, 1), date(2040, 12, 31)))
def test_a_figure_holds_on_its_day(name: str, day: date) -> None:
    fitting = [span for span in LAW.history(name) if span.since <= day and (span.until is None or day <= span.until)]
    assert len(fitting) <= 1
    assert _on(name, day) == (fitting[0] if fitting else None)


@given(st.sampled_from(LAW.names()), st.sampled_from(LAW.change_days()))
def test_nothing_changes_between_two_change_days(name: str, day: date) -> None:
    later = [other for other in LAW.change_days() if other > day]
    last = later[0] - DAY if later else date(2100, 1, 1)
    assert _on(name, day) == _on(name, last)


def test_change_days_are_sorted_and_hold_the_great_reforms() -> None:
    days = LAW.change_days()
    assert list(days) == sorted(set(days))
    assert {date(2016, 4, 8), date(2019, 1, 1), date(2024, 12, 1), date(2026, 11, 10), date(2028, 1, 1)} <= set(days)


@pytest.mark.parametrize(
    ("name", "day", "number"),
    [
        ("single_limit", date(2026, 1, 1), 500_000),
        ("relief", date(2026, 1, 1), 7_000),
        ("late_fee_rate", date(2026, 1, 1), 5),
        ("payment_days", date(2026, 1, 1), 15),
        ("single_article_channel", date(2026, 1, 1), 1),
        ("positive_list_lines", date(2026, 1, 1), 1476),
        ("vat.standard", date(2017, 1, 1), 1_700),
    ],
)
def test_numbers_are_whole(name: str, day: date, number: int) -> None:
    assert LAW.number(name, day) == number


def test_text_is_not_a_number() -> None:
    with pytest.raises(TypeError, match="fx_rule is text"):
        LAW.number("fx_rule", date(2026, 1, 1))


def test_an_unknown_figure_is_said_never_guessed() -> None:
    figure = LAW.figure("additional_duty.USA", date(2026, 11, 10))
    assert figure.unknown
    assert figure.value is None
    with pytest.raises(CannotRun, match="not known for 2026-11-10; set it yourself"):
        LAW.number("additional_duty.USA", date(2026, 11, 10))


def test_before_the_first_value_and_after_an_ended_one() -> None:
    with pytest.raises(
        NotInForce, match=r"single_limit .* no value on 2016-04-07; its first value holds from 2016-04-08"
    ):
        LAW.figure("single_limit", date(2016, 4, 7))
    with pytest.raises(NotInForce, match=r"no value on 2028-01-01; its last value ended on 2027-12-31"):
        LAW.figure("returned_exports_free", date(2028, 1, 1))
    with pytest.raises(NotInForce, match=r"consumption_tax.cars_1 \(Cars up to 1.0 litre\) has no value"):
        LAW.consumption_tax("cars_1", date(2008, 8, 31))


def test_a_wrong_name_is_met_with_near_ones() -> None:
    with pytest.raises(CannotRun, match=r"no figure called 'singel_limit'; did you mean single_limit"):
        LAW.figure("singel_limit", date(2026, 1, 1))
    with pytest.raises(CannotRun, match="`cbec law` lists every figure"):
        LAW.history("§§")


def test_vat_and_parcel_rates() -> None:
    assert LAW.vat_rate("standard", date(2018, 4, 30)).value == 1_700
    assert LAW.vat_rate("reduced", date(2017, 7, 1)).value == 1_100
    assert LAW.parcel_rate("tier_3", date(2018, 10, 31)).value == 6_000


@pytest.mark.parametrize(
    ("ct_class", "day", "ad_valorem", "specific", "unit"),
    [
        ("none", date(2026, 1, 1), 0, Fraction(0), ""),
        ("wine", date(2026, 1, 1), 1_000, Fraction(0), ""),
        ("spirits", date(2026, 1, 1), 2_000, Fraction(912, 10), "095"),
        ("beer", date(2026, 1, 1), 0, Fraction(25_000, 988), "095"),
        ("yellow_wine", date(2026, 1, 1), 0, Fraction(24_000, 962), "095"),
        ("gasoline", date(2026, 1, 1), 0, Fraction(152), "095"),
        ("cosmetics", date(2016, 9, 30), 3_000, Fraction(0), ""),
        ("skin_care", date(2016, 9, 30), 0, Fraction(0), ""),
        ("skin_care_by_piece", date(2016, 10, 1), 1_500, Fraction(0), ""),
    ],
)
def test_consumption_tax_is_exact(ct_class: str, day: date, ad_valorem: int, specific: Fraction, unit: str) -> None:
    tax = LAW.consumption_tax(ct_class, day)
    assert (tax.ct_class, tax.ad_valorem, Fraction(*tax.specific), tax.unit) == (ct_class, ad_valorem, specific, unit)
    assert LAW.consumption_tax(ct_class, day) is tax


@pytest.mark.parametrize(
    ("ct_class", "threshold", "unit", "below"),
    [
        ("cosmetics", Fraction(1_000_000), "035", Fraction(0)),
        ("skin_care_by_piece", Fraction(1_500), "piece", Fraction(0)),
        ("watches", Fraction(1_000_000), "piece", Fraction(0)),
        ("beer", Fraction("264.295885"), "095", Fraction(22_000, 988)),
    ],
)
def test_price_tests(ct_class: str, threshold: Fraction, unit: str, below: Fraction) -> None:
    tax = LAW.consumption_tax(ct_class, date(2026, 11, 1))
    assert tax.test_at_least is not None
    assert (Fraction(*tax.test_at_least), tax.test_unit) == (threshold, unit)
    assert (tax.below_ad_valorem, Fraction(*tax.below_specific)) == (0, below)


def test_most_classes_have_no_price_test() -> None:
    tax = LAW.consumption_tax("wine", date(2026, 1, 1))
    assert (tax.test_at_least, tax.test_unit, tax.below_specific) == (None, "", (0, 1))


def test_every_consumption_tax_class_answers_today() -> None:
    for name in LAW.names():
        section, _, ct_class = name.partition(".")
        if section == "consumption_tax":
            tax = LAW.consumption_tax(ct_class, date(2026, 11, 1))
            assert (tax.since, tax.source) == (
                LAW.figure(name, date(2026, 11, 1)).since,
                LAW.figure(name, tax.since).source,
            )


def test_additional_duty_by_origin_and_heading() -> None:
    def text(origin: str, day: date, code: str = "") -> str | None:
        figure = LAW.additional_duty(origin, day, code)
        return figure.text if figure else None

    assert text("FRA", date(2026, 1, 1)) is None
    assert text("USA", date(2018, 4, 1)) is None
    assert text("USA", date(2026, 11, 9)) == "10"
    assert text("USA", date(2025, 5, 13)) == "125"
    assert text("USA", date(2025, 11, 9), "0201100010") == "unknown"
    assert text("USA", date(2025, 11, 10), "0201100010") == "10"
    assert text("USA", date(2025, 11, 9), "3304990000") == "10"


def test_the_user_sets_a_figure() -> None:
    law = LAW.with_override("additional_duty.USA", "12.5")
    figure = law.additional_duty("USA", date(2026, 11, 10), "0201100010")
    assert figure is not None
    assert (figure.value, figure.source, figure.confidence) == (1_250, "set by the user", "set by the user")
    assert law.figure("additional_duty.USA", date(1990, 1, 1)) is figure
    assert LAW.additional_duty("USA", date(2026, 11, 10)) is not figure


def test_the_user_sets_an_origin_the_law_does_not_name() -> None:
    law = LAW.with_override("additional_duty.CAN", "25").with_override("single_limit", "6000")
    figure = law.additional_duty("CAN", date(2026, 1, 1))
    assert figure is not None
    assert figure.value == 2_500
    assert law.number("single_limit", date(2016, 1, 1)) == 600_000
    assert law.names()[-1] == "additional_duty.CAN"
    assert law.title_zh("additional_duty.CAN") == ""
    assert law.change_days() == LAW.change_days()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("additional_duty.USA", "ten", r"'ten' is not a plain decimal number; write it in percent, as 10"),
        ("single_article_channel", "2", "not a value in flag; write it in flag, as 0 or 1"),
        ("single_limit", "-1", "not a value in CNY"),
        ("additional_duty.us", "10", "no figure called"),
        ("consumption_tax.wine", "10", "not a single number"),
        ("limit", "10", "did you mean"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(name: str, value: str, words: str) -> None:
    with pytest.raises(CannotRun, match=words):
        LAW.with_override(name, value)


@pytest.mark.parametrize(
    ("code", "ct_class", "tier", "reason"),
    [
        ("1901101000", "none", "tier_1", "food and drink (heading 19)"),
        ("2204210000", "", "tier_3", "alcoholic drinks (heading 2204)"),
        ("2202100000", "none", "tier_1", "food and drink (heading 22)"),
        ("3304990000", "skin_care", "tier_3", "high-end cosmetics"),
        ("3304990000", "none", "tier_2", "all other goods"),
        ("6403910000", "none", "tier_2", "all other goods"),
        ("9506310000", "golf", "tier_3", "golf equipment"),
        ("9503006000", "none", "tier_1", "toys and games (heading 9503)"),
    ],
)
def test_parcel_tiers(code: str, ct_class: str, tier: str, reason: str) -> None:
    assert LAW.parcel_tier(code, ct_class) == (tier, reason)


@pytest.mark.parametrize(
    ("unit", "text"), [("CNY", "1.001"), ("percent", "1.001"), ("days", "1.5"), ("flag", "2"), ("ratio", "-0.1")]
)
def test_text_that_is_no_value_of_its_unit(unit: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|more than"):
        read_value(unit, text)


def test_the_shipped_law_is_loaded_once_and_without_heavy_libraries() -> None:
    assert load_law() is LAW
    program = (
        "import sys; from cbec_cli.law.dated import load_law; law = load_law(); law.history('single_limit');"
        "print(sorted({'pydantic', 'numpy', 'pandas', 'rapidfuzz', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_law_file_of_the_users_own(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    shipped = Path(__file__).parents[2] / "data" / "tariffs.yaml"
    own.write_text(shipped.read_text(encoding="utf-8").replace('"5000.00"', '"7000.00"'), encoding="utf-8")
    law = load_law(own)
    assert isinstance(law, Law)
    assert law.number("single_limit", date(2026, 1, 1)) == 700_000
