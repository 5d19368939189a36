"""A figure of a named year or month, read from the table of facts: "2024年3月缴费基数最低是多少".

Entries are written for today. What was in force then, or will be, only the facts know, and a figure of another
period is worse than none: where the year asked about is not held, the answer says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from dialogue.calculators.present import citations
from dialogue.state import Step
from dialogue.wording import say
from kb import regions
from kb.errors import UnknownFactError
from kb.fact import Fact, FactTable
from kb.spoken_years import in_digits

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?度?(?:\s*(\d{1,2})\s*月)?")
_RELATIVE = re.compile(r"(大前年|前年|去年|今年|明年|后年)(?:\s*(\d{1,2})\s*月)?")
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_NOW = re.compile(r"现在|目前|眼下|当前|如今|现行")
_VALUE = re.compile(r"多少|几|百分之|是啥|是什么|够几年")


@dataclass(frozen=True)
class Series:
    """One figure that changes, and how people ask for it."""

    fact: str
    title: str
    words: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]

    def asked(self, question: str) -> bool:
        named = all(any(word in question for word in group) for group in self.words)
        return named and not any(word in question for word in self.without)


@dataclass(frozen=True)
class Span:
    """The days asked about."""

    first: date
    last: date
    named: bool
    """Whether the question names them; "now" does not."""


@cache
def _series() -> tuple[Series, ...]:
    rows = yaml.safe_load(files("dialogue").joinpath("dated_figures.yaml").read_text("utf-8"))
    return tuple(
        Series(row["fact"], row["title"], tuple(map(tuple, row["words"])), tuple(row.get("without", ())))
        for row in rows
    )


def step(question: str, facts: FactTable, region: str, today: date, said: str = "") -> Step | None:
    """What the figure was, is or will be in the period named; None where no such figure is asked for.

    `said`: the new words of a question that an earlier one completes; the period they name is the one meant.
    """
    question, said = in_digits(question), in_digits(said)
    span = _span(said, today)
    if span is None or not span.named:
        earlier = _span(question, today)
        span = replace(span, named=earlier is not None and earlier.named) if span else earlier
    if span is None or not _VALUE.search(question):
        return None
    series = next((one for one in _series() if one.asked(question)), None)
    if series is None:
        return None
    try:
        history = [fact for fact in facts.history(series.fact) if regions.covers(fact.region, region)]
    except UnknownFactError:
        return None
    held = [fact for fact in history if _overlaps(fact, span) and _foreseen(fact, span, today)]
    if held:
        return _told(question, series, sorted(held, key=lambda fact: fact.valid_from))
    if not history or not span.named:
        return None
    text = say("figure_not_held", title=series.title, period=_months(span.first, span.last))
    return Step("unknown", text, question, confidence=1.0)


def _told(question: str, series: Series, held: list[Fact]) -> Step:
    if len(held) == 1:
        line = f"{series.title}：{held[0].text}（{_months(held[0].valid_from, held[0].valid_to)}）。"
    else:
        lines = (f"{_months(fact.valid_from, fact.valid_to)}：{fact.text}" for fact in held)
        line = "\n".join((f"{series.title}：", *lines))
    confirm = sorted({fact.verified.confirm for fact in held if fact.verified.confirm})
    text = "\n".join((line, *(say("figure_confirm", hotline=where) for where in confirm)))
    return Step("answer", text, question, confidence=1.0, citations=citations(held))


def _span(question: str, today: date) -> Span | None:
    if match := _YEAR.search(question):
        return _named(int(match[1]), int(match[2] or 0))
    if match := _RELATIVE.search(question):
        return _named(today.year + _YEARS[match[1]], int(match[2] or 0))
    return Span(today, today, named=False) if _NOW.search(question) else None


def _named(year: int, month: int) -> Span | None:
    if month > 12:
        return None
    first, last = (month, month) if month else (1, 12)
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]), named=True)


def _overlaps(fact: Fact, span: Span) -> bool:
    return fact.valid_from <= span.last and (fact.valid_to is None or span.first <= fact.valid_to)


def _foreseen(fact: Fact, span: Span, today: date) -> bool:
    """What holds "until further notice" says nothing of a year to come."""
    return span.first <= today or fact.valid_to is not None or fact.valid_from > today


def _months(first: date, last: date | None) -> str:
    start = f"{first.year}年{first.month}月"
    if last is None:
        return f"{start}起"
    if (first.month, last.month, first.year) == (1, 12, last.year):
        return f"{first.year}年"
    return (
        start
        if (first.year, first.month) == (last.year, last.month)
        else f"{start}至{last.year}年{last.month}月"
    )
