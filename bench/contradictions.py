"""How many falsified figures `jxb kb check` finds, and how often it cries wolf: `python -m bench.contradictions`.

In every shipped answer that fills in facts, one figure at a time is written out wrong: once as half as much again,
once as the value the fact had before. An alarm on the answers as they are is a false one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from kb import starter
from kb.contradictions import between_entries, with_facts
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import REFERENCE, Fact, FactTable
from kb.fact_finder import FactFinder
from kb.types import Period

TODAY = date(2026, 11, 25)

Wrong = Callable[[FactTable, Fact], str | None]
"""What is written instead of a fact; None where there is nothing to write."""


def half_as_much_again(_: FactTable, fact: Fact) -> str | None:
    try:
        return f"{float(fact.value) * 1.5 + 1:g}{fact.unit}"
    except ValueError:
        return None


def value_before(facts: FactTable, fact: Fact) -> str | None:
    older = [f for f in facts.history(fact.name) if f.valid_from < fact.valid_from and f.value != fact.value]
    return older[-1].text if older else None


def falsified(entry: Entry, facts: FactTable, wrong: Wrong) -> Iterator[tuple[str, str]]:
    """(fact, answer with that figure wrong) for every place where the answer fills one in."""
    names = REFERENCE.findall(entry.answer)
    for place, name in enumerate(names):
        written = wrong(facts, facts.at(name, TODAY))
        if written is None:
            continue
        texts = [facts.at(other, TODAY).text for other in names]
        texts[place] = written
        filled = iter(texts)
        yield name, REFERENCE.sub(lambda _, filled=filled: next(filled), entry.answer)  # type: ignore[misc]


def found(entries: Sequence[Entry], facts: FactTable, wrong: Wrong) -> tuple[int, int, int]:
    """(falsified figures, those found, those found as the very fact)."""
    finder, day = FactFinder(facts), Period(TODAY, TODAY)
    tried = hit = named = 0
    for entry in entries:
        for name, answer in falsified(entry, facts, wrong):
            alarms = finder.contradictions(answer, entry.question, entry.region, day)
            tried += 1
            hit += bool(alarms)
            named += any(alarm.fact.name == name for alarm in alarms)
    return tried, hit, named


def main() -> None:
    shipped = starter.load()
    facts, entries = shipped.facts, list(_rendered(shipped.entries, shipped.facts))
    for label, wrong in (("写错的数字", half_as_much_again), ("写成上一期的数字", value_before)):
        tried, hit, named = found(entries, facts, wrong)
        print(f"{label}：{tried} 处，发现 {hit}（{hit / max(1, tried):.0%}），说对是哪个事实 {named}")
    alarms = len(list(with_facts(entries, facts, TODAY))) + len(list(between_entries(entries)))
    print(f"原样的 {len(shipped.entries)} 条：报警 {alarms}")


def _rendered(entries: Sequence[Entry], facts: FactTable) -> Iterator[Entry]:
    """Entries in force whose facts have values."""
    for entry in entries:
        try:
            facts.render(entry.answer, TODAY)
        except KnowledgeError:
            continue
        if entry.in_force(TODAY):
            yield entry


if __name__ == "__main__":
    main()
