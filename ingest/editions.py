"""Which of several editions is in force until when: settled over all documents known, in any order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

from kb.text import folded_title
from kb.types import Authority, Document, Period

ONE_DAY = timedelta(days=1)


class _Known(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    title: str
    edition: date | None = None
    """Newest edition the statement is about; older ones fall under it too. None: every edition."""
    since: date = Field(alias="from")
    basis: str


class Superseded(_Known):
    """A fact about a document whose replacement may not be at hand."""

    superseded_by: str


class InForce(_Known):
    """First day of an edition, where its own text states only the day of the first version."""

    edition: date


@dataclass(frozen=True)
class Declared:
    superseded: Sequence[Superseded] = ()
    in_force: Sequence[InForce] = ()


@dataclass(frozen=True, slots=True)
class _End:
    """Somebody replaces a document: by what, and the first day of the replacement."""

    by: str
    since: date


@cache
def declared() -> Declared:
    """What `data/superseded.yaml` declares."""
    read = yaml.safe_load(files("ingest").joinpath("data/superseded.yaml").read_text(encoding="utf-8"))
    return Declared(
        [Superseded.model_validate(item) for item in read["superseded"]],
        [InForce.model_validate(item) for item in read["in_force"]],
    )


def settle_editions(documents: Iterable[Document], known: Declared | None = None) -> list[Document]:
    """The documents with the period and the successor that follow from all of them together.

    Pure: the result depends on the set of documents alone, not on their order nor on what an earlier
    run settled, so imports in any order and in any number of runs end the same.
    """
    known = known if known is not None else declared()
    started = [_started(document, known) for document in documents]
    by_title: Mapping[str, list[Document]] = defaultdict(list)
    for document in started:
        by_title[folded_title(document.title)].append(document)
    repealers = _repealers(started)
    settled = []
    for document in started:
        title = folded_title(document.title)
        ends = [
            *_newer_editions(document, by_title[title]),
            *_repealed(document, repealers.get(title, ())),
            *_declared_ends(document, title, known),
        ]
        settled.append(_ended(document, min(ends, key=lambda end: (end.since, end.by))) if ends else document)
    return settled


def _started(document: Document, known: Declared) -> Document:
    title = folded_title(document.title)
    for fact in known.in_force:
        if fact.edition == document.issued and folded_title(fact.title) == title:
            return replace(document, period=Period(fact.since, document.period.end))
    return document


def _day(document: Document) -> date | None:
    """The day that orders editions."""
    return document.issued or document.period.start


def _newer_editions(document: Document, same_title: Sequence[Document]) -> Iterable[_End]:
    own = _day(document)
    if own is None or document.authority is not Authority.RULE:
        return
    for other in same_title:
        day = _day(other)
        if other.region == document.region and other.authority is Authority.RULE and day and day > own:
            yield _End(other.title, other.period.start or day)


def _repealers(documents: Sequence[Document]) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for title in document.repeals:
            found[folded_title(title)].append(document)
    return found


def _repealed(document: Document, repealers: Sequence[Document]) -> Iterable[_End]:
    """Who repeals the title after this edition began; a law may repeal an older one of its own name."""
    own = document.period.start or document.issued
    for other in repealers:
        since = other.period.start or other.issued
        same_place = other.region == document.region or not other.region
        if other.name != document.name and since and same_place and (own is None or own < since):
            yield _End(other.title, since)


def _declared_ends(document: Document, title: str, known: Declared) -> Iterable[_End]:
    day = _day(document)
    for fact in known.superseded:
        if folded_title(fact.title) != title or document.region:
            continue
        if fact.edition is None or (day is not None and day <= fact.edition):
            yield _End(fact.superseded_by, fact.since)


def _ended(document: Document, end: _End) -> Document:
    last = end.since - ONE_DAY
    start, own_end = document.period.start, document.period.end
    if own_end and own_end < last and document.superseded_by is None:
        return document  # it had expired by its own words before anything replaced it
    if start and start > last:
        start = last
    return replace(document, period=Period(start, last), superseded_by=end.by)
