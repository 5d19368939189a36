"""What a change of facts does before it is made: which answers read differently, which figures then disagree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.contradictions import FactFinder
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import Fact, FactTable, references, with_value


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that reads differently from a day on."""

    entry: str
    question: str
    on: date
    before: str | None
    """None where the fact had no value that day, so that nothing was answered."""
    after: str | None

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.entry, "question": self.question, "on": self.on.isoformat(),
            "before": self.before, "after": self.after,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Literal:
    """A figure written in an answer that does not fit the fact after the change."""

    entry: str
    question: str
    written: str

    def to_json(self) -> dict[str, object]:
        return {"id": self.entry, "question": self.question, "written": self.written}


def amended(facts: FactTable, new: Fact) -> FactTable:
    """All facts as they would stand with a new value of one."""
    others = [fact for fact in facts if fact.name != new.name]
    history = [fact for fact in facts if fact.name == new.name]
    return FactTable([*others, *with_value(history, new)])


def answers(
    before: FactTable, after: FactTable, name: str, days: Sequence[date], entries: Iterable[Entry]
) -> list[AnswerChange]:
    """Answers that refer to a fact and read differently on one of the days; the first such day of each."""
    found = []
    for entry in entries:
        if name not in references(entry.answer):
            continue
        for day in sorted(days):
            one, other = _rendered(entry, before, day), _rendered(entry, after, day)
            if entry.in_force(day) and one != other:
                found.append(AnswerChange(entry.id, entry.question, day, one, other))
                break
    return found


def literals(after: FactTable, name: str, entries: Iterable[Entry]) -> list[Literal]:
    """Answers that write the figure themselves, with a value the fact does not have any more."""
    try:
        finder = FactFinder(FactTable(after.history(name)))
    except KnowledgeError:
        return []
    found = []
    for entry in entries:
        for wrong in finder.contradictions(entry.answer, entry.question, entry.region, entry.period):
            figure = wrong.figure
            written = f"{figure.before[-20:].strip()}{figure.value}{figure.unit}"
            found.append(Literal(entry.id, entry.question, written))
    return found


def _rendered(entry: Entry, facts: FactTable, on: date) -> str | None:
    try:
        return facts.render(entry.answer, on).text
    except KnowledgeError:
        return None
