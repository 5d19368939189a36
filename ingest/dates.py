"""Dates as documents print them."""

from __future__ import annotations

import re
from datetime import date

DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
"""2025年9月1日 or 2025-09-01."""
_CHINESE = re.compile(
    r"([二一][〇零○OＯ0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {
    **dict(zip("〇零○OＯ0", "000000", strict=True)),
    **dict(zip("一二三四五六七八九", "123456789", strict=True)),
}
_COUNT = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,3}")


def of(match: re.Match[str]) -> date | None:
    """The day of a match of DATE, None where the calendar has no such day."""
    year, month, day = (part for part in match.groups()[:6] if part is not None)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def first(text: str) -> date | None:
    """The first date in a text, in either spelling."""
    match = DATE.search(text)
    return of(match) if match else chinese(text)


def chinese(text: str) -> date | None:
    """二〇一二年一月六日."""
    match = _CHINESE.search(text)
    if not match:
        return None
    year = int("".join(_DIGITS[character] for character in match[1]))
    try:
        return date(year, count(match[2]), count(match[3]))
    except ValueError:
        return None


def count(numeral: str) -> int:
    """十二 or 12, up to 99."""
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(_DIGITS[character] for character in numeral))
    return 10 * (int(_DIGITS[tens]) if tens else 1) + (int(_DIGITS[ones]) if ones else 0)


def is_signature(text: str) -> date | None:
    """A line that is nothing but a date."""
    stripped = text.strip().removesuffix("印发").strip()
    match = DATE.fullmatch(stripped)
    if match:
        return of(match)
    return chinese(stripped) if _CHINESE.fullmatch(stripped) else None
