"""The telephone number to reach somebody at: one given in full, whoever it belongs to."""

from __future__ import annotations

import re

from desk.extract.dictation import Number
from desk.extract.types import Found

_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}")
_LOCAL = re.compile(r"[2-8]\d{7}")
_ASKED = re.compile(r"电话|手机|号码|联系方式|怎么联系")
_NAMED = re.compile(r"(?:电话|座机|固话|手机|联系方式)(?:号码?)?(?:是|:|\s)*$")
# dialled in vain, read in an advertisement: an office's number, not the caller's
_DIALLED = re.compile(r"(?:打|拨|呼)(?:了|过|的|通|打)?(?:你们|这个|那个|电话|热线|号码|的|是|、|,|\s)*$")
_INSTEAD = re.compile(r"(?:停机|不用|不打|换|丢|坏|销)(?:了|掉)*[,。\s]*(?:您|你|你们)?打$")
"""停机了,打…这个: the number to call."""
_SPARE = re.compile(r"打不通|备用|另外|另一个|还有一?个?|或者|要不(?!还是)|也可以|实在不行|再留")
_OTHERS = re.compile(
    r"(?:公司|单位|老板|中介|骗子|对方|他们|人事|经理|店里|医院|领导|负责人|他|前台)的?(?:联系)?(?:电话|手机|号码|手机号|座机)"
)


def classify(digits: str, before: str, asked: str) -> tuple[str, bool] | None:
    if _MOBILE.fullmatch(digits):
        return "phone", True
    if _LANDLINE.fullmatch(digits):
        return None if _DIALLED.search(before) else ("phone", True)
    wanted = _NAMED.search(before) or (_ASKED.search(asked) and not _DIALLED.search(before))
    return ("phone", False) if _LOCAL.fullmatch(digits) and wanted else None


def find(said: list[Number]) -> Found | None:
    """The citizen's last word, except that a spare number or the other side's comes second."""
    phones = [n for n in said if n.kind == "phone"]
    if not phones:
        return None
    best = max(enumerate(phones), key=lambda item: (_weight(item[1], first=item[0] == 0), item[0]))[1]
    confidence = 0.98 if best.sure and len(best.value) >= 11 else 0.8
    return Found(_written(best.value), confidence, best.evidence)


def _weight(number: Number, *, first: bool) -> int:
    if _INSTEAD.search(number.before):
        return 2
    if _OTHERS.search(number.before) or (_DIALLED.search(number.before) and not first):
        return 0
    return 1 if not first and _SPARE.search(number.before) else 2


def _written(digits: str) -> str:
    """A mobile number as its 11 digits, a landline as area code and number."""
    if _MOBILE.fullmatch(digits):
        return digits[-11:]
    if _LANDLINE.fullmatch(digits):
        area = 3 if digits.startswith(("01", "02")) else 4
        return f"{digits[:area]}-{digits[area:]}"
    return digits
