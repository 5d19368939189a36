"""Hits made ready to answer from: text filled in for the day, and the citation that goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogue.types import Citation
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import Fact, FactTable
from kb.item import Item
from kb.replaced import NOTHING_REPLACED, Replaced, Replacements
from kb.types import Document
from retrieval.search import Evidence

_QUOTE = 160
"""Characters of a passage shown in a citation."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece of evidence for an answer."""

    item: Item
    score: float
    text: str
    """The entry's answer with its facts filled in, the passage, or the row."""
    citation: Citation
    facts: tuple[Fact, ...] = ()
    ended: Document | None = None
    """The document, where it was no longer in force on the day asked about."""
    replaced: Replaced | None = None
    """What an entry rests on, where something else stood in its place on the day asked about."""

    @property
    def evidence(self) -> str:
        """Everything a sentence that rests on this may state."""
        citation = self.citation
        named = (
            f"《{citation.document}》《{citation.title}》{citation.document_no or ''}{citation.locator or ''}"
        )
        period = f"{citation.valid_from or ''} {citation.valid_to or ''}"
        return "\n".join((self.item.title, self.text, named, period))


def prepare(
    hits: Iterable[Evidence],
    facts: FactTable,
    documents: dict[str, Document],
    on: date,
    replacements: Replacements = NOTHING_REPLACED,
) -> list[Ground]:
    """Grounds in the order of the hits; an entry whose fact has no value on that day is left out."""
    grounds = []
    for hit in hits:
        try:
            grounds.append(_ground(hit, facts, documents.get(hit.item.document or ""), on, replacements))
        except KnowledgeError:
            continue  # reported by `jxb kb check`; never answered with a hole in it
    return grounds


def _ground(
    hit: Evidence, facts: FactTable, document: Document | None, on: date, replacements: Replacements
) -> Ground:
    item = hit.item
    if item.kind == "entry":
        rendered = facts.render(item.body, on)
        entry = item.entry
        found = replacements.of_answer(entry, rendered.facts)
        replaced = found if found and found.since <= on else None
        citation = _entry_citation(item, entry, rendered.text)
        if replaced:
            last = (replaced.since - timedelta(days=1)).isoformat()
            citation = replace(citation, valid_to=min(citation.valid_to or last, last))
        return Ground(item, hit.score, rendered.text.strip(), citation, rendered.facts, replaced=replaced)
    over = document and document.period.end and document.period.end < on
    ended = document if over and not item.in_force(on) else None
    return Ground(item, hit.score, item.body.strip(), document_citation(item, document), ended=ended)


def _entry_citation(item: Item, entry: Entry, text: str) -> Citation:
    source = entry.source
    return Citation(
        id=item.id,
        kind="entry",
        title=entry.question,
        document=item.document or (source.title if source else None),
        document_no=source.number if source else None,
        locator=source.locator if source else None,
        valid_from=entry.valid_from.isoformat() if entry.valid_from else None,
        valid_to=entry.valid_to.isoformat() if entry.valid_to else None,
        url=source.url if source else None,
        quote=text.strip()[:_QUOTE],
        review="model" if entry.review.checked_by == "model" else None,
        source=source.title if source else None,
    )


def document_citation(item: Item, document: Document | None) -> Citation:
    """The citation of a passage, or of a row of a table."""
    start, end = item.period.start, item.period.end
    return Citation(
        id=item.id,
        kind=item.kind,
        title=document.title if document else item.title,
        document=item.document,
        document_no=document.number if document else None,
        locator=item.payload.get("locator"),
        valid_from=start.isoformat() if start else None,
        valid_to=end.isoformat() if end else None,
        url=document.url if document else None,
        quote=item.body.strip()[:_QUOTE],
    )


def cited(grounds: Sequence[Ground]) -> tuple[Citation, ...]:
    return tuple({ground.citation.id: ground.citation for ground in grounds}.values())
