"""Days told in a story, each with what happened on it: "三月一号进的厂", "7月4号走的", "去年6月1号上的班"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dialogue.calculators.words import Words

Happened = Literal["came", "left", "signed", "hurt", "admitted", "discharged", "received", "until", ""]


@dataclass(frozen=True, slots=True)
class Day:
    """One day as told."""

    on: date
    """The first of the month where no day is said."""
    exact: bool
    """Whether the day of the month is said."""
    happened: Happened = ""
    year_told: bool = True

    @property
    def kept(self) -> str:
        """As an input: "2026-03-01", or "2026-03" without its day."""
        return self.on.isoformat() if self.exact else f"{self.on:%Y-%m}"


_DAY = re.compile(
    r"(?:(?P<y>(?:19|20)\d{2}|(?<!\d)\d{2})\s*年|(?P<rel>大前年|前年|去年|今年|明年|今[天儿](?=\d{1,2}月))的?)?"
    r"(?<!\d)(?P<m>1[0-2]|0?[1-9])月(?:份)?(?!\d*个)(?:(?P<d>[12]\d|3[01]|0?[1-9])(?:[日号]|(?!\d|[年月个天元块万千]))|(?P<end>底|末)|(?P<begin>初))?"
    r"|(?P<y2>20\d{2})[-./](?P<m2>1[0-2]|0?[1-9])[-./](?P<d2>[12]\d|3[01]|0?[1-9])"
    r"|(?P<month>上上个?月|上个?月|这个?月|本月|下个?月)(?:(?P<d3>[12]\d|3[01]|[1-9])[日号]|(?P<end3>底|末))?"
    r"|(?P<today>今天|今儿|现在|如今|至今|昨天|前天|明天)"
)
_YEARS_OFF = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "今天": 0, "今儿": 0}
_DAYS_OFF = {"昨天": -1, "前天": -2, "明天": 1}
_EVENTS: tuple[tuple[Happened, re.Pattern[str]], ...] = (
    ("signed", re.compile(r"补签|签的?(?!到)|补的?.{0,4}合同|订的?合同")),
    (
        "left",
        re.compile(
            r"最后(?:1个?)?(?:工作日|天)|不[要用]我|不让我?干|不再续|不续|没续|撵|赶走|炒|走的?(?!访)|离的?职|离开|辞|滚蛋|[被给]?裁|开除|开的?我|不干|解除|终止|散伙|到期|结束|出来|让我走|撵|走人|倒闭|关张"
        ),
    ),
    (
        "came",
        re.compile(
            r"入的?职|报的?到|^(?:就|开始|起)?(?:在[^，,。；]{0,6})?[干做待](?:到|的|起|了|,|，|$)|进[的厂公店了单这]|来的?(?!源)|上的?班|到岗|到职|[跳换转]到|[跳换]的|跳槽|去的|到的?(?:[现这新本咱][^，,。]{0,3}(?:家|公司|单位|厂)|新)|"
            r"开始[干上工]|干起|(?:开始|一直)干|用工|上岗"
        ),
    ),
    ("admitted", re.compile(r"入的?院|住[进的院]|住院")),
    ("discharged", re.compile(r"出的?院")),
    ("received", re.compile(r"收到|拿到|送到|到手|签收|领[到的]|下来")),
    (
        "hurt",
        re.compile(
            r"砸|摔|撞|受伤|伤[着到了]|[出的]事|事故|压[到了伤]|烫|扭|割|断|车祸|绞|烧|触电|夹|崴|磕|掉下"
        ),
    ),
)
_NO_EVENT = re.compile(r"[没未不](?:有|给|跟|和|我|过|再|去)*(?:补签|签|走|来|报)")
_FROM = re.compile(r"[从自打]$")
_AHEAD = re.compile(
    r"(?:想|要|打算|准备|计划|必须|将|就)[^，,。；;\d]{0,8}$|(?:最[晚迟]|预计|估计)[^，,。；;\d]{0,4}$"
)
_COMES_DUE = re.compile(r"^[^，,。；;]{0,3}(?:到期|就?要|准备|打算|想|必须)")
_SOON = 100
"""Days ahead within which a day that comes due or is intended is of this year, and not of the last."""
_UNTIL = re.compile(r"[到至~\-—]+$")
_STOP = re.compile(r"[，,。；;？?！!]")
_REACH = 12
"""Characters beside a day in which what happened on it is looked for."""


def told(words: Words, today: date) -> list[Day]:
    """The days of a message in order; a year that is left out is the last that has been, or follows the day before."""
    found: list[Day] = []
    matches = [m for m in _DAY.finditer(words.left) if not _is_span(m)]
    for number, match in enumerate(matches):
        begins = matches[number - 1].end() if number else 0
        ends = matches[number + 1].start() if number + 1 < len(matches) else len(match.string)
        happened = _happened(match, begins, ends)
        if (
            match["today"]
            and match["today"] in ("现在", "如今", "今天", "今儿")
            and happened not in ("left", "until")
        ):
            continue
        before = found[-1].on if found else None
        day = _on(match, today, before)
        if day is None:
            continue
        if before is None and not any(match[name] for name in ("y", "rel", "y2", "month", "today")):
            day = _meant_ahead(match, day, today)
        exact = bool(
            match["d"] or match["d2"] or match["d3"] or match["today"] or match["end"] or match["end3"]
        )
        found.append(
            Day(day, exact, happened, bool(match["y"] or match["rel"] or match["y2"] or match["month"]))
        )
    return _without_repeats(found)


def _is_span(match: re.Match[str]) -> bool:
    """ "1月" of "一月八千" is each month, "3月" of "3月份的工资" is no day of an event."""
    return bool(re.match(r"工资|的?工资条|的钱", match.string[match.end() :]))


def _without_repeats(found: list[Day]) -> list[Day]:
    """A day told twice once, with what happened on it."""
    kept: list[Day] = []
    for day in found:
        same = next((other for other in kept if other.on == day.on and other.exact == day.exact), None)
        if same is None:
            kept.append(day)
        elif not same.happened:
            kept[kept.index(same)] = day
    return kept


def _happened(match: re.Match[str], begins: int, ends: int) -> Happened:
    """What the words after the day say, else those before it in the same clause, else that it is an end."""
    after = match.string[match.end() : min(match.end() + _REACH, ends)]
    before = _STOP.split(match.string[max(match.start() - _REACH, begins) : match.start()])[-1]
    near = _STOP.split(after)[0]
    if _FROM.search(before) and not _EVENTS[0][1].search(_NO_EVENT.sub("", near)):
        return "came"
    if (
        _UNTIL.search(before)
        and not _EVENTS[1][1].search(near)
        and not _EVENTS[0][1].search(_NO_EVENT.sub("", near))
    ):
        return "until"
    for text in (_NO_EVENT.sub("", near), _NO_EVENT.sub("", before)):
        placed = [(m.start(), name) for name, pattern in _EVENTS if (m := pattern.search(text))]
        if placed:
            return min(placed)[1]
    return ""


def _on(match: re.Match[str], today: date, before: date | None) -> date | None:
    if match["today"]:
        return today + timedelta(_DAYS_OFF.get(match["today"], 0))
    if match["month"]:
        off = {"上上": -2, "上": -1, "下": 1}.get(match["month"].removesuffix("月").removesuffix("个"), 0)
        first = later(today.replace(day=1), off)
        return _day_of(first.year, first.month, match["d3"], bool(match["end3"]))
    if match["y2"]:
        return _day_of(int(match["y2"]), int(match["m2"]), match["d2"], False)
    month = int(match["m"])
    if match["rel"]:
        year = today.year + _YEARS_OFF[match["rel"]]
    elif match["y"]:
        year = int(match["y"]) if len(match["y"]) == 4 else _century(int(match["y"]), today)
    elif before is not None:
        told_day = int(match["d"] or 1)
        year = before.year + ((month, told_day) < (before.month, before.day if match["d"] else 1))
    else:
        year = today.year - ((month, int(match["d"] or 1)) > (today.month, today.day))
    return _day_of(year, month, match["d"], bool(match["end"]))


def _meant_ahead(match: re.Match[str], day: date, today: date) -> date:
    """The same day a year later, where that is near and the words look ahead: "12月31号到期", "我想12月31号走"."""
    try:
        ahead = day.replace(year=day.year + 1)
    except ValueError:
        return day
    looks = _AHEAD.search(match.string[: match.start()]) or _COMES_DUE.match(match.string[match.end() :])
    return ahead if looks and 0 <= (ahead - today).days <= _SOON else day


def _century(two: int, today: date) -> int:
    return 2000 + two if two <= today.year % 100 + 20 else 1900 + two


def _day_of(year: int, month: int, day: str | None, last: bool) -> date | None:
    try:
        return date(year, month, monthrange(year, month)[1] if last else int(day or 1))
    except ValueError:
        return None


def later(day: date, by: int) -> date:
    """The same day so many months later, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + by, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_of(found: list[Day], *happened: Happened) -> Day | None:
    """The first day on which one of these happened."""
    return next((day for day in found if day.happened in happened), None)


def months_worked(came: date, last: date) -> int:
    """Full months from the day of coming to the last day of work, both counted, and a part of one as one more where
    it tips half a year: an employment of 6 months and 2 days is above 6 months all the same."""
    end = last + timedelta(1)
    whole = (end.year - came.year) * 12 + end.month - came.month
    return whole - (later(came, whole) > end)


_COUNT = re.compile(
    r"(?<![\d.第])(?P<n>\d{1,4}(?:\.\d)?)(?:个|整)?(?P<half>半)?(?:整)?(?:天|日(?!期))(?P<half2>半)?|(?P<alone>半天)"
)


def count(words: Words, but: re.Pattern[str] | None = None) -> float | None:
    """How many days, where one number is told: "两天半" is 2.5; `but`: what beside it (at §) makes it another count."""
    found = set()
    for match in _COUNT.finditer(words.left):
        near = f"{match.string[max(match.start() - 6, 0) : match.start()]}§{match.string[match.end() : match.end() + 4]}"
        if not (but and but.search(near)):
            found.add(
                0.5 if match["alone"] else float(match["n"]) + (0.5 if match["half"] or match["half2"] else 0)
            )
    if len(found) != 1:
        return None
    words.take(_COUNT)
    return found.pop()
