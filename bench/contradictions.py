"""How many falsified figures `jxb kb check` finds, and how often it cries wolf.

    python -m bench.contradictions [HOME]

In every shipped answer that fills in facts, one figure at a time is written out wrong: once as half as much again,
once as the value the fact had before. An alarm on the answers as they are, with facts filled in or not, is a false one.
Shares were chosen on half of the facts, so the other half is told apart. With the HOME that documents were ingested into, also what they find.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb import starter
from kb.contradictions import between_entries, in_answer, with_facts
from kb.database import connect, sqlite_url
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import REFERENCE, Fact, FactTable
from kb.fact_finder import FactFinder
from kb.store import Store
from kb.types import Period
from serve.ungrounded import Grounds, UngroundedFigures

TODAY = date(2026, 11, 25)
DAY = Period(TODAY, TODAY)

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


@dataclass
class Score:
    """Falsified figures, those found, and those found as the very fact."""

    tried: int = 0
    hit: int = 0
    named: int = 0

    def __str__(self) -> str:
        return f"{self.tried} 处，发现 {self.hit}（{self.hit / max(1, self.tried):.0%}），说对是哪个事实 {self.named}"


def found(
    finder: FactFinder, entries: Sequence[Entry], facts: FactTable, wrong: Wrong
) -> tuple[Score, Score]:
    """Of the half of the facts that shares were chosen on, and of the other."""
    halves = Score(), Score()
    for entry in entries:
        for name, answer in falsified(entry, facts, wrong):
            alarms = in_answer(finder, entry, answer, DAY)
            score = halves[zlib.crc32(name.encode()) % 2]
            score.tried += 1
            score.hit += bool(alarms)
            score.named += any(alarm.fact.name == name for alarm in alarms)
    return halves


def false_alarms(finder: FactFinder, entries: Sequence[Entry], facts: FactTable) -> int:
    """On the answers with their facts filled in."""
    return sum(len(in_answer(finder, e, facts.render(e.answer, TODAY).text, DAY)) for e in entries)


def main() -> None:
    shipped = starter.load()
    facts, entries = shipped.facts, list(_rendered(shipped.entries, shipped.facts))
    finder = FactFinder(facts, answers=entries)
    for label, wrong in (("写错的数字", half_as_much_again), ("写成上一期的数字", value_before)):
        seen, unseen = found(finder, entries, facts, wrong)
        print(f"{label}：选门槛用的一半 {seen}；另一半 {unseen}")
    alarms = len(list(with_facts(entries, facts, TODAY))) + len(list(between_entries(entries)))
    filled = false_alarms(finder, entries, facts)
    print(f"原样的 {len(entries)} 条：报警 {alarms}；填上数字以后：报警 {filled}")
    if len(sys.argv) > 1:
        with_documents(Path(sys.argv[1]), finder, entries, facts)


def with_documents(home: Path, finder: FactFinder, entries: Sequence[Entry], facts: FactTable) -> None:
    """The same with the texts of the documents at hand."""
    store = Store(connect(sqlite_url(home)))
    grounds = Grounds(store.documents(), store.iter_items("passage"))
    ungrounded = UngroundedFigures(grounds, facts, TODAY)
    tried = by_document = by_either = 0
    for entry in entries:
        for name, answer in falsified(entry, facts, half_as_much_again):
            written = half_as_much_again(facts, facts.at(name, TODAY))
            told = any(figure.written == written for figure in ungrounded.of(entry, answer))
            tried += 1
            by_document += told
            by_either += told or bool(in_answer(finder, entry, answer, DAY))
    print(f"写错的数字 {tried} 处：对照文件发现 {by_document}，合计 {by_either}（{by_either / tried:.0%}）")
    print(f"原样的 {len(entries)} 条：对照文件报警 {len(list(ungrounded.check(entries)))}")


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
