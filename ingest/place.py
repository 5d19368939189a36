"""Where a document's rules hold: what title, issuer or folder say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb import regions
from kb.errors import UnknownRegionError

_NATIONAL = re.compile(
    r"^(?:中华人民共和国)?(?:国务院|全国人(?:民代表)?大|最高人民|中共中央|中央军委|国家[一-龥]{2,12}(?:局|委|部|署|总局|委员会)|"
    r"(?:人力资源和?社会保障|财政|民政|公安|教育|司法|卫生|劳动|劳动和社会保障|退役军人事务)部|海关总署|税务总局|政务院)"
)
_FOLDERS = {"beijing": "110000", "shanghai": "310000", "tianjin": "120000", "chongqing": "500000"}
"""Folder names in Latin letters; Chinese ones are looked up."""


def region_of(title: str, issuer: str | None, folders: Sequence[str]) -> str:
    """GB/T 2260 code, empty for nationwide. `folders` are the names above the file, nearest first."""
    if title.startswith("中华人民共和国"):
        return regions.NATIONWIDE
    if code := _leading(title):
        return code
    if issuer:
        if _NATIONAL.match(issuer):
            return regions.NATIONWIDE
        if code := _leading(issuer):
            return code
    if code := _named(title):
        return code
    return next(filter(None, map(of_folder, folders)), regions.NATIONWIDE)


def is_national(issuer: str) -> bool:
    return _NATIONAL.match(issuer) is not None


def of_folder(name: str) -> str:
    """beijing, 北京, 上海市 or 浙江省地方法规."""
    if code := _FOLDERS.get(name.lower()):
        return code
    try:
        return regions.parse(name)
    except UnknownRegionError:
        return _leading(name)


def _leading(text: str) -> str:
    """The place a text starts with; of 北京市朝阳区… the inner one."""
    code, end = "", 0
    for place in regions.mentions(text):
        if place.start != end or (code and not regions.covers(code, place.code)):
            break
        code, end = place.code, place.end
    return code


def _named(title: str) -> str:
    """The one place a title names in full elsewhere: 关于北京市工伤保险基金…; short names may be chance."""
    found = {
        place.code
        for place in regions.mentions(title)
        if title[place.start : place.end] == regions.name_of(place.code)
    }
    return found.pop() if len(found) == 1 else ""
