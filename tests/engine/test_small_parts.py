"""Allocation, money, findings, masks, places, errors, threads."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine import places
from cbec_cli.engine.allocate import allocate
from cbec_cli.engine.errors import CannotRun, NotInForce
from cbec_cli.engine.findings import Finding, Findings
from cbec_cli.engine.mask import Personal, mask, mask_address, mask_id, mask_name, mask_phone
from cbec_cli.engine.money import fen, percent, ratio_text, whole, yuan
from cbec_cli.engine.threads import in_order, prefetch
from cbec_cli.engine.today import day_of, today

weights = st.lists(st.integers(0, 10**13), min_size=1, max_size=8)


# -- allocation ---------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**11), weights)
def test_allocation_is_exact_and_what_the_oracle_gives(amount: int, parts: list[int]) -> None:
    shared = allocate(amount, parts)
    assert sum(shared) == amount
    expected = oracle.shared(Fraction(amount, 100), [Fraction(part) for part in parts])
    assert [Fraction(each, 100) for each in shared] == expected


@given(st.integers(0, 10**11), weights)
def test_no_line_is_a_fen_away_from_its_share(amount: int, parts: list[int]) -> None:
    total = sum(parts)
    for share, part in zip(allocate(amount, parts), parts, strict=True):
        ideal = Fraction(amount * part, total) if total else Fraction(amount, len(parts))
        assert abs(share - ideal) < 1
        assert part or not total or share == 0


def test_gifts_get_nothing_unless_all_are_gifts() -> None:
    assert allocate(1000, [0, 5, 0]) == [0, 1000, 0]
    assert allocate(1001, [0, 0]) == [501, 500]


# -- money --------------------------------------------------------------------------------------------------------


@given(st.integers(-(10**15), 10**15))
def test_money_reads_back_what_it_writes(amount: int) -> None:
    assert fen(yuan(amount)) == amount
    assert yuan(amount, thousands=True).replace(",", "") == yuan(amount)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**9), max_value=10**9))
def test_whole_is_exact(number: Decimal) -> None:
    assert whole(f"{number:f}", 5) == number.scaleb(5)


@pytest.mark.parametrize("text", ["", "1.2.3", "1e5", "NaN", "1,5", "--1", "0x1", "١٢.5x"])
def test_what_is_no_plain_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        whole(text, 2)


def test_decimals_are_never_dropped() -> None:
    assert (whole("1.500", 1), whole("+2.", 0), whole(" 7 ", 2)) == (15, 2, 700)
    with pytest.raises(ValueError, match="more than 2 decimals"):
        whole("1.505", 2)


def test_percent() -> None:
    assert [percent(rate) for rate in (1300, 650, 1234, 0, 5, 10_000)] == ["13", "6.5", "12.34", "0", "0.05", "100"]


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_a_ratio_as_text_is_the_ratio(p: int, q: int) -> None:
    assert Fraction(ratio_text(p, q)) == Fraction(p, q)


# -- findings -----------------------------------------------------------------------------------------------------


def test_findings_are_counted_beyond_their_limit() -> None:
    findings = Findings(limit=2)
    for row in range(4):
        findings.add(Finding("DAT001", "error", "odd", row=row))
    findings.count_only("DAT005", 3)
    assert [finding.row for finding in findings.kept] == [0, 1]
    assert (findings.dropped, findings.counts["DAT001"], findings.counts["DAT005"]) == (5, 4, 3)


def test_a_finding_as_plain_data() -> None:
    found = Finding("THR001", "error", "above", fix="split", row=7, official_code="-621005").as_dict()
    assert (found["code"], found["row"], found["official_code"], found["sheet"]) == ("THR001", 7, "-621005", "")


# -- today, errors, places -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-11-22T15:59:59+00:00", "2026-11-22"), ("2026-11-22T16:00:00+00:00", "2026-11-23")],
)
def test_the_day_changes_at_midnight_in_china(moment: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            assert tz is UTC
            return datetime.fromisoformat(moment)

    monkeypatch.setattr("cbec_cli.engine.today.datetime", Clock)
    assert today() == date.fromisoformat(day)


def test_a_day_is_written_with_dashes() -> None:
    assert day_of(None) is None
    assert day_of("2026-11-23") == date(2026, 11, 23)
    with pytest.raises(CannotRun, match=r"--on 23\.11\.2026: not a day; write it as 2026-11-23"):
        day_of("23.11.2026")


def test_what_stops_a_command_is_one_line() -> None:
    stop = CannotRun("orders.xlsx: empty", "give a table")
    assert (str(stop), stop.what, stop.fix) == (
        "orders.xlsx: empty; give a table",
        "orders.xlsx: empty",
        "give a table",
    )
    assert str(NotInForce("no value on 2015-01-01")) == "no value on 2015-01-01"


def test_data_lies_beside_the_package_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places.data_file("tariffs.yaml").is_file()
    monkeypatch.setattr(places, "_PACKAGE", tmp_path / "lib" / "site" / "cbec_cli")
    assert places.data_file("tariffs.yaml") == tmp_path / "lib" / "data" / "tariffs.yaml"
    (tmp_path / "lib" / "site" / "cbec_cli" / "data").mkdir(parents=True)
    assert (
        places.data_file("codes/units.csv") == tmp_path / "lib" / "site" / "cbec_cli" / "data" / "codes" / "units.csv"
    )


# -- masks --------------------------------------------------------------------------------------------------------


@given(st.text(max_size=30))
def test_masks_hide_at_least_three_characters_or_everything(text: str) -> None:
    for masked, bare in ((mask_id(text), text.strip()), (mask_phone(text), masked_digits(text))):
        assert len(masked) == len(bare)
        assert masked.count("*") >= min(len(bare), 3)


def masked_digits(text: str) -> str:
    digits = "".join(each for each in text if each.isdecimal())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def test_masks() -> None:
    assert mask_id(" 11010519491231002X ") == "110105********002X"
    assert (mask_id("G1234567"), mask_id("1234")) == ("G1****67", "****")
    assert (mask_name("欧阳锋"), mask_name("  ")) == ("欧*", "")
    assert (mask_phone("+86 13812345678"), mask_phone("13812345678"), mask_phone("110")) == (
        "138****5678",
        "138****5678",
        "***",
    )


KINDS: tuple[Personal, ...] = ("id", "name", "phone", "address")
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
PLACES = ("", "浙江省", "浙江省杭州市", "北京市", "广东深圳", "内蒙古自治区锡林郭勒盟", "中国上海市")


@given(st.sampled_from(KINDS), st.text(max_size=30))
def test_a_mask_never_gives_the_whole_away(kind: Personal, text: str) -> None:
    shown = mask(kind, text)
    assert bool(shown.strip()) == bool(text.strip())
    assert not text.strip() or "*" in shown
    assert text.strip() not in shown or set(text.strip()) <= {"*"}
    assert mask("", text) == text


@given(st.sampled_from(PLACES), st.text(HAN, max_size=6), st.text("0123456789", min_size=1, max_size=8))
def test_an_address_never_shows_its_tail(place: str, street: str, tail: str) -> None:
    address = f"{place}{street}路{tail}"
    shown = mask_address(address)
    assert shown.endswith("****")
    assert address.startswith(shown.removesuffix("****"))
    assert "路" not in shown
    assert not set(shown) & set(tail)


@given(st.text(max_size=20), st.text("0123456789", min_size=1, max_size=8))
def test_what_follows_the_city_does_not_matter(street: str, number: str) -> None:
    assert mask_address(f"浙江省杭州市 {street}{number}") == "浙江省杭州市****"


def test_addresses_keep_province_and_city() -> None:
    shown = {
        "浙江省杭州市西湖区文三路1号": "浙江省杭州市****",
        "北京市朝阳区光华路2号": "北京市****",
        "广东 深圳市 南山区1号": "广东 深圳市****",
        "新疆维吾尔自治区伊犁哈萨克自治州伊宁市1号": "新疆维吾尔自治区伊犁哈萨克自治州****",
        "河南中原区城市花园3栋": "河南****",
        "浙江张三超市旁": "浙江****",
        "陕西省西安市": "陕西省****",
        "陕西省": "****",
        "1 Main Street": "****",
        " ": "",
    }
    assert {address: mask_address(address) for address in shown} == shown
    assert (mask_name("张"), mask("phone", "none"), mask("name", " 张三 ")) == ("*", "****", "张*")


# -- threads ------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(), max_size=20))
def test_order_is_kept(pieces: list[int]) -> None:
    assert list(prefetch(pieces)) == pieces
    assert list(in_order(lambda piece: piece * 2, iter(pieces))) == [piece * 2 for piece in pieces]


def test_errors_come_through_where_they_happened() -> None:
    def broken() -> object:
        yield 1
        raise CannotRun("file damaged")

    pieces = prefetch(broken())
    assert next(pieces) == 1
    with pytest.raises(CannotRun, match="file damaged"):
        next(pieces)
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda piece: 1 // piece, [1, 0]))
