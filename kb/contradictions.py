"""Figures that disagree: between entries, and between a recorded fact and what an answer or document says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from kb.basis import Basis
from kb.entry import Entry
from kb.fact import FactTable
from kb.fact_finder import Contradiction, FactFinder
from kb.figures import Figure, figures
from kb.item import Item
from kb.types import Authority, Period

__all__ = ["Contradiction", "between_entries", "in_answer", "in_documents", "same_scope", "with_facts"]

_LABEL = re.compile(r"[一-龥]{5,16}$")
_VERB = re.compile(r"(?:为|是|共|按|最长|最高|最多|不超过|可达|有|：|:)+$")
_TELLING = re.compile(
    r"\d+|[男女]|[一二三四五六七八九十]级|单位|个人|在职|退休|职工|居民|灵活就业|首次|再次|门诊|住院|上限|下限|本地|异地"
)
"""Words that make two figures with one label two different things."""


def with_facts(entries: Iterable[Entry], facts: FactTable, on: date) -> Iterator[tuple[Entry, Contradiction]]:
    """Against the values of a day; of an entry that does not hold then, against those of its own time."""
    entries = list(entries)
    finder = FactFinder(facts, answers=entries)
    for entry in entries:
        for found in in_answer(finder, entry, entry.answer, _time(entry.period, on)):
            yield entry, found


def in_answer(finder: FactFinder, entry: Entry, text: str, period: Period) -> list[Contradiction]:
    """`text`: what the entry says, or is to say."""
    basis = Basis.of(entry.source, entry.verified)
    return finder.contradictions(text, entry.question, entry.region, period, basis, entry.id)


def in_documents(
    passages: Iterable[Item], facts: FactTable, on: date
) -> Iterator[tuple[Item, Contradiction]]:
    """Only in what may be cited as a rule: cases and texts of nobody's tell stories."""
    finder = FactFinder(facts)
    for item in passages:
        if item.authority < Authority.OFFICIAL_QA:
            continue
        time, basis = _time(item.period, on), Basis.of_passage(item.title)
        for found in finder.contradictions(item.body, item.title, item.region, time, basis):
            yield item, found


def _time(period: Period, on: date) -> Period:
    return Period(on, on) if period.contains(on) else period


@dataclass(frozen=True, slots=True)
class _Stated:
    """A labelled figure of an entry."""

    entry: Entry
    figure: Figure
    label: str
    telling: frozenset[str]


def between_entries(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry, str]]:
    """The same labelled figure with two values in entries that hold at once, and the figure in words."""
    stated: dict[tuple[str, str, str], dict[str, _Stated]] = defaultdict(dict)
    for entry in entries:
        for one in _stated(entry):
            key = (entry.area, one.label, one.figure.unit)
            stated[key].setdefault(f"{one.figure.value} {entry.id}", one)
    for (_, label, _), values in stated.items():
        for one, other in combinations(values.values(), 2):
            if one.figure.value == other.figure.value or one.entry.id == other.entry.id:
                continue
            if one.telling == other.telling and same_scope(one.entry, other.entry):
                yield (
                    one.entry,
                    other.entry,
                    f"「{label}」一处写 {one.figure.written}，一处写 {other.figure.written}",
                )


def _stated(entry: Entry) -> Iterator[_Stated]:
    for figure in figures(entry.answer):
        label = _LABEL.search(_VERB.sub("", figure.before.strip()))
        if label and figure.states_a_rule:
            telling = frozenset(_TELLING.findall(f"{entry.question}，{figure.before}"))
            yield _Stated(entry, figure, label[0], telling)


def same_scope(one: Entry, other: Entry) -> bool:
    """Whether two entries can hold for one person in one place on one day."""
    groups = (
        not one.insured_types or not other.insured_types or set(one.insured_types) & set(other.insured_types)
    )
    return bool(groups) and one.region == other.region and one.period.overlaps(other.period)
