"""Personal data as reports may show it: enough to recognise one's own customer, not enough to identify a stranger.

Names, ID numbers and telephone numbers of buyers are personal information (个人信息保护法 第二十八条); what need not
be shown in full is de-identified (第五十一条).
"""

import re

_STAR = "*"


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
    """A name with only its first character.

    >>> mask_name("张三丰"), mask_name(" Ann Lee "), mask_name("")
    ('张*', 'A*', '')
    """
    text = text.strip()
    return text[:1] + _STAR if text else ""


def mask_phone(text: str) -> str:
    """A telephone number with its middle hidden; a country code and separators are dropped.

    >>> mask_phone("+86 138-1234-5678"), mask_phone("010 6512 3456"), mask_phone("12")
    ('138****5678', '010****3456', '**')
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return _middle(digits, 3, 4)


def _middle(text: str, front: int, back: int) -> str:
    """Stars for all but the ends; for everything if little would be hidden."""
    hidden = len(text) - front - back
    if hidden < 3:
        return _STAR * len(text)
    return text[:front] + _STAR * hidden + text[-back:]
