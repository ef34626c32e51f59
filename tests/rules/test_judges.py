"""What the judges say of one text."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cbec_cli.rules.judges.chinese import lacks_chinese_characters
from cbec_cli.rules.judges.gtin import gtin_fault
from cbec_cli.rules.judges.id_type import id_type_fault
from cbec_cli.rules.judges.length import at_most
from cbec_cli.rules.judges.party_code import party_code_fault, platform_code_fault, unregistered_platform_fault
from cbec_cli.rules.judges.phone import phone_fault
from cbec_cli.rules.judges.resident_id import resident_id_fault

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
DIGITS = "0123456789"
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def with_check(start: str) -> str:
    """Seventeen digits with the check digit of GB 11643-1999, worked out here once more."""
    return start + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(start, WEIGHTS, strict=True)) % 11]


def born(day: str, region: str = "110105") -> str:
    return with_check(f"{region}{day}002")


every_judge = pytest.mark.parametrize(
    "judge",
    [
        resident_id_fault,
        id_type_fault,
        party_code_fault,
        platform_code_fault,
        unregistered_platform_fault,
        gtin_fault,
        phone_fault,
        lacks_chinese_characters,
        at_most(3),
    ],
)


@every_judge
@given(text=st.text())
def test_any_text_is_judged_in_a_few_words(judge: Any, text: str) -> None:
    said = judge(text)
    assert isinstance(said, str)
    assert len(said) < 120
    assert judge("") == ""


# -- identity numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",  # the example of the standard
        "11010519491231002x",
        born("19900101", "441900"),  # a city without counties
        born("19900101", "460027"),  # a county that is no more
        born("19900101", "320594"),  # a zone no list names, in a prefecture that is known
        born("20000229"),
        born("19940823", "810000"),
        born("19920130", "820000"),
        born("19920130", "830000"),
        "911124198108030024",  # a foreigner's card: issued in Beijing, Canadian
    ],
)
def test_numbers_that_can_exist(number: str) -> None:
    assert resident_id_fault(number) == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("110105491231002", "15 digits: the number of before 1999, no longer valid"),
        ("1101051949123100", "an ID number has 18 characters, this one 16"),
        ("E12345678", "an ID number has 18 characters, this one 9"),
        ("110105********002X", "it is masked; customs need all 18 characters"),
        ("11010519491231X020", "an ID number is 17 digits and a check digit (0 to 9 or X)"),
        ("１１０１０５１９４９１２３１００２X", "an ID number is 17 digits and a check digit (0 to 9 or X)"),
        (born("19900101", "000000"), "its first digits are no region of China"),
        (born("19900101", "110000"), "its first digits are no region of China"),
        (born("19900101", "123456"), "its first digits are no region of China"),
        (born("19900101", "820105"), "its first digits are no region of China"),
        (born("19900101", "999999"), "its first digits are no region of China"),
        (born("19491301"), "the birth date in it is no day of the calendar"),
        (born("19000229"), "the birth date in it is no day of the calendar"),
        (born("00000101"), "the birth date in it is no day of the calendar"),
        (born("18500101"), "the birth date in it is more than 130 years ago"),
        (born("29990101"), "the birth date in it is still to come"),
        ("110105194912310021", "its check digit is wrong"),
    ],
)
def test_numbers_that_cannot_exist(number: str, said: str) -> None:
    assert resident_id_fault(number) == said


def test_who_is_born_today_has_a_number_and_who_is_born_tomorrow_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbec_cli.rules.judges.resident_id.today", lambda: date(2026, 2, 28))
    assert resident_id_fault(born("20260228")) == ""
    assert resident_id_fault(born("20260301")) == "the birth date in it is still to come"
    assert resident_id_fault(born("18960101")) == ""
    assert resident_id_fault(born("18951231")) == "the birth date in it is more than 130 years ago"


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 999), st.integers(0, 17), st.sampled_from(DIGITS))
def test_every_wrong_digit_is_found(day: date, serial: int, place: int, digit: str) -> None:
    number = with_check(f"110105{day:%Y%m%d}{serial:03}")
    assert resident_id_fault(number) == ""
    assume(number[place] != digit)
    assert resident_id_fault(number[:place] + digit + number[place + 1 :]) != ""


@given(st.text(DIGITS, min_size=17, max_size=17), st.sampled_from(DIGITS + "X"))
def test_what_is_said_of_a_person_tells_nothing_of_the_number(start: str, last: str) -> None:
    said = resident_id_fault(start + last)
    numbers = {word.strip("();,") for word in said.split()}
    assert {number for number in numbers if number.isdigit()} <= {"17", "18", "0", "9", "130"}
    assert said == "its check digit is wrong" or "check digit" not in said


@pytest.mark.parametrize("text", ["1", "01", "1-身份证", "身份证", "居民身份证", "ID card", ""])
def test_the_ID_card_is_admitted(text: str) -> None:  # noqa: N802 -- ID is a word of its own
    assert id_type_fault(text) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2", "type 2"),
        ("护照", "type 护照"),
        ("11", "type 11"),
        ("外国人永久居留身份证", "type 外国人永久居留身份证"),
        ("E12345678", "this"),
        ("x" * 50, "this"),
    ],
)
def test_other_documents_are_not(text: str, told: str) -> None:
    assert id_type_fault(text) == f"{told} is not the ID card (身份证), which is 1"


# -- firms --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["91110000600037341L", "330766K00Q", "33169667BG", "3301960001", ""])
def test_codes_of_firms(code: str) -> None:
    assert party_code_fault(code) == platform_code_fault(code) == unregistered_platform_fault(code) == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("330766K00", "a code has 10 or 18 characters, this one 9"),
        ("K30766K00Q", "a customs code begins with the four digits of its region"),
        ("0000000000", "a customs code begins with the four digits of its region"),
        ("1111111111", "a placeholder, not a code"),
        ("330766k00q", "its letters have to be capitals"),
        ("330766 00Q", "only digits and letters are allowed, not ' '"),
        ("91110000600037341M", "its check digit is wrong (the last character should be L)"),
        ("91110000600O37341L", "a social credit code never has the letter O"),
        ("Z1110000600037341L", "its first two characters are no registering authority and type"),
        ("911100X0600037341L", "its characters 3 to 8 have to be digits, the region"),
    ],
)
def test_codes_that_no_firm_has(code: str, said: str) -> None:
    assert party_code_fault(code) == said


@pytest.mark.parametrize("start", ["91", "N2", "Y1", "A1"])
def test_authorities_that_register_firms_may_be_letters(start: str) -> None:
    code = start + "110101MA01ABCD1"
    checked = [code + last for last in LETTERS if not party_code_fault(code + last)]
    assert len(checked) == 1
    total = sum(LETTERS.index(letter) * 3**i for i, letter in enumerate(code))
    assert checked == [code + LETTERS[-total % 31]]


def test_a_platform_may_have_an_identifier_of_another_form() -> None:
    assert platform_code_fault("W0098") == ""
    assert unregistered_platform_fault("W0098") == "a code has 10 or 18 characters, this one 5"
    assert platform_code_fault("91110000600037341M") == party_code_fault("91110000600037341M") != ""
    assert unregistered_platform_fault("91110000600037341M") == ""


# -- barcodes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["73513537", "036000291452", "6901234567892", "98412345678908", "无", "N/A", "None", "/", "--"]
)
def test_barcodes(code: str) -> None:
    assert gtin_fault(code) == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("6901234567890", "its check digit is wrong (the last digit should be 2)"),
        ("690123456789", "its check digit is wrong (the last digit should be 7)"),
        ("690123456", "a barcode has 8, 12, 13 or 14 digits, this one 9"),
        (
            "36000291452",
            "a barcode has 8, 12, 13 or 14 digits, this one 11; a leading zero is lost, it was likely 036000291452",
        ),
        ("0000000000000", "a placeholder, not a barcode; write 无 if there is none"),
        ("X001ABCDEF", "a barcode (GTIN) has only digits; write 无 if there is none"),
        ("６９０１２３４５６７８９２", "a barcode (GTIN) has only digits; write 无 if there is none"),
    ],
)
def test_barcodes_that_no_scanner_reads(code: str, said: str) -> None:
    assert gtin_fault(code) == said


@given(st.sampled_from([7, 11, 12, 13]).flatmap(lambda n: st.text(DIGITS, min_size=n, max_size=n)))
def test_one_check_digit_of_ten_is_right(start: str) -> None:
    assume(start.strip("0"))
    total = sum(int(digit) * (3, 1)[i % 2] for i, digit in enumerate(reversed(start)))
    assert [last for last in DIGITS if not gtin_fault(start + last)] == [str(-total % 10)]


# -- telephones ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "13912345678",
        "+86 139-1234-5678",
        "(86)13912345678",
        "008613912345678",
        "8613912345678",
        "13912345678-1234",  # a privacy number with its extension
        "139 1234 5678 转 1234",
        "13912345678/010-65123456",
        "010-65123456",
        "(0571)8765 4321",
        "0571-87654321-801",
        "+86 571 87654321",
        "86-10-65123456",
        "400-123-4567",
        "+852 9123 4567",
        "852-2123-4567",
        "+853 6612 3456",
        "+886 912 345 678",
        "00886-2-23456789",
        "+1 212-555-0100",
        "0044 20 7946 0958",
        "+81(3)1234-5678",
    ],
)
def test_telephones(number: str) -> None:
    assert phone_fault(number) == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1391234567", "10 digits are neither a mobile number (11, from 13 to 19) nor a landline with area code"),
        ("12912345678", "11 digits are neither a mobile number (11, from 13 to 19) nor a landline with area code"),
        ("65123456", "its area code or country code is missing"),
        ("139****5678", "it is masked; customs need the whole number"),
        ("00000000000", "a placeholder, not a number in use"),
        ("8888888", "a placeholder, not a number in use"),
        ("12345678901", "a placeholder, not a number in use"),
        ("+86 138 0013 8000", "a placeholder, not a number in use"),
        ("13800138000-12", "a placeholder, not a number in use"),
        ("13912345678/无", "not a telephone number"),
        ("无", "not a telephone number"),
        ("a@b.example", "not a telephone number"),
        ("1.39E+10", "not a telephone number"),
        ("+86 123", "5 digits"),
        ("１３９１２３４５６７８", "not a telephone number"),
    ],
)
def test_what_is_no_telephone(number: str, said: str) -> None:
    assert phone_fault(number).startswith(said)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_mobile_numbers_are_fine_however_they_are_written(number: str) -> None:
    assume(number != "13800138000")
    for written in (number, f"+86{number}", f"86-{number}", f"{number[:3]} {number[3:7]} {number[7:]}"):
        assert phone_fault(written) == ""


# -- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["面霜", "SK-II 神仙水", "Crème 霜", "㐀", "𠀀", "化粧水しっとり"])
def test_names_with_chinese_characters(name: str) -> None:
    assert lacks_chinese_characters(name) == ""


@pytest.mark.parametrize("name", ["Face cream", "フェイスクリーム", "크림", "，。（）", "12", "䷀"])
def test_names_without(name: str) -> None:
    assert lacks_chinese_characters(name) == "no Chinese characters"


def test_a_length_counts_characters_and_its_judge_is_the_same_each_time() -> None:
    assert at_most(2)("面霜") == ""
    assert at_most(2)("面霜盒") == "3 characters, the field holds 2"
    assert at_most(250) is at_most(250)
    assert at_most(250) is not at_most(251)


def test_the_oldest_and_the_youngest_move_with_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 11, 23)
    for days in range(0, 400, 37):
        now = day + timedelta(days)
        monkeypatch.setattr("cbec_cli.rules.judges.resident_id.today", lambda now=now: now)
        assert resident_id_fault(born(f"{now:%Y%m%d}")) == ""
        assert resident_id_fault(born(f"{now + timedelta(1):%Y%m%d}")) != ""
