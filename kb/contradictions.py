"""Figures that disagree: between entries, and between a recorded fact and what an answer or document says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from kb import regions
from kb.entry import Entry
from kb.fact import REFERENCE, Fact, FactTable
from kb.item import Item
from kb.text import fold
from kb.types import Period

UNITS = r"元|%|％|个月|天|日|年|周岁|倍|学时|小时"

_LABELLED = re.compile(
    rf"(?P<label>[一-龥]{{2,12}}?)(?:为|是|共|按|最长|最高|：|:)?(?P<value>\d+(?:\.\d+)?)(?P<unit>{UNITS})"
)
_FIGURE = re.compile(rf"(?P<value>\d+(?:,\d{{3}})*(?:\.\d+)?)\s*(?P<unit>{UNITS})")
_SENTENCE = re.compile(r"[^。；;\n]+")
_TOPIC_SHARED = 0.6
"""Share of the topic's character pairs that must stand around a figure for it to be about the fact."""

_NEAR = 8
"""Characters between what a figure is about and the figure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a text states it."""

    before: str
    """What its sentence says before it, since the last figure of the same unit."""
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A text states another value than the fact it speaks of."""

    fact: Fact
    figure: Figure


def figures(text: str) -> Iterator[Figure]:
    """Every figure with a unit; places where a fact is filled in are no figures of the text's own."""
    for sentence in _SENTENCE.findall(REFERENCE.sub("＊", text)):
        since: dict[str, int] = defaultdict(int)
        for match in _FIGURE.finditer(sentence):
            unit = match["unit"].replace("％", "%")
            yield Figure(sentence[since[unit] : match.start()], match["value"].replace(",", ""), unit)
            since[unit] = match.end()


class FactFinder:
    """Finds which fact a figure speaks of."""

    def __init__(self, facts: FactTable) -> None:
        self._by_unit: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            self._by_unit[fact.unit].append(fact)

    def contradictions(self, text: str, context: str, region: str, period: Period) -> list[Contradiction]:
        """Figures of a text that are about a fact and have none of its values during the period.

        `context` says what the text as a whole is about: the question, or title and headings.
        """
        found = []
        for figure in figures(text):
            about = self._about(figure, context, region, period)
            if about and all(number(fact.value) != number(figure.value) for fact in about):
                found.append(Contradiction(about[-1], figure))
        return found

    def _about(self, figure: Figure, context: str, region: str, period: Period) -> list[Fact]:
        """The values, oldest first, of the one fact that fits best."""
        before, around = fold(figure.before), fold(context + figure.before)
        fitting: dict[str, tuple[float, list[Fact]]] = {}
        for fact in self._by_unit.get(figure.unit, ()):
            topic, tiers = _named(fact.name)
            if not fact.period.overlaps(period) or not regions.comparable(fact.region, region):
                continue
            if not all(tier in before for tier in tiers):
                continue
            if tiers and tiers[-1] not in before[-len(tiers[-1]) - _NEAR :]:
                continue
            shared = sum(pair in around for pair in topic) / max(1, len(topic))
            if shared < (_TOPIC_SHARED if tiers else 1.0):
                continue
            rank = shared + sum(map(len, tiers))
            fitting.setdefault(fact.name, (rank, []))[1].append(fact)
        if not fitting:
            return []
        _, best = max(fitting.values(), key=lambda ranked: ranked[0])
        return sorted(best, key=lambda fact: fact.valid_from)


def with_facts(entries: Iterable[Entry], facts: FactTable) -> Iterator[tuple[Entry, Contradiction]]:
    finder = FactFinder(facts)
    for entry in entries:
        for found in finder.contradictions(entry.answer, entry.question, entry.region, entry.period):
            yield entry, found


def in_documents(passages: Iterable[Item], facts: FactTable) -> Iterator[tuple[Item, Contradiction]]:
    finder = FactFinder(facts)
    for item in passages:
        for found in finder.contradictions(item.body, item.title, item.region, item.period):
            yield item, found


def between_entries(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry, str]]:
    """The same labelled figure with two values in entries that hold at once, and the figure in words."""
    stated: dict[tuple[str, str, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        for match in _LABELLED.finditer(entry.answer):
            key = (entry.area, match["label"], match["unit"])
            stated[key].setdefault(match["value"], entry)
    for (_, label, unit), values in stated.items():
        for (value, one), (another, other) in combinations(values.items(), 2):
            if one.id != other.id and same_scope(one, other) and len(label) >= 5:
                yield one, other, f"「{label}」一处写 {value}{unit}，一处写 {another}{unit}"


def same_scope(one: Entry, other: Entry) -> bool:
    """Whether two entries can hold for one person in one place on one day."""
    groups = (
        not one.insured_types or not other.insured_types or set(one.insured_types) & set(other.insured_types)
    )
    return bool(groups) and one.region == other.region and one.period.overlaps(other.period)


@lru_cache(maxsize=4096)
def _named(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A fact's name as the character pairs of its topic, and its tiers: 险种或事项＋项目·档次."""
    topic, *tiers = name.split("·")
    folded = fold(topic)
    pairs = tuple(folded[at : at + 2] for at in range(len(folded) - 1))
    return pairs, tuple(map(fold, tiers))


def number(value: str) -> str:
    """One spelling of a figure, to be compared."""
    try:
        return f"{float(value):g}"
    except ValueError:
        return value
