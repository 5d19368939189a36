"""What ends soon: entries, facts and documents whose last day is near and that nothing follows; and facts that are
over, of which nobody has recorded the next value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import Fact, FactTable, references
from kb.history import kind_of
from kb.impact import resting_on
from kb.replaced import NOTHING_REPLACED, Replacements, resting
from kb.text import fold
from kb.types import Document

SOON = 30
"""Days ahead that the list looks."""
_A_YEAR = timedelta(days=366)
"""Days for which a fact that is over stays on the list though no answer refers to it: most are set anew each year,
and sums rest on them too."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ending:
    kind: Literal["entry", "fact", "document"]
    id: str
    title: str
    last_day: date
    uses: tuple[str, ...] = ()
    """Of a fact, entries that have no answer afterwards; of a document, entries that rest on it."""
    over: bool = False
    """Whether the last day is past."""
    followed_by: str | None = None
    """Title of what replaces a document, or the document that an entry or a fact rests on."""

    def to_json(self) -> dict[str, object]:
        return {
            "kind": self.kind, "id": self.id, "title": self.title, "last_day": self.last_day.isoformat(),
            "uses": list(self.uses), "over": self.over, "followed_by": self.followed_by,
        }  # fmt: skip


def ending(
    entries: Iterable[Entry],
    facts: FactTable,
    documents: Iterable[Document],
    on: date,
    days: int = SOON,
    replacements: Replacements = NOTHING_REPLACED,
) -> list[Ending]:
    """In order of the last day, which may be today; what is over and still referred to comes first.

    With `replacements` also what rests on documents that are replaced.
    """
    until = on + timedelta(days=days)
    entries = list(entries)
    found = [
        *_entries(entries, on, until),
        *_facts(facts, entries, on, until),
        *_documents(documents, entries, on, until),
        *_resting(replacements, entries, facts, on, until),
    ]
    return sorted(found, key=lambda one: (one.last_day, one.kind, one.id))


def _entries(entries: Sequence[Entry], on: date, until: date) -> Iterator[Ending]:
    same: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        same[fold(entry.question)].append(entry)
    for entry in entries:
        if entry.valid_to is None or not on <= entry.valid_to <= until:
            continue
        after = entry.valid_to + _ONE_DAY
        alike = (other for other in same[fold(entry.question)] if other.region == entry.region)
        if not any(other.in_force(after) for other in alike):
            yield Ending("entry", entry.id, entry.question, entry.valid_to)


def _facts(facts: FactTable, entries: Sequence[Entry], on: date, until: date) -> Iterator[Ending]:
    uses: Mapping[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.in_force(on):
            for name in references(entry.answer):
                uses[name].append(entry.id)
    for fact in facts:
        if fact.valid_to is None or fact.valid_to > until or _follows(facts, fact):
            continue
        used = tuple(uses.get(fact.name, ()))
        over = fact.valid_to < on
        if not over or (_newest(facts, fact) and (used or on - fact.valid_to <= _A_YEAR)):
            yield Ending("fact", fact.name, f"{fact.name} {fact.text}", fact.valid_to, used, over)


def _follows(facts: FactTable, fact: Fact) -> bool:
    assert fact.valid_to is not None
    try:
        facts.at(fact.name, fact.valid_to + _ONE_DAY)
    except KnowledgeError:
        return False
    return True


def _newest(facts: FactTable, fact: Fact) -> bool:
    return facts.history(fact.name)[-1] == fact


def _documents(
    documents: Iterable[Document], entries: Sequence[Entry], on: date, until: date
) -> Iterator[Ending]:
    for document in documents:
        last = document.period.end
        if last is not None and on <= last <= until:
            uses = tuple(entry.id for entry in resting_on(document, entries))
            yield Ending(
                "document", document.name, document.title, last, uses, followed_by=document.superseded_by
            )


def _resting(
    replacements: Replacements, entries: Sequence[Entry], facts: FactTable, on: date, until: date
) -> Iterator[Ending]:
    """What rests on a replaced document ends with it, until somebody has looked at it."""
    for one in resting(replacements, entries, facts):
        last = one.replaced.since - _ONE_DAY
        if last <= until:
            kind: Literal["entry", "fact"] = "fact" if kind_of(one.item_id) == "fact" else "entry"
            name = one.item_id.removeprefix("fact:") if kind == "fact" else one.item_id
            yield Ending(kind, name, one.title, last, (), last < on, one.replaced.by)
