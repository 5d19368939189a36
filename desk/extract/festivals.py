"""Holidays as days of a year; those of the lunar calendar come from a table."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_NEW_YEAR = "春节"


@cache
def _table() -> dict[str, Any]:
    text = files("desk.extract").joinpath("data/festivals.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table


@cache
def pattern() -> str:
    """All names, longest first, as one alternative of a regular expression."""
    table = _table()
    lunar = [name for name, days in table.items() if isinstance(days, list) and name != "short_last_month"]
    names = {*lunar, *table["fixed"], *table["from_new_year"], *table["also"]}
    numbers = "|".join(map(re.escape, table["followed"]))
    return "|".join(
        [
            *map(re.escape, sorted(names, key=len, reverse=True)),
            rf"(?<![零一二两三四五六七八九十百千万第\d])(?:{numbers})(?={table['followed_by']})",
        ]
    )


def day_of(name: str, year: int) -> date | None:
    """The day of a festival in a year; None where the table does not reach."""
    table = _table()
    name = table["also"].get(name) or table["followed"].get(name, name)
    if name in table["fixed"]:
        month, day = map(int, table["fixed"][name].split("-"))
        return date(year, month, day)
    offset = table["from_new_year"].get(name, 0)
    days: list[date] = table[_NEW_YEAR if name in table["from_new_year"] else name]
    found = next((d for d in days if d.year == year), None)
    return found and found + timedelta(days=offset)


def lunar_day(month: str, day: int, year: int) -> date | None:
    """A day of 正月 or 腊月 of a lunar year, which begins at 春节 of that year; None beyond the table."""
    table = _table()
    days: list[date] = table[_NEW_YEAR]
    if month == "正月":
        begins = next((d for d in days if d.year == year), None)
        return begins and begins + timedelta(days=day - 1)
    ends = next((d for d in days if d.year == year + 1), None)
    length = 29 if year + 1 in table["short_last_month"] else 30
    return ends and ends - timedelta(days=length - day + 1)
