"""Figures in Chinese text, so that "三个月", "3个月" and "３个月" are one."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {c: v for v, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
_ARABIC = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

# Words in which a numeral counts nothing.
_IDIOMS = re.compile(
    r"一般|一定|一致|一律|一起|一旦|一样|一些|一切|一直|统一|唯一|之一|同一|单一|一次性|一卡通|一下|第一时间|"
    r"万一|千万|百分之百|十分|一方|一方面|一体|一并|一经|万元以上|三方|双方|五险一金|四级|三级|二级|一级|"
    r"一条龙|一网通办|不一|进一步|逐一|一站式|星期[一二三四五六]|周[一二三四五六]"
)


def parse_chinese(text: str) -> float:
    """ "一千八百" is 1800, "二〇二五" is 2025, "十二" is 12, "三万五" is 35000."""
    if not any(c in _UNITS for c in text):
        return float(int("".join(str(_DIGITS[c]) for c in text)))
    total = section = digit = 0
    last_unit = 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            if c in "零〇":
                last_unit = 10
            continue
        unit = _UNITS[c]
        if unit >= 10_000:
            total = (total + section + digit) * unit
            section = 0
        else:
            section += (digit or 1) * unit
        digit, last_unit = 0, unit
    return float(total + section + digit * (last_unit // 10 if last_unit > 10 else 1))


def figures(text: str) -> set[str]:
    """Every number a text states, in one spelling."""
    return {value for value, _, _ in positions(unicodedata.normalize("NFKC", text))}


def positions(text: str) -> list[tuple[str, int, int]]:
    """(number in one spelling, start, end) of every number in a text of half width."""
    masked = _IDIOMS.sub(lambda match: "＊" * len(match[0]), text)
    found = [(_plain(float(m[0].replace(",", ""))), *m.span()) for m in _ARABIC.finditer(text)]
    found += [(_plain(parse_chinese(m[0])), *m.span()) for m in _CHINESE.finditer(masked)]
    return found


def plain_figures(text: str) -> str:
    """The text with every number in one spelling: "十二个月" is "12个月"."""
    text = unicodedata.normalize("NFKC", text)
    for value, start, end in sorted(positions(text), key=lambda found: -found[1]):
        text = text[:start] + value + text[end:]
    return text


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
