"""When people answer: hours of working days and of the others, from a file that staff keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from desk import staff_files, workdays
from desk.errors import DeskFileError
from desk.orders.calendar import Calendar
from desk.workdays import Year

OWN = "office.yaml"
"""Name of the file in a home that takes the place of the shipped one."""

_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-~至到]\s*(\d{1,2}):(\d{2})\s*")
_KNOWN = {"workday", "holiday", "years", "wait_minutes"}
_WAIT = 10
_AHEAD = 60
"""Days looked ahead for the next opening."""
_WEEK = "一二三四五六日"

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Office:
    """The hours; times are Beijing time."""

    workday: tuple[Span, ...]
    holiday: tuple[Span, ...] = ()
    years: dict[int, Year] = field(default_factory=dict)
    """Years that staff entered; they outrank the shipped ones."""
    wait_minutes: int = _WAIT
    """How long somebody may wait for a person before they are offered to be called back."""

    def is_workday(self, day: date) -> bool:
        own = self.years.get(day.year)
        days = Calendar(own.holidays, own.workdays) if own else Calendar()
        return days.is_workday(day)

    def is_open(self, at: datetime) -> bool:
        return any(start <= at.time() < end for start, end in self._spans(at.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """The next time somebody is there; `at` itself where somebody is, None where nobody will be soon."""
        if self.is_open(at):
            return at
        return next((start for start in self._openings(at) if start > at), None)

    def describe(self, at: datetime) -> str:
        """The next opening as people say it, e.g. "11月26日（周四）9:00"."""
        found = self.next_opening(at)
        if found is None:
            return ""
        clock = f"{found.hour}:{found.minute:02d}"
        if found.date() == at.date():
            return f"今天{clock}"
        return f"{found.month}月{found.day}日（周{_WEEK[found.weekday()]}）{clock}"

    def hours(self) -> str:
        """The hours in words."""
        shown = "、".join(f"{_clock(start)}至{_clock(end)}" for start, end in self.workday)
        return f"工作日{shown}" if shown else "暂不提供人工服务"

    def _spans(self, day: date) -> tuple[Span, ...]:
        return self.workday if self.is_workday(day) else self.holiday

    def _openings(self, at: datetime) -> Iterator[datetime]:
        for ahead in range(_AHEAD):
            day = at.date() + timedelta(days=ahead)
            for start, _ in self._spans(day):
                yield datetime.combine(day, start, at.tzinfo)


def load(home: Path | None = None) -> Office:
    """The hours of a home, else the shipped ones; raises DeskFileError naming what to mend."""
    return parse(*staff_files.held(home, OWN, "desk.handoff", "office.yaml", "服务时间"))


def parse(text: str, where: str) -> Office:
    rows = staff_files.rows(text, where)
    if not isinstance(rows, dict) or "workday" not in rows:
        raise DeskFileError(f'{where} 要写 workday（工作日的时段），如 workday: ["09:00-18:00"]')
    if unknown := rows.keys() - _KNOWN:
        raise DeskFileError(f"{where} 里没有「{'、'.join(map(str, unknown))}」这一项")
    return Office(
        _spans(rows["workday"], f"{where} 的 workday"),
        _spans(rows.get("holiday"), f"{where} 的 holiday"),
        workdays.parse(rows.get("years"), f"{where} 的 years"),
        _minutes(rows.get("wait_minutes", _WAIT), where),
    )


def _minutes(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 240:
        raise DeskFileError(f"{where} 的 wait_minutes 应当是 1 到 240 的整数（分钟）")
    return value


def _spans(rows: Any, where: str) -> tuple[Span, ...]:
    if not isinstance(rows, list | None):
        raise DeskFileError(f'{where} 应当是一个列表，如 ["09:00-12:00", "13:00-18:00"]')
    found = sorted(_span(row, where) for row in rows or ())
    for (_, end), (start, _) in pairwise(found):
        if start < end:
            raise DeskFileError(f"{where} 的时段重叠：{_clock(start)} 早于前一段的 {_clock(end)}")
    return tuple(found)


def _span(row: object, where: str) -> Span:
    match = _SPAN.fullmatch(str(row))
    try:
        if match is None:
            raise ValueError
        hour, minute, to_hour, to_minute = map(int, match.groups())
        start = time(hour, minute)
        end = time.max if (to_hour, to_minute) == (24, 0) else time(to_hour, to_minute)
    except ValueError as error:
        raise DeskFileError(f'{where} 的「{row}」看不懂：写成 "09:00-12:00"') from error
    if end <= start:
        raise DeskFileError(f"{where} 的「{row}」止不晚于起：请改正")
    return start, end


def _clock(at: time) -> str:
    return "24:00" if at == time.max else f"{at.hour}:{at.minute:02d}"
