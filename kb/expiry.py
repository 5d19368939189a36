"""What ends soon: entries, facts and documents whose last day is near and that nothing follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import FactTable, references
from kb.types import Document

SOON = 30
"""Days ahead that the list looks."""


@dataclass(frozen=True, slots=True)
class Ending:
    kind: Literal["entry", "fact", "document"]
    id: str
    title: str
    last_day: date
    uses: tuple[str, ...] = ()
    """Entries that have no answer afterwards, for a fact."""

    def to_json(self) -> dict[str, object]:
        return {
            "kind": self.kind, "id": self.id, "title": self.title,
            "last_day": self.last_day.isoformat(), "uses": list(self.uses),
        }  # fmt: skip


def ending(
    entries: Iterable[Entry], facts: FactTable, documents: Iterable[Document], on: date, days: int = SOON
) -> list[Ending]:
    """In order of the last day, which may be today."""
    until = on + timedelta(days=days)

    def near(last: date | None) -> bool:
        return last is not None and on <= last <= until

    entries = list(entries)
    found = [
        *(Ending("entry", e.id, e.question, e.valid_to) for e in entries if e.valid_to and near(e.valid_to)),
        *_facts(facts, entries, near),
        *(
            Ending("document", d.name, d.title, d.period.end)
            for d in documents
            if d.period.end and near(d.period.end)
        ),
    ]
    return sorted(found, key=lambda one: (one.last_day, one.kind, one.id))


def _facts(facts: FactTable, entries: list[Entry], near: Callable[[date | None], bool]) -> Iterator[Ending]:
    for fact in facts:
        if fact.valid_to is None or not near(fact.valid_to):
            continue
        try:
            facts.at(fact.name, fact.valid_to + timedelta(days=1))
        except KnowledgeError:
            uses = tuple(entry.id for entry in entries if fact.name in references(entry.answer))
            yield Ending("fact", fact.name, f"{fact.name} {fact.text}", fact.valid_to, uses)
