"""Identity numbers of residents (公民身份号码, GB 11643-1999)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from cbec_cli.engine.today import today
from cbec_cli.rules.judges.characters import only_digits

LENGTH = 18
OLDEST = 130
"""Years; nobody on record has lived that long."""
PERMITS = frozenset({"810000", "820000", "830000"})
"""What stands for the region in residents' permits of people of Hong Kong, Macao and Taiwan (国办发〔2018〕81号)."""
FOREIGNER = "9"
"""First digit of the foreign permanent resident ID card since 2023; the province that issued it follows."""


def resident_id_fault(text: str) -> str:
    """What is wrong with an identity number: its length, characters, region, birth date or check digit.

    Says nothing that would tell the number: neither the birth date nor the check digit wanted. Lower-case x is let
    pass. The county is not tested, only province and prefecture: police also use counties that no list names.
    """
    return (_form(text) or _region(text) or _birth(text) or _check(text)) if text else ""


@lru_cache(maxsize=1)
def provinces() -> frozenset[str]:
    """First two digits of every region (GB/T 2260), Taiwan, Hong Kong and Macao included."""
    return frozenset(province for province, _ in _places())


@lru_cache(maxsize=1)
def prefectures() -> frozenset[str]:
    """First four digits of every county there is or was since 1980 (GB/T 2260 and its older editions)."""
    return frozenset(province + county[:2] for province, county in _places() if county != "0000")


@lru_cache(maxsize=1)
def _places() -> tuple[tuple[str, str], ...]:
    from stdnum import numdb  # noqa: PLC0415 -- reads a table of 7,000 places

    found = numdb.get("cn/loc").prefixes
    return tuple((province, county) for _, province, _, _, within in found for _, county, _, _, _ in within)


def _form(text: str) -> str:
    if "*" in text:
        return "it is masked; customs need all 18 characters"
    if len(text) == 15 and only_digits(text):
        return "15 digits: the number of before 1999, no longer valid"
    if len(text) != LENGTH:
        return f"an ID number has 18 characters, this one {len(text)}"
    if not only_digits(text[:-1]) or text[-1] not in "0123456789Xx":
        return "an ID number is 17 digits and a check digit (0 to 9 or X)"
    return ""


def _region(text: str) -> str:
    if text[:6] in PERMITS or text[:4] in prefectures():
        return ""
    if text.startswith(FOREIGNER) and text[1:3] in provinces():
        return ""
    return "its first digits are no region of China"


def _birth(text: str) -> str:
    now = today()
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "the birth date in it is no day of the calendar"
    if born > now:
        return "the birth date in it is still to come"
    return f"the birth date in it is more than {OLDEST} years ago" if now.year - born.year > OLDEST else ""


def _check(text: str) -> str:
    from stdnum.cn import ric  # noqa: PLC0415 -- starting without it is faster

    return "" if text[-1].upper() == ric.calc_check_digit(text) else "its check digit is wrong"
