"""What law and tariff say about one code on one day."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from readings import LAW

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.duty import Duty, parse_duty
from cbec_cli.law.tariff import load_tariff
from cbec_cli.work.assess import Assessor, Goods, choose_duty
from cbec_cli.work.settings import Settings
from cbec_cli.work.units import CONTENT, PIECE, SHEET

TARIFF = load_tariff()
DAY = date(2026, 11, 22)


def assessor(**settings: object) -> Assessor:
    return Assessor(LAW, TARIFF, Settings(**settings))


def test_a_code_nobody_knows_names_the_nearest() -> None:
    found = assessor().assess(Goods("8510109999", DAY))
    assert not found.code_known
    assert "8510" in found.texts["choices"]
    assert assessor().assess(Goods("", DAY)).texts["choices"] == ""
    assert not assessor().assess(Goods("851010", DAY)).code_known  # six digits are no code to declare


def test_units_that_the_taxes_count() -> None:
    look = assessor().assess
    assert look(Goods("3304990029", DAY)).taxed_unit == CONTENT
    assert look(Goods("3304990049", DAY)).taxed_unit == SHEET
    assert look(Goods("9102110000", DAY)).taxed_unit == PIECE
    assert look(Goods("8510100000", DAY)).taxed_unit == 0


def test_beer_has_both_steps_over_one_denominator() -> None:
    found = assessor().assess(Goods("2203000000", DAY))
    assert (found.ct_specific * 988, found.ct_below_specific * 988) == (
        25_000 * found.ct_specific_per,
        22_000 * found.ct_specific_per,
    )


def test_eight_digits_whose_lines_agree_are_no_doubt() -> None:
    found = assessor().assess(Goods("85101000", DAY, "JP"))
    assert (found.lines_differ, found.duty_lines_differ, found.duty_rate) == (False, False, 800)


def test_eight_digits_whose_lines_differ_take_the_highest() -> None:
    found = assessor().assess(Goods("33041000", DAY, "FR"))
    assert (found.lines_differ, found.duty_lines_differ, found.ct_rate) == (True, False, 1500)
    assert (found.has_price_test, found.ct_below_rate) == (False, 1500)
    assert found.texts["hs_code"] == "33041000"
    assert found.texts["assumed"].startswith("33041000")
    assert "3304100091" in found.texts["choices"]
    assert found.texts["range"] == "consumption tax 0–15 %"


def test_the_range_of_lines_that_differ_is_written_out() -> None:
    """Lines of one eight-digit code with VAT of 9 and 13 %."""
    found = assessor().assess(Goods("15179010", DAY, "FR"))
    assert found.lines_differ
    assert "VAT 9–13 %" in found.texts["range"]
    assert found.vat_rate == 1300


def test_a_line_without_classes_is_unknown_not_free() -> None:
    found = assessor().assess(Goods("2402200000", DAY, "JP"))
    assert found.tax_unknown
    assert "consumption tax" in found.texts["missing_rate"]


def test_a_line_without_any_rate_names_all_that_is_missing() -> None:
    found = assessor().assess(Goods("5201000080", DAY, "JP"))
    assert (found.tax_unknown, found.duty_unknown) == (True, True)
    assert found.texts["missing_rate"] == "VAT and consumption tax and duty"


def test_duty_alone_may_be_unknown() -> None:
    line = TARIFF.line("8510100000", DAY)
    assert line is not None
    tariff = SimpleNamespace(line=lambda *_: replace(line, mfn=None), vintage="2026-01-01")
    found = Assessor(LAW, tariff, Settings()).assess(Goods("8510100000", DAY, "JP"))
    assert (found.tax_unknown, found.duty_unknown, found.texts["missing_rate"]) == (False, True, "duty")


def test_unproven_origin_without_a_usual_rate() -> None:
    line = TARIFF.line("8510100000", DAY)
    assert line is not None
    tariff = SimpleNamespace(line=lambda *_: replace(line, mfn=None), vintage="2026-01-01")
    found = Assessor(LAW, tariff, Settings()).assess(Goods("8510100000", DAY, "701"))
    assert (found.duty_rate, found.additional_unknown) == (10_000, False)


def test_unproven_origin_before_there_were_additional_duties() -> None:
    found = assessor().assess(Goods("8510100000", date(2017, 1, 1), "701"))
    assert found.duty_rate == 10_000
    assert found.other_vintage


def test_additional_duties_the_user_sets() -> None:
    assert assessor(additional_duty={"JP": "5"}).assess(Goods("8510100000", DAY, "日本")).additional_duty_rate == 500
    with pytest.raises(CannotRun, match="--additional-duty Atlantis: not a country"):
        assessor(additional_duty={"Atlantis": "5"})


def test_parcel_rates_only_for_parcels() -> None:
    assert assessor().assess(Goods("9503006000", DAY)).parcel_tier_rate == 0
    found = assessor(route="parcel").assess(Goods("9503006000", DAY))
    assert (found.parcel_tier_rate, found.parcel_below_rate) == (1300, 1300)
    assert "toys" in found.texts["tier_reason"]
    cream = assessor(route="parcel").assess(Goods("3304990029", DAY))
    assert (cream.parcel_tier_rate, cream.parcel_below_rate) == (5000, 2000)


def test_an_origin_that_is_no_country_is_strange_not_unknown() -> None:
    found = assessor().assess(Goods("8510100000", DAY, "Gemany"))
    assert (found.origin_strange, found.duty_rate) == (True, 800)
    assert "Germany" in found.texts["origin_near"]
    assert not assessor().assess(Goods("8510100000", DAY, "701")).origin_strange


def test_a_claim_counts_where_the_origin_belongs_to_the_agreement() -> None:
    look = assessor().assess
    assert look(Goods("0406200000", DAY, "CH", "CHE")).duty_rate == 480
    assert look(Goods("0406200000", DAY, "CH", "是")).duty_rate == 480
    assert look(Goods("0406200000", DAY, "", "CHE")).duty_rate == 480
    assert look(Goods("0406200000", DAY, "FR", "CHE")).agreement_not_found
    withheld = look(Goods("0406200000", DAY, "CH", "CHE", may_prefer=False))
    assert (withheld.agreement_withheld, withheld.duty_rate) == (True, 800)


def test_rates_per_unit_and_in_percent_cannot_be_compared_without_a_price() -> None:
    look = assessor().assess
    assert look(Goods("0207141100", DAY, "NI", "NIC")).duty_uncompared
    assert not look(Goods("0207141100", DAY, "NZ", "NZL")).duty_uncompared  # nothing is lower than zero
    assert look(Goods("0207141100", DAY, "701")).duty_uncompared
    assert not look(Goods("0207141100", DAY, "BR")).duty_uncompared


@pytest.mark.parametrize(
    ("mfn", "provisional", "agreement", "kind"),
    [
        ("10%", None, None, "mfn"),
        ("10%", "5%", None, "provisional"),
        ("10%", "12%", None, "provisional"),
        ("10%", None, "6%", "agreement"),
        ("3%", None, "5%", "mfn"),
        ("5%", None, "5%", "mfn"),
        ("10%", "5%", "6%", "provisional"),
        ("10%", "5%", "0%", "agreement"),
        ("0.6元/千克", None, "0%", "agreement"),
        ("0.6元/千克", None, "0元/千克", "agreement"),
    ],
)
def test_which_rate_applies(mfn: str, provisional: str | None, agreement: str | None, kind: str) -> None:
    line = SimpleNamespace(mfn=parse_duty(mfn), provisional=_duty(provisional), general=parse_duty("100%"))
    assert choose_duty(line, _duty(agreement), general_applies=False)[0] == kind
    assert choose_duty(line, _duty(agreement), general_applies=True)[0] == "general"


def _duty(text: str | None) -> Duty | None:
    return parse_duty(text) if text else None


def test_figures_that_cannot_be_numbers_are_refused() -> None:
    """Faults of the data, not of the user: they must not pass as zero."""
    law = SimpleNamespace(
        vat_rate=LAW.vat_rate,
        consumption_tax=lambda *_: replace(LAW.consumption_tax("beer", DAY), specific=(1, 7), below_specific=(1, 5)),
        parcel_tier=LAW.parcel_tier,
        parcel_rate=lambda *_: replace(LAW.parcel_rate("tier_1", DAY), value=None),
    )
    with pytest.raises(ValueError, match="no common denominator"):
        Assessor(law, TARIFF, Settings()).assess(Goods("2203000000", DAY))
    law.consumption_tax = LAW.consumption_tax
    with pytest.raises(TypeError, match="not a number of the law"):
        Assessor(law, TARIFF, Settings(route="parcel")).assess(Goods("9503006000", DAY))
