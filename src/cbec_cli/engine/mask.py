"""Personal data as reports may show it: enough to recognise one's own customer, not enough to identify a stranger.

Names, ID numbers, telephone numbers and addresses of buyers are personal information (个人信息保护法 第二十八条); what
need not be shown in full is de-identified (第五十一条).
"""

from __future__ import annotations

import re
from typing import Literal

Personal = Literal["", "id", "name", "phone", "address"]
"""How a text identifies a person; empty if it does not."""

_STAR = "*"
_HIDDEN = _STAR * 4
_PROVINCES = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|"
    "重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|台湾|香港|澳门"
)
_PROVINCE = re.compile(rf"\s*({_PROVINCES})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?")
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_CITY = re.compile(r"\s*[\u4e00-\u9fff]{1,9}?(?:(?<![超夜菜])市|盟|地区|自治州)")
_BELOW_A_CITY = re.compile(r"[区县镇乡村路街道巷弄号楼室旗](?<!地区)")


def mask(kind: Personal, text: str) -> str:
    """A personal text as reports may show it; a text that is not personal stays as it is.

    >>> mask("name", "张三丰"), mask("", "面霜"), mask("phone", "none")
    ('张*', '面霜', '****')
    """
    masks = {"id": mask_id, "name": mask_name, "phone": mask_phone, "address": mask_address}
    if not kind or not text.strip():
        return text
    return masks[kind](text) or _HIDDEN


def mask_id(text: str) -> str:
    """An identity number with its middle hidden.

    >>> mask_id("11010519491231002X"), mask_id("E12345678"), mask_id("123")
    ('110105********002X', 'E1*****78', '***')
    """
    text = text.strip()
    if len(text) >= 15:  # resident identity numbers: region in front, serial number at the end
        return _middle(text, 6, 4)
    return _middle(text, 2, 2)


def mask_name(text: str) -> str:
    """A name with only its first character, and not even that if it is the only one.

    >>> mask_name("张三丰"), mask_name(" Ann Lee "), mask_name("张"), mask_name("")
    ('张*', 'A*', '*', '')
    """
    text = text.strip()
    return text[: len(text) > 1] + _STAR if text else ""


def mask_phone(text: str) -> str:
    """A telephone number with its middle hidden; a country code and separators are dropped.

    >>> mask_phone("+86 138-1234-5678"), mask_phone("010 6512 3456"), mask_phone("12")
    ('138****5678', '010****3456', '**')
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return _middle(digits, 3, 4)


def mask_address(text: str) -> str:
    """An address with its province and city only; nothing of one that does not begin with a province.

    >>> mask_address("浙江省杭州市西湖区文三路1号"), mask_address("北京市朝阳区光华路2号"), mask_address("1 Main St")
    ('浙江省杭州市****', '北京市****', '****')
    """
    text = text.strip()
    if not text:
        return ""
    province = _PROVINCE.match(text)
    if province is None:
        return _HIDDEN
    end = province.end()
    city = None if text.startswith(_MUNICIPALITIES) else _CITY.match(text, end)
    if city is not None and not _BELOW_A_CITY.search(city[0]) and city.end() < len(text):
        end = city.end()
    return text[:end] + _HIDDEN if end < len(text) else _HIDDEN


def province(address: str) -> str:
    """The province an address begins with, without 省 or 市; "" if it begins with none.

    >>> province("浙江省杭州市西湖区文三路1号"), province("北京市朝阳区"), province("1 Main St")
    ('浙江', '北京', '')
    """
    found = _PROVINCE.match(address)
    return found[1] if found else ""


def _middle(text: str, front: int, back: int) -> str:
    """Stars for all but the ends; for everything if little would be hidden."""
    hidden = len(text) - front - back
    if hidden < 3:
        return _STAR * len(text)
    return text[:front] + _STAR * hidden + text[-back:]


_LOOKS_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d\d{3}[\dXx](?![0-9A-Za-z])"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"
)


def mask_lookalikes(text: str) -> str:
    """A text of any column in which what looks like a resident ID or a mobile number is hidden.

    >>> mask_lookalikes("call 13812345678"), mask_lookalikes("SKU 4006381333931")
    ('call 138****5678', 'SKU 4006381333931')
    """
    return _LOOKS_PERSONAL.sub(lambda found: (mask_id if len(found[0]) == 18 else mask_phone)(found[0]), text)
