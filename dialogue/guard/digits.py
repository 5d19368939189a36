"""Personal numbers: found as written, spaced, full width or read aloud (幺三八 零零幺三 …)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from dialogue.guard.types import Span

_SPOKEN = {"零": "0", "〇": "0", "○": "0", "洞": "0", "幺": "1", "一": "1", "二": "2", "三": "3", "四": "4",
           "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "拐": "7", "壹": "1", "贰": "2", "叁": "3",
           "肆": "4", "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9", "叉": "X"}  # fmt: skip

# a group of digits, then more groups with at most two separators between: how people dictate a number
_RUN = re.compile(r"(?<![0-9A-Za-z])[(+]?\d(?:[ \t\-–—·.,，、()哈啊嗯呃]{0,3}[0-9Xx]){4,30}(?![0-9A-Za-z])")
_GROUP = re.compile(r"[0-9Xx]+")
_MOBILE = re.compile(r"(?:86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))([2-9]\d{6,7})")
_LOCAL_CALL = re.compile(r"(?:电话|座机|固话|致电|打到|号码|联系方式)(?:号|是|为|[:： ]){0,3}$")
_ABOUT_ID = re.compile(r"身份证|证件号|社会保障号|公民身份|身份号码")
_ABOUT_CARD = re.compile(r"银行卡|卡号|储蓄卡|工资卡|账号|帐号|账户|存折|开户")
_PROVINCES = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
              50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, from ISO 7064 MOD 11-2
_CHECK = "10X98765432"


def find_numbers(text: str) -> Iterator[Span]:
    """ID numbers, telephones and bank cards, in order of place."""
    spoken = text.translate(_digit_table())
    for run in _RUN.finditer(spoken):
        groups = [(m.start() + run.start(), m.group().upper()) for m in _GROUP.finditer(run.group())]
        yield from _in_groups(spoken, groups)


def is_id_number(number: str) -> bool:
    """Whether the check digit of GB 11643 holds (18), or the date of the old form is real (15)."""
    if re.fullmatch(r"\d{15}", number):
        return _plausible(number[:2], "19" + number[6:12])
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == number[-1] and _plausible(number[:2], number[6:14])


def is_bank_card(number: str) -> bool:
    """16 to 19 digits of a card scheme whose Luhn sum (ISO/IEC 7812-1) holds."""
    if not re.fullmatch(r"(?:62|4|5[1-5]|35|37|9[0-9]|6[0-9])\d{13,17}", number) or len(number) < 16:
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _in_groups(text: str, groups: list[tuple[int, str]]) -> Iterator[Span]:
    first = 0
    while first < len(groups):
        start = groups[first][0]
        for last in range(len(groups), first, -1):
            joined = "".join(digits for _, digits in groups[first:last])
            kind = _kind(joined, text[max(0, start - 14) : start], whole=last - first == 1)
            if kind:
                tail, digits = groups[last - 1]
                yield Span(start, tail + len(digits), "pii", kind)
                first = last
                break
        else:
            first += 1


def _kind(number: str, before: str, *, whole: bool) -> str | None:
    if len(number) > 21:
        return None
    if is_id_number(number):
        return "id_number" if whole or len(number) == 18 or _ABOUT_ID.search(before) else None
    if re.fullmatch(r"\d{17}[\dX]", number) and _ABOUT_ID.search(before):
        return "id_number"  # one digit mistyped still tells who it is
    if _MOBILE.fullmatch(number):
        return "phone"
    if is_bank_card(number) or (re.fullmatch(r"\d{12,19}", number) and _ABOUT_CARD.search(before)):
        return "bank_card"
    if _LANDLINE.fullmatch(number) or (re.fullmatch(r"[2-8]\d{7}", number) and _LOCAL_CALL.search(before)):
        return "phone"
    return None


def _plausible(province: str, born: str) -> bool:
    try:
        return (
            int(province) in _PROVINCES
            and date.fromisoformat(f"{born[:4]}-{born[4:6]}-{born[6:]}").year >= 1880
        )
    except ValueError:
        return False


@lru_cache(maxsize=1)
def _digit_table() -> dict[int, str]:
    table = {ord(char): digit for char, digit in _SPOKEN.items()}
    table.update({0xFF10 + n: str(n) for n in range(10)})
    table.update(
        {ord("Ｘ"): "X", ord("ｘ"): "x", ord("－"): "-", ord("　"): " ", ord("（"): "(", ord("）"): ")"}
    )
    return table
