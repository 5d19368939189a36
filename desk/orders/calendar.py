"""Working days: weekends, statutory holidays, and what staff enter when a year's arrangement is announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from desk import workdays
from desk.extract import festivals


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and worked weekends entered by staff; other years as announced, else the statutory days."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        off, worked = self._of(day.year)
        return day in worked or (day.weekday() < 5 and day not in off)

    def _of(self, year: int) -> tuple[frozenset[date], frozenset[date]]:
        """(days off, worked weekends) that hold in a year."""
        if any(day.year == year for day in (*self.holidays, *self.workdays)):
            return self.holidays, self.workdays
        if (shipped := workdays.announced().get(year)) is not None:
            return shipped.holidays, shipped.workdays
        return statutory(year), frozenset()

    def add(self, start: date, days: int) -> date:
        """The last of so many working days after `start`; negative counts back."""
        step = timedelta(days=1 if days >= 0 else -1)
        day, left = start, abs(days)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to `end`; negative when it has passed."""
        if end < start:
            return -self.between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_workday(day) for day in days)


@cache
def statutory(year: int) -> frozenset[date]:
    """The 13 days of 全国年节及纪念日放假办法 (revised 2024-11-10), without make-up arrangements."""
    days = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2)}
    days |= {date(year, 10, n) for n in (1, 2, 3)}
    for name, offsets in (("春节", (-1, 0, 1, 2)), ("清明", (0,)), ("端午", (0,)), ("中秋", (0,))):
        if (first := festivals.day_of(name, year)) is not None:
            days |= {first + timedelta(days=n) for n in offsets}
    return frozenset(days)
