"""When a document holds: read from its head, its promulgation history and its own last articles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from ingest import dates
from ingest.front_matter import KINDS
from kb.types import Period

_EVENT = re.compile(r"通过|批准|公布|发布|修正|修订|施行")
_AMENDED = re.compile(r"修正|修订|修改")
_NAME_DATE = re.compile(r"[（(](\d{4}-\d{2}-\d{2})[）)]|^(\d{4}-\d{2}-\d{2})")
_START = r"起\s*(?:开始)?(?:施行|实施|执行|生效)"
_OWN_START = re.compile(
    rf"本({KINDS}|若干规定|实施办法)[^。；]{{0,12}}自\s*(?:({dates.DATE.pattern})(?:之日)?|(?:公布|发布|印发|颁布)之日){_START}"
)
_ANY_START = re.compile(rf"[自从]\s*({dates.DATE.pattern})(?:之日)?{_START}")
_DELAYED = re.compile(
    r"自(?:公布|发布|印发)之日起(\d{1,3}|[一二三四五六七八九十]{1,3})日[后内]?(?:施行|实施|起施行)"
)
_ENDS = re.compile(
    rf"有效期(?:限)?(?:至|到|截至)\s*({dates.DATE.pattern})|(?:施行|执行|实施)(?:至|到)\s*({dates.DATE.pattern})"
)
_YEARS = re.compile(r"有效期(?:限)?(?:为|：)?\s*([一二三四五六七八九十]|\d{1,2})\s*年")
_SENTENCE = re.compile(r"[^。；\n]+")
_REPEALED = re.compile(r"同时废止|即行废止|同时失效|予以废止|停止执行|同时停止")
_REPEALS = re.compile(r"(?:决定|现将|现)?废止(?=《)")
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_LONG_AFTER = timedelta(days=180)
"""A file name's date this long after the last event in the history means an amendment the history lacks."""


@dataclass(frozen=True, slots=True)
class Validity:
    issued: date | None
    """Day of this edition: the last adoption, amendment or promulgation."""
    period: Period
    repeals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _History:
    last: date | None = None
    in_force: date | None = None
    amended: bool = False


def read(name: str, title: str, listed: Mapping[str, str], history: str, text: str) -> Validity:
    """Validity of the document in file `name`, from what `front_matter.read` found and its whole text."""
    past = _past(history)
    named = _date_in(name)
    issued = named or dates.first(listed.get("issued", "")) or past.last or _signed(text)
    amended = past.amended or bool(named and past.last and named - past.last > _LONG_AFTER)
    start = dates.first(listed.get("valid_from", "")) or _start(title, text, past, issued, amended)
    end = dates.first(listed.get("valid_to", "")) or _end(text, start)
    if start and end and end < start:
        end = None
    return Validity(issued, Period(start, end), repealed_titles(text))


def _date_in(name: str) -> date | None:
    match = _NAME_DATE.search(name)
    if not match:
        return None
    try:
        return date.fromisoformat(match[1] or match[2])
    except ValueError:
        return None


def _past(history: str) -> _History:
    """Every date of a history belongs to the words up to the next date."""
    found = list(dates.DATE.finditer(history))
    last = in_force = None
    amended = False
    for match, following in zip_longest(found, found[1:]):
        day = dates.of(match)
        words = history[match.end() : following.start() if following else len(history)]
        if day is None or not _EVENT.search(words):
            continue
        # "2019年5月15日 施行": a line of its own; "施行" in other lines belongs to what they adopt.
        if re.match(r"\s*(?:起)?施行", words):
            in_force = max(day, in_force or day)
        else:
            last = max(day, last or day)
        amended = amended or bool(_AMENDED.search(words))
    return _History(last, in_force, amended)


def _start(title: str, text: str, past: _History, issued: date | None, amended: bool) -> date | None:
    """First day in force. The day a text states belongs to its first version, and to a later
    edition only where it does not lie before that edition."""
    for day in (past.in_force, _stated(title, text, issued)):
        if day and (not amended or issued is None or day >= issued):
            return day
    return issued


def _stated(title: str, text: str, issued: date | None) -> date | None:
    own = [match for match in _OWN_START.finditer(text) if not _quoted(text, match.start())]
    of_title = [match for match in own if match[1] and match[1] in title[-8:]]
    if own:
        match = (of_title or own)[-1]
        return dates.first(match[2]) if match[2] else issued
    if delayed := _DELAYED.search(text):
        return issued + timedelta(days=dates.count(delayed[1])) if issued else None
    days = {dates.first(match[1]) for match in _ANY_START.finditer(text)}
    return days.pop() if len(days) == 1 else None


def _quoted(text: str, at: int) -> bool:
    """Whether a place lies within “…” of its line: the words of another document."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.count("“") > line.count("”")


def _end(text: str, start: date | None) -> date | None:
    for sentence in _SENTENCE.findall(text):
        if not re.search(rf"{_START}|本(?:{KINDS})", sentence):
            continue
        if stated := _ENDS.search(sentence):
            return dates.first(stated[0])
        years = _YEARS.search(sentence)
        if years and start and "试用" not in sentence:
            return _anniversary(start, dates.count(years[1])) - timedelta(days=1)
    return None


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)


def _signed(text: str) -> date | None:
    lines = [line for line in text.split("\n") if line.strip()]
    for line in reversed(lines[-12:]):
        if day := dates.is_signature(line):
            return day
    return None


def repealed_titles(text: str) -> tuple[str, ...]:
    """Titles in sentences that end in 同时废止 and its like."""
    found: list[str] = []
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        word = _REPEALED.search(sentence) or _REPEALS.search(sentence)
        if not word or _quoted(text, match.start() + word.start()):
            continue
        named = sentence[: word.start()] if word.re is _REPEALED else sentence[word.start() :]
        found += [title.strip() for title in _TITLE.findall(named)]
    return tuple(dict.fromkeys(found))
