"""A figure of a named year or month, read from the table of facts: "2024年3月缴费基数最低是多少".

Entries are written for today. What was in force then, or will be, only the facts know, and a figure of another
period is worse than none: where the year asked about is not held, the answer says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import yaml

from dialogue.calculators.present import citations
from dialogue.state import Ask, Step
from dialogue.understand import follow_up, scope, vague
from dialogue.wording import say
from kb import regions
from kb.errors import UnknownFactError
from kb.fact import Fact, FactTable
from kb.spoken_years import in_digits
from kb.text import fold

_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*年?度?(?:[初中底末]|[^\d，,。；;]{0,4}?(?<!\d)(1[0-2]|[1-9])\s*月(?!底?[以之]?前))?"
)
_THAT_YEAR = re.compile(r"年?(?:那一?年|那会儿|当年|全年)")
"""Behind the year that is meant, of several: 翻出2022年打的单子，想复核2021年那一年的利率."""
_RELATIVE = re.compile(r"(大前年|前年|去年|今年|明年|后年)(?:\s*(\d{1,2})\s*月)?")
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_NOW = re.compile(r"现在|目前|眼下|当前|如今|现行")
_VALUE = re.compile(
    r"多少|几|百分之|是啥|是什么|够几年|咋算|怎么算|哪个数|哪一个数|啥数|什么数|(?:还|也|就|都)是.{1,10}[吗么]"
)
_ONLY = re.compile(r"(?:上限|下限|封顶|顶格|最低工资|利率)[^，,。；;？?]{0,12}(?:多少|几|哪个数|啥数)(?!倍)")
_SUMMED = re.compile(
    r"(?:[交缴扣补发领拿赔]|要出|得出)(?:我|我们)?(?:多少|几)|%|百分之[一二三四五六七八九]十|倍|合计|一共|总共"
)
_FEW = 5
"""Characters of new words that say nothing of their own: "那是多少"."""
_NAMED = re.compile(
    r"(?:标准|上限|下限|封顶|基数|最低工资|利率|比例|费率|金额|数额|天数|线|金|津贴)(?:呢|的)?[？?。]?$"
)
"""How a question ends that only names the figure: 2019年失业金标准."""


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
    if span is None or not asks_value(question):
        return None
    asked = [one for one in _series() if one.asked(question) and _goes_on(one, said, question, today)]
    alike = [one for one in asked if one.words == asked[0].words]
    steps = [one for series in alike if (one := _of_series(series, question, span, facts, region, today))]
    if len(steps) < 2:
        return steps[0] if steps else None
    told = [one for one in steps if one.outcome == "answer"] or steps[:1]
    text = "\n".join(one.text for one in told)
    cited = dict.fromkeys(citation for one in told for citation in one.citations)
    return replace(told[0], text=text, citations=tuple(cited))


def _goes_on(series: Series, said: str, question: str, today: date) -> bool:
    """Whether new words that an earlier question completes ask for its figure again: they name a period or the figure."""
    if not said or said == question or follow_up.bare(said) == question:
        return True
    named = any(word in said for group in series.words for word in group)
    return named or _span(said, today) is not None or len(fold(said)) <= _FEW


def _of_series(
    series: Series, question: str, span: Span, facts: FactTable, region: str, today: date
) -> Step | None:
    try:
        history = [fact for fact in facts.history(series.fact) if regions.covers(fact.region, region)]
    except UnknownFactError:
        return None
    held = [fact for fact in history if _overlaps(fact, span) and _foreseen(fact, span, today)]
    if held:
        return _told(question, series, sorted(held, key=lambda fact: fact.valid_from), span)
    if not history or not span.named:
        return None
    text = say(
        "figure_not_held",
        title=series.title,
        period=_months(span.first, span.last),
        held=_all_months(history),
    )
    return Step("unknown", text, question, confidence=1.0)


def asks_value(question: str) -> bool:
    """Whether a figure is asked for, or only named."""
    return bool(_VALUE.search(question) or _NAMED.search(question.strip()))


def asks_only(question: str) -> bool:
    """Whether just the figure is asked for, and no sum of it: "那月份的上限应该是多少"."""
    return bool(_ONLY.search(question)) and not _SUMMED.search(question)


def says_now(question: str) -> bool:
    """Whether a question speaks of the present too: a year beside it is then what somebody tells."""
    return bool(_NOW.search(question))


def period(question: str, today: date) -> str | None:
    """The year or month that a question names, as it is written in an answer."""
    span = _span(in_digits(question), today)
    return _months(span.first, span.last) if span and span.named else None


def asked_of(ask: Ask) -> str | None:
    """The past year or month that a short question wants a figure of; questions that lie near have none of then."""
    wanted = ask.dated and vague.short(ask.said) and asks_value(ask.said)
    return period(ask.said, ask.today) if wanted else None


def undated(question: str) -> str:
    """A question without the year or month it names."""
    return _RELATIVE.sub("", _YEAR.sub("", in_digits(question)))


def partly_held(ask: Ask, used: Sequence[Fact], facts: FactTable) -> str:
    """What is said before figures that are held for the last part of the year asked about alone; else nothing."""
    span = _span(in_digits(ask.said), ask.today)
    if span is None or not span.named or not ask.dated or not asks_value(ask.said):
        return ""
    starts = [min(one.valid_from for one in facts.history(fact.name)) for fact in used]
    later = [start for start in starts if span.first < start <= span.last]
    if not later:
        return ""
    start = min(later)
    missing = _months(span.first, start - timedelta(days=1))
    return say("figure_partly", missing=missing, start=scope.spoken(start.isoformat())) + "\n"


def _told(question: str, series: Series, held: list[Fact], span: Span) -> Step:
    if len(held) == 1:
        line = f"{series.title}：{held[0].text}（{_months(held[0].valid_from, held[0].valid_to)}）。"
    else:
        lines = (f"{_months(fact.valid_from, fact.valid_to)}：{fact.text}" for fact in held)
        line = "\n".join((f"{series.title}：", *lines))
    confirm = sorted({fact.verified.confirm for fact in held if fact.verified.confirm})
    start = held[0].valid_from
    missing = [_months(span.first, start - timedelta(days=1))] if span.first < start <= span.last else []
    if (end := held[-1].valid_to) and end < span.last:
        missing.append(_months(end + timedelta(days=1), span.last))
    text = "\n".join(
        (
            line,
            *(say("figure_missing", missing=period) for period in missing),
            *(say("figure_confirm", hotline=where) for where in confirm),
        )
    )
    return Step("answer", text, question, confidence=1.0, citations=citations(held))


def _span(question: str, today: date) -> Span | None:
    if found := list(_YEAR.finditer(question)):
        year = found[-1] if _THAT_YEAR.match(question, found[-1].end()) else found[0]
        return _named(int(year[1]), int(year[2] or 0))
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


def _all_months(history: Sequence[Fact]) -> str:
    """From when to when a figure is held, gaps aside."""
    ends = [fact.valid_to for fact in history]
    last = None if None in ends else max(end for end in ends if end)
    return _months(min(fact.valid_from for fact in history), last)


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
