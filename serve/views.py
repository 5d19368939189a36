"""Records as the JSON of CONTRACTS: the same for the command line and HTTP."""

from __future__ import annotations

from typing import Any

from dialogue.record import citation_json
from dialogue.remembered import shown
from dialogue.types import Memory, Reply
from kb.item import Item
from kb.types import Document
from retrieval.search import Ranking


def hit(item: Item, score: float, document: Document | None) -> dict[str, Any]:
    """One hit: {id, kind, title, text, score, document, source}."""
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "text": item.body,
        "score": round(score, 6),
        "document": item.document,
        "source": _source(item, document),
        "region": item.region,
        "valid_from": item.period.start.isoformat() if item.period.start else None,
        "valid_to": item.period.end.isoformat() if item.period.end else None,
    }


def _source(item: Item, document: Document | None) -> dict[str, Any] | None:
    if item.kind == "entry":
        source: dict[str, Any] | None = item.payload.get("source")
        return source
    if document is None:
        return None
    return {
        "title": document.title,
        "number": document.number,
        "locator": item.payload.get("locator"),
        "issuer": document.issuer,
        "date": document.issued.isoformat() if document.issued else None,
        "url": document.url,
    }


def hits(query: str, ranking: Ranking, documents: dict[str, Document]) -> dict[str, Any]:
    found = [hit(e.item, e.score, documents.get(e.item.document or "")) for e in ranking.hits]
    return {"query": query, "hits": found}


def remembered(memory: Memory) -> dict[str, Any]:
    """What a session remembers: the citizen's own by field, others by who they are, and all of it in words."""
    kind = memory.insured_type or (None if memory.about else memory.asked_of)
    return {
        "region": memory.region,
        "insured_type": kind,
        "born": memory.born,
        "age": int(memory.age) if memory.age else None,
        "employment": memory.employment,
        "event_date": memory.event_date,
        "people": memory.people,
        "shown": [{"name": one.name, "text": one.text} for one in shown(memory)],
    }


def reply(answer: Reply) -> dict[str, Any]:
    return {
        "text": answer.text,
        "outcome": answer.outcome,
        "confidence": answer.confidence,
        "citations": citation_json(answer.citations),
        "suggestions": list(answer.suggestions),
    }
