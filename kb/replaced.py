"""What rests on a document that another one has replaced: from that day it does not count as in force.

Judged item by item when it is found, by titles and numbers alone: nothing has to be marked when a law changes, and
for an answer nothing is computed over all entries; only the list of what rests on such documents reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kb.entry import Entry, Source, Verified
from kb.fact import Fact, references
from kb.impact import bare_title, titles_named
from kb.snapshot import fact_id
from kb.text import folded_title
from kb.types import Document

Written = Callable[[str], date | None]
"""The day on which the version in force of an item was published; asked only where a source does not say its date."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Replaced:
    """The document that something rests on, and what stands in its place."""

    title: str
    name: str | None
    """File of the old document; None where only the new one names it."""
    by: str
    """Title of the new document."""
    since: date
    """First day on which the old one holds no more."""
    issued: date
    """Day from which a source is taken to be the new document."""

    @property
    def key(self) -> str:
        """What a decision that something still holds is kept under."""
        return f"{folded_title(self.title)}→{folded_title(self.by)}"


class Replacements:
    """All documents that are replaced, now or on a day to come."""

    def __init__(
        self,
        documents: Iterable[Document] = (),
        written: Written = lambda _: None,
        confirmed: Collection[tuple[str, str]] = frozenset(),
    ) -> None:
        """`confirmed`: (id, `Replaced.key`) of what staff have found to hold all the same."""
        held = list(documents)
        self._written = written
        self._confirmed = confirmed
        self._titles: dict[str, list[Replaced]] = defaultdict(list)
        self._numbers: dict[str, Replaced] = {}
        self._new_numbers = {one.number for one in held if one.number and one.superseded_by is None}
        issued = {folded_title(one.title): one.issued for one in held if one.superseded_by is None}
        for document in held:
            if document.superseded_by and document.period.end:
                self._add(document, issued)
        self._in_force = {bare_title(one.title) for one in held if one.superseded_by is None}
        titles = {bare_title(one.title) for one in held}
        for document in held:
            self._add_unheld(document, titles)

    @property
    def documents(self) -> list[Replaced]:
        """Every document that is replaced, now or on a day to come."""
        return [one for ends in self._titles.values() for one in ends]

    def of_entry(self, entry: Entry) -> Replaced | None:
        return self.of(entry.id, entry.source, entry.verified)

    def of_answer(self, entry: Entry, used: Iterable[Fact]) -> Replaced | None:
        """As `of_entry`, also by the facts that stand in the answer."""
        if not self._titles:
            return None
        by_facts = (self.of_fact(fact) for fact in used)
        return self.of_entry(entry) or next(
            (one for one in by_facts if one and (entry.id, one.key) not in self._confirmed), None
        )

    def of_fact(self, fact: Fact) -> Replaced | None:
        return self.of(fact_id(fact.name), fact.source, fact.verified)

    def of(self, item_id: str, source: Source | None, verified: Verified | None) -> Replaced | None:
        """What the source, or else what it was read against, was replaced by; None where it stands."""
        if not self._titles:
            return None
        found = self._of_source(item_id, source) if source else None
        if found is None and not (source and bare_title(source.title) in self._titles):
            found = self._of_reading(item_id, verified)
        if found is None or (item_id, found.key) in self._confirmed:
            return None
        return found

    def _of_source(self, item_id: str, source: Source) -> Replaced | None:
        ends = self._titles.get(bare_title(source.title), ())
        if source.number in self._new_numbers:
            return None
        if source.number and (by_number := self._numbers.get(source.number)):
            ends = [by_number]
        title = folded_title(source.title)
        open_ends = [one for one in ends if title != folded_title(one.by) or title == folded_title(one.title)]
        if source.date:
            return _first(one for one in open_ends if source.date < one.issued)
        return self._undated(item_id, open_ends)

    def _of_reading(self, item_id: str, verified: Verified | None) -> Replaced | None:
        for title in titles_named(verified.against if verified else None):
            if title in self._titles and (found := self._undated(item_id, self._titles[title])):
                return found
        return None

    def _undated(self, item_id: str, ends: Iterable[Replaced]) -> Replaced | None:
        """Where no date is said, the edition that was in force when it was written is meant; of a title that is no more,
        there is no other."""
        ends = list(ends)
        if not ends:
            return None
        gone = [one for one in ends if bare_title(one.by) != bare_title(one.title)]
        if gone and bare_title(gone[0].title) not in self._in_force:
            return _first(gone)
        day = self._written(item_id)
        return _first(one for one in ends if day is None or day < one.since)

    def _add(self, document: Document, issued: Mapping[str, date | None]) -> None:
        assert document.period.end is not None and document.superseded_by is not None
        since = document.period.end + _ONE_DAY
        new = issued.get(folded_title(document.superseded_by)) or since
        one = Replaced(document.title, document.name, document.superseded_by, since, new)
        self._titles[bare_title(document.title)].append(one)
        if document.number:
            self._numbers[document.number] = one

    def _add_unheld(self, document: Document, held: Collection[str]) -> None:
        """Titles that a document repeals and that are not held themselves."""
        since = document.period.start or document.issued
        for title in document.repeals:
            if since and bare_title(title) not in held:
                one = Replaced(title, None, document.title, since, document.issued or since)
                self._titles[bare_title(title)].append(one)


NOTHING_REPLACED = Replacements()


@dataclass(frozen=True, slots=True)
class Rests:
    """An entry or a fact on a replaced document."""

    item_id: str
    """Of a fact "fact:NAME"."""
    title: str
    replaced: Replaced
    because: str


def resting(replacements: Replacements, entries: Iterable[Entry], facts: Iterable[Fact]) -> Iterator[Rests]:
    """All that would still be answered from when the document is gone; entries also by the facts they refer to."""
    shaken: dict[str, Replaced] = {}
    for fact in facts:
        found = replacements.of_fact(fact)
        if found and fact.name not in shaken and _holds_then(fact, found):
            shaken[fact.name] = found
            yield _rests(fact_id(fact.name), f"{fact.name} {fact.text}", found, "依据")
    for entry in entries:
        if (found := replacements.of_entry(entry)) and _holds_then(entry, found):
            yield _rests(entry.id, entry.question, found, "依据")
        elif used := next((name for name in references(entry.answer) if name in shaken), None):
            yield _rests(entry.id, entry.question, shaken[used], f"引用事实「{used}」，它依据")


def _holds_then(one: Entry | Fact, found: Replaced) -> bool:
    return one.valid_to is None or one.valid_to >= found.since


def _rests(item_id: str, title: str, found: Replaced, how: str) -> Rests:
    because = f"{how}《{found.title}》，{found.since} 起由《{found.by}》代替"
    return Rests(item_id, title, found, because)


def _first(found: Iterable[Replaced]) -> Replaced | None:
    return min(found, key=lambda one: (one.since, one.by), default=None)
