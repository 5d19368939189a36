"""Days off and worked weekends as the State Council announces them, a year at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from desk.errors import DeskFileError

_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
_RANGE = re.compile(rf"\s*({_DAY})\s*(?:至|到|~|—)\s*({_DAY})\s*")
_MOST = 30
"""Days of one holiday; more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year's arrangement."""

    source: str
    holidays: frozenset[date]
    workdays: frozenset[date]


@cache
def announced() -> dict[int, Year]:
    """The arrangements shipped, by year."""
    text = files("desk").joinpath("workdays.yaml").read_text(encoding="utf-8")
    return parse(yaml.safe_load(text), "workdays.yaml")


def parse(rows: object, where: str) -> dict[int, Year]:
    """Years as staff write them; raises DeskFileError naming the year and the day."""
    if rows is None:
        return {}
    if not isinstance(rows, Mapping):
        raise DeskFileError(f"{where} 应当按年份写，如 2027: {{source: …, holidays: […], workdays: […]}}")
    return {_year(year, where): _arrangement(year, row, where) for year, row in rows.items()}


def _year(year: object, where: str) -> int:
    if not isinstance(year, int) or not 2000 <= year <= 2100:
        raise DeskFileError(f"{where} 里的「{year}」不是年份：写成 2027:")
    return year


def _arrangement(year: object, row: Any, where: str) -> Year:
    if not isinstance(row, Mapping) or not {"holidays", "workdays"} & row.keys():
        raise DeskFileError(f"{where} 的 {year} 年要写 holidays（放假）和 workdays（调休上班）")
    if unknown := row.keys() - {"source", "holidays", "workdays"}:
        raise DeskFileError(f"{where} 的 {year} 年里没有「{'、'.join(map(str, unknown))}」这一项")
    found = {
        name: frozenset(day for text in row.get(name) or () for day in _days(text, f"{where} 的 {year} 年"))
        for name in ("holidays", "workdays")
    }
    if wrong := sorted(day for days in found.values() for day in days if day.year != year):
        raise DeskFileError(f"{where} 的 {year} 年里写了 {wrong[0]}：请放到那一年下面")
    if both := found["holidays"] & found["workdays"]:
        raise DeskFileError(f"{where} 的 {min(both)} 既放假又上班：请核对")
    return Year(str(row.get("source", "")), found["holidays"], found["workdays"])


def _days(text: object, where: str) -> list[date]:
    if isinstance(text, date):
        return [text]
    match = _RANGE.fullmatch(str(text))
    try:
        start, end = map(_day, match.groups()) if match else (_day(str(text)), _day(str(text)))
    except ValueError as error:
        raise DeskFileError(
            f"{where} 的「{text}」看不懂：写成 2026-10-01 或 2026-10-01 至 2026-10-07"
        ) from error
    if not 0 <= (end - start).days < _MOST:
        raise DeskFileError(f"{where} 的「{text}」起止不对：止应当不早于起，且不超过 {_MOST} 天")
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def _day(text: str) -> date:
    return date(*map(int, text.strip().split("-")))
