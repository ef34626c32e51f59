"""Forms of the numbers on documents: each judge tells in a few words what is wrong with one number, or nothing.

Only forms that are sure stand here; a number of any other document is not judged. An empty number is unknown and no
fault. Where a document may also carry a number whose form is not published (a letter of exemption, the number a
foreign authority gave a factory), only what looks like the known kind is held to its form.

Sources: 保健食品注册与备案管理办法 (health food); 婴幼儿配方乳粉产品配方注册管理办法 (infant formula);
特殊医学用途配方食品注册管理办法 (medical food); 化妆品注册备案管理办法 第五十八条 and 牙膏监督管理办法 (cosmetics);
医疗器械注册与备案管理办法 (devices); 进口饲料和饲料添加剂登记管理办法 (feed); 海关总署公告2018年第113号
(declaration list). The forms are own knowledge where the texts were not at hand; older forms of the same registers are
accepted.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新"
_YEAR_LENGTH = 4
_FIRST_YEAR, _LAST_YEAR = 1990, 2099


@dataclass(frozen=True, slots=True)
class _Form:
    """A fixed beginning, then digits: a year of four, and the rest.

    Attributes:
        start: pattern of the beginning.
        digits: how many digits may follow.
        example: a number in this form; told to the user.
        end: pattern of what follows the digits.
    """

    start: str
    digits: tuple[int, ...]
    example: str
    end: str = ""

    def fault(self, text: str) -> str | None:
        """What is wrong with a number that begins like this form; None if it begins otherwise."""
        begins = re.match(self.start, text)
        if not begins:
            return None
        rest = re.fullmatch(rf"([0-9]*){self.end}", text[begins.end() :])
        if not rest:
            return f"after {begins.group()} come digits only, as in {self.example}"
        digits = rest.group(1)
        if len(digits) not in self.digits:
            wanted = " or ".join(map(str, self.digits))
            return f"after {begins.group()} come {wanted} digits, not {len(digits)}, as in {self.example}"
        return _year_fault(digits[:_YEAR_LENGTH])


def _judge(*forms: _Form) -> Callable[[str], str]:
    """A judge of numbers that have one of some forms."""

    def judge(text: str) -> str:
        folded = _folded(text)
        if not folded:
            return ""
        said = [fault for form in forms if (fault := form.fault(folded)) is not None]
        if not said:
            return f"a number here looks like {' or '.join(form.example for form in forms[:2])}"
        return min(said, key=len)

    return judge


def import_licence_fault(text: str) -> str:
    """What is wrong with the number of an import licence: year (2), issuing office (2), serial (6)."""
    folded = _folded(text)
    if not folded or re.fullmatch(r"[0-9]{2}-?[0-9A-Z]{2}-?[0-9]{6}", folded):
        return ""
    return "a licence number is the year (2 digits), the office (2 characters) and 6 digits, as in 26-AA-100123"


def declaration_list_fault(text: str) -> str:
    """What is wrong with the number of a CBEC declaration list: the one of customs (invtNo) or the port's (preNo)."""
    folded = _folded(text)
    if not folded:
        return ""
    if re.fullmatch(r"B[0-9]{17}", folded):
        return _day_fault(folded[1:9])
    found = re.fullmatch(r"[0-9]{4}([0-9]{4})([IE])[0-9]{9}", folded)
    if not found:
        return (
            "the list number of customs is its office (4 digits), the year, I and 9 digits, as in 53652026I000000001; "
            "the one of the port is B and 17 digits"
        )
    if found.group(2) == "E":
        return "E in its place 9 means exports; imports have I"
    return _year_fault(found.group(1))


def producer_registration_fault(text: str) -> str:
    """What is wrong with the Chinese registration number of an overseas producer: C, the country, 14 digits.

    A number that the authority of the exporting country gave has any form and is not judged.
    """
    folded = _folded(text)
    found = re.fullmatch(r"C([A-Z]{3})([0-9]+)", folded)
    if not found:
        return ""
    from cbec_cli.law.codes import country  # noqa: PLC0415 -- reads the table of countries

    land, digits = found.groups()
    known = country(land)
    if known is None or known.iso3 != land:
        return f"{land} is no country code of three letters" if len(digits) == 14 else ""
    if len(digits) != 14:
        return f"after C{land} come 14 digits, not {len(digits)}, as in CAUS06032203150001"
    return ""


def ccc_fault(text: str) -> str:
    """What is wrong with the number of a CCC certificate: 16 digits, the first four its year.

    The number of a letter of exemption has other characters too and is not judged.
    """
    folded = _folded(text)
    if not folded:
        return ""
    if not any(character.isdigit() for character in folded):
        return "there is no number in it; a certificate has 16 digits, as in 2020010902312345"
    if not folded.isdigit():
        return ""
    if len(folded) != 16:
        return f"a certificate number has 16 digits, not {len(folded)}, as in 2020010902312345"
    return _year_fault(folded[:_YEAR_LENGTH])


_HEALTH_FOOD = (
    _Form("国食健注[GJ]", (8,), "国食健注J20210001"),
    _Form("食健备[GJ]", (12,), "食健备J202100000001"),
    _Form("国食健字[GJ]", (8,), "国食健字J20140001"),
    _Form(r"卫食健进?字\(", (4,), "卫食健进字(2002)第0001号", r"\)第?[0-9]{3,4}"),
)
_COSMETICS = (
    _Form(rf"国妆网备[进制]字\([{_PROVINCES}]\)", (10,), "国妆网备进字（沪）2021012345"),
    _Form("国妆特[进制]?字[GJ]?", (8, 9), "国妆特进字20210001"),
    _Form("国妆特注[进制]字[GJ]?", (8, 9), "国妆特注进字20210001"),
    _Form("国妆备[进制]字[GJ]?", (8, 9), "国妆备进字J20181234"),
    _Form(rf"[{_PROVINCES}]G?妆网备字", (10,), "沪G妆网备字2021012345"),
    _Form(rf"国牙膏网备[进制]字\([{_PROVINCES}]\)", (10,), "国牙膏网备进字（沪）2023000001"),
)
_MEDICAL_DEVICES = (
    _Form(rf"(?:国|[{_PROVINCES}])械注[进许准]", (11,), "国械注进20193160123"),
    _Form("国械备", (8,), "国械备20190001"),
    _Form(rf"[{_PROVINCES}]\w{{0,2}}械备", (8,), "沪浦械备20190001"),
)

NUMBER_JUDGES: Mapping[str, Callable[[str], str]] = {
    "formula": _judge(_Form("国食注字YP", (8,), "国食注字YP20180001")),
    "fsmp": _judge(_Form("国食注字TY", (8,), "国食注字TY20180001")),
    "health_food": _judge(*_HEALTH_FOOD),
    "cosmetics": _judge(*_COSMETICS),
    "medical_device": _judge(*_MEDICAL_DEVICES),
    "pet_food": _judge(_Form(r"\(", (4,), "（2024）外饲准字123号", r"\)外饲准字[0-9]{3,4}")),
    "import_licence": import_licence_fault,
    "declaration_list": declaration_list_fault,
    "producer_registration": producer_registration_fault,
    "ccc": ccc_fault,
}
"""Name of a form, as `data/documents.yaml` writes it → its judge."""


def _folded(text: str) -> str:
    """One form for wide and narrow, capital and small letters; spaces and the 号 at the end are dropped."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split()).removesuffix("号")


def _year_fault(year: str) -> str:
    return "" if _FIRST_YEAR <= int(year) <= _LAST_YEAR else f"{year} is no year of such a number"


def _day_fault(digits: str) -> str:
    """What is wrong with a day written as 20261123."""
    try:
        date.fromisoformat(digits)
    except ValueError:
        return f"{digits} is no day; it is B, the day (8 digits) and 9 digits"
    return ""
