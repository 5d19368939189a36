"""Administrative divisions (GB/T 2260): which place a text means, and which rules hold there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb.errors import UnknownRegionError

NATIONWIDE = ""
BEIJING = "110000"

# Short names of the autonomous regions and special regions; other short names drop 省, 市, 区, 地区, 盟.
_SPOKEN = {
    "150000": ("内蒙古", "内蒙"),
    "450000": ("广西",),
    "540000": ("西藏",),
    "640000": ("宁夏",),
    "650000": ("新疆",),
    "710000": ("台湾",),
    "810000": ("香港",),
    "820000": ("澳门",),
}
_SUFFIX = re.compile(r"(省|市|区|地区|盟|(?:[一-龥]{1,4}族)+自治州|自治州)$")
# Ordinary words that hold a place's short name: never read as the place.
_NOT_PLACES = re.compile(
    r"大同小异|长治久安|东方红|三明治|黄山药|白银时代|海南仓|中山装|吉林街|和田玉|[医社]保定|(?:平安|国寿|健康|家庭|身体|福寿)安康|安康(?=险|保险|吉祥|幸福)"
)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    code: str
    start: int
    end: int


@cache
def names() -> dict[str, str]:
    """Code to full name."""
    table = files("kb").joinpath("data/regions.tsv").read_text(encoding="utf-8")
    rows = (line for line in table.splitlines() if line and not line.startswith("#"))
    return dict(line.split("\t", 1) for line in rows)


@cache
def _counties() -> dict[str, tuple[str, ...]]:
    """Code to full name, and other names that callers use, of counties and towns outside Beijing."""
    table = files("kb").joinpath("data/counties.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {code: tuple(spoken) for code, *spoken in rows}


def require(code: str) -> None:
    """Raise UnknownRegionError unless the code is empty or of a division.

    Not every county outside Beijing is listed: a six-digit code of a listed province is accepted.
    """
    if code == NATIONWIDE or code in names():
        return
    if re.fullmatch(r"\d{6}", code) and f"{code[:2]}0000" in names() and not code.startswith("11"):
        return
    raise UnknownRegionError(code)


def name_of(code: str) -> str:
    if code == NATIONWIDE:
        return "全国"
    return names().get(code) or next(iter(_counties().get(code, ())), code)


def prefix(code: str) -> str:
    """The digits that every place inside shares: "110000" gives "11"."""
    return re.sub(r"(00)+$", "", code)


def covers(rule: str, place: str) -> bool:
    """Whether a rule of one region holds in another: a region covers all below it."""
    return place.startswith(prefix(rule))


def comparable(rule: str, place: str) -> bool:
    """Whether one lies within the other, so that a rule of the one can matter to the other."""
    return covers(rule, place) or covers(place, rule)


@cache
def _spoken() -> dict[str, str]:
    """Full and short names to codes; Beijing's districts win over namesakes (朝阳)."""
    found: dict[str, str] = {}
    for code, name in names().items():
        short = _SUFFIX.sub("", name)
        for spoken in (name, *_SPOKEN.get(code, (short,) if len(short) >= 2 else ())):
            found.setdefault(spoken, code)
    for code, spoken_names in _counties().items():
        for spoken in spoken_names:
            found.setdefault(spoken, code)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    """The longest name that stands at a place; names of one first character together, or two thousand were tried each time."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(_spoken(), key=len, reverse=True):
        by_first.setdefault(name[0], []).append(re.escape(name[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items()))


def mentions(text: str) -> list[PlaceMention]:
    """Places named in a text, in order of appearance."""
    masked = _NOT_PLACES.sub(lambda match: "＊" * len(match[0]), text)
    return [
        PlaceMention(_spoken()[match[0]], match.start(), match.end()) for match in _pattern().finditer(masked)
    ]


def elsewhere(text: str) -> list[PlaceMention]:
    """Places outside Beijing named in a text, in order of appearance."""
    return [mention for mention in mentions(text) if not mention.code.startswith("11")]


def parse(text: str) -> str:
    """A cell that staff filled in, as code or name; raises UnknownRegionError."""
    text = text.strip()
    if text in ("", "全国", "国家"):
        return NATIONWIDE
    if text in _spoken():
        return _spoken()[text]
    require(text)
    return text
