"""Amendments: which change counts on a day, and what a faulty file is told."""

from datetime import date
from pathlib import Path

import pytest

from cbec_cli.engine.errors import CannotRun
from cbec_cli.engine.places import data_file
from cbec_cli.law.amendments import HEADING, Amendments, read_amendments
from cbec_cli.law.tariff import load_tariff

WHISKY = "2208300000"
DAY = date(2026, 6, 1)


def write(folder: Path, *rows: str, heading: str = ",".join(HEADING)) -> Path:
    path = folder / "mine.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def test_the_shipped_file_names_a_document_for_every_change() -> None:
    shipped = read_amendments(data_file("amendments.csv"), by_user=False)
    assert len(shipped) == 75
    assert all(change.source and change.confidence for change in shipped)
    assert sum(change.source == "海关总署公告2026年第15号" for change in shipped) == 70


def test_a_users_change_wins_over_the_shipped_one_even_if_it_starts_earlier(tmp_path: Path) -> None:
    path = write(tmp_path, f"{WHISKY},provisional,7%,2026-01-05,,own ruling,,")
    line = load_tariff([path]).line(WHISKY, DAY)
    assert line is not None
    assert line.provisional is not None
    assert line.provisional.text == "7%"
    assert line.amended == ("own ruling",)


def test_the_later_change_wins_then_the_longer_code(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"{WHISKY},mfn,3%,2026-03-01,,A,,",
        "22083000,mfn,4%,2026-04-01,,B,,",
        "22083000,general,100%,2026-04-01,,C,,",
        f"{WHISKY},general,90%,2026-04-01,,D,,",
    )
    line = load_tariff([path]).line(WHISKY, DAY)
    assert line is not None
    assert line.mfn is not None
    assert line.general is not None
    assert (line.mfn.text, line.general.text) == ("4%", "90%")


def test_a_change_ends_after_its_last_day(tmp_path: Path) -> None:
    path = write(tmp_path, f"{WHISKY},mfn,3%,2026-03-01,2026-03-31,A,,")
    tariff = load_tariff([path])
    rates = {}
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        line = tariff.line(WHISKY, day)
        assert line is not None
        assert line.mfn is not None
        rates[day] = line.mfn.text
    assert list(rates.values()) == ["10%", "3%", "3%", "10%"]
    assert {date(2026, 3, 1), date(2026, 4, 1)} <= set(tariff.change_days())


def test_a_blank_value_makes_a_field_unknown_and_a_provisional_rate_none(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "1901101090,provisional,,2026-03-01,,A,,",
        "1901101090,elements,,2026-03-01,,A,,",
        "1901101090,vat_class,,2026-03-01,,A,,",
    )
    line = load_tariff([path]).line("1901101090", DAY)
    assert line is not None
    assert (line.provisional, line.elements, line.vat_class) == (None, (), "")


def test_elements_and_names_can_be_amended(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"{WHISKY},elements,品名|酒精浓度,2026-03-01,,A,,",
        f"{WHISKY},name_zh,威士忌,2026-03-01,,A,,",
    )
    line = load_tariff([path]).line(WHISKY, DAY)
    assert line is not None
    assert (line.elements, line.name_zh) == (("品名", "酒精浓度"), "威士忌")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2208,mfn,5%,2026-01-01,,A,,", "neither eight nor ten digits"),
        ("２２０８３０００,mfn,5%,2026-01-01,,A,,", "neither eight nor ten digits"),
        (f"{WHISKY},vat,9,2026-01-01,,A,,", "field 'vat' is unknown"),
        (f"{WHISKY},mfn,cheap,2026-01-01,,A,,", "not a rate"),
        (f"{WHISKY},vat_class,low,2026-01-01,,A,,", "vat_class 'low' is unknown"),
        (f"{WHISKY},ct_class,cheese,2026-01-01,,A,,", "ct_class 'cheese' is unknown"),
        (f"{WHISKY},mfn,5%,1.1.2026,,A,,", "from '1.1.2026' is not a day"),
        (f"{WHISKY},mfn,5%,2026-01-01,soon,A,,", "until 'soon' is not a day"),
        (f"{WHISKY},mfn,5%,2026-03-01,2026-02-01,A,,", "lies before from"),
        (f"{WHISKY},mfn,5%,2026-01-01,,,,", "source is blank"),
        (f"{WHISKY},mfn,5%,2026-01-01,,A,maybe,", "confidence 'maybe' is unknown"),
    ],
)
def test_a_faulty_row_is_named_by_file_and_line(tmp_path: Path, row: str, fault: str) -> None:
    path = write(tmp_path, f"{WHISKY},mfn,5%,2026-01-01,,A,,", row)
    with pytest.raises(CannotRun, match=fault) as told:
        load_tariff([path])
    assert f"{path}, line 3" in str(told.value)


def test_a_file_without_its_columns_is_told_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="no column field, value, from, source; found code, rate"):
        read_amendments(write(tmp_path, heading="code,rate"), by_user=True)


def test_an_empty_file_an_absent_one_and_one_of_bytes_are_told_apart_from_tables(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(CannotRun, match="found nothing"):
        read_amendments(empty, by_user=True)
    with pytest.raises(CannotRun, match="cannot be read"):
        read_amendments(tmp_path / "absent.csv", by_user=True)
    damaged = tmp_path / "damaged.csv"
    damaged.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CannotRun, match="cannot be read"):
        read_amendments(damaged, by_user=True)


def test_no_amendments_change_nothing() -> None:
    nothing = Amendments([])
    assert nothing.on(WHISKY, DAY) == {}
    assert nothing.change_days() == ()
