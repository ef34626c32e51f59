from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.money import SCALE
from cbec_cli.tables import arrow
from cbec_cli.tables.days import parse_day, read_days
from cbec_cli.tables.numbers import LARGEST, parse_number, read_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", "12.5"),
        ("1,234.50", "1234.5"),
        ("1,234,567", "1234567"),
        ("¥1,234.50", "1234.5"),
        ("￥1234.5", "1234.5"),
        ("¥ -3", "-3"),
        ("-¥3", "-3"),
        ("CNY 12", "12"),
        ("rmb12", "12"),
        ("人民币12", "12"),
        ("12元", "12"),
        ("12.50 CNY", "12.5"),
        ("１２．５０", "12.5"),
        ("－１", "-1"),
        ("−1", "-1"),
        ("+1", "1"),
        ("\u00a012\u3000", "12"),
        ("5.", "5"),
        (".5", "0.5"),
        ("007", "7"),
        ("1.2300000", "1.23"),
        ("0.00001", "0.00001"),
        ("900000000", "900000000"),
        ("-900000000.00000", "-900000000"),
    ],
)
def test_numbers_people_write(text: str, value: str) -> None:
    assert parse_number(text) == int(Decimal(value) * SCALE)
    values, known, odd = read_numbers(arrow.strings([text, "1"]))
    assert (values.tolist(), known.tolist(), odd) == ([int(Decimal(value) * SCALE), SCALE], [True, True], {})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1,23", "it could mean more than one number"),
        ("1.234,50", "it could mean more than one number"),
        ("1 234.50", "it could mean more than one number"),
        ("1,2345", "it could mean more than one number"),
        ("1.2.3", "it could mean more than one number"),
        ("1e5", "scientific notation"),
        ("1E-5", "scientific notation"),
        ("1.5E+3", "scientific notation"),
        ("1.234567", "more than 5 decimals"),
        ("NaN", "not a number"),
        ("inf", "not a number"),
        ("-", "not a number"),
        ("free", "not a number"),
        ("面议", "not a number"),
        ("(12.00)", "not a number"),
        ("12%", "a percentage"),
        ("$12", "foreign currency"),
        ("12 USD", "foreign currency"),
        ("#N/A", "an error of the spreadsheet"),
        ("#REF!", "an error of the spreadsheet"),
        ("=A1*2", "a formula without its result"),
        ("900000000.00001", "larger than 900,000,000"),
        ("-999999999999", "larger than 900,000,000"),
        ("99999999999999999999", "larger than 900,000,000"),
        ("12¥", "not a number"),
    ],
)
def test_numbers_that_are_not_guessed(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why.replace("(", r"\(")):
        parse_number(text)
    values, known, odd = read_numbers(arrow.strings(["2", text, None, " "]))
    assert values.tolist() == [2 * SCALE, 0, 0, 0]
    assert known.tolist() == [True, False, False, False]
    assert list(odd) == [1]
    assert why in odd[1]


@given(st.integers(-LARGEST, LARGEST))
def test_a_number_written_is_the_number_read(value: int) -> None:
    for text in (f"{Decimal(value) / SCALE:f}", f"{Decimal(value) / SCALE:,f}", f"¥{Decimal(value) / SCALE:.5f}"):
        assert parse_number(text) == value


@given(st.lists(st.one_of(st.none(), st.integers(-(LARGEST + 2), LARGEST + 2)), max_size=20), st.booleans())
def test_columns_and_cells_agree(values: list[int | None], odd: bool) -> None:
    texts = [None if value is None else f"{Decimal(value) / SCALE:f}" for value in values] + ["x"] * odd
    for start in (0, min(3, len(texts))):
        read, known, wrong = read_numbers(arrow.strings(texts).slice(start))
        for i, text in enumerate(texts[start:]):
            expected = None if text is None or i in wrong else parse_number(text)
            assert (read[i], known[i]) == (expected or 0, expected is not None)
        refused = {
            i for i, text in enumerate(texts[start:]) if text and (text == "x" or abs(Decimal(text)) * SCALE > LARGEST)
        }
        assert set(wrong) == refused


def test_an_empty_column() -> None:
    values, known, odd = read_numbers(arrow.strings([]))
    assert (len(values), len(known), odd) == (0, 0, {})


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-22",
        "2026-03-22 10:15:00",
        "2026-03-22T10:15:00.123",
        "2026-03-22T23:15:00+08:00",
        "2026-03-21T18:15:00Z",
        "20260322",
        "20260322101500",
        "2026/3/22",
        "2026-3-22",
        "2026.3.22",
        "2026/03/22 9:05",
        "2026年3月22日",
        "2026 年 3 月 22 日",
        "２０２６－０３－２２",
        "46103",
        "46103.4270833333",
        "22/03/2026",
        "03/22/2026",
        " 2026-03-22 ",
    ],
)
def test_days_people_write(text: str) -> None:
    assert parse_day(text) == date(2026, 3, 22)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/2026", "day and month could be exchanged"),
        ("2026-02-30", "there is no such day"),
        ("20261301", "there is no such day"),
        ("2026-13-01T10:00:00Z", "there is no such day"),
        ("1926-03-22", "the year 1926"),
        ("30000", "the year 1982"),
        ("2026-03-22 25:00", "not a day"),
        ("20260322995959", "not a day"),
        ("yesterday", "not a day"),
        ("#N/A", "not a day"),
        ("=TODAY()", "a formula without its result"),
        ("12345", "not a day"),
        ("22.3.26", "not a day"),
    ],
)
def test_days_that_are_not_guessed(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_day(text)
    ordinals, odd = read_days(arrow.strings(["2026-03-22", text, None, "  "]))
    assert ordinals.tolist() == [date(2026, 3, 22).toordinal(), 0, 0, 0]
    assert list(odd) == [1]


def test_the_same_day_and_month_cannot_be_exchanged() -> None:
    assert parse_day("05/05/2026") == date(2026, 5, 5)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_written_is_the_day_read(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y年%m月%d日}",
        str(serial),
    ):
        assert parse_day(text) == day


def test_many_times_of_day() -> None:
    texts = [f"2026-03-22 {i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}" for i in range(2_000)]
    texts += [text.replace("-", "").replace(" ", "").replace(":", "") for text in texts]
    ordinals, odd = read_days(arrow.strings([*texts, None, "2026-03-22 24:00:00"]))
    assert set(ordinals[:-2].tolist()) == {date(2026, 3, 22).toordinal()}
    assert ordinals[-2:].tolist() == [0, 0]
    assert odd == {len(texts) + 1: "not a day"}
