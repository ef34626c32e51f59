"""A screen and its judge agree: what the screen lets pass, the judge finds nothing wrong with."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.rules.judges.chinese import lacks_chinese_characters
from cbec_cli.rules.judges.gtin import gtin_fault
from cbec_cli.rules.judges.length import at_most
from cbec_cli.rules.judges.phone import phone_fault
from cbec_cli.rules.judges.resident_id import prefectures, resident_id_fault
from cbec_cli.tables import arrow, screens
from cbec_cli.tables.text_column import TextColumn

DIGITS = "0123456789"
JUDGES = [*screens.SCREENS, at_most(0), at_most(3), at_most(18)]
each_judge = pytest.mark.parametrize("judge", JUDGES)


def with_check(start: str) -> str:
    return start + "10X98765432"[sum(int(digit) * pow(2, 17 - i) for i, digit in enumerate(start)) % 11]


def with_gtin_check(start: str) -> str:
    return start + str(-sum(int(digit) * (3, 1)[i % 2] for i, digit in enumerate(reversed(start))) % 10)


REGIONS = st.one_of(
    st.sampled_from(sorted(prefectures())).map(lambda four: four + "01"),
    st.sampled_from(["810000", "820000", "830001", "911124", "999999", "110000", "000000"]),
    st.text(DIGITS, min_size=6, max_size=6),
)
BIRTHS = st.one_of(
    st.dates(date(1850, 1, 1), date(2060, 1, 1)).map(lambda day: f"{day:%Y%m%d}"),
    st.sampled_from(["20000229", "19000229", "19990230", "19991301", "19990100", "19990431"]),
    st.text(DIGITS, min_size=8, max_size=8),
)
IDS = st.tuples(REGIONS, BIRTHS, st.text(DIGITS, min_size=3, max_size=3)).map(lambda parts: with_check("".join(parts)))
BARCODES = st.sampled_from([7, 11, 12, 13]).flatmap(lambda n: st.text(DIGITS, min_size=n, max_size=n))
PHONES = st.one_of(st.from_regex(r"[0-2][2-9][0-9]{9}", fullmatch=True), st.sampled_from(["13800138000"]))
STRANGE = st.sampled_from(["/", ":", "x", "\0", "\x7f", "０", "é", "面", "䷀", "㐀", "\u9fff", "\ua000", "𠀀"])


@st.composite
def nearly(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with one character replaced, added, lost, or two exchanged."""
    text = draw(texts)
    at = draw(st.integers(0, len(text) - 1))
    put = draw(st.one_of(st.sampled_from(DIGITS), STRANGE))
    first, second = text[:at], text[at:]
    swapped = first + second[1:2] + second[:1] + second[2:]
    return draw(st.sampled_from([first + put + second[1:], first + put + second, first + second[1:], swapped]))


SOUND = st.one_of(IDS, BARCODES.map(with_gtin_check), PHONES)
TEXTS = st.one_of(st.none(), SOUND, nearly(SOUND), st.text(max_size=20), st.just("0" * 13), st.just("1" * 11))


def arrays(texts: list[str | None], start: int, length: int) -> list[pa.StringArray]:
    """The same texts as a whole and as a slice, with and without a text where it is null."""
    plain = pa.array(texts, pa.string())
    hidden = pa.StringArray.from_buffers(  # a null may have bytes
        len(texts),
        *pa.array([text or "11010519491231002X" for text in texts], pa.string()).buffers()[1:],
        arrow.bitmap(np.array([text is not None for text in texts], np.bool_)),
    )
    return [each for array in (plain, hidden) for each in (array, array.slice(min(start, len(texts)), length))]


@each_judge
@given(texts=st.lists(TEXTS, max_size=30), start=st.integers(0, 10), length=st.integers(0, 30))
def test_what_the_screen_lets_pass_the_judge_lets_pass(
    judge: Any, texts: list[str | None], start: int, length: int
) -> None:
    screen = screens.screen_for(judge)
    for array in arrays(texts, start, length):
        fine = screen(array)
        assert fine.dtype == np.bool_
        assert fine.shape == (len(array),)
        passed = [text for text, sure in zip(array.to_pylist(), fine.tolist(), strict=True) if sure and text]
        assert {text: said for text in passed if (said := judge(text))} == {}


@each_judge
@given(texts=st.lists(TEXTS, max_size=30), start=st.integers(0, 10), length=st.integers(0, 30))
def test_a_column_finds_what_the_judge_finds(judge: Any, texts: list[str | None], start: int, length: int) -> None:
    for array in arrays(texts, start, length):
        column = TextColumn(array)
        assert column.faulty(judge).tolist() == [bool(text and judge(text)) for text in array.to_pylist()]


@pytest.mark.parametrize(
    ("judge", "text"),
    [
        (resident_id_fault, "11010519491231002X"),
        (resident_id_fault, with_check("44030019900101000")),
        (gtin_fault, "73513537"),
        (gtin_fault, "036000291452"),
        (gtin_fault, "6901234567892"),
        (gtin_fault, "98412345678908"),
        (phone_fault, "13900000100"),
    ],
)
def test_every_character_in_every_place(judge: Any, text: str) -> None:
    """A byte may weigh as much as a digit without being one: `:` is ten above 0, `;` eleven."""
    changed = [text[:at] + chr(byte) + text[at + 1 :] for at in range(len(text)) for byte in range(128)]
    assert TextColumn(arrow.strings(changed)).faulty(judge).tolist() == [bool(judge(each)) for each in changed]


@pytest.mark.parametrize("year", [1900, 1999, 2000, 2025, 2026])
def test_every_day_of_a_year_and_those_that_are_none(year: int) -> None:
    numbers = [with_check(f"110105{year}{day:04}100") for day in range(1400)]
    assert TextColumn(arrow.strings(numbers)).faulty(resident_id_fault).tolist() == [
        bool(resident_id_fault(number)) for number in numbers
    ]


@pytest.mark.parametrize(
    ("judge", "texts"),
    [
        (resident_id_fault, ["11010519491231002X", with_check("44190019900101001"), with_check("65900119880606123")]),
        (gtin_fault, ["73513537", "036000291452", "6901234567892", "98412345678908"]),
        (phone_fault, ["13912345678", "19900000001"]),
        (lacks_chinese_characters, ["面霜", "Crème 霜", "𠀀 霜"]),
        (at_most(2), ["面霜", "ab", "é"]),
    ],
)
def test_the_usual_is_spared_the_judge(judge: Any, texts: list[str]) -> None:
    asked = []

    def asking(text: str) -> str:
        asked.append(text)
        return judge(text)

    assert screens.screen_for(judge)(arrow.strings(texts)).tolist() == [True] * len(texts)
    assert TextColumn(arrow.strings(texts * 2)).faulty(asking).tolist() == [False] * len(texts) * 2
    assert asked == texts  # without a screen: once per distinct text


def test_more_texts_than_are_looked_at_together() -> None:
    numbers = [with_check(f"110105{1950 + i % 50}0101{i % 1000:03}") for i in range(40_000)]
    numbers[::7] = [number[:17] + "Y" for number in numbers[::7]]
    numbers[3::11] = ["short"] * len(numbers[3::11])
    wanted = [number[-1] != "Y" and number != "short" for number in numbers]
    assert screens.screen_for(resident_id_fault)(arrow.strings(numbers)).tolist() == wanted


def test_the_screen_goes_by_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    number = arrow.strings([with_check("11010519491231002")])
    screen = screens.SCREENS[resident_id_fault]
    assert screen(number).tolist() == [True]
    for day in (date(1949, 12, 30), date(1949, 12, 31), date(2080, 1, 1)):
        monkeypatch.setattr(screens, "today", lambda day=day: day)
        assert screen(number).tolist() == [False]


def test_a_judge_without_a_screen() -> None:
    assert screens.screen_for(str.strip) is None
    assert TextColumn(arrow.strings(["a", " ", None, "a"])).faulty(str.strip).tolist() == [True, False, False, True]


def test_an_empty_text_is_never_faulty() -> None:
    assert TextColumn(pa.array(["", None, "a"])).faulty(lambda text: f"{text!r} is wrong").tolist() == [
        False,
        False,
        True,
    ]


def test_a_column_is_read_like_a_list_of_texts() -> None:
    column = TextColumn(arrow.strings(["b", None, "面", "b"]))
    assert len(column) == 4
    assert list(column) == ["b", "", "面", "b"]
    assert [column.text(i) for i in range(4)] == ["b", "", "面", "b"]
    assert column.given.tolist() == [True, False, True, True]
    assert list(column[np.array([2, 1, 2])]) == ["面", "", "面"]
    assert list(column[np.array([], np.intp)]) == []
