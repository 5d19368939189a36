"""What staff write in a cell, and the value it means. Raises BadRowError with the next step."""

from __future__ import annotations

import json
import math
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from ingest.decoding import clean
from ingest.errors import BadRowError
from kb import regions
from kb.errors import UnknownRegionError
from kb.types import INSURED_NAMES, INSURED_TYPES, InsuredType

_LIST = re.compile(r"[；;\n]")
_TOKENS = re.compile(r"[；;、,，/|\s和及与]+")
_EVERYBODY = {"全部", "所有", "所有人", "所有人员", "不限", "全体", "全员", "all"}
_MORE_INSURED: dict[str, InsuredType] = {
    "城镇职工": "employee",
    "职工医保": "employee",
    "在职人员": "employee",
    "居民医保": "resident",
    "城乡居民医保": "resident",
    "灵活": "flexible",
    "退休职工": "retired",
}
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_YEAR = re.compile(r"(\d{4})\s*年")
_NEVER = {"", "-", "—", "/", "无", "长期", "长期有效", "永久", "至今", "暂无"}
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)
"""Excel serials of 1927 to 2119: a bare number outside is no date."""
_NUMBER = re.compile(r"[一-龥]{1,14}[〔\[［（(]\d{4}[〕\]］）)]\s*第?\d+号|[一-龥]{2,16}令第?\s*\d+\s*号")


def text(value: object) -> str:
    """A cell as clean text: 110000.0 is "110000", a date is its ISO form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value).strip(" \t\n\u3000")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return str(value)


def wordings(value: object) -> tuple[str, ...]:
    """Similar questions: a list (also its JSON in a cell), or one cell split at "；", ";" and line breaks."""
    if isinstance(value, str) and value.startswith('["'):
        with suppress(ValueError):
            value = json.loads(value)
    parts: Sequence[object] = value if isinstance(value, list | tuple) else _LIST.split(text(value))
    return tuple(dict.fromkeys(part for part in map(text, parts) if part))


def insured_types(value: object) -> tuple[InsuredType, ...]:
    """职工 居民 灵活就业 退休, or the English names, in any mixture."""
    joined = "；".join(map(text, value)) if isinstance(value, list | tuple) else text(value)
    return _insured(joined)


@lru_cache(maxsize=4096)
def _insured(joined: str) -> tuple[InsuredType, ...]:
    found: list[InsuredType] = []
    for token in filter(None, _TOKENS.split(joined)):
        if token.lower() in _EVERYBODY:
            return ()
        known = INSURED_NAMES.get(token) or _MORE_INSURED.get(token)
        known = known or next((name for name in INSURED_TYPES if name == token.lower()), None)
        if known is None:
            raise BadRowError(f"人群「{token}」不认识：请写 职工、居民、灵活就业、退休，所有人都适用就留空")
        found.append(known)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def region(cell: str) -> str:
    """A GB/T 2260 code or a place's name, as code ("北京市朝阳区" is "110105")."""
    try:
        return regions.parse(cell)
    except UnknownRegionError as error:
        places = regions.mentions(cell)
        named = "".join(cell[place.start : place.end] for place in places)
        nested = all(regions.covers(a.code, b.code) for a, b in pairwise(places))
        if places and named == cell and nested:
            return places[-1].code
        if "\u4e00" <= cell[:1] <= "\u9fff":
            reason = f"地区「{cell}」不认识：请写规范名称或六位代码，如「北京市」或 110000，全国留空"
            raise BadRowError(reason) from error
        raise BadRowError(str(error)) from error


def day(value: object, column: str, *, last: bool = False) -> date | None:
    """A date in any usual spelling; of a month or year alone its first (or `last`) day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = text(value)
    if written in _NEVER:
        return None
    try:
        return _day(written, last)
    except ValueError as error:
        raise BadRowError(f"「{column}」的日期「{written[:30]}」看不懂：请写成 2025-09-01 的样子") from error


def _day(written: str, last: bool) -> date:
    if re.fullmatch(r"\d{8}", written):
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    if re.fullmatch(r"\d{5}(\.\d+)?", written) and int(float(written)) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=int(float(written)))
    if match := _DAY.fullmatch(written):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH.fullmatch(written):
        year, month = int(match[1]), int(match[2])
        return date(year, month, monthrange(year, month)[1] if last else 1)
    if match := _YEAR.fullmatch(written):
        return date(int(match[1]), 12, 31) if last else date(int(match[1]), 1, 1)
    raise ValueError(written)


_SOURCE_KEYS = {
    "标题": "title", "名称": "title", "文件": "title", "文号": "number", "条款": "locator", "位置": "locator",
    "发布机关": "issuer", "发文机关": "issuer", "日期": "date", "发布日期": "date",
    "网址": "url", "链接": "url",
}  # fmt: skip


def source(value: object) -> dict[str, object] | None:
    """A source: an object, its JSON in a cell, or a plain title with article, number and address."""
    if isinstance(value, Mapping):
        return _source_object(value)
    cell = text(value)
    if not cell:
        return None
    if cell.startswith("{"):
        try:
            return _source_object(json.loads(cell))
        except ValueError as error:
            raise BadRowError("「来源」像是 JSON 但读不通：请改正，或只写文件名称") from error
    return _source_title(cell)


def _source_object(value: Mapping[object, object]) -> dict[str, object] | None:
    fields = {_SOURCE_KEYS.get(str(key), str(key)): item for key, item in value.items()}
    found: dict[str, object] = {key: text(item) for key, item in fields.items() if text(item)}
    if "date" in found:
        found["date"] = day(fields["date"], "来源日期")
    return found or None


def _source_title(cell: str) -> dict[str, object]:
    found: dict[str, object] = {}
    if address := re.search(r"https?://[^\s，。；）)]+", cell):
        found["url"] = address[0]
        cell = cell.replace(address[0], " ")
    if number := _NUMBER.search(cell):
        found["number"] = number[0]
    if parts := re.fullmatch(r"\s*《(.+?)》\s*(第[一二三四五六七八九十百零〇\d]+条[^《》]{0,30})?\s*", cell):
        found["title"] = parts[1]
        if parts[2]:
            found["locator"] = parts[2].strip()
    else:
        found["title"] = cell.strip() or found.get("url", "")
    return found
