"""What a change of facts does before it is made: which answers read differently, which figures then disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.contradictions import in_answer
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import Fact, FactTable, references, with_value
from kb.fact_finder import FactFinder
from kb.figures import number

_ONE_DAY = timedelta(days=1)


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


@dataclass(frozen=True, slots=True)
class FactEffects:
    """What changes with facts."""

    answers: Sequence[AnswerChange]
    contradictions: Sequence[Literal]


def amended(facts: FactTable, *new: Fact) -> FactTable:
    """All facts as they would stand with new values, of one or of several."""
    histories = _by_name(facts)
    for fact in new:
        histories[fact.name] = with_value(histories.get(fact.name, []), fact)
    return FactTable(fact for history in histories.values() for fact in history)


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


def days_of_change(before: FactTable, after: FactTable, name: str) -> list[date]:
    """The first days of all the stretches in which a fact keeps one value, before or after: no other day
    need be looked at."""
    values = [fact for facts in (before, after) for fact in facts if fact.name == name]
    starts = {fact.valid_from for fact in values}
    return sorted(starts | {fact.valid_to + _ONE_DAY for fact in values if fact.valid_to})


def names_changed(before: FactTable, after: FactTable) -> list[str]:
    """Names whose values differ."""
    one, other = _by_name(before), _by_name(after)
    return [name for name in dict.fromkeys([*one, *other]) if one.get(name) != other.get(name)]


def of_change(before: FactTable, after: FactTable, entries: Sequence[Entry]) -> FactEffects:
    """Everything that a change of facts does to answers; an answer is listed once, for its first such day."""
    changed: dict[str, AnswerChange] = {}
    wrong: dict[tuple[str, str], Literal] = {}
    for name in names_changed(before, after):
        days = days_of_change(before, after, name)
        for one in answers(before, after, name, days, entries):
            if one.entry not in changed or one.on < changed[one.entry].on:
                changed[one.entry] = one
        for figure in literals(before, after, name, entries):
            wrong.setdefault((figure.entry, figure.written), figure)
    return FactEffects(list(changed.values()), list(wrong.values()))


def _by_name(facts: FactTable) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: fact.valid_from):
        found.setdefault(fact.name, []).append(fact)
    return found


def literals(before: FactTable, after: FactTable, name: str, entries: Iterable[Entry]) -> list[Literal]:
    """Answers that write the figure themselves and that the change puts in the wrong: the value is none the
    fact has any more, or the one that was in force until the change."""
    held = {text for text, _ in _stated(before, name, entries, set())}
    past = _values_ended(before, after, name)
    return [one for text, one in _stated(after, name, entries, past) if text not in held]


def _stated(
    facts: FactTable, name: str, entries: Iterable[Entry], past: set[str]
) -> Iterator[tuple[tuple[str, str], Literal]]:
    """Figures about the fact with none of its values, or with one of those that are `past`."""
    entries = list(entries)
    kept = FactTable(fact for fact in facts if fact.name != name or number(fact.value) not in past)
    finder = FactFinder(kept, name, entries)
    for entry in entries:
        for wrong in in_answer(finder, entry, entry.answer, entry.period):
            written = wrong.figure.shown
            yield (entry.id, written), Literal(entry.id, entry.question, written)


def _values_ended(before: FactTable, after: FactTable, name: str) -> set[str]:
    """Values that were open before and have an end now."""
    still = {number(fact.value) for fact in after if fact.name == name and fact.valid_to is None}
    was = {number(fact.value) for fact in before if fact.name == name and fact.valid_to is None}
    return was - still


def _rendered(entry: Entry, facts: FactTable, on: date) -> str | None:
    try:
        return facts.render(entry.answer, on).text
    except KnowledgeError:
        return None
