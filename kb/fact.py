"""Figures that change: recorded once, referred to by name, valued by date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pydantic import field_validator, model_validator

from kb import regions
from kb.entry import Line, Record, Source, Verified
from kb.errors import FactNotInForceError, UnknownFactError
from kb.types import InsuredType, Period

REFERENCE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


class Fact(Record):
    """One figure with where, for whom and when it holds."""

    name: Line
    """E.g. "失业保险金月标准·满1年不满5年"; several facts share a name, never a day."""
    value: str
    """As printed, without thousands separators: "2129"."""
    unit: str = ""
    """As printed right after the value: "元", "%", "个月"."""
    region: str = ""
    insured_types: tuple[InsuredType, ...] = ()
    valid_from: date
    valid_to: date | None = None
    source: Source
    verified: Verified

    @field_validator("value", mode="before")
    @classmethod
    def _text(cls, value: object) -> str:
        return str(value)

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        regions.require(value)
        return value

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Fact:
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"失效日期 {self.valid_to} 早于生效日期 {self.valid_from}")
        return self

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to)

    @property
    def text(self) -> str:
        return f"{self.value}{self.unit}"


@dataclass(frozen=True)
class Rendered:
    """An answer with its facts filled in, and which facts those were."""

    text: str
    facts: tuple[Fact, ...]


class FactTable:
    """All facts, asked by name and date."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._by_name: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            self._by_name[fact.name].append(fact)

    def __iter__(self) -> Iterator[Fact]:
        for facts in self._by_name.values():
            yield from facts

    def __len__(self) -> int:
        return sum(map(len, self._by_name.values()))

    def history(self, name: str) -> list[Fact]:
        """Every value the fact has had, oldest first; raises UnknownFactError."""
        if name not in self._by_name:
            raise UnknownFactError(name)
        return sorted(self._by_name[name], key=lambda fact: fact.valid_from)

    def at(self, name: str, on: date) -> Fact:
        """The fact in force on a day; raises UnknownFactError or FactNotInForceError."""
        for fact in self.history(name):
            if fact.period.contains(on):
                return fact
        raise FactNotInForceError(name, on.isoformat())

    def render(self, text: str, on: date) -> Rendered:
        """Fill every ``{{name}}`` with its value on a day."""
        used: list[Fact] = []

        def fill(match: re.Match[str]) -> str:
            used.append(self.at(match[1], on))
            return used[-1].text

        return Rendered(REFERENCE.sub(fill, text), tuple(used))

    def overlapping(self) -> Iterator[tuple[Fact, Fact]]:
        """Pairs of one name that both claim some day."""
        for facts in self._by_name.values():
            ordered = sorted(facts, key=lambda fact: fact.valid_from)
            for earlier, later in pairwise(ordered):
                if earlier.period.overlaps(later.period):
                    yield earlier, later


def references(text: str) -> tuple[str, ...]:
    """Names of the facts a text refers to."""
    return tuple(dict.fromkeys(REFERENCE.findall(text)))


def with_value(history: Sequence[Fact], new: Fact) -> list[Fact]:
    """The values of one fact with another one in it, oldest first and no two on one day.

    A value of the same start is replaced; one that would still hold on the first day of the new one ends the
    day before; the new one, where it is open, ends the day before a later one starts.
    """
    others = [fact for fact in history if fact.valid_from != new.valid_from]
    last = new.valid_from - timedelta(days=1)
    kept = [
        fact.model_copy(update={"valid_to": last})
        if fact.valid_from < new.valid_from and fact.period.contains(new.valid_from)
        else fact
        for fact in others
    ]
    later = [fact.valid_from for fact in others if fact.valid_from > new.valid_from]
    if later and (new.valid_to is None or new.valid_to >= min(later)):
        new = new.model_copy(update={"valid_to": min(later) - timedelta(days=1)})
    return sorted([*kept, new], key=lambda fact: fact.valid_from)
